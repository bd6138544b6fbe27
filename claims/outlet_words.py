"""What in a text leads to the outlet that a claim came through, and to whom that outlet has it from, as patterns."""

from __future__ import annotations

import re

from claims.cues import word_set

LONGEST_ORIGIN = 160  # characters of whom an outlet has a claim from

# What an outlet may be called before its name: "the French daily Le Monde".
_OUTLETS_NOUNS = (
    r"(?:(?:the|a|an|its) )?(?:(?:[A-Z][\w’'-]+|local|state|state-run|private|public|independent|news|daily|weekly"
    r"|newspaper|paper|magazine|broadcaster|agency|radio|television|channel|network|station|website|portal|outlet"
    r"|site) ){0,4}"
)
# What may stand before the outlet that relays a claim: ", according to what", ", as", " in an interview with".
LEADS_TO_OUTLET = re.compile(
    r"[\s,–—-]*(?:and\s)?(?:(?:late |early |last )?(?:on )?(?:[A-Z]\w+day|[A-Z]\w+ \d+)\s?,?\s)?"
    r"(?:according to(?: (?:what|a (?:report|story|statement) (?:by|in|from|carried by)))?|as|per|via"
    r"|(?:as |was |were )?(?:quoted|cited|(?:first )?reported|carried|published|broadcast|aired|relayed|distributed)"
    r"(?: as saying)?(?: \w+)? (?:by|in|on)|to|with|by"
    r"|(?:in|during|on) (?:an?|the|his|her|their|remarks)? ?(?:[\w-]+ ){0,3}?"
    r"(?:interview|statement|comments?|remarks|report|article|post|column|broadcast|essay|op-ed)s?"
    r"(?: (?:given |published |carried |broadcast |aired |released |made )?(?:with|to|in|by|from|for|on))?)?\s*"
    rf"{_OUTLETS_NOUNS}"
)
OPENS_WITH = re.compile(
    r"[\"“‘']?(?:(?:Speaking|Talking|Writing|Appearing)(?: \w+)? (?:to|with|in|on|for)"
    r"|(?:In|During|On) (?:an?|his|her|their|its|the same) (?:[\w-]+ ){0,3}?"
    r"(?:interview|statement|comments?|remarks|post|column|broadcast|essay|op-ed|letter|appearance)s?"
    r"(?: (?:given|published|carried|broadcast|aired|released))?(?: (?:with|to|in|by|for|on))?"
    r"|As\s(?:\w+\s)?(?:reported|quoted|cited|published|told|noted)\s(?:by|in|to)"
    r"|(?:On|Asked by|Quoted by))\s"
    rf"{_OUTLETS_NOUNS}"
)
AS_REPORTED = re.compile(rf"[\"“‘']?As\s{_OUTLETS_NOUNS}")
# What may stand between "she said" and the outlet in which she did: "wrote in", "said on".
SAID_IN = re.compile(rf"\s(?:in|on|for)\s{_OUTLETS_NOUNS}")
GIVES_TO = re.compile(
    r"(?:spoke|speaking|talked|talking|interviewed|seen|obtained|reviewed|posted|carried|published|quoted|cited|writing|appearing)"
    r"\s(?:to|with|by|on|in|for)\s$"
)
# What a source has beside who it is: "an official, quoted by Reuters,".
ASIDE = re.compile(r",?\s(?:quoted|cited|writing|speaking|talking|appearing)\s(?:to|with|by|on|in|for)\s")
REPORTS = re.compile(
    r"(?:[’']s)?\s+(?:\w+\s+)?(?:reported|reports|said|says|wrote|writes|quoted|cited|has reported|has learned|added)\b"
)
# Words beside an outlet's name that leave the source the outlet itself: "a Reuters report", "Tass news agency".
OUTLET_WORDS = word_set(
    "a an the news agency agencies newspaper paper daily weekly magazine website channel broadcaster network report "
    "reports article story edition television tv radio state state-run state-owned russian american british german "
    "french italian spanish polish turkish japanese chinese ukrainian s both and or what"
)
UNNAMED_OUTLETS = re.compile(
    r"\b(?:(?:[Tt]he|[Aa]|[Ss]everal|[Ss]ome|[Mm]any|[Vv]arious|[Ll]ocal|[Ss]tate|[Ii]ndependent|[Ff]oreign|[Nn]ational"
    r"|[Pp]rivate|[A-Z]\w+)\s+){0,3}"
    r"(?:media(?: outlets| reports)?|news agenc(?:y|ies)|newspapers?|news outlets|broadcasters?|television|radio"
    r"|(?:press|news) reports)\b(?!\s(?:ads?|hosts?|presenters?|personalit|programs?|programmes?|shows?|spots?)\b)"
)
NAMED_OUTLETS = re.compile(
    r"\b(?:[Tt]he\s)?(?P<name>(?:[A-Z][\w’'&-]*\s){1,3}(?:Times|Post|Journal|Gazette|Herald|Tribune|Courier|Chronicle|Echo"
    r"|Mail|Star|Standard|Observer|Argus|Mercury|Examiner|Bulletin|Dispatch|Ledger|News|Radio|TV|Television|FM|Press))\b"
    r"|\b(?:[Tt]he\s)?(?:news\s)?(?:portal|website|newspaper|daily|weekly|agency|magazine|broadcaster|channel|station|network|site)\s"
    r"(?P<called>[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2})\b"
    # "Iran's Tasnim news agency", but not "the Russian news agency".
    r"|\b(?:[Tt]he\s)?(?:[A-Z]\w+[’']s\s)?(?:(?:state|official|semi-official|state-run|private)\s)?"
    r"(?!(?:The|A|An|State|[A-Z]\w*(?:an|ish|ese|ch|ek|ss|ni|li|qi))\s)(?P<agency>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)\snews\sagency\b"
)
# Names that are ordinary words too, which are outlets where a claim comes from them: "wrote in The Times".
ORDINARY = re.compile(r"\b[Tt]he (?:[A-Z][\w’'-]+\s){0,2}[A-Z][\w’'-]+")
# An outlet told of before: "she told the agency".
SECOND = re.compile(
    r"\b(?:[Tt]he|[Tt]hat)\s(?:(?:news|same|state|French|German|British|Russian|Italian|private|public)\s)?"
    r"(?P<noun>agency|newspaper|paper|broadcaster|network|channel|magazine|station|daily|outlet|website)\b"
)
SECOND_KINDS = {
    "agency": ("wire",), "newspaper": ("newspaper",), "paper": ("newspaper",), "daily": ("newspaper",),
    "broadcaster": ("broadcaster",), "network": ("broadcaster",), "channel": ("broadcaster",),
    "station": ("broadcaster",), "magazine": ("magazine",), "website": ("website",),
}  # fmt: skip
SAME_OCCASION = re.compile(
    r"\bthe same (?:interview|statement|post|broadcast|programme|program|article|report|agency)\b"
)
_END = (
    r"(?=,|;|\.(?:\s|$)|\n|$"
    r"|\s(?:that|said|says|reported|as saying|to say|have|has|had|was|were|is|are|will|would|and said)\b)"
)
ORIGIN = re.compile(
    rf"\b(?:citing|quoting|(?:which|who|and|it) (?:cited|quoted))\s(?P<who>[^,;\n]{{2,{LONGEST_ORIGIN}}}?){_END}"
    rf"|\b(?:reported|learned|heard|obtained|has it)\sfrom\s(?P<from>[^,;\n]{{2,{LONGEST_ORIGIN}}}?){_END}",
)
OPENS_CITING = re.compile(rf"(?:Citing|Quoting)\s(?P<who>[^,;\n]{{2,{LONGEST_ORIGIN}}}?){_END}")
QUOTED = re.compile(rf"\s?(?P<who>[^,;\n]{{2,{LONGEST_ORIGIN}}}?)\s(?:\w+\s)?as\s(?:saying|telling|stating|writing)\b")
TELLERS = re.compile(rf",?\s?according to\s(?P<who>[^,;\n]{{2,{LONGEST_ORIGIN}}}?){_END}")
