"""What a workspace's own templates and styles may hold: no more than the kit's own do.

A partnership may change how its documents look. What the kit keeps out of its own templates it
keeps out of theirs: scripts, what is fetched from another address (also while a document is made),
text that a reader of the document does not see, and letters that nobody sees. A comment in plain
words, for whoever keeps the template, is no such text. A file that is the kit's, word for word, is
not looked at; of another one, what the kit's own of that name holds as well is no fault. Filters in
Lua are code, as a notebook is, and trusted as such.
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
from xml.etree import ElementTree

from spp_research.errors import TemplateError
from spp_research.workspace import kit_resources

_SHOWN = 3  # faults that a message repeats
_CHECKED = ("*.html", "*.css", "*.typ", "*.docx", "site/*.html", "site/*.css")
_PLACE = "reports/_style"

SCRIPT = "runs a script ({})"
OUTSIDE = "fetches something from elsewhere ({})"
HIDDEN = "holds text that readers do not see ({})"
UNSEEN = "holds a letter that nobody sees (U+{:04X})"

# A line, from 1, or 0 where there are none; what is wrong; and what it is wrong with, so that the
# kit's own script is known from another one in its place.
_Fault = tuple[int, str, str]


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
    known = (
        Counter((what, held) for _, what, held in look(kits))
        if kits
        else Counter[tuple[str, str]]()
    )
    found = []
    for line, what, held in look(now):
        if known[what, held]:
            known[what, held] -= 1
        else:
            found.append(f"{f', line {line},' if line else ''} {what}")
    return tuple(found)


_SCRIPTS = frozenset(
    ("script", "iframe", "frame", "object", "embed", "applet", "portal", "form", "base")
)
_LOADING = frozenset(
    ("src", "data", "poster", "background", "action", "formaction", "manifest", "href", "ping")
)
_SEVERAL = frozenset(("srcset", "imagesrcset"))  # addresses with commas between them
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_OF_ITSELF = re.compile(
    r"\s*data:(?:image/|font/|application/(?:x-)?font-|application/vnd\.ms-fontobject)",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)
_PASSED_OVER = re.compile(r"[\x00-\x1f]+")  # which browsers leave out of an address
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


_MAY_RUN = re.compile(r"(?:\w+:)?href|on[a-z]+", re.IGNORECASE)  # an attribute that is animated
_MORE_THAN_A_NOTE = re.compile(r"[<>${}]|--")
_ODD_END = re.compile(r"--(?:\s+|!)>")  # of a comment, to some browsers and not to others


class _Markup(HTMLParser):
    """What a template in HTML holds; what Pandoc or Jinja fill in is text to it."""

    def __init__(self, *, of_site: bool) -> None:
        super().__init__()
        self._of_site = of_site
        self.found: list[_Fault] = []
        self._within: list[tuple[str, str]] = []  # elements that are open, and how each is hidden

    def _say(self, what: str, held: str = "") -> None:
        self.found.append((self.getpos()[0], what, held))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        # The website's own scripts lie beside its pages, and the kit alone puts scripts there.
        sites_own = self._of_site and tag == "script" and facts.get("src")
        if tag in _SCRIPTS and not sites_own:
            self._say(SCRIPT.format(f"<{tag}>"), repr(attrs))
        if tag == "meta" and facts.get("http-equiv", "").casefold() == "refresh":
            self._say(OUTSIDE.format("refresh"), facts.get("content", ""))
        for whole, value in facts.items():
            name = whole.rpartition(":")[2]  # also in a namespace, as drawings have it
            if _HANDLER.fullmatch(name):
                self._say(SCRIPT.format(name), value)
            elif name == "attributename" and _MAY_RUN.fullmatch(value.strip()):
                self._say(SCRIPT.format(f"<{tag}>"), value)
            elif name in _LOADING:
                self._leads(tag, name, value)
            elif name in _SEVERAL:
                for one in re.split(r",\s+|,(?=//|https?:)", value):
                    self._leads(tag, name, one)
            elif name == "style":
                self.found += [(self.getpos()[0], what, held) for _, what, held in _css(value)]
        if tag not in _VOID:
            style = _UNSHOWN.search(_plain_css(facts.get("style", "")))
            how = "hidden" if "hidden" in facts else style[0] if style else ""
            how = "template" if tag == "template" else how
            self._within.append((tag, how))

    def _leads(self, tag: str, name: str, value: str) -> None:
        """Look at an address."""
        address = _PASSED_OVER.sub("", value)
        if not _ELSEWHERE.match(address) or _OF_ITSELF.match(address):
            return
        if not (tag == "a" and name == "href" and _FOLLOWED.match(address)):
            self._say(OUTSIDE.format(address.strip()[:60]))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._within) - 1, -1, -1):
            if self._within[place][0] == tag:
                del self._within[place:]
                return

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        inside = self._within[-1][0] if self._within else ""
        if inside == "style":
            first = self.getpos()[0]
            self.found += [(first + line - 1, what, held) for line, what, held in _css(data)]
        elif inside == "script" and self.found:
            line, what, held = self.found[-1]
            self.found[-1] = (line, what, held + data)
        elif how := next((how for _, how in self._within if how), ""):
            self._say(HIDDEN.format(how), data.strip())
        for one in _unseen(data):
            self._say(UNSEEN.format(ord(one)))

    def handle_comment(self, data: str) -> None:
        """A note of whoever keeps the template may stay; nothing may be put out of sight in it.

        Neither markup nor what is filled in; so there is nothing either that browsers and this
        parser could see an end of in different places.
        """
        if _MORE_THAN_A_NOTE.search(data):
            self._say(HIDDEN.format("markup or what is filled in, within a comment"), data.strip())


# Comments of Pandoc's and Jinja's own, which are left out of what they make.
_LEFT_OUT = re.compile(r"\$--[^\n]*|\{#.*?#\}", re.DOTALL)


def _html(content: bytes, *, of_site: bool = False) -> list[_Fault]:
    text = _LEFT_OUT.sub(lambda found: "\n" * found[0].count("\n"), _text(content))
    page = _Markup(of_site=of_site)
    page.feed(text)
    page.close()
    odd = [
        (text.count("\n", 0, found.start()) + 1, HIDDEN.format("a comment without a plain end"), "")
        for found in _ODD_END.finditer(text)
    ]
    return [*page.found, *odd, *_letters(text)]


# A string and an address without quotes are passed over: what looks like a comment in them is none.
_CSS_COMMENT = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?"""
    r"""|(?:\\?u|\\0{0,4}[57]5\s?)(?:\\?r|\\0{0,4}[57]2\s?)(?:\\?l|\\0{0,4}[46]c\s?)"""
    r"""\(\s*(?!["'\s])(?:\\.|[^)\\])*|\\.)|/\*.*?(?:\*/|\Z)""",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^\n0-9a-fA-F]))")
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_CALL = re.compile(
    r"(?:\burl|\bsrc|\bimage|\bimage-set|-webkit-image-set|-moz-element)\s*\(\s*[\"']?([^\"')]*)",
    re.IGNORECASE,
)
_IMAGES = re.compile(r"image-set\s*\(((?:\"[^\"]*\"|'[^']*'|\([^()]*\)|[^()])*)\)", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_RUNS = re.compile(r"\bexpression\s*\(|(?<![\w-])behavior\s*:|-moz-binding", re.IGNORECASE)


def _without(comments: re.Pattern[str], text: str) -> str:
    """A text without its comments, each line where it was; what the pattern calls `kept` stays."""
    return comments.sub(lambda found: found["kept"] or "\n" * found[0].count("\n"), text)


def _plain_css(text: str) -> str:
    return _ESCAPED.sub(_unescaped, _without(_CSS_COMMENT, text))


def _css(text: str) -> Iterator[_Fault]:
    plain = _plain_css(text)

    def line(found: re.Match[str]) -> int:
        return plain.count("\n", 0, found.start()) + 1

    for found in _IMPORT.finditer(plain):
        yield line(found), OUTSIDE.format("@import"), ""
    addresses = [(found, found[1]) for found in _CALL.finditer(plain)]
    for found in _IMAGES.finditer(plain):  # the first of them is among the calls
        further = [one[1] or one[2] or "" for one in _QUOTED.finditer(found[1])][1:]
        addresses += [(found, one) for one in further]
    for found, address in addresses:
        if _ELSEWHERE.match(address) and not _OF_ITSELF.match(address):
            yield line(found), OUTSIDE.format(address.strip()[:60]), ""
    for found in _RUNS.finditer(plain):
        yield line(found), SCRIPT.format(found[0]), ""


def _unescaped(found: re.Match[str]) -> str:
    number, itself = found.groups()
    if number is None:
        return str(itself)
    return chr(int(number, 16)) if 0x20 <= int(number, 16) <= 0x7E else " "


def _stylesheet(content: bytes) -> list[_Fault]:
    text = _text(content)
    return [*_css(text), *_letters(text)]


# In a string there is no comment, nor behind the colon of an address.
_TYPST_COMMENT = re.compile(r"(?P<kept>\"(?:\\.|[^\"\\])*\")|(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
_PACKAGE = re.compile(r"\"(@[\w-]+/[^\"]*)\"")
_UNSHOWN_IN_TYPST = re.compile(
    r"(?<![\w.-])hide\s*[(\[]|[#=]\s*hide\b"
    r"|(?:(?<![\w-])size\s*:\s*|\btext\(\s*)0(?:\.0*)?(?:pt|mm|cm|em|in)\b"
)


def _typst(content: bytes) -> list[_Fault]:
    text = _text(content)
    plain = _without(_TYPST_COMMENT, text)

    def at(found: re.Match[str]) -> int:
        return plain.count("\n", 0, found.start()) + 1

    packages = [(at(one), OUTSIDE.format(one[1]), "") for one in _PACKAGE.finditer(plain)]
    hidden = [
        (at(one), HIDDEN.format(one[0].strip("([ #=")), "")
        for one in _UNSHOWN_IN_TYPST.finditer(plain)
    ]
    return [*packages, *hidden, *_letters(text)]


_FETCHES = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT)\b", re.IGNORECASE)
_STRING = re.compile(r'"[^"]*"')
_VANISHING = frozenset(("vanish", "webHidden", "specVanish"))
_OFF = frozenset(("0", "false", "off"))
_ACTIVE = re.compile(r"vbaProject|activeX|/embeddings/|customUI|attachedToolbars", re.IGNORECASE)
_LARGEST = 20_000_000  # bytes of a part


def _word(content: bytes) -> list[_Fault]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            names = whole.namelist()
            parts = [
                (one.filename, ElementTree.fromstring(whole.read(one)))
                for one in whole.infolist()
                if one.filename.lower().endswith((".xml", ".rels")) and one.file_size <= _LARGEST
            ]
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
    ):
        return [(0, "cannot be read as a Word document", "")]
    return [(0, *told) for told in _in_word(names, parts)]


