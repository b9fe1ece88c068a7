"""What is not in the report, and how to read what is."""

from __future__ import annotations

import pandas as pd

from spp_research.display.panels import Bullets, Panel
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership.annual.audience import shares, staff_named
from spp_research.partnership.lead_workbook import known_day
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, in_words, listed, long_date, plural, some_of
from spp_research.protect.disclosure import Audience, Shown, not_personal
from spp_research.share.content import PARTS, REFLECTION, REVIEW, WRITE_UP
from spp_research.telling import of_year
from spp_research.words.coded import why_none
from spp_research.words.statements import Statement

_LEAVES_OUT = {
    REVIEW: ("findings", "support", "actions"),
    REFLECTION: ("results", "answers"),
    WRITE_UP: ("practice",),
}
_RESULTS = ("result or set of answers", "results or sets of answers")
_FOR = {Audience.PARTNERSHIP: "for the partnership", Audience.PUBLIC: "for everyone"}


@of_year
def left_out(year: Year) -> Pieces:
    """Which schools' documents are not in the report and why, and how to read it."""
    lines = [
        *_reviews(year),
        *_files(year),
        *_documents(year),
        *_hidden(year),
        *_as_shared(year),
    ]
    said = (
        Bullets(lines)
        if lines
        else Statement("Every school has signed off every document, and nothing was hidden.")
    )
    table = _table(year) if staff_named(year) else None
    names = Bullets(changed) if (changed := _names(year)) else None
    return Pieces([said, names, table, _how_to_read(year)])


def _names(year: Year) -> list[Statement]:
    """Schools that were called something else in an earlier cycle, or that have left."""
    own = year.partnership
    renamed = [school for school in own.schools if school.formerly]
    left = [school for school in (*own.schools, *own.left) if school.left_on is not None]
    return [
        *(
            Statement("{name} was formerly {before}.", name=one.name, before=one.formerly)
            for one in renamed
        ),
        *(
            Statement(
                "{name} left the partnership on {day}.",
                name=one.name,
                day=long_date(one.left_on),
            )
            for one in left
            if one.left_on is not None and one.left_on <= year.as_at
        ),
    ]


def _reviews(year: Year) -> list[Statement]:
    """Rows of the timetable that are of another cycle."""
    rows = year.partnership.other_reviews
    if rows is None or rows.empty:
        return []
    days = sorted(known_day(start) for start in rows["review_start"])
    return [
        Statement(
            "{n} in the timetable {is_are} of another cycle ({days}) and not counted here.",
            n=capital(counted(len(days), "review")),
            is_are=plural(len(days), "is", "are"),
            days=" to ".join(dict.fromkeys([long_date(days[0]), long_date(days[-1])])),
        )
    ]


def _files(year: Year) -> list[Statement]:
    """Share files that are not there, or were not used."""
    if not staff_named(year):
        n = len(year.missing) + len(year.refused)
        return [Statement("{n} not here.", n=_share_files(n))] if n else []
    said = []
    silent = [school.name for school in year.partnership.schools if school.slug in year.missing]
    if len(silent) == 1:
        said.append(
            Statement(
                "{name}: nothing was shared. The school makes its file with spp share and sends "
                "it to the lead.",
                name=silent[0],
            )
        )
    elif silent:
        said.append(
            Statement(
                "{names}: nothing was shared. Each school makes its file with spp share and sends "
                "it to the lead.",
                names=listed(silent),
            )
        )
    for school in year.partnership.schools:
        if reason := year.refused.get(school.slug):
            said.append(
                Statement(
                    "{name}: its share file was not used. {reason}",
                    name=school.name,
                    reason=reason,
                )
            )
    listed_schools = {school.slug for school in year.partnership.schools}
    said += [
        Statement("A share file was not used. {reason}", reason=reason)
        for key, reason in year.refused.items()
        if key not in listed_schools
    ]
    said += [
        Statement("A closed cycle was not used. {reason}", reason=reason) for reason in year.unread
    ]
    return said


def _share_files(n: int) -> str:
    return f"{capital(counted(n, 'share file'))} {plural(n, 'is', 'are')}"


