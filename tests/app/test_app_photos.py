"""Photos of a practice in the pages: seen, sent clean, taken away, and nobody else's."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser
from odd_documents import SECRET, document, hidden
from odd_documents import write_sheet as write_documents
from odd_photos import PLACE, REFUSED, archive, bomb, photo, told, write_sheet
from PIL import Image
from test_app_books import files

from spp_research.app.remembered import key_of

AT = "/schools/oakfield/photos"
CLEARED = {
    "file": "reading corner.jpg",
    "shows": "A low shelf with six baskets of books.",
    "people": "Nobody",
    "cleared_by": "Headteacher",
    "cleared_on": date(2026, 6, 15),
    "credit": "The school",
}
OTHERS = [
    {"file": "away.png"},
    CLEARED | {"file": "class.jpg", "people": "Pupils who can be recognised"},
]


def own(browser: Browser) -> Path:
    return browser.session.folder / "schools" / "oakfield"


def name_photos(browser: Browser, *rows: dict) -> None:
    write_sheet(own(browser) / "evidence.xlsx", *rows)


def send(browser: Browser, data: bytes, name: str = "x.jpg", which: str = "") -> Answer:
    return browser.post(AT, {"which": which}, file=(name, data))


def key(browser: Browser, name: str) -> str:
    return key_of(browser.session.folder.resolve() / "schools" / "oakfield" / "attachments" / name)


def pictures(page: Answer) -> list[tuple[str, str]]:
    return re.findall(r'<img src="([^"]*)" alt="([^"]*)"', page.text)


@pytest.fixture
def here(school: Browser) -> Browser:
    """Oakfield's own folder, whose workbook names three photos of which one lies there."""
    name_photos(school, CLEARED, *OTHERS)
    (own(school) / "attachments").mkdir()
    (own(school) / "attachments" / "class.jpg").write_bytes(photo(exif=told()))
    return school


@pytest.mark.slow
def test_a_document_of_the_sheet_of_materials_is_no_photo_and_its_text_is_seen(here):
    attachments = own(here) / "attachments"
    (attachments / "script.docx").write_bytes(document("Read aloud & wait.", change=hidden))
    row = {"title": "Script", "used_for": "To lead.", "cleared_by": "Headteacher"}
    cleared = row | {"file": "script.docx", "cleared_on": date(2026, 6, 15)}
    others = [row | {"file": "later.docx"}]
    write_documents(own(here) / "evidence.xlsx", cleared, *others)
    page = here.get(AT)
    assert "Read aloud & wait." in page.words and SECRET not in page.text
    assert "Shown in the write-up: 13 words are shown; left out: 2 pictures" in page.words
    assert "later.docx : Script Left out: it does not say who has cleared it" in page.words
    assert "Left out: no row of the sheet “Photos” names it" not in page.words
    # Nobody has to have written a row to learn where such a document goes.
    assert "No row of the sheet “Materials” names one yet" not in page.words
    write_documents(own(here) / "evidence.xlsx")
    page = here.get(AT)
    assert "No row of the sheet “Materials” names one yet" in page.words
    assert "themselves into this folder, at schools/oakfield/attachments" in page.words
    assert "the sheets “Photos” and “Materials”" in page.words


def test_each_photo_is_seen_with_what_the_sheet_says_and_what_is_missing(here, snapshot):
    assert AT in here.get("/schools/oakfield").links
    sent = here.follow(send(here, photo(exif=told(), comment=PLACE), "Reading Corner.JPG"))
    assert "reading corner.jpg is in place, without where" in sent.words
    (own(here) / "attachments" / "plan.docx").write_bytes(archive("word/document.xml"))
    page = here.get(AT)
    assert page.words == snapshot
    # What is looked at is what would be shown, with the words of the sheet for whoever cannot see.
    (at, alt), (_, other) = pictures(page)
    assert (alt, other) == (CLEARED["shows"], CLEARED["shows"])
    picture = here.get(at)
    assert (picture.status, picture.heads["content-type"]) == (200, "image/png")
    assert picture.heads["x-content-type-options"] == "nosniff"
    with Image.open(io.BytesIO(picture.data)) as seen:
        assert seen.format == "PNG" and seen.size == (200, 300) and not seen.getexif()
    assert PLACE not in picture.data