def _in_word(
    names: Iterable[str], parts: Iterable[tuple[str, ElementTree.Element]]
) -> Iterator[tuple[str, str]]:
    for name in names:
        if _ACTIVE.search(name):
            yield SCRIPT.format(name), ""
    for name, root in parts:
        if name.lower().endswith(".rels"):
            for one in root.iter():
                kind = one.get("Type", "").rpartition("/")[2]
                leads = one.get("TargetMode") == "External" and kind != "hyperlink"
                if leads or kind == "aFChunk":
                    yield OUTSIDE.format(name), one.get("Target", "")
            continue
        if _fetches(root):
            yield OUTSIDE.format(f"a field of {name}"), ""
        for run in _all(root, "r"):
            words = "".join(one.text or "" for one in _all(run, "t"))
            if words and _vanishes(run):
                yield HIDDEN.format(f"hidden text of {name}"), words
        if name.endswith("comments.xml") and any(True for _ in _all(root, "t")):
            yield HIDDEN.format("a comment"), ""
        if name.endswith("styles.xml"):
            for style in _all(root, "style"):
                if _vanishes(style):
                    yield HIDDEN.format("a style that hides its text"), repr(style.attrib)


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)


def _value(one: ElementTree.Element, name: str) -> str:
    """The value of an attribute, whichever letters its namespace is written with."""
    return next((held for key, held in one.items() if key.rpartition("}")[2] == name), "")


def _vanishes(root: ElementTree.Element) -> bool:
    return any(
        one.tag.rpartition("}")[2] in _VANISHING and _value(one, "val").lower() not in _OFF
        for one in root.iter()
    )


def _fetches(root: ElementTree.Element) -> bool:
    """Whether a field of a part fetches something, however Word has cut it up."""
    told = [one.text or "" for one in _all(root, "instrText")]
    told = [_value(one, "instr") for one in _all(root, "fldSimple")] + ["".join(told), *told]
    return any(_FETCHES.search(_STRING.sub("", one)) for one in told)


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _letters(text: str) -> Iterator[_Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isprintable():
            yield from ((number, UNSEEN.format(ord(one)), "") for one in _unseen(line))


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
