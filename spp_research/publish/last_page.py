"""The last section of a report: what it was made from, its licence, how to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.catalogue import current, say
from spp_research.display.front import Front
from spp_research.kinds import HUB_REPORT, REVIEW_SUMMARY, is_one_page
from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import ShownText, Verdict
from spp_research.words.text import escape

from .since_last import Since, told

# Inputs that are counted and not named: the name of such a file may itself say too much.
_UNNAMED = {"/surveys/": "answers to surveys", "/pupils/": "pupils’ results"}
# Share files are named up to a few: those of a large partnership would fill a page. The manifest
# has them all.
_SHARED, _CLOSED, _NAMED = ("share/", "partnerships/"), "cycles/", 3


@dataclass(frozen=True)
class Input:
    """One file that a report was made from; `fingerprint` is a hash of its bytes."""

    name: str
    modified: date
    fingerprint: str


@dataclass(frozen=True)
class Provenance:
    """What the last page says of how a report came about."""

    made_on: date
    kit_version: str
    renderer: str
    inputs: tuple[Input, ...]
    licence: str = ""


def last_section(
    front: Front,
    provenance: Provenance,
    hidden: int,
    waived: Sequence[Mapping[str, Any]],
    text: ShownText | None = None,
    verdict: Verdict | None = None,
    since: Since | None = None,
) -> str:
    """The last section: what is new in it, what it was made from, what was hidden, its use."""
    if is_one_page(front.document):
        return _last_line(front, provenance, hidden, waived)
    lines = [
        *told(since),
        *_use(front, provenance, hidden, waived),
        *_of_the_text(text, verdict),
        *_unread(front),
        _made(front, provenance),
    ]
    # In small type: it is for whoever keeps the document, and stands below what readers read.
    return "\n\n".join([heading(), "::: {.notes}", *lines, ":::"])


ABOUT = "about-this-document"  # what the last section is known by, in every language


def heading() -> str:
    """The heading of the last section: Pandoc makes its address of the English words."""
    said = say("About this document")
    return f"## {said}" + ("" if said == "About this document" else f" {{#{ABOUT}}}")


def _unread(front: Front) -> Iterator[str]:
    """On a draft, that nobody has read the kit's words in its language yet."""
    if current().unread and front.sign_off is None:
        yield say(
            "The kit’s own words in this document are a translation that has not been read by "
            "anybody who speaks the language. Read them as well before you sign."
        )


def _last_line(
    front: Front, provenance: Provenance, hidden: int, waived: Sequence[Mapping[str, Any]]
) -> str:
    """The same in a line or two, where there is one page and no room for a section.

    The text mark stands at its head, as on every first page.
    """
    said = [*_use(front, provenance, hidden, waived, cite=False)]
    return "\n\n".join(["::: {.notes}", " ".join([*said, _made(front, provenance)]), ":::"])


def _made(front: Front, provenance: Provenance) -> str:
    """When and with what it was made; for few readers also what from."""
    made = escape(long_date(provenance.made_on))
    if front.audience is Audience.PUBLIC:
        return say("Made on {day} with the SPP research and reporting kit.", day=made)
    kit = f"{escape(provenance.kit_version)} ({escape(provenance.renderer)})"
    return (
        f"Made on {made} with the SPP research and reporting kit {kit}, from "
        f"{'; '.join(_files(provenance))}."
    )


def _files(provenance: Provenance) -> Iterator[str]:
    shared = [item for item in provenance.inputs if item.name.startswith(_SHARED)]
    together = shared if len(shared) > _NAMED else []
    closed = [item for item in provenance.inputs if item.name.startswith(_CLOSED)]
    for item in provenance.inputs:
        counted = item in together or item in closed
        if not counted and not any(folder in f"/{item.name}" for folder in _UNNAMED):
            yield f"{escape(item.name)}{_changed(provenance, 'last changed', item.modified)}"
    if together:
        newest = max(item.modified for item in together)
        many = f"{in_words(len(together))} share files"
        yield f"{many}{_changed(provenance, 'the newest of', newest)}"
    if closed:
        n = len(closed)
        yield f"{in_words(n)} {plural(n, 'file')} of closed cycles, kept as they were"
    for folder, what in _UNNAMED.items():
        if own := [item.name for item in provenance.inputs if folder in f"/{item.name}"]:
            number, place = len(own), "school" if own[0].startswith("schools/") else "partnership"
            yield (
                f"{in_words(number)} {plural(number, 'file')} of {what}, which "
                f"{plural(number, 'stays', 'stay')} in the {place}"
            )


