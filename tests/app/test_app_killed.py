"""The program is killed at each moment of what somebody does: nothing is lost or left over."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import test_app_people_files as people
from browsing import Browser
from killing import killed_at_each_moment
from odd_photos import photo
from test_app_books import OAKFIELD, files, newer  # noqa: F401  # a fixture
from test_app_projects import ROWS

from spp_research.app import books, photo_files
from spp_research.app.books import Offered
from spp_research.app.listing import Listing
from spp_research.intake import read_workbook
from spp_research.publish.placing import put_right
from spp_research.schema import SCHOOL
from spp_research.school.lots.drawing import Wanted, cut_off_draws, draw
from spp_research.school.lots.listing import read_list
from spp_research.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]
TODAY = date(2026, 7, 10)


def hidden(root: Path) -> list[str]:
    """What a program has left, which none of it leaves when it ends in order."""
    kept = {".gitignore", ".lock", ".index.jsonl", ".made-here"}
    return [path.name for path in root.rglob(".*") if path.name not in kept]


def found_after(root: Path, act: Callable[[], object]) -> list[dict[str, bytes]]:
    """What lies in the folder after each moment, once the program was started again."""
    seen, left = [], 0
    for _ in killed_at_each_moment(root, act):
        left += bool(hidden(root))
        put_right(root)  # as every start does
        assert hidden(root) == []
        seen.append(files(root))
    assert left, "it was never killed where something was left"
    return seen


def offered(browser: Browser, data: bytes, within: str, ending: str, tmp_path: Path) -> Offered:
    """A new version that was looked at, with nothing against it."""
    place = browser.session.folder / within
    new = tmp_path / place.with_suffix(ending).name
    new.write_bytes(data)
    found = books.Found("", "", (), "", False, True)
    checked = books.Checked(found, (), False, "", False)
    return Offered("oakfield", new, books.hash_of(place), checked, (), place)


def listing(browser: Browser) -> Listing:
    return browser.session.view().listing


def test_a_workbook_is_the_old_one_or_the_new_one_and_the_old_one_is_kept_first(
    lead: Browser,
    tmp_path: Path,
    newer: bytes,  # noqa: F811
):
    root = lead.session.folder
    old = (root / OAKFIELD).read_bytes()
    new, shown = offered(lead, newer, OAKFIELD, ".xlsx", tmp_path), listing(lead)
    seen = found_after(root, lambda: books.put_in_place(shown, new, TODAY))
    there = [one[OAKFIELD] for one in seen]
    first = there.index(newer)
    assert there == [old] * first + [newer] * (len(there) - first)
    for one, book in zip(seen, there, strict=True):
        kept = [data for name, data in one.items() if name.startswith("old/")]
        assert kept in ([[], [old]] if book == old else [[old]])


def test_a_workbook_under_another_ending_is_put_in_place_by_sending_it_again(
    lead: Browser,
    tmp_path: Path,
    newer: bytes,  # noqa: F811
):
    root, both = lead.session.folder, 0
    new, shown = offered(lead, newer, OAKFIELD, ".xlsm", tmp_path), listing(lead)
    for _ in killed_at_each_moment(root, lambda: books.put_in_place(shown, new, TODAY)):
        if len([*(root / OAKFIELD).parent.glob("evidence.xls*")]) == 2:
            both += 1
            books.put_in_place(shown, new, TODAY)
            (left,) = (root / OAKFIELD).parent.glob("evidence.xls*")
            assert left.read_bytes() == newer
    assert both


def test_a_file_of_pupils_lies_in_its_place_or_nowhere(school: Browser, tmp_path: Path):
    data = people.edited(people.FLUENCY, "Z1", "a new version")
    place = f"schools/oakfield/{people.FLUENCY}"
    root, shown = school.session.folder, listing(school)
    old = (root / place).read_bytes()
    new = offered(school, data, place, ".xlsx", tmp_path)
    seen = found_after(root, lambda: books.put_in_place(shown, new, TODAY))
    assert {one[place] for one in seen} == {old, data}
    for one in seen:
        assert {name for name, content in one.items() if content == data} <= {place}


def test_a_photo_is_there_whole_or_not(school: Browser):
    root, shown, picture = school.session.folder, listing(school), photo("JPEG")
    seen = found_after(
        root, lambda: photo_files.take(shown, "oakfield", picture, "x.jpg", "", TODAY)
    )
    sizes = {len(one.get("schools/oakfield/attachments/photo-1.jpg", b"")) for one in seen}
    assert len(sizes) == 2
    assert 0 in sizes


def test_lots_that_were_cut_off_are_drawn_to_the_end_as_they_would_have_been(
    school: Browser, tmp_path: Path
):
    root = school.session.folder.resolve()
    place, pupils = Workspace(root), root / "schools/oakfield/pupils"
    sent = tmp_path / "list.csv"
    sent.write_text(ROWS)
    units = read_list(sent, outcome="O2")
    wanted = Wanted("oakfield", ("O2",), "Ann Hill")

    def act() -> None:
        draw(place, units, wanted, TODAY)

    known = 0
    for _ in killed_at_each_moment(root, act):
        certificate = pupils / "lots-D1.certificate.txt"
        written = certificate.read_bytes() if certificate.is_file() else b""
        cut_off = cut_off_draws(place, "oakfield")
        if written and not cut_off:
            continue  # it was done to the end
        known += bool(written)
        if written:
            told = Browser(root, tmp_path / "c").open().get("/schools/oakfield/projects").words
            assert "Draw D1 was begun, and the program or the computer stopped" in told
        draw(place, units, wanted, date(2026, 7, 13))
        assert not written or certificate.read_bytes() == written
        rows = read_workbook(root / OAKFIELD, SCHOOL).rows["lots"].records
        assert [row["draw_id"] for _, row in rows] == ["D1"]
        assert cut_off_draws(place, "oakfield") == ()
        put_right(root)
        assert hidden(root) == []
    assert known
