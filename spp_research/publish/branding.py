"""What a partnership's own documents wear: its accent colour and its logo.

Both go into the front matter of `report.qmd`, so that the templates of every format and renderer
read them from one place. The logo is drawn anew: whatever else its file held, such as the place
where a photograph was taken, stays behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from spp_research import colours
from spp_research.errors import ConfigurationError
from spp_research.settings import Settings
from spp_research.workspace import Workspace

LOGO = "figures/logo.png"  # beside report.qmd

_LARGEST_FILE = 5_000_000  # bytes
_LARGEST_PICTURE = 30_000_000  # pixels; a small file can unfold to a very large picture
_BOX = (1200, 400)  # pixels that the logo is fitted into
_HEIGHT_MM, _WIDTH_MM = 14, 60  # of the place it is shown in
_TYPES = ("PNG", "JPEG")


@dataclass(frozen=True)
class Look:
    """The accent and the logo of one partnership's documents.

    Parameters
    ----------
    accent : None is the kit's own, which stylesheet and templates hold already.
    logo : the picture as PNG; empty where there is none.
    logo_height_mm : how high it is shown.
    """

    accent: colours.Accent | None = None
    logo: bytes = field(default=b"", repr=False)
    logo_height_mm: float = 0.0

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the templates need to know; colours without their #, which Typst would escape."""
        facts: dict[str, str] = {}
        if self.accent:
            facts["accent"] = self.accent.colour[1:]
            facts["tint"] = self.accent.tint[1:]
            facts["accent-in-the-dark"] = self.accent.in_the_dark[1:]
        if self.logo:
            facts["logo"] = LOGO
            facts["logo-height"] = f"{self.logo_height_mm:g}mm"
        return facts

    @property
    def css(self) -> str:
        """Rules that put the accent over the stylesheet's own; empty for the kit's own accent."""
        if not self.accent:
            return ""
        light = f":root {{ --accent: {self.accent.colour}; --tint: {self.accent.tint}; }}"
        dark = f":root {{ --accent: {self.accent.in_the_dark}; --tint: #1d252d; }}"
        in_the_dark = f"@media (prefers-color-scheme: dark) {{ {dark} }}"
        return f"{light}\n{in_the_dark}\n@media print {{ {light} }}\n"

    def write(self, folder: Path, name: str = LOGO) -> None:
        """Put the logo, if there is one, where the front matter says it is, or under `name`."""
        if self.logo:
            target = folder / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(self.logo)


KITS_OWN = Look()


def look_of(workspace: Workspace, settings: Settings) -> Look:
    """The look that the settings of a workspace ask for.

    Raises
    ------
    ConfigurationError
        When the logo is not a picture that can be used.
    """
    own = settings.accent.lower() != colours.DEFAULT_ACCENT
    accent = colours.accent(settings.accent) if own else None
    if not settings.logo:
        return Look(accent)
    logo, (width, height) = _picture(logo_file(workspace, settings), settings.logo)
    shown = min(_HEIGHT_MM, _WIDTH_MM * height / width)
    return Look(accent, logo, round(shown, 1))


def logo_file(workspace: Workspace, settings: Settings) -> Path:
    """Where the logo of the settings is; it need not exist.

    Raises
    ------
    ConfigurationError
        When the settings name a folder: a report carries no file from elsewhere.
    """
    name = settings.logo
    if Path(name).name != name or "\\" in name or name.startswith("."):
        raise ConfigurationError(
            f"settings.yml: the logo is “{name}”, which is not the name of a file alone. Put the "
            "picture beside settings.yml and give its name, for example: logo.png"
        )
    return workspace.root / name


def _picture(path: Path, name: str) -> tuple[bytes, tuple[int, int]]:
    """The picture as a PNG of a moderate size, without anything else that its file held."""
    from PIL import Image

    if not path.is_file():
        raise ConfigurationError(
            f"settings.yml: the logo is “{name}”, but there is no such file beside settings.yml. "
            "Put the picture there, or take the line out."
        )
    if path.stat().st_size > _LARGEST_FILE:
        raise ConfigurationError(
            f"{name}: the logo is larger than {_LARGEST_FILE // 1_000_000} MB. Save a smaller "
            "picture; 1,200 by 400 dots are plenty."
        )
    try:
        with Image.open(path, formats=_TYPES) as picture:
            if picture.width * picture.height > _LARGEST_PICTURE:
                raise ConfigurationError(
                    f"{name}: the logo is {picture.width:,} by {picture.height:,} dots, which is "
                    "too large. Save a smaller picture; 1,200 by 400 dots are plenty."
                )
            clean = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError):  # what Pillow says of a file that is not whole
        raise ConfigurationError(
            f"{name}: this cannot be read as a picture. The logo must be a PNG or JPEG file."
        ) from None
    clean.thumbnail(_BOX)
    out = BytesIO()
    clean.save(out, format="PNG")
    return out.getvalue(), clean.size
