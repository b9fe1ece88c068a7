"""What the kit's own objects say of themselves in a cell: a few lines, and never about anybody.

A record with tables in it would print them, and with them pupils, wherever it is the last line of
a cell, part of a list or inside an error's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sized
from dataclasses import fields, is_dataclass
from datetime import date
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from .errors import InputError, NotThereError, UnprotectedError

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


# What the functions of a notebook take first, with where it comes from.
A_STUDY = "a study, from open_school(workspace, school, audience)"
A_BASE = "the base of a study: study.base, of study = open_school(workspace, school, audience)"
SOME_RESULTS = "results, from impact.results(study.base), or [impact.of_table(...)]"

P = ParamSpec("P")
R = TypeVar("R")


def takes(what: str, having: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse in a sentence what a function of a notebook cannot work with, as a table or a path.

    Parameters
    ----------
    what : it takes first, with where that comes from, as its user would say it.
    having : an attribute by which such a thing is known, or several with spaces between.
    """
    known_by = having.split()

    def checking(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def checked(*given: P.args, **named: P.kwargs) -> R:
            first = given[0] if given else next(iter(named.values()), None)
            there = given or len(named) == 1
            if there and not all(_has(first, name) for name in known_by):
                raise InputError(f"{function.__name__} takes {what}; it was given {kind_of(first)}")
            return function(*given, **named)

        return checked

    return checking


# What the pieces of the kit's documents take.
of_study = takes(A_STUDY, "base partnership")
of_year = takes("a year, from open_year(workspace, audience)", "shares partnership")
of_study_or_year = takes(f"{A_STUDY}, or a year, from open_year(…)", "partnership rules")
of_pack = takes("a workshop, from open_workshop(workspace, school, audience)", "study shares")
of_hub = takes("a hub, from open_hub(workspace, audience)", "gathered book")
of_enquiry = takes(
    "an enquiry, from enquiry.Enquiry(question, …) or enquiry.of_school(study)", "texts outcomes"
)


def kind_of(given: object) -> str:
    """What something is, as who gave it would say: of a text its words, of nothing that it is."""
    if given is None:
        return "nothing"
    if isinstance(given, str):
        return f"the text {given!r}"
    name = type(given).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _has(given: object, name: str) -> bool:
    """Whether something has this; the tables of a school say themselves what their study is."""
    try:
        getattr(given, name)
    except NotThereError:
        if name == "base":
            raise
        return False
    except AttributeError:
        return False
    return True


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
