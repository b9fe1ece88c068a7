"""What each role answered: bars side by side, and a table of shares and of change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from spp_research.display.charts import Chart
from spp_research.display.likert import Block, Row, draw_blocks, drawn_blocks
from spp_research.display.surveys import NET_AGREEMENT, interval
from spp_research.display.tables import Table
from spp_research.partnership.development import OTHERS, ByRole, Topic, plural_role
from spp_research.phrases import in_words, listed, plural
from spp_research.protect.disclosure import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Hidden,
    Protected,
    Rules,
    Shown,
    round_half_up,
)
from spp_research.protect.disclosure import share as share_of
from spp_research.schema.surveys import EVERYONE
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import Item, Wave, sides
from spp_research.school.survey.bands import Seen, merged_away, percent, seen, too_few
from spp_research.words.surveys import chance

_LABELS = 0.6  # room for "Improvement champions, before"
_TIMES = {Time.BEFORE: ", before", Time.AFTER: ", after", Time.ONCE: ""}
_WORDS = {
    "better": "Moved as hoped",
    "worse": "Moved away",
    "no worthwhile change": "No worthwhile change",
    "unclear": "Too wide to tell",
}


def roles_chart(topic: Topic, roles: ByRole, label: str) -> Chart | None:
    """A bar for each role and time under each question; None where none may be seen."""
    drawn = [(item, pairs) for item, pairs in roles.questions if pairs]
    if not drawn or len(topic.roles) < 2:
        return None
    panels = [
        [_block(item, pairs) for item, pairs in drawn if item.scale == scale]
        for scale in dict.fromkeys(item.scale for item, _ in drawn)
    ]
    left_out = [item for item, pairs in roles.questions if not pairs]
    missing = _left_out(left_out)
    notes = ["n is the number of answers with a view; bars show their parts of it."]
    if any(item.reversed for item, _ in drawn):
        notes.append("* Here less is what was hoped for.")
    notes += [*([missing] if missing else []), *_others(_drawn_roles(roles))]
    names = [plural_role(role) for role in _drawn_roles(roles)]
    return Chart(
        draw_blocks(panels, _LABELS),
        label,
        f"What {listed([name.lower() for name in names])} told us",
        f"Answers to {in_words(len(drawn))} {plural(len(drawn), 'question')} by role, "
        f"{_sizes(drawn)}{', before and after' if len(topic.times) > 1 else ''}",
        _alt(drawn),
        tuple(Hidden(item.asked, "answers by role", merged_away().rule) for item in left_out),
        notes=tuple(notes),
        drawn=drawn_blocks(panels),
    )


def roles_table(topic: Topic, roles: ByRole, rules: Rules, label: str) -> Table | None:
    """Who agreed: everybody and each role; asked twice, each role with its change.

    None where no question has an order or, asked twice, no role may be seen.
    """
    if len(topic.times) > 1:
        drawn = [(item, dict(pairs)) for item, pairs in roles.questions if pairs]
        return _change_table(drawn, rules, label) if drawn and len(topic.roles) > 1 else None
    if not roles.questions:
        return None
    columns = _drawn_roles(roles) if len(topic.roles) > 1 else []
    cells = []
    for item, pairs in roles.questions:
        found = dict(pairs)
        cells.append(
            (
                *_of_everybody(item, rules),
                *(_of_role(found, role, rules) for role in columns),
            )
        )
    asked = [item for item, _ in roles.questions]
    names = ("Everyone", "Net agreement", *map(plural_role, columns))
    return Table(
        Protected("Question", tuple(map(_starred, asked)), names, tuple(cells)),
        label,
        "How many agreed",
        f"{_above(asked)}; net agreement in percentage points, with 95% intervals",
        notes=(NET_AGREEMENT, *_others(columns)),
        widths=(26, 14, 18, *[14] * len(columns)),
    )


def answers_table(topic: Topic, roles: ByRole, rules: Rules, label: str) -> Table | None:
    """Who agreed, everybody and each role, as shares alone; None where no question has both.

    What it has no room for is told in sentences: see `in_shares`.
    """
    asked = [(item, dict(pairs)) for item, pairs in roles.questions if in_shares(item, rules)]
    if not asked:
        return None
    if len(topic.times) > 1:
        everyone = [
            (item, {EVERYONE: of_all, **(found if len(topic.roles) > 1 else {})})
            for item, found in asked
            if (of_all := seen(item, rules))  # which `in_shares` has made sure of
        ]
        return _change_table(everyone, rules, label)
    columns = _drawn_roles(roles) if len(topic.roles) > 1 else []
    cells = [
        (
            _share(item, item.waves[0], rules),
            _range_of(item.waves[0]),
            *(_of_role(found, role, rules) for role in columns),
        )
        for item, found in asked
    ]
    items = [item for item, _ in asked]
    names = ("Everyone", "The data fit", *map(plural_role, columns))
    return Table(
        Protected("Question", tuple(map(_starred, items)), names, tuple(cells)),
        label,
        "How many agreed",
        f"{_above(items)}; what the data fit is the 95% range of everyone’s share",
        notes=_others(columns),
        widths=(30, 14, 14, *[14] * len(columns)),
    )


def in_shares(item: Item, rules: Rules) -> bool:
    """Whether shares of those who agreed say what there is to say of a question."""
    return (
        item.scaled
        and too_few(item, rules) is None
        and seen(item, rules) is not None
        and item.moves is None
    )


def _range_of(wave: Wave) -> Shown:
    if wave.agree is None:
        return Shown(NOT_AVAILABLE)
    low, high = (round_half_up(100 * end) for end in wave.agree.interval[1:])
    return Shown(f"{low}% to {high}%", wave.agree.value)


def _of_role(found: Mapping[str, Seen], role: str, rules: Rules) -> Shown:
    """The share of one role that agreed; of all others, where there are any."""
    if role in found:
        return _share(found[role].item, found[role].item.waves[0], rules)
    return Shown(NOT_APPLICABLE) if role == OTHERS and found else merged_away()


def _of_everybody(item: Item, rules: Rules) -> tuple[Shown, Shown]:
    """The share of everybody who agreed, and net agreement with its interval."""
    if hidden := too_few(item, rules):
        return hidden, hidden
    found = seen(item, rules)
    if found is None:
        return merged_away(), merged_away()
    wave = item.waves[0]
    net = wave.net
    return _share(item, wave, rules), interval(net) if found.net and net else merged_away()


def _change_table(
    drawn: Sequence[tuple[Item, Mapping[str, Seen]]], rules: Rules, label: str
) -> Table:
    """A row for each question and role."""
    rows, cells = [], []
    above = _above([item for item, _ in drawn])
    for item, found in drawn:
        for role, one in found.items():
            rows.append(_starred(item))
            cells.append((Shown(plural_role(role)), *_change(one.item, rules)))
    return Table(
        Protected(
            "Question",
            tuple(rows),
            ("Role", "Before", "Afterwards", "Difference", "In words"),
            tuple(cells),
        ),
        label,
        "How many in each role agreed, before and afterwards",
        f"{above}; differences in percentage points with 95% intervals",
        notes=(*_others([role for _, found in drawn for role in found]), *_by_chance(cells)),
        widths=(27, 15, 15, 15, 17, 11),
    )


def _by_chance(cells: Sequence[Sequence[Shown]]) -> tuple[str, ...]:
    """How many of the differences would look different by chance, where they are many."""
    line = chance(sum(row[3].value is not None for row in cells))
    return () if line is None else (line.plain,)


def _change(item: Item, rules: Rules) -> tuple[Shown, ...]:
    """Before, afterwards, the difference with its interval, and what it says."""
    waves = {wave.when: wave for wave in item.waves}
    shares = [
        _share(item, waves[when], rules) if when in waves else Shown(NOT_AVAILABLE)
        for when in (Time.BEFORE, Time.AFTER)
    ]
    gap = item.agree_difference
    if gap is None or not gap.ok:  # one time is missing, or people are matched
        return (*shares, Shown(NOT_AVAILABLE), Shown(NOT_AVAILABLE))
    value, low, high = (round_half_up(100 * v) for v in gap.interval)
    difference = Shown(f"{value} ({low} to {high})", gap.value)
    return (*shares, difference, Shown(_WORDS.get(item.agree_direction, NOT_AVAILABLE)))


def _share(item: Item, wave: Wave, rules: Rules) -> Shown:
    """Who answered above the middle, of those with a view."""
    counts = dict(wave.counts)
    return share_of(sum(counts[name] for name in sides(item.scale)[2]), wave.answered, rules)


def _drawn_roles(roles: ByRole) -> list[str]:
    """The roles that some question shows, in the vocabulary's order, all others together last."""
    some = {role for _, pairs in roles.questions for role, _ in pairs}
    return [*(role for role in roles.shown if role in some), *([OTHERS] if OTHERS in some else [])]


