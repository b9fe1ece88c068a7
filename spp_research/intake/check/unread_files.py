"""Files that lie where the kit reads files and are not read: what each is, and what to do.

Nobody should think that something was read that was not. Files that systems leave behind, such as
the lock of an open workbook, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from spp_research.schema import PUPILS, SCHOOL
from spp_research.workspace import DATA_ENDINGS, WORKBOOK_ENDINGS, Workspace

from ..faults import Fault, Place, fault, listed, quote
from ..read.containers import Unreadable, bytes_of
from ..read.sheet_tables import filled_tables
from ..read.sheets import RawBook, read_book

_SAVE = "open it there and save it as Excel Workbook (.xlsx) or as CSV UTF-8"
_EXCEL = "open it in Excel and save it as Excel Workbook (.xlsx)"
_ITSELF = "put the file itself there"
# What a file of another kind is, and how it becomes one that is read.
_KINDS = {
    ".xls": ("a workbook from before 2007", _EXCEL),
    ".xlsb": ("a binary workbook", _EXCEL),
    **dict.fromkeys((".xlt", ".xltx", ".xltm"), ("a template of Excel", _EXCEL)),
    **dict.fromkeys((".htm", ".html", ".mht", ".mhtml"), ("a web page", _EXCEL)),
    ".numbers": (
        "an Apple Numbers document",
        "in Numbers use File, Export To, Excel, and put that there",
    ),
    ".gsheet": (
        "a link to a Google Sheet",
        "open it and use File, Download, Microsoft Excel, and put that there",
    ),
    **dict.fromkeys((".gform", ".gdoc", ".gslides"), ("a link to Google", _ITSELF)),
    **dict.fromkeys((".url", ".lnk", ".webloc", ".website", ".desktop"), ("a shortcut", _ITSELF)),
    **dict.fromkeys(
        (".zip", ".7z", ".rar", ".gz", ".tar"),
        ("an archive", "unpack it and put its files there"),
    ),
    **dict.fromkeys(
        (".icloud", ".cloud", ".crdownload", ".part", ".partial", ".download", ".gstmp"),
        (
            "not, or not wholly, on this computer",
            "open it once, or choose “Always keep on this device”, so that it is fetched",
        ),
    ),
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab", ".dat"), ("a text file", _EXCEL)),
    **dict.fromkeys(
        (".doc", ".docx", ".docm", ".odt", ".rtf", ".pages"),
        ("a text document", "put a workbook there, with its table copied into it"),
    ),
    ".pdf": ("a PDF", "put the workbook that it was made from there"),
}
_OTHER = ("a file of another program", _SAVE)
# Those that could hold rows, wherever they lie; a document beside the evidence is only told.
_ROWS = (
    frozenset(_KINDS)
    - {".txt", ".dat", ".doc", ".docx", ".docm", ".odt", ".rtf", ".pages"}
    - {*(".pdf", ".gdoc", ".gslides", ".html", ".htm", ".mht", ".mhtml")}
)
_LEFT_BEHIND = frozenset((".tmp", ".temp", ".bak", ".lock", ".ini"))
_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "icon\r"))
_COPIED = re.compile(
    r"copy|copie|kopie|conflict|backup|version|old|new|final|draft|[(~_]\s*[0-9]|[- ][0-9]+$|v[0-9]"
)
# Read as what they are, or kept by the kit: what was signed, and what was shared.
_OURS = frozenset(("pupils", "surveys", "signed", "shared", "attachments"))


def unread_of_school(workspace: Workspace, school: str) -> list[Fault]:
    """What lies in a school's folder and its two folders for files, and is not read."""
    folder = workspace.school_folder(school)
    if not folder.is_dir():
        return []
    evidence = workspace.evidence_file(school)
    faults = [*_beside(workspace, evidence, folder)]
    for name, read in (
        ("pupils", workspace.pupil_files(school)),
        ("surveys", workspace.files_of_answers(folder / "surveys")),
    ):
        faults += _in_folder(workspace, folder / name, read)
    return faults


