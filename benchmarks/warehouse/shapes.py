"""What is how frequent in the synthetic warehouse, and after what.

"Measured" are shares of 1,315 claims that sayso finds in 131 articles: the seeds, and 120 pages of the
article-extraction-benchmark.
"""

from __future__ import annotations

CLAIMS = (11.0, 9.9)  # of an article: mean and standard deviation, measured
FILL = 16  # phrases of three words before a claim, for 4,200 characters an article, measured
CONTENT = (1.82, 0.65)  # phrases of a claim, as the logarithm's mean and deviation: 106 characters a claim, measured
LARGEST, SKEW = 300, 2.0  # articles of a story; their number falls with the square (see benchmarks.matching.synthetic)
SHARED = 0.5  # of what a story's articles tell, what is told by several (the same)
VARIED = 0.5  # of tellings, those that have other words, numbers or speakers than their group's
OTHER_VERSION = 0.08  # of articles, those that were edited; an assumption, as are the next three
PAGES = 0.5  # probability that each of three later looks at an article found another page
NEVER_FETCHED = 0.1  # addresses for each article that gave no page
SIGHTED = 1.3  # places that named an address
COPIED = 0.12  # of a story's later articles, those taken from the first one

KINDS = {"indirect": 0.64, "direct": 0.22, "mixed": 0.14}  # measured, as is what follows
CUES = {
    "say": ("neutral", " said ", 0.57), "according to": ("neutral", " by its account has it that ", 0.07),
    "": ("none", ": ", 0.08), "think": ("belief", " thinks ", 0.07), "know": ("factive", " knows that ", 0.06),
    "insist": ("assertive", " insisted that ", 0.05), "claim": ("distancing", " claimed that ", 0.03),
    "ask": ("question", " asked whether ", 0.03), "urge": ("request", " urged that ", 0.02),
    "deny": ("denial", " denied that ", 0.01), "refuse": ("refusal", " refused that ", 0.01),
}  # fmt: skip
NEGATED = 0.13
NESTED = 0.012
SOURCES = {
    "named_person": 0.45, "unknown": 0.15, "collective": 0.145, "organisation": 0.135, "role": 0.056,
    "anonymous": 0.038, "document": 0.026,
}  # fmt: skip
NO_SPEAKER = 0.023
RELAYED, RELAYED_BY_OUTLET = 0.036, 0.79  # of claims; of relays
QUANTITIES, DATES, HEDGES, MENTIONS = 0.19, 0.076, 0.10, 0.29  # a claim
PLACES = 0.84  # of mentions; the others are organisations
CAST, PUBLIC, PUBLIC_SHARE = 6, 400, 0.3  # persons of a story; persons of all stories, and how often it is one of them
UNSURE_SPEAKER = 0.02
UNSURE_PAIRS = 0.1  # pairs a claim that are unsure and join nobody
FEATURES = (
    "token_set", "token_sort", "partial", "ratio", "meaning", "shared_words", "shared_rarity", "contained",
    "substance", "weight", "length", "numbers_shared", "numbers_missing", "names_shared", "names_missing",
    "characters", "run", "quotation", "quoted_alike", "other_quotation", "context", "negation", "numbers_agree",
    "numbers_conflict", "dates_conflict", "same_speaker", "other_speaker",
)  # fmt: skip
CHANGED = 0.6  # of tellings beside the canonical one
CHANGES = {
    "wording": 0.35, "cue": 0.18, "quote_paraphrased": 0.16, "relay": 0.1, "speaker": 0.05, "anonymity": 0.03,
    "quantity": 0.05, "date": 0.02, "quote_cut": 0.02, "polarity": 0.02, "quote_altered": 0.02,
}  # fmt: skip
TAKEN = 0.8  # of tellings after the first
ECHOED = 0.015  # outlets that print a telling's quotation and do not tell it; of 3,883 claims in 200 articles
HOW = {"repeat": 0.4, "relay": 0.36, "copy": 0.24}
VERDICTS = {"not_held": 0.76, "verified": 0.07, "not_found": 0.07, "altered": 0.07, "reworded": 0.03}
TERMS, RARE, QUOTED = 48, 5, 5  # of an article's vector; of a claim; of a quotation
DAYS = 365
OUTLETS, WIRES = 60, 4
TRUNCATED = 0.05
