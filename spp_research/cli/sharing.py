"""`spp share`: make the share files of schools, or read one to a person in plain words."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.partnership import open_partnership
from spp_research.publish.placing import writing
from spp_research.publish.share_folder import Made, make_shares
from spp_research.run.jobs import NOT_STARTED
from spp_research.share import SchoolShare
from spp_research.share.content import text_of
from spp_research.share.files import ENDING, belonging, read_share
from spp_research.workspace import open_workspace

from . import showing
from .plainly import plain
from .share_words import Section, counts, sections

_STATES = showing.MARKS


def make_share_files(folder: Path, schools: Sequence[str], as_json: bool) -> int:
    """Make the share files, say what is in each, and return the exit code."""
    workspace = open_workspace(folder)
    with writing(workspace.share_folder):
        made = make_shares(workspace, schools)
    if as_json:
        showing.print_json({"shares": [_as_json(one) for one in made]})
    else:
        _show_made(made)
    return showing.exit_code([(one.state, one.exit_code) for one in made], by_name=bool(schools))


def show_share(folder: Path, wanted: str, as_json: bool) -> None:
    """Read a share file to a person.

    Parameters
    ----------
    wanted : a file, or the short name of a school of the workspace.
    """
    share = _opened(folder, wanted)
    if as_json:
        showing.print_json(json.loads(text_of(share)))
    elif sys.stdout.isatty():
        _show_tables(share)
    else:
        for section in sections(share):
            print(plain("\n".join(["", section.title, *(f"  {line}" for line in section.lines)])))


def _opened(folder: Path, wanted: str) -> SchoolShare:
    path = Path(wanted)
    if path.suffix.lower() == ENDING or path.is_file():
        if not path.is_file():
            raise ConfigurationError(
                f"{wanted}: there is no such file. Give a share file, or a school’s short name."
            )
        return read_share(path.absolute())
    workspace = open_workspace(folder)
    partnership = open_partnership(workspace)
    school = partnership.school(wanted).slug
    path = workspace.share_file(school)
    if not path.is_file():
        raise ConfigurationError(
            f"share/{path.name}: there is no such file yet. Make it with: spp share --school "
            f"{school}"
        )
    return belonging(read_share(path), path, partnership)


def _show_made(made: Sequence[Made]) -> None:
    rows = [(_STATES[one.state], one.school, *_told(one)) for one in made]
    if sys.stdout.isatty():
        _table(("", "School", "File", "What is in it", "Hidden"), rows)
    else:
        for row in rows:
            print(plain("\t".join(row)))
    for one in made:
        if one.reason:
            print(plain(f"{one.school}: {one.reason}"), file=sys.stderr)
        elif one.share is not None and not one.share.sign_offs:
            print(plain(f"{one.school}: {_NOTHING_SIGNED}"), file=sys.stderr)
    print(_summary(made), file=sys.stderr)


_NOTHING_SIGNED = (
    "nothing is signed off for the partnership, so its share file names the school and holds no "
    "more. Sign a document off on the sheet “Sign-off” of its workbook."
)


def _told(one: Made) -> tuple[str, str, str]:
    if one.share is None:
        return ("", "nothing yet" if one.state == NOT_STARTED else "see below", "")
    hidden = "; ".join(f"{n} by the rule: {rule}" for rule, n in one.share.hidden.items())
    return (showing.shown(one.path), counts(one.share), hidden or "nothing")


def _summary(made: Sequence[Made]) -> str:
    """One sentence: "5 share files made, 1 not made."."""
    return showing.tally([one.state for one in made], _STATES, "share file")


def _as_json(one: Made) -> dict[str, Any]:
    share = one.share
    return {
        "school": one.school,
        "state": one.state,
        "file": str(one.path) if share else "",
        "signed_off": [line.document for line in share.sign_offs] if share else [],
        "holds": {
            part: len(getattr(share, part))
            for part in ("findings", "support", "actions", "effects", "answers")
        }
        | {"practice": int(share.practice is not None)}
        if share
        else {},
        "hidden": share.hidden if share else {},
        "reason": one.reason,
        "exit_code": one.exit_code,
    }


def _show_tables(share: SchoolShare) -> None:
    for section in sections(share):
        _section(section)


def _section(section: Section) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print()
    console.print(Text(section.title, style="bold"))
    if section.headers:
        _table(section.headers, section.rows)
        return
    for line in section.lines:
        console.print(Text(plain(line)))


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(table)
