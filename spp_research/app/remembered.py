"""Which folders somebody has worked in, and where a new one may be made.

Remembered in the user's own configuration, as other programs do, and never in a workspace: a folder
that is sent about tells nobody which others there are. A folder is opened, and a place for a new
one chosen, by a key among those that are known here; no path is taken from a form.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.publish.placing import writing
from spp_research.whole_files import write_whole
from spp_research.workspace import Workspace, safe_slug

_MOST = 30  # folders that are remembered
_LONGEST_FILE = 200_000  # bytes; more was not written here
_LONGEST_NAME = 40
# What people write in the name of a folder; a stroke, a colon or a dot in front means a path.
_NAME = re.compile(r"[\w '’(),&-]+")


@dataclass(frozen=True)
class Folders:
    """The folders that this program may open, and where it may make one.

    Parameters
    ----------
    file : where they are remembered.
    started_in : the folder that the program was started in.
    documents : the user's folder of documents; it need not exist.
    """

    file: Path
    started_in: Path
    documents: Path

    def known(self) -> dict[str, Path]:
        """Each folder that may be opened, by its key: the last that was opened comes first."""
        own = self.started_in
        return {key_of(one): one for one in dict.fromkeys((*self._remembered(), own))}

    def places(self) -> dict[str, Path]:
        """Where a new folder may be made, by key: never inside of a workspace."""
        return {
            key_of(one): one
            for one in dict.fromkeys((self.started_in, self.documents))
            if not any(_is_taken(Workspace(above)) for above in (one, *one.parents))
        }

    def remember(self, folder: Path) -> None:
        """Put a folder in front of the others; nothing is lost where that cannot be written."""
        self._write((folder, *(one for one in self._remembered() if one != folder)))

    def forget(self, folder: Path) -> None:
        """Take a folder out of the list; the folder itself is left alone."""
        self._write(one for one in self._remembered() if one != folder)

    def made(self, place: str, name: str) -> Path:
        """Make a new folder in one of the places.

        Parameters
        ----------
        place : the key of the place.
        name : what somebody wants to call it; the folder's own name is made from it.

        Raises
        ------
        ConfigurationError
            When there is no such place, no folder can be called so, or there is one already.
        """
        where = self.places().get(place)
        if where is None:
            raise ConfigurationError("Choose one of the places that the page lists.")
        folder = where / folder_name(name)
        with writing(where):
            where.mkdir(parents=True, exist_ok=True)
            try:
                folder.mkdir()
            except FileExistsError:
                raise ConfigurationError(
                    f"{folder}: there is something with this name already, and it was left as it "
                    "is. Give the new folder another name."
                ) from None
        return folder

    def _remembered(self) -> list[Path]:
        """What the file says, as far as it can be of our own writing."""
        try:
            with self.file.open("rb") as opened:
                told = json.loads(opened.read(_LONGEST_FILE))
            listed = told["folders"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return []
        if not isinstance(listed, list):
            return []
        paths = [Path(one) for one in listed if isinstance(one, str) and one.isprintable()]
        return [one for one in paths if one.is_absolute() and ".." not in one.parts][:_MOST]

    def _write(self, folders: Iterable[Path]) -> None:
        told = {"folders": [str(one) for one in folders][:_MOST]}
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            write_whole(self.file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def users_folders(started_in: Path) -> Folders:
    """The folders of whoever started the program, where their system keeps such things."""
    import platformdirs

    own = platformdirs.user_config_path("spp-research", appauthor=False, roaming=True)
    return Folders(own / "folders.json", started_in, platformdirs.user_documents_path())


def key_of(folder: Path) -> str:
    """What stands for a folder in a form."""
    return sha256(str(folder).encode(errors="surrogatepass")).hexdigest()[:24]


def folder_name(text: str) -> str:
    """The name of a new folder, from what somebody wants to call it.

    Small letters, digits and hyphens: it lies as it is on every system and in every cloud.

    Raises
    ------
    ConfigurationError
        When nothing is left of it, or it is meant as a path.
    """
    text = " ".join(text.split())
    apart = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).lower()
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    name = "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_NAME].strip("-")
    try:
        if not _NAME.fullmatch(text):
            raise ConfigurationError("")
        return safe_slug(name)
    except ConfigurationError:
        raise ConfigurationError(
            f"“{text[:60]}” cannot be the name of a folder. Use letters a to z, digits, spaces and "
            "hyphens, for example: Riverside schools"
        ) from None


def _is_taken(place: Workspace) -> bool:
    """Whether somebody works in a folder already."""
    return place.lead_file.is_file() or any((place.root / "schools").glob("*/evidence.*"))
