"""Text → the day of publication that a page shows its readers, where it has none for machines.

Looked at are short lines in boxes named after dates, bylines and the like, in English, German, French, Spanish,
Italian, Dutch, Polish, Portuguese, Russian and Ukrainian. A time counts only with a zone that is known; else it is
midnight UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from sources.normalise import one_line

_BOXES = ("div", "p", "span", "time", "li", "dt", "dd", "small")
_CLASSES = re.compile(r"[dD]ate|publish|time|posted|meta|about|yline")
_LONGEST = 140  # characters of such a line
# The beginnings that tell a month from all others, in the languages above, by the month's number.
_MONTHS = {
    1: "jan gen ene sty янв січ", 2: "feb fév fev lut фев лют", 3: "mar mär maa мар бер", 4: "apr avr abr kwi апр кві",
    5: "may mai mag mei maj май мая тра", 6: "jun juin giu cze июн чер", 7: "jul juil lug lip июл лип",
    8: "aug aoû ago sie авг сер", 9: "sep set wrz сен вер", 10: "oct okt ott out paź окт жов",
    11: "nov lis ноя лис", 12: "dec dez déc dic gru дек гру",
}  # fmt: skip
_MONTH_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split()}
_WORD = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?"
_YEAR = r"(?P<year{0}>(?:19|20)\d{{2}})"
_DATE = re.compile(
    rf"\b(?P<month1>{_WORD})[\w]*\.? {_DAY.format(1)},? {_YEAR.format(1)}\b"
    rf"|\b{_DAY.format(2)} (?:de )?(?P<month2>{_WORD})[\w]*\.?,? (?:de )?{_YEAR.format(2)}\b"
    rf"|\b{_YEAR.format(3)}[-./](?P<month3>\d\d?)[-./]{_DAY.format(3)}\b"
    rf"|\b(?P<day4>\d{{2}})\.(?P<month4>\d{{2}})\.{_YEAR.format(4)}\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::\d{2})? ?([ap]\.?m\.?)? ?"
    r"(GMT|UTC|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|BST|CET|CEST|MEZ|MESZ|МСК|MSK)\b",
    re.IGNORECASE,
)
_HOURS = {
    "gmt": 0, "utc": 0, "est": -5, "et": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pt": -8,
    "pdt": -7, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "msk": 3, "мск": 3,
}  # fmt: skip
_CHANGED = re.compile(
    r"\b(?:updated|modified|edited|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt"
    r"|zaktualizowano|обновлено|оновлено)\b",
    re.IGNORECASE,
)


def shown_date(tree: HtmlElement) -> datetime | None:
    """Return the first such day, as UTC; what a line calls updated counts only up to that word."""
    for box in tree.iter(*_BOXES):
        if not _CLASSES.search(box.get("class", "")) and "date" not in box.get("id", ""):
            continue
        line = one_line("".join(box.itertext()))
        if len(line) <= _LONGEST and (moment := date_in(_CHANGED.split(line)[0])):
            return moment
    return None


def date_in(line: str) -> datetime | None:
    """Return the first date in a line, with the time if its zone is known."""
    found = _DATE.search(line)
    if found is None:
        return None
    year, month, day = (_group(found, name) for name in ("year", "month", "day"))
    number = int(month) if month.isdigit() else _MONTH_NUMBERS[_beginning(month)]
    try:
        moment = datetime(int(year), number, int(day), tzinfo=UTC)
    except ValueError:
        return None
    return moment + _time(line)


def _group(found: re.Match[str], name: str) -> str:
    return next(filter(None, (found[f"{name}{form}"] for form in "1234")), "")


def _beginning(month: str) -> str:
    return next(name for name in sorted(_MONTH_NUMBERS, key=len, reverse=True) if month.lower().startswith(name))


def _time(line: str) -> timedelta:
    found = _TIME.search(line)
    if found is None:
        return timedelta()
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower().startswith("p") else 0)
    return timedelta(hours=hour - _HOURS[found[4].lower()], minutes=minute)
