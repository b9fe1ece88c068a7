"""How far one finding's text and one pupil's score walk through the kit, from cell to page.

`python tests/walks.py` makes a review summary and an impact reflection of a copy of the example, in
which one finding and one score stand that stand nowhere else, and counts the functions of the kit
that held each, as an argument or a name of their own: by itself, or inside a table, a record or a
list. `--each` names them. Few is good: whoever follows a number has fewer places to look.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import openpyxl
from example_copy import copy_riverside
from in_process import notebooks_run_here

TEXT = "Pupils choose wherever they can see a quiet corner to walk to."
SCORE = 56.0625
_KIT = "/spp_research/"
_DEEPEST = 5  # containers within containers
_LOOKS = 400  # at the calls of one function; what they hold is alike


def holds(value: Any, wanted: str | float, deep: int = _DEEPEST) -> bool:
    """Whether a value is, says or contains what is followed."""
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    if isinstance(value, float):
        return value == wanted
    if deep == 0 or value is None or isinstance(value, bytes | int | type):
        return False
    return any(holds(part, wanted, deep - 1) for part in _parts(value))


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, tuple | list | set | frozenset):
        yield from value
    elif hasattr(value, "dtypes") and hasattr(value, "index"):
        yield from value.to_numpy().ravel().tolist()
    elif is_dataclass(value):
        yield from (vars(value).get(one.name) for one in fields(value))


def walk(make: Callable[[], None], wanted: str | float) -> dict[str, bool]:
    """The functions that held what is followed while something was made, with their module.

    Returns
    -------
    By function, whether it ever held it by itself and not only inside something else.
    """
    alone: dict[CodeType, bool] = {}
    looks: Counter[CodeType] = Counter()

    def look(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event != "return" or alone.get(code) or _KIT not in code.co_filename:
            return
        looks[code] += 1
        if looks[code] > _LOOKS or code.co_name.startswith("<"):
            return
        sys.setprofile(None)
        values = list(frame.f_locals.values())
        if any(holds(value, wanted, 0) for value in values):
            alone[code] = True
        elif code not in alone and any(holds(value, wanted) for value in values):
            alone[code] = False
        sys.setprofile(look)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        make()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return {
        f"{code.co_filename.rpartition(_KIT)[2]}:{code.co_firstlineno} {code.co_name}": by_itself
        for code, by_itself in alone.items()
    }


def _with(file: Path, sheet: str, column: str, value: object) -> None:
    """Write a value into the first row of a sheet that people fill in."""
    book = openpyxl.load_workbook(file)
    rows = book[sheet]
    heads = next(row for row in rows.iter_rows() if row[0].value == "Row")
    at = next(cell.column for cell in heads if str(cell.value).removesuffix(" (needed)") == column)
    first = heads[0].row + 3  # below the help and the grey example
    rows.cell(first, at).value = value
    book.save(file)


def main() -> None:
    """Print how many functions held the finding, and how many the score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", action="store_true", help="name every function")
    named = parser.parse_args().each
    from spp_research.cli import main as spp

    with tempfile.TemporaryDirectory() as scratch, notebooks_run_here():
        place = copy_riverside(Path(scratch) / "riverside")
        school = place / "schools" / "oakfield"
        _with(school / "evidence.xlsx", "Findings", "Finding", TEXT)
        _with(school / "pupils" / "reading-fluency.xlsx", "Pupil outcomes", "Baseline", SCORE)

        def report(kind: str) -> Callable[[], None]:
            def make() -> None:
                try:
                    spp(["report", kind, "--workspace", str(place), "--school", "oakfield"])
                except SystemExit as stop:
                    assert not stop.code, stop.code

            return make

        for what, kind, wanted in (
            ("one finding's text", "review-summary", TEXT),
            ("one pupil's score", "impact-reflection", SCORE),
        ):
            found = walk(report(kind), wanted)
            modules = len({place.partition(":")[0] for place in found})
            print(
                f"{what}: {sum(found.values())} functions held it by itself, and "
                f"{len(found) - sum(found.values())} more inside something, in {modules} modules"
            )
            if named:
                print(*(f"{'  ' if found[f] else '  in '}{f}" for f in sorted(found)), sep="\n")


if __name__ == "__main__":
    main()
