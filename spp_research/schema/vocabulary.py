"""The field's own words, as workbooks, checks and reports use them, and Ofsted's areas by date.

The four themes are the enquiry framework of the Schools Partnership Programme, with their
exact names (source: the programme's enquiry-frameworks page). Words that code compares or keys by
are members of a StrEnum: each equals its word, in a frame and in a file too.

They are tags, so that a review can be laid beside an inspection framework; the kit gives no grade
and reads none. Read on 22 November 2026 on secondary pages that agree: the areas from 10 November
2025, and those of the education inspection framework of 2019, in force until the day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from spp_research import kinds


def words_of(kind: type[StrEnum]) -> tuple[str, ...]:
    """The words of an enum, as a sheet allows them: plain text in their order."""
    return tuple(member.value for member in kind)


THEMES = (
    "Our Impact: Pupil attainment, progress and learning",
    "Looking Forward: Strategic direction",
    "Looking Inward: What happens in the classroom?",
    "Looking Outward: Building coalitions for improvement",
)

ENQUIRY_STEM = "To what extent"

SOURCE_TYPES = (
    "Lesson visit",
    "Work scrutiny",
    "Pupil interview",
    "Staff interview",
    "Parent or carer voice",
    "Governor interview",
    "Survey",
    "Assessment data",
    "School document",
    "External evidence",
)

# As a sentence names several of them; the others are said the same way.
SOURCE_PLURALS = {
    "Lesson visit": "Lesson visits",
    "Work scrutiny": "Work scrutinies",
    "Pupil interview": "Pupil interviews",
    "Staff interview": "Staff interviews",
    "Parent or carer voice": "Parents and carers",
    "Governor interview": "Governor interviews",
    "Survey": "Surveys",
    "School document": "School documents",
}

INFORMANTS = ("Pupils", "Staff", "Leaders", "Parents and carers", "Governors", "Review team")


# Where a piece of evidence points, relative to its enquiry question. Never a grade.
class Direction(StrEnum):
    """Where a piece of evidence points."""

    STRENGTH = "Strength"
    MIXED = "Mixed"
    NEXT_STEP = "Next step"
    UNCLEAR = "Unclear"


class FindingKind(StrEnum):
    """What a finding is."""

    STRENGTH = "Strength"
    NEXT_STEP = "Next step"


class ActionState(StrEnum):
    """How far an action is."""

    PLANNED = "Planned"
    UNDER_WAY = "Under way"
    COMPLETED = "Completed"
    STOPPED = "Stopped"


class CheckIn(StrEnum):
    """How an action goes at a check-in. Where it is, never how good it is."""

    AS_PLANNED = "As planned"
    CHANGED = "Changed on the way"
    SLOWER = "Slower than planned"
    ON_HOLD = "On hold"
    NOT_BEGUN = "Not begun yet"


class SeriesKind(StrEnum):
    """What the figures of a series are."""

    VALUE = "Value"
    PERCENT = "Percent"
    RATE = "Rate"
    COUNT = "Count"


class Design(StrEnum):
    """How an outcome is known, which caps what a claim may say (docs/statistics.md)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Group(StrEnum):
    """Which pupils somebody is among: those of the project, or those it is compared with."""

    PROJECT = "Project"
    COMPARISON = "Comparison"


class PhotoOf(StrEnum):
    """Who is in a photo."""

    NOBODY = "Nobody"
    ADULTS = "Adults who agreed"
    UNSEEN = "Pupils who cannot be recognised"
    SEEN = "Pupils who can be recognised"


class Carried(StrEnum):
    """What goes on from one cycle to the next."""

    ACTION = "Action"
    OUTCOME = "Outcome"
    PRACTICE = "Practice"


class CarriedState(StrEnum):
    """How something of an earlier cycle is now."""

    STILL_DONE = "Still done"
    ADAPTED = "Adapted"
    STOPPED = "Stopped"
    NOT_LOOKED = "Not looked at yet"


class Making(StrEnum):
    """How the groups of an outcome were made, as the school says it."""

    LOT = "By lot"
    LOT_CLASSES = "By lot, whole classes"
    LOT_LATER = "By lot, half begin later"
    NOT_LOT = "Not by lot"

    @property
    def by_lot(self) -> bool:
        """Whether lots are said to have been drawn."""
        return self is not Making.NOT_LOT


