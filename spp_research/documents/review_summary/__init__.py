"""The pieces of a review summary, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spp_research.display.charts import Chart
from spp_research.display.front import Front, school_front
from spp_research.display.likert import voices_chart
from spp_research.display.panels import Bullets, Heading, Panel
from spp_research.display.sections import Piece, Section, section
from spp_research.display.surveys import in_few_words
from spp_research.display.threads import orphans
from spp_research.partnership.lead_workbook import known_day, rows_of
from spp_research.phrases import counted, in_words, listed, plural
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import REVIEW_SUMMARY, FindingKind
from spp_research.school import agreement, review, survey
from spp_research.school.evidence import Study
from spp_research.telling import of_study
from spp_research.words import reviews
from spp_research.words.sources import agreement_sentence
from spp_research.words.statements import Statement

from .tables import (
    areas_table,
    directions_chart,
    findings_table,
    informants_table,
    questions_table,
    sources_chart,
    voices,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "also_seen",
    "areas_table",
    "directions_chart",
    "findings_table",
    "found",
    "found_in_short",
    "front",
    "how_to_read",
    "informants_table",
    "key_points",
    "observers_agree",
    "questions",
    "questions_table",
    "sources_chart",
    "surveys",
    "surveys_chart",
    "the_review",
    "voices",
    "where_sources_differ",
    "workshop",
]

_KINDS = {FindingKind.STRENGTH: "strength", FindingKind.NEXT_STEP: "next step"}
_NO_EVIDENCE = Statement(
    "No evidence has been written down yet. A lesson visit, a look at pupils’ work and a "
    "conversation with pupils about the same question would be a good start."
)
_NO_FINDINGS = Statement(
    "No findings have been written down yet. They are what the evidence adds up to: a few "
    "strengths and a few next steps, each with the pieces of evidence behind it."
)


@of_study
def front(study: Study) -> Front:
    """Whose review it is, what it is about, and who signed it off."""
    name = study.base.school.name
    return school_front(
        study,
        REVIEW_SUMMARY,
        REVIEW_SUMMARY,
        about="review_end",
        focus=study.base.focus,
        description=f"What the peer review at {name} looked at and what it found.",
        keywords=["peer review", "self-review", study.partnership.cycle],
    )


@of_study
def key_points(study: Study) -> Panel:
    """What a busy reader takes away: what was found, in the school's own words.

    Of the strengths and of the next steps the one whose sources hang together best stands here,
    with how many there are and how it is known; then what needs another look, and what comes next.
    """
    base = study.base
    if base.evidence.empty:
        asked = len(base.self_review)
        whole = counted(asked, "enquiry question")
        points = [Statement("The school has asked itself {asked}.", asked=whole), _NO_EVIDENCE]
    elif base.findings.empty:
        points = [_what_was_looked_at(study), _NO_FINDINGS]
    else:
        found = review.findings(base)
        first = [_foremost(found, kind, noun) for kind, noun in _KINDS.items()]
        points = [one for one in first if one] + [_agreement_point(found)]
    questions = review.workshop_questions(base)
    if questions:
        more = len(questions) - 1
        points.append(
            Statement(
                "**For the workshop{first}:** {question}",
                first=f", the first of {in_words(more + 1)} questions" if more else "",
                question=free_text(questions[0]),
            )
        )
    return Panel("Key points", points)


def _what_was_looked_at(study: Study) -> Statement:
    base = study.base
    asked, pieces = len(base.self_review), len(base.evidence)
    kinds = base.evidence["source_type"].nunique()
    return Statement(
        "{we} {asked} through {pieces} from {kinds}.",
        we=f"{_who_looked(study)} looked at",
        asked=counted(asked, "enquiry question"),
        pieces=f"{in_words(pieces)} {plural(pieces, 'piece')} of evidence",
        kinds=f"{in_words(kinds)} {plural(kinds, 'kind')} of source",
    ).pointing_to("fig-sources", "tbl-questions")


def _foremost(found: pd.DataFrame, kind: str, noun: str) -> Statement | None:
    """The finding of a kind that is known best, the first of equals; None if there is none."""
    own = found[found["kind"] == kind]
    if own.empty:
        return None
    row = min(rows_of(own), key=lambda one: review.KNOWN_BEST.index(one.agreement))
    many = len(own) > 1
    return Statement(
        "**{which}:** {finding} *({number}; {how})*",
        which=f"One of {counted(len(own), noun)}" if many else f"The {plural(1, noun)}",
        finding=free_text(row.finding),
        number=row.finding_id,
        how=str(row.agreement),
    ).pointing_to("tbl-findings")


@of_study
def the_review(study: Study) -> Bullets | None:
    """When the review was, who came, whom they met, and the school in a sentence or two."""
    said = list(reviews.the_review(study))
    return Bullets(said) if said else None


@of_study
def found(study: Study, kind: str) -> Section | Piece | None:
    """The strengths, or the next steps, each with what was seen or said behind it.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    pieces: list[Heading | Bullets] = []
    for row in rows_of(review.findings(study.base)):
        if row.kind == kind:
            pieces.append(Heading(reviews.found(row)))
            if behind := reviews.behind(row, study):
                pieces.append(Bullets(behind))
    return section(*pieces)


