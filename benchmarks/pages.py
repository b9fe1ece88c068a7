"""How many pages the documents of many generated schools have, and how full the last one is.

    python benchmarks/pages.py [--schools 40] [--seed 8] [--word] [--keep FOLDER]

Every document of a generated partnership is made as a PDF, and with `--word` for Word too; with
`--schools 0` those of the example. For each kind the least, the middle and the most pages are
printed, with how many documents end on a page that is nearly empty and which are the longest. What
Word makes of them is counted with LibreOffice, which says which font stands for Calibri: one with
its widths (Carlito) counts as Word does, a wider one (DejaVu Sans) counts more.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median_low

FULL_TO = 0.12  # of the height of a page, below which the last is nearly empty
_HEAD, _FOOT = 60, 50  # points of a page that the header and the footer have


def pages(pdf: Path) -> tuple[int, float]:
    """The pages of a PDF, and how far down the text of the last one reaches."""
    from pypdf import PdfReader

    every = PdfReader(pdf).pages
    height = float(every[-1].mediabox.height)
    lowest = height

    def see(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        nonlocal lowest
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip() and _FOOT < y < height - _HEAD:
            lowest = min(lowest, y)

    every[-1].extract_text(visitor_text=see)
    return len(every), max(0.0, (height - _HEAD - lowest) / (height - _HEAD - _FOOT))


def in_word(every: dict[str, Path], folder: Path) -> dict[str, tuple[int, float]]:
    """The same of Word documents as LibreOffice sets them, by name; all of them in one call."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("There is no soffice here, and so no pages in Word.")
    source = folder / "word"
    source.mkdir()
    for name, docx in every.items():
        shutil.copy(docx, source / f"{name}.docx")
    asked = [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless"]
    asked += ["--convert-to", "pdf", "--outdir", str(source), *map(str, source.glob("*.docx"))]
    subprocess.run(asked, check=True, capture_output=True, timeout=1800)
    return {name: pages(source / f"{name}.pdf") for name in every}


def in_place_of_calibri() -> str:
    """The font that this machine takes where a document asks for Calibri."""
    asked = ["fc-match", "--format=%{family}", "Calibri"]
    try:
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "an unknown font"


def _made(folder: Path, formats: str) -> list[tuple[str, str, Path]]:
    """Make every document of a workspace as `spp report --all` does: kind, school and folder."""
    asked = [sys.executable, "-m", "spp_research", "report", "--all", "--to", formats]
    asked += ["--workspace", str(folder), "--renderer", "pandoc"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    made = sorted(folder.glob("reports/*/*/report.pdf"))
    return [(path.parent.name, path.parent.parent.name, path.parent) for path in made]


def _table(found: dict[str, list[tuple[int, float, str]]], where: str) -> None:
    print(f"\n{where}\n")
    print("| document | made | least | middle | most | last page nearly empty | the longest |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for kind, every in found.items():
        numbers = sorted(number for number, _, _ in every)
        empty = sum(full < FULL_TO for number, full, _ in every if number > 1)
        longest = ", ".join(school for number, _, school in every if number == numbers[-1])
        print(
            f"| {kind} | {len(every)} | {numbers[0]} | {median_low(numbers)} | {numbers[-1]} | "
            f"{empty} | {longest[:60]} |"
        )


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--schools", type=int, default=40)
    asked.add_argument("--seed", type=int, default=8)
    asked.add_argument("--word", action="store_true", help="in Word as well, by LibreOffice")
    asked.add_argument("--keep", type=Path, help="a new folder to make them in, which stays")
    given = asked.parse_args()
    from spp_research.demo import make_example, make_partnership

    with tempfile.TemporaryDirectory(prefix="spp-pages-") as scratch:
        folder = given.keep or Path(scratch) / "partnership"
        if given.schools:
            make_partnership(folder, given.schools, given.seed)
        else:
            make_example(folder)
        made = _made(folder, "pdf,docx" if given.word else "pdf")
        found = defaultdict(list)
        for kind, school, where in made:
            found[kind].append((*pages(where / "report.pdf"), school))
        _table(found, "On paper (PDF)")
        if given.word:
            documents = {f"{school}.{kind}": at / "report.docx" for kind, school, at in made}
            set_by = in_word(documents, Path(scratch))
            counted = defaultdict(list)
            for kind, school, _ in made:
                counted[kind].append((*set_by[f"{school}.{kind}"], school))
            _table(counted, f"In Word (LibreOffice, with {in_place_of_calibri()} for Calibri)")


if __name__ == "__main__":
    sys.exit(_main())
