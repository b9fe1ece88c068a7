"""The partnership's year: what every school has shared, as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from spp_research.catalogue import choose
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.protect.disclosure.opened import opened_for
from spp_research.protect.signatures import FOLDER, day_signed, read_days
from spp_research.schema.vocabulary import PARTNERSHIP_REPORT
from spp_research.settings import Settings, read_settings
from spp_research.share import SchoolShare
from spp_research.share.content import AGAIN, covered
from spp_research.share.earlier import Earlier, earlier_cycles
from spp_research.share.files import read_shares
from spp_research.share.plausible import colleague_named
from spp_research.telling import as_facts, in_short
from spp_research.workspace import open_workspace

from .lead_workbook import Partnership, open_partnership


@dataclass(frozen=True)
class Year:
    """What the partnership's notebook opens: the lead's workbook and the schools' share files.

    Parameters
    ----------
    partnership : its schools in the lead's order, its people and timetable.
    shares : by short name, in the lead's order, what each school has shared. Only share files
        are read, never a school's workbook or a file of pupils. A share holds only what is
        signed off for this report's audience on the day that it looks from; the rest is empty.
    refused : why a share file was not used, in one sentence that names it. By short name where
        the file is named after a school of the partnership, else by the file's own name.
    missing : short names of schools without a share file, in the lead's order.
    rules, settings, as_at : of the report.
    earlier : the closed cycles, the first first, as far as this report's reader may see them.
    unread : a sentence for each closed cycle that could not be used.
    """

    partnership: Partnership
    shares: Mapping[str, SchoolShare]
    refused: Mapping[str, str]
    missing: tuple[str, ...]
    rules: Rules
    settings: Settings
    as_at: date
    earlier: tuple[Year, ...] = ()
    unread: tuple[str, ...] = ()

    _repr_html_ = as_facts

    def __repr__(self) -> str:
        return in_short(
            f"Year of {self.partnership.name}",
            audience=self.rules.audience.value,
            as_at=self.as_at.isoformat(),
            shared_by=", ".join(self.shares) or "nobody yet",
        )

    def signed(self, document: str) -> dict[str, SchoolShare]:
        """The schools whose document is signed off for this report's audience, or a wider one."""
        return {slug: share for slug, share in self.shares.items() if share.signed(document)}


def open_year(workspace: str, audience: str, document: str = PARTNERSHIP_REPORT) -> Year:
    """Open what the schools have shared, for one audience.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    audience : "partnership" or "public".
    document : what it is opened for, as the Sign-off sheet names it: once that is signed off, it
        looks from the day on which it was.
    """
    place = open_workspace(workspace)
    settings = read_settings(place.settings_file)
    choose(settings.catalogue)
    rules = rules_for(audience, settings.own_thresholds())
    partnership = open_partnership(place)
    found = read_shares(place.share_folder, partnership)
    opened_for(rules)
    today = settings.as_at or date.today()
    line = partnership.sign_off(document, audience, today, fixed=settings.fixes_day)
    days = read_days(place.root / FOLDER)
    as_at = day_signed(line.signed_on, line.marks, days) if line else today
    before, unread = earlier_cycles(place, partnership)
    now = Earlier(partnership, found)
    year, *earlier = (_year(one, rules, settings, as_at, today) for one in (now, *before))
    return replace(year, earlier=tuple(earlier), unread=unread)


def _year(of: Earlier, rules: Rules, settings: Settings, as_at: date, today: date) -> Year:
    """What one cycle's schools have shared, as far as the reader may see it."""
    partnership, found = of.partnership, of.shares
    # What is signed looks from its own day, but no school is held to what it took back since.
    shares = {
        slug: covered(covered(share, rules.audience, today), rules.audience, as_at)
        for slug, share in found.shares.items()
    }
    refused = dict(found.refused)
    if rules.audience is Audience.PUBLIC:
        staff = partnership.staff_names
        for slug, share in tuple(shares.items()):
            if what := colleague_named(share, staff):
                refused[slug] = f"share/{slug}.json: {what} {AGAIN}"
                del shares[slug]
    return Year(partnership, shares, refused, found.missing, rules, settings, as_at)
