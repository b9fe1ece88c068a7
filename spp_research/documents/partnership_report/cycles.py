"""Outcomes that two cycles have measured alike: in sentences and in a table.

The lead says on a sheet what was measured alike, and `annual.measured_alike` finds it in the share
files.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.display.panels import Bullets
from spp_research.display.sections import Piece, Section, section
from spp_research.display.tables import Table
from spp_research.partnership.annual import TwoCycles
from spp_research.protect.disclosure import Protected, Rules, Shown, statistic
from spp_research.share import Effect
from spp_research.words.amounts import decimals, interval_figures
from spp_research.words.cycles import cycles_sentence


def between_cycles(found: Sequence[TwoCycles], rules: Rules) -> Section | Piece | None:
    """Every outcome of two cycles, compared or with the reason why not; None without any.

    Parameters
    ----------
    found : from `annual.two_cycles` or `annual.changes_of_all`.
    rules : of the report's audience.
    """
    if not found:
        return None
    compared = [one for one in found if one.change.ok]
    return section(
        Bullets([cycles_sentence(one, rules) for one in found]),
        _table(compared, rules) if compared else None,
    )


def _table(found: Sequence[TwoCycles], rules: Rules) -> Table:
    return Table(
        Protected(
            "School and outcome",
            tuple(f"{one.school}: {one.second.name if one.second else ''}" for one in found),
            ("Earlier cycle", "Later cycle", "Change (95% interval)"),
            tuple(
                (
                    _value(one.first, one, rules),
                    _value(one.second, one, rules),
                    interval_figures(one.change, one.sizes, rules),
                )
                for one in found
            ),
        ),
        "tbl-cycles",
        "What two cycles measured alike, the earlier first",
        "Same test, same time of the year, same year group, as declared; the pupils are others",
        widths=(40, 18, 18, 24),
    )


def _value(effect: Effect | None, one: TwoCycles, rules: Rules) -> Shown:
    if effect is None:
        return Shown("–")
    return statistic(effect.value, effect.pupils, rules, decimals=decimals(one.change))
