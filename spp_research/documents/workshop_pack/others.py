"""What comes from outside the school: what others found, and what partner schools offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from spp_research.display.sections import Unsigned
from spp_research.display.tables import Table
from spp_research.partnership.lead_workbook import known_day, rows_of, text
from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.protect.disclosure import Audience, Shown, free_text, not_personal, round_half_up
from spp_research.school import workshop
from spp_research.school.evidence import EvidenceBase
from spp_research.school.workshop import Match, Pack
from spp_research.school.workshop.questions import behind
from spp_research.telling import of_pack
from spp_research.words.statements import Statement, joined

_HOW_TO_ADD = (
    "To add one, write a row on the sheet “What others found” of the school’s workbook, with the "
    "question that it helps with and the place where it can be read."
)
NOT_ESTIMATED = "not estimated"
# What an effect of 0.1 is called where teachers read: they know marks, and no standard deviations.
MARKS = "as on a test on which two in three pupils score between 40 and 60"


@of_pack
def register_table(pack: Pack) -> Table | Statement | None:
    """The rows of the register of outside evidence that speak to the questions."""
    base = pack.study.base
    if base.findings.empty:
        return None
    rows = workshop.outside(base)
    if base.register.empty:
        return joined(
            [
                Statement("The school has not written down yet what others found."),
                Statement(_HOW_TO_ADD),
            ]
        )
    others = len(base.register) - len(rows)
    if rows.empty:
        none = Statement(
            "None of the {n} that the school wrote down is about these questions.",
            n=f"{in_words(others)} {plural(others, 'result')}",
        )
        return joined([none, Statement(_HOW_TO_ADD)])
    studies = [f"{r.study}{_for(pack, r.question_id)}" for r in rows_of(rows)]
    frame = pd.DataFrame(
        {
            "Pupils and outcome": [f"{r.stage}: {r.outcome}" for r in rows_of(rows)],
            "What it says": [free_text(words) for words in rows["says"]],
            "How large the difference was": [difference_of(row) for row in rows_of(rows)],
            "Where to read it": [
                f"{r.locator} (read on {long_date(known_day(r.accessed))})" for r in rows_of(rows)
            ],
        },
        index=pd.Index(studies, name="Study"),
    )
    n = len(rows)
    return Table(
        not_personal(frame, "published results, as the school wrote them down"),
        "tbl-register",
        f"{in_words(n).capitalize()} {plural(n, 'result')} from elsewhere to set beside our own",
        "What the school wrote down of studies that are about these questions",
        notes=_register_notes(rows, others),
        widths=(17, 15, 34, 17, 17),
        links=True,
    )


@of_pack
def offers_table(pack: Pack) -> Unsigned | None:
    """What the school would welcome beside what partner schools offer, theme by theme."""
    study = pack.study
    if study.rules.audience is Audience.PUBLIC:
        return None  # schools offer support to each other, not to everyone
    matched = workshop.matches(study.base, pack.shares, study.as_at)
    if not matched:
        if study.base.findings.empty:
            return None
        nothing = Statement(
            "No offer of a partner school is at hand for these questions. {silent}",
            silent=" ".join(_silent(pack)),
        )
        return Unsigned(nothing, study.as_at)
    frame = pd.DataFrame(
        [row for match in matched for row in _rows(match)],
        columns=["Theme", "The school would welcome", "A partner school offers", "Whom to ask"],
    ).set_index("Theme")
    table = Table(
        not_personal(frame, "offers and needs that the schools have shared"),
        "tbl-offers",
        _offers_title(matched),
        "By theme of the questions and needs; offers in the lead’s order of schools",
        notes=(*_further(pack, matched), *_silent(pack)),
        widths=(14, 28, 36, 22),
    )
    return Unsigned(table, study.as_at)


def _for(pack: Pack, question_id: str) -> str:
    """The findings that a row of the register helps with."""
    found = behind(pack.study.base)
    ids = list(found.loc[found["question_id"] == question_id, "finding_id"])
    return f", for {listed(ids)}" if ids else ""


def elsewhere(base: EvidenceBase, question_id: str) -> Iterator[Statement]:
    """For a finding, which studies of the table are about its question, with the way to them."""
    outside = workshop.outside(base)
    studies = list(outside.loc[outside["question_id"] == question_id, "study"])
    if studies:
        yield Statement(
            "**What others found on this:** {studies}.", studies=free_text(listed(studies))
        ).pointing_to("tbl-register")


def in_marks(change: float) -> str:
    """A change in standard deviations as marks of such a test: to one decimal where it is small."""
    marks = abs(change) * 10
    return round_half_up(marks, 1 if marks < 3 else 0)


def difference_of(row: Any) -> str:
    """How large a difference a study saw, in marks, and what else would fit what it saw."""
    if row.estimated == "No":
        return NOT_ESTIMATED
    if pd.isna(row.effect):
        return "not written down"
    seen = f"about {_way(float(row.effect))}"
    if pd.isna(row.low) or pd.isna(row.high):
        return f"{seen}; how sure is not written down"
    return f"{seen}; anything from {_way(float(row.low))} to {_way(float(row.high))} fits"


def _way(effect: float) -> str:
    marks = round_half_up(abs(effect) * 10, 1)
    if float(marks) == 0:
        return "no difference"
    return f"{marks} marks {'more' if effect > 0 else 'fewer'}"


def as_given(rows: pd.DataFrame) -> Iterator[Statement]:
    """The effects as their studies give them, for whoever looks them up."""
    for row in rows_of(rows):
        if row.estimated != "No" and not pd.isna(row.effect):
            yield Statement(
                "**{study}:** an effect of {effect} standard deviations.",
                study=free_text(row.study),
                effect=Shown(_effect(row)),
            )


def _effect(row: Any) -> str:
    effect = round_half_up(float(row.effect), 2)
    if pd.isna(row.low) or pd.isna(row.high):
        return f"{effect} (no interval written down)"
    low, high = (round_half_up(float(limit), 2) for limit in (row.low, row.high))
    return f"{effect} (95% interval {low} to {high})"


def _register_notes(rows: pd.DataFrame, others: int) -> tuple[str, ...]:
    notes = [
        f"Marks: {MARKS}. A result says what was seen elsewhere, and not what would be seen here."
    ]
    if (rows["estimated"] == "No").any():
        notes.append(
            "Not estimated: the study does not say how large the difference was, which is not the "
            "same as none."
        )
    if others:
        notes.append(
            f"{in_words(others).capitalize()} more {plural(others, 'result is', 'results are')} "
            "about other questions."
        )
    return tuple(notes)


def _rows(match: Match) -> list[tuple[str, str, str, str]]:
    """Needs and offers of one theme, side by side."""
    wanted = " ".join(match.needs) or "–"
    if not match.offers:
        return [(match.theme, wanted, "no offer yet", "–")]
    made = []
    for place, (school, offer) in enumerate(match.offers):
        until = f" Until {long_date(offer.until)}." if offer.until else ""
        ask = f"{offer.contact}, {school}" if text(offer.contact) else school
        made.append(
            (
                match.theme,
                "as above" if place and match.needs else wanted,
                f"{offer.support}{until}",
                ask,
            )
        )
    return made


def _offers_title(matched: tuple[Match, ...]) -> str:
    offers = sum(len(match.offers) for match in matched)
    if not offers:
        return "No partner school has an offer for what the school would welcome yet"
    return f"Partner schools make {in_words(offers)} {plural(offers, 'offer')} on these themes"


def _further(pack: Pack, matched: tuple[Match, ...]) -> tuple[str, ...]:
    """How many offers are about something else."""
    study = pack.study
    standing = len(list(workshop.offers_standing(pack.shares, study.base.school.slug, study.as_at)))
    more = standing - sum(len(match.offers) for match in matched)
    if not more:
        return ()
    number = in_words(more).capitalize()
    return (f"{number} more {plural(more, 'offer is', 'offers are')} about other themes.",)


def _silent(pack: Pack) -> tuple[str, ...]:
    """Which schools have sent no share file, and which files could not be used."""
    study = pack.study
    names = {s.slug: s.name for s in study.partnership.schools if s.slug != study.base.school.slug}
    missing = [names[slug] for slug in pack.shares.missing if slug in names]
    said = []
    if missing and len(missing) == len(names):
        said.append(
            "No partner school has sent its offers yet. They appear here once its share file lies "
            "in the folder called share."
        )
    elif missing:
        said.append(f"No offers have come yet from {listed(missing)}.")
    refused = [names[key] for key in pack.shares.refused if key in names]
    if refused:
        said.append(f"The offers of {listed(refused)} could not be read.")
    return tuple(said)
