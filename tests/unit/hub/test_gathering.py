"""Which share files of a hub count: each school once, and every other said plainly."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hubs_made import DAY, book, hub, put, share
from shared_years import effect, finding

from spp_research.hub import gathering
from spp_research.hub.gathering import gather, hub_files, without_share_files
from spp_research.protect.disclosure import rules_for

NEWER, OLDER = date(2026, 7, 10), date(2026, 7, 3)


def found(place, audience="partnership"):
    return gather(place, book(place), rules_for(audience), DAY, DAY)


def schools(gathered):
    return [(part.partnership, part.slug) for part in gathered.parts]


def reasons(gathered):
    return {one.file: one.reason for one in gathered.left}


def three(partnership="Ashby"):
    names = ("Aldermoor", "Birchgate", "Cressbeck")
    return [share(f"{name} of {partnership}", partnership) for name in names]


def test_every_school_counts_where_nothing_is_the_matter(tmp_path):
    place = hub(tmp_path, *three(), *three("Bexham"))
    gathered = found(place)
    assert len(gathered.parts) == 6 and not gathered.left and not gathered.asked
    assert [p.partnership for p in gathered.parts] == ["Ashby"] * 3 + ["Bexham"] * 3


def test_a_hub_without_files_or_folders_has_no_schools(tmp_path):
    assert found(hub(tmp_path)).parts == ()
    (tmp_path / "partnerships" / "empty").mkdir(parents=True)
    place = hub(tmp_path)
    assert found(place).parts == () and without_share_files(place) == ["empty"]


def test_files_lie_loose_in_share_or_in_a_workspace(tmp_path):
    place = hub(tmp_path)
    loose, inside, workspace = three()
    put(tmp_path, loose)
    put(tmp_path, inside, folder="ashby/share")
    put(tmp_path, workspace, folder="work/share")
    put(tmp_path, share("Elmcote"), folder="work", name="settings.json")
    (tmp_path / "partnerships" / "work" / "partnership.xlsx").write_bytes(b"")
    put(tmp_path, share("Dunholme"), folder=".")
    assert len(hub_files(place)) == 4
    assert len(found(place).parts) == 4


MATTERS = {
    "other cycle": (gathering.OTHER_CYCLE, {"cycle": "2024-25"}),
    "an older edition": (gathering.OLDER, {"made_on": OLDER}),
    "a copy": (gathering.COPY, {}),
}


@pytest.mark.parametrize("matter", MATTERS)
def test_a_second_file_of_a_school_does_not_count(matter, tmp_path, snapshot):
    reason, change = MATTERS[matter]
    signed = share("Aldermoor", made_on=NEWER)
    place = hub(tmp_path, signed)
    lines = tuple(one.model_copy(update={"signed_on": OLDER}) for one in signed.sign_offs)
    other = share("Aldermoor", **({"made_on": NEWER} | change))
    if change:
        other = share("Aldermoor", **({"made_on": NEWER} | change), sign_offs=lines)
    put(tmp_path, other, name="aldermoor (1).json")
    gathered = found(place)
    assert len(gathered.parts) == 1 and gathered.parts[0].made_on == NEWER
    assert reasons(gathered) == {"ashby/aldermoor (1).json": reason}
    assert gathered.left[0].sentence == snapshot


def test_of_two_that_differ_on_one_day_the_one_of_that_name_counts(tmp_path, snapshot):
    place = hub(tmp_path, share("Aldermoor"))
    put(tmp_path, share("Aldermoor", focus="Other?"), name="aldermoor-copy.json")
    gathered = found(place)
    assert [p.file for p in gathered.parts] == ["ashby/aldermoor.json"]
    assert gathered.left[0].sentence == snapshot


def test_where_neither_bears_the_name_none_counts(tmp_path, snapshot):
    place = hub(tmp_path)
    put(tmp_path, share("Aldermoor"), name="a.json")
    put(tmp_path, share("Aldermoor", focus="Other?"), name="b.json")
    gathered = found(place)
    assert gathered.parts == ()
    assert set(reasons(gathered).values()) == {gathering.EITHER}
    assert [one.sentence for one in gathered.left] == snapshot


def test_what_was_changed_or_is_no_share_file_does_not_count(tmp_path):
    place = hub(tmp_path, *three())
    path = put(tmp_path, share("Dunholme"))
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | {"pupils_on_roll": 4}), encoding="utf-8")
    (path.parent / "notes.json").write_text("[]", encoding="utf-8")
    newer = json.loads(path.read_text(encoding="utf-8")) | {"version": 99}
    (path.parent / "newer.json").write_text(json.dumps(newer), encoding="utf-8")
    gathered = found(place)
    assert len(gathered.parts) == 3 and len(gathered.left) == 3
    for one, words in zip(
        gathered.left, ("does not fit its hash", "a newer kit", "not a share file"), strict=True
    ):
        assert one.reason == gathering.DAMAGED and words in one.sentence


def test_a_school_in_two_partnerships_counts_once_and_where_it_is_newer(tmp_path, snapshot):
    one = share("Aldermoor", made_on=OLDER, sign_offs=(), pupils_on_roll=200)
    two = share("Aldermoor", "Bexham", made_on=NEWER, pupils_on_roll=200)
    gathered = found(hub(tmp_path, one, two))
    assert schools(gathered) == [("Bexham", "aldermoor")]
    assert [left.sentence for left in gathered.left] == snapshot


def test_two_schools_with_one_name_count_both_and_are_asked_about(tmp_path, snapshot):
    one = share("Aldermoor", pupils_on_roll=200)
    two = share("Aldermoor", "Bexham", pupils_on_roll=90)
    gathered = found(hub(tmp_path, one, two))
    assert len(gathered.parts) == 2 and not gathered.left
    assert gathered.asked == snapshot


def test_the_hub_can_say_that_two_schools_only_share_their_name(tmp_path):
    one = share("Aldermoor", pupils_on_roll=200)
    two = share("Aldermoor", "Bexham", pupils_on_roll=200)
    rows = [
        {"partnership_name": "Ashby"},
        {"partnership_name": "bexham ", "namesakes": "aldermoor; other"},
    ]
    gathered = found(hub(tmp_path, one, two, partnerships=rows))
    assert len(gathered.parts) == 2 and not gathered.left and not gathered.asked


def test_the_same_year_under_another_name_counts_once(tmp_path, snapshot):
    """A school that was renamed, or a file that was made by copying another."""
    told = {"findings": (finding(),), "effects": (effect(),)}
    gathered = found(hub(tmp_path, share("Aldermoor", **told), share("Elmcote", "Bexham", **told)))
    assert len(gathered.parts) == 1
    assert [left.sentence for left in gathered.left] == snapshot


def test_the_list_of_the_hub_decides_who_belongs_to_it_and_in_which_order(tmp_path, snapshot):
    rows = [{"partnership_name": "Bexham"}, {"partnership_name": "ASHBY"}]
    place = hub(tmp_path, *three(), *three("Bexham"), *three("Corley"), partnerships=rows)
    gathered = found(place)
    assert [p.partnership for p in gathered.parts] == ["Bexham"] * 3 + ["Ashby"] * 3
    assert set(reasons(gathered).values()) == {gathering.NOT_LISTED}
    assert gathered.left[0].sentence == snapshot


def test_misfiled_files_count_with_their_own_partnership(tmp_path, snapshot):
    place = hub(tmp_path, *three(), *three("Bexham"))
    put(tmp_path, share("Dunholme", "Bexham"), folder="ashby")
    gathered = found(place)
    assert [p.partnership for p in gathered.parts] == ["Ashby"] * 3 + ["Bexham"] * 4
    assert gathered.asked == snapshot


def test_a_pupil_in_what_the_report_shows_stops_that_file_alone(tmp_path):
    named = share("Aldermoor", effects=(effect(name="Reading age of pupil Tom Carter"),))
    place = hub(tmp_path, *three("Bexham"))
    put(tmp_path, named)
    gathered = found(place)
    assert len(gathered.parts) == 3
    assert "Carter" not in gathered.left[0].sentence
    assert reasons(gathered) == {"ashby/aldermoor.json": gathering.DAMAGED}


def test_what_was_signed_before_the_cycle_does_not_count(tmp_path):
    early = share("Aldermoor")
    lines = tuple(
        line.model_copy(update={"signed_on": date(2025, 3, 1)}) for line in early.sign_offs
    )
    gathered = found(hub(tmp_path, share("Aldermoor", sign_offs=lines)))
    assert gathered.parts == () and "before the cycle" in gathered.left[0].sentence


def test_a_fault_of_the_kit_in_one_file_stops_no_other(tmp_path, monkeypatch):
    place = hub(tmp_path, *three())
    real = gathering.part_of

    def breaks(made, file, *more):
        if "aldermoor" in file:
            raise RuntimeError("a name that nobody should read")
        return real(made, file, *more)

    monkeypatch.setattr(gathering, "part_of", breaks)
    gathered = found(place)
    assert len(gathered.parts) == 2
    assert "fault of the kit (RuntimeError)" in gathered.left[0].sentence
    assert "nobody should read" not in gathered.left[0].sentence