class LotMethod(StrEnum):
    """In which way lots are drawn."""

    SIMPLE = "Simple"
    WITHIN = "Within groups"
    PAIRS = "Matched pairs"
    CLASSES = "Whole classes"
    HALVES = "Half begin later"

    @property
    def code(self) -> str:
        """As `stats.allocate` calls it."""
        return {
            LotMethod.SIMPLE: "simple",
            LotMethod.WITHIN: "stratified",
            LotMethod.PAIRS: "pairs",
            LotMethod.CLASSES: "classes",
            LotMethod.HALVES: "waiting",
        }[self]


class Arm(StrEnum):
    """Where a lot puts somebody: two groups, or two halves of which one begins later.

    In small letters each is an arm of `stats.allocate`.
    """

    PROJECT = "Project"
    COMPARISON = "Comparison"
    FIRST = "First"
    LATER = "Later"

    @property
    def group(self) -> Group:
        """The group that somebody is in because of it."""
        return Group.PROJECT if self in (Arm.PROJECT, Arm.FIRST) else Group.COMPARISON


class Chosen(StrEnum):
    """What pupils were chosen for; those at one end come back part of the way by themselves."""

    NO = "No"
    LOW = "Low scores"
    HIGH = "High scores"
    ABSENT = "Most absences"


class SameTest(StrEnum):
    """Whether what was measured before and after is one test."""

    YES = "Yes"
    FORM = "Another form of it"
    NO = "No"


class Tester(StrEnum):
    """Who gave the test or marked it, by what they knew."""

    KNEW = "Their own teacher, who knew the groups"
    BLIND = "Somebody who did not know the groups"
    OUTSIDE = "A computer or a marker from outside"


DIRECTIONS = words_of(Direction)
PHOTOS_OF = words_of(PhotoOf)
CARRIED_KINDS = words_of(Carried)
CARRIED_STATES = words_of(CarriedState)
CHOICES = words_of(Chosen)
SAME_TESTS = words_of(SameTest)
TESTERS = words_of(Tester)
FINDING_KINDS = words_of(FindingKind)
ACTION_STATES = words_of(ActionState)
CHECK_INS = words_of(CheckIn)
SERIES_KINDS = words_of(SeriesKind)
GROUPS = words_of(Group)
MAKINGS = words_of(Making)
LOT_METHODS = words_of(LotMethod)
ARMS = words_of(Arm)

DESIGNS = {
    Design.A: "comparison group, with a baseline",
    Design.B: "same pupils before and after, no comparison group",
    Design.C: "different pupils before and after",
    Design.D: "after only, or what people told us",
}

ROLES = (
    "Partnership lead",
    "Headteacher",
    "Peer reviewer",
    "Improvement champion",
    "SPP associate",
)

SCHOOL_TYPES = (
    "Nursery",
    "Infant",
    "Junior",
    "Primary",
    "First",
    "Middle",
    "Secondary",
    "All-through",
    "Special",
    "Alternative provision",
)

PHASES = ("Build", "Embed", "Sustain")

# What would be seen of a phase: the kit's own markers, steps of the programme's cycle and rules of
# its roles (docs/decisions/0019). What the workbooks can count is counted in `annual.phase`.
MARKERS = {
    "Build": (
        "Every school has a trained peer reviewer",
        "Every school has a trained improvement champion",
        "Every school has a review in the timetable",
        "Each review came after the school’s own self-review",
        "Each workshop was led by a champion from another school who was not in the review",
    ),
    "Embed": (
        "Every school has had its peer review",
        "Each finding rests on more than one kind of source",
        "Each action that was not stopped has a success measure and a date to look at it again",
        "Each need has an offer on its theme from another school",
        "Every school has held its impact review",
    ),
    "Sustain": (
        "Each action whose date has come, and that was not stopped, was measured or told about",
        "Each main outcome was measured before as well",
        "Every school shares a practice",
        "All training is in date",
        "People trained here have trained others",
    ),
}

# What would be seen of a partnership that is ready to train new ones, the kit's own as well.
HUB_MARKERS = (
    "Every school was reviewed in each cycle that is kept",
    "Every school shares a practice with everyone",
    "Champions have led workshops at more than one school",
    "Schools from outside have come to see a review or a workshop",
    "Somebody has the task of leading a hub, and the time for it",
    "A new partnership has asked for help to begin",
)