def _documents(year: Year) -> list[Statement]:
    """Which schools have not signed off a document, and what that leaves out."""
    said = []
    for document, parts in _LEAVES_OUT.items():
        without = [s.school_name for s in shares(year).values() if s.signed(document) is None]
        if without:
            said.append(
                Statement(
                    "The {parts} of {schools}: the {document} is not signed off for this audience.",
                    parts=listed(parts),
                    schools=listed(without)
                    if staff_named(year)
                    else some_of(len(without), len(year.shares), "school"),
                    document=document.lower(),
                )
            )
    return said


def _hidden(year: Year) -> list[Statement]:
    """How many results and sets of answers a rule keeps out, at which schools."""
    rules: list[str] = []
    hidden: dict[str, int] = {}
    elsewhere = []  # main outcomes stand with their symbol in a table and are counted there
    for share in shares(year).values():
        waves = [why_none(w.rule) for item in share.answers for w in item.waves if w.rule]
        effects = [effect for effect in share.effects if effect.rule]
        if waves or effects:
            hidden[share.school_name] = len(waves) + len(effects)
            rules += [*(why_none(effect.rule) for effect in effects), *waves]
            elsewhere += waves + [why_none(e.rule) for e in effects if not e.primary]
    if not hidden:
        return []
    n = sum(hidden.values())
    return [
        Statement(
            "{n} hidden so that nobody can be recognised ({rules}): {schools}.",
            n=f"{capital(counted(n, *_RESULTS))} {plural(n, 'is', 'are')}",
            rules=listed(list(dict.fromkeys(rules)), "or"),
            schools=listed([f"{in_words(n)} of {school}" for school, n in hidden.items()]),
            **{f"hidden{i}": Shown("[c]", rule=rule) for i, rule in enumerate(elsewhere)},
        )
    ]


def _as_shared(year: Year) -> list[Statement]:
    """Results that are still those of an earlier share file, as a newer one would tell of a few."""
    held = {s.school_name: len(s.as_shared) for s in shares(year).values() if s.as_shared}
    if not held:
        return []
    n = sum(held.values())
    return [
        Statement(
            "{n} as they were shared before, since the newer ones differ by so few people that "
            "they could be told from the two: {schools}."
            if n > 1
            else "{n} as it was shared before, since the newer one differs by so few people that "
            "they could be told from the two: {schools}.",
            n=f"{capital(counted(n, *_RESULTS))} {plural(n, 'is', 'are')}",
            schools=listed([f"{in_words(n)} of {school}" for school, n in held.items()]),
        )
    ]


def _table(year: Year) -> Table:
    rows = [
        [_state(year, school.slug, document) for document in PARTS]
        for school in year.partnership.schools
    ]
    schools = pd.Index([school.name for school in year.partnership.schools], name="School")
    return Table(
        not_personal(pd.DataFrame(rows, columns=list(PARTS), index=schools), "sign-offs"),
        "tbl-documents",
        f"What each school has signed off {_FOR.get(year.rules.audience, '')}".rstrip(),
        f"In the lead’s order of schools, {long_date(year.as_at)}",
        widths=(40, 20, 20, 20),
    )


def _state(year: Year, slug: str, document: str) -> str:
    if slug in year.refused:
        return "file not used"
    if slug not in year.shares:
        return "nothing shared"
    return "signed off" if year.shares[slug].signed(document) else "not yet"


def _how_to_read(year: Year) -> Panel:
    """What the report is and is not."""
    return Panel(
        "How to read this",
        [
            Statement(
                "Schools stand in the lead’s order, never by result. The report does not compare "
                "schools, and no school is graded."
            ),
            Statement(
                "It is worked out from the files that the schools share, from partnership.xlsx "
                "and from the partnership’s own surveys. No workbook of a school and no pupil’s "
                "result was opened to make it."
            ),
            Statement(
                "A difference or a change is said with the range that the data fit, and never "
                "with a reason: reviews and small projects cannot know one."
            ),
            Statement(
                "{lead} answers questions about it.",
                lead=year.partnership.lead or "The partnership lead",
            ),
        ],
    )
