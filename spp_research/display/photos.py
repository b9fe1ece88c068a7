"""A photo of a practice: its points, what it shows in words, and who has cleared it."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import Any

from spp_research.protect.disclosure.opened import hold_pupils_back, run_key
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.protect.marks import bundle
from spp_research.protect.photos import DrawnPhoto
from spp_research.telling import briefly
from spp_research.words.text import attribute, escape

_WIDTH_CM = 9.0


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
    def markdown(self) -> str:
        """The photo with its caption and its alt text."""
        return (
            f"![{escape(self.told)}](figures/{self.label}.png)"
            f'{{#{self.label} fig-alt="{attribute(self.shows)}" width={_WIDTH_CM:g}cm}}'
        )

    @property
    def html(self) -> str:
        """The photo as Jupyter shows it."""
        picture = base64.b64encode(self.drawn.png).decode()
        alt, told = html.escape(self.shows), html.escape(self.told)
        return (
            f'<figure><img src="data:image/png;base64,{picture}" alt="{alt}" width="340">'
            f"<figcaption>{told}</figcaption></figure>"
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
