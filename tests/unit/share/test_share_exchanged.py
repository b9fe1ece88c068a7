"""What goes to another partnership, what may come from one, and that nothing of it is counted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import shared_years as made

from spp_research.errors import EvidenceError
from spp_research.intake import read_lead
from spp_research.intake.read.registrations import read_registrations
from spp_research.partnership import annual, closed_cycles, next_cycle
from spp_research.partnership.annual.phase import Known, markers, seen
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.partnership.plan.inputs import planning_of
from spp_research.partnership.status import status_of
from spp_research.partnership.year import open_year
from spp_research.protect.disclosure import Audience
from spp_research.share.content import PARTS, sealed
from spp_research.share.exchanged import (
    folder_of,
    for_partner,
    from_partner,
    is_for_all,
    read_received,
    why_not_sent,
)
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace

TRUSTS = Path(__file__).resolve().parents[3] / "examples" / "two_trusts"
DAY = date(2026, 7, 10)
SIDE = read_registrations(TRUSTS / "moorland").sides[0]  # Harbour, as Moorland knows it
FULL = [read_share(path) for path in sorted((TRUSTS / "harbour" / "share").glob("*.json"))]
SENT = [
    read_share(path)
    for path in sorted((TRUSTS / "moorland" / "partners" / "harbour" / "share").glob("*.json"))
]


@pytest.fixture
def moorland(tmp_path):
    return Workspace(Path(shutil.copytree(TRUSTS / "moorland", tmp_path / "moorland")))


@pytest.mark.parametrize("share", FULL, ids=lambda share: share.school)
def test_only_what_is_signed_for_everyone_goes_and_no_figure(share):
    made = for_partner(share, DAY)
    public = [line for line in share.sign_offs if line.audience == Audience.PUBLIC]
    assert (made is None) == (not public)
    if made is None:
        return
    assert {line.audience for line in made.sign_offs} == {Audience.PUBLIC}
    assert not (made.effects or made.answers or made.series or made.check_ins or made.hidden)
    assert not any(one.lead for one in made.actions)
    assert not any(one.contact for one in made.support)
    documents = {line.document for line in made.sign_offs}
    assert bool(made.findings) <= ("Review summary" in documents)
    assert bool(made.practice) <= ("Best-practice write-up" in documents)


def test_a_review_signed_for_everyone_goes_without_the_names_of_colleagues():
    share = next(one for one in FULL if one.findings)
    wide = tuple(line.model_copy(update={"audience": Audience.PUBLIC}) for line in share.sign_offs)
    made = for_partner(share.model_copy(update={"sign_offs": wide}), DAY)
    assert made is not None and made.findings == share.findings and made.actions
    assert not any(one.lead for one in made.actions) and not made.effects
    name = share.sign_offs[0].name
    told = made.model_copy(update={"focus": f"What {name} asked for"})
    assert "the focus" in why_not_sent(told, [name]) and name not in why_not_sent(told, [name])


def test_a_sign_off_that_has_ended_sends_nothing():
    share = next(one for one in FULL if for_partner(one, DAY))
    ended = tuple(line.model_copy(update={"ends_on": DAY}) for line in share.sign_offs)
    assert for_partner(share.model_copy(update={"sign_offs": ended}), DAY) is None


def changed(**keys):
    return sealed(SENT[0].model_copy(update=keys))


NAMES = {
    "a share for its own partnership": lambda: next(one for one in FULL if one.effects),
    "a figure beside what is signed": lambda: changed(
        effects=next(one for one in FULL if one.effects).effects
    ),
    "another partnership": lambda: changed(partnership="Riverside Partnership"),
    "another cycle": lambda: changed(cycle="2024-25"),
    "a school that is not registered": lambda: changed(school="oakfield"),
}


@pytest.mark.parametrize("case", NAMES)
def test_what_another_side_may_not_send_is_refused(case, moorland, snapshot):
    share = NAMES[case]()
    path = folder_of(moorland.root, "harbour") / f"{share.school}.json"
    with pytest.raises(EvidenceError) as refused:
        from_partner(share, path, SIDE, "2025-26")
    assert str(refused.value) == snapshot
    write_share(share, path)
    found = read_received(moorland.root, SIDE, "2025-26", DAY)
    assert path.name in found.refused and share.school not in found.shares


def test_one_in_another_name_and_one_that_is_broken_are_refused_and_stop_nothing(moorland):
    folder = folder_of(moorland.root, "harbour")
    write_share(SENT[0], folder / "other.json")
    (folder / "broken.json").write_text("{")
    found = read_received(moorland.root, SIDE, "2025-26", DAY)
    assert list(found.shares) == [SENT[0].school]
    assert {*found.refused} == {"other.json", "broken.json"}
    assert all(why.startswith("partners/harbour/share/") for why in found.refused.values())


def test_of_a_side_that_took_back_its_part_nothing_is_read(moorland):
    ended = SIDE.model_copy(update={"withdrawn_on": DAY})
    found = read_received(moorland.root, ended, "2025-26", DAY)
    assert not found.shares and len(found.refused) == len(SENT)


def test_nothing_of_the_other_side_is_counted_as_ones_own(moorland):
    """The year, its counts and its pools are the same with and without all that has come."""

    def counted():
        year = open_year(str(moorland.root), "partnership")
        known = Known(year.partnership, year.shares, DAY)
        return (
            list(year.shares),
            year.refused,
            annual.refreshers(year.partnership, DAY),
            annual.effects(year.shares),
            [seen(marker, known) for marker in markers("Sustain")],
        )

    before = counted()
    shutil.rmtree(folder_of(moorland.root, "harbour"))
    assert counted() == before
    assert {*before[0]} <= {school.slug for school in open_partnership(moorland).schools}


def test_the_status_has_the_schools_of_the_partnership_and_no_others(moorland):
    lead = read_lead(moorland)
    schools = open_partnership(moorland).schools
    received = [read_received(moorland.root, SIDE, "2025-26", DAY)]
    found = status_of(lead, schools, {}, {}, DAY, received=received)
    assert {one.school.slug for one in found.standings} == {one.slug for one in schools}
    assert (found.partners[0].together, found.partners[0].reviews) == (3, 3)


def test_a_plan_may_ask_the_other_side_and_not_once_it_took_back_its_part(moorland):
    lead = read_lead(moorland)
    theirs = set(SIDE.ids)
    people = {one.person_id: one for one in planning_of(lead, DAY).people}
    assert theirs <= people.keys()
    assert not any(people[who].school for who in theirs)  # a school of theirs is none of ours
    ended = SIDE.model_copy(update={"withdrawn_on": DAY})
    left = replace(lead, partners=replace(lead.partners, sides=(ended,)))
    assert not theirs & {one.person_id for one in planning_of(left, DAY).people}


def test_whoever_comes_from_elsewhere_is_not_counted_among_the_trained(moorland):
    """A person on the lead's own sheet who works for another trust is not this one's to count."""
    partnership = open_partnership(moorland)
    row = partnership.people.iloc[0].to_dict()
    other = {**row, "person_id": "X1", "name": "Rowan Ashe", "role": "Peer reviewer"}
    other |= {"school": None, "from_elsewhere": "Quay Trust"}
    people = pd.concat([partnership.people, pd.DataFrame([other])], ignore_index=True)
    more = replace(partnership, people=people)
    assert annual.refreshers(more, DAY) == annual.refreshers(partnership, DAY)
    assert "Rowan Ashe" in more.staff_names
    assert {one.name for one in SIDE.people} <= partnership.staff_names


@pytest.mark.slow
def test_a_closed_year_keeps_who_was_registered_and_what_was_sent(moorland):
    """Its timetable names people of the other side, and the short name of one's own stays."""
    sent = moorland.root / "partners" / "to-send" / "moorland.json"
    sent.parent.mkdir()
    sent.write_text("as sent")
    next_cycle.close(next_cycle.closing_of(moorland, "2026-27"), DAY, "1.0")
    closed = Workspace(moorland.root / "cycles" / "2025-26")
    assert closed_cycles.changed_since(closed.root) == []
    assert read_lead(closed).faults == ()
    assert read_received(closed.root, SIDE, "2025-26", DAY).shares
    assert not read_received(moorland.root, SIDE, "2026-27", DAY).shares
    assert read_lead(moorland).partners.sides and sent.is_file()
    assert next_cycle.undo(moorland) == "2025-26"
    assert read_received(moorland.root, SIDE, "2025-26", DAY).shares


def test_what_was_measured_once_more_is_a_figure_too(moorland):
    kept = made.went_on("O1", what="Outcome", again=made.effect(1.4, pupils=(30,)))
    (public,) = [share for share in FULL if for_partner(share, DAY)][:1]
    lines = tuple(
        public.sign_offs[0].model_copy(update={"document": d, "audience": "public"}) for d in PARTS
    )
    full = sealed(public.model_copy(update={"sign_offs": lines, "lasted": (kept,)}))
    sent = for_partner(full, DAY)
    assert [(one.item_id, one.again) for one in sent.lasted] == [("O1", None)]
    assert is_for_all(sent) and not is_for_all(full)
    write_share(full, folder_of(moorland.root, SIDE.partnership_id) / f"{full.school}.json")
    received = read_received(moorland.root, SIDE, full.cycle, DAY)
    assert full.school not in received.shares and len(received.refused) == 1
