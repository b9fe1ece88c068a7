"""Every text of a share file that is read is searched, whichever field it stands in.

The fields are taken from the published records, so that a new one is searched or named here.
"""

from __future__ import annotations

import json
import types
import typing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from spp_research import open_year
from spp_research.errors import EvidenceError
from spp_research.publish.sharing import FREE_TEXT, PRACTICE_TEXT
from spp_research.share import SchoolShare, plausible
from spp_research.share.content import HASH, parse
from spp_research.share.document import hash_of

SHARES = Path(__file__).parents[3] / "examples" / "riverside" / "share"
# Longer than a name may be where a field is short; each is found by itself.
PERSONAL = {
    "a pupil's name": "Tyler Brown in Year 4",
    "a phone number": "Ring 07700 900123",
    "an address": "jo.bloggs@school.example",
}


def text_fields(record: type[BaseModel], seen: tuple = ()) -> list[tuple[str, str]]:
    """All fields of a record and of the records in it that can hold a free text."""
    found = []
    for name, field in record.model_fields.items():
        inner = list(kinds_in(field.annotation))
        found += [(record.__name__, name)] if str in inner else []
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
                found += text_fields(kind, (*seen, kind))
    return list(dict.fromkeys(found))


def kinds_in(annotation: Any):
    origin = typing.get_origin(annotation)
    if origin is typing.Literal or annotation in (None, types.NoneType, Ellipsis):
        return
    if origin is None:
        yield annotation
        return
    for inner in typing.get_args(annotation)[: 1 if origin is typing.Annotated else None]:
        yield from kinds_in(inner)


FIELDS = [
    field
    for field in text_fields(SchoolShare)
    if field not in plausible.OF_COLLEAGUES | plausible.NOT_SEARCHED
]


SINCE = {"changed_since": 2, "doubts": 3}  # fields that earlier versions do not have


def document(version: int = 3) -> dict[str, Any]:
    made = json.loads((SHARES / "oakfield.json").read_text(encoding="utf-8"))
    made["version"] = version
    # Of any version, as a file without them has neither.
    made["series"] = [
        {"series_id": "W1", "counted": "Seated early", "pupils": 60, "figures": 31,
         "signal": "none"}
    ]  # fmt: skip
    made["check_ins"] = [{"action_id": "A1", "looks": 2, "last_on": "2026-03-27"}]
    made["lasted"] = [{"cycle": "2024-25", "what": "Action", "item_id": "A1", "state": "Adapted"}]
    made["as_shared"] = {"O1": "2026-03-01"}
    made["write_up"] = {
        "practice_id": "B1", "text_mark": "AAA-AAA-AAA", "fewest_pupils": 6,
        "fewest_respondents": 10, "text": "Ask jo.bloggs@school.example",
    }  # fmt: skip
    made["taken_back"] = [{"cycle": "2024-25", "practice_id": "B1"}]
    made["resources"] = [
        {"register_id": "R1", "theme": "x", "study": "x", "stage": "x", "outcome": "x",
         "says": "x", "locator": "x"}
    ]  # fmt: skip
    if version < 3:
        for effect in made["effects"]:
            effect.pop("doubts", None)
    if version == 1:
        del made["changed_since"]
    made[HASH] = hash_of(made)
    return made


PART = {
    "Signed": "sign_offs", "Finding": "findings", "Support": "support", "Action": "actions",
    "Effect": "effects", "Item": "answers", "Watched": "series", "LookedAt": "check_ins",
    "Lasted": "lasted", "Resource": "resources", "TakenBack": "taken_back",
}  # fmt: skip


def with_text(made: dict[str, Any], record: str, name: str, text: str) -> dict[str, Any]:
    """The document with a text in a field, whether it holds a text, several, or a mapping."""
    if record == "SchoolShare":
        target = made
    elif record in ("Practice", "WriteUp"):
        target = made[{"Practice": "practice", "WriteUp": "write_up"}[record]]
    elif record == "Answers":
        item = next(i for i in made["answers"] if i["waves"] and i["waves"][0]["counts"])
        target = item["waves"][0]
    else:
        target = made[PART[record]][0]
    before = target.get(name, [] if name in ("changed_since", "warnings", "doubts") else "")
    if isinstance(before, dict):
        target[name] = {text: next(iter(before.values()), 12)}
    elif isinstance(before, list):
        target[name] = [text]
    else:
        target[name] = text
    made[HASH] = hash_of(made)
    return made


def read(made: dict[str, Any]) -> SchoolShare:
    return parse(json.dumps(made).encode(), "share/oakfield.json")


def test_the_fields_are_found_by_themselves():
    assert len(FIELDS) > 40
    assert ("Finding", "finding") in FIELDS and ("Answers", "counts") in FIELDS
    every = set(text_fields(SchoolShare))
    assert every >= plausible.OF_COLLEAGUES | plausible.NOT_SEARCHED


EACH = [(*field, version) for field in FIELDS for version in range(SINCE.get(field[1], 1), 4)]


@pytest.mark.parametrize(
    ("record", "name", "version"), EACH, ids=[f"{r}.{name}-{version}" for r, name, version in EACH]
)
def test_whatever_field_it_stands_in(record, name, version):
    for text in PERSONAL.values():
        with pytest.raises(EvidenceError, match="seems to hold") as fault:
            read(with_text(document(version), record, name, text))
        said = str(fault.value)
        assert not any(word in said for word in ("Tyler", "Brown", "07700", "bloggs"))


def test_many_at_once_are_one_sentence():
    made = document()
    for record, name in FIELDS[:8]:
        made = with_text(made, record, name, "Tyler Brown in Year 4")
    with pytest.raises(EvidenceError) as fault:
        read(made)
    assert str(fault.value).count("seems to hold") == 1


@pytest.mark.parametrize(("record", "name"), sorted(plausible.OF_COLLEAGUES))
def test_where_a_colleague_belongs_one_may_stand(record, name):
    assert read(with_text(document(), record, name, "Jo Bloggs, 07700 900123"))


def test_what_a_school_sends_is_searched_for_its_own_pupils_in_every_text_of_its_own():
    """What the making of a share looks at is every field that a person writes sentences in."""
    looked_at = {"focus", *PRACTICE_TEXT}
    looked_at |= {name for _, columns in FREE_TEXT.values() for name in columns}
    written = {
        name
        for record, name in FIELDS
        if record in ("Finding", "Action", "Support", "Practice", "Item")
        and not name.endswith("_id")
        and name not in OF_THE_VOCABULARY
    }
    assert written <= looked_at


OF_THE_VOCABULARY = {
    "theme", "sources", "agreement", "status", "scale", "informant", "kind",
}  # fmt: skip


def test_a_text_for_everyone_names_no_colleague(monkeypatch, tmp_path):
    """For the partnership a colleague may be named; the report for everyone leaves the file out."""
    share = read(document())
    staff = ["Dilys Marchbank"]
    assert plausible.colleague_named(share, staff) == ""
    named = share.model_copy(update={"focus": "To what extent does Dilys Marchbank help readers?"})
    assert plausible.implausible(named) == ""
    said = plausible.colleague_named(named, staff)
    assert said.startswith("the focus seems to hold a colleague's name") and "Dilys" not in said
    many = named.model_copy(
        update={
            "findings": tuple(
                f.model_copy(update={"finding": "Mrs Marchbank reads."}) for f in named.findings
            )
        }
    )
    assert plausible.colleague_named(many, staff) == said
    assert plausible.colleague_named(many.model_copy(update={"focus": ""}), staff).startswith(
        "finding "
    )


def test_the_example_is_read_for_everyone_whole():
    assert not open_year("example", "public").refused
