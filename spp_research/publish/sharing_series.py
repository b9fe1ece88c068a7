"""What a share file says of series and of looks at an action: whether anything changed, and counts.

No figure of a series leaves the school in a share file: who reads several of them beside what else
is known could work out more than any of them says.
"""

from __future__ import annotations

from spp_research.protect.disclosure.values import nearest_five
from spp_research.school import impact
from spp_research.school.evidence import EvidenceBase, Study
from spp_research.school.series import Seen, few_behind, seen, series
from spp_research.share import LookedAt, Watched
from spp_research.words.check_ins import looks_at


def watched(study: Study) -> tuple[Watched, ...]:
    """Each series of which the audience may see what it says; the others are not named."""
    few = few_behind(impact.results(study.base), study.rules)
    return tuple(
        Watched(
            series_id=found.series_id,
            action_id=found.action_id,
            outcome_id=found.outcome_id,
            counted=found.counted,
            pupils=nearest_five(found.pupils or 0),
            figures=found.chart.n,
            signal=found.chart.signal if found.chart.ok else "too few",  # type: ignore[arg-type]
        )
        for found in series(study.base)
        if seen(found, study.rules, few) is not Seen.NOTHING
    )


def looked_at(base: EvidenceBase) -> tuple[LookedAt, ...]:
    """How often each action was looked at on the way, and when last."""
    looks = {action: looks_at(base, action) for action in base.actions["action_id"]}
    return tuple(
        LookedAt(action_id=action, looks=len(found), last_on=found[0].day)
        for action, found in looks.items()
        if found
    )
