"""The field's own words, as the workbooks, the checks and the reports use them.

The four themes are the enquiry framework of the Schools Partnership Programme, with their
exact names (source: the programme's enquiry-frameworks page).
"""

from spp_research import kinds

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
DIRECTIONS = ("Strength", "Mixed", "Next step", "Unclear")

FINDING_KINDS = ("Strength", "Next step")

ACTION_STATES = ("Planned", "Under way", "Completed", "Stopped")

# What a claim may say is capped by how it is known (docs/statistics.md).
DESIGNS = {
    "A": "comparison group, with a baseline",
    "B": "same pupils before and after, no comparison group",
    "C": "different pupils before and after",
    "D": "after only, or what people told us",
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

# Each audience may see a little less than the one before.
AUDIENCES = ("School", "Partnership", "Public")

DOCUMENTS = kinds.TITLES
REVIEW_SUMMARY = kinds.REVIEW_SUMMARY.title
WORKSHOP_PACK = kinds.WORKSHOP_PACK.title
IMPACT_REFLECTION = kinds.IMPACT_REFLECTION.title
WRITE_UP = kinds.BEST_PRACTICE.title
PARTNERSHIP_REPORT = kinds.PARTNERSHIP_REPORT.title

YES_NO = ("Yes", "No")

# What somebody noted on a visit. A record of what was seen, never a grade.
OBSERVATIONS = ("Seen", "Partly seen", "Not seen", "No chance to see it")

SUPPORT_KINDS = ("Offer", "Need")

KEY_STAGES = (
    "Early years",
    "Key stage 1",
    "Key stage 2",
    "Key stage 3",
    "Key stage 4",
    "Post-16",
    "Several stages",
)

WAVES = ("Before", "After", "Once")

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
