"""Whether a text stands under a signature: it is the one that was read, or it is a draft.

A row of the Sign-off sheet with text marks stands for the texts with these marks and nothing else.
A row without one stands for the text that the kit first made under it, which it remembers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from spp_research.phrases import long_date

from ..sign_off import SignOff, TypedMarks, Unsigned
from .records import Record, Remembered, SignedFor, same_key
from .texts import Change, ShownText, changes, told_to_readers

OF_THE_KIT = "kit "  # before the hash of a notebook or a style that is the kit's own
SHARED = "shared"  # the source that is not the signer's own: what others have shared

# What a text is made from, as a sentence names it.
SOURCES = {
    "workbook": "the school’s workbook",
    "partnership": "the lead’s workbook",
    "people": "answers to surveys or pupils’ results",
    "settings": "settings.yml",
    "notebook": "the notebook",
    "style": "the style of the reports",
    SHARED: "what the schools have shared",
}


@dataclass(frozen=True)
class Making:
    """What is known of a text that was just made.

    Parameters
    ----------
    text : what it shows.
    day : the day on which it was made, by the calendar.
    kit : the version of the kit with the hash of its source.
    sources : what it was made from, by name, each as a hash. "shared" is what others gave.
    given : what others gave that they may take back, as "oakfield: Review summary".
    lost : the signature and the mark that the last report in its place bore; None if there is
        none. It tells that a record was there which is gone.
    """

    text: ShownText
    day: date
    kit: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    lost: tuple[tuple[str, ...], str] | None = None

    def record(self, signed_for: SignedFor, **more: Any) -> Record:
        """What is remembered of it under a signature."""
        return replace(
            Record(signed_for, self.text, self.day, False, self.kit, self.sources),
            given=self.given,
            **more,
        )


@dataclass(frozen=True)
class Verdict:
    """What a text is under the sign-offs of its document.

    Parameters
    ----------
    line : the row that it stands under, or would have stood under; None where there is none.
    signed_for : the signature of that row.
    signed : whether it is what was signed.
    record : what is remembered, or to be remembered, of it; None for a draft.
    write : whether the record is new.
    keep : the record of the text that was signed, where only what others shared has changed
        since; the signed document then stays as it is.
    why : one sentence for a draft although there is a row; empty otherwise.
    changed : what differs from the text that was signed, where that is known, with the old words
        of what is said otherwise or not at all. It is for whoever may open what was signed.
    told : the same as those who read the new text may be told it; see `told_to_readers`.
    unsigned : why no row of the sheet stands, where there is one about the document.
    news : "begun" where the text is the first under a row without a mark, "reworded" where it
        takes the place of one that another version of the kit had made; else empty.
    said : what else whoever made it should know, one sentence; said once.
    """

    line: SignOff | None = None
    signed_for: SignedFor | None = None
    signed: bool = False
    record: Record | None = None
    write: bool = False
    keep: Record | None = None
    why: str = ""
    changed: tuple[Change, ...] = ()
    told: tuple[str, ...] = ()
    unsigned: Unsigned | None = None
    news: str = ""
    said: str = ""

    @property
    def first_seen(self) -> date | None:
        """The day on which the kit first made the text, where no mark says what was signed."""
        return self.record.first_seen if self.record and not self.record.typed else None


def judge(
    making: Making, rows: Sequence[tuple[SignOff, SignedFor]], remembered: Remembered
) -> Verdict:
    """Whether the text stands under one of these rows.

    Parameters
    ----------
    making : the text.
    rows : the rows of the Sign-off sheet that stand on the day for its audience, each with the
        signature that it is, the latest first.
    remembered : the records of the school or the partnership.
    """
    verdicts = [_under(making, line, own, remembered) for line, own in rows]
    for chosen in (lambda v: v.signed, lambda v: v.keep is not None):
        if found := next(filter(chosen, verdicts), None):
            return found
    # Of several that do not stand, the one that can say what differs.
    return next((one for one in verdicts if one.changed), verdicts[0] if verdicts else Verdict())


def _under(making: Making, line: SignOff, own: SignedFor, remembered: Remembered) -> Verdict:
    known = remembered.of(own)
    if line.marks:
        return _by_mark(making, line, own, remembered)
    if len(known) > 1:
        marks = " and ".join(one.text.mark for one in known)
        return Verdict(
            line,
            own,
            why=f"two texts are remembered under this sign-off ({marks}). Type the text mark of "
            "the one that was read into the Sign-off sheet.",
        )
    if not known:
        return _first(making, line, own, remembered)
    record = known[0]
    if record.text.digest == making.text.digest:
        return Verdict(line, own, signed=True, record=record)
    if _only_others(making, record):
        return _kept(making, line, own, record)
    if making.kit != record.kit and not _differing(making.sources, record.sources):
        new = making.record(own, follows=(*record.follows, record.text.digest))
        return Verdict(
            line,
            own,
            signed=True,
            record=new,
            write=True,
            changed=changes(record.text, making.text),
            told=told_to_readers(record.text, making.text),
            news="reworded",
        )
    return _draft(making, line, own, record)


def _by_mark(making: Making, line: SignOff, own: SignedFor, remembered: Remembered) -> Verdict:
    signed = [one for one in remembered.of(own) if one.text.mark in line.marks.marks]
    if making.text.mark in line.marks.marks:
        here = [one for one in signed if one.text.digest == making.text.digest]
        if here and here[0].typed:
            return Verdict(line, own, signed=True, record=here[0])
        return Verdict(
            line, own, signed=True, record=making.record(own, typed=True), write=not here
        )
    if signed:
        latest = max(signed, key=lambda one: one.first_seen)
        if _only_others(making, latest):
            return _kept(making, line, own, latest)
        return _draft(making, line, own, latest)
    if line.marks.marks:
        if others := _other_audiences(line, own, remembered):
            return Verdict(
                line,
                own,
                why=f"the text mark in the Sign-off sheet is of the text for the "
                f"{' and the '.join(others)} audience, and this one, for the {own.audience} "
                f"audience, is {making.text.mark}. If it was read too, put its mark beside the "
                "other, with a semicolon between them.",
            )
        return Verdict(
            line,
            own,
            why=f"{other_mark(line.marks, making.text.mark)} The text that was signed is not on "
            "this computer, so what differs cannot be said. If this is the one that was read, put "
            "its mark there.",
        )
    return Verdict(line, own, why=no_mark(line.marks))


def other_mark(typed: TypedMarks, mark: str) -> str:
    """That a row of the Sign-off sheet is about other texts than the one with this mark."""
    given = " and ".join(typed.marks)
    return f"the Sign-off sheet gives the text mark {given}, and this text is {mark}."


def no_mark(typed: TypedMarks) -> str:
    """That what stands in the cell for text marks is none."""
    return (
        f"the text mark “{typed.wrong[0][:40]}” in the Sign-off sheet cannot be one: letters are "
        "missing or have changed places. Copy the mark from the document that was read."
    )


def _other_audiences(line: SignOff, own: SignedFor, remembered: Remembered) -> list[str]:
    """The audiences of remembered texts of this signature that bear one of the row's marks."""
    return sorted(
        {
            one.signed_for.audience
            for one in remembered.records
            if one.text.mark in line.marks.marks
            and replace(one.signed_for, audience=own.audience).same_as(own)
        }
        - {own.audience}
    )


