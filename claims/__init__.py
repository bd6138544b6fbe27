"""article → claims → matches → groups → coverage diff. Pure: no network, no database, no clock."""

from claims.attribute import find_attributions
from claims.errors import ClaimsError, UnsupportedLanguage
from claims.extract import EXTRACTOR, extract_claims
from claims.types import Attribution, Claim, Hop, Span

__all__ = [
    "EXTRACTOR",
    "Attribution",
    "Claim",
    "ClaimsError",
    "Hop",
    "Span",
    "UnsupportedLanguage",
    "extract_claims",
    "find_attributions",
]
