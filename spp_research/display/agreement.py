"""How far observers agreed, in plain English: raw agreement first, then what chance explains."""

from __future__ import annotations

from spp_research.agreement import Agreement
from spp_research.disclosure import Rules, Shown, not_personal, round_half_up
from spp_research.stats.estimate import Estimate

from .amounts import few
from .cautions import joined
from .statements import Statement
from .text import in_words

_THINGS = "things looked for, not people"


def agreement_sentence(found: Agreement, rules: Rules) -> Statement:
    """Agreement of observers in two or three sentences.

    Parameters
    ----------
    found : from `spp_research.agreement`.
    rules : of the audience. A visit is about somebody's lesson, so with fewer visits than the
        fewest people allowed every number is hidden.
    """
    if not found.units:
        return Statement(
            "Nobody has yet watched the same thing as somebody else and noted it, so how far "
            "observers agree is not known."
        )
    if found.visits < rules.fewest_pupils:
        return Statement(
            "How far observers agreed is hidden {symbol}: it rests on {few} visits.",
            symbol=few(rules),
            few=f"fewer than {rules.fewest_pupils}",
        )
    said = [_raw(found)]
    said += _beyond(found)
    return joined(said)


def _raw(found: Agreement) -> Statement:
    agreed = round(found.raw.value * found.raw.n)
    percent = f" ({round_half_up(100 * found.raw.value)}%)" if found.raw.n >= 10 else ""
    return Statement(
        "On {visits} visits at least two of {observers} people watched together. They noted "
        f"the same for {{agreed}} of {{units}} things looked for{percent}."
        if found.observers > 2
        else "Two people watched together on {visits} visits. They noted the same for {agreed} of "
        f"{{units}} things looked for{percent}.",
        visits=not_personal(found.visits, "visits, not people"),
        observers=in_words(found.observers),
        agreed=not_personal(agreed, _THINGS),
        units=not_personal(found.raw.n, _THINGS),
    )


def _beyond(found: Agreement):
    beyond = found.beyond_chance
    if beyond.status == "not_estimable":
        yield Statement(
            "Everything was noted the same way, so how much of that is chance cannot be worked out."
        )
        return
    if not beyond.ok:
        yield Statement("That is too few to say how much of it is chance.")
        return
    yield Statement(
        "On a scale where 0 is what chance alone would give and 1 is always the same, that is "
        "{value} ({measure}).",
        value=_figures(beyond),
        measure=beyond.measure.replace(" (", ", ").rstrip(")").replace("'", "’"),
    )
    if found.paradox:
        yield Statement(
            "Nearly everything was noted in one way, so chance alone would agree often, and the "
            "figure comes out low although people mostly noted the same."
        )
        if found.ac1 is not None:
            yield Statement(
                "A measure made for that gives {value} (Gwet’s AC1).", value=_figures(found.ac1)
            )
    elif found.no_better_than_chance:
        yield Statement(
            "So the agreement may be no more than chance alone would give. Agree on what counts as "
            "seen, and watch together again, before anything rests on these notes."
        )


def _figures(estimate: Estimate) -> Shown:
    value, *ends = (
        None if v is None else round_half_up(v, 2)
        for v in (estimate.value, estimate.low, estimate.high)
    )
    if None in ends:
        return Shown(f"{value}")
    return Shown(f"{value}, and the data fit anything from {ends[0]} to {ends[1]}")
