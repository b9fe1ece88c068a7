"""The answers of a school's survey files, by a survey map that a test has made."""

from __future__ import annotations

import pandas as pd

from spp_research.intake import Fault, answers_of
from spp_research.intake.frames import records_of
from spp_research.intake.surveys.school_surveys import MapPlace, survey_readings
from spp_research.workspace import Workspace


def read_surveys(
    workspace: Workspace, school: str, survey_map: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Every answer, and everything that was found on the way; what is about the map comes last."""
    where = MapPlace(f"schools/{school}/evidence.xlsx")
    readings, about_map = survey_readings(workspace, school, records_of(survey_map), where)
    return answers_of(readings), (*(f for r in readings for f in r.faults), *about_map)
