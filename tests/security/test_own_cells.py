"""Cells of one's own in a real kernel: what `spp report` makes of them, or says instead."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from example_copy import copy_riverside

from spp_research.workspace import kit_resources

OPEN = (
    "from spp_research import open_school, review_summary, impact, show, stats, survey\n"
    "study = open_school(workspace, school, audience)\n"
    "review_summary.front(study)"
)
PUPILS = "pupils = study.base.pupils.query(\"outcome_id == 'O1'\")\n"
OWN = [
    PUPILS + "stats.adjusted_effect(\n"
    '    data=pupils, before="baseline", after="follow_up", group="group", project="Project"\n'
    ")",
    "impact.results(study.base)[0]",
    "survey.items(study.base)[0]",
    'show.counts(pupils, "group", rows=["Project", "Comparison"], title="Who was measured")',
    'sizes = pupils.groupby("group").size()\n'
    'gain = (pupils["follow_up"] - pupils["baseline"]).groupby(pupils["group"]).mean()\n'
    'with show.figure("Both gained", alt="Both groups gained.", behind=sizes) as axes:\n'
    '    axes.bar(["Comparison", "Project"], gain)',
    'show.words("What surprised us", "They asked to go on.")',
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return copy_riverside(tmp_path_factory.mktemp("own") / "riverside")


def report(workspace: Path, cells: list[str]) -> subprocess.CompletedProcess[str]:
    """Make the review summary from the kit's front and some cells of one's own."""
    notebook = kit_resources() / "notebooks" / "review_summary.ipynb"
    document = json.loads(notebook.read_text(encoding="utf-8"))
    told = [cell for cell in document["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    own = [
        {**told[0], "id": f"own-{i}", "metadata": {}, "source": source}
        for i, source in enumerate([OPEN, *cells])
    ]
    document["cells"] = [*told, *own]
    (workspace / "notebooks").mkdir(exist_ok=True)
    copy = workspace / "notebooks" / notebook.name
    copy.write_text(json.dumps(document), encoding="utf-8")
    command = ["report", "review-summary", "--school", "oakfield", "--workspace", str(workspace)]
    return subprocess.run(
        [sys.executable, "-m", "spp_research", *command, "--to", "html"],
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_own_results_tables_and_pictures_are_in_the_document(workspace):
    done = report(workspace, OWN)
    assert done.returncode == 0, done.stderr + done.stdout
    folder = workspace / "reports" / "oakfield" / "review-summary"
    text = (folder / "report.qmd").read_text(encoding="utf-8")
    for words in (
        "Estimate: 0.40 (0.17 to 0.63) SD, from groups of 23 and 25.",
        "About 9.4 words a minute higher",
        "| Project | 26 |",
        'fig-alt="Both groups gained."',
        "**What surprised us.** They asked to go on.",
    ):
        assert words in " ".join(text.split()), words
    assert len(list((folder / "figures").glob("fig-own-*.png"))) >= 2
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    own = [waived for waived in manifest["not_personal"] if waived["by"] == "notebook"]
    assert [waived["reason"] for waived in own] == [
        "drawn in the notebook, from groups that are large enough as it gives them"
    ]
    assert "drawn in the notebook" in done.stdout + done.stderr
    drawn = re.search(r"fig-own-\w+(?= fig-alt=.Both groups gained)", text)
    assert drawn is not None and (folder / "figures" / f"{drawn[0]}.png").exists()
    reused = {one.stem for one in (folder / "numbers").glob("*.csv")}
    assert drawn[0] not in reused and any(name.startswith("fig-") for name in reused)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ('show.words("T", f"{3} moved")', 12, "was put together by the notebook"),
        (PUPILS + 'show.counts(pupils, "pupil_id", title="T")', 12, "has a row for each pupil"),
        (
            PUPILS + 'sizes = pupils.groupby("group").size()\n'
            'with show.figure("Each", alt="Each.", behind=sizes) as axes:\n'
            '    for one in pupils.dropna(subset=["baseline", "follow_up"]).itertuples():\n'
            '        axes.plot(["January", "June"], [one.baseline, one.follow_up])',
            12,
            "more marks than there are groups",
        ),
        ("stats.pool([0.1, 0.2, 0.3], [0.01, 0.01, 0.01])", 12, "code cell 3"),
        ('open_school(workspace, "oakfeld", audience)', 10, "Did you mean oakfield"),
        (PUPILS + 'stats.mean_change("jan", "follow_up", data=pupils)', 13, "InputError"),
    ],
)
def test_what_goes_wrong_is_one_sentence_with_its_exit_code(workspace, cell, code, words):
    done = report(workspace, [cell])
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert words in " ".join(said.split()), said
    assert "Traceback" not in said
