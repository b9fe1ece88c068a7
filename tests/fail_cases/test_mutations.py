"""Random damage to good workbooks: no traceback, and no number that changed without a word.

Each mutation is drawn from its own seed, so that one that fails can be run again alone.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from good_books import BOOKS, EXPORT_ROWS, KNOWN, SCHOOL_ROWS, write, write_export
from survey_answers import read_surveys

from spp_research import intake
from spp_research.intake import Reading
from spp_research.intake.frames import records_of
from spp_research.intake.surveys.school_surveys import MapPlace, survey_readings
from spp_research.schema import Kind
from spp_research.workspace import Workspace

SAMPLE, MANY = 20, 880

# What a careless or unlucky hand leaves in a cell, and what a number there may be read as.
NASTY = {
    "12,5": None,
    "1.234,5": None,
    "1,234": 1234,
    "12.50": 12.5,
    " 12 ": 12,
    "１２": None,
    "twelve": None,
    "12 marks": None,
    "12%": None,
    "£12": None,
    "1e3": None,
    "0x1F": None,
    "1_000": None,
    "inf": None,
    "nan": None,
    "--5": None,
    "−5": -5,
    "+5": 5,
    "007": 7,
    ".5": 0.5,
    "5.": 5,
    "3/9/26": None,
    "12:30": None,
    "#REF!": None,
    "abs": None,
    "n/a": None,
    "NA": None,
    "-": None,
    "'5": None,
    "=1+1": None,
    "=HYPERLINK(1)": None,
    "@SUM(1)": None,
    "\u202e21": 21,
    "2\u200b1": 21,
    "1\u00a0234": None,
    "a" * 40_000: None,
    "🙂": None,
    "<script>": None,
    "{{< include x >}}": None,
    0: 0,
    -1: -1,
    12.5: 12.5,
    1e16: 1e16,
    True: None,
    45000: 45000,
}


def read(path: Path, kind: str) -> Reading:
    return intake.read_workbook(path, BOOKS[kind][0], KNOWN)


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, tuple[bytes, Reading]]:
    folder = tmp_path_factory.mktemp("good")
    return {
        kind: (path.read_bytes(), read(path, kind))
        for kind in ("school", "pupils")
        for path in [write(folder, kind)]
    }


def damage_bytes(dice: random.Random, data: bytes) -> bytes:
    """Cut, flip, blank, repeat or drop a run of bytes."""
    broken = bytearray(data)
    start = dice.randrange(len(broken))
    length = dice.choice((1, 1, 4, 64, 1000))
    how = dice.choice(("cut", "flip", "blank", "repeat", "drop"))
    if how == "cut":
        return bytes(broken[:start])
    if how == "flip":
        broken[start] ^= 1 << dice.randrange(8)
    elif how == "blank":
        broken[start : start + length] = bytes(len(broken[start : start + length]))
    elif how == "repeat":
        broken[start:start] = broken[start : start + length]
    else:
        del broken[start : start + length]
    return bytes(broken)


def same(one: Reading, other: Reading) -> bool:
    return all(frame.equals(other.frames[name]) for name, frame in one.frames.items())


def by_key(reading: Reading) -> dict[str, pd.DataFrame]:
    """The frames with the numbers of their rows left out."""
    return {name: f.reset_index(drop=True) for name, f in reading.frames.items()}


def mutation_of_bytes(dice, kind, data, before, path):
    path.write_bytes(damage_bytes(dice, data))
    after = read(path, kind)
    assert not after.ok or same(after, before)


NUMERIC = (Kind.NUMBER, Kind.WHOLE)


def mutation_of_cells(dice, kind, data, before, path):
    """Several cells at once, every other one in a column of numbers."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    filled = [s for s in BOOKS[kind][0].sheets if not before.frames[s.name].empty]
    places = [
        (sheet, field, int(row))
        for sheet in filled
        for field in sheet.fields
        for row in before.frames[sheet.name].index
    ]
    numeric = [place for place in places if place[1].kind in NUMERIC]
    given = {}
    for _ in range(8):
        sheet, field, row = dice.choice(dice.choice((places, numeric)))
        value = dice.choice(list(NASTY))
        book[sheet.title].cell(row, before.columns[sheet.name, field.name]).value = value
        given[sheet.name, field.name, row] = value
    book.save(path)
    after = read(path, kind)
    for sheet, field, row in places:
        if field.kind not in (*NUMERIC, Kind.DATE) or (after.frames[sheet.name].empty):
            continue
        place = (sheet.name, field.name, row)
        value = after.frames[sheet.name].at[row, field.name]
        if place in given and field.kind in NUMERIC:
            assert pd.isna(value) or value == NASTY[given[place]], place
            told = {f.cell for f in after.faults if f.sheet == sheet.title}
            address = openpyxl.utils.get_column_letter(before.columns[place[:2]]) + str(row)
            blank = given[place] in ("abs", "n/a", "NA", "-")
            if not any(f.code.startswith(("sheet.", "file.", "column.")) for f in after.faults):
                assert not pd.isna(value) or blank or address in told, place
        elif place not in given:
            was = before.frames[sheet.name].at[row, field.name]
            assert repr(value) == repr(was), (place, given)


