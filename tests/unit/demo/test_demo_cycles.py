"""Made-up partnerships over several cycles, and the pair of trusts."""

from pathlib import Path

import demo_rules
import pytest

from spp_research.demo import make_partnership, make_two_trusts
from spp_research.demo.cycles import years_ago
from spp_research.demo.generated import generate
from spp_research.demo.riverside_before import riverside_before
from spp_research.demo.riverside_example import riverside
from spp_research.errors import ConfigurationError
from spp_research.intake import check_workspace, read_lead, read_workbook
from spp_research.partnership import closed_cycles, timetable
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.schema import SCHOOL
from spp_research.share.exchanged import read_received
from spp_research.share.files import read_shares
from spp_research.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
BEFORE = EXAMPLES / "riverside" / "cycles" / "2024-25"


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def committed(root: Path) -> set[str]:
    """The share files of a pair; what is made of them on each machine is not kept with it."""
    made_here = ("to-send", "/shared/")
    return {n for n in files(root) if n.endswith(".json") and not any(m in n for m in made_here)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_partnership(tmp_path_factory.mktemp("made") / "one", 3, seed=5, cycles=2)


@pytest.mark.slow
def test_a_closed_cycle_is_whole_and_holds_nothing_about_single_pupils(made):
    (closed,) = (made / "cycles").iterdir()
    assert closed.name == "2024-25" and closed_cycles.changed_since(closed) == []
    names = files(made / "cycles")
    assert not [name for name in names if "pupils" in name or "surveys" in name]
    assert not list(made.glob("schools/*/old"))
    place = Workspace(closed)
    shares = read_shares(place.share_folder, open_partnership(place))
    assert len(shares.shares) == 3 and not shares.refused


@pytest.mark.slow
def test_the_open_cycle_has_the_same_schools_and_what_went_on(made):
    now, then = (open_partnership(Workspace(root)) for root in (made, made / "cycles" / "2024-25"))
    assert now.schools == then.schools and now.cycle == "2025-26"
    assert [fault for r in check_workspace(Workspace(made)) for fault in r.faults] == []
    carried = [
        row
        for path in sorted(made.glob("schools/*/evidence.xlsx"))
        for _, row in read_workbook(path, SCHOOL).rows["carried_over"].records
    ]
    assert {row["cycle"] for row in carried} == {"2024-25"}
    assert {row["state"] for row in carried} > {None, "Still done"}
    assert all(bool(row["seen"]) == bool(row["state"]) for row in carried)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(made, tmp_path):
    again = make_partnership(tmp_path / "again", 3, seed=5, cycles=2)
    assert files(again) == files(made)


@pytest.mark.parametrize("cycles", [0, 11])
def test_a_number_of_cycles_that_is_not_possible_is_refused(cycles, tmp_path):
    with pytest.raises(ConfigurationError, match="Ask for 1 to 10"):
        make_partnership(tmp_path / "made", 3, cycles=cycles)
    assert not (tmp_path / "made").exists()


def test_one_cycle_is_what_it_was_without_the_others():
    assert generate(3, 5, ago=0) == years_ago(generate(3, 5), 0) == generate(3, 5)
    before = generate(3, 5, ago=1)
    assert [s.slug for s in before.schools] == [s.slug for s in generate(3, 5).schools]
    assert demo_rules.all_faults(before) == [] and demo_rules.broken_roles(before) == []


def test_a_year_earlier_is_made_up_where_a_school_has_not_been_reviewed_yet():
    now = generate(6, 2026)
    unsigned = [s.slug for s in now.schools if "sign_off" not in s.sheets]
    before = years_ago(now, 1)
    assert unsigned and unsigned == [s.slug for s in before.schools if "sign_off" not in s.sheets]


def test_riverside_a_year_earlier_keeps_every_rule():
    before = riverside_before(riverside())
    assert demo_rules.all_faults(before) == []
    assert demo_rules.broken_roles(before) == []
    assert demo_rules.judgements(before) == []
    assert [one for s in before.schools for one in demo_rules.broken_chains(s)] == []


def test_the_committed_cycle_is_whole_and_small():
    assert closed_cycles.changed_since(BEFORE) == []
    kept = files(BEFORE)
    assert not [name for name in kept if "pupils" in name or "surveys" in name]
    assert sum(map(len, kept.values())) < 700_000
    assert {name for name in kept if name.startswith("share/")} == {
        f"share/{school.slug}.json" for school in open_partnership(Workspace(BEFORE)).schools
    }


@pytest.mark.parametrize(("trust", "other"), [("harbour", "moorland"), ("moorland", "harbour")])
def test_each_trust_of_the_committed_pair_knows_the_other(trust, other):
    place = Workspace(EXAMPLES / "two_trusts" / trust)
    lead = read_lead(place)
    assert lead.faults == () and timetable.check_reading(lead) == []
    (side,) = lead.partners.sides
    assert side.partnership_id == other and not lead.partners.refused
    received = read_received(place.root, side, "2025-26", side.made_on.replace(year=2026))
    assert received.shares and not received.refused
    own = {row["person_id"] for _, row in lead.rows["people"].records}
    theirs = {one.person_id for one in side.people}
    assert own & theirs  # two people of one ID, who are not mixed up
    for _, review in lead.rows["timetable"].records:
        assert {*review["team"], review["champion"]} <= side.ids.keys()


@pytest.mark.slow
def test_the_committed_pair_is_what_the_code_makes(tmp_path):
    for root in make_two_trusts(tmp_path):
        assert demo_rules.cells_of(root) == demo_rules.cells_of(EXAMPLES / "two_trusts" / root.name)
        assert committed(root) == committed(EXAMPLES / "two_trusts" / root.name)
