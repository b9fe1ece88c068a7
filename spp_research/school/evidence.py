"""The evidence base of one school, and what a notebook opens to work on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import choose
from spp_research.errors import NotThereError
from spp_research.partnership.lead_workbook import (
    Partnership,
    School,
    missing,
    open_partnership,
    text,
)
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.protect.disclosure.opened import (
    only_of_a_school,
    opened,
    opened_for,
    opened_pupils,
)
from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.protect.sign_off import SignOff, of_the_open_cycle, standing
from spp_research.protect.signatures import FOLDER, day_signed, read_days
from spp_research.schema import PUPILS, SCHOOL
from spp_research.schema.vocabulary import WRITE_UP, Group
from spp_research.settings import Settings, read_settings
from spp_research.telling import as_facts, in_short, sizes
from spp_research.workspace import Workspace, open_workspace

from .follow_ups import Who, parted
from .lots.as_drawn import Lot, as_drawn

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.intake import Reading
    from spp_research.schema import tables
    from spp_research.share import SchoolShare


@dataclass(frozen=True)
class EvidenceBase:
    """What a school's evidence workbook says, and its pupils' outcomes.

    Each table keeps the workbook's columns, typed and nullable, with the row number of the
    sheet as its index. A table may be empty; `focus` never is.

    Parameters
    ----------
    school : as the partnership lists it.
    context : two or three sentences about the school.
    focus : the question the review is about.
    self_review, evidence, observations, findings, register, support, actions, implementation,
    check_ins, outcomes, series, series_points, lots, fixed_plans, survey_map, carried_over,
    reflection, practice, photos, materials, ethics, sign_offs : the sheets of the workbook.
    pupils : one row a pupil and outcome; empty where there is no pupil workbook.
    lot_units : whom each lot was drawn for, from the files about pupils; empty without any.
    surveys : one row a person, question and answer; empty where there is no survey.
    own : the sheet about the school itself.
    columns : by sheet and column, where a column stands in the workbook, counted from 1.
    pupil_names : whom the files about pupils name; only in the school's own run for everyone.
    drawn : by outcome, the draw that its groups come from; `pupils` has them as they were drawn.
    followed : the same, of outcomes of an earlier cycle that are measured once more in this one,
        and with their pupils alone; `outcomes` and `pupils` are without them. None without any.
    followed_who : of each of those, how its pupils go with those of the first result.
    attachments : where its photos and materials lie.
    """

    school: School
    context: str
    focus: str
    self_review: tables.SelfReview
    evidence: tables.Evidence
    observations: tables.Observations
    findings: tables.Findings
    register: tables.Register
    support: tables.Support
    actions: tables.Actions
    implementation: tables.Implementation
    check_ins: tables.CheckIns
    outcomes: tables.Outcomes
    series: tables.Series
    series_points: tables.SeriesPoints
    lots: tables.Lots
    fixed_plans: tables.FixedPlans
    survey_map: tables.SurveyMap
    carried_over: tables.CarriedOver
    reflection: tables.Reflection
    practice: tables.Practice
    photos: tables.Photos
    materials: tables.Materials
    ethics: tables.Ethics
    sign_offs: tables.SignOff
    pupils: tables.PupilOutcomes
    lot_units: tables.LotUnits
    surveys: pd.DataFrame
    own: tables.School
    columns: Mapping[tuple[str, str], int]
    pupil_names: frozenset[str] = frozenset()
    drawn: Mapping[str, Lot] = field(default_factory=dict)
    followed: EvidenceBase | None = field(default=None, repr=False)
    followed_who: Mapping[str, Who] = field(default_factory=dict)
    attachments: Path | None = field(default=None, repr=False)

    _repr_html_ = as_facts

    if not TYPE_CHECKING:  # or a checker would take every name for one that exists

        def __getattr__(self, name: str) -> Any:
            """Say it where these tables were given in place of the study that has them."""
            if name in ("base", "rules", "settings", "partnership", "as_at"):
                raise NotThereError(
                    f"these are the tables of a school, which have no {name}: give the study "
                    "itself, as open_school(workspace, school, audience) gave it, without .base"
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return in_short(
            f"Evidence of {self.school.name}",
            tables=sizes(
                evidence=self.evidence,
                findings=self.findings,
                actions=self.actions,
                outcomes=self.outcomes,
            ),
            of_people=f"{sizes(rows_of_pupils=self.pupils, answers=self.surveys)}, not printed",
        )

    @cached_property
    def cleared(self) -> frozenset[str]:
        """Words that could be taken for a person's, and that the school says name nobody."""
        from spp_research.intake.check.free_texts import cleared_of

        return cleared_of(self.own.to_dict("records"))

    def names_somebody(self, text: str) -> bool:
        """Whether a text seems to point to one person, by what the school says and has."""
        return bool(personal.find(text, self.pupil_names, cleared=self.cleared))

    def sign_off(
        self, document: str, audience: str, as_at: date, *, fixed: bool, item: str = ""
    ) -> SignOff | None:
        """The sign-off of a document for an audience, if one stands on the day.

        Parameters
        ----------
        item : which practice a row may name; left out, that of the workbook, where the document is
            about it. Every reader then sees the same row as the report does.
        """
        if document == WRITE_UP and not item and not self.practice.empty:
            item = str(self.practice.iloc[0]["practice_id"])
        return standing(self.sign_offs, document, audience, as_at, fixed=fixed, item=item)


