"""Rows as they are read, before any table is made of them, by their columns.

Written by `python tests/tables.py` from the declarations in schema/; do not edit it by hand.
Nothing of this exists when the kit runs: a row is a dict, made in `typed_rows.py`. A column that is
renamed in its declaration is found by the checker wherever code asks a row for it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, TypedDict, TypeVar, overload

from spp_research.schema import tables as of

from .typed_rows import Records, TypedRows

_Cells = TypeVar("_Cells")
_Column = TypeVar("_Column", bound=str)
Numbered = tuple[tuple[int, _Cells], ...]  # each row with its number in the workbook

class RowsOf(TypedRows, Generic[_Column, _Cells]):
    """The filled rows of one sheet, known by its columns."""

    @cached_property
    def records(self) -> Numbered[_Cells]: ...  # type: ignore[override]
    def cells(self, name: _Column) -> Iterator[tuple[int, Any]]: ...  # type: ignore[override]
    def there(self, name: _Column) -> list[Any]: ...  # type: ignore[override]

class PartnershipCells(TypedDict):
    """What stands in a row of the sheet “The partnership”."""

    name: Any  # text, needed
    phase: Any  # choice
    cycle: Any  # text, needed
    lead: Any  # reference
    contact_email: Any  # email address
    not_names: Any  # long text

PartnershipRows = RowsOf[of.PartnershipColumn, PartnershipCells]

class SchoolsCells(TypedDict):
    """What stands in a row of the sheet “The schools”."""

    school: Any  # id, needed
    school_name: Any  # text, needed
    school_type: Any  # choice
    pupils_on_roll: Any  # whole number
    review_days: Any  # whole number
    review_group: Any  # text
    left_on: Any  # date
    formerly: Any  # text

SchoolsRows = RowsOf[of.SchoolsColumn, SchoolsCells]

class PeopleCells(TypedDict):
    """What stands in a row of the sheet “People and training”."""

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

PeopleRows = RowsOf[of.PeopleColumn, PeopleCells]

class TimetableCells(TypedDict):
    """What stands in a row of the sheet “The year's reviews”."""

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

TimetableRows = RowsOf[of.TimetableColumn, TimetableCells]

class TermsCells(TypedDict):
    """What stands in a row of the sheet “Terms and holidays”."""

    span: Any  # choice, needed
    named: Any  # text
    first_day: Any  # date, needed
    last_day: Any  # date, needed
    school: Any  # reference

TermsRows = RowsOf[of.TermsColumn, TermsCells]

class AwayCells(TypedDict):
    """What stands in a row of the sheet “Days that will not do”."""

    person_id: Any  # reference
    school: Any  # reference
    first_day: Any  # date
    last_day: Any  # date
    weekdays: Any  # several choices

AwayRows = RowsOf[of.AwayColumn, AwayCells]

class PlanningCells(TypedDict):
    """What stands in a row of the sheet “Rules for the plan”."""

    reviewers: Any  # whole number
    workshop_after: Any  # whole number
    workshop_within: Any  # whole number
    impact_after: Any  # whole number
    evidence_before: Any  # whole number
    first_review: Any  # date
    last_review: Any  # date
    bank_holidays: Any  # choice

PlanningRows = RowsOf[of.PlanningColumn, PlanningCells]

class YearSurveyMapCells(TypedDict):
    """What stands in a row of the sheet “Survey map”."""

    item_id: Any  # id, needed
    file: Any  # text, needed
    asked: Any  # long text, needed
    about: Any  # choice, needed
    scale: Any  # choice, needed
    reversed: Any  # choice
    wave: Any  # choice, needed
    same_people: Any  # choice

YearSurveyMapRows = RowsOf[of.YearSurveyMapColumn, YearSurveyMapCells]

class SurveyRolesCells(TypedDict):
    """What stands in a row of the sheet “Who was asked”."""

    file: Any  # text, needed
    role: Any  # choice, needed
    invited: Any  # whole number
    role_question: Any  # text

SurveyRolesRows = RowsOf[of.SurveyRolesColumn, SurveyRolesCells]

