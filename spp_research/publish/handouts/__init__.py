"""What else is made of a workshop pack: slides for the wall and sheets to print.

They are set from the text of the pack and hold nothing besides, so that what was protected and
signed there is so here as well. A pack in which there is nothing yet to show has none.
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

from . import powerpoint, sheets, slides
from .pack_text import PackText, read_pack
from .words import inlines, of_text, plain


def make(folder: Path, names: Sequence[str], style: Path) -> list[Path]:
    """Make handouts of the pack in `folder`, beside it.

    Parameters
    ----------
    folder : where `report.qmd` is and the handouts will be.
    names : some of slides.html, slides.pptx and sheets.pdf.
    style : the workspace's folder, for its fonts.

    Returns
    -------
    The files made; none where the pack has nothing to show yet.

    Raises
    ------
    RenderError
        When one cannot be made.
    DisclosureError
        When the pack holds something that a report may not.
    """
    if not names:
        return []
    folder, style = folder.resolve(), style.resolve()
    document = json.loads(pandoc.read(folder))
    pack = read_pack(document)
    if not pack:
        return []
    return [_MAKERS[name](pack, document, folder / name, style) for name in names]


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
    powerpoint.finish(target, f"Improvement workshop – {plain(pack.whose)}", looks)
    return target


def _sheets(pack: PackText, document: dict[str, Any], target: Path, style: Path) -> Path:
    source = target.with_suffix(".typ")
    shown = json.loads(unset.settable(json.dumps(sheets.sheets_document(pack, document)).encode()))
    arguments = [
        "--to=typst",
        "--standalone",
        "--wrap=none",
        f"--template={sheets.TEMPLATE}",
        *(f"--variable=other-scripts:{family}" for family in letters.FAMILIES),
        f"--variable=own-words:{called('Next step, in our own words:')}",
    ]
    _set(shown, arguments, source)
    try:
        pandoc.typeset_pdf(source, target, style)
    except (subprocess.TimeoutExpired, RefusedError) as refused:
        raise RenderError(
            f"{target}: the sheets to print could not be made. Typst said: {refused} "
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


_MAKERS: dict[str, Callable[[PackText, dict[str, Any], Path, Path], Path]] = {
    "slides.html": _page,
    "slides.pptx": _powerpoint,
    "sheets.pdf": _sheets,
}
