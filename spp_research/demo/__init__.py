"""Partnerships that do not exist, for training, tests and benchmarks.

Schools, places and people are invented; any likeness to a real one is an accident.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["make_example"]


def make_example(folder: Path) -> Path:
    """Write the Riverside example, six schools in one review cycle; returns the folder."""
    from .riverside_example import riverside
    from .writing import write_partnership

    return write_partnership(folder, riverside())