class OwnWordsCells(TypedDict):
    """What stands in a row of the sheet “Your own words”."""

    heading: Any  # text
    words: Any  # long text, needed
    audience: Any  # choice

OwnWordsRows = RowsOf[of.OwnWordsColumn, OwnWordsCells]

class VisitsCells(TypedDict):
    """What stands in a row of the sheet “Visits and support given”."""

    visitor: Any  # reference, needed
    visited: Any  # reference, needed
    visited_on: Any  # date
    theme: Any  # choice
    about: Any  # long text, needed
    asked_by: Any  # reference
    support_id: Any  # id
    came_of_it: Any  # long text

VisitsRows = RowsOf[of.VisitsColumn, VisitsCells]

class TookHomeCells(TypedDict):
    """What stands in a row of the sheet “What reviewers took home”."""

    reviewed: Any  # reference, needed
    role: Any  # choice
    school: Any  # reference
    theme: Any  # choice, needed
    words: Any  # long text, needed

TookHomeRows = RowsOf[of.TookHomeColumn, TookHomeCells]

class PhaseMarkersCells(TypedDict):
    """What stands in a row of the sheet “What is seen of the phase”."""

    marker: Any  # choice, needed
    state: Any  # choice, needed
    evidence: Any  # long text, needed
    looked_on: Any  # date

PhaseMarkersRows = RowsOf[of.PhaseMarkersColumn, PhaseMarkersCells]

class AlikeCells(TypedDict):
    """What stands in a row of the sheet “Measured alike in two cycles”."""

    school: Any  # reference, needed
    first_cycle: Any  # text, needed
    first_outcome: Any  # id, needed
    second_outcome: Any  # id, needed
    same_test: Any  # choice, needed
    same_time: Any  # choice, needed
    same_year_group: Any  # choice, needed

AlikeRows = RowsOf[of.AlikeColumn, AlikeCells]

class SignOffCells(TypedDict):
    """What stands in a row of the sheet “Sign-off”."""

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

SignOffRows = RowsOf[of.SignOffColumn, SignOffCells]

class SchoolCells(TypedDict):
    """What stands in a row of the sheet “The school”."""

    school: Any  # id, needed
    school_name: Any  # text, needed
    school_type: Any  # choice
    pupils_on_roll: Any  # whole number
    context: Any  # long text
    focus: Any  # long text, needed
    not_names: Any  # long text

SchoolRows = RowsOf[of.SchoolColumn, SchoolCells]

class SelfReviewCells(TypedDict):
    """What stands in a row of the sheet “Self-review”."""

    question_id: Any  # id, needed
    theme: Any  # choice, needed
    question: Any  # long text, needed
    self_view: Any  # long text
    ofsted_areas: Any  # several choices

SelfReviewRows = RowsOf[of.SelfReviewColumn, SelfReviewCells]

class EvidenceCells(TypedDict):
    """What stands in a row of the sheet “Evidence”."""

    evidence_id: Any  # id, needed
    question_id: Any  # reference, needed
    source_type: Any  # choice, needed
    date: Any  # date, needed
    informant: Any  # choice
    people: Any  # whole number
    seen: Any  # long text, needed
    direction: Any  # choice, needed

EvidenceRows = RowsOf[of.EvidenceColumn, EvidenceCells]

class ObservationsCells(TypedDict):
    """What stands in a row of the sheet “Paired observations”."""

    observation_id: Any  # id, needed
    question_id: Any  # reference, needed
    date: Any  # date, needed
    looked_for: Any  # text, needed
    observer: Any  # reference, needed
    noted: Any  # choice, needed

ObservationsRows = RowsOf[of.ObservationsColumn, ObservationsCells]

class FindingsCells(TypedDict):
    """What stands in a row of the sheet “Findings”."""

    finding_id: Any  # id, needed
    kind: Any  # choice, needed
    question_id: Any  # reference, needed
    finding: Any  # long text, needed
    evidence_ids: Any  # several ids
    workshop_question: Any  # long text

FindingsRows = RowsOf[of.FindingsColumn, FindingsCells]

class RegisterCells(TypedDict):
    """What stands in a row of the sheet “What others found”."""

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

