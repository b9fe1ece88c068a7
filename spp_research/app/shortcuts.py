"""A file to double-click that opens the pages, for whoever never opens a terminal."""

from __future__ import annotations

import shlex
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.publish.placing import writing
from spp_research.whole_files import replaced

NAME = "Open the kit"
_ENDINGS = {"win32": ".cmd", "darwin": ".command"}
_GONE = "The kit is not where it was. Ask whoever installed it to write this file anew."
_STANDS_FOR_MORE = "%\n\r"  # in a path, characters that no such file can hold as they are


def write_shortcut(folder: Path, python: Path, system: str) -> Path:
    """Write the file for one kind of computer into a workspace; give its place.

    Parameters
    ----------
    python : the program that has the kit.
    system : as `sys.platform` names it.

    Raises
    ------
    ConfigurationError
        When the folder cannot be written, a path cannot stand in such a file, or the kit is only
        there for a while.
    """
    if _is_passing(python):
        raise ConfigurationError(
            "This kit was fetched for the moment, by uvx or pipx run, which take it away again "
            "after a while, and the file to double-click would not find it any more. Install it "
            "to stay, with uv tool install or pipx install and the same address, and then: spp "
            "app --shortcut"
        )
    ending = _ENDINGS.get(system, ".desktop")
    path = folder / f"{NAME}{ending}"
    text = text_of(folder, python, system)
    with writing(folder), replaced(path) as new:
        new.write_bytes(text.encode("utf-8"))
        new.chmod(0o755)
    return path


def _is_passing(python: Path) -> bool:
    """Whether a Python lies where uvx and pipx run keep what they have fetched for the moment."""
    parts = [part.casefold() for part in python.parts]
    of_pipx = ".cache" in parts and any(part.startswith("pipx") for part in parts)
    return "archive-v0" in parts or of_pipx


def text_of(folder: Path, python: Path, system: str) -> str:
    """What the file says.

    On Windows and macOS it opens the folder that it lies in, so that it may be moved with it.
    """
    for one in (folder, python):
        if any(sign in str(one) for sign in _STANDS_FOR_MORE) or '"' in str(one):
            raise ConfigurationError(
                f"{one}: no file to double-click can be written for a path with such characters. "
                "Give the folder another name."
            )
    if system == "win32":
        # The dot keeps the folder's last stroke from being read together with the quotation mark.
        lines = (
            "@echo off",
            "chcp 65001 >nul",
            f'if not exist "{python}" echo {_GONE}',
            f'"{python}" -m spp_research app -w "%~dp0."',
            "if errorlevel 1 pause",
        )
        return "".join(f"{line}\r\n" for line in lines)
    if system == "darwin":
        return (
            f'#!/bin/sh\ncd "$(dirname "$0")" && exec {shlex.quote(str(python))} '
            "-m spp_research app -w .\n"
        )
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.0\n"
        f"Name={NAME}\nComment=The pages of the SPP research and reporting kit\n"
        f"Exec={_quoted(python)} -m spp_research app -w {_quoted(folder)}\n"
        "Terminal=true\nCategories=Education;\n"
    )


def _quoted(path: Path) -> str:
    """A path as the Exec line of a desktop entry takes it."""
    text = str(path)
    for sign in ("\\", "`", "$"):
        text = text.replace(sign, "\\" + sign)
    text = text.replace("\\", "\\\\")  # the file itself takes one of two away
    return f'"{text}"'
