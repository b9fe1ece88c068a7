"""Tables with a row a person: they can be worked with, and do not print themselves.

`study.base.pupils` as the last line of a cell, or in the words of an error, would show pupils.
These tables say how many rows and which columns they have. What is worked out of them by group is
an ordinary table again.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from spp_research.protect.disclosure.personal_data import ROWS_OF_PEOPLE

_PERSON = {"pupil_id", "respondent_id", "respondent"}  # columns that say which person a row is


def rows_of_people(table: pd.DataFrame) -> Any:
    """The same table, which does not print its rows."""
    quiet = PeopleRows(table)
    quiet.attrs[ROWS_OF_PEOPLE] = True
    return quiet


def _is_of_people(table: Any) -> bool:
    return bool(table.attrs.get(ROWS_OF_PEOPLE))


def _by_group(made: Any, other: Any, method: str | None) -> Any:
    """What was worked out by group is about groups."""
    if method in ("groupby", "describe", "count", "value_counts") and not _names_people(made):
        made.attrs.pop(ROWS_OF_PEOPLE, None)
    return made


def _names_people(made: Any) -> bool:
    """Whether a table still has a row a person, as when it is grouped by the person."""
    names = {*made.index.names, *getattr(made, "columns", ()), getattr(made, "name", None)}
    return bool(names & _PERSON)


class PeopleColumn(pd.Series):
    """One column of a table with a row a person."""

    @property
    def _constructor(self) -> Any:
        return PeopleColumn

    @property
    def _constructor_expanddim(self) -> Any:
        return PeopleRows

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Any:
        made = super().__finalize__(other, method, **kwargs)  # type: ignore[misc]
        return _by_group(made, other, method)

    def __repr__(self) -> str:
        if not _is_of_people(self):
            return super().__repr__()
        return f"A column with one value a person: {len(self)} values, not printed."

    __str__ = __repr__

    def to_string(self, *given: Any, **named: Any) -> Any:
        """What the table says of itself, where its rows are persons."""
        return repr(self) if _is_of_people(self) else super().to_string(*given, **named)

    def to_markdown(self, *given: Any, **named: Any) -> Any:
        """The same."""
        return repr(self) if _is_of_people(self) else super().to_markdown(*given, **named)


class PeopleRows(pd.DataFrame):
    """A table with a row a person."""

    @property
    def _constructor(self) -> Any:
        return PeopleRows

    @property
    def _constructor_sliced(self) -> Any:
        return PeopleColumn

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Any:
        made = super().__finalize__(other, method, **kwargs)  # type: ignore[misc]
        return _by_group(made, other, method)

    def __repr__(self) -> str:
        if not _is_of_people(self):
            return super().__repr__()
        return (
            f"One row a person: {len(self)} rows, not printed. Columns: "
            f"{', '.join(map(str, self.columns))}."
        )

    __str__ = __repr__

    def _repr_html_(self) -> str | None:
        return None if _is_of_people(self) else super()._repr_html_()  # type: ignore[misc]

    def to_string(self, *given: Any, **named: Any) -> Any:
        """What the table says of itself, where its rows are persons."""
        return repr(self) if _is_of_people(self) else super().to_string(*given, **named)

    def to_markdown(self, *given: Any, **named: Any) -> Any:
        """The same."""
        return repr(self) if _is_of_people(self) else super().to_markdown(*given, **named)

    def to_html(self, *given: Any, **named: Any) -> Any:
        """The same."""
        return repr(self) if _is_of_people(self) else super().to_html(*given, **named)
