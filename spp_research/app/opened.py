"""The folder that is open now, of those that one program opens one after the other.

Each has a session of its own, so that nothing that was found, sent or agreed to in one folder is
there in another; and keys of its own for forms and documents, so that a page of the folder before,
left open in another tab, cannot put anything into this one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.publish.placing import put_right
from spp_research.workspace import Workspace, open_place, require_open

from .following import Follower
from .keys import Keys
from .remembered import Folders
from .session import Session


class Opened:
    """What this program has open.

    Parameters
    ----------
    folder : the one that the program was started in.
    scratch : a private folder, gone when the program has ended.
    folders : those that may be opened.
    keys : the secrets of this start.
    end : ends the program.
    """

    def __init__(
        self,
        folder: Path,
        scratch: Path,
        folders: Folders,
        keys: Keys | None = None,
        end: Callable[[], None] = lambda: None,
    ) -> None:
        self.keys, self._scratch, self._folders = keys or Keys(), scratch, folders
        self._lock = threading.RLock()
        self._follows = False
        self._follower: Follower | None = None
        self.session = self._begun(folder, end)
        if Workspace(folder).lead_file.is_file():
            folders.remember(folder)

    def open(self, folder: Path) -> Session:
        """Open another folder, and close the one before.

        Raises
        ------
        ConfigurationError
            When something is being made in the one before, or the other cannot be opened.
        """
        require_can_be_opened(folder)
        with self._lock:
            before = self.session
            self._end_following()
            try:
                before.require_idle()
            except ConfigurationError:
                self._follow()
                raise
            before.close()
            self.keys.renew()
            self.session = self._begun(folder, before.end)
            self._follow()
        self._folders.remember(folder)
        return self.session

    def follow(self) -> None:
        """See what is saved in the folder that is open, from now on."""
        self._follows = True
        self._follow()

    def rest(self) -> None:
        """See nothing of what is saved any more."""
        with self._lock:
            self._follows = False
            self._end_following()

    def stop(self) -> None:
        """End what is under way."""
        self.session.over.set()
        self.rest()
        self.session.work.stop(wait=True)
        self.session.undecided.close()

    def _begun(self, folder: Path, end: Callable[[], None]) -> Session:
        place = Workspace(folder)
        if place.lead_file.is_file() and not place.is_being_closed:
            put_right(folder)  # what a program that was killed has left
        return Session(
            folder, self._scratch, end, self.keys, folders=self._folders, go_to=self.open
        )

    def _follow(self) -> None:
        if self._follows:
            self._follower = Follower(self.session)
            self._follower.start()

    def _end_following(self) -> None:
        if self._follower is not None:
            self._follower.stop()
            self._follower = None


def require_can_be_opened(folder: Path) -> None:
    """Stop where a folder has no pages: it is gone, or that of a closed year.

    Raises
    ------
    ConfigurationError
        With the reason.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"{folder}: this folder is not there any more, or its drive is not connected."
        )
    place = Workspace(folder)
    # Where a closing was cut off there is a page that ends it.
    if place.lead_file.is_file() and not place.is_being_closed:
        require_open(open_place(folder))
