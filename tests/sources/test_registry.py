"""The registry finds outlets by id, domain and name, says what is wrong with a file, and ships real outlets only."""

from __future__ import annotations

import pickle
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import RegistryError, UnknownOutlet
from sources.registry import PACKAGED, Mention, Registry, load_registry, parse_outlets
from sources.types import Outlet

SEED = Path(__file__).parents[2] / "seeds" / "us-peace-plan" / "peskov-28-point-plan.txt"
SHIPPED = load_registry()

WSJ = Outlet("wsj", "The Wall Street Journal", "newspaper", "US", "en", ("Wall Street Journal",), ("wsj.com",))
STAND_IN = Outlet(
    "politico-eu-stand-in", "Politico Europe (stand-in)", "newspaper", "BE", "en", synthetic=True,
    stands_in_for="politico-eu",
)  # fmt: skip


def named(text: str, registry: Registry = SHIPPED) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.outlet_id) for mention in registry.mentions(text)]


def entry(**fields: object) -> dict[str, object]:
    return {"id": "gazette", "name": "Gazette", "kind": "newspaper", "country": "GB", "language": "en", **fields}


# Mentions


def test_the_seed_article_names_its_two_relays_and_nothing_else() -> None:
    text = SEED.read_text(encoding="utf-8")
    politico, journal = "the European edition of Politico", "the Wall Street Journal"
    assert SHIPPED.mentions(text) == [
        Mention(text.index(politico), text.index(politico) + len(politico), "politico-eu"),
        Mention(text.index(journal), text.index(journal) + len(journal), "wsj"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plan, Reuters reported, is dead.", [("Reuters", "reuters")]),
        ("The Wall Street Journal reported it.", [("The Wall Street Journal", "wsj")]),
        ("A Wall Street Journal report said so.", [("Wall Street Journal", "wsj")]),
        ("He told the Journal. A journal said no.", [("the Journal", "wsj")]),
        ("Reuters' sources and Politico's sources", [("Reuters", "reuters"), ("Politico", "politico")]),
        ("Reuters’ and the Guardian’s sources", [("Reuters", "reuters"), ("the Guardian", "guardian")]),
        (
            "Politico’s European edition, not Politico",
            [("Politico’s European edition", "politico-eu"), ("Politico", "politico")],
        ),
        ("Politico Europe and Politico.eu", [("Politico Europe", "politico-eu"), ("Politico.eu", "politico-eu")]),
        ("KYIV (AP) — Officials told AFP and the AP", [("AP", "ap"), ("AFP", "afp"), ("the AP", "ap")]),
        ("state news agency TASS and Interfax-Ukraine", [("TASS", "tass"), ("Interfax-Ukraine", "interfax-ukraine")]),
        ("according to Germany's Der Spiegel magazine", [("Der Spiegel", "der-spiegel")]),
        ("the Wall  Street\nJournal", [("the Wall  Street\nJournal", "wsj")]),
        (
            "Novaya Gazeta Europe, formerly Novaya Gazeta",
            [("Novaya Gazeta Europe", "novaya-gazeta-europe"), ("Novaya Gazeta", "novaya-gazeta")],
        ),
        ("Sky News Arabia, then Sky News", [("Sky News Arabia", "sky-news-arabia"), ("Sky News", "sky-news")]),
        ("“Time magazine” and the newspaper Dawn", [("Time magazine", "time"), ("the newspaper Dawn", "dawn")]),
        ("the news outlet The Hill", [("outlet The Hill", "the-hill")]),
        ("the Financial Times (the FT)", [("the Financial Times", "ft"), ("the FT", "ft")]),
        (
            "Süddeutsche Zeitung, Le Monde,El País",
            [("Süddeutsche Zeitung", "sueddeutsche-zeitung"), ("Le Monde", "le-monde"), ("El País", "el-pais")],
        ),
    ],
)
def test_an_outlet_is_found_as_english_prose_names_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the",
        "This time, at dawn, the national team and the independent expert ran up the hill in the sun.",
        "Time will tell. Dawn broke. The Hill vote is near. The National Guard came. The Sun rose over the Atlantic.",
        "The Independent Electoral Commission, the Hindu temple, The Times Square ball, The Post Office",
        "the guardian of the constitution, the economist and the telegraph",
        "Guardian and Economist without their article are ordinary names",
        "Iran's Guardian Council, Michael Bloomberg, the Economist Intelligence Unit, the Journal of Peace",
        "an RT-PCR test, a non-Reuters page, Reutersgate, xCNN, CNN_x, the CNNs of the world",
        "Wall Street\n\nJournal entries",
        "REPUBLIKA, reuters.com in lower case, politico in Italian",
    ],
)
def test_ordinary_words_and_lookalikes_are_no_mention(text: str) -> None:
    assert named(text) == []


