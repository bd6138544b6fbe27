"""Outlets by id, by domain and by name: the packaged `outlets.toml`, and what a user or a seed folder lays over it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NoReturn, cast, get_args
from urllib.parse import urlsplit

from sources.errors import RegistryError, UnknownOutlet
from sources.types import Outlet, OutletKind

PACKAGED = Path(__file__).with_name("outlets.toml")

_KINDS = get_args(OutletKind)
_REQUIRED = ("id", "name", "kind", "country", "language")
_OPTIONAL = ("aliases", "domains", "feeds", "synthetic", "stands_in_for")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"(?:[A-Z]{2})?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_DOMAIN = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z]")
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_LONGEST_HOST = 253  # RFC 1035 §2.3.4, without the root's dot

# The words of a name stand apart by blanks and at most one line break: a blank line ends a paragraph.
_GAP = r"(?>[^\S\n]*\n?[^\S\n]*)(?<=\s)"
# A hyphen joins: neither "RT-PCR" nor "Interfax-Ukraine" mentions its first half.
_HYPHENS = "-\u2010\u2011"


@dataclass(frozen=True, slots=True)
class Mention:
    """An outlet named in a text: text[start:end], in code points, with the article "the" where there is one."""

    start: int
    end: int
    outlet_id: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Outlets that agree with one another: no id, domain or name belongs to two of them.

    `lookalikes` are phrases that hold an alias and name something else: "Guardian Council", "Michael Bloomberg".
    Raises RegistryError where two outlets claim the same, or where `stands_in_for` names no outlet.
    """

    outlets: tuple[Outlet, ...]
    lookalikes: tuple[str, ...] = ()
    _by_id: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)
    _by_domain: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)
    _names: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = _claims("id", ((outlet.id, outlet) for outlet in self.outlets))
        _check_stand_ins(by_id)
        by_domain = _claims("domain", ((domain, outlet) for outlet in self.outlets for domain in outlet.domains))
        by_name = _claims(
            "name or alias", ((_key(name), outlet) for outlet in self.outlets for name in _all_names(outlet))
        )
        _check_lookalikes(self.lookalikes, by_name)
        aliases = (alias for outlet in self.outlets for alias in outlet.aliases)
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "_by_domain", by_domain)
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_names", _names_pattern({*aliases, *self.lookalikes}))

    def get(self, outlet_id: str) -> Outlet:
        """Return the outlet of this id. Raises UnknownOutlet, which names the closest ids."""
        if outlet_id in self._by_id:
            return self._by_id[outlet_id]
        raise UnknownOutlet(f"no outlet has the id {outlet_id!r}; {self._advice(outlet_id)}")

    def known(self, outlet_id: str) -> Outlet:
        """Return the outlet of this id or, where the registry has none, one of which nothing but the id is known.

        Outlets of earlier runs may be gone from it, or have lost their names to others.
        """
        return self._by_id.get(outlet_id) or Outlet(outlet_id, outlet_id, "website", "", "")

    def by_domain(self, host_or_url: str) -> Outlet | None:
        """Return the outlet with the longest domain that the host equals or lies under, or None.

        A scheme, "www.", port and path do not matter; what cannot be read as a host belongs to no outlet.
        """
        host = _host(host_or_url)
        while host:
            if host in self._by_domain:
                return self._by_domain[host]
            host = host.partition(".")[2]
        return None

    def by_name(self, name: str) -> Outlet | None:
        """Return the outlet of this id, name or alias, or None. Case, a leading "the" and blanks do not matter."""
        return self._by_name.get(_key(name))

    def mentions(self, text: str) -> list[Mention]:
        """Find each place where the text names an outlet by an alias: in order, longest first, never overlapping.

        Only aliases count, in their own case; an outlet's name counts if it is an alias too. "the" or "The" before
        an alias belongs to the mention; an alias that begins with "The" is one only together with it. An alias
        ends where a word ends, so the possessive's ending stays outside. Time grows linearly with the text.
        """
        found = ((match, self.by_name(match.group())) for match in self._names.finditer(text))
        return [Mention(match.start(), match.end(), outlet.id) for match, outlet in found if outlet]

    def with_outlets(self, outlets: Iterable[Outlet], where: str = "overlay") -> Registry:
        """Return a registry with these outlets laid over: the same id replaces the whole entry, new ids are added.

        `where` names their file in messages. Raises RegistryError as the class does.
        """
        return self._overlaid(_Overlay(tuple(outlets)), where)

    def stand_ins(self, outlet_id: str) -> tuple[Outlet, ...]:
        """Return the synthetic outlets that stand in for this one, in the registry's order."""
        return tuple(outlet for outlet in self.outlets if outlet.stands_in_for == outlet_id)

    def _overlaid(self, overlay: _Overlay, where: str) -> Registry:
        merged = {**self._by_id, **{outlet.id: outlet for outlet in overlay.outlets}}
        lookalikes = tuple(dict.fromkeys((*self.lookalikes, *overlay.lookalikes)))
        try:
            return Registry(tuple(merged.values()), lookalikes)
        except RegistryError as error:
            raise RegistryError(f"{where}: {error}") from error

    def _advice(self, outlet_id: str) -> str:
        named = self.by_name(outlet_id)
        return f"use {named.id!r}" if named else _closest(outlet_id, self._by_id)


