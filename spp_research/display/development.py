"""How peer review itself is working, and professional development by role, as the report says it.

Each of the two is a run of pieces: who answered, what everybody said, what each role said as far
as it may be seen, and what cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spp_research.development import Development, Topic, open_development, plural_role
from spp_research.disclosure import Rules
from spp_research.schema.year_surveys import DEVELOPMENT, NOT_GIVEN, PEER_REVIEW

from .likert import voices_chart
from .pieces import Pieces
from .response_rates import everybody, rates_table
from .role_answers import roles_chart, roles_table
from .role_bands import ByRole, by_role
from .statements import Panel, Statement
from .text import in_words, listed
from .voices import told

_LABELS = {PEER_REVIEW: "peer-review", DEVELOPMENT: "development"}
_WHAT = {
    PEER_REVIEW: "how peer review itself is working",
    DEVELOPMENT: "their professional development",
}
_ANSWERED = {"Once": " answered", "Before": " answered before", "After": " afterwards"}


def peer_review(workspace: str, audience: str) -> Pieces:
    """What those who took part say about peer review itself."""
    return section(open_development(workspace, audience), PEER_REVIEW)


def professional_development(workspace: str, audience: str) -> Pieces:
    """What those who were trained say about what they can do, before and afterwards."""
    return section(open_development(workspace, audience), DEVELOPMENT)


def section(asked: Development, name: str) -> Pieces:
    """The pieces about one topic, or one sentence where nobody was asked or has answered."""
    topic, rules, label = asked.topics.get(name), asked.rules, _LABELS[name]
    if topic is None:
        return Pieces([_not_asked(asked, name)])
    roles = by_role(topic, rules)
    items = topic.items()
    said = told(items, rules, f"tbl-{label}")
    return Pieces(
        [
            _who_answered(topic, roles, rules),
            rates_table(topic, roles.shown, rules, f"tbl-{label}-answered"),
            said.sentences,
            voices_chart(items, rules, f"fig-{label}"),
            said.table if len(topic.times) > 1 else None,
            roles_chart(topic, roles, f"fig-{label}-roles"),
            roles_table(topic, roles, rules, f"tbl-{label}-roles"),
            Panel("What we cannot tell", [*_cannot_tell(topic, roles, rules)]),
        ]
    )


def _not_asked(asked: Development, name: str) -> Statement:
    """What to do where there is no answer yet; the section is never a blank."""
    what = _WHAT[name]
    if name in asked.awaited:
        return Statement(f"Nobody has answered the questions about {what} yet.")
    return Statement(
        f"Nobody was asked about {what} this year. A form of five questions would do: the survey "
        "map of the partnership workbook says how its answers come into this report."
    )


def _who_answered(topic: Topic, roles: ByRole, rules: Rules) -> Statement:
    """How many answered, in a sentence."""
    values = {}
    for when, value in zip(topic.times, everybody(topic, roles.shown, rules), strict=True):
        some, bracket, share = value.text.removesuffix(" (share hidden)").partition(" (")
        who = " people asked" if " of " in some else " people"
        values[when] = replace(value, text=f"{some}{'' if values else who}{bracket}{share}")
    parts = [f"{{{when}}}{_ANSWERED[when]}" for when in values]
    return Statement(f"{' and '.join(parts)}.", **values)


def _cannot_tell(topic: Topic, roles: ByRole, rules: Rules) -> Iterator[Statement]:
    """What these answers cannot say."""
    if len(topic.roles) > 1:
        yield from _of_roles(roles, rules)
    if len(topic.times) > 1:
        yield Statement(
            "There is no comparison group, so a change may have other reasons than the training."
        )
    if topic.name == DEVELOPMENT:
        yield Statement(
            "People say here what they think they can do. Whether they do it in a review or a "
            "workshop was not looked at."
        )
    yield Statement("Those who did not answer may see it differently.")


def _of_roles(roles: ByRole, rules: Rules) -> Iterator[Statement]:
    if roles.hidden:
        names = [plural_role(role).lower() for role in roles.hidden if role != NOT_GIVEN]
        if NOT_GIVEN in roles.hidden:
            names.append("people who gave no role")
        yield Statement(
            "What {roles} said is not shown by role: fewer than {least} answered in one of these "
            "roles, and what they said could be worked out from the rest. Their answers count in "
            "everybody’s.",
            roles=listed(names),
            least=in_words(rules.fewest_respondents),
        )
    if roles.shown and not any(pairs for _, pairs in roles.questions):
        yield Statement(
            "No question can be shown by role, because too few people in a role answered one way."
        )
