"""The areas that Ofsted looks at, by the framework in force on a day.

They are tags, so that a review can be laid beside an inspection framework; the kit gives no grade
and reads none. Read on 22 November 2026 on secondary pages that agree: the areas from 10 November
2025, and those of the education inspection framework of 2019, in force until the day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
