"""What the pages of the website load: stylesheets, fonts, the search; the feed; the lost page."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path
from urllib.parse import quote

from spp_research.colours import DEFAULT_ACCENT
from spp_research.publish.branding import Look

from . import feeds
from .content import Site

LOGO = "assets/logo.png"

# The site's sign: two pages side by side.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    f'<rect width="32" height="32" rx="6" fill="{DEFAULT_ACCENT}"/>'
    '<path d="M7 9h7.5v14H7zM17.5 9H25v14h-7.5z" fill="#fff"/></svg>'
)

# The lost page is shown for any address, so it can load nothing by a relative one.
_LOST_IN_THE_DARK = "#9cc3ea"
_LOST_STYLE = """
:root { color-scheme: light dark; --accent: #12436d; --ink: #0b0c0c; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #9cc3ea; --ink: #f1f3f4; --paper: #14181c; }
}
body { margin: 0; border-top: 4px solid var(--accent); background: var(--paper); color: var(--ink);
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
    with (assets / "spp.css").open("a", encoding="utf-8", newline="\n") as stylesheet:
        stylesheet.write(site.look.css)
    site.look.write(folder, LOGO)
    index = assets / "search-index.js"
    index.write_text(feeds.search_index(site), encoding="utf-8", newline="\n")
    (folder / "feed.xml").write_bytes(feeds.feed(site))


def icon(look: Look) -> str:
    """The site's sign in its accent, as an address that holds the picture itself."""
    colour = look.accent.colour if look.accent else DEFAULT_ACCENT
    return "data:image/svg+xml," + quote(_ICON.replace(DEFAULT_ACCENT, colour))


def lost_page(look: Look) -> dict[str, str]:
    """What the template of the lost page needs: its style, and a policy that allows just that."""
    from markupsafe import Markup

    style = _LOST_STYLE
    if look.accent:
        style = style.replace(DEFAULT_ACCENT, look.accent.colour)
        style = style.replace(_LOST_IN_THE_DARK, look.accent.in_the_dark)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    return {"own_style": Markup(style), "policy": policy}
