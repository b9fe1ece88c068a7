"""What a notebook of somebody's own opens: noted as it does, remembered, and held against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from spp_research.kinds import REVIEW_SUMMARY
from spp_research.run import noting, opened
from spp_research.run.jobs import Job

RUN = """
import asyncio, csv, os, socket, sqlite3, sys, tempfile
from pathlib import Path
here = Path(sys.argv[1])
open(here / "read.csv").read()
open("relative.txt").close()
Path(here, "made.csv").write_text("x"); Path(here, "made.csv").read_text()
with tempfile.TemporaryFile("w+") as own: own.write("x")
sqlite3.connect(here / "base.sqlite").close()
sqlite3.connect(f"file:{here}/a%20base.sqlite?mode=rw", uri=True).close()
sqlite3.connect("file::memory:?cache=shared", uri=True).close()
open("link/../beside.csv").close()
[open(odd).close() for odd in os.listdir() if odd.startswith("odd")]
list(here.glob("*.none"))
from importlib.metadata import distributions
sys.path.append(str(here / "lib")); list(distributions())
import helper_of_ours
assert asyncio.run(asyncio.sleep(0, 1)) == 1
try: open(here / "not-there.csv")
except OSError: pass
"""
BEYOND = """
import os, socket, subprocess, urllib.request
import multiprocessing.popen_spawn_posix
subprocess.run(["true"]); os.system("true"); subprocess.run(["uname"], capture_output=True)
try: socket.create_connection(("127.0.0.1", 1), timeout=0.2)
except OSError: pass
"""


def odd_name(folder: Path) -> Path:
    """A file whose name is no text where a system lets there be one."""
    if sys.platform != "linux":
        return folder / "odd.csv"
    return Path(os.fsdecode(os.fsencode(folder / "odd") + b"\xe9.csv"))


def noted(code: str, folder: Path) -> list[dict]:
    """What a process of its own says that it opened."""
    target = folder / "scratch" / "notes"
    target.parent.mkdir()
    whole = f"{noting.LINE}\n{code}"
    environment = os.environ | {noting.VARIABLE: str(target), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        [sys.executable, "-c", whole, str(folder)], cwd=folder, env=environment, check=True
    )
    return [json.loads(line) for line in target.read_text().splitlines()]


def test_what_is_read_is_noted_and_what_is_written_or_python_s_is_not(tmp_path):
    for name in ("read.csv", "relative.txt", "base.sqlite", "a base.sqlite", "sub/beside.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "helper_of_ours.py").touch()
    (tmp_path / "sub" / "inner").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "sub" / "inner")
    odd = odd_name(tmp_path)
    odd.touch()
    first, *facts = noted(RUN, tmp_path)
    assert first == {"begun": True}
    found = [Path(fact["file"]) for fact in facts if "file" in fact]
    files = {path.relative_to(tmp_path).as_posix() for path in found}
    read = {"read.csv", "relative.txt", "base.sqlite", "lib/helper_of_ours.py", "not-there.csv"}
    read |= {"a base.sqlite", "sub/beside.csv", odd.name}
    assert files == read | {"base.sqlite-wal", "a base.sqlite-wal"}
    assert [fact["folder"] for fact in facts if "folder" in fact] == [str(tmp_path)]
    assert not [fact for fact in facts if "beyond" in fact]


def test_the_kits_own_readers_of_tables_are_noted(tmp_path):
    """Whatever way a path was put together."""
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    (tmp_path / "marks.csv").write_text("a\n1\n")
    program = """
import sys
from spp_research.errors import InputError
from spp_research.stats.reading import read_table
read_table("/".join([sys.argv[1], "marks.csv"]))
try:
    read_table("/".join([sys.argv[1], "book.xlsx"]))
except InputError:
    pass  # it is empty"""
    files = {Path(fact["file"]).name for fact in noted(program, tmp_path) if "file" in fact}
    assert {"book.xlsx", "marks.csv"} <= files


def test_a_program_and_another_computer_are_noted(tmp_path):
    _, *facts = noted(BEYOND, tmp_path)
    told = [(fact["beyond"], fact["name"]) for fact in facts if "beyond" in fact]
    assert {("program", "true"), ("program", "python")} <= {*told} and (
        "computer",
        "127.0.0.1",
    ) in told
    assert {what for what, _ in told} == {"program", "computer"}
    assert "uname" not in str(told)


@pytest.fixture
def job(tmp_path) -> Job:
    """A document of somebody's own, whose notebook is an empty one."""
    root = tmp_path / "ours"
    (root / "notebooks").mkdir(parents=True)
    kind = replace(REVIEW_SUMMARY, name="mine", file="mine.ipynb")
    return Job(str(root), kind, "oakfield")


def write(job: Job, *cells: str) -> None:
    cells_of = [{"cell_type": "code", "source": cell} for cell in cells]
    path = job.place.root / "notebooks" / "mine.ipynb"
    path.write_text(json.dumps({"cells": cells_of}))


def take(job: Job, *facts: dict, inputs: tuple[str, ...] = ()) -> None:
    notes = job.place.root / "notes"
    notes.write_text("".join(json.dumps(fact) + "\n" for fact in ({"begun": True}, *facts)))
    opened.remember(job, notes, inputs)


def file(path: Path) -> dict:
    found = path.stat()
    return {"file": str(path), "stamp": [found.st_size, found.st_mtime_ns]}


