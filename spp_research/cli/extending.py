"""`spp extension`: the look of the reports for documents in one's own Quarto project."""

from __future__ import annotations

from pathlib import Path

from spp_research.publish.extension import write_extension
from spp_research.publish.placing import writing

from . import showing
from .showing import plain


def extend(folder: Path) -> None:
    """Write the extension, and say how a document asks for it.

    Raises
    ------
    ConfigurationError
        When the folder is not there, has something else of the name, or cannot be written.
    """
    with writing(folder):
        made = write_extension(folder)
    print(
        plain(
            f"{showing.shown(made)}: written. In a document beside it: format: spp-html, spp-docx "
            "or spp-typst; then: quarto render"
        )
    )
