"""What an enquiry is: a question, what is known of it, a plan, what happened and what was learnt.

Each text is a cell of the school's workbook, by the declaration of its column: it is read and
refused as that cell would be, so that an enquiry can go into a workbook and come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field as Member
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import InputError
from spp_research.intake.check.cell_values import checks_of, said_of
from spp_research.intake.people_rows import rows_of_people
from spp_research.intake.read.convert import convert
from spp_research.intake.read.sheets import RawCell
from spp_research.protect.disclosure import rules_for
from spp_research.protect.disclosure.opened import (
    hold_pupils_back,
    opened_for,
    opened_pupils,
    rules_opened,
    run_key,
)
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.schema import PUPILS, SCHOOL, Kind
from spp_research.schema.vocabulary import DESIGNS, KEY_STAGES, THEMES, YES_NO, Design
from spp_research.stats.frames import read_table
from spp_research.telling import in_short

from ..impact.declared import Outcome
from ..impact.own_tables import pupils_of

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables

    from ..evidence import EvidenceBase
    from ..survey import Item

Day = date | str | None

ACTION, QUESTION = "A1", "Q1"  # the rows of an enquiry that did not come from a workbook
_AT = "column of the workbook"
_PUPILS, _MARKS = "Pupils", "marks"  # who and in what, where nobody says
# What an outcome is called where the sheet has another name for it.
COLUMN_OF: Mapping[str, str] = {"name": "outcome", "who": "group", "making": "allocation"}


def at(sheet: str, column: str, default: Any = "") -> Any:
    """A text that stands in this column of the workbook."""
    return field(default=default, metadata={_AT: (sheet, column)})


@dataclass(frozen=True)
class Known:
    """A result of somebody else's study, with the place where it can be read: `known` makes one.

    The columns of the sheet “What others found”: `effect`, `low` and `high` are in standard
    deviations.
    """

    study: str
    says: str
    locator: str
    accessed: date | None
    outcome: str
    stage: str
    estimated: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        _settle(self, {m.name: ("register", m.name) for m in fields(self)})


@dataclass(frozen=True)
class Ethics:
    """How people were asked, and what is kept: the columns of the sheet of ethics.

    Parameters
    ----------
    told, consent, withdraw : what people were told, how they agreed, how they change their mind.
    kept : which files, where, until when.
    checked_by, checked_on : who read this and agreed, and the day.
    """

    told: str
    consent: str
    kept: str
    checked_by: str
    checked_on: Day
    withdraw: str = ""

    def __post_init__(self) -> None:
        _settle(self, {m.name: ("ethics", m.name) for m in fields(self)})


@dataclass(frozen=True, eq=False, repr=False)
class Enquiry:
    """An enquiry of a school, from its question to how it is shared.

    Whatever is not there yet is left out: each section of the document then says what is missing.

    Parameters
    ----------
    question : what is to be found out; it begins with "To what extent".
    why : why it matters here.
    known : what others found, each from `known`.
    doing : what is done, in a sentence.
    outcomes : what is measured, each from `outcome`; named before anything is measured.
    ethics : how people were asked.
    pupils : what was measured, from `pupils`; a list of such tables where there are several.
    happened : what was really done, and what was changed on the way.
    changed, surprises, lessons : what is different, what nobody expected, what was learnt.
    next, sharing : what comes next, and how others can see it.
    theme : of the four themes of the enquiry framework.
    school : the school's short name.
    plans : rows of the sheet of plans, from `fix_plan`.
    told : questions of surveys that speak to it.
    base : the school's evidence where it comes from there.
    audience : who may read it, "school", "partnership" or "public", where no school was opened:
        without it the rules are those for everyone.

    Raises
    ------
    DisclosureError
        If there is no such audience.
    InputError
        If a text is longer than the reports have room for, or not what its column takes.
    """

    question: str = at("outcomes", "question")
    why: str = at("self_review", "self_view")
    known: Sequence[Known] = ()
    doing: str = at("actions", "action")
    outcomes: Sequence[Outcome] = ()
    ethics: Ethics | None = None
    pupils: pd.DataFrame | Sequence[pd.DataFrame] | None = None
    happened: str = at("actions", "what_was_done")
    changed: str = at("reflection", "what_changed")
    surprises: str = at("reflection", "surprises")
    lessons: str = at("reflection", "lessons")
    next: str = at("reflection", "next")
    sharing: str = at("support", "support")
    theme: str = at("self_review", "theme", THEMES[2])
    school: str = at("school", "school")
    plans: Sequence[Mapping[str, Any]] = ()
    told: Sequence[Item] = ()
    base: EvidenceBase | None = None
    audience: str = ""

    def __post_init__(self) -> None:
        _read_by(self.audience)
        _settle(self, places_of(type(self)))
        if not self.question:
            raise InputError(
                "question is missing: say what the enquiry wants to find out, beginning with "
                "“To what extent”"
            )
        _put(self, "known", tuple(self.known))
        _put(self, "plans", tuple(self.plans))
        _put(self, "outcomes", tuple(_numbered(self.outcomes, self.question)))
        _put(self, "pupils", _together(self.pupils, self.outcomes))

    @property
    def measured(self) -> tables.PupilOutcomes:
        """A row a pupil and outcome, in the columns of a pupils' file; it does not print itself."""
        return self.pupils  # type: ignore[return-value]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text of somebody's own, with what it is called here."""
        records: list[Any] = [self, *self.known, *([self.ethics] if self.ethics else [])]
        for record in records:
            for one in fields(record):
                value = getattr(record, one.name)
                if isinstance(value, str) and value and one.name != "checked_by":
                    yield one.name, value
        for outcome in self.outcomes:
            yield from (("outcome", t) for t in (outcome.name, outcome.who, outcome.selection) if t)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Enquiry):
            return NotImplemented
        own = [m.name for m in fields(self) if m.name not in _NOT_WRITTEN]
        if any(getattr(self, name) != getattr(other, name) for name in own):
            return False
        mine, theirs = (_values(one.measured) for one in (self, other))
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        there = {m.name: getattr(self, m.name) for m in fields(self) if m.name in _SECTIONS}
        missing = [name for name, value in there.items() if not value]
        return in_short(
            f"Enquiry: {self.question}",
            outcomes=", ".join(f"{o.name} ({o.design})" for o in self.outcomes) or "none yet",
            measured=f"{len(self.measured)} rows of pupils, not printed",
            not_yet_written=", ".join(missing) or "nothing",
        )


