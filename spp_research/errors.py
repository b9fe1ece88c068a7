"""What can go wrong that is not our bug, one class and one exit code per kind.

A user's mistake is raised as a subclass of `SPPError` and shown as one plain sentence with
no traceback: where it is, what was found, what is allowed, what to do. Anything else that
is raised is our mistake and keeps its traceback.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST_FAULTS_TOLD = 10
USAGE_EXIT_CODE = 2  # what the command line itself gives for a wrong option


_IN_A_RUN = "SPP_RUN"  # `telling.RUN_VARIABLE`: a run goes by the places in the traceback


class _OneSentence(Exception):
    """An error that JupyterLab shows as its one sentence, without the lines of code behind it."""

    @property
    def _render_traceback_(self) -> Callable[[], list[str]]:
        if os.environ.get(_IN_A_RUN):
            raise AttributeError("a run is told where the error was raised")
        return lambda: [str(self)]


class SPPError(_OneSentence):
    """A mistake that the reader of the message can mend; never shown with a traceback."""

    exit_code = 1


class InputError(_OneSentence, ValueError):
    """What a function of a notebook was given cannot be used: a name, a file, a kind of value.

    It is for whoever wrote the call. Where that was the kit itself it is our mistake, with its
    traceback: so it is no `SPPError` and has no exit code.

    Parameters
    ----------
    message : a sentence; or that there are several, and each.
    faults : each sentence, where there are several.
    """

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults or (message,)


class Faults:
    """What is wrong with what one call was given, told together, so that it is mended in one go."""

    def __init__(self) -> None:
        self._told: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._told)

    def add(self, *sentences: str) -> None:
        """Keep sentences, each once."""
        self._told += [one for one in dict.fromkeys(sentences) if one not in self._told]

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what a part of the call is refused for, and go on with the next."""
        try:
            yield
        except InputError as refused:
            self.add(*refused.faults)

    def tell(self) -> None:
        """Raise one error with all that was kept; nothing where nothing was.

        Raises
        ------
        InputError
            With one sentence, or with a line for each, of many the first ten.
        """
        if not self._told:
            return
        if len(self._told) == 1:
            raise InputError(self._told[0])
        shown = [f"- {one}" for one in self._told[:MOST_FAULTS_TOLD]]
        if more := len(self._told) - len(shown):
            shown.append(f"- and {more} more")
        lines = [f"There are {len(self._told)} things to mend:", *shown]
        raise InputError("\n".join(lines), tuple(self._told))


class NotThereError(_OneSentence, AttributeError):
    """Something of another thing's, asked of this one: what a study has, of its tables."""


class ConfigurationError(SPPError):
    """The workspace, its settings, or what was asked for: unknown school, no such folder."""

    exit_code = 10


class EvidenceError(SPPError):
    """A workbook or a form export that cannot be read, or that has faults."""

    exit_code = 11


class NotStartedError(EvidenceError):
    """A school that has not begun to fill in its workbook, which is no mistake of anybody's."""


class NothingToSayError(EvidenceError):
    """A document that has nothing to say yet, which is no mistake of anybody's.

    Parameters
    ----------
    what : is missing.
    """

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(message)
        self.what = what


class DisclosureError(SPPError):
    """Something was about to be shown that has not passed disclosure control or sign-off."""

    exit_code = 12


class UnprotectedError(DisclosureError, TypeError):
    """A value or a text of a notebook's own making, where only protected ones may stand."""


class NotebookError(SPPError):
    """A notebook that cannot be run, or a cell of it that failed."""

    exit_code = 13


class RenderError(SPPError):
    """A report that could not be turned into a web page, Word document or PDF."""

    exit_code = 14


class TemplateError(SPPError):
    """A template, style or notebook of the workspace that is missing or from another kit."""

    exit_code = 15