def _changed(provenance: Provenance, what: str, day: date) -> str:
    """When a file was changed last, in brackets.

    Nothing where that is after the day that the document bears, which the settings may fix: a
    reader would take one of the two days for a mistake.
    """
    return f" ({what} {long_date(day)})" if day <= provenance.made_on else ""


def _use(
    front: Front,
    provenance: Provenance,
    hidden: int,
    waived: Sequence[Mapping[str, Any]],
    *,
    cite: bool = True,
) -> Iterator[str]:
    """What was hidden, what signing it shares, who may have it, and how to cite it."""
    if hidden:
        yield say(
            "{count} number was hidden by rule so that nobody can be recognised.",
            "{count} numbers were hidden by rule so that nobody can be recognised.",
            n=hidden,
            count=in_words(hidden).capitalize(),
        )
    if reasons := dict.fromkeys(w["reason"] for w in waived if w["by"] == "notebook"):
        # Whoever signs reads it here: no rule of the kit has seen these.
        yield (
            "Shown without a rule, for a reason that the notebook gives: "
            f"{'; '.join(escape(reason) for reason in reasons)}."
        )
    if front.document == REVIEW_SUMMARY.name and front.audience is not Audience.SCHOOL:
        yield (
            "To sign this off for the partnership also shares the school’s actions, what it "
            "offers and would welcome, and where to read what others found, as they are at the "
            "time."
        )
    if front.audience is Audience.PUBLIC:
        terms = licence(provenance.licence)
        name = escape(terms.name)
        linked = f"[{name}]({terms.address})" if terms.address else name
        yield say("Licence: {licence}.", licence=linked)
        if cite:
            yield say(
                "How to cite: {whose} ({year}). *{title}*.",
                whose=listed([escape(front.subtitle), escape(front.partnership)]),
                year=provenance.made_on.year,
                title=escape(front.title),
            )
    else:
        yield (
            f"{front.readers}. Please do not pass it on to anybody else without the "
            f"{'hub’s' if front.document == HUB_REPORT.name else 'school’s'} agreement."
            if front.audience is Audience.PARTNERSHIP
            else f"{front.audience.words}. Please do not pass it on outside the school."
        )


def _of_the_text(text: ShownText | None, verdict: Verdict | None) -> Iterator[str]:
    """The text mark, and since when the text is known where no mark says what was signed."""
    if text is None:
        return
    line = say(
        "Text mark: {mark}. It stands for the words and numbers of this document.", mark=text.mark
    )
    if verdict and verdict.signed and verdict.first_seen:
        first = say("First made like this on {day}.", day=long_date(verdict.first_seen))
        line += f" {first}"
    yield line


def published(front: Front, provenance: Provenance) -> dict[str, str]:
    """What programs are told of a document for everyone: when it was signed off, its licence."""
    if front.audience is not Audience.PUBLIC or front.sign_off is None:
        return {}
    own = licence(provenance.licence)
    return {
        "published": front.sign_off.signed_on.isoformat(),
        "licence": escape(own.name),
        "licence-address": own.address,
    }


# Each licence that a partnership is likely to choose; another is named, not linked.
_ADDRESSES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA 4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "OGL 3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


@dataclass(frozen=True)
class Licence:
    """What others may do with what is shared; `address` is empty where it is not known."""

    name: str
    address: str


def licence(name: str) -> Licence:
    """The licence of this name."""
    return Licence(name, _ADDRESSES.get(name, ""))
