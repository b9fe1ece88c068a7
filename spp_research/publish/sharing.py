"""Share files: what a school has signed off for its partnership, made and put in place.

A share is made from one school's own study, in the school's own run. What is not signed off for
the partnership is left out, numbers go through the rules of the partnership audience, and a text
that seems to name somebody stops the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from spp_research import __version__
from spp_research.errors import DisclosureError, EvidenceError
from spp_research.partnership.lead_workbook import (
    Partnership,
    day,
    rows_of,
    text,
)
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import DOCUMENTS, SOURCE_TYPES, Carried
from spp_research.school import impact, review, survey
from spp_research.school.evidence import EvidenceBase, Study, read_evidence
from spp_research.school.impact.again import measured_again
from spp_research.settings import read_settings
from spp_research.share import (
    Action,
    Effect,
    Finding,
    Item,
    Lasted,
    Practice,
    Resource,
    SchoolShare,
    Signed,
    Support,
)
from spp_research.share.content import REFLECTION, REVIEW, WRITE_UP, sealed
from spp_research.share.plausible import cleared_words, implausible
from spp_research.workspace import Workspace

from .sharing_results import answers, effects, never_pooled
from .sharing_series import looked_at, watched

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.school.evidence import EvidenceBase


def own_study(workspace: Workspace, partnership: Partnership, school: str) -> Study:
    """The study that a share is made of, with the names that the files about pupils hold.

    Parameters
    ----------
    partnership : read once, where the shares of many schools are made.

    Raises
    ------
    SPPError
        When a workbook or the settings have faults.
    """
    settings = read_settings(workspace.settings_file)
    rules = rules_for(Audience.PARTNERSHIP, settings.own_thresholds())
    base = read_evidence(workspace, partnership, school)
    return Study(partnership, base, rules, settings, settings.as_at or date.today())


def turning_days(study: Study) -> tuple[str, ...]:
    """The days, year first, on which a sign-off of the school begins to stand or ceases to."""
    sheet = study.base.sign_offs
    days = (sheet["signed_on"], sheet["expires_on"], sheet["withdrawn_on"])
    found = (when for column in days for when in column.dropna())
    return tuple(sorted({when.date().isoformat() for when in found}))


def share_of(study: Study) -> SchoolShare:
    """The share of the school that a study is about; nothing is written.

    Parameters
    ----------
    study : opened for the partnership audience.

    Raises
    ------
    DisclosureError
        When a text seems to point to one person.
    EvidenceError
        When a text is longer than a share file has room for.
    ValueError
        When the study was opened for another audience.
    """
    if study.rules.audience is not Audience.PARTNERSHIP:
        raise ValueError(f"a share file is for the partnership, not for {study.rules.audience}")
    try:
        share = _share(study)
    except ValidationError as error:  # as pydantic tells it, it repeats what stands in the cell
        place = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise EvidenceError(
            f"schools/{study.base.school.slug}/evidence.xlsx: no share file was made, because a "
            f"text is longer than such a file has room for ({' '.join(map(str, place))}). Run spp "
            "check, which names each text that is too long, and shorten it."
        ) from None
    share = require_nobody(share, study.base)
    share = share.model_copy(update={"cleared": cleared_words(share, study.base.cleared)})
    if what := implausible(share):  # whoever is sent it would refuse it
        raise EvidenceError(
            f"schools/{study.base.school.slug}/evidence.xlsx: no share file was made, because of "
            f"what it would say: {what} Mend it in the workbook, and make the share file again."
        )
    return sealed(share)


def _share(study: Study) -> SchoolShare:
    base, partnership = study.base, study.partnership
    sign_offs = tuple(_sign_offs(study))
    signed = {line.document for line in sign_offs}
    reflected = REFLECTION in signed
    found = effects(impact.results(base), study.rules) if reflected else ()
    told = answers(survey.items(base), study.rules) if reflected else ()
    reviewed = REVIEW in signed
    return SchoolShare(
        kit=__version__,
        partnership=partnership.name,
        cycle=partnership.cycle,
        school=base.school.slug,
        school_name=base.school.name,
        school_type=base.school.kind,
        pupils_on_roll=base.school.pupils_on_roll,
        made_on=study.as_at,
        focus=base.focus if reviewed else "",
        sign_offs=sign_offs,
        findings=_findings(base) if reviewed else (),
        support=_support(base, partnership) if reviewed else (),
        actions=_actions(base, partnership) if reviewed else (),
        effects=found,
        answers=told,
        practice=_practice(base) if WRITE_UP in signed else None,
        hidden=_hidden(found, told),
        series=watched(study) if reflected else (),
        check_ins=looked_at(base) if reflected else (),
        lasted=_lasted(base, study.rules) if reflected else (),
        resources=_resources(base) if reviewed else (),
    )


_WIDEST_FIRST: tuple[Literal[Audience.PUBLIC], Literal[Audience.PARTNERSHIP]] = (
    Audience.PUBLIC,
    Audience.PARTNERSHIP,
)


def _sign_offs(study: Study) -> Iterator[Signed]:
    """Those that stand for the partnership, each for the widest audience that it stands for.

    Where that one will end, the one for the narrower audience comes after it.
    """
    fixed = study.settings.fixes_day
    for document in DOCUMENTS:
        for audience in _WIDEST_FIRST:
            line = study.base.sign_off(document, audience, study.as_at, fixed=fixed)
            if line is None:
                continue
            yield Signed(
                document=document,
                audience=audience,
                name=line.name,
                role=line.role,
                signed_on=line.signed_on,
                ends_on=line.ends_on,
            )
            if line.ends_on is None:
                break


def _findings(base: EvidenceBase) -> tuple[Finding, ...]:
    kinds = base.evidence.set_index("evidence_id")["source_type"]
    return tuple(
        Finding(
            finding_id=row.finding_id,
            kind=row.kind,
            theme=row.theme,
            question=row.question,
            finding=row.finding,
            sources=_sources(kinds, row.evidence_ids),
            agreement=str(row.agreement),
            workshop_question=text(row.workshop_question),
        )
        for row in rows_of(review.findings(base))
    )


def _sources(kinds: pd.Series, evidence_ids: object) -> dict[str, int]:
    """Pieces of evidence of each kind that a finding cites, in the vocabulary's order."""
    cited = evidence_ids if isinstance(evidence_ids, tuple) else ()
    pieces = Counter(kinds[piece] for piece in dict.fromkeys(cited) if piece in kinds.index)
    return {kind: pieces[kind] for kind in SOURCE_TYPES if pieces[kind]}


