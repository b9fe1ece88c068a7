"""What the hub report's notebook opens: the hub's workbook and all the share files at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from spp_research.catalogue import choose
from spp_research.cycle import same_cycle
from spp_research.errors import ConfigurationError
from spp_research.phrases import listed, long_date
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.protect.disclosure.opened import opened, opened_for
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import FOLDER, day_signed, read_days, read_records
from spp_research.settings import Settings, read_settings
from spp_research.telling import as_facts, in_short
from spp_research.workspace import EXAMPLE, HUB_EXAMPLE, SHOWN, Workspace, open_place

from .editions import Counted, Edition, marks_known, read_editions, remember_edition
from .effects import Together, apart, shown_results, together
from .figures import Tally, shown_counts
from .gathering import Gathered, gather
from .lead import HubBook, Listed, bare, open_hub_book
from .parts import Part


@dataclass(frozen=True)
class Hub:
    """A hub's year, from share files alone.

    Parameters
    ----------
    book : what its workbook says.
    gathered : which share files count, and which do not.
    sign_off : of the report for its audience; None makes it a draft.
    rules, settings, as_at : of the report.
    editions : of the report that were signed before, by the schools behind each of their counts.
    """

    book: HubBook
    gathered: Gathered
    sign_off: SignOff | None
    rules: Rules
    settings: Settings
    as_at: date
    editions: tuple[Edition, ...] = ()

    _repr_html_ = as_facts

    def __repr__(self) -> str:
        return in_short(
            f"Hub {self.book.name}",
            audience=self.rules.audience.value,
            as_at=self.as_at.isoformat(),
            partnerships=len(self.partnerships),
            schools=len(self.parts),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The schools that count, in the hub's order of partnerships."""
        return self.gathered.parts

    @property
    def counted(self) -> Counted:
        """The same, beside the editions that were signed before."""
        return Counted(self.parts, self.editions)

    @cached_property
    def partnerships(self) -> Mapping[str, tuple[Part, ...]]:
        """The schools by the name of their partnership, in the hub's order."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(bare(part.partnership), []).append(part)
        return {self._called(key, own): tuple(own) for key, own in found.items()}

    @property
    def silent(self) -> tuple[Listed, ...]:
        """Partnerships of the hub's list of which no file counts."""
        there = {bare(part.partnership) for part in self.parts}
        return tuple(one for key, one in self.book.listed.items() if key not in there)

    @cached_property
    def together(self) -> tuple[Together, ...]:
        """The results that may be shown together."""
        return together(self.counted)

    @cached_property
    def apart(self) -> tuple[tuple[str, Tally], ...]:
        """The other main outcomes, by why they stand by themselves."""
        return apart(self.counted)

    def _called(self, key: str, own: list[Part]) -> str:
        return self.book.listed[key].name if key in self.book.listed else own[0].partnership


def open_hub(workspace: str, audience: str) -> Hub:
    """Open what the partnerships of a hub have shared, for one audience.

    Parameters
    ----------
    workspace : the hub's folder, or "example".
    audience : "partnership", which is everybody in the hub's partnerships, or "public".

    Raises
    ------
    ConfigurationError
        When the folder is not one of a hub, or the report is asked for a single school.
    """
    place = open_place(HUB_EXAMPLE if str(workspace) == EXAMPLE else workspace)
    settings = read_settings(place.settings_file)
    choose(settings.catalogue)
    hub = _read(place, settings, audience)
    opened_for(hub.rules)
    names = [part.partnership for part in hub.parts]  # no school's, but where it is for everyone
    names += [part.school for part in hub.parts if part.practice]
    opened(f"hub {hub.book.name}", (), [hub.book.name, hub.book.cycle, *names], ())
    return hub


def _read(place: Workspace, settings: Settings, audience: str) -> Hub:
    rules = rules_for(audience, settings.own_thresholds())
    if rules.audience is Audience.SCHOOL:
        raise ConfigurationError(
            "A hub report is about no single school. Make it for the audience partnership, which "
            "is everybody in the hub’s partnerships, or for public."
        )
    book = open_hub_book(place)
    today = settings.as_at or date.today()
    line = book.sign_off(audience, today, fixed=settings.fixes_day)
    days = read_days(place.root / FOLDER)
    as_at = day_signed(line.signed_on, line.marks, days) if line else today
    found = gather(place, book, rules, today, as_at)
    editions = read_editions(place.root, book.cycle, audience)
    return Hub(book, found, line, rules, settings, as_at, editions)


def not_held_to(workspace: str, audience: str) -> str:
    """A sentence on signed editions of the year of which nobody knows who was behind the counts.

    They were signed with a kit that did not keep it, or their files are gone. A number of today is
    not held to them, so whoever has both could subtract. Empty where there are none.
    """
    place = open_place(workspace)
    cycle = open_hub_book(place).cycle
    readers = {audience, Audience.PUBLIC.value}
    signed = {
        record.text.mark: record.signed_for.signed_on
        for record in read_records(place.root / FOLDER).records
        if same_cycle(record.signed_for.cycle, cycle) and record.signed_for.audience in readers
    }
    unknown = [day for mark, day in signed.items() if mark not in marks_known(place.root)]
    if not unknown:
        return ""
    return (
        f"Of the edition that was signed off on {listed([long_date(day) for day in unknown])} it "
        f"is not kept, in the folder “{SHOWN}”, which schools were behind its counts. The counts "
        "of now are not held to it: where one or two schools came or went since, whoever has both "
        "could subtract. Give the new one to nobody who has that one, or wait until the next cycle."
    )


def remember_signed(workspace: str, audience: str, mark: str = "") -> None:
    """Keep which schools are behind the counts of a hub report that has just been signed."""
    place = open_place(workspace)
    hub = _read(place, read_settings(place.settings_file), audience)
    counts = shown_counts(hub.counted) | shown_results(hub.counted)
    remember_edition(place.root, hub.book.cycle, audience, counts, mark)
