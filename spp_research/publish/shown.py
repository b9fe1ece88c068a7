"""The text of a report as its reader meets it, and what a new version shows that the last hid.

It is read off the page that the embedded Pandoc makes with the workspace's own filters and
template, whichever renderer makes the documents: words, alternative texts, links, and in the place
of each picture what it draws. No pixels, no style, no day of making.

Somebody may have kept the last one. A number that was hidden and is now shown is usually right to
show (more pupils, another group), but a person should look at it before the new one is passed on.
What follows from the difference of two numbers that were both shown is not looked for here; see
docs/data_protection.md.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from spp_research.display.panels import ENTRY
from spp_research.protect.sign_off import AUDIENCES
from spp_research.protect.signatures import ShownText, shown_text
from spp_research.run.cache import read_manifest
from spp_research.words.text import escape
from spp_research.workspace import kit_resources

from . import pandoc

Kind = Literal["head", "heading", "text", "row", "caption", "picture", "drawn"]
Drawn = Mapping[str, Sequence[Sequence[str]]]  # by label of the chart: each (what, as shown)

_BLOCKS = frozenset(
    (
        *("p", "li", "tr", "figcaption", "caption", "blockquote", "div", "section", "header"),
        *("main", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "figure", "pre", "body"),
        *("h1", "hr", "title", "br"),
    )
)
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(("style", "script"))
# What a line is by what it stands in, whatever lies between.
_WITHIN: Mapping[str, Kind] = {
    "tr": "row",
    "figcaption": "caption",
    "caption": "caption",
    "header": "head",
}
_DESCRIBING = ("description", "author", "keywords")
_ADDRESSES = re.compile("^(https?|mailto):")
# Of a style folder, what can put words into one format only, and into the page by the stylesheet.
_FILTERS = ("crossref.lua", "spp.lua")
_SITE = ("base.html", "parts.html", "practice.html", "elsewhere.html", "history.html")
OF_THE_KIT = Path(__file__).with_name("earlier_styles.txt")  # every version that a kit came with
COMPARED = (*_FILTERS, "reference.docx", "report.typ", "spp.css", *(f"site/{n}" for n in _SITE))
# What stood in the header of the kit's reference document once. It is still counted, so that a
# reference document of somebody's own differs from the kit's by what it differed by then.
_ONCE_IN_HEADER = " · "
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")  # names files, and puts no word on a page
_ISOLATES = re.compile("[\u200e\u2066-\u2069]")  # which only turn the direction of writing
# Signs that change what a word says, each with what stands for it.
_MARKED = {"del": "~", "s": "~", "sup": "^", "sub": "_"}
_TAGS = re.compile(r"(?s){[%{#].*?[%}#]}|<!--.*?-->|<[^>]*>")


class Read(NamedTuple):
    """One line of a page: the heading that it stands under, what it says, and what it is."""

    section: str
    words: str
    kind: Kind


def read_shown(source: str, drawn: Drawn, style: Path) -> ShownText:
    """What a report shows.

    Parameters
    ----------
    source : the text of `report.qmd` without what a signature does not cover.
    drawn : for each chart by its label, what it draws and how that is written.
    style : the workspace's folder of filters and templates.

    Raises
    ------
    RenderError
        When Pandoc cannot read it.
    """
    text, _ = read_lines(source, drawn, style)
    return text


def read_lines(source: str, drawn: Drawn, style: Path) -> tuple[ShownText, list[Read]]:
    """As `read_shown`, with the lines of the page alone and what each of them is.

    Raises
    ------
    RenderError
        When Pandoc cannot read it.
    """
    with TemporaryDirectory(prefix="spp-text-") as scratch:
        folder = Path(scratch)
        (folder / pandoc.SOURCE).write_text(source, encoding="utf-8")
        lines = _Reader.lines_of(_page(folder, style), drawn)
        elsewhere = [*_elsewhere(folder, style)]
    return shown_text([*((one.section, one.words) for one in lines), *elsewhere]), lines


def _page(folder: Path, style: Path) -> str:
    arguments = ["--from=markdown", "--to=html5", "--standalone", "--wrap=none"]
    template = f"--template={style / 'report.html'}"
    made = pandoc.run_pandoc([*arguments, template, *pandoc.filters(style), pandoc.SOURCE], folder)
    return made.decode("utf-8")


class _Reader(HTMLParser):
    """The lines of a page, each with its section, in the order in which they are read."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Read] = []
        self._drawn, self._section, self._words = drawn, "", ""
        self._unread = 0
        self._in_heading = False
        self._within: list[Kind] = ["head"]  # until the body of the page begins
        self._lists: list[int | None] = []  # the next number of each open list; None without any

    @classmethod
    def lines_of(cls, page: str, drawn: Drawn) -> list[Read]:
        """The lines of a whole page."""
        reader = cls(drawn)
        reader.feed(page)
        reader.close()
        reader._end_line()
        return reader.lines

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNREAD:
            self._unread += 1
        if tag in _BLOCKS or tag in _HEADINGS:
            self._end_line()
            # A finding or an action over what belongs to it is a line of its section, so that
            # another word in it leaves everything below where it was.
            self._in_heading = tag in _HEADINGS and ENTRY not in given.get("class", "").split()
        elif tag in _CELLS and self._words:
            self._words += " | "
        if tag == "main":
            self._within.clear()
        elif tag in _WITHIN:
            self._within.append(_WITHIN[tag])
        if tag in ("ol", "ul"):
            start = given.get("start", "1")
            first = int(start) if start.isdecimal() else 1
            self._lists.append(first if tag == "ol" else None)
        elif tag == "li" and self._lists and self._lists[-1] is not None:
            self._words += f"{self._lists[-1]}. "
            self._lists[-1] += 1
        if tag in _MARKED:
            self._words += _MARKED[tag]
        if tag == "input":
            self._words += "[x] " if "checked" in given else "[ ] "
        if tag == "img":
            self._picture(given)
        elif tag == "meta" and given.get("name") in _DESCRIBING:
            self._line(f"{given['name']}: {given.get('content', '')}")
        elif tag == "a" and _ADDRESSES.match(given.get("href", "")):
            self._words += f" <{given['href']}> "
        if given.get("title"):
            self._words += f" ({given['title']}) "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in _MARKED:
            self._words += _MARKED[tag]
        if tag in _UNREAD:
            self._unread -= 1
        elif tag in _HEADINGS and self._in_heading:
            self._section, self._words, self._in_heading = self._words, "", False
            # One that nothing stands under is read all the same.
            self._line(self._section, "heading")
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._end_line()
        if tag in _WITHIN and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._unread:  # a style or a script can write words too
            self.lines += [Read("On the page", words, "head") for words in _QUOTED.findall(data)]
        else:
            self._words += data

    def _picture(self, given: Mapping[str, str]) -> None:
        self._end_line()
        self._line(f"Picture: {given.get('alt', '')}", "picture")
        name = Path(given.get("src", "")).stem
        for parts in self._drawn.get(name, ()):
            self._line(f"Drawn: {' = '.join(map(str, parts))}", "drawn")

    def _end_line(self) -> None:
        words, self._words = self._words, ""
        self._line(words)

    def _line(self, words: str, kind: Kind = "text") -> None:
        if words.strip():
            within = self._within[-1] if self._within else kind
            self.lines.append(Read(self._section, words, within))


