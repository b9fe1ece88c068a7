"""The `spp` command, with every command that it has."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from spp_research.errors import SPPError

from .declared import beginning, ending, projects, sharing, year  # noqa: F401  they declare
from .program import STEPS, app

__all__ = ["STEPS", "app", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `SystemExit` with the exit code of the kind of mistake."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console lacks some characters
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="spp")
    except SPPError as error:
        from .showing import plain

        print(plain(error), file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # ours: a traceback, without what a pupils' file may say
        from spp_research.run import tracebacks

        from .showing import plain

        _, trace = tracebacks.of_ours(error)
        print(plain(trace), file=sys.stderr)
        raise SystemExit(1) from None