def unread_of_lead(workspace: Workspace) -> list[Fault]:
    """What lies beside the lead's workbook, in its surveys or loose among the schools."""
    root, lead = workspace.root, workspace.partnership_file
    faults = _in_folder(workspace, root / "surveys", workspace.files_of_answers(root / "surveys"))
    for path in _files(root):
        if path == lead or path.suffix.lower() not in {*DATA_ENDINGS, ".numbers", ".gsheet"}:
            continue
        if _is_copy(path.stem, lead.stem):
            faults.append(_second(workspace, path, lead))
        elif holds_pupils(path):
            faults.append(_not_read(workspace, path, "It holds pupils' results", _PUPILS_THERE))
    for path in _files(root / "schools"):
        if path.suffix.lower() in _ROWS | {*WORKBOOK_ENDINGS}:
            faults.append(
                _not_read(
                    workspace,
                    path,
                    "It lies among the folders of the schools and in none of them",
                    "move it into the folder of its school",
                )
            )
    return faults


_PUPILS_THERE = "move it into the folder pupils of its school"


def holds_pupils(path: Path) -> bool:
    """Whether a file has filled rows of pupils' results."""
    book = _book(path)
    return book is not None and bool(filled_tables(book, PUPILS))


def _beside(workspace: Workspace, evidence: Path, folder: Path) -> Iterator[Fault]:
    """What stands beside a school's evidence workbook."""
    others = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _other_folder(workspace, path)
    for path in _files(folder):
        ending = path.suffix.lower()
        if path == evidence:
            continue
        if ending in DATA_ENDINGS and holds_pupils(path):
            yield fault(
                "pupil.file-elsewhere",
                Place(_shown(workspace, path)),
                f"{quote(_shown(workspace, path))} holds pupils' results and lies beside the "
                "evidence workbook, where it is not read, so reports would say that there is no "
                "result: move it into the folder pupils, or away if it is a copy.",
            )
        elif ending in DATA_ENDINGS and evidence.is_file() and _is_evidence(path, evidence):
            yield _second(workspace, path, evidence)
        elif ending in WORKBOOK_ENDINGS and not evidence.is_file():
            continue  # what is said of the missing workbook names these
        elif ending in DATA_ENDINGS:
            yield _not_read(
                workspace,
                path,
                f"Of the files here only {evidence.name} is read",
                "move an export of a survey into the folder surveys and results of pupils into "
                "the folder pupils, or leave it if it is something else",
            )
        elif ending in _ROWS or _is_copy(path.stem, evidence.stem) or path.stem == evidence.stem:
            yield _of_a_kind(workspace, path)
        elif ending not in _LEFT_BEHIND:
            others.append(path.name)
    if others:
        yield _others(workspace, folder, others)


def _in_folder(workspace: Workspace, folder: Path, read: Sequence[Path]) -> list[Fault]:
    """What lies in a folder for pupils' results or for surveys and is not read."""
    if not folder.is_dir():
        return []
    faults = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith((".", "__")):
            faults += _deeper(workspace, path)
    for path in _files(folder):
        if path in read or path.suffix.lower() in _LEFT_BEHIND:
            continue
        twin = next((other for other in read if other.stem == path.stem), None)
        if twin and path.suffix.lower() in DATA_ENDINGS:
            faults.append(_second(workspace, path, twin))
        else:
            faults.append(_of_a_kind(workspace, path))
    return faults


