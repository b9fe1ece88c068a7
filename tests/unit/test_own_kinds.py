"""Which kinds of document a workspace has, and what is said of a notebook that makes none."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from spp_research import own_kinds
from spp_research.errors import ConfigurationError
from spp_research.kinds import KINDS
from spp_research.run.jobs import plan
from spp_research.workspace import Workspace, kit_resources, open_workspace

GOOD = {
    "title": "Reading aloud for late joiners",
    "about": "What we asked, and what we saw",
    "audience": "school",
    "per": "school",
}


def put(folder: Path, name: str = "my_enquiry", told: Any = GOOD, **changes: Any) -> Path:
    """A notebook without cells, with this in its metadata; `changes` of None take a key out."""
    block = told
    if isinstance(told, dict):
        block = {k: v for k, v in {**told, **changes}.items() if v is not None}
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = {"cells": [], "metadata": {"spp": block}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def own(folder: Path) -> dict[str, Any]:
    return {name: kind for name, kind in Workspace(folder).kinds.items() if name not in KINDS}


def test_a_notebook_with_the_kits_metadata_is_a_kind(tmp_path):
    put(tmp_path)
    (kind,) = own(tmp_path).values()
    assert (kind.name, kind.notebook, kind.title) == (
        "my-enquiry",
        "my_enquiry.ipynb",
        "Reading aloud for late joiners",
    )
    assert kind.about == "What we asked, and what we saw."
    assert (kind.audience, kind.per_school, kind.partners) == ("school", True, False)
    assert kind.named == "“Reading aloud for late joiners”"
    assert Workspace(tmp_path).notebook_of(kind) == tmp_path / "notebooks" / "my_enquiry.ipynb"
    assert Workspace(tmp_path).declared.amiss == {}


@pytest.mark.parametrize("said", [None, False, True])
def test_it_is_on_the_website_where_it_says_so_and_nowhere_else(said, tmp_path):
    put(tmp_path, audience="public", site=said)
    (kind,) = own(tmp_path).values()
    assert kind.site is bool(said)
    assert not any(kind.site for kind in KINDS.values())


def test_one_about_all_the_schools_waits_for_what_they_share(tmp_path):
    put(tmp_path, per="partnership", audience="Partnership")
    (kind,) = own(tmp_path).values()
    assert not kind.per_school and kind.partners and kind.audience == "partnership"


def test_what_has_no_such_metadata_is_no_document_and_no_news(tmp_path):
    put(tmp_path, "mine", {"always_made": True})
    put(tmp_path, "plain", None)
    put(tmp_path, "text", "a block that is none")
    for name in ("my_enquiry.executed", "my_enquiry-output", "my_enquiry.nbconvert", ".hidden"):
        put(tmp_path, name)
    put(tmp_path / "notebooks" / "deeper")
    (tmp_path / "notebooks" / "notes.txt").write_text("{")
    assert own(tmp_path) == {} and Workspace(tmp_path).declared.amiss == {}


def test_the_kits_own_notebook_stays_the_kits_whatever_it_says(tmp_path):
    put(tmp_path, "review_summary", audience="public", title="Another")
    assert Workspace(tmp_path).kinds == KINDS


def test_the_template_of_an_enquiry_is_a_document_of_no_workspace(tmp_path):
    kits = own_kinds._kind(kit_resources() / "notebooks" / "enquiry.ipynb", "enquiry.ipynb")
    assert kits is not None and kits.per_school
    assert "enquiry" not in Workspace(tmp_path).kinds  # without notebooks of its own: the kit's
    assert "enquiry" not in open_workspace("example").kinds


def test_a_change_is_seen_and_so_is_that_it_is_gone(tmp_path):
    path = put(tmp_path)
    assert [kind.title for kind in own(tmp_path).values()] == [GOOD["title"]]
    put(tmp_path, title="Reading aloud in Year 4")
    assert [kind.title for kind in own(tmp_path).values()] == ["Reading aloud in Year 4"]
    path.unlink()
    assert own(tmp_path) == {}


BAD = {
    "an audience that there is not": {"audience": "governors"},
    "an audience that is no text": {"audience": ["public"]},
    "an audience with control letters": {"audience": "pub\u202elic"},
    "no audience": {"audience": None},
    "about nothing there is": {"per": "class"},
    "one about all for one school": {"per": "partnership", "audience": "school"},
    "no title": {"title": None},
    "a title of blanks": {"title": "   "},
    "a title of two lines": {"title": "Reading\naloud"},
    "a title that turns letters round": {"title": "Reading \u202e aloud"},
    "a title without end": {"title": "Reading " * 40},
    "a title that is a number": {"title": 4},
    "a title that a spreadsheet works out": {"title": '=HYPERLINK("http://x", "y")'},
    "no word about it": {"about": ""},
    "the title of the kit's": {"title": "Review  SUMMARY"},
    "a website that is text": {"site": "true", "audience": "public"},
    "a website that is a number": {"site": 1, "audience": "public"},
    "a website that is a list": {"site": [True] * 40, "audience": "public"},
    "a website for fewer than everyone": {"site": True},
    "a website for the partnership": {"site": True, "audience": "partnership"},
}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.replace(" ", "-"))
def test_bad_metadata_is_one_sentence_and_stops_nothing_else(case, tmp_path, snapshot):
    put(tmp_path, **BAD[case])
    put(tmp_path, "another", title="Another one")
    here = Workspace(tmp_path).declared
    assert set(own(tmp_path)) == {"another"}
    assert here.amiss == snapshot
    (sentence,) = here.amiss.values()
    assert sentence.startswith("notebooks/my_enquiry.ipynb: ") and sentence.endswith(".")
    assert "\n" not in sentence and "\u202e" not in sentence and len(sentence) < 400


@pytest.mark.parametrize(
    "name", ["My enquiry", "Enquiry", "ünquiry", "a" * 41, "con", "all", "a__b"]
)
def test_a_file_that_is_called_as_no_document_can_be(name, tmp_path, snapshot):
    put(tmp_path, name)
    assert own(tmp_path) == {}
    assert [*Workspace(tmp_path).declared.amiss.values()] == snapshot


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": [',
        "",
        "[]",
        "null",
        '{"metadata": 3, "spp": 1}',
        "\ufffd" * 9,
        "[" * 100_000,
        '{"spp": ' + "[" * 100_000 + "}",
        '{"cells": ["spp"]}',
        '{<<<<<<< mine "spp"}',
    ],
    ids=[
        *("cut off", "empty", "a list", "null", "no metadata", "letters", "deep", "deeper"),
        *("without", "two versions in one"),
    ],
)
def test_what_cannot_be_read_as_a_notebook_is_said(content, tmp_path):
    path = tmp_path / "notebooks" / "mine.ipynb"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    put(tmp_path)
    assert set(own(tmp_path)) == {"my-enquiry"}
    assert "cannot be read as a notebook" in Workspace(tmp_path).declared.amiss["mine"]


def test_of_two_with_one_title_or_one_name_neither_is_made(tmp_path, snapshot):
    put(tmp_path, "first")
    put(tmp_path, "second", title="reading aloud  for late joiners")
    put(tmp_path, "third_one", title="Third")
    put(tmp_path, "third-one", title="Another third")
    put(tmp_path, "review-summary", title="Our own review")
    put(tmp_path, "fourth", title="Fourth")
    assert set(own(tmp_path)) == {"fourth"}
    assert [*Workspace(tmp_path).declared.amiss.values()] == snapshot


@pytest.mark.parametrize(
    "title",
    [
        "R\u0435view summary",  # a Cyrillic letter
        "Rev\u0131ew summary",  # an i without its dot
        "\uff32eview summary",  # as wide as a Chinese character
        "Review\u034f summary",  # a mark that nobody sees
        "Review-summary",
        "“Review summary.”",
        "Best\u2011practice write\u2011up",
    ],
)
def test_a_title_that_looks_like_one_of_the_kits_is_not_ones_own(title, tmp_path):
    put(tmp_path, title=title)
    (said,) = Workspace(tmp_path).declared.amiss.values()
    assert "looks like that of a document of the kit" in said
    assert own(tmp_path) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ein darllen", "Ein darllén"), ("পড়া", "পাড়া"), ("Review summary, part 2", "★"), ("☆", "★")],
)
def test_titles_that_differ_stand_beside_each_other(one, other, tmp_path):
    put(tmp_path, "one", title=one)
    put(tmp_path, "other", title=other)
    assert {kind.title for kind in own(tmp_path).values()} == {one, other}


def test_one_that_is_asked_for_by_name_says_what_is_wrong_with_it(riverside):
    put(riverside, audience="governors")
    place = open_workspace(riverside)
    with pytest.raises(ConfigurationError, match="“audience” in its metadata is “governors”"):
        plan(place, ["my-enquiry"], ["oakfield"])
    assert len(plan(place, ["all"], ["oakfield"])) == 5  # the kit's, all the same


def test_own_kinds_stand_after_the_kits_in_the_plan(riverside):
    put(riverside)
    put(riverside, "years", title="Our years", per="partnership", audience="public")
    jobs = plan(open_workspace(riverside), ["all"], listed=["oakfield"])
    assert [(job.school, job.kind.name, job.audience) for job in jobs][-3:] == [
        ("oakfield", "my-enquiry", "school"),
        ("partnership", "partnership-report", "partnership"),
        ("partnership", "years", "public"),
    ]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Say which entry points are installed, of packages in a folder of their own."""
    folder = tmp_path / "site"
    monkeypatch.syspath_prepend(str(folder))

    def install(**values: str) -> Path:
        points = [metadata.EntryPoint(n, v, own_kinds.GROUP) for n, v in values.items()]
        monkeypatch.setattr(metadata, "entry_points", lambda group: points)
        own_kinds.of_packages.cache_clear()
        return folder / "our_package"

    yield install
    monkeypatch.undo()
    own_kinds.of_packages.cache_clear()
    own_kinds._with_own.cache_clear()


