"""Each sheet as a table that the type checker knows by its columns.

Written by `python tests/tables.py` from the declarations in this folder; do not edit it by hand.
Nothing of this exists when the kit runs: every one of these is a `pandas.DataFrame`, made and
checked in `intake/frames.py`. A column that is renamed in its declaration is found by the checker
wherever code asks one of these for it, by `table["column"]` or by `row.column`. What a column
holds is told by its kind; each may be missing, unless "needed" stands beside it.
"""

from collections.abc import Iterator
from typing import Any, Generic, Literal, NamedTuple, Self, TypeVar, overload

import numpy as np
import pandas as pd

_Column = TypeVar("_Column", bound=str)
_Row = TypeVar("_Row")

class Table(pd.DataFrame, Generic[_Column, _Row]):
    """A table of one sheet; choosing rows of it gives another of the same."""

    @overload  # type: ignore[override]
    def __getitem__(self, key: _Column) -> pd.Series: ...
    @overload
    def __getitem__(self, key: list[_Column]) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, key: pd.Series[bool] | np.ndarray | list[bool]) -> Self: ...
    def itertuples(  # type: ignore[override]
        self, index: Literal[False] = ...
    ) -> Iterator[_Row]: ...
    def to_dict(  # type: ignore[override]
        self, orient: Literal["records"]
    ) -> list[dict[_Column, Any]]: ...

PartnershipColumn = Literal[
    "name",
    "phase",
    "cycle",
    "lead",
    "contact_email",
    "not_names",
]

class PartnershipRow(NamedTuple):
    """A row of the sheet “The partnership”."""

    name: Any  # text, needed
    phase: Any  # choice
    cycle: Any  # text, needed
    lead: Any  # reference
    contact_email: Any  # email address
    not_names: Any  # long text

class Partnership(Table[PartnershipColumn, PartnershipRow]):
    """The sheet “The partnership”."""

SchoolsColumn = Literal[
    "school",
    "school_name",
    "school_type",
    "pupils_on_roll",
    "review_days",
    "review_group",
    "left_on",
    "formerly",
]

class SchoolsRow(NamedTuple):
    """A row of the sheet “The schools”."""

    school: Any  # id, needed
    school_name: Any  # text, needed
    school_type: Any  # choice
    pupils_on_roll: Any  # whole number
    review_days: Any  # whole number
    review_group: Any  # text
    left_on: Any  # date
    formerly: Any  # text

class Schools(Table[SchoolsColumn, SchoolsRow]):
    """The sheet “The schools”."""

PeopleColumn = Literal[
    "person_id",
    "name",
    "school",
    "role",
    "trained_on",
    "refresher_due",
    "from_elsewhere",
    "days_to_give",
    "left_on",
    "since",
    "formerly",
]

class PeopleRow(NamedTuple):
    """A row of the sheet “People and training”."""

    person_id: Any  # id, needed
    name: Any  # text, needed
    school: Any  # reference
    role: Any  # choice
    trained_on: Any  # date
    refresher_due: Any  # date
    from_elsewhere: Any  # text
    days_to_give: Any  # whole number
    left_on: Any  # date
    since: Any  # date
    formerly: Any  # text

class People(Table[PeopleColumn, PeopleRow]):
    """The sheet “People and training”."""

TimetableColumn = Literal[
    "school",
    "self_review_date",
    "data_sharing_date",
    "review_start",
    "review_end",
    "workshop_date",
    "impact_review_date",
    "team",
    "champion",
    "fixed",
]

class TimetableRow(NamedTuple):
    """A row of the sheet “The year's reviews”."""

    school: Any  # reference, needed
    self_review_date: Any  # date
    data_sharing_date: Any  # date
    review_start: Any  # date, needed
    review_end: Any  # date
    workshop_date: Any  # date
    impact_review_date: Any  # date
    team: Any  # several ids
    champion: Any  # reference
    fixed: Any  # choice

class Timetable(Table[TimetableColumn, TimetableRow]):
    """The sheet “The year's reviews”."""

