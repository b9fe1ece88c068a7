"""What can be seen of the phase that the lead named: a description, never a grade.

The programme speaks of three phases of about a year each, and of hubs that train new clusters.
It names no markers of a phase that the kit could cite: these are the kit's own, each a step of
the programme's cycle or a rule of its roles (docs/decisions/0019). Nothing is added up. Beside what
the workbooks can count stands what the lead has seen, with what it rests on (docs/decisions/0043).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from spp_research.protect.personal.known import bare_name
from spp_research.schema.vocabulary import HUB_MARKERS, MARKERS, PHASES, MarkerState
from spp_research.share import SchoolShare
from spp_research.share.content import REFLECTION, REVIEW, WRITE_UP

from .. import timetable
from ..lead_workbook import Partnership, day, rows_of
from .followed import STOPPED, plans
from .themes import asked, standing, unanswered

SEEN, NOT_YET, NOT_KNOWN = "seen", "not yet", "not known"


@dataclass(frozen=True)
class Known:
    """What the partnership's workbook and the share files say on a day."""

    partnership: Partnership
    shares: Mapping[str, SchoolShare]
    as_at: date

    @property
    def slugs(self) -> list[str]:
        """The schools' short names in the lead's order."""
        return [school.slug for school in self.partnership.schools]

    def done(self, stage: str) -> pd.DataFrame:
        """The reviews of which a stage is done."""
        reviews = self.partnership.timetable
        stages = timetable.stages(reviews, self.as_at)
        own = stages[stages["stage"] == stage]
        return reviews[(own["state"] == timetable.DONE).to_numpy()]

    def noted(self, marker: str) -> Noted | None:
        """What the lead wrote down of a marker; None where nothing is."""
        rows = self.partnership.phase_markers
        for row in () if rows is None else rows_of(rows):
            if row.marker == marker:
                return Noted(MarkerState(row.state), row.evidence, day(row.looked_on))
        return None

    def signed(self, document: str) -> list[SchoolShare]:
        """The shares in which a document is signed off."""
        return [share for share in self.shares.values() if share.signed(document)]


@dataclass(frozen=True)
class Noted:
    """What the lead has seen of a marker: the state, what it rests on, and the day."""

    state: MarkerState
    evidence: str
    on: date | None


Count = tuple[int, int]  # how many, of how many; of none where there is nothing to count


@dataclass(frozen=True)
class Marker:
    """One thing that can be seen, or not, of a phase.

    Parameters
    ----------
    phase : Build, Embed or Sustain.
    text : what would be seen, as a statement.
    things : what is counted, in the plural: "6 of 6 schools".
    count : gives how many of how many; None where the workbooks do not ask.
    """

    phase: str
    text: str
    things: str
    count: Callable[[Known], Count] | None


@dataclass(frozen=True)
class Seen:
    """A marker with what is known of it: `state` is seen, not yet or not known.

    `noted` is what the lead wrote down; it changes no state, and no state changes it.
    """

    marker: Marker
    state: str
    some: int = 0
    of: int = 0
    noted: Noted | None = None


def markers(phase: str) -> tuple[Marker, ...]:
    """The markers of a phase and of those before it; none where no phase is named."""
    if phase not in PHASES:
        return ()
    return tuple(m for m in _MARKERS if PHASES.index(m.phase) <= PHASES.index(phase))


def seen(marker: Marker, known: Known) -> Seen:
    """Whether a marker is seen: for all that it speaks of, and there is something to speak of."""
    noted = known.noted(marker.text)
    if marker.count is None:
        return Seen(marker, NOT_KNOWN, noted=noted)
    some, of = marker.count(known)
    state = NOT_KNOWN if of == 0 else SEEN if some == of else NOT_YET
    return Seen(marker, state, some, of, noted)


def hub(knowns: Sequence[Known]) -> tuple[Seen, ...]:
    """What is seen of being ready to train new partnerships, as a list; nothing is added up.

    Parameters
    ----------
    knowns : what is known of each cycle that is kept, the open one last.
    """
    now = knowns[-1]
    counts: dict[str, tuple[str, Count]] = {
        HUB_MARKERS[0]: ("cycles", _each_cycle(knowns)),
        HUB_MARKERS[1]: ("schools", _for_everyone(now)),
        HUB_MARKERS[2]: ("champions", _at_several(knowns)),
    }
    made = []
    for text in HUB_MARKERS:
        things, (some, of) = counts.get(text, ("", (0, 0)))
        # Champions are not all meant to have been at several schools: one or more is what is seen.
        enough = some > 0 if text == HUB_MARKERS[2] else some == of
        state = NOT_KNOWN if of == 0 else SEEN if enough else NOT_YET
        made.append(Seen(Marker("Hub", text, things, None), state, some, of, now.noted(text)))
    return tuple(made)


