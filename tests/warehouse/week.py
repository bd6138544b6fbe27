"""A hand-made story of five outlets, with all that matching finds in it.

The Wire tells all of it; The Post relays the quotation, alters it and has another number; The Mail prints the
quotation without saying whose it is; The Echo, a stand-in, copies The Wire; The Sun's text is cut off.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from claims import types as c
from sources.types import Outlet, content_id
from tests.warehouse import values

VOW = "“We will never accept a plan drawn up without us in the room”"
TEXTS = {
    "wire": f"{VOW}, the minister said. She said 600 people had died. Talks failed, a source said.",
    "post": f"{VOW.replace('never', 'not')}, the minister told The Wire. She said 500 people had died. "
    "He was asked in vain, an aide said. She said at least 550 were hurt.",
    "mail": f"It was a week of plans. {VOW}: so it went. Half a thousand had died, she said.",
    "echo": "Talks failed, a source said. She said 600 people had died, The Wire reports.",
    "sun": "Talks, said a man, had",
}


def outlet(id_: str, **others: object) -> Outlet:
    return Outlet(id_, f"The {id_.title()}", "newspaper", "GB", "en", domains=(f"{id_}.example",), **others)


OUTLETS = {id_: outlet(id_) for id_ in TEXTS}
OUTLETS["wire"] = replace(OUTLETS["wire"], kind="wire")
OUTLETS["echo"] = replace(OUTLETS["echo"], synthetic=True)
PAGES = {id_: values.page_of(OUTLETS[id_], "plan", f"{id_} title\n{text}", 3) for id_, text in TEXTS.items()}
ARTICLES = {
    id_: values.article_of(page, published=values.NOON + timedelta(hours=hours))
    for hours, (id_, page) in enumerate(PAGES.items())
}
ARTICLES["mail"] = replace(ARTICLES["mail"], published=None)
ARTICLES["sun"] = replace(ARTICLES["sun"], completeness="truncated")
MINISTER = c.Hop("speaker", "role", "the minister")
SOURCE = c.Hop("speaker", "anonymous", "a source")
WIRE = c.Hop("relay", "outlet", "The Wire", None, "wire")


def claim(id_: str, words: str, *hops: c.Hop, kind: str = "indirect") -> c.Claim:
    return values.claim_of(ARTICLES[id_], words, *hops, kind=kind)


VOWED = claim("wire", VOW, MINISTER, kind="direct")
VOWED_POST = claim("post", VOW.replace("never", "not"), MINISTER, WIRE, kind="direct")
DIED = claim("wire", "600 people had died", MINISTER)
DIED_POST = claim("post", "500 people had died", MINISTER)
DIED_MAIL = claim("mail", "Half a thousand had died", MINISTER)
DIED_ECHO = claim("echo", "600 people had died", MINISTER, WIRE)
FAILED = claim("wire", "Talks failed", SOURCE)
FAILED_ECHO = claim("echo", "Talks failed", replace(SOURCE, anonymity="who feared for his job"))
ASKED = claim("post", "He was asked in vain", c.Hop("speaker", "collective", "an aide", None, None, "unnamed"))
HURT = claim("post", "at least 550 were hurt", MINISTER)
CLAIMS = (VOWED, VOWED_POST, DIED, DIED_POST, DIED_MAIL, DIED_ECHO, FAILED, FAILED_ECHO, ASKED, HURT)
STORY = c.Story("story", "A week of plans", tuple(article.version_id for article in ARTICLES.values()), values.NOON)


def group(*claims: c.Claim) -> c.ClaimGroup:
    return c.ClaimGroup(content_id(claims[0].id), STORY.id, claims[0].id, tuple(one.id for one in claims))


GROUPS = {
    "vow": group(VOWED, VOWED_POST),
    "died": group(DIED, DIED_POST, DIED_MAIL, DIED_ECHO),
    "failed": group(FAILED, FAILED_ECHO),
    "asked": group(ASKED),
    "hurt": group(HURT),
}
NAME_OF = {one.id: name for name, one in GROUPS.items()}


def passage(claim: c.Claim, words: str) -> c.Passage:
    return c.Passage(claim.version_id, values.span_of(ARTICLES[claim.outlet_id], words), words, claim.id)


CHANGES = (
    c.QuoteAltered(passage(VOWED, VOWED.text), passage(VOWED_POST, VOWED_POST.text)),
    c.WordingChanged(passage(DIED, "600"), passage(DIED_MAIL, "Half")),
    c.QuantityChanged(passage(DIED, "600 people"), passage(DIED_POST, "500 people"), 600, 500, "people"),
    c.QuantityChanged(passage(DIED, "600"), passage(DIED_MAIL, "Half a thousand"), 600, 500, "", certain=False),
)
CHECKS = (
    c.RelayCheck(VOWED_POST.id, "wire", "wire", "altered", passage(VOWED, VOWED.text)),
    c.RelayCheck(DIED_ECHO.id, "wire", "wire", "verified", passage(DIED, "600")),
    c.RelayCheck(FAILED_ECHO.id, "wire", "wire", "reworded", None),
    c.RelayCheck(HURT.id, "wire", "wire", "not_found", None),
    c.RelayCheck(HURT.id, "nowhere", None, "not_held", None),
    c.RelayCheck(DIED_MAIL.id, "nowhere", None, "not_held", None),
)
COPIED = c.CopiedPassage(values.span_of(ARTICLES["echo"], "Talks failed, a source"), c.Span(95, 117), 4, 1)
COPIES = (
    c.Copy(ARTICLES["echo"].version_id, ARTICLES["wire"].version_id, (COPIED, COPIED), 0.8, credited=True, whole=True),
    c.Copy(ARTICLES["post"].version_id, ARTICLES["wire"].version_id, (COPIED,), 0.2, credited=False, whole=False),
)
PROVENANCE = (
    c.Provenance(GROUPS["vow"].id, VOWED.id, ("wire",), (c.Taking(VOWED_POST.id, VOWED.id, None, "relay"),)),
    c.Provenance(
        GROUPS["died"].id,
        DIED.id,
        ("wire", "post"),
        (c.Taking(DIED_ECHO.id, DIED.id, None, "copy"), c.Taking(DIED_MAIL.id, None, "Agence Nulle", "relay")),
    ),
    c.Provenance(GROUPS["failed"].id, FAILED.id, ("wire",), (c.Taking(FAILED_ECHO.id, None, "wire", "relay"),)),
    c.Provenance(GROUPS["asked"].id, ASKED.id, ("post",), ()),
    c.Provenance(GROUPS["hurt"].id, HURT.id, ("post",), ()),
)


def match(left: c.Claim, right: c.Claim, score: float, verdict: str, *, reviewed: bool = False) -> c.Match:
    first, second = sorted((left.id, right.id))
    return c.Match(content_id(first, second), first, second, score, verdict, "Alike.", (), "m", reviewed)


MATCHES = (
    match(VOWED, VOWED_POST, 0.9, "same"),
    match(DIED, HURT, 0.6, "unsure"),
    match(ASKED, FAILED, 0.5, "unsure"),
    match(DIED_POST, DIED_MAIL, 0.5, "unsure"),
    match(ASKED, HURT, 0.5, "unsure", reviewed=True),
    match(ASKED, VOWED, 0.4, "unsure"),
)
DATA = values.Small(
    outlets=tuple(OUTLETS.values()),
    pages=tuple(PAGES.values()),
    articles=tuple(ARTICLES.values()),
    claims=CLAIMS,
    stories=(STORY,),
    groups=tuple(GROUPS.values()),
    matches=MATCHES,
    changes=CHANGES,
    relay_checks=CHECKS,
    speakers=(),
    speaker_links=(),
    copies=COPIES,
    provenance=PROVENANCE,
)
