"""What else is made of a document: slides and sheets of a workshop pack, a poster of a practice.

They are set from the text of the document and hold nothing besides, so that what was protected and
signed there is so here as well. One in which there is nothing yet to show has none.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spp_research import letters
from spp_research.catalogue import called
from spp_research.errors import RenderError
from spp_research.publish import pandoc, unset
from spp_research.publish.typeset import RefusedError
from spp_research.workspace import kit_resources

from . import posters, powerpoint, sheets, sheets_word, slides
from .pack_text import PackText, read_pack
from .poster_text import PosterText, read_poster
from .words import inlines, of_text, plain, properties_of, typst_string


def make(folder: Path, names: Sequence[str], style: Path) -> list[Path]:
    """Make handouts of the document in `folder`, beside it.

    Parameters
    ----------
    folder : where `report.qmd` is and the handouts will be.
    names : some of slides.html, slides.pptx, sheets.docx and sheets.pdf, or of poster.html and
        poster.pdf.
    style : the workspace's folder, for its fonts.

    Returns
    -------
    The files made; none where the document has nothing to show yet.

    Raises
    ------
    RenderError
        When one cannot be made.
    DisclosureError
        When the document holds something that a report may not.
    """
    if not names:
        return []
    folder, style = folder.resolve(), style.resolve()
    document = json.loads(pandoc.read(folder))
    texts = {read: read(document) for read in {_MAKERS[name][0] for name in names}}
    return [
        make_one(texts[read], document, folder / name, style)
        for name in names
        for read, make_one in (_MAKERS[name],)
        if texts[read]
    ]


def _page(pack: PackText, document: dict[str, Any], target: Path, style: Path) -> Path:
    shown = slides.page_document(pack, slides.slides_of(pack), document)
    arguments = [
        "--to=html5",
        "--standalone",
        f"--template={slides.TEMPLATE}",
        f"--variable=policy:{slides.policy()}",
    ]
    _set(shown, arguments, target)
    text = target.read_text(encoding="utf-8")
    # The first is the template's own: nothing of the pack stands before it.
    target.write_text(text.replace(slides.FONTS, slides.fonts(style), 1), encoding="utf-8")
    return target


def _powerpoint(pack: PackText, document: dict[str, Any], target: Path, style: Path) -> Path:
    blocks: list[dict[str, Any]] = []
    made = slides.slides_of(pack)
    for slide in made:
        title = {"t": "Header", "c": [1, ["", [], []], inlines(of_text(slide.title))]}
        blocks += [title, *slide.blocks()]
    about = (*pack.when, *of_text("·"), *pack.audience) if pack.when else pack.audience
    lines = [line for line in (pack.whose, about, pack.status) if line]
    under = [one for line in lines for one in ({"t": "LineBreak"}, *inlines(line))][1:]
    meta = {
        "title": {"t": "MetaInlines", "c": inlines(of_text("Improvement workshop"))},
        "subtitle": {"t": "MetaInlines", "c": under},
        "lang": {"t": "MetaInlines", "c": inlines(of_text(pack.language))},
    }
    shown = {**document, "meta": meta, "blocks": blocks}
    with TemporaryDirectory(prefix="spp-slides-") as scratch:
        look = powerpoint.write_reference(
            Path(scratch) / "look.pptx", plain(pack.header), pack.draft, pack.accent or "12436D"
        )
        arguments = ["--to=pptx", "--slide-level=1", f"--reference-doc={look}"]
        _set(shown, arguments, target)
    looks = [slide.look for slide in made]
    called_so = f"Improvement workshop – {plain(pack.whose)}"
    powerpoint.finish(target, called_so, properties_of(document["meta"]), looks)
    return target


def _sheets(pack: PackText, document: dict[str, Any], target: Path, style: Path) -> Path:
    shown = sheets.sheets_document(pack, document)
    return _typeset(shown, document, sheets.TEMPLATE, target, style, "the sheets to print")


def _sheets_in_word(pack: PackText, document: dict[str, Any], target: Path, style: Path) -> Path:
    shown = sheets_word.word_document(pack, document)
    look = kit_resources() / "reports" / "_style" / "reference.docx"
    _set(shown, ["--to=docx", f"--reference-doc={look}"], target)
    sheets_word.finish(target, document["meta"])
    return target


def _poster(poster: PosterText, document: dict[str, Any], target: Path, style: Path) -> Path:
    shown = posters.poster_document(poster, document)
    return _typeset(shown, document, posters.TEMPLATE, target, style, "the poster")


def _poster_page(poster: PosterText, document: dict[str, Any], target: Path, style: Path) -> Path:
    arguments = [
        "--to=html5",
        "--standalone",
        f"--template={posters.PAGE}",
        f"--variable=policy:{_NO_SCRIPT}",
        f"--variable=size:{posters.size(poster)}",
    ]
    _set(posters.poster_page(poster, document), arguments, target)
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace(slides.FONTS, slides.fonts(style), 1), encoding="utf-8")
    return target


# What the page of a poster may do: show itself, and fetch and run nothing.
_NO_SCRIPT = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def _typeset(
    shown: dict[str, Any],
    document: dict[str, Any],
    template: Path,
    target: Path,
    style: Path,
    what: str,
) -> Path:
    """Set a part of a document as a PDF by a template of the kit's own."""
    source = target.with_suffix(".typ")
    properties = properties_of(document["meta"])
    said = {
        name.partition(":")[2]: typst_string(words) for name, words in properties.items() if words
    }
    shown = json.loads(unset.settable(json.dumps(shown).encode()))
    arguments = [
        "--to=typst",
        "--standalone",
        "--wrap=none",
        f"--template={template}",
        *(f"--variable=other-scripts:{family}" for family in letters.FAMILIES),
        f"--variable=own-words:{called('Next step, in our own words:')}",
        *(f"--variable=said-{name}:{words}" for name, words in said.items()),
    ]
    _set(shown, arguments, source)
    try:
        pandoc.typeset_pdf(source, target, style)
    except (subprocess.TimeoutExpired, RefusedError) as refused:
        raise RenderError(
            f"{target}: {what} could not be made. Typst said: {refused} "
            "Make the report again; if it still fails, tell us this message."
        ) from refused
    finally:
        source.unlink(missing_ok=True)
    return target


def _set(shown: dict[str, Any], arguments: Sequence[str], target: Path) -> Path:
    """Have Pandoc write a document, with the filter that keeps text in every format text.

    It is the kit's own: a workspace's could put words on the wall that nobody has signed.
    """
    own = kit_resources() / "reports" / "_style" / "spp.lua"
    ours = [f"--lua-filter={own}", f"--output={target}"]
    pandoc.run_pandoc(["--from=json", *arguments, *ours], target.parent, json.dumps(shown).encode())
    return target


_Read = Callable[[dict[str, Any]], Any]  # the document as the text that a handout is made of
_Make = Callable[[Any, dict[str, Any], Path, Path], Path]
_MAKERS: dict[str, tuple[_Read, _Make]] = {
    "slides.html": (read_pack, _page),
    "slides.pptx": (read_pack, _powerpoint),
    "sheets.docx": (read_pack, _sheets_in_word),
    "sheets.pdf": (read_pack, _sheets),
    "poster.html": (read_poster, _poster_page),
    "poster.pdf": (read_poster, _poster),
}
