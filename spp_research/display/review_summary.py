"""The pieces of a review summary, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import review
from spp_research.disclosure import Shown, count, free_text, not_personal
from spp_research.evidence import Study
from spp_research.partnership import day

from .charts import Chart
from .front import Front, school_front
from .grids import direction_dots, source_grid
from .statements import Bullets, Panel, Statement
from .tables import Table
from .text import in_words, listed, long_date, plural

if TYPE_CHECKING:
    import pandas as pd

_PIECES = "counts pieces of evidence, not people"
_OWN_WORDS = "the review team's and the school's own words"
_NO_EVIDENCE = Statement(
    "No evidence has been written down yet. A lesson visit, a look at pupils’ work and a "
    "conversation with pupils about the same question would be a good start."
)
_NO_FINDINGS = Statement(
    "No findings have been written down yet. They are what the evidence adds up to: a few "
    "strengths and a few next steps, each with the pieces of evidence behind it."
)


def front(study: Study) -> Front:
    """Whose review it is, what it is about, and who signed it off."""
    name = study.base.school.name
    return school_front(
        study,
        "Review summary",
        "Review summary",
        focus=study.base.focus,
        description=f"What the peer review at {name} looked at and what it found.",
        keywords=["peer review", "self-review", study.partnership.cycle],
    )


def key_points(study: Study) -> Panel:
    """What a busy reader takes away, in four sentences at most."""
    base = study.base
    asked, found = len(base.self_review), base.findings["kind"].value_counts()
    pieces, kinds = len(base.evidence), base.evidence["source_type"].nunique()
    points = []
    if pieces:
        points.append(
            Statement(
                "{we} {asked} through {pieces} from {kinds}.",
                we=f"{_who_looked(study)} looked at",
                asked=f"{in_words(asked)} enquiry {plural(asked, 'question')}",
                pieces=f"{in_words(pieces)} {plural(pieces, 'piece')} of evidence",
                kinds=f"{in_words(kinds)} {plural(kinds, 'kind')} of source",
            )
        )
    else:
        points.append(
            Statement(
                "The school has asked itself {asked}.",
                asked=f"{in_words(asked)} enquiry {plural(asked, 'question')}",
            )
        )
        points.append(_NO_EVIDENCE)
    if len(base.findings):
        strengths, steps = int(found.get("Strength", 0)), int(found.get("Next step", 0))
        points.append(
            Statement(
                "It found {strengths} and {steps}.",
                strengths=f"{in_words(strengths)} {plural(strengths, 'strength')}",
                steps=f"{in_words(steps)} next {plural(steps, 'step')}",
            )
        )
        points.append(_agreement_point(review.findings(base)))
    elif pieces:
        points.append(_NO_FINDINGS)
    questions = len(review.workshop_questions(base))
    if questions:
        points.append(
            Statement(
                "The school takes {questions} into its improvement workshop.",
                questions=f"{in_words(questions)} {plural(questions, 'question')}",
            )
        )
    return Panel("Key points", points)


def found_in_short(study: Study, kind: str) -> Bullets | None:
    """The strengths, or the next steps, in a sentence each with the evidence behind it.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    found = review.findings(study.base)
    found = found[found["kind"] == kind]
    if found.empty:
        return None
    return Bullets(
        [
            Statement("{finding} *{trail}*", finding=free_text(row.finding), trail=_trail(row))
            for row in found.itertuples(index=False)
        ]
    )


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


def where_sources_differ(study: Study) -> Bullets | Statement | None:
    """The evidence that points away from the finding it is cited for: worth a conversation."""
    if study.base.findings.empty:
        return None
    rows = review.differing(study.base)
    if rows.empty:
        return Statement("No piece of evidence points away from the finding it is cited for.")
    return Bullets(
        [
            Statement(
                "On finding {finding}, one {source} pointed the other way: {seen}",
                finding=row.finding_id,
                source=str(row.source_type).lower(),
                seen=free_text(row.seen),
            )
            for row in rows.itertuples(index=False)
        ]
    )


def workshop_panel(study: Study) -> Panel:
    """The questions that the school takes into its improvement workshop."""
    questions = review.workshop_questions(study.base)
    if not questions:
        return Panel(
            "For the workshop",
            [Statement("The school has not yet chosen its questions for the workshop.")],
        )
    return Panel(
        "For the workshop", [Statement("{q}", q=free_text(question)) for question in questions]
    )


def how_to_read() -> Panel:
    """How to read the summary: what its words mean and what it is not."""
    return Panel(
        "How to read this",
        [
            Statement(
                "This is the host school’s own document. It describes; it does not judge, grade "
                "or compare schools."
            ),
            Statement(
                "A **strength** is something to keep and to share; a **next step** is something "
                "to work on."
            ),
            Statement(
                "**Sources agree** when at least two kinds of source all point the same way, and "
                "**differ** when one points the other way. A finding that rests on one source is "
                "a question to look into, not yet an answer."
            ),
            Statement(
                "Evidence was gathered over a day or two. It shows what was seen then, not what "
                "happens every day."
            ),
        ],
    )


def _agreement_point(found: pd.DataFrame) -> Statement:
    """How many findings have sources that agree, differ, or stand alone."""
    how = found["agreement"].value_counts()
    together = [
        (int(how.get(review.Agreement.AGREE, 0)), "agree on"),
        (int(how.get(review.Agreement.MIXED, 0)), "partly agree on"),
        (int(how.get(review.Agreement.DIFFER, 0)), "differ on"),
    ]
    alone = sum(int(how.get(a, 0)) for a in (review.Agreement.ONE, review.Agreement.SAME_KIND))
    said = [f"{words} {in_words(n)}" for n, words in together if n]
    parts = [f"sources {listed(said)}"] if said else []
    if alone:
        parts.append(f"{in_words(alone)} {plural(alone, 'rests', 'rest')} on one kind of source")
    if bare := int(how.get(review.Agreement.NONE, 0)):
        parts.append(f"{in_words(bare)} {plural(bare, 'has', 'have')} no source yet")
    of = f"{in_words(len(found))} {plural(len(found), 'finding')}"
    return Statement("Of the {of}, {said}.", of=of, said="; ".join(parts))


def _themes(n: int) -> str:
    return "all four themes" if n == 4 else f"{in_words(n)} of the four themes"


def _trail(row: object) -> str:
    """The kinds of source behind a finding, and how they hang together, in brackets."""
    if not row.sources:
        return "(no source recorded)"
    kinds = listed([source.lower() for source in row.sources])
    return f"({kinds}; {row.agreement})"


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


def _who_looked(study: Study) -> str:
    review_row = study.partnership.review_of(study.base.school.slug, study.as_at)
    reviewed = review_row is not None and day(review_row["review_start"]) <= study.as_at
    return "The review team" if reviewed else "The school"


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
