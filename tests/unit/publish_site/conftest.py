"""Practices to make a site of, without running a notebook for each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from by_kit import by_kit

from spp_research.display.front import Front, front_matter
from spp_research.partnership.lead_workbook import School
from spp_research.protect.disclosure import Audience
from spp_research.publish import allowed
from spp_research.publish.pandoc import parse
from spp_research.schema.vocabulary import THEMES
from spp_research.school.evidence import SignOff
from spp_research.site.content import Licence, SharedPractice, Site
from spp_research.site.texts import put_tree
from spp_research.words.text import escape

MADE_ON = date(2026, 7, 10)

REPORT = """
::: {{.panel title="Key points"}}
{words}
:::

| About | This practice |
|:------|:--------------|
| Where | {words} |
| Staff | Two teachers |

: Where it was done and what it takes. {{#tbl-context}}

## What we did

1. {words}

## Whom to ask

Ask Ann Example\\: office\\@oakfield.example.

## About this document

- Provenance that nobody searches for.
"""


@pytest.fixture
def write_practice(tmp_path: Path) -> Callable[..., SharedPractice]:
    """Write a practice as the export would, and read it back."""

    def write(
        school: str = "oakfield",
        title: str = "Read aloud every day",
        words: str = "Ten minutes a day.",
        name: str = "Oakfield Primary School",
        kind: str = "Primary",
        theme: str = THEMES[2],
        signed_on: date = date(2026, 7, 1),
    ) -> SharedPractice:
        front = by_kit(
            Front,
            "best-practice",
            title,
            name,
            "Riverside Partnership",
            Audience.PUBLIC,
            SignOff("Ann Example", "Headteacher", signed_on),
            description=words,
            keywords=[theme.split(":")[0], "reading"],
        )
        folder = tmp_path / "written" / school
        folder.mkdir(parents=True)
        text = front_matter(front.metadata(MADE_ON)) + "\n" + REPORT.format(words=escape(words))
        (folder / "report.qmd").write_text(text, encoding="utf-8")
        parsed = parse(folder)
        allowed.check(json.loads(parsed), folder)
        put_tree(parsed, folder)
        return SharedPractice(School(school, name, kind), theme, front, folder)

    return write


@pytest.fixture
def site_with() -> Callable[..., Site]:
    """A site of these practices."""

    def site(*practices: SharedPractice) -> Site:
        return Site(
            name="Riverside Partnership",
            contact="office@riverside.example",
            licence=Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            made_on=MADE_ON,
            practices=practices,
            kit_version="1.0",
        )

    return site


@pytest.fixture
def style() -> Path:
    """The kit's own filters, templates and stylesheets."""
    return Path(__file__).resolve().parents[3] / "reports" / "_style"