TermsColumn = Literal[
    "span",
    "named",
    "first_day",
    "last_day",
    "school",
]

class TermsRow(NamedTuple):
    """A row of the sheet “Terms and holidays”."""

    span: Any  # choice, needed
    named: Any  # text
    first_day: Any  # date, needed
    last_day: Any  # date, needed
    school: Any  # reference

class Terms(Table[TermsColumn, TermsRow]):
    """The sheet “Terms and holidays”."""

AwayColumn = Literal[
    "person_id",
    "school",
    "first_day",
    "last_day",
    "weekdays",
]

class AwayRow(NamedTuple):
    """A row of the sheet “Days that will not do”."""

    person_id: Any  # reference
    school: Any  # reference
    first_day: Any  # date
    last_day: Any  # date
    weekdays: Any  # several choices

class Away(Table[AwayColumn, AwayRow]):
    """The sheet “Days that will not do”."""

PlanningColumn = Literal[
    "reviewers",
    "workshop_after",
    "workshop_within",
    "impact_after",
    "evidence_before",
    "first_review",
    "last_review",
    "bank_holidays",
]

class PlanningRow(NamedTuple):
    """A row of the sheet “Rules for the plan”."""

    reviewers: Any  # whole number
    workshop_after: Any  # whole number
    workshop_within: Any  # whole number
    impact_after: Any  # whole number
    evidence_before: Any  # whole number
    first_review: Any  # date
    last_review: Any  # date
    bank_holidays: Any  # choice

class Planning(Table[PlanningColumn, PlanningRow]):
    """The sheet “Rules for the plan”."""

YearSurveyMapColumn = Literal[
    "item_id",
    "file",
    "asked",
    "about",
    "scale",
    "reversed",
    "wave",
    "same_people",
]

class YearSurveyMapRow(NamedTuple):
    """A row of the sheet “Survey map”."""

    item_id: Any  # id, needed
    file: Any  # text, needed
    asked: Any  # long text, needed
    about: Any  # choice, needed
    scale: Any  # choice, needed
    reversed: Any  # choice
    wave: Any  # choice, needed
    same_people: Any  # choice

class YearSurveyMap(Table[YearSurveyMapColumn, YearSurveyMapRow]):
    """The sheet “Survey map”."""

SurveyRolesColumn = Literal[
    "file",
    "role",
    "invited",
    "role_question",
]

class SurveyRolesRow(NamedTuple):
    """A row of the sheet “Who was asked”."""

    file: Any  # text, needed
    role: Any  # choice, needed
    invited: Any  # whole number
    role_question: Any  # text

class SurveyRoles(Table[SurveyRolesColumn, SurveyRolesRow]):
    """The sheet “Who was asked”."""

OwnWordsColumn = Literal[
    "heading",
    "words",
    "audience",
]

class OwnWordsRow(NamedTuple):
    """A row of the sheet “Your own words”."""

    heading: Any  # text
    words: Any  # long text, needed
    audience: Any  # choice

class OwnWords(Table[OwnWordsColumn, OwnWordsRow]):
    """The sheet “Your own words”."""

VisitsColumn = Literal[
    "visitor",
    "visited",
    "visited_on",
    "theme",
    "about",
    "asked_by",
    "support_id",
    "came_of_it",
]

class VisitsRow(NamedTuple):
    """A row of the sheet “Visits and support given”."""

    visitor: Any  # reference, needed
    visited: Any  # reference, needed
    visited_on: Any  # date
    theme: Any  # choice
    about: Any  # long text, needed
    asked_by: Any  # reference
    support_id: Any  # id
    came_of_it: Any  # long text

class Visits(Table[VisitsColumn, VisitsRow]):
    """The sheet “Visits and support given”."""

TookHomeColumn = Literal[
    "reviewed",
    "role",
    "school",
    "theme",
    "words",
]

