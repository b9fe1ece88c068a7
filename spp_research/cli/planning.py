"""`spp plan`: propose the year, print it, and write it beside the lead's workbook."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.catalogue import called, choose
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import Reading, read_lead, require
from spp_research.partnership.plan import Plan, plan, planning_of
from spp_research.partnership.reviewed import pairs, reviews_over_years
from spp_research.phrases import counted
from spp_research.publish.calendars import calendars, first_name, write_calendars
from spp_research.publish.placing import writing
from spp_research.publish.plan_folder import FOLDER, timetable_rows, write_timetable, write_twin
from spp_research.settings import Settings, read_settings
from spp_research.words import plan as words
from spp_research.workspace import EXAMPLE, Workspace, open_workspace

from . import showing
from .showing import plain, shown

HEADS = ("School", "Evidence", "Review", "Review team", "Workshop", "Champion", "Impact review")


def plan_year(folder: Path, on: str, dry_run: bool, as_json: bool) -> int:
    """Plan the year of a workspace, and return the exit code.

    Parameters
    ----------
    on : the day to plan on, as YYYY-MM-DD; empty for the settings' day, or today.
    """
    workspace = open_workspace(folder)
    settings, reading, made = proposed(workspace, on)
    files: list[Path] = []
    told: list[str] = []
    if is_a_plan(made) and not dry_run:
        if str(folder) == EXAMPLE:
            told.append("The example is left as it is; copy it with: spp demo my-demo")
        else:
            files, told = write_plan(workspace, settings, reading, made)
    if as_json:
        showing.print_json(_as_json(made, files))
    else:
        _show(made, files, told)
    return EvidenceError.exit_code if made.impossible else 0


def proposed(workspace: Workspace, on: str = "") -> tuple[Settings, Reading, Plan]:
    """The settings, the lead's workbook, and the year that is proposed; nothing is written.

    Parameters
    ----------
    on : the day to plan on, as YYYY-MM-DD; empty for the settings' day, or today.
    """
    settings = read_settings(workspace.settings_file)
    choose(settings.catalogue)
    reading = require(read_lead(workspace))
    before = pairs(reviews_over_years(workspace))
    return settings, reading, plan(planning_of(reading, day_of(on, settings), [*before]))


def is_a_plan(made: Plan) -> bool:
    """Whether there is anything to write down."""
    return not made.impossible or any(visit.start for visit in made.visits)


def sentences(made: Plan) -> list[str]:
    """What there is to say of a plan: how fair it is, what it changes, and what to know."""
    there = any(visit.start for visit in made.visits)
    said = [words.fairness(made)] if there else []
    said += [f"Changed: {words.changed(change, made.planning)}" for change in made.changes]
    if not made.changes and any(visit.start for visit in made.planning.visits):
        said.append("Nothing that had been planned is changed.")
    return [*said, *words.remarks(made)]


def clashes(made: Plan) -> list[str]:
    """Why there is no plan, or none for some schools, and what would do."""
    head = "Not planned." if is_a_plan(made) else "No plan."
    return [" ".join([head, *words.why_not(why, made.planning)]) for why in made.impossible]


def day_of(text: str, settings: Settings) -> date:
    """The day to look from: the one that was asked for, that of the settings, or today.

    Raises
    ------
    ConfigurationError
        When what was asked for is no day.
    """
    if not text:
        return settings.as_at or date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            f"--on {text}: this is not a day. Give it year first, as in 2026-10-05."
        ) from None


def write_plan(
    workspace: Workspace, settings: Settings, reading: Reading, made: Plan
) -> tuple[list[Path], list[str]]:
    """Write the planned twin of the lead's workbook, the timetable and the calendars.

    Returns
    -------
    The files to open, and what there is to say of them.
    """
    told = []
    place = workspace.root / FOLDER
    with writing(place):
        twin, kept, own = write_twin(reading, made)
        documents = write_timetable(made, workspace, settings, tuple(settings.formats))
        named = first_name(place / "calendars", made.planning.partnership)
        wanted = calendars(made, named)
        changed = write_calendars(place / "calendars", wanted, made.planning.on, named)
    if kept:
        told.append(f"{shown(kept)}: the planned workbook as somebody had saved it.")
    if own:
        told.append(
            f"{shown(twin)} lacks the sheets of your own: {', '.join(own)}. They stay in "
            f"{reading.path.name}."
        )
    new = counted(len(changed), "calendar")
    told.append(f"{shown(place / 'calendars')}: {new} new or changed, of {len(wanted)}.")
    return [twin, *documents], told


def _show(made: Plan, files: Sequence[Path], told: Sequence[str]) -> None:
    rows = [tuple(map(plain, row)) for row in timetable_rows(made)]
    if any(visit.start for visit in made.visits):
        _table(rows)
    for line in sentences(made):
        print(plain(line))
    for line in clashes(made):
        print(plain(line), file=sys.stderr)
    for line in told:
        print(plain(line), file=sys.stderr)
    for path in files:
        print(shown(path))


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    """A table on a terminal; elsewhere a line a review, with tabs."""
    heads = tuple(map(called, HEADS))
    if not sys.stdout.isatty():
        for row in (heads, *rows):
            print("\t".join(row))
        return
    showing.table(heads, rows)


def _as_json(made: Plan, files: Sequence[Path]) -> dict[str, Any]:
    planning = made.planning
    return {
        "partnership": planning.partnership,
        "cycle": planning.cycle.name,
        "on": planning.on.isoformat(),
        "reviews": [
            as_plain(asdict(visit)) | {"settled": visit.key in made.settled}
            for visit in made.visits
            if visit.start
        ],
        "fairness": as_plain(asdict(made.fairness)),
        "changes": [
            {
                "school": change.key[0],
                "column": change.what,
                "before": as_plain(change.before),
                "after": as_plain(change.after),
            }
            for change in made.changes
        ],
        "remarks": list(words.remarks(made)),
        "impossible": [
            {
                "schools": list(why.schools),
                "proved": why.proved,
                "clash": [rule.value for rule in why.clash],
                "mends": [[as_plain(asdict(bent)) for bent in mend] for mend in why.mends],
                "sentences": words.why_not(why, planning),
            }
            for why in made.impossible
        ],
        "files": [str(path) for path in files],
    }


def as_plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(one) for one in value]
    return value
