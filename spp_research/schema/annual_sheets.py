"""The lead's sheets for the annual report: their own words, support given, what is seen of a phase.

All are optional, and belong to one cycle: the next workbook begins with none of their rows.
"""

from .fields import Field, Kind, Sheet
from .vocabulary import HUB_MARKERS, LEADS_AUDIENCES, MARKER_STATES, MARKERS, ROLES, THEMES, YES_NO

OWN_WORDS = Sheet(
    "own_words",
    "Your own words",
    "What you would say of the year yourself. It stands first in the annual report, in the order "
    "of the rows; one row a thought, or one for all of it.",
    later=True,
    fields=(
        Field(
            "heading",
            "Heading",
            Kind.TEXT,
            "A few words above it, if you like.",
            max_length=80,
            example="A year of reading aloud",
        ),
        Field(
            "words",
            "What you want to say",
            Kind.LONG_TEXT,
            "In whole sentences. An empty line begins a new paragraph. No pupil, and no word that "
            "sets one school above another.",
            required=True,
            max_length=3000,
            example="We began the year with a promise to look at one thing together, and to look "
            "at it properly.",
            renames=("Words", "Text"),
        ),
        Field(
            "audience",
            "Who may read it",
            Kind.CHOICE,
            "Blank: the partnership, and not everyone.",
            allowed=LEADS_AUDIENCES,
            example="Partnership",
            renames=("Audience",),
        ),
    ),
)

VISITS = Sheet(
    "visits",
    "Visits and support given",
    "One row for each time that a school helped another: a visit, a talk, something lent. An offer "
    "or a need of a school’s own workbook becomes a visit here.",
    later=True,
    fields=(
        Field(
            "visitor",
            "Who went",
            Kind.REFERENCE,
            "Short name of the school whose people went, or whose people asked.",
            required=True,
            refers_to="schools.school",
            example="oakfield",
            renames=("Visitor", "From school"),
        ),
        Field(
            "visited",
            "Where to",
            Kind.REFERENCE,
            "Short name of the school that they went to.",
            required=True,
            refers_to="schools.school",
            example="withy-bridge",
            renames=("Visited", "To school"),
        ),
        Field(
            "visited_on",
            "When",
            Kind.DATE,
            "The day, or the first of several.",
            example="12/02/2026",
            renames=("Date",),
        ),
        Field(
            "theme",
            "Theme",
            Kind.CHOICE,
            "One of the four themes.",
            allowed=THEMES,
            example=THEMES[2],
        ),
        Field(
            "about",
            "What it was about",
            Kind.LONG_TEXT,
            "In a sentence. People by their role, no pupil.",
            required=True,
            max_length=300,
            example="Watching daily reading in Year 3.",
            renames=("On what",),
        ),
        Field(
            "asked_by",
            "Whose offer or need",
            Kind.REFERENCE,
            "Short name of the school that had written it down. Blank if nobody had.",
            refers_to="schools.school",
            example="withy-bridge",
        ),
        Field(
            "support_id",
            "Support ID",
            Kind.ID,
            "Its ID on the sheet “Support offered and needed” of that school.",
            max_length=12,
            example="S1",
        ),
        Field(
            "came_of_it",
            "What came of it",
            Kind.LONG_TEXT,
            "What was done afterwards because of it, or that nothing was. Blank: not known yet.",
            max_length=400,
            example="Reading now begins at 8.50 in two of our classes as well.",
            renames=("Result",),
        ),
    ),
)

