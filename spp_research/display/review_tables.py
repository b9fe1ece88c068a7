"""The tables and charts of a review summary: what was looked at, and what it adds up to."""

from __future__ import annotations

from spp_research import review
from spp_research.disclosure import Shown, count, not_personal
from spp_research.evidence import Study

from .charts import Chart
from .grids import direction_dots, source_grid
from .tables import Table
from .text import in_words, listed, long_date, plural

_PIECES = "counts pieces of evidence, not people"
_OWN_WORDS = "the review team's and the school's own words"


def questions_table(study: Study) -> Table:
    """The enquiry questions under the four themes, with what the school thought beforehand."""
    asked = review.questions(study.base)
    frame = asked[["question", "self_view"]].copy()
    frame.columns = ["To what extent …?", "What the school thought"]
    frame.index = [review.theme_name(theme) for theme in asked["theme"]]
    return Table(
        not_personal(frame.rename_axis(index="Theme"), _OWN_WORDS),
        "tbl-questions",
        f"The review looked into {in_words(len(frame))} {plural(len(frame), 'question')} under "
        f"{_themes(asked['theme'].nunique())}",
        "Enquiry questions and the school’s own view before the review",
        widths=(17, 40, 43),
    )


def sources_chart(study: Study) -> Chart | None:
    """What was looked at: kinds of source by theme."""
    if study.base.evidence.empty:
        return None
    return source_grid(
        not_personal(review.sources_by_theme(study.base), _PIECES),
        label="fig-sources",
        subtitle=f"Pieces of evidence by kind of source and theme, {_when(study)}",
    )


def informants_table(study: Study) -> Table | None:
    """Who was heard, watched or asked, with small numbers of people hidden."""
    heard = review.informants(study.base)
    if heard.empty:
        return None
    frame = heard.astype({"pieces": int}).astype(object)
    frame["people"] = [_people(n, study) for n in heard["people"]]
    frame.columns = ["Pieces of evidence", "People"]
    groups = [str(who).lower() for who in heard.index if who != "Review team"]
    return Table(
        not_personal(frame, "numbers of people are already protected"),
        "tbl-informants",
        f"The review heard from {listed(groups)}" if groups else "What the review team saw itself",
        f"Pieces of evidence and people met or watched, {_when(study)}",
        notes=("Somebody who was met twice counts twice. An en dash: no number was written down.",),
    )


def directions_chart(study: Study) -> Chart | None:
    """Where the evidence on each question points."""
    grid = review.directions(study.base)
    if grid.empty:
        return None
    asked = study.base.self_review.set_index("question_id")["question"]
    return direction_dots(
        not_personal(grid, _PIECES),
        [str(asked[question]) for question in grid.index],
        label="fig-directions",
        subtitle=f"One dot a piece of evidence, by where it points, {_when(study)}",
    )


def findings_table(study: Study) -> Table | None:
    """Every finding with its theme, its sources and how they hang together."""
    found = review.findings(study.base)
    if found.empty:
        return None
    import pandas as pd

    frame = pd.DataFrame(
        {
            "Finding": list(found["finding"]),
            "Theme": [review.theme_name(theme) for theme in found["theme"]],
            "Sources": [_sources(row) for row in found.itertuples(index=False)],
            "How they agree": [str(how) for how in found["agreement"]],
        },
        index=pd.Index(
            [f"{row.finding_id} {row.kind.lower()}" for row in found.itertuples()],
            name="Finding no.",
        ),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-findings",
        "Each finding rests on the evidence named beside it",
        f"Findings, kinds of source, and how the sources agree, {_when(study)}",
        widths=(14, 40, 14, 18, 14),
    )


def _themes(n: int) -> str:
    return "all four themes" if n == 4 else f"{in_words(n)} of the four themes"


def _sources(row: object) -> str:
    """The kinds of source behind a finding with the number of pieces, for a cell."""
    if not row.sources:
        return "–"
    kinds = listed([source.lower() for source in row.sources])
    kinds = kinds[:1].upper() + kinds[1:]
    return f"{kinds} ({row.pieces} {plural(row.pieces, 'piece')})"


def _people(n: object, study: Study) -> Shown:
    import pandas as pd

    return Shown("–") if pd.isna(n) else count(int(n), study.rules)


def _when(study: Study) -> str:
    """The days on which the evidence was seen."""
    dates = study.base.evidence["date"].dropna()
    if dates.empty:
        return study.partnership.cycle
    first, last = dates.min().date(), dates.max().date()
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {long_date(last)}"
    return f"{long_date(first)} to {long_date(last)}"