def _each_cycle(knowns: Sequence[Known]) -> Count:
    full = [len(set(known.done("Peer review")["school"])) == len(known.slugs) for known in knowns]
    return sum(full), len(full)


def _for_everyone(known: Known) -> Count:
    public = [
        share
        for share in known.shares.values()
        if any(line.document == WRITE_UP and line.audience == "public" for line in share.sign_offs)
    ]
    return len(public), len(known.slugs)


def _at_several(knowns: Sequence[Known]) -> Count:
    led: dict[str, set[str]] = {}
    for known in knowns:
        for row in rows_of(known.done("Improvement workshop")):
            if not pd.isna(row.champion):
                led.setdefault(row.champion, set()).add(row.school)
    return sum(len(schools) > 1 for schools in led.values()), len(led)


def _trained(role: str) -> Callable[[Known], Count]:
    def count(known: Known) -> Count:
        people = known.partnership.people_on(known.as_at)
        own = people[(people["role"] == role) & (people["trained_on"] <= pd.Timestamp(known.as_at))]
        return len(set(own["school"]) & set(known.slugs)), len(known.slugs)

    return count


def _reviewed(known: Known) -> Count:
    return len(set(known.done("Peer review")["school"])), len(known.slugs)


def _planned(known: Known) -> Count:
    return len(set(known.partnership.timetable["school"])), len(known.slugs)


def _looked_at_itself(known: Known) -> Count:
    reviewed = known.done("Peer review")
    before = reviewed["self_review_date"] <= reviewed["review_start"]
    return int(before.sum()), len(reviewed)


def _champion_from_elsewhere(known: Known) -> Count:
    held = known.done("Improvement workshop")
    people = known.partnership.people
    fits = [
        not pd.isna(row.champion) and _from_elsewhere(row.champion, row.school, row.team, people)
        for row in rows_of(held)
    ]
    return sum(fits), len(fits)


def _from_elsewhere(champion: str, host: str, team: tuple[str, ...], people: pd.DataFrame) -> bool:
    """Whether a champion had no part in a review, whatever ID and however the name is written."""
    own = people["person_id"] == champion
    names = set(people.loc[own, "name"].map(bare_name))
    close = people[(people["school"] == host) | people["person_id"].isin(team)]
    return champion not in set(close["person_id"]) and not names & set(close["name"].map(bare_name))


def _sources(known: Known) -> Count:
    found = [f for share in known.signed(REVIEW) for f in share.findings]
    return sum(len(f.sources) > 1 for f in found), len(found)


def _actions_with_measures(known: Known) -> Count:
    own = [a for share in known.signed(REVIEW) for a in share.actions if a.status != STOPPED]
    return sum(bool(a.success_measure and a.review_date) for a in own), len(own)


def _followed_up(known: Known) -> Count:
    lines = plans(known.shares, [s.school for s in known.signed(REFLECTION)])
    due = [
        line
        for line in lines
        if line.reflected
        and line.action.status != STOPPED
        and line.action.review_date is not None
        and line.action.review_date < known.as_at
    ]
    return sum(line.has_result for line in due), len(due)


def _needs_answered(known: Known) -> Count:
    lines = standing(asked(known.shares), known.as_at)
    needs = [a for a in lines if not a.offered]
    return len(needs) - len(unanswered(lines)), len(needs)


def _looked_back(known: Known) -> Count:
    return len(set(known.done("Impact review")["school"])), len(known.slugs)


def _baselines(known: Known) -> Count:
    main = [e for share in known.signed(REFLECTION) for e in share.effects if e.primary]
    return sum(effect.baseline for effect in main), len(main)


def _practices(known: Known) -> Count:
    return sum(share.practice is not None for share in known.shares.values()), len(known.slugs)


def _refreshed(known: Known) -> Count:
    people = known.partnership.own_people(known.as_at)
    due = [on for cell in people["refresher_due"] if (on := day(cell))]
    return sum(d >= known.as_at for d in due), len(due)


# How each marker of the vocabulary is counted, in its order; None where no workbook asks.
_COUNTED: Mapping[str, tuple[tuple[str, Callable[[Known], Count] | None], ...]] = {
    "Build": (
        ("schools", _trained("Peer reviewer")),
        ("schools", _trained("Improvement champion")),
        ("schools", _planned),
        ("reviews", _looked_at_itself),
        ("workshops", _champion_from_elsewhere),
    ),
    "Embed": (
        ("schools", _reviewed),
        ("findings", _sources),
        ("actions", _actions_with_measures),
        ("needs", _needs_answered),
        ("schools", _looked_back),
    ),
    "Sustain": (
        ("actions", _followed_up),
        ("outcomes", _baselines),
        ("schools", _practices),
        ("trainings", _refreshed),
        ("", None),
    ),
}
_MARKERS = tuple(
    Marker(phase, text, *counted)
    for phase in PHASES
    for text, counted in zip(MARKERS[phase], _COUNTED[phase], strict=True)
)
