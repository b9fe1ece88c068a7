"""What was looked at, what it adds up to, and what people said in their own words.

A note may quote somebody between quotation marks. Only kinds of source that are people's words
are looked at, and only notes in which nothing points to one person. A quotation from fewer people
than the audience's rules ask for is left out: in a small group a turn of phrase is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from spp_research.catalogue import called, say
from spp_research.display.charts import Chart
from spp_research.display.grids import direction_dots, source_grid
from spp_research.display.panels import Bullets
from spp_research.display.tables import Table
from spp_research.partnership.lead_workbook import known_day, rows_of, whole
from spp_research.phrases import in_words, listed, long_date, plural, sentence, small
from spp_research.protect.disclosure import Rules, Shown, not_personal
from spp_research.schema.vocabulary import REVIEW_SUMMARY, in_force
from spp_research.school import review
from spp_research.school.evidence import EvidenceBase, Study
from spp_research.telling import of_study
from spp_research.words.reviews import people
from spp_research.words.statements import Statement

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

_PIECES = "counts pieces of evidence, not people"
_TEAM = "Review team"
_OWN_WORDS = "the review team's and the school's own words"


@of_study
def questions_table(study: Study) -> Table:
    """The enquiry questions under the four themes, with what the school thought beforehand."""
    asked = review.questions(study.base)
    frame = asked[["question", "self_view"]].copy()
    frame.columns = ["To what extent …?", "What the school thought"]
    frame.index = [
        f"{question} {review.theme_name(theme)}"
        for question, theme in zip(asked["question_id"], asked["theme"], strict=True)
    ]
    return Table(
        not_personal(frame.rename_axis(index="Question"), _OWN_WORDS),
        "tbl-questions",
        f"The review looked into {in_words(len(frame))} {plural(len(frame), 'question')} under "
        f"{_themes(asked['theme'].nunique())}",
        say("Enquiry questions and the school’s own view before the review"),
        widths=(17, 40, 43),
    )


@of_study
def sources_chart(study: Study) -> Chart | None:
    """What was looked at: kinds of source by theme."""
    if study.base.evidence.empty:
        return None
    return source_grid(
        not_personal(review.sources_by_theme(study.base), _PIECES),
        label="fig-sources",
        subtitle=f"Pieces of evidence by kind of source and theme, {_when(study)}",
    )


@of_study
def informants_table(study: Study) -> Table | None:
    """Who was heard, watched or asked, with small numbers of people hidden."""
    heard = review.informants(study.base)
    if heard.empty:
        return None
    frame = heard[["pieces", "people"]].astype({"pieces": int}).astype(object)
    frame["people"] = [  # type: ignore[assignment]
        people(whole(row.people), whole(row.fewest), study.rules) for row in heard.itertuples()
    ]
    frame.columns = ["Pieces of evidence", "People"]
    frame = frame.rename(index={_TEAM: "Seen by the review team"})
    return Table(
        not_personal(frame, "numbers of people are already protected"),
        "tbl-informants",
        _heard_title(heard),
        f"Pieces of evidence and people met, watched or asked, {_when(study)}",
        notes=(
            "Somebody who was met twice counts twice. Nobody is counted from pupils’ work, data or "
            "documents. An en dash: nobody was met, or no number was written down.",
        ),
    )


def _heard_title(heard: pd.DataFrame) -> str:
    """From whom the review heard; a document or data of theirs alone is no hearing."""
    groups = [str(who).lower() for who in heard.index[heard["met"] > 0] if who != _TEAM]
    if groups:
        return f"The review heard from {listed(groups)}"
    if _TEAM in heard.index:
        return "What the review team saw itself"
    return "The review looked at work, data and documents"


@of_study
def directions_chart(study: Study) -> Chart | None:
    """Where the evidence on each question points."""
    told = review.told(study.base, study.rules)
    grid = review.directions(told)
    if grid.empty:
        return None
    asked = study.base.self_review.set_index("question_id")["question"]
    return direction_dots(
        not_personal(grid, _PIECES),
        [str(asked[question]) for question in grid.index],
        label="fig-directions",
        subtitle=f"One dot a piece of evidence, by where it points, {_when(study)}",
        kept_back=len(study.base.evidence) - len(told.evidence),
    )


@of_study
def findings_table(study: Study) -> Table | None:
    """Every finding by its number, with the trail of its evidence and how that hangs together."""
    found = review.findings(study.base)
    if found.empty:
        return None
    import pandas as pd

    rows = list(rows_of(found))
    frame = pd.DataFrame(
        {
            "Theme": [review.theme_name(row.theme) for row in rows],
            "Evidence, and where each piece points": [_trail(row, study) for row in rows],
            "How it hangs together": [_hangs_together(row, study) for row in rows],
        },
        index=pd.Index([f"{row.finding_id} {row.kind.lower()}" for row in rows], name="Finding"),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-findings",
        _findings_title(rows),
        f"Findings as numbered above, and the pieces of evidence behind each, {_when(study)}",
        widths=(15, 16, 45, 24),
    )


@of_study
def areas_table(study: Study) -> Table | None:
    """The Ofsted areas that the questions touch, under the framework of the day of the review."""
    framework = in_force(_reviewed_on(study))
    tagged = review.areas(study.base, framework)
    if tagged.empty:
        return None
    frame = tagged.map(lambda ids: ", ".join(ids) or "–")
    frame.columns = ["Questions", "Findings"]
    several = in_words(len(frame))
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-areas",
        f"The questions touch {several} {plural(len(frame), 'area')} that Ofsted looks at too",
        f"Under {framework.name}",
        notes=(
            "For alignment only: the school chose these tags. They are no grade, stand for none, "
            "and say nothing about an inspection.",
        ),
        widths=(40, 25, 35),
    )


def _reviewed_on(study: Study) -> date:
    """The first day of the review; where none is planned, the day the report looks from."""
    row = study.partnership.review_of(study.base.school.slug, study.day_of(REVIEW_SUMMARY))
    return study.day_of(REVIEW_SUMMARY) if row is None else known_day(row["review_start"])


def _themes(n: int) -> str:
    return "all four themes" if n == 4 else f"{in_words(n)} of the four themes"


def _findings_title(rows: Sequence[Any]) -> str:
    """How many findings rest on several kinds of source with nothing against them."""
    firm = {review.Agreement.AGREE, review.Agreement.MIXED}
    several = sum(row.agreement in firm for row in rows)
    of = f"of {in_words(len(rows))} {plural(len(rows), 'finding')}"
    if not several:
        return f"None {of} rests on several kinds of source with none against"
    return (
        f"{in_words(several).capitalize()} {of} {plural(several, 'rests', 'rest')} on several "
        "kinds of source, with none against"
    )


def _trail(row: Any, study: Study) -> str:
    """The pieces of evidence behind a finding: "E3 pupil interview: next step".

    Of a piece whose words stay in the school it is not said where it points.
    """
    if not row.trail:
        return "–"
    return "; ".join(
        f"{piece.evidence_id} {small(piece.source_type)}"
        if piece.kept_back(study.base, study.rules)
        else f"{piece.evidence_id} {small(piece.source_type)}: {called(piece.direction).lower()}"
        for piece in row.trail
    )


def _hangs_together(row: Any, study: Study) -> str:
    """How the evidence hangs together, the doubtful cases in words that cannot be missed."""
    how = review.Agreement
    if row.agreement is how.DIFFER:
        away = [
            piece.evidence_id
            for piece in row.trail
            if piece.away and not piece.kept_back(study.base, study.rules)
        ]
        if not away:
            return "Contradicted"
        return f"Contradicted: {listed(away)} {plural(len(away), 'points', 'point')} the other way"
    return {
        how.NONE: "No source recorded",
        how.ONE: "One source only: a question to look into",
        how.SAME_KIND: "One kind of source only: a question to look into",
        how.AGREE: "Sources agree",
        how.MIXED: "Sources partly agree",
    }[row.agreement]


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


MOST = 4
_FEWEST_WORDS, _MOST_LETTERS = 4, 180

# A single mark inside a word is an apostrophe: “don't” neither opens nor closes a quotation.
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘(.+?)’(?!\w)|(?<!\w)'(.+?)'(?!\w)", re.DOTALL)


@of_study
def voices(study: Study) -> Bullets | None:
    """At most four short quotations, from as many kinds of people as there are; None without."""
    chosen = chosen_quotations(study.base, study.rules)
    if not chosen:
        return None
    return Bullets(
        [
            Statement("“{said}” *({source}, {day})*", said=Shown(said), source=source, day=day)
            for said, source, day in chosen
        ]
    )


def chosen_quotations(base: EvidenceBase, rules: Rules) -> list[tuple[str, str, date]]:
    """What was said, the kind of source in small letters, and the day; in order of the evidence.

    Parameters
    ----------
    base : the school's evidence.
    rules : of the audience: how few people are too few to quote one of them.
    """
    found = [(row, said) for row in _spoken(base, rules) if (said := _quotation(row.seen))]
    kinds = [row.source_type for row, _ in found]
    firsts = [place for place, kind in enumerate(kinds) if kinds.index(kind) == place]
    others = [place for place in range(len(found)) if place not in firsts]
    chosen = [found[place] for place in sorted([*firsts, *others][:MOST])]
    return [(said, row.source_type.lower(), row.date.date()) for row, said in chosen]


def _spoken(base: EvidenceBase, rules: Rules) -> Iterator[Any]:
    """The pieces of evidence that may be quoted."""
    for row in base.evidence.itertuples(index=False):
        many = not pd.isna(row.people) and row.people >= rules.fewest_pupils
        if row.source_type in review.SPOKEN and many and not base.names_somebody(row.seen):
            yield row


def _quotation(note: str) -> str:
    """The first thing in a note that somebody said at some length; empty where there is none."""
    for match in _QUOTED.finditer(note):
        said = " ".join(next(filter(None, match.groups())).split())
        if len(said.split()) >= _FEWEST_WORDS and len(said) <= _MOST_LETTERS:
            return sentence(said)
    return ""