def test_an_apostrophe_in_an_alias_stands_for_both_forms() -> None:
    registry = Registry((replace(WSJ, aliases=("Dow’s Paper", "Jones' Paper")),))
    text = "Dow's Paper, Dow’s Paper, Jones' Paper, Jones’ Paper"
    assert [name for name, _ in named(text, registry)] == text.split(", ")


def test_a_name_is_a_mention_only_if_it_is_an_alias_too() -> None:
    registry = Registry((replace(WSJ, name="Dow Jones Paper"),))
    assert named("the Dow Jones Paper or the Wall Street Journal", registry) == [("the Wall Street Journal", "wsj")]
    assert registry.by_name("dow jones paper") == registry.get("wsj")


NAMES = sorted({*(alias for outlet in SHIPPED.outlets for alias in outlet.aliases), *SHIPPED.lookalikes})
FILLERS = ["the ", "The ", "the\n", "a ", " ", "", "-", "’s ", "' ", ". ", ", ", "x", "said ", "The National ", "\n\n"]
PROSE = st.lists(st.sampled_from(NAMES) | st.sampled_from(FILLERS) | st.text(max_size=3), max_size=12).map("".join)


@given(PROSE)
def test_mentions_are_spans_in_order_that_look_up_to_their_outlet(text: str) -> None:
    end = 0
    for mention in SHIPPED.mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert SHIPPED.by_name(text[mention.start : mention.end]) == SHIPPED.get(mention.outlet_id)
        end = mention.end


SMALL = Registry(
    tuple(
        Outlet(outlet_id, outlet_id, "website", "", "en", aliases)
        for outlet_id, aliases in {
            "ab": ("A B", "The C", "A's"),
            "abc": ("A B C", "B"),
            "fax": ("A-B", "The C D", "D."),
        }.items()
    ),
    lookalikes=("C A", "B C B"),
)


def mentions_one_by_one(registry: Registry, text: str) -> list[Mention]:
    """Try every form of every name at every place: slow and obvious, for words that stand one blank apart."""
    aliases = {alias: outlet.id for outlet in registry.outlets for alias in outlet.aliases}
    forms: dict[str, str | None] = {}
    for name in (*aliases, *registry.lookalikes):
        bare = name.removeprefix("The ")
        forms |= {article + bare: aliases.get(name) for article in ("The ", "the ")}
        forms |= {} if bare != name else {name: aliases.get(name)}
    found = []
    start = 0
    while start < len(text):
        fits = [form for form in forms if text.startswith(form, start) and stands_alone(text, start, start + len(form))]
        if not fits:
            start += 1
            continue
        form = max(fits, key=len)
        outlet_id = forms[form]
        found += [Mention(start, start + len(form), outlet_id)] if outlet_id else []
        start += len(form)
    return found


def stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    joined = (before[-1:] == "-" and before[-2:-1].isalnum()) or (after[:1] == "-" and after[1:2].isalnum())
    return not (before[-1:].isalnum() or after[:1].isalnum() or joined)


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "the", "The", "'s", ".", "-", " ", " ", " "]), max_size=20))
def test_mentions_are_those_that_trying_each_name_at_each_place_finds(pieces: list[str]) -> None:
    text = re.sub(" +", " ", "".join(pieces))
    assert SMALL.mentions(text) == mentions_one_by_one(SMALL, text)


# Look-ups


@pytest.mark.parametrize(
    ("host_or_url", "outlet_id"),
    [
        ("wsj.com", "wsj"),
        ("www.wsj.com", "wsj"),
        ("WWW.WSJ.COM.", "wsj"),
        ("https://markets.wsj.com/x", "wsj"),
        ("http://user@wsj.com:8080/a?b=http://bbc.com", "wsj"),
        ("//wsj.com/x", "wsj"),
        ("wsj.com/articles//x?from=http://bbc.com", "wsj"),
        ("https://www.politico.eu/article/x", "politico-eu"),
        ("https://www.politico.com/news", "politico"),
        ("https://english.aawsat.com/", "asharq-al-awsat"),
        ("https://www.news.sky.com", "sky-news"),
        ("notwsj.com", None),
        ("wsj.com.example", None),
        ("com", None),
        ("sky.com", None),
        ("", None),
        ("file:us-peace-plan/peskov.txt", None),
        ("http://[::1", None),
        ("a." * 200_000 + "wsj.com", None),
    ],
)
def test_a_host_belongs_to_the_outlet_of_its_longest_domain(host_or_url: str, outlet_id: str | None) -> None:
    found = SHIPPED.by_domain(host_or_url)
    assert (found.id if found else None) == outlet_id


def test_of_two_domains_the_longer_wins() -> None:
    markets = Outlet("markets", "Markets", "website", "US", "en", domains=("markets.wsj.com",))
    registry = Registry((WSJ, markets))
    assert registry.by_domain("live.markets.wsj.com") == markets
    assert registry.by_domain("live.wsj.com") == WSJ


@pytest.mark.parametrize(
    ("name", "outlet_id"),
    [
        ("wsj", "wsj"),
        ("The WALL street  Journal ", "wsj"),
        ("the journal", "wsj"),
        ("The Hill", "the-hill"),
        ("Politico’s European Edition", "politico-eu"),
        ("Gazette of Nowhere", None),
        ("the", None),
        ("", None),
    ],
)
def test_a_name_is_looked_up_whatever_its_case_article_and_blanks(name: str, outlet_id: str | None) -> None:
    found = SHIPPED.by_name(name)
    assert (found.id if found else None) == outlet_id


@pytest.mark.parametrize(
    ("outlet_id", "advice"),
    [("politco-eu", "politico-eu"), ("WSJ", "use 'wsj'"), ("Le Monde", "use 'le-monde'"), ("", "abc-australia")],
)
def test_an_unknown_id_is_answered_with_what_would_work(outlet_id: str, advice: str) -> None:
    with pytest.raises(UnknownOutlet) as raised:
        SHIPPED.get(outlet_id)
    assert repr(outlet_id) in str(raised.value)
    assert advice in str(raised.value)


def test_a_registry_survives_pickling() -> None:
    registry = pickle.loads(pickle.dumps(SHIPPED))  # noqa: S301
    assert registry == SHIPPED
    assert named("Reuters", registry) == [("Reuters", "reuters")]


# Overlays