@dataclass(frozen=True)
class Study:
    """One school's year as one audience may see it: what a notebook opens.

    Parameters
    ----------
    partnership : the school's partnership.
    base : the school's evidence.
    rules : what the audience may be shown.
    settings : the partnership's choices.
    as_at : the day the report looks from.
    drafts : the day from which each draft looked, by its text mark.
    earlier : what the school had shared in closed cycles, by cycle, as far as this audience may
        see it; read where something went on from one.
    """

    partnership: Partnership
    base: EvidenceBase
    rules: Rules
    settings: Settings
    as_at: date
    drafts: Mapping[str, date] = field(default_factory=dict, repr=False)
    earlier: Mapping[str, SchoolShare] = field(default_factory=dict, repr=False)

    def day_of(self, document: str) -> date:
        """The day that a document looks from: of its sign-off where one stands, else `as_at`.

        What was signed does not change because time goes on.

        Parameters
        ----------
        document : as the Sign-off sheet names it.
        """
        line = self.base.sign_off(
            document, self.rules.audience, self.as_at, fixed=self.settings.fixes_day
        )
        return day_signed(line.signed_on, line.marks, self.drafts) if line else self.as_at

    _repr_html_ = as_facts

    def __repr__(self) -> str:
        return in_short(
            f"Study of {self.base.school.name}, {self.partnership.name}",
            audience=self.rules.audience.value,
            as_at=self.as_at.isoformat(),
            look_at="base (the workbook's tables), rules, partnership",
        )


def open_school(workspace: str, school: str, audience: str, document: str = "") -> Study:
    """Open one school's evidence for one audience.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    school : the school's short name.
    audience : "school", "partnership" or "public".
    document : what it is opened for, as the Sign-off sheet names it, so that it can be said in the
        language that the settings give.

    Raises
    ------
    ConfigurationError
        No such workspace or school.
    DisclosureError
        No such audience.
    EvidenceError
        A workbook is missing or has faults.
    """
    only_of_a_school()
    place = open_workspace(workspace)
    settings = read_settings(place.settings_file)
    named = [kind.name for kind in place.kinds.values() if kind.title == document]
    choose(settings.speech(*named))
    rules = rules_for(audience, settings.own_thresholds())
    partnership = open_partnership(place)
    base = read_evidence(place, partnership, school)
    if audience == Audience.SCHOOL:
        base = replace(base, pupil_names=frozenset())
        if base.followed is not None:
            base = replace(base, followed=replace(base.followed, pupil_names=frozenset()))
    if audience != Audience.SCHOOL:
        base = _without_the_schools_own(base, rules)
    drafts = read_days(place.school_folder(base.school.slug) / FOLDER)
    opened_for(rules)
    today = settings.as_at or date.today()
    earlier = {} if base.carried_over.empty else _earlier(place, base.school.slug, rules, today)
    return Study(partnership, base, rules, settings, today, drafts, earlier)


def _earlier(place: Workspace, school: str, rules: Rules, today: date) -> Mapping[str, SchoolShare]:
    """What closed cycles keep of the school, as far as the audience may see it on a day."""
    from spp_research.share.content import covered
    from spp_research.share.earlier import own_earlier

    public = rules.audience is Audience.PUBLIC
    audience = Audience.PUBLIC if public else Audience.PARTNERSHIP
    kept = own_earlier(place, school)
    return {cycle: covered(share, audience, today) for cycle, share in kept.items()}


_SCHOOLS_OWN = ("sessions_received", "later_follow_up")
FEW = 6  # pupils, below which a series is about single people


def _without_the_schools_own(base: EvidenceBase, rules: Rules) -> EvidenceBase:
    """The evidence without the numbers that only the school may see (decision 41).

    What is not opened, no notebook can show: sessions of pupils and a third measurement, and the
    figures of series about few pupils.
    """
    hidden = series_of_few(base, rules)
    if base.followed is not None:
        followed = _without_the_schools_own(base.followed, rules)
        base = replace(base, followed=followed, followed_who={})
    return replace(
        base,
        pupils=base.pupils.drop(columns=list(_SCHOOLS_OWN), errors="ignore"),
        series_points=base.series_points[~base.series_points["series_id"].isin(hidden)],
    )


def series_of_few(base: EvidenceBase, rules: Rules | None = None) -> tuple[str, ...]:
    """The series that are followed as single cases, or are about fewer than six pupils.

    Parameters
    ----------
    rules : of an audience other than the school; then also those about fewer pupils than it may
        see a figure of, and those that do not say about how many.
    """
    project = base.pupils[base.pupils["group"] == Group.PROJECT]
    measured = project[project["follow_up"].notna()].groupby("outcome_id").size()
    fewest = FEW if rules is None else max(FEW, rules.fewest_pupils)
    return tuple(
        str(row.series_id)
        for row in base.series.itertuples(index=False)
        if text(row.single_case) == "Yes"
        or 0 < int(measured.get(text(row.outcome_id), 0)) < FEW
        or (rules is not None if missing(row.pupils) else row.pupils < fewest)
    )


