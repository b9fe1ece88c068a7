"""Documents of somebody's own on the website: where each is, and the list that leads to them.

A notebook of the workspace says that its document is to be here ("site": true). Which of them may
be shown is decided in `gather_documents`; what a page needs is here. They stand beside the
practices and never among them: nobody looks for a cost or a theme in an enquiry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from spp_research.catalogue import say
from spp_research.display.front import Front
from spp_research.kinds import ReportKind
from spp_research.partnership.lead_workbook import School
from spp_research.publish.number_files import WORKBOOK
from spp_research.words.text import clean

from .folder import DOCUMENTS
from .texts import language_of, read_tree, typographic

LIST = f"{DOCUMENTS}/index.html"
PREFIX = "own-"  # of the places in a page, so that no heading is called as a place of the kit's


@dataclass(frozen=True)
class SharedDocument:
    """One document of somebody's own that may be shown to everyone.

    Parameters
    ----------
    kind : of document; its notebook says that it is to be on the website.
    school : whose it is; None for one about all the schools.
    owner : whose it is in one line: the school's name, or the partnership's.
    front : the head of the document, with who signed it off.
    folder : where its `report.qmd` and figures are, and its text as Pandoc's document tree, which
        was checked against the allow-list (`put_tree`).
    feed_id : its name in the feed, for ever.
    in_english : the kit's sentences in it that its language has no words for yet.
    documents : its Word and PDF files; empty where they were not made.
    cycle : the name of the cycle that it was signed in, where that is closed; else empty.
    closed_as : the name of the folder of that cycle; empty while the cycle is open.
    note : what whoever builds the website is told of it, such as what is shown without a rule.
    """

    kind: ReportKind
    school: School | None
    owner: str
    front: Front
    folder: Path
    feed_id: str = ""
    in_english: frozenset[str] = frozenset()
    documents: tuple[Path, ...] = ()
    note: str = ""
    cycle: str = ""
    closed_as: str = ""

    @property
    def parsed(self) -> dict[str, Any]:
        """Its text as Pandoc's document tree, read anew."""
        return read_tree(self.folder)

    @cached_property
    def language(self) -> str:
        """The language that the kit's words in it are in: "en", "cy"."""
        return language_of(self.parsed)

    @property
    def title(self) -> str:
        """What its first page is headed with."""
        return typographic(self.front.title)

    @property
    def document(self) -> str:
        """What the Sign-off sheet calls it."""
        return self.kind.title

    @property
    def named(self) -> str:
        """Whose and which it is, in a message."""
        return f"{self.owner}, {self.kind.named}"

    @property
    def whose(self) -> str:
        """The name of the school or the partnership."""
        return clean(self.owner)

    @property
    def partnership(self) -> str:
        """Empty: it is that of the website."""
        return ""

    @property
    def by_whom(self) -> str:
        """Whose it is, as a list says it."""
        return self.whose

    @property
    def in_short(self) -> str:
        """What it is, as it says itself, or as its notebook says."""
        return typographic(self.front.description or self.kind.about)

    @property
    def keywords(self) -> Sequence[str]:
        """Words to find it by."""
        return [clean(word) for word in self.front.keywords]

    @property
    def status(self) -> str:
        """Signed off by whom and when."""
        return self.front.status

    @property
    def audience_words(self) -> str:
        """For whom it is."""
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
        """The name of its page without ending."""
        own = stem_of_document(self.kind.name, self.school.slug if self.school else "")
        return f"{own}--{self.closed_as}" if self.closed_as else own

    @property
    def place(self) -> str:
        """The folder of its files, from the root of the site."""
        return f"{DOCUMENTS}/{self.stem}"

    @property
    def address(self) -> str:
        """Its page, from the root of the site."""
        return f"{self.place}.html"

    @property
    def address_while_open(self) -> str:
        """The address that it had before its year was closed, or has."""
        stem = stem_of_document(self.kind.name, self.school.slug if self.school else "")
        return f"{DOCUMENTS}/{stem}.html"

    @property
    def numbers(self) -> str:
        """The workbook of its tables and charts, from the root of the site; empty without any."""
        return f"{self.place}/{WORKBOOK}" if (self.folder / WORKBOOK).is_file() else ""

    @property
    def card(self) -> str:
        """The picture that links to it are shown with, from the root of the site."""
        return f"{self.place}/{self.stem}.png"

    @property
    def take_home(self) -> tuple[tuple[str, str], ...]:
        """What each file to take home is called, and where it is from the root of the site."""
        names = {".docx": say("Word"), ".pdf": say("PDF")}
        file = f"{self.place}/{self.stem}"
        made = tuple((names[one.suffix], f"{file}{one.suffix}") for one in self.documents)
        return (*made, (say("Reference (RIS)"), f"{file}.ris"))


@dataclass(frozen=True)
class LeadsOn:
    """The address that documents had while their years were open, where none is any more.

    Whoever cited or marked it is led on: to the one that there is, or to a choice of several, since
    nobody can tell which of them was meant.

    Parameters
    ----------
    address : of the page, from the root of the site.
    documents : those that had it and are shown, the latest year first; at least one.
    """

    address: str
    documents: tuple[SharedDocument, ...]

    @property
    def target(self) -> str:
        """Where a browser goes by itself, from the root of the site; empty for a choice."""
        return self.documents[0].address if len(self.documents) == 1 else ""

    @property
    def title(self) -> str:
        """What its page is headed with."""
        return say("Where to find “{title}”", title=self.documents[0].title)


def leading_on(documents: Sequence[SharedDocument]) -> tuple[LeadsOn, ...]:
    """The addresses that documents of closed years have left and that no other has taken."""
    taken = {one.address for one in documents}
    before: dict[str, list[SharedDocument]] = {}
    for one in documents:
        if one.address_while_open not in taken:
            before.setdefault(one.address_while_open, []).append(one)
    return tuple(LeadsOn(address, tuple(own)) for address, own in before.items())


def stem_of_document(kind: str, school: str) -> str:
    """The name of a document's page without ending.

    Neither a short name nor a name of a document has two hyphens together, and no school is called
    "partnership": so two documents never meet, and none is called as the list is, or as what
    Windows keeps for itself.

    Parameters
    ----------
    kind : the name of the kind of document.
    school : the short name of the school; empty for a document about all of them.
    """
    return f"{school or 'partnership'}--{kind}"


def heading() -> str:
    """What the list of documents is called, at the head of every page too."""
    return say("Enquiries and other documents")


def list_parts(documents: Sequence[SharedDocument]) -> dict[str, object]:
    """What the template of the list needs: of each kind its documents, in the lead's order."""
    by_kind: dict[str, list[SharedDocument]] = {}
    for document in documents:
        by_kind.setdefault(document.kind.name, []).append(document)
    return {
        "groups": [
            (clean(own[0].kind.title), clean(own[0].kind.about), own) for own in by_kind.values()
        ]
    }


def entries(documents: Sequence[SharedDocument]) -> Iterator[dict[str, object]]:
    """The documents for the index of the search: they are found by words alone, by no filter."""
    for one in documents:
        yield {
            "title": one.title,
            "whose": f"{one.whose} · {heading()}",
            "short": one.in_short,
            "facts": [],
            "address": one.address,
            "of": {},
        }
