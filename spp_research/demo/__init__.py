"""Partnerships that do not exist, for training, tests and benchmarks.

Schools, places and people are invented; any likeness to a real one is an accident.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["make_example", "make_faulty", "make_partnership"]


def make_partnership(folder: Path, schools: int = 6, seed: int = 2026) -> Path:
    """Write the workbooks of a made-up partnership into `folder`.

    Parameters
    ----------
    folder : made if need be; files of the same name are replaced.
    schools : how many, 3 to 5,000.
    seed : the same seed gives the same cells.

    Returns
    -------
    The folder of the workspace, absolute.

    Raises
    ------
    ConfigurationError
        When `schools` is fewer than can review each other, or more than can be named.
    """
    from .generated import generate
    from .writing import write_partnership

    return write_partnership(folder, generate(schools, seed))


def make_example(folder: Path) -> Path:
    """Write the Riverside example, six schools in one review cycle; returns the folder."""
    from .riverside_example import riverside
    from .writing import write_partnership

    return write_partnership(folder, riverside())


def make_faulty(folder: Path) -> Path:
    """Write a small partnership with one faulty workbook, to practise on; returns the folder."""
    from .faulty import faulty
    from .writing import write_partnership

    return write_partnership(folder, faulty())