RegisterRows = RowsOf[of.RegisterColumn, RegisterCells]

class SupportCells(TypedDict):
    """What stands in a row of the sheet “Support offered and needed”."""

    support_id: Any  # id, needed
    kind: Any  # choice, needed
    theme: Any  # choice, needed
    support: Any  # long text, needed
    contact: Any  # reference
    until: Any  # date

SupportRows = RowsOf[of.SupportColumn, SupportCells]

class ActionsCells(TypedDict):
    """What stands in a row of the sheet “Action plan”."""

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

ActionsRows = RowsOf[of.ActionsColumn, ActionsCells]

class ImplementationCells(TypedDict):
    """What stands in a row of the sheet “Putting it into practice”."""

    action_id: Any  # reference, needed
    engage: Any  # long text
    unite: Any  # long text
    reflect: Any  # long text
    adapted: Any  # long text
    sessions_planned: Any  # whole number
    sessions_held: Any  # whole number

ImplementationRows = RowsOf[of.ImplementationColumn, ImplementationCells]

class CheckInsCells(TypedDict):
    """What stands in a row of the sheet “Check-ins”."""

    action_id: Any  # reference, needed
    looked_on: Any  # date, needed
    going: Any  # choice, needed
    noticed: Any  # long text
    next_step: Any  # long text

CheckInsRows = RowsOf[of.CheckInsColumn, CheckInsCells]

class OutcomesCells(TypedDict):
    """What stands in a row of the sheet “Outcomes”."""

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

OutcomesRows = RowsOf[of.OutcomesColumn, OutcomesCells]

class SeriesCells(TypedDict):
    """What stands in a row of the sheet “Series”."""

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

SeriesRows = RowsOf[of.SeriesColumn, SeriesCells]

class SeriesPointsCells(TypedDict):
    """What stands in a row of the sheet “Series points”."""

    series_id: Any  # reference, needed
    day: Any  # date, needed
    value: Any  # number
    out_of: Any  # number

SeriesPointsRows = RowsOf[of.SeriesPointsColumn, SeriesPointsCells]

class LotsCells(TypedDict):
    """What stands in a row of the sheet “Lots”."""

    draw_id: Any  # id, needed
    outcome_ids: Any  # several ids
    drawn_on: Any  # date, needed
    drawn_by: Any  # text
    method: Any  # choice, needed
    seed: Any  # id, needed
    draw_number: Any  # whole number, needed
    certificate: Any  # text, needed
    reason: Any  # long text

LotsRows = RowsOf[of.LotsColumn, LotsCells]

class FixedPlansCells(TypedDict):
    """What stands in a row of the sheet “Plans as fixed”."""

    outcome_id: Any  # reference, needed
    fixed_on: Any  # date, needed
    fixed_by: Any  # text
    mark: Any  # text, needed
    plan: Any  # long text, needed

FixedPlansRows = RowsOf[of.FixedPlansColumn, FixedPlansCells]

class SurveyMapCells(TypedDict):
    """What stands in a row of the sheet “Survey map”."""

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

SurveyMapRows = RowsOf[of.SurveyMapColumn, SurveyMapCells]

class CarriedOverCells(TypedDict):
    """What stands in a row of the sheet “Carried over”."""

    cycle: Any  # text, needed
    what: Any  # choice, needed
    item_id: Any  # id, needed
    words: Any  # long text, needed
    state: Any  # choice
    looked_on: Any  # date
    seen: Any  # long text

CarriedOverRows = RowsOf[of.CarriedOverColumn, CarriedOverCells]

class ReflectionCells(TypedDict):
    """What stands in a row of the sheet “Reflection on impact”."""

    action_id: Any  # reference, needed
    what_changed: Any  # long text
    surprises: Any  # long text
    lessons: Any  # long text
    next: Any  # long text

ReflectionRows = RowsOf[of.ReflectionColumn, ReflectionCells]

class PracticeCells(TypedDict):
    """What stands in a row of the sheet “Best practice”."""

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

PracticeRows = RowsOf[of.PracticeColumn, PracticeCells]

