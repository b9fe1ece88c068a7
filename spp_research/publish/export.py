"""From an executed notebook to one code-free `report.qmd` and its figures.

Nothing goes into the report but the notebook's own prose and outputs under the kit's mark.
Anything else that a cell printed stops the export: it has not been through disclosure control.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import ENGLISH, current, say, speaking
from spp_research.display.front import Front, front_matter
from spp_research.errors import DisclosureError
from spp_research.kinds import HUB_TITLES, TITLES
from spp_research.own_kinds import as_it_looks
from spp_research.phrases import long_date, plural, sentence
from spp_research.protect.disclosure import Audience
from spp_research.protect.disclosure.opened import digest, words_of
from spp_research.protect.disclosure.values import BY_HAND
from spp_research.protect.marks import MARK, MARK_VERSION, seal, sealed_word
from spp_research.protect.signatures import ShownText, Verdict
from spp_research.words.sign_offs import draft as draft_line
from spp_research.words.sign_offs import signed_line
from spp_research.words.text import clean, escape, without_missing

from .branding import KITS_OWN, Look
from .frame_words import frame_words
from .last_page import Provenance, last_section, licence, published
from .number_files import WORKBOOK, About, write_numbers
from .numbers import Taken
from .report_json import (
    Document,
    Report,
    Sentence,
    SignOff,
    sentences_of,
    table_of,
    values_of,
    write_report,
)
from .shown import Read, read_lines
from .since_last import Before, Since
from .text_cells import ANALYSTS_ONLY, prose_of, tags_of
from .unmarked import instead, look_at_prose, named

if TYPE_CHECKING:
    from spp_research.run.jobs import Job

    from .signing import Signing


_MOST_CHANGES = 8  # that the first page of a draft names; the manifest has them all
_LABELLED = re.compile(r"\{#((?:fig|tbl)-[a-z0-9-]+)[ }]")  # what a text can refer to


@dataclass(frozen=True)
class Exported:
    """What an export left behind, for the manifest.

    Parameters
    ----------
    report : the path of `report.qmd`.
    front : whose document it is.
    audit : what was hidden, each with the notebook's cell, the place and the rule.
    not_personal : what was shown without a rule, with the reason given.
    told : for each number that stands in sentences only, by what it is about, whether it is
        hidden.
    text, verdict : what it shows, and what that is under the sign-offs; None where nobody asked.
    since : what is new in it since the version before; None where that is not told.
    in_english : the kit's sentences in it that its language has no words for yet.
    """

    report: Path
    front: Front
    audit: tuple[Mapping[str, Any], ...]
    not_personal: tuple[Mapping[str, Any], ...]
    told: Mapping[str, bool] = field(default_factory=dict)
    text: ShownText | None = None
    verdict: Verdict | None = None
    since: Since | None = None
    in_english: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The document's title."""
        return self.front.title


@dataclass(frozen=True)
class _Piece:
    """A fragment of the report; one that is not signed brings in what others have shared."""

    markdown: str
    signed: bool = True


