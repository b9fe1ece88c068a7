"""How long a plan of the year takes as partnerships grow; prints a Markdown table.

    python benchmarks/planning.py            # 3, 7, 30 and 150 schools, and years without a plan
    python benchmarks/planning.py 7 150      # these alone

The partnerships are those of `spp demo --schools`, without their timetable. In "busy" ones
everybody is away on one day in five, and may give four days at the most; in "short" ones two
champions of three are missing, and nobody gives more than one day, so that there is no plan.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from spp_research.demo.generated import generate
from spp_research.intake import read_workbook, write_workbook
from spp_research.partnership.plan import Planning, plan, planning_of
from spp_research.partnership.plan.model import solver
from spp_research.schema import PARTNERSHIP

ON = date(2025, 9, 1)
SIZES = (3, 7, 30, 150)


def made(schools: int) -> Planning:
    """What a generated partnership is planned from."""
    sheets = dict(generate(schools, 2026).sheets) | {"timetable": []}
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "partnership.xlsx", PARTNERSHIP, sheets)
        return planning_of(read_workbook(path, PARTNERSHIP), ON)


def busy(planning: Planning) -> Planning:
    """Everybody is away on one day in five and gives four days at the most."""
    rng = random.Random(7)
    days = planning.hosts[0].open
    people = tuple(
        replace(person, away=frozenset(rng.sample(days, len(days) // 5)), days_to_give=4)
        for person in planning.people
    )
    return replace(planning, people=people)


def short(planning: Planning) -> Planning:
    """Two champions of three are missing, and nobody gives more than a day."""
    people = tuple(
        replace(person, champion=None if at // 3 % 3 else person.champion, days_to_give=1)
        if person.champion
        else person
        for at, person in enumerate(planning.people)
    )
    return replace(planning, people=tuple(p for p in people if p.reviewer or p.champion))


def main(sizes: tuple[int, ...]) -> None:
    """Plan each size in three ways, and print what it took."""
    solver()  # importing it is no part of planning
    print("| schools | | seconds | of the processor | reviews a person | pairs | without a plan |")
    print("|---:|---|---:|---:|---|---:|---:|")
    for size in sizes:
        whole = made(size)
        for name, planning in (("", whole), ("busy", busy(whole)), ("short", short(whole))):
            began, worked = time.perf_counter(), time.process_time()
            found = plan(planning)
            took, work = time.perf_counter() - began, time.process_time() - worked
            low, high = found.fairness.reviews
            without = sum(len(why.schools) for why in found.impossible)
            print(
                f"| {size} | {name} | {took:.1f} | {work:.1f} | {low} to {high} | "
                f"{len(found.fairness.mutual)} | {without or ''} |",
                flush=True,
            )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
