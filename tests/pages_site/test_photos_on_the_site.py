"""A photo of a practice from the school's folder to the website, and off it again."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from in_process import notebooks_run_here
from odd_photos import write_sheet
from PIL import Image
from test_tried_elsewhere import EXAMPLE, LEFT_OUT, book_of, build, put

from spp_research.publish.share_folder import make_shares
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share.files import read_share, write_share
from spp_research.site.build import build_site
from spp_research.workspace import open_workspace

OWN = "oakfield"
ROW = {
    "file": "IMG_2041.JPG",
    "shows": "A low shelf with six baskets of books.",
    "people": "Nobody",
    "cleared_by": "Headteacher",
    "cleared_on": date(2026, 6, 15),
    "credit": "The school",
}


def name_photos(place: Path, *rows: dict) -> None:
    write_sheet(book_of(place, OWN), *rows)


def take(place: Path, colour: str = "teal", name: str = ROW["file"]) -> None:
    folder = place / "schools" / OWN / "attachments"
    folder.mkdir(exist_ok=True)
    facts = Image.Exif()
    facts[0x010F] = "Telephone of somebody"
    Image.new("RGB", (400, 300), colour).save(folder / name, "JPEG", exif=facts)


@pytest.fixture
def place(tmp_path: Path, words_alone: None) -> Iterator[Path]:
    """A copy of the example, in which Oakfield shows a photo and names another that it may not."""
    with notebooks_run_here():
        made = shutil.copytree(EXAMPLE, tmp_path / "here", ignore=LEFT_OUT)
        take(made)
        take(made, "red", "class.jpg")
        seen = {"file": "class.jpg", "people": "Pupils who can be recognised"}
        name_photos(made, ROW, ROW | seen)
        yield made


def pictures(place: Path) -> list[str]:
    return sorted(
        path.relative_to(place / "_site").as_posix()
        for path in (place / "_site" / "practices" / OWN).rglob("fig-photo*")
    )


@pytest.mark.slow
def test_a_photo_comes_with_its_practice_and_goes_with_it(place: Path) -> None:
    page = build(place)[OWN]
    assert pictures(place) == [f"practices/{OWN}/fig-photo-1.png"]
    assert 'alt="A low shelf with six baskets of books."' in page
    assert "<strong>A low shelf with six baskets of books.</strong>" in page
    assert "cleared for everyone by the headteacher on 15" in page
    whole = b"".join(p.read_bytes() for p in (place / "_site").rglob("*") if p.is_file())
    for hidden in (b"Telephone of somebody", b"IMG_2041", b"class.jpg", b"Pupils who can be"):
        assert hidden not in whole
    # The same from the share file alone.
    (made,) = make_shares(open_workspace(place), [OWN])
    assert made.share is not None and made.share.write_up is not None
    assert "figures/fig-photo-1.png" in made.share.write_up.files
    lead = place.with_name("lead")
    lead.mkdir()
    for name in ("partnership.xlsx", "settings.yml"):
        shutil.copy(place / name, lead / name)
    write_share(made.share, open_workspace(lead).share_file(OWN))
    assert read_share(open_workspace(lead).share_file(OWN)).version == made.share.version
    build_site(open_workspace(lead), "pandoc")
    sent, own = (one / "_site" / "practices" / OWN for one in (lead, place))
    assert (sent / "fig-photo-1.png").read_bytes() == (own / "fig-photo-1.png").read_bytes()
    # Another photo under the same name is another text, which nobody has signed.
    take(place, "maroon")
    assert OWN not in build(place) and pictures(place) == []
    take(place)
    assert OWN in build(place) and pictures(place)
    put(
        book_of(place, OWN),
        SCHOOL,
        "sign_off",
        {"document": WRITE_UP},
        {"withdrawn_on": date(2026, 7, 5)},
    )
    assert OWN not in build(place) and pictures(place) == []


@pytest.mark.slow
def test_a_photo_that_is_not_cleared_any_more_takes_the_page_down(place: Path) -> None:
    """Until somebody has signed the page without it."""
    build(place)
    name_photos(place, ROW | {"cleared_on": None})
    assert OWN not in build(place) and pictures(place) == []
    again = {"signed_on": date(2026, 7, 9)}
    put(book_of(place, OWN), SCHOOL, "sign_off", {"document": WRITE_UP}, again)
    assert OWN in build(place) and pictures(place) == []


@pytest.mark.slow
def test_a_slip_elsewhere_keeps_a_photo_only_while_it_is_cleared(place: Path) -> None:
    build_site(open_workspace(place), "pandoc")
    put(book_of(place, OWN), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": "soon"})
    made = build_site(open_workspace(place), "pandoc")
    assert dict(made.notes)["Oakfield Weir Primary School"].startswith("The page stays")
    assert pictures(place) == [f"practices/{OWN}/fig-photo-1.png"]
    for change in (
        lambda: take(place, "maroon"),
        lambda: name_photos(place, ROW | {"cleared_on": None}),
        lambda: name_photos(place, ROW | {"shows": "Something else."}),
        lambda: name_photos(place),
    ):
        take(place)
        name_photos(place, ROW)
        build_site(open_workspace(place), "pandoc")
        assert pictures(place)
        change()
        made = build_site(open_workspace(place), "pandoc")
        assert "A photo of it was changed" in dict(made.refused)["Oakfield Weir Primary School"]
        assert pictures(place) == []
        # As it was signed before anything slipped.
        put(book_of(place, OWN), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": None})
        take(place)
        name_photos(place, ROW)
        build_site(open_workspace(place), "pandoc")
        assert pictures(place)
        put(book_of(place, OWN), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": "soon"})


@pytest.mark.slow
def test_the_school_reads_why_a_photo_is_left_out(place: Path, tmp_path: Path) -> None:
    from spp_research import best_practice, open_school

    for audience, told in (("school", True), ("public", False)):
        study = open_school(str(place), OWN, audience, best_practice.DOCUMENT)
        parts = best_practice.steps(study).parts
        said = " ".join(getattr(part, "plain", "") for part in parts)
        assert ("The photo class.jpg is left out: a pupil can be recognised" in said) is told
        photo = next(part for part in parts if hasattr(part, "drawn"))
        assert photo.label == "fig-photo-1"
        with Image.open(io.BytesIO(photo.drawn.png)) as read:
            assert read.size == (400, 300)
