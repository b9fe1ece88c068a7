"""The kit's own documentation as pages to read without the internet.

From the README on every page is made that a link leads to, by the Pandoc that makes the documents,
in their look. A link to what does not travel with the kit, as a module of its code, becomes plain
words.
"""

from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources

from . import pandoc

FIRST = PurePosixPath("README.md")
INDEX = "index.html"
ALL = PurePosixPath("all-pages.html")
MARK = ".spp-docs"  # in the folder, so that a later run knows it for its own
_STYLE = PurePosixPath("_look")
_COPIED = frozenset((".png", ".json", ".ipynb", ".csv", ".txt", ""))
_LINK = re.compile(r'\b(href|src)="([^"]*)"')
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|#|//)")
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_NO_HEAD = re.compile(r"<th(?: [^>]*)?></th>")
# What stands above every page, where it is among them.
_ALWAYS = {
    "docs/commands.md": "Commands",
    "docs/api.md": "Library",
    "docs/gallery/README.md": "Worked analyses",
    "docs/common_faults.md": "Messages",
    "GLOSSARY.md": "Words",
}
_PAGE = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – SPP kit</title>
<link rel="stylesheet" href="{root}{style}/spp.css">
<link rel="stylesheet" href="{root}{style}/docs.css">
</head>
<body class="document">
<a class="skip-link" href="#content">Skip to the text</a>
<nav class="docs" aria-label="Pages">{nav}</nav>
<main id="content" class="page">
{body}
</main>
</body>
</html>
"""
_CSS = """\
nav.docs { max-width: 46rem; margin: 1rem auto 0; padding: 0 1.25rem; font-size: 0.95rem; }
nav.docs a { display: inline-block; margin-right: 1rem; padding: 0.25rem 0; }
.page { max-width: 46rem; padding-top: 1.5rem; }
.page img { max-width: 100%; height: auto; }
.page pre, .page .across { overflow-x: auto; }
.page .across { margin-bottom: 1.5rem; }
.page pre { padding: 0.75rem 1rem; background: var(--tint); font-size: 0.9rem; }
.page pre { white-space: pre-wrap; }
.page :is(p, li, td, th) { overflow-wrap: break-word; }
"""


@dataclass(frozen=True)
class _Made:
    """One page: where it comes from, its title, its HTML and the files that it needs."""

    source: PurePosixPath
    title: str
    body: str
    pages: tuple[PurePosixPath, ...]
    files: tuple[PurePosixPath, ...]


def write_docs(
    folder: Path,
    root: Path | None = None,
    told: Callable[[int, int, str], None] = lambda done, known, page: None,
) -> Path:
    """Write the documentation into a folder, and return its first page.

    Parameters
    ----------
    folder : a new or empty one, or one that this wrote before.
    root : where the pages come from; the kit's own where it is left out.
    told : how many pages are made, how many are known, and the one that is made last.

    Raises
    ------
    ConfigurationError
        When the folder holds anything else.
    """
    root = root or kit_resources()
    if folder.exists() and not folder.is_dir():
        raise ConfigurationError(f"{folder}: this is a file, and a folder is needed.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ConfigurationError(
            f"{folder}: there are other files in this folder. Give a new one for the documentation."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    made = _all_pages(root, told)
    for one in made.values():
        _write(folder, _address(one.source), one.title, one.body, made)
    listed = "\n".join(_listed(made.values()))
    _write(folder, ALL, "All pages", f"<h1>All pages</h1>\n{listed}", made)
    for name in dict.fromkeys(file for one in made.values() for file in one.files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / name)
    _look(folder / _STYLE)
    return folder / INDEX


def _all_pages(root: Path, told: Callable[[int, int, str], None]) -> dict[PurePosixPath, _Made]:
    """The first page and all that links lead to from it, in the order in which they are met."""
    found: dict[PurePosixPath, _Made] = {}
    ahead = [FIRST]
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as several:
        while ahead:
            known = len(found) + len(ahead)
            for one in several.map(lambda source: _made(root, source), ahead):
                found[one.source] = one
                told(len(found), known, one.title)
            linked = (page for source in ahead for page in found[source].pages)
            ahead = [page for page in dict.fromkeys(linked) if page not in found]
    return found


def _made(root: Path, source: PurePosixPath) -> _Made:
    """One page with its links turned to the pages and files of the folder."""
    text = (root / source).read_bytes()
    body = pandoc.run_pandoc(["--from=gfm", "--to=html5", "--wrap=none"], root, text).decode()
    pages: list[PurePosixPath] = []
    files: list[PurePosixPath] = []

    def turned(link: re.Match[str]) -> str:
        name, address = link[1], html.unescape(link[2])
        if _ELSEWHERE.match(address):
            return link[0]
        path, _, anchor = address.partition("#")
        target = _target(root, source, path)
        if target is None:
            return ""
        if target.suffix == ".md":
            pages.append(target)
            target = _address(target)
        else:
            files.append(target)
        near = os.path.relpath(target, _address(source).parent).replace(os.sep, "/")
        return f'{name}="{html.escape(near + (f"#{anchor}" if anchor else ""))}"'

    body = _LINK.sub(turned, body)
    body = _NO_HEAD.sub("<td></td>", body)
    body = body.replace("<pre", '<pre tabindex="0"')
    body = body.replace("<table", '<div class="across" tabindex="0"><table')
    body = body.replace("</table>", "</table></div>")
    title = _TITLE.search(body)
    words = re.sub("<[^>]*>", "", title[1]) if title else source.stem
    return _Made(source, words, body, tuple(dict.fromkeys(pages)), tuple(dict.fromkeys(files)))


def _target(root: Path, source: PurePosixPath, path: str) -> PurePosixPath | None:
    """What a link leads to, from the root; None for what is not there or does not travel."""
    target = (root / source.parent / path).resolve()
    if target.is_dir():
        target = target / FIRST.name
    if not target.is_file() or not target.is_relative_to(root.resolve()):
        return None
    name = PurePosixPath(target.relative_to(root.resolve()).as_posix())
    return name if name.suffix in {".md", *_COPIED} else None


def _address(source: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(INDEX) if source == FIRST else source.with_suffix(".html")


def _write(
    folder: Path,
    address: PurePosixPath,
    title: str,
    body: str,
    made: dict[PurePosixPath, _Made],
) -> None:
    root = "../" * (len(address.parts) - 1)
    named = [("Beginning", PurePosixPath(INDEX)), ("All pages", ALL)]
    named += [
        (words, _address(page))
        for page, words in ((PurePosixPath(name), words) for name, words in _ALWAYS.items())
        if page in made
    ]
    nav = " ".join(f'<a href="{root}{target}">{words}</a>' for words, target in named)
    path = folder / address
    path.parent.mkdir(parents=True, exist_ok=True)
    page = _PAGE.format(title=title, root=root, style=_STYLE, nav=nav, body=body)
    path.write_text(page, encoding="utf-8", newline="\n")


def _listed(made: Iterable[_Made]) -> Iterator[str]:
    """Every page by the folder that it is in."""
    by_folder: dict[str, list[_Made]] = {}
    for one in made:
        by_folder.setdefault(one.source.parent.as_posix(), []).append(one)
    for place in sorted(by_folder):
        yield f"<h2>{'The kit' if place == '.' else html.escape(place)}</h2>\n<ul>"
        for one in sorted(by_folder[place], key=lambda one: one.source):
            yield f'<li><a href="{_address(one.source)}">{one.title}</a></li>'
        yield "</ul>"


def _look(folder: Path) -> None:
    """The stylesheet of the documents with its fonts, and what only these pages need."""
    own = kit_resources() / "reports" / "_style"
    folder.mkdir(exist_ok=True)
    style = (own / "spp.css").read_text(encoding="utf-8")
    (folder / "spp.css").write_text(style, encoding="utf-8", newline="\n")
    (folder / "docs.css").write_text(_CSS, encoding="utf-8", newline="\n")
    for name in dict.fromkeys(re.findall(r'url\("(fonts/[^"]+)"\)', style)):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(own / name, folder / name)
