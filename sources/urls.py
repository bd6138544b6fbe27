"""URL → the one spelling under which an article is kept."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

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


def clean_url(url: str, base: str = "") -> str | None:
    """Return an absolute http(s) URL without user, default port, fragment and tracking parameters; None if it is none.

    `base` completes a relative URL. Order and spelling of the other parameters are kept.
    """
    try:
        parts = urlsplit(urljoin(base or "https:", url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or "." not in host:
        return None
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    cleaned = urlunsplit(SplitResult(parts.scheme, netloc, parts.path or "/", _clean_query(parts.query), ""))
    return None if len(cleaned) > _LONGEST or _REFUSED.search(cleaned) else cleaned


def same_site(left: str, right: str) -> bool:
    """Tell whether two URLs have one host, but for "www.", "m.", "amp." and the like."""
    hosts = [_EDITION.sub("", urlsplit(url).hostname or "") for url in (left, right)]
    return hosts[0] == hosts[1] != ""


def _clean_query(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0]))
