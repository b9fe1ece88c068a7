"""What the publisher adds to the website, in the folder `site` of the workspace.

    site/about-us.md        a page of their own, in Markdown
    site/images/*.png       pictures for such pages, PNG or JPEG
    site/site.css           styles, after those of the kit
    site/CNAME, _headers    what the host of the website asks for: one of `HOST_FILES`

Everything else is refused by name, so that no file gets onto the web because it was put into the
wrong folder. So is whatever is a link to another place. A page goes through what every page goes
through, has an address below `pages/`, where no practice is, and loads nothing.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from spp_research.errors import ConfigurationError
from spp_research.phrases import listed
from spp_research.protect.photos import OFFICE_FILES
from spp_research.publish import allowed
from spp_research.publish.pandoc import run_pandoc
from spp_research.words.text import clean
from spp_research.workspace import Workspace

from .folder import OWN_FOLDER as FOLDER
from .folder import OWN_PLACE as PLACE
from .glance import text_of

ADDRESSES = "addresses.csv"  # which the kit writes there
STYLES = "site.css"
IMAGES = "images"
PICTURES = "assets/own"
HOST_FILES = frozenset(
    (
        *(".nojekyll", "CNAME", "_headers", "_redirects", "robots.txt", "humans.txt"),
        *("web.config", ".htaccess", "staticwebapp.config.json", "netlify.toml", "vercel.json"),
    )
)
_PROOF = re.compile(r"(google[0-9a-f]{8,32}|BingSiteAuth|yandex_[0-9a-f]{8,32})\.(html|xml)")
_OF_THE_SYSTEM = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*|\.~lock.*|\.gitkeep")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_TEXT, _MOST_PICTURE = 200_000, 8_000_000  # bytes of a file
_MOST_POINTS, _WIDEST = 40_000_000, 1600
_MOST_PAGES = 20
_PICTURE = re.compile(r"\.(png|jpe?g)", re.IGNORECASE)
# A style sheet that loads nothing: the pages' own rules for the browser would stop it as well.
_LOADS = re.compile(
    r"@import|url\s*\(|image-set|\b(image|src|expression)\s*\(|@charset|<", re.IGNORECASE
)
# A character of a style as its number, which browsers read as the character itself, also in `url`.
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\f]?|([^\n0-9a-fA-F]))")
# HTML as people write it. A sign for "less than" has a space, a digit or nothing behind it.
_TAG = re.compile(r"<(?:/?([A-Za-z][A-Za-z0-9-]{0,20})(?:\s[^<>`]*)?/?|!(?:--|[–—])[^<>`]*)>")
_PREFIX = "own-"  # of the places in a page, so that none is called as one of the kit's
# Markdown for prose: no HTML, no code that runs, no file brought in.
_MARKDOWN = "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-citations-yaml_metadata_block"


@dataclass(frozen=True)
class OwnPage:
    """A page of the publisher's.

    Parameters
    ----------
    name : of its file without ending, and of its address.
    inside : what stands below its title, as HTML that is safe.
    markup : the first piece of HTML in it, which is printed as the text that it is; mostly none.
    """

    name: str
    title: str
    description: str
    inside: str = field(repr=False)
    markup: str = ""

    @property
    def address(self) -> str:
        """Where it is, from the root of the site."""
        return f"{PLACE}/{self.name}.html"


@dataclass(frozen=True)
class Own:
    """All that a publisher adds."""

    pages: tuple[OwnPage, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    styles: str = field(default="", repr=False)
    host_files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What whoever builds the website is told of a page: its file, and a sentence."""
        return tuple(
            (
                f"{FOLDER}/{page.name}.md",
                f"“{page.markup}” is HTML, which a page of your own cannot have, so it is printed "
                "as text. Write it in Markdown: **bold**, [a link](how-we-work.md), or put it "
                "between ` ` if it is to be read as it stands.",
            )
            for page in self.pages
            if page.markup
        )

    def write(self, folder: Path) -> None:
        """Put all but the pages into a website that was made."""
        for name, content in self.pictures.items():
            _put(folder / PICTURES / name, content)
        for name, content in self.host_files.items():
            _put(folder / name, content)
        if self.styles:
            with (folder / "assets" / "site.css").open("a", encoding="utf-8", newline="\n") as css:
                css.write(f"\n{self.styles}")


