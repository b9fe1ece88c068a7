"""The plan of a year: who reviews whom and when, by rules that are all kept, or why not."""

from .inputs import Planning, Visit, planning_of
from .mends import Impossible
from .planned import Change, Plan, plan

__all__ = ["Change", "Impossible", "Plan", "Planning", "Visit", "plan", "planning_of"]
