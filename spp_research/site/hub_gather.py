"""Which practices are on the website of a hub: those sent to it that are signed off for everyone.

No workbook and no notebook lies at a hub. Each page comes from a share file and is held to what is
asked of such a page anywhere (`shared`). One that a newer file no longer carries goes at once, and
for good: see `hub_memory`. One whose file was put away, as last year's is, stays as it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spp_research.cycle import cycle_of, same_cycle
from spp_research.errors import ConfigurationError, DisclosureError, RenderError
from spp_research.hub.lead import HubBook, bare, open_hub_book
from spp_research.partnership.lead_workbook import School
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.publish.kept import written_lines
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.settings import read_settings
from spp_research.share import SchoolShare
from spp_research.share.content import covered
from spp_research.share.files import read_share
from spp_research.workspace import Workspace, kit_resources, safe_slug

from .content import SharedPractice, slug
from .gather import Gathered
from .hub_memory import (
    Memory,
    Row,
    cycle_key,
    forget,
    keep,
    kept,
    key_of,
    read_memory,
    write_memory,
)
from .hub_reports import HubReports
from .hub_sent import Choice, Sent, sent
from .reported import ReportPage
from .shared import NamesSomebodyError, StrangeError, page_of
from .store import Store
from .taken_up import keep_result

_PUBLIC = Audience.PUBLIC
_ALL = "all"  # under “Taken off the website”, every school of the partnership


@dataclass(frozen=True)
class HubGathered:
    """What there is for the website of a hub.

    Parameters
    ----------
    gathered : the practices with their addresses, in the hub's order; those that are left out.
    feed_id : the name of the feed, for ever.
    reports : those of partnerships that are for everyone.
    """

    gathered: Gathered
    feed_id: str
    reports: tuple[ReportPage, ...] = ()


def gather_hub(
    workspace: Workspace,
    scratch: Path,
    store: Store,
    *,
    has_pages: bool,
    remember: bool,
) -> HubGathered:
    """The practices of a hub's website, and what is left out and why.

    Parameters
    ----------
    scratch : a private folder; each write-up is left there in a folder of its own.
    has_pages : whether there are practices on the website now.
    remember : whether what was found is written down; not where it is only a look.

    Raises
    ------
    ConfigurationError, EvidenceError
        When the hub's workbook, its settings or what it remembers cannot be read.
    """
    book, settings = open_hub_book(workspace), read_settings(workspace.settings_file)
    memory = read_memory(workspace, has_pages=has_pages)
    as_at = settings.as_at or date.today()
    rules = rules_for(_PUBLIC, settings.own_thresholds())
    found = sent(workspace, book, rules, as_at, memory)
    build = _Build(workspace, book, memory, rules, as_at, scratch, store, found)
    practices = build.practices()
    if not memory.feed_id:
        from .assets import feed_name

        memory.feed_id = feed_name("hub", bare(book.name))
    owners = found.owners
    reports = HubReports(workspace, book, memory, rules, as_at, scratch, owners)
    shown = reports.pages()
    if remember:
        reports.write()
        build.write()
    refused = (*build.refused, *reports.refused)
    return HubGathered(Gathered(practices, refused, {}), memory.feed_id, shown)


class _Build:
    """One look at all that counts; what it finds is put into the memory."""

    def __init__(
        self,
        workspace: Workspace,
        book: HubBook,
        memory: Memory,
        rules: Rules,
        as_at: date,
        scratch: Path,
        store: Store,
        found: Sent,
    ) -> None:
        self.workspace, self.book, self.memory = workspace, book, memory
        self.rules, self.as_at, self.scratch, self.store = rules, as_at, scratch, store
        self.found = found
        self.refused: list[tuple[str, str]] = []
        self._held: dict[str, SchoolShare] = {}  # by page, what is to be kept of it
        self._number = 0

    def practices(self) -> tuple[SharedPractice, ...]:
        """Those that may be shown, with the addresses that they keep."""
        self._take_back()
        made: dict[str, SharedPractice] = {}
        for choice in self.found.choices.values():
            if (practice := self._sent(choice)) is not None:
                made[practice.page] = practice
        for row in self.memory.practices:
            left = row.shown and row.page not in made and row.key not in self.found.choices
            if left and (practice := self._stays(row)) is not None:
                made[practice.page] = practice
        for row in self.memory.practices:
            if row.page not in made:
                self.memory.taken(row)
        said = {why for _, why in self.refused}
        unsaid = [*self.found.unread.items(), *self._put_back()]
        unsaid += self.found.not_twice.values()
        self.refused += [(who, why) for who, why in unsaid if why not in said]
        return tuple(sorted(made.values(), key=self._place))

    def write(self) -> None:
        """Write down what was found, and keep what is public."""
        for page, share in self._held.items():
            row = next(one for one in self.memory.rows if one.page == page)
            if row.shown:
                self.memory.put(keep(self.workspace, row, share))
        for key, choice in self.found.choices.items():
            part = choice.one.part
            if not choice.takes and not choice.why:
                self.memory.see(key, part.made_on, part.content, self.found.superseded.get(key, ()))
        for key, day in self.found.elsewhere.items():
            self.memory.counts_elsewhere(key, day)
        write_memory(self.workspace, self.memory)
        forget(self.workspace, self.memory)

    def _take_back(self) -> None:
        """Note what later files of schools took back of closed cycles."""
        for choice in self.found.choices.values():
            part = choice.one.part
            for cycle, practice in choice.taken_back:
                key = key_of(part.partnership, part.slug, cycle)
                if key == choice.one.key:
                    continue
                self.memory.take_back(key, part.made_on)
                for row in self.memory.of(key):
                    if row.practice.casefold() == practice.casefold():
                        self.memory.taken(row)

    def _sent(self, choice: Choice) -> SharedPractice | None:
        """The practice of a file that counts; None where none may be shown."""
        one = choice.one
        row = self._row_of(choice)
        whose = one.whose
        if choice.takes and not (row and row.shown and row.mark == one.mark and one.mark):
            if one.mark or (row and row.shown):
                self.refused.append((whose, choice.why))
            return None
        if not choice.mark:
            if why := self._why_none(choice, row):
                self.refused.append((whose, why))
            return None
        if why := self._kept_away(choice, row):
            self.refused.append((whose, why))
            return None
        share = read_share(one.path, texts=False)
        if row is not None and row.key != one.key:  # its school has come from another partnership
            self.memory.counts_elsewhere(row.key, one.part.made_on)
        if row is not None and self._says_otherwise(share, row, one.mark):
            why = (
                f"{one.part.file}: its page bears the text mark {one.mark} of the page that is "
                "public, and says other words. Ask the school to send its file again."
            )
            self.refused.append((whose, why))
            return None
        told = replace(
            row or Row(practice=one.practice),
            key=one.key,
            partnership=share.partnership,
            school=share.school,
            name=share.school_name,
            roll=share.pupils_on_roll,
            mark=one.mark,
            made_on=one.part.made_on.isoformat(),
            file=one.part.file,
            cycle=share.cycle,
        )
        row = self.memory.put(told) if row else self.memory.new(told)
        practice, why = self._page(share, row)
        if practice is None:
            self.refused.append((whose, why))
            return None
        self._held[row.page] = share
        self.memory.put(replace(row, shown=True))
        return practice

    def _says_otherwise(self, share: SchoolShare, row: Row, mark: str) -> bool:
        """Whether a page has the mark of the one that is public, and not its words."""
        if mark != row.mark or not row.kept or share.write_up is None:
            return False
        if bare(share.partnership) != bare(row.partnership):
            return False  # which its head names
        before = kept(self.workspace, row)
        if before is None or before.write_up is None:
            return False
        texts = (before.write_up.text, share.write_up.text)
        return texts[0] != texts[1] and len({*map(_words, texts)}) > 1

    def _row_of(self, choice: Choice) -> Row | None:
        """The practice's own row: also where its school came from another partnership."""
        one = choice.one
        own = self.memory.of(one.key)
        if not one.practice:
            return next((row for row in own if row.shown), None)
        for row in own:
            if row.practice.casefold() == one.practice.casefold():
                return row
        moved = [
            row
            for row in self.memory.practices
            if row.key not in self.found.choices
            and row.practice.casefold() == one.practice.casefold()
            and self._is_school(row, choice)
        ]
        return moved[0] if len(moved) == 1 else None

    def _is_school(self, row: Row, choice: Choice) -> bool:
        """Whether a page of the same cycle is of a school that has sent this under another name."""
        part = choice.one.part
        listed = self.book.listed.get(bare(part.partnership))
        if cycle_key(row.cycle) != cycle_key(choice.one.cycle) or row.key == choice.one.key:
            return False
        if listed is not None and part.slug in listed.namesakes:
            return False
        was = self.book.listed.get(bare(row.partnership))
        if was is not None and row.school in was.namesakes:
            return False
        same = row.roll is None or part.roll is None or row.roll == part.roll
        return bare(row.name) == bare(part.school) and same

    def _why_none(self, choice: Choice, row: Row | None) -> str:
        """Why a file without a page that may be shown has none; empty where nobody expects one."""
        one = choice.one
        if choice.why:
            return choice.why
        if one.signed:
            return (
                f"{one.part.file}: its practice is signed off for everyone, and the file does not "
                "hold the page. Ask the school to run spp report best-practice and spp share, and "
                "to send its file again."
            )
        if row is not None and row.shown:
            return (
                f"{one.part.file}: it holds no practice that is signed off for everyone any "
                "more, so the page is taken away."
            )
        return ""

    def _kept_away(self, choice: Choice, row: Row | None) -> str:
        """Why a page is not shown although its school has signed it; empty where it may be."""
        one = choice.one
        listed = self.book.listed.get(bare(one.part.partnership))
        if self._is_off(one.part.partnership, one.part.slug):
            return "hub.xlsx has it under “Taken off the website”."
        seen = self.memory.newest.get(one.key)
        if seen and seen.taken_back and one.part.made_on.isoformat() <= seen.taken_back:
            day = long_date(date.fromisoformat(seen.taken_back))
            return f"The school took it back, in its share file of {day}."
        if seen and seen.elsewhere and one.part.made_on.isoformat() <= seen.elsewhere:
            named_so = listed is not None and one.part.slug in listed.namesakes
            if not named_so and not any(self._is_namesake_of(one.part.school)):
                day = long_date(date.fromisoformat(seen.elsewhere))
                return (
                    f"{one.part.file}: a school of that name has sent a file in another "
                    f"partnership since, on {day}, so this one says nothing any more. If they are "
                    "two schools, write the short name of one under “Only share their name” in "
                    "hub.xlsx."
                )
        if self.book.listed and listed is None and not (row and row.shown):
            return (
                f"{one.part.file}: it is of the partnership “{one.part.partnership}”, which "
                "hub.xlsx "
                "does not list. Add it to the sheet “The partnerships”, or take the file out of "
                "the folder."
            )
        return ""

    def _is_namesake_of(self, school: str) -> Iterator[bool]:
        """Of each school of this name, whether hub.xlsx says that it only shares its name."""
        for choice in self.found.choices.values():
            part = choice.one.part
            listed = self.book.listed.get(bare(part.partnership))
            if listed is not None and bare(part.school) == bare(school):
                yield part.slug in listed.namesakes

    def _is_off(self, partnership: str, school: str) -> bool:
        listed = self.book.listed.get(bare(partnership))
        off = {bare(name) for name in listed.off_website} if listed else set()
        return bool(off & {_ALL, bare(school)})

    def _stays(self, row: Row) -> SharedPractice | None:
        """A page whose file is no longer in the folders, as it was sent last."""
        whose = f"{row.name}, {row.partnership}, {row.cycle}"
        if self._is_off(row.partnership, row.school):
            self.refused.append((whose, "hub.xlsx has it under “Taken off the website”."))
            return None
        if row.key in self.found.elsewhere:
            why = "The school counts in another partnership now, whose file decides."
            if row.key not in self.found.not_twice:
                self.refused.append((whose, why))
            return None
        for choice in self.found.choices.values():
            later = choice.one.part.made_on.isoformat() >= row.made_on
            if later and self._is_school(row, choice):
                why = (
                    f"{choice.one.part.file}: the school has sent this since, in another "
                    "partnership, and it holds no such practice."
                )
                self.refused.append((whose, why))
                self.memory.counts_elsewhere(row.key, choice.one.part.made_on)
                return None
        share = kept(self.workspace, row)
        if share is None:
            why = (
                f"Its share file {row.file} is no longer here, and what was kept of it is not "
                "there as it was. Ask the school to send its file again."
            )
            self.refused.append((whose, why))
            return None
        practice, why = self._page(share, row)
        if practice is None:
            self.refused.append((whose, why))
            return None
        return replace(practice, stays_because=self._why_it_stays(row))

    def _why_it_stays(self, row: Row) -> str:
        """What there is to say of a page whose file is not there; nothing of an earlier cycle's."""
        to_take = (
            f"To take it away, write {row.school} under “Taken off the website” in hub.xlsx, or "
            "ask the school for a newer share file."
        )
        sent_on = long_date(date.fromisoformat(row.made_on))
        if why := self.found.unread.get(row.file) or self.found.older.get(row.key):
            return f"The page stays as it was sent on {sent_on}. {why} {to_take}"
        if not same_cycle(row.cycle, self.book.cycle):
            return ""
        return (
            f"Its share file {row.file} is no longer here. The page stays as it was sent on "
            f"{sent_on}, since the school did not take it back. {to_take}"
        )

    def _put_back(self) -> Iterator[tuple[str, str]]:
        """Files that are behind what was seen, where no page stays that tells of it."""
        told = {row.key for row in self.memory.practices if row.shown}
        for key, why in self.found.older.items():
            if key not in told:
                yield key.partition("/")[2].rpartition("/")[0], why

    def _page(self, share: SchoolShare, row: Row) -> tuple[SharedPractice | None, str]:
        """The page of a share file, held to all that is asked of one; or why it is not shown."""
        own = covered(share, _PUBLIC, self.as_at)
        line, page = own.signed(WRITE_UP), own.write_up
        if line is None or page is None or own.practice is None:
            return None, "Its sign-off for everyone has ended."
        school = School(_safe(share.school), share.school_name, share.school_type)
        self._number += 1
        folder = self.scratch / f"sent-{self._number}"
        try:
            made = page_of(school, own, line, page, self.rules, folder, (), share.cycle, self.store)
            _require_own(made, share)
            keep_result(made, share.effects, own.practice.outcome_id)
        except NamesSomebodyError as error:
            return None, f"The page is not shown, because {error}."
        except StrangeError as error:
            return None, (
                f"The page is not shown, because {error}. Ask the school to run spp report "
                "best-practice and spp share, and to send its file again."
            )
        partnership = self._called(share.partnership)
        return replace(
            made,
            front=replace(made.front, partnership=partnership),
            cycle=self._cycle(share.cycle),
            closed_as="" if self._is_now(share.cycle) else slug(share.cycle) or "earlier",
            item=page.practice_id,
            feed_id=row.feed_id,
            page=row.page,
            partnership=partnership,
        ), ""

    def _called(self, partnership: str) -> str:
        listed = self.book.listed.get(bare(partnership))
        return listed.name if listed else partnership

    def _cycle(self, name: str) -> str:
        """One name for a cycle however partnerships write it."""
        if same_cycle(name, self.book.cycle):
            return self.book.cycle
        known = [row.cycle for row in sorted(self.memory.rows, key=lambda row: row.page)]
        return next((one for one in known if same_cycle(one, name)), name)

    def _is_now(self, cycle: str) -> bool:
        if same_cycle(cycle, self.book.cycle):
            return True
        own, days = cycle_of(cycle), self.book.days
        return own is not None and days is not None and own.first > days.first

    def _place(self, practice: SharedPractice) -> tuple[object, ...]:
        """In the hub's order: its list, else by name; the latest cycle first."""
        key = bare(practice.partnership)
        order = {name: n for n, name in enumerate(self.book.listed)}
        days = cycle_of(practice.cycle)
        year = -days.first.toordinal() if days else 0
        earlier = bool(practice.closed_as)
        place = order.get(key, len(order))
        return earlier, year if earlier else 0, place, key, bare(practice.whose), practice.page


def _require_own(made: SharedPractice, share: SchoolShare) -> None:
    """Refuse a page whose own head names another school or partnership than its file."""
    told: Mapping[str, tuple[str, str]] = {
        "school": (made.front.subtitle, share.school_name),
        "partnership": (made.front.partnership, share.partnership),
    }
    for what, (page, file) in told.items():
        if _letters(page) != _letters(file):
            raise StrangeError(f"its text is headed with another {what} than the file is of")
    if share.practice is not None and _letters(made.front.title) != _letters(
        share.practice.principle
    ):
        raise StrangeError("its title is not that of the practice in the file")


def _words(text: str) -> tuple[str, ...]:
    """What a page says, as its text mark covers it; empty where it is not one of the kit's."""
    try:
        style = kit_resources() / "reports" / "_style"
        return tuple(line.words for line in written_lines(text, style))
    except (DisclosureError, RenderError):
        return ()


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _safe(school: str) -> str:
    """The short name of a school, which somebody else's file may spell in any way."""
    try:
        return safe_slug(school)
    except ConfigurationError:
        return slug(school)[:40] or "school"