NOTHING_OWN = Own()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def read_own(workspace: Workspace, scratch: Path) -> Own:
    """What is in the folder `site` of a workspace; nothing where there is no such folder.

    Parameters
    ----------
    scratch : a private folder, in which pages are read.

    Raises
    ------
    ConfigurationError
        Naming the first file that is none of the publisher's, or cannot be used.
    """
    place = workspace.root / FOLDER
    if not place.is_dir():
        return NOTHING_OWN
    _refuse_link(place, workspace.root)
    names = sorted(path.name for path in place.iterdir() if not _is_idle(path.name))
    texts = [name for name in names if name.endswith(".md")]
    if len(texts) > _MOST_PAGES:
        raise ConfigurationError(
            f"{FOLDER}: there are {len(texts)} pages of your own, and a website has up to "
            f"{_MOST_PAGES}. Put what belongs together on one."
        )
    host_files, styles, pictures = {}, "", {}
    for name in names:
        path = place / name
        _refuse_link(path, place)
        if name == IMAGES and path.is_dir():
            pictures = _pictures(path)
        elif not path.is_file() or not (
            name in texts or name in HOST_FILES or name in (STYLES, ADDRESSES) or _proves(name)
        ):
            raise ConfigurationError(_strange(f"{FOLDER}/{name}"))
        elif name == STYLES:
            styles = _styles(path)
        elif name in HOST_FILES or _proves(name):
            host_files[name] = _text(path).encode()
    pages = tuple(_page(place / name, pictures, scratch / "own" / name) for name in texts)
    return Own(pages, pictures, styles, host_files)


def _is_idle(name: str) -> bool:
    return bool(_OF_THE_SYSTEM.fullmatch(name))


def _proves(name: str) -> bool:
    """Whether it is a file by which a search engine asks whose the website is."""
    return bool(_PROOF.fullmatch(name))


def _strange(name: str) -> str:
    if Path(name).suffix.lower() in OFFICE_FILES:
        return (
            f"{name}: a document like this is not put on the web, since it keeps names, comments "
            "and earlier versions that the kit cannot be sure to take out. Write what is to be "
            f"read as a page ({FOLDER}/about-us.md), or save a page of it as a PNG picture in "
            f"{FOLDER}/{IMAGES}; and move the file elsewhere."
        )
    return (
        f"{name}: this is not a file that the website takes. Allowed in the folder {FOLDER} are "
        f"pages (about-us.md), the folder {IMAGES} with PNG and JPEG pictures, {STYLES}, and what "
        f"hosts ask for: {listed(sorted(HOST_FILES))}. Move it elsewhere, and run this again."
    )


def _refuse_link(path: Path, inside: Path) -> None:
    if path.is_symlink() or not path.resolve().is_relative_to(inside.resolve()):
        raise ConfigurationError(
            f"{FOLDER}/{path.name}: this is a link to another place, and what lies there is not "
            "put on the web. Put the file itself here, or take the link away."
        )


def _text(path: Path) -> str:
    shown = f"{FOLDER}/{path.name}"
    if path.stat().st_size > _MOST_TEXT:
        raise ConfigurationError(
            f"{shown}: it has more than {_MOST_TEXT // 1000} KB. Make it shorter."
        )
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{shown}: this is not plain text. Save it as a text file in UTF-8."
        ) from None


def _styles(path: Path) -> str:
    text = _text(path)
    read = _ESCAPED.sub(_unescaped, text)
    if found := _LOADS.search(read):
        line = read.count("\n", 0, found.start()) + 1
        raise ConfigurationError(
            f"{FOLDER}/{STYLES}, line {line}: “{found[0]}” would load something, or is no style. "
            "The pages of the website load nothing but their own files. Take it out."
        )
    return text


def _unescaped(escaped: re.Match[str]) -> str:
    """The character that an escape of a style stands for; a space for one of no keyboard."""
    number, itself = escaped.groups()
    if number is None:
        return str(itself)
    code = int(number, 16)
    return chr(code) if 0x20 <= code <= 0x7E else " "


def _pictures(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.iterdir()):
        if _is_idle(path.name):
            continue
        shown = f"{FOLDER}/{IMAGES}/{path.name}"
        _refuse_link(path, folder)
        stem, ending = path.stem, path.suffix
        if not path.is_file() or not _PICTURE.fullmatch(ending) or not _NAME.fullmatch(stem):
            raise ConfigurationError(
                f"{shown}: here are pictures only, PNG or JPEG, called in small letters, digits "
                "and hyphens: our-schools.png. Rename it, or move it elsewhere."
            )
        found[path.name] = _drawn_anew(path, shown)
    return found


def _drawn_anew(path: Path, shown: str) -> bytes:
    """The points of a picture alone: where and by whom it was taken stays behind."""
    from PIL import Image, ImageOps

    if path.stat().st_size > _MOST_PICTURE:
        raise ConfigurationError(f"{shown}: it has more than 8 MB. Save it smaller.")
    form = "PNG" if path.suffix.lower() == ".png" else "JPEG"
    try:
        with Image.open(path, formats=(form,)) as picture:
            if picture.width * picture.height > _MOST_POINTS:
                raise ConfigurationError(f"{shown}: it has more dots than a page can show.")
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if form == "PNG" else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ConfigurationError(
            f"{shown}: this cannot be read as a {form} picture. Save it again in a picture program."
        ) from None
    plain.thumbnail((_WIDEST, _WIDEST))
    plain.info.clear()
    out = BytesIO()
    plain.save(out, form, **({"quality": 85} if form == "JPEG" else {"optimize": True}))
    return out.getvalue()


