"""The pieces of a review summary, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import agreement, review
from spp_research.disclosure import free_text
from spp_research.evidence import Study
from spp_research.partnership import day

from .agreement import agreement_sentence
from .front import Front, school_front
from .review_tables import (
    directions_chart,
    findings_table,
    informants_table,
    questions_table,
    sources_chart,
)
from .statements import Bullets, Panel, Statement
from .text import in_words, listed, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "directions_chart",
    "findings_table",
    "found_in_short",
    "front",
    "how_to_read",
    "informants_table",
    "key_points",
    "observers_agree",
    "questions_table",
    "sources_chart",
    "where_sources_differ",
    "workshop_panel",
]

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


def observers_agree(study: Study) -> Statement | None:
    """How far people who watched together noted the same; None where nobody did."""
    if study.base.observations.empty:
        return None
    return agreement_sentence(agreement.agreement(study.base), study.rules)


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


def _trail(row: object) -> str:
    """The kinds of source behind a finding, and how they hang together, in brackets."""
    if not row.sources:
        return "(no source recorded)"
    kinds = listed([source.lower() for source in row.sources])
    return f"({kinds}; {row.agreement})"


def _who_looked(study: Study) -> str:
    review_row = study.partnership.review_of(study.base.school.slug, study.as_at)
    reviewed = review_row is not None and day(review_row["review_start"]) <= study.as_at
    return "The review team" if reviewed else "The school"
