"""Building the check page: the kit's checks, a Python for browsers, and the page around them.

The page is built from parts whose versions and hashes stand in `parts.json`: Pyodide by npm, wheels
by pip. Nothing of it names a host: each comes from wherever npm and pip are set up to look.
"""

from __future__ import annotations

import ast
import base64
import gzip
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from string import Template

from spp_research import __version__, installing
from spp_research.errors import TemplateError
from spp_research.share.document import SCHEMA
from spp_research.whole_files import write_whole
from spp_research.workspace import kit_resources

from .node import Node, find_node
from .packing import archived, stored, unpacked

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
BUILT = HERE / "check.html"  # travels in the wheel where it was built; never in git
BEGINS = "spp_research.check_page.in_browser"
_STDLIB = "python_stdlib.zip"
_CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", _STDLIB)
_LOCK = "pyodide-lock.json"
_MOST_SECONDS = 120
_SOURCES = frozenset({".py", ".mjs", ".js", ".css", ".json", ".txt"})  # and the page around them

# Where a browser has no use for a module that an import leads to.
_LEFT_OUT = frozenset({"spp_research.settings"})

# What is compiled into Pyodide's core, by its own lists.
_INSIDE = (
    ("CPython", "3.14", "PSF-2.0"),
    ("zlib, bzip2, liblzma, Zstandard, libffi, Expat, libmpdec, SQLite, mimalloc", "", "MIT, BSD "
     "and the like, or public domain"),
    ("Emscripten and musl", "", "MIT"),
)  # fmt: skip

# A policy without an address: a script only if it is this one, no connection at all.
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}' 'wasm-unsafe-eval' blob:; "
    "style-src 'sha256-{style}'; worker-src blob:; connect-src 'none'; form-action 'none'; "
    "base-uri 'none'"
)


@dataclass(frozen=True)
class Wheel:
    """A part that pip fetches."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Parts:
    """What the page is built from, as `parts.json` fixes it.

    `without` are modules of Python's library that no page has a use for: tools for programmers,
    other programs, servers, and what is there once more in C.
    """

    python: str
    platform: str
    core: str
    version: str
    integrity: str
    wheels: tuple[Wheel, ...]
    without: frozenset[str]


def read_parts() -> Parts:
    """The parts with their versions and hashes."""
    said = json.loads((HERE / "parts.json").read_text(encoding="utf-8"))
    npm = said["npm"]
    return Parts(
        said["python"],
        said["platform"],
        npm["name"],
        npm["version"],
        npm["integrity"],
        tuple(Wheel(**one) for one in said["wheels"]),
        frozenset(said["without"].split()),
    )


@once
def made_of() -> str:
    """A mark of all that the page is made of: the kit's own files, its template, and the parts."""
    told = hashlib.sha256()
    for path in _own_files():
        told.update(path.name.encode())
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _own_files() -> list[Path]:
    here = [path for path in HERE.rglob("*.*") if path.suffix in _SOURCES]
    return sorted({*here, HERE / "page.html", *kit_files(), _common_faults(), _format()})


def _format() -> Path:
    """The published format of share files, by which one is read."""
    return kit_resources() / "docs" / SCHEMA


def _common_faults() -> Path:
    return kit_resources() / "docs" / "common_faults.md"


def is_fresh(page: Path) -> bool:
    """Whether a page was made of what is here now."""
    return page.is_file() and f"made of {made_of()}" in _beginning(page)


def is_at_hand() -> bool:
    """Whether the kit has a page to hand out: a wheel its own, a checkout one of what is there.

    In a wheel that is not worked out again, which takes half a second.
    """
    installed = kit_resources() != PACKAGE.parent
    return is_ours(BUILT) if installed else is_fresh(BUILT)


def is_ours(page: Path) -> bool:
    """Whether a file is a check page of some kit."""
    return page.is_file() and 'content="SPP kit check page ' in _beginning(page)


def _beginning(page: Path) -> str:
    with page.open("rb") as file:
        return file.read(2_000).decode("utf-8", "replace")


def kit_files() -> list[Path]:
    """The files of the kit that the page runs: each module that an import leads to, and word lists.

    Also imports inside of functions, and not those for type checkers.
    """
    found: dict[str, Path] = {}
    todo = [BEGINS]
    while todo:
        name = todo.pop()
        path = None if name in found or name in _LEFT_OUT else _file_of(name)
        if path is not None:
            found[name] = path
            todo += [*_imported(path), name.rpartition(".")[0]]
    lists = {p for path in found.values() for p in path.parent.glob("*.txt")}
    return sorted({*found.values(), *lists})


