"""A Word file as what it is: a package of parts, related by name, whose XML is read as trees.

Parts are found by what the package says of them and not by their file names, and elements by
where they stand in the tree and not by how one version of Pandoc happens to write them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from spp_research.errors import RenderError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {
    "w": W,
    "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}
CONTENT_TYPES = "[Content_Types].xml"
_CORE_PROPERTIES = f"{NAMES['rel']}/metadata/core-properties"

# Zip entries carry a date; a fixed one keeps a document the same every time.
ZIP_DATE = (2026, 1, 1, 0, 0, 0)

# What XML cannot hold, however it is escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str) -> str:
    """A name such as `w:tbl` with its namespace in full, as lxml has it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def w(name: str, /, *children: etree._Element, **attributes: object) -> etree._Element:
    """A new element of WordprocessingML, whose attributes are in its namespace too."""
    element = etree.Element(tag(f"w:{name}"), nsmap={"w": W})
    for attribute, value in attributes.items():
        element.set(tag(f"w:{attribute}"), str(value))
    element.extend(children)
    return element


def held(text: str) -> str:
    """A text without the letters that no XML can hold; Pandoc leaves them out of its own."""
    return _NO_XML.sub("", text)


def say_properties(core: etree._Element, properties: Mapping[str, str]) -> None:
    """Write into a document's properties what they do not say yet.

    Parameters
    ----------
    core : the part of the package that holds them.
    properties : what each says, by a name such as `dc:creator`; an empty one says nothing.
    """
    for name, said in properties.items():
        element = core.find(name, NAMES)
        if element is None and said:
            element = etree.SubElement(core, tag(name))
        if element is not None and said and not (element.text or "").strip():
            element.text = held(said)


def parsed(content: bytes) -> etree._Element:
    """The tree of a part: no entity is resolved, nothing fetched, no declaration allowed.

    Raises
    ------
    RenderError
        When it declares a document type, which is where entities come from and what no Word
        file may do.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise RenderError(
            "The Word file declares a document type, as no Word file may. "
            "Copy reports/_style/reference.docx back from the kit, then make the report again."
        )
    return root


def written(root: etree._Element) -> bytes:
    """A tree as the bytes of a part."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def read_package(source: Path | bytes) -> dict[str, bytes]:
    """Each part of a Word file by its name."""
    with zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_package(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write a Word file, the same bytes for the same parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, parts[name])


def relations_of(part: str) -> str:
    """The name of the part that says what another is related to; "" stands for the whole."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def related(parts: Mapping[str, bytes], part: str, kind: str) -> Iterator[str]:
    """The names of the parts that a part is related to in one way, such as `header`."""
    wanted = _CORE_PROPERTIES if kind == "core-properties" else f"{R}/{kind}"
    for relation in parsed(parts[relations_of(part)]).iterfind("rel:Relationship", NAMES):
        if relation.get("Type") == wanted and relation.get("TargetMode") != "External":
            target = posixpath.join("/", posixpath.dirname(part), relation.get("Target", ""))
            yield posixpath.normpath(target).lstrip("/")


def the_part(parts: Mapping[str, bytes], part: str, kind: str) -> str:
    """The one part of its kind; a Word file without it is none.

    Raises
    ------
    LookupError
        When there is none.
    """
    for name in related(parts, part, kind):
        return name
    raise LookupError(f"the Word file has no part of the kind {kind}")


def found(root: etree._Element, path: str) -> etree._Element:
    """The first element at a path, where there has to be one.

    Raises
    ------
    LookupError
        When there is none: this Pandoc writes what the kit does not know.
    """
    element = root.find(path, NAMES)
    if element is None:
        raise LookupError(f"{etree.QName(root).localname} has no {path}")
    return element