def test_an_overlay_replaces_an_entry_of_the_same_id_and_adds_others(tmp_path: Path) -> None:
    overlay = tmp_path / "mine.toml"
    overlay.write_text(
        """
        lookalikes = ["Valley Gazette Cup"]

        [[outlets]]
        id = "wsj"
        name = "Wall Street Journal"
        kind = "newspaper"
        country = "US"
        language = "en"
        aliases = ["Street Journal"]

        [[outlets]]
        id = "valley-gazette"
        name = "Valley Gazette"
        kind = "newspaper"
        country = ""
        language = "en"
        aliases = ["Valley Gazette"]
        domains = ["valley-gazette.example"]
        feeds = ["https://valley-gazette.example/rss"]
        """,
        encoding="utf-8",
    )
    registry = load_registry(overlay)
    assert registry.get("wsj") == Outlet("wsj", "Wall Street Journal", "newspaper", "US", "en", ("Street Journal",))
    assert registry.by_domain("wsj.com") is None
    assert registry.get("valley-gazette").feeds == ("https://valley-gazette.example/rss",)
    assert named("the Valley Gazette, the Valley Gazette Cup and the WSJ", registry) == [
        ("the Valley Gazette", "valley-gazette")
    ]
    assert len(registry.outlets) == len(SHIPPED.outlets) + 1
    assert registry.get("reuters") == SHIPPED.get("reuters")


def test_the_last_overlay_lies_on_top(tmp_path: Path) -> None:
    form = '[[outlets]]\nid = "ap"\nname = "{}"\nkind = "wire"\ncountry = "US"\nlanguage = "en"\n'
    paths = [tmp_path / "first.toml", tmp_path / "last.toml"]
    for path in paths:
        path.write_text(form.format(path.stem), encoding="utf-8")
    assert load_registry(*paths).get("ap").name == "last"


def test_an_empty_overlay_changes_nothing(tmp_path: Path) -> None:
    overlay = tmp_path / "empty.toml"
    overlay.touch()
    assert load_registry(overlay) == SHIPPED


def test_stand_ins_are_found_by_the_outlet_they_stand_in_for() -> None:
    registry = SHIPPED.with_outlets([STAND_IN])
    assert registry.stand_ins("politico-eu") == (STAND_IN,)
    assert registry.stand_ins("wsj") == ()
    assert SHIPPED.stand_ins("politico-eu") == ()


