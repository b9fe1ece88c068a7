"""What was taken back goes, and what a slip keeps from being made stays only where it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from spp_research.site.despite_slips import keep_pages, taken_back
from spp_research.site.folder import write_list

RELATED = '<section class="related"><a href="gone.html">A practice taken back</a></section>'


def page(site: Path, name: str, mark: str = "KRM-TVB-HDC", more: str = "") -> Path:
    path = site / "practices" / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<p>Text mark: <span class="text-mark">{mark}</span></p>{more}')
    return path


@pytest.fixture
def there(tmp_path) -> Path:
    """A website that is in place."""
    site = tmp_path / "there"
    page(site, "slipped", more=RELATED)
    page(site, "gone")
    page(site, "same", more="about the same: gone")
    page(site, "other-words")
    (site / "practices/slipped").mkdir()
    (site / "practices/slipped/slipped.ris").write_text("TY  - RPRT")
    write_list(site)
    (site / "practices/slipped/notes.txt").write_text("somebody else's")
    page(site, "copy-of-somebody")
    return site


@pytest.fixture
def made(tmp_path) -> Path:
    """The website that was made without it."""
    site = tmp_path / "made"
    page(site, "same")
    page(site, "other-words", "SHF-WPF-ZZD")
    return site


def test_a_page_that_is_gone_or_has_another_text_was_taken_back(made, there):
    assert taken_back(made, there, ["slipped"]) == (
        "practices/gone.html",
        "practices/other-words.html",
    )


def test_nothing_was_taken_back_where_nothing_was_there(made, tmp_path):
    assert taken_back(made, tmp_path / "nowhere", ["slipped"]) == ()


def test_the_page_stays_without_what_may_name_what_was_taken_back(made, there):
    assert keep_pages(made, there, ["slipped"]) == ()
    kept = (made / "practices/slipped.html").read_text()
    assert "taken back" not in kept and "KRM-TVB-HDC" in kept
    assert (made / "practices/slipped/slipped.ris").is_file()
    assert not (made / "practices/slipped/notes.txt").exists()


@pytest.mark.parametrize(
    "says",
    [
        '<section class="elsewhere" aria-labelledby="elsewhere">\n<ul><li>{}</li></ul>\n</section>',
        '<section class="history" aria-labelledby="history">\n<ol><li>{}</li></ol>\n</section>',
        '<p class="taken-up" dir="auto">This takes up {}.</p>',
        '<p class="later">There is a later version, {}.</p>',
    ],
)
@pytest.mark.parametrize("other", ["gone", "other-words"])
def test_nothing_that_a_page_repeats_of_others_stays_with_it(says, other, made, there):
    """Neither of one that was taken back, nor of one that is signed in other words now."""
    link = f'<a href="{other}.html">What they found then</a>'
    page(there, "slipped", more=f"<h2>Before</h2>{says.format(link)}<h2>Behind</h2>")
    assert keep_pages(made, there, ["slipped"]) == ()
    kept = (made / "practices/slipped.html").read_text()
    assert "found then" not in kept and "Before" in kept and "Behind" in kept


def test_a_page_does_not_go_because_a_list_at_its_head_has_gone(made, there):
    """As that of the documents goes with the last of them, which somebody else took back."""
    frame = (
        '<nav aria-label="Main"><a href="index.html"{}>All</a>{}</nav><footer class="colophon">{}'
    )
    gone = '<a href="../documents/index.html">Documents</a>'
    before = frame.format(' aria-current="true"', gone, f"{gone}</footer>")
    page(there, "slipped", more=f"{before}<p>Signed.</p>")
    page(made, "index", more=frame.format(' aria-current="page"', "", "Today</footer>"))
    assert keep_pages(made, there, ["slipped"]) == ()
    kept = (made / "practices/slipped.html").read_text()
    assert "Documents" not in kept and "Signed." in kept and "Today" in kept
    assert '<a href="index.html" aria-current="true">All</a>' in kept


def test_a_page_with_a_dead_link_goes_and_leaves_what_is_at_its_address(made, there):
    page(there, "slipped", more='<a href="gone.html">elsewhere in its text</a>')
    before = page(made, "slipped", more="what it shared in closed cycles").read_bytes()
    assert keep_pages(made, there, ["slipped"]) == ("practices/slipped.html",)
    assert (made / "practices/slipped.html").read_bytes() == before
    assert not (made / "practices/slipped/slipped.ris").exists()
