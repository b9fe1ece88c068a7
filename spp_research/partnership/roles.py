"""Answers by role, as far as they may be seen: no role too small, and none that follows.

What everybody answered is shown as well, so whoever takes the roles that are shown away from it
knows what the others answered together. So those others have to be enough people too, and their
answers in bands that are large enough; where they are not, another role is left out with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spp_research.protect.disclosure import Rules
from spp_research.schema.surveys import EVERYONE, RESPONDENTS
from spp_research.schema.vocabulary import NO_OPINION, SCALES
from spp_research.school.survey import Item
from spp_research.school.survey.bands import Seen, seen_alike

from .development import Topic

MOST_ROLES = 3  # in one chart, with all others together as the fourth
OTHERS = "All other roles"


@dataclass(frozen=True)
class ByRole:
    """What may be seen of a survey role by role.

    Parameters
    ----------
    shown : the roles that may be shown, in the vocabulary's order.
    hidden : the others that somebody answered in.
    questions : each question with an order, and for it what may be seen of each role that was
        asked it, with all other roles together at the end; none where the answers on one side of
        the scale are too few whichever role is shown.
    """

    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    questions: tuple[tuple[Item, tuple[tuple[str, Seen], ...]], ...]


def by_role(topic: Topic, rules: Rules) -> ByRole:
    """Which roles, and which of their questions, an audience may see."""
    answered = tuple(r for r in topic.roles if any(_people(topic, [r])))
    shown = _shown(topic, answered, rules)
    hidden = tuple(role for role in answered if role not in shown)
    questions = []
    for item in topic.items():
        if item.scaled:
            questions.append((item, _of_question(topic, item.item_id, answered, shown, rules)))
    return ByRole(tuple(r for r in answered if r in shown), hidden, tuple(questions))


def _of_question(
    topic: Topic, item_id: str, answered: Sequence[str], shown: Sequence[str], rules: Rules
) -> tuple[tuple[str, Seen], ...]:
    """The largest roles that may be shown at one question, and all others together."""
    asked = topic.only(item_id)
    for number in range(len(shown), 0, -1):
        some = [role for role in answered if role in shown[:number]]
        rest = [role for role in answered if role not in some]
        own = [(role, item) for role in some for item in asked.items([role])]
        own += [(OTHERS, item) for item in (asked.items(rest) if rest else ())]
        if len(own) > 1 and (found := seen_alike([item for _, item in own], rules)):
            return tuple((role, one) for (role, _), one in zip(own, found, strict=True))
    return ()


def _shown(topic: Topic, answered: Sequence[str], rules: Rules) -> tuple[str, ...]:
    """The roles with enough people at every time, less those that would give others away.

    The largest come first.
    """

    def enough(roles: Sequence[str]) -> bool:
        return all(n == 0 or n >= rules.fewest_respondents for n in _people(topic, roles))

    largest = sorted(
        (role for role in answered if role in RESPONDENTS and enough([role])),
        key=lambda role: -sum(_people(topic, [role])),
    )
    shown = largest[:MOST_ROLES]
    while shown and not enough([role for role in answered if role not in shown]):
        shown.pop()
    return tuple(shown)


def _people(topic: Topic, roles: Sequence[str]) -> list[int]:
    """How many people of some roles answered: at each time, and each question at each time."""
    rates: dict[str, int] = {}
    for rate in topic.rates:
        if rate.role in roles and rate.role != EVERYONE:
            rates[rate.when] = rates.get(rate.when, 0) + rate.answered
    scaled = topic.survey_map["scale"].map(lambda scale: bool(SCALES[scale]))
    asked = topic.survey_map.loc[scaled, "item_id"]
    own = topic.answers.dropna(subset=["answer"])
    own = own[own["role"].isin(list(roles)) & own["item_id"].isin(asked)]
    own = own[~own["answer"].isin(NO_OPINION)]
    return [*rates.values(), *own.groupby(["item_id", "wave"])["respondent"].nunique()]
