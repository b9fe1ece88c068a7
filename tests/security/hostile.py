"""Strings that a careless or hostile workbook may hold, and ways to put them into every column.

Each tries to be something else than text: structure, a picture, a script, a file of the machine,
a field, a formula, a path. Each ends in a mark of its own, by which it is found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl

from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, Kind, Sheet, Workbook

SECRET = "Wizzlefritz"  # stands in a file of the machine that no report may hold
HIT = "window.spphit=1"
FAR = "http://127.0.0.1:9/spphit"  # nobody listens there; asking is what is forbidden

_TEXTS = {
    "Markdown": (
        "# Heading",
        "Setext\n=====",
        "> quotation",
        "- list\n- list",
        "1. list",
        "(a) list",
        "***",
        "---\ntitle: other\nformat: html\n---",
        "```{python}\nopen('SECRETPATH').read()\n```",
        "`{python} open('SECRETPATH').read()`",
        "`r readLines('SECRETPATH')`",
        "| a | b |\n|---|---|\n| c | d |",
        ": caption {#tbl-outcomes}",
        "[link](javascript:window.spphit=1)",
        "[link](file://SECRETPATH)",
        "![picture](http://127.0.0.1:9/spphit.png)",
        "![picture](SECRETPATH)",
        "![picture](../../../secret.txt){width=10cm}",
        "[^1]\n\n[^1]: note",
        "^[note](http://127.0.0.1:9/spphit)",
        "@fig-evidence and [@tbl-outcomes] and -@key",
        '::: {.panel title="x" onclick="window.spphit=1"}\nx\n:::',
        '[x]{style="position:fixed" onmouseover="window.spphit=1"}',
        "<http://127.0.0.1:9/spphit>",
        "$\\href{javascript:window.spphit=1}{x}$ and $$x^2$$",
        "*a* _b_ **c** ~~d~~ H~2~O x^2^ ==e==",
        "back\\\\slash\\",
    ),
    "HTML": (
        "<script>window.spphit=1</script>",
        '<img src=x onerror="window.spphit=1">',
        "<svg onload=window.spphit=1>",
        '<iframe src="file://SECRETPATH"></iframe>',
        '<object data="SECRETPATH"></object>',
        '<link rel=stylesheet href="http://127.0.0.1:9/spphit.css">',
        '<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/spphit">',
        "<style>@import url(http://127.0.0.1:9/spphit.css)</style>",
        '<a href="javascript:window.spphit=1" autofocus onfocus=window.spphit=1>x</a>',
        "</title></head><script>window.spphit=1</script>",
        '"><script>window.spphit=1</script>',
        "' onload='window.spphit=1",
        "--><script>window.spphit=1</script><!--",
        "&lt;script&gt;window.spphit=1&lt;/script&gt; &#60;b&#62; &amp;amp;",
        '<base href="http://127.0.0.1:9/spphit/">',
        "</script><script>window.spphit=1</script>",
        '<!--#include file="SECRETPATH" -->',
    ),
    "shortcodes": (
        "{{< include SECRETPATH >}}",
        "{{< include ../../../secret.txt >}}",
        "{{< env HOME >}}",
        "{{< video http://127.0.0.1:9/spphit >}}",
        "{{% include SECRETPATH %}}",
        "{{{< include SECRETPATH >}}}",
        "{{<include SECRETPATH>}}",
    ),
    "Typst": (
        '#read("SECRETPATH")',
        '#include "SECRETPATH"',
        '#image("SECRETPATH")',
        '#link("javascript:window.spphit=1")[x]',
        '```{=typst}\n#read("SECRETPATH")\n```',
        '`#read("SECRETPATH")`{=typst}',
        "#set page(width: 1cm)",
        "$ sum_(i=1)^n $ // comment",
        '*/ #panic("x") /*',
    ),
    "LaTeX": (
        "\\input{SECRETPATH}",
        "\\write18{touch /tmp/spphit}",
        "\\immediate\\openin5=SECRETPATH",
        "```{=latex}\n\\input{SECRETPATH}\n```",
        "\\end{document}",
        "\\verbatiminput{SECRETPATH}",
    ),
    "Word": (
        '{ INCLUDETEXT "SECRETPATH" }',
        '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
        '<w:fldSimple w:instr="INCLUDEPICTURE http://127.0.0.1:9/spphit"/>',
        "</w:t></w:r><w:r><w:instrText>INCLUDETEXT SECRETPATH</w:instrText></w:r>",
        "`<w:p/>`{=openxml}",
        ']]><!DOCTYPE x [<!ENTITY e SYSTEM "file://SECRETPATH">]>&e;',
    ),
    "formulas": (
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://127.0.0.1:9/spphit","x")',
        '=WEBSERVICE("http://127.0.0.1:9/spphit")',
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "{=SUM(A1:A9)}",
    ),
    "paths": (
        "../../../../etc/passwd",
        "..\\..\\..\\windows\\win.ini",
        "file:///etc/passwd",
        "CON",
        "a/b:c*d?e",
        "%2e%2e%2fetc%2fpasswd",
    ),
    "characters": (
        "\u202egnp.exe\u202c turned round",
        "\u2066hidden\u2069\u200b\u200d\ufeff zero width",
        "раураl with look-alikes",
        "ＳＣＲＩＰＴ ＜script＞ full width",
        "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324 heaped marks",
        "\U000e0041\U000e0042 tags nobody sees",
        "_x0000_ _x0007_ _x001B_[31m _x0008_ controls",
        "\x85\x9b31m \x7f more controls",
        "\ufffe\uffff no characters",
        "👩‍🏫 🏳️‍🌈 😀",
        "عربي עברית 中文",
        "line one\r\nline two\rline three\u2028four\u2029five\x0bsix",
    ),
    "length": ("word" * 400, "a " * 800, "<b>" * 300, "{{<" * 200, "[" * 300 + "]" * 300),
}

KINDS = {kind: len(texts) for kind, texts in _TEXTS.items()}
HOSTILE = tuple(
    f"{text} hz{number:02}q"
    for number, text in enumerate((t for texts in _TEXTS.values() for t in texts), start=1)
)
# For ids, which other sheets refer to: short, and without what separates several.
TAIL = "*<b>{{"


def marks() -> list[str]:
    """The mark of each string."""
    return [text.rsplit(" ", 1)[1] for text in HOSTILE]


def texts(secret: Path) -> tuple[str, ...]:
    """The strings, those that ask for a file asking for `secret`."""
    return tuple(text.replace("SECRETPATH", secret.as_posix()) for text in HOSTILE)


def fill_in(
    path: Path, workbook: Workbook, strings: tuple[str, ...], *, one: bool = False, part: int = 1
) -> dict[str, set[str]]:
    """Put every string into every column of text of a workbook, spread over its filled rows.

    The very long ones go into columns of long text only. Its ids get a hostile tail; without
    strings, only its ids do. What names a survey's file or its questions is left to `fill_surveys`.

    Parameters
    ----------
    one : put one of the shorter strings into each cell, and no more, so that none is too long.
    part : put only every second, third or so into a column, each column beginning with another.

    Returns
    -------
    For each "sheet.column" the marks of the strings that now stand in it.
    """
    book = openpyxl.load_workbook(path)
    done: dict[str, set[str]] = {}
    short = tuple(text for text in strings if len(text) < _IN_A_NAME)
    for sheet in workbook.sheets:
        if sheet.title not in book.sheetnames:
            continue
        page = book[sheet.title]
        header, columns = _columns(page, sheet)
        rows = [
            row
            for row in range(header + 1, page.max_row + 1)
            if page.cell(row, 1).value not in ("Help", "Example")
            and any(page.cell(row, column).value is not None for column in columns.values())
        ]
        for turn, field in enumerate(f for f in sheet.fields if f.name in columns):
            cells = [page.cell(row, columns[field.name]) for row in rows]
            if field.name in _OF_SURVEYS or (sheet.name, field.name) in _OF_SIGNATURES:
                continue
            if strings and field.kind in (Kind.TEXT, Kind.LONG_TEXT) and cells:
                stem = f"{field.starts_with} " if field.starts_with else ""
                fits = strings if field.kind is Kind.LONG_TEXT else _not_long(strings)
                several = short[turn * 5 :][: len(cells)] if one else fits[turn % part :: part]
                found = _spread(cells, several or short[: len(cells)], 0 if one else turn, stem)
                done[f"{sheet.name}.{field.name}"] = set(found)
            elif _is_own_id(field):
                for cell in cells:
                    cell.value = _with_tail(cell.value)
    book.save(path)
    return done


# The file of a survey, its questions and its question about roles.
_OF_SURVEYS = ("file", "asked", "role_question")
# What ties a sign-off to a text: with other words nothing is signed, nor on the site.
_OF_SIGNATURES = (("sign_off", "text_mark"), ("sign_off", "item"), ("sign_off", "cycle"))


def fill_lead(path: Path, strings: tuple[str, ...]) -> dict[str, set[str]]:
    """Put strings into every column of text of the lead's workbook, a few into each cell."""
    book = openpyxl.load_workbook(path)
    done: dict[str, set[str]] = {}
    short = [text for text in strings if len(text) < _IN_A_NAME and "\n" not in text]
    turned = [f"{text}x" for text in short]  # or a school's text would name the lead's people
    new: dict[tuple[str, object], str] = {}  # whoever stands in two rows keeps one name
    for sheet in PARTNERSHIP.sheets:
        page = book[sheet.title]
        header, columns = _columns(page, sheet)
        for field in sheet.fields:
            if field.kind not in (Kind.TEXT, Kind.LONG_TEXT) or field.name in _OF_SURVEYS:
                continue
            for row in range(header + 1, page.max_row + 1):
                cell = page.cell(row, columns[field.name])
                if page.cell(row, 1).value in ("Help", "Example") or cell.value is None:
                    continue
                text = new.setdefault((field.name, cell.value), turned[len(new) % len(turned)])
                cell.value, cell.data_type = _for_excel(text), "s"
                marks = done.setdefault(f"{sheet.name}.{field.name}", set())
                marks.add(text.rsplit(" ", 1)[1])
    book.save(path)
    return done