class PhotosCells(TypedDict):
    """What stands in a row of the sheet “Photos”."""

    file: Any  # text, needed
    shows: Any  # long text, needed
    people: Any  # choice
    cleared_by: Any  # text
    cleared_on: Any  # date
    credit: Any  # text

PhotosRows = RowsOf[of.PhotosColumn, PhotosCells]

class MaterialsCells(TypedDict):
    """What stands in a row of the sheet “Materials”."""

    file: Any  # text, needed
    title: Any  # text, needed
    used_for: Any  # long text, needed
    cleared_by: Any  # text
    cleared_on: Any  # date
    credit: Any  # text

MaterialsRows = RowsOf[of.MaterialsColumn, MaterialsCells]

class EthicsCells(TypedDict):
    """What stands in a row of the sheet “Ethics and consent”."""

    told: Any  # long text, needed
    consent: Any  # long text, needed
    withdraw: Any  # long text
    kept: Any  # long text, needed
    checked_by: Any  # text, needed
    checked_on: Any  # date, needed

EthicsRows = RowsOf[of.EthicsColumn, EthicsCells]

class PupilOutcomesCells(TypedDict):
    """What stands in a row of the sheet “Pupil outcomes”."""

    outcome_id: Any  # reference, needed
    pupil_id: Any  # id, needed
    group: Any  # choice, needed
    class_name: Any  # text
    subgroup: Any  # text
    baseline: Any  # number
    follow_up: Any  # number
    sessions_received: Any  # number
    later_follow_up: Any  # number

PupilOutcomesRows = RowsOf[of.PupilOutcomesColumn, PupilOutcomesCells]

class LotUnitsCells(TypedDict):
    """What stands in a row of the sheet “Lots”."""

    draw_id: Any  # id, needed
    unit: Any  # id, needed
    stratum: Any  # id
    score: Any  # number
    arm: Any  # choice, needed

LotUnitsRows = RowsOf[of.LotUnitsColumn, LotUnitsCells]

class SurveyResponsesCells(TypedDict):
    """What stands in a row of the sheet “Survey responses”."""

    respondent_id: Any  # id, needed
    item_id: Any  # reference, needed
    wave: Any  # choice, needed
    answer: Any  # text

SurveyResponsesRows = RowsOf[of.SurveyResponsesColumn, SurveyResponsesCells]

class HubCells(TypedDict):
    """What stands in a row of the sheet “The hub”."""

    name: Any  # text, needed
    cycle: Any  # text, needed
    lead: Any  # text
    contact_email: Any  # email address

HubRows = RowsOf[of.HubColumn, HubCells]

class PartnershipsCells(TypedDict):
    """What stands in a row of the sheet “The partnerships”."""

    partnership_name: Any  # text, needed
    schools: Any  # whole number
    namesakes: Any  # text
    off_website: Any  # text

PartnershipsRows = RowsOf[of.PartnershipsColumn, PartnershipsCells]