def load_registry(*overlays: Path) -> Registry:
    """Read the packaged outlets and lay the overlay files over them, the last one on top.

    Raises RegistryError, which names file, entry and field, where a file is missing, unreadable or malformed.
    """
    registry = _packaged()
    for path in overlays:
        registry = registry._overlaid(_read_overlay(path), str(path))
    return registry


@cache
def _packaged() -> Registry:
    """Return the packaged outlets; to read their file takes a run longer than most of what it does with them."""
    return Registry(())._overlaid(_read_overlay(PACKAGED), str(PACKAGED))


def parse_outlets(data: object, where: str) -> tuple[Outlet, ...]:
    """Turn the parsed TOML array `outlets` of the file `where` into outlets, in the file's order.

    Raises RegistryError, which names file, entry and field, what was received and what would work.
    """
    if not isinstance(data, list):
        raise RegistryError(f"{where}: outlets is {data!r}; write an array of tables, each headed [[outlets]]")
    outlets = tuple(_parse_outlet(table, where, number) for number, table in enumerate(data, start=1))
    seen: dict[str, int] = {}
    for number, outlet in enumerate(outlets, start=1):
        first = seen.setdefault(outlet.id, number)
        if first != number:
            raise RegistryError(f"{where}: outlets {first} and {number} both have the id {outlet.id!r}; keep one")
    return outlets


@dataclass(frozen=True, slots=True)
class _Overlay:
    """What one file holds."""

    outlets: tuple[Outlet, ...]
    lookalikes: tuple[str, ...] = ()


def _read_overlay(path: Path) -> _Overlay:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read ({error.strerror}); name a TOML file of outlets") from error
    except (ValueError, RecursionError) as error:  # ValueError: TOMLDecodeError and UnicodeDecodeError
        raise RegistryError(f"{path}: not a TOML file in UTF-8 ({error})") from error
    file = _Table(data, str(path))
    file.check_fields((), ("outlets", "lookalikes"))
    return _Overlay(parse_outlets(data.get("outlets", []), str(path)), file.texts("lookalikes"))


def _parse_outlet(data: object, where: str, number: int) -> Outlet:
    if not isinstance(data, dict):
        raise RegistryError(f"{where}: outlet {number} is {data!r}; write a table headed [[outlets]]")
    table = _Table(data, f"{where}: outlet {number} ({data.get('id', 'no id')})")
    table.check_fields(_REQUIRED, _OPTIONAL)
    outlet = Outlet(
        id=table.text("id", _ID, "lower-case words joined by hyphens, such as 'politico-eu'"),
        name=table.text("name"),
        kind=cast(OutletKind, table.text("kind", re.compile("|".join(_KINDS)), f"one of {', '.join(_KINDS)}")),
        country=table.text("country", _COUNTRY, "two capital letters (ISO 3166-1), or '' where it has none"),
        language=table.text("language", _LANGUAGE, "two lower-case letters (ISO 639-1)"),
        aliases=table.texts("aliases"),
        domains=table.texts("domains", _DOMAIN, "a lower-case host without 'www.', such as 'politico.eu'"),
        feeds=table.texts("feeds"),
        synthetic=table.flag("synthetic"),
        stands_in_for=table.text("stands_in_for", _ID, "the id of an outlet") if "stands_in_for" in data else None,
    )
    for feed in outlet.feeds:
        if not _is_web_address(feed):
            table.refuse("feeds", feed, "an address on http:// or https://")
    if outlet.stands_in_for and not outlet.synthetic:
        table.refuse("stands_in_for", outlet.stands_in_for, "synthetic = true beside it: no real outlet stands in")
    return outlet


