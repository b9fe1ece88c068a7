"""The pieces of the partnership's annual report, in the order in which it is read.

Schools stand in the lead's order. What a school has not signed off for the partnership is not
used; the report says which schools that leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spp_research import timetable
from spp_research.disclosure import free_text, not_personal
from spp_research.partnership import text
from spp_research.practice import practice_of
from spp_research.review import theme_name
from spp_research.schema.vocabulary import DOCUMENTS, THEMES
from spp_research.year import Year

from .charts import Chart
from .front import Front
from .statements import Bullets, Panel, Statement
from .tables import Table
from .text import in_words, listed, plural
from .timelines import cycle_strip

_REVIEW, _WRITE_UP = "Review summary", "Best-practice write-up"


def front(year: Year) -> Front:
    """Whose year it is."""
    own = year.partnership
    return Front(
        document="partnership-report",
        title=f"The year {own.cycle}",
        subtitle=own.name,
        partnership=own.name,
        audience=year.rules.audience,
        sign_off=own.sign_off("Partnership report", year.rules.audience, year.as_at),
        description=f"What the schools of {own.name} reviewed, found and shared in {own.cycle}.",
        keywords=["peer review", "partnership", own.cycle],
    )


def key_points(year: Year) -> Panel:
    """The year in a few sentences."""
    schools = year.partnership.schools
    reviewed = _reviewed(year)
    shared = year.shared(_REVIEW)
    kinds = pd.concat([base.findings["kind"] for base in shared.values()] or [pd.Series(dtype=str)])
    strengths, steps = int((kinds == "Strength").sum()), int((kinds == "Next step").sum())
    practices = len(year.shared(_WRITE_UP))
    phase = (
        f", in the phase called {year.partnership.phase.lower()}" if year.partnership.phase else ""
    )
    points = [
        Statement(
            "{n} {had} a peer review this year{phase}.",
            n=f"{in_words(len(reviewed)).capitalize()} of {in_words(len(schools))} schools",
            had="has had" if len(reviewed) == 1 else "have had",
            phase=phase,
        ),
        Statement(
            "{n} signed off for the partnership. Together they name {strengths} and {steps}.",
            n=f"{in_words(len(shared)).capitalize()} review "
            f"{plural(len(shared), 'summary is', 'summaries are')}",
            strengths=f"{in_words(strengths)} {plural(strengths, 'strength')}",
            steps=f"{in_words(steps)} next {plural(steps, 'step')}",
        ),
        Statement(
            "{n} {is_are} ready to share.",
            n=f"{in_words(practices).capitalize()} {plural(practices, 'practice')}",
            is_are=plural(practices, "is", "are"),
        ),
    ]
    return Panel("Key points", points)


def cycle_chart(year: Year) -> Chart | Statement:
    """Where each school is in the cycle, in the lead's order."""
    stages = timetable.stages(year.partnership.timetable, year.as_at)
    if stages.empty:
        return Statement("The timetable has no reviews yet.")
    schools = [(s.slug, s.name) for s in year.partnership.schools]
    return cycle_strip(stages, schools, year.as_at, label="fig-cycle")


def documents_table(year: Year) -> Table:
    """Which documents each school has signed off for the partnership."""
    documents = [name for name in DOCUMENTS if name not in ("Partnership report", "Workshop pack")]
    rows = []
    for school in year.partnership.schools:
        base = year.bases.get(school.slug)
        rows.append(
            [
                "signed off"
                if base and base.sign_off(name, year.rules.audience, year.as_at)
                else "not yet"
                if base
                else "workbook not readable"
                for name in documents
            ]
        )
    frame = pd.DataFrame(
        rows,
        columns=documents,
        index=pd.Index([s.name for s in year.partnership.schools], name="School"),
    )
    return Table(
        not_personal(frame, "sign-offs of documents, not people"),
        "tbl-documents",
        "What each school has signed off for the partnership",
        "Schools in the lead’s order",
    )


