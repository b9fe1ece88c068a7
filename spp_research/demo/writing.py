"""Writing a partnership's books as the workbooks of a workspace."""

from __future__ import annotations

from pathlib import Path

from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL
from spp_research.workspace import Workspace

from .books import PartnershipBook, SchoolBook


def write_partnership(folder: Path, book: PartnershipBook) -> Path:
    """Write every workbook and `settings.yml` into `folder`, which is made if need be.

    Returns
    -------
    The folder, absolute. Files of the same name are replaced; others are left alone.
    """
    from spp_research.intake.templates import write_workbook

    workspace = Workspace(Path(folder).expanduser().resolve())
    workspace.root.mkdir(parents=True, exist_ok=True)
    write_workbook(workspace.root / "partnership.xlsx", PARTNERSHIP, book.sheets)
    workspace.settings_file.write_text(book.settings, encoding="utf-8", newline="\n")
    for school in book.schools:
        _write_school(workspace, school)
    return workspace.root


def _write_school(workspace: Workspace, school: SchoolBook) -> None:
    from spp_research.intake.templates import write_workbook

    folder = workspace.school_folder(school.slug)
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(folder / "evidence.xlsx", SCHOOL, school.sheets)
    if school.pupils:
        (folder / "pupils").mkdir(exist_ok=True)
    for name, rows in school.pupils.items():
        write_workbook(folder / "pupils" / f"{name}.xlsx", PUPILS, {"pupil_outcomes": rows})
