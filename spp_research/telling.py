"""What the kit's own objects say of themselves in a cell: a few lines, and never about anybody.

A record with tables in it would print them, and with them pupils, wherever it is the last line of
a cell, part of a list or inside an error's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import import_module
from typing import Any

from .errors import UnprotectedError

# In the environment of a notebook's process: what the kit seals its marks with in this run.
SEAL_VARIABLE = "SPP_SEAL"
# In the same place, for as long as it runs: that the kit and not a person runs the notebook, and
# what for, as "school/public" or "all/partnership".
RUN_VARIABLE = "SPP_RUN"
ABOUT_ALL = "all"  # the schools, of whom a run opens no workbook and no file of pupils


def by_name(place: str) -> Any:
    """A function of a later row, by its place in the kit: "words.claims:sentence".

    For the methods of what is worked out: how it is said and drawn is made in later rows.
    """
    module, _, name = place.partition(":")
    return getattr(import_module(f"{__name__.partition('.')[0]}.{module}"), name)


def as_displayed(self: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """The bundle of a result that is shown as it is: how it looks is `display.own`'s business."""
    shown = by_name("display.own:shown")(self)
    return shown._repr_mimebundle_(include, exclude)


def as_pieces(self: Any) -> None:
    """Show a result in Jupyter as it is read best: its sentence, its table, its picture."""
    try:
        made = by_name("display.own:pieces")(self)
    except UnprotectedError:
        if by_name("protect.disclosure.opened:run_key")():
            raise
        _on_ones_own_screen(str(self))  # as a planning figure, which no document shows
        return
    made._ipython_display_()


def _on_ones_own_screen(line: str) -> None:
    """A line without the kit's mark: the export refuses it and names the cell."""
    from html import escape

    from IPython.display import display

    display({"text/plain": line, "text/html": f"<p>{escape(line)}</p>"}, raw=True)


def in_short(what: str, **facts: object) -> str:
    """A name and a few facts, a line each: "Study of Oakfield\\n  audience: partnership"."""
    lines = [f"  {name.replace('_', ' ')}: {fact}" for name, fact in facts.items()]
    return "\n".join([what, *lines])


def as_facts(self: Any) -> str:
    """What a record says of itself, as a small table: what Jupyter shows on one's own screen.

    It has no mark of the kit, so that no document shows it.
    """
    from html import escape  # no check in a browser shows any

    first, *facts = repr(self).splitlines()
    rows = "".join(
        f"<tr><th>{escape(name.strip())}</th><td>{escape(fact)}</td></tr>"
        for name, _, fact in (line.partition(": ") for line in facts)
    )
    return f"<table><caption>{escape(first)}</caption>{rows}</table>"


def sizes(**tables: Any) -> str:
    """How many rows some tables have: "12 evidence, 6 findings"."""
    return ", ".join(f"{len(table)} {name.replace('_', ' ')}" for name, table in tables.items())


_MOST_LINES, _LONGEST = 6, 70


def briefly(self: Any) -> str:
    """What a record with much in it says of itself: its short texts, and how much else it holds.

    No number: one about a few people would stand there without a rule.
    """
    found = list(_facts(self))[:_MOST_LINES]
    return in_short(type(self).__name__, **dict(found))


def _facts(record: Any) -> Iterator[tuple[str, str]]:
    names = (f.name for f in fields(record)) if is_dataclass(record) else type(record).model_fields
    for name in names:
        value = getattr(record, name)
        if isinstance(value, str | date):
            told = " ".join(str(value).split())
            if told:
                yield name, told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
        elif isinstance(value, Sized) and len(value):
            kind = "bytes" if isinstance(value, bytes) else "items"
            yield name, f"{len(value)} {kind if len(value) != 1 else kind[:-1]}"