class TookHomeRow(NamedTuple):
    """A row of the sheet “What reviewers took home”."""

    reviewed: Any  # reference, needed
    role: Any  # choice
    school: Any  # reference
    theme: Any  # choice, needed
    words: Any  # long text, needed

class TookHome(Table[TookHomeColumn, TookHomeRow]):
    """The sheet “What reviewers took home”."""

PhaseMarkersColumn = Literal[
    "marker",
    "state",
    "evidence",
    "looked_on",
]

class PhaseMarkersRow(NamedTuple):
    """A row of the sheet “What is seen of the phase”."""

    marker: Any  # choice, needed
    state: Any  # choice, needed
    evidence: Any  # long text, needed
    looked_on: Any  # date

class PhaseMarkers(Table[PhaseMarkersColumn, PhaseMarkersRow]):
    """The sheet “What is seen of the phase”."""

AlikeColumn = Literal[
    "school",
    "first_cycle",
    "first_outcome",
    "second_outcome",
    "same_test",
    "same_time",
    "same_year_group",
]

class AlikeRow(NamedTuple):
    """A row of the sheet “Measured alike in two cycles”."""

    school: Any  # reference, needed
    first_cycle: Any  # text, needed
    first_outcome: Any  # id, needed
    second_outcome: Any  # id, needed
    same_test: Any  # choice, needed
    same_time: Any  # choice, needed
    same_year_group: Any  # choice, needed

class Alike(Table[AlikeColumn, AlikeRow]):
    """The sheet “Measured alike in two cycles”."""

SignOffColumn = Literal[
    "document",
    "audience",
    "signed_by",
    "role",
    "signed_on",
    "expires_on",
    "withdrawn_on",
    "text_mark",
    "item",
    "cycle",
]

class SignOffRow(NamedTuple):
    """A row of the sheet “Sign-off”."""

    document: Any  # choice, needed
    audience: Any  # choice, needed
    signed_by: Any  # text, needed
    role: Any  # text, needed
    signed_on: Any  # date, needed
    expires_on: Any  # date
    withdrawn_on: Any  # date
    text_mark: Any  # text
    item: Any  # id
    cycle: Any  # text

class SignOff(Table[SignOffColumn, SignOffRow]):
    """The sheet “Sign-off”."""

SchoolColumn = Literal[
    "school",
    "school_name",
    "school_type",
    "pupils_on_roll",
    "context",
    "focus",
    "not_names",
]

class SchoolRow(NamedTuple):
    """A row of the sheet “The school”."""

    school: Any  # id, needed
    school_name: Any  # text, needed
    school_type: Any  # choice
    pupils_on_roll: Any  # whole number
    context: Any  # long text
    focus: Any  # long text, needed
    not_names: Any  # long text

class School(Table[SchoolColumn, SchoolRow]):
    """The sheet “The school”."""

SelfReviewColumn = Literal[
    "question_id",
    "theme",
    "question",
    "self_view",
    "ofsted_areas",
]

class SelfReviewRow(NamedTuple):
    """A row of the sheet “Self-review”."""

    question_id: Any  # id, needed
    theme: Any  # choice, needed
    question: Any  # long text, needed
    self_view: Any  # long text
    ofsted_areas: Any  # several choices

class SelfReview(Table[SelfReviewColumn, SelfReviewRow]):
    """The sheet “Self-review”."""

EvidenceColumn = Literal[
    "evidence_id",
    "question_id",
    "source_type",
    "date",
    "informant",
    "people",
    "seen",
    "direction",
]

class EvidenceRow(NamedTuple):
    """A row of the sheet “Evidence”."""

    evidence_id: Any  # id, needed
    question_id: Any  # reference, needed
    source_type: Any  # choice, needed
    date: Any  # date, needed
    informant: Any  # choice
    people: Any  # whole number
    seen: Any  # long text, needed
    direction: Any  # choice, needed

class Evidence(Table[EvidenceColumn, EvidenceRow]):
    """The sheet “Evidence”."""

