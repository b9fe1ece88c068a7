"""A signature's table of behaviour: which text stands under which row of a Sign-off sheet."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect.sign_off import SignOff
from spp_research.protect.signatures import (
    Making,
    Remembered,
    SignedFor,
    judge,
    mark_of,
    read_records,
    shown_text,
    typed,
    write_record,
)

READ = shown_text([("Key points", "19 of 27 pupils read with ease.")])
OTHER = shown_text([("Key points", "20 of 27 pupils read with ease.")])
SOURCES = {"workbook": "w1", "partnership": "p1", "notebook": "kit n1"}
DAY = date(2025, 12, 3)
NOTHING = Remembered()


def row(marks: str = "", audience: str = "partnership", day: date = DAY) -> SignOff:
    return SignOff("Ruth Adeyemi", "Headteacher", day, None, audience, "", 7, typed(marks))


def signed_for(signed_as: str = "partnership", **other) -> SignedFor:
    own = ("Riverside", "2025-26", "oakfield", "Review summary", "", signed_as, DAY)
    return replace(SignedFor(*own, "Ruth Adeyemi", "partnership"), **other)


def making(text=READ, **other) -> Making:
    known = {"kit": "1", "sources": SOURCES, **other}
    return Making(text, date(2025, 12, 4), **known)


def under(made: Making, line: SignOff, remembered=NOTHING, **other):
    return judge(made, [(line, signed_for(line.audience, signed_on=line.signed_on, **other))],
                 remembered)  # fmt: skip


def known(*records) -> Remembered:
    return Remembered(tuple(records))


FIRST = making().record(signed_for())


def test_no_row_is_a_draft_without_a_reason():
    verdict = judge(making(), [], known(FIRST))
    assert (verdict.signed, verdict.why, verdict.line) == (False, "", None)


def test_blank_and_nothing_known_is_signed_and_remembered_and_says_so():
    verdict = under(making(), row())
    assert (verdict.signed, verdict.write, verdict.news) == (True, True, "begun")
    assert verdict.first_seen == date(2025, 12, 4)


def test_blank_and_the_same_text_is_signed_and_says_nothing():
    verdict = under(making(), row(), known(FIRST))
    assert (verdict.signed, verdict.write, verdict.news, verdict.said) == (True, False, "", "")


def test_blank_and_another_text_is_a_draft_that_names_what_changed(snapshot):
    verdict = under(making(OTHER, sources=SOURCES | {"workbook": "w2"}), row(), known(FIRST))
    assert not verdict.signed
    assert [verdict.why, *(change.sentence for change in verdict.changed)] == snapshot


def test_blank_and_two_texts_known_asks_for_the_mark(snapshot):
    verdict = under(making(), row(), known(FIRST, making(OTHER).record(signed_for())))
    assert not verdict.signed
    assert verdict.why == snapshot


@pytest.mark.parametrize("remembered", [NOTHING, known(FIRST)])
def test_a_mark_that_fits_is_signed(remembered):
    verdict = under(making(), row(READ.mark), remembered)
    assert verdict.signed
    assert verdict.first_seen is None  # the mark says what was signed
    assert verdict.news == ""


def test_a_mark_that_does_not_fit_is_a_draft_and_what_changed_is_said(snapshot):
    verdict = under(making(OTHER), row(READ.mark), known(FIRST))
    assert not verdict.signed
    assert [verdict.why, *(change.sentence for change in verdict.changed)] == snapshot


def test_a_mark_of_a_text_that_is_not_here_says_so(snapshot):
    verdict = under(making(OTHER), row(READ.mark))
    assert (verdict.signed, verdict.changed) == (False, ())
    assert verdict.why == snapshot


def test_a_mark_with_a_slip_is_a_draft(snapshot):
    slip = READ.mark[:-1] + ("B" if READ.mark[-1] != "B" else "C")
    verdict = under(making(), row(slip), known(FIRST))
    assert not verdict.signed
    assert verdict.why == snapshot


def test_one_of_several_marks_is_enough():
    assert under(making(), row(f"{mark_of('x')}; {READ.mark}")).signed


def test_a_mark_of_another_audience_does_not_count(snapshot):
    public = making(OTHER).record(signed_for("public", audience="public"), typed=True)
    verdict = under(making(), row(OTHER.mark, "public"), known(public))
    assert not verdict.signed
    assert verdict.why == snapshot


def test_a_wider_row_permits_a_narrower_text_made_from_the_same():
    public = making(OTHER).record(signed_for("public", audience="public"))
    assert under(making(), row("", "public"), known(public)).signed


def test_a_wider_row_does_not_begin_a_narrower_text_after_a_change(snapshot):
    public = making(OTHER).record(signed_for("public", audience="public"))
    later = making(sources=SOURCES | {"workbook": "w2"})
    verdict = under(later, row("", "public"), known(public))
    assert not verdict.signed
    assert verdict.why == snapshot


def test_a_narrower_row_is_asked_when_the_wider_one_does_not_stand():
    wider = row(mark_of("x"), "public", date(2026, 1, 9))
    rows = [(wider, signed_for("public", signed_on=wider.signed_on)), (row(), signed_for())]
    assert judge(making(), rows, known(FIRST)).signed
    assert not judge(making(OTHER), rows, known(FIRST)).signed


def test_signed_again_on_another_day_begins_anew():
    verdict = under(making(OTHER), row("", day=date(2026, 1, 9)), known(FIRST))
    assert (verdict.signed, verdict.news) == (True, "begun")


def test_another_signer_practice_or_cycle_is_another_signature():
    for other in ({"signed_by": "Ann Lee"}, {"item": "B2"}):
        assert under(making(OTHER), row(), known(FIRST), **other).news == "begun"


@pytest.mark.parametrize("renamed", [{"partnership": "Weir"}, {"school": "oakfield-weir"}])
def test_another_name_of_the_partnership_or_school_is_the_same_signature(renamed):
    assert under(making(), row(), known(FIRST), **renamed).signed
    assert not under(making(OTHER), row(), known(FIRST), **renamed).signed


def test_a_narrower_text_does_not_begin_a_wider_one_after_a_change():
    first = making().record(signed_for("public"))  # for the partnership, under the public row
    later = making(OTHER, sources=SOURCES | {"workbook": "w2"})
    assert not under(later, row("", "public"), known(first), audience="public").signed
    assert under(making(OTHER), row("", "public"), known(first), audience="public").signed


CHANGED = SOURCES | {"workbook": "w2"}


@pytest.mark.parametrize("rows", [("partnership", "public"), ("public",), ("partnership",)])
def test_a_second_row_of_the_day_does_not_sign_a_changed_text(rows, snapshot):
    lines = [(row(audience=name), signed_for(name)) for name in rows]
    read = known(making().record(signed_for("partnership" if rows == ("public",) else "public")))
    verdict = judge(making(OTHER, sources=CHANGED), lines[::-1], read)
    assert not verdict.signed
    assert judge(making(), lines, read).signed
    if len(rows) == 1:
        assert verdict.why == snapshot


def test_a_row_of_a_later_day_signs_a_changed_text():
    later = date(2026, 1, 9)
    verdict = under(making(OTHER, sources=CHANGED), row(audience="public", day=later), known(FIRST))
    assert verdict.news == "begun"


def test_a_sign_off_of_last_cycle_does_not_stand_in_this_one(snapshot):
    verdict = under(making(OTHER), row(), known(FIRST), cycle="2026-27")
    assert not verdict.signed
    assert verdict.why == snapshot


@pytest.mark.parametrize(
    ("changed", "signed"),
    [
        ({"kit": "2"}, True),  # the kit alone words it otherwise: remembered anew, and said
        ({"kit": "2", "sources": SOURCES | {"notebook": "kit n2"}}, True),
        ({"kit": "2", "sources": SOURCES | {"workbook": "w2"}}, False),
        ({"kit": "2", "sources": SOURCES | {"notebook": "n2"}}, False),  # a notebook of one's own
        ({"sources": SOURCES | {"notebook": "n2"}}, False),
        ({}, False),
    ],
)
def test_another_version_of_the_kit(changed, signed):
    verdict = under(making(OTHER, **changed), row(), known(FIRST))
    assert verdict.signed == signed
    assert verdict.news == ("reworded" if signed else "")
    assert verdict.changed
    marked = under(making(OTHER, **changed), row(READ.mark), known(FIRST))
    assert not marked.signed


def test_a_text_that_was_replaced_no_longer_stands():
    new = making(OTHER, kit="2").record(signed_for(), follows=(READ.digest,))
    assert under(making(OTHER, kit="2"), row(), known(FIRST, new)).signed
    assert not under(making(READ, kit="2"), row(), known(FIRST, new)).signed


def test_a_lost_memory_is_said_and_never_begun_again(snapshot):
    lost = signed_for().key, READ.mark
    same = under(making(lost=lost), row())
    assert (same.signed, same.write, same.news) == (True, True, "")
    other = under(making(OTHER, lost=lost), row())
    assert not other.signed
    assert [same.said, other.why] == snapshot


SHARED = {"partnership": "p1", "shared": "s1"}


def test_others_news_leaves_what_was_signed_and_offers_an_update(snapshot):
    first = making(sources=SHARED, given=("oakfield: Review summary",)).record(signed_for())
    later = making(OTHER, sources=SHARED | {"shared": "s2"},
                   given=("oakfield: Review summary", "withy-bridge: Review summary"))  # fmt: skip
    for marks in ("", READ.mark):
        verdict = under(later, row(marks), known(first))
        assert (verdict.keep, verdict.signed) == (first, False)
        assert verdict.changed
    assert verdict.said == snapshot


def test_what_a_school_took_back_is_not_kept(snapshot):
    first = making(sources=SHARED, given=("oakfield: Review summary",)).record(signed_for())
    later = making(OTHER, sources=SHARED | {"shared": "s2"})
    verdict = under(later, row(), known(first))
    assert (verdict.keep, verdict.signed) == (None, False)
    assert verdict.why == snapshot


# The memory on disk


def test_records_survive_the_way_to_disk_and_back(tmp_path):
    written = write_record(FIRST, tmp_path / "signed")
    again = read_records(tmp_path / "signed")
    assert again.records == (written,) == (FIRST,)
    assert [path.name for path in (tmp_path / "signed").iterdir()] == [FIRST.name]


def test_the_earlier_of_two_equal_texts_stands(tmp_path):
    write_record(FIRST, tmp_path)
    later = replace(FIRST, first_seen=date(2026, 1, 1))
    assert write_record(later, tmp_path) == FIRST


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("19 of 27", "20 of 27"),
        lambda text: text.replace("2025-12-03", "2025-12-04"),
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "",
    ],
)
def test_an_edited_record_is_ignored_and_named(edit, tmp_path):
    path = tmp_path / FIRST.name
    write_record(FIRST, tmp_path)
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = read_records(tmp_path)
    assert found.records == ()
    assert [name for name, _ in found.ignored] == [FIRST.name]


def test_a_copy_of_a_record_is_the_same_record(tmp_path):
    write_record(FIRST, tmp_path)
    copy = tmp_path / "review-summary-HEADS-LAPTOP.json"
    copy.write_bytes((tmp_path / FIRST.name).read_bytes())
    assert under(making(), row(), read_records(tmp_path)).signed


# --- the same school year, written in another way

SPELT = ["2025/2026", "2025–26", "25/26", "AY 2025-26", "2025 to 2026", "2025-26 "]
NOT_THE_SAME = ["2026-27", "2025", "Cycle 2, 2025-26", "2025-27", "Autumn 2025"]


def test_the_key_of_a_signature_and_the_name_of_its_record_are_what_they_always_were():
    assert signed_for().key == (
        *("2025-26", "review summary", "", "partnership", "2025-12-03", "ruth adeyemi"),
        *("partnership", "document"),
    )
    assert FIRST.name.endswith(f".{FIRST.text.mark.replace('-', '').lower()}.{_of_key()}.json")
    assert signed_for(cycle="2025/2026").key != signed_for().key


def _of_key() -> str:
    return sha256("\n".join(signed_for().key).encode()).hexdigest()[:6]


@pytest.mark.parametrize("cycle", SPELT)
def test_a_text_that_was_read_stays_signed_where_its_year_is_written_otherwise(cycle):
    verdict = under(making(), row(), known(FIRST), cycle=cycle)
    assert verdict.signed and not verdict.write and verdict.record is FIRST
    assert under(making(), row(READ.mark), known(FIRST), cycle=cycle).signed


@pytest.mark.parametrize("cycle", SPELT)
def test_writing_the_year_otherwise_signs_no_text_that_was_not_read(cycle):
    verdict = under(making(OTHER), row(), known(FIRST), cycle=cycle)
    assert not verdict.signed and verdict.changed
    changed = {"sources": {**SOURCES, "workbook": "w2"}}
    wider = replace(FIRST, signed_for=signed_for(audience="public"))
    assert not under(making(OTHER, **changed), row(), known(wider), cycle=cycle).signed
    lost = (signed_for().key, READ.mark)
    assert not under(making(OTHER, lost=lost), row(), cycle=cycle).signed


@pytest.mark.parametrize("cycle", NOT_THE_SAME)
def test_what_may_be_another_cycle_is_another_one(cycle):
    assert not under(making(), row(), known(FIRST), cycle=cycle).signed


def test_what_is_remembered_under_the_very_words_comes_first():
    other = making(OTHER).record(signed_for(cycle="2025/2026"))
    both = known(FIRST, other)
    assert under(making(), row(), both).record is FIRST
    assert under(making(OTHER), row(), both, cycle="2025/2026").record is other
    assert not under(making(), row(), both, cycle="2025/2026").signed


@given(
    cycle=st.sampled_from([*SPELT, *NOT_THE_SAME]),
    remembered=st.lists(
        st.tuples(
            st.sampled_from([READ, OTHER]),
            st.sampled_from(["partnership", "public", "school"]),
            st.sampled_from(["2025-26", "2025/2026"]),
            st.sampled_from([DAY, date(2025, 11, 1)]),
        ),
        min_size=1,
        max_size=4,
    ),
    text=st.sampled_from([READ, OTHER]),
    marks=st.sampled_from(["", READ.mark]),
    workbook=st.sampled_from(["w1", "w2"]),
)
@examples(200)
def test_no_other_way_to_write_a_year_signs_more_than_the_ways_it_was_signed_in(
    cycle, remembered, text, marks, workbook
):
    records = [
        making(one).record(signed_for(audience=audience, cycle=then, signed_on=on))
        for one, audience, then, on in remembered
    ]
    made = making(text, sources={**SOURCES, "workbook": workbook})
    if under(made, row(marks), known(*records), cycle=cycle).signed:
        asked = [
            under(made, row(marks), known(*records), cycle=one) for one in ("2025-26", "2025/2026")
        ]
        assert marks or cycle in NOT_THE_SAME or any(one.signed for one in asked)