def _support(base: EvidenceBase, partnership: Partnership) -> tuple[Support, ...]:
    return tuple(
        Support(
            support_id=row.support_id,
            kind=row.kind,
            theme=row.theme,
            support=row.support,
            contact=partnership.person(row.contact),
            until=day(row.until),
        )
        for row in base.support.itertuples(index=False)
    )


def _actions(base: EvidenceBase, partnership: Partnership) -> tuple[Action, ...]:
    return tuple(
        Action(
            action_id=row.action_id,
            finding_id=text(row.finding_id),
            action=row.action,
            lead=partnership.person(row.lead),
            start_date=day(row.start_date),
            review_date=day(row.review_date),
            success_measure=text(row.success_measure),
            support_wanted=text(row.support_wanted),
            status=text(row.status),
        )
        for row in base.actions.itertuples(index=False)
    )


def _practice(base: EvidenceBase) -> Practice | None:
    for row in base.practice.head(1).itertuples(index=False):
        return Practice(
            principle=row.principle,
            theme=row.theme,
            in_short=row.in_short,
            contact_name=text(row.contact_name),
            contact_email=text(row.contact_email),
            outcome_id=text(row.outcome_id),
        )
    return None


def _lasted(base: EvidenceBase, rules: Rules) -> tuple[Lasted, ...]:
    """What earlier cycles handed on, how it is now, and what came of measuring it once more."""
    found = effects(measured_again(base, rules), rules)
    again = {one.outcome_id: never_pooled(one) for one in found if one.value is not None}
    return tuple(
        Lasted(
            cycle=row.cycle,
            what=row.what,
            item_id=row.item_id,
            state=text(row.state),
            looked_on=day(row.looked_on),
            again=again.get(row.item_id) if row.what == Carried.OUTCOME else None,
        )
        for row in rows_of(base.carried_over)
    )


def _resources(base: EvidenceBase) -> tuple[Resource, ...]:
    """The rows of the register of outside evidence that speak to a question of the review."""
    asked = dict(zip(base.self_review["question_id"], base.self_review["theme"], strict=True))
    return tuple(
        Resource(
            register_id=row.register_id,
            theme=asked[row.question_id],
            study=row.study,
            stage=row.stage,
            outcome=row.outcome,
            says=row.says,
            locator=row.locator,
            estimated=row.estimated == "Yes",
        )
        for row in rows_of(base.register)
        if row.question_id in asked
    )


