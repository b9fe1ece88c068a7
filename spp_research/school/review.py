"""The peer review: questions, sources, findings, and how far the sources of a finding agree.

Every function takes an `EvidenceBase` and returns a table; nothing here is protected yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spp_research.errors import InputError
from spp_research.partnership.lead_workbook import day, whole
from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import (
    DIRECTIONS,
    INFORMANTS,
    SOURCE_TYPES,
    THEMES,
    FindingKind,
    Framework,
)
from spp_research.telling import A_BASE, as_facts, briefly, takes

from .evidence import EvidenceBase

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.protect.disclosure import Rules

# At these people are met, watched or asked. The others are work, data and documents: a register
# of the whole school is one piece of evidence, and nobody was met.
MEETINGS = (
    "Lesson visit",
    "Pupil interview",
    "Staff interview",
    "Parent or carer voice",
    "Governor interview",
    "Survey",
)


# At these what is written down is what people said. Among few, a turn of phrase is a name.
SPOKEN = (
    "Pupil interview",
    "Staff interview",
    "Parent or carer voice",
    "Governor interview",
)
# Papers, with nobody watched or asked: only here does no number mean that nobody was. At a visit,
# at pupils' work and at results somebody was looked at, and without a number it may be one.
OF_NOBODY = ("School document", "External evidence")


class Agreement(StrEnum):
    """How the evidence behind a finding hangs together. A description, not a score."""

    NONE = "no source recorded"
    ONE = "one piece of evidence"
    SAME_KIND = "one kind of source"
    AGREE = "sources agree"
    MIXED = "partly agree"
    DIFFER = "sources differ"


class Kept(StrEnum):
    """Why the words of a piece of evidence stay in the school."""

    FEW = "few people are behind it"
    NAMED = "it seems to name somebody"


# The findings that are known best first: several kinds of source before one.
KNOWN_BEST = (
    Agreement.AGREE,
    Agreement.MIXED,
    Agreement.DIFFER,
    Agreement.SAME_KIND,
    Agreement.ONE,
    Agreement.NONE,
)


@dataclass(frozen=True)
class Piece:
    """One piece of the evidence behind a finding, and whether it points away from it.

    Parameters
    ----------
    evidence_id, source_type, direction : as on the sheet Evidence.
    away : whether it points away from the finding.
    seen : what was seen or said.
    on : the day of it; None where none is known.
    people : how many were met, watched or asked; None where no number was written down.
    """

    evidence_id: str
    source_type: str
    direction: str
    away: bool
    seen: str
    on: date | None
    people: int | None

    __repr__ = briefly
    _repr_html_ = as_facts

    def kept_back(self, base: EvidenceBase, rules: Rules) -> Kept | None:
        """Why what it says stays in the school; None where the audience of `rules` may read it.

        Beyond the school nothing is told that rests on fewer people than may be shown, or on
        people in a number which nobody wrote down, or that seems to name somebody.
        """
        return kept_back(self.source_type, self.people, self.seen, base, rules)


def kept_back(
    source_type: str, people: int | None, seen: str, base: EvidenceBase, rules: Rules
) -> Kept | None:
    """Why the words of a piece of evidence stay in the school; see `Piece.kept_back`."""
    if rules.audience is Audience.SCHOOL:
        return None
    nobody = not people and source_type in OF_NOBODY
    if not nobody and (people or 0) < rules.fewest_pupils:
        return Kept.FEW
    return Kept.NAMED if base.names_somebody(seen) else None


def told(base: EvidenceBase, rules: Rules) -> EvidenceBase:
    """The evidence without the pieces whose words stay in the school.

    Where a piece points is part of what was said, so it is not drawn for others either.
    """
    if rules.audience is Audience.SCHOOL:
        return base
    stays = [
        kept_back(row.source_type, whole(row.people), str(row.seen), base, rules) is not None
        for row in base.evidence.itertuples(index=False)
    ]
    return replace(base, evidence=base.evidence.loc[[not one for one in stays]])


def theme_name(theme: str) -> str:
    """The part of a theme before its colon: "Our Impact"."""
    if not isinstance(theme, str):
        raise InputError(f"a theme is text, as in “Our Impact: …”, not a {type(theme).__name__}")
    return theme.split(":", 1)[0]


@takes(A_BASE, "evidence")
def questions(base: EvidenceBase) -> pd.DataFrame:
    """The enquiry questions with their themes, in the framework's order of themes.

    Returns
    -------
    Columns question_id, theme, question, self_view, evidence (the pieces that speak to it).
    """
    frame = base.self_review[["question_id", "theme", "question", "self_view"]].copy()
    pieces = base.evidence["question_id"].value_counts()
    frame["evidence"] = frame["question_id"].map(pieces).fillna(0).astype(int)
    return _by_theme(frame)


@takes(A_BASE, "evidence")
def sources_by_theme(base: EvidenceBase) -> pd.DataFrame:
    """How many pieces of evidence of each kind speak to each theme.

    Returns
    -------
    One row a kind of source that was used, one column a theme (all four), whole numbers.
    """
    import pandas as pd

    evidence = _with_theme(base, base.evidence)
    table = pd.crosstab(evidence["source_type"], evidence["theme"])
    used = [source for source in SOURCE_TYPES if source in table.index]
    table = table.reindex(index=used, columns=list(THEMES), fill_value=0)
    table.columns = [theme_name(theme) for theme in table.columns]
    return table.rename_axis(index="Kind of source", columns=None).astype(int)


@takes(A_BASE, "evidence")
def informants(base: EvidenceBase) -> pd.DataFrame:
    """Who was heard, watched or asked.

    Returns
    -------
    One row a group of people; columns pieces (of evidence), met (those of them from `MEETINGS`),
    people (their number, summed over these: somebody who was met twice counts twice; missing
    where there is none) and fewest (the smallest of these numbers; missing where there is none).
    """
    import pandas as pd

    evidence = base.evidence.dropna(subset=["informant"])
    met = evidence["source_type"].isin(MEETINGS)
    by = evidence["informant"]
    table = pd.DataFrame(
        {
            "pieces": by.value_counts(),
            "met": met.groupby(by).sum(),
            "people": evidence["people"].where(met).groupby(by).sum(min_count=1),
            "fewest": evidence["people"].where(met).groupby(by).min(),
        }
    )
    order = [who for who in INFORMANTS if who in table.index]
    return table.reindex(order).rename_axis(index="Who")


@takes(A_BASE, "evidence")
def directions(base: EvidenceBase) -> pd.DataFrame:
    """Where the evidence on each enquiry question points.

    Returns
    -------
    One row a question id, in the order of `questions`; one column a direction; whole numbers.
    """
    import pandas as pd

    table = pd.crosstab(base.evidence["question_id"], base.evidence["direction"])
    order = [q for q in questions(base)["question_id"] if q in table.index]
    return table.reindex(index=order, columns=list(DIRECTIONS), fill_value=0).astype(int)


@takes(A_BASE, "evidence")
def findings(base: EvidenceBase) -> pd.DataFrame:
    """The findings with the evidence behind them.

    Returns
    -------
    The sheet's columns, and theme, question, pieces (of evidence), sources (kinds of source, a
    tuple in the vocabulary's order), agreement (`Agreement`), trail (a tuple of `Piece`, as the
    finding names them); in the framework's order of themes, strengths before next steps.
    """
    frame = _with_theme(base, base.findings)
    every = [*base.evidence.itertuples(index=False)]
    cited = [_cited(every, ids) for ids in frame["evidence_ids"]]
    frame["pieces"] = [len(rows) for rows in cited]
    frame["sources"] = [
        tuple(s for s in SOURCE_TYPES if s in {row.source_type for row in rows}) for rows in cited
    ]
    frame["agreement"] = [
        agreement(kind, [row.direction for row in rows], [row.source_type for row in rows])
        for kind, rows in zip(frame["kind"], cited, strict=True)
    ]
    frame["trail"] = [  # type: ignore[assignment]  # a cell may hold several things
        _trail(kind, ids, rows)
        for kind, ids, rows in zip(frame["kind"], frame["evidence_ids"], cited, strict=True)
    ]
    frame = _by_theme(frame)
    return frame.sort_values("kind", key=lambda kind: kind != FindingKind.STRENGTH, kind="stable")


def agreement(kind: str, pointing: Iterable[str], sources: Iterable[str]) -> Agreement:
    """How the pieces of evidence behind one finding hang together.

    Parameters
    ----------
    kind : what the finding is: "Strength" or "Next step".
    pointing : the direction of each piece.
    sources : the kind of source of each piece, in the same order.

    Returns
    -------
    Agreement
        DIFFER when any piece points the other way; then by how many pieces and kinds of source
        there are; AGREE only when at least two kinds of source all point the finding's way.
    """
    ways, kinds = list(pointing), set(sources)
    other = _other(kind)
    if not ways:
        return Agreement.NONE
    if other in ways:
        return Agreement.DIFFER
    if len(ways) == 1:
        return Agreement.ONE
    if len(kinds) == 1:
        return Agreement.SAME_KIND
    return Agreement.AGREE if set(ways) == {kind} else Agreement.MIXED


def areas(base: EvidenceBase, framework: Framework) -> pd.DataFrame:
    """The Ofsted areas that the questions were tagged with, for alignment only.

    Parameters
    ----------
    framework : its areas, in its order; tags of another framework are left out.

    Returns
    -------
    One row an area that was tagged; columns questions and findings, tuples of IDs.
    """
    import pandas as pd

    asked = base.self_review[["question_id", "ofsted_areas"]].explode("ofsted_areas")
    found = base.findings[["finding_id", "question_id"]]
    rows = {}
    for area in framework.areas:
        about = asked.loc[asked["ofsted_areas"] == area, "question_id"]
        if len(about):
            answers = found.loc[found["question_id"].isin(about), "finding_id"]
            rows[area] = (tuple(about), tuple(answers))
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["questions", "findings"])
    return table.rename_axis(index="Area")


@takes(A_BASE, "findings")
def workshop_questions(base: EvidenceBase) -> list[str]:
    """The questions that the school takes into its improvement workshop, in order."""
    asked = base.findings["workshop_question"].dropna()
    return list(dict.fromkeys(str(question) for question in asked))


def _trail(kind: str, evidence_ids: object, cited: Sequence[Any]) -> tuple[Piece, ...]:
    """The pieces of evidence of a finding, in the order in which it names them.

    Without a kind of finding none of them points away from it.
    """
    rows = {piece.evidence_id: piece for piece in cited}
    ids = evidence_ids if isinstance(evidence_ids, tuple) else ()
    return tuple(
        Piece(
            name,
            rows[name].source_type,
            rows[name].direction,
            bool(kind) and rows[name].direction == _other(kind),
            str(rows[name].seen),
            day(rows[name].date),
            whole(rows[name].people),
        )
        for name in ids
        if name in rows
    )


@takes(A_BASE, "evidence")
def uncited(base: EvidenceBase) -> tuple[Piece, ...]:
    """The pieces of evidence that no finding names, in the order of the sheet."""
    named = (ids for ids in base.findings["evidence_ids"] if isinstance(ids, tuple))
    cited = {evidence_id for ids in named for evidence_id in ids}
    rows = base.evidence[~base.evidence["evidence_id"].isin(cited)]
    return _trail("", tuple(rows["evidence_id"]), [*rows.itertuples(index=False)])


def _other(kind: str) -> str:
    """What points away from a finding of this kind."""
    return FindingKind.NEXT_STEP if kind == FindingKind.STRENGTH else FindingKind.STRENGTH


def _cited(evidence: Sequence[Any], evidence_ids: object) -> list[Any]:
    """The rows of evidence with these ids.

    They are gone through as they are: to ask the table once for each finding took two thirds of
    the time, and a workshop pack asks for the findings thirty times.
    """
    ids = {*evidence_ids} if isinstance(evidence_ids, tuple) else frozenset[str]()
    return [row for row in evidence if row.evidence_id in ids]


def _with_theme(base: EvidenceBase, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the theme and text of the question that each row belongs to."""
    asked = base.self_review.set_index("question_id")
    frame = frame.copy()
    frame["theme"] = frame["question_id"].map(asked["theme"])
    frame["question"] = frame["question_id"].map(asked["question"])
    return frame


def _by_theme(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` in the framework's order of themes, otherwise as the school wrote it."""
    return frame.sort_values("theme", key=lambda t: t.map(THEMES.index), kind="stable")