def test_nothing_of_a_file_is_laid_down_but_what_is_seen(here):
    send(here, photo(exif=told(), comment=PLACE) + PLACE, "reading corner.jpg")
    laid = (own(here) / "attachments" / "reading corner.jpg").read_bytes()
    assert PLACE not in laid
    with Image.open(io.BytesIO(laid)) as seen:
        assert seen.format == "JPEG" and seen.size == (200, 300) and not seen.getexif()
    # Where the sheet calls it otherwise it is drawn as that.
    send(here, photo(exif=told()), "IMG_1.jpeg", key(here, "away.png"))
    with Image.open(own(here) / "attachments" / "away.png") as seen:
        assert seen.format == "PNG"
    large = photo("PNG", (2600, 1300), compress_level=1)
    assert "photo-1.png is in place" in here.follow(send(here, large, "../../evil.PNG")).words
    with Image.open(own(here) / "attachments" / "photo-1.png") as seen:
        assert seen.size == (2000, 1000)
    assert "No row of the sheet “Photos” names it yet" in here.follow(send(here, photo())).words
    assert (own(here) / "attachments" / "photo-2.jpg").is_file()


def test_one_that_is_replaced_or_taken_away_is_kept(here):
    root = here.session.folder
    before = (own(here) / "attachments" / "class.jpg").read_bytes()
    page = here.follow(send(here, photo(size=(90, 90)), "class.jpg"))
    assert re.search(r"The one before is kept: old/\S+/attachments/class.jpg", page.words)
    again = here.follow(send(here, photo(size=(90, 90)), "CLASS.jpg"))
    assert "class.jpg is in place" in again.words
    (kept,) = (root / "old").rglob("class.jpg")
    assert kept.read_bytes() == before
    gone = here.follow(here.post(f"{AT}/away", {"photo": key(here, "class.jpg")}))
    assert "class.jpg was taken away. It is kept: old/" in gone.words
    assert len([*(root / "old").rglob("class.jpg")]) == 2
    assert not (own(here) / "attachments" / "class.jpg").exists()
    twice = here.follow(here.post(f"{AT}/away", {"photo": key(here, "class.jpg")}))
    assert "not there any more" in twice.words


def test_what_is_no_photo_is_refused_in_one_sentence(here, snapshot):
    before, said = files(here.session.folder), {}
    for what, (name, data) in {
        **REFUSED,
        "an archive as well": ("a.jpg", photo() + archive()),
        "a bomb as the sheet calls it": ("away.png", bomb()),
        "no suffix": ("photo", photo()),
        "too long": ("a.jpg", photo() + b"\0" * 20_000_000),
    }.items():
        answer = send(here, data, name)
        assert answer.status == 400, what
        found = re.search(r"<h1[^>]*>Not done</h1>\s*<p>(.*?)</p>", answer.text)
        said[what] = found and found[1]
    assert said == snapshot
    assert files(here.session.folder) == before


def test_no_choice_and_no_name_is_ever_a_path(here):
    before = files(here.session.folder)
    for given in ("..", "../evidence.xlsx", "0" * 24, "/etc/passwd", "class.jpg"):
        assert send(here, photo(), "a.jpg", given).status == 400
        assert "not there any more" in here.follow(here.post(f"{AT}/away", {"photo": given})).words
        assert here.get(f"{AT}/{given}").status == 404
    assert files(here.session.folder) == before
    for name in ("../../../etc/x.jpg", "..\\..\\evidence.jpg", "C:\\a.jpg", "con.jpg", "a" * 300):
        send(here, photo(), name if name.endswith("jpg") else f"{name}.jpg")
    new = set(files(here.session.folder)) - set(before)
    assert new == {f"schools/oakfield/attachments/photo-{n}.jpg" for n in range(1, 6)}


