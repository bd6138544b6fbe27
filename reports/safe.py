"""Makes text that others wrote harmless to show."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Controls have no place in prose, and bidi embeddings, overrides and isolates can make a line read as another one
# (Unicode TR36, 3.1). Tab and line breaks are white space and stay. Lone surrogates cannot be encoded in UTF-8.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without control and bidi control characters; lone surrogates become U+FFFD."""
    return SURROGATE.sub("\ufffd", UNSAFE.sub("", text))


def safe_href(url: str) -> str | None:
    """Return the URL where it is a plain web address to link to, else None.

    Only http and https, with a host and without a user name (which can pass for a host) or any white space.
    """
    if clean(url) != url or any(char.isspace() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return url if is_web else None