@of_study
def also_seen(study: Study) -> Bullets | None:
    """The evidence that no finding names, in words; None where every piece is named by one."""
    said = reviews.pieces_told(review.uncited(study.base), study)
    return Bullets(said) if said else None


@of_study
def found_in_short(study: Study, kind: str) -> Bullets | None:
    """The strengths, or the next steps, in a sentence each with the kinds of source behind it.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    own = review.findings(study.base)
    own = own[own["kind"] == kind]
    if own.empty:
        return None
    return Bullets(
        [
            Statement(
                "**{number}.** {finding} *{trail}*",
                number=row.finding_id,
                finding=free_text(row.finding),
                trail=_trail(row),
            )
            for row in rows_of(own)
        ]
    )


@of_study
def questions(study: Study) -> Bullets:
    """The enquiry questions under their themes, with what the school thought beforehand."""
    return Bullets([reviews.asked(row) for row in rows_of(review.questions(study.base))])


@of_study
def where_sources_differ(study: Study) -> Bullets | Statement | None:
    """The evidence that points away from the finding it is cited for, for earlier notebooks.

    `found` tells it beside what points the finding's way.
    """
    if study.base.findings.empty:
        return None
    away = [
        (row.finding_id, piece)
        for row in rows_of(review.findings(study.base))
        for piece in row.trail
        if piece.away and piece.kept_back(study.base, study.rules) is None
    ]
    if not away:
        return Statement("No piece of evidence that is told here points away from its finding.")
    return Bullets(
        [
            Statement(
                "On finding {finding}, one {source} pointed the other way: {seen}",
                finding=finding,
                source=piece.source_type.lower(),
                seen=free_text(piece.seen),
            )
            for finding, piece in away
        ]
    )


@of_study
def surveys(study: Study) -> Bullets | None:
    """The questions of the surveys that belong to the review, in sentences with their numbers."""
    return in_few_words(survey.of_the_review(study.base), study.rules)


@of_study
def surveys_chart(study: Study) -> Chart | None:
    """Their answers as bars; None where the audience may see none."""
    return voices_chart(survey.of_the_review(study.base), study.rules, "fig-surveys")


@of_study
def observers_agree(study: Study) -> Statement | None:
    """How far people who watched together noted the same; None where nobody did."""
    if study.base.observations.empty:
        return None
    return agreement_sentence(agreement.agreement(study.base), study.rules)


@of_study
def workshop(study: Study) -> Section | Panel:
    """The questions that the school takes into its workshop, and what is not taken up yet.

    Once there is an action plan, the impact reflection follows each finding on.
    """
    asked = [Statement("{q}", q=free_text(q)) for q in review.workshop_questions(study.base)]
    none = [Statement("The school has not yet chosen its questions for the workshop.")]
    panel = Panel("For the workshop", asked or none)
    return section(panel, orphans(study) if study.base.actions.empty else None)


def workshop_panel(study: Study) -> Section | Panel:
    """As `workshop`, for notebooks of earlier kits, which workspaces keep."""
    return workshop(study)


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
                "**Sources agree** when at least two kinds of source all point the same way, "
                "**partly agree** when some of them point both ways or nowhere yet, and "
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
    """How many findings have sources that agree, and which ones are contradicted or stand alone."""
    how = review.Agreement
    together = [
        (_ids(found, how.AGREE), "agree on", False),
        (_ids(found, how.MIXED), "partly agree on", False),
        (_ids(found, how.DIFFER), "differ on", True),
    ]
    said = [
        f"{words} {in_words(len(ids))}{_named(ids) if naming else ''}"
        for ids, words, naming in together
        if ids
    ]
    parts = [f"sources {listed(said)}"] if said else []
    if alone := _ids(found, how.ONE, how.SAME_KIND):
        rests = plural(len(alone), "rests", "rest")
        parts.append(f"{in_words(len(alone))}{_named(alone)} {rests} on one kind of source")
    if bare := _ids(found, how.NONE):
        has = plural(len(bare), "has", "have")
        parts.append(f"{in_words(len(bare))}{_named(bare)} {has} no source yet")
    of = f"{in_words(len(found))} {plural(len(found), 'finding')}"
    return Statement("Of the {of}, {said}.", of=of, said="; ".join(parts))


def _ids(found: pd.DataFrame, *how: review.Agreement) -> list[str]:
    return list(found.loc[found["agreement"].isin(how), "finding_id"])


def _named(ids: list[str]) -> str:
    return f" ({', '.join(ids)})"


def _trail(row: Any) -> str:
    """The kinds of source behind a finding, and how they hang together, in brackets."""
    if not row.sources:
        return "(no source recorded)"
    kinds = listed([source.lower() for source in row.sources])
    return f"({kinds}; {row.agreement})"


def _who_looked(study: Study) -> str:
    seen_on = study.day_of(REVIEW_SUMMARY)
    review_row = study.partnership.review_of(study.base.school.slug, seen_on)
    reviewed = review_row is not None and known_day(review_row["review_start"]) <= seen_on
    return "The review team" if reviewed else "The school"
