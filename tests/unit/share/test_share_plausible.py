"""Share files that fit the format and say what cannot be so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spp_research.errors import EvidenceError
from spp_research.partnership import annual
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.share import SchoolShare
from spp_research.share import files as share_files
from spp_research.share.content import HASH, hash_of, parse
from spp_research.share.files import read_shares
from spp_research.workspace import open_workspace

SHARES = Path(__file__).parents[3] / "examples" / "riverside" / "share"
RIVERSIDE = open_partnership(open_workspace("example"))


def document() -> dict[str, Any]:
    return json.loads((SHARES / "oakfield.json").read_text(encoding="utf-8"))


def parsed(made: dict[str, Any]) -> SchoolShare:
    made[HASH] = hash_of(made)
    return parse(json.dumps(made).encode(), "share/oakfield.json")


def effect(**changes: object):
    def change(made: dict[str, Any]) -> None:
        made["effects"][0].update(changes)

    return change


def wave(**changes: object):
    def change(made: dict[str, Any]) -> None:
        item = next(i for i in made["answers"] if i["waves"] and i["waves"][0]["counts"])
        item["waves"][0].update(changes)

    return change


def top(**changes: object):
    return lambda made: made.update(changes)


def action(**changes: object):
    return lambda made: made["actions"][0].update(changes)


def finding(**changes: object):
    return lambda made: made["findings"][0].update(changes)


ABSURD = {
    "a tiny variance": effect(standardised_variance=1e-320),
    "a huge variance": effect(standardised_variance=1e300),
    "a huge effect": effect(value=1e300, high=1e301),
    "a huge standardised effect": effect(standardised=-500.0),
    "low above high": effect(low=50.0, high=-50.0),
    "an effect outside its interval": effect(value=99.0),
    "one end of an interval": effect(high=None),
    "an interval without an effect": effect(value=None),
    "a variance without an effect": effect(standardised=None),
    "a standard error of nought": effect(se=0.0),
    "a standard error below nought": effect(se=-1.0),
    "a tiny standard error": effect(se=1e-200),
    "a confidence of nought": effect(confidence=0.0),
    "one and two pupils": effect(pupils=[1, 2]),
    "three groups": effect(pupils=[20, 20, 20]),
    "more pupils than a school has": effect(pupils=[99_999, 30]),
    "a worthwhile change beyond any scale": effect(smallest_worthwhile=1e300),
    "more answered than were asked": wave(invited=1),
    "more answers than people": wave(answered=10),
    "answers of three people": wave(answered=3, counts={"Agree": 3}),
    "answers of nobody": wave(answered=None),
    "no pupils on roll": top(pupils_on_roll=0),
    "a day of the year 1": top(made_on="0001-01-01"),
    "signed after it was made": top(made_on="2025-01-01"),
    "a school without a name": top(school_name=" "),
    "an action that ends before it starts": action(
        start_date="2026-05-01", review_date="2026-04-01"
    ),
    "an action of the year 9999": action(review_date="9999-12-31"),
    "sources of nought": finding(sources={"Lesson visit": 0}),
    "one ID twice": lambda made: made["findings"].append(made["findings"][0]),
    "a phone number": finding(finding="Ring 07700 900123 about it."),
    "an address": action(action="Write to jo.bloggs@school.example."),
    "a pupil's name": finding(finding="Tyler Brown in Year 4 reads fluently."),
}


def test_the_example_is_plausible():
    for path in SHARES.glob("*.json"):
        assert parse(path.read_bytes(), path.name).school == path.stem


@pytest.mark.parametrize("change", ABSURD.values(), ids=ABSURD)
def test_what_cannot_be_so_is_refused_in_one_sentence(change, snapshot):
    made = document()
    change(made)
    with pytest.raises(EvidenceError) as fault:
        parsed(made)
    assert str(fault.value) == snapshot
    assert "07700" not in str(fault.value)
    assert "Tyler" not in str(fault.value)


def test_one_file_stops_no_other(tmp_path, monkeypatch):
    folder = tmp_path / "share"
    folder.mkdir()
    for path in SHARES.glob("*.json"):
        (folder / path.name).write_bytes(path.read_bytes())
    read = share_files.read_share

    def failing(path: Path) -> SchoolShare:
        if path.stem == "copperbeck":
            raise OverflowError
        return read(path)

    monkeypatch.setattr(share_files, "read_share", failing)
    found = read_shares(folder, RIVERSIDE)
    assert len(found.shares) == 5
    assert found.refused["copperbeck"].startswith("share/copperbeck.json: the kit failed to read")


@pytest.mark.parametrize(
    "numbers", [{"se": 1e-320}, {"se": 1e200}, {"standardised_variance": 1e-320}]
)
def test_numbers_that_cannot_be_weighed_stand_apart(numbers):
    found = read_shares(SHARES, RIVERSIDE)
    shares = dict(found.shares)
    slug = next(
        measured.slug for pool in annual.pools(annual.effects(shares)) for measured in pool.rows
    )
    share = shares[slug]
    odd = tuple(e.model_copy(update=numbers) if e.value is not None else e for e in share.effects)
    shares[slug] = share.model_copy(update={"effects": odd, "made_on": date(2026, 7, 10)})
    effects = annual.effects(shares)
    annual.pools(effects)
    reasons = {one.reason for one in annual.apart(effects) if one.measured.slug == slug}
    assert "numbers" in reasons


def test_words_that_the_school_has_cleared_are_let_through():
    made = document()
    finding(finding="Tyler Brown in Year 4 is a character of our reading scheme.")(made)
    made["cleared"] = ["tyler brown"]
    assert parsed(made).cleared == ("tyler brown",)
