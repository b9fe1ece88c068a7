"""The embedded renderer: Pandoc and Typst, both inside Python wheels, nothing to install.

One parse of `report.qmd` serves all three formats; the filters, templates and stylesheet in
`reports/_style/` are the ones that Quarto uses as well.
"""

import importlib.util
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path

from spp_research import installing, letters
from spp_research.errors import RenderError

from . import allowed, described, unset
from .own_style import check_style
from .typeset import RefusedError, typeset, typeset_ahead

SOURCE = "report.qmd"
FORMATS = ("html", "docx", "pdf")
PDF_STANDARDS = ("ua-1", "a-2a")
SECONDS_ALLOWED = 120
# Haskell's: room for a whole report before the first collection, which would copy what it keeps.
# It takes a tenth less time, and 100 MB in the place of 170.
_ROOM = ("+RTS", "-A64m", "-RTS")


def pandoc_path() -> Path:
    """Where the Pandoc of the `pypandoc_binary` wheel is.

    Raises
    ------
    RenderError
        When the wheel is missing or has no Pandoc in it.
    """
    spec = importlib.util.find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        name = "pandoc.exe" if os.name == "nt" else "pandoc"
        path = Path(spec.origin).parent / "files" / name
        if path.is_file():
            return path
    raise RenderError(
        "The Pandoc that comes with the kit was not found, so no report can be made. "
        f"{installing.again('pypandoc_binary')}"
    )