def _files(folder: Path) -> list[Path]:
    """The files of a folder that somebody put there, in order of name."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() or path.suffix.lower() == ".numbers"  # a folder, to other systems
        if not path.name.startswith(("~$", "~")) and path.name.casefold() not in _SYSTEM
        if not path.name.startswith(".") or path.suffix.lower() == ".icloud"
        if not path.stem.endswith((".checked", ".who-is-who", ".certificate"))
    ]


def _other_folder(workspace: Workspace, path: Path) -> list[Fault]:
    """A folder beside pupils and surveys, if it holds files that somebody may think are read."""
    if path.name in _OURS or path.name.startswith((".", "__")) or path.suffix == ".numbers":
        return []
    like = next((name for name in _OURS if path.name.casefold().startswith(name[:-1])), "")
    held = [other for other in _files(path) if other.suffix.lower() in _ROWS | {*DATA_ENDINGS}]
    if not held:
        return []
    advice = f"rename it to {like}" if like else "move its files into pupils or surveys"
    return [
        _not_read(
            workspace,
            path,
            "Of the folders here only pupils and surveys are looked into",
            f"{advice}, or leave it if they are not meant to be read",
        )
    ]


def _deeper(workspace: Workspace, path: Path) -> list[Fault]:
    held = [other for other in _files(path) if other.suffix.lower() in _ROWS | {*DATA_ENDINGS}]
    if path.suffix.lower() == ".numbers" or not held:
        return []
    return [
        _not_read(
            workspace,
            path,
            "A folder inside of this one is not looked into",
            "move its files one level up, or away if they are not meant to be read",
        )
    ]


def _of_a_kind(workspace: Workspace, path: Path) -> Fault:
    what, how = _KINDS.get(path.suffix.lower(), _OTHER)
    return _not_read(workspace, path, f"It is {what}", how)


def _not_read(workspace: Workspace, path: Path, why: str, how: str) -> Fault:
    shown = _shown(workspace, path)
    message = f"{quote(shown, _LONGEST)} is not read. {why}: {how}."
    return fault("file.not-read", Place(shown), message, found=path.name)


def _second(workspace: Workspace, path: Path, read: Path) -> Fault:
    shown = _shown(workspace, path)
    return fault(
        "file.second-copy",
        Place(shown),
        f"{quote(shown, _LONGEST)} seems to be another copy of {read.name}, as programs make that "
        f"keep folders alike, and only {read.name} is read: look whether the copy has rows that "
        "are not there, copy them over, and move the copy away.",
        found=path.name,
    )


def _others(workspace: Workspace, folder: Path, names: Sequence[str]) -> Fault:
    several = len(names) > 1
    return fault(
        "file.other",
        Place(_shown(workspace, folder)),
        f"The {'files' if several else 'file'} {listed(names, 'and', 5)} in "
        f"{_shown(workspace, folder)} {'are' if several else 'is'} not read; "
        f"{'they' if several else 'it'} may stay.",
        found=names[0],
    )


_LONGEST = 100  # characters of a path in a message


def _is_copy(stem: str, of: str) -> bool:
    """Whether a name is another with what people and programs add to copies.

    evidence-LAPTOP-7F3A, evidence (1), Copy of evidence, evidence (Ann's conflicted copy),
    evidence.sync-conflict-20260105, evidence_v2, evidence 2.
    """
    name = stem.casefold()
    if not re.search(rf"(?<![a-z0-9]){re.escape(of)}(?![a-z])", name) and not re.match(
        rf"{re.escape(of)}(?:old|new|final|copy|v?[0-9])", name
    ):
        return False
    rest = name.replace(of, " ", 1).strip()
    return bool(rest) and (bool(_COPIED.search(rest)) or stem.startswith(f"{of}-") or len(rest) < 4)


def _is_evidence(path: Path, evidence: Path) -> bool:
    """Whether another file in the folder is an evidence workbook as well."""
    if _is_copy(path.stem, evidence.stem) or path.stem.casefold() == evidence.stem:
        return True
    book = _book(path)
    return book is not None and len(filled_tables(book, SCHOOL)) >= _SHEETS


_SHEETS = 3  # filled sheets of the template from which a workbook is taken for one


def _book(path: Path) -> RawBook | None:
    try:
        return read_book(bytes_of(path), path.stem)
    except (Unreadable, OSError):
        return None


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
