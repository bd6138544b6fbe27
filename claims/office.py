"""The words around a person's name → the roles that they give: "German Foreign Minister", "harbour master".

Capitals, closed classes of nouns and bounded windows decide, as in `identify`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from claims.cues import AUXILIARIES, cue_forms, word_set
from claims.function_words import CLAUSE_WORDS, DAYS, DETERMINERS, LEADING, MONTHS, PREPOSITIONS, PRONOUNS
from claims.tokens import fold

Accord = Literal["agree", "compatible", "none", "conflict"]

LONGEST = 120  # characters of a role, before a name or after it
_MOST_WORDS = 9
_MOST_NAMES = 4  # capitals that name no office, before one: in a headline every word has one

_HEADS = word_set(
    "spokesperson spokesman spokeswoman president minister secretary chancellor premier governor mayor senator sen "
    "ambassador chief head director chairman chairwoman chair commissioner general gen colonel col envoy adviser "
    "advisor aide leader lawmaker congressman congresswoman representative rep judge justice prosecutor lawyer "
    "attorney professor prof analyst expert economist researcher historian strategist pollster author founder "
    "executive manager owner officer official diplomat negotiator candidate king queen prince princess pope bishop "
    "archbishop cardinal coach doctor editor correspondent journalist reporter host captain speaker deputy fellow "
    "scientist engineer activist farmer teacher resident sheriff gov ceo mp master lieutenant commander admiral scholar"
)
_SAME_HEAD = {
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "chairman": "chair",
    "chairwoman": "chair",
    "congressman": "representative",
    "congresswoman": "representative",
    "advisor": "adviser",
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "gen": "general",
    "col": "colonel",
    "prof": "professor",
    "defence": "defense",
    "vice-president": "president",
}
# Words that belong to an office even where they have capitals; other capitals name a body or a place.
_MODIFIERS = word_set(
    "foreign prime vice deputy interior defence defense finance health justice economy trade energy press chief "
    "permanent special senior former first lord state national security attorney executive presidential "
    "assistant under economic opposition party majority minority supreme court central bank harbour harbor "
    "police army navy managing climate environment agriculture education transport culture labour labor policy "
    "communications affairs staff treasury parliamentary lead principal associate research"
)
_SHORTENED = word_set("sen rep gov gen col prof lt")
_FILLERS = word_set(
    "the a an its his her their our now then current senior longtime long-time long-serving new newly veteran outgoing "
    "incoming affairs of and s republican democratic conservative top"
)
_RANKS = word_set("former deputy vice assistant acting under")  # two offices that differ in one of these are two
_LOCAL = word_set("mayor governor bishop archbishop sheriff")  # one of each place
_LINKS = word_set("of for at to with from in")
_TOO_COMMON = word_set("house white eu un")  # alone, no body

_COUNTRIES = """
us:u.s. us u.s.a. usa american america united-states|uk:u.k. uk british britain united-kingdom|russia:russian
germany:german|france:french|ukraine:ukrainian|china:chinese|japan:japanese|india:indian|italy:italian|spain:spanish
poland:polish|hungary:hungarian|slovakia:slovak slovakian|czechia:czech czech-republic|austria:austrian
netherlands:dutch holland|belgium:belgian|sweden:swedish|norway:norwegian|denmark:danish|finland:finnish
estonia:estonian|latvia:latvian|lithuania:lithuanian|belarus:belarusian belarussian|moldova:moldovan
romania:romanian|bulgaria:bulgarian|serbia:serbian|croatia:croatian|slovenia:slovenian|bosnia:bosnian
kosovo:kosovan|albania:albanian|greece:greek|turkey:turkish türkiye turkiye|cyprus:cypriot|portugal:portuguese
ireland:irish|scotland:scottish|wales:welsh|switzerland:swiss|iceland:icelandic|israel:israeli
palestine:palestinian|iran:iranian|iraq:iraqi|syria:syrian|lebanon:lebanese|jordan:jordanian|egypt:egyptian
saudi-arabia:saudi|qatar:qatari|kuwait:kuwaiti|emirates:emirati uae|yemen:yemeni|oman:omani|libya:libyan
tunisia:tunisian|algeria:algerian|morocco:moroccan|sudan:sudanese|ethiopia:ethiopian|kenya:kenyan
nigeria:nigerian|ghana:ghanaian|south-africa:south-african|zimbabwe:zimbabwean|rwanda:rwandan|uganda:ugandan
somalia:somali|congo:congolese|pakistan:pakistani|afghanistan:afghan|bangladesh:bangladeshi|sri-lanka:sri-lankan
nepal:nepali nepalese|myanmar:burmese burma|thailand:thai|vietnam:vietnamese|cambodia:cambodian
malaysia:malaysian|singapore:singaporean|indonesia:indonesian|philippines:philippine filipino
south-korea:south-korean|north-korea:north-korean|taiwan:taiwanese|mongolia:mongolian|kazakhstan:kazakh
uzbekistan:uzbek|kyrgyzstan:kyrgyz|tajikistan:tajik|turkmenistan:turkmen|azerbaijan:azerbaijani azeri
armenia:armenian|georgia:georgian|canada:canadian|mexico:mexican|brazil:brazilian|argentina:argentine argentinian
chile:chilean|peru:peruvian|colombia:colombian|venezuela:venezuelan|cuba:cuban|bolivia:bolivian
ecuador:ecuadorian|haiti:haitian|australia:australian|new-zealand:
"""
_PLACES = {
    word: country
    for entry in _COUNTRIES.replace("\n", "|").strip("|").split("|")
    for country, words in [entry.split(":")]
    for word in (country, *words.split())
}
_PAIRED = re.compile(
    r"\b(united states|united kingdom|czech republic|saudi arabia|south african?|sri lankan?"
    r"|(?:south|north) korean?|new zealand)\b"
)
# An aside after a name: ", the harbour master,", ", 67, a spokesman for …", " (the mayor of Dover)".
_ASIDE = re.compile(
    r"\s?(?:,|\(|—|–)\s*(?:\d{1,3}, )?(?:who is |now )?(?P<role>(?:[^,;:()\n“”\"—–.]|\.(?=\w)|(?<=\b[A-Z])\.){3,100})"
)
_MEMBER = re.compile(
    r"\s(?:of|at|with) (?:the )?(?P<body>[A-Z][\w’'-]+(?: (?:of|for|and|the) [A-Z][\w’'-]+| [A-Z][\w’'-]+){0,4})"
)
_NO_ROLE = (
    CLAUSE_WORDS | PRONOUNS | DAYS | MONTHS | AUXILIARIES | (DETERMINERS - word_set("a an the his her its their our"))
)
_STOP = _NO_ROLE | DETERMINERS | LEADING | (PREPOSITIONS - {"of"})
_DETERMINERS = word_set("a an the his her its their our")
_LEADING = _DETERMINERS | word_set("now then of")
_NO_BODY = DAYS | MONTHS | word_set("mr mrs ms dr")
_OFFICE_WORDS = _MODIFIERS | _HEADS | _PLACES.keys()


@dataclass(frozen=True, slots=True)
class Role:
    """An office or a membership: what, of which country, in which body."""

    text: str  # as the article has it, without articles: "German Foreign Minister"; a body alone: "Greenpeace"
    head: str  # "minister"; "" for a member of a body
    words: frozenset[str]  # folded, without country and fillers: foreign, minister
    country: str  # "germany"; "" where it names none
    body: str  # what else it names by a capital: "kremlin", "dover"; "" where nothing

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what the wordings of one role share."""
        return self.country, " ".join(sorted(self.words)), self.body if not self.head else ""

    @property
    def specific(self) -> bool:
        """Tell whether few people at a time have this role: it names a country or body, or has two words."""
        return bool(self.country or self.body) or len(self.words) > 1


