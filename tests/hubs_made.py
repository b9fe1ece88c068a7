"""Folders of hubs for tests: share files that say only what a test is about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import shared_years

from spp_research.hub.lead import HubBook, bare, hub_book_of
from spp_research.hub.parts import Part, part_of
from spp_research.intake import read_workbook, write_workbook
from spp_research.protect.disclosure import rules_for
from spp_research.schema import HUB
from spp_research.share import SchoolShare
from spp_research.share.content import sealed
from spp_research.share.files import write_share
from spp_research.workspace import Workspace

DAY = shared_years.AS_AT
OWN = {"name": "Northshire Hub", "cycle": "2025-26", "lead": "Ada Hill"}


def share(name: str, partnership: str = "Ashby", **parts) -> SchoolShare:
    """A sealed share of a school; signed off for its partnership unless said otherwise."""
    return sealed(shared_years.share(name, partnership=partnership, **parts))


def public(made: SchoolShare) -> SchoolShare:
    """The same, signed off for everyone."""
    lines = tuple(line.model_copy(update={"audience": "public"}) for line in made.sign_offs)
    return sealed(made.model_copy(update={"sign_offs": lines}))


def put(root: Path, made: SchoolShare, folder: str = "", name: str = "") -> Path:
    """The share file of a school in the folder of its partnership, or in another."""
    place = root / "partnerships" / (folder or bare(made.partnership).replace(" ", "-"))
    path = place / (name or f"{made.school}.json")
    write_share(made, path)
    return path


def hub(root: Path, *made: SchoolShare, partnerships=(), own=None) -> Workspace:
    """The folder of a hub with these share files."""
    root.mkdir(parents=True, exist_ok=True)
    rows = {"hub": [OWN | (own or {})], "partnerships": list(partnerships)}
    write_workbook(root / "hub.xlsx", HUB, rows)
    (root / "settings.yml").write_text(f"as_at: {DAY}\nformats: [html]\n", encoding="utf-8")
    for one in made:
        put(root, one)
    return Workspace(root.resolve())


def book(place: Workspace) -> HubBook:
    return hub_book_of(read_workbook(place.hub_file, HUB))


def part(made: SchoolShare, audience: str = "partnership", day: date = DAY) -> Part:
    """What a hub keeps of a share."""
    file = f"{bare(made.partnership)}/{made.school}.json"
    return part_of(made, file, rules_for(audience), day, day)
