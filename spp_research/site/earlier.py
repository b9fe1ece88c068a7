"""The practices of closed cycles that stay on the website: what was kept, and may still be shown.

No notebook runs and no pupils' file is read. A page is the text that was signed, held to its
signature today (`publish.still_signed`), to the rules about names as they are today, and to the
thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.display.front import Front
from spp_research.errors import DisclosureError, SPPError
from spp_research.intake import read_workbook
from spp_research.intake.check.free_texts import cleared_of
from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles, copies
from spp_research.partnership.lead_workbook import School, listed_schools
from spp_research.phrases import sentence
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import Line
from spp_research.publish import allowed
from spp_research.publish.pandoc import parse
from spp_research.publish.still_signed import standing_of
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.schema.vocabulary import THEMES, WRITE_UP
from spp_research.settings import read_settings
from spp_research.workspace import Workspace, kit_resources

from .content import SharedPractice, stem_of
from .taken_up import closed_effects, keep_result
from .texts import put_tree

if TYPE_CHECKING:
    from spp_research.intake.read.sheet_rows import PracticeCells

AUDIENCE = Audience.PUBLIC
_WHAT = "what was signed off for everyone in"


@dataclass
class Earlier:
    """What there is of practices of closed cycles.

    Parameters
    ----------
    shown : those that may be shown, the latest cycle first.
    refused : for each other that somebody had signed off, the school and the reason.
    decided : the pages that do not stay because somebody decided so, from the root of the site.
    """

    shown: list[SharedPractice] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)


def gather_earlier(workspace: Workspace, scratch: Path) -> Earlier:
    """The practices of closed cycles that may be shown, and why others are not.

    Parameters
    ----------
    scratch : a private folder; each write-up is left there in a folder of its own.
    """
    found = Earlier()
    found.refused += [
        (
            f"cycles/{one.folder}",
            f"This is a copy of {one.closed_as}, or was renamed, so nothing of it is shown. Delete "
            f"the copy, or call the folder {one.closed_as} again.",
        )
        for one in copies(workspace)
    ]
    for closed in reversed(closed_cycles(workspace)):
        if not closed.is_as_it_was(closed.workspace.partnership_file):
            why = "Its partnership.xlsx is not what it was when it was closed, so nothing is shown."
            found.refused.append((f"cycles/{closed.folder}", why))
            continue
        lead = read_workbook(closed.workspace.partnership_file, PARTNERSHIP)
        for school in listed_schools(lead):
            name = f"{school.name}, {closed.name}"
            try:
                practice, why, slip = _practice(workspace, closed, school, scratch)
            except SPPError as error:
                practice, why = None, str(error)
                slip = not isinstance(error, DisclosureError)
            if practice is not None:
                found.shown.append(practice)
            elif why:
                found.refused.append((name, sentence(why)))
            if not slip:
                found.decided.add(f"practices/{stem_of(school)}--{closed.folder}.html")
    return found


def _practice(
    workspace: Workspace, closed: ClosedCycle, school: School, scratch: Path
) -> tuple[SharedPractice | None, str, bool]:
    """The practice of a school, or why it is not shown; neither where nothing had been signed.

    Returns
    -------
    Besides, whether what keeps it away is a slip, and nobody's decision.
    """
    book = closed.workspace.evidence_file(school.slug)
    if not book.is_file():
        name = book.relative_to(closed.workspace.root).as_posix()
        if name not in closed.files:
            return None, "", False
        stands = standing_of(workspace, closed, school.slug, WRITE_UP, AUDIENCE.value)
        return None, f"{name} of then is gone" if stands.slip else stands.why, stands.slip
    own = read_workbook(closed.workspace.evidence_file(school.slug), SCHOOL).rows
    practice = next((row for _, row in own["practice"].records), None)
    stands = standing_of(workspace, closed, school.slug, WRITE_UP, AUDIENCE.value)
    if stands.kept is None or stands.line is None or practice is None:
        signed = any(
            row["document"] == WRITE_UP and str(row["audience"]).lower() == AUDIENCE.value
            for _, row in own["sign_off"].records
        )
        return None, stands.why if signed or stands.line else "", stands.slip
    if why := stricter(workspace, closed):
        return None, why, False
    folder = scratch / f"{closed.folder}-{school.slug}"
    folder.mkdir(parents=True)
    stands.kept.put_into(folder, stands.line)
    names = {person for _, row in _people(workspace) if (person := row["name"])}
    lines = stands.kept.lines(kit_resources() / "reports" / "_style")
    if named := _points_to_one(lines, workspace, school.slug, practice, own, names):
        return None, named, False
    read = parse(folder)
    parsed = json.loads(read)
    allowed.check(parsed, folder)
    put_tree(read, folder)
    theme = practice["theme"]
    if theme not in THEMES:
        return None, f"{_WHAT} {closed.name} has no theme", True
    front = front_of(parsed["meta"], stands.line)
    made = SharedPractice(
        school,
        theme,
        front,
        folder,
        cycle=closed.name,
        closed_as=closed.folder,
        item=str(practice["practice_id"]),
    )
    if made.glance.takes_up:
        outcome = str(practice["outcome_id"] or "")
        keep_result(made, closed_effects(closed.workspace, school.slug), outcome)
    return made, "", False


def stricter(workspace: Workspace, closed: ClosedCycle) -> str:
    """Whether the thresholds for everyone have become stricter than those it was made under."""
    now, then = (
        rules_for(AUDIENCE.value, read_settings(place.settings_file).own_thresholds())
        for place in (workspace, closed.workspace)
    )
    if (
        now.fewest_pupils <= then.fewest_pupils
        and now.fewest_respondents <= then.fewest_respondents
    ):
        return ""
    return (
        f"{_WHAT} {closed.name} was made under thresholds that were not as strict as those that "
        "settings.yml has now, and nothing of a closed cycle is worked out again"
    )


def _people(workspace: Workspace) -> list[tuple[int, Mapping[str, Any]]]:
    return list(read_workbook(workspace.partnership_file, PARTNERSHIP).rows["people"].records)


def _points_to_one(
    lines: Sequence[Line],
    workspace: Workspace,
    school: str,
    practice: PracticeCells,
    own: Mapping[str, Any],
    staff: Collection[str],
) -> str:
    """Whether the kept text points to one person by today's rules, but for its own contact."""
    now = read_workbook(workspace.evidence_file(school), SCHOOL).rows
    cleared = cleared_of(row for rows in (own, now) for _, row in rows["school"].records)
    contact = (practice["contact_name"], practice["contact_email"])
    cleared |= {word for cell in contact if cell for word in personal.words_in(str(cell))}
    sections = {
        line.section: None
        for line in lines
        if personal.find(line.words, frozenset(), frozenset(staff), cleared)
    }
    if not sections:
        return ""
    places = "; ".join(f"“{section}”" for section in [*sections][:3])
    return (
        f"its text seems to hold what points to one person, under {places}. A text that was signed "
        "is not changed: withdraw it, or, if it may stay, copy those very words to “Words that "
        f"name nobody”, on the sheet “The school” of schools/{school}/evidence.xlsx"
    )


def front_of(meta: Mapping[str, Any], line: SignOff) -> Front:
    """The head of a kept text, from its metadata as Pandoc has read it."""
    return Front(
        document=BEST_PRACTICE.name,
        title=_words(meta.get("title")),
        subtitle=_words(meta.get("subtitle")),
        partnership=_words(meta.get("author")),
        audience=AUDIENCE,
        sign_off=line,
        description=_words(meta.get("description")),
        keywords=[_words(one) for one in meta.get("keywords", {}).get("c", ())],
    )


def _words(node: Any) -> str:
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _pieces(child)
    elif isinstance(node, dict):
        kind: str = node.get("t", "")
        content: Any = node.get("c")
        if kind in ("Str", "MetaString"):
            yield str(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif kind == "Quoted":
            quotes = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            yield quotes[0]
            yield from _pieces(content[1])
            yield quotes[1]
        elif kind in ("Code", "Math"):
            yield str(content[-1])
        elif kind in ("Link", "Span"):
            yield from _pieces(content[1])
        else:
            yield from _pieces(content)
