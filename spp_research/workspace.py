"""Where everything is: the folder that a partnership keeps, and the kit's own resources.

A workspace is a folder with `partnership.xlsx` in it. Asking for a path never makes a folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spp_research.errors import ConfigurationError, InputError
from spp_research.kinds import ReportKind
from spp_research.own_kinds import Kinds, kinds_in

EXAMPLE = "example"  # the word that means the example partnership, wherever the kit is installed
HUB_EXAMPLE = "example-hub"  # and the example hub

# What the name of a workbook may end in; the first that exists is read.
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")

# What is opened as pupils' results or answers; the older two so that it can be said what they are.
_UNREADABLE = (".xls", ".xlsb")
DATA_ENDINGS = (*WORKBOOK_ENDINGS, ".csv", ".tsv", *_UNREADABLE)

CLOSING = ".closing.json"  # in the folder of cycles, while one is being closed
SHARED = "shared"  # in a school's folder: a copy of each share file with numbers
SHOWN = "shown"  # in a hub's folder: which schools were behind the counts of signed editions
WEBSITE = "website"  # in a hub's folder: what its website remembers from build to build
PARTNERS = "partners"  # in a workspace: other sides' registrations, and what each has sent
EARLIER = "earlier"  # in the folder of such a side: registrations that a newer one replaced
CLOSED = "closed.json"  # what a closed cycle says of itself, in its own folder

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_LENGTH = 40
# Windows refuses these as file names, whatever their ending.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}

# Where the reports about all the schools are, beside the folders of the schools.
OF_ALL = {"partnership"}  # a hub has a folder of its own, without schools


@dataclass(frozen=True)
class Workspace:
    """The folder of one partnership.

    Parameters
    ----------
    root : the folder, absolute.
    """

    root: Path

    @property
    def partnership_file(self) -> Path:
        """The lead's workbook."""
        return _workbook(self.root / "partnership")

    @property
    def hub_file(self) -> Path:
        """The workbook of a hub, whether or not this is the folder of one."""
        return _workbook(self.root / "hub")

    @property
    def is_hub(self) -> bool:
        """Whether this is the folder of a hub: of many partnerships, and itself of none."""
        return self.hub_file.is_file() and not self.partnership_file.is_file()

    @property
    def lead_file(self) -> Path:
        """The workbook of whoever leads here: the hub's in the folder of a hub."""
        return self.hub_file if self.is_hub else self.partnership_file

    @property
    def partnerships(self) -> Path:
        """Where a hub has its partnerships, one folder each."""
        return self.root / "partnerships"

    @property
    def cycles(self) -> Path:
        """Where the cycles are kept that were closed, one folder each."""
        return self.root / "cycles"

    @property
    def closed(self) -> tuple[Workspace, ...]:
        """The cycles that were closed, each as a workspace of its own, in order of their names."""
        if not self.cycles.is_dir():
            return ()
        folders = sorted(path for path in self.cycles.iterdir() if (path / CLOSED).is_file())
        return tuple(Workspace(folder) for folder in folders)

    @property
    def is_closed(self) -> bool:
        """Whether this is the folder of a cycle that was closed."""
        return (self.root / CLOSED).is_file()

    @property
    def is_being_closed(self) -> bool:
        """Whether closing a cycle was begun here and not ended."""
        return (self.cycles / CLOSING).is_file()

    @property
    def settings_file(self) -> Path:
        """`settings.yml`; it need not exist."""
        return self.root / "settings.yml"

    @property
    def style(self) -> Path:
        """Filters, templates and stylesheet: the workspace's own, else the kit's."""
        own = self.root / "reports" / "_style"
        return own if own.is_dir() else kit_resources() / "reports" / "_style"

    @property
    def notebooks(self) -> Path:
        """The notebooks: the workspace's own, else the kit's."""
        own = self.root / "notebooks"
        return own if own.is_dir() else kit_resources() / "notebooks"

    @property
    def declared(self) -> Kinds:
        """The kinds of document that there are here, and what is wrong with any that is not."""
        own = self.root / "notebooks"
        return kinds_in(None if own == kit_resources() / "notebooks" else own)

    @property
    def kinds(self) -> Mapping[str, ReportKind]:
        """The kinds of document that there are here, by name, whoever declared them."""
        return self.declared.by_name

    def notebook_of(self, kind: ReportKind) -> Path:
        """The notebook that makes a kind of document here, whether or not it exists."""
        return self.notebooks / (kind.file or kind.notebook)  # a whole path stays what it is

    @property
    def site(self) -> Path:
        """Where the best-practice website is put."""
        return self.root / "_site"

    @property
    def status_page(self) -> Path:
        """Where the page is put that says where each school is in the year."""
        return self.root / "status" / "status.html"

    def school_folder(self, school: str) -> Path:
        """The folder of one school, whether or not it exists."""
        return self.root / "schools" / safe_slug(school)

    def evidence_file(self, school: str) -> Path:
        """The school's evidence workbook, whether or not it exists."""
        return _workbook(self.school_folder(school) / "evidence")

    def pupil_files(self, school: str) -> tuple[Path, ...]:
        """The school's pupil-level workbooks, in order of name."""
        return self.files_of_answers(self.school_folder(school) / "pupils")

    def files_of_answers(self, folder: Path) -> tuple[Path, ...]:
        """The files of a folder that may hold rows about people, in order of name.

        An old workbook beside one of the same name that is read is left out: it was saved anew.
        """
        if not folder.is_dir():
            return ()
        files = [
            path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in DATA_ENDINGS
            and path.is_file()
            and not path.name.startswith(("~$", "."))  # ~$: what Excel leaves while a file is open
            and not path.stem.endswith((".checked", ".who-is-who"))
        ]
        read = {path.stem for path in files if path.suffix.lower() not in _UNREADABLE}
        return tuple(
            path
            for path in files
            if path.suffix.lower() not in _UNREADABLE or path.stem not in read
        )

    @property
    def share_folder(self) -> Path:
        """Where the share files are, one a school."""
        return self.root / "share"

    def share_file(self, school: str) -> Path:
        """The share file of one school, whether or not it exists."""
        return self.share_folder / f"{safe_slug(school)}.json"

    def report_folder(self, school: str, kind: str) -> Path:
        """Where the finished report of one school and kind is put."""
        return self.root / "reports" / safe_slug(school) / kind


