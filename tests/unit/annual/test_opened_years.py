"""What `open_year` finds under `cycles`: earlier years as they were kept, or why not."""

from __future__ import annotations

from datetime import date

import pytest
import shared_years as made

from spp_research import open_year
from spp_research.intake import write_workbook
from spp_research.schema import PARTNERSHIP
from spp_research.share.content import sealed
from spp_research.share.earlier import own_earlier
from spp_research.share.files import write_share
from spp_research.workspace import Workspace

PEOPLE = [
    {"person_id": "P1", "name": "Ada Hill", "school": "aldermoor", "role": "Partnership lead"}
]


def lead(folder, cycle: str, *names: str, partnership: str = "Testbourne") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    schools = [{"school": made.slug_of(name), "school_name": name} for name in names]
    own = {"name": partnership, "cycle": cycle, "lead": "P1"}
    rows = {"partnership": [own], "schools": schools, "people": PEOPLE}
    write_workbook(folder / "partnership.xlsx", PARTNERSHIP, rows)


def closed(root, cycle: str, *names: str, folder: str = "", **more):
    place = root / "cycles" / (folder or cycle)
    lead(place, cycle, *names, **more)
    (place / "closed.json").write_text("{}")
    return Workspace(place)


@pytest.fixture
def root(tmp_path):
    lead(tmp_path, "2025-26", "Aldermoor", "Birchgate")
    (tmp_path / "settings.yml").write_text("as_at: 2026-07-10\n")
    return tmp_path


@pytest.mark.slow
def test_closed_cycles_are_opened_the_first_first_with_their_own_schools(root):
    for cycle, name in (("2024-25", "Cressbeck"), ("2023-24", "Dunholme")):
        place = closed(root, cycle, "Aldermoor", name)
        share = made.share(cycle=cycle, findings=(made.finding(),))
        write_share(sealed(share), place.share_file("aldermoor"))
    year = open_year(str(root), "partnership")
    assert [one.partnership.cycle for one in year.earlier] == ["2023-24", "2024-25"]
    assert [s.name for s in year.earlier[0].partnership.schools] == ["Aldermoor", "Dunholme"]
    assert year.unread == ()
    # The sign-offs of a share are asked again today; these are of July 2026 and still stand.
    assert all(one.shares["aldermoor"].findings for one in year.earlier)
    assert list(own_earlier(Workspace(root), "aldermoor")) == ["2023-24", "2024-25"]
    assert own_earlier(Workspace(root), "birchgate") == {}


@pytest.mark.slow
def test_what_is_no_earlier_cycle_of_this_partnership_is_told_and_stops_nothing(root, snapshot):
    closed(root, "2026-27", "Aldermoor")
    closed(root, "2024-25", "Aldermoor", partnership="Another", folder="2024-25")
    closed(root, "2022-23", "Aldermoor")
    closed(root, "2022/23", "Aldermoor", folder="2022-23 copy")
    spoilt = closed(root, "2023-24", "Aldermoor")
    spoilt.partnership_file.write_text("not a workbook")
    (root / "cycles" / "notes").mkdir()
    year = open_year(str(root), "partnership")
    assert [one.partnership.cycle for one in year.earlier] == ["2022-23"]
    assert "\n".join(year.unread) == snapshot


@pytest.mark.slow
def test_a_sign_off_that_ended_since_takes_the_earlier_year_back_too(root):
    place = closed(root, "2024-25", "Aldermoor")
    share = made.share(cycle="2024-25", findings=(made.finding(),))
    over = [line.model_copy(update={"ends_on": date(2026, 7, 5)}) for line in share.sign_offs]
    share = share.model_copy(update={"sign_offs": tuple(over)})
    write_share(sealed(share), place.share_file("aldermoor"))
    (earlier,) = open_year(str(root), "partnership").earlier
    assert earlier.shares["aldermoor"].findings == ()
