"""What a share file holds, rounded as it is shown. The records are the published format.

Version 9; version 8 had no `taken_back`, version 7 no `again`, version 6 had sentences where there
are codes (`share.codes`), version 5 had no `write_up`, version 4 no `lasted`, `resources` and
`as_shared`, version 3 no `expected` and `beyond`, version 2 no `doubts`, version 1 no
`changed_since`. A file that holds nothing new still says the oldest version from 3 on that has all
it says, so that older kits read it. A field may be added with a default in a later version, never
renamed or taken away; a newer kit reads every older file. Numbers that a rule hid are None, with
the rule beside them.
"""

from __future__ import annotations

import inspect
import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import (
    Carried,
    Design,
    FindingKind,
    SupportKind,
    Time,
    words_of,
)
from spp_research.telling import as_facts, briefly

from .document import VERSION

BEFORE_TAKEN_BACK = 8  # the version of a file in which no practice of a closed cycle is taken back
BEFORE_AGAIN = 7  # the version of a file in which nothing is measured once more
BEFORE_CODES = 6  # the version of a file in which no number is missing for a reason
BEFORE_WRITE_UP = 5  # the version of a file that carries no page of a practice
BEFORE_LASTED = 4  # the version of a file in which nothing went on and no resource is named
BEFORE_EXPECTED = 3  # the version of a file in which nothing was to be expected
OF_EXPECTED = ("expected", "beyond", "beyond_low", "beyond_high", "beyond_se")

Words = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(max_length=200)]
Count = Annotated[int, Field(ge=0, le=100_000)]


def _words(kind: type[StrEnum], title: str) -> WithJsonSchema:
    """The published format lists the words where they are used, and knows no enums of ours."""
    return WithJsonSchema({"enum": [*words_of(kind)], "title": title, "type": "string"})