def _elsewhere(folder: Path, style: Path) -> Iterator[tuple[str, str]]:
    """What a workspace's own style puts into Word, the PDF or the stylesheet, and the kit's not.

    Where the style is the kit's, the page says all. Else both styles are tried on the same text.
    A file that came with an earlier kit is the kit's: a workspace that was not brought up to date
    says what it said, and what was signed in it stays signed.
    """
    own = kit_resources() / "reports" / "_style"
    if own.resolve() == style.resolve():
        return
    for section, names, words in (
        ("In Word", (*_FILTERS, "reference.docx"), _in_word),
        ("In the PDF", (*_FILTERS, "report.typ"), _in_pdf),
        ("On the page", ("spp.css",), _in_stylesheet),
        ("On the website", tuple(f"site/{name}" for name in _SITE), _on_the_website),
    ):
        if not all(is_of_a_kit(name, _bytes(style / name)) for name in names):
            yield from (
                (section, line) for line in _added(words(folder, own), words(folder, style))
            )


def style_mark(name: str, content: bytes) -> str:
    """What a version of a file of the style is known by. Line ends do not count: git changes them.

    Parameters
    ----------
    name : its path in the folder of the style.
    content : its bytes.
    """
    plain = content if name.endswith(".docx") else content.replace(b"\r\n", b"\n")
    return sha256(plain).hexdigest()


def is_of_a_kit(name: str, content: bytes) -> bool:
    """Whether a file of a style is word for word what this kit or an earlier one came with.

    Parameters
    ----------
    name : its path in the folder of the style, one of `COMPARED`.
    content : its bytes; none where it is not there.
    """
    mark = style_mark(name, content)
    kits = kit_resources() / "reports" / "_style" / name
    return mark in _kits_styles().get(name, ()) or mark == style_mark(name, _bytes(kits))


@cache
def _kits_styles() -> Mapping[str, frozenset[str]]:
    lines = OF_THE_KIT.read_text(encoding="utf-8").splitlines()
    return {name: frozenset(marks.split()) for name, _, marks in (x.partition("\t") for x in lines)}


