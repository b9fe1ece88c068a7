"""The enquiry in JupyterLab itself: from a CSV file and from the workbook, as a teacher meets it.

What is looked at by hand is kept as pictures where SPP_PICTURES names a folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "enquiry.ipynb"
BLOCKS = re.compile(r"```python\n(.*?)```", re.DOTALL)
WRONG = 'enquiry.pupils("example", before="januari")'
HEADINGS = (
    "Why it matters",
    "What is already known",
    "What we planned",
    "How people were asked",
    "What happened",
    "What we found",
    "What we learnt",
    "How we share it",
)


def written() -> str:
    """The cell of docs/enquiry.md that writes an enquiry from a table, without what only prints."""
    page = (ROOT / "docs" / "enquiry.md").read_text(encoding="utf-8")
    kept = [b for b in BLOCKS.findall(page) if not re.search(r"to_workbook|smallest\(|try:", b)]
    lines = "\n".join(kept).splitlines()
    return "\n".join(line for line in lines if not line.startswith("print("))


def with_cells(path: Path, **cells: str) -> Path:
    """A copy of the kit's notebook in which cells hold something else; the last one is added."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] in cells:
            cell["source"] = cells.pop(cell["id"])
    for name, source in cells.items():
        own = {"id": name, "source": source, "metadata": {}, "outputs": []}
        notebook["cells"].append({"cell_type": "code", "execution_count": None, **own})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """JupyterLab on a folder with three copies of the notebook; nothing of this computer's own."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    root = tmp_path_factory.mktemp("lab")
    home = tmp_path_factory.mktemp("home")
    shutil.copy(NOTEBOOK, root / "workbook.ipynb")
    with_cells(root / "table.ipynb", written=f"{written()}\nenquiry.key_points(mine)", wrong=WRONG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    settings = {f"JUPYTER_{name}": str(home / name.lower()) for name in own}
    settings |= {f"JUPYTERLAB_{n}_DIR": str(home / n.lower()) for n in ("SETTINGS", "WORKSPACES")}
    environment = os.environ | settings | {"IPYTHONDIR": str(home / "ipython"), "HOME": str(home)}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--port={port}",
               "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}",
               "--IdentityProvider.token=", "--ServerApp.allow_root=True"]  # fmt: skip
    with (home / "log").open("w") as log:
        program = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, program)
            yield address, root
        finally:
            program.terminate()
            program.wait(60)


def _wait_for(address: str, program: subprocess.Popen) -> None:
    for _ in range(240):
        assert program.poll() is None, "JupyterLab ended"
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("JupyterLab did not begin")


def run_all(page: Page, address: str, name: str) -> None:
    """Open a notebook in the single-document mode, and press Run All Cells."""
    page.goto(f"{address}/doc/tree/{name}.ipynb")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=120_000)
    for turn in range(240):
        counts = "".join(page.locator(".jp-InputArea-prompt").all_inner_texts())
        if re.search(r"\d", counts) and not re.search(r"\*|\[\s*\]", counts):
            return
        # Asked to run before it has a kernel, as on a slow computer, it asks which; the one that
        # the notebook names is chosen already.
        if (asking := page.locator(".jp-Dialog .jp-mod-accept")).count():
            asking.first.click()
        # Or it runs the first of them and forgets the others.
        elif turn % 20 == 0 and "*" not in counts:
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).first.click()
        page.wait_for_timeout(500)
    raise AssertionError(f"the cells did not end: {counts}")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["table", "workbook"])
def test_the_enquiry_shows_itself_in_jupyterlab(name, lab, browser: Browser):
    address, root = lab
    before = (root / f"{name}.ipynb").read_bytes()
    page = browser.new_page(viewport={"width": 1200, "height": 6400})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    run_all(page, address, name)
    page.wait_for_timeout(1000)
    if folder := os.environ.get("SPP_PICTURES"):
        page.screenshot(path=Path(folder) / f"enquiry-{name}.png")

    text = page.locator(".jp-NotebookPanel").inner_text()
    assert all(heading in text for heading in HEADINGS)
    assert "Draft: not signed off" in text and "We asked:" in text
    assert "words a minute higher for pupils in the project" in text
    assert "Traceback" not in text and "not been written down yet" not in text
    # A picture has its headline, what it measures, where it comes from, and words in its stead.
    charts = page.locator(".jp-OutputArea-output figure")
    assert charts.count() == 2
    for place in range(2):
        said = charts.nth(place).inner_text()
        assert charts.nth(place).locator("strong").inner_text()
        assert "Source: a table of this notebook." in said or "own workbook and files" in said
        alt = charts.nth(place).locator("img").get_attribute("alt") or ""
        assert len(alt) > 80 and "Words read" in alt
    # What is wrong is one sentence, without the lines of code behind it.
    errors = page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')
    expected = ["before: data has no column 'januari'; do you mean 'january'?"]
    wrong = [one.strip() for one in errors.all_inner_texts()]
    assert wrong == (expected if name == "table" else [])
    # Nothing but JupyterLab itself writes into the notebook, and nothing left this computer.
    assert (root / f"{name}.ipynb").read_bytes() == before
    assert {url for url in asked if "//" in url and not url.startswith(address)} <= {
        url for url in asked if url.startswith(("data:", "blob:"))
    }
    page.close()
