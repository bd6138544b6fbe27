"""Claims of many articles → who speaks in them: one speaker for all spellings of a person, and a link for each claim.

Full names come first (`person`). A bare surname then takes the one person that its article, its story or its role
leaves, and is a speaker of its own where nobody has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claims.likeness import MAYBE_SURNAME_FIRST
from claims.naming import Use, best_accord, named, placed_in, ranked_roles, ranked_spellings, spoken, uses_of
from claims.person import Person, Placed, place
from claims.transliterate import skeleton, sounds
from claims.types import Claim, Speaker, SpeakerLink, Story
from sources.types import Article, content_id

_LOOKED_AT = 100  # persons of one surname, those with most articles, whose roles and names in a text are looked at
_ROLES = 8  # roles of a speaker, the most frequent ones

# How sure a bare surname's person is: named in full by the article, alone in the story, told by a role from others of
# that surname, alone of all, one of several namesakes.
_IN_ARTICLE, _IN_STORY, _BY_ROLE, _ALONE, _NAMESAKE = 0.95, 0.9, 0.85, 0.6, 0.55


@dataclass(frozen=True, slots=True)
class _Tie:
    """The link of one use of a name."""

    use: Use
    person: Person
    verdict: Literal["same", "unsure"]
    score: float
    evidence: str


def link_speakers(
    claims: Sequence[Claim], articles: Sequence[Article], stories: Sequence[Story] = ()
) -> tuple[tuple[Speaker, ...], tuple[SpeakerLink, ...]]:
    """Return the speakers of all claims whose source is a named person, by name, and the links, by claim id.

    A claim has one link or none: none where nothing can be said, as of a bare surname that two persons share. Give the
    stories where the claims are of more than one; without them, all count as one story, in which a bare surname is
    whoever alone has it. The result does not depend on the order of the input. Articles may be missing: their claims
    are told by names alone.
    """
    return link_uses(uses_of(spoken(claims), articles, placed_in(stories)))


def link_uses(uses: Sequence[Use]) -> tuple[tuple[Speaker, ...], tuple[SpeakerLink, ...]]:
    """Return the speakers and links of all claims, given by the uses of their speakers' names, by version and name."""
    placed = place(named([use for use in uses if use.person.given]))
    bare = _Bare(placed)
    ties, left = _tied(placed), []
    for use in uses:
        if not use.person.given:
            tie, known = bare.find(use)
            ties += [tie] if tie else []
            left += [] if known else [use]
    return _output(ties + _surnames_alone(left))


def canonical_names(speakers: Sequence[Speaker], links: Sequence[SpeakerLink]) -> dict[str, str]:
    """Return the speaker's name for each claim whose speaker is sure, by claim id."""
    names = {speaker.id: speaker.name for speaker in speakers}
    return {link.claim_id: names[link.speaker_id] for link in links if link.verdict == "same"}


def _tied(placed: Sequence[Placed]) -> list[_Tie]:
    """Return the ties of all uses of full names."""
    namesakes = Counter(one.name.person.key for one in placed if one.verdict == "same")
    ties = []
    for one in placed:
        several = namesakes[one.name.person.key] > 1
        articles = _articles(one.name.uses)
        for use in one.name.uses:
            verdict, score = one.verdict, one.judgement.score
            evidence = _evidence(use, one, articles[use.name])
            if several and verdict == "same" and not _called(use, one.person):
                verdict, score, evidence = "unsure", _NAMESAKE, f"one of several persons called {use.name}"
            ties.append(_Tie(use, one.person, verdict, round(score, 3), evidence))
    return ties


def _evidence(use: Use, placed: Placed, articles: int) -> str:
    person = placed.person
    if placed.verdict == "unsure":
        return f"{use.name} may be {person.name}: {placed.judgement.reason}"
    if placed.judgement.reason:
        return f"{use.name} is {person.name}: {placed.judgement.reason}"
    if use.name != person.name:
        return f"{use.name} is {person.name} but for accents, capitals, hyphens, titles or the order of the words"
    role = _called(use, person) if _elsewhere(use, person) else None
    return f"named {use.name}{_also(articles)}" + (f"; called {role} there too" if role else "")


def _articles(uses: Iterable[Use]) -> Counter[str]:
    """Return in how many articles each spelling stands."""
    return Counter(name for name, _ in {(use.name, use.article_id) for use in uses})


def _also(articles: int) -> str:
    """Return where else a spelling stands, of which so many articles have it."""
    return f", as in {articles - 1} other article{'s'[: articles > 2]}" if articles > 1 else ""


def _called(use: Use, person: Person) -> str | None:
    """Return the role that the use gives the person and that the person has."""
    kind, role = best_accord(use.roles, person.roles)
    return role.text if role and kind in ("agree", "compatible") else None


def _elsewhere(use: Use, person: Person) -> bool:
    """Tell whether another article gives the person a telling role of this use; looks at some of them."""
    keys = {role.key for role in use.roles if role.specific}
    return any(
        not keys.isdisjoint(role.key for role in other.roles)
        for other in person.uses[:_LOOKED_AT]
        if other.article_id != use.article_id
    )


