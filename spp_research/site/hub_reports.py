"""The reports of a hub's partnerships that are signed off for everyone, on the hub's website.

They come in files of their own beside the share files, and the same is asked of them: of a
partnership and year the newest counts, one that says that nothing is signed any more takes the page
away, and an older one brings nothing back.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NoBase64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from spp_research.errors import DisclosureError, EvidenceError, RenderError
from spp_research.hub.lead import HubBook, bare
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Rules
from spp_research.protect.sign_off import SignOff
from spp_research.share.files import OF_REPORTS
from spp_research.share.report_file import SharedReport, read_report, write_report
from spp_research.workspace import Workspace

from .hub_memory import Memory, Row, cycle_key, kept_file
from .report_pages import page_of
from .reported import ReportPage
from .shared import StrangeError, drawn_anew

_AGAIN = "Ask the partnership's lead to run spp share, and to send the file again"
_ALL = "all"


@dataclass(frozen=True)
class _Sent:
    """A file with a report."""

    file: str
    report: SharedReport

    @property
    def key(self) -> str:
        """The partnership and cycle."""
        return f"{bare(self.report.partnership)}//{cycle_key(self.report.cycle)}"


class HubReports:
    """One look at the reports that partnerships have sent; what it finds is put into the memory."""

    def __init__(
        self,
        workspace: Workspace,
        book: HubBook,
        memory: Memory,
        rules: Rules,
        as_at: date,
        scratch: Path,
        owners: Mapping[str, str],
    ) -> None:
        self.workspace, self.book, self.memory = workspace, book, memory
        self.rules, self.as_at, self.scratch, self.owners = rules, as_at, scratch, owners
        self.refused: list[tuple[str, str]] = []
        self._held: dict[str, SharedReport] = {}
        self._seen: list[tuple[_Sent, list[str]]] = []

    def pages(self) -> tuple[ReportPage, ...]:
        """Those that may be shown, in the hub's order, of each partnership the latest year "
        "first."""
        made: dict[str, ReportPage] = {}
        sent = self._by_key()
        for key, files in sent.items():
            row = next((row for row in self.memory.reports if row.key == key), None)
            if (page := self._chosen(files, row)) is not None:
                made[page.stem] = page
        for row in self.memory.reports:
            if row.shown and row.key not in sent and (page := self._stays(row)) is not None:
                made[page.stem] = page
        for row in self.memory.reports:
            if row.page not in made:
                self.memory.taken(row)
        return tuple(sorted(made.values(), key=self._place))

    def write(self) -> None:
        """Note what was seen, and keep what is public."""
        for one, others in self._seen:
            report = one.report
            self.memory.see(one.key, report.made_on, report.content_hash, others)
        for row in self.memory.reports:
            held = self._held.get(row.page)
            if row.shown and held is not None:
                if row.kept != held.content_hash or not kept_file(self.workspace, row).is_file():
                    write_report(held, kept_file(self.workspace, row))
                self.memory.put(replace(row, kept=held.content_hash))

    def _by_key(self) -> dict[str, list[_Sent]]:
        """The files that may count; why others do not is said."""
        found: dict[str, list[_Sent]] = defaultdict(list)
        last = max(self.as_at, date.today()) + timedelta(days=1)
        for path in self._files():
            file = path.relative_to(self.workspace.partnerships).as_posix()
            try:
                one = _Sent(file, read_report(path))
            except EvidenceError as error:
                self.refused.append((file, str(error)))
                continue
            report = one.report
            if report.made_on > last:
                when = long_date(report.made_on)
                self.refused.append(
                    (file, f"It says that it was made on {when}, which is still to come. {_AGAIN}.")
                )
            elif self.memory.counts(one.key, report.made_on, report.content_hash):
                found[one.key].append(one)
            else:
                found.setdefault(one.key, [])
                self.refused.append(
                    (
                        file,
                        "The website has been built from a later file of this partnership, so this "
                        "one says nothing any more. Put the later one back, or ask for a new one.",
                    )
                )
        return {key: files for key, files in found.items() if files}

    def _files(self) -> Iterator[Path]:
        folder = self.workspace.partnerships
        for place in (folder, *sorted(folder.glob("*")), *sorted(folder.glob("*/share"))):
            if place.is_dir() and not place.name.startswith((".", "~")):
                for path in sorted(place.iterdir()):
                    if path.name.lower().endswith(OF_REPORTS) and path.name[0] not in ".~":
                        yield path

    def _chosen(self, files: list[_Sent], row: Row | None) -> ReportPage | None:
        latest = max(one.report.made_on for one in files)
        newest = [one for one in files if one.report.made_on == latest]
        one = newest[0]
        contents = {other.report.content_hash for other in newest}
        whose = f"{PARTNERSHIP_REPORT.title} of {one.report.partnership}, {one.report.cycle}"
        if len(contents) > 1 and len({_mark(other.report) for other in newest}) > 1:
            why = f"{', '.join(other.file for other in newest)}: they are of one day and differ."
            self.refused.append((whose, f"{why} {_AGAIN}."))
            return None
        stranger = next((why for other in newest if (why := self._among_others(other))), "")
        mark = _mark(one.report) if one.report.stands(self.as_at) else ""
        if stranger and not (row and row.shown and mark and mark == row.mark):
            if mark or (row and row.shown):
                self.refused.append((whose, stranger))
            return None
        if not stranger:
            gone = [o.report.content_hash for o in files if o.report.content_hash not in contents]
            self._seen.append((one, gone))
        if why := self._kept_away(one, mark, row):
            self.refused.append((whose, why))
            return None
        if not mark:
            return None
        told = replace(
            row or Row(),
            key=one.key,
            partnership=one.report.partnership,
            cycle=one.report.cycle,
            mark=mark,
            made_on=one.report.made_on.isoformat(),
            file=one.file,
        )
        row = self.memory.put(told) if row else self.memory.new(told)
        page = self._page(one.report, row, whose)
        if page is not None:
            self._held[row.page] = one.report
            self.memory.put(replace(row, shown=True))
        return page

    def _kept_away(self, one: _Sent, mark: str, row: Row | None) -> str:
        listed = self.book.listed.get(bare(one.report.partnership))
        if not mark:
            taken = "It is signed off for everyone no longer, so the page is taken away."
            return f"{one.file}: {taken}" if row and row.shown else ""
        if self._is_off(one.report.partnership):
            return "hub.xlsx has the partnership under “Taken off the website”."
        if self.book.listed and listed is None and not (row and row.shown):
            return (
                f"{one.file}: hub.xlsx does not list the partnership “{one.report.partnership}”. "
                "Add it to the sheet “The partnerships”, or take the file out of the folder."
            )
        return ""

    def _is_off(self, partnership: str) -> bool:
        listed = self.book.listed.get(bare(partnership))
        return listed is not None and _ALL in {bare(name) for name in listed.off_website}

    def _among_others(self, one: _Sent) -> str:
        own, folder = bare(one.report.partnership), one.file.partition("/")[0]
        owner = self.owners.get(folder, own)
        if owner == own or own not in self.owners.values():
            return ""
        return (
            f"{one.file}: it is of {one.report.partnership}, which has a folder of its own, and "
            "lies "
            "among the files of another partnership. Put it into its folder, or take it out."
        )

    def _stays(self, row: Row) -> ReportPage | None:
        """A report whose file is no longer in the folders, as it was sent last."""
        whose = f"{PARTNERSHIP_REPORT.title} of {row.partnership}, {row.cycle}"
        if self._is_off(row.partnership):
            self.refused.append((whose, "hub.xlsx has it under “Taken off the website”."))
            return None
        try:
            report = read_report(kept_file(self.workspace, row))
        except EvidenceError:
            report = None
        if report is None or report.content_hash != row.kept:
            why = f"{row.file} is no longer here, and what was kept of it is not there as it was."
            self.refused.append((whose, f"{why} {_AGAIN}."))
            return None
        if not report.stands(self.as_at):
            self.refused.append((whose, "Its sign-off for everyone has ended."))
            return None
        return self._page(report, row, whose)

    def _page(self, report: SharedReport, row: Row, whose: str) -> ReportPage | None:
        """The page of a report, held to what is asked of every page that others have sent."""
        text, line = report.report, report.sign_off
        assert text is not None and line is not None  # or it would not stand
        try:
            if text.fewest_pupils < self.rules.fewest_pupils or (
                text.fewest_respondents < self.rules.fewest_respondents
            ):
                raise StrangeError(
                    "it was made under thresholds that are not as strict as those of settings.yml "
                    "here"
                )
            if text.text_mark not in text.text:
                raise StrangeError("it does not print the text mark that it is said to have")
            files = {"report.qmd": text.text.encode()}
            files |= {name: _picture(name, packed) for name, packed in text.files.items()}
            own = SignOff(line.name, line.role, line.signed_on, line.ends_on, line.audience.value)
            folder = self.scratch / f"report-{row.page}"
            page = page_of(PARTNERSHIP_REPORT, files, own, folder, row.page, report.cycle)
            if _letters(page.front.subtitle) != _letters(report.partnership):
                raise StrangeError(
                    "its text is headed with another partnership than the file is of"
                )
        except StrangeError as error:
            self.refused.append((whose, f"It is not shown, because {error}. {_AGAIN}."))
            return None
        except (RenderError, DisclosureError):
            why = "it is not written as the kit writes one"
            self.refused.append((whose, f"It is not shown, because {why}. {_AGAIN}."))
            return None
        listed = self.book.listed.get(bare(report.partnership))
        named = listed.name if listed else report.partnership
        return replace(page, front=replace(page.front, partnership=named))

    def _place(self, page: ReportPage) -> tuple[object, ...]:
        key = bare(page.whose)
        order = {name: n for n, name in enumerate(self.book.listed)}
        return order.get(key, len(order)), key, tuple(-ord(letter) for letter in page.cycle)


def _mark(report: SharedReport) -> str:
    return report.report.text_mark if report.report else ""


def _picture(name: str, packed: str) -> bytes:
    try:
        return drawn_anew(name, b64decode(packed, validate=True))
    except NoBase64:
        raise StrangeError(f"its file {name} cannot be unpacked") from None


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
