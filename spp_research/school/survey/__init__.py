"""What surveys say: each question by its counts, its net agreement and its change, never a mean.

A school's surveys come with its `EvidenceBase`, the partnership's own from `questions`; nothing
here is protected yet. A reversed question keeps
its answers as they were given; net agreement and change are turned so that more is hoped for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.once import once
from spp_research.partnership.lead_workbook import rows_of, text
from spp_research.schema.vocabulary import NO_OPINION, SCALES, Design, Time
from spp_research.telling import A_BASE, as_displayed, as_facts, as_pieces, briefly, by_name, takes

from ..evidence import EvidenceBase

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate
    from spp_research.stats.triangulation import Source
    from spp_research.words.statements import Statement

WORTHWHILE = 0.05  # 5 percentage points (docs/statistics.md)
SEVERAL, OWN_WORDS = "Several answers", "Own words"


@dataclass(frozen=True)
class Wave:
    """The answers to one question at one time.

    Parameters
    ----------
    when : "Before", "After" or "Once".
    people : who gave any answer, also that they do not know.
    answered : who gave an answer on the scale, or ticked or wrote anything.
    invited : how many were asked; None where it was not written down.
    counts : people per category, in the scale's order; per option, in order of the alphabet,
        where several could be ticked; empty for own words.
    no_opinion : who said that they do not know, or the like.
    net : share above the middle less share below, as was hoped for; None without a scale.
    agree : share above the middle as the question was asked (Wilson); None without a scale.
    """

    when: Time
    people: int
    answered: int
    invited: int | None
    counts: tuple[tuple[str, int], ...]
    no_opinion: int
    net: Estimate | None = None
    agree: Estimate | None = None

    __repr__ = briefly
    _repr_html_ = as_facts


@dataclass(frozen=True)
class Moves:
    """Matched people: how many answered higher and lower afterwards, and `table` of agreeing.

    `table` holds who agreed both times, only before, only after, and never, so that whoever
    shows the numbers can see what follows from them.
    """

    up: int
    same: int
    down: int
    table: tuple[int, int, int, int]


@dataclass(frozen=True)
class Item:
    """One question of a survey, over the times at which it was asked.

    Parameters
    ----------
    reversed : whether agreeing means less of what is hoped for.
    same_people : whether the survey map says that the same people were asked both times.
    waves : in the order Before, After, Once; only those with an answer.
    awaited : times that the survey map names and nobody has answered yet.
    difference : of net agreement, After less Before (MOVER); for matched people the net change
        (Bonett-Price). Details hold Cliff's delta and its limits as a cross-check.
    agree_difference : of the share above the middle, as asked (Newcombe); None when matched.
    moves : of matched people; None otherwise.
    """

    item_id: str
    asked: str
    question_id: str
    scale: str
    reversed: bool
    informant: str
    same_people: bool
    waves: tuple[Wave, ...]
    awaited: tuple[Time, ...] = ()
    difference: Estimate | None = None
    agree_difference: Estimate | None = None
    moves: Moves | None = None

    __repr__ = briefly
    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """What may be said of the answers, by the rules of whom the notebook is for."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """A row for each time, and one for the change where it was asked twice.

        Columns as of `stats.Estimate.to_frame`, in shares of people, for one's own screen.
        """
        import pandas as pd

        design = str(Design.B if self.moves else Design.C)
        rows = [(str(w.when), w.net, "") for w in self.waves]
        rows.append(("Change", self.difference, design))
        frames = [e.to_frame(self.asked, d).assign(time=t) for t, e, d in rows if e is not None]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def plot(self) -> Chart | Statement:
        """Its picture: the answers below the middle to the left, above it to the right."""
        return by_name("display.own:plot_of")(self)

    @property
    def scaled(self) -> bool:
        """Whether the answers have an order."""
        return bool(SCALES[self.scale])

    @property
    def may_differ(self) -> bool:
        """Whether different people may have answered at the two times."""
        return len(self.waves) > 1 and self.moves is None

    @property
    def direction(self) -> str:
        """Where the change of net agreement points, as triangulation wants it."""
        if self.difference is None:
            return "not enough data"
        return stats.verdict(self.difference, WORTHWHILE)

    @property
    def agree_direction(self) -> str:
        """Where the share above the middle points by itself; it can see less than the whole."""
        if self.agree_difference is None:
            return self.direction
        return stats.verdict(self.agree_difference, WORTHWHILE, not self.reversed)


def sides(scale: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The categories of a scale below its middle, at it (none in an even scale), and above."""
    answers = SCALES[scale]
    half = len(answers) // 2
    return answers[:half], answers[half : len(answers) - half], answers[len(answers) - half :]


