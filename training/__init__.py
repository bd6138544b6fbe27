"""How the models in claims/models/ were made, runnable again: `make train`.

Four modules, in this order, each of which reads what those before it wrote: `stems` (counts of words), `meaning` (the
sentence encoder), `attribution` (the tagger), `matching` (the weights; they are fitted on claims that the tagger finds
and the encoder encodes). `make train PARTS=matching` runs one of them. `bert`, `graph` and `keep` are what they share.
"""
