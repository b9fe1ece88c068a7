"""A photo of a practice: its points, what it shows in words, and who has cleared it."""

from __future__ import annotations

import base64
import html
import struct
from dataclasses import dataclass
from typing import Any

from spp_research.phrases import sentence
from spp_research.protect.disclosure.opened import hold_pupils_back, run_key
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.protect.marks import bundle
from spp_research.protect.photos import DrawnPhoto
from spp_research.telling import briefly
from spp_research.words.text import attribute, escape

_WIDEST_CM, _TALLEST_CM = 9.0, 4.6  # so that a write-up of two pages has two with a photo as well
_SIZE_AT = slice(16, 24)  # of a PNG file: its width and height in points


@dataclass(frozen=True)
class Photo:
    """A photo as a document shows it.

    Parameters
    ----------
    drawn : the photo, drawn anew.
    number : which of the document's it is, from 1.
    shows : what is to be seen, for whoever cannot see it.
    told : who is in it, whose it is and who has cleared it.
    """

    drawn: DrawnPhoto
    number: int
    shows: str
    told: str

    __repr__ = briefly

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "A photo",
            "Name it on the sheet “Photos” of the workbook, where somebody clears it.",
        )
        hold_pupils_back((self.shows, self.told), "A photo")

    @property
    def label(self) -> str:
        """What the kit calls its file, whatever somebody else called it."""
        return f"fig-photo-{self.number}"

    @property
    def caption(self) -> str:
        """What it shows, and then who is in it and who has cleared it."""
        return f"{sentence(self.shows)} {self.told}"

    @property
    def width_cm(self) -> float:
        """How wide it is set, in centimetres: one held upright is narrower than one across."""
        width, height = struct.unpack(">II", self.drawn.png[_SIZE_AT])
        return round(min(_WIDEST_CM, _TALLEST_CM * width / height), 1)

    @property
    def markdown(self) -> str:
        """The photo with its caption and its alt text."""
        return (
            f"![{escape(self.caption)}](figures/{self.label}.png)"
            f'{{#{self.label} fig-alt="{attribute(self.shows)}" width={self.width_cm:g}cm}}'
        )

    @property
    def html(self) -> str:
        """The photo as Jupyter shows it."""
        picture = base64.b64encode(self.drawn.png).decode()
        alt, caption = html.escape(self.shows), html.escape(self.caption)
        return (
            f'<figure><img src="data:image/png;base64,{picture}" alt="{alt}" width="340">'
            f"<figcaption>{caption}</figcaption></figure>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return bundle(
            "chart",
            plain=self.shows,
            markdown=self.markdown,
            html="" if run_key() else self.html,
            png=self.drawn.png,
            facts={
                "label": self.label,
                # Another photo is another text, which nobody has signed yet.
                "drawn": [["Photo", self.drawn.mark]],
                "not_personal": "",
                "by_hand": False,
                "told": {},
            },
        )