class SheetsRead(dict[str, TypedRows]):
    """The filled rows of each sheet of a workbook, by its name."""

    @overload
    def __getitem__(self, name: Literal["partnership"], /) -> PartnershipRows: ...
    @overload
    def __getitem__(self, name: Literal["schools"], /) -> SchoolsRows: ...
    @overload
    def __getitem__(self, name: Literal["people"], /) -> PeopleRows: ...
    @overload
    def __getitem__(self, name: Literal["timetable"], /) -> TimetableRows: ...
    @overload
    def __getitem__(self, name: Literal["terms"], /) -> TermsRows: ...
    @overload
    def __getitem__(self, name: Literal["away"], /) -> AwayRows: ...
    @overload
    def __getitem__(self, name: Literal["planning"], /) -> PlanningRows: ...
    @overload
    def __getitem__(self, name: Literal["year_survey_map"], /) -> YearSurveyMapRows: ...
    @overload
    def __getitem__(self, name: Literal["survey_roles"], /) -> SurveyRolesRows: ...
    @overload
    def __getitem__(self, name: Literal["own_words"], /) -> OwnWordsRows: ...
    @overload
    def __getitem__(self, name: Literal["visits"], /) -> VisitsRows: ...
    @overload
    def __getitem__(self, name: Literal["took_home"], /) -> TookHomeRows: ...
    @overload
    def __getitem__(self, name: Literal["phase_markers"], /) -> PhaseMarkersRows: ...
    @overload
    def __getitem__(self, name: Literal["alike"], /) -> AlikeRows: ...
    @overload
    def __getitem__(self, name: Literal["sign_off"], /) -> SignOffRows: ...
    @overload
    def __getitem__(self, name: Literal["school"], /) -> SchoolRows: ...
    @overload
    def __getitem__(self, name: Literal["self_review"], /) -> SelfReviewRows: ...
    @overload
    def __getitem__(self, name: Literal["evidence"], /) -> EvidenceRows: ...
    @overload
    def __getitem__(self, name: Literal["observations"], /) -> ObservationsRows: ...
    @overload
    def __getitem__(self, name: Literal["findings"], /) -> FindingsRows: ...
    @overload
    def __getitem__(self, name: Literal["register"], /) -> RegisterRows: ...
    @overload
    def __getitem__(self, name: Literal["support"], /) -> SupportRows: ...
    @overload
    def __getitem__(self, name: Literal["actions"], /) -> ActionsRows: ...
    @overload
    def __getitem__(self, name: Literal["implementation"], /) -> ImplementationRows: ...
    @overload
    def __getitem__(self, name: Literal["check_ins"], /) -> CheckInsRows: ...
    @overload
    def __getitem__(self, name: Literal["outcomes"], /) -> OutcomesRows: ...
    @overload
    def __getitem__(self, name: Literal["series"], /) -> SeriesRows: ...
    @overload
    def __getitem__(self, name: Literal["series_points"], /) -> SeriesPointsRows: ...
    @overload
    def __getitem__(self, name: Literal["lots"], /) -> LotsRows: ...
    @overload
    def __getitem__(self, name: Literal["fixed_plans"], /) -> FixedPlansRows: ...
    @overload
    def __getitem__(self, name: Literal["survey_map"], /) -> SurveyMapRows: ...
    @overload
    def __getitem__(self, name: Literal["carried_over"], /) -> CarriedOverRows: ...
    @overload
    def __getitem__(self, name: Literal["reflection"], /) -> ReflectionRows: ...
    @overload
    def __getitem__(self, name: Literal["practice"], /) -> PracticeRows: ...
    @overload
    def __getitem__(self, name: Literal["photos"], /) -> PhotosRows: ...
    @overload
    def __getitem__(self, name: Literal["materials"], /) -> MaterialsRows: ...
    @overload
    def __getitem__(self, name: Literal["ethics"], /) -> EthicsRows: ...
    @overload
    def __getitem__(self, name: Literal["pupil_outcomes"], /) -> PupilOutcomesRows: ...
    @overload
    def __getitem__(self, name: Literal["lot_units"], /) -> LotUnitsRows: ...
    @overload
    def __getitem__(self, name: Literal["survey_responses"], /) -> SurveyResponsesRows: ...
    @overload
    def __getitem__(self, name: Literal["hub"], /) -> HubRows: ...
    @overload
    def __getitem__(self, name: Literal["partnerships"], /) -> PartnershipsRows: ...
    @overload
    def __getitem__(self, name: str, /) -> TypedRows: ...

