"""How peer review itself is working, and professional development by role.

Each of the two is a run of pieces: who answered, what everybody said, what each role said as far
as it may be seen, and what cannot be told.

Numbers of roles sum to the number of everybody, so with a role that is hidden as many others are
as it takes that it does not follow; and so are those who did not answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from spp_research.display.likert import voices_chart
from spp_research.display.panels import Bullets, Panel
from spp_research.display.sections import Pieces
from spp_research.display.surveys import in_few_words, told
from spp_research.display.tables import Table
from spp_research.partnership.development import (
    ByRole,
    Development,
    Rate,
    Topic,
    by_role,
    open_development,
    plural_role,
)
from spp_research.phrases import in_words, listed, small
from spp_research.protect.disclosure import CONFIDENTIAL, Protected, Rules, Shown, protect_counts
from spp_research.protect.disclosure import round_half_up as rounded
from spp_research.schema.surveys import DEVELOPMENT, EVERYONE, NOT_GIVEN, PEER_REVIEW
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import Item
from spp_research.words.statements import Gaps, Statement
from spp_research.words.surveys import sentence_of

from .role_answers import answers_table, in_shares, roles_chart, roles_table

_LABELS = {PEER_REVIEW: "peer-review", DEVELOPMENT: "development"}
_NO_ANSWER = {
    PEER_REVIEW: "Nobody has answered the questions about how peer review itself is working yet.",
    DEVELOPMENT: "Nobody has answered the questions about their professional development yet.",
}
_NOBODY_ASKED = {
    PEER_REVIEW: "Nobody was asked about how peer review itself is working this year. A form of "
    "five questions would do: the survey map of the partnership workbook says how its answers "
    "come into this report.",
    DEVELOPMENT: "Nobody was asked about their professional development this year. A form of five "
    "questions would do: the survey map of the partnership workbook says how its answers come into "
    "this report.",
}
_TOO_FEW = {
    PEER_REVIEW: "Fewer than {least} people answered the questions about how peer review itself is "
    "working. That is too few for anything that they said to be shown.",
    DEVELOPMENT: "Fewer than {least} people answered the questions about their professional "
    "development. That is too few for anything that they said to be shown.",
}
_ANSWERED = {
    (Time.ONCE,): "{Once} answered.",
    (Time.BEFORE,): "{Before} answered before.",
    (Time.AFTER,): "{After} afterwards.",
    (Time.BEFORE, Time.AFTER): "{Before} answered before and {After} afterwards.",
}


def peer_review(workspace: str, audience: str) -> Pieces:
    """What those who took part say about peer review itself."""
    return section(open_development(workspace, audience), PEER_REVIEW)


def professional_development(workspace: str, audience: str) -> Pieces:
    """What those who were trained say about what they can do, before and afterwards."""
    return section(open_development(workspace, audience), DEVELOPMENT)


def peer_review_told(workspace: str, audience: str) -> Pieces:
    """The same in short: who answered, a picture, and what cannot be told."""
    return in_short(open_development(workspace, audience), PEER_REVIEW)


def development_told(workspace: str, audience: str) -> Pieces:
    """The same in short: who answered, a picture, and what cannot be told."""
    return in_short(open_development(workspace, audience), DEVELOPMENT)


def in_short(asked: Development, name: str) -> Pieces:
    """Who answered, a picture of the answers, and what cannot be told.

    The rest is `question_by_question`.
    """
    topic, rules, label = asked.topics.get(name), asked.rules, _LABELS[name]
    if topic is None or not (items := topic.items()):
        return Pieces([_not_asked(asked, name)])
    if _are_too_few(topic, rules):
        return Pieces([_too_few(topic, rules)])
    roles = by_role(topic, rules)
    answered = _who_answered(topic, roles, rules)
    return Pieces(
        [
            answered.pointing_to(f"tbl-{label}-answered", f"tbl-{label}-roles"),
            # A change is said in words: what bars show of it, the range says better.
            in_few_words(items, rules)
            if len(topic.times) > 1
            else voices_chart(items, rules, f"fig-{label}"),
            Panel("What we cannot tell", [*_cannot_tell(topic, roles, rules)]),
        ]
    )


def question_by_question(workspace: str, audience: str, name: str) -> list[Table | Bullets]:
    """Who answered, every question in a sentence, and what each role said; for the appendix.

    Parameters
    ----------
    name : of the topic, `PEER_REVIEW` or `DEVELOPMENT`.
    """
    asked = open_development(workspace, audience)
    topic, rules, label = asked.topics.get(name), asked.rules, _LABELS[name]
    if topic is None or not (items := topic.items()) or _are_too_few(topic, rules):
        return []
    roles = by_role(topic, rules)
    table = answers_table(topic, roles, rules, f"tbl-{label}-roles")
    said = [sentence_of(item, rules) for item in items if not _is_in(item, rules)]
    return [
        rates_table(topic, roles.shown, rules, f"tbl-{label}-answered"),
        *([table] if table else []),
        *([Bullets(said)] if said else []),
    ]


def _is_in(item: Item, rules: Rules) -> bool:
    """Whether the table of shares tells all of a question: its balance may say something else."""
    twice = item.difference is not None
    return in_shares(item, rules) and not (twice and item.direction != item.agree_direction)


def section(asked: Development, name: str) -> Pieces:
    """The pieces about one topic, or one sentence where nobody was asked or has answered."""
    topic, rules, label = asked.topics.get(name), asked.rules, _LABELS[name]
    if topic is None:
        return Pieces([_not_asked(asked, name)])
    roles = by_role(topic, rules)
    items = topic.items()
    if (said := told(items, rules, f"tbl-{label}")) is None:
        return Pieces([_not_asked(asked, name)])
    if _are_too_few(topic, rules):
        return Pieces([_too_few(topic, rules)])
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
    return Statement(_NO_ANSWER[name] if name in asked.awaited else _NOBODY_ASKED[name])


def _are_too_few(topic: Topic, rules: Rules) -> bool:
    """Whether so few answered each time that all of a topic would be hidden."""
    everyone = [rate.answered for rate in topic.rates if rate.role == EVERYONE]
    return all(answered < rules.fewest_respondents for answered in everyone)


def _too_few(topic: Topic, rules: Rules) -> Statement:
    """The one sentence there is about a topic all of whose answers are hidden."""
    return Statement(_TOO_FEW[topic.name], least=in_words(rules.fewest_respondents))


def _who_answered(topic: Topic, roles: ByRole, rules: Rules) -> Statement:
    """How many answered, in a sentence."""
    values: Gaps = {}
    for when, value in zip(topic.times, everybody(topic, roles.shown, rules), strict=True):
        some, bracket, share = value.text.removesuffix(" (share hidden)").partition(" (")
        who = " people asked" if " of " in some else " people"
        values[when.value] = replace(value, text=f"{some}{'' if values else who}{bracket}{share}")
    return Statement(_ANSWERED[tuple(topic.times)], **values)


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


_FROM_TEN = 10  # people, for a percentage
_TOTAL = "All"  # as `protect_counts` calls it
_WHEN = {Time.BEFORE: "Before", Time.AFTER: "Afterwards", Time.ONCE: "Answered"}


def rates_table(topic: Topic, shown: Collection[str], rules: Rules, label: str) -> Table:
    """A row for each role and one for everybody, a column for each time of asking.

    Parameters
    ----------
    shown : the roles whose answers may be seen; how many answered in others is hidden too.
    label : the id for cross-references.
    """
    columns = _columns(topic, shown, rules)
    roles = [*topic.roles, EVERYONE] if len(topic.roles) > 1 else [EVERYONE]
    cells = tuple(tuple(column.get(role, Shown("[z]")) for column in columns) for role in roles)
    asked = "in the survey before and the one afterwards" if len(columns) > 1 else "in the survey"
    return Table(
        Protected(
            "Role",
            tuple(plural_role(r) for r in roles),
            tuple(_WHEN[w] for w in topic.times),
            cells,
        ),
        label,
        f"Who answered the questions about {small(topic.name)}",
        f"Answers of those asked {asked}, by role",
        notes=_how_asked(topic),
    )


def _how_asked(topic: Topic) -> tuple[str, ...]:
    """In what words people were asked for their role, since it is they who gave it."""
    if not topic.role_questions:
        return ()
    words = listed([f"“{question}”" for question in topic.role_questions])
    return (f"Roles as people gave them when the form asked {words}",)


def everybody(topic: Topic, shown: Collection[str], rules: Rules) -> list[Shown]:
    """How many of all those asked answered at each time, as the table says it."""
    return [column[EVERYONE] for column in _columns(topic, shown, rules)]


def _columns(topic: Topic, shown: Collection[str], rules: Rules) -> list[dict[str, Shown]]:
    """What may be said of each role at each time.

    As many are asked each time, so who did not answer is hidden at every time or at none.
    """
    quiet: set[str] = set()
    while True:
        columns = [_column(topic, when, shown, quiet, rules) for when in topic.times]
        found = {role for column in columns for role, one in column.items() if one.hidden}
        if found <= quiet:
            return columns
        quiet |= found


def _column(
    topic: Topic, when: Time, shown: Collection[str], quiet: Collection[str], rules: Rules
) -> dict[str, Shown]:
    """What may be said at one time; `quiet` are roles whose share is hidden at another."""
    rates = {rate.role: rate for rate in topic.rates if rate.when == when}
    everyone = rates.pop(EVERYONE)
    few = f"fewer than {rules.fewest_respondents} answers in a role"
    kept_back = [role for role in rates if role not in shown] if len(topic.roles) > 1 else []
    hide = {(role, "n"): few for role in kept_back}
    if everyone.answered < rules.fewest_respondents:
        hide[_TOTAL, "n"] = few
    parts = rates or {EVERYONE: everyone}
    answered = _protected({r: rate.answered for r, rate in parts.items()}, rules, hide)
    left = {r: silent for r, rate in parts.items() if (silent := rate.silent) is not None}
    hide = {(r, "n"): few for r in left if answered[r].hidden or r in quiet}
    if EVERYONE in quiet:
        hide[_TOTAL, "n"] = few
    quietly = _protected(left, rules, hide) if left else {}
    if len(left) < len(parts) or everyone.silent is None:  # they are no parts of one sum
        quietly[_TOTAL] = _protected({"": everyone.silent or 0}, rules, {})[""]
    cells = {role: _said(rate, answered[role], quietly.get(role)) for role, rate in rates.items()}
    return cells | {EVERYONE: _said(everyone, answered[_TOTAL], quietly[_TOTAL])}


def _protected(people: dict[str, int], rules: Rules, hide: dict) -> dict[str, Shown]:
    """Numbers of people by role and their sum, so that no hidden one follows."""
    import pandas as pd

    frame = pd.DataFrame({"n": list(people.values())}, index=list(people), dtype="int64")
    table = protect_counts(frame, rules, also=hide)
    return dict(zip(table.rows, table.column("n"), strict=True))


def _said(rate: Rate, answered: Shown, silent: Shown | None) -> Shown:
    if answered.hidden:
        return Shown(CONFIDENTIAL, rule=answered.rule)
    if rate.invited is None or rate.silent is None or silent is None:
        return answered
    if silent.hidden:
        return Shown(f"{answered.text} (share hidden)", answered.value, rule=silent.rule)
    percent = rounded(100 * rate.answered / rate.invited)
    share = f" ({percent}%)" if rate.invited >= _FROM_TEN else ""
    return Shown(f"{answered.text} of {rate.invited}{share}", rate.answered / rate.invited)
