"""How many pages the documents of many generated schools have, and how full the last one is.

    python benchmarks/pages.py [--schools 40] [--seed 8]

Every document of a generated partnership is made as a PDF. For each kind the least, the middle and
the most pages are printed, with how many documents end on a page that is nearly empty and which are
the longest. What Word makes of them is counted with LibreOffice for the schools of the example.
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


def in_word(docx: Path, folder: Path) -> tuple[int, float] | None:
    """The same of a Word document as LibreOffice sets it; None where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return None
    asked = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(docx)]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)
    return pages(folder / f"{docx.stem}.pdf")


def _made(folder: Path, formats: str) -> list[tuple[str, str, Path]]:
    """Make every document of a workspace as `spp report --all` does: kind, school and folder."""
    asked = [sys.executable, "-m", "spp_research", "report", "--all", "--to", formats]
    asked += ["--workspace", str(folder), "--renderer", "pandoc"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    made = sorted(folder.glob("reports/*/*/report.pdf"))
    return [(path.parent.name, path.parent.parent.name, path.parent) for path in made]


def _table(found: dict[str, list[tuple[int, float, str]]]) -> None:
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
    asked.add_argument("--word", action="store_true", help="the example in Word as well")
    given = asked.parse_args()
    from spp_research.demo import make_example, make_partnership

    with tempfile.TemporaryDirectory(prefix="spp-pages-") as scratch:
        folder = Path(scratch) / "partnership"
        if given.schools:
            make_partnership(folder, given.schools, given.seed)
            found = defaultdict(list)
            for kind, school, where in _made(folder, "pdf"):
                found[kind].append((*pages(where / "report.pdf"), school))
            _table(found)
        if given.word:
            folder = Path(scratch) / "example"
            make_example(folder)
            for kind, school, where in _made(folder, "pdf,docx"):
                paper, word = pages(where / "report.pdf"), in_word(where / "report.docx", where)
                print(kind, school, paper, word)


if __name__ == "__main__":
    sys.exit(_main())
