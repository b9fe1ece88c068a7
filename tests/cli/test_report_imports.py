"""What a command that makes a document does without: its notebook has tables, the command none."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from spp_research.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in ("matplotlib", "numpy", "pandas", "pandera") if name in sys.modules])
"""


@pytest.mark.slow
def test_no_table_and_no_picture_is_imported_by_the_command_itself(riverside):
    """Half a second at the end of every first document, for a list of short names, went unseen."""
    asked = ["report", "review-summary", "--school", "oakfield", "--to", "html"]
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *asked, "--workspace", str(riverside)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_what_follows_a_notebook_is_not_imported_before_there_is_one():
    """It would be waited for, and is loaded while the notebook runs, or for other documents."""
    later = ("publish.handouts", "publish.report_json", "publish.word", "share.records")
    script = f"""
import sys, spp_research.cli.reporting
print([name for name in {later} if "spp_research." + name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
