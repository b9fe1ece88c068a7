"""Typst in a process of its own, so that a document that never ends can be stopped.

Run as a script, it reads what to do from stdin and imports nothing of the kit, to be quick.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


class RefusedError(Exception):
    """What Typst said of a document that it could not set."""


def typeset(
    source: Path,
    target: Path,
    fonts: Sequence[Path],
    standards: Sequence[str],
    *,
    system_fonts: bool,
    seconds: float,
) -> None:
    """Set `source` as the PDF `target`; it can read only what is in the folder of `source`.

    Raises
    ------
    RefusedError
        With what Typst said.
    subprocess.TimeoutExpired
        When it takes longer than `seconds`.
    """
    asked = {
        "input": str(source),
        "output": str(target),
        "root": str(source.parent),
        "font_paths": [str(path) for path in fonts],
        "ignore_system_fonts": not system_fonts,
        "pdf_standards": list(standards),
    }
    done = subprocess.run(
        [sys.executable, "-I", __file__],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise RefusedError((done.stdout or done.stderr).decode("utf-8", "replace").strip())


def _main() -> int:
    import typst

    asked = json.load(sys.stdin)
    try:
        typst.compile(asked.pop("input"), **asked)
    except typst.TypstError as refused:
        said = " ".join([str(refused.message), *refused.hints])
        sys.stdout.buffer.write(said.encode("utf-8"))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