@dataclass(frozen=True, slots=True)
class _Table:
    """A TOML table and where it stands, so that each complaint can say so."""

    data: Mapping[str, object]
    where: str

    def refuse(self, name: str, received: object, works: str) -> NoReturn:
        raise RegistryError(f"{self.where}: {name} is {received!r}; it takes {works}")

    def check_fields(self, required: Sequence[str], optional: Sequence[str]) -> None:
        for name in required:
            if name not in self.data:
                raise RegistryError(f"{self.where}: {name} is missing; needed are {', '.join(required)}")
        for name in self.data:
            if name not in required and name not in optional:
                known = (*required, *optional)
                raise RegistryError(f"{self.where}: unknown field {name!r}; {_closest(name, known)}")

    def text(self, name: str, form: re.Pattern[str] | None = None, works: str = "text") -> str:
        return self._checked(name, self.data[name], form, works)

    def texts(self, name: str, form: re.Pattern[str] | None = None, works: str = "text") -> tuple[str, ...]:
        value = self.data.get(name, [])
        if not isinstance(value, list):
            self.refuse(name, value, f'an array, such as ["{name}"]')
        return tuple(self._checked(name, item, form, works) for item in value)

    def flag(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.refuse(name, value, "true or false")
        return value

    def _checked(self, name: str, value: object, form: re.Pattern[str] | None, works: str) -> str:
        if not isinstance(value, str):
            self.refuse(name, value, works)
        if form is None and (not value or value != value.strip()):
            self.refuse(name, value, "text without blanks around it, not empty")
        if form is not None and not form.fullmatch(value):
            self.refuse(name, value, works)
        return value


def _claims(what: str, pairs: Iterable[tuple[str, Outlet]]) -> dict[str, Outlet]:
    claims: dict[str, Outlet] = {}
    for claimed, outlet in pairs:
        other = claims.setdefault(claimed, outlet)
        if other is not outlet:
            raise RegistryError(
                f"the {what} {claimed!r} is claimed by the outlets {other.id!r} and {outlet.id!r}; leave it to one"
            )
    return claims


def _check_stand_ins(by_id: Mapping[str, Outlet]) -> None:
    for outlet in by_id.values():
        if outlet.stands_in_for is not None and outlet.stands_in_for not in by_id:
            raise RegistryError(
                f"the outlet {outlet.id!r}: stands_in_for is {outlet.stands_in_for!r}, which no outlet has as its id; "
                + _closest(outlet.stands_in_for, by_id)
            )


def _check_lookalikes(lookalikes: Iterable[str], by_name: Mapping[str, Outlet]) -> None:
    for phrase in lookalikes:
        outlet = by_name.get(_key(phrase))
        if outlet:
            raise RegistryError(f"lookalikes has {phrase!r}, which is a name of {outlet.id!r}; drop it from one")


def _closest(received: str, known: Iterable[str]) -> str:
    near = get_close_matches(received.casefold(), sorted(known), n=3, cutoff=0.5)
    if near:
        return f"the closest are {', '.join(near)}"
    return f"known ones are {', '.join(sorted(known)[:3])}"


def _all_names(outlet: Outlet) -> tuple[str, ...]:
    return (outlet.id, outlet.name, *outlet.aliases)


def _key(name: str) -> str:
    words = _straight(name).casefold().split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    # Of the branches that fit at one place the first is taken, hence longest first. One group for each first letter,
    # tried behind a look at that letter, is three times as fast as one flat list.
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(_bare(name)), name)):
        groups.setdefault(re.escape(_bare(name)[0]), []).append(_branch(name))
    branches = "|".join(f"(?={first})(?:{'|'.join(group)})" for first, group in groups.items()) or "(?!)"
    starts = rf"(?<!\w)(?<!\w[{_HYPHENS}])(?P<the>[Tt]he{_GAP})?"
    ends = rf"(?!\w)(?![{_HYPHENS}]\w)"
    return re.compile(f"{starts}(?:{branches}){ends}")


def _branch(name: str) -> str:
    body = _GAP.join(re.escape(word).replace("'", "['’]") for word in _straight(_bare(name)).split())
    return body if _bare(name) == name else f"(?(the){body}|(?!))"


def _bare(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _straight(name: str) -> str:
    return name.replace("’", "'")


def _host(host_or_url: str) -> str:
    address = host_or_url.strip()
    try:
        host = urlsplit(address if _SCHEME.match(address) else f"//{address}").hostname or ""
    except ValueError:  # such as an unclosed "[" of an IPv6 address
        return ""
    return host.rstrip(".") if len(host) <= _LONGEST_HOST else ""


def _is_web_address(address: str) -> bool:
    return address.startswith(("http://", "https://")) and bool(_host(address)) and not re.search(r"\s", address)