def _hidden(found: tuple[Effect, ...], told: tuple[Item, ...]) -> dict[str, int]:
    """How many effects and sets of answers a rule kept out, by rule."""
    rules = [effect.rule for effect in found]
    rules += [wave.rule for item in told for wave in item.waves]
    return dict(Counter(rule for rule in rules if rule))


# For each part of a share: what its rows are called, and of each free text the sheet and column
# it comes from.
_OF_OUTCOMES = {
    "name": ("outcomes", "outcome"),
    "who": ("outcomes", "group"),
    "unit": ("outcomes", "unit"),
    "question": ("outcomes", "question"),
}
FREE_TEXT = {
    "findings": (
        "finding_id",
        {
            "finding": ("findings", "finding"),
            "question": ("self_review", "question"),
            "workshop_question": ("findings", "workshop_question"),
        },
    ),
    "support": ("support_id", {"support": ("support", "support")}),
    "actions": (
        "action_id",
        {
            "action": ("actions", "action"),
            "success_measure": ("actions", "success_measure"),
            "support_wanted": ("actions", "support_wanted"),
        },
    ),
    "effects": (
        "outcome_id",
        _OF_OUTCOMES,
    ),
    "answers": ("item_id", {"asked": ("survey_map", "asked")}),
    "series": ("series_id", {"counted": ("series", "counted")}),
    "resources": (
        "register_id",
        {"outcome": ("register", "outcome"), "says": ("register", "says")},
    ),
}
PRACTICE_TEXT = ("principle", "in_short")
# What may be an ID in a sentence; a short number is a number.
_ID = re.compile(r"(?<![\w.])(?:(?=\w*[0-9])(?=\w*[A-Za-z])\w{3,}|0\d{2,}|\d{5,})(?!\w)")
_MOST = 5  # places that one message names


def require_nobody(share: SchoolShare, base: EvidenceBase) -> SchoolShare:
    """The share, if no text in it seems to point to one person.

    Parameters
    ----------
    base : what it was made from, with the names that the files about pupils hold and the words
        that the school says name nobody.

    Raises
    ------
    DisclosureError
        Naming the sheet, the row's ID and the column, and never what stands there.
    """
    ids = frozenset(map(str, base.pupils["pupil_id"].dropna())) - base.cleared
    look = partial(_kinds, base.pupil_names, base.cleared, ids)
    found = list(dict.fromkeys(_found(share, look)))
    if not found:
        return share
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    raise DisclosureError(
        f"schools/{share.school}/evidence.xlsx: no share file was made, because a text in it seems "
        f"to hold what points to one person: {'; '.join(found[:_MOST])}{more}. Take it out, or "
        "write it in other words, and make the share file again. If it names nobody, copy those "
        "very words to “Words that name nobody”, on the sheet “The school”."
    )


def _found(share: SchoolShare, look: Callable[..., Iterator[str]]) -> Iterator[str]:
    yield from look(share.focus, "school", "focus", "")
    for part, (key, columns) in FREE_TEXT.items():
        for row in getattr(share, part):
            for name, (sheet, column) in columns.items():
                own = getattr(row, key)
                place = f"for {own}" if sheet == "self_review" else own
                yield from look(getattr(row, name), sheet, column, place)
    for kept in share.lasted:
        if kept.again is not None:
            for name, (sheet, column) in _OF_OUTCOMES.items():
                yield from look(getattr(kept.again, name), sheet, column, kept.item_id)
    for item in share.answers:  # what people ticked may be what somebody typed
        for wave in item.waves:
            for answer in wave.counts:
                yield from look(answer, "survey_map", "item_id", item.item_id, "an answer to ")
    if share.practice is not None:
        for name in PRACTICE_TEXT:
            yield from look(getattr(share.practice, name), "practice", name, "")


def _kinds(
    pupils: frozenset[str],
    cleared: frozenset[str],
    ids: frozenset[str],
    words: str,
    sheet: str,
    column: str,
    key: str,
    what: str = "",
) -> Iterator[str]:
    kinds = dict.fromkeys(span.kind for span in personal.find(words, pupils, (), cleared))
    if any(word in ids for word in _ID.findall(words)):
        kinds["the ID of a pupil"] = None
    if kinds:
        place = SCHOOL.sheet(sheet)
        label = place.field(column).label
        row = f" {key}," if key else ""
        yield f"sheet “{place.title}”,{row} {what}“{label}” ({' and '.join(kinds)})"
