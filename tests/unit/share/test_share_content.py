"""A share file is read as what comes from someone else: whole, or refused in one sentence."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.errors import EvidenceError
from spp_research.share import VERSION, Answers, Item, SchoolShare, report_file
from spp_research.share.content import alike, parse, sealed, text_of
from spp_research.share.records import schema_text

ROOT = Path(__file__).resolve().parents[3]
FIRST = ROOT / "tests" / "fixtures" / "share" / "version_1.json"
WRITE_AGAIN = "write it again: docs/share-file.schema.json is share.published.schema_text()"


def share(**changes) -> SchoolShare:
    facts = {
        "kit": "0.1.0",
        "partnership": "Riverside Partnership",
        "cycle": "2025-26",
        "school": "oakfield",
        "school_name": "Oakfield Weir Primary School",
        "made_on": date(2026, 7, 10),
        "focus": "To what extent is “été” read — or “e\u0301te\u0301”?",
    }
    return sealed(SchoolShare(**(facts | changes)))


def changed(**keys) -> bytes:
    """A share file with a hash that fits, and these keys in it whatever they are."""
    document = json.loads(text_of(share())) | keys
    return resealed(document)


def resealed(document: dict) -> bytes:
    from spp_research.share import content

    return json.dumps(document | {"content_hash": content.hash_of(document)}).encode()


def test_what_is_written_is_read():
    made = share()
    assert parse(text_of(made).encode(), "share/oakfield.json") == made
    assert parse(b"\xef\xbb\xbf" + text_of(made).encode(), "x") == made  # saved again by Notepad


def test_a_file_of_the_first_version_is_read_for_ever():
    """It has none of the fields that have come since, nor those that may be left out."""
    found = parse(FIRST.read_bytes(), "share/oakfield.json")
    assert json.loads(FIRST.read_text())["version"] == 1 <= VERSION
    assert found.effects[0].standardised_variance == 0.0074
    assert found.findings[0].sources == {} and found.sign_offs[0].ends_on is None
    assert found.practice is None and found.hidden == {}


def test_the_order_of_answers_is_kept():
    counts = {"Never": 9, "Always": 12, "A": 6}
    waves = (Answers(wave="Once", answered=27, counts=counts),)
    item = Item(item_id="I1", asked="?", scale="Several answers", informant="Staff", waves=waves)
    read = parse(text_of(share(answers=(item,))).encode(), "x")
    assert list(read.answers[0].waves[0].counts) == list(counts)


REFUSED = {
    "an empty file": b"",
    "a Word document": b"PK\x03\x04\x14\x00",
    "half a file": text_of(share()).encode()[:200],
    "another encoding": text_of(share()).encode("utf-16"),
    "half a character": b'{"version": 1, "school": "\\ud800"}',
    "a number that is none": b'{"version": NaN}',
    "a list": b"[1, 2]",
    "some other JSON": b'{"name": "package", "version": 1}',
    "nested deeply": b"[" * 200_000,
    "nested deeply, whole": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a number with many digits": b"1" * 10_000,
    "a key twice": text_of(share()).replace('"kit"', '"school": "x", "kit"', 1).encode(),
    "a newer version": changed(version=VERSION + 1, kit="7.2.0"),
    "a newer version without a kit": changed(version=99, kit=None),
    "a version that is no number": changed(version="1"),
    "version nought": changed(version=0),
    "changed by hand": text_of(share()).replace("Oakfield", "Ashfield", 1).encode(),
    "a hash by hand": text_of(share()).replace(share().content_hash, "0" * 64).encode(),
    "no text for a hash": json.dumps(json.loads(text_of(share())) | {"content_hash": 3}).encode(),
    "an unknown field": changed(pupils=[{"name": "x"}]),
    "an unknown field within": changed(
        answers=[{"item_id": "I", "asked": "?", "scale": "x", "informant": "x", "rows": []}]
    ),
    "another audience": changed(audience="public"),
    "a day that is none": changed(made_on="10 July 2026"),
    "a day as a number": changed(made_on=20260710),
    "a number as words": changed(pupils_on_roll="412"),
    "fewer than nobody": changed(pupils_on_roll=-1),
    "a long text": changed(focus="x" * 3000),
    "nothing for a name": changed(school_name=None),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_share_file_is_refused_in_one_sentence(what, snapshot):
    with pytest.raises(EvidenceError) as refusal:
        parse(REFUSED[what], "share/oakfield.json")
    assert str(refusal.value) == snapshot
    assert "\n" not in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([*SchoolShare.model_fields, "unknown"])


def read_or_refused(content: bytes) -> None:
    try:
        found = parse(content, "share/x.json")
    except EvidenceError as refusal:
        assert str(refusal).startswith("share/x.json: ") and "\n" not in str(refusal)
    else:
        assert alike(parse(text_of(sealed(found)).encode(), "x"), found)


@examples(300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_share_or_refused(content):
    read_or_refused(content)


@pytest.mark.slow
@examples(300)
@given(st.dictionaries(KEYS, JSON, max_size=3))
def test_any_json_in_the_place_of_anything_is_a_share_or_refused(keys):
    document = json.loads(text_of(share())) | keys
    read_or_refused(json.dumps(document).encode())
    try:
        whole = resealed(document)
    except (UnicodeEncodeError, ValueError):  # what has no hash cannot have one that fits
        return
    read_or_refused(whole)


@examples(200)
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_one_byte_changed_is_seen_unless_it_says_the_same(place, byte):
    content = bytearray(FIRST.read_bytes())
    content[place % len(content)] = byte
    before = parse(FIRST.read_bytes(), "x")
    with contextlib.suppress(EvidenceError):
        assert parse(bytes(content), "x") == before  # a space for a line break, say


def test_the_day_and_the_kit_do_not_make_a_share_another():
    assert alike(share(), share(made_on=date(2026, 9, 1), kit="0.2.0"))
    assert not alike(share(), share(focus=""))


def test_the_published_schema_is_that_of_the_records():
    committed = (ROOT / "docs" / "share-file.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), WRITE_AGAIN


def test_the_published_schema_of_a_report_for_a_hub_is_that_of_its_records():
    path = ROOT / "docs" / "partnership-report.schema.json"
    assert path.read_text(encoding="utf-8") == report_file.schema_text()


@pytest.mark.slow
def test_the_published_schema_fits_what_is_written_and_nothing_unknown():
    import hub_sites
    import jsonschema  # takes three seconds, which only this test needs

    checks = jsonschema.Draft202012Validator(json.loads(schema_text()))
    checks.check_schema(checks.schema)
    document = json.loads(FIRST.read_text(encoding="utf-8"))
    assert list(checks.iter_errors(document)) == []
    assert list(checks.iter_errors(json.loads(text_of(share())))) == []
    for wrong in ({"pupils": []}, {"audience": "public"}, {"pupils_on_roll": -1}):
        assert list(checks.iter_errors(document | wrong))
    checks = jsonschema.Draft202012Validator(json.loads(report_file.schema_text()))
    checks.check_schema(checks.schema)
    for signed in (True, False):  # with a report, and one that says that it was taken back
        sent = hub_sites.sent_report("Ashby Trust", "The year", signed=signed)
        document = json.loads(report_file.report_text(sent))
        assert list(checks.iter_errors(document)) == []
    for wrong in ({"pupils": 3}, {"report": {}}, {"made_on": 3}, {"content_hash": "no"}):
        assert list(checks.iter_errors(document | wrong))
