"""From the speaker over the relays to the publisher."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.extract import extract_claims
from claims.types import Hop
from sources.registry import Registry
from sources.types import Article, Outlet

REGISTRY = Registry(
    (
        Outlet("gazette", "The Gazette", "newspaper", "GB", "en", aliases=("Gazette",)),
        Outlet("reuters", "Reuters", "wire", "GB", "en", aliases=("Reuters",)),
        Outlet("tass", "TASS", "wire", "RU", "en", aliases=("Tass", "TASS")),
        Outlet("bloomberg", "Bloomberg", "wire", "US", "en", aliases=("Bloomberg",)),
        Outlet("wsj", "The Wall Street Journal", "newspaper", "US", "en", aliases=("Wall Street Journal", "WSJ")),
        Outlet("politico-eu", "Politico Europe", "newspaper", "BE", "en", aliases=("European edition of Politico",)),
        Outlet("harbour", "The Harbour", "magazine", "GB", "en", aliases=("Harbour magazine",)),
        Outlet("wsj-double", "Double", "newspaper", "US", "en", synthetic=True, stands_in_for="wsj"),
    )
)


def article(text: str, outlet_id: str = "gazette") -> Article:
    published = datetime(2025, 11, 20, tzinfo=UTC)
    return Article(
        "a", "v", "p", outlet_id, "https://gazette.example/a", "Title", "", published, None, "en", "news", "complete",
        False, text, "test",
    )  # fmt: skip


def hops(text: str, outlet_id: str = "gazette") -> tuple[Hop, ...]:
    """Return the chain of the last claim in a text."""
    return extract_claims(article(text, outlet_id), REGISTRY)[-1].hops


SPEAKERS = [
    ("Dmitry Peskov said it rained.", "named_person", "Dmitry Peskov"),
    ("The Kremlin spokesperson Dmitry Peskov said it rained.", "named_person", "Dmitry Peskov"),
    ("U.S. Secretary of State Marco Rubio said it rained.", "named_person", "Marco Rubio"),
    ("Russian President Vladimir Putin said it rained.", "named_person", "Vladimir Putin"),
    ("Ursula von der Leyen said it rained.", "named_person", "Ursula von der Leyen"),
    ("Łukasz Émile-Żak said it rained.", "named_person", "Łukasz Émile-Żak"),
    ("U.S. Secretary of State Rubio said it rained.", "named_person", "Rubio"),
    ("Texas Governor Ann Lee said it rained.", "named_person", "Ann Lee"),
    ("DNC Chair Ann Lee said it rained.", "named_person", "Ann Lee"),
    ("Martin Luther King Jr. said it rained.", "named_person", "Martin Luther King Jr"),
    ("Sen. Ann Lee (D-Calif.) said it rained.", "named_person", "Ann Lee"),
    ("Gov. Ann Lee of Delaware said it rained.", "named_person", "Ann Lee"),
    ("Gov. Lee of Delaware said it rained.", "named_person", "Lee"),
    ("Paul O’Neill said it rained.", "named_person", "Paul O’Neill"),
    ("Kim Jong-un said it rained.", "named_person", "Kim Jong-un"),
    ("Moscow-based Ann Lee said it rained.", "named_person", "Ann Lee"),
    ("Marco Rubio, the US secretary of state, said it rained.", "named_person", "Marco Rubio"),
    ("The Kremlin spokesman, Dmitry Peskov, said it rained.", "named_person", "Dmitry Peskov"),
    # within the article
    ("Dmitry Peskov arrived. Peskov said it rained.", "named_person", "Dmitry Peskov"),
    ("Dmitry Peskov arrived. Mr. Peskov said it rained.", "named_person", "Dmitry Peskov"),
    ("Dmitry Peskov spoke of Donald Trump. He said it rained.", "named_person", "Dmitry Peskov"),
    ("Dmitry Peskov arrived. Then he said it rained.", "named_person", "Dmitry Peskov"),
    ("Despite Peskov, it rained. Dmitry Peskov arrived. Peskov said it rained.", "named_person", "Dmitry Peskov"),
    ("Receiving French President Emmanuel Macron, Lee left. Macron said it rained.", "named_person", "Emmanuel Macron"),
    ("Ann Lee visited the United States. She said it rained.", "named_person", "Ann Lee"),
    ("Ann Lee spoke in New York to Fox News. She said it rained.", "named_person", "Ann Lee"),
    ("Ann Bloomberg arrived. Bloomberg said it rained.", "named_person", "Ann Bloomberg"),
    (
        "The Kremlin spokesperson Dmitry Peskov arrived. The Kremlin spokesperson said it rained.",
        "named_person",
        "Dmitry Peskov",
    ),
    ("Two American officials arrived. The officials said it rained.", "collective", "American officials"),
    ("Two American officials arrived. It rained, they said.", "collective", "American officials"),
    # without a name
    ("The Kremlin spokesperson said it rained.", "role", "the Kremlin spokesperson"),
    ("The spokesman Dmitry Peskov arrived. A spokesman said it rained.", "role", "a spokesman"),
    ("European officials said it rained.", "collective", "European officials"),
    ("Officials in three capitals said it rained.", "collective", "Officials in three capitals"),
    ("Informed American officials said it rained.", "collective", "Informed American officials"),
    ("Informed sources said it rained.", "anonymous", "Informed sources"),
    ("People familiar with the matter said it rained.", "anonymous", "People familiar with the matter"),
    ("A senior EU official said it rained.", "anonymous", "a senior EU official"),
    ("One of them said it rained.", "anonymous", "one of them"),
    ("The Kremlin said it rained.", "organisation", "the Kremlin"),
    ("Human Rights Watch said it rained.", "organisation", "Human Rights Watch"),
    ("The Saltmere Harbour Trust said it rained.", "organisation", "the Saltmere Harbour Trust"),
    ("Moscow said it rained.", "organisation", "Moscow"),
    ("The plan calls for rain.", "document", "the plan"),
    ("A new study showed that it rained.", "document", "a new study"),
    ("A Reuters correspondent said it rained.", "role", "a Reuters correspondent"),
    ("She said it rained.", "unknown", "She"),
]


@pytest.mark.parametrize(("text", "source_type", "name"), SPEAKERS)
def test_speakers(text: str, source_type: str, name: str) -> None:
    speaker, publisher = hops(text)
    assert (speaker.role, speaker.source_type, speaker.name) == ("speaker", source_type, name)
    assert publisher == Hop("publisher", "outlet", "The Gazette", None, "gazette")


RELAYS = [
    ("Lee told Reuters that it rained.", "Lee", ["reuters"]),
    ("Lee told reporters that it rained.", "Lee", []),
    ("“It rained,” Lee told Reuters on Monday.", "Lee", ["reuters"]),
    ("“It rained,” Lee said in an interview with Bloomberg.", "Lee", ["bloomberg"]),
    ("Lee was quoted by Tass as saying that it rained.", "Lee", ["tass"]),
    ("Ann Lee left. Tass quoted her as saying that it rained.", "Ann Lee", ["tass"]),
    ("Officials said it rained, according to Reuters.", "Officials", ["reuters"]),
    ("Officials said it rained, the Wall Street Journal reported.", "Officials", ["wsj"]),
    ("Officials viewed that it rained, according to what the Wall Street Journal reported.", "Officials", ["wsj"]),
    (
        "It rained, according to what the European edition of Politico reported from informed sources.",
        "informed sources",
        ["politico-eu"],
    ),
    (
        "It rained, according to a Bloomberg report citing people familiar with the matter.",
        "people familiar with the matter",
        ["bloomberg"],
    ),
    ("It rained, Reuters reported, citing two officials.", "officials", ["reuters"]),
    ("Citing two officials, Reuters reported that it rained.", "officials", ["reuters"]),
    ("As Reuters first reported, it rained all day at Kamenets, an official said.", "an official", ["reuters"]),
    ("“It rained,” Ann Lee, the mayor, wrote in the Wall Street Journal.", "Ann Lee", ["wsj"]),
    ("“It rained,” Ann Lee said on Bloomberg.", "Ann Lee", ["bloomberg"]),
    ("Officials cited by Bloomberg said that it rained.", "Officials", ["bloomberg"]),
    ("As first reported by Bloomberg, the mayor said two prisoners had been freed.", "the mayor", ["bloomberg"]),
    ("An official, quoted by Reuters, said it rained.", "an official", ["reuters"]),
    # names that are ordinary words, where a claim comes from them
    ("“It rained,” Ann Lee wrote in The Harbour.", "Ann Lee", ["harbour"]),
    ("In an essay published by The Harbour, the mayor argued that it rained.", "the mayor", ["harbour"]),
    ("The mayor, writing in The Harbour, said it rained.", "the mayor", ["harbour"]),
    # the outlet is the source
    ("The Wall Street Journal reported that it rained.", None, ["wsj"]),
    ("It rained, according to Reuters.", None, ["reuters"]),
    ("A Reuters report said it rained.", None, ["reuters"]),
    ("According to a report by Bloomberg, it rained.", None, ["bloomberg"]),
    ("Bloomberg reported on Monday that it rained. It said the bridge was closed.", None, ["bloomberg"]),
    ("Bloomberg and Reuters reported that it rained.", None, ["bloomberg", "reuters"]),
    ("Ann Lee of Bloomberg said it rained.", "Ann Lee", ["bloomberg"]),
    ("On Monday Bloomberg spoke to Lee. Lee told Bloomberg that it rained.", "Lee", ["bloomberg"]),
    ("Ann Bloomberg arrived. Lee told Bloomberg that it rained.", "Lee", []),
    # named, but no station on the way
    ("Lee said that Reuters lied.", "Lee", []),
    ("“Reuters lied,” Lee said. The Wall Street Journal disagreed.", "Lee", []),
    ("Reuters lied. Lee said it rained.", "Lee", []),
    ("As Reuters was late, it rained, Lee said.", "Lee", []),
    ("“It rained,” Lee said on Monday. Reuters disagreed.", "Lee", []),
    ("The Harbour was flooded, Lee said.", "Lee", []),
    ("Lee, speaking to sailors, said The Harbour was flooded.", "Lee", []),
]


@pytest.mark.parametrize(("text", "speaker", "relays"), RELAYS)
def test_relays(text: str, speaker: str | None, relays: list[str]) -> None:
    *before, publisher = hops(text)
    assert publisher.role == "publisher"
    assert [hop.name for hop in before if hop.role == "speaker"] == ([speaker] if speaker else [])
    assert [hop.outlet_id for hop in before if hop.role == "relay"] == relays
    for hop in before:
        assert hop.span is not None


def test_a_relay_is_named_as_the_registry_has_it_and_stands_where_the_text_names_it() -> None:
    text = "Officials said it rained, the WSJ reported."
    relay = hops(text)[1]
    assert relay.name == "The Wall Street Journal"
    assert relay.span is not None
    assert relay.span.of(text) == "the WSJ"


def test_outlets_named_by_their_kind_alone_are_a_relay_without_an_id() -> None:
    relay, _ = hops("American media reported that it rained.")
    assert (relay.role, relay.source_type, relay.name, relay.outlet_id) == ("relay", "outlet", "American media", None)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("The New York Times has seen it. “It rained,” Ann Lee told The Times.", "US", ("The New York Times", "nyt")),
        ("The New York Times has seen it. “It rained,” Ann Lee told The Times.", "GB", ("The New York Times", "nyt")),
        ("The New York Times has seen it. “It rained,” Ann Lee told the Times.", "US", ("The New York Times", "nyt")),
        ("“It rained,” Ann Lee told The Times.", "GB", ("The Times", "the-times")),
        ("“It rained,” Ann Lee told The Times.", "US", ("Times", None)),
        ("“It rained,” Ann Lee told The Harbour.", "US", ("The Harbour", "harbour")),
    ],
)
def test_the_times_is_the_one_named_in_full_or_that_of_the_country(
    text: str, country: str, expected: tuple[str, str | None]
) -> None:
    registry = Registry(
        (
            Outlet("gazette", "The Gazette", "newspaper", country, "en", aliases=("Gazette",)),
            Outlet("the-times", "The Times", "newspaper", "GB", "en", aliases=("Times of London",)),
            Outlet("nyt", "The New York Times", "newspaper", "US", "en", aliases=("New York Times",)),
            Outlet("harbour", "The Harbour", "magazine", "GB", "en", aliases=("Harbour magazine",)),
        )
    )
    _, relay, _ = extract_claims(article(text), registry)[-1].hops
    assert (relay.name, relay.outlet_id) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Iran’s Tasnim news agency said it rained.", "Tasnim"),
        ("The semi-official Fars news agency said it rained.", "Fars"),
        ("The news agency Belta said it rained.", "Belta"),
        ("The Russian news agency said it rained.", "Russian news agency"),
    ],
)
def test_an_agency_that_the_registry_does_not_have_is_a_relay_by_its_name(text: str, name: str) -> None:
    relay, _ = hops(text)
    assert (relay.role, relay.source_type, relay.name, relay.outlet_id) == ("relay", "outlet", name, None)


def test_an_outlet_does_not_relay_itself_nor_the_one_it_stands_in_for() -> None:
    text = "Lee told the Wall Street Journal that it rained."
    assert [hop.role for hop in hops(text, "wsj")] == ["speaker", "publisher"]
    assert [hop.role for hop in hops(text, "wsj-double")] == ["speaker", "publisher"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "“It rained,” said an official, who spoke on condition of anonymity because of the talks.",
            "spoke on condition of anonymity because of the talks",
        ),
        ("An aide who asked not to be named said it rained.", "asked not to be named"),
        (
            "“It rained,” said a diplomat, who was granted anonymity to speak freely.",
            "granted anonymity to speak freely",
        ),
        ("Informed sources said it rained.", None),
    ],
)
def test_why_a_source_goes_unnamed(text: str, reason: str | None) -> None:
    speaker = hops(text)[0]
    assert (speaker.source_type, speaker.anonymity) == ("anonymous", reason)