def _file_of(name: str) -> Path | None:
    kit, _, rest = name.partition(".")
    if kit != PACKAGE.name:
        return None
    stem = PACKAGE / rest.replace(".", "/")
    if rest and stem.with_suffix(".py").is_file():
        return stem.with_suffix(".py")
    return stem / "__init__.py" if (stem / "__init__.py").is_file() else None


_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)  # what a statement can stand in


def _imported(path: Path) -> Iterator[str]:
    """Everything that a file imports, in full; a name from a module counts as a module too."""
    here = (PACKAGE.name, *path.relative_to(PACKAGE).parts[:-1])
    waiting: list[ast.AST] = [ast.parse(path.read_bytes())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        waiting += [inner for inner in ast.iter_child_nodes(node) if isinstance(inner, _BLOCKS)]
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def build(page: Path) -> None:
    """Fetch the parts and write the page.

    Raises
    ------
    TemplateError
        When npm is not there, or a part cannot be fetched or is not the one that it should be.
    """
    tools = find_node()
    if tools is None:
        raise TemplateError(
            f"{page}: the check page is not made, because it is built with npm and there is none "
            f"here. Install Node.js, which brings npm, or, with pip alone, "
            f"{installing.THE_CHECK_PAGE}. Then run the command again. Or take the page from "
            "somebody who has it."
        )
    parts = read_parts()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        core = _fetch_core(tools, parts, folder)
        wheels = _fetch_wheels(parts, folder)
        kit = folder / "kit"
        licences = _lay_out(kit, wheels)
        std = unpacked(core / _STDLIB, folder / "std", parts.without)
        command = [*tools.node, str(HERE / "compile.mjs"), str(core)]
        command += [f"{kit}=/kit", f"{std}=/lib/{_STDLIB}"]
        _run(command, "compile the checks")
        (core / _STDLIB).write_bytes(stored(std))
        text = _assembled(parts, core, kit, licences)
    write_whole(page, text)


def _fetch_core(tools: Node, parts: Parts, folder: Path) -> Path:
    wanted = f"{parts.core}@{parts.version}"
    command = [*tools.npm, "pack", wanted, "--loglevel=error", "--prefer-offline"]
    command.append("--ignore-scripts")
    command += ["--fetch-retries=0", "--fetch-timeout=20000", "--pack-destination", str(folder)]
    _run(command, f"fetch {wanted} by npm")
    packed = next(folder.glob("*.tgz"))
    kind, _, wanted_hash = parts.integrity.partition("-")
    found = base64.b64encode(hashlib.new(kind, packed.read_bytes()).digest()).decode()
    _require(found == wanted_hash, wanted)
    core = folder / "core"
    core.mkdir()
    with tarfile.open(packed) as archive:
        for name in (*_CORE, _LOCK):
            part = archive.extractfile(f"package/{name}")
            _require(part is not None, wanted)
            (core / name).write_bytes(part.read() if part else b"")
    return core


def _fetch_wheels(parts: Parts, folder: Path) -> list[Path]:
    into = folder / "wheels"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--retries", "0", "--timeout", "20"]
    command += ["--python-version", parts.python, "--platform", parts.platform, "--dest", str(into)]
    wanted = [f"{wheel.name}=={wheel.version}" for wheel in parts.wheels]
    _run([*command, *wanted], f"fetch {' and '.join(wanted)} by pip")
    found = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in sorted(into.glob("*.whl"))}
    for wheel in parts.wheels:
        _require(wheel.sha256 in found, f"{wheel.name} {wheel.version}")
    return [found[wheel.sha256] for wheel in parts.wheels]


def _require(same: bool, what: str) -> None:
    if not same:
        raise TemplateError(
            f"{what}: this is not the file that the kit was tried with, by its hash, so the check "
            "page is not built from it. Look where npm and pip fetch from here."
        )


def _run(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
        )
        told = (done.stderr or done.stdout).strip().splitlines()
    except subprocess.TimeoutExpired:
        done, told = None, ["it took too long"]
    if done is None or done.returncode:
        why = next((line.strip() for line in told if line.strip()), "no reason was given")
        raise TemplateError(
            f"The check page is not made: could not {what} ({why[:200]}). Look whether this "
            "computer may fetch packages, and run the command again."
        )


