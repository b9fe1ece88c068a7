"""From finding to action to outcome to practice: how far each was followed, and what is loose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import ActionState, FindingKind
from spp_research.school.trace import WITH_A_BASELINE, Orphan
from spp_research.share import Action, Effect, LookedAt, SchoolShare
from spp_research.share.content import REFLECTION

STOPPED = ActionState.STOPPED
LATE = "a date that has gone by, and no result"


# Verdicts that tell something, be it that nothing worthwhile changed.
TELLING = ("better", "worse", "no worthwhile change")


@dataclass(frozen=True)
class Line:
    """An action of one school, with what was measured of it.

    Parameters
    ----------
    slug, school : whose it is.
    action : as shared.
    effects : the outcomes that belong to it; empty where none was declared, or where the impact
        reflection is not signed off.
    reflected : whether the impact reflection is signed off, so that outcomes would be known.
    looked_at : how often it was looked at on the way, and when last; None where that is not known.
    """

    slug: str
    school: str
    action: Action
    effects: tuple[Effect, ...]
    reflected: bool
    looked_at: LookedAt | None = None

    @property
    def main(self) -> Effect | None:
        """Its main outcome, else its first; None without any."""
        return next((e for e in self.effects if e.primary), next(iter(self.effects), None))

    @property
    def has_result(self) -> bool:
        """Whether anything was measured afterwards, or told in the reflection (design D)."""
        return any(e.measured or e.design not in WITH_A_BASELINE for e in self.effects)

    @property
    def known(self) -> bool:
        """Whether a result tells which way it went, or people told: "too wide to tell" does not."""
        return any(
            e.design not in WITH_A_BASELINE or (e.value is not None and e.verdict in TELLING)
            for e in self.effects
        )


@dataclass(frozen=True)
class Loose:
    """Where the thread of a school breaks off.

    Parameters
    ----------
    school : whose it is.
    what : the finding, action, outcome or practice, by its ID.
    lacks : what is missing, in words that finish "F3 has ...".
    where : the sheet and column of the school's workbook to write it on.
    """

    school: str
    what: str
    lacks: str
    where: str


def plans(shares: Mapping[str, SchoolShare], reflected: Collection[str]) -> tuple[Line, ...]:
    """Every action, in the lead's order of schools and as each school wrote them.

    Parameters
    ----------
    shares : what the audience may see.
    reflected : short names of the schools whose impact reflection is signed off.
    """
    return tuple(
        Line(
            slug,
            share.school_name,
            action,
            tuple(e for e in share.effects if e.action_id == action.action_id),
            slug in reflected,
            next((one for one in share.check_ins if one.action_id == action.action_id), None),
        )
        for slug, share in shares.items()
        for action in share.actions
    )


def overdue(lines: tuple[Line, ...], as_at: date) -> tuple[Line, ...]:
    """Actions past the day on which they were to be looked at again, with nothing measured or told.

    Stopped actions are not among them, nor those of a school whose impact reflection is not
    signed off: what it measured is not known.
    """
    return tuple(
        line
        for line in lines
        if line.reflected
        and line.action.status != STOPPED
        and line.action.review_date is not None
        and line.action.review_date < as_at
        and not line.has_result
    )


def chain(
    shares: Mapping[str, SchoolShare], lines: tuple[Line, ...]
) -> tuple[tuple[str, int], ...]:
    """How far the next steps were followed: each count is of next steps, a part of the one before.

    Next steps; with an action; with one that has a success measure and a date; with one of which
    something was measured or told; with one whose result is known; with one whose outcome shows
    the practice that is shared.
    """
    steps = [
        (slug, f.finding_id)
        for slug, share in shares.items()
        for f in share.findings
        if f.kind == FindingKind.NEXT_STEP
    ]
    shown = {
        (slug, effect.action_id)
        for slug, share in shares.items()
        for effect in share.effects
        if share.practice is not None and effect.outcome_id == share.practice.outcome_id
    }
    acted = list(lines)
    planned = [x for x in acted if x.action.success_measure and x.action.review_date]
    found = [line for line in planned if line.has_result]
    known = [line for line in found if line.known]
    told = [line for line in known if (line.slug, line.action.action_id) in shown]
    return (
        ("Next steps", len(steps)),
        ("with an action", _answered(steps, acted)),
        ("with a success measure and a date", _answered(steps, planned)),
        ("with something measured or told", _answered(steps, found)),
        ("with a known result", _answered(steps, known)),
        ("with a practice to share", _answered(steps, told)),
    )


def _answered(steps: list[tuple[str, str]], lines: list[Line]) -> int:
    """How many of the next steps one of these actions answers."""
    answered = {(line.slug, line.action.finding_id) for line in lines}
    return sum(step in answered for step in steps)


def loose_ends(
    shares: Mapping[str, SchoolShare], lines: tuple[Line, ...], as_at: date
) -> tuple[Loose, ...]:
    """Where threads break off, school by school in the lead's order.

    What breaks off is what `trace` finds in a single school's workbook, as far as a share file
    tells it, and an action past its date with nothing measured or told. A strength needs no
    action, nor does a next step while there is no action plan at all; a stopped action is let be.
    """
    late = {id(line) for line in overdue(lines, as_at)}
    found = []
    for slug, share in shares.items():
        own = [line for line in lines if line.slug == slug]
        ends = [*_findings(share, own), *_actions(own, late), *_outcomes(share), *_practice(share)]
        found += [Loose(share.school_name, *end) for end in ends]
    return tuple(found)


_Ends = Iterator[tuple[str, str, str]]


def _findings(share: SchoolShare, own: list[Line]) -> _Ends:
    acted = {line.action.finding_id for line in own}
    for finding in share.findings:
        name = finding.finding_id
        if not finding.sources:
            yield name, Orphan.NO_SOURCE, _at("findings", "evidence_ids")
        if own and finding.kind == FindingKind.NEXT_STEP and name not in acted:
            yield name, Orphan.NO_ACTION, _at("actions", "finding_id")


def _actions(own: list[Line], late: Collection[int]) -> _Ends:
    for line in own:
        action = line.action
        if action.status == STOPPED:
            continue
        for column, lacks in (
            ("finding_id", Orphan.NO_FINDING),
            ("success_measure", Orphan.NO_MEASURE),
            ("review_date", Orphan.NO_DATE),
        ):
            if not getattr(action, column):
                yield action.action_id, lacks, _at("actions", column)
        if id(line) in late and line.effects:
            yield action.action_id, LATE, "the file of results"
        elif id(line) in late:
            yield action.action_id, LATE, _at("outcomes", "action_id")


def _outcomes(share: SchoolShare) -> _Ends:
    for effect in share.effects:
        if not effect.baseline:
            column = "baseline_date" if effect.design in WITH_A_BASELINE else "design"
            yield effect.outcome_id, Orphan.NO_BASELINE, _at("outcomes", column)


def _practice(share: SchoolShare) -> _Ends:
    if share.practice is None or share.signed(REFLECTION) is None:
        return
    shown = [e for e in share.effects if e.outcome_id == share.practice.outcome_id]
    if not any(effect.measured or effect.design not in WITH_A_BASELINE for effect in shown):
        yield "The practice", Orphan.NO_OUTCOME, _at("practice", "outcome_id")


def _at(sheet: str, column: str) -> str:
    """A column of the school's workbook, in the words that stand on it."""
    declared = SCHOOL.sheet(sheet)
    return f"sheet “{declared.title}”, “{declared.field(column).label}”"
