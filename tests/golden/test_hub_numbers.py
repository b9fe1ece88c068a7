"""The numbers of the example hub's report, from its share files, with no function of the kit."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from claims import reckon
from claims.workbooks import VALUES

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "examples" / "northshire" / "partnerships").glob("*/*.json"))
THEMES = ("Our Impact", "Looking Forward", "Looking Inward", "Looking Outward")
FEWEST = 3


@pytest.fixture(scope="module")
def schools():
    return [json.loads(path.read_text(encoding="utf-8")) for path in FILES]


@pytest.fixture(scope="module")
def text():
    path = Path(__file__).parent / "reports" / "hub_report.partnership.partnership.qmd"
    return path.read_text(encoding="utf-8")


def number(word: str) -> int:
    return VALUES[word.casefold()] if word.casefold() in VALUES else int(word.replace(",", ""))


def shown(schools, document, has):
    """“14 schools in six partnerships” as two numbers; None where it is to be hidden."""
    own, public = Counter(), Counter()
    for one in schools:
        if has(one):
            own[one["partnership"]] += 1
            signed = [s for s in one["sign_offs"] if s["document"] == document]
            public[one["partnership"]] += any(s["audience"] == "public" for s in signed)
    every, known = sum(own.values()), sum(public.values())
    left = [every, every - known]
    left += [x for p in own for x in (every - own[p], every - known - own[p] + public[p])]
    return None if any(0 < n < FEWEST for n in left) else (every, len(own))


def on(theme, part, **same):
    return lambda one: any(
        row["theme"].startswith(theme) and all(row[k] == v for k, v in same.items())
        for row in one[part]
    )


def cells(text, label):
    """The rows of a table, by their first cell."""
    table = text[: text.index(f"{{#{label}}}")].rpartition("\n\n")[0].rpartition("\n\n")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")]
    return {row[0]: row[1:] for row in rows[2:]}


def told(cell):
    if cell == r"\[c\]":
        return None
    if cell == "–":
        return (0, 0)
    found = re.fullmatch(r"(\S+) schools? in (\S+) partnerships?", cell)
    return number(found[1]), number(found[2])


def test_the_counts_by_theme_are_those_of_the_files(schools, text):
    findings, wanted = cells(text, "tbl-themes"), cells(text, "tbl-support")
    for theme in THEMES:
        for column, (rows, part, kind) in enumerate(
            ((findings, "findings", "Strength"), (findings, "findings", "Next step"))
        ):
            has = on(theme, part, kind=kind)
            assert told(rows[theme][column]) == shown(schools, "Review summary", has)
        for column, kind in enumerate(("Need", "Offer")):
            has = on(theme, "support", kind=kind)
            assert told(wanted[theme][column]) == shown(schools, "Review summary", has)


def test_what_lasted_is_counted_in_the_files(schools, text):
    document = "Impact reflection"
    signed = [one for one in schools if any(s["document"] == document for s in one["sign_offs"])]
    rows = cells(text, "tbl-lasted")
    assert [*rows] == ["Still done", "Adapted", "Stopped", "Not looked at yet"]
    for state, (how_many, said_by) in rows.items():
        wanted = "" if state == "Not looked at yet" else state

        def has(one, wanted=wanted):
            return any(line["state"] == wanted for line in one.get("lasted", ()))

        expected = shown(signed, document, has)
        assert told(said_by) == expected
        things = sum(line["state"] == wanted for one in signed for line in one.get("lasted", ()))
        assert how_many == (r"\[c\]" if expected is None else str(things))


def test_the_results_are_those_of_the_files(schools, text):
    rows = cells(text, "tbl-results")
    assert len(rows) == 4
    for name, (design, where, _, result, _) in rows.items():
        own = [
            (one["partnership"], e)
            for one in schools
            for e in one["effects"]
            if e["primary"] and name.startswith(e["name"]) and e["design"] == design
        ]
        own = [(one, e) for one, e in own if e["se"] and e["standardised"] is not None]
        assert (len(own), len({own_name for own_name, _ in own})) == told(where)
        pool = reckon.pool([e["value"] for _, e in own], [e["se"] ** 2 for _, e in own])
        said = [float(x.replace("−", "-")) for x in re.findall(r"[−\d.]+", result)]
        expected = (pool.mean.value, pool.mean.low, pool.mean.high)
        assert all(abs(a - b) <= 0.051 for a, b in zip(said, expected, strict=True)), name


def test_who_took_part_and_what_is_shared_with_everyone(schools, text):
    rows = cells(text, "tbl-partnerships")
    assert {name: int(n) for name, (n,) in rows.items()} == Counter(
        one["partnership"] for one in schools
    )
    public = [
        one
        for one in schools
        if any(
            s["document"].startswith("Best") and s["audience"] == "public" for s in one["sign_offs"]
        )
    ]
    assert f"{len(public)} practices shared with everyone" in text
    hidden = [one["school_name"] for one in schools if one not in public]
    assert not [name for name in hidden if name in text]