class _Bare:
    """Finds whom a bare surname means."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._by_sound: dict[str, dict[Person, bool]] = defaultdict(dict)  # whether surely, most articles first
        self._by_bones: dict[str, dict[Person, bool]] = defaultdict(dict)
        for one in placed:
            sure = one.verdict == "same"
            person = one.name.person
            family = {use.person.surname for use in one.name.uses}  # Ocasio-Cortez, Ocasio Cortez
            family.update(word for word in person.given[:1] if word in MAYBE_SURNAME_FIRST)
            for sound in {sound for word in family for sound in sounds(word)}:
                known = self._by_sound[sound]
                if one.person in known or len(known) < _LOOKED_AT:
                    known[one.person] = known.get(one.person, False) or sure
            if sure and len(skeleton(person.surname)) > 2:
                self._by_bones[skeleton(person.surname)][one.person] = True

    def find(self, use: Use) -> tuple[_Tie | None, bool]:
        """Return the tie of a bare surname, if one can be told, and whether anybody is known who has the surname."""
        surname, suffix = use.person.surname, use.person.suffix
        known: dict[Person, bool] = {}
        for sound in sorted(sounds(surname)):
            known.update(self._by_sound.get(sound, {}))
        if suffix:
            known = {
                one: sure for one, sure in known.items() if any(name.person.suffix == suffix for name in one.names)
            }
        fitting = [one for one in known if best_accord(use.roles, one.roles)[0] != "conflict"]
        if not fitting:
            tie = self._by_likeness(use)
            return tie, tie is not None
        present = [one for one in fitting if _in_full(use, one)]
        told = [one for one in fitting if use.story_id in one.stories]
        chosen = (
            self._choose(use, present, _IN_ARTICLE, "which the article names")
            if present
            else self._choose(use, told, _IN_STORY, "the one person of that surname in the story")
            if told
            else self._choose(use, fitting, _ALONE, "the one person of that surname, but in other stories")
        )
        if chosen and not known[chosen.person]:
            chosen = _Tie(use, chosen.person, "unsure", min(_ALONE, chosen.score), chosen.evidence)
        return chosen, True

    def _choose(self, use: Use, persons: Sequence[Person], score: float, why: str) -> _Tie | None:
        """Return the tie to the one person, or to the one whose role the use gives."""
        called = {one: role for one in persons if (role := _called(use, one))}
        if len(called) == 1:
            [(person, role)] = called.items()
            sure = max(score, _BY_ROLE)
            return _Tie(use, person, "same", sure, f"{use.name} is {person.name}: same surname, both called {role}")
        if len(persons) > 1:
            return None
        verdict: Literal["same", "unsure"] = "same" if score > _ALONE else "unsure"
        return _Tie(use, persons[0], verdict, score, f"{use.name} is {persons[0].name}, {why}")

    def _by_likeness(self, use: Use) -> _Tie | None:
        """Return the tie to the one person with a similar surname and the same office of the same country or body."""
        persons = list(self._by_bones.get(skeleton(use.person.surname), {}))[:_LOOKED_AT]
        agreed = [(one, best_accord(use.roles, one.roles)) for one in persons if not use.person.suffix]
        found = [(one, role.text) for one, (kind, role) in agreed if kind == "agree" and role and role.head]
        if len(found) != 1:
            return None
        [(person, role)] = found
        return _Tie(use, person, "same", _BY_ROLE, f"{use.name} is {person.name}: similar surnames, both called {role}")


def _in_full(use: Use, person: Person) -> bool:
    """Tell whether the article that uses a bare surname names a person in full."""
    return any(use.version_id in name.versions or name.name in use.text for name in person.names)


def _surnames_alone(uses: Iterable[Use]) -> list[_Tie]:
    """Return the ties of surnames that no full name has: sure within one story, or by a role that others give too."""
    ties = []
    for one in named(list(uses)):
        person, articles = Person((one,)), _articles(one.uses)
        for use in one.uses:
            told = len(person.stories) == 1 or _elsewhere(use, person)
            evidence = f"named {use.name} alone{_also(articles[use.name])}"
            score = _IN_STORY if told else _ALONE
            ties.append(_Tie(use, person, "same" if told else "unsure", score, evidence))
    return ties


def _output(ties: Sequence[_Tie]) -> tuple[tuple[Speaker, ...], tuple[SpeakerLink, ...]]:
    by_person: dict[Person, list[_Tie]] = defaultdict(list)
    for tie in ties:
        by_person[tie.person].append(tie)
    speakers: dict[str, Speaker] = {}
    links = []
    for person, own in by_person.items():
        speaker = _speaker(person, [tie.use for tie in own if tie.verdict == "same"], speakers)
        first = speakers.setdefault(speaker.id, speaker) is speaker
        for tie in own:
            verdict = tie.verdict if first else "unsure"
            links += [SpeakerLink(claim, speaker.id, verdict, tie.score, tie.evidence) for claim in tie.use.claim_ids]
    ordered = sorted(speakers.values(), key=lambda speaker: (speaker.name, speaker.id))
    return tuple(ordered), tuple(sorted(links, key=lambda link: link.claim_id))


def _speaker(person: Person, sure: Sequence[Use], taken: Mapping[str, Speaker]) -> Speaker:
    """Return the speaker; of two persons with one name, the second is called after a role that the first lacks."""
    roles = list(dict.fromkeys(role.text for role, _ in ranked_roles(sure) if role.head))[:_ROLES]
    for role in roles:
        if content_id(person.name, role) not in taken:
            roles.remove(role)
            roles.insert(0, role)
            break
    key = content_id(person.name, roles[0] if roles else "")
    return Speaker(key, person.name, ranked_spellings(person.uses), tuple(roles))