def _added(kits: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    """The lines of one text that the other lacks, and those that it lacks, marked."""
    for line in difflib.ndiff(kits, theirs):
        if line[0] in "+-":
            yield line


def _in_word(folder: Path, style: Path) -> list[str]:
    target = folder / "report.docx"
    reference = f"--reference-doc={style / 'reference.docx'}"
    arguments = ["--from=markdown", "--to=docx", reference, f"--output={target}"]
    # The pictures are not here; what is drawn counts already.
    pandoc.run_pandoc([*arguments, *pandoc.filters(style), pandoc.SOURCE], folder)
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as parts:
        names = [n for n in parts.namelist() if re.match("word/(document|header|footer)", n)]
        text = "\n".join(parts.read(name).decode("utf-8", "replace") for name in sorted(names))
        text = _ISOLATES.sub("", text)
    target.unlink()
    paragraphs = re.split("</w:p>", text)
    plain = ("".join(re.findall("<w:t[^>]*>([^<]*)</w:t>", one)) for one in paragraphs)
    lines = [line for line in plain if line.strip()]
    if is_of_a_kit("reference.docx", _bytes(style / "reference.docx")):
        lines = [*(line for line in lines if line != _ONCE_IN_HEADER), _ONCE_IN_HEADER]
    return lines


def _in_pdf(folder: Path, style: Path) -> list[str]:
    arguments = ["--from=markdown", "--to=typst", "--standalone", "--wrap=none"]
    template = f"--template={style / 'report.typ'}"
    made = pandoc.run_pandoc([*arguments, template, *pandoc.filters(style), pandoc.SOURCE], folder)
    text = _ISOLATES.sub("", made.decode("utf-8")).replace('#text(font: "DejaVu Sans")[]', "")
    quoted = re.findall(r'"[^"\n]*"|\[[^\[\]\n]*\]', text)
    return [words for words in quoted if re.search(r"\w", words)]


def _in_stylesheet(folder: Path, style: Path) -> list[str]:
    text = (_bytes(style / "spp.css")).decode("utf-8", "replace")
    return _QUOTED.findall(_FONT_FACE.sub("", text))


def _on_the_website(folder: Path, style: Path) -> list[str]:
    """The words that the templates of the website put round a write-up."""
    texts = [_bytes(style / "site" / name).decode("utf-8", "replace") for name in _SITE]
    lines = (line.strip() for text in texts for line in _TAGS.sub("\n", text).splitlines())
    return [line for line in lines if line]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


_NAMED = 5  # places that the warning names; the manifest lists them all
_LABEL = re.compile(r"\{#((?:tbl|fig)-[a-z0-9-]+)[ }]")

Place = tuple[str, str, str]  # label, row, column; of a sentence "", what it is about, ""


def revealed(
    folder: Path,
    report: Path,
    audit: Iterable[Mapping[str, Any]],
    audience: str,
    told: Mapping[str, bool] = MappingProxyType({}),
) -> list[Place]:
    """The places that the report in `folder` hid and the new one shows.

    Parameters
    ----------
    folder : where the last version is; there may be none.
    report : the new `report.qmd`.
    audit : what the new version hides, as export lists it.
    audience : of the new version. One for fewer people than the last may show them more.
    told : numbers of sentences, by what they are about, and whether each is hidden.
    """
    last = read_manifest(folder)
    before = last.get("audience")
    if before not in AUDIENCES or AUDIENCES.index(audience) < AUDIENCES.index(before):
        return []
    hidden = {_place(entry) for entry in audit}
    gone = dict.fromkeys(_place(entry) for entry in last.get("audit", ()))
    text = report.read_text(encoding="utf-8") if gone else ""
    labels = frozenset(_LABEL.findall(text))
    found = [place for place in gone if place not in hidden and _is_there(place, labels, text)]
    before_told = {key for key, was_hidden in last.get("told", {}).items() if was_hidden}
    return found + [
        ("", key, "") for key, is_hidden in told.items() if key in before_told and not is_hidden
    ]


def warning(places: Collection[Place]) -> str:
    """One sentence for whoever made the report; empty where there is nothing to say."""
    if not places:
        return ""
    named = "; ".join(map(_named, [*places][:_NAMED]))
    more = f"; and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    numbers = (
        "a number that the last one hid"
        if len(places) == 1
        else (f"{len(places)} numbers that the last one hid")
    )
    return (
        f"This version shows {numbers} ({named}{more}). Somebody may have kept the last one: look "
        "at both before you pass this one on."
    )


def _named(place: Place) -> str:
    label, row, column = place
    return f"{label}, “{row}”, “{column}”" if label else f"in a sentence, “{row}”"


def _place(entry: Mapping[str, Any]) -> Place:
    return str(entry.get("label", "")), str(entry.get("row", "")), str(entry.get("column", ""))


def _is_there(place: Place, labels: Collection[str], text: str) -> bool:
    """Whether the report still has the table or chart, and a table the row and column."""
    label, row, column = place
    if label not in labels:
        return False
    if not label.startswith("tbl-"):
        return True
    table = _table(label, text)
    return f"| {escape(row)} |" in table and f"| {escape(column)} |" in table


def _table(label: str, text: str) -> str:
    """The lines of a pipe table, its headers first."""
    above = text[: text.index(f"{{#{label}}}")].rstrip().splitlines()
    lines: list[str] = []
    for line in reversed(above[:-1]):  # the last is its caption
        if line and not line.startswith("|"):
            break
        if line:
            lines.insert(0, line)
    return "\n".join(lines)
