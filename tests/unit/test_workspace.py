"""Where things are, and what may be a folder's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources, open_workspace, safe_slug


@pytest.mark.parametrize("slug", ["oakfield", "st-annes-ce", "school-2", "a", "x" * 40])
def test_a_plain_short_name_is_safe(slug):
    assert safe_slug(slug) == slug


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "../oakfield",
        "oak/field",
        "Oakfield",
        "oak field",
        "-oak",
        "oak--field",
        "con",
        "lpt1",
        "оakfield",  # the first letter is Cyrillic
        "x" * 41,
        "oakfield\n",
        ".",
        "oak.field",
    ],
)
def test_anything_else_is_refused(slug):
    with pytest.raises(ConfigurationError, match="cannot be a school's short name"):
        safe_slug(slug)


@given(st.text(max_size=50))
def test_what_is_safe_stays_inside_its_folder(text):
    try:
        slug = safe_slug(text)
    except ConfigurationError:
        return
    assert slug.isascii() and not set(slug) & set("/\\. \n:")


def test_the_word_example_opens_the_example():
    workspace = open_workspace("example")
    assert workspace.root == kit_resources() / "examples" / "riverside"
    assert workspace.evidence_file("oakfield").is_file()


def test_a_folder_without_a_partnership_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"there is no partnership\.xlsx in this folder"):
        open_workspace(tmp_path)
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        open_workspace(tmp_path / "nowhere")


def test_another_ending_of_a_workbook_is_found(tmp_path):
    (tmp_path / "partnership.ods").touch()
    (tmp_path / "schools" / "oakfield").mkdir(parents=True)
    (tmp_path / "schools" / "oakfield" / "evidence.xlsm").touch()
    workspace = open_workspace(tmp_path)
    assert workspace.partnership_file.name == "partnership.ods"
    assert workspace.evidence_file("oakfield").name == "evidence.xlsm"
    assert workspace.evidence_file("elsewhere").name == "evidence.xlsx"


def test_files_that_a_spreadsheet_leaves_behind_are_not_pupil_files(tmp_path):
    (tmp_path / "partnership.xlsx").touch()
    pupils = tmp_path / "schools" / "oakfield" / "pupils"
    pupils.mkdir(parents=True)
    for name in ("b.xlsx", "a.csv", "~$b.xlsx", ".hidden.xlsx", "b.checked.xlsx", "notes.txt"):
        (pupils / name).touch()
    found = [path.name for path in open_workspace(tmp_path).pupil_files("oakfield")]
    assert found == ["a.csv", "b.xlsx"]


def test_asking_for_a_path_makes_no_folder(tmp_path):
    (tmp_path / "partnership.xlsx").touch()
    workspace = open_workspace(tmp_path)
    workspace.report_folder("oakfield", "review-summary")
    workspace.pupil_files("oakfield")
    assert [path.name for path in tmp_path.iterdir()] == ["partnership.xlsx"]


@pytest.mark.parametrize("there", [True, False])
def test_a_workbook_is_no_folder_to_begin(tmp_path, there):
    book = tmp_path / "evidence.xlsx"
    if there:
        book.write_bytes(b"")
    with pytest.raises(ConfigurationError, match="this is a file, and a folder is needed"):
        open_workspace(book)
