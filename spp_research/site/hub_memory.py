"""What a hub's website remembers from build to build: addresses, and what each school sent last.

Share files come and go in the folders of a hub, and none of them bears a signature that a machine
could check. So the hub keeps, in its folder `website`, which file of each school was the newest
that it has seen: an older one that is put back says nothing any more, not even years later. Beside
it lies, of each page that is public, what the school sent of it, so that last year's practices stay
when this year's files take the place of last year's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.cycle import cycle_of
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.hub.lead import bare
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share import SchoolShare
from spp_research.share.content import sealed, without
from spp_research.share.files import ENDING, OF_REPORTS, read_share, write_share
from spp_research.whole_files import write_whole
from spp_research.workspace import WEBSITE as FOLDER
from spp_research.workspace import Workspace

from .assets import feed_name
from .content import slug

NAME = "practices.json"
KEPT = "kept"
_VERSION = 1
_LETTERS = 40  # of a name as part of an address
_DIGITS = 16  # of a hash, by which a file that counts no longer is known


@dataclass(frozen=True)
class Newest:
    """The newest share file of a school and cycle that a build has seen.

    Parameters
    ----------
    made_on : the day that it looks from.
    content : its hash.
    before : the first digits of the hashes of files that it, or another, took the place of.
    taken_back : the day of a later file of the school that took this cycle's practice back.
    elsewhere : the day of a file of the same school in another partnership, which counted since.
    """

    made_on: str
    content: str
    before: tuple[str, ...] = ()
    taken_back: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class Row:
    """One practice, or one report, of the hub's website, and what is its own for ever.

    Parameters
    ----------
    page : the name of its page without ending.
    feed_id : its name in the feed.
    key : the school and cycle of the file that it came from, as `key_of` has them.
    partnership, school, name : as the file has them; the short name, then the long one. Of a
        partnership's report both are empty.
    cycle : as the file calls it.
    practice : its ID in the school.
    mark : of the text that is public.
    roll : pupils on roll, by which two schools of one name are told apart; None if not known.
    made_on : the day that the file looks from.
    file : by which messages name it.
    kept : the hash of what is kept of it.
    shown : whether it was public after the last build; a page that went keeps its address.
    """

    page: str = ""
    feed_id: str = ""
    key: str = ""
    partnership: str = ""
    school: str = ""
    name: str = ""
    cycle: str = ""
    practice: str = ""
    mark: str = ""
    roll: int | None = None
    made_on: str = ""
    file: str = ""
    kept: str = ""
    shown: bool = False


@dataclass
class Memory:
    """All of it, as it is changed by one build and written at its end."""

    feed_id: str = ""
    newest: dict[str, Newest] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def practices(self) -> list[Row]:
        """The rows of practices; a report has no school."""
        return [row for row in self.rows if row.school]

    @property
    def reports(self) -> list[Row]:
        """The rows of partnerships' reports."""
        return [row for row in self.rows if not row.school]

    def of(self, key: str) -> list[Row]:
        """The practices that came from a school and cycle."""
        return [row for row in self.rows if row.key == key]

    def put(self, row: Row) -> Row:
        """Take a row in the place of the one with its page."""
        self.rows = [row if one.page == row.page else one for one in self.rows]
        return row

    def taken(self, row: Row) -> None:
        """Note that a page is no longer public."""
        if row.shown:
            self.put(replace(row, shown=False, kept=""))

    def new(self, row: Row) -> Row:
        """A row with an address that no other has, and had.

        Parameters
        ----------
        row : what is known of it, without its page and its name in the feed.
        """
        whose = slug(row.partnership)[:_LETTERS].strip("-") or "partnership"
        own = [slug(row.school)[:_LETTERS].strip("-") or "school"] if row.school else []
        year = slug(row.cycle)[:_LETTERS].strip("-") or "year"
        stem, known = "--".join([whose, *own, year]), {one.page for one in self.rows}
        names = (stem, *(f"{stem}-{number}" for number in range(2, len(known) + 3)))
        page = next(name for name in names if name not in known)
        feed_id = feed_name("hub", page, bare(row.partnership), row.school)
        self.rows.append(row := replace(row, page=page, feed_id=feed_id))
        return row

    def see(self, key: str, made_on: date, content: str, others: Iterable[str]) -> None:
        """Note the newest file of a school, and those that count no longer beside it."""
        was = self.newest.get(key)
        gone = {*(was.before if was else ()), *(one[:_DIGITS] for one in others)}
        if was and was.content != content:
            gone.add(was.content[:_DIGITS])
        gone.discard(content[:_DIGITS])
        was = was or Newest("", "")
        self.newest[key] = replace(
            was, made_on=made_on.isoformat(), content=content, before=tuple(sorted(gone))
        )

    def counts(self, key: str, made_on: date, content: str) -> bool:
        """Whether a file is not behind what the school has sent already."""
        was = self.newest.get(key)
        if was is None or was.content == content:
            return True
        return made_on.isoformat() >= was.made_on and content[:_DIGITS] not in was.before

    def take_back(self, key: str, made_on: date) -> None:
        """Note that a file of this day took the practice of a school and cycle back."""
        was = self.newest.get(key, Newest("", ""))
        self.newest[key] = replace(was, taken_back=max(was.taken_back, made_on.isoformat()))

    def counts_elsewhere(self, key: str, day: date) -> None:
        """Note that a school has sent a file of this day in another partnership."""
        was = self.newest.get(key, Newest("", ""))
        self.newest[key] = replace(was, elsewhere=max(was.elsewhere, day.isoformat()))


