"""Photos of a practice: nothing of the file leaves but what is seen, and only what was cleared."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from odd_photos import PLACE, REFUSED, archive, photo, told
from PIL import Image, PngImagePlugin

from spp_research.intake.check.photos import looked_at
from spp_research.protect import photos
from spp_research.protect.attachments import AttachmentError
from spp_research.protect.photos import MOST_BYTES, cleaned_photo, drawn_photo

CLEARED = {
    "file": "room.jpg",
    "shows": "A shelf of books.",
    "people": "Nobody",
    "cleared_by": "Headteacher",
    "cleared_on": date(2026, 6, 15),
    "credit": None,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "attachments"
    made.mkdir()
    return made


def test_where_it_was_taken_and_by_whom_is_gone(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(photo(exif=told(), comment=PLACE) + PLACE)
    drawn = drawn_photo(folder, "a.jpg").png
    with Image.open(io.BytesIO(drawn)) as read:
        assert read.size == (200, 300)  # turned as it was held, and nothing says so any more
        assert set(read.info) == {"dpi"} and not read.getexif()
    assert PLACE not in drawn and drawn.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        (b"\x01\x0f\x00\x02", b"\x01\x0f\x00\x05"),  # the maker is two numbers
        (b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02"),  # the width is a word
        (b"\x01\x0f\x00\x02", b"\x01\x1a\x00\x02"),  # and so is the resolution
    ],
)
def test_a_photo_whose_facts_are_damaged_is_shown_all_the_same(
    whole: bytes, damaged: bytes, folder: Path
) -> None:
    sent = photo(size=(300, 200), exif=told())
    assert whole in sent
    hurt = sent.replace(whole, damaged, 1)
    (folder / "photo.jpg").write_bytes(hurt)
    with Image.open(io.BytesIO(drawn_photo(folder, "photo.jpg").png)) as shown:
        assert sorted(shown.size) == [200, 300]
    laid_down, _ = cleaned_photo(hurt, "photo.jpg")
    assert PLACE not in laid_down and b"Exif" not in laid_down


def test_texts_and_profiles_of_a_png_are_gone_and_glass_is_white(folder: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", PLACE.decode())
    info.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    clear = io.BytesIO()
    Image.new("RGBA", (80, 80), (200, 0, 0, 0)).save(
        clear, "PNG", pnginfo=info, icc_profile=PLACE, exif=told()
    )
    (folder / "a.png").write_bytes(clear.getvalue())
    drawn = drawn_photo(folder, "a.png").png
    assert PLACE not in drawn
    with Image.open(io.BytesIO(drawn)) as read:
        assert read.convert("RGB").getpixel((40, 40)) == (255, 255, 255)
        assert set(read.info) <= {"dpi"}


@pytest.mark.slow
def test_a_large_photo_becomes_one_that_fits_into_a_share_file(folder: Path) -> None:
    noise = Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3))
    noise.save(folder / "noise.png", compress_level=1)
    drawn = drawn_photo(folder, "noise.png").png
    assert len(drawn) <= 450_000
    with Image.open(io.BytesIO(drawn)) as read:
        assert max(read.size) <= 1000


def test_another_file_has_another_mark_and_the_same_the_same(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(photo())
    (folder / "b.jpg").write_bytes(photo())
    (folder / "c.jpg").write_bytes(photo() + b"\0")
    a, b, c = (drawn_photo(folder, f"{name}.jpg") for name in "abc")
    assert a == b and a.png == c.png and a.mark != c.mark


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_refused_in_a_sentence(
    what: str, folder: Path, snapshot: object
) -> None:
    name, content = REFUSED[what]
    (folder / name).write_bytes(content)
    with pytest.raises(AttachmentError) as refused:
        drawn_photo(folder, name)
    assert str(refused.value) == snapshot
    assert "001" not in str(refused.value)


def test_a_file_that_is_two_things_leaves_as_one(folder: Path) -> None:
    """A photo that is an archive as well, as attacks are hidden in pictures."""
    (folder / "a.jpg").write_bytes(photo() + archive())
    drawn = drawn_photo(folder, "a.jpg").png
    assert PLACE not in drawn and not zipfile.is_zipfile(io.BytesIO(drawn))


@pytest.mark.parametrize(
    "name",
    [
        *("../a.jpg", "..\\..\\x.jpg", "/etc/a.jpg", "C:\\a.jpg", "sub/a.jpg", ".a.jpg"),
        *("a.jpg\0.png", "a\n.jpg", " a.jpg", "a.jpg ", "con:a.jpg", "x" * 120 + ".jpg", "", ".."),
    ],
)
def test_no_name_leads_out_of_the_folder(name: str, folder: Path) -> None:
    (folder.parent / "a.jpg").write_bytes(photo())
    (folder / "sub").mkdir()
    (folder / "sub" / "a.jpg").write_bytes(photo())
    with pytest.raises(AttachmentError):
        drawn_photo(folder, name)


def test_no_link_pipe_or_folder_is_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.jpg").write_bytes(photo())
    (folder / "link.jpg").symlink_to(outside / "a.jpg")
    (folder / "folder.jpg").mkdir()
    os.mkfifo(folder / "pipe.jpg")
    for name in ("link.jpg", "folder.jpg", "pipe.jpg"):
        with pytest.raises(AttachmentError, match="link or no file"):
            drawn_photo(folder, name)
    other = tmp_path / "other"
    other.symlink_to(outside)
    with pytest.raises(AttachmentError, match="no folder attachments"):
        drawn_photo(other, "a.jpg")


def test_a_file_is_not_read_further_than_it_may_be(folder: Path) -> None:
    with (folder / "a.jpg").open("wb") as file:
        file.write(photo())
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(AttachmentError, match="larger than 20 MB"):
        drawn_photo(folder, "a.jpg")


@pytest.mark.parametrize(
    "missing",
    [
        {"people": None},
        {"people": "Pupils who can be recognised"},
        {"cleared_by": None},
        {"cleared_by": " "},
        {"cleared_on": None},
        {"cleared_on": date(2026, 7, 2)},
        {"shows": None},
        {"file": "away.jpg"},
    ],
    ids=str,
)
def test_what_nobody_cleared_is_not_shown(missing: dict, folder: Path, snapshot: object) -> None:
    (folder / "room.jpg").write_bytes(photo())
    first, second = looked_at([CLEARED | missing, CLEARED], folder, date(2026, 7, 1))
    assert first.drawn is None and second.drawn is not None and not second.why
    assert first.why == snapshot


def test_a_fifth_photo_is_left_out(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo())
    found = [*looked_at([CLEARED] * 6, folder, date(2026, 7, 1))]
    assert [bool(one.drawn) for one in found] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b[::-1], lambda b: b[40:]])
def test_damaged_photos_end_in_a_sentence(change: Callable, folder: Path) -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        (folder / name).write_bytes(change(photo(kind)))
        try:
            drawn_photo(folder, name)
        except AttachmentError:
            continue


def test_a_browser_tells_by_how_a_file_begins_what_it_cannot_draw(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no library for pictures in the page that checks workbooks."""
    (folder / "room.jpg").write_bytes(photo())
    (folder / "notes.jpg").write_text("no picture", encoding="utf-8")
    seen = photos.seen_photo(folder, "room.jpg")
    monkeypatch.setattr(photos, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert photos.seen_photo(folder, "room.jpg") == seen
    with pytest.raises(AttachmentError, match="cannot be read as JPEG"):
        photos.seen_photo(folder, "notes.jpg")
    with pytest.raises(AttachmentError, match="no such photo"):
        photos.seen_photo(folder, "away.jpg")