def default_reference(form: str = "docx") -> bytes:
    """Pandoc's own reference document for Word, or for PowerPoint, as the embedded Pandoc has it.

    Parameters
    ----------
    form : "docx" or "pptx".
    """
    return subprocess.run(
        [str(pandoc_path()), f"--print-default-data-file=reference.{form}"],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout


@cache
def _room() -> tuple[str, ...]:
    """The options for memory, where this build of Pandoc takes them."""
    asked = [str(pandoc_path()), "--version", *_ROOM]
    return _ROOM if subprocess.run(asked, capture_output=True, check=False).returncode == 0 else ()


def begin(formats: Sequence[str]) -> None:
    """Find out and start what the first document would wait for, while there is time."""
    _room()
    if "pdf" in formats:
        typeset_ahead()


def run_pandoc(arguments: Sequence[str], folder: Path, stdin: bytes | None = None) -> bytes:
    """Run the embedded Pandoc in `folder` and return what it printed.

    Raises
    ------
    RenderError
        When Pandoc fails, or takes longer than `SECONDS_ALLOWED`.
    """
    document = folder / SOURCE
    try:
        done = subprocess.run(
            [str(pandoc_path()), *arguments, *_room()],
            cwd=folder,
            input=stdin,
            capture_output=True,
            timeout=SECONDS_ALLOWED,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RenderError(
            f"{document}: Pandoc did not finish within {SECONDS_ALLOWED} seconds. "
            "Look for a very large table or figure in the report, then run it again."
        ) from late
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise RenderError(
            f"{document}: Pandoc could not make the document. It said: {said} "
            "Run the notebook again, then the report; if it still fails, tell us this message."
        )
    return done.stdout


def parse(folder: Path) -> bytes:
    """Read `report.qmd` in `folder` once, as Pandoc's JSON."""
    if not (folder / SOURCE).is_file():
        raise RenderError(
            f"{folder / SOURCE}: there is no such file to render. "
            "Run the notebook first, so that it can be written."
        )
    return _parse(folder, (folder / SOURCE).read_bytes())


@lru_cache(maxsize=1)
def _parse(folder: Path, _source: bytes) -> bytes:
    """The parse of a text, kept for what else is made of the same text straight after."""
    return run_pandoc(["--from=markdown", "--to=json", SOURCE], folder)


def read(folder: Path) -> bytes:
    """Parse the report in `folder` and refuse whatever a report may not hold.

    Both renderers start here, so nothing is rendered that has not been looked at.

    Raises
    ------
    RenderError
        When it cannot be read.
    DisclosureError
        When it holds something that is not allowed.
    """
    parsed = parse(folder)
    allowed.check(json.loads(parsed), folder)
    return parsed


def metadata(parsed: bytes) -> dict:
    """The metadata of a parsed report."""
    return json.loads(parsed)["meta"]


def check_formats(formats: Sequence[str]) -> None:
    """Refuse a format that there is no writer for."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise RenderError(
            f"There is no report format {unknown[0]!r}. Choose from: {', '.join(FORMATS)}."
        )


def filters(style: Path) -> list[str]:
    """The options that run our filters: numbers first, then the form of each format."""
    return [
        f"--lua-filter={style / 'crossref.lua'}",
        f"--lua-filter={style / 'spp.lua'}",
    ]


def stylesheet(style: Path) -> str:
    """The option that names the stylesheet: Pandoc reads it as the address in a link of a page."""
    address = str(style / "spp.css").replace("%", "%25").replace('"', "%22")
    return f"--css={address}"


def _html(parsed: bytes, folder: Path, style: Path) -> Path:
    target = folder / "report.html"
    run_pandoc(
        [
            "--from=json",
            "--to=html5",
            "--standalone",
            "--embed-resources",
            "--figure-caption-position=above",
            f"--template={style / 'report.html'}",
            stylesheet(style),
            *filters(style),
            f"--output={target}",
        ],
        folder,
        parsed,
    )
    described.describe(target, metadata(parsed))
    return target


def _docx(parsed: bytes, folder: Path, style: Path) -> Path:
    from . import word

    target = folder / "report.docx"
    run_pandoc(
        [
            "--from=json",
            "--to=docx",
            "--figure-caption-position=above",
            f"--reference-doc={style / 'reference.docx'}",
            *filters(style),
            f"--output={target}",
        ],
        folder,
        parsed,
    )

    word.finish(target, metadata(parsed))
    return target


def font_paths(style: Path) -> list[Path]:
    """The workspace's own fonts, then those that the kit carries for the letters they lack.

    Never a folder of somebody else's: Typst takes any font in it that has a letter, and some
    have nothing but boxes for letters.
    """
    return [style / "fonts", letters.CARRIED]


def typeset_pdf(source: Path, target: Path, style: Path) -> None:
    """Set a document, with a box for a letter that is found to be in no font only then."""
    for tries_left in (1, 0):
        text = source.read_text(encoding="utf-8")
        try:
            typeset(
                source,
                target,
                font_paths(style),
                PDF_STANDARDS,
                # The same PDF everywhere, unless only this machine's fonts have the letters.
                system_fonts=bool(letters.lacking(text)),
                seconds=SECONDS_ALLOWED,
            )
            return
        except RefusedError as refused:
            if not refused.letters or not tries_left:
                raise
            for letter in refused.letters:
                text = text.replace(letter, letters.PLACEHOLDER)
            source.write_text(text, encoding="utf-8")


def _pdf(parsed: bytes, folder: Path, style: Path) -> Path:
    source = folder / "report.typ"
    readied = unset.settable(parsed)
    run_pandoc(
        [
            "--from=json",
            "--to=typst",
            "--standalone",
            f"--template={style / 'report.typ'}",
            *(f"--variable=other-scripts:{family}" for family in letters.FAMILIES),
            *filters(style),
            f"--output={source}",
        ],
        folder,
        readied,
    )
    try:
        return set_pdf(source, folder, style)
    finally:
        source.unlink(missing_ok=True)


def set_pdf(source: Path, folder: Path, style: Path) -> Path:
    """Set `report.pdf` in `folder` from what a writer made for Typst.

    Parameters
    ----------
    source : the text for Typst; the figures are beside it.
    folder : of the report.
    style : as for `render`.

    Raises
    ------
    RenderError
        When it takes too long, or Typst refuses it.
    """
    target = folder / "report.pdf"
    try:
        typeset_pdf(source, target, style)
    except subprocess.TimeoutExpired as late:
        raise RenderError(
            f"{folder / SOURCE}: the PDF was not finished within {SECONDS_ALLOWED} seconds. "
            "Look for a very large table or figure in the report, then run it again."
        ) from late
    except RefusedError as refused:
        raise RenderError(
            f"{folder / SOURCE}: the PDF could not be made. Typst said: {refused} "
            "Mend what it names in the notebook (a figure without alternative text is the "
            "usual cause), then run it again."
        ) from refused
    return target


_WRITERS = {"html": _html, "docx": _docx, "pdf": _pdf}
_TURN = ("html", "pdf", "docx")  # what is waited for first, then what takes longest
_LEAST = 2  # documents at once, the page among them


def render(
    folder: Path,
    formats: Sequence[str],
    style: Path,
    parsed: bytes | None = None,
    *,
    on_page: Callable[[Path], None] | None = None,
) -> dict[str, Path]:
    """Turn `folder/report.qmd` and `folder/figures/` into documents beside it.

    Parameters
    ----------
    folder : where `report.qmd` is and the documents will be.
    formats : any of "html", "docx", "pdf".
    style : the folder of filters, templates, stylesheet and fonts (`reports/_style`).
    parsed : the report as `read` gives it, where it was read already.
    on_page : called with the web page as soon as it is there, which then goes before the others.

    Returns
    -------
    The path of each document, by format.

    Raises
    ------
    RenderError
        For an unknown format, or when a document cannot be made.
    DisclosureError
        When the report holds something that `allowed` does not list.
    TemplateError
        When the workspace's own templates hold what the kit's own may not (`own_style`).
    """
    check_formats(formats)
    folder, style = folder.resolve(), style.resolve()
    check_style(style)
    read_once = parsed or read(folder)

    def made(name: str) -> Path:
        path = _WRITERS[name](read_once, folder, style)
        if name == "html" and on_page:
            on_page(path)
        return path

    # The work is that of other processes: with more at once than cores the page would be later.
    at_once = max(_LEAST, os.cpu_count() or 1) if on_page else len(formats)
    with ThreadPoolExecutor(max(1, at_once)) as pool:
        begun = {name: pool.submit(made, name) for name in sorted(formats, key=_TURN.index)}
    return {name: begun[name].result() for name in formats}
