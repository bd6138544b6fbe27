"""What kind of page it is: from its structured data, its section, its address and its title, in this order."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from sources.types import ArticleKind

LIVE_TYPES = frozenset({"liveblogposting"})
GALLERY_TYPES = frozenset({"imagegallery", "mediagallery"})
VIDEO_TYPES = frozenset({"videoobject"})
_OPINION_SECTIONS = frozenset(
    {"opinion", "opinions", "op-ed", "op-eds", "comment", "commentary", "comment is free", "commentisfree"}
    | {"editorial", "editorials", "column", "columns", "columnists", "viewpoint", "viewpoints", "views", "letters"}
    | {"meinung", "kommentar", "kommentare", "leitartikel", "tribune", "tribunes", "débats", "opinión", "columnas"}
    | {"opinie", "opinioni", "commenti", "opinie i komentarze", "мнение", "мнения", "думка", "думки"}
)
_PRESS_RELEASE_SECTIONS = frozenset(
    {"press release", "press releases", "pressrelease", "press-release", "press-releases", "pressemitteilung"}
    | {"pressemitteilungen", "communiqué de presse", "communiqués de presse", "comunicado de prensa"}
)
_PATHS: dict[ArticleKind, re.Pattern[str]] = {
    "live_blog": re.compile(r"/(?:live|live-?blogs?|liveticker|live-?updates?|en-direct)/|[/-]live-?blog(?:[/-]|$)"),
    "gallery": re.compile(
        r"/(?:gallery|galleries|photo-?gallery|in-pictures|photos|pictures|slideshows?|fotostrecken?)/"
    ),
    "video": re.compile(r"/(?:videos?|watch|av)/"),
    "opinion": re.compile(
        r"/(?:opinions?|op-?eds?|commentisfree|comment|commentary|editorials?|columnists?|columns?|viewpoints?|letters"
        r"|meinung|kommentare?|tribunes?|opinioni|opinie|mnenie|mneniya)/"
    ),
    "press_release": re.compile(r"/(?:press-?releases?|pressemitteilung(?:en)?|news-?releases?)/"),
}
_TITLES: dict[ArticleKind, re.Pattern[str]] = {
    "live_blog": re.compile(
        r"(?:live(?: updates?| blog| coverage)?|liveticker|en direct|direct|en vivo|en directo|diretta)\s?[:|–—-]\s"
        r"|.*\b(?:live (?:updates|blog)|as it happened|liveblog|liveticker)\b",
        re.IGNORECASE,
    ),
    "gallery": re.compile(
        r"(?:in pictures|in photos|photos|pictures|gallery|fotos|bilder|en images)\s?[:|–—-]\s", re.IGNORECASE
    ),
    "opinion": re.compile(
        r"(?:opinions?|op-?ed|comment|commentary|editorial|column|viewpoint|kommentar|meinung|leitartikel|tribune"
        r"|opinión"
        r"|editoriale|opinie|мнение|колонка|думка)\s?[:|–—-]\s"
        r"|.*\s[|–—-]\s(?:opinion|editorial|comment)$",
        re.IGNORECASE,
    ),
    "press_release": re.compile(r"(?:press release|pressemitteilung|communiqué de presse)\s?[:|–—-]\s", re.IGNORECASE),
    "video": re.compile(r"(?:watch|video|vídeo|vidéo|видео|відео)\s?[:|–—-]\s", re.IGNORECASE),
}
_LITTLE_TEXT = 600  # characters; a video with more beside it is an article with a video


def kind_of(types: Collection[str], sections: Collection[str], url: str, title: str, length: int) -> ArticleKind:
    """Return a page's kind.

    `types` are its structured data's, in lower case, `sections` the names of its sections, `length` its text's, in
    characters: a page under /video/ with much text is an article. Live blogs and galleries are such whoever wrote them.
    """
    told = {section.lower() for section in sections}
    path = urlsplit(url).path.lower()
    if LIVE_TYPES & set(types) or _says("live_blog", path, title):
        return "live_blog"
    if GALLERY_TYPES & set(types) or _says("gallery", path, title):
        return "gallery"
    if length < _LITTLE_TEXT and (VIDEO_TYPES & set(types) or _says("video", path, title)):
        return "video"
    if "opinionnewsarticle" in types or told & _OPINION_SECTIONS or _says("opinion", path, title):
        return "opinion"
    if told & _PRESS_RELEASE_SECTIONS or _says("press_release", path, title):
        return "press_release"
    return "news"


def _says(kind: ArticleKind, path: str, title: str) -> bool:
    return bool(_PATHS[kind].search(path) or _TITLES[kind].match(title))
