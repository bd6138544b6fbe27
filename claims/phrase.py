"""Tokens → noun phrases: who stands before a cue, after it, or at the head of a sentence.

No parser: closed classes of words, capitals and marks decide, and every walk is bounded.
"""

from __future__ import annotations

import re
from typing import Literal

from claims.cues import AUXILIARIES, NEGATIONS, cue_forms, word_set
from claims.split import Sentence, Token

Range = tuple[int, int]  # token numbers, end-exclusive

Asides = Literal["all", "clear", "none"]

LONGEST_PHRASE = 30  # tokens; "a spokesman for the ministry, who asked not to be named because …" stays below

PRONOUNS = word_set("i he she it we they you who")
DETERMINERS = word_set(
    "the a an his her its their my our your this these those some several many most two three four five six other "
    "another one each both all no any few more"
)
POSSESSIVES = word_set("the a an his her its their my our your this these those no any some such")
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set(
    "january february march april may june july august september october november december "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)
_TIMES = DAYS | word_set("today yesterday tomorrow tonight earlier later recently overnight")
_TIME_HEADS = word_set("last this next late early")
_TIME_NOUNS = DAYS | word_set("week month year night morning afternoon evening day weekend summer fall") | MONTHS
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_OR_YEAR = re.compile(r"[0-3]?\d|(?:19|20)\d\d")
PREPOSITIONS = word_set(
    "in on at after before during for from with under by to about of since despite amid following among"
)
CLAUSE_WORDS = word_set(
    "but while because if when as that although though whereas which what where how why than so until unless whether "
    "after before since like"
)
LEADING = word_set(
    "and but so yet still then meanwhile also now however later earlier previously instead moreover or even perhaps "
    "nor additionally separately elsewhere plus for"
)
_ADVERBS = word_set(
    "also then later earlier again once even still just now already always often ever previously first further "
    "recently today yesterday himself herself themselves itself both all only rather too instead soon"
)
_NO_ADVERBS = word_set("family ally rally reply supply assembly july italy bully monopoly fly anomaly")
_NAME_LINKS = word_set("of the and & de la von van der del bin al el")
_OBJECTS = DETERMINERS | PRONOUNS | PREPOSITIONS | CLAUSE_WORDS | word_set("and or down up out off over back")
DOCUMENTS = word_set(
    "plan proposal draft document report text statement agreement framework bill letter memo study survey poll "
    "analysis treaty deal order filing lawsuit indictment complaint resolution law constitution declaration communique"
)
# What an aside after a name opens with: ", a spokesman for …", ", who …", ", 67,", ", D-N.Y.,"
_ASIDE = word_set(
    "a an the who whose his her its their one now then former chief speaking citing himself "
    "however meanwhile too asked which including"
)
STATEMENTS = word_set(
    "statement interview speech conference briefing post letter email e-mail report tweet message memo video remarks "
    "news press radio television testimony article essay column event rally debate call filing"
)


def is_name(token: Token) -> bool:
    """Tell whether a token is written as a name: a word with a capital."""
    return token.kind == "word" and token.text[:1].isupper()


def is_adverb(token: Token) -> bool:
    """Tell whether a token is an adverb that may stand between a subject and its verb."""
    lower = token.lower
    return lower in _ADVERBS or (lower.endswith("ly") and lower not in _NO_ADVERBS and not is_name(token))


def time_end(tokens: Sentence, at: int, limit: int) -> int:
    """Return the end of an expression of time at a token: "on Thursday", "today (Thursday)", "last week"; or `at`."""
    end = at
    while end < limit:
        lower = tokens[end].lower
        following = tokens[end + 1].lower if end + 1 < limit else ""
        if lower in _TIMES:
            end += 1
        elif (lower in ("on", "in", "(") or lower in _TIME_HEADS) and (
            following in _TIME_NOUNS
            or following in _TIME_HEADS
            or (lower in ("on", "in", "(") and (following in _TIMES or _YEAR.fullmatch(following)))
        ):
            end += 2
        elif end > at and (lower == ")" or (tokens[end - 1].lower in MONTHS and _DAY_OR_YEAR.fullmatch(lower))):
            end += 1
        else:
            break
    return end