def mutation_of_the_layout(dice, kind, data, before, path):
    """Rows, columns, headers and sheets moved about, added and taken away."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = dice.choice(BOOKS[kind][0].sheets)
    page = book[sheet.title]
    how = dice.choice(("rows in", "row out", "column in", "column out", "header", "order", "title"))
    if how == "rows in":
        page.insert_rows(dice.randrange(1, 9), dice.randrange(1, 5))
    elif how == "row out":
        page.delete_rows(dice.randrange(1, 9))
    elif how == "column in":
        page.insert_cols(dice.randrange(1, 9))
    elif how == "column out":
        page.delete_cols(dice.randrange(1, 9))
    elif how == "header":
        page.cell(4, dice.randrange(2, len(sheet.fields) + 2)).value = dice.choice(
            (None, "Notes", "ID", sheet.fields[0].label, 7, "  ")
        )
    elif how == "order":
        dice.shuffle(book._sheets)
    else:
        page.title = dice.choice(("Sheet1", "Copy of " + sheet.title[:20], "history2"))
    book.save(path)
    after = read(path, kind)
    if not after.ok:
        return
    said = {f.code for f in after.faults}
    for name, frame in by_key(after).items():
        was = by_key(before)[name]
        if how == "row out" and len(frame) == len(was) - 1:
            kept = {tuple(map(str, row)) for row in was.itertuples(index=False)}
            assert {tuple(map(str, row)) for row in frame.itertuples(index=False)} < kept
            continue
        if how in ("column out", "header"):
            lost = [c for c in was if not frame[c].equals(was[c])]
            assert not lost or said & {"column.absent", "column.renamed"}
            assert all(frame[c].isna().all() or not frame[c].map(bool).any() for c in lost)
            continue
        pd.testing.assert_frame_equal(frame, was)


def mutation_to_csv(dice, kind, data, before, path):
    """The pupils' sheet in one of the ways in which programs write CSV, sometimes cut short."""
    separator = dice.choice(",;\t")
    encoding = dice.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"))
    end = dice.choice(("\n", "\r\n", "\r"))
    frame = before.frames["pupil_outcomes"]
    lines = [[f.label for f in BOOKS["pupils"][0].sheets[0].fields]]
    lines += [["" if pd.isna(v) else str(v) for v in row] for row in frame.itertuples(index=False)]
    if dice.random() < 0.5:
        lines.insert(0, ["Résumé of the term", *[""] * 5])
    text = end.join(separator.join(line) for line in lines) + end
    content = text.encode(encoding)
    broken = dice.random() < 0.4
    path = path.with_suffix(".csv")
    path.write_bytes(damage_bytes(dice, content) if broken else content)
    after = read(path, "pupils")
    if not broken:
        assert after.ok
        pd.testing.assert_frame_equal(
            by_key(after)["pupil_outcomes"], by_key(before)["pupil_outcomes"]
        )


