"""The half-day of a workshop: steps with prompts, at clock times that fit the questions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

ALWAYS, MANY, NONE = "always", "many", "none"


@dataclass(frozen=True)
class Step:
    """One step of the plan.

    Parameters
    ----------
    name, what : what it is called and what happens.
    prompts : open questions for whoever facilitates.
    minutes : how long it takes; None for a round, which shares what the others leave.
    when : whether it is for any workshop, one with many questions, or one with none.
    """

    name: str
    what: str
    prompts: tuple[str, ...]
    minutes: int | None
    when: str = ALWAYS

    @property
    def is_round(self) -> bool:
        """Whether it is held once for each question."""
        return self.minutes is None


@dataclass(frozen=True)
class Slot:
    """A step at its time.

    Parameters
    ----------
    question : which of the school's questions a round is about; 0 for one that is chosen or made
        on the day, and for any other step.
    turn : which of several rounds it is, counted from 1; 0 where there is no other.
    """

    step: Step
    start: time
    minutes: int
    question: int = 0
    turn: int = 0


def agenda(questions: int) -> tuple[Slot, ...]:
    """The steps of a half-day for this many questions, with the times at which they begin.

    Parameters
    ----------
    questions : how many the school has chosen. With more than fit, some are chosen on the day;
        with none, they are made on the day.

    Returns
    -------
    Slots without a gap between them, over as many minutes as the plan declares, except that a
    minute or two may be left over at the end where the rounds do not divide evenly.
    """
    plan = _plan()
    case = NONE if not questions else MANY if questions > plan["most_rounds"] else ALWAYS
    rounds = {
        NONE: plan["rounds_without_questions"],
        MANY: plan["rounds_after_choosing"],
        ALWAYS: questions,
    }[case]
    steps = [step for step in _steps() if step.when in (ALWAYS, case)]
    left = plan["minutes"] - sum(step.minutes or 0 for step in steps)
    at = datetime.combine(date.min, time.fromisoformat(plan["start"]))
    slots = []
    for step in steps:
        for number in range(1, (rounds if step.is_round else 1) + 1):
            minutes = left // rounds if step.minutes is None else step.minutes
            question = number if step.is_round and case == ALWAYS else 0
            turn = number if step.is_round and rounds > 1 else 0
            slots.append(Slot(step, at.time(), minutes, question, turn))
            at += timedelta(minutes=minutes)
    return tuple(slots)


def ends(slots: tuple[Slot, ...]) -> time:
    """The time at which the last slot ends."""
    last = slots[-1]
    return (datetime.combine(date.min, last.start) + timedelta(minutes=last.minutes)).time()


def fit() -> int:
    """How many questions a half-day has room for."""
    return int(_plan()["most_rounds"])


@cache
def _plan() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "plan.toml").read_text(encoding="utf-8"))


@cache
def _steps() -> tuple[Step, ...]:
    return tuple(
        Step(
            name=step["name"],
            what=step["what"],
            prompts=tuple(step["prompts"]),
            minutes=None if step.get("round") else step["minutes"],
            when=step.get("when", ALWAYS),
        )
        for step in _plan()["steps"]
    )
