"""A share file in plain words: what a school has sent, for whoever is asked what leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spp_research.cycle import in_full
from spp_research.disclosure import round_half_up
from spp_research.share import Answers, Effect, Finding, SchoolShare

NEVER = (
    "No pupil’s row, name or score, no answer of a single person, and none of the notes that the "
    "findings rest on."
)


@dataclass(frozen=True)
class Section:
    """A part of a share file: a title, and rows under headers (none: one cell a row)."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[str]:
        """Each row in one line, without the cells that are empty."""
        return ["; ".join(cell for cell in row if cell) for row in self.rows]


def counts(share: SchoolShare) -> str:
    """What is in it, in counts: "8 findings, 4 actions, 1 practice"."""
    named = (
        (len(share.findings), "finding", "findings"),
        (len(share.support), "offer or need", "offers and needs"),
        (len(share.actions), "action", "actions"),
        (len(share.effects), "outcome", "outcomes"),
        (len(share.answers), "survey question", "survey questions"),
        (int(share.practice is not None), "practice", "practices"),
    )
    said = [f"{n} {one if n == 1 else several}" for n, one, several in named if n]
    return ", ".join(said) or "nothing"


def sections(share: SchoolShare) -> Iterator[Section]:
    """The share, part by part, in the order in which it is read."""
    yield _plain(f"{share.school_name}, {share.cycle}", _about(share))
    yield _plain("Signed off", _signed(share) or ["Nothing, so the file holds no more than this."])
    yield from _tables(share)
    if share.practice is not None:
        own = share.practice
        asked = ", ".join(part for part in (own.contact_name, own.contact_email) if part)
        ask = f"Ask: {asked}" if asked else ""
        yield _plain("Practice to share", [own.principle, own.in_short, *([ask] if ask else [])])
    hidden = [f"{n} by the rule: {rule}" for rule, n in share.hidden.items()]
    yield _plain("Hidden, so that nobody can be recognised", hidden or ["Nothing."])
    yield _plain("Never in a share file", [NEVER])


def _tables(share: SchoolShare) -> Iterator[Section]:
    tables = (
        ("Findings", ("Kind", "Theme", "Finding", "Evidence"), map(_finding, share.findings)),
        (
            "Offers and needs",
            ("Kind", "What", "Contact", "Until"),
            ((s.kind, s.support, s.contact, _day(s.until)) for s in share.support),
        ),
        (
            "Actions",
            ("Action", "Lead", "Where it is", "How the school will know"),
            ((a.action, a.lead, a.status, a.success_measure) for a in share.actions),
        ),
        (
            "Outcomes",
            ("Outcome", "What is known", "Pupils", "How it is known"),
            map(_effect, share.effects),
        ),
        (
            "Answers to surveys",
            ("Question", "Who", "When", "Answers"),
            ((i.asked, i.informant, w.wave, _answers(w)) for i in share.answers for w in i.waves),
        ),
    )
    for title, headers, rows in tables:
        if found := tuple(rows):
            yield Section(title, headers, found)


def _plain(title: str, lines: list[str]) -> Section:
    return Section(title, (), tuple((line,) for line in lines))


def _about(share: SchoolShare) -> list[str]:
    size = f", {share.pupils_on_roll:,} pupils on roll" if share.pupils_on_roll else ""
    kind = f"{share.school_type}{size}" if share.school_type else size.removeprefix(", ")
    lines = [
        f"For {share.partnership} only. It looks from {_day(share.made_on)}, was made with kit "
        f"{share.kit}, and has not been changed since.",
        kind,
        f"Focus of the review: {share.focus}" if share.focus else "",
    ]
    return [line for line in lines if line]


def _signed(share: SchoolShare) -> list[str]:
    whom = {"partnership": "for the partnership", "public": "for everyone"}
    return [
        f"{line.document}, {whom[line.audience]}: {line.name}, {line.role}, {_day(line.signed_on)}"
        + (f", ends on {_day(line.ends_on)}" if line.ends_on else "")
        for line in share.sign_offs
    ]


def _finding(found: Finding) -> tuple[str, ...]:
    pieces = sum(found.sources.values())
    number = f"{pieces} pieces of evidence, " if pieces > 1 else ""
    return (found.kind, found.theme.split(":", 1)[0], found.finding, f"{number}{found.agreement}")


def _effect(effect: Effect) -> tuple[str, ...]:
    if effect.rule:
        known = f"hidden: {effect.rule}"
    elif effect.value is None:
        known = f"not estimated: {effect.reason}"
    else:
        ends = (effect.low, effect.high)
        known = f"{_number(effect.value)} {effect.unit}"
        if None not in ends:
            known += f" ({' to '.join(_number(end) for end in ends)})"
        known += f", {effect.verdict}"
    who = f"{effect.name} ({effect.who})" if effect.who else effect.name
    pupils = f"{' and '.join(f'{n}' for n in effect.pupils)} pupils" if effect.pupils else ""
    return (who, known, pupils, f"design {effect.design}")


def _answers(wave: Answers) -> str:
    if wave.answered is None:
        return f"hidden: {wave.rule}"
    number = f"{wave.answered} answered" + (f" of {wave.invited} asked" if wave.invited else "")
    if wave.rule:
        return f"{number}; the answers themselves are hidden: {wave.rule}"
    each = ", ".join(f"{answer} {n}" for answer, n in wave.counts.items())
    return f"{number}: {each}" if each else number


def _number(value: float) -> str:
    """With the digits that the file holds, which are those of the pages."""
    text = round_half_up(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: date | None) -> str:
    return "" if day is None else in_full(day)