ObservationsColumn = Literal[
    "observation_id",
    "question_id",
    "date",
    "looked_for",
    "observer",
    "noted",
]

class ObservationsRow(NamedTuple):
    """A row of the sheet “Paired observations”."""

    observation_id: Any  # id, needed
    question_id: Any  # reference, needed
    date: Any  # date, needed
    looked_for: Any  # text, needed
    observer: Any  # reference, needed
    noted: Any  # choice, needed

class Observations(Table[ObservationsColumn, ObservationsRow]):
    """The sheet “Paired observations”."""

FindingsColumn = Literal[
    "finding_id",
    "kind",
    "question_id",
    "finding",
    "evidence_ids",
    "workshop_question",
]

class FindingsRow(NamedTuple):
    """A row of the sheet “Findings”."""

    finding_id: Any  # id, needed
    kind: Any  # choice, needed
    question_id: Any  # reference, needed
    finding: Any  # long text, needed
    evidence_ids: Any  # several ids
    workshop_question: Any  # long text

class Findings(Table[FindingsColumn, FindingsRow]):
    """The sheet “Findings”."""

RegisterColumn = Literal[
    "register_id",
    "study",
    "stage",
    "outcome",
    "says",
    "estimated",
    "effect",
    "low",
    "high",
    "locator",
    "accessed",
    "question_id",
]

class RegisterRow(NamedTuple):
    """A row of the sheet “What others found”."""

    register_id: Any  # id, needed
    study: Any  # text, needed
    stage: Any  # choice, needed
    outcome: Any  # text, needed
    says: Any  # long text, needed
    estimated: Any  # choice, needed
    effect: Any  # number
    low: Any  # number
    high: Any  # number
    locator: Any  # text, needed
    accessed: Any  # date, needed
    question_id: Any  # reference

class Register(Table[RegisterColumn, RegisterRow]):
    """The sheet “What others found”."""

SupportColumn = Literal[
    "support_id",
    "kind",
    "theme",
    "support",
    "contact",
    "until",
]

class SupportRow(NamedTuple):
    """A row of the sheet “Support offered and needed”."""

    support_id: Any  # id, needed
    kind: Any  # choice, needed
    theme: Any  # choice, needed
    support: Any  # long text, needed
    contact: Any  # reference
    until: Any  # date

class Support(Table[SupportColumn, SupportRow]):
    """The sheet “Support offered and needed”."""

ActionsColumn = Literal[
    "action_id",
    "finding_id",
    "action",
    "lead",
    "start_date",
    "review_date",
    "success_measure",
    "support_wanted",
    "status",
    "what_was_done",
]

class ActionsRow(NamedTuple):
    """A row of the sheet “Action plan”."""

    action_id: Any  # id, needed
    finding_id: Any  # reference
    action: Any  # long text, needed
    lead: Any  # reference
    start_date: Any  # date
    review_date: Any  # date
    success_measure: Any  # long text
    support_wanted: Any  # long text
    status: Any  # choice
    what_was_done: Any  # long text

class Actions(Table[ActionsColumn, ActionsRow]):
    """The sheet “Action plan”."""

ImplementationColumn = Literal[
    "action_id",
    "engage",
    "unite",
    "reflect",
    "adapted",
    "sessions_planned",
    "sessions_held",
]

class ImplementationRow(NamedTuple):
    """A row of the sheet “Putting it into practice”."""

    action_id: Any  # reference, needed
    engage: Any  # long text
    unite: Any  # long text
    reflect: Any  # long text
    adapted: Any  # long text
    sessions_planned: Any  # whole number
    sessions_held: Any  # whole number

class Implementation(Table[ImplementationColumn, ImplementationRow]):
    """The sheet “Putting it into practice”."""

CheckInsColumn = Literal[
    "action_id",
    "looked_on",
    "going",
    "noticed",
    "next_step",
]

class CheckInsRow(NamedTuple):
    """A row of the sheet “Check-ins”."""

    action_id: Any  # reference, needed
    looked_on: Any  # date, needed
    going: Any  # choice, needed
    noticed: Any  # long text
    next_step: Any  # long text