class _Record(BaseModel):
    """Frozen, and closed to anything it does not name: a share file comes from someone else."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Signed(_Record):
    """A sign-off of one document that stands on the day the file was made.

    `audience` is the widest that it stands for, "partnership" or "public"; `ends_on` the first
    day on which it no longer stands, None where no such day is set.
    """

    document: Name
    audience: Literal[Audience.PARTNERSHIP, Audience.PUBLIC]
    name: Name
    role: Name
    signed_on: date
    ends_on: date | None = None


class Finding(_Record):
    """A finding of the review, with how much evidence there is behind it, never the evidence.

    `sources` are kinds of source with the number of pieces, in the vocabulary's order;
    `agreement` is how they hang together (`review.Agreement`).
    """

    finding_id: Name
    kind: Annotated[FindingKind, _words(FindingKind, "Kind")]
    theme: Name
    question: Words
    finding: Words
    sources: dict[Name, Count] = {}
    agreement: Name = ""
    workshop_question: Words = ""


class Support(_Record):
    """What the school offers to others, or would welcome from them."""

    support_id: Name
    kind: Annotated[SupportKind, _words(SupportKind, "Kind")]
    theme: Name
    support: Words
    contact: Words = ""
    until: date | None = None


class Action(_Record):
    """An action of the plan. `status` is of the vocabulary, or empty where none was given."""

    action_id: Name
    finding_id: Name = ""
    action: Words
    lead: Name = ""
    start_date: date | None = None
    review_date: date | None = None
    success_measure: Words = ""
    support_wanted: Words = ""
    status: Name = ""


class Effect(_Record):
    """What is known about one outcome: an estimate, or why there is none.

    Parameters
    ----------
    name, who, unit, question : as the school declared the outcome.
    design : A, B, C or D.
    primary : whether it was named as the main outcome before the results were known.
    value, low, high : in `unit` ("marks", "percentage points"), with the digits that a page shows;
        None without an estimate or where a rule hides it.
    se : in `unit`, to two significant digits; None also where a group has 12 pupils or fewer.
    standardised, standardised_variance : in standard deviations (or the log of a ratio) with its
        variance, for pooling, to two significant digits; None where the design or the rules do
        not allow it, or a group has 12 pupils or fewer.
    estimator : of the standardised effect; only like is pooled with like.
    pupils : the sizes of the groups that it rests on; empty where a rule hides one of them.
    verdict : better, no worthwhile change, worse, unclear or not enough data.
    standing : what the design lets it be called: difference, change, report or not estimated.
    reason : why there is no estimate, as a code (`share.codes.Why`); a sentence up to version 6;
        empty otherwise.
    rule : the disclosure rule that hid it, as a code (`share.codes.Rule`); empty where none did.
    warnings : sentences of files up to version 6; empty since, as no reader shows them.
    baseline, measured : whether anybody was measured before, and afterwards.
    smallest_worthwhile : in `unit`, what the school had said beforehand would be worthwhile.
    doubts : what keeps it from being called better whatever its range, as codes (`impact.Doubt`).
    by_lot : whether the groups were drawn by lot, by a draw that comes out again; left out of the
        file where it is not so, or where an older kit made it.
    expected : the change that was to be expected anyway, in `unit`; None where none was declared.
    beyond, beyond_low, beyond_high : `value` less that, which the verdict is about.
    beyond_se : of `beyond`; None also where a group has 12 pupils or fewer.
    """

    outcome_id: Name
    action_id: Name
    name: Words
    who: Name = ""
    unit: Name = ""
    question: Words = ""
    design: Annotated[Design, _words(Design, "Design")]
    primary: bool = False
    higher_is_better: bool = True
    value: float | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    confidence: float = 0.95
    standardised: float | None = None
    standardised_variance: Annotated[float, Field(gt=0)] | None = None
    estimator: Name = ""
    pupils: tuple[Count, ...] = ()
    verdict: Name
    standing: Name
    reason: Words = ""
    rule: Words = ""
    warnings: tuple[Words, ...] = ()
    baseline: bool = False
    measured: bool = False
    smallest_worthwhile: Annotated[float, Field(ge=0)] | None = None
    doubts: tuple[Name, ...] = ()
    by_lot: bool = False
    expected: float | None = None
    beyond: float | None = None
    beyond_low: float | None = None
    beyond_high: float | None = None
    beyond_se: Annotated[float, Field(ge=0)] | None = None

    __repr__ = __str__ = briefly
    _repr_html_ = as_facts

    @property
    def judged(self) -> tuple[float | None, float | None, float | None, float | None]:
        """What the verdict is about, with its limits and standard error."""
        if self.beyond is not None:
            return self.beyond, self.beyond_low, self.beyond_high, self.beyond_se
        return self.value, self.low, self.high, self.se


class Answers(_Record):
    """The answers to one question at one time; all None or empty where a rule hides them.

    `answered` gave a view on the scale, `no_opinion` said that they did not know, `invited` were
    asked. `counts` are people per answer, in the scale's order.
    """

    wave: Annotated[Time, _words(Time, "Wave")]
    answered: Count | None = None
    no_opinion: Count | None = None
    invited: Count | None = None
    counts: dict[Name, Count] = {}
    rule: Words = ""


class Item(_Record):
    """One question of a survey, over the times at which it was asked."""

    item_id: Name
    asked: Words
    scale: Name
    informant: Name
    reversed: bool = False
    waves: tuple[Answers, ...] = ()


class Watched(_Record):
    """A series that the school counts: whether anything changed, and never a figure of it.

    Parameters
    ----------
    counted : what is counted, in the school's words.
    pupils : about how many it is about, to the nearest five; never few (`school.series.seen`).
    figures : how many it has.
    signal : what the two rules of runs and crossings see; "too few" where they do not apply.
    """

    series_id: Name
    action_id: Name = ""
    outcome_id: Name = ""
    counted: Words
    pupils: Count
    figures: Count
    signal: Literal["none", "shift", "few crossings", "both", "too few"]


class LookedAt(_Record):
    """How often somebody looked at an action on the way, and when last; not what was noticed."""

    action_id: Name
    looks: Annotated[int, Field(ge=1, le=1000)]
    last_on: date


class Lasted(_Record):
    """Something of an earlier cycle, and how it is now; not what was written of it.

    `state` is of the vocabulary, or empty where nobody has looked yet. `again` is what an outcome
    came to when it was measured once more in this cycle; it is in no count and is never pooled, and
    left out of the file where there is none.
    """

    cycle: Name
    what: Annotated[Carried, _words(Carried, "What")]
    item_id: Name
    state: Name = ""
    looked_on: date | None = None
    again: Effect | None = None


class Resource(_Record):
    """A published result that the school set beside its own questions, and where to read it."""

    register_id: Name
    theme: Name
    study: Words
    stage: Name = ""
    outcome: Words = ""
    says: Words = ""
    locator: Words
    estimated: bool = True  # whether the study estimated an effect


class Practice(_Record):
    """The practice that the school shares; only where it is signed off."""

    principle: Words
    theme: Name
    in_short: Words
    contact_name: Name = ""
    contact_email: Name = ""
    outcome_id: Name = ""


MOST_LETTERS = 400_000  # of the text of a page
FileName = Annotated[
    str, Field(pattern=r"^(figures/[A-Za-z0-9._-]+\.png|numbers\.xlsx|numbers/[a-z0-9-]+\.csv)$")
]
Base64 = Annotated[str, Field(pattern="^[A-Za-z0-9+/]*={0,2}$", max_length=3_000_000)]


class WriteUp(_Record):
    """The write-up of the practice as it was signed off for everyone, for the page of a website.

    Parameters
    ----------
    practice_id : the practice's ID in the school's workbook.
    text_mark : of the text that was signed.
    fewest_pupils, fewest_respondents : the thresholds that it was made under.
    text : the document, as the kit writes it for the renderers.
    files : its pictures and its numbers to reuse, by name, in base 64.
    """

    practice_id: Name
    text_mark: Annotated[str, Field(pattern="^[A-Z]{3}-[A-Z]{3}-[A-Z]{3}$")]
    fewest_pupils: Count
    fewest_respondents: Count
    text: Annotated[str, Field(max_length=MOST_LETTERS)]
    files: dict[FileName, Base64] = {}


class TakenBack(_Record):
    """A practice of a closed cycle that was signed off for everyone, and may be shown no longer."""

    cycle: Name
    practice_id: Name


class SchoolShare(_Record):
    """One school's year, as its partnership may see it.

    Parameters
    ----------
    version : of this format.
    kit : the version of the kit that made the file.
    audience : always "partnership"; a file for anyone else is not one of these.
    partnership, cycle : as the lead's workbook names them; a file of another is refused.
    school, school_name, school_type, pupils_on_roll : as the lead's workbook lists it.
    made_on : the day the file looks from.
    focus : the question that the review was about.
    sign_offs : those that stand, for the widest audience first. What is not signed off for the
        partnership is not in the file: focus, findings, support and actions come with the review
        summary, and so do resources; effects, answers, series, check_ins and lasted with the impact
        reflection; the practice with its write-up.
    changed_since : documents with a sign-off whose content is no longer what was signed; what they
        would have brought is left out.
    hidden : how many values a rule kept out, by rule, as a code.
    series, check_ins, lasted, resources : left out of the file where there are none, as older kits
        do not know them.
    cleared : words in the texts that could be taken for a person's, and that the school has said
        name nobody; left out of the file where there are none.
    write_up : the page of the practice, where it is signed off for everyone and known to be what
        was signed; left out where there is none.
    as_shared : the outcomes and questions of which the file holds what was shared before, with the
        day: a newer number differs by too few people to be shown; left out where there are none.
    taken_back : practices of closed cycles that were public and are no longer, so that whoever has
        last year's file takes them away; left out of the file where there are none.
    content_hash : of everything above, so that a change by hand is seen. No signature: it tells
        of mistakes, not of forgery.
    """

    version: Annotated[int, Field(ge=1)] = BEFORE_EXPECTED
    kit: Name
    audience: Literal[Audience.PARTNERSHIP] = Audience.PARTNERSHIP
    partnership: Name
    cycle: Name
    school: Name
    school_name: Name
    school_type: Name = ""
    pupils_on_roll: Count | None = None
    made_on: date
    focus: Words = ""
    sign_offs: tuple[Signed, ...] = ()
    findings: tuple[Finding, ...] = ()
    support: tuple[Support, ...] = ()
    actions: tuple[Action, ...] = ()
    effects: tuple[Effect, ...] = ()
    answers: tuple[Item, ...] = ()
    practice: Practice | None = None
    changed_since: tuple[Name, ...] = ()
    hidden: dict[Name, Count] = {}
    cleared: tuple[Name, ...] = ()
    series: tuple[Watched, ...] = ()
    check_ins: tuple[LookedAt, ...] = ()
    lasted: tuple[Lasted, ...] = ()
    resources: tuple[Resource, ...] = ()
    as_shared: dict[Name, date] = {}
    write_up: WriteUp | None = None
    taken_back: tuple[TakenBack, ...] = ()
    content_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = "0" * 64

    __repr__ = __str__ = briefly
    _repr_html_ = as_facts

    def signed(self, document: str) -> Signed | None:
        """The sign-off of a document that stands, or None."""
        return next((line for line in self.sign_offs if line.document == document), None)


_ABOUT = (
    "What a school sends its partnership: one file a school and cycle, aggregates only. "
    "content_hash is the SHA-256 of the document without it, as JSON with sorted keys, no spaces "
    "and UTF-8."
)


def schema_text() -> str:
    """The text of docs/share-file.schema.json."""
    return schema_of(SchoolShare, f"SPP share file, version {VERSION}", _ABOUT)


def schema_of(record: type[BaseModel], title: str, about: str) -> str:
    """The JSON Schema of a file, with what the docstrings say of its parts.

    Parameters
    ----------
    title, about : of the file; the docstring of the record follows.
    """
    made = record.model_json_schema()
    kinds = made.pop("$defs")
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": f"{about} {_lines(made['description'])}",
        **{key: value for key, value in made.items() if key not in ("title", "description")},
        "$defs": {name: _described(kind) for name, kind in kinds.items()},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _described(kind: dict[str, Any]) -> dict[str, Any]:
    words = kind.get("description", "")
    return kind | ({"description": _lines(words)} if words else {})


def _lines(docstring: str) -> str:
    """A docstring in one paragraph, without its ruled headings."""
    lines = inspect.cleandoc(docstring).splitlines()
    kept = [line.strip() for line in lines if line.strip() not in ("", "Parameters", "----------")]
    return " ".join(kept)
