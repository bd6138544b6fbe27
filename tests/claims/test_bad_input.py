"""Texts that no editor would print: each is read to its end, and each claim still stands where it says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import ClaimsError, TextTooLong, UnsupportedLanguage
from claims.extract import LONGEST_TEXT, extract_claims
from claims.types import Claim
from sources.registry import load_registry
from tests.claims.build import article

REGISTRY = load_registry()
SAID = "“The river has never been this high in November,” Dmitry Peskov told reporters on Monday."
HEARD = "Anna Keller told the council that engineers had warned that the bridge could collapse within a year."
DENIED = "The minister denied that his office had received any money from the company."
PROSE = f"{SAID} {HEARD} {DENIED}"
CONTENTS = [
    "“The river has never been this high in November,”",
    "that engineers had warned that the bridge could collapse within a year",
    "that the bridge could collapse within a year",
    "that his office had received any money from the company",
]


def read(text: str) -> tuple[Claim, ...]:
    """Return the claims of a text, with all their places checked."""
    claims = extract_claims(article(text, outlet_id="reuters"), REGISTRY)
    ids = {claim.id for claim in claims}
    assert len(ids) == len(claims)
    for claim in claims:
        assert claim.text == text[claim.start : claim.end] == claim.text.strip() != ""
        assert (claim.fragments[0].start, claim.fragments[-1].end) == (claim.start, claim.end)
        assert all(before.end <= after.start for before, after in pairwise(claim.fragments))
        assert claim.wording == " ".join(part.of(text) for part in claim.fragments)
        assert all(hop.name for hop in claim.hops)
        assert claim.hops[-1].role == "publisher"
        assert claim.nested_in is None or claim.nested_in in ids
        for span in (claim.cue_span, *(hop.span for hop in claim.hops), *claim.fragments, *claim.hedges):
            assert span is None or 0 <= span.start < span.end <= len(text)
        for part in (*claim.quantities, *claim.dates, *claim.mentions):
            assert part.span.of(text) == part.text
    return claims


def contents(text: str) -> list[str]:
    return [claim.text for claim in read(text)]


def test_the_prose_itself() -> None:
    """What the other tests spoil: were these sentences not found, the others would show nothing."""
    assert contents(PROSE) == CONTENTS


NUMBERS = "\n".join("\t".join(f"{row * column}.5" for column in range(1, 13)) for row in range(1, 101))
NOTHING = {
    "empty": "",
    "only spaces": "    ",
    "only white space of all kinds": " \t\n\r\n\x0b\x0c\x85\xa0\u2028\u2029\u3000" * 200,
    "only control characters": "\x00\x01\x07\x1b\x7f" * 200,
    "only zero-width characters": "\u200b\u200d\ufeff\u2060" * 200,
    "only direction marks": "\u202e\u202d\u2066\u2069\u200f" * 200,
    "only emoji": "😀👩‍👩‍👧🇩🇪" * 200,
    "only full stops": "." * 5_000,
    "one letter": "x",
    "a megabyte without a space": "x" * 1_000_000,
    "ten thousand straight marks": '"' * 10_000,
    "ten thousand opening marks": "“" * 10_000,
    "a table of numbers": NUMBERS,
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_texts_in_which_nobody_says_anything(text: str) -> None:
    assert read(text) == ()


FLOODS = {
    "one sentence of 50,000 words": "Lee said that " + "word " * 50_000,
    "no sentence ends": PROSE.replace(".", "") * 60,
    "no sentence ends and no spaces between": f"{SAID}{HEARD}" * 60,
    "marks of all kinds": "“\"‘'”«»''``" * 500,
    "marks never closed": "“He said \"it was 'late, Lee said. " * 100,
    "marks never opened": 'it was late” Lee said." He said ‘it’ was” late. ' * 100,
    "marks inside marks": "“" * 50 + "We go" + "”" * 50 + " Lee said. " + '“‘"We go"’” Lee said. ' * 100,
    "quotations over many paragraphs": "“We go on Monday and nobody stays.\n\n" * 100,
    "cues alone": "said told reported according to " * 200,
    "commas alone": ", " * 2_000,
    "letters with a thousand accents": "e"
    + "\u0301" * 1_000
    + " said that it e\u0301tait la\u0300. "
    + "a\u0300" * 1_000,
    "brackets never closed": "((([[[{{{<<< Lee said (that it rained. " * 50,
    "a long name": "Lee " * 2_000 + "said that it rained.",
    "hyphens": "said-that-" * 1_000,
    "web addresses": "https://x.example/said?that=it&rained=%22yes%22 " * 100,
    "other scripts": "Он сказал, что шёл дождь. 他说下雨了。 قال إنها تمطر. " * 20,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_floods_are_read_to_their_end(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        (PROSE.replace(" ", "\n", 1).replace(". ", ".\r\n\r\n"), [CONTENTS[0].replace(" ", "\n", 1), *CONTENTS[1:]]),
        (PROSE.replace(". ", ".\r\n"), CONTENTS),
        (PROSE.replace("bridge", "bri\u200bdge"), [text.replace("bridge", "bri\u200bdge") for text in CONTENTS]),
        (PROSE.replace("bridge", "\u202ebridge\u202c"), [t.replace("bridge", "\u202ebridge\u202c") for t in CONTENTS]),
        (PROSE.replace("river", "ri\u0301ver"), [text.replace("river", "ri\u0301ver") for text in CONTENTS]),
        (PROSE.replace("company.", "company.\x00\x1b[0m"), CONTENTS),
        (f"\ufeff{PROSE}\x0c", CONTENTS),
        (f"😀 👩‍👩‍👧 🇩🇪\n\n{PROSE}\n\n🎉", CONTENTS),
        (PROSE.replace("high in", "high 😀 in"), [text.replace("high in", "high 😀 in") for text in CONTENTS]),
        (f"{NUMBERS}\n\n{PROSE}\n\n{NUMBERS}", CONTENTS),
        (f"<div class=\"x\">\n\n{PROSE}\n\n</div>\n\n<script>var x = '<b>';</script>", CONTENTS),
        (f"{'x' * 100_000}\n\n{PROSE}", CONTENTS),
        (f"{'“' * 500}\n\n{PROSE}", CONTENTS),
        (f"\n\n\n   \t{PROSE}   \n\n\n", CONTENTS),
        (PROSE.upper(), [text.upper() for text in CONTENTS]),
    ],
    ids=[
        "hard wraps", "windows line ends", "zero width", "direction marks", "combining accents", "control characters",
        "byte order mark", "emoji around", "emoji inside", "tables around", "html around", "a megabyte before",
        "marks before", "white space around", "all caps",
    ],
)  # fmt: skip
def test_what_is_spoilt_around_or_inside_a_claim_leaves_it_whole(spoilt: str, expected: list[str]) -> None:
    assert contents(spoilt) == expected


def test_an_all_caps_bulletin_has_the_speakers_and_cues_of_its_twin() -> None:
    shouted, plain = read(PROSE.upper()), read(PROSE)
    assert [(claim.cue, claim.cue_class, claim.kind) for claim in shouted] == [
        (claim.cue, claim.cue_class, claim.kind) for claim in plain
    ]
    spans = [[hop.span for hop in claim.hops if hop.role == "speaker"] for claim in shouted]
    assert spans == [[hop.span for hop in claim.hops if hop.role == "speaker"] for claim in plain]


HOSTILE = [
    "\u200b", "\u202e", "\u2066", "\x00", "\x1b", "\xa0", "\r\n", "\n\n", "😀", "\u0301", "İ", "ﬁ", "“", "”", '"', "'",
    "''", "<", ">", "&", ",", ".", ":", "—", "(", ")", " according to ", " said ", "Reuters", " he said, ", "\ud800",
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PROSE)), st.sampled_from(HOSTILE)), max_size=12))
def test_prose_with_anything_put_into_it_is_read(cuts: list[tuple[int, str]]) -> None:
    text = PROSE
    for at, piece in sorted(cuts, reverse=True):
        text = text[:at] + piece + text[at:]
    read(text)


@pytest.mark.parametrize("length", [LONGEST_TEXT + 1, 10_000_000])
def test_a_text_longer_than_any_article(length: int) -> None:
    with pytest.raises(TextTooLong, match=f"{length:,} characters; {LONGEST_TEXT:,} are read at most") as raised:
        read("x" * length)
    assert isinstance(raised.value, ClaimsError)
    assert (raised.value.length, raised.value.longest) == (length, LONGEST_TEXT)


@pytest.mark.parametrize("language", ["de", "ru", "zh", "en-GB", "xx"])
def test_other_languages(language: str) -> None:
    with pytest.raises(UnsupportedLanguage, match=f"{language!r}; this extractor reads en only"):
        extract_claims(article(PROSE, outlet_id="reuters", language=language), REGISTRY)