def themes_table(year: Year) -> Table | Statement:
    """Strengths and next steps by theme, over the reviews that are signed off."""
    shared = year.shared(_REVIEW)
    if not shared:
        return Statement("No review summary has been signed off for the partnership yet.")
    rows = []
    for slug, base in shared.items():
        themes = base.findings["question_id"].map(
            base.self_review.set_index("question_id")["theme"]
        )
        rows += [
            (slug, theme, kind) for theme, kind in zip(themes, base.findings["kind"], strict=True)
        ]
    found = pd.DataFrame(rows, columns=["school", "theme", "kind"])
    table = pd.DataFrame(
        {
            "Schools": [found[found["theme"] == t]["school"].nunique() for t in THEMES],
            "Strengths": [_tally(found, t, "Strength") for t in THEMES],
            "Next steps": [_tally(found, t, "Next step") for t in THEMES],
        },
        index=pd.Index([theme_name(t) for t in THEMES], name="Theme"),
    )
    return Table(
        not_personal(table, "counts of findings and schools, not of people"),
        "tbl-themes",
        _themes_title(found),
        f"Findings by theme in {in_words(len(shared))} signed-off "
        f"{plural(len(shared), 'review')}, {year.partnership.cycle}",
    )


def findings_of(year: Year, kind: str) -> Table | Statement:
    """Every strength, or every next step, by theme and in the lead's order of schools.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    rows = []
    for theme in THEMES:
        for base in year.shared(_REVIEW).values():
            asked = base.self_review.set_index("question_id")["theme"]
            own = base.findings[base.findings["kind"] == kind]
            own = own[own["question_id"].map(asked) == theme]
            rows += [(theme_name(theme), base.school.name, f) for f in own["finding"]]
    if not rows:
        return Statement("None has been signed off for the partnership yet.")
    frame = pd.DataFrame(rows, columns=["Theme", "School", kind]).set_index("Theme")
    word = kind.lower().replace(" ", "-")
    return Table(
        not_personal(frame, "findings that the schools have signed off"),
        f"tbl-{word}s",
        "Strengths to offer to other schools"
        if kind == "Strength"
        else "Next steps, where schools may be able to help each other",
        "Findings of the signed-off reviews, by theme and in the lead’s order of schools",
        widths=(18, 24, 58),
    )


def practices_table(year: Year) -> Table | Statement:
    """The practices that may be shared, with whom to ask."""
    rows = []
    for base in year.shared(_WRITE_UP).values():
        practice = practice_of(base)
        if practice is not None:
            row = practice.row
            rows.append(
                (
                    practice.principle,
                    base.school.name,
                    free_text(row["in_short"]),
                    free_text(row["contact_name"]),
                )
            )
    if not rows:
        return Statement("No practice has been signed off for the partnership yet.")
    frame = pd.DataFrame(rows, columns=["Principle", "School", "In short", "Ask"])
    return Table(
        not_personal(frame.set_index("Principle"), "write-ups that the schools have signed off"),
        "tbl-practices",
        f"{in_words(len(rows)).capitalize()} {plural(len(rows), 'practice')} to share",
        "Best-practice write-ups signed off for the partnership, in the lead’s order of schools",
        widths=(26, 20, 38, 16),
    )


def left_out(year: Year) -> Bullets | Statement:
    """Which schools' reviews are not in the report, and why."""
    lines = []
    for school in year.partnership.schools:
        if school.slug in year.unread:
            lines.append(Statement("{name}: its workbook could not be read.", name=school.name))
        elif school.slug not in year.shared(_REVIEW):
            lines.append(
                Statement(
                    "{name}: its review summary is not signed off for the partnership yet.",
                    name=school.name,
                )
            )
    return Bullets(lines) if lines else Statement("Every school’s review is in this report.")


def how_to_read(year: Year) -> Panel:
    """What the report is and is not."""
    lead = text(year.partnership.lead) or "The partnership lead"
    return Panel(
        "How to read this",
        [
            Statement(
                "Schools stand in the lead’s order, never by result. The report does not compare "
                "schools, and no school is graded."
            ),
            Statement(
                "It uses only what each school has signed off for the partnership; no pupil’s "
                "result was opened to make it."
            ),
            Statement("{lead} answers questions about it.", lead=lead),
        ],
    )


def _reviewed(year: Year) -> list[str]:
    stages = timetable.stages(year.partnership.timetable, year.as_at)
    done = stages[(stages["stage"] == "Peer review") & (stages["state"] == "done")]
    return list(dict.fromkeys(done["school"]))


def _tally(found: pd.DataFrame, theme: str, kind: str) -> int:
    return int(((found["theme"] == theme) & (found["kind"] == kind)).sum())


def _themes_title(found: pd.DataFrame) -> str:
    """Which theme the findings are most about, if one or two stand out."""
    tally = found["theme"].value_counts()
    most: Sequence[str] = [theme for theme, n in tally.items() if n == tally.max()]
    if len(most) > 2:
        return "Findings are spread across the themes"
    return f"Most findings are about {listed([theme_name(t) for t in most])}"