def open_workspace(folder: str | Path) -> Workspace:
    """The workspace in `folder`; the word "example" means the example partnership.

    Raises
    ------
    ConfigurationError
        When there is no such folder, or it holds no partnership workbook.
    """
    workspace = open_place(folder)
    if workspace.is_hub:
        raise ConfigurationError(
            f"{folder}: this is the folder of a hub, and this is about one partnership. Give the "
            "folder of a partnership. For the hub there are: spp check, spp report hub-report and "
            "spp site"
        )
    return workspace


def open_place(folder: str | Path) -> Workspace:
    """The folder of a partnership or of a hub; the words "example" and "example-hub" mean those.

    Raises
    ------
    ConfigurationError
        When there is no such folder, or it holds neither workbook.
    """
    if not isinstance(folder, str | Path):
        raise InputError(
            'the workspace is a folder, as in open_school("our-partnership", …), or the word '
            f'"example"; not a {type(folder).__name__}'
        )
    if str(folder) in (EXAMPLE, HUB_EXAMPLE):
        name = "riverside" if str(folder) == EXAMPLE else "northshire"
        return Workspace(kit_resources() / "examples" / name)
    root = Path(folder).expanduser().resolve()
    if not Workspace(root).lead_file.is_file() and (found := school_in(Path(folder))):
        raise ConfigurationError(
            f"{folder}: this belongs to the school {found[1]}, and the folder of a partnership is "
            f"needed: give --workspace {_as_typed(found[0])} and, for this school alone, --school "
            f"{found[1]}"
        )
    if root.is_file() or (not root.exists() and root.suffix.lower() in DATA_ENDINGS):
        raise ConfigurationError(
            f"{folder}: this is a file, and a folder is needed: give the one that holds "
            "partnership.xlsx. All of its workbooks are looked at together."
        )
    if not root.is_dir():
        raise ConfigurationError(
            f"{folder}: there is no such folder. Give the folder that holds partnership.xlsx, or "
            f"make a new one with: spp init {folder}"
        )
    workspace = Workspace(root)
    if workspace.is_being_closed:
        raise ConfigurationError(
            f"{folder}: a cycle was being closed here, and that was cut off. To end it, run: spp "
            "new-cycle; to take it back: spp new-cycle --undo"
        )
    if not workspace.lead_file.is_file():
        raise ConfigurationError(
            f"{folder}: there is no partnership.xlsx in this folder. Give the folder that holds "
            f"it, or make a new workspace with: spp init {folder}"
        )
    return workspace


