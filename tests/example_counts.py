"""How many examples hypothesis tries: all of them in the slow set, a fifth in the quick one."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

FEWEST, USUAL = 15, 100
_whole = False


def begin(*, whole: bool) -> None:
    """For every test that is read from now on: whether it tries all its examples, and no clock.

    Hypothesis measures by itself how long an example takes, which says how busy the machine is.
    """
    global _whole
    _whole = whole
    settings.register_profile("kit", examples(USUAL))
    settings.load_profile("kit")


def examples(number: int, **more: Any) -> settings:
    """Settings for so many examples, or for a fifth of them; without a clock, which load upsets."""
    few = min(number, max(FEWEST, number // 5))
    more = {"suppress_health_check": [HealthCheck.too_slow]} | more
    return settings(max_examples=number if _whole else few, deadline=None, **more)
