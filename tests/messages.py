"""Every sentence of the kit that a catalogue may say otherwise, as the file that translators open.

`python tests/messages.py` writes spp_research/words/messages.pot again; a test compares the two.
A sentence is found where it is given to `Statement` or `say`: as a text, as one of two texts, as
an entry of a table at the top of the module, or as what is given to a helper that passes it on. To
these come what templates and notebooks say, and the kit's own lists as far as a write-up or the
website prints them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = ROOT / "spp_research" / "words" / "messages.pot"
ROOMS = ("words", "display", "documents", "publish", "site")
# Modules of other rooms that say something themselves.
BESIDES = ("phrases.py", "protect/disclosure/rules.py", "protect/disclosure/values.py")
TEMPLATES = ROOT / "reports" / "_style" / "site"
NOTEBOOKS = ROOT / "notebooks"
SAID_BY = ("Statement", "say")
HEADER = (
    'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
)


class Module:
    """One file of the kit, and where its sentences are."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.tables = dict(self._assigned())
        self.functions = {f.name: f for f in self.tree.body if isinstance(f, ast.FunctionDef)}
        self.within = {
            child: function
            for function in ast.walk(self.tree)
            if isinstance(function, ast.FunctionDef)
            for child in ast.walk(function)
        }

    def _assigned(self) -> Iterator[tuple[str, ast.expr]]:
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield node.targets[0].id, node.value
            elif (
                isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
            ):
                yield node.target.id, node.value

    def calls(self, *names: str) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield node

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Each sentence with its form for many; "" where it has none."""
        for call in self.calls(*SAID_BY):
            forms = [self.texts(argument) for argument in call.args]
            if None in forms or not forms:
                continue
            if len(forms) == 2:
                yield from zip(*forms, strict=True)
            else:
                yield from ((text, "") for text in forms[0])

    def glued(self) -> Iterator[str]:
        """The functions in which a sentence is put together of pieces."""
        for call in self.calls(*SAID_BY):
            if any(self.texts(argument) is None for argument in call.args):
                yield self.within[call].name

    def texts(self, node: ast.expr) -> list[str] | None:
        """The texts that an expression may be; None where it is put together."""
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else None
        if isinstance(node, ast.IfExp):
            return self._all([node.body, node.orelse])
        if isinstance(node, ast.Dict):
            return self._all(node.values)
        if isinstance(node, ast.Subscript):
            return self.texts(node.value)
        if isinstance(node, ast.Name):
            return self._named(node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in self.functions:
            given = ast.walk(self.functions[node.func.id])
            return self._all([one.value for one in given if isinstance(one, ast.Return)])
        return None

    def _all(self, nodes: list[ast.expr]) -> list[str] | None:
        found = [self.texts(node) for node in nodes]
        return None if None in found else [text for texts in found for text in texts]

    def _named(self, node: ast.Name) -> list[str] | None:
        """A table at the top, what a function was given, or what it has put into a variable."""
        function = self.within.get(node)
        if function is not None:
            names = [argument.arg for argument in function.args.args]
            if node.id in names:
                place = names.index(node.id)
                given = [call.args[place] for call in self.calls(function.name)]
                return self._all(given) if given else None
            put = [
                one.value
                for one in ast.walk(function)
                if isinstance(one, ast.Assign)
                and any(isinstance(t, ast.Name) and t.id == node.id for t in one.targets)
            ]
            if put:
                return self._all(put)
        return self.texts(self.tables[node.id]) if node.id in self.tables else None


def modules() -> list[Module]:
    kit = ROOT / "spp_research"
    rooms = [path for room in ROOMS for path in sorted((kit / room).rglob("*.py"))]
    return [Module(path) for path in (*rooms, *(kit / name for name in BESIDES))]


def of_templates() -> Iterator[tuple[str, str, str]]:
    """What the templates of the website say: the file, a sentence, its form for many."""
    from jinja2 import Environment
    from jinja2.nodes import Call, Const

    for path in sorted(TEMPLATES.glob("*.html")):
        parsed = Environment().parse(path.read_text(encoding="utf-8"))
        for call in parsed.find_all(Call):
            if getattr(call.node, "name", "") == "say":
                texts = [one.value for one in call.args if isinstance(one, Const)]
                yield path.relative_to(ROOT).as_posix(), texts[0], (texts[1:] or [""])[0]


def of_notebooks() -> Iterator[tuple[str, str]]:
    """The headings and paragraphs of the notebooks that go into a document."""
    from spp_research.publish.text_cells import ANALYSTS_ONLY

    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown" and ANALYSTS_ONLY not in cell["metadata"].get(
                "tags", ()
            ):
                for part in re.split(r"\n\n|^#+ ", "".join(cell["source"]).strip()):
                    if part:
                        yield path.relative_to(ROOT).as_posix(), part


def of_lists() -> Iterator[tuple[str, str]]:
    """What the kit's own lists call things that are printed in a write-up or on the website."""
    from spp_research.display.panels import PANELS
    from spp_research.kinds import BEST_PRACTICE
    from spp_research.protect.disclosure import SYMBOLS
    from spp_research.schema.vocabulary import SCHOOL_TYPES, THEMES
    from spp_research.school.impact.declared import POINTS
    from spp_research.site.facets import COSTS, EVIDENCE
    from spp_research.site.finding import concepts
    from spp_research.site.pages import NAVIGATION

    for words in (*THEMES, *SCHOOL_TYPES):
        yield "spp_research/schema/vocabulary.py", words
    yield "spp_research/kinds.py", BEST_PRACTICE.title
    for words in (POINTS, POINTS.removesuffix("s")):
        yield "spp_research/school/impact/declared.py", words
    for words in PANELS:
        yield "spp_research/display/panels.py", words
    for words in SYMBOLS.values():
        yield "spp_research/protect/disclosure/values.py", words
    for words, _ in NAVIGATION:
        yield "spp_research/site/pages.py", words
    for words in (*EVIDENCE.values(), *COSTS.values()):
        yield "spp_research/site/facets.py", words
    for concept in concepts().values():
        if concept.name:
            yield "spp_research/site/finding.toml", concept.name


def everything() -> dict[tuple[str, str], list[str]]:
    """Every sentence with its form for many, in the order of the rooms, and where it is said."""
    found: dict[tuple[str, str], list[str]] = {}
    for module in modules():
        for one, many in module.sentences():
            found.setdefault((one, many), []).append(module.name)
    for place, one, many in of_templates():
        found.setdefault((one, many), []).append(place)
    for place, one in (*of_notebooks(), *of_lists()):
        found.setdefault((one, ""), []).append(place)
    return found


def written() -> str:
    """The file of all sentences."""
    entries = []
    for (one, many), places in everything().items():
        lines = [f"#: {place}" for place in dict.fromkeys(places)]
        lines.append(f"msgid {quoted(one)}")
        several = [f"msgid_plural {quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""']
        lines += several if many else ['msgstr ""']
        entries.append("\n".join(lines))
    return "\n\n".join([HEADER.rstrip(), *entries]) + "\n"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    MESSAGES.write_text(written(), encoding="utf-8", newline="\n")