def _others(roles: Collection[str]) -> tuple[str, ...]:
    """What "All other roles" are, where a table has them."""
    if OTHERS not in roles:
        return ()
    return (f"{OTHERS}: everybody whose role is not shown at this question, taken together.",)


def _starred(item: Item) -> str:
    """A question, with a star where less is hoped for."""
    return f"{item.asked}{' *' if item.reversed else ''}"


def _left_out(items: Sequence[Item]) -> str:
    """How many questions are not shown by role; empty where all are."""
    if not items:
        return ""
    number = f"{in_words(len(items))} {plural(len(items), 'question')}"
    verb = plural(len(items), "is", "are")
    return (
        f"{number[:1].upper()}{number[1:]} {verb} not shown by role, because too few people in a "
        "role answered one way."
    )


def _above(items: Sequence[Item]) -> str:
    """What counts as agreeing; a star marks questions where less is hoped for."""
    scales = dict.fromkeys(item.scale for item in items)
    words = list(dict.fromkeys(name for scale in scales for name in sides(scale)[2]))
    star = any(item.reversed for item in items)
    said = f"People who answered {listed([f'“{name}”' for name in words], 'or')}"
    return f"{said}, of those with a view{'; * where less is hoped for' if star else ''}"


def _block(item: Item, pairs: Sequence[tuple[str, Seen]]) -> Block:
    rows = [
        Row(f"{plural_role(role)}{_TIMES[wave.when]}", bands, f"n = {wave.answered}")
        for role, seen in pairs
        for wave, bands in zip(seen.item.waves, seen.bands, strict=True)
    ]
    return Block(_starred(item), rows)


def _sizes(drawn: Sequence[tuple[Item, Sequence[tuple[str, Seen]]]]) -> str:
    sizes = [w.answered for _, pairs in drawn for _, seen in pairs for w in seen.item.waves]
    least, most = min(sizes), max(sizes)
    return f"{least} answers each" if least == most else f"{least} to {most} answers each"


def _alt(drawn: Sequence[tuple[Item, Sequence[tuple[str, Seen]]]]) -> str:
    parts = []
    for item, pairs in drawn:
        said = [
            f"{plural_role(role)}{_TIMES[wave.when]}: "
            + ", ".join(f"{b.name.lower()} {percent(b.people, wave.answered)}" for b in bands)
            + f" (n = {wave.answered})"
            for role, seen in pairs
            for wave, bands in zip(seen.item.waves, seen.bands, strict=True)
        ]
        parts.append(f"“{item.asked}” {'; '.join(said)}")
    return (
        "Stacked bars for each question, role and time, with answers below the middle of the scale "
        f"to the left of a line and answers above it to the right. {'. '.join(parts)}."
    )
