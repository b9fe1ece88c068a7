"""An id in place of each pupil, in the browser: the same new file as from `spp pseudonymise`.

The key comes from a file that somebody chooses, or is made here and given to be saved. Nothing of
it, of the file or of the list of who is who is kept when the answer has been given.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from spp_research.intake.read.containers import Unreadable, check_size
from spp_research.intake.read.sheets import read_book
from spp_research.school.pseudonyms import (
    KEY_FILE,
    MADE,
    MAPPING,
    Rewritten,
    new_key,
    read_key,
    rewritten,
)
from spp_research.words import pseudonyms as words

NEW_KEY = KEY_FILE.lstrip(".") + ".txt"  # a browser saves no name that begins with a dot
_NO_KEY = (
    "{name}: this is not a key that the kit has made. Choose the file with the key of the school: "
    "with another one every pupil would get another ID. Only if there is none, choose none."
)
_SAVE_THE_KEY = (
    "{name} is the key of your school, made just now. Save it in the school, where only those who "
    "may know the pupils can read it, and choose it here for every further file: with another key "
    "the same pupil gets another ID. The command spp pseudonymise takes it under the name "
    f"{KEY_FILE}."
)


@dataclass(frozen=True)
class Answer:
    """What came of it.

    Parameters
    ----------
    sentences : what there is to say.
    files : what to save: the name, the place where it lies, and a sentence about it.
    no_column : whether somebody has to say which column says who a row is about.
    asked : columns to be decided on: the header, and what it looks like.
    """

    sentences: tuple[str, ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    no_column: bool = False
    asked: tuple[tuple[str, str], ...] = ()


def put_ids(wanted: str, folder: str) -> str:
    """Put an id in place of each pupil of a file.

    Parameters
    ----------
    wanted : as JSON, the `name` of the file and the `path` where it lies; of the key likewise
        `key_name` and `key_path`, empty where there is none yet; `column`, `keep` and `leave_out`
        as for `rewritten`; and `list`, whether the list of who is who is wanted.
    folder : where to put what is made.

    Returns
    -------
    An `Answer`, as JSON.
    """
    return json.dumps(asdict(_answer(json.loads(wanted), Path(folder))))


def _answer(wanted: dict[str, object], folder: Path) -> Answer:
    name = str(wanted["name"])
    own = read_key(Path(str(wanted["key_path"])).read_bytes()) if wanted["key_path"] else b""
    if wanted["key_path"] and not own:
        return Answer((_NO_KEY.format(name=wanted["key_name"]),))
    try:
        data = Path(str(wanted["path"])).read_bytes()
        check_size(len(data))
        book = read_book(data, Path(name).stem)
    except Unreadable as error:
        return Answer((f"{name}: {error.message}",))
    made_key = b"" if own else new_key()
    keep, leave_out = (list(map(str, _listed(wanted[one]))) for one in ("keep", "leave_out"))
    new = rewritten(
        book,
        own or read_key(made_key),
        column=str(wanted["column"]),
        keep=keep,
        leave_out=leave_out,
    )
    if not new.found:
        return Answer(no_column=True)
    if new.doubtful:
        return Answer(asked=tuple(new.doubtful.items()))
    return _made(new, name, folder, made_key, with_list=bool(wanted["list"]))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _made(new: Rewritten, name: str, folder: Path, made_key: bytes, *, with_list: bool) -> Answer:
    stem = Path(name).stem
    made, listed = f"{stem}.{MADE}{new.ending}", f"{stem}.{MAPPING}.csv"
    files = [(made, new.content, words.made(made, new.people, new.made_from))]
    if made_key:
        files.append((NEW_KEY, made_key, _SAVE_THE_KEY.format(name=NEW_KEY)))
    if with_list:
        files.append((listed, new.who, words.list_of_who(listed)))
    placed = []
    for number, (called, content, about) in enumerate(files):
        path = folder / f"made-{number}"
        path.write_bytes(content)
        placed.append((called, str(path), about))
    said = words.to_look_at(name, new.left_out, new.without, new.look_at, new.two_ways)
    return Answer(tuple(said), tuple(placed))
