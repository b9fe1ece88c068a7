"""What a run has to say of signatures: what is remembered from now on, what changed since."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from spp_research.display.text import in_words, listed, plural
from spp_research.run.jobs import KINDS, Outcome

from .plainly import plain

_CHANGES = 3  # that a line names; the first page of the draft has more, the manifest all
_NAMED = 12  # documents that a sentence names


def show_signatures(outcomes: Sequence[Outcome]) -> None:
    """Say what became of the signatures of these reports; nothing where nothing changed."""
    for line in _lines(outcomes):
        print(plain(line), file=sys.stderr)


def _lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    made = [one for one in outcomes if one.state == "made"]
    if begun := [one for one in made if one.signature.get("news") == "begun"]:
        n = len(begun)
        yield (
            f"{in_words(n).capitalize()} {plural(n, 'document is', 'documents are')} signed off "
            f"without a text mark, so the {plural(n, 'text', 'texts')} made now "
            f"{plural(n, 'is', 'are')} remembered as what was read, in the "
            f"{plural(n, 'folder', 'folders')} “signed”; any other text will be a draft. "
            f"{_named(begun)}"
        )
    if reworded := [one for one in made if one.signature.get("news") == "reworded"]:
        yield (
            "This version of the kit words these otherwise than the one before. They are signed "
            "off without a text mark, so the text made now is remembered in place of the one "
            f"before. {_named(reworded)}"
        )
        yield from _differences(reworded)
    drafts = [one for one in outcomes if one.signature.get("why")]
    if drafts:
        yield "These have a sign-off, and are drafts all the same:"
        yield from _differences(drafts)


def _differences(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for one in outcomes:
        changed = one.signature["changed"]
        more = len(changed) - _CHANGES
        why = one.signature["why"]
        yield f"  {_name(one)}{': ' if why else ''}{why}"
        for change in changed[:_CHANGES]:
            yield f"    {change}"
        if more > 0:
            yield f"    and {more} {plural(more, 'other place')}; the first page has more."


def _name(outcome: Outcome) -> str:
    return f"{outcome.job.school}, {KINDS[outcome.job.kind].title.lower()}"


def _named(outcomes: Sequence[Outcome]) -> str:
    """The documents, school by school; of very many the first."""
    by_school: dict[str, list[str]] = {}
    for one in outcomes[:_NAMED]:
        by_school.setdefault(one.job.school, []).append(KINDS[one.job.kind].title.lower())
    named = "; ".join(f"{school}: {listed(kinds)}" for school, kinds in by_school.items())
    more = len(outcomes) - _NAMED
    return f"{named}{f'; and {more} more' if more > 0 else ''}."
