"""Whatever a notebook opens says in a few lines what it is, and prints no pupil and no ID.

Nothing here names a type. What is opened is walked through, down to the last field, and whatever
the public functions make of it; and every record of the kit with a table in it is looked at.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import spp_research
from spp_research import open_partnership, open_school, open_workshop, open_year
from spp_research.workspace import open_workspace

SCHOOLS = ("oakfield", "withy-bridge", "nether-sallow")
ROWS = ("DataFrame", "Series", "ndarray", "Frames")  # in the annotation of a field


@pytest.fixture(scope="module")
def studies():
    return [open_school("example", school, "school") for school in SCHOOLS]


@pytest.fixture(
    scope="module", params=[False, pytest.param(True, marks=pytest.mark.slow)], ids=["", "pages"]
)
def found(studies, request) -> dict[type, list[Any]]:
    """Everything that a notebook can open, and what the public functions make of it, by type."""
    year = open_year("example", "partnership")
    roots = [
        year,
        open_workshop("example", "oakfield", "partnership"),
        open_partnership(open_workspace("example")),
        *studies,
    ]
    one = studies[0]
    given = [(study,) for study in studies] + [(one.base,), (year,), (one.base, one.rules)]
    given += [(one.base.pupils,), (one.partnership,), (one.base.surveys,)]
    roots += list(made_of(given, pages=request.param))
    by_type: dict[type, list[Any]] = {}
    for thing in walked(roots):
        by_type.setdefault(type(thing), []).append(thing)
    return by_type


def made_of(given: list[tuple], *, pages: bool) -> Iterator[Any]:
    """What the functions of every public module make of these, as far as they take them.

    With `pages` those too that draw the pages of documents, which takes a while.
    """
    for name in spp_research.__all__:
        module = getattr(spp_research, name)
        if not isinstance(module, ModuleType):
            continue
        if ".display." in module.__name__ and not pages:
            continue
        for own in getattr(module, "__all__", dir(module)):
            function = getattr(module, own)
            if inspect.isfunction(function) and function.__module__.startswith("spp_research"):
                for arguments in given:
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        try:
                            made = function(*arguments)
                            made = list(made) if inspect.isgenerator(made) else made
                        except Exception:  # it is for other things
                            continue
                    yield made
                    break


def walked(roots: list[Any]) -> Iterator[Any]:
    """These, and all that they hold that is a record or a table."""
    todo, done = list(roots), {}
    while todo:
        thing = todo.pop()
        if id(thing) in done:
            continue
        done[id(thing)] = thing  # kept, so that no other has its number
        fields = getattr(type(thing), "model_fields", None) or getattr(
            type(thing), "__dataclass_fields__", None
        )
        if fields or isinstance(thing, pd.DataFrame | pd.Series):
            yield thing
        if fields:
            todo += [getattr(thing, name) for name in fields]
        elif isinstance(thing, Mapping):
            todo += list(thing.values())
        elif isinstance(thing, list | tuple | set | frozenset):
            todo += list(thing)


def ways(thing: Any) -> Iterator[str]:
    """All the ways in which a cell may print a thing by accident."""
    holder = dataclasses.make_dataclass("Holder", ["held"])
    with pd.option_context("display.max_rows", None, "display.max_columns", None):
        yield from (repr(thing), str(thing), f"{thing}", f"{thing!r}", f"{thing!s:>3}")
        yield from (repr([thing]), repr((thing,)), repr({"a": [thing]}), repr(holder(thing)))
        yield from (repr({"a": holder([thing])}), str(ValueError(thing)), repr(KeyError(thing)))
        for name in ("_repr_html_", "_repr_markdown_", "_repr_latex_", "to_string", "to_html"):
            if callable(way := getattr(thing, name, None)) and (said := way()):
                yield said


@pytest.mark.slow
def test_no_way_of_printing_what_is_opened_shows_a_pupil(studies, found):
    ids = {str(one) for study in studies for one in study.base.pupils["pupil_id"]}
    ids |= {f"{one}" for study in studies for one in study.base.surveys["respondent"]}
    ids = {one for one in ids if len(one) > 3}
    assert len(ids) > 50 and len(found) > 20
    wrong = set()
    for kind, things in found.items():
        for thing in things:
            for said in ways(thing):
                words = said.replace("'", " ").replace(",", " ").replace("<", " ")
                if ids & set(words.replace(">", " ").split()):
                    wrong.add(kind.__name__)
    assert not wrong


@pytest.mark.slow
def test_every_record_says_in_a_few_lines_what_it_is(found):
    long = {
        kind.__name__: len(repr(thing))
        for kind, things in found.items()
        if not issubclass(kind, pd.DataFrame | pd.Series)
        for thing in things
        if len(repr(thing)) > 1000 or repr(thing).count("\n") > 8
    }
    assert not long


def test_the_tables_of_people_are_all_of_the_kind_that_does_not_print_itself(studies):
    for study in studies:
        for field in dataclasses.fields(study.base):
            table = getattr(study.base, field.name)
            if isinstance(table, pd.DataFrame) and {"pupil_id", "respondent"} & set(table.columns):
                assert "not printed" in repr(table) and "not printed" in table.to_string()
                assert "not printed" in table.to_html() and table._repr_html_() is None


def records() -> Iterator[type]:
    """Every dataclass of the kit."""
    for module in pkgutil.walk_packages(spp_research.__path__, "spp_research."):
        if not module.name.endswith("__main__"):
            for thing in vars(importlib.import_module(module.name)).values():
                own = isinstance(thing, type) and thing.__module__ == module.name
                if own and dataclasses.is_dataclass(thing):
                    yield thing


def test_no_record_with_a_table_in_it_prints_all_that_it_holds():
    """By its declaration: one that nobody opens today may be opened tomorrow."""
    wrong, seen = [], 0
    for kind in records():
        rows = [
            field.name
            for field in dataclasses.fields(kind)
            if field.repr and any(word in str(field.type) for word in ROWS)
        ]
        seen += bool(rows)
        own = vars(kind).get("__repr__")
        made = own is not None and Path(own.__code__.co_filename).name == "dataclasses.py"
        if rows and kind.__dataclass_params__.repr and made:
            wrong.append(f"{kind.__module__}.{kind.__name__}: {', '.join(rows)}")
    assert not wrong
    assert seen > 5


@pytest.mark.parametrize(
    "part",
    [
        lambda s: s.groupby("respondent")["score"].mean(),
        lambda s: s.set_index("respondent"),
        lambda s: s.head(3).to_string(),
        lambda s: s["answer"].to_string(),
        lambda s: s["answer"].to_markdown(),
    ],
)
def test_a_part_of_the_answers_does_not_print_itself(studies, part):
    said = str(part(studies[0].base.surveys))
    assert "not printed" in said
