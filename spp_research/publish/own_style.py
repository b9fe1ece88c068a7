"""What a workspace's own templates and styles may hold: no more than the kit's own do.

A partnership may change how its documents look. What the kit keeps out of its own templates it
keeps out of theirs: scripts, what is fetched from another address (also while a document is made),
text that a reader of the document does not see, and letters that nobody sees. A file that is the
kit's, word for word, is not looked at; of another one, what the kit's own of that name holds as
well is no fault. Filters in Lua are code, as a notebook is, and trusted as such.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from html.parser import HTMLParser
from pathlib import Path

from spp_research.errors import TemplateError
from spp_research.workspace import kit_resources

_SHOWN = 3  # faults that a message repeats
_CHECKED = ("*.html", "*.css", "*.typ", "*.docx", "site/*.html", "site/*.css")
_PLACE = "reports/_style"

SCRIPT = "runs a script ({})"
OUTSIDE = "fetches something from elsewhere ({})"
HIDDEN = "holds text that readers do not see ({})"
UNSEEN = "holds a letter that nobody sees (U+{:04X})"

_Fault = tuple[int, str]  # a line, from 1; 0 where there are none


def check_style(style: Path) -> None:
    """Refuse templates and styles of a workspace that hold what the kit's own do not.

    Parameters
    ----------
    style : the folder of templates, filters, stylesheets and fonts (`reports/_style`).

    Raises
    ------
    TemplateError
        Naming the first faults, each with its file and line.
    """
    kits = kit_resources() / "reports" / "_style"
    paths = sorted(path for pattern in _CHECKED for path in style.glob(pattern))
    pairs = [(path, kits / path.relative_to(style)) for path in paths]
    _refuse(
        f"{_PLACE}/{path.relative_to(style).as_posix()}{where}"
        for path, kits_own in pairs
        for where in _faults(path, kits_own)
    )


def check_own(root: Path, paths: Iterable[Path]) -> None:
    """The same of other files that a workspace's `_quarto.yml` names for its looks.

    Raises
    ------
    TemplateError
        Naming the first faults.
    """
    _refuse(
        f"{path.relative_to(root).as_posix()}{where}"
        for path in paths
        if path.suffix in (".html", ".css", ".typ", ".docx")
        for where in _faults(path, None)
    )


def _refuse(found: Iterable[str]) -> None:
    faults = list(found)
    if not faults:
        return
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    raise TemplateError(
        f"{'; '.join(faults[:_SHOWN])}{more}. A document of the kit loads nothing, runs nothing "
        "and shows all that it holds, also in looks of your own. Take it out, or copy the file "
        "back from the kit."
    )


def _faults(path: Path, kits_own: Path | None) -> tuple[str, ...]:
    kits = kits_own.read_bytes() if kits_own and kits_own.is_file() else b""
    of_site = path.suffix == ".html" and path.parent.name == "site"
    return _found("site.html" if of_site else path.suffix, path.read_bytes(), kits)


@lru_cache(maxsize=64)
def _found(ending: str, now: bytes, kits: bytes) -> tuple[str, ...]:
    if now == kits:
        return ()
    look = _LOOKS[ending]
    known = Counter(what for _, what in look(kits)) if kits else Counter[str]()
    found = []
    for line, what in look(now):
        if known[what]:
            known[what] -= 1
        else:
            found.append(f"{f', line {line},' if line else ''} {what}")
    return tuple(found)


_SCRIPTS = frozenset(
    ("script", "iframe", "frame", "object", "embed", "applet", "portal", "form", "base")
)
_LOADING = frozenset(
    ("src", "srcset", "data", "poster", "background", "action", "formaction", "manifest", "href")
)
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_OF_ITSELF = re.compile(r"\s*data:(?:image|font)/", re.IGNORECASE)
_FOLLOWED = re.compile(r"\s*(?:https?|mailto):", re.IGNORECASE)
_HANDLER = re.compile(r"on[a-z]+")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_UNSHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|color\s*:\s*transparent|text-indent\s*:\s*-\d{3,}"
    r"|clip-path\s*:|(?:left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)


class _Markup(HTMLParser):
    """What a template in HTML holds; what Pandoc or Jinja fill in is text to it."""

    def __init__(self, *, of_site: bool) -> None:
        super().__init__()
        self._of_site = of_site
        self.found: list[_Fault] = []
        self._within: list[tuple[str, str]] = []  # elements that are open, and how each is hidden

    def _say(self, what: str) -> None:
        self.found.append((self.getpos()[0], what))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        # The website's own scripts lie beside its pages, and the kit alone puts scripts there.
        sites_own = self._of_site and tag == "script" and facts.get("src")
        if tag in _SCRIPTS and not sites_own:
            self._say(SCRIPT.format(f"<{tag}>"))
        if tag == "meta" and facts.get("http-equiv", "").casefold() == "refresh":
            self._say(OUTSIDE.format("refresh"))
        for name, value in facts.items():
            if _HANDLER.fullmatch(name):
                self._say(SCRIPT.format(name))
            elif name in _LOADING and _ELSEWHERE.match(value):
                followed = tag == "a" and name == "href" and _FOLLOWED.match(value)
                if not followed and not _OF_ITSELF.match(value):
                    self._say(OUTSIDE.format(value.strip()[:60]))
            elif name == "style":
                self.found += [(self.getpos()[0], what) for _, what in _css(value)]
        if tag not in _VOID:
            style = _UNSHOWN.search(facts.get("style", ""))
            how = "hidden" if "hidden" in facts else style[0] if style else ""
            self._within.append((tag, how))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._within) - 1, -1, -1):
            if self._within[place][0] == tag:
                del self._within[place:]
                return

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if self._within and self._within[-1][0] == "style":
            first = self.getpos()[0]
            self.found += [(first + line - 1, what) for line, what in _css(data)]
        elif how := next((how for _, how in self._within if how), ""):
            self._say(HIDDEN.format(how))
        self.found += [(self.getpos()[0], UNSEEN.format(ord(one))) for one in _unseen(data)]

    def handle_comment(self, data: str) -> None:
        self._say(HIDDEN.format("a comment"))


# Comments of Pandoc's and Jinja's own, which are left out of what they make.
_LEFT_OUT = re.compile(r"\$--[^\n]*|\{#.*?#\}", re.DOTALL)


def _html(content: bytes, *, of_site: bool = False) -> list[_Fault]:
    text = _LEFT_OUT.sub(lambda found: "\n" * found[0].count("\n"), _text(content))
    page = _Markup(of_site=of_site)
    page.feed(text)
    page.close()
    return [*page.found, *_letters(text)]


_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^\n0-9a-fA-F]))")
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_CALL = re.compile(
    r"(?:\burl|\bsrc|\bimage|\bimage-set|-webkit-image-set|-moz-element)\s*\(\s*[\"']?([^\"')]*)",
    re.IGNORECASE,
)
_RUNS = re.compile(r"\bexpression\s*\(|(?<![\w-])behavior\s*:|-moz-binding", re.IGNORECASE)


def _css(text: str) -> Iterator[_Fault]:
    plain = _CSS_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    plain = _ESCAPED.sub(_unescaped, plain)

    def line(found: re.Match[str]) -> int:
        return plain.count("\n", 0, found.start()) + 1

    for found in _IMPORT.finditer(plain):
        yield line(found), OUTSIDE.format("@import")
    for found in _CALL.finditer(plain):
        if _ELSEWHERE.match(found[1]) and not _OF_ITSELF.match(found[1]):
            yield line(found), OUTSIDE.format(found[1].strip()[:60])
    for found in _RUNS.finditer(plain):
        yield line(found), SCRIPT.format(found[0])


def _unescaped(found: re.Match[str]) -> str:
    number, itself = found.groups()
    if number is None:
        return str(itself)
    return chr(int(number, 16)) if 0x20 <= int(number, 16) <= 0x7E else " "


def _stylesheet(content: bytes) -> list[_Fault]:
    text = _text(content)
    return [*_css(text), *_letters(text)]


_TYPST_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_PACKAGE = re.compile(r"(?:import|include)\s+\"(@[^\"]*)\"")
_UNSHOWN_IN_TYPST = re.compile(
    r"(?<![\w.-])hide\s*[(\[]|(?<![\w-])size\s*:\s*0(?:\.0*)?(?:pt|mm|cm|em|in)\b"
)


def _typst(content: bytes) -> list[_Fault]:
    text = _text(content)
    plain = _TYPST_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)

    def at(found: re.Match[str]) -> int:
        return plain.count("\n", 0, found.start()) + 1

    packages = [(at(one), OUTSIDE.format(one[1])) for one in _PACKAGE.finditer(plain)]
    hidden = [
        (at(one), HIDDEN.format(one[0].strip("([ "))) for one in _UNSHOWN_IN_TYPST.finditer(plain)
    ]
    return [*packages, *hidden, *_letters(text)]


_RELATION = re.compile(r"<Relationship\b[^>]*>")
_FETCHES = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT)\b")
_RUN = re.compile(r"<w:r[ >].*?</w:r>", re.DOTALL)
_WORDS = re.compile(r"<w:t[ >]")
_VANISHES = re.compile(r"<w:(?:vanish|webHidden|specVanish)(?:\s[^>]*)?/>")
_OFF = re.compile(r"w:val=\"(?:0|false|off)\"")
_ACTIVE = re.compile(r"vbaProject|activeX|/embeddings/|customUI|attachedToolbars", re.IGNORECASE)
_LARGEST = 20_000_000  # bytes of a part


def _word(content: bytes) -> list[_Fault]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            parts = {
                one.filename: whole.read(one).decode("utf-8", "replace")
                for one in whole.infolist()
                if one.filename.endswith((".xml", ".rels")) and one.file_size <= _LARGEST
            }
            names = whole.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return [(0, "cannot be read as a Word document")]
    return [(0, what) for what in _in_word(names, parts)]


def _in_word(names: Iterable[str], parts: dict[str, str]) -> Iterator[str]:
    for name in names:
        if _ACTIVE.search(name):
            yield SCRIPT.format(name)
    for name, text in parts.items():
        if name.endswith(".rels"):
            for found in _RELATION.finditer(text):
                if 'TargetMode="External"' in found[0] and "/hyperlink" not in found[0]:
                    yield OUTSIDE.format(name)
        else:
            if _FETCHES.search(" ".join(re.findall(r"<w:instrText[^>]*>([^<]*)", text))):
                yield OUTSIDE.format(f"a field of {name}")
            for run in _RUN.finditer(text):
                vanishes = _VANISHES.search(run[0])
                if vanishes and not _OFF.search(vanishes[0]) and _WORDS.search(run[0]):
                    yield HIDDEN.format(f"hidden text of {name}")
            if name.endswith("comments.xml") and _WORDS.search(text):
                yield HIDDEN.format("a comment")
            if name.endswith("styles.xml"):
                for found in _VANISHES.finditer(text):
                    if not _OFF.search(found[0]):
                        yield HIDDEN.format("a style that hides its text")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _letters(text: str) -> Iterator[_Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isprintable():
            yield from ((number, UNSEEN.format(ord(one))) for one in _unseen(line))


def _unseen(text: str) -> Iterator[str]:
    """The letters without a shape, as those that turn the direction of what follows."""
    for one in text:
        if unicodedata.category(one) in ("Cf", "Co", "Cs", "Cc") and one not in "\n\t\f":
            yield one


_LOOKS: dict[str, Callable[[bytes], list[_Fault]]] = {
    ".html": _html,
    "site.html": partial(_html, of_site=True),
    ".css": _stylesheet,
    ".typ": _typst,
    ".docx": _word,
}
