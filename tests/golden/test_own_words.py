"""Documents in a partnership's own words: these in every sentence of the kit, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from in_process import executed
from test_reports import GOLDEN, NOTEBOOKS, PROVENANCE, REPORTS, ROOT

from spp_research.catalogue import speaking
from spp_research.publish.export import export
from spp_research.settings import read_settings

OWN = """
terms:
  enquiry question: {one: enquid quesk, many: enquid quesks}
  next step: {one: nexd sted, many: nexd steds}
  strength: {one: strend, many: strends}
  improvement champion: {one: champid, many: champids}
  peer reviewer: {one: reviewid, many: reviewids}
"""
# Of each word, its own and the kit's; the short word of a pair stands for both.
BACK = (
    ("enquid quesk", "enquiry question"),
    ("nexd sted", "next step"),
    ("strend", "strength"),
    ("champid", "champion"),
    ("reviewid", "reviewer"),
)
SLOW = {"partnership_report"}


@pytest.fixture
def in_own_words(tmp_path):
    """A whole copy of an example whose partnership has words of its own."""

    def copied(example: str) -> Path:
        made = shutil.ignore_patterns("reports", "_site")
        place = Path(shutil.copytree(ROOT / "examples" / example, tmp_path / example, ignore=made))
        settings = place / "settings.yml"
        settings.write_text(settings.read_text(encoding="utf-8") + OWN, encoding="utf-8")
        return place

    return copied


def in_the_kits_words(text: str) -> str:
    for own, kits in BACK:
        text = text.replace(own, kits).replace(own.capitalize(), kits.capitalize())
    return text


def shortened(text: str) -> str:
    """A text with the short word of each pair for both."""
    text = re.sub("an improvement champion", "a champion", text)
    text = re.sub("(?i)improvement (?=champion)|peer (?=reviewer)", "", text)
    text = re.sub("(?i)champion|reviewer", lambda found: found[0].lower(), text)
    return re.sub(r"(?m)^\|[-:|]+\|$", "|-|", text)  # as wide as the words above them


@pytest.mark.parametrize(
    ("notebook", "school", "audience"),
    [
        pytest.param(*report, marks=[pytest.mark.slow] if report[0] in SLOW else [])
        for report in REPORTS
        if report[:2] != ("review_summary", "oakfield") and report[0] != "impact_reflection"
    ],
)
def test_only_the_words_that_were_chosen_differ(notebook, school, audience, in_own_words, tmp_path):
    place = in_own_words("northshire" if notebook == "hub_report" else "riverside")
    parameters = {"workspace": str(place), "audience": audience}
    parameters |= {"school": school} if school else {}
    name = f"{notebook}.ipynb"
    out = executed(NOTEBOOKS / name, parameters, tmp_path / name)
    folder = tmp_path / "report"
    folder.mkdir()
    with speaking(read_settings(place / "settings.yml").catalogue):
        text = export(out, folder, PROVENANCE).report.read_text(encoding="utf-8")
    golden = GOLDEN / f"{notebook}.{school or 'partnership'}.{audience}.qmd"
    kits = golden.read_text(encoding="utf-8")
    assert shortened(in_the_kits_words(text)) == shortened(kits)
    assert notebook in ("best_practice", "parents_page", "enquiry") or text != kits


def test_what_a_fork_says_is_left_to_whoever_wrote_it(in_own_words, tmp_path):
    """A text cell of the kit's follows the settings, one that somebody changed does not."""
    place = in_own_words("riverside")
    fork = json.loads((NOTEBOOKS / "review_summary.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in fork["cells"] if cell["cell_type"] == "markdown"]
    strengths = next(cell for cell in cells if "".join(cell["source"]) == "## Strengths")
    strengths["source"] = ["## Our strengths"]
    path = tmp_path / "review_summary.ipynb"
    path.write_text(json.dumps(fork), encoding="utf-8")
    parameters = {"workspace": str(place), "audience": "school"}
    out = executed(path, parameters | {"school": "nether-sallow"}, tmp_path / "out.ipynb")
    with speaking(read_settings(place / "settings.yml").catalogue):
        text = export(out, tmp_path, PROVENANCE).report.read_text(encoding="utf-8")
    assert re.findall("^## .*", text, re.M)[:2] == ["## Our strengths", "## Nexd steds"]