class CheckIns(Table[CheckInsColumn, CheckInsRow]):
    """The sheet “Check-ins”."""

OutcomesColumn = Literal[
    "outcome_id",
    "action_id",
    "outcome",
    "group",
    "unit",
    "question",
    "design",
    "primary",
    "named_on",
    "higher_is_better",
    "smallest_worthwhile",
    "baseline_date",
    "follow_up_date",
    "same_test",
    "who_tested",
    "selection",
    "chosen_for",
    "chosen_from",
    "selected_below",
    "cohort_mean",
    "cohort_sd",
    "reliability",
    "expected_change",
    "expected_from",
    "expected_to",
    "expected_months",
    "expected_source",
    "lowest_possible",
    "highest_possible",
    "later_date",
    "allocation",
]

class OutcomesRow(NamedTuple):
    """A row of the sheet “Outcomes”."""

    outcome_id: Any  # id, needed
    action_id: Any  # reference, needed
    outcome: Any  # text, needed
    group: Any  # text, needed
    unit: Any  # text, needed
    question: Any  # long text
    design: Any  # choice, needed
    primary: Any  # choice
    named_on: Any  # date
    higher_is_better: Any  # choice, needed
    smallest_worthwhile: Any  # number
    baseline_date: Any  # date
    follow_up_date: Any  # date
    same_test: Any  # choice
    who_tested: Any  # choice
    selection: Any  # text
    chosen_for: Any  # choice
    chosen_from: Any  # whole number
    selected_below: Any  # number
    cohort_mean: Any  # number
    cohort_sd: Any  # number
    reliability: Any  # number
    expected_change: Any  # number
    expected_from: Any  # number
    expected_to: Any  # number
    expected_months: Any  # number
    expected_source: Any  # text
    lowest_possible: Any  # number
    highest_possible: Any  # number
    later_date: Any  # date
    allocation: Any  # choice

class Outcomes(Table[OutcomesColumn, OutcomesRow]):
    """The sheet “Outcomes”."""

SeriesColumn = Literal[
    "series_id",
    "action_id",
    "outcome_id",
    "counted",
    "unit",
    "kind",
    "higher_is_better",
    "pupils",
    "single_case",
    "began_on",
    "start_by_lot",
    "first_start",
    "last_start",
]

class SeriesRow(NamedTuple):
    """A row of the sheet “Series”."""

    series_id: Any  # id, needed
    action_id: Any  # reference
    outcome_id: Any  # reference
    counted: Any  # text, needed
    unit: Any  # text, needed
    kind: Any  # choice, needed
    higher_is_better: Any  # choice, needed
    pupils: Any  # whole number
    single_case: Any  # choice
    began_on: Any  # date
    start_by_lot: Any  # choice
    first_start: Any  # date
    last_start: Any  # date

class Series(Table[SeriesColumn, SeriesRow]):
    """The sheet “Series”."""

SeriesPointsColumn = Literal[
    "series_id",
    "day",
    "value",
    "out_of",
]

class SeriesPointsRow(NamedTuple):
    """A row of the sheet “Series points”."""

    series_id: Any  # reference, needed
    day: Any  # date, needed
    value: Any  # number
    out_of: Any  # number

class SeriesPoints(Table[SeriesPointsColumn, SeriesPointsRow]):
    """The sheet “Series points”."""

LotsColumn = Literal[
    "draw_id",
    "outcome_ids",
    "drawn_on",
    "drawn_by",
    "method",
    "seed",
    "draw_number",
    "certificate",
    "reason",
]

class LotsRow(NamedTuple):
    """A row of the sheet “Lots”."""

    draw_id: Any  # id, needed
    outcome_ids: Any  # several ids
    drawn_on: Any  # date, needed
    drawn_by: Any  # text
    method: Any  # choice, needed
    seed: Any  # id, needed
    draw_number: Any  # whole number, needed
    certificate: Any  # text, needed
    reason: Any  # long text