def key_of(partnership: str, school: str, cycle: str) -> str:
    """A school and cycle: the same for all ways in which a cycle and a partnership are written."""
    return f"{bare(partnership)}/{bare(school)}/{cycle_key(cycle)}"


def cycle_key(cycle: str) -> str:
    """One for all ways in which the name of a cycle is written."""
    days = cycle_of(cycle)
    return bare(cycle) if days is None or days.guessed else f"{days.first}..{days.last}"


def place(workspace: Workspace) -> Path:
    """Where the memory is; the file need not exist."""
    return workspace.root / FOLDER / NAME


def read_memory(workspace: Workspace, *, has_pages: bool) -> Memory:
    """What the builds before have remembered.

    Parameters
    ----------
    has_pages : whether there are practices on the website now.

    Raises
    ------
    ConfigurationError
        When it cannot be read, or is gone although a website was built of it.
    """
    path = place(workspace)
    shown = path.relative_to(workspace.root).as_posix()
    if not path.is_file():
        if has_pages:
            raise ConfigurationError(
                f"{shown}: what the website remembers is gone: its addresses, and which share "
                "files "
                "are older than others that have come since. Put it back from a backup. To begin "
                "anew with whatever lies in the folder partnerships now, delete the website first."
            )
        return Memory()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["version"] != _VERSION:
            raise ValueError("a version that this kit does not know")
        newest = {str(key): _newest(one) for key, one in told["schools"].items()}
        rows = [_row(one) for one in told["practices"]]
        pages, names = {row.page for row in rows}, {row.feed_id for row in rows}
        if len(pages) < len(rows) or len(names) < len(rows):
            raise ValueError("two practices have one address")
        return Memory(str(told["feed_id"]), newest, rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(
            f"{shown}: this is not as the kit wrote it, so nobody can tell which pages keep which "
            "address, and which share files are older than others that have come since. Put it "
            "back from a backup. To begin anew, delete it and the website."
        ) from None


def _newest(told: dict[str, Any]) -> Newest:
    days = [str(told[name]) for name in ("made_on", "taken_back", "elsewhere")]
    for day in filter(None, days):
        date.fromisoformat(day)
    return Newest(days[0], str(told["content"]), tuple(map(str, told["before"])), *days[1:])


def _row(told: dict[str, Any]) -> Row:
    row = Row(**told)
    parts = row.page.split("--")
    if not all(part and slug(part) == part for part in parts) or len(parts) < 2:
        raise ValueError("an address that the kit gives no page")
    if not row.key or not row.feed_id.startswith("urn:uuid:") or not isinstance(row.shown, bool):
        raise ValueError("a row is not whole")
    return row


def write_memory(workspace: Workspace, memory: Memory) -> None:
    """Write it down, where it differs from what is there."""
    told = {
        "version": _VERSION,
        "feed_id": memory.feed_id,
        "schools": {key: asdict(memory.newest[key]) for key in sorted(memory.newest)},
        "practices": [asdict(row) for row in sorted(memory.rows, key=lambda row: row.page)],
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    path = place(workspace)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)


def only_practice(share: SchoolShare) -> SchoolShare:
    """What is kept of a share file: the practice and its sign-off, and nothing besides."""
    others = {line.document for line in share.sign_offs} - {WRITE_UP}
    return sealed(without(share, others).model_copy(update={"changed_since": ()}))


def keep(workspace: Workspace, row: Row, share: SchoolShare) -> Row:
    """Keep what a school sent of a practice; the row with the hash of what is kept."""
    held = only_practice(share)
    path = kept_file(workspace, row)
    if row.kept != held.content_hash or not path.is_file():
        write_share(held, path)
    return replace(row, kept=held.content_hash)


def kept(workspace: Workspace, row: Row) -> SchoolShare | None:
    """What is kept of a practice; None where it is not there as it was put there."""
    try:
        share = read_share(kept_file(workspace, row), texts=False)
    except EvidenceError:
        return None
    return share if share.content_hash == row.kept else None


def forget(workspace: Workspace, memory: Memory) -> None:
    """Throw away what is kept of pages that are no longer public."""
    folder = workspace.root / FOLDER / KEPT
    names = {kept_file(workspace, row).name for row in memory.rows if row.shown}
    for path in folder.glob(f"*{ENDING}") if folder.is_dir() else ():
        if path.name not in names:
            path.unlink(missing_ok=True)


def kept_file(workspace: Workspace, row: Row) -> Path:
    """Where what is kept of a page lies."""
    ending = ENDING if row.school else OF_REPORTS
    return workspace.root / FOLDER / KEPT / f"{row.page}{ending}"
