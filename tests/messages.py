"""Every sentence of the kit that a catalogue may say otherwise, as the file that translators open.

`python tests/messages.py` writes spp_research/words/messages.pot again; a test compares the two.
A sentence is found where it is given to `Statement` or `say`: as a text, as one of two texts, as
an entry of a table at the top of the module, or as what is given to a helper that passes it on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MESSAGES = ROOT / "spp_research" / "words" / "messages.pot"
ROOMS = ("words", "display", "documents")
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
    return [Module(path) for room in ROOMS for path in sorted((kit / room).rglob("*.py"))]


def written() -> str:
    """The file of all sentences, in the order of the rooms."""
    found: dict[tuple[str, str], list[str]] = {}
    for module in modules():
        for one, many in module.sentences():
            found.setdefault((one, many), []).append(module.name)
    entries = []
    for (one, many), places in found.items():
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
