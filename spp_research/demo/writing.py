"""Writing a partnership's books as the workbooks of a workspace."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL
from spp_research.workspace import Workspace

from .books import PartnershipBook, SchoolBook
from .exports import Table

_CREATED = datetime(2026, 1, 1)  # fixed, so that the same answers give the same bytes


def write_partnership(folder: Path, book: PartnershipBook) -> Path:
    """Write every workbook and `settings.yml` into `folder`, which is made if need be.

    Returns
    -------
    The folder, absolute. Files of the same name are replaced; others are left alone.
    """
    from spp_research.intake.write.templates import write_workbook

    workspace = Workspace(Path(folder).expanduser().resolve())
    workspace.root.mkdir(parents=True, exist_ok=True)
    write_workbook(workspace.root / "partnership.xlsx", PARTNERSHIP, book.sheets)
    workspace.settings_file.write_text(book.settings, encoding="utf-8", newline="\n")
    _write_exports(workspace.root / "surveys", book.surveys)
    for school in book.schools:
        _write_school(workspace, school)
    return workspace.root


def _write_school(workspace: Workspace, school: SchoolBook) -> None:
    from spp_research.intake.write.templates import write_workbook

    folder = workspace.school_folder(school.slug)
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(folder / "evidence.xlsx", SCHOOL, school.sheets)
    if school.pupils:
        (folder / "pupils").mkdir(exist_ok=True)
    for name, rows in school.pupils.items():
        sheets = {"pupil_outcomes": rows, "lot_units": school.lots.get(name, [])}
        write_workbook(folder / "pupils" / f"{name}.xlsx", PUPILS, sheets)
    _write_exports(folder / "surveys", school.surveys)
    if school.attachments:
        (folder / ATTACHMENTS).mkdir(exist_ok=True)
    for name, picture in school.attachments.items():
        (folder / ATTACHMENTS / name).write_bytes(picture)


def _write_exports(folder: Path, surveys: Mapping[str, Table]) -> None:
    """Every export of a folder of surveys; no folder where there is none."""
    if surveys:
        folder.mkdir(exist_ok=True)
    for name, table in surveys.items():
        _write_export(folder / name, table)


def _write_export(path: Path, table: Table) -> None:
    """A form maker's export: a bare sheet, or CSV as a spreadsheet saves it."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
        return
    import xlsxwriter

    options = {"default_date_format": "m/d/yy hh:mm:ss", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
