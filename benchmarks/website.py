"""What the website weighs and how long a search takes as practices grow; prints Markdown tables.

    python benchmarks/website.py                  # 3, 300 and 1,000 practices
    python benchmarks/website.py 50 --seed 8      # so many
    python benchmarks/website.py --built 40 700   # partnerships of so many schools, built for real

The practices are made up, each as long as those of the example, and are laid out as `spp site` lays
out what was signed. No notebook runs: what is measured is the pages, their links and the search. A
search is timed in Chromium from the letters to the list on the page, the index loaded; against it
stands going through every text for the same words, as the search of earlier kits did.

With --built the command line builds the website of made-up partnerships from their workbooks, in
which somewhat less than half of the schools share a practice: from nothing, with nothing changed,
after one practice has other words and a new sign-off, and after one was withdrawn. The kit is run
from compiled modules, as an installed one is; `--kit FOLDER` takes another tree of it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from spp_research.demo import make_partnership
from spp_research.partnership.lead_workbook import School
from spp_research.protect.sign_off import SignOff
from spp_research.publish.last_page import licence
from spp_research.schema.vocabulary import SCHOOL_TYPES, THEMES
from spp_research.site import pages
from spp_research.site.content import SharedPractice, Site
from spp_research.site.earlier import front_of
from spp_research.site.finding import concepts
from spp_research.site.folder import check_links
from spp_research.site.store import FOLDER
from spp_research.site.texts import put_tree

SIZES = (3, 300, 1000)
ASKED = (
    "maths",
    "KS2",
    "attendence",
    "numeracy",
    "reading aloud",
    "voacbulary",
    "free school meals",
)
_WORDS = 320  # of the text of a practice, as in the example's
_BEGIN = ("bar", "cal", "den", "fol", "gor", "hin", "lin", "mor", "pel", "ras", "tes", "wen")
_MIDDLE = ("a", "ef", "ick", "on", "ul", "ar", "est", "ip")
_END = ("", "s", "ed", "ing", "ly", "ter", "ful", "ness", "al", "ment")
_STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
_KNOWN = (
    "Measured before and after, beside other pupils (23 and 25 pupils)",
    "The same pupils measured before and after, not compared (40 pupils)",
    "What people saw or told us; nothing was measured",
)


def practices(number: int, seed: int, scratch: Path) -> list[SharedPractice]:
    """So many practices; the same for the same seed."""
    chance = random.Random(seed)
    own = [f"{a}{b}{c}" for a in _BEGIN for b in _MIDDLE for c in _END]
    chance.shuffle(own)
    often = [1 / (place + 3) for place in range(len(own))]  # as words of any language are used
    subjects = [one for one in concepts().values() if one.kind == "subject"]
    made = []
    for place in range(number):
        subject = chance.choice(subjects)
        topic = chance.choice(subject.words)
        first = chance.randint(1, 10)
        title = f"Give {topic} {chance.randint(5, 30)} minutes a day, {chance.choice(own)}"
        short = f"Pupils work on {topic} every day with the same adult. Nobody is taken out."
        card = {
            "Theme": (theme := chance.choice(THEMES)),
            "School": "A school",
            "Where": f"Years {first} to {first + 1} in two classes",
            "Pupils who took part": f"about {chance.randint(2, 30) * 5}",
            "How it is known": chance.choice(_KNOWN),
            "Time": "Ten minutes a day",
            "Cost": chance.choice(("None", "About £180 for books", "£2,400 for cover")),
            "Staff": "Two teachers",
        }
        words = " ".join(chance.choices(own, often, k=_WORDS))
        school = School(f"school-{place}", f"Number {place} School", chance.choice(SCHOOL_TYPES))
        signed = SignOff(
            "Ann Example", "Headteacher", date(2026, 7, 1) - timedelta(days=place % 90)
        )
        told = {"title": title, "subtitle": school.name, "description": short}
        meta = {name: {"t": "MetaInlines", "c": _plain(words)} for name, words in told.items()}
        found_by = [theme.partition(":")[0], topic]
        meta["keywords"] = {"t": "MetaList", "c": [{"t": "MetaString", "c": w} for w in found_by]}
        front = front_of(meta, signed)
        folder = scratch / school.slug
        folder.mkdir()
        put_tree(json.dumps(_tree(card, words)).encode(), folder)
        made.append(SharedPractice(school, theme, front, folder))
    return made


def _plain(text: str) -> list[dict[str, object]]:
    pieces: list[dict[str, object]] = []
    for word in text.split():
        pieces += [{"t": "Str", "c": word}, {"t": "Space"}]
    return pieces[:-1]


def _tree(card: dict[str, str], words: str) -> dict[str, object]:
    """A write-up as Pandoc gives it: the card, what was found, and a text."""

    def cell(text: str) -> list[object]:
        align = {"t": "AlignDefault"}
        return [["", [], []], align, 1, 1, [{"t": "Plain", "c": _plain(text)}]]

    rows = [[["", [], []], [cell(name), cell(value)]] for name, value in card.items()]
    bare = ["", [], []]
    table = [["tbl-context", [], []], [None, []], [], [bare, []], [[bare, 0, [], rows]], [bare, []]]
    told = "On average about 2.4 marks higher. The data fit anything from 1.7 lower to 6.4 higher."
    found = [{"t": "Strong", "c": _plain("Marks.")}, {"t": "Space"}, *_plain(told)]
    return {
        "meta": {},
        "blocks": [
            {"t": "Table", "c": table},
            {"t": "Para", "c": found},
            {"t": "Para", "c": _plain(words)},
        ],
    }


def build(number: int, seed: int, folder: Path) -> dict[str, float]:
    """Write a site of so many practices; what it took and what it weighs."""
    with tempfile.TemporaryDirectory() as held:
        return _build(number, seed, folder, Path(held))


def _build(number: int, seed: int, folder: Path, scratch: Path) -> dict[str, float]:
    site = Site(
        "Many Schools",
        "office@many.example",
        licence("CC BY 4.0"),
        date(2026, 7, 10),
        tuple(practices(number, seed, scratch)),
    )
    inside = pages.fragment
    pages.fragment = lambda *_: "<p>The text.</p>"  # Pandoc's part is the same for each practice
    try:
        began = time.process_time()
        pages.write_site(site, _STYLE, folder)
        written = time.process_time() - began
        began = time.process_time()
        check_links(folder)
        linked = time.process_time() - began
    finally:
        pages.fragment = inside
    heaviest = max(path.stat().st_size for path in folder.rglob("*.html"))
    return {
        "written": written,
        "linked": linked,
        "home": (folder / "index.html").stat().st_size,
        "heaviest": heaviest,
        "index": (folder / "assets" / "search-index.js").stat().st_size,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


SPP = (sys.executable, "-m", "spp_research", "site", "--renderer", "pandoc", "--json")
KIT = Path(__file__).resolve().parents[1]


# By a process of its own: a large one hands its own peak of memory on to what it starts.
_TIMED = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)
wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
took = {"wall": wall, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}
print(json.dumps({**took, "pages": json.loads(done.stdout)["pages"]}))
"""


