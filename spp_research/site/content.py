"""What is on the website: the practices that may be shown, and the lists that lead to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from spp_research import __version__
from spp_research.catalogue import called, say
from spp_research.display.front import Front
from spp_research.hub.lead import HubBook, open_hub_book
from spp_research.partnership.lead_workbook import Partnership, School, open_partnership
from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.publish.branding import KITS_OWN, Look, look_of
from spp_research.publish.last_page import Licence, licence
from spp_research.publish.number_files import WORKBOOK
from spp_research.schema.vocabulary import SCHOOL_TYPES, THEMES
from spp_research.school.review import theme_name
from spp_research.settings import read_settings
from spp_research.words.materials import heading_of_materials
from spp_research.words.text import clean
from spp_research.workspace import Workspace

from . import finding
from .documents import LeadsOn, SharedDocument, leading_on
from .glance import Glance, ages_of, glance_of
from .own import NOTHING_OWN, Own
from .texts import language_of, read_tree, typographic

if TYPE_CHECKING:
    from .reported import ReportPage

NEWEST = 3


@dataclass(frozen=True)
class SharedPractice:
    """One write-up that may be shown to everyone.

    Parameters
    ----------
    school : whose it is.
    theme : one of the four themes, in full.
    front : the head of the document, with who signed it off.
    folder : where its `report.qmd` and figures are, and its text as Pandoc's document tree, which
        was checked against the allow-list (`put_tree`).
    cycle : the name of the cycle that it was written in.
    closed_as : the name of the folder of that cycle; empty while the cycle is open.
    item : the practice's ID, which stays its own for ever.
    feed_id : its name in the feed, for ever.
    in_english : the kit's sentences in it that its language has no words for yet.
    news : what is new about its sign-off, as `Verdict` says it; mostly nothing.
    stays_because : why it is as it was signed last and was not made anew; else empty.
    documents : its Word and PDF files; empty where they were not made.
    page : the name of its page without ending, where it is not that of its school and cycle.
    partnership : on the website of a hub, the partnership of its school; else empty.
    """

    school: School
    theme: str
    front: Front
    folder: Path
    cycle: str = ""
    closed_as: str = ""
    item: str = ""
    feed_id: str = ""
    in_english: frozenset[str] = frozenset()
    news: str = ""
    stays_because: str = ""
    documents: tuple[Path, ...] = ()
    page: str = ""
    partnership: str = ""

    @property
    def parsed(self) -> dict[str, Any]:
        """Its text as Pandoc's document tree, read anew: a thousand trees are too much to hold."""
        return read_tree(self.folder)

    @cached_property
    def language(self) -> str:
        """The language that the kit's words in it are in: "en", "cy"."""
        return language_of(self.parsed)

    @property
    def title(self) -> str:
        """The principle."""
        return typographic(self.front.title)

    @property
    def whose(self) -> str:
        """The name of the school."""
        return clean(self.school.name)

    @property
    def by_whom(self) -> str:
        """The name of the school, on the website of a hub with that of its partnership."""
        return f"{self.whose}, {clean(self.partnership)}" if self.partnership else self.whose

    @property
    def in_short(self) -> str:
        """Two sentences that a busy reader needs."""
        return typographic(self.front.description)

    @cached_property
    def glance(self) -> Glance:
        """What lists say of it, from its own text."""
        return glance_of(self.parsed)

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The keys of its subjects, by its title and the words to find it by."""
        return finding.of_kind("subject", finding.folded(" ; ".join([self.title, *self.keywords])))

    @cached_property
    def ages(self) -> tuple[str, ...]:
        """The keys of its age groups."""
        return ages_of(self.glance.where, self.title, self.school.kind)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a list says of it at a glance: what each thing is called, and what it is.

        What a text does not say is empty, so that each fact has the same place for every practice.
        """
        known = finding.concepts()
        glance = self.glance
        told = (
            (say("How it is known"), glance.known),
            (say("What was found"), glance.found),
            (say("Pupils"), glance.pupils),
            (say("Time"), glance.time),
            (say("Cost"), glance.cost),
            (say("Age group"), ", ".join(called(known[key].name) for key in self.ages)),
            (say("Subject"), ", ".join(called(known[key].name) for key in self.subjects)),
            (heading_of_materials(), "; ".join(glance.materials)),
        )
        return tuple((name, typographic(words)) for name, words in told)

    @property
    def keywords(self) -> Sequence[str]:
        """Words to find it by, the theme among them."""
        return [clean(word) for word in self.front.keywords]

    @property
    def status(self) -> str:
        """Signed off by whom and when."""
        return self.front.status

    @property
    def audience_words(self) -> str:
        """For whom it is, and of which year where that is over."""
        if not self.closed_as:
            return self.front.audience.words
        return say(
            "{audience} · As signed off in {cycle}",
            audience=self.front.audience.words,
            cycle=clean(self.cycle),
        )

    @property
    def signed_on(self) -> date:
        """The day of the sign-off."""
        assert self.front.sign_off is not None
        return self.front.sign_off.signed_on

    @property
    def stem(self) -> str:
        """The name of its page without ending; no short name has two hyphens together."""
        own = stem_of(self.school)
        return self.page or (f"{own}--{self.closed_as}" if self.closed_as else own)

    @property
    def place(self) -> str:
        """The folder of its files, from the root of the site."""
        return f"practices/{self.stem}"

    @property
    def address(self) -> str:
        """Its page, from the root of the site."""
        return f"{self.place}.html"

    @property
    def numbers(self) -> str:
        """The workbook of its tables and charts, from the root of the site; empty without any."""
        there = (self.folder / WORKBOOK).is_file()
        return f"practices/{self.stem}/{WORKBOOK}" if there else ""

    @property
    def card(self) -> str:
        """The picture that links to it are shown with, from the root of the site."""
        return f"practices/{self.stem}/{self.stem}.png"

    @property
    def take_home(self) -> tuple[tuple[str, str], ...]:
        """What each file to take home is called, and where it is from the root of the site."""
        names = {".docx": say("Word"), ".pdf": say("PDF")}
        place = f"practices/{self.stem}/{self.stem}"
        made = tuple((names[one.suffix], f"{place}{one.suffix}") for one in self.documents)
        return (*made, (say("Reference (RIS)"), f"{place}.ris"))

    @property
    def theme_name(self) -> str:
        """The part of the theme before the colon, as it is called here."""
        return theme_name(called(self.theme))

    @property
    def theme_address(self) -> str:
        """The page of its theme."""
        return f"themes/{slug(theme_name(self.theme))}.html"