def roles_beside(text: str, start: int, end: int) -> tuple[Role, ...]:
    """Return the roles that a text gives right before and right after text[start:end], a person's name."""
    found = [_before(text, start), _aside(text, end), _membership(text, end)]
    return tuple(role for role in found if role)


def role_of(phrase: str) -> Role | None:
    """Return the role that a phrase is: "the foreign minister of Germany"; None where no noun of it is an office."""
    words = _tokens(phrase)
    heads = [at for at, word in enumerate(words) if _is_head(word)]
    links = [at for at, word in enumerate(words) if at and word in _LINKS and any(head < at for head in heads)]
    link = links[0] if links else len(words)
    heads = [at for at in heads if at < link]
    if not heads or heads[-1] != link - 1 or link > _MOST_WORDS or not _is_phrase(words[:link]):
        return None
    complement = _complement(words[link + 1 :])
    return _role(words[:link], words[link : link + 1] if complement else [], complement)


def accord(left: Role, right: Role) -> Accord:
    """Return how two roles go together.

    "agree": one office of one country or body, or one body; "compatible": one of them leaves out the country or a
    word; "conflict": one office of two countries or, for mayors and the like, of two places.
    """
    one_office = left.head != "" and left.head == right.head
    two_countries = left.country not in ("", right.country) and right.country != ""
    two_places = bool(left.body and right.body) and set(left.body.split()).isdisjoint(right.body.split())
    if one_office and ((two_countries and left.words == right.words) or (two_places and left.head in _LOCAL)):
        return "conflict"
    if two_countries:
        return "none"
    same = one_office and left.words == right.words and left.country == right.country and left.specific
    if same or (left.body == right.body and len(left.body) > 2 and left.body not in _TOO_COMMON):
        return "agree"
    nested = left.words <= right.words or right.words <= left.words
    return "compatible" if one_office and nested and not (left.words ^ right.words) & _RANKS else "none"


def _role(words: list[str], link: list[str], complement: list[str]) -> Role | None:
    head, country = _canonical(words[-1]), ""
    office: set[str] = set()
    body: list[str] = []
    for number, word in enumerate((*words, *complement)):
        folded = _canonical(word)
        if folded in _PLACES:
            country = country or _PLACES[folded]
        elif folded not in _FILLERS:
            office.add(folded)
            inside = number > len(words) and body  # "Saltmere Harbour Trust"
            if word[:1].isupper() and (inside or folded not in _MODIFIERS | _HEADS):
                body.append(folded)
    kept = [*words, *link, *complement]
    while kept and kept[0].lower() in _LEADING:
        kept.pop(0)
    text = " ".join(kept).replace("_", " ")
    return Role(text, head, frozenset(office), country, " ".join(body)) if office else None