@dataclass(frozen=True)
class Took:
    """What a build took, over all its processes.

    Parameters
    ----------
    practices : how many are on the website.
    wall, processor : seconds.
    memory : megabytes of the largest process.
    home, index, whole : kilobytes of the home page, of the index of the search, of all files.
    """

    practices: int
    wall: float
    processor: float
    memory: float
    home: float
    index: float
    whole: float


def built(schools: int, seed: int, kit: Path) -> Iterator[tuple[str, Took]]:
    """Each build that was measured, and what it took."""
    with tempfile.TemporaryDirectory() as held:
        place = Path(held) / "partnership"
        make_partnership(place, schools, seed)
        _site(place, kit)  # which remembers the texts under sign-offs without a mark
        shutil.rmtree(place / "reports" / FOLDER)
        shutil.rmtree(place / "_site")
        yield "from nothing", _site(place, kit)
        yield "nothing changed", _site(place, kit)
        first, *_, last = _sharing(place)
        change(place / "schools" / first / "evidence.xlsx")
        yield "one text changed and signed again", _site(place, kit)
        _site(place, kit)  # which keeps what was the first under its sign-off
        withdraw(place / "schools" / last / "evidence.xlsx")
        yield "one practice withdrawn", _site(place, kit)


def _sharing(place: Path) -> list[str]:
    """The short names of the schools whose practice is on the website."""
    pages = sorted((place / "_site" / "practices").glob("*.html"))
    return [page.stem for page in pages if page.stem != "index"]


def _site(place: Path, kit: Path) -> Took:
    own = {**os.environ, "PYTHONPATH": str(kit)}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # or every process would compile the kit anew
    done = subprocess.run(
        [sys.executable, "-c", _TIMED, *SPP, "--workspace", str(place)],
        capture_output=True,
        text=True,
        check=True,
        env=own,
    )
    took = json.loads(done.stdout)
    site = place / "_site"
    weights = {path: path.stat().st_size / 1e3 for path in site.rglob("*") if path.is_file()}
    return Took(
        len(took["pages"]),
        took["wall"],
        took["processor"],
        took["memory"],
        weights[site / "index.html"],
        weights[site / "assets" / "search-index.js"],
        sum(weights.values()),
    )


