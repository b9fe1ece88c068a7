"""What the pages of the website load: stylesheets, fonts, the search; the feed; the lost page."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path
from urllib.parse import quote

from . import site_feeds
from .site_content import Site

DEFAULT_ACCENT = "#12436D"
_DARK_PAPER = (0x1D, 0x25, 0x2D)  # the lighter of the two dark grounds in spp.css
_DARK_CONTRAST = 7.0

# The lost page is shown for any address, so it can load nothing by a relative one.
_LOST_STYLE = """
:root { color-scheme: light dark; --accent: %(light)s; --ink: #0b0c0c; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --accent: %(dark)s; --ink: #f1f3f4; --paper: #14181c; }
}
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.125rem/1.5 "Source Sans 3", "Segoe UI", system-ui, sans-serif; }
main { max-width: 35.5rem; margin: 0 auto; padding: 3rem 1.25rem; }
.name { font-weight: 600; margin: 0 0 2rem; }
h1 { color: var(--accent); font-size: 2.25rem; line-height: 1.1; margin: 0 0 1rem; }
a { color: var(--accent); }
"""


def write_assets(site: Site, style: Path, folder: Path) -> None:
    """Write into `folder` all of the site that is not a page of its own.

    Parameters
    ----------
    style : the folder of stylesheets and fonts (`reports/_style`).
    """
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True)
    for name in ("spp.css", "site/site.css", "site/site.js"):
        shutil.copyfile(style / name, assets / Path(name).name)
    for font in sorted([*(style / "fonts").glob("*.woff2"), style / "fonts" / "OFL.txt"]):
        shutil.copyfile(font, assets / "fonts" / font.name)
    _write(assets / "accent.css", _accent_style(site.accent))
    _write(assets / "search-index.js", site_feeds.search_index(site))
    (folder / "feed.xml").write_bytes(site_feeds.feed(site))


def lost_page(site: Site) -> dict[str, str]:
    """What the template of the lost page needs: its style, and a policy that allows just that."""
    own_style = _LOST_STYLE % {"light": site.accent, "dark": on_dark(site.accent)}
    digest = base64.b64encode(hashlib.sha256(own_style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    return {"own_style": own_style, "policy": policy}


def icon(accent: str) -> str:
    """The site's sign, two pages side by side, as an address that holds the picture itself."""
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="{accent}"/>'
        '<path d="M7 9h7.5v14H7zM17.5 9H25v14h-7.5z" fill="#fff"/></svg>'
    )
    return f"data:image/svg+xml,{quote(picture)}"


def on_dark(accent: str) -> str:
    """The accent lightened until it reads on a dark ground (7 to 1), as #rrggbb."""
    own = tuple(int(accent[i : i + 2], 16) for i in (1, 3, 5))
    for step in range(101):
        mixed = tuple(round(part + (255 - part) * step / 100) for part in own)
        if (_luminance(mixed) + 0.05) / (_luminance(_DARK_PAPER) + 0.05) >= _DARK_CONTRAST:
            break
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _accent_style(accent: str) -> str:
    """The accent of the settings; the default is in the shared stylesheet already."""
    if accent.upper() == DEFAULT_ACCENT:
        return "/* The accent is the one of spp.css. */\n"
    return (
        f":root {{ --accent: {accent}; }}\n"
        "@media screen and (prefers-color-scheme: dark) { "
        f":root {{ --accent: {on_dark(accent)}; }} }}\n"
        f"@media print {{ :root {{ --accent: {accent}; }} }}\n"
    )


def _luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, relative luminance)."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
