"""Share files in the pages of `spp app`: made and read out at a school, taken in by a lead."""

from __future__ import annotations

import json
import re

from browsing import Browser

from spp_research.publish.share_folder import make_shares
from spp_research.share.content import sealed, text_of
from spp_research.share.files import read_share
from spp_research.workspace import Workspace


def test_a_school_makes_its_share_file_reads_it_and_keeps_it(school: Browser):
    at = "/schools/oakfield/share"
    file = school.session.folder / "share" / "oakfield.json"
    assert "has not been made yet" in school.get(at).words
    assert school.get(f"{at}/file").status == 404
    # What would be shared under a row without a text mark is asked about before.
    asked = school.post("/make", {"kind": "share", "school": "oakfield"})
    assert "Review summary of Oakfield Weir Primary School" in asked.words
    assert not file.exists()
    assert school.make("share", "oakfield").heads["location"] == "/making"
    assert "The share file holds:" in school.wait().words
    page = school.get(at)
    assert "Never in a share file" in page.words
    kept = school.get(f"{at}/file")
    assert kept.data == file.read_bytes()
    assert "attachment" in kept.heads["content-disposition"]


def test_no_share_file_of_another_school(school: Browser):
    for other in ("withy-bridge", "..", "partnership"):
        assert school.get(f"/schools/{other}/share").status == 404
        assert school.get(f"/schools/{other}/share/file").status == 404
        assert school.post("/make", {"kind": "share", "school": other}).status == 404


def taken(browser: Browser, content: bytes, **fields: str):
    return browser.post("/partnership/shares", fields, file=("share.json", content))


def test_what_is_replaced_is_said_and_an_older_one_is_asked_about(lead: Browser):
    root = lead.session.folder
    (one,) = make_shares(Workspace(root), ["oakfield"])
    newer = one.path.read_bytes()
    assert "was here already" in lead.follow(taken(lead, newer)).words
    assert not (root / "old").exists()
    share = read_share(one.path)
    last = max(line.signed_on for line in share.sign_offs)
    older = text_of(sealed(share.model_copy(update={"made_on": last}))).encode()
    assert json.loads(older)["made_on"] != json.loads(newer)["made_on"]
    refused = taken(lead, older)
    assert (refused.status, "so it was not taken" in refused.words) == (400, True)
    assert one.path.read_bytes() == newer
    page = lead.follow(taken(lead, older, older="yes"))
    assert one.path.read_bytes() == older
    kept = re.search(r"is kept: (\S+)", page.words)
    assert kept and (root / kept[1]).read_bytes() == newer