def _first(making: Making, line: SignOff, own: SignedFor, remembered: Remembered) -> Verdict:
    """A row without a mark, of which nothing is remembered yet."""
    begun = Verdict(line, own, signed=True, record=making.record(own), write=True)
    when = long_date(own.signed_on)
    if making.lost and same_key(making.lost[0], own.key):
        if making.lost[1] == making.text.mark:
            return replace(
                begun,
                said="The kit’s memory of what was signed was gone, and is written again from "
                "the last report, which says the same.",
            )
        return Verdict(
            line,
            own,
            why="what was read under it is no longer remembered: its file in the folder "
            f"“signed” is gone, and the last report ({making.lost[1]}) said something else than "
            f"this one ({making.text.mark}). Put the file back, or sign off again: a new date, or "
            "the text mark of what was read.",
        )
    other_cycle = [
        one for one in remembered.records if one.signed_for.key == _in_its_cycle(own, one)
    ]
    if other_cycle:
        return Verdict(
            line,
            own,
            why=f"it was signed off on {when} in the cycle {other_cycle[0].signed_for.cycle}, and "
            f"this is {own.cycle}. Sign off what this year’s says.",
        )
    others = [
        one
        for one in remembered.records
        if replace(one.signed_for, audience=own.audience).same_as(own)
    ]
    if others and all(_differing(making.sources, one.sources) for one in others):
        return Verdict(
            line,
            own,
            why=f"its text for the {others[-1].signed_for.audience} audience was remembered, and "
            "what it is made from has changed since. Sign it off again: a new date, or the text "
            "mark of what was read.",
        )
    if read := _read_under_another(making, own, remembered):
        then = long_date(read.signed_for.signed_on)
        return Verdict(
            line,
            own,
            why=f"another text was read under the sign-off of {then} "
            f"(text mark {read.text.mark}, now {making.text.mark}), and what it is made from has "
            "changed since. Sign it off again: a new date, or the text mark of what was read.",
        )
    return replace(begun, news="begun")


