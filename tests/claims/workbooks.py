"""The example's workbooks and survey exports, read by the words at the heads of their columns."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "riverside"
HEAD = "Row"
ID = re.compile(r"\b[A-Z]\d\d-\d+\b")


def sheets(path: Path) -> dict[str, pd.DataFrame]:
    """Every sheet with rows, as text; the help and the grey example left out."""
    found = {}
    for name, whole in pd.read_excel(
        path, sheet_name=None, header=None, engine="calamine", dtype=object
    ).items():
        heads = [i for i, cell in enumerate(whole.iloc[:, 0]) if cell == HEAD]
        if heads:
            labels = [str(v).removesuffix(" (needed)") for v in whole.iloc[heads[0]]]
            rows = whole.iloc[heads[0] + 1 :].set_axis(labels, axis=1)
            rows = rows[~rows[HEAD].isin(["Help", "Example"])].drop(columns=HEAD)
            found[str(name)] = rows.dropna(how="all").assign(**{"sheet row": lambda t: t.index + 1})
    return found


def export(path: Path) -> pd.DataFrame:
    """The answers of a form."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str)
    return pd.read_excel(path, engine="calamine", dtype=str)


@dataclass(frozen=True, eq=False)
class School:
    """One school's workbook, pupils' files and survey exports."""

    slug: str
    name: str
    folder: Path
    roll: int

    @cached_property
    def book(self) -> dict[str, pd.DataFrame]:
        return sheets(self.folder / "evidence.xlsx")

    @cached_property
    def pupils(self) -> pd.DataFrame:
        paths = sorted((self.folder / "pupils").glob("*.xlsx"))
        parts = [sheets(path)["Pupil outcomes"] for path in paths]
        return pd.concat(parts) if parts else pd.DataFrame(columns=["Outcome ID"])

    @cached_property
    def answers(self) -> dict[str, pd.DataFrame]:
        return {path.name: export(path) for path in sorted((self.folder / "surveys").glob("*.*"))}

    @cached_property
    def outcomes(self) -> dict[str, pd.Series]:
        """The rows of the sheet by the outcome's words."""
        return {row["Outcome"]: row for _, row in self.book["Outcomes"].iterrows()}


@dataclass(frozen=True, eq=False)
class Partnership:
    """Everything of the example that a document can be made from."""

    folder: Path = EXAMPLE

    @cached_property
    def book(self) -> dict[str, pd.DataFrame]:
        return sheets(self.folder / "partnership.xlsx")

    @cached_property
    def answers(self) -> dict[str, pd.DataFrame]:
        return {path.name: export(path) for path in sorted((self.folder / "surveys").glob("*.*"))}

    @cached_property
    def schools(self) -> dict[str, School]:
        """The schools by their names, in the lead's order."""
        return {
            row["School name"]: School(
                row["School short name"],
                row["School name"],
                self.folder / "schools" / row["School short name"],
                int(row["Pupils on roll"]),
            )
            for _, row in self.book["The schools"].iterrows()
        }

    @property
    def cycle(self) -> str:
        return str(self.book["The partnership"]["Review cycle"].iloc[0])

    @cached_property
    def earlier(self) -> tuple[Partnership, ...]:
        """The cycles that are closed and kept, the oldest first."""
        kept = (Partnership(path.parent) for path in self.folder.glob("cycles/*/closed.json"))
        return tuple(sorted(kept, key=lambda one: one.cycle))

    @cached_property
    def share(self) -> dict[str, dict[str, Any]]:
        """The share files of the folder by school."""
        paths = self.folder.glob("share/*.json")
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every ID with a year in it that stands in a workbook: A24-1."""
        books = [self.book, *(school.book for school in self.schools.values())]
        cells = (c for book in books for sheet in book.values() for c in sheet.to_numpy().ravel())
        return frozenset(c for c in cells if isinstance(c, str) and ID.fullmatch(c))

    @cached_property
    def dates(self) -> frozenset[str]:
        """Every day that stands in a workbook, as the documents write a day."""
        found = set()
        for book in [self.book, *(school.book for school in self.schools.values())]:
            for sheet in book.values():
                for cell in sheet.to_numpy().ravel():
                    if hasattr(cell, "strftime") and not pd.isna(cell):
                        found.add(f"{cell.day} {cell:%B %Y}")
        return frozenset(found)

    @cached_property
    def planned_days(self) -> frozenset[str]:
        """The days of plans as they were fixed, and of outcomes, as a plan writes a day."""
        found: set[str] = set()
        for school in self.schools.values():
            for text in school.book["Plans as fixed"]["The plan"]:
                found.update(re.findall(r"\d\d/\d\d/\d{4}", str(text)))
            for column in ("Measured before", "Measured after"):
                days = school.book["Outcomes"][column].dropna()
                found.update(f"{day:%d/%m/%Y}" for day in days)
        return frozenset(found)

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """Cells of more than one word, their lines and their sentences, the longest first."""
        found: set[str] = set()
        books = [self.book, *(school.book for school in self.schools.values())]
        exports = [*self.answers.values()]
        for school in self.schools.values():
            exports += school.answers.values()
        for table in [sheet for book in books for sheet in book.values()] + exports:
            for cell in [*table.columns, *table.to_numpy().ravel()]:
                if isinstance(cell, str) and cell not in found:
                    lines = cell.splitlines()
                    parts = [s for line in lines for s in re.split(r"(?<=[.?!:;])\s", line)]
                    found.update(plain(part).strip().rstrip(".") for part in [cell, *lines, *parts])
        return tuple(
            sorted(
                (text for text in found if len(text) > 5 and re.search(r"[a-z]\S* ", text)),
                key=lambda text: (-len(text), text),
            )
        )

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """Those of the cells that have a number in them."""
        return tuple(text for text in self.cells if NUMBER.search(text))


WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
VALUES = {word: number for number, word in enumerate(WORDS)}
NUMBER = re.compile(
    r"(?<![A-Za-z\d.⟦])(?:[-−]?\d+(?:,\d{3})*(?:\.\d+)?|(?:"
    + "|".join(WORDS[2:])
    + r")\b)(?!\w*⟧)",
    re.I,
)


def plain(text: str) -> str:
    """Text without the marks of the page and with one kind of quotation mark, dash and space."""
    text = re.sub(r"\\([^\w\s])", r"\1", text)
    for marks, one in (("“”„", '"'), ("‘’", "'"), ("−", "-"), ("\u00a0\u202f", " ")):
        text = re.sub(f"[{marks}]", one, text)
    return re.sub(r"[ \t]+", " ", text)
