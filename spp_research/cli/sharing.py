"""`spp share`: make the share files of schools, or read one to a person in plain words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.publish.placing import writing
from spp_research.publish.share_folder import Made, make_shares
from spp_research.publish.sharing_report import MadeReport, share_report
from spp_research.run.jobs import NOT_STARTED
from spp_research.share import SchoolShare
from spp_research.share.content import text_of
from spp_research.share.files import ENDING, OF_REPORTS, belonging, read_share
from spp_research.share.report_file import read_report, report_text
from spp_research.words.coded import why_none
from spp_research.words.shared import Section, counts, sections
from spp_research.workspace import open_workspace, require_open, school_in

from . import showing
from .several import Done, in_each
from .showing import plain

_STATES = showing.MARKS


def make_share_files(found: Path | Sequence[Path], schools: Sequence[str], as_json: bool) -> int:
    """Make the share files of one workspace or several, say what came of it; the exit code."""
    folders = [found] if isinstance(found, Path) else found
    if len(folders) > 1:
        return in_each(folders, lambda folder: _in_a_line(folder, schools), as_json)
    made = _made(folders[0], schools)
    report = None if schools else _report_made(folders[0])
    showing.show_stray_projects(open_workspace(folders[0]).root)
    if as_json:
        facts = {"shares": [_as_json(one) for one in made]}
        showing.print_json(facts | ({"report": _report_as_json(report)} if report else {}))
    else:
        _show_made(made)
        for line in report_lines(report):
            print(plain(line), file=sys.stderr)
    return _exit_code(made, schools)


def _made(folder: Path, schools: Sequence[str]) -> list[Made]:
    workspace = require_open(open_workspace(folder))
    with writing(workspace.share_folder):
        return make_shares(workspace, schools)


def _report_made(folder: Path) -> MadeReport | None:
    workspace = require_open(open_workspace(folder))
    with writing(workspace.share_folder):
        return share_report(workspace)


def _report_as_json(made: MadeReport) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "state": made.state,
        "holds_the_report": made.holds,
        "reason": made.reason,
    }


def report_lines(made: MadeReport | None) -> Iterator[str]:
    """What became of the file with the partnership's report; nothing where there is none."""
    if made is None:
        return
    file = f"share/{made.path.name}"
    if made.holds:
        yield (
            f"{file}: the partnership report as it is signed off for everyone, for the website "
            "of a hub. Send it with the share files."
        )
    elif made.state != "kept":
        yield (
            f"{file}: says that the partnership report is signed off for everyone no longer. Send "
            "it to whoever has the one from before."
        )
    if made.reason and made.state == "kept" and not made.holds:
        yield (
            f"{file} is not written, as the partnership report cannot go into it yet. {made.reason}"
        )
    elif made.reason:
        yield f"{file}: {made.reason}"


def _exit_code(made: Sequence[Made], schools: Sequence[str]) -> int:
    return showing.exit_code([(one.state, one.exit_code) for one in made], by_name=bool(schools))


def _in_a_line(folder: Path, schools: Sequence[str]) -> Done:
    made = _made(folder, schools)
    facts: dict[str, Any] = {"shares": [_as_json(one) for one in made]}
    notes = [f"{one.school}: {one.reason}" for one in made if one.reason]
    if report := None if schools else _report_made(folder):
        facts["report"] = _report_as_json(report)
        notes += report_lines(report)
    notes += remembered(_begun(made))
    return Done(_summary(made), facts, _exit_code(made, schools), notes)


def show_share(folder: Path, wanted: str, as_json: bool) -> None:
    """Read a share file to a person.

    Parameters
    ----------
    wanted : a file, or the short name of a school of the workspace.
    """
    if wanted.lower().endswith(OF_REPORTS):
        _show_report(Path(wanted), as_json)
        return
    share = _opened(folder, wanted)
    if as_json:
        showing.print_json(json.loads(text_of(share)))
    elif sys.stdout.isatty():
        _show_tables(share)
    else:
        for section in sections(share):
            print(plain("\n".join(["", section.title, *(f"  {line}" for line in section.lines)])))


def _show_report(path: Path, as_json: bool) -> None:
    report = read_report(path.absolute())
    if as_json:
        showing.print_json(json.loads(report_text(report)))
        return
    line = report.sign_off
    print(plain(f"Partnership report of {report.partnership}, {report.cycle}"))
    if line is None or report.report is None:
        print("It is signed off for everyone no longer, and the file holds no text.")
        return
    print(plain(f"Signed off for everyone by {line.name}, {long_date(line.signed_on)}"))
    print(f"Text mark {report.report.text_mark}; {len(report.report.files)} pictures")


def _opened(folder: Path, wanted: str) -> SchoolShare:
    path = Path(wanted)
    if path.suffix.lower() != ENDING and len(path.parts) > 1 and (found := school_in(path)):
        raise ConfigurationError(
            f"{wanted}: this belongs to the school {found[1]} and is no share file. To read what "
            f"it has shared: spp share --show {found[1]}"
        )
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
        showing.table(("", "School", "File", "What is in it", "Hidden"), rows)
    else:
        for row in rows:
            print(plain("\t".join(row)))
    for one in made:
        if one.reason:
            print(plain(f"{one.school}: {one.reason}"), file=sys.stderr)
        elif one.share is not None and not one.share.sign_offs:
            print(plain(f"{one.school}: {NOTHING_SIGNED}"), file=sys.stderr)
    for line in remembered(_begun(made)):
        print(plain(line), file=sys.stderr)
    print(_summary(made), file=sys.stderr)


def remembered(begun: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A sentence on what is taken for read from now on; nothing where nothing is.

    Parameters
    ----------
    begun : by school, the documents of which what is shared was remembered.
    """
    if not begun:
        return
    n = sum(map(len, begun.values()))
    named = "; ".join(
        f"{school}: {listed([document.lower() for document in documents])}"
        for school, documents in begun.items()
    )
    folders = plural(len(begun), "folder", "folders")
    yield (
        f"{in_words(n).capitalize()} {plural(n, 'document is', 'documents are')} signed off "
        f"without a text mark, so what is shared of {plural(n, 'it', 'them')} now is remembered as "
        f"what was read, in the {folders} “signed”; anything else will not be shared. {named}."
    )


def _begun(made: Sequence[Made]) -> dict[str, tuple[str, ...]]:
    return {one.school: one.begun for one in made if one.begun}


NOTHING_SIGNED = (
    "nothing is signed off for the partnership, so its share file names the school and holds no "
    "more. Sign a document off on the sheet “Sign-off” of its workbook."
)


def _told(one: Made) -> tuple[str, str, str]:
    if one.share is None:
        return ("", "nothing yet" if one.state == NOT_STARTED else "see below", "")
    hidden = "; ".join(f"{n} by the rule: {why_none(rule)}" for rule, n in one.share.hidden.items())
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
        **({"remembered": [*one.begun]} if one.begun else {}),
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
        showing.table(section.headers, section.rows)
        return
    for line in section.lines:
        console.print(Text(plain(line)))
