"""What people told a survey, in words, each number through the audience's rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spp_research import stats
from spp_research.catalogue import say
from spp_research.phrases import in_words, listed, sentence
from spp_research.protect.disclosure import Rules, Shown, count, free_text, round_half_up, share
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import OWN_WORDS, Item, Moves, Wave, sides
from spp_research.school.survey.bands import (
    ABOVE,
    ANSWERS,
    Seen,
    direction,
    key,
    merged_away,
    percent,
    seen,
    too_few,
)
from spp_research.stats.estimate import Estimate

from .statements import Gaps, Statement, joined


def no_opinion(wave: Wave, rules: Rules, unsaid: Collection[str]) -> str:
    """Those without an opinion, beside the bar and not in it."""
    if wave.when in unsaid or not wave.no_opinion:
        return ""
    return f"; no opinion {count(wave.no_opinion, rules).text}"


def answers_title(shown: Sequence[Seen], rules: Rules) -> str:
    """What the questions say together, in neutral words."""
    asked_twice = [s.item for s in shown if s.item.difference]
    if not asked_twice:
        who = listed(list(dict.fromkeys(s.item.informant.lower() for s in shown)))
        return say("What {who} told us, question by question", who=who)
    better = sum(direction(item, rules) == "better" for item in asked_twice)
    worse = sum(direction(item, rules) == "worse" for item in asked_twice)
    asked = len(asked_twice)
    if better and worse:
        return say(
            "Answers moved as hoped on {better} of {asked} questions, and away on {worse}",
            better=in_words(better),
            worse=in_words(worse),
            asked=in_words(asked),
        )
    if better:
        return say(
            "Answers moved as hoped on {better} of {asked} question",
            "Answers moved as hoped on {better} of {asked} questions",
            n=asked,
            better=in_words(better),
            asked=in_words(asked),
        )
    if worse:
        return say(
            "Answers moved away from what was hoped on {worse} of {asked} question",
            "Answers moved away from what was hoped on {worse} of {asked} questions",
            n=asked,
            worse=in_words(worse),
            asked=in_words(asked),
        )
    return say("No question shows a change that can be told")


def answers_alt(shown: Sequence[Seen], rules: Rules, unsaid: Collection[str]) -> str:
    parts = []
    for one in shown:
        times = [
            f"{wave.when.lower() + ': ' if wave.when != Time.ONCE else ''}"
            + ", ".join(f"{b.name.lower()} {percent(b.people, wave.answered)}" for b in bands)
            + f" (n = {wave.answered}{no_opinion(wave, rules, unsaid)})"
            for wave, bands in zip(one.item.waves, one.bands, strict=True)
        ]
        parts.append(f"“{one.item.asked}” {'; '.join(times)}")
    return say(
        "Stacked bars, one for each question and time, with answers below the middle of the scale "
        "to the left of a line and answers above it to the right. {questions}.",
        questions=". ".join(parts),
    )


def sizes(shown: Sequence[Seen]) -> str:
    sizes = [wave.answered for s in shown for wave in s.item.waves]
    least, most = min(sizes), max(sizes)
    if least == most:
        return say("{number} answers each", number=least)
    return say("{least} to {most} answers each", least=least, most=most)


def times(shown: Sequence[Seen]) -> str:
    twice = any(len(s.item.waves) > 1 for s in shown)
    return say("before and after") if twice else say("asked once")


TIMES = {Time.BEFORE: "before", Time.AFTER: "afterwards", Time.ONCE: ""}


DIFFERENT = Statement(
    "The answers are not matched to people, so different people may have answered before and "
    "afterwards."
)


def chance(changes: int) -> Statement | None:
    """How many of several changes would look different by chance; None for a few.

    Parameters
    ----------
    changes : questions, or questions and roles, whose change is shown.
    """
    if not stats.chance_line(changes):
        return None
    return Statement(
        "If nothing had changed, about one change in 20 would still look different; here are "
        "{changes}.",
        changes=in_words(changes),
    )


def changes_shown(items: Sequence[Item], rules: Rules) -> int:
    """How many questions were asked twice and show the audience a change."""
    return sum(
        item.scaled
        and (item.difference is not None or item.agree_difference is not None)
        and seen(item, rules) is not None
        for item in items
    )


def sentence_of(item: Item, rules: Rules) -> Statement:
    """One question in plain English, with its numbers where the audience may see them."""
    asked = Statement("**{asked}**", asked=free_text(sentence(item.asked)))
    if hidden := too_few(item, rules):
        few = Statement(
            "Hidden {symbol}, because fewer than {least} people answered.",
            symbol=hidden.of(
                *(key(item, wave, what) for wave in item.waves for what in (ANSWERS, ABOVE))
            ),
            least=f"{rules.fewest_respondents}",
        )
        return joined([asked, few])
    if not item.scaled:
        return joined([asked, *_unordered(item, rules)])
    found = seen(item, rules)
    if found is None:
        return joined(
            [
                asked,
                Statement("Hidden {symbol}, because too few chose some of the answers, or all "
                          "or all but a few chose the same.", symbol=merged_away().of(
                              *(key(item, wave, ABOVE) for wave in item.waves))),
                *_awaited(item),
            ]
        )  # fmt: skip
    return joined([asked, _shares(item, rules), *_change(found, rules), *_awaited(item)])


def _shares(item: Item, rules: Rules) -> Statement:
    """Who answered above the middle, the latest time first, and the range that fits."""
    waves = item.waves[::-1]
    parts: list[str] = []
    values: Gaps = {"said": _said(item)}
    for i, wave in enumerate(waves):
        who = f" {item.informant.lower()}" if i == 0 else ""
        part = _of_people(share(_above(item, wave), wave.answered, rules), who)
        values[f"share{i}"] = part.of(key(item, wave, ABOVE), key(item, wave, ANSWERS))
        time = f" {TIMES[wave.when]}" if TIMES[wave.when] else ""
        parts.append(f"{{share{i}}} {{said}}{time}" if i == 0 else f"{{share{i}}}{time}")
    wording = ", ".join(parts)
    agree = waves[0].agree
    if len(waves) == 1 and agree is not None:
        ends = [f"{round_half_up(100 * end)}%" for end in agree.interval[1:]]
        values["range"] = Shown(f"{ends[0]} to {ends[1]}")
        return Statement(f"{wording}. The data fit anything from {{range}}.", **values)
    if item.agree_difference is not None:
        values |= _gap(item, item.agree_difference)
        few = min(wave.answered for wave in waves) < 10
        wording += "; " if few else "; that is {gap}, and "
        wording += "the data fit anything from {range}"
    return Statement(f"{wording}.", **values)


def _gap(item: Item, gap: Estimate) -> dict[str, Shown]:
    (size, way), low, high = map(_way, gap.interval)
    unit = "percentage points"
    much = "no more and no fewer" if size == "0" else f"{size} {_points(size)} {way}"
    first = f"{low[0]} {low[1]}" if low[1] != high[1] else low[0]
    if min(wave.answered for wave in item.waves) < 10:
        first = f"{low[0]} {unit}{f' {low[1]}' if low[1] != high[1] else ''}"
    return {"gap": Shown(much), "range": Shown(f"{first} to {high[0]} {high[1]}")}


def _change(found: Seen, rules: Rules) -> Iterator[Statement]:
    """What the change comes to: who moved, the balance where it says more, and the words."""
    item = found.item
    if item.difference is None:
        return
    points = item.direction if found.net else item.agree_direction
    if item.moves is not None:
        yield _moved(item.moves, item.difference, rules)
    elif found.net and item.direction != item.agree_direction:
        (size, way), low, high = (_way(v, "higher", "lower") for v in item.difference.interval)
        yield Statement(
            "Over the whole scale, the hoped-for side less the other is {gap}, and the data fit "
            "anything from {range}.",
            gap=Shown(f"{size} {_points(size)} {way}"),
            range=Shown(f"{low[0]}{f' {low[1]}' if low[1] != high[1] else ''} to "
                        f"{high[0]} {high[1]}"),
        )  # fmt: skip
    if points == "unclear":
        yield Statement("That is too wide to tell.")
    elif points == "no worthwhile change":
        yield Statement("That is no worthwhile change.")
    if item.reversed:
        yield Statement("Here fewer is what was hoped for.")


def _moved(moves: Moves, difference: Estimate, rules: Rules) -> Statement:
    """Matched people: how many answered higher and lower, unless it would single some out."""
    pairs = moves.up + moves.same + moves.down
    cells = (moves.up, moves.same, moves.down, *moves.table)
    all_alike = pairs in (moves.up, moves.same, moves.down)
    if pairs < rules.fewest_respondents or all_alike or any(rules.hides(n) for n in cells):
        return Statement(
            "How many of them changed their answer is hidden {symbol}.", symbol=merged_away()
        )
    low, high = (_way(end, "more towards", "more away") for end in difference.interval[1:])
    first = low[0] if low[1] == high[1] else " ".join(low)
    return Statement(
        "Of {pairs} who answered both times, {up} moved towards what was hoped for and {down} "
        "away from it; the data fit anything from {range} in a hundred.",
        pairs=count(pairs, rules),
        up=count(moves.up, rules),
        down=count(moves.down, rules),
        range=Shown(f"{first} to {' '.join(high)}"),
    )


_WROTE = {
    Time.BEFORE: "{n} {who} wrote an answer before. Own words are read, not counted.",
    Time.AFTER: "{n} {who} wrote an answer afterwards. Own words are read, not counted.",
    Time.ONCE: "{n} {who} wrote an answer. Own words are read, not counted.",
}


def _unordered(item: Item, rules: Rules) -> Iterator[Statement]:
    """Options that were ticked, or how many wrote in their own words."""
    if item.scale == OWN_WORDS:
        for wave in item.waves:
            yield Statement(
                _WROTE[wave.when],
                n=count(wave.answered, rules).of(key(item, wave, ANSWERS)),
                who=item.informant.lower(),
            )
        return
    options = list(dict.fromkeys(name for wave in item.waves for name, _ in wave.counts))
    parts: list[str] = []
    values: Gaps = {}
    left_out = False
    for i, option in enumerate(options):
        shown = [
            share(dict(w.counts).get(option, 0), w.answered, rules, all_may_be_said=False)
            for w in item.waves
        ]
        if all(s.hidden for s in shown):  # an answer that few typed may name somebody
            left_out = True
            continue
        values[f"option{i}"] = free_text(option)
        gaps = []
        for j, (wave, part) in enumerate(zip(item.waves, shown, strict=True)):
            values[f"n{i}x{j}"] = part
            gaps.append(f"{{n{i}x{j}}} {TIMES[wave.when]}".rstrip())
        parts.append(f"“{{option{i}}}”: {', '.join(gaps)}")
    if left_out:
        parts.append("other answers: {others}")
        values["others"] = Shown("[c]", rule=f"fewer than {rules.fewest_pupils} people, or all")
    who = item.informant.lower()
    yield Statement(f"Of the {who} who answered, {'; '.join(parts)}.", **values)
    yield Statement("Several could be ticked, so the answers sum to more than everybody.")


_AWAITED = {
    Time.BEFORE: "It has not been answered before the work began.",
    Time.AFTER: "It has not been answered again.",
    Time.ONCE: "It has not been answered yet.",
}


def _awaited(item: Item) -> Iterator[Statement]:
    for when in item.awaited:
        yield Statement(_AWAITED[when])


def _above(item: Item, wave: Wave) -> int:
    return sum(dict(wave.counts)[name] for name in sides(item.scale)[2])


def _said(item: Item) -> str:
    """What those above the middle answered, as a verb: "agreed", "said “Often” or “Always”"."""
    if item.scale.startswith("Agreement"):
        return say("agreed")
    return f"said {' or '.join(f'“{name}”' for name in sides(item.scale)[2])}"


def _of_people(shown: Shown, who: str) -> Shown:
    """A share with its people named: "29 of 49 pupils (59%)"."""
    if shown.hidden or not who:
        return shown
    some, bracket, percent = shown.text.partition(" (")
    return Shown(f"{some}{who}{bracket}{percent}", shown.value)


def _way(value: float, up: str = "more", down: str = "fewer") -> tuple[str, str]:
    """A difference of shares as size and way, in percentage points: ("12", "more")."""
    size = round_half_up(100 * abs(value))
    return size, up if value >= 0 else down


def _points(size: str) -> str:
    return "percentage point" if size == "1" else "percentage points"
