"""What docs/measures.md says, made from the list of published measures."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.phrases import long_date
from spp_research.school.measure_bank import NOT_CHECKED, BankMeasure, bank

OPENING = """\
# Published measures that cost nothing

Made from `spp_research/school/measure_bank.toml` by `pytest tests/unit/test_measure_bank.py
--snapshot-update`. `spp measures` searches the same list.

The list is short on purpose. A fact stands here only with the place where it was read, on the day
beside it, in a copy of the page; nothing is filled in from memory. Where it says “not read”,
look before you use the measure. A measure that everybody in your partnership uses at the same time
of the year is worth more than the best one that only you use.

A package brings measures of its own along, as one for a trust would. It holds a list in the form of
`measure_bank.toml`, whose first lines explain it, and names it in its `pyproject.toml`:

```toml
[project.entry-points."spp_research.measures"]
ours = "our_package:measures.toml"
```

Once the package is installed, `spp measures` finds them too and says where each comes from. None of
its code runs for that. The same rules hold: no fact without the place where it was read. A measure
that breaks them is left out, with a sentence that says why, and the others stay.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *(line for one in bank() for line in _measure(one))])


def _measure(one: BankMeasure) -> Iterator[str]:
    yield f"## {one.name}\n"
    yield "| | |"
    yield "|---|---|"
    for name, said in _facts(one):
        yield f"| {name} | {said} |"
    yield ""


def _facts(one: BankMeasure) -> Iterator[tuple[str, str]]:
    yield "Measures", ", ".join(one.measures)
    yield "For", f"{', '.join(one.stages)}; ages: {one.ages}"
    yield "Who answers", one.answers
    yield "How much", one.asks
    yield "Minutes", f"{one.minutes} ({one.minutes_source})" if one.minutes else "not read"
    licence = f"{one.licence} ({one.licence_source})" if one.licence else "not read"
    yield "Licence", licence
    yield "Where it is", one.read_at
    figures = [f"{f.what}: {f.value} ({f.source})" for f in one.reliability]
    yield "Reliability", "; ".join(figures) or "no figure was read"
    yield "Norms", f"{one.norms.text} ({one.norms.source})" if one.norms else "none were read"
    yield "To know", one.notes
    yield "Checked", long_date(one.checked) if one.checked else NOT_CHECKED
