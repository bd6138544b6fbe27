"""Claims → which article names whom as a speaker, with which roles; and one record for each name of all articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from claims.likeness import PersonName, parse_name, untitled
from claims.office import Accord, Role, accord, role_of, roles_beside
from claims.types import Claim, Span, Story
from sources.types import Article

_MENTIONS = 4  # places of a name in a text whose surroundings are read, beside those that claims name it at
_MOST_ROLES = 12  # roles of a name, the most frequent ones
# A role, or a namesake, with a smaller share of a name's articles than this is taken for a slip.
_SLIP = 0.1
_MOST_NAMESAKES = 20
_MAIN = 0.2  # share of the most frequent role from which a role counts against another person's


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a claim that a named person makes says of that person."""

    claim_id: str
    version_id: str
    name: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Use:
    """One article version's use of a name for a speaker."""

    name: str  # as written, titles aside
    person: PersonName
    version_id: str
    article_id: str
    story_id: str
    claim_ids: tuple[str, ...]
    roles: tuple[Role, ...]
    text: str  # the article's, where the name is a bare surname: it may name the person in full


@dataclass(frozen=True, slots=True)
class Named:
    """A name with all its uses, of one person as far as told; accents, case and hyphens make no other name."""

    name: str  # the spelling that most articles have; of several the longest, then the first in the alphabet
    person: PersonName
    uses: tuple[Use, ...]
    roles: tuple[Role, ...]  # most frequent first; one wording of each
    main_roles: tuple[Role, ...]  # those that many of its articles have
    articles: frozenset[str]
    versions: frozenset[str]

    @property
    def order(self) -> tuple[int, str, str]:
        """Return what names are sorted by: most articles first."""
        return -len(self.articles), self.person.key, min(use.version_id for use in self.uses)


def spoken(claims: Iterable[Claim]) -> Iterator[Spoken]:
    """Yield what claims say of their speakers, of those whose speaker is a named person."""
    for claim in claims:
        hop = claim.speaker
        if hop and hop.source_type == "named_person":
            yield Spoken(claim.id, claim.version_id, hop.name, hop.span)


def placed_in(stories: Sequence[Story]) -> dict[str, str] | None:
    """Return the story of each version, None without stories: then all count as one."""
    return {version_id: story.id for story in stories for version_id in story.version_ids} if stories else None


def uses_of(
    said: Iterable[Spoken], articles: Iterable[Article], story_of: Mapping[str, str] | None = None
) -> tuple[Use, ...]:
    """Return the uses of all names of persons that speak, by version and name; `story_of` says where versions belong.

    Those of one version depend on nothing of others.
    """
    homes = {article.version_id: article for article in articles}
    spans_of: dict[tuple[str, str], dict[str, Span | None]] = defaultdict(dict)
    for one in said:
        if parse_name(one.name):
            spans_of[one.version_id, untitled(one.name)][one.claim_id] = one.span
    uses = []
    for (version_id, name), spans in sorted(spans_of.items()):
        home, person = homes.get(version_id), parse_name(name)
        if person:
            uses.append(
                Use(
                    name,
                    person,
                    version_id,
                    home.id if home else version_id,
                    "" if story_of is None else story_of.get(version_id, version_id),
                    tuple(sorted(spans)),
                    _roles(home.text, name, spans.values()) if home else (),
                    home.text if home and not person.given else "",
                )
            )
    return tuple(uses)


def named(uses: Sequence[Use]) -> tuple[Named, ...]:
    """Return one record for each name, most articles first; namesakes whose roles exclude each other have one each."""
    by_key: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_key[use.person.key].append(use)
    parts = [_named(part) for same in by_key.values() for part in _namesakes(same)]
    return tuple(sorted(parts, key=lambda part: part.order))


def ranked_spellings(uses: Iterable[Use]) -> tuple[str, ...]:
    """Return the spellings by the number of articles that have them, then the longer, then by the alphabet."""
    articles: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        articles[use.name].add(use.article_id)
    return tuple(sorted(articles, key=lambda name: (-len(articles[name]), -len(name), name)))


