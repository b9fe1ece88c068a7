"""A share file read out in plain words, part by part, to whoever sends or gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience, round_half_up
from spp_research.share.for_all import is_for_all

from .coded import why_none

if TYPE_CHECKING:
    from datetime import date

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
        (int(share.write_up is not None), "page for the website", "pages for the website"),
        (len(share.series), "figure that is counted often", "figures that are counted often"),
        (sum(one.looks for one in share.check_ins), "look at an action", "looks at actions"),
        (len(share.lasted), "thing of an earlier cycle", "things of earlier cycles"),
        (len(share.resources), "published result", "published results"),
        (len(share.taken_back), "practice taken back", "practices taken back"),
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
    if share.write_up is not None:
        own_page = share.write_up
        shown = f"The write-up as it was signed off for everyone, text mark {own_page.text_mark}"
        with_it = [*own_page.files]
        more = f"With it: {', '.join(with_it)}" if with_it else "Without pictures"
        yield _plain("Page for the website", [shown, more, _WHOSE_WEBSITE])
    if share.taken_back:
        gone = [f"{one.practice_id} of {one.cycle}" for one in share.taken_back]
        said = [
            ", ".join(gone),
            "Whoever has the file of that year takes the page off its website.",
        ]
        yield _plain("No longer shared with everyone", said)
    if share.as_shared:
        said = [f"{own}, as on {_day(on)}" for own, on in share.as_shared.items()]
        said.append("The newer numbers differ by too few people to be shown.")
        yield _plain("As it was shared before", said)
    hidden = [f"{n} by the rule: {why_none(rule)}" for rule, n in share.hidden.items()]
    yield _plain("Hidden, so that nobody can be recognised", hidden or ["Nothing."])
    yield _plain("Never in a share file", [NEVER])


_WHOSE_WEBSITE = (
    "It is for the partnership’s website, and for that of a hub to which this file is sent on."
)
_SIGNS = {
    "none": "nothing beyond chance",
    "shift": "many in a row on one side of the middle",
    "few crossings": "the middle is crossed seldom",
    "both": "many in a row on one side of the middle, which is crossed seldom",
    "too few": "too few figures to tell",
}


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
        (
            "Figures that are counted often",
            ("What is counted", "Pupils", "Figures", "Whether something changed"),
            (
                (s.counted, f"about {s.pupils}", str(s.figures), _SIGNS[s.signal])
                for s in share.series
            ),
        ),
        (
            "Looks at actions on the way",
            ("Action", "How often", "Last"),
            ((c.action_id, str(c.looks), _day(c.last_on)) for c in share.check_ins),
        ),
        (
            "What went on from earlier cycles",
            ("What", "Of the cycle", "How it is now", "Looked at on"),
            (
                (f"{k.what} {k.item_id}", k.cycle, k.state or "not looked at", _day(k.looked_on))
                for k in share.lasted
            ),
        ),
        (
            "Measured once more",
            ("Outcome", "What is known", "Pupils", "How it is known"),
            (_effect(k.again) for k in share.lasted if k.again is not None),
        ),
        (
            "Published results",
            ("Study", "What it says", "Where to read it"),
            ((r.study, r.says, r.locator) for r in share.resources),
        ),
    )
    for title, headers, rows in tables:
        if found := tuple(rows):
            yield Section(title, headers, found)


def _plain(title: str, lines: list[str]) -> Section:
    return Section(title, (), tuple((line,) for line in lines))


def _about(share: SchoolShare) -> list[str]:
    size = f", {share.pupils_on_roll:,} pupils on roll" if share.pupils_on_roll else ""
    whom = f"For {share.partnership} only"
    if share.sign_offs and is_for_all(share):
        whom = f"Of {share.partnership}, signed off for everyone"
    kind = f"{share.school_type}{size}" if share.school_type else size.removeprefix(", ")
    lines = [
        f"{whom}. It looks from {_day(share.made_on)}, was made with kit "
        f"{share.kit}, and has not been changed since.",
        kind,
        f"Focus of the review: {share.focus}" if share.focus else "",
    ]
    return [line for line in lines if line]


def _signed(share: SchoolShare) -> list[str]:
    whom = {Audience.PARTNERSHIP: "for the partnership", Audience.PUBLIC: "for everyone"}
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
        known = f"hidden: {why_none(effect.rule)}"
    elif effect.value is None:
        known = f"not estimated: {why_none(effect.reason)}"
    else:
        known = f"{_number(effect.value)} {effect.unit}"
        if effect.low is not None and effect.high is not None:
            known += f" ({_number(effect.low)} to {_number(effect.high)})"
        if effect.beyond is not None and effect.expected is not None:
            known += f", {_number(effect.beyond)} beyond the {_number(effect.expected)} expected"
        known += f", {effect.verdict}"
    who = f"{effect.name} ({effect.who})" if effect.who else effect.name
    pupils = f"{' and '.join(f'{n}' for n in effect.pupils)} pupils" if effect.pupils else ""
    made = f"design {effect.design}{', by lot' if effect.by_lot else ''}"
    return (who, known, pupils, made)


def _answers(wave: Answers) -> str:
    if wave.answered is None:
        return f"hidden: {why_none(wave.rule)}"
    number = f"{wave.answered} answered" + (f" of {wave.invited} asked" if wave.invited else "")
    if wave.rule:
        return f"{number}; the answers themselves are hidden: {why_none(wave.rule)}"
    each = ", ".join(f"{answer} {n}" for answer, n in wave.counts.items())
    return f"{number}: {each}" if each else number


def _number(value: float) -> str:
    """With the digits that the file holds, which are those of the pages."""
    text = round_half_up(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)
