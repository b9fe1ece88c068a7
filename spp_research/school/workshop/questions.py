"""The questions of a workshop: from the findings as they stand, and never made up."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from spp_research.schema.vocabulary import FindingKind

from .. import review
from ..evidence import EvidenceBase


@dataclass(frozen=True)
class Question:
    """A question that the school takes into its workshop.

    Parameters
    ----------
    asked : in the school's own words.
    findings : the ids of the findings that it was asked of.
    question_ids : of the enquiry questions behind them.
    themes : theirs, in full.
    """

    asked: str
    findings: tuple[str, ...]
    question_ids: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A finding that the workshop is about.

    `theme` is in full; `sources` are the kinds of source that spoke to its enquiry question;
    `words` are the question and the finding.
    """

    finding: str
    theme: str
    sources: frozenset[str]
    words: str


def questions(base: EvidenceBase) -> tuple[Question, ...]:
    """The questions for the workshop, as the school wrote them and in its order."""
    found = review.findings(base).sort_index()
    made = []
    for asked in review.workshop_questions(base):
        rows = found[found["workshop_question"] == asked]
        parts = (dict.fromkeys(rows[name]) for name in ("finding_id", "question_id", "theme"))
        made.append(Question(asked, *(tuple(map(str, part)) for part in parts)))
    return tuple(made)


def open_steps(base: EvidenceBase) -> pd.DataFrame:
    """The next steps of which no question has been asked, as they stand."""
    steps = base.findings[base.findings["kind"] == FindingKind.NEXT_STEP]
    return steps[steps["workshop_question"].fillna("").str.strip() == ""]


def about(base: EvidenceBase) -> tuple[str, ...]:
    """The ids of the enquiry questions that the workshop is about.

    Those of its questions; where none is asked yet, those of all next steps.
    """
    asked = [name for question in questions(base) for name in question.question_ids]
    return tuple(dict.fromkeys(asked or map(str, open_steps(base)["question_id"])))


def themes(base: EvidenceBase) -> tuple[str, ...]:
    """The themes that the workshop is about, in full and in the framework's order."""
    asked = review.questions(base)
    return tuple(dict.fromkeys(asked[asked["question_id"].isin(about(base))]["theme"]))


def to_build_on(base: EvidenceBase) -> pd.DataFrame:
    """The strengths under the same themes, as `review.findings` gives them."""
    found = review.findings(base)
    return found[(found["kind"] == FindingKind.STRENGTH) & found["theme"].isin(themes(base))]


def behind(base: EvidenceBase) -> pd.DataFrame:
    """The findings that the questions were asked of, or all next steps where none was asked."""
    found = review.findings(base).sort_index()
    ids = [name for question in questions(base) for name in question.findings]
    return found[found["finding_id"].isin(ids or list(open_steps(base)["finding_id"]))]


def at_hand(base: EvidenceBase, kind: FindingKind) -> pd.DataFrame:
    """The findings of a kind that a workshop has before it, as `review.findings` gives them.

    All next steps, those first that a question was asked of; of the strengths those that one was
    asked of, and those to build on.
    """
    asked = behind(base)
    every = (
        review.findings(base).sort_index() if kind == FindingKind.NEXT_STEP else to_build_on(base)
    )
    others = every[~every["finding_id"].isin(list(asked["finding_id"]))]
    return pd.concat([part[part["kind"] == kind] for part in (asked, others)])


def subjects(base: EvidenceBase) -> tuple[Subject, ...]:
    """The findings that the workshop is about, with what a choice of measures depends on."""
    heard = base.evidence.groupby("question_id")["source_type"].agg(frozenset)
    return tuple(
        Subject(
            str(row.finding_id),
            str(row.theme),
            frozenset(heard.get(row.question_id, ())),
            f"{row.question} {row.finding}",
        )
        for row in behind(base).itertuples(index=False)
    )


def outside(base: EvidenceBase) -> pd.DataFrame:
    """The rows of the register of outside evidence that speak to what the workshop is about."""
    return base.register[base.register["question_id"].isin(about(base))]
