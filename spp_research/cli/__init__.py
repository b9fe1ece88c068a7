"""The `spp` command. Each command imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

from collections.abc import Sequence

from .ahead import begun

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `SystemExit` with the exit code of the kind of mistake."""
    with begun(arguments):
        from .commands import main as run

        run(arguments)
