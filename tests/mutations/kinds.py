"""The five kinds of mutation; each ends in a correct reading or a located fault, or raises.

A `Silent` is raised for a value that was changed without a word; whatever else is raised is a
traceback that a user would meet.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import sys
import warnings
from pathlib import Path
from typing import Any

import packages
import pandas as pd
from survey_answers import read_surveys

from spp_research import intake
from spp_research.errors import ConfigurationError
from spp_research.intake.layout import bare
from spp_research.intake.read.convert import clean
from spp_research.partnership import annual
from spp_research.partnership.lead_workbook import Partnership
from spp_research.protect.disclosure import rules_for
from spp_research.schema import PUPILS
from spp_research.settings import Settings, read_settings
from spp_research.share.content import HASH, hash_of
from spp_research.share.files import read_shares
from spp_research.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "fail_cases"))
from good_books import EXPORT_ROWS, SCHOOL_ROWS, write_export

KNOWN = {"outcomes.outcome_id": ["O1"]}
READ, REFUSED = "read", "refused"
MARKED = 0.05  # of the mutants that can be marked, how many are


class Silent(AssertionError):
    """A value that is not what the file says, and nothing was said of it."""


def _reading(path: Path, dice: random.Random, mark: float = MARKED) -> intake.Reading:
    reading = intake.read_workbook(path, PUPILS, KNOWN)
    if dice.random() < mark:
        intake.write_checked(reading, path.with_name("x.checked.xlsx"))
    return reading


def _is_told(reading: intake.Reading, cell: str) -> bool:
    """Whether a fault lies on the cell, or on all of the file or the sheet."""
    return any(f.severity == intake.FAULT and f.cell in ("", cell) for f in reading.faults)


def _as_expected(reading: intake.Reading, expected: object, cell: str, why: object) -> str:
    """Compare the changed cell with what is meant; FAULT means that there must be one."""
    frame = reading.frames["pupil_outcomes"]
    if not reading.ok:
        if any(f.code.startswith(("file.", "sheet.", "column.", "row.")) for f in reading.faults):
            return REFUSED
        if _is_told(reading, cell):
            return REFUSED
    if expected is FAULT:
        raise Silent(why, "no fault", [f.code for f in reading.faults])
    if len(frame) != len(packages.ROWS):
        raise Silent(why, "rows", len(frame))
    found = frame["follow_up"].tolist()
    wanted = [25.5] * len(packages.ROWS)
    wanted[packages.TARGET[0] - 2] = expected
    for one, other in zip(found, wanted, strict=True):
        same = pd.isna(one) if other is None else not pd.isna(one) and math.isclose(one, other)
        if not same:
            raise Silent(why, one, other)
    if reading.frames["pupil_outcomes"]["baseline"].tolist() != [20 + n for n in range(1, 9)]:
        raise Silent(why, "baseline")
    return READ


FAULT = object()


def containers(dice: random.Random, folder: Path) -> str:
    """How the parts of a workbook are named, packed and written; with and without an error."""
    cells = packages.plain_cells()
    content, expected = dice.choice(
        (
            ("<v>25.5</v>", 25.5),
            ("<v>12.25</v>", 12.25),
            (' t="e"><v>#REF!</v>', FAULT),
            (' t="e"><v>#ERROR!</v>', FAULT),
            ("<f>1+1</f>", FAULT),
        )
    )
    row, column = packages.TARGET
    address = f"{chr(64 + column)}{row}"
    end = "" if content.startswith(" t") else ">"
    cells[packages.TARGET] = f'<c r="{address}"{end}{content}</c>'
    parts = packages.parts_of(cells)
    changes = dice.sample(packages.KEEPS, dice.randrange(1, 4))
    # A text that was encoded anew cannot be changed as one any more, and names come last.
    order = [packages.encoded, packages.moved, packages.other_folder, packages.renamed]
    changes.sort(key=lambda c: order.index(c) + 1 if c in order else 0)
    if packages.other_folder in changes and packages.moved in changes:
        changes.remove(packages.other_folder)
    breaks = [dice.choice(packages.BREAKS)] if dice.random() < 0.4 else []
    for change in (*breaks, *changes):
        try:
            parts = change(parts, dice)
        except (KeyError, UnicodeDecodeError):  # a part that the break took away
            continue
    data = packages.zipped(parts, dice)
    if dice.random() < 0.1:  # what the list of contents says, and what stands before the part
        at = dice.randrange(len(data))
        data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        breaks.append("byte")
    path = folder / "pupils.xlsx"
    path.write_bytes(data)
    why = [getattr(c, "__name__", c) for c in (*breaks, *changes)]
    reading = _reading(path, dice)
    if packages.broken in breaks or "byte" in breaks or packages.merged in breaks:
        return READ if reading.ok else REFUSED  # what it means now is not known
    return _as_expected(reading, expected, address, (why, content))


def _number(dice: random.Random) -> tuple[str, object]:
    """A number as a file may hold it, and what it must be read as."""
    value = dice.choice(
        (
            dice.uniform(-1e3, 1e3),
            float(dice.randrange(-100, 100)),
            dice.uniform(-1, 1) * 10.0 ** dice.randrange(-12, 14),
        )
    )
    text = dice.choice((repr(value), f"{value:.17e}", f"{value:.15f}", f" {value!r} "))
    return text, float(text)


_NO_NUMBERS = ("12,5", "twelve", "12%", "0x1F", "1_0", "５", "TRUE", "3/4")
_FAR = ("1E999", "-1E999", "INF", "-INF", "inf", "NaN", "nan", "1e308", "1e15", "-1e16", "#N/A")


def cells(dice: random.Random, folder: Path) -> str:
    """What stands in one cell, of an .xlsx, an .ods or a .csv file."""
    kind = dice.choice(("xlsx", "xlsx", "ods", "csv"))
    text, expected = _number(dice)
    how = dice.randrange(9)
    if how == 0:
        text, expected = dice.choice(_FAR), FAULT
    elif how == 1:
        digits = dice.choice((16, 20, 40, 309, 400, 5000))
        text, expected = dice.choice("123456789") + "0" * digits, FAULT
    elif how == 2:
        words = (
            "#REF!",
            "#ERROR!",
            "#NAME?",
            "#SPILL!",
            "#WERT!",
            "#VALEUR!",
            "#¡VALOR!",
            "Err:502",
            "#NV",
        )
        text, expected = dice.choice(words), FAULT
    elif how == 3:
        text, expected = (
            dice.choice(("12,5", "twelve", "12%", "0x1F", "1_0", "５", "TRUE", "3/4")),
            FAULT,
        )
    elif how == 4:
        text, expected = dice.choice(("", " ", "-", "n/a", "abs")), None
    address = "F3"
    path = folder / f"pupils.{kind}"
    if kind == "csv":
        rows = [list(packages.HEADERS), *(list(row) for row in packages.ROWS)]
        rows[2][5] = text
        lines = "\r\n".join(",".join(f'"{c}"' if "," in c else c for c in row) for row in rows)
        path.write_bytes(lines.encode(dice.choice(("utf-8", "utf-8-sig", "utf-16"))))
        if how > 4 and ("e" in text or "E" in text):
            expected = FAULT if not _is_plain(text) else expected
    elif kind == "xlsx":
        path.write_bytes(_xlsx(dice, text, how))
        if how in (4,) and text:
            expected = None
    else:
        path.write_bytes(_ods(dice, text, expected))
    reading = _reading(path, dice)
    if expected is not FAULT and not reading.ok and kind != "ods" and _is_plain(text):
        codes = {f.code for f in reading.faults if f.severity == intake.FAULT}
        raise Silent(kind, text, "a good value is refused", codes)
    return _as_expected(reading, expected, address, (kind, how, text[:40]))


def _is_plain(text: str) -> bool:
    return not {"e", "E"} & set(text)


def _xlsx(dice: random.Random, text: str, how: int) -> bytes:
    number = how > 4 or (how in (0, 1) and text[0] in "-123456789I")
    if number and dice.random() < 0.8:
        forms = ["<v>{}</v>", "<f>1+1</f><v>{}</v>", "<v>{}</v><extLst/>"]
        xml = '<c r="F3">' + dice.choice(forms).format(text.strip()) + "</c>"
    elif how == 2 and dice.random() < 0.7:
        xml = f'<c r="F3" t="e"><f>A1</f><v>{text}</v></c>'
    else:
        form = dice.choice(
            (
                '<c r="F3" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>',
                '<c r="F3" t="inlineStr"><is><r><t>{}</t></r><r><rPr/><t></t></r></is></c>',
                '<c r="F3" t="str"><f>A1</f><v>{}</v></c>',
            )
        )
        xml = form.format(text)
    return packages.zipped(packages.parts_of(packages.plain_cells() | {(3, 6): xml}), dice)


def _ods(dice: random.Random, text: str, expected: object) -> bytes:
    """An .ods file whose blank rows and columns are repeats, some beyond reason."""
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    rows = [packages.HEADERS, *packages.ROWS]
    xml = ""
    for number, row in enumerate(rows, start=1):
        inner = ""
        for column, value in enumerate(row, start=1):
            if (number, column) == packages.TARGET:
                value = text
            numeric = number > 1 and column > 4 and (number, column) != packages.TARGET
            if numeric or ((number, column) == packages.TARGET and isinstance(expected, float)):
                inner += (
                    f'<t:table-cell o:value-type="float" o:value="{value.strip()}"><x:p>shown</x:p>'
                    "</t:table-cell>"
                )
            else:
                said = f"<x:p>{value}</x:p>" if value else ""
                kind = ' o:value-type="string"' if value else ""
                inner += f"<t:table-cell{kind}>{said}</t:table-cell>"
        many = dice.choice(("1", "2", "16384", "99999999", "abc", "0", "-1", "1e5", "9" * 30))
        inner += f'<t:table-cell t:number-columns-repeated="{many}"/>'
        xml += f"<t:table-row>{inner}</t:table-row>"
    many = dice.choice(("1", "1048576", "999999999", "abc", "9" * 30, "1"))
    filled = dice.choice(("", "", "<t:table-cell o:value-type='float' o:value='1'/>"))
    xml += (
        f'<t:table-row t:number-rows-repeated="{many}">{filled or "<t:table-cell/>"}</t:table-row>'
    )
    content = (
        f'<o:document-content xmlns:o="{office}" xmlns:t="{table}" xmlns:x="{words}"><o:body>'
        f'<o:spreadsheet><t:table t:name="Pupil outcomes">{xml}</t:table></o:spreadsheet></o:body>'
        "</o:document-content>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
    }
    return packages.zipped(parts, dice)


_SETTINGS: dict[str, tuple[tuple[str, Any], ...]] = {
    "as_at": (
        ("2026-07-10", dt.date(2026, 7, 10)),
        ("2026-02-30", FAULT),
        ("2026-7-10", FAULT),
        ("10/07/2026", FAULT),
        ("2026-07-10 10:00:00", FAULT),
        ("9" * 5000, FAULT),
        ("99999-01-01", FAULT),
        ("0000-00-00", FAULT),
        ("~", None),
        ("2026-07-10T99:99:99Z", FAULT),
        ("!!timestamp 2026-07-10", FAULT),
    ),
    "licence": (
        ("CC BY 4.0", "CC BY 4.0"),
        ("'CC0'", "CC0"),
        ("4.0", FAULT),
        ("yes", FAULT),
        ("&a x", FAULT),
        ("*a", FAULT),
        ('"\\0"', FAULT),
        ("[a]", FAULT),
        ("x" * 9999, FAULT),
        ("1e999", "1e999"),
        (".inf", FAULT),
    ),
    "thresholds": (
        ("{public: {pupils: 10}}", {"public": {"pupils": 10}}),
        ("{public: {pupils: 010}}", FAULT),
        ("{public: {pupils: 1_0}}", FAULT),
        ("{public: {pupils: 1:30}}", FAULT),
        ("{public: {pupils: 0x10}}", FAULT),
        ("{public: {pupils: -1}}", FAULT),
        ("{public: {pupils: 1e3}}", FAULT),
        ("{public: {pupils: " + "9" * 5000 + "}}", FAULT),
        ("{" * 400 + "}" * 400, FAULT),
        ("{public: {pupils: .nan}}", FAULT),
        ("{everybody: {}}", FAULT),
        ("{public: {}}", {"public": {}}),
    ),
    "formats": (("[html]", ["html"]), ("html", FAULT), ("[]", FAULT), ("[html, 7]", FAULT)),
    "accent": (("'#12436d'", "#12436d"), ("#12436d", FAULT), ("red", FAULT), ("0", FAULT)),
}


def settings(dice: random.Random, folder: Path) -> str:
    """Lines of settings.yml, each good or bad, and sometimes damaged as a text."""
    keys = dice.sample(list(_SETTINGS), dice.randrange(1, 4))
    only_good = dice.random() < 0.5
    lines = [
        (key, *dice.choice([v for v in _SETTINGS[key] if not only_good or v[1] is not FAULT]))
        for key in keys
    ]
    text = "".join(f"{key}: {value}\n" for key, value, _ in lines)
    damaged = dice.random() < 0.4
    data = text.encode()
    if damaged:
        at = dice.randrange(len(data) + 1)
        extra = (b"\t", b"\x00", b"\xff", b"!", b"&", b"*", b"[", b"'", b"\n", b": ", b"%", b"<<: ")
        data = data[:at] + dice.choice((*extra, b"")) + data[at + dice.randrange(3) :]
    path = folder / "settings.yml"
    path.write_bytes(data)
    try:
        found = read_settings(path)
    except ConfigurationError as error:
        if not str(error).startswith("settings.yml"):
            raise Silent(text, str(error)) from None
        if not damaged and all(value is not FAULT for _, _, value in lines):
            raise Silent(text, "good settings are refused", str(error)) from None
        return REFUSED
    if damaged:
        return READ
    for key, said, value in lines:
        own = found.own_thresholds() if key == "thresholds" else getattr(found, key)
        # A colour without quotation marks is a remark to YAML, and so the setting is blank.
        if value is FAULT or (own != value and not (value is None and own is None)):
            raise Silent(key, said[:40], own)
    assert isinstance(found, Settings)
    return READ


_ODD = (
    *(1e-320, -1e-320, 1e300, -1e300, 1e-7, 0, -0.0, -1, 1, 2, 3, 5, 99_999, 100_001, 10**30, 0.5),
    *(True, None, "", " ", "x" * 3000, "NaN", [], {}, [1, 2], [2, 2, 2], [6], [10**9, 6]),
    *("0001-01-01", "9999-12-31", "2026-02-30", "a@b.example", "Ring 07700 900123", "\x00", "‮x"),
)


def _leaves(part: Any, path: tuple = ()) -> list[tuple]:
    items = part.items() if isinstance(part, dict) else enumerate(part)
    found = []
    for key, value in items:
        found.append((*path, key))
        if isinstance(value, (dict, list)):
            found += _leaves(value, (*path, key))
    return found


def shares(
    dice: random.Random, folder: Path, documents: dict[str, dict], partnership: Partnership
) -> str:
    """Values of one school's share file, sealed anew; the others' are never stopped by it."""
    school = dice.choice(list(documents))
    document = json.loads(json.dumps(documents[school]))
    leaves = [leaf for leaf in _leaves(document) if leaf[0] not in (HASH,)]
    numbers = [leaf for leaf in leaves if leaf[0] in ("effects", "answers")]
    for _ in range(dice.choice((1, 1, 2, 4))):
        leaf = dice.choice(dice.choice((leaves, numbers or leaves)))
        place = document
        try:
            for key in leaf[:-1]:
                place = place[key]
            before = place[leaf[-1]]
            number = isinstance(before, (int, float)) and not isinstance(before, bool)
            scaled = (
                [before * f for f in (1.001, 0.999, 1.1, 10.0, 1e6, 1e-6, -1, 1e200)]
                if number
                else []
            )
            mild = [before, f"{before}x"] if isinstance(before, str) else [before]
            odd = dice.choice((_ODD, scaled or mild, mild))
            place[leaf[-1]] = dice.choice(odd)
        except (KeyError, IndexError, TypeError):  # what another change has taken away
            continue
    document[HASH] = hash_of(document)
    for slug, other in documents.items():
        text = json.dumps(document if slug == school else other)
        (folder / f"{slug}.json").write_text(text, encoding="utf-8")
    found = read_shares(folder, partnership)
    lost = set(documents) - set(found.shares) - {school}
    if lost:
        raise Silent(school, "other files were lost", lost)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for audience in ("partnership", "public"):
            seen = annual.visible(found.shares, rules_for(audience, {}))
            effects = annual.effects(seen)
            for pool in annual.pools(effects):
                numbers = (pool.pooled.mean, pool.pooled.low, pool.pooled.high, *pool.weights)
                if not all(n is None or math.isfinite(n) for n in numbers):
                    raise Silent(school, "no number", numbers)
            annual.apart(effects)
    return READ if school in found.shares else REFUSED


_SAID = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
_ODD_ANSWERS = (
    *(
        "Agreed",
        "agree ",
        "AGREE",
        "3",
        "6",
        "99999999999999999999",
        "1" * 5000,
        "#REF!",
        "#ERROR!",
    ),
    *("Err:502", "#WERT!", "Loading...", "=1+1", "☺", "Agree;Disagree", "Agree, Disagree", "nan"),
    *("inf", "1e999", "", " ", "-", "n/a", "Don't know", "x" * 40_000, "\u202eAgree", "‘Agree’"),
    *("Agree\x0b", '"', "a\nb", "TRUE", "12/13/2026", "Agree.", "Strongly", "0", "-1", "٣", "½"),
)


def exports(dice: random.Random, folder: Path) -> str:
    """Answers, rows and encodings of a form's export."""
    place = Workspace(folder)
    surveys = folder / "schools" / "ashdown" / "surveys"
    surveys.mkdir(parents=True, exist_ok=True)
    rows = [[*row] for row in EXPORT_ROWS]
    given: dict[int, str] = {}
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(1, len(rows))
        given[at] = rows[at][5] = dice.choice((*_SAID, *_ODD_ANSWERS, *_ODD_ANSWERS))
    ragged = dice.random() < 0.2
    if ragged:
        at = dice.randrange(1, len(rows))
        rows[at] = rows[at] + ["extra"] if dice.random() < 0.5 else rows[at][: dice.randrange(3, 8)]
    file = write_export(surveys / "pupils-january.csv", rows)
    if dice.random() < 0.3:
        text = file.read_text(encoding="utf-8-sig")
        file.write_text(text, encoding=dice.choice(("utf-16", "utf-8", "utf-16-le")), newline="")
    mapped = pd.DataFrame(
        [{**row, "reversed": None} for row in SCHOOL_ROWS["survey_map"]],
        index=pd.Index(range(7, 7 + len(SCHOOL_ROWS["survey_map"])), name="row"),
    )
    frame, faults = read_surveys(place, "ashdown", mapped)
    stopped = any(f.severity == intake.FAULT for f in faults)
    if ragged or any(f.code.startswith("file.") for f in faults):
        return REFUSED if stopped else READ
    answers = frame[frame["item_id"] == "I1"].set_index("respondent")["answer"]
    told = " ".join(f"{f.cell} {f.message}" for f in faults)
    for at, said in given.items():
        if at + 1 not in answers.index:
            if said.strip():
                raise Silent(at, said[:40], "a person was lost")
            continue
        answer = answers[at + 1]
        if said in _SAID and answer != said:
            raise Silent(said, answer)
        plain = bare(clean(said))  # spelling apart, as headers and choices are compared
        same = not pd.isna(answer) and bare(answer) == plain
        if said not in _SAID and not same and f"F{at + 1}" not in told and " more" not in told:
            blank = pd.isna(answer) and plain == ""
            none = not pd.isna(answer) and answer in ("Don't know", "Not applicable")
            if not blank and not none:
                raise Silent(said[:40], answer)
    return REFUSED if stopped else READ
