"""An exported model → its figures on PolNeAR's dev part, as the benchmark takes them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.attribution.polnear import figures, load_dev, load_scorer
from benchmarks.attribution.predict import in_form
from claims.attribute import outermost
from claims.tagger import load_tagger


def score_model(folder: Path, data: Path) -> dict[str, float]:
    """Return F1, 0 to 1, by measure and subset: "content overlap≥50 %, all"."""
    load_tagger.cache_clear()
    tagger = load_tagger(folder)
    found = figures(load_scorer(data), load_dev(data), lambda text: [in_form(one) for one in outermost(text, tagger)])
    return {f"{one.measure}, {one.subset}": one.f1 for one in found}