def test_a_package_adds_a_kind_without_any_of_its_code_being_run(installed, tmp_path):
    package = installed(attendance="our_package:attendance.ipynb")
    made = put(tmp_path / "x", "attendance", title="Attendance by week")
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('run')")
    made.rename(package / "attendance.ipynb")
    put(tmp_path / "w")
    place = Workspace(tmp_path / "w")
    kind = place.kinds["attendance"]
    assert place.notebook_of(kind) == package / "attendance.ipynb"
    assert [*own(tmp_path / "w")] == ["attendance", "my-enquiry"]
    assert "our_package" not in sys.modules
    # And one of the workspace's own takes nothing from it.
    put(tmp_path / "w", "attendance", title="Ours")
    assert "attendance" in place.declared.amiss and place.kinds["attendance"] == kind


@pytest.mark.parametrize(
    "value",
    ["no_such_package:x.ipynb", "our_package:../x.ipynb", "our_package:x.ipynb", "", "a.b:c"],
)
def test_a_package_that_is_broken_is_said_and_stops_nothing(value, installed, tmp_path):
    package = installed(broken=value)
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package.parent / "x.ipynb").write_text("{}")
    found = own_kinds.of_packages()
    assert dict(found.by_name) == dict(KINDS)
    (said,) = found.amiss.values()
    assert said.endswith("there is no such notebook in it. Install it again.")