_IN_A_NAME = 110  # characters that one line of a lead's workbook has room for


def fill_pupils(path: Path, strings: tuple[str, ...]) -> int:
    """Give each class and each group to look at a hostile name; how many there were."""
    book = openpyxl.load_workbook(path)
    page = book["Pupil outcomes"]
    header, columns = _columns(page, PUPILS.sheet("pupil_outcomes"))
    new: dict[tuple[str, str], str] = {}
    turned = [text for text in strings if len(text) < _IN_A_NAME and "\n" not in text]
    for row in range(header + 1, page.max_row + 1):
        if page.cell(row, 1).value in ("Help", "Example"):
            continue
        for name in ("class_name", "subgroup"):
            cell = page.cell(row, columns[name])
            if cell.value is not None:
                text = turned[(len(new) * 11) % len(turned)]
                named = new.setdefault((name, str(cell.value)), f"{cell.value} {text}")
                cell.value, cell.data_type = _for_excel(named), "s"
    book.save(path)
    return len(new)


def fill_surveys(folder: Path, evidence: Path, strings: tuple[str, ...]) -> int:
    """Put strings into the questions of a school's exports, and into what people ticked.

    Returns
    -------
    How many different questions and answers are hostile now.
    """
    new: dict[str, str] = {}
    short = [text for text in strings if "\n" not in text and len(text) < 90]
    ticked = [text for text in short if ";" not in text]
    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        page = book.active
        for column in range(6, page.max_column + 1):
            asked = str(page.cell(1, column).value)
            own = short[len(new) :: 11]
            page.cell(1, column).value = new.setdefault(
                asked, _for_excel(f"{asked} {' '.join(own)}")
            )
            for row in range(2, page.max_row + 1):
                cell = page.cell(row, column)
                if ";" in str(cell.value):  # an answer of several; everyone ticks the same few
                    cell.value = _for_excel(f"{cell.value}{';'.join(ticked[:12])};")
        book.save(path)
    book = openpyxl.load_workbook(evidence)
    page = book["Survey map"]
    header, columns = _columns(page, SCHOOL.sheet("survey_map"))
    for row in range(header + 1, page.max_row + 1):
        cell = page.cell(row, columns["asked"])
        if cell.value in new and page.cell(row, 1).value not in ("Help", "Example"):
            cell.value = new[cell.value]
    book.save(evidence)
    return len(new) + len(ticked[:12])