def _read_under_another(making: Making, own: SignedFor, remembered: Remembered) -> Record | None:
    """The text that another row, as late as this one or later, stands for; None if it is this.

    Else a document with a row for the partnership and one for everybody could change once for
    each of them, and would still be said to be signed off.
    """
    others = [
        one
        for one in remembered.records
        if one.signed_for.signed_on >= own.signed_on
        and not one.signed_for.same_as(own)
        and replace(
            one.signed_for,
            signed_as=own.signed_as,
            signed_on=own.signed_on,
            signed_by=own.signed_by,
        ).same_as(own)
    ]
    same = any(one.text.digest == making.text.digest for one in others)
    if same or not all(_differing(making.sources, one.sources) for one in others):
        return None
    return max(others, key=lambda one: one.signed_for.signed_on, default=None)


def _in_its_cycle(own: SignedFor, other: Record) -> tuple[str, ...]:
    """The key that a signature would have had in the cycle of another record."""
    cycle = other.signed_for.cycle
    return replace(own, cycle=cycle).key if cycle != own.cycle else ()


def _draft(making: Making, line: SignOff, own: SignedFor, record: Record) -> Verdict:
    day = long_date(own.signed_on)
    causes = list(_causes(making, record))
    because = f" What changed is {' and '.join(causes)}." if causes else ""
    return Verdict(
        line,
        own,
        why=f"changed since {line.name} signed it off on {day} (text mark "
        f"{record.text.mark}, now {making.text.mark}).{because}",
        changed=changes(record.text, making.text),
        told=told_to_readers(record.text, making.text),
    )


def _kept(making: Making, line: SignOff, own: SignedFor, record: Record) -> Verdict:
    if gone := [given for given in record.given if given not in making.given]:
        draft = _draft(making, line, own, record)
        return replace(draft, why=f"{draft.why} No longer signed off: {'; '.join(gone)}.")
    return Verdict(
        line,
        own,
        keep=record,
        changed=changes(record.text, making.text),
        told=told_to_readers(record.text, making.text),
        said="It stays as it was signed off, and there is an update: the schools have shared "
        "more since. To read it, make it with --update; to take it in, sign off again with a new "
        "date.",
    )


def _only_others(making: Making, record: Record) -> bool:
    """Whether all that it is made from is the same but for what others have shared."""
    return making.kit == record.kit and _differing(making.sources, record.sources) == [SHARED]


def _causes(making: Making, record: Record) -> Iterator[str]:
    for name in _differing(making.sources, record.sources):
        yield SOURCES.get(name, name)
    if making.kit != record.kit:
        yield "the version of the kit"


def _differing(now: Mapping[str, str], then: Mapping[str, str]) -> list[str]:
    """The names of the sources that are not what they were.

    A notebook or style that is the kit's own, then and now, changes with the kit alone.
    """

    def alike(name: str) -> bool:
        pair = now.get(name, ""), then.get(name, "")
        return (
            all(value.startswith(OF_THE_KIT) for value in pair)
            or len({value.removeprefix(OF_THE_KIT) for value in pair}) == 1
        )

    return [name for name in dict.fromkeys((*now, *then)) if not alike(name)]
