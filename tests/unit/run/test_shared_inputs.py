"""A report that uses what partner schools have shared is made again when that changes."""

from dataclasses import replace
from datetime import date

import pytest

from spp_research.kinds import KINDS
from spp_research.run import cache
from spp_research.run.freshness import Glance
from spp_research.run.jobs import Job
from spp_research.run.turning_days import behind
from spp_research.schema.vocabulary import THEMES
from spp_research.share import SchoolShare, Support
from spp_research.share.files import write_share
from spp_research.workspace import Workspace

DRAWN_BY = "Pandoc 0"


@pytest.fixture
def place(riverside) -> Workspace:
    """The example partnership before any school has shared anything."""
    for path in (riverside / "share").glob("*"):
        path.unlink()
    return Workspace(riverside)


def job(place: Workspace, kind: str, day: date = date(2026, 7, 10)) -> Job:
    return Job(str(place.root), KINDS[kind], "oakfield", "partnership", made_on=day)


def send(place: Workspace, words: str, until: date | None = None) -> None:
    """Put the share file of Copperbeck, with one offer, into the workspace."""
    offer = Support(support_id="S1", kind="Offer", theme=THEMES[0], support=words, until=until)
    facts = {"kit": "0", "partnership": "Riverside Partnership", "cycle": "2025-26"}
    share = SchoolShare(
        school="copperbeck",
        school_name="Copperbeck",
        made_on=date(2026, 7, 1),
        support=(offer,),
        **facts,
    )
    place.share_folder.mkdir(exist_ok=True)
    write_share(share, place.share_file("copperbeck"))


def marks(place: Workspace) -> dict[str, str]:
    kinds = [name for name, kind in KINDS.items() if kind.per_school]
    return {kind: cache.fingerprint(job(place, kind), DRAWN_BY) for kind in kinds}


def test_a_share_file_that_comes_or_changes_counts_for_the_pack_and_for_no_other(place):
    none = marks(place)
    send(place, "Come and watch.")
    one = marks(place)
    send(place, "Come and listen.")
    other = marks(place)
    for kind in none:
        same = none[kind] == one[kind] == other[kind]
        assert same == (kind != "workshop-pack")
    assert len({none["workshop-pack"], one["workshop-pack"], other["workshop-pack"]}) == 3


def test_the_pack_names_the_files_that_it_was_made_from(place):
    assert [p.name for p in cache.named_inputs(job(place, "workshop-pack"))] == [
        "partnership.xlsx",
        "evidence.xlsx",
    ]
    send(place, "Come and watch.")
    assert place.share_file("copperbeck") in cache.named_inputs(job(place, "workshop-pack"))


def test_a_pack_is_made_again_on_the_day_after_an_offer_or_a_need_ends(place):
    last = date(2026, 7, 13)
    send(place, "Come and watch.", until=last)

    def mark(kind: str, day: date) -> str:
        return cache.fingerprint(job(place, kind, day), DRAWN_BY)

    assert mark("workshop-pack", last) != mark("workshop-pack", last.replace(day=14))
    assert mark("review-summary", last) == mark("review-summary", last.replace(day=14))
    need = date(2026, 10, 23)  # of Oakfield's own support sheet
    pack = job(place, "workshop-pack", date(2026, 10, 24))
    assert need.isoformat() in behind(pack, cache.named_inputs(pack))
    assert need.isoformat() not in behind(replace(pack, kind=KINDS["review-summary"]),
                                          cache.named_inputs(pack)[:2])  # fmt: skip


def test_at_a_glance_a_share_file_makes_a_pack_another(place):
    def seen(kind: str):
        return Glance(place, DRAWN_BY)._look(job(place, kind)).made_from

    before = {kind: seen(kind) for kind in ("workshop-pack", "review-summary")}
    send(place, "Come and watch.")
    assert seen("workshop-pack") != before["workshop-pack"]
    assert seen("review-summary") == before["review-summary"]
