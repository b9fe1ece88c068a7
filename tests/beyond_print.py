"""What the data of a document say that the document itself does not print: nothing, one hopes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spp_research.publish.numbers import MEANINGS
from spp_research.publish.shown import Read

_NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
_ADDRESS = re.compile(r"(https?://[^\s,]+)")
# Heads of the kit's own for what a chart draws, and a word for a cell with nothing in it.
_OF_CHARTS = {"About", "What is drawn", "Number"}


def beyond_print(data: Mapping[str, Any], printed: Sequence[Read]) -> Iterator[str]:
    """Each string and number of `report.json` that is not among the printed lines.

    Parameters
    ----------
    data : of the file, as JSON.
    printed : the lines of the whole document, with what its charts draw.
    """
    lines = {" ".join(line.words.split()) for line in printed}
    lines |= {line.removeprefix("Picture: ") for line in lines}
    whole = " ".join(lines).replace("'", "’")
    whole += whole.replace("-", "−")  # a chart's number has the minus sign of tables here
    sections = {" ".join(line.section.split()) for line in printed} | {"First page"}
    document, sign_off = data["document"], data["sign_off"]
    names = ("title", "whose", "partnership", "readers", "question", "licence")
    said = [*(document[name] for name in names), sign_off["status"], sign_off["text_mark"]]
    for one in data["sentences"]:
        if one["text"] not in lines or one["section"] not in sections:
            yield one["text"]
    for one in data["tables"]:
        said += [one["name"], one["title"], one["subtitle"]]
        said += [] if one["name"].startswith("Figure") else one["columns"]
        said += [note for note in one["notes"] if "small to be worthwhile" not in note]
        # A chart's heads stand each by itself, and are one cell here.
        said += [part for row in one["rows"] for cell in row for part in cell.split("; ")]
    for one in data["values"]:
        said += [one["shown"], one["n_text"], one["how_known"], one["unit"]]
        said += one["row_name"].split("; ")
        if one["reason"] != MEANINGS.get(one["shown"], "") or one["table"] not in {
            table["name"] for table in data["tables"]
        }:
            yield f"{one['shown']}: {one['reason']}"
        own = {_as_float(n) for n in _NUMBER.findall(f"{one['shown']} {one['n_text']}")}
        own |= {-number for number in own if number}  # "2.4 marks lower"
        yield from (
            f"{one[name]} in {one['shown']}"
            for name in ("value", "low", "high", "n", "percent")
            if one[name] is not None and one[name] not in own
        )
    for words in dict.fromkeys(said):
        # An address is printed as a link, and a straight apostrophe as a bent one.
        parts = [part for part in _ADDRESS.split(words.replace("'", "’")) if part.strip()]
        if words not in _OF_CHARTS | {"–", "per cent"} and not all(p in whole for p in parts):
            yield words


def _as_float(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))
