"""Whoever wants to know how far a build of the website is, and may want it to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spp_research.run.jobs import Job, Outcome


@dataclass(frozen=True)
class Onlooker:
    """What is told while a website is built; each from whichever thread knows it.

    Parameters
    ----------
    planned : how many pages of practices there are to look at; told again where it becomes more.
    step : a page has come to a step.
    event : a page was begun (no outcome), or it is known what became of it.
    stage : what is done for all pages together, once each is there.
    stopped : asked now and then whether somebody wants the build to end.
    read : the workbook of a school has just been read, and what its bytes say is at hand.
    """

    planned: Callable[[int], None] = lambda number: None
    step: Callable[[Job, str], None] = lambda job, step: None
    event: Callable[[Job, Outcome | None], None] = lambda job, outcome: None
    stage: Callable[[str], None] = lambda stage: None
    stopped: Callable[[], bool] = lambda: False
    read: Callable[[Job], object] = lambda job: None


NOBODY = Onlooker()