@dataclass
class _Draft:
    """The report as it is put together, cell by cell."""

    key: str = ""
    pupils: frozenset[str] = frozenset()  # their ids, sealed
    front: Front | None = None
    pieces: list[_Piece] = field(default_factory=list)
    drawn: dict[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    figures: dict[str, bytes] = field(default_factory=dict)
    numbers: Taken = field(default_factory=Taken)
    audit: list[dict[str, Any]] = field(default_factory=list)
    not_personal: list[dict[str, Any]] = field(default_factory=list)
    about: dict[str, dict[bool, str]] = field(default_factory=dict)  # key -> hidden? -> where
    told: dict[str, bool] = field(default_factory=dict)  # key -> hidden?
    in_displays: set[str] = field(default_factory=set)  # keys of tables and charts
    in_english: set[str] = field(default_factory=set)  # sentences that the language lacks


def export(
    executed: Path,
    folder: Path,
    provenance: Provenance,
    look: Look = KITS_OWN,
    signing: Signing | None = None,
    *,
    key: str = "",
    numbers: bool = True,
    before: Before | None = None,
) -> Exported:
    """Write `report.qmd`, `figures/` and what is there to reuse into `folder`.

    Parameters
    ----------
    executed : the notebook, run from top to bottom.
    folder : where to write; it exists.
    provenance : for the section at the end.
    look : the partnership's accent and logo.
    signing : the sign-offs, which are asked for their verdict on what the report shows. None
        takes the notebook's word, and gives the report no text mark.
    key : what the run's marks are sealed with, as it was handed to the notebook.
    numbers : whether the tables and charts are written as files to reuse as well, and the whole
        document as data.
    before : the version that lies in its place, for the last section to say what is new since.

    Raises
    ------
    DisclosureError
        When a cell shows something without the mark; it names the notebook and the cell.
    """
    draft = _read(executed, key)
    assert draft.front is not None
    if signing:
        draft.front = _of_kind(draft.front, signing.job)
    text, lines = _text(draft, signing.style, provenance) if signing else (None, [])
    with speaking(ENGLISH):  # what whoever makes the document reads of it
        verdict = signing(draft.front, text) if signing and text else None
        front = _under(draft.front, verdict)
        since = before.since(text, front.audience) if before and text else None
        changed = _changed(verdict)
    hidden, waived = len(draft.audit), draft.not_personal
    last = last_section(front, provenance, hidden, waived, text, verdict, since)
    metadata = front.metadata(provenance.made_on)
    metadata["spp"] |= {**look.metadata, **published(front, provenance)}
    status = _status(front, text, verdict) if text else ""
    if text:
        metadata["spp"]["status"] = escape(status)
    metadata["spp"] |= frame_words(front.partnership)
    pieces = _whole([*changed, *_ending(draft.pieces, _Piece(last))])
    labels = _LABELLED.findall("\n".join(pieces))
    shown = draft.numbers.shown_in(labels) if numbers else ()
    if shown:
        metadata["spp"]["numbers"] = WORKBOOK
    whole = "\n\n".join([front_matter(metadata), *pieces]) + "\n"
    _hold_pupils_back(whole, draft, executed.stem)
    report = folder / "report.qmd"
    report.write_text(whole, encoding="utf-8")
    figures = folder / "figures"
    if draft.figures:
        figures.mkdir(exist_ok=True)
    for label, picture in draft.figures.items():
        (figures / f"{label}.png").write_bytes(picture)
    about = replace(_about(front, provenance, text), left_out=draft.numbers.left_out(labels))
    write_numbers(folder, shown, about)
    if signing and text and numbers:
        tables = draft.numbers.known_in(labels)
        data = Report(
            kit=provenance.kit_version,
            document=_document(front, provenance, signing),
            sign_off=SignOff(
                state="signed" if front.sign_off else "draft", status=status, text_mark=text.mark
            ),
            sentences=tuple(_sentences(draft, lines, text, signing.style)),
            tables=tuple(map(table_of, tables)),
            values=tuple(value for table in tables for value in values_of(table)),
        )
        write_report(data, folder)
    look.write(folder)
    told = {key: hidden for key, hidden in draft.told.items() if key not in draft.in_displays}
    return Exported(
        report,
        front,
        tuple(draft.audit),
        tuple(draft.not_personal),
        told,
        text,
        verdict,
        since,
        frozenset(draft.in_english | current().lacking),
    )


def _of_kind(front: Front, job: Job) -> Front:
    """The front of a document as it is known which: a notebook says what is shown, not what it is.

    So somebody's own bears no title of the kit's, nor of another of somebody's own, under which
    another document is signed.
    """
    kind = job.kind
    titles: tuple[str, ...] = ()
    if kind.file:
        others = (one.title for one in job.place.kinds.values() if one.name != kind.name)
        titles = (*TITLES, *HUB_TITLES, *others)
    taken = as_it_looks(front.title) in map(as_it_looks, titles)
    title = kind.title if taken or not front.title else front.title
    return replace(front, document=kind.name, title=title)


def _about(front: Front, provenance: Provenance, text: ShownText | None) -> About:
    """What the numbers to reuse say of the document."""
    everyone = front.audience is Audience.PUBLIC
    return About(
        front.title,
        front.subtitle,
        front.partnership,
        front.readers,
        long_date(front.about or provenance.made_on),
        text.mark if text else "",
        licence(provenance.licence).name if everyone else "",
    )


def _read(executed: Path, key: str) -> _Draft:
    """The prose and the outputs of a notebook, each of them allowed."""
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    draft = _Draft(key=key)
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and ANALYSTS_ONLY not in tags_of(cell):
            look_at_prose(cell, executed.stem)
            draft.pieces.append(_Piece(prose_of(cell)))
        elif cell["cell_type"] == "code":
            # Papermill adds a cell of its own, which is not in the notebook that people open.
            number += "injected-parameters" not in tags_of(cell)
            where = f"{executed.stem}.ipynb, code cell {number}"
            for output in cell.get("outputs", ()):
                _take(output, where, draft)
    if draft.front is None:
        raise DisclosureError(
            f"{executed.stem}.ipynb: no cell shows the front of the document, so it is not known "
            "who the report is for. Put the cell with front(study) back; in a notebook of your own "
            "it is show.front(study)."
        )
    return draft


def _ending(pieces: Sequence[_Piece], last: _Piece) -> list[_Piece]:
    """The pieces with the last section, which stands before sheets to write on at the end.

    After them it would have a page to itself.
    """
    place = len(pieces)
    while place and pieces[place - 1].markdown.startswith("::: {.landscape}"):
        place -= 1
    return [*pieces[:place], last, *pieces[place:]]


def _whole(pieces: Sequence[_Piece]) -> list[str]:
    """The fragments without empty sections, and without references to what is not there."""
    kept = _without_empty_sections([piece.markdown for piece in pieces if piece.markdown])
    labels = set(_LABELLED.findall("\n".join(kept)))
    return [without_missing(piece, labels) for piece in kept]


def _document(front: Front, provenance: Provenance, signing: Signing) -> Document:
    """Which document it is, for the file of data."""
    everyone = front.audience is Audience.PUBLIC
    return Document(
        kind=front.document,
        title=clean(front.title),
        whose=clean(front.subtitle),
        school=signing.school,
        partnership=clean(front.partnership),
        cycle=clean(signing.cycle),
        audience=front.audience.value,
        readers=front.readers,
        question=clean(front.focus),
        dated=(front.about or provenance.made_on).isoformat(),
        licence=licence(provenance.licence).name if everyone else "",
    )


def _sentences(
    draft: _Draft, lines: Sequence[Read], text: ShownText, style: Path
) -> Iterator[Sentence]:
    """What the document says besides its tables, with what its signature does not cover."""
    if all(piece.signed for piece in draft.pieces):
        yield from sentences_of(lines)
        return
    whole = "\n\n".join([_head(draft), *_whole(draft.pieces)]) + "\n"
    yield from sentences_of(read_lines(whole, draft.drawn, style)[1], text)


def _text(draft: _Draft, style: Path, provenance: Provenance) -> tuple[ShownText, list[Read]]:
    """What the report shows, without what a signature does not cover; and the lines of its page.

    Left out are who signed, the day of making, the last section but for what a person wrote in it,
    and what others have shared. A sign stands where who signed and the day would be, so that what a
    template puts beside them is read. The lines are those of the pieces alone.
    """
    assert draft.front is not None
    own = [w["reason"] for w in draft.not_personal if w["by"] == "notebook"]
    if draft.front.audience is Audience.PUBLIC:
        own.append(f"Licence: {licence(provenance.licence).name}")
    own = [words for words in dict.fromkeys(own) if words.strip()]
    written = _Piece("\n\n".join(map(escape, own)))
    pieces = _whole([*(piece for piece in draft.pieces if piece.signed), written])
    source = "\n\n".join([_head(draft), *pieces]) + "\n"
    text, lines = read_lines(source, draft.drawn, style)
    return text, lines[: len(lines) - len(own)]


def _head(draft: _Draft) -> str:
    """The front matter of what a signature covers."""
    assert draft.front is not None
    metadata = replace(draft.front, sign_off=None).metadata(date.min)
    spp = {key: metadata["spp"][key] for key in ("document", "audience", "focus")}
    spp |= dict.fromkeys(("status", "header"), "–")
    return front_matter({**metadata, "date": "–", "spp": spp})


def _under(front: Front, verdict: Verdict | None) -> Front:
    """The front with the sign-off that the text stands under, if any."""
    if verdict is None:
        return front
    return replace(front, sign_off=verdict.line if verdict.signed else None)


def _status(front: Front, text: ShownText, verdict: Verdict | None) -> str:
    """The line on the first page: signed off or a draft, and the text mark."""
    if front.sign_off is None and verdict and verdict.changed and verdict.line:
        status = signed_line(verdict.line, changed=True)
    elif front.sign_off is None and verdict and verdict.unsigned:
        status = draft_line(verdict.unsigned)
    else:
        status = front.status
    return say("{status}. Text mark: {mark}", status=status, mark=text.mark)


def _changed(verdict: Verdict | None) -> list[_Piece]:
    """On the first page of a draft, why it is one although somebody signed, and what differs."""
    if verdict is None or verdict.line is None or verdict.signed or not verdict.why:
        return []
    told = [*verdict.told]
    more = len(told) - _MOST_CHANGES
    if more > 0:
        told = [*told[:_MOST_CHANGES], f"and {more} {plural(more, 'other place')} besides"]
    lines = [escape(sentence(verdict.why)), *(f"- {escape(change)}" for change in told)]
    inner = "\n\n".join([lines[0], "\n".join(lines[1:])]).strip()
    title = "Changed since it was signed off" if told else "Why this is a draft"
    return [_Piece(f'::: {{.panel title="{title}"}}\n{inner}\n:::', signed=False)]


def _take(output: Mapping[str, Any], where: str, draft: _Draft) -> None:
    """Add one output of a cell to the draft."""
    data = output.get("data", {})
    mark = data.get(MARK)
    if mark is None:
        raise DisclosureError(
            f"{where}: the cell shows {named(output)} that has not been through disclosure "
            f"control. {instead(output)} Or take the line out."
        )
    if mark["version"] != MARK_VERSION:
        raise DisclosureError(
            f"{where}: the cell's output was made by another version of the kit. Run the report "
            "again."
        )
    picture = base64.b64decode(data.get("image/png", ""))
    if not compare_digest(str(mark.get("seal", "")), seal(mark, picture, draft.key)):
        raise DisclosureError(
            f"{where}: the cell shows something under the kit's mark that the kit did not make in "
            "this run, or that was changed since. Show a Table, Chart or Statement itself as the "
            "last line of the cell, and run the report again."
        )
    draft.audit.extend({"cell": where, "label": mark.get("label", ""), **h} for h in mark["audit"])
    for value in mark.get("about", ()):
        _compare(value["about"], value["hidden"], mark.get("label") or "a sentence", where, draft)
        draft.told[value["about"]] = value["hidden"]
        if mark.get("label"):
            draft.in_displays.add(value["about"])
    if reason := mark.get("not_personal"):
        by = "notebook" if mark.get("by_hand") else "kit"
        draft.not_personal.append(
            {"cell": where, "label": mark["label"], "reason": reason, "by": by}
        )
    for shown, reason in mark.get("waived", ()):
        by = "notebook" if reason.endswith(BY_HAND) else "kit"
        draft.not_personal.append(
            {
                "cell": where,
                "label": mark.get("label", ""),
                "reason": reason.removesuffix(BY_HAND),
                "by": by,
                "number": shown,
            }
        )
    if mark["kind"] == "front":
        draft.front = Front.from_facts(dict(mark["front"]))
        draft.pupils |= frozenset(mark.get("pupils", ()))
        return
    if mark["kind"] == "chart":
        if mark["label"] in draft.figures:
            raise ValueError(f"{where}: two charts are called {mark['label']}")
        draft.figures[mark["label"]] = picture
        draft.drawn[mark["label"]] = mark["drawn"]
    draft.numbers.take(mark)
    draft.in_english.update(mark.get("in_english", ()))
    draft.pieces.append(_Piece(mark["markdown"], mark.get("signed", True)))


def _hold_pupils_back(text: str, draft: _Draft, notebook: str) -> None:
    """The second look, at all that the report says: prose, sentences, tables, captions."""
    if draft.pupils and any(
        sealed_word(digest(word), draft.key) in draft.pupils for word in words_of(text)
    ):
        raise DisclosureError(
            f"{notebook}.ipynb: the report holds the ID of a pupil, as the school's own files of "
            "pupils have it, most likely in a text cell of the notebook. Write the text without it."
        )


def _compare(about: str, hidden: bool, what: str, where: str, draft: _Draft) -> None:
    """Refuse to show in one place of a report what is hidden in another."""
    places = draft.about.setdefault(about, {})
    places.setdefault(hidden, f"{where} ({what})")
    if len(places) == 2:
        raise DisclosureError(
            f"{places[False]} shows the number about “{about}” that is hidden in "
            f"{places[True]}. Whoever reads both would know it. Protect both under the same rules, "
            "or leave one of them out."
        )


def _without_empty_sections(pieces: Sequence[str]) -> list[str]:
    """The pieces without headings that nothing follows: a cell may have nothing to show."""
    kept: list[str] = []
    for piece in reversed(pieces):
        level = 0 if "\n" in piece else _heading_level(piece)
        below = _heading_level(kept[0]) if kept else 1
        if level and below and below <= level:
            continue
        kept.insert(0, piece)
    return kept


def _heading_level(piece: str) -> int:
    """2 for a piece that begins with the heading of a section, 3 of a subsection; else 0."""
    return len(piece) - len(piece.lstrip("#"))