_NOT_WRITTEN = ("pupils", "told", "base", "audience")  # the first is compared by its values
_SECTIONS = (
    "why",
    "known",
    "doing",
    "outcomes",
    "ethics",
    "happened",
    "changed",
    "surprises",
    "lessons",
    "next",
    "sharing",
)


def known(
    study: str,
    says: str,
    locator: str,
    accessed: Day,
    *,
    outcome: str,
    stage: str = KEY_STAGES[-1],
    effect: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Known:
    """What somebody else found, with the place where it can be read.

    Parameters
    ----------
    study : authors or body, and year.
    says : in a sentence of your own.
    locator : page, table or web address, exact enough to find the number again.
    accessed : the day you read it, as "20/11/2025".
    outcome : what was measured.
    stage : the pupils it was about, as "Key stage 2".
    effect, low, high : in standard deviations, with the ends of the 95% interval; none where the
        study estimated none, which is not the same as no effect.
    """
    estimated = "No" if effect is None else "Yes"
    when: Any = accessed
    return Known(study, says, locator, when, outcome, stage, estimated, effect, low, high)


def outcome(
    name: str,
    *,
    design: str,
    who: str = _PUPILS,
    unit: str = _MARKS,
    smallest_worthwhile: float | None = None,
    before_on: Day = None,
    after_on: Day = None,
    named_on: Day = None,
    selection: str = "",
    main: bool = True,
    higher_is_better: bool = True,
    lowest: float | None = None,
    highest: float | None = None,
    outcome_id: str = "",
) -> Outcome:
    """What is to be measured, and how it can be known.

    Parameters
    ----------
    name, who, unit : what is measured, of whom, in what.
    design : "A" where others are measured too, both times; "B" the same pupils both times; "C"
        other pupils later; "D" afterwards only.
    smallest_worthwhile : in the unit, the least that would be worth the work.
    before_on, after_on, named_on : the days of measuring, and on which this was named.
    selection : how the pupils were chosen.
    main : whether it is the one outcome that was named before any data were seen.
    lowest, highest : the ends of the scale.
    outcome_id : its ID, where there are several; O1, O2 and so on without.

    Raises
    ------
    InputError
        If one of these is not what the column of the workbook takes.
    """
    if design not in tuple(Design):
        ways = "; ".join(f"{letter}: {meaning}" for letter, meaning in DESIGNS.items())
        raise InputError(f"design is {design!r}; it must be one of: {ways}")
    days = {
        column: _read("outcomes", column, given, name)
        for column, given in (
            ("baseline_date", before_on),
            ("follow_up_date", after_on),
            ("named_on", named_on),
        )
    }
    numbers = {
        column: _read("outcomes", column, given, name)
        for column, given in (
            ("smallest_worthwhile", smallest_worthwhile),
            ("lowest_possible", lowest),
            ("highest_possible", highest),
        )
    }
    said = {
        key: _read("outcomes", COLUMN_OF.get(key, key), given, key)
        for key, given in (
            ("name", name),
            ("who", who),
            ("unit", unit),
            ("selection", selection),
            ("outcome_id", outcome_id),
        )
    }
    _seen((name, who, unit, selection, outcome_id))
    return Outcome(
        action_id=ACTION,
        design=Design(design),
        primary=main,
        higher_is_better=higher_is_better,
        **said,
        **days,
        **numbers,
    )


def pupils(
    data: Any,
    *,
    before: Any = None,
    after: Any = None,
    group: Any = None,
    project: Any = None,
    cluster: Any = None,
    pupil: Any = None,
    outcome: str = "O1",
    sheet: str | None = None,
) -> pd.DataFrame:
    """What was measured, one row a pupil: the columns of a table, each looked at.

    Parameters
    ----------
    data : a DataFrame, a mapping of names to columns, or the path of a CSV file or workbook.
    before, after : the columns of what was measured; one of them where the other is still to come.
    group, project : who took part: the column, and the label that means so.
    cluster, pupil : the columns of the class, and of the pupils' IDs.
    outcome : the ID of the outcome, where there are several.
    sheet : of a workbook; the first without.

    `"example"` as the data is the kit's own invented table of 27 pupils in 2 classes.

    Returns
    -------
    A table in the columns of a pupils' file. It does not print its rows.

    Raises
    ------
    InputError
        In one sentence: no such file or column, a text where a number belongs, a label that
        nobody has, an ID that stands twice.
    """
    if isinstance(data, str) and data == "example":
        data = Path(__file__).with_name("fluency.csv")
    if sheet is not None:
        if not isinstance(data, str | PathLike):
            raise InputError("sheet is for a workbook: give its path as the data")
        data = read_table(data, sheet)
    made = pupils_of(
        data,
        _read("outcomes", "outcome_id", outcome, "outcome"),
        before=before,
        after=after,
        group=group,
        project=project,
        cluster=cluster,
        pupil=pupil,
    )
    return _as_a_file(made)


def day_of(given: Day, name: str) -> date | None:
    """A day as it is typed into a cell, as "05/01/2026"."""
    found: date | None = _read("outcomes", "named_on", given, name)
    return found


def _read_by(audience: str) -> None:
    """Go by the rules of an audience, where none of it was opened before."""
    if audience and getattr(rules_opened(), "audience", None) != audience:
        opened_for(rules_for(audience))


def places_of(record: type) -> dict[str, tuple[str, str]]:
    """Where each text of a record stands in the workbook, by its name."""
    members: tuple[Member[Any], ...] = fields(record)
    return {m.name: m.metadata[_AT] for m in members if _AT in m.metadata}


def _put(record: object, name: str, value: Any) -> None:
    object.__setattr__(record, name, value)


def _settle(record: Any, places: Mapping[str, tuple[str, str]]) -> None:
    """Read each text, number and day of a record as its cell of the workbook would be read."""
    _seen(getattr(record, name) for name in places)
    for name, (sheet, column) in places.items():
        _put(record, name, _read(sheet, column, getattr(record, name), name))
    needed = [
        name
        for name, (sheet, column) in places.items()
        if not isinstance(record, Enquiry)
        and SCHOOL.sheet(sheet).field(column).required
        and getattr(record, name) in ("", None)
    ]
    if needed:
        label = SCHOOL.sheet(places[needed[0]][0]).field(places[needed[0]][1])
        raise InputError(
            f"{needed[0]} is missing: {label.guidance[:1].lower()}{label.guidance[1:]} For "
            f"example: {label.example}"
        )


def _seen(texts: Any) -> None:
    """In a run: words that stand in the notebook or in a workbook, and no pupil's ID."""
    said = [text for text in texts if isinstance(text, str) and text and text not in _KITS]
    hold_pupils_back(said, "A text of the enquiry")
    if run_key():  # on one's own screen an enquiry may be tried out with any words
        for text in said:
            words(text, notebook(), "A text of the enquiry")


_KITS = frozenset((*KEY_STAGES, *THEMES, *YES_NO, _MARKS, _PUPILS))


def _read(sheet: str, column: str, given: Any, name: str) -> Any:
    """A value as a cell of the workbook would be read; "" or None for a blank."""
    declared = SCHOOL.sheet(sheet).field(column)
    blank = None if declared.kind in (Kind.DATE, Kind.NUMBER, Kind.WHOLE) else ""
    if given is None or given == "" or given != given:
        return blank
    if isinstance(given, date) and not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)
    found = convert(declared, RawCell(1, 1, given))
    if found.value is None and found.message:
        raise InputError(f"{name}: {found.message}")
    if found.value is None:
        return blank
    for code, passes in checks_of(declared):
        if not passes(found.value):
            raise InputError(f"{name}: {said_of(code, declared, str(found.value), 1)}")
    return _kept(found.value) if isinstance(found.value, float) else found.value