def _lay_out(kit: Path, wheels: list[Path]) -> list[tuple[str, str]]:
    """Lay out the modules as the page will have them; the licences found among them."""
    licences = []
    for path in kit_files():
        to = kit / path.relative_to(PACKAGE.parent)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    (kit / "docs").mkdir()  # where `kit_resources` looks for it there
    shutil.copyfile(_format(), kit / "docs" / SCHEMA)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if ".dist-info/" not in name and not name.endswith((".pyi", "py.typed")):
                    archive.extract(name, kit)
                elif "LICENSE" in name.upper():
                    text = archive.read(name).decode("utf-8", "replace")
                    licences.append((wheel.name.partition("-")[0].replace("_", "-"), text))
    return licences


def _assembled(parts: Parts, core: Path, kit: Path, licences: list[tuple[str, str]]) -> str:
    embedded = {name: (core / name).read_bytes() for name in _CORE}
    embedded["kit"] = archived(kit)
    lock = json.loads((core / _LOCK).read_text(encoding="utf-8"))
    data = [
        _script("lock", json.dumps({**lock, "packages": {}}, separators=(",", ":"))),
        *(_script(name, _packed(content)) for name, content in embedded.items()),
    ]
    return assemble(parts, "\n".join(data), licences)


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _script(name: str, text: str) -> str:
    return f'<script type="text/plain" data-part="{name}">{text}</script>'


def assemble(parts: Parts, data: str, licences: list[tuple[str, str]]) -> str:
    """The page around its data.

    Parameters
    ----------
    data : what the page carries, as elements that no browser runs.
    licences : of each wheel, its name and the text.
    """
    style, script, worker = (
        (HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "worker.js")
    )
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        policy=policy,
        generator=f"SPP kit check page {__version__}, made of {made_of()}",
        style=style,
        script=script,
        worker=worker,
        version=html.escape(__version__),
        parts="\n".join(_row(*one) for one in _listed(parts)),
        licences="\n".join(_licence(name, text) for name, text in _licences(licences)),
        help=json.dumps(_help(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        data=data,
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _listed(parts: Parts) -> Iterator[tuple[str, str, str]]:
    yield "The kit itself", __version__, "MIT"
    yield "Pyodide, whose source its makers publish under that name", parts.version, "MPL-2.0"
    yield from _INSIDE
    known = {"python-calamine": "MIT", "XlsxWriter": "BSD-2-Clause", "pypdf": "BSD-3-Clause"}
    for wheel in parts.wheels:
        yield wheel.name, wheel.version, known[wheel.name]


def _row(name: str, version: str, licence: str) -> str:
    cells = "".join(f"<td>{html.escape(text)}</td>" for text in (version, licence))
    return f'<tr><th scope="row">{html.escape(name)}</th>{cells}</tr>'


def _licences(of_wheels: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    own = kit_resources() / "LICENSE"
    if own.is_file():
        yield "The kit", own.read_text(encoding="utf-8")
    yield "Pyodide (MPL-2.0)", (HERE / "licences" / "MPL-2.0.txt").read_text(encoding="utf-8")
    yield "Python (PSF-2.0)", (HERE / "licences" / "PSF-2.0.txt").read_text(encoding="utf-8")
    yield from of_wheels


def _licence(name: str, text: str) -> str:
    return (
        f'<details><summary>{html.escape(name)}</summary><pre tabindex="0">'
        f"{html.escape(text.strip())}</pre></details>"
    )


_PARAGRAPHS = re.compile(
    r'<a id="([^"]+)"></a>\n### [^\n]*\n\n(.*?)(?=\n<a id=|\n## |\Z)', re.DOTALL
)
_MARKS = re.compile(r"\*\*|(?<!\w)\*(?=\w)|(?<=[\w.])\*(?!\w)|`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def _help() -> Mapping[str, list[str]]:
    """What docs/common_faults.md says of each check, in plain paragraphs."""
    text = _common_faults().read_text(encoding="utf-8")
    return {
        code: [
            " ".join(_MARKS.sub("", _LINK.sub(r"\1", part)).split())
            for part in body.strip().split("\n\n")
        ]
        for code, body in _PARAGRAPHS.findall(text)
    }


def place(page: Path) -> None:
    """Put the page there: the one that the kit has where it is of this kit, else a new one.

    Raises
    ------
    TemplateError
        When there is no such page and none can be built.
    """
    page.parent.mkdir(parents=True, exist_ok=True)
    if page.resolve() != BUILT and is_at_hand():
        shutil.copyfile(BUILT, page)
    elif not is_fresh(page):
        build(page)
