"""The partnership's year: every school's evidence as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spp_research.disclosure import Rules, rules_for
from spp_research.errors import SPPError
from spp_research.evidence import EvidenceBase, read_evidence
from spp_research.partnership import Partnership, open_partnership
from spp_research.settings import Settings, read_settings
from spp_research.workspace import open_workspace


@dataclass(frozen=True)
class Year:
    """What the partnership's notebook opens.

    Parameters
    ----------
    partnership : its schools in the lead's order, its people and timetable.
    bases : evidence by short name, in the lead's order, of the schools that could be read. No
        pupil-level file is opened.
    unread : for each other school, why not.
    """

    partnership: Partnership
    bases: Mapping[str, EvidenceBase]
    unread: Mapping[str, str]
    rules: Rules
    settings: Settings
    as_at: date

    def shared(self, document: str) -> dict[str, EvidenceBase]:
        """The schools that have signed a document off for this audience."""
        return {
            slug: base
            for slug, base in self.bases.items()
            if base.sign_off(document, self.rules.audience, self.as_at)
        }


def open_year(workspace: str, audience: str) -> Year:
    """Open every school's evidence for one audience, leaving pupil files alone.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    audience : "partnership" or "public".
    """
    place = open_workspace(workspace)
    settings = read_settings(place.settings_file)
    rules = rules_for(audience, settings.own_thresholds())
    partnership = open_partnership(place)
    bases: dict[str, EvidenceBase] = {}
    unread: dict[str, str] = {}
    for school in partnership.schools:
        try:
            bases[school.slug] = read_evidence(place, partnership, school.slug, pupils=False)
        except SPPError as error:
            unread[school.slug] = str(error)
    return Year(partnership, bases, unread, rules, settings, settings.as_at or date.today())