# What is refused


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("wsj", "outlets is 'wsj'; write an array of tables"),
        (["wsj"], "outlet 1 is 'wsj'; write a table"),
        ([entry(domain="gazette.example")], "outlet 1 (gazette): unknown field 'domain'; the closest are domains"),
        ([{"id": "gazette"}], "outlet 1 (gazette): name is missing; needed are id, name, kind, country, language"),
        ([{"name": "Gazette"}], "outlet 1 (no id): id is missing"),
        ([entry(name=3)], "outlet 1 (gazette): name is 3; it takes text"),
        ([entry(name=" ")], "name is ' '; it takes text without blanks around it, not empty"),
        ([entry(id="The Gazette")], "id is 'The Gazette'; it takes lower-case words joined by hyphens"),
        ([entry(id="gazette-")], "id is 'gazette-'"),
        ([entry(kind="paper")], "kind is 'paper'; it takes one of wire, newspaper, broadcaster, magazine, website"),
        ([entry(country="gb")], "country is 'gb'; it takes two capital letters"),
        ([entry(language="english")], "language is 'english'; it takes two lower-case letters"),
        ([entry(aliases="Gazette")], "aliases is 'Gazette'; it takes an array"),
        ([entry(aliases=[""])], "aliases is ''; it takes text"),
        ([entry(domains=["www.gazette.example"])], "domains is 'www.gazette.example'; it takes a lower-case host"),
        ([entry(domains=["https://gazette.example"])], "domains is 'https://gazette.example'"),
        ([entry(domains=["Gazette.example"])], "domains is 'Gazette.example'"),
        ([entry(feeds=["ftp://gazette.example/rss"])], "feeds is 'ftp://gazette.example/rss'; it takes an address on"),
        ([entry(feeds=["https://"])], "feeds is 'https://'"),
        ([entry(synthetic="yes")], "synthetic is 'yes'; it takes true or false"),
        ([entry(stands_in_for="wsj")], "stands_in_for is 'wsj'; it takes synthetic = true beside it"),
        ([entry(stands_in_for=3)], "stands_in_for is 3; it takes the id of an outlet"),
        ([entry(), entry(name="Other")], "outlets 1 and 2 both have the id 'gazette'; keep one"),
    ],
)
def test_a_malformed_entry_is_refused_by_file_entry_and_field(data: object, complaint: str) -> None:
    with pytest.raises(RegistryError) as raised:
        parse_outlets(data, "mine.toml")
    assert str(raised.value).startswith("mine.toml: ")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("outlet", "complaint"),
    [
        (replace(WSJ, id="other"), "mine.toml: the domain 'wsj.com' is claimed by the outlets 'wsj' and 'other'"),
        (
            Outlet("other", "Other", "website", "", "en", ("The journal",)),
            "mine.toml: the name or alias 'journal' is claimed by the outlets 'wsj' and 'other'",
        ),
        (
            replace(STAND_IN, stands_in_for="politco-eu"),
            "mine.toml: the outlet 'politico-eu-stand-in': stands_in_for is 'politco-eu', which no outlet has",
        ),
        (
            Outlet("other", "Guardian Council", "website", "", "en"),
            "mine.toml: lookalikes has 'Guardian Council', which is a name of 'other'",
        ),
    ],
)
def test_outlets_that_claim_the_same_or_stand_in_for_none_are_refused(outlet: Outlet, complaint: str) -> None:
    with pytest.raises(RegistryError) as raised:
        SHIPPED.with_outlets([outlet], "mine.toml")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"[[outlets]", "not a TOML file in UTF-8"),
        (b'name = "\xff"', "not a TOML file in UTF-8"),
        (b"[[outlet]]", "unknown field 'outlet'; the closest are outlets"),
        (b"lookalikes = [1]", "lookalikes is 1; it takes text"),
    ],
)
def test_a_file_that_holds_no_outlets_is_refused_by_its_path(tmp_path: Path, content: bytes, complaint: str) -> None:
    overlay = tmp_path / "mine.toml"
    overlay.write_bytes(content)
    with pytest.raises(RegistryError) as raised:
        load_registry(overlay)
    assert str(raised.value).startswith(f"{overlay}: ")
    assert complaint in str(raised.value)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read_is_refused_by_its_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(RegistryError, match="cannot be read") as raised:
        load_registry(tmp_path / name)
    assert str(tmp_path / name) in str(raised.value)


# The shipped outlets


def test_the_shipped_outlets_are_real_and_sorted_by_kind_then_id() -> None:
    data = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))
    order = [(outlet["kind"], outlet["id"]) for outlet in data["outlets"]]
    assert order == sorted(order)
    assert len(SHIPPED.outlets) >= 80
    assert not any(outlet.synthetic or outlet.stands_in_for for outlet in SHIPPED.outlets)
    assert not any(domain.endswith((".example", ".test", ".invalid")) for o in SHIPPED.outlets for domain in o.domains)


@pytest.mark.parametrize("outlet", SHIPPED.outlets, ids=lambda outlet: outlet.id)
def test_a_shipped_outlet_is_found_by_all_it_lists(outlet: Outlet) -> None:
    assert outlet.aliases
    assert outlet.domains
    assert {SHIPPED.by_name(name) for name in (outlet.id, outlet.name, *outlet.aliases)} == {outlet}
    assert {SHIPPED.by_domain(domain) for domain in outlet.domains} == {outlet}
    for alias in outlet.aliases:
        assert named(f"so {alias}, too") == [(alias, outlet.id)]
    for values in (outlet.aliases, outlet.domains, outlet.feeds):
        assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    "bare", ["Time", "Dawn", "The Hill", "The National", "The Independent", "The Sun", "The Times", "The Atlantic"]
)
def test_names_that_are_ordinary_words_are_no_shipped_alias(bare: str) -> None:
    assert SHIPPED.by_name(bare) is not None
    assert named(f"{bare} and {bare.lower()}") == []
