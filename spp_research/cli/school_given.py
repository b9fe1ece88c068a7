"""A school given where a command takes a folder, a file or a kind of document: what to type.

Whoever wants one school's workbook checked types `spp check oakfield`, or the path of the workbook.
Neither is guessed at, since the next word could be a folder of that name; both are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from spp_research.errors import ConfigurationError, SPPError
from spp_research.workspace import Workspace, open_place, school_in

# What a command says of schools, where it takes folders.
_TYPE = {
    "check": "To check its workbook, type: spp check --school {school}",
    "share": "To make its share file, type: spp share --school {school}",
    "status": "Where each school is, that one among them, is told by: spp status",
    "app": "Its page is among those that are opened by: spp app",
    "doctor": "What is installed is the same for every school: spp doctor",
    "plan": "The year is planned for all the schools together: spp plan",
    "watch": "To make its documents again when it is saved, type: spp watch --school {school}",
    "site": "The website is of all the schools together, and is built with: spp site",
}


def refuse_as_folder(command: str, folder: Path, given: Sequence[Path]) -> None:
    """Stop where a word that should be a folder is a school of the folder that is worked in.

    Parameters
    ----------
    command : its name, as it is typed.
    folder : the workspace that is worked in where no other is given.
    given : the words.

    Raises
    ------
    ConfigurationError
        When one of them is a school's name, its folder or something in it.
    """
    for word in given:
        school = "" if _is_partnership(word) else school_meant(folder, str(word))
        if school and command in _TYPE:
            raise ConfigurationError(
                f"{word}: {_what(word, school)}, and spp {command} takes the folder of a "
                f"partnership. {_TYPE[command].format(school=school)}"
            )


def refuse_as_kind(folder: Path, words: Sequence[str], known: Sequence[str]) -> None:
    """Stop where a word that should be a kind of document is a school.

    Parameters
    ----------
    known : the kinds that there are, which no school's name hides.

    Raises
    ------
    ConfigurationError
        When one of the words is a school's name, its folder or something in it.
    """
    kinds = [word for word in words if word in known]
    for word in words:
        school = "" if word in known else school_meant(folder, word)
        if school:
            typed = " ".join(["spp report", *kinds, "--school", school])
            raise ConfigurationError(
                f"{word}: {_what(word, school)}, and spp report takes kinds of document. Type: "
                f"{typed}"
            )


def refuse_as_file(folder: Path, file: Path, instead: str) -> None:
    """Stop where there is no such file, and its name is a school's.

    Parameters
    ----------
    instead : which file is meant, in a sentence; {school} in it is the school's short name.

    Raises
    ------
    ConfigurationError
        When that is so.
    """
    school = "" if file.is_file() else school_meant(folder, str(file))
    if school:
        raise ConfigurationError(
            f"{file}: {_what(file, school)}, and a file is needed. {instead.format(school=school)}"
        )


def school_meant(folder: Path, word: str) -> str:
    """The short name of the school that a word means; empty where it means none.

    Parameters
    ----------
    folder : the workspace that is worked in.
    word : a short or long name, or the path of a school's folder or of something in it.
    """
    if found := school_in(Path(word)):
        return found[1]
    wanted = " ".join(word.split()).casefold()
    for slug, name in _schools(folder).items():
        if wanted in (slug, name.casefold()):
            return slug
    return ""


def _schools(folder: Path) -> Mapping[str, str]:
    """The schools of a workspace, short name and name; none where it cannot be opened."""
    try:
        place = open_place(folder)
        from spp_research.run.freshness import INDEX, Index
        from spp_research.run.looks import Looks

        return Looks(place, Index(place.root / "reports" / INDEX)).schools()
    except (SPPError, OSError):
        return {}


def _what(word: object, school: str) -> str:
    """What a word is: a school, or something that belongs to it."""
    path = Path(str(word))
    if path.is_file():
        return f"this is a file of the school {school}"
    if len(path.parts) > 1 or path.is_dir():
        return f"this is the folder of the school {school}"
    return "this is a school"


def _is_partnership(folder: Path) -> bool:
    return Workspace(folder.expanduser().absolute()).lead_file.is_file()
