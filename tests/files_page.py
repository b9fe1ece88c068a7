"""What docs/files_for_programs.md says, made from the schemas of the files that programs read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from spp_research.publish import report_json
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.share import records, report_file

OPENING = """\
# Files for programs

For whoever feeds a dashboard, Power BI or a script of their own. Made from the kit's own
records by `pytest tests/test_reference_pages.py --snapshot-update`.

| file | where | holds | schema |
|---|---|---|---|
| `report.json` | `reports/<school>/<kind>/`, beside the document | one document, as data | \
[report.schema.json](report.schema.json), version {report} |
| `<school>.json` | `share/` | what a school has signed for its partnership | \
[share-file.schema.json](share-file.schema.json), version {share} |
| `partnership.report.json` | `share/` | the partnership's report as it is signed off for \
everyone, for a hub's website | [partnership-report.schema.json](partnership-report.schema.json), \
version {sent} |
| `numbers.xlsx`, `numbers/*.csv` | beside the document | its tables and charts | \
one table a sheet |

All of them hold what somebody may see already, and nothing else. What a document hides is
hidden in its data, with the same symbol and what the symbol means; no number has more digits
than the document prints.

## Read a document into a table

```python
import json, pathlib, pandas

path = pathlib.Path("reports/oakfield/impact-reflection/report.json")
report = json.loads(path.read_text(encoding="utf-8"))
values = pandas.DataFrame(report["values"])
```

`values` has a row for each cell of each table and chart with numbers. The estimates are those
with a range: `values.dropna(subset="low")`. A table as it is printed is
`pandas.DataFrame(table["rows"], columns=table["columns"])` for one of `report["tables"]`.

In Power BI: *Get data*, *JSON*, the file; then the list `values`, *To table*, and expand its
one column. Of many documents take *Folder* with `report.json` as the name, and expand in the
same way; `document` says whose each is.

## What to rely on

- A document is made again when what it is made from changes, and its `report.json` with it:
  read the file, keep no copy. Withdrawn, it says `"state": "draft"` after the next `spp
  report`; taken away, it is gone with its document.
- `sign_off` says how the document stood when it was made. Show nobody a draft as if it were
  signed, and pass nothing on to others than `document.audience`.
- `"signed": false` marks what others have shared: the signature of this document does not cover
  it.
- The same document has the same bytes. `version` is another one as soon as a field comes, goes
  or means something else.
- `numbers_to_reuse: false` in `settings.yml` leaves all of these out, but for the share file.

Why it is made from the printed words: [decision
72](decisions/0072-a-document-as-data-is-read-from-its-page.md).
"""

SHARE = """\
## The share file

What a school sends its partnership ([data_protection.md](data_protection.md)). `spp share
--show` prints one in words. Its `content_hash` is the SHA-256 of the document without it, as
JSON with sorted keys, no spaces and UTF-8.
"""

SENT = """\
## partnership.report.json

What a partnership's lead sends a hub ([hub.md](hub.md#reports-for-everyone)); `spp share` writes
it. Nothing is in it but the report that anybody may read. Its `content_hash` is worked out as that
of a share file. *Signed* is as above.
"""


def page() -> str:
    """The whole page."""
    opening = OPENING.format(
        report=report_json.VERSION, share=records.VERSION, sent=report_file.VERSION
    )
    parts = [opening, "## report.json\n", *_fields(report_json.Report)]
    share = [SHARE, *_fields(records.SchoolShare)]
    sent = [SENT, *_fields(report_file.SharedReport, told=(records.Signed,))]
    return "\n".join([*parts, *share, *sent])


def _fields(record: type[BaseModel], told: Collection[type[BaseModel]] = ()) -> Iterator[str]:
    """A record and those that it holds, each as a table of its fields.

    Parameters
    ----------
    told : those that the page has a table of already.
    """
    for one in [one for one in _held(record) if one not in told]:
        yield f"### {one.__name__}\n"
        yield f"{_summary(one)}\n"
        yield "| field | type | what it is |\n|---|---|---|"
        said = _parameters(one)
        for field, facts in one.model_json_schema()["properties"].items():
            yield f"| `{field}` | {_type(facts)} | {said.get(field) or _of_sheets(field)} |"
        yield ""


def _of_sheets(field: str) -> str:
    """What a field is that carries the name of a column; else nothing, as its type says it."""
    found = [
        f"column *{column.label}* of a workbook"
        for book in (SCHOOL, PARTNERSHIP)
        for sheet in book.sheets
        for column in sheet.fields
        if column.name == field
    ]
    return found[0] if found else ""


def _held(record: type[BaseModel]) -> list[type[BaseModel]]:
    """The record, then what its fields hold, each once."""
    found = [record]
    for one in found:
        for field in one.model_fields.values():
            found += [r for r in _records(field.annotation) if r not in found]
    return found


def _records(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _records(inner)


def _summary(record: type[BaseModel]) -> str:
    return inspect.cleandoc(record.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _parameters(record: type[BaseModel]) -> dict[str, str]:
    """What a docstring says of each field."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(record.__doc__ or "").splitlines():
        if started := re.match(r"(\w+(?:, \w+)*) : (.*)", line):
            names = started[1].split(", ")
            found |= dict.fromkeys(names, started[2])
        elif names and line.startswith("    "):
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
    return found


def _type(facts: dict[str, Any]) -> str:
    if "anyOf" in facts:
        return " or ".join(dict.fromkeys(map(_type, facts["anyOf"])))
    if "$ref" in facts:
        return facts["$ref"].rpartition("/")[2]
    if "enum" in facts:
        return " or ".join(f"“{one}”" for one in facts["enum"])
    if "const" in facts:
        return f"{facts['const']!r}".replace("'", "“", 1).replace("'", "”", 1)
    if facts.get("type") == "array":
        items = facts.get("items") or (facts.get("prefixItems") or [{}])[0]
        return f"list of {_type(items)}" if items else "list"
    if facts.get("type") == "object":
        return "mapping"
    return str(facts.get("format") or facts.get("type") or "anything")
