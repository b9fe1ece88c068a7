"""What a school counts every week or month: a chart and its sentences, as far as they may go."""

from __future__ import annotations

from spp_research.display.charts import Chart
from spp_research.display.run_charts import label_of, run_chart
from spp_research.display.sections import Piece
from spp_research.school import impact
from spp_research.school.evidence import Study
from spp_research.school.series import few_behind, held_back, seen, series
from spp_research.words.series import hidden_sentence, series_sentence

MOST_CHARTS = 6  # more would be a booklet; the rest is in sentences


def series_pieces(study: Study) -> tuple[Chart | Piece, ...]:
    """Every series with its chart and what it says, in the order in which the school wrote them."""
    rules = study.rules
    few = few_behind(impact.results(study.base), rules)
    pieces: list[Chart | Piece] = []
    charts = 0
    for found in series(study.base):
        how_much = seen(found, rules, few)
        said = series_sentence(found, how_much, rules)
        if said is None:
            continue
        chart = run_chart(found, how_much, rules) if charts < MOST_CHARTS else None
        if chart is not None:
            charts += 1
            pieces.append(chart)
            said = said.pointing_to(label_of(found))
        pieces.append(said)
    if hidden := held_back(study.base, rules):
        pieces.append(hidden_sentence(hidden, rules))
    return tuple(pieces)