def change(workbook: Path) -> None:
    """Give a practice another cost, and sign everything off a day later."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    practice, signed = book["Best practice"], book["Sign-off"]
    for rows, head in ((practice, "Cost"), (signed, "Signed off on (needed)")):
        for cell in _filled(rows, head):
            more = timedelta(days=1) if rows is signed else ", and a little more"
            cell.value += more
    book.save(workbook)


def withdraw(workbook: Path) -> None:
    """Take every sign-off of a school back."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    rows = book["Sign-off"]
    for cell in _filled(rows, "Document (needed)"):
        column = next(
            c.column for row in rows.iter_rows() for c in row if c.value == "Withdrawn on"
        )
        rows.cell(cell.row, column).value = date(2026, 7, 5)
    book.save(workbook)


def _filled(rows: Any, head: str) -> list[Any]:
    """The cells that somebody filled in beneath the head of a column; the example is above."""
    top = next(c for row in rows.iter_rows() for c in row if c.value == head)
    below = (rows.cell(row, top.column) for row in range(top.row + 1, rows.max_row + 1))
    return [cell for cell in below if cell.value and rows.cell(cell.row, 1).value is None]


# What the search of earlier kits did: every word of every practice, for each word that was asked.
_THROUGH_ALL = """
(asked) => {
  const index = window.sppPractices;
  const texts = window.sppTexts = window.sppTexts || index.practices.map(() => []);
  if (!texts.ready) {
    for (const [word, gaps] of Object.entries(index.words)) {
      let at = 0;
      for (const gap of gaps) { at += gap; texts[at >> 2].push(word); }
    }
    texts.ready = true;
  }
  const began = performance.now();
  const terms = asked.toLowerCase().split(" ");
  const has = (words, term) => words.some((word) => word.startsWith(term));
  texts.filter((words) => terms.every((term) => has(words, term))).length;
  return performance.now() - began;
}
"""


def search(folder: Path, times: int = 7) -> list[tuple[str, str, float, float]]:
    """For each thing asked what was found, and milliseconds: ours, and going through all."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(bypass_csp=True)
        page.goto((folder / "practices" / "index.html").as_uri())
        page.locator("#search").focus()
        page.wait_for_function("window.sppPractices")
        for asked in ASKED:
            took = []
            for _ in range(times):
                page.evaluate("performance.clearMeasures('spp-search')")
                page.locator("#search").fill(asked)
                page.locator("#search").press("Enter")
                page.wait_for_function("performance.getEntriesByName('spp-search').length")
                took.append(
                    page.evaluate("performance.getEntriesByName('spp-search').at(-1).duration")
                )
            through = statistics.median(page.evaluate(_THROUGH_ALL, asked) for _ in range(times))
            said = page.locator(".count").inner_text()
            found.append((asked, said, statistics.median(took), through))
        browser.close()
    return found


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("sizes", type=int, nargs="*", default=SIZES)
    asked.add_argument("--seed", type=int, default=8)
    asked.add_argument("--built", type=int, nargs="*", default=(), help="schools, built for real")
    asked.add_argument("--kit", type=Path, default=KIT, help="the tree that is timed with --built")
    asked.add_argument("--json", action="store_true", help="the figures alone")
    options = asked.parse_args()
    if options.built:
        heads = ("seconds", "of the processor", "MB", "home KB", "index KB", "whole MB")
        print(f"| schools | practices | build | {' | '.join(heads)} |")
        print(f"|---:|---:|---|{'---:|' * len(heads)}")
        for schools in options.built:
            for what, took in built(schools, options.seed, options.kit.resolve()):
                told = (f"{took.wall:.1f}", f"{took.processor:.1f}", f"{took.memory:.0f}")
                weighs = (f"{took.home:.1f}", f"{took.index:.1f}", f"{took.whole / 1e3:.1f}")
                figures = " | ".join((*told, *weighs))
                print(f"| {schools} | {took.practices} | {what} | {figures} |", flush=True)
        return
    searched, weighed = [], []
    for number in options.sizes:
        with tempfile.TemporaryDirectory() as held:
            weighed.append((number, build(number, options.seed, Path(held))))
            searched = search(Path(held))
    if options.json:
        print(json.dumps({"built": weighed, "searched": searched}))
        return
    print("| practices | written | links | home | heaviest page | index | peak memory |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for number, took in weighed:
        seconds = (f"{took[name]:.2f} s" for name in ("written", "linked"))
        weights = (f"{took[name] / 1e3:.1f} KB" for name in ("home", "heaviest", "index"))
        print(f"| {number:,} | {' | '.join((*seconds, *weights))} | {took['memory']:.0f} MB |")
    print(f"\nOf {options.sizes[-1]:,} practices:\n")
    print("| asked | said | ms to the list | ms through all texts, without the list |")
    print("|---|---|---:|---:|")
    for words, said, ours, through in searched:
        print(f"| {words} | {said} | {ours:.1f} | {through:.1f} |")


if __name__ == "__main__":
    _main()