def test_of_the_kits_own_nothing_is_asked(job):
    kits = replace(job, kind=REVIEW_SUMMARY)
    assert (opened.parts(kits), opened.beyond(kits), opened.reasons(kits)) == ({}, (), [])


def test_what_is_known_otherwise_is_left_out_and_the_rest_is_followed(job, tmp_path):
    root, other = job.place.root, tmp_path / "other.csv"
    other.write_text("1")
    book = root / "schools" / "oakfield" / "evidence.xlsx"
    book.parent.mkdir(parents=True)
    book.touch()
    write(job)
    take(job, file(other), file(book), inputs=("schools/oakfield/evidence.xlsx",))
    assert [*opened.opened(job).files] == [str(other)] and not opened.beyond(job)
    before = opened.parts(job)
    assert opened.parts(job) == before and not opened.not_current(job)
    other.write_text("22")
    assert opened.parts(job) != before
    assert opened.not_current(job) == f"{other} has changed since"
    other.unlink()
    assert opened.reasons(job) == [f"{other}, which its notebook reads, is gone"]


def test_a_file_of_the_same_size_and_time_is_read_and_one_that_was_only_touched_is_the_same(
    job, tmp_path
):
    """As one is that is put back from a copy, or saved twice within a moment."""
    other = tmp_path / "other.csv"
    other.write_text("1")
    write(job)
    take(job, file(other))
    then = other.stat()
    other.write_text("2")
    os.utime(other, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert opened.not_current(job) == f"{other} has changed since"
    other.write_text("1")
    assert not opened.not_current(job) and not opened.reasons(job)
    # By a record of a kit that noted no contents, size and time are all that there is.
    (record,) = (job.place.root / "reports" / ".opened").glob("*/*.json")
    told = json.loads(record.read_text())
    record.write_text(json.dumps({name: told[name] for name in ("files", "folders", "beyond")}))
    assert opened.not_current(job) == f"{other} has changed since"


def test_what_lies_elsewhere_is_known_and_what_runs_write_is_none_of_it(job, tmp_path):
    root, other = job.place.root, tmp_path / "other.csv"
    own = [root / "data.txt", root / "share" / "oakfield.json", root / "reports" / "x.csv"]
    for path in (other, *own):
        path.parent.mkdir(exist_ok=True)
        path.write_text("1")
    write(job)
    facts = [file(path) for path in (other, *own)]
    take(job, *facts, {"folder": str(tmp_path)}, {"folder": str(root)})
    assert opened.of_elsewhere(job.place) == {
        str(tmp_path): None,
        str(other): tuple(file(other)["stamp"]),
        "data.txt": tuple(file(own[0])["stamp"]),
    }


def test_what_a_text_in_the_notebook_names_is_followed_too(job):
    """For a library that opens files by itself, as pyarrow does."""
    table = job.place.root / "data" / "table.parquet"
    table.parent.mkdir()
    table.touch()
    write(job, "%matplotlib inline\nread('../data/table.parquet')")
    take(job)
    assert [*opened.opened(job).files] == ["data/table.parquet"]


@pytest.mark.parametrize(
    ("cell", "facts", "why"),
    [
        ("import polars as pl", [], "reads with polars"),
        ("", [{"beyond": "computer", "name": "example.org"}], "another computer (example.org)"),
        ("", [{"beyond": "program", "name": "R"}], "starts another program (R)"),
        ("", [{"file": "/nowhere/x", "stamp": [3, 3]}], "was saved while its notebook read it"),
    ],
)
def test_what_cannot_be_followed_never_counts_as_current(cell, facts, why, job):
    write(job, cell)
    take(job, *facts)
    assert why in opened.not_current(job) and why in str(opened.reasons(job))
    assert why in opened.said(job)
    assert opened.all_of(job.place, ["mine"], "school") is None


def test_a_folder_that_is_listed_and_a_name_in_no_alphabet_are_followed(job):
    root = job.place.root
    (root / "data").mkdir()
    odd = odd_name(root / "data")
    odd.write_text("1")
    write(job)
    take(job, file(odd), {"folder": str(root / "data")})
    before = opened.parts(job)
    assert not opened.not_current(job) and not opened.reasons(job)
    (root / "data" / ".hidden").touch()
    assert not opened.not_current(job) and opened.parts(job) == before
    (root / "data" / "second.csv").touch()
    assert opened.not_current(job) == "data has changed since" and opened.parts(job) != before
    assert opened.reasons(job) == ["data, which its notebook reads, has changed"]
    odd.write_text("22")
    assert b"data/odd" in opened.not_current(job).encode()  # which can be printed


def test_a_manifest_says_no_name_of_a_file(job):
    write(job)
    take(job, {"file": "/nowhere/x.csv", "stamp": [3, 3]})
    assert "/nowhere/x.csv" in opened.said(job)
    assert opened.facts(job)["opened"]["not_followed"] == [
        "a file was saved while its notebook read it"
    ]


@pytest.mark.parametrize("notes", ["", "{", '{"file": "/x", "stamp": [1, 2]}'])
def test_half_a_record_is_none(notes, job):
    write(job)
    path = job.place.root / "notes"
    path.write_text(notes)
    opened.remember(job, path, ())
    assert opened.opened(job).beyond == opened.NOTHING_KNOWN.beyond
