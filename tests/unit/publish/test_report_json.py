"""`report.json`: what its reader may rely on, and that it follows its document."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from beyond_print import beyond_print
from by_kit import by_kit

from spp_research.display import MARK
from spp_research.display.sections import Unsigned
from spp_research.display.tables import Table as Displayed
from spp_research.intake import read_workbook, write_workbook
from spp_research.protect.disclosure import Protected, Shown
from spp_research.protect.signatures import shown_text
from spp_research.publish.numbers import Taken
from spp_research.publish.report_json import (
    NAME,
    Document,
    Report,
    SignOff,
    restated,
    schema_text,
    sentences_of,
    table_of,
    values_of,
    write_report,
)
from spp_research.publish.shown import Read, read_lines
from spp_research.schema import SCHOOL
from spp_research.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
STYLE = ROOT / "reports" / "_style"
REPORT = "impact-reflection"
PAGE = f"""---
title: "Impact reflection"
spp: {json.dumps({"document": REPORT, "status": "–"})}
---

## Results {{#results}}

A sentence with 9 | 4 in it.

- One item.

![Two grew.](figures/fig-a.png){{#fig-a fig-alt="Two bars." width=16cm}}

| Outcome | Result |
|:---|---:|
| Reading | 9.4 (4.2 to 14.6) |

: What was measured {{#tbl-a}}
"""


def table(
    *cells: tuple[str, float | None], unsigned: bool = False, known: str = "How known"
) -> Taken:
    """A table of one outcome a row: a result and how it is known."""
    rows = tuple(
        (by_kit(Shown, text, value, "", ""), by_kit(Shown, "before and after", None, "", ""))
        for text, value in cells
    )
    names = tuple(f"Outcome {n}" for n in range(len(rows)))
    protected = by_kit(Protected, "Outcome", cells=rows, rows=names, columns=("Result", known))
    shown = by_kit(Displayed, protected, "tbl-a", "Results", "In marks")
    taken = Taken()
    taken.take(
        (by_kit(Unsigned, shown, date(2026, 7, 10)) if unsigned else shown)._repr_mimebundle_()[
            MARK
        ]
    )
    return taken


def report(taken: Taken, **sign_off: str) -> Report:
    tables = taken.known_in(["tbl-a"])
    document = dict.fromkeys(Document.model_fields, "x") | {"audience": "school"}
    said = {"state": "signed", "status": "Signed off", "text_mark": "ABC-DEF-GHJ"} | sign_off
    return Report(
        kit="1.0",
        document=Document(**document),
        sign_off=SignOff(**said),
        sentences=(),
        tables=tuple(map(table_of, tables)),
        values=tuple(value for one in tables for value in values_of(one)),
    )


def test_the_lines_of_a_page_are_told_apart_by_what_they_stand_in():
    text, lines = read_lines(PAGE, {"fig-a": [("point", 3)]}, STYLE)
    body = [
        (one.kind, " ".join(one.words.split()).removeprefix("| "))
        for one in lines
        if one.kind not in ("head", "caption")
    ]
    assert body == [
        ("heading", "Results"),
        ("text", "A sentence with 9 | 4 in it."),
        ("text", "One item."),
        ("picture", "Picture: Two bars."),
        ("drawn", "Drawn: point = 3"),
        ("row", "Outcome | Result"),
        ("row", "Reading | 9.4 (4.2 to 14.6)"),
    ]
    captions = [one.words for one in lines if one.kind == "caption"]
    assert any("Two grew." in words for words in captions)
    assert {one.words for one in text.lines} >= {"One item.", "Drawn: point = 3"}
    said = sentences_of(lines)
    assert [one.text for one in said if one.kind == "picture"] == ["Two bars."]
    assert not any("9.4" in one.text for one in said)


def test_a_cell_is_one_row_with_its_numbers_and_how_it_is_known():
    cells = (("2.4 marks lower (−6.4 to 1.7)", -2.41), ("[c]", None), ("–", None))
    values = report(table(*cells)).values
    first, second, third = (value for value in values if value.column == "Result")
    assert (first.value, first.low, first.high, first.unit) == (-2.4, -6.4, 1.7, "marks")
    assert first.how_known == "before and after" and first.status == "shown"
    assert (second.value, second.status, second.n) == (None, "hidden", None) and second.reason
    assert third.status == "nothing to show"


def test_the_file_is_three_lines_away_from_a_frame(tmp_path):
    path = write_report(report(table(("9 of 24 (38%)", 9), ("[c]", None))), tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    values = pd.DataFrame(data["values"])
    assert list(values.query("column == 'Result'")["n"].dropna()) == [24]
    (one,) = data["tables"]
    assert pd.DataFrame(one["rows"], columns=one["columns"]).shape == (2, 3)


def test_what_others_have_shared_is_told_apart():
    data = report(table(("9.4", 9.4), unsigned=True))
    assert [one.signed for one in data.tables] == [False]
    lines = [Read("A", "Ours. See Table 3.", "text"), Read("A", "Theirs.", "text")]
    covered = shown_text([("A", "Ours. See Table 2.")])
    assert [one.signed for one in sentences_of(lines, covered)] == [True, False]
    assert all(one.signed for one in sentences_of(lines))


def test_equal_documents_have_equal_bytes_and_another_sign_off_has_others(tmp_path):
    data = report(table(("9.4", 9.4)))
    first = write_report(data, tmp_path).read_bytes()
    assert write_report(report(table(("9.4", 9.4))), tmp_path).read_bytes() == first
    assert restated(first, "Signed off", signed=True) == first
    draft = json.loads(restated(first, "Draft: it was taken back", signed=False) or b"")
    assert draft["sign_off"] == {
        "state": "draft",
        "status": "Draft: it was taken back",
        "text_mark": "ABC-DEF-GHJ",
    }
    assert {**json.loads(first), "sign_off": 0} == {**draft, "sign_off": 0}


@pytest.mark.parametrize("content", [b"", b"{}", b"as signed", b'{"format": "spp-report"}'])
def test_a_file_that_is_not_one_is_not_restated(content):
    assert restated(content, "Draft", signed=False) is None


def test_the_look_for_what_is_not_printed_finds_it():
    lines = [Read("", words, "text") for words in ("Results In marks", "Table 1", "Signed off")]
    lines += [Read("", "x ABC-DEF-GHJ before and after How known", "text")]
    lines += [Read("", "Outcome 0 | Outcome | Result | 9.4", "row")]
    data = report(table(("9.4", 9.4))).model_dump(mode="json")
    assert list(beyond_print(data, lines)) == []
    for change in (
        {"value": 9.41},
        {"n": 12},
        {"shown": "[c]"},
        {"row_name": "Ann"},
        {"reason": "all of them are the same"},
    ):
        other = {**data, "values": [data["values"][0] | change, *data["values"][1:]]}
        assert list(beyond_print(other, lines)), change
    sentence = {"section": "", "kind": "text", "text": "Ann", "signed": True}
    assert list(beyond_print({**data, "sentences": [sentence]}, lines))


def test_the_published_schema_is_that_of_the_records(request):
    path = ROOT / "docs" / "report.schema.json"
    if request.config.getoption("--snapshot-update"):
        path.write_text(schema_text(), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == schema_text()


@pytest.mark.slow
def test_the_schema_takes_what_is_written_and_nothing_unknown():
    import jsonschema

    checks = jsonschema.Draft202012Validator(json.loads(schema_text()))
    checks.check_schema(checks.schema)
    data = report(table(("9.4 (1 to 12)", 9.4), ("[c]", None))).model_dump(mode="json")
    assert list(checks.iter_errors(data)) == []
    for wrong in ({"version": 2}, {"pupils": []}, {"sign_off": {"state": "perhaps"}}):
        assert list(checks.iter_errors(data | wrong))


def _packed(path: Path) -> bytes:
    with zipfile.ZipFile(path) as edition:
        return edition.read(NAME)


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process", "words_alone")
def test_it_lives_as_long_as_its_document(spp, riverside):
    """Made, skipped, made again where it is gone, kept with what is signed, and taken back."""
    make = ("report", REPORT, "-s", "oakfield", "--to", "html", "--workspace", riverside)
    folder = Workspace(riverside).report_folder("oakfield", REPORT)
    assert spp(*make).code == 0
    first = (folder / NAME).read_bytes()
    data = json.loads(first)
    assert data["sign_off"]["state"] == "signed"
    assert data["sign_off"]["text_mark"] in (folder / "report.qmd").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert NAME in manifest["files"]
    assert "unchanged" in spp(*make).out
    (folder / NAME).unlink()
    assert "unchanged" not in spp(*make).out and (folder / NAME).read_bytes() == first
    signed = (riverside / "schools" / "oakfield" / "signed").glob("*.zip")
    assert [path.name for path in signed if first == _packed(path)]

    settings = riverside / "settings.yml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(before + "\nnumbers_to_reuse: false\n", encoding="utf-8")
    assert spp(*make).code == 0 and not (folder / NAME).exists()
    assert not (folder / "numbers.xlsx").exists() and (folder / "report.html").exists()
    settings.write_text(before, encoding="utf-8")

    book = riverside / "schools" / "oakfield" / "evidence.xlsx"
    rows = {
        name: [dict(row) for _, row in sheet.records]
        for name, sheet in read_workbook(book, SCHOOL).rows.items()
    }
    rows["sign_off"] = [one for one in rows["sign_off"] if one["document"] != "Impact reflection"]
    write_workbook(book, SCHOOL, rows)
    assert spp(*make).code == 0
    now = json.loads((folder / NAME).read_bytes())
    assert now["sign_off"]["state"] == "draft" and "Signed off" not in now["sign_off"]["status"]
