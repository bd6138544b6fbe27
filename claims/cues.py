"""The cues of attributions: which words, and what each says of the content. The lexicon itself is cues.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from claims.types import CueClass, Polarity

Form = Literal["base", "present", "past", "participle", "ing"]
Frame = Literal["open", "clause"]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set; the closed classes of English words are written so."""
    return frozenset(words.split())


NEGATIONS = word_set(
    "not never neither nor no cannot can't couldn't don't doesn't didn't won't wouldn't hasn't haven't hadn't isn't "
    "aren't wasn't weren't shouldn't"
)
BE = word_set("is are was were be been being isn't aren't wasn't weren't 's 're")
AUXILIARIES = (
    word_set("has have had did do does will would could can may might must should to 'd 've 'll")
    | BE
    | (NEGATIONS - {"neither", "nor", "no"})
)
_NEGATED = NEGATIONS | {"nothing", "nobody", "none"}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """One verb of the lexicon: its lemma, with the particle where it has one, its class and frame."""

    lemma: str
    cue_class: CueClass
    frame: Frame


@dataclass(frozen=True, slots=True)
class CueForm:
    """One inflected form of a cue, as lower-case words: ("called", "for")."""

    words: tuple[str, ...]
    form: Form
    cue: Cue


ACCORDING = Cue("according to", "neutral", "open")


@cache
def cue_forms() -> dict[str, tuple[CueForm, ...]]:
    """Return the forms of all cues by their first word; of several the one with most words comes first."""
    by_word: dict[str, list[CueForm]] = {}
    table = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))
    for cue_class in get_args(CueClass):
        for frame in get_args(Frame):
            for entry in table.get(cue_class, {}).get(frame, ()):
                for form in _inflected(entry, cue_class, frame):
                    by_word.setdefault(form.words[0], []).append(form)
    return {word: tuple(sorted(forms, key=lambda form: -len(form.words))) for word, forms in by_word.items()}


def read_cue(words: str) -> tuple[str, CueClass, bool]:
    """Return the lemma, the class and whether it is negated, of a cue as a text has it: "has not said".

    The lemma is the lower-case wording and the class "none" where no word of it is in the lexicon; an empty cue
    gives an empty lemma. "Would not say" refuses, whatever it refuses to say.
    """
    found = _WORD.findall(words.lower().replace("’", "'"))
    if "according" in found:
        return ACCORDING.lemma, ACCORDING.cue_class, False
    negated = any(word in NEGATIONS for word in found)
    for at, word in enumerate(found):
        for form in cue_forms().get(word, ()):
            if tuple(found[at : at + len(form.words)]) == form.words:
                refused = negated and form.cue.cue_class == "neutral" and "would" in " ".join(found[:at])
                return form.cue.lemma, "refusal" if refused else form.cue.cue_class, negated
    return " ".join(found), "none", negated


def takes_nouns(words: str) -> bool:
    """Tell whether a cue takes whatever follows for its content ("denied the report"), and not a clause alone."""
    found = _WORD.findall(words.lower().replace("’", "'"))
    if "according" in found:
        return True
    forms = [form for word in found for form in cue_forms().get(word, ())]
    return any(form.cue.frame == "open" for form in forms)


_SUBORDINATE = re.compile(r"(?:although|though|while|if|when|because|since|after|as|despite)\b")
_ADJUNCT = re.compile(r"(?:on|in|at|by|for|with|without|under|during|until|since|now|today|yes|no|well|so far)\b")
_LONGEST_ADJUNCT = 3  # words; longer ones may be clauses: "At least 12 ships left,"
_RELATIVE = re.compile(r",\s*(?:which|who|whom|whose)\b[^,;:—]*,")
_CLAUSE_END = re.compile(
    r"[,;:—]|\b(?:that|which|who|what|where|when|if|because|although|though|while|whether|unless|until|without)\b"
)


def polarity(content: str, *, negated_cue: bool) -> Polarity:
    """Tell whether a content, as its source has it, affirms or negates its main clause.

    "That there are no talks" is negated, and so is what someone "did not say". A denial or a refusal is a class of
    cue and changes nothing here; two negations cancel out.
    """
    clause = re.sub(r"[^\w\s',;:—]", " ", content.lower().replace("’", "'")).strip()
    clause = re.sub(r"^(?:that|whether)\b", "", clause).strip()
    clause = _main_clause(_RELATIVE.sub(" ", clause))
    end = _CLAUSE_END.search(clause)
    negations = sum(word in _NEGATED for word in (clause[: end.start()] if end else clause).split())
    return "negated" if (negations + negated_cue) % 2 else "affirmed"


def _main_clause(clause: str) -> str:
    """Drop what leads up to a main clause: "although there are talks,", "on Monday,"."""
    lead, _, rest = clause.partition(",")
    words = lead.split()
    adjunct = _ADJUNCT.match(lead) and len(words) <= _LONGEST_ADJUNCT and AUXILIARIES.isdisjoint(words)
    return rest.strip() if rest.strip() and (adjunct or _SUBORDINATE.match(lead)) else clause


def _inflected(entry: str, cue_class: CueClass, frame: Frame) -> list[CueForm]:
    """Read an entry of cues.toml: "call for", "write/wrote/written", "speak/spoke/spoken of"."""
    verb, *particle = entry.split()
    base, *irregular = verb.split("/")
    past = irregular[0] if irregular else _past(base)
    forms: dict[str, Form] = {
        base: "base",
        irregular[1] if len(irregular) > 1 else past: "participle",
        past: "past",  # "read" and "put" are past forms first
        _present(base): "present",
        _ing(base, past): "ing",
    }
    cue = Cue(" ".join((base, *particle)), cue_class, frame)
    return [CueForm((word, *particle), form, cue) for word, form in forms.items()]


def _present(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if base[-1] == "y" and base[-2] not in "aeiou" else base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base[-1] == "y" and base[-2] not in "aeiou" else base + "ed"


def _ing(base: str, past: str) -> str:
    if len(past) > len(base) + 2:  # a doubled consonant: admitted, admitting
        return past[:-2] + "ing"
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"
