"""What several sources support together, by a rule, in exactly one line.

No weights, stars or totals: agreement, partial agreement, silence and dissonance (Farmer et al.
2006, Qual. Health Res. 16:377; O'Cathain et al. 2010, BMJ 341:c4587).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from spp_research.errors import InputError

from .estimate import Conclusion

DIRECTIONS = ("better", "no worthwhile change", "worse", "unclear", "not enough data")
NOT_COLLECTED = "not collected"
LINES = {
    "disagree": "Sources disagree",
    "improved": "Sources agree: improved",
    "worsened": "Sources agree: worsened",
    "one source": "One source only",
    "thin": "Evidence too thin to say",
    "no change": "No worthwhile change seen",
    "mixed": "Mixed and unclear",
}
_SELF_REPORT = ("project team", "self-report", "self report")
_FIELDS = ("name", "informant", "direction", "design", "n")


@dataclass(frozen=True, slots=True)
class Source:
    """One source of evidence: its name, who reported it, what it says, its design and size.

    `direction` is one of "better", "no worthwhile change", "worse", "unclear" and "not enough
    data" (see `verdict`), or "not collected" for a planned source that stayed silent.
    `informant` counts as the project team's own report where it says "project team" or
    "self-report".
    """

    name: str
    informant: str
    direction: str
    design: str = ""
    n: int | None = None


def triangulate(sources) -> Conclusion:
    """Reduce several sources to the one line their directions allow.

    In this order: any better and any worse, they disagree; two or more better from different
    informants, at least one not the project team reporting on itself, none worse, they agree
    (mirrored for worse); one better (worse) and none the other way, one source only; all
    unclear or not enough, too thin; two or more without worthwhile change and none either
    way, none seen; anything else, mixed.

    Parameters
    ----------
    sources : sequence
        Each with name, informant, direction, design and n: a `Source`, a mapping, or any
        object with those attributes.

    Returns
    -------
    Conclusion
        `line` (one of seven), `kind`, and all `sources` as given to read beside it; `claim`,
        the best design label among the sources that agree; `silent`, planned sources that
        were not collected.

    Raises
    ------
    ValueError
        If a source lacks one of its entries or has an unknown direction.
    """
    if isinstance(sources, str) or not hasattr(sources, "__iter__"):
        raise InputError(
            'sources must be a list, each from stats.Source("Survey", "pupils", "better"), not '
            f"a {type(sources).__name__}"
        )
    listed = tuple(_source(item) for item in sources)
    kind, agreeing = _kind([s for s in listed if s.direction != NOT_COLLECTED])
    designs = sorted(str(s.design).strip().upper() for s in agreeing if s.design)
    return Conclusion(
        LINES[kind],
        kind,
        listed,
        claim=designs[0] if designs else "",
        silent=tuple(s.name for s in listed if s.direction == NOT_COLLECTED),
    )


def _source(item) -> Source:
    found = {}
    for name in _FIELDS:
        missing = name not in item if isinstance(item, Mapping) else not hasattr(item, name)
        if missing:
            raise InputError(f"a source must have {', '.join(_FIELDS)}; one has no {name}")
        found[name] = item[name] if isinstance(item, Mapping) else getattr(item, name)
    if found["direction"] not in (*DIRECTIONS, NOT_COLLECTED):
        raise InputError(
            f"the direction of {found['name']} is {found['direction']!r}; it must be one of "
            f"{', '.join((*DIRECTIONS, NOT_COLLECTED))}"
        )
    return item if isinstance(item, Source) else Source(**found)


def _kind(sources: list[Source]) -> tuple[str, list[Source]]:
    by = {d: [s for s in sources if s.direction == d] for d in DIRECTIONS}
    better, worse, same = by["better"], by["worse"], by["no worthwhile change"]
    if better and worse:
        return "disagree", []
    for agreeing, kind in ((better, "improved"), (worse, "worsened")):
        if len(agreeing) >= 2 and _independent(agreeing):
            return kind, agreeing
    if len(better) == 1 or len(worse) == 1:
        return "one source", better or worse
    if not (better or worse or same):
        return "thin", []
    if len(same) >= 2 and not (better or worse):
        return "no change", same
    return "mixed", better or worse or same


def _independent(sources: list[Source]) -> bool:
    """Whether they come from different informants, not all of them the team on itself."""
    informants = {" ".join(str(s.informant).casefold().split()) for s in sources}
    return len(informants) >= 2 and any(
        not any(words in informant for words in _SELF_REPORT) for informant in informants
    )
