"""What the documents for developers name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("GLOSSARY.md", "CONTRIBUTING.md", "SECURITY.md")
_NAMED = re.compile(r"`([\w./]+(?:\.(?:py|toml|md|txt)|/))`")  # a file, or a folder with its slash


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document):
    """From the top, from the package or from the tests, as each document says it shortest."""
    named = _NAMED.findall((ROOT / document).read_text(encoding="utf-8"))
    homes = (ROOT, ROOT / "spp_research", ROOT / "tests")
    assert len(named) >= 5
    gone = [name for name in named if not any((home / name).exists() for home in homes)]
    assert gone == []
