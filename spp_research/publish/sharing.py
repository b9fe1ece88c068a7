"""Share files: what a school has signed off for its partnership, made and put in place.

A share is made from one school's own study, in the school's own run. What is not signed off for
the partnership is left out, numbers go through the rules of the partnership audience, and a text
that seems to name somebody stops the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from spp_research import __version__, impact, review, survey
from spp_research.disclosure import Audience, rules_for
from spp_research.errors import EvidenceError
from spp_research.evidence import EvidenceBase, Study, read_evidence
from spp_research.intake.texts import cleared_of
from spp_research.partnership import Partnership, day, open_partnership, text
from spp_research.schema.vocabulary import DOCUMENTS, SOURCE_TYPES
from spp_research.settings import read_settings
from spp_research.share import (
    Action,
    Answers,
    Effect,
    Finding,
    Item,
    Practice,
    SchoolShare,
    Signed,
    Support,
)
from spp_research.share.content import sealed
from spp_research.share.plausible import cleared_words, implausible
from spp_research.share.standing import REFLECTION, REVIEW, WRITE_UP
from spp_research.sign_off import AUDIENCES
from spp_research.workspace import Workspace

from .sharing_checks import require_nobody
from .sharing_results import answers, effects


def share_school(workspace: Workspace, school: str) -> SchoolShare:
    """The share of one school, from its workbooks.

    Raises
    ------
    SPPError
        When a workbook has faults, or a text seems to name somebody or is far too long.
    """
    return share_of(own_study(workspace, open_partnership(workspace), school))


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
    days = ("signed_on", "expires_on", "withdrawn_on")
    found = (when for name in days for when in study.base.sign_offs[name].dropna())
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
    cleared = cleared_of(study.base.own.to_dict("records"))
    share = share.model_copy(update={"cleared": cleared_words(share, cleared)})
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
    )


def _sign_offs(study: Study) -> Iterator[Signed]:
    """Those that stand for the partnership, each for the widest audience that it stands for.

    Where that one will end, the one for the narrower audience comes after it.
    """
    fixed = study.settings.fixes_day
    for document in DOCUMENTS:
        for audience in AUDIENCES[:0:-1]:  # public, then partnership
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
        for row in review.findings(base).itertuples(index=False)
    )


def _sources(kinds, evidence_ids: object) -> dict[str, int]:
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


def _hidden(found: tuple[Effect, ...], told: tuple[Item, ...]) -> dict[str, int]:
    """How many effects and sets of answers a rule kept out, by rule."""
    waves: list[Answers] = [wave for item in told for wave in item.waves]
    return dict(Counter(part.rule for part in (*found, *waves) if part.rule))