def stem_of(school: School) -> str:
    """The name of a school's page without ending; `index` is taken, and no short name ends in -."""
    return "index-" if school.slug == "index" else school.slug


@dataclass(frozen=True)
class Choice:
    """A theme, a type of school or a year, and its practices in the lead's order."""

    name: str
    short: str
    address: str
    practices: tuple[SharedPractice, ...]

    @property
    def value(self) -> str:
        """How it is called in the addresses of searches."""
        return self.address.rpartition("/")[2].removesuffix(".html")


@dataclass(frozen=True)
class Site:
    """Everything that is on the website.

    Parameters
    ----------
    name : the partnership's.
    contact : a shared mailbox, or empty.
    practices : in the lead's order, then those of closed cycles, the latest cycle first.
    look : the partnership's accent and logo.
    feed_id : the name of its feed, for ever.
    own : what the publisher adds.
    root : the address that it is to have, with a / at its end; empty where none is known.
    of_hub : whether it is of a hub, with practices of many partnerships.
    reports : those about all schools that are for everyone; the publisher's own first, then those
        of a hub's partnerships, of each the latest year first.
    documents : of somebody's own, in the lead's order.
    lists_documents : whether there is a list of these, as there is while a page of one stays.
    rules : for everyone, with the thresholds that are set here.
    """

    name: str
    contact: str
    licence: Licence
    made_on: date
    practices: tuple[SharedPractice, ...]
    kit_version: str = __version__
    look: Look = KITS_OWN
    feed_id: str = ""
    root: str = ""
    own: Own = NOTHING_OWN
    of_hub: bool = False
    reports: tuple[ReportPage, ...] = ()
    documents: tuple[SharedDocument, ...] = ()
    lists_documents: bool = False
    rules: Rules = field(default_factory=lambda: rules_for(Audience.PUBLIC))

    @property
    def shown(self) -> tuple[SharedPractice | SharedDocument, ...]:
        """What has a card and a way to cite it: the practices, then the documents."""
        return (*self.practices, *self.documents)

    @property
    def found(self) -> tuple[SharedPractice | SharedDocument | ReportPage, ...]:
        """What is searched and in the feed: what is shown, and then the reports of the year."""
        return (*self.shown, *self.reports)

    def at(self, address: str) -> str:
        """Where a file of the site will be found, or the way to it from the root of the site.

        Parameters
        ----------
        address : of the file, from the root of the site.
        """
        return f"{self.root}{quote(address)}" if self.root else address

    @cached_property
    def newest(self) -> list[SharedPractice]:
        """The latest signed off first; of one day, in the lead's order."""
        return sorted(self.practices, key=lambda p: -p.signed_on.toordinal())[:NEWEST]

    @cached_property
    def newest_documents(self) -> list[SharedDocument]:
        """The latest signed off first, as of practices."""
        return sorted(self.documents, key=lambda one: -one.signed_on.toordinal())[:NEWEST]

    @cached_property
    def leading_on(self) -> tuple[LeadsOn, ...]:
        """The addresses that documents had while their years were open."""
        return leading_on(self.documents)

    @cached_property
    def themes(self) -> tuple[Choice, ...]:
        """The four themes, whether or not there is anything under them."""
        return tuple(
            Choice(
                called(theme),
                theme_name(called(theme)),
                f"themes/{slug(theme_name(theme))}.html",
                tuple(p for p in self.practices if p.theme == theme),
            )
            for theme in THEMES
        )

    @cached_property
    def types(self) -> tuple[Choice, ...]:
        """The types of school that share something."""
        return tuple(
            Choice(called(kind), called(kind), f"types/{slug(kind)}.html", practices)
            for kind in SCHOOL_TYPES
            if (practices := tuple(p for p in self.practices if p.school.kind == kind))
        )

    @cached_property
    def years(self) -> tuple[Choice, ...]:
        """The cycles that something is shared of, the latest first; none before one is closed."""
        if not any(p.closed_as for p in self.practices):
            return ()
        names = dict.fromkeys(p.cycle for p in self.practices)
        return tuple(
            Choice(
                clean(name),
                clean(name),
                f"years/{slug(name)}.html",
                tuple(p for p in self.practices if p.cycle == name),
            )
            for name in names
        )

    @cached_property
    def earlier(self) -> tuple[Choice, ...]:
        """The schools of which only closed cycles have a practice, at the school's own address."""
        now = {p.school.slug for p in self.practices if not p.closed_as}
        by_school: dict[str, list[SharedPractice]] = {}
        for practice in self.practices:
            if practice.school.slug not in now and not practice.page:
                by_school.setdefault(practice.school.slug, []).append(practice)
        return tuple(
            Choice(
                own[0].whose,
                own[0].whose,
                f"practices/{stem_of(own[0].school)}.html",
                tuple(own),
            )
            for own in by_school.values()
        )


