"""The pieces of a best-practice write-up, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spp_research.catalogue import called, say
from spp_research.display.front import Front, school_front
from spp_research.display.materials import Material, Materials
from spp_research.display.panels import Bullets, Panel, Paragraphs, Steps
from spp_research.display.photos import Photo
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.intake.check.materials import NamedMaterial, read_as
from spp_research.partnership.lead_workbook import text, whole
from spp_research.protect.disclosure import Audience, about_count, free_text, not_personal
from spp_research.school.evidence import Study
from spp_research.school.materials import materials_of
from spp_research.school.photos import photos_of
from spp_research.school.practice import DOCUMENT, practice_of, written
from spp_research.school.review import theme_name
from spp_research.school.takes_up import taken_up
from spp_research.telling import of_study
from spp_research.words.how_known import at_a_glance
from spp_research.words.materials import material_left_out, material_read, told_of_material
from spp_research.words.photos import photo_left_out, told_of_photo
from spp_research.words.results import caution, conclusion
from spp_research.words.statements import Statement
from spp_research.words.taken_up import takes_up

_NOT_WRITTEN = Statement(
    "This school has not yet written down a practice to share. The sheet called Best practice "
    "asks for a principle, what was done step by step, how it is known, and what is not known."
)


@of_study
def front(study: Study) -> Front:
    """The principle as the title, and who let it be shared."""
    row = written(study.base)
    name = study.base.school.name
    if row is None:
        return school_front(
            study,
            DOCUMENT,
            called(DOCUMENT),
            description=say("Best practice at {school}.", school=name),
            keywords=[say("best practice"), say("peer review"), study.partnership.cycle],
        )
    words = [w.strip() for w in text(row["keywords"]).split(";") if w.strip()]
    return school_front(
        study,
        DOCUMENT,
        str(row["principle"]),
        description=text(row["in_short"]),
        keywords=[theme_name(called(row["theme"])), *words],
        item=str(row["practice_id"]),
    )


@of_study
def in_short(study: Study) -> Panel:
    """Two sentences that a busy reader needs."""
    row = written(study.base)
    if row is None:
        return Panel("Key points", [_NOT_WRITTEN])
    return Panel("Key points", [Statement("{words}", words=free_text(row["in_short"]))])


@of_study
def context_card(study: Study) -> Table | None:
    """Where it was done, with whom, and what it takes."""
    practice = practice_of(study.base)
    if practice is None:
        return None
    row, school = practice.row, study.base.school
    reached = whole(row["pupils_reached"])
    kind, roll = called(school.kind or "School"), school.pupils_on_roll
    size = (
        say("{kind}, {roll} pupils", kind=kind, roll=f"{roll:,}") if roll else school.kind and kind
    )
    card = {
        say("Theme"): called(row["theme"]),
        say("School"): f"{school.name} ({size})" if size else school.name,
        say("Where"): free_text(row["context"]),
        say("Pupils who took part"): "–" if reached is None else about_count(reached, study.rules),
        say("How it is known"): at_a_glance(practice.result, study.rules),
        say("Time"): free_text(row["time"]),
        say("Cost"): free_text(row["cost"]),
        say("Staff"): free_text(row["staff"]),
    }
    if letters := taken_up({str(name): cell for name, cell in row.items()}):
        card[say("Takes up")] = takes_up(letters)
    index = pd.Index(card, name=say("About"))
    frame = pd.DataFrame({say("This practice"): list(card.values())}, index=index)
    return Table(
        not_personal(frame, "the school's own words; numbers of pupils are already protected"),
        "tbl-context",
        say("Where it was done and what it takes"),
        widths=(25, 75),
    )


@of_study
def words(study: Study, column: str) -> Paragraphs | None:
    """One column of the practice as paragraphs.

    Parameters
    ----------
    column : "problem", "how_we_know" or "suits".
    """
    row = written(study.base)
    said = "" if row is None else text(row[column])
    return Paragraphs(free_text(said)) if said else None


@of_study
def steps(study: Study) -> Steps | Pieces | None:
    """What was done, step by step, and below it the photos that were cleared."""
    row = written(study.base)
    said = "" if row is None else text(row["steps"])
    told = Steps(free_text(said)) if said else None
    pictures = [] if row is None else _photos(study)
    return Pieces([told, *pictures]) if pictures else told


def _photos(study: Study) -> list[Photo | Statement]:
    """The photos that were cleared; for the school itself, also why others are left out."""
    found = photos_of(study.base, study.as_at)
    shown = [one for one in found if one.drawn is not None]
    made: list[Photo | Statement] = [
        Photo(one.drawn, number, str(one.row["shows"]), told_of_photo(one.row))
        for number, one in enumerate(shown, 1)
        if one.drawn is not None
    ]
    if study.rules.audience is Audience.SCHOOL:
        made += [photo_left_out(one.row, one.why) for one in found if one.why]
    return made


@of_study
def measured(study: Study) -> Statement | None:
    """What was measured, as far as the design lets it be said."""
    practice = practice_of(study.base)
    if practice is None:
        return None
    if practice.result is None:
        return Statement("Nothing was measured. What is said here is what people saw and told us.")
    return conclusion(practice.result, study.rules)


@of_study
def not_known(study: Study) -> Bullets | None:
    """What nobody can tell yet: in the school's words, and by the design."""
    practice = practice_of(study.base)
    if practice is None:
        return None
    said = text(practice.row["not_known"])
    points = [Statement("{words}", words=free_text(said))] if said else []
    if practice.result is not None:
        points.append(caution(practice.result, study.rules))
    return Bullets(points or [Statement("This has not been written down yet.")])


@of_study
def contact(study: Study) -> Statement | None:
    """Whom to ask."""
    row = written(study.base)
    if row is None:
        return None
    if not text(row["contact_name"]):
        return Statement("Ask the school.")
    if not text(row["contact_email"]):
        return Statement(
            "Ask {name} at {school}.",
            name=free_text(row["contact_name"]),
            school=study.base.school.name,
        )
    return Statement(
        "Ask {name} at {school}: {email}.",
        name=free_text(row["contact_name"]),
        school=study.base.school.name,
        email=free_text(row["contact_email"]),
    )


@of_study
def materials(study: Study) -> Materials | None:
    """What was cleared for other schools to use: each document's text, read anew."""
    if practice_of(study.base) is None:
        return None
    found = materials_of(study.base, study.as_at)
    shown = [
        Material(
            str(one.row["title"]), str(one.row["used_for"]), told_of_material(one.row), one.document
        )
        for one in found
        if one.document is not None
    ]
    notes = [] if study.rules.audience is not Audience.SCHOOL else _notes(found)
    return Materials(shown, notes) if shown or notes else None


def _notes(found: Sequence[NamedMaterial]) -> list[Statement]:
    """For the school itself: which material is left out, and what of the others."""
    return [
        material_left_out(one.row, one.why)
        if one.document is None
        else material_read(one.row, read_as(one.document))
        for one in found
        if one.document is None or one.document.left
    ]
