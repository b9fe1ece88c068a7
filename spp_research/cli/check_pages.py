"""`spp check-page`, and the page that `spp init` and `spp demo` put beside the templates."""

from __future__ import annotations

import shutil
from pathlib import Path

from spp_research.check_page import build
from spp_research.errors import ConfigurationError
from spp_research.publish.placing import writing

from .showing import plain

_BESIDE_TEMPLATES = Path("data_templates") / "check.html"


def write_check_page(file: Path) -> None:
    """Write the check page to `file`, and say so.

    Raises
    ------
    ConfigurationError
        When something else stands there.
    TemplateError
        When the kit has no page and none can be built.
    """
    if file.suffix.lower() not in (".html", ".htm"):
        raise ConfigurationError(
            f"{file}: a browser opens the page by its ending. Give a name that ends in .html, for "
            "example: spp check-page check.html"
        )
    if file.is_dir() or (file.exists() and not build.is_ours(file)):
        raise ConfigurationError(
            f"{file}: there is something else of this name. Give another name, for example: "
            "spp check-page check.html"
        )
    with writing(file.parent):
        build.place(file)
    size = file.stat().st_size / 1e6
    print(plain(f"{file}: the check page, {size:.1f} MB. It opens by double-click."))


def how_to_have_one(folder: Path) -> str:
    """What to say where the kit had no page to put into a workspace."""
    into = (folder / _BESIDE_TEMPLATES).as_posix()
    typed = f'"{into}"' if " " in into else into
    return (
        "This kit has no page yet to check workbooks with in a browser. To build one (it takes "
        f"npm): spp check-page {typed}"
    )


def put_check_page(folder: Path) -> Path | None:
    """Put the page beside the templates of a workspace; its path, or None where the kit has none.

    What somebody else put there under that name stays.
    """
    page = folder / _BESIDE_TEMPLATES
    if not build.is_at_hand() or (page.exists() and not build.is_ours(page)):
        return None
    if not page.is_file() or page.read_bytes() != build.BUILT.read_bytes():
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(build.BUILT, page)
    return page