class Lots(Table[LotsColumn, LotsRow]):
    """The sheet “Lots”."""

FixedPlansColumn = Literal[
    "outcome_id",
    "fixed_on",
    "fixed_by",
    "mark",
    "plan",
]

class FixedPlansRow(NamedTuple):
    """A row of the sheet “Plans as fixed”."""

    outcome_id: Any  # reference, needed
    fixed_on: Any  # date, needed
    fixed_by: Any  # text
    mark: Any  # text, needed
    plan: Any  # long text, needed

class FixedPlans(Table[FixedPlansColumn, FixedPlansRow]):
    """The sheet “Plans as fixed”."""

SurveyMapColumn = Literal[
    "item_id",
    "file",
    "asked",
    "question_id",
    "scale",
    "reversed",
    "informant",
    "wave",
    "invited",
    "same_people",
]

class SurveyMapRow(NamedTuple):
    """A row of the sheet “Survey map”."""

    item_id: Any  # id, needed
    file: Any  # text, needed
    asked: Any  # long text, needed
    question_id: Any  # reference
    scale: Any  # choice, needed
    reversed: Any  # choice
    informant: Any  # choice, needed
    wave: Any  # choice, needed
    invited: Any  # whole number
    same_people: Any  # choice

class SurveyMap(Table[SurveyMapColumn, SurveyMapRow]):
    """The sheet “Survey map”."""

CarriedOverColumn = Literal[
    "cycle",
    "what",
    "item_id",
    "words",
    "state",
    "looked_on",
    "seen",
]

class CarriedOverRow(NamedTuple):
    """A row of the sheet “Carried over”."""

    cycle: Any  # text, needed
    what: Any  # choice, needed
    item_id: Any  # id, needed
    words: Any  # long text, needed
    state: Any  # choice
    looked_on: Any  # date
    seen: Any  # long text

class CarriedOver(Table[CarriedOverColumn, CarriedOverRow]):
    """The sheet “Carried over”."""

ReflectionColumn = Literal[
    "action_id",
    "what_changed",
    "surprises",
    "lessons",
    "next",
]

class ReflectionRow(NamedTuple):
    """A row of the sheet “Reflection on impact”."""

    action_id: Any  # reference, needed
    what_changed: Any  # long text
    surprises: Any  # long text
    lessons: Any  # long text
    next: Any  # long text

class Reflection(Table[ReflectionColumn, ReflectionRow]):
    """The sheet “Reflection on impact”."""

PracticeColumn = Literal[
    "practice_id",
    "principle",
    "theme",
    "in_short",
    "problem",
    "context",
    "pupils_reached",
    "time",
    "cost",
    "staff",
    "steps",
    "outcome_id",
    "how_we_know",
    "not_known",
    "suits",
    "contact_name",
    "contact_email",
    "keywords",
    "takes_up_school",
    "takes_up_item",
]

class PracticeRow(NamedTuple):
    """A row of the sheet “Best practice”."""

    practice_id: Any  # id, needed
    principle: Any  # text, needed
    theme: Any  # choice, needed
    in_short: Any  # long text, needed
    problem: Any  # long text
    context: Any  # long text
    pupils_reached: Any  # whole number
    time: Any  # text
    cost: Any  # text
    staff: Any  # text
    steps: Any  # long text
    outcome_id: Any  # reference
    how_we_know: Any  # long text
    not_known: Any  # long text
    suits: Any  # long text
    contact_name: Any  # text
    contact_email: Any  # email address
    keywords: Any  # text
    takes_up_school: Any  # reference
    takes_up_item: Any  # id

class Practice(Table[PracticeColumn, PracticeRow]):
    """The sheet “Best practice”."""

PhotosColumn = Literal[
    "file",
    "shows",
    "people",
    "cleared_by",
    "cleared_on",
    "credit",
]

