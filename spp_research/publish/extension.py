"""The look of the kit's reports as a Quarto extension, for documents in anybody's project.

It is made from the very files and settings that a workspace has, so there is one look and not two.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from spp_research import __version__
from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources

from . import quarto
from .placing import replacing

NAME = "spp"
_STYLE = "reports/_style/"
# What only a workspace or the website needs.
_LEFT_OUT = shutil.ignore_patterns("site", "*.js")


def write_extension(project: Path) -> Path:
    """Write the extension into the folder of a Quarto project, in place of an earlier one.

    Parameters
    ----------
    project : the folder, which is there already.

    Returns
    -------
    The folder of the extension.

    Raises
    ------
    ConfigurationError
        When there is no such folder, or an extension of somebody else's has the name.
    """
    if not project.is_dir():
        raise ConfigurationError(
            f"{project}: there is no such folder. Give that of your Quarto project, where its "
            "documents are."
        )
    folder = project / "_extensions" / NAME
    declared = folder / "_extension.yml"
    if folder.exists() and not (declared.is_file() and _TITLE in declared.read_text("utf-8")):
        raise ConfigurationError(
            f"{folder}: there is something else of this name, and it is left as it is. Rename it, "
            "and run this again."
        )
    with replacing(folder) as new:
        shutil.copytree(kit_resources() / "reports" / "_style", new, ignore=_LEFT_OUT)
        (new / declared.name).write_text(_declaration(), encoding="utf-8", newline="\n")
    return folder


_TITLE = "Reports of the SPP research and reporting kit"


def _declaration() -> str:
    """`_extension.yml`: what `_quarto.yml` says of formats, with paths beside itself."""
    import yaml

    kits = quarto.workspace_settings(kit_resources())
    formats = _beside(kits["format"])
    # A template of Typst's finds its fonts from the project's folder, whatever Quarto it is.
    formats["typst"]["font-paths"] = [f"_extensions/{NAME}/fonts"]
    common = {key: kits[key] for key in ("lang", "date-format")}
    declared = {
        "title": _TITLE,
        "author": "The SPP research and reporting kit",
        "version": __version__,
        "quarto-required": ">=1.4.0",
        "contributes": {
            "formats": {"common": common | {"filters": _beside(kits["filters"])}, **formats}
        },
    }
    return yaml.safe_dump(declared, allow_unicode=True, sort_keys=False)


def _beside(value: Any) -> Any:
    """Settings with paths of the style as they are seen from beside its files."""
    if isinstance(value, dict):
        return {key: _beside(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_beside(part) for part in value]
    return value.lstrip("/").removeprefix(_STYLE) if _is_path(value) else value


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("/").startswith(_STYLE)
