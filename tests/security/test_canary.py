"""Nothing about a pupil is anywhere but where the school put it.

Words that stand for pupils are planted in pupil files, surveys and beside the kit's own sheets;
the kit then does all it can do, goes wrong in several ways, and every byte it leaves is searched.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import canary
import pytest

from spp_research.kinds import KINDS

OWN = ("schools/", "surveys/")  # where the user puts what names people


def made_elsewhere(name: str) -> bool:
    """Whether a file is the user's own, or a marked copy beside it, which repeats it."""
    below = name.removeprefix("the name of ").removeprefix("riverside/")
    return below.startswith(OWN)


def search(machine: canary.Machine, workspace: Path, allowed: frozenset[str] = frozenset()):
    """Every planted word that was found where it should not be; prints how much was searched."""
    left = canary.left_by(machine, workspace)
    searched = [name for name in left if not made_elsewhere(name)]
    found = []
    pieces = 0
    for name in searched:
        parts = list(canary.parts(name, left[name]))
        pieces += len(parts)
        found += [f for f in canary.words_in(parts) if f[1] not in allowed]
    files = [name for name in searched if not name.startswith(("the name of", "spp "))]
    print(f"canary: {len(files)} files searched, {pieces} pieces with what is packed in them")
    assert len(files) > 0
    return found


def fail_in_the_notebook(workspace: Path, cell: str) -> None:
    """Let the impact notebook end with a cell whose mistake quotes a pupil."""
    path = workspace / "notebooks" / KINDS["impact-reflection"].notebook
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = {"cell_type": "code", "id": "spoilt", "metadata": {}, "outputs": []}
    notebook["cells"].append(code | {"execution_count": None, "source": cell})
    path.write_text(json.dumps(notebook), encoding="utf-8")


MISTAKES = {
    "a key that is not there": "{}[study.base.pupils['pupil_id'].iloc[0]]",
    "a text that is no number": "study.base.pupils['pupil_id'].astype(float)",
    "one mistake after another": (
        "try:\n    {}[study.base.pupils['pupil_id'].iloc[0]]\n"
        "except KeyError as error:\n    raise ValueError(f'lines\\n0  {error}\\nFile {error}')"
    ),
    "a print": "print(study.base.pupils)",
    "a table": "study.base.pupils",
    "a warning": "import warnings; warnings.warn(study.base.pupils['pupil_id'].iloc[0])",
}


@pytest.fixture
def machine(tmp_path: Path) -> canary.Machine:
    """A machine of the test's own."""
    return canary.Machine(tmp_path)


@pytest.fixture
def planted(riverside: Path, machine: canary.Machine) -> Path:
    """The example partnership with pupils in it, laid out as a partnership's own folder."""
    canary.plant(riverside)
    machine.spp("init", riverside)
    return riverside


