"""In real reports the numbers of one group are compared wherever they stand."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from in_process import executed
from test_linked import made

from spp_research import open_school
from spp_research.display.flow_chart import flow_table
from spp_research.documents.impact_reflection.tables import results_table
from spp_research.errors import DisclosureError
from spp_research.kinds import KINDS
from spp_research.protect.disclosure import rules_for
from spp_research.protect.marks import MARK, seal
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance
from spp_research.run.jobs import Job
from spp_research.school.impact import results
from spp_research.words.results import conclusion
from spp_research.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
PROVENANCE = Provenance(date(2026, 7, 10), "1", "none", ())
EVALUATED = ("oakfield", "withy-bridge", "tannery-lane", "copperbeck")


def run(school: str, audience: str, folder: Path) -> Path:
    """A school's impact reflection, as its notebook makes it."""
    notebook = KINDS["impact-reflection"].notebook
    job = Job(str(open_workspace("example").root), KINDS["impact-reflection"], school, audience)
    return executed(ROOT / "notebooks" / notebook, job.parameters, folder / notebook)


def marks(executed_notebook: Path) -> list[dict]:
    """The mark of each piece that the notebook shows."""
    cells = json.loads(executed_notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return [output["data"][MARK] for output in outputs]


def places(executed_notebook: Path) -> Counter[str]:
    """In how many pieces of the notebook each key stands."""
    return Counter(
        key
        for mark in marks(executed_notebook)
        for key in {value["about"] for value in mark.get("about", ())}
    )


# One school whose groups are large and one whose are small; the others ask the same again.
QUICK = (("oakfield", "school"), ("copperbeck", "public"))
EACH = [
    pytest.param(school, audience, marks=() if (school, audience) in QUICK else pytest.mark.slow)
    for school in EVALUATED
    for audience in ("school", "public")
]


@pytest.mark.slow
@pytest.mark.parametrize(("school", "audience"), EACH)
def test_the_example_says_the_same_of_a_group_wherever_it_stands(school, audience, tmp_path):
    notebook = run(school, audience, tmp_path)
    export(notebook, tmp_path, PROVENANCE)
    found = places(notebook)
    several = {key: n for key, n in found.items() if n > 1}
    print(f"linked: {school}, {audience}: {len(found)} keys, {len(several)} in several places")
    assert len(several) > 0
    kinds = {mark["kind"] for mark in marks(notebook) if mark.get("about")}
    assert {"table", "text"} <= kinds or {"chart", "text"} <= kinds


@pytest.fixture(scope="module")
def oakfield(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Oakfield's impact reflection for the partnership."""
    return run("oakfield", "partnership", tmp_path_factory.mktemp("linked"))


def spoilt(executed_notebook: Path, key: str, folder: Path) -> Path:
    """The same notebook, in which the last place of a number hides it and the others show it."""
    notebook = json.loads(executed_notebook.read_text(encoding="utf-8"))
    values = [
        value
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        for value in output["data"][MARK].get("about", ())
        if value["about"] == key
    ]
    assert len(values) > 1
    for value in values:
        value["hidden"] = False
    values[-1]["hidden"] = True
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):  # sealed again, as if the kit had made it so
            data = output["data"]
            picture = base64.b64decode(data.get("image/png", ""))
            data[MARK]["seal"] = seal(data[MARK], picture, "")
    copy = folder / executed_notebook.name
    copy.write_text(json.dumps(notebook), encoding="utf-8")
    return copy


@pytest.mark.slow
def test_a_number_hidden_in_one_of_its_places_stops_the_report(oakfield, tmp_path):
    """For each number that stands in several places: sentence, table or chart."""
    several = [key for key, n in places(oakfield).items() if n > 1]
    assert len(several) >= 10
    for key in several:
        with pytest.raises(DisclosureError, match=f"number about “{key}”"):
            export(spoilt(oakfield, key, tmp_path), tmp_path, PROVENANCE)


def test_a_table_under_looser_rules_than_its_sentence_is_refused(tmp_path):
    """The real pieces, of which one forgets to look at the size of a group."""
    study = open_school("example", "oakfield", "partnership")
    loose = rules_for("school")
    strict = replace(rules_for("partnership"), fewest_pupils=24)
    found = results(study.base)
    made(tmp_path, results_table(found, strict), *(conclusion(r, strict) for r in found))
    for pair in (
        (results_table(found, loose), flow_table(found, strict)),
        (results_table(found, strict), flow_table(found, loose), results_table(found, loose)),
    ):
        with pytest.raises(DisclosureError, match=r"O1 |O2 "):
            made(tmp_path, *pair)
    with pytest.raises(DisclosureError, match="O1 "):
        made(tmp_path, results_table(found, strict), *(conclusion(r, loose) for r in found))
