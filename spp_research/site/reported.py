"""One report about all schools that everyone may read, as a page of a website."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.catalogue import say
from spp_research.display.front import Front
from spp_research.kinds import ReportKind
from spp_research.words.text import clean

from .texts import read_tree, typographic

FOLDER = "reports"  # of the website


@dataclass(frozen=True)
class ReportPage:
    """A report that is signed off for everyone.

    Parameters
    ----------
    kind : of report.
    front : its head, with who signed it off.
    folder : where its text, pictures and tree are.
    stem : the name of its page without ending.
    cycle : of which it is.
    language : the one that the kit's words in it are in: "en", "cy".
    documents : its Word and PDF files; empty where they were not made.
    feed_id : its name in the feed, for ever; empty where it follows its address.
    """

    kind: ReportKind
    front: Front
    folder: Path
    stem: str
    cycle: str
    language: str = "en"
    documents: tuple[Path, ...] = ()
    feed_id: str = ""

    @property
    def whose(self) -> str:
        """The partnership, or the hub."""
        return clean(self.front.partnership)

    @property
    def by_whom(self) -> str:
        """The same, as a list says it."""
        return self.whose

    @property
    def title(self) -> str:
        """What it is called."""
        return clean(self.front.title)

    @property
    def named(self) -> str:
        """What it is called where it does not stand below the name of whose it is."""
        return say("{title}, {whose}", title=self.title, whose=self.whose)

    @property
    def in_short(self) -> str:
        """What it is, as it says itself."""
        return typographic(self.front.description)

    @property
    def keywords(self) -> Sequence[str]:
        """Words to find it by, the cycle among them."""
        return [clean(word) for word in (*self.front.keywords, self.cycle)]

    @property
    def parsed(self) -> dict[str, Any]:
        """Its text as Pandoc's document tree, read anew."""
        return read_tree(self.folder)

    @property
    def signed_on(self) -> date:
        """The day of the sign-off."""
        assert self.front.sign_off is not None
        return self.front.sign_off.signed_on

    @property
    def address(self) -> str:
        """Its page, from the root of the site."""
        return f"{FOLDER}/{self.stem}.html"

    @property
    def take_home(self) -> tuple[tuple[str, str], ...]:
        """What each file to take home is called, and where it is from the root of the site."""
        names = {".docx": say("Word"), ".pdf": say("PDF")}
        place = f"{FOLDER}/{self.stem}/{self.stem}"
        return tuple((names[one.suffix], f"{place}{one.suffix}") for one in self.documents)


def reports_heading() -> str:
    """What the list of reports is called, by which they are told from practices everywhere."""
    return say("Reports of the year")
