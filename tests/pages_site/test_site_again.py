"""A website that is built again is, byte for byte, what a build from nothing would give.

Whatever happens in between: sign-offs that are withdrawn, end or come back, words that change,
schools that are called otherwise, other settings, days and templates, pages that somebody changed,
a memory that is damaged, and builds that are killed.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from in_process import notebooks_run_here

from spp_research.display.front import Front
from spp_research.errors import SPPError
from spp_research.protect.sign_off import SignOff
from spp_research.schema import PARTNERSHIP, SCHOOL, Workbook
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.site import kept_front
from spp_research.site.build import build_site, look_ahead
from spp_research.site.store import FOLDER, Store
from spp_research.workspace import open_workspace

KIT = Path(__file__).resolve().parents[2]
EXAMPLE = KIT / "examples" / "riverside"
SCHOOLS = ("oakfield", "withy-bridge", "copperbeck", "tannery-lane")
STEPS = 6


@pytest.fixture
def place(tmp_path: Path, words_alone: None) -> Iterator[Path]:
    """A copy of the example, whose notebooks run in this process."""
    made = shutil.ignore_patterns("reports", "_site", "*.checked.xlsx", "signed")
    with notebooks_run_here():
        yield shutil.copytree(EXAMPLE, tmp_path / "here", ignore=made)


def test_what_a_write_up_is_kept_with_is_all_that_its_head_has() -> None:
    """A field that is added is kept too, or is one that no page shows, as the marks of a row."""
    kept = {*kept_front.OF_FRONT, "keywords", "about", "sign_off", "audience"}
    assert {field.name for field in fields(Front)} == kept
    of_line = {*kept_front.OF_SIGN_OFF, "signed_on", "ends_on", "marks"}
    assert {field.name for field in fields(SignOff)} == of_line


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_again_is_as_from_nothing(seed: int, place: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    told = [_compared(place, tmp_path)]
    for _ in range(STEPS):
        step = chance.choice(CHANGES)
        step(place, chance)
        told.append(f"{step.__name__}: {_compared(place, tmp_path)}")
    print("\n".join(told))


@pytest.mark.slow
def test_what_is_taken_back_is_in_no_memory_either(place: Path) -> None:
    build_site(open_workspace(place), "pandoc")
    build_site(open_workspace(place), "pandoc")
    words = b"Words read correctly in one minute"
    kept = place / "reports" / FOLDER
    assert any(words in path.read_bytes() for path in kept.iterdir())
    _sign(place, "oakfield", "withdrawn_on", date(2026, 7, 5))
    build_site(open_workspace(place), "pandoc")
    assert not any(words in path.read_bytes() for path in place.joinpath("_site").rglob("*.html"))
    assert not any(words in path.read_bytes() for path in kept.iterdir())


@pytest.mark.slow
def test_a_look_ahead_changes_nothing_of_the_memory(place: Path) -> None:
    workspace = open_workspace(place)
    look_ahead(workspace, "pandoc")
    assert not (place / "reports" / FOLDER).exists()
    for _ in range(2):
        build_site(workspace, "pandoc")
    before = _files(place / "reports" / FOLDER)
    _sign(place, "oakfield", "withdrawn_on", date(2026, 7, 5))
    assert [page.address for page in look_ahead(workspace, "pandoc").gone] == [
        "practices/oakfield.html"
    ]
    assert _files(place / "reports" / FOLDER) == before


def _compared(place: Path, tmp_path: Path) -> str:
    """Build here, and from nothing in a copy without the memory; what came of it."""
    copy = tmp_path / "from-nothing"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns(FOLDER))
    ours, theirs = _built(place), _built(copy)
    assert ours == theirs
    assert _files(place / "_site") == _files(copy / "_site")
    for school in SCHOOLS:
        signed = [_files(root / "schools" / school / "signed") for root in (place, copy)]
        assert {*signed[0]} == {*signed[1]}
    pages = sorted(path.stem for path in (place / "_site" / "practices").glob("*.html"))
    return f"{', '.join(pages)} {ours[:100] if isinstance(ours, str) else ''}"


def _built(place: Path) -> object:
    try:
        result = build_site(open_workspace(place), "pandoc")
    except SPPError as error:
        return str(error).replace(str(place), "")
    pages = [page.relative_to(place).as_posix() for page in result.pages]
    return pages, result.refused, result.notes, result.begun, result.in_english


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _write(path: Path, workbook: Workbook, sheet: str, row: Callable, column: str, to: object):
    """Write into a column of the rows that a condition holds for."""
    book = openpyxl.load_workbook(path)
    page = book[workbook.sheet(sheet).title]
    labels = {field.label: field.name for field in workbook.sheet(sheet).fields}
    heads = {
        labels[str(cell.value).removesuffix(" (needed)")]: cell
        for cells in page.iter_rows()
        for cell in cells
        if str(cell.value).removesuffix(" (needed)") in labels
    }
    below = max(cell.row for cell in heads.values())
    if column not in heads:  # of a workbook that is older than the column
        free = max(cell.column for cell in heads.values()) + 1
        heads[column] = page.cell(below, free, workbook.sheet(sheet).field(column).label)
    for number in range(below + 1, page.max_row + 1):
        here = {name: page.cell(number, head.column) for name, head in heads.items()}
        if row({name: cell.value for name, cell in here.items()}):
            here[column].value = to(here[column].value) if callable(to) else to
    book.save(path)


def _book(place: Path, school: str) -> Path:
    return place / "schools" / school / "evidence.xlsx"


def _sign(place: Path, school: str, column: str, value: object) -> None:
    if _book(place, school).is_file():
        rows = lambda row: row["document"] == WRITE_UP  # noqa: E731
        _write(_book(place, school), SCHOOL, "sign_off", rows, column, value)


def _withdrawn(place: Path, chance: random.Random) -> None:
    _sign(place, chance.choice(SCHOOLS), "withdrawn_on", date(2026, 7, chance.randint(1, 20)))


def _back(place: Path, chance: random.Random) -> None:
    _sign(place, chance.choice(SCHOOLS), "withdrawn_on", None)


def _ends(place: Path, chance: random.Random) -> None:
    _sign(place, chance.choice(SCHOOLS), "expires_on", date(2026, 7, chance.randint(1, 28)))


def _other_words(place: Path, chance: random.Random) -> None:
    path = _book(place, chance.choice(SCHOOLS))
    if path.is_file():
        any_row = lambda row: bool(row["principle"])  # noqa: E731
        _write(path, SCHOOL, "practice", any_row, "suits", lambda was: f"{was} And others.")


def _takes_up(place: Path, chance: random.Random) -> None:
    """A school says whose practice it took up; it may be one that is not there, or its own."""
    school, other = chance.choice(SCHOOLS), chance.choice(SCHOOLS)
    if _book(place, school).is_file():
        any_row = lambda row: bool(row["principle"])  # noqa: E731
        for column, value in (("takes_up_school", other), ("takes_up_item", "B1")):
            _write(_book(place, school), SCHOOL, "practice", any_row, column, value)


def _first_words(place: Path, chance: random.Random) -> None:
    school = chance.choice(SCHOOLS)
    shutil.copyfile(_book(EXAMPLE, school), _book(place, school))


def _other_name(place: Path, chance: random.Random) -> None:
    school = chance.choice(SCHOOLS)
    one = lambda row: row["school"] == school  # noqa: E731
    name = f"{school.title()} School {chance.randint(1, 9)}"
    _write(place / "partnership.xlsx", PARTNERSHIP, "schools", one, "school_name", name)


def _other_settings(place: Path, chance: random.Random) -> None:
    lines = [f"as_at: 2026-07-{chance.randint(7, 20):02}"]
    lines += chance.sample(
        ["accent: '#5b2a86'", "licence: CC0", "site_address: https://a.example"], 2
    )
    lines += ["language: {site: cy}"] if chance.random() < 0.2 else []
    (place / "settings.yml").write_text("\n".join(lines), encoding="utf-8")


def _gone_book(place: Path, chance: random.Random) -> None:
    path = _book(place, chance.choice(SCHOOLS))
    if path.is_file():
        path.rename(path.with_name("evidence (1).xlsx"))


def _other_template(place: Path, chance: random.Random) -> None:
    style = place / "reports" / "_style"
    if not style.is_dir():
        shutil.copytree(KIT / "reports" / "_style", style)
    with (style / "site" / chance.choice(["about.html", "practice.html"])).open("a") as file:
        file.write(f"<!-- {chance.random()} -->")


def _other_page(place: Path, chance: random.Random) -> None:
    there = (path for path in (place / "_site").rglob("*") if path.is_file())
    page = chance.choice(sorted(path for path in there if not path.name.startswith(".")))
    chance.choice([lambda: page.write_bytes(b"else"), page.unlink])()


def _a_file_of_the_publishers(place: Path, chance: random.Random) -> None:
    name = chance.choice(["CNAME", "robots.txt", "practices/copy.html"])
    (place / "_site" / name).write_text("mine", encoding="utf-8")


def _damaged(place: Path, chance: random.Random) -> None:
    kept = sorted((place / "reports" / FOLDER).glob("*"))
    for path in chance.sample(kept, min(3, len(kept))):
        content = path.read_bytes()
        half = content[: len(content) // 2]
        path.write_bytes(chance.choice([b"", half, content[:-1] + b"?"]))


def _killed(place: Path, chance: random.Random) -> None:
    """A build that ends in its midst, after something was withdrawn and something else changed."""
    _withdrawn(place, chance)
    _other_settings(place, chance)
    left = chance.randint(0, 8)
    put = Store.put

    def until_killed(store: Store, key: str, content: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        put(store, key, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "put", until_killed)
        try:
            build_site(open_workspace(place), "pandoc")
        except (KeyboardInterrupt, SPPError):
            return


CHANGES = (
    _withdrawn,
    _back,
    _ends,
    _other_words,
    _takes_up,
    _first_words,
    _other_name,
    _other_settings,
    _gone_book,
    _other_template,
    _other_page,
    _a_file_of_the_publishers,
    _damaged,
    _killed,
)