class FindsRows(Protocol):
    """What gives the rows of a sheet, each with its number."""

    @overload
    def __call__(self, sheet: Literal["partnership"]) -> Numbered[PartnershipCells]: ...
    @overload
    def __call__(self, sheet: Literal["schools"]) -> Numbered[SchoolsCells]: ...
    @overload
    def __call__(self, sheet: Literal["people"]) -> Numbered[PeopleCells]: ...
    @overload
    def __call__(self, sheet: Literal["timetable"]) -> Numbered[TimetableCells]: ...
    @overload
    def __call__(self, sheet: Literal["terms"]) -> Numbered[TermsCells]: ...
    @overload
    def __call__(self, sheet: Literal["away"]) -> Numbered[AwayCells]: ...
    @overload
    def __call__(self, sheet: Literal["planning"]) -> Numbered[PlanningCells]: ...
    @overload
    def __call__(self, sheet: Literal["year_survey_map"]) -> Numbered[YearSurveyMapCells]: ...
    @overload
    def __call__(self, sheet: Literal["survey_roles"]) -> Numbered[SurveyRolesCells]: ...
    @overload
    def __call__(self, sheet: Literal["own_words"]) -> Numbered[OwnWordsCells]: ...
    @overload
    def __call__(self, sheet: Literal["visits"]) -> Numbered[VisitsCells]: ...
    @overload
    def __call__(self, sheet: Literal["took_home"]) -> Numbered[TookHomeCells]: ...
    @overload
    def __call__(self, sheet: Literal["phase_markers"]) -> Numbered[PhaseMarkersCells]: ...
    @overload
    def __call__(self, sheet: Literal["alike"]) -> Numbered[AlikeCells]: ...
    @overload
    def __call__(self, sheet: Literal["sign_off"]) -> Numbered[SignOffCells]: ...
    @overload
    def __call__(self, sheet: Literal["school"]) -> Numbered[SchoolCells]: ...
    @overload
    def __call__(self, sheet: Literal["self_review"]) -> Numbered[SelfReviewCells]: ...
    @overload
    def __call__(self, sheet: Literal["evidence"]) -> Numbered[EvidenceCells]: ...
    @overload
    def __call__(self, sheet: Literal["observations"]) -> Numbered[ObservationsCells]: ...
    @overload
    def __call__(self, sheet: Literal["findings"]) -> Numbered[FindingsCells]: ...
    @overload
    def __call__(self, sheet: Literal["register"]) -> Numbered[RegisterCells]: ...
    @overload
    def __call__(self, sheet: Literal["support"]) -> Numbered[SupportCells]: ...
    @overload
    def __call__(self, sheet: Literal["actions"]) -> Numbered[ActionsCells]: ...
    @overload
    def __call__(self, sheet: Literal["implementation"]) -> Numbered[ImplementationCells]: ...
    @overload
    def __call__(self, sheet: Literal["check_ins"]) -> Numbered[CheckInsCells]: ...
    @overload
    def __call__(self, sheet: Literal["outcomes"]) -> Numbered[OutcomesCells]: ...
    @overload
    def __call__(self, sheet: Literal["series"]) -> Numbered[SeriesCells]: ...
    @overload
    def __call__(self, sheet: Literal["series_points"]) -> Numbered[SeriesPointsCells]: ...
    @overload
    def __call__(self, sheet: Literal["lots"]) -> Numbered[LotsCells]: ...
    @overload
    def __call__(self, sheet: Literal["fixed_plans"]) -> Numbered[FixedPlansCells]: ...
    @overload
    def __call__(self, sheet: Literal["survey_map"]) -> Numbered[SurveyMapCells]: ...
    @overload
    def __call__(self, sheet: Literal["carried_over"]) -> Numbered[CarriedOverCells]: ...
    @overload
    def __call__(self, sheet: Literal["reflection"]) -> Numbered[ReflectionCells]: ...
    @overload
    def __call__(self, sheet: Literal["practice"]) -> Numbered[PracticeCells]: ...
    @overload
    def __call__(self, sheet: Literal["photos"]) -> Numbered[PhotosCells]: ...
    @overload
    def __call__(self, sheet: Literal["materials"]) -> Numbered[MaterialsCells]: ...
    @overload
    def __call__(self, sheet: Literal["ethics"]) -> Numbered[EthicsCells]: ...
    @overload
    def __call__(self, sheet: Literal["pupil_outcomes"]) -> Numbered[PupilOutcomesCells]: ...
    @overload
    def __call__(self, sheet: Literal["lot_units"]) -> Numbered[LotUnitsCells]: ...
    @overload
    def __call__(self, sheet: Literal["survey_responses"]) -> Numbered[SurveyResponsesCells]: ...
    @overload
    def __call__(self, sheet: Literal["hub"]) -> Numbered[HubCells]: ...
    @overload
    def __call__(self, sheet: Literal["partnerships"]) -> Numbered[PartnershipsCells]: ...
    @overload
    def __call__(self, sheet: str) -> Records: ...
