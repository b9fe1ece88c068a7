"""What an enquiry is: a question, what is known of it, a plan, what happened and what was learnt.

Each text is a cell of the school's workbook, by the declaration of its column: it is read and
refused as that cell would be, so that an enquiry can go into a workbook and come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import Faults, InputError
from spp_research.intake.people_rows import rows_of_people
from spp_research.protect.disclosure import rules_for
from spp_research.protect.disclosure.opened import (
    opened_for,
    opened_pupils,
    rules_opened,
)
from spp_research.schema.vocabulary import DESIGNS, KEY_STAGES, THEMES, Design
from spp_research.stats.reading import as_in_the_file
from spp_research.telling import as_facts, briefly, in_short

from ..impact.declared import Outcome
from ..impact.own_tables import pupils_of
from .as_cells import (
    MARKS,
    MEASURED,
    PUPILS_USUALLY,
    Day,
    as_a_file,
    at,
    only_words_of_it,
    places_of,
    put,
    read_cell,
    read_cells,
    settle,
    values_of,
)

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables

    from ..evidence import EvidenceBase
    from ..survey import Item

ACTION, QUESTION = "A1", "Q1"  # the rows of an enquiry that did not come from a workbook
# What an outcome is called where the sheet has another name for it.
_MEASURED_LEAST = {"outcome_id", "pupil_id", "group", "baseline", "follow_up"}
COLUMN_OF: Mapping[str, str] = {"name": "outcome", "who": "group", "making": "allocation"}


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

    __repr__ = briefly
    _repr_html_ = as_facts

    def __post_init__(self) -> None:
        settle(self, {m.name: ("register", m.name) for m in fields(self)})


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

    __repr__ = briefly
    _repr_html_ = as_facts

    def __post_init__(self) -> None:
        settle(self, {m.name: ("ethics", m.name) for m in fields(self)})


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
        faults = Faults()
        with faults.kept():
            settle(self, places_of(type(self)), whole=False)
        if not self.question:
            faults.add(
                "question is missing: say what the enquiry wants to find out, beginning with "
                "“To what extent”"
            )
        with faults.kept():
            maker = "enquiry.known(study, says, locator, …)"
            put(self, "known", _each(self.known, Known, "known", maker))
        put(self, "plans", tuple(self.plans))
        outcomes: list[Outcome] | None = None
        with faults.kept():
            maker = 'enquiry.outcome(name, design="B")'
            declared = _each(self.outcomes, Outcome, "outcomes", maker)
            outcomes = _numbered(declared, self.question)
            put(self, "outcomes", tuple(outcomes))
        if outcomes is not None:
            with faults.kept():
                put(self, "pupils", _together(self.pupils, outcomes))
        faults.tell()

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
        mine, theirs = (values_of(one.measured) for one in (self, other))
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]

    _repr_html_ = as_facts

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
    who: str = PUPILS_USUALLY,
    unit: str = MARKS,
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
    faults = Faults()
    if str(design) not in tuple(Design):
        ways = "; ".join(f"{letter}: {meaning}" for letter, meaning in DESIGNS.items())
        faults.add(f"design is {design!r}; it must be one of: {ways}")
    given: dict[str, tuple[str, Any]] = {
        "name": ("outcome", name),
        "who": ("group", who),
        "unit": ("unit", unit),
        "selection": ("selection", selection),
        "outcome_id": ("outcome_id", outcome_id),
        "before_on": ("baseline_date", before_on),
        "after_on": ("follow_up_date", after_on),
        "named_on": ("named_on", named_on),
        "smallest_worthwhile": ("smallest_worthwhile", smallest_worthwhile),
        "lowest": ("lowest_possible", lowest),
        "highest": ("highest_possible", highest),
    }
    found = read_cells("outcomes", given, faults)
    faults.tell()
    only_words_of_it((name, who, unit, selection, outcome_id))
    own = (
        "name",
        "who",
        "unit",
        "selection",
        "outcome_id",
    )  # what the record has no other name for
    return Outcome(
        action_id=ACTION,
        design=Design(design),
        primary=main,
        higher_is_better=higher_is_better,
        **{column if key not in own else key: found[key] for key, (column, _) in given.items()},
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
        All that is wrong, each in a sentence with its column and rows: no such file or column, a
        text where a number belongs, a label that nobody has, an ID that stands twice.
    """
    if isinstance(data, str) and data == "example":
        data = Path(__file__).with_name("fluency.csv")
    if sheet is not None:
        if not isinstance(data, str | PathLike):
            raise InputError("sheet is for a workbook: give its path as the data")
        data = as_in_the_file(data, sheet)
    faults, ident, made = Faults(), "", None
    with faults.kept():
        ident = read_cell("outcomes", "outcome_id", outcome, "outcome")
    with faults.kept():
        made = pupils_of(
            data,
            ident,
            before=before,
            after=after,
            group=group,
            project=project,
            cluster=cluster,
            pupil=pupil,
        )
    faults.tell()
    return as_a_file(made)


def refuse_others(given: Any) -> None:
    """Refuse what is no enquiry where one is needed, as a study or a table."""
    if not isinstance(given, Enquiry):
        raise InputError(
            "this takes an enquiry, from enquiry.Enquiry(question, …) or enquiry.of_school(study); "
            f"it was given a {type(given).__name__}"
        )


def _each(given: Any, kind: type, name: str, maker: str) -> tuple[Any, ...]:
    """Records of one kind, also where one was given by itself."""
    several = [given] if isinstance(given, kind) else list(given or ())
    if not all(isinstance(one, kind) for one in several):
        raise InputError(f"{name}: give a list, each from {maker}")
    return tuple(several)


def _read_by(audience: str) -> None:
    """Go by the rules of an audience, where none of it was opened before."""
    if audience and getattr(rules_opened(), "audience", None) != audience:
        opened_for(rules_for(audience))


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

    parts = [given] if isinstance(given, str) or hasattr(given, "columns") else [*(given or ())]
    if not all({*getattr(part, "columns", ())} >= _MEASURED_LEAST for part in parts):
        raise InputError(
            "pupils: give what enquiry.pupils makes of a table or a file, as in pupils="
            'enquiry.pupils("fluency.csv", before="january", after="june")'
        )
    whole = pd.concat(parts, ignore_index=True) if parts else empty_frame(MEASURED)
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
