"""The Riverside Partnership: six invented schools, one review cycle, texts written by hand."""

from __future__ import annotations

from .books import TEXTS, PartnershipBook, SchoolBook, paired, read_text, rows_of
from .exports import exports, map_rows, survey_of
from .measuring import Measure, draw_results
from .pictures import facts_after_break
from .settled import drawn_lots, fixed_plan
from .year_exports import year_exports, year_sheets, year_surveys

SEED = 2026

_FOLDER = "riverside"
_PARTNERSHIP_SHEETS = (
    *("partnership", "schools", "people", "timetable", "terms", "sign_off"),
    *("own_words", "visits", "took_home", "phase_markers"),
)
_SETTINGS = "# The day that the reports of this example look from.\nas_at: 2026-07-10\n"


def riverside() -> PartnershipBook:
    """The example partnership, the same each time."""
    texts = read_text(_FOLDER, "partnership.toml")
    sheets = {name: rows_of(texts[name]) for name in _PARTNERSHIP_SHEETS}
    asked = year_surveys()
    sheets |= year_sheets(asked)
    schools = tuple(_school(str(row["school"])) for row in sheets["schools"])
    return PartnershipBook(sheets, schools, _SETTINGS, year_exports(asked, SEED))


def _school(slug: str) -> SchoolBook:
    texts = read_text(_FOLDER, f"{slug}.toml")
    if TEXTS.joinpath(_FOLDER, f"{slug}-enquiry.toml").is_file():
        texts |= read_text(_FOLDER, f"{slug}-enquiry.toml")
    measures = [Measure(**spec) for spec in texts.pop("pupils", [])]
    surveys = [survey_of(spec) for spec in texts.pop("surveys", [])]
    drawn, fixed = (texts.pop(name, None) for name in ("drawn", "fixed"))
    sheets = {name: rows_of(table) for name, table in texts.items()}
    if "observations" in sheets:
        sheets["observations"] = paired(sheets["observations"])
    if surveys:
        sheets["survey_map"] = [row for survey in surveys for row in map_rows(survey)]
    lots = {}
    if drawn:
        line, lots[drawn["file"]] = drawn_lots(drawn)
        sheets["lots"] = [line]
    if fixed:
        sheets["fixed_plans"] = [fixed_plan(fixed, slug, sheets["outcomes"])]
    return SchoolBook(
        slug=slug,
        sheets=sheets,
        pupils={measure.file: draw_results(measure, slug, SEED) for measure in measures},
        surveys={
            file: table for survey in surveys for file, table in exports(survey, slug, SEED).items()
        },
        lots=lots,
        attachments={row["file"]: facts_after_break() for row in sheets.get("photos", [])},
    )
