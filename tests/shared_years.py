"""Hand-made shares and years; each test says only what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from spp_research.cycle import cycle_of
from spp_research.intake.frames import empty_frame
from spp_research.partnership.lead_workbook import Partnership, School
from spp_research.partnership.year import Year
from spp_research.protect.disclosure import rules_for
from spp_research.schema import PARTNERSHIP
from spp_research.schema.vocabulary import THEMES
from spp_research.settings import Settings
from spp_research.share import Action, Effect, Finding, Lasted, SchoolShare, Signed, Support
from spp_research.share.content import PARTS

AS_AT = date(2026, 7, 10)
NAMES = ("Aldermoor", "Birchgate", "Cressbeck", "Dunholme", "Elmcote", "Fernleigh", "Gorsefold")


def slug_of(name: str) -> str:
    return name.lower().replace(" ", "-")


def share(name: str = "Aldermoor", *, signed: Sequence[str] = tuple(PARTS), **parts) -> SchoolShare:
    """A share signed off for the partnership, with whatever parts are given."""
    lines = tuple(
        Signed(
            document=document,
            audience="partnership",
            name="Ada Hill",
            role="Headteacher",
            signed_on=date(2026, 7, 1),
        )
        for document in signed
    )
    facts = {
        "kit": "0.1.0",
        "partnership": "Testbourne",
        "cycle": "2025-26",
        "school": slug_of(name),
        "school_name": name,
        "made_on": AS_AT,
        "sign_offs": lines,
    }
    return SchoolShare(**facts | parts)


def finding(finding_id: str = "F1", kind: str = "Next step", theme: int = 0, **more) -> Finding:
    facts = {
        "finding_id": finding_id,
        "kind": kind,
        "theme": THEMES[theme],
        "question": "To what extent do pupils read?",
        "finding": "Pupils read twice a day.",
        "sources": {"Lesson visit": 2},
    }
    return Finding(**facts | more)


def action(action_id: str = "A1", finding_id: str = "F1", **more) -> Action:
    facts = {
        "action_id": action_id,
        "finding_id": finding_id,
        "action": "Read a third time.",
        "review_date": date(2026, 6, 1),
        "success_measure": "Words read in a minute.",
        "status": "Under way",
    }
    return Action(**facts | more)


def effect(value: float | None = 2.0, se: float = 1.0, **more) -> Effect:
    """A main outcome of design B, measured alike unless said otherwise."""
    facts = {
        "outcome_id": "O1",
        "action_id": "A1",
        "name": "Spelling check",
        "who": "Year 4",
        "unit": "marks",
        "design": "B",
        "primary": True,
        "value": value,
        "low": None if value is None else value - 2 * se,
        "high": None if value is None else value + 2 * se,
        "se": se,
        "standardised": None if value is None else value / 5,
        "standardised_variance": se**2 / 25,
        "estimator": "standardised change (SD before, Becker)",
        "pupils": (24,),
        "verdict": "unclear",
        "standing": "change",
        "baseline": True,
        "measured": True,
    }
    return Effect(**facts | more)


def support(kind: str = "Need", theme: int = 0, support_id: str = "S1", **more) -> Support:
    facts = {"support_id": support_id, "kind": kind, "theme": THEMES[theme], "support": "An hour"}
    return Support(**facts | more)


def went_on(item: str = "A1", state: str = "Still done", **more) -> Lasted:
    return Lasted(**{"cycle": "2024-25", "what": "Action", "item_id": item, "state": state} | more)


def shares(*each: SchoolShare) -> Mapping[str, SchoolShare]:
    return {one.school: one for one in each}


def measured(*effects: Effect) -> Mapping[str, SchoolShare]:
    """Schools in order, each with one of the effects."""
    return shares(*(share(name, effects=(e,)) for name, e in zip(NAMES, effects, strict=False)))


def year(
    *each: SchoolShare,
    audience: str = "partnership",
    names: Sequence[str] = (),
    phase: str = "Embed",
    people: Sequence[Mapping] = (),
    timetable: Sequence[Mapping] = (),
    refused: Mapping[str, str] | None = None,
    cycle: str = "2025-26",
    earlier: Sequence[Year] = (),
    **sheets: Sequence[Mapping],
) -> Year:
    """A year of the schools of some shares, or of `names`, those without a share missing.

    `sheets` are rows of the lead's sheets for the annual report, by their names.
    """
    names = names or [one.school_name for one in each]
    schools = tuple(School(slug_of(name), name) for name in names)
    given, refused = shares(*each), refused or {}
    partnership = Partnership(
        name="Testbourne",
        phase=phase,
        cycle=cycle,
        lead="Ada Hill",
        contact_email="",
        schools=schools,
        people=_frame("people", people),
        timetable=_frame("timetable", timetable),
        sign_offs=_frame("sign_off", ()),
        days=cycle_of(cycle),
        **{name: _frame(name, rows) for name, rows in sheets.items()},
    )
    missing = tuple(s.slug for s in schools if s.slug not in given and s.slug not in refused)
    rules = rules_for(audience)
    settings = Settings(as_at=AS_AT)
    return Year(partnership, given, refused, missing, rules, settings, AS_AT, tuple(earlier))


def _frame(sheet: str, rows: Sequence[Mapping]) -> pd.DataFrame:
    empty = empty_frame(PARTNERSHIP.sheet(sheet))
    if not rows:
        return empty
    frame = pd.DataFrame([dict.fromkeys(empty.columns) | dict(row) for row in rows])
    for column in empty.columns:
        if "date" in str(empty[column].dtype):
            frame[column] = pd.to_datetime(frame[column])
    return frame