def test_a_name_on_the_sheet_is_no_path_either(here):
    name_photos(
        here, *(CLEARED | {"file": one} for one in ("../evil.jpg", "/tmp/evil.png", ".x.jpg"))
    )
    page = here.get(AT)
    assert "is no plain name of a file" in page.words
    assert "The one that the sheet calls" not in page.text
    send(here, photo(), "evil.jpg")
    assert (own(here) / "attachments" / "photo-1.jpg").is_file()


def test_no_link_is_followed_shown_or_moved(here, tmp_path):
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(photo())
    link = own(here) / "attachments" / "link.jpg"
    link.symlink_to(outside)
    page = here.get(AT)
    assert "it is a link or no file" in page.words
    assert here.get(f"{AT}/{key(here, 'link.jpg')}").status == 404
    here.post(f"{AT}/away", {"photo": key(here, "link.jpg")})
    assert link.is_symlink() and outside.is_file()
    link.unlink()
    (own(here) / "attachments").rename(tmp_path / "elsewhere")
    (own(here) / "attachments").symlink_to(tmp_path / "elsewhere")
    before = sorted((tmp_path / "elsewhere").iterdir())
    answer = send(here, photo())
    assert (answer.status, "leads to another place" in answer.words) == (400, True)
    assert sorted((tmp_path / "elsewhere").iterdir()) == before
    assert not pictures(here.get(AT))


def test_a_folder_of_photos_has_an_end(here):
    for number in range(39):
        (own(here) / "attachments" / f"x{number}.jpg").write_bytes(b"")
    answer = send(here, photo())
    assert (answer.status, "Take away those" in answer.words) == (400, True)
    assert here.follow(send(here, photo(), "class.jpg")).status == 200  # in the place of another


def test_a_lead_sees_and_takes_none(lead):
    name_photos(lead, CLEARED)
    folder = own(lead) / "attachments"
    folder.mkdir()
    (folder / "reading corner.jpg").write_bytes(photo())
    (folder / "Amelia.jpg").write_bytes(photo())
    before = files(lead.session.folder)
    for at in (AT, f"{AT}/{key(lead, 'reading corner.jpg')}"):
        assert lead.get(at).status == 404
    for answer in (
        send(lead, photo()),
        lead.post(f"{AT}/away", {"photo": key(lead, "Amelia.jpg")}),
    ):
        assert (answer.status, "in the school’s own folder" in answer.words) == (400, True)
    page = lead.get("/schools/oakfield")
    assert AT not in page.links and "Amelia" not in page.text
    assert "or its photos, there is something to say" in page.words
    assert files(lead.session.folder) == before


def test_nobody_else_sends_or_looks(here):
    before = files(here.session.folder)
    at = f"{AT}/{key(here, 'class.jpg')}"
    assert here.get(at).status == 200
    assert here.get(at, cookie=None).status == 403
    assert here.get(at, sec_fetch_site="cross-site").status == 403
    for other in ("withy-bridge", "..", "partnership", "OAKFIELD"):
        assert here.post(f"/schools/{other}/photos", {}, file=("x.jpg", photo())).status == 404
        assert here.get(f"/schools/{other}/photos").status == 404
    for heads in ({"origin": "http://evil.example", "sec-fetch-site": None}, {"cookie": None}):
        assert here.post(AT, {}, file=("x.jpg", photo()), heads=heads).status == 403
        assert here.post(f"{AT}/away", {"photo": "x"}, heads=heads).status == 403
    assert files(here.session.folder) == before


def test_without_the_sheet_it_is_said_where_to_find_it(school):
    path = own(school) / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Photos"]
    book.save(path)
    page = school.get(AT)
    assert "The workbook has no sheet “Photos”" in page.words
    assert "There is no photo here yet." in page.words
