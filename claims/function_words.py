"""The closed classes of English words, and one of nouns, by which phrases are told apart. All in lower case."""

from claims.cues import word_set

PRONOUNS = word_set("i he she it we they you who")
DETERMINERS = word_set(
    "the a an his her its their my our your this these those some several many most two three four five six other "
    "another one each both all no any few more"
)
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set(
    "january february march april may june july august september october november december "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)
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
DOCUMENTS = word_set(
    "plan proposal draft document report text statement agreement framework bill letter memo study survey poll "
    "analysis treaty deal order filing lawsuit indictment complaint resolution law constitution declaration communique "
    "paper papers documents transcript minutes affidavit ruling verdict audit census dossier manifesto blueprint "
    "petition record records"
)