def _page(path: Path, pictures: Mapping[str, bytes], scratch: Path) -> OwnPage:
    shown = f"{FOLDER}/{path.name}"
    if not _NAME.fullmatch(path.stem):
        raise ConfigurationError(
            f"{shown}: a page is called in small letters, digits and hyphens, since its address is "
            "made of that: about-us.md. Rename it."
        )
    text = _text(path)
    for name, content in pictures.items():
        _put(scratch / "figures" / name, content)
    scratch.mkdir(parents=True, exist_ok=True)
    tree = json.loads(run_pandoc([f"--from={_MARKDOWN}", "--to=json"], scratch, text.encode()))
    blocks = tree["blocks"]
    first = blocks[0] if blocks else {"t": ""}
    if first["t"] != "Header" or first["c"][0] != 1 or not text_of(first["c"][2]):
        raise ConfigurationError(f"{shown}: its first line is its title, as in: # About us")
    del blocks[0]
    _each(blocks, lambda one: _placed(one, shown))
    looked_at = copy.deepcopy(tree)
    _each(looked_at["blocks"], _leads_nowhere)
    if found := allowed.faults(looked_at, scratch):
        said = found[0].replace("(figures/", "(").replace("the report's own figures folder", IMAGES)
        raise ConfigurationError(
            f"{shown}: it holds {said}. A page of your own holds text, tables, links, and pictures "
            f"from the folder {IMAGES}. Take it out."
        )
    markup = _markup(blocks)
    _each(blocks, _served)
    asked = ["--from=json", "--to=html5", "--wrap=none", f"--id-prefix={_PREFIX}"]
    inside = run_pandoc(asked, scratch, json.dumps(tree).encode()).decode("utf-8")
    told = next((text_of(one) for one in blocks if one["t"] == "Para"), "")
    title = clean(text_of(first["c"][2]))
    return OwnPage(path.stem, title, clean(told)[:300], inside, markup or _markup([first]))


def _markup(blocks: list[Any]) -> str:
    """The first element of HTML that is read as text, without what it says; empty for none."""
    words: list[str] = []

    def take(one: dict[str, Any]) -> None:
        if one["t"] == "Str":
            words.append(one["c"])
        elif one["t"] in ("Code", "CodeBlock"):
            words.append("`")  # what stands there is meant to be read

    _each(blocks, take)
    found = _TAG.search(" ".join(words))
    if found is None:
        return ""
    return f"<{found[1]}>" if found[1] else "<!-- -->"


def _each(node: Any, do: Callable[[dict[str, Any]], None]) -> None:
    """Do something with every element of a tree, the inner ones first."""
    for part in _parts(node):
        _each(part, do)
    if isinstance(node, dict) and isinstance(node.get("t"), str):
        do(node)


def _parts(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        yield from node.values()
    elif isinstance(node, list):
        yield from node


def _placed(one: dict[str, Any], shown: str) -> None:
    """A picture by where it is while the page is looked at; one without words is refused."""
    if one["t"] == "Header" and one["c"][0] == 1:
        one["c"][0] = 2  # a page has one title
    if one["t"] != "Image":
        return
    target = one["c"][2][0]
    if not text_of(one["c"][1]):
        raise ConfigurationError(
            f"{shown}: the picture {target} has no words for those who do not see it. Write them "
            f"between the brackets: ![Pupils reading in pairs]({target})"
        )
    one["c"][2][0] = f"figures/{target.removeprefix(f'{IMAGES}/')}"


def _leads_nowhere(one: dict[str, Any]) -> None:
    """A link within the website without where it leads, which is looked at with all other links."""
    if one["t"] == "Link" and _is_within(one["c"][2][0]):
        one["c"][2][0] = "https:"  # what else it says of itself is looked at here


def _is_within(target: str) -> bool:
    parts = urlsplit(target)
    return not (parts.scheme or parts.netloc or target.startswith("/"))


def _served(one: dict[str, Any]) -> None:
    """Pictures and links as they are found from the page."""
    if one["t"] == "Image":
        one["c"][2][0] = f"../{PICTURES}/{one['c'][2][0].removeprefix('figures/')}"
    elif one["t"] == "Link" and _is_within(one["c"][2][0]):
        path, mark, place = one["c"][2][0].partition("#")
        if path.endswith(".md"):
            path, place = path.removesuffix(".md") + ".html", place and f"{_PREFIX}{place}"
        one["c"][2][0] = path + mark + place