def test_the_search_finds_what_is_there(tmp_path: Path):
    """In a file, a file in a file, another encoding, and a picture's properties."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    inner, outer, picture = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.xml", canary.UPN.lower())
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("b.zip", inner.getvalue())
    about = PngInfo()
    about.add_text("Comment", f"a picture of {canary.FIRST}", zip=True)
    Image.new("1", (1, 1)).save(picture, "png", pnginfo=about)
    assert [w for _, w in canary.planted_in("a", outer.getvalue())] == [canary.UPN]
    assert [w for _, w in canary.planted_in("a", canary.LAST.encode("utf-16-le"))] == [canary.LAST]
    assert [w for _, w in canary.planted_in("a", picture.getvalue())] == [canary.FIRST]


@pytest.mark.slow
def test_one_school_leaves_no_pupil_anywhere(planted: Path, machine: canary.Machine):
    """The quick variant: one report, and one that fails."""
    at = ("--workspace", planted, "--school", "oakfield", "--renderer", "pandoc")
    machine.spp("report", "impact-reflection", *at)
    made = sorted(p.name for p in (planted / "reports/oakfield/impact-reflection").iterdir())
    assert {"report.html", "report.docx", "report.pdf", "report.qmd", "manifest.json"} <= {*made}
    fail_in_the_notebook(planted, MISTAKES["one mistake after another"])
    machine.spp("report", "impact-reflection", *at, "--json", codes=(13,))
    assert search(machine, planted) == []
    assert list(machine.scratch.glob("spp-*")) == []
    said = machine.spp("report", "impact-reflection", *at, "--keep-scratch", codes=(13,))
    kept = Path(re.search(r"delete its folder .* it is kept in (.*)\.\n", said)[1])
    assert (kept / KINDS["impact-reflection"].notebook).is_file()


@pytest.mark.slow
def test_what_a_check_prints_does_not_repeat_a_pupil(planted: Path, machine: canary.Machine):
    """It names the file and the cell; the words are in the marked copy beside the file."""
    spoilt = canary.spoil(planted, "oakfield")
    canary.repeat(planted, "withy-bridge")
    canary.spoil_answers(planted, "oakfield")
    for more in ((), ("--json",)):
        machine.spp("check", "--workspace", planted, *more, codes=(11,))
    machine.spp("report", "impact-reflection", "-s", "oakfield", "-w", planted, codes=(11,))
    named = frozenset({canary.FILE, canary.SHEET, canary.FORM_FILE})  # the places of faults
    assert search(machine, planted, allowed=named) == []
    copy = spoilt.with_name(f"{spoilt.stem}.checked.xlsx")
    assert canary.DAMAGED in {word for _, word in canary.planted_in("a", copy.read_bytes())}


@pytest.mark.slow
def test_what_a_school_shares_names_no_pupil(planted: Path, machine: canary.Machine):
    """The files themselves, what is printed of them, and what is said when one is not made."""
    at = ("--workspace", planted)
    machine.spp("share", *at)
    machine.spp("share", "--json", *at)
    made = sorted((planted / "share").glob("*.json"))
    assert len(made) == 6
    for path in made:
        machine.spp("share", "--show", path)
    machine.spp("share", "--show", "oakfield", "--json", *at)
    canary.spoil(planted, "oakfield")
    machine.spp("share", "--school", "oakfield", *at, codes=(11,))
    named = frozenset({canary.FILE, canary.SHEET})  # the place of the fault
    assert search(machine, planted, allowed=named) == []


@pytest.mark.slow
def test_the_annual_report_names_nobody_who_answered(planted: Path, machine: canary.Machine):
    """Whoever took part in peer review is counted, in the lead's surveys as in a school's."""
    at = ("--workspace", planted)
    machine.spp("report", "partnership-report", "--renderer", "pandoc", *at)
    made = (planted / "reports/partnership/partnership-report/report.qmd").read_text("utf-8")
    assert "How peer review itself is working" in made
    assert search(machine, planted) == []
    spoilt = canary.spoil_roles(planted)
    machine.spp("check", *at, codes=(11,))
    machine.spp("check", "--json", *at, codes=(11,))
    machine.spp("report", "partnership-report", *at, codes=(11, 13))
    named = frozenset({canary.FILE, canary.SHEET, canary.FORM_FILE})  # the places of faults
    assert search(machine, planted, allowed=named) == []
    copy = spoilt.with_name(f"{spoilt.stem}.checked.xlsx")
    assert canary.DAMAGED in {word for _, word in canary.planted_in("a", copy.read_bytes())}
    assert canary.FORM_NAME not in {word for _, word in canary.planted_in("a", copy.read_bytes())}


@pytest.mark.slow
def test_no_run_of_any_kind_leaves_a_pupil_anywhere(planted: Path, machine: canary.Machine):
    """All kinds of report for all schools, other audiences, the site, checks, and every mistake."""
    at = ("--workspace", planted)
    every, few = ("--all",), ("--school", "oakfield", "--school", "withy-bridge")
    for audience, schools in (("school", every), ("partnership", few), ("public", few)):
        machine.spp("report", "all", *schools, "--audience", audience, "--renderer", "pandoc", *at)
        assert search(machine, planted) == []
    machine.spp("site", "--renderer", "pandoc", *at)
    machine.spp("site", "--renderer", "pandoc", "--json", *at)
    assert (planted / "_site" / "index.html").is_file()
    machine.spp("doctor", "--json", *at, codes=(0, 1, 10, 14))
    notebook = planted / "notebooks" / KINDS["impact-reflection"].notebook
    before = notebook.read_bytes()
    for cell in MISTAKES.values():
        notebook.write_bytes(before)
        fail_in_the_notebook(planted, cell)
        words = ("report", "impact-reflection", "--school", "oakfield", "--to", "html", "--json")
        machine.spp(*words, *at, codes=(12, 13))
    assert search(machine, planted) == []
    assert list(machine.scratch.glob("spp-*")) == []
