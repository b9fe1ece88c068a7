"""The picture that a link to the website is shown with, where links are shown with pictures.

There is one for the site and one for each practice and document, made once the site's address is
known: whoever shows it has to be told a whole address. It is set by Typst from data, so no text
becomes a part of the template, and drawn in few colours, so that it is light.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from spp_research import letters
from spp_research.catalogue import current, say
from spp_research.colours import DEFAULT_ACCENT
from spp_research.errors import RenderError
from spp_research.publish.pandoc import font_paths
from spp_research.publish.typeset import RefusedError, typeset

from .content import Site
from .store import NOTHING_KEPT, Store, hashes_below, key_of

CARD = "assets/card.png"
_TEMPLATE = Path(__file__).with_name("card.typ")
_COLOURS = 24
_SECONDS = 30
_AT_ONCE = 2
_LONGEST = {"above": 60, "title": 200, "below": 120}  # letters that can be read in it


def write_cards(site: Site, style: Path, folder: Path, store: Store = NOTHING_KEPT) -> None:
    """Draw the pictures into the site; none where its address is not known.

    Parameters
    ----------
    style : the folder of fonts (`reports/_style`).
    store : what was made for the website before.

    Raises
    ------
    RenderError
        When Typst cannot set one.
    """
    if not site.root:
        return
    fonts = hashes_below(style / "fonts")

    def draw(one: tuple[str, dict[str, str]]) -> tuple[str, bytes]:
        address, said = one
        return address, store.made(key_of("card", said, fonts), lambda: card(said, style))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        drawn = pool.map(draw, _cards(site))
        for address, picture in drawn:
            target = folder / address
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture)


def _cards(site: Site) -> Iterator[tuple[str, dict[str, str]]]:
    accent = site.look.accent.colour if site.look.accent else DEFAULT_ACCENT
    own = {"accent": accent, "language": current().language, "above": site.name}
    yield CARD, {**own, "title": say("What we have learnt, and how we know"), "below": ""}
    for one in site.shown:
        yield one.card, {**own, "title": one.title, "below": one.by_whom}


def card(said: dict[str, str], style: Path) -> bytes:
    """A card as PNG, 1,200 by 630 dots.

    Parameters
    ----------
    said : accent, language, and what stands above, as the title and below.
    """
    told = {name: _settable(words, _LONGEST.get(name)) for name, words in said.items()}
    with tempfile.TemporaryDirectory(prefix="spp-card-") as scratch:
        place = Path(scratch)
        shutil.copyfile(_TEMPLATE, place / _TEMPLATE.name)
        data = json.dumps({**told, "families": list(letters.FAMILIES)})
        (place / "card.json").write_text(data, encoding="utf-8")
        picture = place / "card.png"
        try:
            typeset(
                place / _TEMPLATE.name,
                picture,
                font_paths(style),
                (),
                system_fonts=False,
                seconds=_SECONDS,
                picture=True,
            )
        except (RefusedError, subprocess.TimeoutExpired) as fault:
            raise RenderError(
                f"The card of “{told['title']}” could not be drawn. Typst said: {fault} "
                "Take site_address out of settings.yml to make the website without cards, and "
                "tell us this message."
            ) from fault
        return _light(picture.read_bytes())


def _settable(words: str, longest: int | None) -> str:
    """Words that the kit's own fonts have, no longer than can be read."""
    if longest is not None and len(words) > longest:
        words = f"{words[: longest - 1].rstrip()}…"
    lacking = letters.lacking(words)
    return "".join(letters.PLACEHOLDER if one in lacking else one for one in words)


def _light(picture: bytes) -> bytes:
    """The same picture in few colours: paper, ink, the accent, and what lies between them."""
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=("PNG",)) as drawn:
        few = drawn.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