def mutation_of_an_export(dice, kind, data, before, path):
    """Bytes, cells, rows and columns of a survey: each answer stays, is missed out loud, or is not
    changed without a word; and nobody's name comes through."""
    place = Workspace(path.parent)
    folder = path.parent / "schools" / "ashdown" / "surveys"
    folder.mkdir(parents=True)
    rows = [[*row] for row in EXPORT_ROWS]
    for row in rows[1:]:
        row[3:5] = ["jo@a.example", "Jo Bloggs"]
    how = dice.choice(("cells", "cells", "bytes", "row out", "column out", "order", "workbook"))
    given = {}
    if how in ("cells", "workbook"):
        for _ in range(4):
            row, column = dice.randrange(1, len(rows)), dice.randrange(5, 7)
            given[row, column] = rows[row][column] = str(dice.choice(list(NASTY)))
    elif how == "row out":
        del rows[dice.randrange(len(rows))]
    elif how == "column out":
        column = dice.randrange(len(rows[0]))
        rows = [row[:column] + row[column + 1 :] for row in rows]
    elif how == "order":
        order = dice.sample(range(len(rows[0])), len(rows[0]))
        rows = [[row[at] for at in order] for row in rows]
    file = write_export(folder / "pupils-january.csv", rows)
    if how == "workbook":
        file.unlink()
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([v[:30_000] for v in row])
        book.save(folder / "pupils-january.xlsx")
    if how == "bytes":
        file.write_bytes(damage_bytes(dice, file.read_bytes()))
    mapped = pd.DataFrame(
        [{**row, "reversed": None} for row in SCHOOL_ROWS["survey_map"]],
        index=pd.Index(range(7, 11), name="row"),
    )
    if how == "workbook":
        mapped["file"] = "pupils-january.xlsx"
    readings, _ = survey_readings(place, "ashdown", records_of(mapped), MapPlace("evidence.xlsx"))
    frame, faults = read_surveys(place, "ashdown", mapped)
    for reading in readings:
        copy = intake.write_checked(reading, path.parent / "surveys.checked.xlsx")
        # lost bytes can push a name into a column of answers, where it is quoted as no answer
        assert how == "bytes" or b"Bloggs" not in b"".join(_parts(copy))
    if how != "bytes":
        assert "Bloggs" not in frame.to_csv()
    told = {
        cell for f in faults for cell in re.findall(r"\b[A-Z]{1,2}[0-9]+\b", f.cell + f.message)
    }
    for item, column in (("I1", 5), ("I2", 6)) if how in ("cells", "workbook") else ():
        answers = frame[frame["item_id"] == item].set_index("respondent")["answer"]
        for row in range(1, len(rows)):
            answer = answers[row + 1]
            if (row, column) not in given:
                assert answer == EXPORT_ROWS[row][column]
            elif not pd.isna(answer):
                address = f"{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"
                known = answer in ("Don't know", "Prefer not to say", "Not applicable")
                assert known or address in told or " more." in str(faults), given


def _parts(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as parts:
        return [parts.read(name) for name in parts.namelist()]


MUTATIONS = (
    mutation_of_an_export,
    mutation_of_bytes,
    mutation_of_cells,
    mutation_of_the_layout,
    mutation_to_csv,
)


def run(seed: int, good, folder: Path) -> None:
    dice = random.Random(seed)
    mutate = MUTATIONS[seed % len(MUTATIONS)]
    kind = "pupils" if mutate is mutation_to_csv else dice.choice(("school", "pupils"))
    data, before = good[kind]
    path = folder / f"{kind}.xlsx"
    mutate(dice, kind, data, before, path)
    for file in [one for one in folder.iterdir() if one.is_file()]:
        reading = read(file, kind)
        intake.write_checked(reading, folder / "x.checked.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_mutation_is_read_or_refused(seed, good, tmp_path):
    run(seed, good, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SAMPLE, SAMPLE + MANY))
def test_many_mutations_are_read_or_refused(seed, good, tmp_path):
    run(seed, good, tmp_path)
