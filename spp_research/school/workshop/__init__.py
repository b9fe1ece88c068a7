"""The improvement workshop: its questions, its half-day, what others found and offer, measures.

What is written here is the kit's own or the school's; nothing is advice. Nothing is protected yet.
"""

from .agenda import Slot, Step, agenda
from .measures import Measure, measures
from .opening import Match, Pack, Person, Who, matches, offers_standing, open_workshop, who
from .questions import Question, about, at_hand, open_steps, outside, questions, to_build_on
from .smallest import Cohort, cohorts, smallest_change

__all__ = [
    "Cohort",
    "Match",
    "Measure",
    "Pack",
    "Person",
    "Question",
    "Slot",
    "Step",
    "Who",
    "about",
    "agenda",
    "at_hand",
    "cohorts",
    "matches",
    "measures",
    "offers_standing",
    "open_steps",
    "open_workshop",
    "outside",
    "questions",
    "smallest_change",
    "to_build_on",
    "who",
]
