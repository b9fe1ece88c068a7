"""`spp draw`: draw lots, say where the papers are, and check a certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.errors import ConfigurationError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.publish.placing import writing
from spp_research.workspace import open_workspace

from . import showing
from .school_given import refuse_as_file
from .showing import plain

if TYPE_CHECKING:
    from spp_research.intake.write.added_row import Value
    from spp_research.schema import Sheet
    from spp_research.school.lots.drawing import Made


@dataclass(frozen=True)
class Asked:
    """What was typed after `spp draw`."""

    school: str
    outcomes: tuple[str, ...]
    by: str
    within: str
    pair_by: str
    classes: bool
    later: bool
    reason: str
    column: str


def draw_lots(folder: Path, file: Path, asked: Asked) -> None:
    """Draw, and say in plain lines what was made and what comes next."""
    from spp_research.school.lots.drawing import Wanted, draw
    from spp_research.school.lots.listing import read_list

    workspace = open_workspace(folder)
    refuse_as_file(
        folder,
        file,
        "Give the list to draw from, and the school with --school, for example: spp draw "
        "schools/{school}/pupils/year4.xlsx --school {school} --outcome O1",
    )
    _refuse_half_asked(asked)
    school = open_partnership(workspace).school(asked.school).slug
    units = read_list(
        file,
        outcome=asked.outcomes[0],
        whole_classes=asked.classes,
        within=asked.within,
        pair_by=asked.pair_by,
        column=asked.column,
    )
    wanted = Wanted(school, asked.outcomes, asked.by, asked.later, asked.classes, asked.reason)
    with writing(workspace.school_folder(school)):
        made = draw(workspace, units, wanted, date.today())
    for line in _told(made, file):
        print(plain(line))


def check_certificate(folder: Path, file: Path) -> None:
    """Draw once more what a certificate says, and say that it is the same."""
    from spp_research.intake.read.certificates import NOT_SHOWN, in_words
    from spp_research.school.lots.drawing import check_page

    refuse_as_file(
        folder,
        file,
        "Give the certificate of a draw, for example: spp draw --check "
        "schools/{school}/pupils/lots-D1.certificate.txt",
    )
    print(plain(f"{file.name}: {in_words(check_page(file))}"))
    print(NOT_SHOWN)


def _refuse_half_asked(asked: Asked) -> None:
    for given, option, example in (
        (asked.school, "the school", "--school oakfield"),
        (asked.outcomes, "the outcome that the groups are compared in", "--outcome O1"),
        (asked.by.strip(), "who draws", '--by "Ann Hill"'),
    ):
        if not given:
            raise ConfigurationError(f"A draw needs {option}, for example: {example}")
    if asked.within and asked.pair_by:
        raise ConfigurationError(
            "Lots are drawn within groups or within pairs, not both: leave out --within or "
            "--pair-by. Pairs by a score are alike already."
        )


def _told(made: Made, file: Path) -> Iterator[str]:
    yield from what_was_drawn(made)
    page = showing.shown(made.page.resolve())
    yield f"Certificate: {page}. Anybody can check it with:"
    yield "spp draw --check " + (f'"{page}"' if " " in page else page)
    yield _workbook(made, file)
    yield from row_of_lots(made)
    yield what_comes_next(made)
    yield f"What to send: {made.certificate.certificate}"


def what_was_drawn(made: Made) -> Iterator[str]:
    """How many were drawn for what, and how alike they begin, a sentence each."""
    from spp_research import stats

    noun = "classes" if made.certificate.method.code == "classes" else "pupils"
    yield stats.sentence(made.allocation, outcome="", unit=noun)
    yield from _balance(made)
    for warning in made.allocation.warnings:
        if not warning.startswith("this is draw"):
            yield f"{warning[:1].upper()}{warning[1:]}."


def what_comes_next(made: Made) -> str:
    """What to write into the workbook, and what to send to somebody."""
    return (
        f"Next: write “{_making(made)}” under “How groups were made” on the sheet “Outcomes”, and "
        "send the line below, not the list, to somebody at another school today: "
        "nothing else shows the day."
    )


def _balance(made: Made) -> Iterator[str]:
    """How alike the groups begin, where the list says it: it is looked at, and never drawn for."""
    from spp_research.stats.adjusted import NOT_COMPARABLE_ABOVE
    from spp_research.stats.allocation import UNLIKE

    found = made.balance
    if found is None or found.difference is None:
        return
    sides = [
        f"{mean:.1f} ({n} pupils{'' if sd is None else f', SD {sd:.1f}'})"
        for mean, n, sd in zip(found.mean, found.n, found.sd, strict=True)
    ]
    yield (
        f"At the start, on average: {sides[0]} and {sides[1]}, {abs(found.difference):.2f} "
        "standard deviations apart."
    )
    if abs(found.difference) > NOT_COMPARABLE_ABOVE:
        yield f"The groups {UNLIKE}. The report allows for the start."


def _workbook(made: Made, file: Path) -> str:
    said = where_they_are(made, showing.shown(made.workbook.resolve()))
    if file.resolve().parent == made.workbook.resolve().parent and made.prepared:
        said += f" Now move {file.name} out of the folder pupils, or its rows are read as well."
    return said


def where_they_are(made: Made, where: str) -> str:
    """What the workbook of the draw has in it.

    Parameters
    ----------
    where : how its place is shown.
    """
    if made.prepared:
        return (
            f"{where} has each pupil with the group that was drawn: fill in what is measured there."
        )
    return f"{where} says who was drawn for what, and spp check reads it."


def _making(made: Made) -> str:
    from spp_research.schema.vocabulary import Making

    if made.certificate.method.code == "classes":
        return Making.LOT_CLASSES.value
    return (Making.LOT_LATER if "later" in made.certificate.arms else Making.LOT).value


def row_of_lots(made: Made) -> Iterator[str]:
    """That a row was added to the evidence workbook, or what is to be written there."""
    from spp_research.schema import SCHOOL

    yield from row_told(made.row, SCHOOL.sheet("lots"), made.values)


def row_told(row: int, sheet: Sheet, values: Mapping[str, Value]) -> Iterator[str]:
    """That a row was added to the evidence workbook, or what is to be written there."""
    from spp_research.intake.write.added_row import as_text

    if row:
        yield (
            f"Added row {row} to the sheet “{sheet.title}” of the evidence workbook; nothing else "
            "was changed."
        )
        return
    yield (
        f"The evidence workbook was left as it is. Close it, see that it has the sheet "
        f"“{sheet.title}” (copy it from an empty template: spp templates templates), and write a "
        "row there:"
    )
    for name, value in values.items():
        shown = " / ".join(as_text(value).splitlines())
        yield f"  {sheet.field(name).label}: {shown}"