@takes(A_BASE, "survey_map")
def items(base: EvidenceBase) -> tuple[Item, ...]:
    """The questions of a school's surveys that somebody has answered, as the map lists them.

    See also
    --------
    spp_research.stats.net_agreement : Bonett and Price (2012).
    spp_research.stats.net_agreement_difference : MOVER, Zou and Donner (2008).
    """
    return questions(base.survey_map, base.surveys)


@once
def questions(survey_map: tables.SurveyMap, answers: pd.DataFrame) -> tuple[Item, ...]:
    """The questions of any survey map that somebody has answered, in the order of the map.

    Parameters
    ----------
    survey_map : a row a question and time: `item_id`, `wave`, `file`, `asked`, `question_id`,
        `scale`, `reversed`, `informant`, `invited` and `same_people`.
    answers : a row a person, question and answer: `item_id`, `wave`, `respondent`, `answer` and
        `score`.
    """
    asked = dict.fromkeys(survey_map["item_id"])
    made = (_item(survey_map, answers, item_id) for item_id in asked)
    return tuple(item for item in made if item.waves)


def sources(base: EvidenceBase, action_id: str = "") -> list[Source]:
    """One source for each question with an order that was, or was to be, asked twice.

    Parameters
    ----------
    base : the school's evidence.
    action_id : only what speaks to the enquiry question of the finding that this action answers;
        all where it is empty.

    Returns
    -------
    list of Source
        The informant is who answered. Design C, or B where answers are matched. "Not collected"
        where the second time is still to come. What was asked once says nothing about a change.
    """
    return [source(item) for item in speaking_to(base, action_id)]


def speaking_to(base: EvidenceBase, action_id: str = "") -> tuple[Item, ...]:
    """The questions that can say, or could have said, whether something changed."""
    found = items(base)
    if action_id:
        speaks_to = _questions_of(base, action_id)
        found = tuple(item for item in found if item.question_id in speaks_to)
    return tuple(item for item in found if item.scaled and (item.difference or item.awaited))


def of_the_review(base: EvidenceBase) -> tuple[Item, ...]:
    """The questions that belong to the review, and not to what was done after it.

    The survey map has no day, so they are told by what they speak to: an enquiry question on which
    no action follows, asked once, or only before so far. In doubt a question is of an action, and
    stands in the impact reflection alone.
    """
    followed: set[str] = set()
    for action_id in base.actions["action_id"]:
        followed |= _questions_of(base, str(action_id))
    return tuple(
        item
        for item in items(base)
        if item.question_id
        and item.question_id not in followed
        and all(wave.when is not Time.AFTER for wave in item.waves)
    )


def source(item: Item) -> Source:
    """What one question points to."""
    from spp_research.stats.triangulation import Source

    return Source(
        name=f"“{item.asked}”",
        informant=item.informant.lower(),
        direction="not collected" if item.awaited else item.direction,
        design=Design.B if item.moves else Design.C,
        n=sum(wave.answered for wave in item.waves),
    )


def _questions_of(base: EvidenceBase, action_id: str) -> set[str]:
    findings = base.actions.loc[base.actions["action_id"] == action_id, "finding_id"]
    rows = base.findings["finding_id"].isin(set(findings.dropna()))
    return set(base.findings.loc[rows, "question_id"].dropna())


def _item(survey_map: tables.SurveyMap, answers: pd.DataFrame, item_id: str) -> Item:
    rows = survey_map[survey_map["item_id"] == item_id]
    own = answers[answers["item_id"] == item_id]
    by_wave = {row.wave: row for row in rows_of(rows)}
    named = [when for when in Time if when in by_wave]
    first = by_wave[named[0]]
    flip = text(first.reversed) == "Yes"
    made = {w: _wave(by_wave[w], own[own["wave"] == w], flip) for w in named}
    waves = tuple(wave for wave in made.values() if wave.people)
    item = Item(
        item_id=item_id,
        asked=text(first.asked),
        question_id=text(first.question_id),
        scale=first.scale,
        reversed=flip,
        informant=first.informant,
        same_people=all(text(row.same_people) == "Yes" for row in by_wave.values()),
        waves=waves,
        awaited=tuple(when for when, wave in made.items() if not wave.people),
    )
    before, after = made.get(Time.BEFORE), made.get(Time.AFTER)
    if not item.scaled or not before or not after or not before.answered or not after.answered:
        return item
    same_file = by_wave[Time.BEFORE].file == by_wave[Time.AFTER].file
    return _compared(item, before, after, own, item.same_people and same_file)


