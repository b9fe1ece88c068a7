"""Partnerships that do not exist, for training, tests and benchmarks.

Schools, places and people are invented; any likeness to a real one is an accident.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["make_example", "make_faulty", "make_partnership", "make_two_trusts"]


def make_partnership(folder: Path, schools: int = 6, seed: int = 2026, cycles: int = 1) -> Path:
    """Write the workbooks of a made-up partnership into `folder`.

    Parameters
    ----------
    folder : made if need be; files of the same name are replaced.
    schools : how many, 3 to 5,000.
    seed : the same seed gives the same cells.
    cycles : how many, 1 to 10; all but the last are closed and kept under `cycles`.

    Returns
    -------
    The folder of the workspace, absolute.

    Raises
    ------
    ConfigurationError
        When `schools` is fewer than can review each other, or more than can be named, or there
        are more cycles than that.
    """
    from spp_research.errors import ConfigurationError

    from .cycles import MOST, looked_at, write_cycles
    from .generated import generate
    from .writing import write_partnership

    if not 1 <= cycles <= MOST:
        raise ConfigurationError(
            f"A made-up partnership of {cycles} cycles is not possible. Ask for 1 to {MOST}."
        )
    if cycles == 1:
        return write_partnership(folder, generate(schools, seed))
    books = [generate(schools, seed, ago) for ago in reversed(range(cycles))]
    return write_cycles(folder, books, looked_at(seed))


def make_example(folder: Path) -> Path:
    """Write the Riverside example, a closed cycle and the one that is open; returns the folder."""
    from .cycles import write_cycles
    from .riverside_before import looked_at, riverside_before
    from .riverside_example import riverside

    now = riverside()
    return write_cycles(folder, [riverside_before(now), now], looked_at())


def make_two_trusts(folder: Path) -> tuple[Path, Path]:
    """Write two trusts that review each other, each into a folder of its own; returns both."""
    from .pair import two_trusts

    return two_trusts(folder)


def make_faulty(folder: Path) -> Path:
    """Write a small partnership with one faulty workbook, to practise on; returns the folder."""
    from .faulty import faulty
    from .writing import write_partnership

    return write_partnership(folder, faulty())
