"""Where each school is in the cycle, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spp_research.catalogue import say
from spp_research.phrases import in_words

if TYPE_CHECKING:
    import pandas as pd


def stages_title(reviewed: int, schools: int) -> str:
    """How many schools have had their review, as a finding."""
    if schools == 1:
        if reviewed:
            return say("The school has had its peer review")
        return say("The school has not yet had its peer review")
    if not reviewed:
        return say("No school has had the peer review yet")
    return say(
        "{reviewed} of {schools} schools has had the peer review",
        "{reviewed} of {schools} schools have had the peer review",
        n=reviewed,
        reviewed=in_words(reviewed).capitalize(),
        schools=in_words(schools),
    )


# Whether a stage has been done, and whether one is still to come.
_WHERE = {
    (True, True): "{school}: last done {last}, next {next}",
    (True, False): "{school}: last done {last}",
    (False, True): "{school}: nothing done yet, next {next}",
    (False, False): "{school}: nothing done yet",
}


def stages_alt(stages: pd.DataFrame, schools: Sequence[tuple[str, str]]) -> str:
    """What a sighted reader sees: the last stage done and the next, school by school."""
    parts = []
    for slug, name in schools:
        own = stages[stages["school"] == slug]
        done = own[own["state"] == "done"]
        coming = own[own["state"].isin(["next", "planned"])]
        last = done["stage"].iloc[-1].lower() if len(done) else ""
        following = coming["stage"].iloc[0].lower() if len(coming) else ""
        wording = _WHERE[bool(last), bool(following)]
        parts.append(say(wording, school=name, last=last, next=following))
    return f"{'; '.join(parts)}."