def _columns(page: object, sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of headers, and where each declared column is."""
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    labels = {str(c.value).removesuffix(" (needed)"): c.column for c in page[header] if c.value}
    return header, {f.name: labels[f.label] for f in sheet.fields if f.label in labels}


def _spread(cells: list, strings: tuple[str, ...], turn: int, stem: str) -> Iterator[str]:
    """Share the strings out among the cells; each column begins with another one."""
    turned = [*strings[turn * 7 :], *strings[: turn * 7]]
    for place, cell in enumerate(cells):
        own = turned[place :: len(cells)] or [turned[place % len(turned)]]
        cell.value = _for_excel(stem + "\n".join(own))
        cell.data_type = "s"  # or openpyxl would make a formula of "=..."
        yield from (text.rsplit(" ", 1)[1] for text in own)


def _for_excel(text: str) -> str:
    """The text as a workbook can hold it: controls are written as _x0007_, as Excel does."""
    kept = "".join(
        f"_x{ord(c):04X}_" if (ord(c) < 32 and c not in "\n\t") or c in "\ufffe\uffff" else c
        for c in text
    )
    return kept[:32_000]


def _is_own_id(field: object) -> bool:
    """Whether a column holds ids that the school gives, or points at them."""
    own = {f"{sheet.name}.{f.name}" for sheet in SCHOOL.sheets for f in sheet.fields}
    named = field.kind is Kind.ID and field.name != "school"
    points = field.kind in (Kind.REFERENCE, Kind.REFERENCES) and field.refers_to in own
    return named or points


def _with_tail(value: object) -> object:
    if not value:
        return value
    return "; ".join(f"{part.strip()}{TAIL}" for part in str(value).split(";") if part.strip())


def _not_long(strings: tuple[str, ...]) -> tuple[str, ...]:
    """All but the very long ones, which would make a page of every name of an outcome."""
    return tuple(text for text in strings if len(text) < 500)


def filled(done: dict[str, Iterable[str]]) -> set[str]:
    """The columns that really hold every string, or every one that is not very long."""
    least = {text.rsplit(" ", 1)[1] for text in _not_long(HOSTILE)}
    return {column for column, found in done.items() if least <= set(found)}