class MarkerState(StrEnum):
    """Whether the lead has seen a marker. What is seen, never how good it is."""

    SEEN = "Seen"
    IN_PART = "Seen in part"
    NOT_YET = "Not seen yet"


MARKER_STATES = words_of(MarkerState)

# Each audience may see a little less than the one before.
AUDIENCES = ("School", "Partnership", "Public")
# Of a partnership's own documents and of a hub's, which are about no single school.
LEADS_AUDIENCES = HUB_AUDIENCES = AUDIENCES[1:]

DOCUMENTS = kinds.TITLES
REVIEW_SUMMARY = kinds.REVIEW_SUMMARY.title
WORKSHOP_PACK = kinds.WORKSHOP_PACK.title
IMPACT_REFLECTION = kinds.IMPACT_REFLECTION.title
WRITE_UP = kinds.BEST_PRACTICE.title
PARENTS_PAGE = kinds.PARENTS_PAGE.title
PARTNERSHIP_REPORT = kinds.PARTNERSHIP_REPORT.title
HUB_REPORT = kinds.HUB_REPORT.title

YES_NO = ("Yes", "No")


class Span(StrEnum):
    """What a row of the lead's calendar stands for."""

    TERM = "Term"
    HOLIDAY = "Holiday"


SPANS = words_of(Span)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
BANK_HOLIDAYS = ("England and Wales", "Only those of the sheet")

# What somebody noted on a visit. A record of what was seen, never a grade.
OBSERVATIONS = ("Seen", "Partly seen", "Not seen", "No chance to see it")


class SupportKind(StrEnum):
    """Whether a school has something to give, or would welcome it."""

    OFFER = "Offer"
    NEED = "Need"


SUPPORT_KINDS = words_of(SupportKind)

KEY_STAGES = (
    "Early years",
    "Key stage 1",
    "Key stage 2",
    "Key stage 3",
    "Key stage 4",
    "Post-16",
    "Several stages",
)


class Time(StrEnum):
    """When something was measured or asked: before the work and after it, or one single time."""

    BEFORE = "Before"
    AFTER = "After"
    ONCE = "Once"


WAVES = words_of(Time)

# The answers of each scale, from the least to the most of what is asked about. Several answers
# and free text have no order.
SCALES = {
    "Agreement, five points": (
        "Strongly disagree",
        "Disagree",
        "Neither agree nor disagree",
        "Agree",
        "Strongly agree",
    ),
    "Agreement, four points": ("Strongly disagree", "Disagree", "Agree", "Strongly agree"),
    "How often, five points": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "How often, four points": ("Never", "Sometimes", "Most of the time", "Always"),
    "How much, four points": ("Not at all", "A little", "Quite a lot", "A great deal"),
    "How easy, five points": ("Very hard", "Hard", "Neither", "Easy", "Very easy"),
    "Yes or no": ("No", "Yes"),
    "Several answers": (),
    "Own words": (),
}

# Said instead of an answer, in any scale; counted apart.
NO_OPINION = ("Don't know", "Prefer not to say", "Not applicable")


@dataclass(frozen=True)
class Framework:
    """What is looked at under one framework.

    Parameters
    ----------
    name : as a sentence says it, "the framework in force from 10 November 2025".
    until : the last day on which it was in force; None while it is.
    areas : in the framework's own order.
    """

    name: str
    until: date | None
    areas: tuple[str, ...]


FRAMEWORKS = (
    Framework(
        "the framework in force until 9 November 2025",
        date(2025, 11, 9),
        (
            "Quality of education",
            "Behaviour and attitudes",
            "Personal development",
            "Leadership and management",
            "Early years",
            "Sixth form",
        ),
    ),
    Framework(
        "the framework in force from 10 November 2025",
        None,
        (
            "Safeguarding",
            "Inclusion",
            "Curriculum and teaching",
            "Achievement",
            "Attendance and behaviour",
            "Personal development and well-being",
            "Leadership and governance",
            "Early years in schools",
            "Sixth form in schools",
        ),
    ),
)

# Every area of every framework, in order: what the column allows before the day is looked at.
OFSTED_AREAS = tuple(area for framework in FRAMEWORKS for area in framework.areas)


def in_force(day: date) -> Framework:
    """The framework in force on a day."""
    for framework in FRAMEWORKS:
        if framework.until is None or day <= framework.until:
            return framework
    raise AssertionError("the last framework has no end")
