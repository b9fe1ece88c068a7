"""The pages of practices in the share files of a made-up hub, varied from those of the example.

Each is the write-up that the kit makes of the example's own workbook, with the name, size and
result of another school put into it, and with the text mark of what it says then.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from spp_research.protect.disclosure import Audience, Rules, rules_for
from spp_research.protect.signatures import ShownText
from spp_research.publish.kept import written_lines
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.school.takes_up import letters_of
from spp_research.share import Effect, SchoolShare
from spp_research.share.content import sealed
from spp_research.words.amounts import amount, decimals, span
from spp_research.words.taken_up import takes_up
from spp_research.words.text import escape
from spp_research.workspace import EXAMPLE, kit_resources, open_workspace

_Whose = TypeVar("_Whose")
_PUBLIC = Audience.PUBLIC
_CONTACT = "The school office"
_PHOTO = re.compile(r"!\[[^\n]*\]\(figures/fig-photo-[^\n]*\n\n")
_LAST_ROW = re.compile(r"^\| Staff \|[^\n]*\n", re.MULTILINE)
_TOO_WIDE, _NO_CHANGE = "That is too wide to tell.", "That is no worthwhile change."
_HOPED = "Whether it is as much as the school had called worthwhile is not settled."
_ALL_BEYOND = "All of that is beyond what the school had called worthwhile."
_AGAINST = "That is not the way the school had hoped for."


def with_pages(
    shares: Iterable[tuple[_Whose, SchoolShare]],
) -> Iterator[tuple[_Whose, SchoolShare]]:
    """The share files, those whose practice is signed off for everyone with its page.

    Of two schools of one partnership with the same practice the later takes up the first's.

    Parameters
    ----------
    shares : each with whatever says whose it is, varied from those of the example.
    """
    models = _pages_of_the_example()
    firsts: dict[tuple[str, str], tuple[str, str]] = {}
    for whose, share in shares:
        yield whose, _with_page(share, models, firsts)


def _with_page(
    share: SchoolShare,
    models: Mapping[str, SchoolShare],
    firsts: dict[tuple[str, str], tuple[str, str]],
) -> SchoolShare:
    """A share file with its page, if its practice is for everyone and has a result.

    Parameters
    ----------
    models : share files of the example with their pages, by the principle.
    firsts : the school and the ID of each practice that was met first, by partnership and
        principle; added to.
    """
    line, practice = share.signed(WRITE_UP), share.practice
    if line is None or line.audience is not _PUBLIC or practice is None:
        return share
    model = models.get(practice.principle)
    page = model.write_up if model else None
    if model is None or page is None or _outcome(share) is None:
        return share
    own = (share.school, page.practice_id)
    first = firsts.setdefault((share.partnership, practice.principle), own)
    text = _text(page.text, model, share, "" if first == own else letters_of(*first))
    mark = ShownText(written_lines(text, kit_resources() / "reports" / "_style")).mark
    written = {"text": text.replace(page.text_mark, mark), "text_mark": mark, "files": {}}
    contact = {"contact_name": _CONTACT, "contact_email": f"office@{share.school}.example"}
    return sealed(
        share.model_copy(
            update={
                "practice": practice.model_copy(update=contact),
                "write_up": page.model_copy(update=written),
            }
        )
    )


def _pages_of_the_example() -> dict[str, SchoolShare]:
    """The example's share files with their pages, by the principle, made of its workbooks."""
    from spp_research.publish.share_folder import make_shares
    from spp_research.site.build import build_site

    with tempfile.TemporaryDirectory(prefix="spp-scratch-") as scratch:
        place = Path(scratch).resolve() / "example"
        left = shutil.ignore_patterns("reports", "_site", "signed", "shared")
        shutil.copytree(open_workspace(EXAMPLE).root, place, ignore=left)
        build_site(open_workspace(place), "pandoc")
        made = [one.share for one in make_shares(open_workspace(place))]
    return {one.practice.principle: one for one in made if one and one.practice and one.write_up}


def _text(text: str, model: SchoolShare, share: SchoolShare, letters: str) -> str:
    """A model's write-up as another school's."""
    text = _PHOTO.sub("", text)
    practice = model.practice
    assert practice is not None
    before, after = _outcome(model), _outcome(share)
    assert before is not None and after is not None
    replaced = {
        model.school_name: share.school_name,
        model.partnership: share.partnership,
        f"{model.school}.example": f"{share.school}.example",
        f"Ask {practice.contact_name} at": f"Ask {_CONTACT[0].lower()}{_CONTACT[1:]} at",
        f", {model.pupils_on_roll:,} pupils)": f", {share.pupils_on_roll:,} pupils)",
        _pupils(before): _pupils(after),
    }
    for old, new in replaced.items():
        text = text.replace(old, new)
    head = f"**{escape(before.name)}.**"
    paragraph = next(line for line in text.splitlines() if line.startswith(head))
    text = text.replace(paragraph, _told(paragraph, before, after))
    if letters:
        row = f"| Takes up | {escape(takes_up(letters))} |\n"
        text = _LAST_ROW.sub(lambda found: found[0] + row, text, count=1)
    return text


def _told(paragraph: str, before: Effect, after: Effect) -> str:
    """What was found at the model, with the other school's result in its place."""
    rules = rules_for(_PUBLIC)
    for old, new in zip(_figures(before, rules), _figures(after, rules), strict=True):
        paragraph = paragraph.replace(old, new)
    begun = paragraph[: paragraph.rindex(" pupils).") + len(" pupils).")]
    return f"{begun} {_end(after)}"


def _figures(effect: Effect, rules: Rules) -> tuple[str, str]:
    """The range, which is said first where both begin alike, and the amount."""
    people, unit, digits = effect.pupils, effect.unit, decimals(effect)
    return (
        span(effect.low, effect.high, unit, people, rules, digits).text,
        amount(effect.value, unit, people, rules, digits).text,
    )


def _pupils(effect: Effect) -> str:
    return f"({' and '.join(map(str, effect.pupils))} pupils)"


def _end(effect: Effect) -> str:
    """What the range says, as a write-up says it (`words.results`)."""
    worthwhile, low, high = effect.smallest_worthwhile or 0.0, effect.low, effect.high
    assert low is not None and high is not None
    if -worthwhile <= low and high <= worthwhile:
        return _NO_CHANGE
    if low > 0:
        return _ALL_BEYOND if low > worthwhile else _HOPED
    return _AGAINST if high < 0 else _TOO_WIDE


def _outcome(share: SchoolShare) -> Effect | None:
    """The result that a school's practice rests on, where there is one with its range."""
    wanted = share.practice.outcome_id if share.practice else ""
    found = next((one for one in share.effects if one.outcome_id == wanted), None)
    whole = found is not None and None not in (found.value, found.low, found.high)
    return found if whole else None
