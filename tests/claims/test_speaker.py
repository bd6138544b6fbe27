"""Who speaks across articles: which spellings are one person, which stay apart, and what a bare surname means."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.likeness import UNSURE, parse_name
from claims.namepairs import candidate_pairs, judge, judged_pairs
from claims.naming import named, spoken, uses_of
from claims.speaker import canonical_names, link_speakers
from claims.transliterate import skeleton, spelled
from claims.types import Claim, Span, Speaker, SpeakerLink, Story
from sources.types import Article, content_id
from tests.claims.build import article, claim

Told = tuple[str, str]  # the name that an article gives its speaker, and the article's text


def built(told: Sequence[Told | str]) -> tuple[list[Claim], list[Article]]:
    """Return one claim in an article of its own for each name, whose text is the name alone where none is given."""
    claims, articles = [], []
    for number, entry in enumerate(told):
        name, text = (entry, f"{entry} said so.") if isinstance(entry, str) else entry
        home = article(text, outlet_id=f"outlet-{number}")
        claims.append(claim(text, within=home, speaker=name))
        articles.append(home)
    return claims, articles


def linked(told: Sequence[Told | str]) -> tuple[list[SpeakerLink | None], dict[str, Speaker]]:
    claims, articles = built(told)
    speakers, links = link_speakers(claims, articles)
    by_claim = {link.claim_id: link for link in links}
    return [by_claim.get(one.id) for one in claims], {speaker.id: speaker for speaker in speakers}


def partition(told: Sequence[Told | str]) -> list[str]:
    """Return for each claim the letter of its speaker, "?" after it where unsure, "-" where there is no link."""
    links, _ = linked(told)
    letters: dict[str, str] = {}
    shown = []
    for link in links:
        if link is None:
            shown.append("-")
            continue
        letter = letters.setdefault(link.speaker_id, chr(ord("A") + len(letters)))
        shown.append(letter + ("?" if link.verdict == "unsure" else ""))
    return shown


@pytest.mark.parametrize(
    "names",
    [
        ["Dmitry Peskov", "Dmitri Peskov", "Dmitriy Peskov", "Dmitrii Peskov"],
        ["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "Vladimir Zelensky"],
        ["Muammar Gaddafi", "Muammar Qaddafi", "Muammar Gadhafi", "Moammar Gadhafi"],
        ["Sergei Lavrov", "Sergey Lavrov", "Sergej Lavrov"],
        ["Kirill Dmitriev", "Kirill Dmitriyev", "Kyrylo Dmitriev"],
        ["Donald Trump", "Donald J. Trump", "Donald John Trump", "DONALD TRUMP"],
        ["Bill Clinton", "William Clinton", "William J. Clinton", "William Jefferson Clinton"],
        ["Joe Biden", "Joseph Biden", "Joseph R. Biden"],
        ["Hillary Clinton", "Hillary Rodham Clinton"],
        ["JD Vance", "J.D. Vance", "J. D. Vance", "James David Vance"],
        ["Nicolás Maduro", "Nicolas Maduro", "Nicolás  Maduro"],
        ["Xi Jinping", "Jinping Xi", "Xi", "President Xi"],
        ["Kim Jong Un", "Kim Jong-un", "Kim"],
        ["Ursula von der Leyen", "von der Leyen", "Ursula Von Der Leyen"],
        ["Bashar al-Assad", "Bashar al Assad", "Assad", "al-Assad"],
        ["Alexandria Ocasio-Cortez", "Alexandria Ocasio Cortez", "Ocasio-Cortez"],
        ["Yevgeny Prigozhin", "Evgeny Prigozhin", "Yevgeniy Prigozhin"],
        ["Moqtada al-Sadr", "Muqtada al-Sadr"],
        ["Dmitry Peskov", "Peskov", "Mr. Peskov"],
        ["Muammar Gaddafi", "Qaddafi"],
        ["Peskov", "Peskov"],
        ["J. Robert Oppenheimer", "Robert Oppenheimer"],
        ["Владимир Путин", "Владимир Путин"],
    ],
)
def test_spellings_of_one_person_are_one_speaker(names: list[str]) -> None:
    assert set(partition(names)) == {"A"}


@pytest.mark.parametrize(
    "names",
    [
        ["John Bolton", "Michael Bolton"],
        ["Donald Trump", "Donald Trump Jr.", "Melania Trump"],
        ["George Bush Sr.", "George Bush Jr."],
        ["Bill Clinton", "Hillary Clinton"],
        ["George W. Bush", "George H. W. Bush"],
        ["Kim Jong Un", "Kim Jong Il"],
        ["John Smith", "Jane Smith", "Joan Smith", "Ian Smith", "Jan Smith"],
        ["Mario Garcia", "Maria Garcia"],
        ["Daniel Smith", "Danielle Smith"],
        ["Paul Martin", "Paula Martin"],
        ["Anna Hall", "Anna Hill"],
        ["Anna Martin", "Anna Martinez"],
        ["Angela Merkel", "Annalena Baerbock"],
        ["Al Gore", "Ben Carson"],
        [
            ("Johann Wadephul", "German Foreign Minister Johann Wadephul said so."),
            ("Jean-Noël Barrot", "French Foreign Minister Jean-Noël Barrot said so."),
            ("Annalena Baerbock", "Annalena Baerbock, the former German foreign minister, said so."),
        ],
        [  # near by letters, but ministers of two countries
            ("Jan Lipavsky", "Czech Foreign Minister Jan Lipavsky said so."),
            ("Jan Lipovsky", "Slovak Foreign Minister Jan Lipovsky said so."),
        ],
        [  # two namesakes
            ("Robert Smith", "Robert Smith, the mayor of Dover, said so."),
            ("Robert Smith", "Robert Smith, the mayor of Hull, said so."),
        ],
    ],
)
def test_different_people_stay_apart(names: list[Told | str]) -> None:
    assert partition(names) == list("ABCDEFGH"[: len(names)])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # a letter apart: unsure, unless an office or a body agrees
        (["Anna Kovacs", "Anna Kovač", "Anna Kovacs"], ["A", "A?", "A"]),
        (["Anna Gerber", "Anna Kerber", "Anna Gerber"], ["A", "A?", "A"]),
        (
            [
                ("Anna Kovacs", "Anna Kovacs, an analyst at Greenpeace, spoke."),
                ("Anna Kovač", "Anna Kovač of Greenpeace"),
            ],
            ["A", "A"],
        ),
        # the same consonants: sure only with the same office of the same country
        (
            [
                ("Johan Wadipol", "On Monday German Foreign Minister Johan Wadipol said so."),
                ("Johann Wadephul", "Johann Wadephul, Germany’s foreign minister, or the foreign minister of Germany."),
                ("Johann Wadephul", "Johann Wadephul, the German foreign minister, said so."),
            ],
            ["A", "A", "A"],
        ),
        ([("Johan Wadipol", "Foreign Minister Johan Wadipol"), "Johann Wadephul", "Johann Wadephul"], ["A?", "A", "A"]),
        (
            [
                ("Wadipol", "German Foreign Minister Wadipol said so."),
                ("Johann Wadephul", "German Foreign Minister Johann Wadephul said so."),
            ],
            ["A", "A"],
        ),
        # one initial is little, but with the office enough
        (["John Bolton", "John Bolton", "J. Bolton"], ["A", "A", "A?"]),
        ([("John Hull", "US Senator John Hull"), ("J. Hull", "U.S. Sen. J. Hull"), "Jane Hull"], ["A", "A", "B"]),
        # a name that fits two persons is neither surely
        (["George W. Bush", "George W. Bush", "George H. W. Bush", "George Bush"], ["A", "A", "B", "A?"]),
        (["Christopher Hall", "Christopher Hall", "Christine Hall", "Chris Hall"], ["A", "A", "B", "A?"]),
        # a bare surname: nobody where two share it, unless the role or the article tells
        (["John Bolton", "Michael Bolton", "Bolton"], ["A", "B", "-"]),
        (
            [
                ("Donald Trump", "US President Donald Trump said so."),
                "Melania Trump",
                ("Trump", "President Trump said so."),
                ("Trump", "Melania Trump came. Trump said so."),
                ("Trump Jr.", "Trump Jr. said so."),
            ],
            ["A", "B", "A", "B", "C"],
        ),
        # of two namesakes, one without a role is either
        (
            [
                ("Robert Smith", "Robert Smith, the mayor of Dover, said so."),
                ("Robert Smith", "Robert Smith, the mayor of Hull, said so."),
                "Robert Smith",
            ],
            ["A", "B", "B?"],
        ),
        # "Jr." needs an office of a country
        (
            [
                ("Robert F. Kennedy Jr.", "US Health Secretary Robert F. Kennedy Jr. said so."),
                ("Robert Kennedy", "US Health Secretary Robert Kennedy said so."),
                ("Robert Kennedy Sr.", "Robert Kennedy Sr. said so."),
            ],
            ["A", "A", "B"],
        ),
    ],
)
def test_how_sure(told: list[Told | str], expected: list[str]) -> None:
    assert partition(told) == expected


def test_one_article_with_two_spellings_has_two_persons() -> None:
    home = article("Anna Kovacs said yes. Anna Kovač said no.")
    claims = [
        claim(f"{name} said {word}", within=home, speaker=name)
        for name, word in (("Anna Kovacs", "yes"), ("Anna Kovač", "no"))
    ]
    speakers, links = link_speakers(claims, [home])
    assert [speaker.name for speaker in speakers] == ["Anna Kovacs", "Anna Kovač"]
    assert {link.verdict for link in links} == {"same"}


def test_a_surname_is_looked_for_in_its_own_story() -> None:
    claims, articles = built(["John Bolton", "Bolton", "Michael Bolton", "Hull", "Edda Hull"])
    stories = [
        Story(content_id(str(at)), "", tuple(one.version_id for one in part), None)
        for at, part in enumerate((articles[:2], articles[2:4], articles[4:]))
    ]
    speakers, links = link_speakers(claims, articles, stories)
    name = {speaker.id: speaker.name for speaker in speakers}
    found = {link.claim_id: (name[link.speaker_id], link.verdict) for link in links}
    assert found[claims[1].id] == ("John Bolton", "same")
    assert found[claims[3].id] == ("Edda Hull", "unsure")  # she is in another story


def test_a_speaker_has_spellings_roles_and_an_id() -> None:
    spoken = "the Kremlin spokesperson Dmitri Peskov"
    told = [(name, f"{spoken.replace('Dmitri Peskov', name)} said so.") for name in ("Dmitri Peskov", "Dmitry Peskov")]
    links, speakers = linked([*told, ("Dmitry Peskov", "Kremlin spokesman Dmitry Peskov said so."), "Peskov"])
    [speaker] = speakers.values()
    assert speaker.name == "Dmitry Peskov"
    assert speaker.spellings == ("Dmitry Peskov", "Dmitri Peskov")
    assert speaker.roles == ("Kremlin spokesperson",)
    assert speaker.id == content_id("Dmitry Peskov", "Kremlin spokesperson")
    assert [link.evidence for link in links if link] == [
        "Dmitri Peskov is Dmitry Peskov: same surname Peskov, first names Dmitri and Dmitry; "
        "both called Kremlin spokesperson",
        "named Dmitry Peskov, as in 1 other article; called Kremlin spokesperson there too",
        "named Dmitry Peskov, as in 1 other article; called Kremlin spokesman there too",
        "Peskov is Dmitry Peskov, the one person of that surname in the story",
    ]


def test_a_role_alone_stands_for_the_name_that_the_claim_has() -> None:
    text = "The Kremlin spokesperson said so."
    home = article(text)
    told = claim(text, within=home)
    hop = replace(told.hops[0], span=Span(0, len("The Kremlin spokesperson")))
    speakers, _ = link_speakers([replace(told, hops=(hop, *told.hops[1:]))], [home])
    assert speakers[0].roles == ("Kremlin spokesperson",)


def test_canonical_names_are_the_sure_ones() -> None:
    claims, articles = built(
        ["Anna Kovacs", "Anna Kovacs", "Anna Kovač", "Sergey Lavrov", "Sergey Lavrov", "Sergei Lavrov"]
    )
    names = canonical_names(*link_speakers(claims, articles))
    assert [names.get(one.id) for one in claims] == ["Anna Kovacs"] * 2 + [None] + ["Sergey Lavrov"] * 3


def test_keys_of_spellings() -> None:
    assert {spelled(word) for word in ("zelensky", "zelenskyy", "zelenskiy", "zelenskij")} == {"zelenski"}
    assert len({spelled(word) for word in ("jan", "ian", "yann", "jana")}) == 3
    assert skeleton("wadipol") == skeleton("wadephul")


NAMES = [
    *("Dmitry Peskov", "Dmitriy Peskov", "Peskov", "D. Peskov", "Dmitry S. Peskov", "Anna Kovacs", "Anna Kovač"),
    *(
        "Kovač",
        "Ana Kovac",
        "George Bush",
        "George W. Bush",
        "George H. W. Bush",
        "Bush",
        "Bush Jr.",
        "George Bush Jr.",
    ),
    *("John Smith", "Jon Smith", "Joan Smith", "Jack Smith", "Smith", "Xi Jinping", "Xi", "", "—", "Ж", "X", "Mr. X"),
]
FRAMES = ["{} said.", "German President {} said.", "{}, the mayor of Dover, said.", "{} of Greenpeace", "US Senator {}"]
told_names = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(FRAMES)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(told_names, st.randoms(use_true_random=False))
def test_links_are_whole_and_independent_of_the_order(told: list[tuple[str, str]], shuffled: random.Random) -> None:
    claims, articles = built([(name, frame.format(name)) for name, frame in told])
    found = link_speakers(claims, articles)
    speakers, links = found
    assert len({link.claim_id for link in links}) == len(links)
    assert {link.claim_id for link in links} <= {one.id for one in claims}
    assert {link.speaker_id for link in links} <= {speaker.id for speaker in speakers}
    assert len({speaker.id for speaker in speakers}) == len(speakers)
    assert all(0 <= link.score <= 1 and link.evidence for link in links)
    assert all(speaker.name == speaker.spellings[0] for speaker in speakers)
    shuffled.shuffle(claims)
    shuffled.shuffle(articles)
    assert link_speakers(claims + claims[:2], articles + articles[:2]) == found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([name for name in NAMES if " " in name]), max_size=10))
def test_linking_canonical_names_again_changes_nothing(names: list[str]) -> None:
    claims, _ = built(names)
    again = canonical_names(*link_speakers(claims, []))
    renamed = [
        replace(one, hops=(replace(one.hops[0], name=again[one.id]), *one.hops[1:]))
        for one in claims
        if one.id in again
    ]
    assert canonical_names(*link_speakers(renamed, [])) == again


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_a_name(name: str) -> None:
    claims, articles = built([(name, f"President {name}, the mayor of Hull, said."), (name, name or "x"), "Ann Hill"])
    parse_name(name)
    link_speakers(claims, articles)


@pytest.mark.parametrize("seed", range(5))
def test_blocks_lose_no_pair_of_a_naive_comparison(seed: int) -> None:
    """The reference compares all pairs. Names are spoiled at random; no block is so large that it is cut."""
    dice = random.Random(seed)  # noqa: S311
    firsts = ["dmitry", "sergei", "john", "william", "bill", "j.", "j. robert", "george w.", "moammar", "katherine"]
    lasts = ["peskov", "wadephul", "gaddafi", "smith", "ocasio-cortez", "kovacs", "zelensky", "johnson", "qasemi"]

    def spoiled(word: str) -> str:
        at = dice.randrange(len(word))
        return dice.choice(
            [word, word, word[:at] + dice.choice("aeiouyhkpf") + word[at + 1 :], word[:at] + word[at + 1 :]]
        )

    names = {f"{spoiled(dice.choice(firsts))} {spoiled(dice.choice(lasts))}".title() for _ in range(90)}
    told = [(name, dice.choice(FRAMES).format(name)) for name in sorted(names)]
    claims, articles = built(told)
    full = named([use for use in uses_of(spoken(claims), articles) if use.person.given])
    judged = {pair: judge(full[pair[0]], full[pair[1]]) for pair in combinations(range(len(full)), 2)}
    assert judged_pairs(full) == {pair: found for pair, found in judged.items() if found.score >= UNSURE}


def test_many_claims_take_bounded_time() -> None:
    began = time.perf_counter()
    text = "President Donald Trump said so."
    same = [claim(text, within=article(text, outlet_id=f"o{at}"), speaker="Donald Trump") for at in range(5_000)]
    speakers, links = link_speakers(same, [])
    assert (len(speakers), len(links)) == (1, 5_000)
    # thousands of near names in one block, and each with a bare surname
    many = [f"{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}on{at // 676} Smith".title() for at in range(2_000)]
    claims, articles = built([*many, *["Smith"] * 500])
    link_speakers(claims, articles)
    full = named([use for use in uses_of(spoken(claims), articles) if use.person.given])
    assert len(candidate_pairs(full)) < 100 * len(full)
    assert time.perf_counter() - began < 60
