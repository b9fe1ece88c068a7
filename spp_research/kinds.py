"""What a kind of document is, and the kinds that the kit itself makes.

Everything about a kind follows its record, whoever declared it: the plan of a run, the names on
the sign-off sheet, the front page, the pages of `spp app`. Which kinds a workspace has, its own
among them, is found in `own_kinds`. Of the kit's, each has a notebook and a folder of the same
name in `documents` besides the record; tests find out where one is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

# What the files of every document are called to a reader.
NUMBERS = "numbers.xlsx"
AS_DATA = "report.json"
_CALLED = {
    "report.html": "Web",
    "report.docx": "Word",
    "report.pdf": "PDF",
    NUMBERS: "Numbers",
}


@dataclass(frozen=True)
class Beside:
    """A further file beside a document, set from the document's text and from nothing else.

    Parameters
    ----------
    name : of the file.
    made_with : the format of the document that it is made with, so that it takes no setting.
    title : what it is called to a reader.
    """

    name: str
    made_with: str
    title: str


@dataclass(frozen=True)
class ReportKind:
    """One kind of document.

    Parameters
    ----------
    name : what it is called on the command line, and its folder among the reports.
    title : what it is called on the sign-off sheet and to a reader.
    about : what it is and who reads it, a sentence or two for the front page.
    audience : who it is for when nobody says: what the notebook itself begins with.
    per_school : whether there is one for each school, or one for all of them together.
    partners : whether what the schools have shared is among what it is made from.
    hub : whether it is about many partnerships, and made in the folder of a hub.
    beside : further files that are set from its text, each with the format that it is made with
        and what it is called to a reader.
    one_page : whether it is a single page in type as large as there is room for.
    made_of : the kinds whose words it shows, as far as those are signed off for everyone.
    headed : what its first page is headed with in English, where that is one line for every school
        and not the title.
    file : the file of its notebook, where it is not called as the kit's are; a whole path for one
        that came with a package.
    site : whether one of somebody's own is put on the website where it is signed off for everyone.
    """

    name: str
    title: str
    about: str
    audience: str = "partnership"
    per_school: bool = True
    partners: bool = False
    hub: bool = False
    beside: tuple[Beside, ...] = ()
    one_page: bool = False
    made_of: tuple[str, ...] = ()
    headed: str = ""
    file: str = ""
    site: bool = False

    def called(self, name: str) -> str:
        """What a file of the document is called to a reader, in a word or two.

        Parameters
        ----------
        name : of the file, such as "report.docx" or one of those beside it.
        """
        return _CALLED.get(name) or next(one.title for one in self.beside if one.name == name)

    def files(self, formats: Collection[str]) -> tuple[str, ...]:
        """The names of the further files that are made with these formats."""
        return tuple(one.name for one in self.beside if one.made_with in formats)

    @property
    def named(self) -> str:
        """The title within a sentence: that of somebody's own as they wrote it."""
        return f"“{self.title}”" if self.file else self.title.lower()

    @property
    def module(self) -> str:
        """The public name of its pieces, as a notebook imports it."""
        return self.name.replace("-", "_")

    @property
    def about_all(self) -> str:
        """The folder of a report that is about all the schools together."""
        return "hub" if self.hub else "partnership"

    @property
    def notebook(self) -> str:
        """The name of the file of the notebook that makes it."""
        return PurePath(self.file).name or f"{self.module}.ipynb"


REVIEW_SUMMARY = ReportKind(
    "review-summary",
    "Review summary",
    "What the review saw, for the school’s colleagues and governors.",
)
WORKSHOP_PACK = ReportKind(
    "workshop-pack",
    "Workshop pack",
    "What an improvement champion needs for the afternoon of the workshop, at a school that is not "
    "their own.",
    partners=True,
    beside=(
        Beside("slides.html", "html", "Slides"),
        Beside("slides.pptx", "docx", "PowerPoint"),
        Beside("sheets.docx", "docx", "Sheets to change in Word"),
        Beside("sheets.pdf", "pdf", "Sheets to print"),
    ),
)
IMPACT_REFLECTION = ReportKind(
    "impact-reflection",
    "Impact reflection",
    "What was done after the review, and what changed. Whoever leads an action reads it, and the "
    "governors.",
)
BEST_PRACTICE = ReportKind(
    "best-practice",
    "Best-practice write-up",
    "A practice worth sharing. The website shows those that are signed off for everyone.",
    audience="public",
    beside=(
        Beside("poster.html", "html", "Poster"),
        Beside("poster.pdf", "pdf", "Poster to print (A3)"),
    ),
)
PARENTS_PAGE = ReportKind(
    "parents-page",
    "Page for parents and pupils",
    "One page in plain words, from what is signed off for everyone. Parents and pupils read it.",
    audience="public",
    one_page=True,
    made_of=(REVIEW_SUMMARY.name, IMPACT_REFLECTION.name, BEST_PRACTICE.name),
    headed="A look at our school",
)
PARTNERSHIP_REPORT = ReportKind(
    "partnership-report",
    "Partnership report",
    "The partnership’s year in one document, from its lead.",
    per_school=False,
    partners=True,
)
HUB_REPORT = ReportKind(
    "hub-report",
    "Hub report",
    "The year of many partnerships in one document, from the lead of a hub.",
    per_school=False,
    hub=True,
)

KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            REVIEW_SUMMARY,
            WORKSHOP_PACK,
            IMPACT_REFLECTION,
            BEST_PRACTICE,
            PARENTS_PAGE,
            PARTNERSHIP_REPORT,
            HUB_REPORT,
        )
    }
)
TEMPLATE = "enquiry.ipynb"  # among the kit's notebooks, to begin one's own from; makes no document

# What the sign-off sheets of a partnership and its schools list, and what a hub's does.
TITLES = tuple(kind.title for kind in KINDS.values() if not kind.hub)
HUB_TITLES = tuple(kind.title for kind in KINDS.values() if kind.hub)


def file_called(name: str) -> str:
    """What a file of any document is called to a reader, as `ReportKind.called`."""
    with_it = (kind for kind in KINDS.values() for one in kind.beside if one.name == name)
    return next(with_it, REVIEW_SUMMARY).called(name)


def is_one_page(name: str) -> bool:
    """Whether a document is of a kind that is a single page; what is of no kind is not."""
    return name in KINDS and KINDS[name].one_page


def titled(title: str) -> ReportKind:
    """The kind that the sign-off sheet calls so.

    Raises
    ------
    LookupError
        When it calls none so.
    """
    for kind in KINDS.values():
        if kind.title == title:
            return kind
    raise LookupError(f"no kind of document is called {title!r}")
