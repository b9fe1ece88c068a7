"""Many mutations, with the numbers that came of them: python tests/mutations/run.py --number 10000.

Each is drawn from its own seed, so that one that fails can be run again alone: --seed 1234.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parents[1]))
import kinds

from spp_research.partnership.lead_workbook import open_partnership
from spp_research.workspace import open_workspace

EXAMPLE = Path(__file__).parents[2] / "examples" / "riverside"
# Of twenty mutations, how many are of each kind.
OF_TWENTY = {"containers": 6, "cells": 6, "settings": 3, "shares": 3, "exports": 2}

Mutation = Callable[[random.Random, Path], str]


def mutations() -> dict[str, Mutation]:
    """Each kind by its name, with what it needs of the example."""
    partnership = open_partnership(open_workspace(str(EXAMPLE)))
    files = sorted((EXAMPLE / "share").glob("*.json"))
    documents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
    shares = partial(kinds.shares, documents=documents, partnership=partnership)
    return {
        "containers": kinds.containers,
        "cells": kinds.cells,
        "settings": kinds.settings,
        "shares": shares,
        "exports": kinds.exports,
    }


def kind_of(seed: int) -> str:
    """The kind that a seed draws."""
    names = [name for name, number in OF_TWENTY.items() for _ in range(number)]
    return names[seed % len(names)]


def outcome(seed: int, made: dict[str, Mutation]) -> tuple[str, str]:
    """What came of one mutation: read, refused, silent or traceback; and why."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return made[kind_of(seed)](random.Random(seed), Path(folder)), ""
        except kinds.Silent as silent:
            return "silent", repr(silent.args)[:300]
        except Exception:
            return "traceback", traceback.format_exc()[-700:]


def outcomes(seeds: range) -> Iterator[tuple[int, str, str, str]]:
    """Seed, kind, outcome and reason of many."""
    made = mutations()
    for seed in seeds:
        yield seed, kind_of(seed), *outcome(seed, made)


def main() -> int:
    """Run them, print each that failed, and the table; 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, help="one alone")
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.number)
    if given.seed is not None:
        seeds = range(given.seed, given.seed + 1)
    counts: Counter[tuple[str, str]] = Counter()
    began, peak_before = time.monotonic(), _peak()
    for seed, kind, what, why in outcomes(seeds):
        counts[kind, what] += 1
        if why:
            print(f"{seed} {kind} {what}: {why}", flush=True)
    print(f"{'kind':12}{'tried':>7}{'read':>7}{'refused':>9}{'silent':>8}{'traceback':>11}")
    for kind in OF_TWENTY:
        row = [counts[kind, what] for what in ("read", "refused", "silent", "traceback")]
        print(f"{kind:12}{sum(row):7}{row[0]:7}{row[1]:9}{row[2]:8}{row[3]:11}")
    seconds = time.monotonic() - began
    print(f"{seconds:.0f} s; peak memory {_peak():.0f} MB ({peak_before:.0f} before the first)")
    return int(any(what in ("silent", "traceback") for _, what in counts))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
