"""The runner of part 2 fails on what it cannot run, in whatever folder it is given."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).with_name("test_r_values2.py")
GOOD = {"measure": "starts_alike", "input": {"g": 0.1}, "expected": {"level": "check"}}
CASES = {
    "good": GOOD,
    "one wrong number": {
        "measure": "selection_effect",
        "input": {"share": 0.25, "sd": 15, "reliability": 0.8},
        "expected": {"value": 3.82},
    },
    "unknown measure": {"measure": "tea_leaves", "input": {}, "expected": {"value": 1}},
    "unknown argument": GOOD | {"input": {"g": 0.1, "moon": "full"}},
    "unknown name": GOOD | {"expected": {"horoscope": 1}},
    "unknown rows": GOOD | {"data": "a.csv (the nice ones)"},
    "nothing expected": GOOD | {"expected": {}},
}


@pytest.mark.slow
def test_another_folder_is_read_and_nothing_is_skipped(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("g\n0.1\n", encoding="utf-8")
    cases = [{"id": name, "tol_abs": 1e-4, **case} for name, case in CASES.items()]
    pitfalls = [{"id": "P999", "input": "a full moon", "required": "nothing of it"}]
    (tmp_path / "reference.json").write_text(json.dumps({"cases": cases, "pitfalls": pitfalls}))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rA",
            "--slow",
            "-p",
            "no:cacheprovider",
            str(RUNNER),
        ],
        capture_output=True,
        text=True,
        env=os.environ | {"SPP_REFERENCE2": str(tmp_path)},
        check=False,
    )
    found = re.findall(r"^(PASSED|FAILED) .*?\[(.*?)\]", done.stdout, re.M)
    ends = {name: end for end, name in found}
    assert ends == dict.fromkeys([*CASES, "P999"], "FAILED") | {"good": "PASSED"}
    assert "skipped" not in done.stdout