TOOK_HOME = Sheet(
    "took_home",
    "What reviewers took home",
    "One row for each thing that somebody of a review team took back to their own school. People "
    "by their role, nobody by name.",
    later=True,
    fields=(
        Field(
            "reviewed",
            "School reviewed",
            Kind.REFERENCE,
            "Short name of the school where it was seen.",
            required=True,
            refers_to="schools.school",
            example="oakfield",
        ),
        Field(
            "role",
            "Whose role",
            Kind.CHOICE,
            "What they are in the programme.",
            allowed=ROLES,
            example="Peer reviewer",
        ),
        Field(
            "school",
            "Taken to",
            Kind.REFERENCE,
            "Short name of their own school. Blank if it should not be told.",
            refers_to="schools.school",
            example="withy-bridge",
        ),
        Field(
            "theme",
            "Theme",
            Kind.CHOICE,
            "One of the four themes.",
            required=True,
            allowed=THEMES,
            example=THEMES[2],
        ),
        Field(
            "words",
            "What was taken home",
            Kind.LONG_TEXT,
            "An idea, a way of doing things, a question to ask of oneself. In a sentence or two.",
            required=True,
            max_length=400,
            example="Asking pupils to read a page twice before we talk about it.",
            renames=("Taken home",),
        ),
    ),
)

PHASE_MARKERS = Sheet(
    "phase_markers",
    "What is seen of the phase",
    "One row for each marker of a phase, or of being ready to be a hub, that you have looked at "
    "this year, with what you saw. Nothing is added up: this is a description, not a score.",
    key=("marker",),
    later=True,
    fields=(
        Field(
            "marker",
            "Marker",
            Kind.CHOICE,
            "Pick one; they are in the order of build, embed, sustain and hub.",
            required=True,
            allowed=(*(marker for own in MARKERS.values() for marker in own), *HUB_MARKERS),
            example=MARKERS["Sustain"][-1],
            max_length=160,
        ),
        Field(
            "state",
            "Seen",
            Kind.CHOICE,
            "Seen, seen in part, or not seen yet.",
            required=True,
            allowed=MARKER_STATES,
            example="Seen in part",
        ),
        Field(
            "evidence",
            "What was seen",
            Kind.LONG_TEXT,
            "What it rests on: what somebody saw, heard or can show. No pupil.",
            required=True,
            max_length=400,
            example="Two champions trained the new champion of one school over three mornings.",
        ),
        Field(
            "looked_on",
            "Looked at on",
            Kind.DATE,
            "The day on which you looked.",
            example="15/06/2026",
        ),
    ),
)

ALIKE = Sheet(
    "alike",
    "Measured alike in two cycles",
    "One row for each outcome that a school measured in an earlier cycle and measures in this one. "
    "The report sets the two beside each other only where all three answers are Yes.",
    key=("school", "first_cycle", "first_outcome"),
    later=True,
    fields=(
        Field(
            "school",
            "School short name",
            Kind.REFERENCE,
            "The school; both were measured there.",
            required=True,
            refers_to="schools.school",
            example="oakfield",
        ),
        Field(
            "first_cycle",
            "Earlier cycle",
            Kind.TEXT,
            "The closed cycle, as it was called.",
            required=True,
            max_length=20,
            example="2024-25",
        ),
        Field(
            "first_outcome",
            "Outcome ID then",
            Kind.ID,
            "Its ID in the school’s workbook of that cycle.",
            required=True,
            max_length=12,
            example="O1",
        ),
        Field(
            "second_outcome",
            "Outcome ID now",
            Kind.ID,
            "Its ID in the school’s workbook of this cycle.",
            required=True,
            max_length=12,
            example="O3",
        ),
        Field(
            "same_test",
            "Same test",
            Kind.CHOICE,
            "Yes only if it was the very same test, given in the same way.",
            required=True,
            allowed=YES_NO,
            example="Yes",
        ),
        Field(
            "same_time",
            "Same time of the year",
            Kind.CHOICE,
            "Yes only if before and after were measured in the same months.",
            required=True,
            allowed=YES_NO,
            example="Yes",
        ),
        Field(
            "same_year_group",
            "Same year group",
            Kind.CHOICE,
            "Yes only if the pupils were of the same year group.",
            required=True,
            allowed=YES_NO,
            example="Yes",
        ),
    ),
)

ANNUAL = (OWN_WORDS, VISITS, TOOK_HOME, PHASE_MARKERS, ALIKE)
