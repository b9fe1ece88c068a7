"""The first lines of a document: whose it is, for whom, and who signed it off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.catalogue import current, say
from spp_research.kinds import HUB_REPORT, is_one_page, titled
from spp_research.partnership.lead_workbook import day
from spp_research.phrases import long_date, sentence
from spp_research.protect.disclosure import Audience
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.protect.marks import bundle, of_pupils
from spp_research.protect.sign_off import SignOff
from spp_research.school.evidence import Study
from spp_research.school.public_text import hold_back
from spp_research.telling import briefly
from spp_research.words.sign_offs import signed_line
from spp_research.words.text import escape

DRAFT = "Draft: not signed off"


@dataclass(frozen=True)
class Front:
    """What the head of a document says, and its metadata.

    Parameters
    ----------
    document : the kind of report, as "review-summary"; empty in a notebook of one's own, of which
        the export knows it.
    title : the document's title; empty for that in the notebook's metadata.
    subtitle : whose it is: the school or the partnership.
    partnership : its name.
    audience : who it is for.
    sign_off : who signed it off for that audience; None makes it a draft.
    focus : the "To what extent ...?" question, or empty.
    description : one sentence for the document's properties.
    keywords : for search.
    item : which practice it is about, where a school may have several.
    about : the day it is about, as of a review; None for the day on which it is made.
    """

    document: str
    title: str
    subtitle: str
    partnership: str
    audience: Audience
    sign_off: SignOff | None
    focus: str = ""
    description: str = ""
    keywords: Sequence[str] = ()
    item: str = ""
    about: date | None = None

    __repr__ = briefly

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "The front of a document",
            "Take the one of its kind: review_summary.front(study), or show.front(study).",
        )

    @property
    def readers(self) -> str:
        """Who it is for, as it says itself."""
        if self.document == HUB_REPORT.name and self.audience is Audience.PARTNERSHIP:
            return say("For the partnerships of the hub")
        return self.audience.words

    @property
    def status(self) -> str:
        """Signed off by whom and when, or that it is a draft."""
        return say(DRAFT) if self.sign_off is None else signed_line(self.sign_off)

    def metadata(self, made_on: date) -> dict[str, Any]:
        """The front matter of `report.qmd`, every text escaped: Pandoc reads it as Markdown."""
        on = long_date(self.about or made_on)
        return {
            "title": escape(self.title),
            "subtitle": escape(self.subtitle),
            # Quarto reads authors as BibTeX too, where a brace without its other half is an error.
            "author": escape(self.partnership.replace("{", "(").replace("}", ")")),
            "date": on,
            "lang": _LANGUAGE if current().language == "en" else current().language,
            "description": escape(self.description),
            "keywords": [escape(word) for word in self.keywords],
            "spp": {
                "document": self.document,
                "audience": self.readers,
                "status": escape(self.status),
                "draft": self.sign_off is None,
                "focus": escape(self.focus),
                "header": escape(f"{self.subtitle} · {self.title} · {on}"),
                **({"one-page": True} if is_one_page(self.document) else {}),
            },
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # A title that stands in the notebook's metadata is not known here: whose it is, then.
        told = [self.title, self.subtitle, self.readers, self.status, self.focus]
        lines = [line for line in told if line]
        facts: dict[str, Any] = {
            "front": {
                "document": self.document,
                "title": self.title,
                "subtitle": self.subtitle,
                "partnership": self.partnership,
                "audience": self.audience.value,
                "sign_off": self.sign_off
                and [self.sign_off.name, self.sign_off.role, self.sign_off.signed_on.isoformat()],
                "focus": self.focus,
                "description": sentence(self.description),
                "keywords": list(self.keywords),
                "item": self.item,
                "about": self.about.isoformat() if self.about else "",
            }
        }
        shown = f"## {escape(lines[0])}\n\n" + "  \n".join(
            f"**{escape(line)}**" if line == self.status else escape(line) for line in lines[1:]
        )
        facts |= of_pupils()
        made = bundle("front", plain="\n".join(lines), facts=facts)
        return {**made, "text/markdown": shown}

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Front:
        """The front that a notebook showed, from its mark."""
        signed = facts.pop("sign_off")
        line = signed and SignOff(signed[0], signed[1], date.fromisoformat(signed[2]))
        about = facts.pop("about", "")
        own = {"audience": Audience(facts["audience"]), "sign_off": line}
        return cls(**{**facts, **own, "about": date.fromisoformat(about) if about else None})


_LANGUAGE = "en-GB"


def school_front(study: Study, document: str, title: str, *, about: str = "", **more: Any) -> Front:
    """The front of one school's document.

    Parameters
    ----------
    study : the school as its audience sees it.
    document : the document's name on the sign-off sheet, as "Review summary".
    title : the title, often the same.
    about : the column of the timetable that holds the day it is about, once that day has come.
    more : description and keywords.

    Raises
    ------
    DisclosureError
        When it is for everyone and a text of the school seems to point to one person.
    """
    hold_back(study, document)
    audience = study.rules.audience
    return Front(
        document=titled(document).name,
        title=title,
        subtitle=study.base.school.name,
        partnership=study.partnership.name,
        audience=audience,
        sign_off=study.base.sign_off(
            document,
            audience,
            study.as_at,
            fixed=study.settings.fixes_day,
            item=more.get("item", ""),
        ),
        about=_day_about(study, document, about) if about else None,
        **more,
    )


def _day_about(study: Study, document: str, column: str) -> date | None:
    """The day in a column of the school's row of the timetable; None before it has come."""
    looked_from = study.day_of(document)
    row = study.partnership.review_of(study.base.school.slug, looked_from)
    found = None if row is None else day(row[column])
    if found is None and row is not None and column == "review_end":
        found = day(row["review_start"])
    return found if found is not None and found <= looked_from else None


def front_matter(metadata: dict[str, Any]) -> str:
    """Front matter as YAML that is also JSON: nothing in a text can end it early."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in metadata.items()]
    return "\n".join(["---", *lines, "---"])
