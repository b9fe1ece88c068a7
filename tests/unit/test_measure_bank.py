"""The list of published measures: nothing without its source, and found by what it measures."""

import json
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

import measures_page
import pytest

from spp_research.cli.measuring import NOTHING, lines_of, show_measures
from spp_research.errors import ConfigurationError
from spp_research.school import measure_bank
from spp_research.school.measure_bank import bank, known, read, search, stage_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
ROW = {
    "name": "A count",
    "measures": ["reading"],
    "stages": ["Key stage 1"],
    "ages": "5 to 7",
    "answers": "Each pupil",
    "asks": "40 words",
    "read_at": "https://example.org/count",
    "notes": "None.",
    "checked": "not checked",
}


def test_the_page_is_what_the_list_says(request):
    made = measures_page.page()
    if request.config.getoption("--snapshot-update"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made


def test_every_fact_has_a_place_where_it_was_read():
    for one in bank():
        assert one.read_at.startswith("https://")
        assert bool(one.licence) == bool(one.licence_source)
        assert all(figure.value and figure.source for figure in one.reliability)
        assert one.checked is not None and one.checked <= date(2026, 11, 29)
        assert len(one.notes) <= 300 and one.notes.endswith(".")
    assert len({one.name for one in bank()}) == len(bank())


@pytest.mark.parametrize(
    "change",
    [
        {"reliability": [{"what": "alpha", "value": ".9", "source": ""}]},
        {"norms": {"text": "a mean of 50", "source": ""}},
        {"licence": "Free."},
        {"minutes": 5},
        {"licence_source": "https://example.org"},
        {"read_at": ""},
        {"stages": ["Key stage 9"]},
    ],
)
def test_a_fact_without_its_source_is_refused(change):
    assert read(ROW).checked is None
    with pytest.raises(ValueError, match="A count"):
        read(ROW | change)


@pytest.mark.parametrize(
    ("outcome", "stage", "found"),
    [
        ("", "", 7),
        ("wellbeing", "", 4),
        ("Wellbeing", "KS2", 3),
        ("well", "key stage 2", 3),
        ("read", "ks1", 1),
        ("reading decod", "1", 1),
        ("wellbeing", "Early years", 0),
        ("chess", "", 0),
    ],
)
def test_measures_are_found_by_the_words_of_an_outcome_and_a_stage(outcome, stage, found):
    assert len(search(outcome, stage)) == found


@pytest.mark.parametrize("said", ["KS2", "ks 2", "Key stage 2", "keystage2", "2", " key  stage 2 "])
def test_a_stage_is_read_as_people_write_it(said):
    assert stage_of(said) == "Key stage 2"


def test_another_stage_is_refused_with_the_ones_there_are():
    with pytest.raises(ConfigurationError, match="“Year 4” is no stage"):
        search("reading", "Year 4")


def test_what_is_printed_says_what_was_not_read(capsys):
    lines = list(lines_of(read(ROW)))
    assert "  licence      not read: look before you use it" in lines
    assert "  reliability  no figure was read" in lines
    assert "  checked      not checked" in lines
    assert show_measures("chess", "", False) == 0
    assert capsys.readouterr().out.strip() == NOTHING


def test_json_has_every_fact(capsys):
    show_measures("life satisfaction", "", True)
    (one,) = json.loads(capsys.readouterr().out)["measures"]
    assert one["checked"] == "2026-11-29"
    assert [figure["value"] for figure in one["reliability"]] == [".82", ".74"]
    assert one["norms"] is None


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Say that a package with this list of measures is installed, in a folder of its own."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(text: str | bytes | None, value: str = "our_package:measures.toml") -> None:
        package = tmp_path / "our_package"
        package.mkdir()
        (package / "__init__.py").write_text("raise SystemExit('run')")
        if text is not None:
            raw = text if isinstance(text, bytes) else text.encode()
            (package / "measures.toml").write_bytes(raw)
        points = [metadata.EntryPoint("ours", value, measure_bank.GROUP)]
        monkeypatch.setattr(metadata, "entry_points", lambda group: points)
        known.cache_clear()

    yield install
    monkeypatch.undo()
    known.cache_clear()


def listed(*rows: dict) -> str:
    """A list of measures as TOML, of which JSON's texts, numbers and lists are a part."""

    def said(value):
        if isinstance(value, dict):
            return f"{{{', '.join(f'{k} = {said(v)}' for k, v in value.items())}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(said, value))}]"
        return json.dumps(value, ensure_ascii=False)

    return "\n".join(
        "[[measures]]\n" + "\n".join(f"{name} = {said(value)}" for name, value in row.items())
        for row in rows
    )


WHOLE = ROW | {
    "minutes": 5,
    "minutes_source": "The manual",
    "reliability": [{"what": "alpha", "value": ".9", "source": "The manual"}],
    "norms": {"text": "a mean of 50", "source": "The manual"},
    "checked": "2026-11-29",
}


def test_a_package_adds_measures_without_any_of_its_code_being_run(installed, capsys):
    installed(listed(WHOLE, ROW | {"name": "Another"}))
    assert [one.name for one in known().measures[len(bank()) :]] == ["A count", "Another"]
    assert known().left_out == () and "our_package" not in sys.modules
    assert [one.name for one in search("read", "ks1")][-2:] == ["A count", "Another"]
    assert show_measures("count", "", False) == 0
    out, err = capsys.readouterr()
    assert "  comes with   our_package, an installed package\n" in out and not err
    show_measures("count", "", True)
    (one,) = json.loads(capsys.readouterr().out)["measures"]
    assert (one["package"], one["minutes"]) == ("our_package", 5)
    assert measures_page.page() == PAGE.read_text(encoding="utf-8")  # the kit's own alone


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"read_at": "www.example.org"}, "Begin it with https://"),
        ({"name": " me and my  SCHOOL "}, "is in the list already"),
        ({"name": ""}, "name is text in quotes"),
        ({"name": "A\x1b[31m"}, "name is text in quotes"),
        ({"measures": "reading"}, "measures is a list of texts"),
        ({"stages": []}, "stages is a list of texts"),
        ({"stages": ["Key stage 9"]}, "which is no stage"),
        ({"minutes": 5}, "without where it was read"),
        ({"minutes": "five"}, "minutes is a whole number"),
        ({"checked": "last week"}, "checked is a day in quotes"),
        ({"norms": {"text": "a mean of 50"}}, "norms a text and a source"),
        ({"norms": [{"text": "a", "source": "b"}]}, "norms a text and a source"),
        ({"reliability": ["high"]}, "reliability has rows of what"),
        ({"reliability": [{"what": "alpha", "value": 0.9, "source": "x"}]}, "text in quotes"),
        ({"package": "spp_research"}, "“package” is no part of a measure"),
        ({"notes": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_measure_that_is_wrong_is_left_out_alone_and_said(change, said, installed, capsys):
    installed(listed(ROW | change, ROW | {"name": "Another"}))
    (why,) = known().left_out
    assert why.startswith("our_package:measures.toml (of an installed package), measure 1: ")
    assert said in why and why.endswith(".") and why.isprintable()
    assert [one.name for one in known().measures[len(bank()) :]] == ["Another"]
    assert show_measures("another", "", False) == 0
    assert capsys.readouterr().err == f"Left out: {why}\n"


def test_a_measure_that_lacks_a_part_is_told_which(installed):
    installed(listed({name: value for name, value in ROW.items() if name != "asks"}))
    (why,) = known().left_out
    assert "“asks” is missing. A measure needs name, measures, stages" in why


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        (None, "our_package:measures.toml", "there is no such file in it"),
        ("", "our_package:../measures.toml", "there is no such file in it"),
        ("", "no_such_package:measures.toml", "there is no such file in it"),
        ("measures = [", "our_package:measures.toml", "cannot be read as TOML"),
        (b"\xff\xfe", "our_package:measures.toml", "cannot be read as TOML"),
        ("", "our_package:measures.toml", "it lists no measures"),
        ("measures = [1]", "our_package:measures.toml", "it is no table"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_and_stops_nothing(text, value, said, installed):
    installed(text, value)
    (why,) = known().left_out
    assert said in why and known().measures == bank()
