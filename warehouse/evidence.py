"""Matches in columns → an Arrow table: the columns of `matches` and, as one more, the evidence of each."""

from __future__ import annotations

import numpy as np
import pyarrow

from claims.matches import Matches


def match_table(matches: Matches) -> pyarrow.Table:
    """Return one row a match, with its features as a list of structs."""
    pieces = len(matches.names)
    which = np.tile(np.arange(pieces, dtype=np.int16), len(matches))
    features = pyarrow.StructArray.from_arrays(
        [
            pyarrow.DictionaryArray.from_arrays(which, pyarrow.array(matches.names)),
            matches.values.ravel(),
            matches.contributions.ravel(),
        ],
        names=["name", "value", "contribution"],
    )
    starts = np.arange(len(matches) + 1, dtype=np.int32) * pieces
    return pyarrow.table(
        {
            "match_id": matches.ids,
            "left_claim_id": matches.left_ids,
            "right_claim_id": matches.right_ids,
            "score": matches.scores,
            "verdict": matches.verdicts,
            "reason": matches.reasons,
            "matcher": [matches.matcher] * len(matches),
            "reviewed": [matches.reviewed] * len(matches),
            "features": pyarrow.ListArray.from_arrays(starts, features),
        }
    )
