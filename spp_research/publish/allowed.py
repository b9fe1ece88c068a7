"""What a report may contain, checked before either renderer sees it.

Text in a report comes from workbooks that somebody else filled in. It is escaped when it is
written, and this is the second lock: the parsed report (Pandoc's JSON) may hold only what is
listed here. Anything else stops the run, so a new kind of content is refused until it has
been thought about.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from spp_research.errors import DisclosureError

SOURCE = "report.qmd"
METADATA = frozenset(
    ("title", "subtitle", "lang", "date", "author", "description", "keywords", "spp")
)
SCHEMES = frozenset(("http", "https", "mailto"))
PICTURES = frozenset((".png", ".jpg", ".jpeg"))

# By kind of element: the classes and the attributes that our filters know.
CLASSES = {
    "Div": frozenset(
        (
            *("panel", "closing", "notes", "landscape", "page-break"),
            *("callout-note", "callout-tip", "callout-important", "callout-warning"),
            "callout-caution",
        )
    ),
    "Header": frozenset(("entry",)),  # one finding or action under a section
    "Link": frozenset(("uri", "email")),  # what Pandoc gives to <https://...> and <a@b.org>
}
ATTRIBUTES = {
    "Div": frozenset(("title", "collapse", "icon", "appearance")),  # the last three of callouts
    "Image": frozenset(("fig-alt", "width")),
}
# Elements that only group or mark text. Those with attributes are checked further.
PLAIN = frozenset(
    (
        *("Para", "Plain", "Header", "BulletList", "OrderedList", "DefinitionList", "BlockQuote"),
        *("LineBlock", "HorizontalRule", "Table", "Figure", "Div", "Str", "Space", "SoftBreak"),
        *("LineBreak", "Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps"),
        *("Underline", "Quoted", "Link", "Image", "Cite", "Note", "Span", "Code", "CodeBlock"),
    )
)
# Where each element that has them keeps its identifier, classes and attributes.
ATTR_AT = {
    **dict.fromkeys(("Div", "Span", "Link", "Image", "Code", "CodeBlock", "Table", "Figure"), 0),
    "Header": 1,
}
# Parts of an element that are named like elements but hold no content.
NOT_ELEMENTS = frozenset(
    (
        *("AlignLeft", "AlignRight", "AlignCenter", "AlignDefault", "ColWidth", "ColWidthDefault"),
        *("SingleQuote", "DoubleQuote", "AuthorInText", "NormalCitation", "SuppressAuthor"),
        *("Decimal", "DefaultStyle", "LowerAlpha", "LowerRoman", "UpperAlpha", "UpperRoman"),
        *("Example", "Period", "OneParen", "TwoParens", "DefaultDelim", "InlineMath"),
        *("DisplayMath",),
        *("MetaMap", "MetaList", "MetaInlines", "MetaBlocks", "MetaBool", "MetaString"),
    )
)
SHORTCODE = re.compile(r"\{\{[<%]")
RUNS = re.compile(r"^(\{|r\s)")  # inline code that Quarto or knitr would run
REFERENCES = ("fig-", "tbl-", "sec-")  # any other @name is text, or somebody's citation
SHOWN = 60  # characters of a fault's own text that a message repeats


def _elements(value: Any) -> Iterator[tuple[str, Any]]:
    """Every element in a part of the document, outermost first."""
    if isinstance(value, dict):
        if isinstance(value.get("t"), str):
            yield value["t"], value.get("c")
            value = value.get("c")
            yield from _elements(value)
        else:
            for part in value.values():
                yield from _elements(part)
    elif isinstance(value, list):
        for part in value:
            yield from _elements(part)


def _shown(text: str) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _kind_fault(kind: str, content: Any) -> str | None:
    if kind in ("RawBlock", "RawInline"):
        return f"raw {content[0]} ({_shown(content[1])})"
    if kind == "Math":
        return f"a formula ({_shown(content[1])})"
    if kind not in PLAIN:
        return f"content of a kind that reports do not use ({kind})"
    return None


def _attribute_faults(kind: str, content: Any) -> Iterator[str]:
    _, classes, attributes = content[ATTR_AT[kind]]
    for name in classes:
        if name not in CLASSES.get(kind, frozenset()):
            yield f"an unknown class .{_shown(name)} on a {kind}"
    for name, _value in attributes:
        if name not in ATTRIBUTES.get(kind, frozenset()):
            yield f"an unknown attribute {_shown(name)} on a {kind}"


def _picture_fault(target: str, folder: Path) -> str | None:
    """A picture is a PNG or JPEG file directly in the report's own `figures` folder."""
    path = PurePosixPath(target)
    figures = (folder / "figures").resolve()
    inside = (
        "\\" not in target
        and not urlsplit(target).scheme
        and path.parts[:1] == ("figures",)
        and len(path.parts) == 2
        and ".." not in path.parts
    )
    if not inside:
        return f"a picture from outside the report's own figures folder ({_shown(target)})"
    if path.suffix.lower() not in PICTURES:
        return f"a picture that is neither PNG nor JPEG ({_shown(target)})"
    file = (folder / target).resolve()
    if file.parent != figures or not file.is_file():
        return f"a picture that is not in the report's figures folder ({_shown(target)})"
    return None