def _numbered(outcomes: Sequence[Outcome], question: str) -> list[Outcome]:
    """The outcomes with an ID each, and the question that they answer."""
    made = [
        replace(one, outcome_id=one.outcome_id or f"O{place}", question=one.question or question)
        for place, one in enumerate(outcomes, 1)
    ]
    made.sort(key=lambda one: not one.primary)  # as the kit has them everywhere
    ids = [one.outcome_id for one in made]
    if twice := next((i for i in ids if ids.count(i) > 1), ""):
        raise InputError(f"outcomes: two have the ID {twice}; give each its own outcome_id")
    return made


def _together(given: Any, outcomes: Sequence[Outcome]) -> Any:
    """The tables of pupils as one, each of an outcome that there is."""
    import pandas as pd

    from spp_research.intake.frames import empty_frame

    parts = [given] if hasattr(given, "columns") else [*(given or ())]
    whole = pd.concat(parts, ignore_index=True) if parts else empty_frame(_SHEET)
    there = {one.outcome_id for one in outcomes}
    for unknown in sorted(set(whole["outcome_id"].dropna()) - there):
        raise InputError(
            f"pupils: there are results of {unknown}, and no outcome of the enquiry has this ID; "
            f"its outcomes have {', '.join(sorted(there)) or 'none'}"
        )
    if len(whole):
        known = whole[["outcome_id", "pupil_id", "group", "baseline", "follow_up"]]
        # Its labels are the notebook's own, and no words of a workbook.
        opened_pupils("the pupils of an enquiry", known)
    return rows_of_people(whole)


_SHEET = PUPILS.sheet("pupil_outcomes")
_DIGITS = 15  # that a workbook keeps of a number


def _as_a_file(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the types of a pupils' file, and no digit that a workbook would lose."""
    import pandas as pd

    from spp_research.intake.frames import empty_frame

    made = table.copy()
    for column, kind in empty_frame(_SHEET).dtypes.items():
        if column not in made:
            made[column] = pd.Series(pd.NA, index=made.index, dtype=kind)
        elif kind.name == "Float64":
            kept = [pd.NA if v != v else _kept(v) for v in made[column]]
            made[column] = pd.array(kept, dtype="Float64")
        else:
            made[column] = made[column].astype(kind)
    return rows_of_people(made.reset_index(drop=True))


def _kept(number: float) -> float:
    """A number with the digits that a workbook keeps."""
    return float(f"{number:.{_DIGITS}g}")


def _values(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a table as plain values, for comparing two."""
    import pandas as pd

    names = [f.name for f in _SHEET.fields]
    there = table.reindex(columns=names)
    return [
        tuple(None if pd.isna(v) else v for v in row)
        for row in there.itertuples(index=False, name=None)
    ]
