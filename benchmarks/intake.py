"""How long checking workbooks takes, beside reading them with pandas and openpyxl.

Run: python benchmarks/intake.py [schools]. Seconds depend on the machine; the ratio does not.
"""

from __future__ import annotations

import copy
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from spp_research import intake
from spp_research.schema import SCHOOL

KNOWN = {"people.person_id": frozenset({"P03", "P04"}), "schools.school": frozenset({"oakfield"})}


def rows_of_a_school() -> dict[str, list[dict]]:
    """A school in full swing: ten questions, sixty pieces of evidence, twelve findings, visits in
    pairs, a survey of eight questions asked twice."""
    from spp_research.intake.write.templates import as_cell

    one = {s.name: {f.name: as_cell(f, f.example) for f in s.fields} for s in SCHOOL.sheets}

    def many(sheet: str, key: str, letter: str, count: int) -> list[dict]:
        return [{**one[sheet], key: f"{letter}{n}"} for n in range(1, count + 1)]

    rows = {name: [row] for name, row in copy.deepcopy(one).items()}
    rows["self_review"] = many("self_review", "question_id", "Q", 10)
    rows["evidence"] = many("evidence", "evidence_id", "E", 60)
    for n, row in enumerate(rows["evidence"]):
        row["date"] = dt.date(2025, 11, 1 + n % 28)
        row["question_id"] = f"Q{1 + n % 10}"
    rows["findings"] = many("findings", "finding_id", "F", 12)
    rows["actions"] = many("actions", "action_id", "A", 6)
    outcomes = many("outcomes", "outcome_id", "O", 4)
    rows["outcomes"] = [{**row, "action_id": f"A{n}"} for n, row in enumerate(outcomes, 1)]
    rows["register"] = many("register", "register_id", "R", 5)
    rows["support"] = many("support", "support_id", "S", 4)
    rows["implementation"] = [{**one["implementation"], "action_id": f"A{n}"} for n in range(1, 7)]
    rows["observations"] = [
        {**one["observations"], "observation_id": f"V{visit}", "looked_for": f"Thing {thing}"}
        | {"observer": observer}
        for visit in range(1, 7)
        for thing in range(1, 4)
        for observer in ("P03", "P04")
    ]
    rows["survey_map"] = [
        {**one["survey_map"], "item_id": f"I{n}", "asked": f"Question {n}", "wave": wave}
        | {"file": f"pupils-{wave}.csv"}
        for wave in ("Before", "After")
        for n in range(1, 9)
    ]
    return rows


def seconds(work, paths: list[Path]) -> float:
    """Seconds of processor time, which a busy machine disturbs least."""
    start = time.process_time()
    for path in paths:
        work(path)
    return time.process_time() - start


def check(path: Path) -> None:
    reading = intake.read_workbook(path, SCHOOL, KNOWN)
    if not reading.ok:
        raise SystemExit(f"{path}: {reading.faults}")


def plain_pandas(path: Path) -> None:
    pd.read_excel(path, sheet_name=None, engine="openpyxl", dtype=str, header=None)


def of_the_example(times: int = 5) -> None:
    """Time `spp check` on the whole example, once all is loaded, and count what it opens."""
    from spp_research.intake.read import sheets
    from spp_research.workspace import open_workspace

    workspace = open_workspace("example")
    files = [
        path
        for path in sorted(workspace.root.rglob("*.xlsx"))
        if path.parent.name in ("surveys", "pupils", workspace.root.name)
        or path.name == "evidence.xlsx"
    ]
    opened = 0
    inside, rows = sheets.look_inside, sheets.delimited.read_rows

    def counted(function):
        def call(data):
            nonlocal opened
            opened += 1
            return function(data)

        return call

    sheets.look_inside = counted(inside)
    sheets.delimited.read_rows = counted(rows)
    try:
        read = len(intake.check_workspace(workspace))
    finally:
        sheets.look_inside, sheets.delimited.read_rows = inside, rows
    ours = min(
        seconds(lambda _: intake.check_workspace(workspace), [files[0]]) for _ in range(times)
    )
    theirs = min(seconds(plain_pandas, files) for _ in range(times))
    print(f"the example: {read} files are checked, {opened} times one is opened")
    print(f"{'checked:':<28} {ours:6.2f} s")
    print(f"{'read by pandas and openpyxl:':<28} {theirs:6.2f} s ({len(files)} workbooks)")
    print(f"ratio: {ours / theirs:.2f}")


def main(schools: int = 200) -> None:
    """Time both on the same files, and print the ratio."""
    rows = rows_of_a_school()
    with tempfile.TemporaryDirectory() as folder:
        paths = [
            intake.write_workbook(Path(folder) / f"{n}.xlsx", SCHOOL, rows) for n in range(schools)
        ]
        check(paths[0])  # imports and schemas, once
        plain_pandas(paths[0])
        ours = seconds(check, paths)
        theirs = seconds(plain_pandas, paths)
    print(f"{schools} school workbooks")
    for what, took in (("read and checked", ours), ("read by pandas and openpyxl", theirs)):
        print(f"{what + ':':<28} {took:6.2f} s, {1000 * took / schools:5.1f} ms each")
    print(f"ratio: {ours / theirs:.2f}")
    of_the_example()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
