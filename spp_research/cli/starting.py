"""`spp init`, `spp add-school`, `spp templates`, `spp demo` and `spp docs`: folders to begin with.

A file is the kit's if it is built as the kit builds it, of whatever version, and nobody has
written anything into it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from spp_research import installing
from spp_research.errors import ConfigurationError, TemplateError
from spp_research.intake.layout import EXAMPLE as EXAMPLE_ROW
from spp_research.intake.layout import FIRST_ROW, HELP, MARKER_HEADER, OWN_TITLES
from spp_research.kinds import HUB_REPORT
from spp_research.publish.placing import writing
from spp_research.schema import WORKBOOKS
from spp_research.workspace import (
    EXAMPLE,
    HUB_EXAMPLE,
    Workspace,
    kit_resources,
    open_place,
)

from . import following, upkeep
from .check_pages import how_to_have_one, put_check_page
from .front_page import FRONT
from .laid_out import GIT_IGNORE, HUB_GIT_IGNORE, laid_out_in
from .serving import open_browser
from .showing import shown

DEMO_FOLDER, HUB_DEMO_FOLDER = "riverside", "northshire"
PARTNERSHIP = "partnership.xlsx"
_NOT_COPIED = {"reports", "_site", "share"}
_SKIPPED = {".ipynb_checkpoints", "__pycache__", "signed"}  # signed: of trials on the example

_SETTINGS = """\
# Every line is optional. Take away the # to use one.
# formats: [html, docx, pdf] # what spp report makes
# licence: CC BY 4.0         # of what is published
# accent: '#12436d'          # the colour of headings; one that could not be read is refused
# logo: logo.png             # a PNG or JPEG picture beside this file
# numbers_to_reuse: false    # no workbook, CSV files and report.json beside each document
# site_address: https://riverside.example/best-practice/  # where the website will be
# as_at: 2026-07-10          # the day that reports look from; today if it is left out
#                            # (while it is set, a withdrawn sign-off is over, whatever its date)
# thresholds:                # stricter rules of your own for one audience; never looser ones
#   public:
#     pupils: 10             # a number about fewer pupils is hidden
#     respondents: 15        # answers of fewer people are hidden
# language: cy               # Welsh, for the best-practice write-ups and the website
# terms:                     # what you call a strength, a next step, an enquiry question, an
#                            # improvement champion, a peer reviewer; in documents, not in sheets
#   next step: {one: key action, many: key actions}
"""


def init_workspace(folder: Path, hub: bool = False) -> None:
    """Lay out a workspace in `folder`, or bring one up to date, and say what was done.

    Raises
    ------
    ConfigurationError
        When the folder of a partnership is to become one of a hub.
    """
    hub, state = lay_out(folder, hub)
    for line in upkeep.told(folder, state):
        print(line)
    if not state.missing:
        if not state.old:
            print(f"{folder}: everything was there already.")
        return
    added = len(state.missing)
    print(f"{folder}: added {added} {'file' if added == 1 else 'files'}.")
    if ("hub.xlsx" if hub else "partnership.xlsx") not in state.missing:
        print("Next: spp check")
        return
    into = "" if folder.resolve() == Path.cwd() else f"cd {_typed(folder)}, "
    if hub:
        print(
            f"Next: {into}fill in hub.xlsx in Excel, and in the folder partnerships make a "
            "folder for each partnership\nand put the share files that it sends you into it. Then: "
            "spp check, and spp report hub-report"
        )
        return
    print(
        f"Next: {into}{'and ' if into else ''}for each school type: "
        'spp add-school "Its long name"\n'
        "Then fill in partnership.xlsx in Excel, and run: spp check"
    )


def _typed(folder: Path) -> str:
    """A folder as it is typed, in quotation marks where there is a space in it."""
    return f'"{folder}"' if " " in str(folder) else str(folder)


def lay_out(folder: Path, hub: bool = False) -> tuple[bool, upkeep.State]:
    """Lay out a workspace in `folder`, or bring one up to date, leaving alone what is not ours.

    Parameters
    ----------
    hub : whether it is to be the folder of a hub; one that is already stays one.

    Returns
    -------
    Whether it is the folder of a hub, and how the kit's files stood there before.

    Raises
    ------
    ConfigurationError
        When the folder of a partnership is to become one of a hub.
    """
    place = Workspace(folder.resolve())
    if hub and place.partnership_file.is_file():
        raise ConfigurationError(
            f"{folder}: this is the folder of a partnership, and a hub needs one of its own. Give "
            "the name of another folder, for example: spp init --hub our-hub"
        )
    hub = hub or place.is_hub
    with writing(folder):
        files = kit_files(folder, hub=hub)
        state = upkeep.examine(folder, files)
        for name in state.missing:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(files[name]())
        upkeep.replace(folder, files, state)
        (folder / ("partnerships" if hub else "schools")).mkdir(exist_ok=True)
        upkeep.note_down(folder, files, state)
        put_check_page(folder)
    return hub, state


def kit_files(folder: Path, *, hub: bool = False) -> dict[str, upkeep.Content]:
    """What a workspace is to have from the kit, by path, each to be read when it is needed.

    Parameters
    ----------
    hub : whether it is the folder of a hub.

    Raises
    ------
    TemplateError
        When a part of the kit is missing.
    """
    kit = kit_resources()
    names = [*laid_out_in(hub=hub)]
    for name in names:
        if not (kit / name).is_file():
            raise TemplateError(
                f"{kit / name}: this part of the kit is missing. {installing.THE_KIT}"
            )
    files = {name: (kit / name).read_bytes for name in names}
    place, book = Workspace(folder.resolve()), "hub.xlsx" if hub else PARTNERSHIP
    own = place.hub_file if hub else place.partnership_file
    if own.name == book or not own.is_file():
        files[book] = (kit / "data_templates" / book).read_bytes
    if hub:
        return files | {"settings.yml": _SETTINGS.encode, ".gitignore": HUB_GIT_IGNORE.encode}
    return files | {"settings.yml": _SETTINGS.encode, ".gitignore": GIT_IGNORE.encode}


def write_templates(folder: Path) -> None:
    """Write the empty workbooks into `folder`."""
    from spp_research.intake import make_templates

    refuse_others(folder)
    with writing(folder):
        written = make_templates(folder)
    for path in written:
        print(path)


@dataclass(frozen=True)
class MadeUp:
    """A partnership to be made up: how many schools (0: the example), by what, and cycles."""

    schools: int = 0
    seed: int = 2026
    cycles: int = 1


def write_docs(folder: Path, *, browser: bool) -> None:
    """Write the documentation as pages, say where they are, and open them."""
    from spp_research.publish import docs_pages

    with writing(folder), following.of_pages() as told:
        first = docs_pages.write_docs(folder.expanduser().resolve(), told=told)
    print(shown(first))
    if browser:
        open_browser(first.as_uri())


def demo_workspace(
    folder: Path | None, made_up: MadeUp, renderer: str, workers: int, *, hub: bool = False
) -> int:
    """Make the example with its reports and site, or a made-up partnership; the exit code.

    Parameters
    ----------
    hub : whether it is to be the example hub, with its report and the website of its schools.
    """
    if made_up.schools:
        return _made_up(folder or Path(f"demo-{made_up.schools}"), made_up)
    from spp_research.run.kernels import kept_warm

    from .building import make_site
    from .reporting import Wanted, make_reports

    place = folder or Path(HUB_DEMO_FOLDER if hub else DEMO_FOLDER)
    with writing(place):
        copy_example(place, hub=hub)
        page = put_check_page(place)
    wanted = Wanted(all_schools=True, renderer=renderer, workers=workers)
    if hub:
        wanted = replace(wanted, kinds=(HUB_REPORT.name,), all_schools=False)
    with kept_warm():
        exit_code = make_reports(place, wanted, as_json=False)
        make_site(place, renderer, as_json=False)
    first = place / "_site" / "index.html" if hub else place / "reports" / FRONT
    if first.is_file():
        print(f"Open this file: {first.as_posix()}")
    if page is None:
        print(how_to_have_one(place))
    else:
        print(f"To check workbooks in a browser: {page.as_posix()}")
    for line in _to_call_it():
        print(line)
    return exit_code


def _to_call_it() -> list[str]:
    """The lines that make `spp` itself available, where it is not yet."""
    tools = Path(sys.executable).parent
    found = shutil.which("spp")
    if sys.prefix == sys.base_prefix or (found and Path(found).parent == tools):
        return []
    if Path.cwd() in tools.parents:
        tools = tools.relative_to(Path.cwd())
    if os.name == "nt":
        return ["To type spp yourself from here on, first type:", f"  {tools}\\activate"]
    return [
        "To type spp yourself from here on, first type:",
        f"  source {tools.as_posix()}/activate",
    ]


def copy_example(folder: Path, *, hub: bool = False) -> None:
    """Copy the example with what is laid out around it, or bring a copy up to date.

    What somebody has edited there is left as it is.

    Parameters
    ----------
    hub : whether it is the example hub.
    """
    from spp_research.run.cache import file_hash

    source = open_place(HUB_EXAMPLE if hub else EXAMPLE).root
    record = folder / upkeep.COPIED
    if folder.is_dir() and any(folder.iterdir()) and not record.is_file():
        raise ConfigurationError(
            f"{folder}: there is something else in this folder. Give the name of a folder that is "
            "empty or that does not exist, for example: spp demo my-demo"
        )
    before, now = upkeep.copied(folder), {}
    kit = kit_resources()
    theirs = {path: path.relative_to(source) for path in _files(source, skip=_NOT_COPIED)}
    around = [kit / name for name in laid_out_in(hub=hub)]
    for path, within in (theirs | {path: path.relative_to(kit) for path in around}).items():
        name = within.as_posix()
        copy = folder / name
        if not copy.is_file() or file_hash(copy) == before.get(name):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            now[name] = file_hash(copy)
        else:
            now[name] = before.get(name, "")
    _write(folder / ".gitignore", HUB_GIT_IGNORE if hub else GIT_IGNORE)
    record.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


def _made_up(folder: Path, wanted: MadeUp) -> int:
    from spp_research.demo import make_partnership

    if folder.is_dir() and any(folder.iterdir()):
        raise ConfigurationError(
            f"{folder}: there is something in this folder already. Give the name of a folder that "
            "is empty or that does not exist."
        )
    with writing(folder):
        make_partnership(folder, wanted.schools, wanted.seed, wanted.cycles)
    years = f" in {wanted.cycles} cycles" if wanted.cycles > 1 else ""
    made = f"a made-up partnership of {wanted.schools} schools{years}"
    print(f"{folder}: {made}. Make its reports with:")
    print(f"spp report --all --workspace {folder}")
    return 0


def _files(folder: Path, skip: Collection[str] = ()) -> list[Path]:
    """Every file of a folder but what other programs leave in it."""
    if not folder.is_dir():
        raise TemplateError(f"{folder}: this part of the kit is missing. {installing.THE_KIT}")
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not _SKIPPED.intersection(path.parts)
        and path.relative_to(folder).parts[0] not in skip
        and not path.name.startswith("~$")
    ]


def _write(path: Path, text: str) -> Path | None:
    if path.exists() or path.is_symlink():
        return None
    path.write_text(text, encoding="utf-8")
    return path


_MARKS = [MARKER_HEADER, HELP, EXAMPLE_ROW]
_TITLE = "# Data dictionary"
_SAYS = "is made from the declarations in `spp_research/schema`; a change belongs there."
# What follows the three paragraphs in front: a workbook and what it is for, or a sheet, what it
# is for and its columns.
_PARTS = re.compile(
    r"(?:## [^\n]+\n\n`\w+\.xlsx`\. [^\n]+\n\n"
    r"|### [^\n]+ \(`\w+`\)\n\n[^\n|#][^\n]*\n\n\| Header \| [^\n]+\n(?:\|[^\n]*\n)+\n*)+"
)


def refuse_others(folder: Path) -> None:
    """Stop before anything is replaced that is not an empty template of the kit's own.

    Raises
    ------
    ConfigurationError
        Naming the file. Nothing was written.
    """
    for book in WORKBOOKS:
        path = folder / f"{book.name}.xlsx"
        if _there(path) and not _is_empty(path, {sheet.title for sheet in book.sheets}):
            raise ConfigurationError(
                f"{path}: somebody has filled in this workbook, and an empty one would replace it. "
                "Give another folder, for example: spp templates templates"
            )
    for path, is_ours in _besides(folder):
        if _there(path) and not is_ours:
            raise ConfigurationError(
                f"{path}: this is not an empty template of the kit, and one would replace it. Move "
                "it away, or give another folder, for example: spp templates templates"
            )


def _besides(folder: Path) -> Iterator[tuple[Path, bool]]:
    """The files beside the workbooks, and whether each is the kit's own."""
    twins = folder / "csv"
    yield twins, twins.is_dir()
    for book in WORKBOOKS:
        for sheet in book.sheets:
            path = twins / f"{book.name}.{sheet.name}.csv"
            yield path, _is_twin(_text(path))
    dictionary = folder / "data_dictionary.md"
    yield dictionary, _is_dictionary(_text(dictionary))


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _text(path: Path) -> str:
    """What is in a file; empty where it is none, or no text."""
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ""


def _is_twin(text: str) -> bool:
    """Whether it is a sheet as CSV with nothing below its example."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    except csv.Error:
        return False
    return [row[0] for row in rows] == _MARKS and len({len(row) for row in rows}) == 1


def _is_dictionary(text: str) -> bool:
    """Whether it is the data dictionary with nothing of anybody else's in it."""
    front, *rest = text.partition("\n## ")
    paragraphs = front.split("\n\n")
    ours = paragraphs[0] == _TITLE and len(paragraphs) == 3 and _SAYS in paragraphs[1]
    return ours and bool(_PARTS.fullmatch("".join(rest).lstrip("\n")))


def _is_empty(path: Path, titles: Collection[str]) -> bool:
    """Whether a file is a template of ours, of any kit, without a row below its examples."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except Exception:  # whatever it is, it is not ours
        return False
    filled = [rows[FIRST_ROW - 1 :] for name, rows in sheets.items() if name in titles]
    added = [rows for name, rows in sheets.items() if name not in titles and name not in OWN_TITLES]
    below = [row for rows in (*filled, *added) for row in rows]
    return bool(filled) and not any(str(cell).strip() for row in below for cell in row)
