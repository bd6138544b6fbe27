"""Irregular English verbs → their base form, so that "had begun" and "began" are one word."""

from __future__ import annotations

from claims.tokens import stem

# Base, then the forms that no ending gives away.
_TABLE = """
arise arose arisen; awake awoke awoken; bear bore borne; beat beaten; become became; begin began begun; bend bent; bet
bets; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build
built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come came; creep crept; deal dealt; dig
dug; do did done does; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; eat ate eaten; fall fell
fallen; feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown; forbid forbade
forbidden; forecast forecasts; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got gotten;
give gave given; go went gone goes; grow grew grown; hang hung; have has had; hear heard; hide hid hidden; hold held;
keep kept; kneel knelt; know knew known; lay laid; lead led; learn learnt; leave left; lend lent; lie lay lain; light
lit; lose lost; make made; mean meant; meet met; mistake mistook mistaken; overcome overcame; overthrow overthrew
overthrown; pay paid; prove proven; rebuild rebuilt; ride rode ridden; ring rang rung; rise rose risen; run ran; say
said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shine shone; shoot shot; show shown; shrink
shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; sneak snuck; speak spoke spoken;
speed sped; spend spent; spill spilt; spin spun; spring sprang sprung; stand stood; steal stole stolen; stick stuck;
sting stung; strike struck stricken; strive strove striven; swear swore sworn; sweep swept; swim swam swum; swing
swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown; undergo underwent
undergone; understand understood; undertake undertook undertaken; wake woke woken; wear wore worn; weave wove woven;
weep wept; win won; wind wound; withdraw withdrew withdrawn; write wrote written; die died dies dying; lie lying; tie
tying
"""
_BASES = {
    form: base
    for entry in _TABLE.replace("\n", " ").split(";")
    for base, *forms in [entry.split()]
    for form in (base, *forms)
}
_DOUBLED = ("bb", "dd", "gg", "mm", "nn", "pp", "rr", "tt")


def lemma(word: str) -> str:
    """Return the rough stem of a folded word's base form: "begun" → "begin", "stopped" → "stop", "talks" → "talk"."""
    base = _BASES.get(word)
    cut = stem(base or word)
    return cut[:-1] if base is None and cut != word and cut.endswith(_DOUBLED) and len(cut) > 3 else cut