def read_evidence(
    workspace: Workspace,
    partnership: Partnership,
    slug: str,
    *,
    pupils: bool = True,
    only: Collection[str] | None = None,
) -> EvidenceBase:
    """Read and check one school's workbook and, if asked for, its pupil and survey files.

    Parameters
    ----------
    pupils : whether to open what single people did or said. Only the school's own run does.
    only : the sheets that somebody asks for who only looks, and shows none of it. The others have
        no tables then, and the words of none are known again for what is shown: that is more than
        half of the work. None for all of them, as whoever shows something needs it.
    """
    import pandas as pd

    from spp_research.intake import (
        answers_of,
        check_school,
        cycle_keys,
        known_of,
        missing_workbook,
        require,
        review_days,
    )

    school = partnership.school(slug)
    if not workspace.evidence_file(slug).is_file():
        raise missing_workbook(workspace, slug)
    known = {
        "people.person_id": frozenset(partnership.people["person_id"]),
        "people.name": partnership.staff_names,
        **known_of(partnership.partners),
        "schools.school": frozenset(s.slug for s in partnership.schools),
        **review_days(partnership.timetable),
        **cycle_keys(partnership.days),
    }
    readings = check_school(workspace, slug, known, pupils=pupils, surveys=pupils)
    from spp_research.intake.frames import empty_frame
    from spp_research.intake.people_rows import rows_of_people
    from spp_research.intake.write.withheld_values import without_values

    evidence, *files = (require(without_values(reading)) for reading in readings)
    frames = _tables(evidence, only)
    own = frames["school"].iloc[0]
    results, units = (
        [reading.frames[name] for reading in files if name in reading.frames]
        for name in ("pupil_outcomes", "lot_units")
    )
    listed: Any = pd.concat(results) if results else empty_frame(PUPILS.sheet("pupil_outcomes"))
    units_drawn: Any = pd.concat(units) if units else empty_frame(PUPILS.sheet("lot_units"))
    drawn_for, drawn = as_drawn(
        listed, frames["outcomes"], frames["actions"], frames["lots"], units_drawn
    )
    base = EvidenceBase(
        school=school,
        context=text(own["context"]),
        focus=own["focus"],
        sign_offs=of_the_open_cycle(frames["sign_off"]),
        pupils=rows_of_people(drawn_for),
        surveys=rows_of_people(answers_of(files)),
        own=frames["school"],
        columns=evidence.columns,
        pupil_names=frozenset[str]().union(*(reading.pupil_names for reading in files)),
        lot_units=rows_of_people(units_drawn),
        drawn=drawn,
        attachments=workspace.school_folder(slug) / ATTACHMENTS,
        **{name: frame for name, frame in frames.items() if name not in ("school", "sign_off")},
    )
    if only is None:
        opened(slug, frames.values(), (school.name, school.slug), _ids_of_rows(frames))
        answers = base.surveys.groupby(["item_id", "wave"])["respondent"].nunique()
        opened_pupils(slug, base.pupils, map(int, answers))
    return _with_follow_ups(base, partnership)


# What an evidence base is put together by, whoever asks for it.
_FOR_EVERY_LOOK = ("school", "sign_off", "outcomes", "actions", "lots", "carried_over")


@dataclass(frozen=True)
class _NotOpened:
    """Stands for a table that nobody was to ask for, so that to ask is a mistake and no answer."""

    sheet: str

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the sheet {self.sheet} was not opened, as nobody was to ask for it")


def _tables(evidence: Reading, only: Collection[str] | None) -> dict[str, Any]:
    """By name of sheet its table; or, of those that nobody asks for, what stands for it."""
    from spp_research.intake.frames import frame_of

    if only is None:
        return evidence.frames
    asked = {*only, *_FOR_EVERY_LOOK}
    return {
        name: frame_of(rows) if name in asked else _NotOpened(name)
        for name, rows in evidence.rows.items()
    }


def _with_follow_ups(base: EvidenceBase, partnership: Partnership) -> EvidenceBase:
    """The evidence, with what is measured once more of an earlier cycle apart from the cycle's."""
    if base.carried_over.empty:
        return base
    begins = partnership.days.earliest if partnership.days else None
    of = parted(base.outcomes, base.pupils, begins)
    now = replace(base, outcomes=of.outcomes, pupils=of.pupils)
    if of.again.empty:
        return now
    again = replace(base, outcomes=of.again, pupils=of.again_pupils)
    return replace(now, followed=again, followed_who=of.who)


def _ids_of_rows(frames: Mapping[str, pd.DataFrame]) -> Iterator[object]:
    """The IDs of findings, actions and the like, from the columns that are for nothing else."""
    from spp_research.schema import Kind

    for name, frame in frames.items():
        for column in SCHOOL.sheet(name).fields:
            if column.kind is Kind.ID and column.name in frame:
                yield from frame[column.name].dropna()