def _link_fault(target: str, labels: frozenset[str]) -> str | None:
    if target.startswith("#"):
        if target[1:] in labels:
            return None
        return f"a link to a part of the report that is not there ({_shown(target)})"
    if urlsplit(target).scheme.lower() not in SCHEMES:
        return f"a link that is not to a web page or an email address ({_shown(target)})"
    return None


def _element_faults(
    kind: str, content: Any, folder: Path, labels: frozenset[str]
) -> Iterator[str | None]:
    yield _kind_fault(kind, content)
    if kind in ATTR_AT:
        yield from _attribute_faults(kind, content)
    if kind == "Image":
        yield _picture_fault(content[2][0], folder)
    elif kind == "Link":
        yield _link_fault(content[2][0], labels)
    elif kind == "Code" and RUNS.match(content[1]):
        yield f"code that would be run ({_shown(content[1])})"
    elif kind == "Cite":
        for citation in content[0]:
            name = citation["citationId"]
            if name.startswith(REFERENCES) and name not in labels:
                yield f"a reference to something that has no label (@{name})"


def _shortcode_faults(elements: list[tuple[str, Any]], folder: Path) -> Iterator[str]:
    """Quarto reads its shortcodes from the source, before any escaping is undone."""
    source = folder / SOURCE
    if source.is_file():
        lines = source.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if SHORTCODE.search(line):
                yield f"a Quarto shortcode in line {number} ({_shown(line)})"
    else:  # nothing to tell written braces from escaped ones, so neither is let through
        for kind, content in elements:
            if kind == "Str" and SHORTCODE.search(content):
                yield f"a Quarto shortcode ({_shown(content)})"


def _metadata_faults(metadata: dict) -> Iterator[str]:
    """Quarto reads metadata once more after escaping is undone, and runs shortcodes in it."""
    for name, value in metadata.items():
        for kind, content in _elements(value):
            if kind in ("Str", "MetaString") and ("{{<" in content or ">}}" in content):
                yield f"a Quarto shortcode in its {_shown(name)}"
                break


def _labels(elements: list[tuple[str, Any]]) -> frozenset[str]:
    found = {content[ATTR_AT[kind]][0] for kind, content in elements if kind in ATTR_AT}
    return frozenset(found - {""})


def check(document: dict, folder: Path) -> None:
    """Refuse a report that holds anything but text, tables and its own pictures.

    Parameters
    ----------
    document : the parsed report, as in Pandoc's JSON.
    folder : where `report.qmd` and its `figures` folder are.

    Raises
    ------
    DisclosureError
        Naming everything that is not allowed, in the order in which it stands.
    """
    if found := faults(document, folder):
        one = len(found) == 1
        raise DisclosureError(
            f"{folder / SOURCE}: the report was not made, because it holds "
            f"{'something' if one else f'{len(found)} things'} that a report may not: "
            f"{'; '.join(found)}. A report may hold text, tables, pictures from its own "
            "figures folder and links to web pages. Look for where the text came from in the "
            "workbook or notebook, and take it out there."
        )


def faults(document: dict, folder: Path) -> list[str]:
    """Everything that is not allowed, in the order in which it stands, each in a few words.

    Parameters
    ----------
    document, folder : as for `check`.
    """
    elements = [
        (kind, content)
        for kind, content in _elements([document.get("meta", {}), document.get("blocks", [])])
        if kind not in NOT_ELEMENTS
    ]
    labels = _labels(elements)
    found = [
        f"an unknown setting {_shown(name)}"
        for name in document.get("meta", {})
        if name not in METADATA
    ]
    for kind, content in elements:
        found += [said for said in _element_faults(kind, content, folder, labels) if said]
    return [
        *found,
        *_metadata_faults(document.get("meta", {})),
        *_shortcode_faults(elements, folder),
    ]
