"""Hubs with practices for tests: share files that carry what is signed off for everyone."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import hubs_made
from by_kit import by_kit

from spp_research.display.front import Front, front_matter
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff
from spp_research.schema.vocabulary import THEMES, WRITE_UP
from spp_research.share import Practice, SchoolShare, Signed, WriteUp
from spp_research.share.content import sealed, without
from spp_research.share.report_file import ReportText, SharedReport, sealed_report
from spp_research.site.build import SiteResult, build_site
from spp_research.words.text import escape
from spp_research.workspace import Workspace

DAY = date(2026, 7, 1)
MARK = "BAD-FIG-HEN"
BODY = """## What we did

1. {words}

| About | This practice |
|:------|:--------------|
| Where | Year 4 |
| Staff | Two teachers |

: Where it was done and what it takes. {{#tbl-context}}

## Whom to ask

Ask the school.

## About this document

- Made.
"""


def page(
    title: str,
    school: str,
    partnership: str,
    words: str = "Ten minutes a day.",
    mark: str = MARK,
    signed_on: date = DAY,
    theme: str = THEMES[2],
) -> str:
    """A write-up as the kit writes it."""
    front = by_kit(
        Front,
        document="best-practice",
        title=title,
        subtitle=school,
        partnership=partnership,
        audience=Audience.PUBLIC,
        sign_off=SignOff("Ann Example", "Headteacher", signed_on, None, "public"),
        description=words,
        keywords=[theme.split(":")[0], "reading"],
    )
    facts = front.metadata(signed_on)
    facts["spp"]["status"] = escape(f"Signed off. Text mark: {mark}")
    return f"{front_matter(facts)}\n\n{BODY.format(words=escape(words))}"


def shared(
    school: str = "Oakfield Primary",
    partnership: str = "Riverside Partnership",
    title: str = "Read aloud every day",
    *,
    words: str = "Ten minutes a day.",
    mark: str = MARK,
    cycle: str = "2025-26",
    made_on: date = hubs_made.DAY,
    signed_on: date = DAY,
    practice_id: str = "P1",
    theme: str = THEMES[2],
    **parts,
) -> SchoolShare:
    """A share file with a practice that its school has signed off for everyone, page and all."""
    facts = {
        "practice": Practice(principle=title, theme=theme, in_short=words),
        "write_up": WriteUp(
            practice_id=practice_id,
            text_mark=mark,
            fewest_pupils=10,
            fewest_respondents=10,
            text=page(title, school, partnership, words, mark, signed_on, theme),
        ),
    }
    made = hubs_made.share(
        school,
        partnership,
        signed=(WRITE_UP,),
        cycle=cycle,
        made_on=made_on,
        **(facts | parts),
    )
    lines = tuple(
        line.model_copy(update={"audience": "public", "signed_on": signed_on})
        for line in made.sign_offs
    )
    return sealed(made.model_copy(update={"sign_offs": lines}))


def withdrawn(made: SchoolShare, made_on: date) -> SchoolShare:
    """What the school sends once it has taken its sign-off back."""
    left = without(made, [WRITE_UP])
    return sealed(left.model_copy(update={"made_on": made_on}))


def built(place: Workspace) -> SiteResult:
    """The website of a hub, made now."""
    return build_site(place, renderer="pandoc")


def pages_of(place: Workspace) -> list[str]:
    """The addresses of the practices that are public."""
    folder = place.site / "practices"
    return sorted(path.stem for path in folder.glob("*.html") if path.name != "index.html")


def delete(place: Workspace, made: SchoolShare) -> None:
    """Take a share file out of the hub's folders."""
    for path in place.partnerships.rglob(f"{made.school}.json"):
        path.unlink()


def without_website(place: Workspace) -> None:
    """Take everything away that builds have left."""
    for name in ("_site", "website", "reports"):
        shutil.rmtree(place.root / name, ignore_errors=True)


def read(place: Workspace, name: str) -> str:
    """A file of the website."""
    return (Path(place.site) / name).read_text(encoding="utf-8")


def sent_report(
    partnership: str, title: str, made_on: date = hubs_made.DAY, *, signed: bool = True
) -> SharedReport:
    """A partnership's report of the year as its lead sends it."""
    made = SharedReport(kit="1", partnership=partnership, cycle="2025-26", made_on=made_on)
    if signed:
        line = Signed(
            document="Partnership report",
            audience="public",
            name="Ann Example",
            role="Lead",
            signed_on=DAY,
        )
        text = ReportText(
            text_mark=MARK,
            fewest_pupils=10,
            fewest_respondents=10,
            text=page(title, partnership, partnership),
        )
        made = made.model_copy(update={"sign_off": line, "report": text})
    return sealed_report(made)
