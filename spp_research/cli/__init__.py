"""The `spp` command. Each command imports what it needs when it runs, so that help is quick."""

from .commands import main

__all__ = ["main"]