def source_before(tokens: Sentence, floor: int, end: int) -> Range | None:
    """Return the noun phrase that ends right before a token: "Jim Prosser, a spokesman" before "said"."""
    end = _without_time(tokens, floor, end)
    if end <= floor:
        return None
    if tokens[end - 1].lower in ("who", "which"):
        return end - 1, end
    begin = _walk_back(tokens, max(floor, end - LONGEST_PHRASE), end)
    if begin < end:
        phrase = _stripped(tokens, begin, end)
        return phrase if phrase and _is_phrase(tokens, *phrase) else None
    if tokens[end - 1].text in ",)—–":
        return _before_aside(tokens, floor, end - 1)
    return None


def _is_phrase(tokens: Sentence, begin: int, end: int) -> bool:
    """Tell a noun phrase from a clause: no verb outside "who …", nothing but "both" or "themselves" after a pronoun."""
    if tokens[begin].lower in PRONOUNS:
        return end - begin == 1 or is_adverb(tokens[begin + 1])
    for token in tokens[begin:end]:
        if token.lower == "who":
            return True
        if token.lower in AUXILIARIES and token.text.islower() and token.lower != "to":
            return False
    return True


def source_after(tokens: Sentence, at: int, limit: int, asides: Asides = "clear") -> Range | None:
    """Return the noun phrase that starts at a token: "Sylke Tempel, the editor of …" after "said".

    Of the asides after it "clear" takes those that open like one (", who …"), "all" whatever can be no new clause
    (", director of …"), "none" none.
    """
    if at >= limit or not _starts_phrase(tokens[at]):
        return None
    if tokens[at].lower in PRONOUNS:
        return at, at + 1
    named = is_name(tokens[at])
    limit = min(limit, at + LONGEST_PHRASE)
    end = at + 1
    while end < limit and _goes_on(tokens, end, limit, named=named):
        end += 1
    if tokens[end - 1].lower in PREPOSITIONS or tokens[end - 1].lower in ("and", "or"):
        end -= 1
    opens = {"all": _describes, "clear": _is_aside_word, "none": _never}[asides]
    while end + 1 < limit and tokens[end].text == "," and opens(tokens[end + 1]):
        end = _aside_end(tokens, end + 1, limit)
    return (at, end) if end > at else None


def subject(tokens: Sentence, floor: int, limit: int) -> Range | None:
    """Return the noun phrase that heads a sentence, for a participle to inherit: "He praised X, saying …"."""
    dashes = [n for n in range(floor, min(limit, floor + 12)) if tokens[n].text in ("—", "–", "-", "--")]
    at = dashes[0] + 1 if dashes and tokens[floor].text.isupper() else floor  # after a dateline
    while at < limit and (tokens[at].lower in LEADING or is_adverb(tokens[at]) or tokens[at].text == ","):
        at += 1
    if at < limit and (tokens[at].lower in PREPOSITIONS or tokens[at].lower.endswith("ing")):
        comma = next((n for n in range(at, min(limit, at + LONGEST_PHRASE)) if tokens[n].text == ","), limit)
        at = comma + 1
    if at >= limit or not (is_name(tokens[at]) or tokens[at].lower in DETERMINERS | PRONOUNS):
        return None
    if tokens[at].lower in PRONOUNS:
        return at, at + 1
    end = at + 1
    while end < limit and end - at < 12 and _heads(tokens, end):
        end += 1
    return at, end


def _heads(tokens: Sentence, at: int) -> bool:
    token = tokens[at]
    if token.kind != "word" or token.lower in AUXILIARIES or token.lower in PRONOUNS or token.lower.endswith("ed"):
        return False
    if is_name(token) or token.lower in _NAME_LINKS:
        return True
    if is_adverb(token) or token.lower in cue_forms():
        return False
    before = tokens[at - 1]
    named = is_name(before) and before.lower not in DETERMINERS  # "The president praised X, saying"
    return not named or (before.lower.endswith(("an", "ish", "ese", "u.s.")) and token.lower.endswith("s"))


def _starts_phrase(token: Token) -> bool:
    if token.kind != "word":
        return False
    lower = token.lower
    return lower not in CLAUSE_WORDS and lower not in PREPOSITIONS and lower not in AUXILIARIES