def _is_head(word: str) -> bool:
    return _bare(word) in _HEADS and not word.endswith(("’s", "'s"))


def _is_phrase(words: list[str]) -> bool:
    """Tell a noun phrase from a clause that ends in an office: "praised the president", "thinking about a mayor"."""
    lower = [word.lower() for word in words]
    inside = {word for word in lower[1:] if lower[0] != "now"} & _DETERMINERS
    return not inside and not (_NO_ROLE | (PREPOSITIONS - {"of"})).intersection(lower)


def _complement(words: list[str]) -> list[str]:
    """Return what an office is of: "State", "staff", "the Saltmere Harbour Trust", "Germany"; no "on Monday"."""
    kept: list[str] = []
    for word in words[:7]:
        known = _canonical(word) in _MODIFIERS or _canonical(word) in _PLACES
        named = word[:1].isupper() and _bare(word) not in _NO_BODY
        if not (named or word.lower() in ("the", "of", "and", "for") or (known and len(kept) < 2)):
            break
        kept.append(word)
    while kept and kept[-1].lower() in ("the", "of", "and", "for"):
        kept.pop()
    return [] if kept and kept[-1].endswith(("’s", "'s")) else kept


def _before(text: str, start: int) -> Role | None:
    window = text[max(0, start - LONGEST) : start]
    words = re.split(r"[^\S\n]+", window.rstrip().removesuffix(","))
    if start > LONGEST:
        words = words[1:]
    run: list[str] = []
    for word in reversed(words):
        if len(run) >= _MOST_WORDS or not _continues(word, run):
            break
        run.append(word)
    run.reverse()
    heads = [at for at, word in enumerate(run) if _is_head(word)]
    names = sum(word[0].isupper() and _bare(word) not in _OFFICE_WORDS for word in run)
    if not heads or names > _MOST_NAMES or (heads[-1] != len(run) - 1 and run[heads[-1] + 1].lower() != "of"):
        return None
    while run and run[0].lower().endswith("ing") and len(run) > 1:
        run.pop(0)  # "Receiving French President Macron"
    return role_of(" ".join(run))


def _continues(word: str, run: list[str]) -> bool:
    """Tell whether a word may stand in a role, to the left of those in `run` (nearest the name first)."""
    bare = _bare(word)
    if not word or "\n" in word or word[-1] in ',;:!?)”"' or word[0] in '(“"' or bare in _STOP or word.lower() in _STOP:
        return False
    if word.endswith(".") and not ("." in word[:-1] or bare in _SHORTENED):
        return False  # a sentence ends here, not in "U.S." or "Sen."
    if bare in _HEADS or bare in _MODIFIERS or bare in _PLACES or bare == "of" or word[0].isupper():
        return True
    return bool(run) and _bare(run[-1]) in _HEADS and run[-1].islower() and bare not in cue_forms()


def _aside(text: str, end: int) -> Role | None:
    match = _ASIDE.match(text, end, min(len(text), end + LONGEST))
    if match is None:
        return None
    words = match["role"].split()
    for at, word in enumerate(words[:_MOST_WORDS]):
        if word.lower() in _NO_ROLE or word.lower() in ("and", "also", "said", "says", "told", "who’s", "who's"):
            words = words[:at]
            break
        if _is_head(word) and (at + 1 == len(words) or _bare(words[at + 1]) not in _HEADS | _MODIFIERS):
            words = words if words[at + 1 : at + 2] and words[at + 1].lower() in _LINKS else words[: at + 1]
            break
    return role_of(" ".join(words))


def _membership(text: str, end: int) -> Role | None:
    match = _MEMBER.match(text, end, min(len(text), end + LONGEST))
    if (
        match is None
        or _canonical(match["body"]) in _PLACES
        or match["body"].partition(" ")[0].lower() in DAYS | MONTHS
    ):
        return None
    body = " ".join(word for word in map(_canonical, match["body"].split()) if word not in _FILLERS)
    return Role(match["body"], "", frozenset(), "", body)


def _tokens(phrase: str) -> list[str]:
    """Return the words of a phrase, "South Korean" as one."""
    joined = re.sub(_PAIRED.pattern, lambda pair: pair[0].replace(" ", "_"), phrase, flags=re.IGNORECASE)
    return [word.strip(',;:()“”"') for word in joined.split() if word.strip(",;:()“”\"’'")]


def _bare(word: str) -> str:
    return fold(word).removesuffix("'s").replace("_", "-").strip(",;:()\"'").removesuffix(".")


def _canonical(word: str) -> str:
    bare = _bare(word)
    if bare in ("u.s", "u.k", "u.s.a"):
        return bare.replace(".", "")
    return _SAME_HEAD.get(bare, bare.removeprefix("ex-") if bare != "ex-" else "former")
