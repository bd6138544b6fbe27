"""URL → the one spelling under which an article is kept.

Outlets show one article under many addresses: for phones, for AMP and its caches, for the printer, with and without a
slash. What tells two articles apart is never touched: where it is not certain that a part only says how an article is
shown, it stays, and at worst one article is kept twice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

_LONGEST = 2048
# Parameters that tell how a reader came, never what is shown. Not courlan's list, which also drops names such as
# "cid", "uid" and "source", under which some sites address their articles, and parameters without a value.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|mc|at|hsa|vero|oly)_\w+"
    r"|(?:fbc|gc|dc|twc|yc|ttc)lid|msclkid|gclsrc|gbraid|wbraid|srsltid|igshid|igsh|xtor|ocid|smid|cmpid|_ga|_gl",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"[\s<>\"'`{}|\\^\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PORTS = {"http": 80, "https": 443}
_EDITION = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.")

# What only article_url drops: feeds and reports keep the parameters that a server might still look at.
_MORE_TRACKING = re.compile(
    r"ns_(?:campaign|mchannel|source|linkname|fee)|guce_\w+|guccounter|_hsenc|_hsmi|mkt_tok|wt\.mc_\w+|wpisrc|wpmm|itid|ref_src|ref_url|dicbo|s_cid"
    r"|traffic_source|spmailingid|spuserid|spjobid|spreportid|cmp=(?!\d+$).*|(?:ref|source|from|partner|emc)=(?:rss|feed)"
    r"|amp_(?:js_v|gsa|lite)|usqp|__amp_source_origin",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:phpsessid|jsessionid|asp\.net_sessionid|aspsessionid\w*|cfid|cftoken|session_?id)(?:=.*)?", re.IGNORECASE
)
_YES = r"(?:=(?:1|true|yes|y|on)?)?"
_SHOWN_AS = re.compile(
    rf"_?amp{_YES}|(?:print|printable|printer_?friendly|print_?view|single_?page){_YES}|print=print"
    r"|(?:view|output|output_?type|format|layout|display|mode|service|template|tmpl)"
    r"=(?:valid_)?(?:amp|print|printable|printer_?friendly|mobile)"
    r"|(?:page|pagewanted)=(?:all|print)",
    re.IGNORECASE,
)
_BLOG_ON_PHONES = re.compile(r"m=[01]")  # at Blogspot alone; elsewhere it can be anything
_AMP_CACHE = re.compile(
    r"(?:(?:[^.]+\.)?cdn\.ampproject\.org|[^.]+\.bing-amp\.com)/(?:c|v|wp)/(?:s/)?(?P<cached>[^/]+\..+)"
    r"|(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}/amp/(?:s/)?(?P<viewed>[^/]+\..+)"
)
_HOST_SHOWN_AS = re.compile(r"(?:www\d?|m|mobile?|amp|touch|wap)\.(?=.+\.)")
# "co.uk" and "com.au" are nobody's: of "m.co.uk" the "m" is the name.
_REGISTRYS_OWN = re.compile(r"(?:com?|org|net|gov|gob|gouv|gv|edu|ac|ne|or|go|nom|info)\.[a-z]{2}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*|(?<=/)\(S\([a-z0-9]{24}\)\)/", re.IGNORECASE)
_LAST_SHOWN_AS = re.compile(r"(?<=[^/])/(?:amp(?:\.html?)?|print(?:able)?(?:\.html?)?|singlepage|komplettansicht)$")
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_ESCAPED = re.compile(r"%(?:([0-9A-Fa-f]{2})|)")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")  # RFC 3986 §2.3


def clean_url(url: str, base: str = "") -> str | None:
    """Return an absolute http(s) URL without user, default port, fragment and tracking parameters; None if it is none.

    `base` completes a relative URL. Order and spelling of the other parameters are kept.
    """
    return _cleaned(url.strip(), base)


@lru_cache(maxsize=1024)  # all who keep a page, or compare it with others, ask for its address anew
def _cleaned(url: str, base: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base or "https:", url))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or "." not in host or ":" in host:  # ":" is IPv6, no outlet's
        return None
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    cleaned = urlunsplit(SplitResult(parts.scheme, netloc, parts.path or "/", _clean_query(parts.query), ""))
    return None if len(cleaned) > _LONGEST or _REFUSED.search(cleaned) else cleaned


def article_url(url: str) -> str:
    """Return the spelling under which the article at a URL is kept; what is no web address stays as it is.

    Beyond `clean_url` it has https, neither "www." nor "m.", the normal form of escapes and of international hosts
    (RFC 3986 §6.2.2, Punycode), no slash at the end, no index.html, no session ids, and nothing that asks for AMP,
    print, mobile or the whole of a paged article. AMP caches give way to what they cache. All other parameters stay,
    in their order. It is an address to know an article by: fetch the one that was found. Never raises; idempotent.

    >>> article_url("http://m.post.example/2025/11/plan-1234/amp/?id=7&utm_source=feed&page=all")
    'https://post.example/2025/11/plan-1234?id=7'
    """
    return _plainest(url)


@lru_cache(maxsize=1024)
def _plainest(url: str) -> str:
    kept = clean_url(url)
    if kept is None:
        return url
    while (plainer := _plainer(kept)) != kept:  # what one rule takes off can lay open more: "/index.amp.html"
        kept = plainer
    return kept


def same_site(left: str, right: str) -> bool:
    """Tell whether two URLs have one host, but for "www.", "m.", "amp." and the like."""
    hosts = [_EDITION.sub("", urlsplit(url).hostname or "") for url in (left, right)]
    return hosts[0] == hosts[1] != ""


def _clean_query(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0]))


def _plainer(url: str) -> str:
    """Return a cleaned URL with each rule applied once."""
    scheme, netloc, path, query, _ = urlsplit(url)
    cached = _AMP_CACHE.fullmatch(netloc + path)
    if cached:
        inner = clean_url(f"https://{cached['cached'] or cached['viewed']}" + (f"?{query}" if query else ""))
        return inner or url
    host, colon, port = netloc.partition(":")
    host = _plain_host(host)
    shown = (part.removeprefix("amp;") for part in _normal_escapes(query).split("&"))  # "&amp;" escaped once too often
    asked = "&".join(part for part in shown if not _asks_for_nothing(part, host))
    # A port of its own is another server, of which nothing says that it speaks both.
    return urlunsplit(SplitResult(scheme if port else "https", host + colon + port, _plain_path(path), asked, ""))


def _plain_host(host: str) -> str:
    """Return the host in ASCII without what says for which devices it is."""
    labels = normalize("NFKC", host).lower().replace("。", ".").removesuffix(".").split(".")
    if len(labels) < 2 or not all(labels):
        return host
    ascii_host = ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in labels)
    shorter = _HOST_SHOWN_AS.sub("", ascii_host, count=1)
    return ascii_host if _REGISTRYS_OWN.fullmatch(shorter) else shorter


def _plain_path(path: str) -> str:
    plain = _without_dots(_PATH_SESSION.sub("", _normal_escapes(path)))
    plain = _INDEX.sub("", f"/{plain.lstrip('/')}").rstrip("/")
    plain = re.sub(r"(?<=[^/])\.amp(\.html?)?$", r"\1", _LAST_SHOWN_AS.sub("", plain))
    return re.sub(r"^/amp/(?=.)", "/", plain) or "/"


def _asks_for_nothing(parameter: str, host: str) -> bool:
    """Tell whether a parameter says nothing of which article is asked for."""
    name = parameter.partition("=")[0]
    return (
        not parameter
        or any(known.fullmatch(part) for known in (_TRACKING, _MORE_TRACKING) for part in (name, parameter))
        or _SESSION.fullmatch(parameter) is not None
        or _SHOWN_AS.fullmatch(parameter) is not None
        or (".blogspot." in host and _BLOG_ON_PHONES.fullmatch(parameter) is not None)
    )


def _normal_escapes(part: str) -> str:
    """Return a path or query with escapes only where they are needed, in upper case, and a lone "%" escaped."""
    escaped = _ESCAPED.sub(_normal_escape, part)
    return "".join(char if char.isascii() else quote(char) for char in escaped)


def _normal_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    char = chr(int(found[1], 16))
    return char if _UNRESERVED.fullmatch(char) else found[0].upper()


def _without_dots(path: str) -> str:
    """Return the path without "." and ".." (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[: max(1, len(kept) - 1)]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)
