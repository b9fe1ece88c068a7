"""No last page of a few lines: a document is set closer or wider where that helps."""

from __future__ import annotations

import pytest
import typst

from spp_research.publish import typeset

_PAGE = """
#set page(width: 60mm, height: 60mm, margin: 10mm)
#let pitch = (closest: 0.82, closer: 0.88, close: 0.94, usual: 1, wide: 1.06, wider: 1.12).at(
  sys.inputs.at("pitch", default: "usual"))
#for n in range({blocks}) {{ block(height: {height}, above: 0mm, below: 0mm)[{text}] }}
"""
_END = """
#context [#metadata((page: here().page(), share: (here().position().y - 10mm) / 40mm)) <end>]
"""


def pitches(tmp_path, monkeypatch, source: str) -> tuple[list[str], bytes]:
    """The pitches that were tried, and the PDF that was taken."""
    path = tmp_path / "a.typ"
    path.write_text(source, encoding="utf-8")
    tried: list[str] = []
    real = typst.Compiler

    class Compiler:
        def __init__(self, **asked):
            self.own = real(**asked)

        def compile(self, **asked):
            tried.append(asked["sys_inputs"]["pitch"])
            return self.own.compile(**asked)

        def query(self, *asked, **more):
            return self.own.query(*asked, **more)

    monkeypatch.setattr(typst, "Compiler", Compiler)
    asked = {"input": str(path), "root": str(tmp_path), "pdf_standards": [], "picture": False}
    made = typeset._set(asked)
    assert made.startswith(b"%PDF")
    return tried, made


@pytest.mark.parametrize(
    ("blocks", "height", "end", "tried"),
    [
        (3, "pitch * 8mm", _END, ["usual"]),  # one page
        (7, "pitch * 10mm", _END, ["usual"]),  # the last page is well used
        (9, "pitch * 5mm", "", ["usual"]),  # a template that does not say where its text ends
        (9, "pitch * 4.6mm", _END, ["usual", "closer"]),  # of so short a text less saves too little
        (41, "pitch * 4mm", _END, ["usual", "close", "closer"]),  # a little closer does not do it
        (46, "4.2mm", _END, ["usual", "close", "closer", "closest", "wider"]),  # none helps
        (10, "4.2mm", _END, ["usual", "closest"]),  # of so short a text only the most could
        (65, "pitch * 4mm", _END, ["usual", "closest"]),  # a seventh page, half used, is saved
        (55, "pitch * 4mm", _END, ["usual"]),  # a sixth that is used as much is left as it is
        # Where it cannot be saved it stays as it was, and a template may know of no smaller type.
        (65, "4mm", _END, ["usual", "closest", "smaller"]),
    ],
)
def test_what_is_tried_until_the_last_page_is_used_or_gone(
    blocks, height, end, tried, tmp_path, monkeypatch
):
    source = _PAGE.format(blocks=blocks, height=height, text="x") + end
    assert pitches(tmp_path, monkeypatch, source)[0] == tried