def _goes_on(tokens: Sentence, at: int, limit: int, *, named: bool) -> bool:
    token = tokens[at]
    lower = token.lower
    if token.kind == "quote" or (token.kind == "mark" and token.text != "&"):
        return False
    if time_end(tokens, at, limit) > at and tokens[at - 1].lower not in DETERMINERS:
        return False
    if lower in CLAUSE_WORDS or lower in ("on", "during", "told", "amid"):
        return False
    if lower in ("in", "at", "to", "from", "with", "for", "by"):
        ahead = {other.lower for other in tokens[at + 1 : at + 4]}
        return not named and not ahead & STATEMENTS
    if lower == "and":
        return at + 1 < limit and (is_name(tokens[at + 1]) or tokens[at + 1].lower not in cue_forms())
    return True


def _opens_aside(tokens: Sentence, at: int) -> bool:
    token = tokens[at]
    # the Kremlin spokesman, Dmitry Peskov,
    return _is_aside_word(token) or (is_name(token) and at > 1 and not is_name(tokens[at - 2]))


def _is_aside_word(token: Token) -> bool:
    return token.lower in _ASIDE or token.text[:1].isdigit() or token.text[:2] in ("D-", "R-")


def _never(_: Token) -> bool:
    return False


def _describes(token: Token) -> bool:
    """Tell an aside on the source from a clause that goes on: ", executive director of", but not ", but"."""
    if token.kind != "word" or token.lower in CLAUSE_WORDS | PRONOUNS - {"who"} or token.lower in ("and", "or"):
        return False
    return not token.lower.endswith("ing") and not is_name(token)


def _aside_end(tokens: Sentence, at: int, limit: int) -> int:
    end = at
    while end < limit and tokens[end].text not in ",.;:?!" and tokens[end].kind != "quote":
        end += 1
    return end


def _walk_back(tokens: Sentence, floor: int, end: int) -> int:
    begin = end
    while begin > floor:
        token = tokens[begin - 1]
        if token.kind != "word" or token.lower in CLAUSE_WORDS:
            break
        if token.lower in ("and", "or") and (begin == end or not _lists(tokens, floor, begin - 1)):
            break
        begin -= 1
        if token.lower in PRONOUNS and token.lower != "who":
            break
    return begin


def _lists(tokens: Sentence, floor: int, conjunction: int) -> bool:
    """Tell whether what stands before "and" is another noun phrase rather than a clause of its own."""
    for at in range(conjunction - 1, max(floor, conjunction - 8) - 1, -1):
        lower = tokens[at].lower
        if tokens[at].kind != "word" or lower in CLAUSE_WORDS:
            break
        following = tokens[at + 1]
        if (
            lower.endswith("ed")
            and following.kind == "word"
            and not (is_name(following) or following.lower in _OBJECTS)
        ):
            continue  # an adjective: "allied countries"
        if lower in AUXILIARIES or lower in PRONOUNS or lower.endswith("ed") or lower in cue_forms():
            return False
    return conjunction > floor and tokens[conjunction - 1].kind == "word"


def _before_aside(tokens: Sentence, floor: int, close: int) -> Range | None:
    """Return the phrase with its aside where one closes right before the cue: "X, the minister, said"."""
    opening = "(" if tokens[close].text == ")" else tokens[close].text
    for at in range(close - 1, max(floor, close - LONGEST_PHRASE) - 1, -1):
        if tokens[at].kind == "quote":
            return None
        if tokens[at].text == opening and (opening == "(" or _opens_aside(tokens, at + 1)):
            begin = _walk_back(tokens, max(floor, at - LONGEST_PHRASE), at)
            kept = _stripped(tokens, begin, at) if begin < at else None
            return (kept[0], close + (opening == "(")) if kept else None
    return None


def _without_time(tokens: Sentence, floor: int, end: int) -> int:
    for begin in range(max(floor, end - 6), end):
        if tokens[begin].text == "," and begin + 1 < end and time_end(tokens, begin + 1, end) == end:
            return begin
        if time_end(tokens, begin, end) == end:
            return begin
    return end


def _stripped(tokens: Sentence, begin: int, end: int) -> Range | None:
    """Drop what leads up to the phrase: "But on Thursday", "In Moscow the"."""
    while begin < end:
        past_time = time_end(tokens, begin, end)
        if past_time > begin:
            begin = past_time
        elif tokens[begin].lower in LEADING or tokens[begin].lower in NEGATIONS or is_adverb(tokens[begin]):
            begin += 1
        else:
            break
    if begin < end and tokens[begin].lower in PREPOSITIONS:
        heads = [at for at in range(begin + 2, end) if tokens[at].lower in DETERMINERS | PRONOUNS]
        begin = heads[-1] if heads else end
    return (begin, end) if begin < end else None
