"""docs/gallery/README.md: the worked analyses as they run, with what they print and draw.

`make pictures` writes the pictures, and `pytest tests/test_gallery.py --snapshot-update` the page.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from in_process import run

GALLERY = Path(__file__).resolve().parents[1] / "docs" / "gallery"
PICTURES = GALLERY / "pictures"
RESEARCH = "research.md"
OPENING = """\
# Worked analyses

Each is a short notebook: a question as a school would ask it, the lines that answer it, and what
may not be concluded. The data are invented. To try one: `jupyter lab` in this folder, open the
notebook, and put your own file in the place of its data; [research](../{research}) says how a
table and its columns are named. Their numbers are those that the tests get.

Made from the notebooks by `pytest tests/test_gallery.py --snapshot-update`.
"""


@dataclass
class Analysis:
    """One notebook, and what its cells gave.

    Parameters
    ----------
    path : of the notebook.
    title, question, data, caution : its words.
    code : the source of its cells.
    printed : what they print.
    picture : the last picture that it shows, as PNG.
    alt : what is said of the picture to those who do not see it.
    names : what the cells have defined.
    """

    path: Path
    title: str = ""
    question: str = ""
    data: str = ""
    caution: str = ""
    code: list[str] = field(default_factory=list)
    printed: str = ""
    picture: bytes = b""
    alt: str = ""
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        """How many lines of code matter: neither blank ones nor imports."""
        lines = (line for cell in self.code for line in cell.splitlines() if line.strip())
        return sum(not re.match(r"(import|from) ", line) for line in lines)


def notebooks() -> list[Path]:
    """The notebooks of the gallery, in their order."""
    return sorted(GALLERY.glob("*.ipynb"))


def read(path: Path) -> Analysis:
    """The words and the code of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    words = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    parts = re.fullmatch(
        r"# (.+)\n\n\*\*Question\.\*\* (.+)\n\n\*\*Data\.\*\* (.+)\n\n"
        r"\*\*What may not be concluded\.\*\* (.+)",
        words,
    )
    assert parts, f"{path.name}: its words are not a title, a question, the data and a caution"
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return Analysis(path, *parts.groups(), code)


def analysed(path: Path) -> Analysis:
    """A notebook with what it prints and draws, run in this process."""
    import matplotlib.pyplot as plt

    from spp_research.display import show_figure

    one = read(path)
    names: dict[str, Any] = {"In": []}
    shown: list[Any] = []
    printed = io.StringIO()
    plt.close("all")
    with (
        contextlib.chdir(GALLERY),
        contextlib.redirect_stdout(printed),
        mock.patch.object(show_figure, "_display", shown.append),
    ):
        for source in one.code:
            names["In"] = [*names["In"], source]
            last = run(source, names)
            shown += [last] if hasattr(last, "_repr_mimebundle_") else []
    for made in shown:
        bundle = made._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        one.picture, one.alt = data.get("image/png", b""), getattr(made, "alt", "")
    if not one.picture and plt.get_fignums():
        drawn = io.BytesIO()
        plt.gcf().set_size_inches(6.3, 3.4)
        plt.gcf().savefig(drawn, dpi=150, bbox_inches="tight", metadata={"Software": None})
        one.picture, one.alt = drawn.getvalue(), plt.gcf().axes[0].get_title() + "."
    plt.close("all")
    one.printed, one.names = printed.getvalue(), names
    return one


def page(found: list[Analysis]) -> str:
    """The whole page."""
    opening = OPENING.format(research=RESEARCH)
    return "\n".join([opening, *_listed(found), *(line for one in found for line in _told(one))])


def _listed(found: list[Analysis]) -> Iterator[str]:
    yield "| analysis | lines of code |\n|---|---|"
    for one in found:
        yield f"| [{one.title}](#{_anchor(one.title)}) | {one.lines} |"
    yield ""


def _told(one: Analysis) -> Iterator[str]:
    yield f"## {one.title}\n"
    yield f"{one.question} *{one.data}*\n"
    yield from ("```python", "\n\n".join(one.code), "```\n")
    if one.printed:
        yield "  \n".join(f"> {line}" for line in one.printed.rstrip().splitlines()) + "\n"
    yield f"![{one.alt}](pictures/{one.path.stem}.png)\n"
    yield f"**What may not be concluded.** {one.caution}\n"
    yield f"The notebook: [{one.path.name}]({one.path.name}).\n"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def take() -> None:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for path in notebooks():
        (PICTURES / f"{path.stem}.png").write_bytes(analysed(path).picture)