def ranked_roles(uses: Iterable[Use]) -> tuple[tuple[Role, int], ...]:
    """Return each role once, in its most frequent wording, with the number of articles that give it, most first."""
    articles: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    wordings: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    example: dict[tuple[str, str], Role] = {}
    for use in uses:
        for role in use.roles:
            articles[role.key].add(use.article_id)
            wordings[role.key][role.text] += 1
            example[" ".join(role.key), role.text] = role
    found = []
    for key, wording in wordings.items():
        text = min(wording, key=lambda words: (-wording[words], -len(words), words))
        found.append((example[" ".join(key), text], len(articles[key])))
    return tuple(sorted(found, key=lambda pair: (-pair[1], -len(pair[0].text), pair[0].text)))


def best_accord(left: Sequence[Role], right: Sequence[Role]) -> tuple[Accord, Role | None]:
    """Return how the roles of two names go together, the best pair's accord, and the left one's role in it.

    A conflict counts where nothing agrees.
    """
    found = [(accord(one, other), one) for one, other in product(left, right)]
    for wanted in ("agree", "conflict", "compatible"):
        for kind, role in found:
            if kind == wanted:
                return kind, role
    return "none", None


def _roles(text: str, name: str, spans: Iterable[Span | None]) -> tuple[Role, ...]:
    """Return the roles beside a name where claims name it and at its first places in the text."""
    found: dict[tuple[str, str, str], Role] = {}
    places = {place for span in spans if span for place in _places(text, name, span)}
    at = text.find(name)
    for _ in range(_MENTIONS):
        if at < 0:
            break
        places.add((at, at + len(name)))
        at = text.find(name, at + 1)
    for start, end in sorted(places):
        whole = text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
        for role in () if whole else roles_beside(text, start, end):
            found.setdefault(role.key, role)
    for span in sorted(span for span in spans if span):
        apart = not _places(text, name, span)  # "the Kremlin spokesperson", whose name stands elsewhere
        if apart and (phrase := role_of(span.of(text))):
            found.setdefault(phrase.key, phrase)
    return tuple(found.values())[:_MOST_ROLES]


def _places(text: str, name: str, span: Span) -> list[tuple[int, int]]:
    words = span.of(text)
    for part in (name, name.rsplit(maxsplit=1)[-1]):
        at = words.find(part)
        if at >= 0:
            return [(span.start + at, span.start + at + len(part))]
    return []


def _named(uses: Sequence[Use]) -> Named:
    spelling = ranked_spellings(uses)[0]
    person = next(use.person for use in uses if use.name == spelling)
    roles = ranked_roles(uses)
    most = roles[0][1] if roles else 0
    return Named(
        spelling,
        person,
        tuple(uses),
        tuple(role for role, _ in roles[:_MOST_ROLES]),
        tuple(role for role, count in roles[:_MOST_ROLES] if count >= _MAIN * most),
        frozenset(use.article_id for use in uses),
        frozenset(use.version_id for use in uses),
    )


def _namesakes(uses: Sequence[Use]) -> list[list[Use]]:
    """Part the uses of one name where roles exclude each other: a mayor of Dover and a mayor of Hull.

    A use without a telling role goes to the most frequent namesake in its story, or of all. Rare namesakes are slips.
    """
    camps: list[list[Use]] = []
    rest: list[Use] = []
    profiles: list[dict[tuple[str, str, str], Role]] = []
    for use in sorted(uses, key=lambda use: (-len(use.roles), use.version_id, use.name)):
        telling = {role.key: role for role in use.roles if role.country or role.body}
        if not telling:
            rest.append(use)
            continue
        for camp, profile in zip(camps, profiles, strict=True):
            if best_accord(tuple(telling.values()), tuple(profile.values()))[0] != "conflict":
                camp.append(use)
                profile.update((key, role) for key, role in telling.items() if len(profile) < 2 * _MOST_ROLES)
                break
        else:
            if len(camps) == _MOST_NAMESAKES:
                rest.append(use)
                continue
            camps.append([use])
            profiles.append(telling)
    camps.sort(key=lambda camp: (-len(camp), camp[0].version_id))
    kept = [camp for camp in camps if len(camp) > _SLIP * len(camps[0])] or [[]]
    rest += [use for camp in camps for use in camp if camp not in kept]
    for use in rest:
        mine = [camp for camp in kept if any(other.story_id == use.story_id for other in camp)]
        (mine or kept)[0].append(use)
    return [sorted(camp, key=lambda use: (use.version_id, use.name)) for camp in kept]
