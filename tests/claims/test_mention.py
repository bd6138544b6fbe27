"""Places and organisations that a text names, and persons that it does not take for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.cues import word_set
from claims.mention import find_mentions

MENTIONS = [
    # places
    ("Moscow agreed to the plan", "Moscow=place"),
    ("talks in the U.S. and the UK", "U.S.=place UK=place"),
    ("in The Hague and Washington, D.C.", "The Hague=place Washington, D.C.=place"),
    ("the US-led talks on the Russia-Ukraine war", "US=place Russia=place Ukraine=place"),
    ("Kyiv's forces in Port-au-Prince", "Kyiv=place Port-au-Prince=place"),
    ("the Democratic Republic of the Congo", "Democratic Republic of the Congo=place"),
    ("Bosnia and Herzegovina and Russia", "Bosnia and Herzegovina=place Russia=place"),
    ("the West Bank, Gaza and the Soviet Union", "West Bank=place Gaza=place Soviet Union=place"),
    ("in Cook County, on Red Square", "Cook County=place Red Square=place"),
    ("Rio de Janeiro, Zürich and Türkiye", "Rio de Janeiro=place Zürich=place Türkiye=place"),
    ("On Monday Washington replied", "Washington=place"),
    # names that persons have too
    ("Lloyd Austin met Jim Jordan and Paris Hilton", ""),
    ("in Lebanon, Jordan and Egypt", "Lebanon=place Jordan=place Egypt=place"),
    ("Georgia Governor Brian Kemp, in Austin, Texas", "Georgia=place Austin=place Texas=place"),
    ("North Georgia and Downtown Austin", "Georgia=place Austin=place"),
    ("Lloyd Austin spoke. “We agree,” Austin said", ""),
    ("Emmanuel Macron, Friedrich Merz and President Jordan", ""),
    # organisations
    ("NATO, the EU and the Kremlin", "NATO=organisation EU=organisation Kremlin=organisation"),
    ("But the Russian Foreign Ministry", "Russian Foreign Ministry=organisation"),
    ("The State Department and the Supreme Court", "State Department=organisation Supreme Court=organisation"),
    ("Ukraine's Ministry of Defence and Russia", "Ukraine=place Ministry of Defence=organisation Russia=place"),
    ("the Department of Health and Human Services", "Department of Health and Human Services=organisation"),
    ("the World Bank on Monday", "World Bank=organisation"),
    ("the Bank of England, People's Bank of China", "Bank of England=organisation People's Bank of China=organisation"),
    (
        "the University of Texas and Harvard University",
        "University of Texas=organisation Harvard University=organisation",
    ),
    ("the Council on Foreign Relations", "Council on Foreign Relations=organisation"),
    ("the Institute for the Study of War", "Institute for the Study of War=organisation"),
    ("the UN Security Council, the New York Times", "UN Security Council=organisation New York Times=organisation"),
    ("FBI Director Kash Patel", "FBI=organisation"),
    ("the Department of Homeland Security Secretary", "Department of Homeland Security=organisation"),
    ("Supreme Court Justice Clarence Thomas", "Supreme Court=organisation"),
    ("the Harbour Trust (SHT) and SHT's head", "Harbour Trust=organisation SHT=organisation SHT=organisation"),
    # neither
    ("the Council, the Party, a CEO with HIV", ""),
    ("Turkeys and chads", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONS)
def test_mentions(text: str, expected: str) -> None:
    found = find_mentions(text, 0, len(text))
    assert " ".join(f"{mention.text}={mention.kind}" for mention in found) == expected


def test_a_part_of_a_text_is_read_with_what_the_whole_tells() -> None:
    text = "The Northern Ferry Authority (NFA) met Jill Boston. Boston said that NFA ships would go to Oslo. And Bergen"
    start, end = text.index("Boston said"), text.index(". And")
    found = find_mentions(text, start, end)
    assert [(mention.text, mention.kind) for mention in found] == [("NFA", "organisation"), ("Oslo", "place")]
    assert all(mention.span.of(text) == mention.text for mention in found)


PIECES = word_set("The Bank of Texas , and Washington Ministry for the West Bank May U.S. -Harbour (SHT) x")


@given(st.lists(st.sampled_from(sorted(PIECES))).map(" ".join) | st.text(max_size=60))
def test_mentions_are_disjoint_in_order_and_inside(text: str) -> None:
    found = find_mentions(text, 1, len(text) - 1)
    edges = [edge for mention in found for edge in (mention.span.start, mention.span.end)]
    assert edges == sorted(edges)
    assert all(1 <= edge <= len(text) - 1 for edge in edges)
    assert all(mention.span.of(text) == mention.text != "" for mention in found)