class PhotosRow(NamedTuple):
    """A row of the sheet “Photos”."""

    file: Any  # text, needed
    shows: Any  # long text, needed
    people: Any  # choice
    cleared_by: Any  # text
    cleared_on: Any  # date
    credit: Any  # text

class Photos(Table[PhotosColumn, PhotosRow]):
    """The sheet “Photos”."""

MaterialsColumn = Literal[
    "file",
    "title",
    "used_for",
    "cleared_by",
    "cleared_on",
    "credit",
]

class MaterialsRow(NamedTuple):
    """A row of the sheet “Materials”."""

    file: Any  # text, needed
    title: Any  # text, needed
    used_for: Any  # long text, needed
    cleared_by: Any  # text
    cleared_on: Any  # date
    credit: Any  # text

class Materials(Table[MaterialsColumn, MaterialsRow]):
    """The sheet “Materials”."""

EthicsColumn = Literal[
    "told",
    "consent",
    "withdraw",
    "kept",
    "checked_by",
    "checked_on",
]

class EthicsRow(NamedTuple):
    """A row of the sheet “Ethics and consent”."""

    told: Any  # long text, needed
    consent: Any  # long text, needed
    withdraw: Any  # long text
    kept: Any  # long text, needed
    checked_by: Any  # text, needed
    checked_on: Any  # date, needed

class Ethics(Table[EthicsColumn, EthicsRow]):
    """The sheet “Ethics and consent”."""

PupilOutcomesColumn = Literal[
    "outcome_id",
    "pupil_id",
    "group",
    "class_name",
    "subgroup",
    "baseline",
    "follow_up",
    "sessions_received",
    "later_follow_up",
]

class PupilOutcomesRow(NamedTuple):
    """A row of the sheet “Pupil outcomes”."""

    outcome_id: Any  # reference, needed
    pupil_id: Any  # id, needed
    group: Any  # choice, needed
    class_name: Any  # text
    subgroup: Any  # text
    baseline: Any  # number
    follow_up: Any  # number
    sessions_received: Any  # number
    later_follow_up: Any  # number

class PupilOutcomes(Table[PupilOutcomesColumn, PupilOutcomesRow]):
    """The sheet “Pupil outcomes”."""

LotUnitsColumn = Literal[
    "draw_id",
    "unit",
    "stratum",
    "score",
    "arm",
]

class LotUnitsRow(NamedTuple):
    """A row of the sheet “Lots”."""

    draw_id: Any  # id, needed
    unit: Any  # id, needed
    stratum: Any  # id
    score: Any  # number
    arm: Any  # choice, needed

class LotUnits(Table[LotUnitsColumn, LotUnitsRow]):
    """The sheet “Lots”."""

SurveyResponsesColumn = Literal[
    "respondent_id",
    "item_id",
    "wave",
    "answer",
]

class SurveyResponsesRow(NamedTuple):
    """A row of the sheet “Survey responses”."""

    respondent_id: Any  # id, needed
    item_id: Any  # reference, needed
    wave: Any  # choice, needed
    answer: Any  # text

class SurveyResponses(Table[SurveyResponsesColumn, SurveyResponsesRow]):
    """The sheet “Survey responses”."""

HubColumn = Literal[
    "name",
    "cycle",
    "lead",
    "contact_email",
]

class HubRow(NamedTuple):
    """A row of the sheet “The hub”."""

    name: Any  # text, needed
    cycle: Any  # text, needed
    lead: Any  # text
    contact_email: Any  # email address

class Hub(Table[HubColumn, HubRow]):
    """The sheet “The hub”."""

PartnershipsColumn = Literal[
    "partnership_name",
    "schools",
    "namesakes",
    "off_website",
]

class PartnershipsRow(NamedTuple):
    """A row of the sheet “The partnerships”."""

    partnership_name: Any  # text, needed
    schools: Any  # whole number
    namesakes: Any  # text
    off_website: Any  # text

class Partnerships(Table[PartnershipsColumn, PartnershipsRow]):
    """The sheet “The partnerships”."""
