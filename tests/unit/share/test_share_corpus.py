"""Every share file that a kit ever wrote is still read: one of each version, as it was written.

`tests/fixtures/share/version_N.json` is what the kit of then made of the example, or of one of its
schools a year on. Nothing in them is written anew; a new version of the format adds its file here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spp_research.hub.parts import part_of
from spp_research.protect.disclosure import rules_for
from spp_research.share import VERSION
from spp_research.share.content import covered
from spp_research.share.exchanged import for_partner, is_for_all
from spp_research.share.files import read_share

CORPUS = Path(__file__).parents[2] / "fixtures" / "share"
VERSIONS = range(1, VERSION + 1)


def test_there_is_a_file_of_every_version():
    assert {path.name for path in CORPUS.glob("version_*.json")} == {
        f"version_{n}.json" for n in VERSIONS
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_each_version_is_read_and_says_what_it_said(version, snapshot):
    path = CORPUS / f"version_{version}.json"
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == version
    share = read_share(path)
    day = share.made_on
    assert {
        "school": share.school_name,
        "cycle": share.cycle,
        "findings": len(share.findings),
        "actions": len(share.actions),
        "results": [
            f"{e.outcome_id}: {e.value} ({e.low} to {e.high}) {e.verdict} {e.reason}{e.rule}"
            for e in share.effects
        ],
        "answers": len(share.answers),
        "measured once more": [
            f"{k.item_id} of {k.cycle}: {k.again.value}" for k in share.lasted if k.again
        ],
        "practice": share.practice is not None,
        "page": share.write_up is not None,
        "for everyone": sorted(s.document for s in covered(share, "public", day).sign_offs),
    } == snapshot
    sent = for_partner(share, day)
    assert sent is None or is_for_all(sent)
    part = part_of(share, path.name, rules_for("partnership"), day, day)
    assert sum(part.findings.values()) == len(share.findings)
