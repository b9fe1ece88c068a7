"""Which files of a workspace go to Quarto with its settings, and that a report depends on them."""

import shutil
from pathlib import Path

import pytest
import yaml

from spp_research.kinds import KINDS
from spp_research.publish import quarto
from spp_research.run import cache
from spp_research.run.own_looks import own_files
from spp_research.workspace import Workspace

ROOT = Path(__file__).parents[3]
KITS = (ROOT / "_quarto.yml").read_text(encoding="utf-8")


@pytest.fixture
def workspace(tmp_path) -> Path:
    for name in (
        "refs.bib",
        "looks/mine.css",
        "looks/other.css",
        "fonts/ours.ttf",
        "_extensions/ours/filter.lua",
        "schools/oakfield/evidence.xlsx",
        "share/oakfield.json",
        "reports/oakfield/review-summary/report.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def named(workspace: Path, text: str) -> list[str]:
    (workspace / "_quarto.yml").write_text(text, encoding="utf-8")
    return [path.relative_to(workspace).as_posix() for path in own_files(workspace)]


def test_the_kits_own_settings_name_none(workspace):
    shutil.rmtree(workspace / "_extensions")
    assert named(workspace, KITS) == []


@pytest.mark.parametrize("text", ["", "- a list", "a: [", "\ttab: x"])
def test_settings_that_say_nothing_name_none(workspace, text):
    shutil.rmtree(workspace / "_extensions")
    assert named(workspace, text) == []


def test_what_they_name_is_found_and_nothing_that_has_no_part_in_looks(workspace):
    said = {
        "bibliography": ["refs.bib", "gone.bib"],
        "lang": "en-GB",
        "resource": [
            "schools/oakfield/evidence.xlsx",
            "share/oakfield.json",
            "SHARE/oakfield.json",
        ],
        "up": ["../other/refs.bib", "/etc/passwd", "a\0b", "reports/oakfield", "."],
        "project": {"resources": ["looks/other.css"]},
        "format": {
            "html": {"css": ["reports/_style/spp.css", "/looks/mine.css"]},
            "typst": {"font-paths": ["fonts"]},
        },
    }
    assert named(workspace, yaml.safe_dump(said)) == [
        "_extensions/ours/filter.lua",
        "fonts/ours.ttf",
        "looks/mine.css",
        "refs.bib",
    ]


def test_they_lie_where_quarto_looks_for_them(workspace, tmp_path_factory):
    named(workspace, "bibliography: refs.bib\nformat:\n  html:\n    css: looks/mine.css\n")
    project = tmp_path_factory.mktemp("project")
    quarto.copy_own_files(workspace, project)
    assert (project / "refs.bib").is_file() and (project / "looks" / "mine.css").is_file()
    assert not (project / "looks" / "other.css").exists()


def test_a_report_is_made_again_when_one_changes(workspace):
    named(workspace, "bibliography: refs.bib\n")
    place, kind = Workspace(workspace), KINDS["review-summary"]
    shutil.copytree(ROOT / "notebooks", workspace / "notebooks")
    before = cache.common_parts(place, kind, "Quarto 1.10.18")
    (workspace / "refs.bib").write_text("another", encoding="utf-8")
    after = cache.common_parts(place, kind, "Quarto 1.10.18")
    assert {key for key in after if after[key] != before[key]} == {"looks"}
