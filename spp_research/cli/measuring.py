"""What `spp measures` prints: published measures, each with where its facts were read."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from spp_research.phrases import long_date
from spp_research.school.measure_bank import NOT_CHECKED, BankMeasure, known, search

from . import showing

NOTHING = (
    "No measure of the list fits. It is short, since nothing stands in it that was not read; "
    "spp measures without anything else shows all of it."
)


def show_measures(outcome: str, stage: str, as_json: bool) -> int:
    """Print the measures that fit, and give the exit code."""
    found, left_out = search(outcome, stage), known().left_out
    if as_json:
        measures = [one.as_json() for one in found]
        showing.print_json({"measures": measures, "left_out": list(left_out)})
    elif found:
        print("\n\n".join("\n".join(lines_of(one)) for one in found))
    else:
        print(NOTHING)
    if not as_json:
        for why in left_out:
            print(f"Left out: {why}", file=sys.stderr)
    return 0


def lines_of(one: BankMeasure) -> Iterator[str]:
    """One measure, a fact a line; what was not read is said to be so."""
    yield one.name
    if one.package:
        yield f"  comes with   {one.package}, an installed package"
    yield f"  measures     {', '.join(one.measures)}"
    yield f"  for          {', '.join(one.stages).lower()}; ages: {one.ages}"
    time = f"{one.minutes} minutes" if one.minutes else "how long it takes was not read"
    yield f"  takes        {one.answers.lower()}; {one.asks}; {time}"
    yield f"  licence      {one.licence or 'not read: look before you use it'}"
    same = one.licence_source == one.read_at  # an address is said once
    if one.licence_source and not same:
        yield f"               {one.licence_source}"
    yield f"  where        {one.read_at}{' (its licence too)' if same else ''}"
    for figure in one.reliability:
        yield f"  reliability  {figure.what}: {figure.value} ({figure.source})"
    if not one.reliability:
        yield "  reliability  no figure was read"
    norms = f"{one.norms.text} ({one.norms.source})" if one.norms else "none were read"
    yield f"  norms        {norms}"
    yield f"  note         {one.notes}"
    yield f"  checked      {long_date(one.checked) if one.checked else NOT_CHECKED}"
