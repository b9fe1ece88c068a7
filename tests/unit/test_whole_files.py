"""A file is written whole, and where it must not be there yet the first who writes it has it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from spp_research.whole_files import created


@pytest.mark.parametrize("second_names", [True, False], ids=["links", "no links"])
def test_a_file_that_is_there_by_then_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second_names: bool
) -> None:
    """Also on a stick or a share that knows no second names of a file."""

    def refuse(*_given: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not second_names:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "made" / "page.txt"
    with created(path) as new:
        new.write_text("first")
    with pytest.raises(FileExistsError), created(path) as new:
        new.write_text("second")
    with pytest.raises(ZeroDivisionError), created(tmp_path / "other.txt") as new:
        new.write_text(str(1 / 0))
    assert path.read_text() == "first"
    assert [one.name for one in tmp_path.rglob("*")] == ["made", "page.txt"]