def school_in(path: Path) -> tuple[Path, str] | None:
    """The partnership's folder and the school that a path belongs to; None where it is no school's.

    Parameters
    ----------
    path : of a school's folder or something in it, or the short name of a school that has a folder
        in the partnership's folder that is worked in.
    """
    own = Path("schools") / path
    path = (own if len(path.parts) == 1 and own.is_dir() else path).expanduser().absolute()
    for place in (path, *path.parents):
        root = place.parent.parent
        if place.parent.name == "schools" and Workspace(root).partnership_file.is_file():
            return root, place.name
    return None


def _as_typed(folder: Path) -> str:
    """A folder as somebody would type it here."""
    here = Path.cwd()
    if folder == here:
        return "."
    return os.path.relpath(folder, here) if here.is_relative_to(folder) else str(folder)


def require_open(workspace: Workspace) -> Workspace:
    """The workspace, unless it is a cycle that was closed.

    Raises
    ------
    ConfigurationError
        When it was: what was made of it then is kept, and nothing is made of it again.
    """
    if not workspace.is_closed:
        return workspace
    raise ConfigurationError(
        f"{workspace.root}: this cycle was closed, and its documents are kept as they were, so "
        "nothing is made of it again. They are in its folder reports. The cycle that is open is in "
        f"{workspace.root.parent.parent}."
    )


def kit_resources() -> Path:
    """The folder with what `spp init` lays out: inside the installed kit, or the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_workspace"
    return installed if installed.is_dir() else package.parent


def safe_slug(text: str) -> str:
    """`text` if it is safe as a folder name on every system.

    Small letters, digits and single hyphens, at most 40 characters, and no name that Windows
    keeps for itself.

    Raises
    ------
    ConfigurationError
        When it is anything else.
    """
    if len(text) > _SLUG_LENGTH or not _SLUG.fullmatch(text) or text in _RESERVED:
        raise ConfigurationError(
            f"“{text[:60]}” cannot be a school's short name. Use small letters a to z, digits and "
            f"single hyphens, at most {_SLUG_LENGTH} characters, for example: oakfield"
        )
    return text


def school_slug(text: str) -> str:
    """`text` if it can be a school's short name: a safe one, and no folder's of all the schools.

    Raises
    ------
    ConfigurationError
        When it is anything else.
    """
    if text in OF_ALL:
        raise ConfigurationError(
            f"“{text}” cannot be a school's short name: what is about all the schools is kept "
            "under it. Give another, for example: oakfield"
        )
    return safe_slug(text)


def _workbook(stem: Path) -> Path:
    """The workbook with this name and any ending that is read, or was; else the one to be made."""
    for ending in (*WORKBOOK_ENDINGS, *_UNREADABLE):
        path = stem.with_suffix(ending)
        if path.is_file():
            return path
    return stem.with_suffix(WORKBOOK_ENDINGS[0])
