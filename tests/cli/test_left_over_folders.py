"""What nothing makes any more is named by `spp status`, on its page and on the front page."""

from __future__ import annotations

import json


def test_it_is_named_wherever_documents_are_listed(workspace, spp):
    folder = workspace / "reports" / "oakfield" / "my-enquiry"
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text("---\n---\n")
    said = "reports/oakfield/my-enquiry (“my-enquiry”): no notebook makes the document"
    found = spp("status")
    assert found.code == 0 and "Documents that nothing makes any more" in found.out
    assert said in found.out
    for page in ("status/status.html", "reports/index.html"):
        text = " ".join((workspace / page).read_text(encoding="utf-8").split())
        assert said in text, page
    (told,) = json.loads(spp("status", "--json").out)["left_over"]
    assert told.startswith(said)
    (folder / "report.qmd").unlink()
    assert "nothing makes any more" not in spp("status").out
