"""A folder of share files: which are used, and why the others are not."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from spp_research.errors import EvidenceError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.share import (
    Lasted,
    LookedAt,
    Practice,
    Resource,
    SchoolShare,
    Signed,
    Watched,
    WriteUp,
)
from spp_research.share.content import PARTS, covered, sealed
from spp_research.share.files import MOST_BYTES, read_share, read_shares, write_share
from spp_research.workspace import open_workspace

RIVERSIDE = open_partnership(open_workspace("example"))
ONE = Path(__file__).parents[2] / "fixtures" / "share" / "version_1.json"


def of(school: str = "oakfield", **changes) -> SchoolShare:
    facts = {
        "kit": "0.1.0",
        "partnership": RIVERSIDE.name,
        "cycle": RIVERSIDE.cycle,
        "school": school,
        "school_name": school.title(),
        "made_on": date(2026, 7, 10),
    }
    return sealed(SchoolShare(**(facts | changes)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "share"


def test_schools_come_in_the_leads_order_and_the_others_are_missing(folder):
    for slug in ("copperbeck", "oakfield"):
        write_share(of(slug), folder / f"{slug}.json")
    (folder / ".made-here").write_text("{}")
    (folder / ".oakfield.json.1-2").write_text("half")
    (folder / "read me.txt").write_text("Hello")
    found = read_shares(folder, RIVERSIDE)
    assert list(found.shares) == ["oakfield", "copperbeck"]
    assert found.refused == {}
    assert found.missing == ("withy-bridge", "tannery-lane", "nether-sallow", "osier-road")


def test_no_folder_is_no_share(folder):
    found = read_shares(folder, RIVERSIDE)
    assert (found.shares, found.refused, len(found.missing)) == ({}, {}, 6)


def put(folder: Path, name: str, share: SchoolShare) -> None:
    write_share(share, folder / name)


OLD = Signed(
    document="Review summary",
    audience="partnership",
    name="Ann Hill",
    role="Headteacher",
    signed_on=date(2025, 7, 10),
)
REFUSED = {
    "another partnership": lambda f: put(f, "oakfield.json", of(partnership="Hill Partnership")),
    "another cycle": lambda f: put(f, "oakfield.json", of(cycle="2024-25")),
    "another cycle under this one's name": lambda f: put(f, "oakfield.json", of(sign_offs=(OLD,))),
    "a school that is not listed": lambda f: put(f, "hilltop.json", of("hilltop")),
    "another school's name": lambda f: put(f, "oakfield.json", of("withy-bridge")),
    "a copy": lambda f: (
        put(f, "oakfield.json", of()),
        put(f, "oakfield (1).json", of(focus="Later?")),
    ),
    "two for one school": lambda f: (
        put(f, "oakfield.json", of("copperbeck")),
        put(f, "copperbeck.json", of("copperbeck")),
    ),
    "no JSON": lambda f: (f.mkdir(), (f / "oakfield.json").write_text("Dear lead,")),
    "a folder": lambda f: (f / "oakfield.json").mkdir(parents=True),
    "too big": lambda f: (f.mkdir(), (f / "oakfield.json").write_bytes(b" " * (MOST_BYTES + 1))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_does_not_belong_is_refused_and_the_others_are_read(what, folder, snapshot):
    REFUSED[what](folder)
    put(folder, "tannery-lane.json", of("tannery-lane"))
    found = read_shares(folder, RIVERSIDE)
    assert "tannery-lane" in found.shares
    assert len(found.refused) == 1
    assert found.refused == snapshot
    assert not {*found.refused} & {*found.shares, *found.missing}


def test_another_spelling_of_the_cycle_is_the_same_cycle(folder):
    put(folder, "oakfield.json", of(cycle="2025/2026"))

    assert "oakfield" in read_shares(folder, RIVERSIDE).shares


def test_a_big_file_is_not_even_opened(folder, monkeypatch):
    folder.mkdir()
    with (folder / "oakfield.json").open("wb") as file:
        file.truncate(50 * MOST_BYTES)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("opened"))
    with pytest.raises(EvidenceError, match=r"it is 200\.0 MB, and a share file is at most 4 MB"):
        read_share(folder / "oakfield.json")


def test_a_file_is_written_whole_or_not_at_all(folder, monkeypatch):
    path = folder / "oakfield.json"
    write_share(of(), path)
    before = path.read_bytes()

    def full(self, target):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="space"):
        write_share(of(focus="Another?"), path)
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir()] == ["oakfield.json"]


def signed(document: str, audience: str = "partnership", **changes) -> Signed:
    facts = {"name": "Ann", "role": "Head", "signed_on": date(2026, 3, 1)}
    return Signed(document=document, audience=audience, **(facts | changes))


FULL = read_share(ONE).model_copy(
    update={
        "practice": Practice(principle="Read.", theme="x", in_short="y"),
        "hidden": {"a rule": 1},
        "series": (Watched(series_id="W1", counted="x", pupils=60, figures=12, signal="none"),),
        "check_ins": (LookedAt(action_id="A1", looks=1, last_on=date(2026, 3, 27)),),
        "lasted": (Lasted(cycle="2024-25", what="Action", item_id="A1", state="Adapted"),),
        "as_shared": {"O1": date(2026, 3, 1)},
        "write_up": WriteUp(
            practice_id="B1",
            text_mark="AAA-AAA-AAA",
            fewest_pupils=6,
            fewest_respondents=10,
            text="Read.",
        ),
        "resources": (Resource(register_id="R1", theme="x", study="y", locator="z"),),
    }
)


@pytest.mark.parametrize("document", PARTS)
def test_each_part_needs_its_own_sign_off(document):
    found = covered(FULL.model_copy(update={"sign_offs": (signed(document),)}), "partnership",
                    date(2026, 7, 10))  # fmt: skip
    kept = {name for names in PARTS.values() for name in names if getattr(found, name)}
    assert kept == {*PARTS[document]}


DAYS = {
    "before it was signed": (date(2026, 2, 28), "partnership", {}, False),
    "on its first day": (date(2026, 3, 1), "partnership", {}, True),
    "on the day before it ends": (
        date(2026, 8, 30), "partnership", {"ends_on": date(2026, 8, 31)}, True
    ),
    "on the day that it ends": (
        date(2026, 8, 31), "partnership", {"ends_on": date(2026, 8, 31)}, False
    ),
    "for everyone, signed for the partnership": (date(2026, 3, 1), "public", {}, False),
    "for everyone, signed for everyone": (
        date(2026, 3, 1), "public", {"audience": "public"}, True
    ),
    "for the partnership, signed for everyone": (
        date(2026, 3, 1), "partnership", {"audience": "public"}, True
    ),
}  # fmt: skip


@pytest.mark.parametrize("when", DAYS)
def test_a_sign_off_is_asked_again_whenever_a_file_is_read(when):
    day, audience, changes, stands = DAYS[when]
    share = FULL.model_copy(update={"sign_offs": (signed("Review summary", **changes),)})
    found = covered(share, audience, day)
    assert bool(found.findings) is bool(found.sign_offs) is stands


def test_a_narrower_sign_off_that_stands_takes_over():
    lines = (
        signed("Review summary", "public", ends_on=date(2026, 8, 31)),
        signed("Review summary"),
    )
    share = FULL.model_copy(update={"sign_offs": lines})
    assert covered(share, "partnership", date(2026, 9, 1)).findings
    assert not covered(share, "public", date(2026, 9, 1)).findings
