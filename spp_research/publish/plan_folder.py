"""What a plan leaves in a workspace: the twin of the lead's workbook, the timetable, calendars.

The lead's own workbook is never written. The twin is a workbook like it with the timetable filled
in; a twin that somebody has saved since is kept under another name.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from spp_research.catalogue import called
from spp_research.display.front import Front, front_matter
from spp_research.intake import Reading, write_workbook
from spp_research.intake.layout import OWN_TITLES, bare
from spp_research.intake.read.containers import bytes_of
from spp_research.intake.read.sheets import read_book
from spp_research.intake.write.marked_copy import saved_since
from spp_research.partnership.plan import Plan, Visit
from spp_research.phrases import listed, long_date
from spp_research.protect.disclosure import Audience
from spp_research.schema import PARTNERSHIP
from spp_research.settings import Settings
from spp_research.whole_files import replaced
from spp_research.words import plan as words
from spp_research.words.text import escape
from spp_research.workspace import Workspace

from . import pandoc
from .branding import look_of
from .placing import scratch_folder

FOLDER = "plan"
TIMETABLE = "timetable"
_ENDING = ".planned.xlsx"


def twin_of(path: Path) -> Path:
    """Where the planned workbook is written: <name>.planned.xlsx beside the lead's own."""
    return path.with_name(f"{path.stem}{_ENDING}")


def write_twin(reading: Reading, plan: Plan) -> tuple[Path, Path | None, list[str]]:
    """Write the lead's workbook again with the planned timetable, beside it.

    Returns
    -------
    The twin; where an edited one went; and the titles of the lead's own sheets that it lacks.
    """
    target = twin_of(reading.path)
    kept = None
    if target.is_file() and saved_since(target):
        kept = _free(target)
        target.rename(kept)
    rows = {name: [dict(row) for _, row in own.records] for name, own in reading.rows.items()}
    others = [row for row in rows["timetable"] if not _of_cycle(plan, row)]
    planned = [_row(visit) for visit in plan.visits if visit.start is not None]
    rows["timetable"] = [*others, *planned]
    with replaced(target) as new:
        write_workbook(new, PARTNERSHIP, rows)
    known = {bare(title) for title in (*reading.titles.values(), *OWN_TITLES)}
    book = read_book(bytes_of(reading.path), reading.path.stem)
    own = [s.name for s in book.sheets if bare(s.name) not in known and not s.hidden]
    return target, kept, own


def _free(target: Path) -> Path:
    stem = target.name.removesuffix(".xlsx")
    for number in range(1, 1000):
        path = target.with_name(f"{stem}.edited{'' if number == 1 else f'-{number}'}.xlsx")
        if not path.exists():
            return path
    raise FileExistsError(target)


def _of_cycle(plan: Plan, row: Mapping[str, object]) -> bool:
    start = row["review_start"]
    return start is None or plan.planning.cycle.holds(start)  # type: ignore[arg-type]


def _row(visit: Visit) -> dict[str, object]:
    return {
        "school": visit.school,
        "self_review_date": visit.self_review,
        "data_sharing_date": visit.evidence,
        "review_start": visit.start,
        "review_end": visit.end,
        "workshop_date": visit.workshop,
        "impact_review_date": visit.impact,
        "team": list(visit.team),
        "champion": visit.champion or None,
        "fixed": "Yes" if visit.fixed else None,
    }


def write_timetable(
    plan: Plan, workspace: Workspace, settings: Settings, formats: tuple[str, ...]
) -> list[Path]:
    """The year on one page, as a web page, a Word document and a PDF."""
    folder = workspace.root / FOLDER
    with scratch_folder(keep=False) as scratch:
        look = look_of(workspace, settings)
        front = _front(plan)
        metadata = front.metadata(plan.planning.on)
        metadata["spp"] |= {**look.metadata, "status": escape(_status(plan)), "draft": False}
        text = "\n\n".join([front_matter(metadata), *_page(plan)]) + "\n"
        (scratch / pandoc.SOURCE).write_text(text, encoding="utf-8")
        look.write(scratch)
        made = pandoc.render(scratch, formats, workspace.style)
        placed = []
        for kind, path in made.items():
            target = folder / f"{TIMETABLE}.{kind}"
            with replaced(target) as new:
                shutil.copyfile(path, new)
            placed.append(target)
    return placed


def _front(plan: Plan) -> Front:
    planning = plan.planning
    return Front(
        document=TIMETABLE,
        title=f"The year {planning.cycle.name}",
        subtitle=planning.partnership,
        partnership=planning.partnership,
        audience=Audience.PARTNERSHIP,
        sign_off=None,
        description="Who reviews whom, and when.",
    )


def _status(plan: Plan) -> str:
    return f"Proposed on {long_date(plan.planning.on)}"


_HEADS = ("School", "Evidence shared", "Review", "Review team", "Workshop", "Champion", "Impact")
_WIDTHS = (18, 12, 14, 20, 12, 12, 12)


def timetable_rows(plan: Plan) -> list[tuple[str, ...]]:
    """The year as a table: one row a review, in the order of the days."""
    planning = plan.planning
    made: list[tuple[str, ...]] = []
    for visit in sorted(plan.visits, key=lambda v: (v.start is None, v.start, v.school)):
        names = [planning.names.get(who, who) for who in visit.team]
        made.append(
            (
                planning.host(visit.school).name,
                _day(visit.evidence),
                _days(visit),
                listed(names) or "–",
                _day(visit.workshop),
                planning.names.get(visit.champion, visit.champion) or "–",
                _day(visit.impact),
            )
        )
    return made


def _day(day: date | None) -> str:
    """A day as a narrow column shows it: 4 Nov 2025."""
    return "–" if day is None else f"{day.day} {day:%b %Y}"


def _days(visit: Visit) -> str:
    """The days of a review in one cell: "4 and 5 Nov 2025"."""
    if visit.start is None:
        return "–"
    first, last = visit.days()[0], visit.days()[-1]
    if first == last:
        return _day(first)
    if first.month == last.month:
        return (
            f"{first.day} and {_day(last)}"
            if len(visit.days()) == 2
            else (f"{first.day} to {_day(last)}")
        )
    return f"{_day(first)} to {_day(last)}"


def _page(plan: Plan) -> list[str]:
    rows = [
        f"| {' | '.join(map(called, _HEADS))} |",
        f"|{'|'.join(':' + '-' * w for w in _WIDTHS)}|",
    ]
    rows += [f"| {' | '.join(map(escape, row))} |" for row in timetable_rows(plan)]
    table = "\n".join([*rows, "", ": One row a review, in the order of the days. {#tbl-year}"])
    remarks = [words.fairness(plan), *words.remarks(plan)]
    for why in plan.impossible:
        remarks += words.why_not(why, plan.planning)
    notes = "\n".join(f"- {escape(text)}" for text in remarks)
    return [table, f"::: {{.notes}}\n{notes}\n:::"]