def _wave(row, answers: pd.DataFrame, flip: bool) -> Wave:
    import pandas as pd

    given = answers.dropna(subset=["answer"])
    with_view = given[~given["answer"].isin(NO_OPINION)]
    per_answer = with_view.groupby("answer")["respondent"].nunique()
    if row.scale == OWN_WORDS:
        names: tuple[str, ...] = ()
    else:
        names = SCALES[row.scale] or tuple(sorted(per_answer.index, key=str.casefold))
    counts = tuple((name, int(per_answer.get(name, 0))) for name in names)
    people, answered = given["respondent"].nunique(), with_view["respondent"].nunique()
    net = agree = None
    if SCALES[row.scale]:
        below, _, above = (sum(dict(counts)[a] for a in side) for side in sides(row.scale))
        hoped, other = (below, above) if flip else (above, below)
        net = stats.net_agreement(hoped, other, answered)
        agree = stats.proportion(above, answered)
    return Wave(
        when=Time(row.wave),
        people=people,
        answered=answered,
        invited=None if pd.isna(row.invited) else int(row.invited),
        counts=counts,
        no_opinion=given.loc[given["answer"].isin(NO_OPINION), "respondent"].nunique(),
        net=net,
        agree=agree,
    )


def _compared(item: Item, before: Wave, after: Wave, own: pd.DataFrame, matched: bool) -> Item:
    scores = own.dropna(subset=["score"])
    by_wave = {w: scores.loc[scores["wave"] == w] for w in (Time.BEFORE, Time.AFTER)}
    sign = -1 if item.reversed else 1
    first, second = ([sign * int(s) for s in by_wave[w]["score"]] for w in by_wave)
    check = stats.cliffs_delta(second, first)
    extra = {"cliffs_delta": check.value, "cliffs_low": check.low, "cliffs_high": check.high}
    extra = {name: value for name, value in extra.items() if value is not None}
    if matched:
        pairs = by_wave[Time.BEFORE].merge(by_wave[Time.AFTER], on="respondent")
        one, two = (sign * pairs[f"score_{end}"].astype(int) for end in "xy")
        found = stats.net_change(list(one), list(two))
        moves = _moves(one, two, pairs, set(sides(item.scale)[2]))
        return replace(item, difference=_with(found, extra), moves=moves)
    assert after.net is not None and before.net is not None  # the scale has a middle
    found = stats.net_agreement_difference(after.net, before.net)
    above = [sum(dict(w.counts)[a] for a in sides(item.scale)[2]) for w in (after, before)]
    shares = stats.proportion_difference(above[0], after.answered, above[1], before.answered)
    return replace(item, difference=_with(found, extra), agree_difference=shares)


def _moves(one: pd.Series, two: pd.Series, pairs: pd.DataFrame, above: set[str]) -> Moves:
    was, is_now = (pairs[f"answer_{end}"].isin(above) for end in "xy")
    rose, stayed, fell = (int(found.sum()) for found in (two > one, two == one, two < one))
    table = (was & is_now, was & ~is_now, ~was & is_now, ~was & ~is_now)
    both, lost, won, neither = (int(cell.sum()) for cell in table)
    return Moves(rose, stayed, fell, (both, lost, won, neither))


def _with(estimate: Estimate, extra: Mapping[str, float | None]) -> Estimate:
    return replace(estimate, details={**estimate.details, **extra})


def of_table(
    data: Any,
    asked: str,
    *,
    before: Any = None,
    after: Any = None,
    once: Any = None,
    scale: str = "Agreement, five points",
    informant: str = "Pupils",
    same_people: bool = True,
    reversed: bool = False,
) -> Item:
    """One question from a table of one row a person.

    Parameters
    ----------
    data : a DataFrame, a mapping of names to columns, or the path of a CSV file or workbook.
    asked : the question as it was asked.
    before, after, once : the columns of the answers, at two times or at one. Who said "Don't
        know", "Prefer not to say" or "Not applicable" is counted apart.
    scale : a scale of the kit.
    informant : who answered.
    same_people : whether a row is the same person both times.
    reversed : whether agreeing means less of what is hoped for.

    Raises
    ------
    InputError
        If nothing was asked, the scale is unknown, or an answer is not on it; no answer is
        repeated.
    """
    from .own_tables import map_and_answers

    found = map_and_answers(
        data,
        asked,
        before=before,
        after=after,
        once=once,
        scale=scale,
        informant=informant,
        same_people=same_people,
        reversed=reversed,
    )
    return questions(*found)[0]
