"""What people told a survey, as sentences, and the table of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import (
    Protected,
    Rules,
    Shown,
    count,
    free_text,
    round_half_up,
    share,
)
from spp_research.protect.marks import bundle
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import Item, Wave
from spp_research.school.survey.bands import (
    ANSWERS,
    direction,
    key,
    merged_away,
    seen,
    too_few,
)
from spp_research.stats.estimate import Estimate
from spp_research.words.statements import Statement
from spp_research.words.surveys import DIFFERENT, chance, changes_shown, sentence_of

from .panels import Bullets
from .tables import Table

NET_AGREEMENT = (
    "Net agreement is the share who answered above the middle of the scale less the share below "
    "it; where less is hoped for, the other way round."
)


def answered_in_short(items: Sequence[Item], rules: Rules) -> Statement | None:
    """How many of those asked answered, from the least to the most over questions and times.

    How many answered each question stands in its sentence and beside its bars.

    Returns
    -------
    Statement or None
        None where it is not known how many were asked, or no share of them may be shown.
    """
    open_ = [item for item in items if too_few(item, rules) is None]
    found = [part for item in open_ for wave in item.waves if (part := _part(wave, rules))]
    if not found:
        return None
    found.sort(key=lambda one: one.value or 0)
    least, most = found[0], found[-1]
    if least.text == most.text:
        return Statement("Of those asked, {part} answered each question.", part=most)
    return Statement(
        "Of those asked, {least} to {most} answered each question.", least=least, most=most
    )


def _part(wave: Wave, rules: Rules) -> Shown | None:
    """The share of those asked who answered at one time; None where it is not to be shown."""
    if not wave.invited or wave.answered > wave.invited or count(wave.answered, rules).hidden:
        return None
    if share(wave.answered, wave.invited, rules).hidden:
        return None
    percent = 100 * wave.answered / wave.invited
    return Shown(f"{round_half_up(percent)}%", percent)


def voices_table(items: Sequence[Item], rules: Rules, label: str = "tbl-voices") -> Table:
    """A row for each question: answers with the response rate, net agreement and its change.

    Parameters
    ----------
    label : the id for cross-references.
    """
    times = [t for t in Time if any(w.when == t for item in items for w in item.waves)]
    heads = ["" if times == [Time.ONCE] else f"{t}: " for t in times]
    twice = any(item.difference is not None for item in items)
    asked = any(wave.invited for item in items for wave in item.waves)
    columns = [f"{head}answers{' (of those asked)' if asked else ''}" for head in heads]
    columns += [f"{head}net agreement" for head in heads] + ["Change"] * twice
    rows = [_row(item, times, twice, rules) for item in items]
    return Table(
        Protected(
            "Question",
            tuple(item.asked for item in items),
            tuple(name[:1].upper() + name[1:] for name in columns),
            tuple(rows),
        ),
        label,
        "How many answered each question, and how their answers balance",
        "Net agreement and its change in percentage points, with 95% intervals",
        notes=(f"Answers are those of people with a view. {NET_AGREEMENT}",),
        widths=(30, *[12] * len(times), *[16] * len(times), *[16] * twice),
    )


def _row(item: Item, times: Sequence[Time], twice: bool, rules: Rules) -> tuple[Shown, ...]:
    hidden, found = too_few(item, rules), seen(item, rules)
    waves = {wave.when: wave for wave in item.waves}
    none = Shown("[z]")
    nets = found is not None and found.net

    def net(estimate: Estimate | None) -> Shown:
        if hidden or estimate is None or not item.scaled:
            return hidden or none
        return interval(estimate) if nets else merged_away()

    answers = [_number(item, waves[t], rules) if t in waves else hidden or none for t in times]
    balances = [net(waves[t].net if t in waves else None) for t in times]
    change = None if item.moves else item.difference
    return (*answers, *balances, *([net(change)] if twice else []))


def _number(item: Item, wave: Wave, rules: Rules) -> Shown:
    """How many answered at one time, with its key; a share that alone is hidden has none."""
    shown = too_few(item, rules) or _answers(wave, rules)
    part_only = shown.hidden and shown.value is not None
    return shown if part_only else shown.of(key(item, wave, ANSWERS))


def _answers(wave: Wave, rules: Rules) -> Shown:
    """How many answered, and their share of those asked where that tells of nobody missing."""
    shown = count(wave.answered, rules)
    if shown.hidden or not wave.invited or wave.answered > wave.invited:
        return shown
    part = share(wave.answered, wave.invited, rules)
    if part.hidden:
        return Shown(f"{shown.text} (share hidden)", shown.value, rule=part.rule)
    percent = f"{round_half_up(100 * wave.answered / wave.invited)}%"
    return Shown(f"{shown.text} ({percent})", shown.value)


def interval(estimate: Estimate) -> Shown:
    """A balance of shares with its 95% interval, in percentage points."""
    value, low, high = (round_half_up(100 * v) for v in estimate.interval)
    return Shown(f"{value} ({low} to {high})", estimate.value)


@dataclass(frozen=True)
class Told:
    """The sentences of a survey and, below them, the table of its questions."""

    sentences: Bullets
    table: Table

    @property
    def markdown(self) -> str:
        """The sentences, then the table."""
        return f"{self.sentences.markdown}\n\n{self.table.markdown}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        statements, table = self.sentences.statements, self.table.protected
        made = bundle(
            "text",
            plain="\n".join(f"- {s.bare}" for s in statements),
            markdown=self.markdown,
            audit=(*(h for s in statements for h in s.audit), *table.audit),
            values=[v for s in statements for v in s.values.values()],
            facts={"label": self.table.label, "numbers": [self.table.numbers]},
        )
        return {**made, "text/html": self.sentences.html + self.table.html}


def told(items: Sequence[Item], rules: Rules, label: str = "tbl-voices") -> Told | None:
    """Every question in a sentence, and a table of how many answered; None without any.

    Parameters
    ----------
    label : of the table, for cross-references.
    """
    if not items:
        return None
    said = [sentence_of(item, rules) for item in items]
    if any(item.may_differ for item in items):
        said.append(DIFFERENT)
    if (line := chance(changes_shown(items, rules))) is not None:
        said.append(line)
    return Told(Bullets(said), voices_table(items, rules, label))


def in_few_words(items: Sequence[Item], rules: Rules) -> Bullets | None:
    """Every question in a sentence, and one for those that are hidden or too wide to tell.

    None without any question.
    """
    if not items:
        return None
    symbols = [(item, symbol) for item in items if (symbol := too_few(item, rules)) is not None]
    hidden = [item for item, _ in symbols]
    wide = [item for item in items if _too_wide(item, rules)]
    shared = [item for group in (wide, hidden) if len(group) > 1 for item in group]
    said = [sentence_of(item, rules) for item in items if item not in shared]
    if len(wide) > 1:
        said.append(
            Statement(
                "On {n} questions the change is too wide to tell: {asked}.",
                n=in_words(len(wide)),
                asked=_asked(wide),
            )
        )
    if len(hidden) > 1:
        said.append(
            Statement(
                "The answers to {n} questions are hidden {symbol}, because fewer than {least} "
                "people answered: {asked}.",
                n=in_words(len(hidden)),
                symbol=symbols[0][1],
                least=f"{rules.fewest_respondents}",
                asked=_asked(hidden),
            )
        )
    if any(item.may_differ for item in items):
        said.append(DIFFERENT)
    if (line := chance(changes_shown(items, rules))) is not None:
        said.append(line)
    return Bullets(said)


def _too_wide(item: Item, rules: Rules) -> bool:
    """Whether a question was asked twice, may be seen, and its change is too wide to tell."""
    if not item.scaled or item.difference is None or item.moves is not None or item.awaited:
        return False
    return seen(item, rules) is not None and direction(item, rules) == "unclear"


def _asked(items: Sequence[Item]) -> Shown:
    """The questions as they were asked, in quotation marks."""
    return free_text(listed([f"“{item.asked}”" for item in items]))