def slug(text: str) -> str:
    """A name of our own vocabulary as part of an address: "Our Impact" is our-impact."""
    return "-".join(re.findall("[a-z0-9]+", text.lower()))


def site_of(
    workspace: Workspace,
    practices: Sequence[SharedPractice],
    feed_id: str = "",
    own: Own = NOTHING_OWN,
    reports: Sequence[ReportPage] = (),
    documents: Sequence[SharedDocument] = (),
    *,
    lists_documents: bool = False,
    whose: Partnership | HubBook | None = None,
) -> Site:
    """The website of a partnership or hub with these practices, and what its publisher adds.

    Parameters
    ----------
    reports, documents, lists_documents : as `Site` has them.
    whose : the lead's workbook, or the hub's, where it has been read already.
    """
    if whose is None:
        whose = open_hub_book(workspace) if workspace.is_hub else open_partnership(workspace)
    settings = read_settings(workspace.settings_file)
    return Site(
        name=clean(whose.name),
        contact=whose.contact_email,
        licence=licence(settings.licence),
        made_on=settings.as_at or date.today(),
        practices=tuple(practices),
        look=look_of(workspace, settings),
        feed_id=feed_id,
        root=settings.site_address,
        own=own,
        of_hub=workspace.is_hub,
        reports=tuple(reports),
        documents=tuple(documents),
        lists_documents=lists_documents or bool(documents),
        rules=rules_for(Audience.PUBLIC, settings.own_thresholds()),
    )
