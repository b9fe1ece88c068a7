"""How few people are too few, for each audience, with the source of each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from spp_research.catalogue import say
from spp_research.errors import DisclosureError
from spp_research.telling import as_facts, briefly

from .opened import no_looser
from .origin import only_the_kit, outside

RULES_DATE = "2026-11-22"  # the day these numbers were last compared with their sources


class Audience(StrEnum):
    """Who a document is for. Each sees a little less than the one before."""

    SCHOOL = "school"
    PARTNERSHIP = "partnership"
    PUBLIC = "public"

    @property
    def words(self) -> str:
        """The audience as a document names it."""
        return say(_FOR[self])


_FOR = {
    Audience.SCHOOL: "For the school only",
    Audience.PARTNERSHIP: "For the partnership",
    Audience.PUBLIC: "For everyone",
}


@dataclass(frozen=True)
class Rules:
    """What may be shown to one audience.

    Parameters
    ----------
    audience : who reads it.
    fewest_pupils : a figure about fewer people than this is hidden, and so is the rest of a
        group when only 1 to one fewer than this would be left.
    fewest_respondents : answers to a survey question are hidden below this.
    hide_zero : whether "none" says too much about everybody in the group.
    fewest_values : how many values of each pupil's own result must remain possible, given every
        figure about the group: two where it may not be known, three where it may not be
        narrowed to one of two either.
    source : where the numbers come from.
    """

    audience: Audience
    fewest_pupils: int
    fewest_respondents: int
    hide_zero: bool
    source: str
    fewest_values: int = 3

    __repr__ = briefly
    _repr_html_ = as_facts

    def __post_init__(self) -> None:
        frame = outside()
        if frame is not None and not self._as_strict_as(RULES.get(self.audience)):
            only_the_kit(
                frame,
                "Looser rules than the kit's",
                "Take study.rules, or disclosure.rules_for(audience).",
            )

    def _as_strict_as(self, kits: Rules | None) -> bool:
        return kits is not None and (
            self.fewest_pupils >= kits.fewest_pupils
            and self.fewest_respondents >= kits.fewest_respondents
            and self.hide_zero >= kits.hide_zero
        )

    def hides(self, people: int) -> bool:
        """Whether a count of this many people is hidden."""
        return self.hide_zero if people == 0 else people < self.fewest_pupils


RULES: Mapping[Audience, Rules] = MappingProxyType(
    {
        Audience.SCHOOL: Rules(
            Audience.SCHOOL,
            fewest_pupils=3,
            fewest_respondents=5,
            hide_zero=False,
            source="The kit's own choice: colleagues see each other's classes, not each other's "
            "answers",
            fewest_values=2,
        ),
        Audience.PARTNERSHIP: Rules(
            Audience.PARTNERSHIP,
            fewest_pupils=6,
            fewest_respondents=10,
            hide_zero=False,
            source="Department for Education, key stage 2 statistics: 5 or fewer pupils are "
            "suppressed; Ofsted Parent View: a question is shown from 10 responses",
        ),
        Audience.PUBLIC: Rules(
            Audience.PUBLIC,
            fewest_pupils=6,
            fewest_respondents=10,
            hide_zero=True,
            source="As for the partnership; a group of none hides the other group, as in the key "
            "stage 2 files of 2018/19",
        ),
    }
)


def rules_for(audience: str, thresholds: Mapping[str, Mapping[str, int]] | None = None) -> Rules:
    """The rules for an audience, made stricter where the settings say so.

    Parameters
    ----------
    audience : "school", "partnership" or "public".
    thresholds : from the settings: audience -> {"pupils": n, "respondents": n}.

    Raises
    ------
    DisclosureError
        For an unknown audience, or thresholds looser than the kit's: it fails closed.

    Examples
    --------
    >>> from spp_research import disclosure
    >>> disclosure.rules_for("public").fewest_respondents
    10
    >>> disclosure.rules_for("public", {"public": {"respondents": 15}}).fewest_respondents
    15
    """
    try:
        rules = RULES[Audience(audience)]
    except ValueError:
        allowed = ", ".join(Audience)
        raise DisclosureError(
            f"“{audience}” is not an audience. Choose one of: {allowed}."
        ) from None
    own = (thresholds or {}).get(audience, {})
    pupils = own.get("pupils", rules.fewest_pupils)
    respondents = own.get("respondents", rules.fewest_respondents)
    for name, asked, least in (
        ("pupils", pupils, rules.fewest_pupils),
        ("respondents", respondents, rules.fewest_respondents),
    ):
        if asked < least:
            raise DisclosureError(
                f"settings.yml: thresholds, {audience}, {name} is {asked}. It may be stricter than "
                f"the kit's {least}, never looser. Give {least} or more, or leave it out."
            )
    made = replace(rules, fewest_pupils=pupils, fewest_respondents=respondents)
    if outside() is not None:
        no_looser(made)
    return made
