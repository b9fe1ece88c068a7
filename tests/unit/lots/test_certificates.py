"""Any list that is drawn checks again, and any change of its page breaks the certificate."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research import stats
from spp_research.intake.read.certificates import (
    Certificate,
    NoCertificateError,
    in_words,
    page,
    plain_fact,
    read,
)
from spp_research.schema.vocabulary import LotMethod
from spp_research.stats.allocation import text_of
from spp_research.stats.certificates import TWO_ARMS, holds

quick = settings(max_examples=60, deadline=None)
CODES = {method.code: method for method in LotMethod}


@st.composite
def certificates(draw, fewest=2):
    """A draw of any list, by any method, with any facts."""
    letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
    labels = st.text(letters, min_size=1, max_size=8)
    units = draw(st.lists(labels, min_size=fewest, max_size=12, unique_by=text_of))
    method = draw(st.sampled_from(sorted(CODES)))
    groups = draw(st.lists(labels, min_size=len(units), max_size=len(units)))
    numbers = st.floats(-1e6, 1e6, allow_nan=False)
    scores = draw(st.lists(numbers, min_size=len(units), max_size=len(units)))
    drawn = stats.allocate(
        units,
        method=method,
        seed=draw(st.integers(0, 2**63 - 1)),
        arms=draw(st.sampled_from(TWO_ARMS)),
        strata=groups if method == "stratified" else None,
        score=scores if method == "pairs" else None,
    )
    assert drawn.ok
    said = st.text(max_size=30).map(plain_fact)
    return Certificate(
        "D1",
        "oakfield",
        ("O1", "O2"),
        draw(st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        draw(said),
        CODES[method],
        drawn.seed,
        drawn.draw,
        drawn.arms,
        drawn.rows,
        drawn.scores,
        draw(said),
    )


@pytest.mark.slow
@quick
@given(certificates())
def test_any_list_that_is_drawn_checks_again(known):
    text = page(known)
    assert read(text) == known
    assert read("\ufeff" + text.replace("\n", "\r\n")) == known  # as Windows saves it
    rows = [(r.unit, r.stratum, s, r.arm) for r, s in zip(known.rows, known.scores, strict=True)]
    assert holds(rows[::-1], known.method.code, known.seed, known.draw, known.certificate.upper())


@pytest.mark.slow
@quick
@given(certificates(), st.data())
def test_any_change_of_the_page_breaks_it(known, data):
    text = page(known)
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from(["", "x", " ", "7", "\n", text[at] * 2, "project", "later"]))
    changed = text[:at] + put + text[at + 1 :]
    if changed in (text, text.replace("\n", "\r\n")):
        return
    with pytest.raises(NoCertificateError):
        read(changed)


@pytest.mark.slow
@quick
@given(certificates(), st.data())
def test_any_change_of_the_list_breaks_it(known, data):
    rows = [[r.unit, r.stratum, s, r.arm] for r, s in zip(known.rows, known.scores, strict=True)]
    at = data.draw(st.integers(0, len(rows) - 1))
    what = data.draw(st.sampled_from(["unit", "arm", "taken out", "added", "seed", "draw"]))
    seed, number = known.seed, known.draw
    if what == "unit":
        rows[at][0] += "x"
    elif what == "arm":
        rows[at][3] = next(arm for arm in known.arms if arm != rows[at][3])
    elif what == "taken out":
        del rows[at]
    elif what == "added":
        rows.append([f"{max(r[0] for r in rows)}0", *rows[at][1:]])
    elif what == "seed":
        seed = (seed + 1) % 2**63
    else:
        number += 1
    assert not holds(list(map(tuple, rows)), known.method.code, seed, number, known.certificate)


def small(**changes):
    drawn = stats.allocate(["007", "8", "9"], method="simple", seed=4711)
    facts = {
        "draw_id": "D1",
        "school": "oakfield",
        "outcomes": ("O1",),
        "drawn_on": date(2026, 1, 6),
        "drawn_by": "Ann Hill",
        "method": LotMethod.SIMPLE,
        "seed": drawn.seed,
        "draw": drawn.draw,
        "arms": drawn.arms,
        "rows": drawn.rows,
        "scores": drawn.scores,
    }
    return Certificate(**(facts | changes))


def test_the_page_as_it_is_read(snapshot):
    assert page(small()) == snapshot


def test_what_is_said_of_a_page_names_nobody():
    said = in_words(small())
    assert "D1 comes out again, 3 pupils drawn with number 4711" in said
    assert "007" not in said and "007" not in repr(small())


@pytest.mark.parametrize(
    "text",
    ["", "Certificate of a draw by lot\n", '{"algorithm":"spp-allocate-1"}', "[" * 100_000],
)
def test_other_texts_are_no_certificates(text):
    with pytest.raises(NoCertificateError):
        read(text)


def test_a_page_made_anew_for_other_groups_is_refused():
    """Whoever writes a page with the kit's own functions cannot choose the groups."""
    first, *rest = small().rows
    swapped = first._replace(arm=next(arm for arm in small().arms if arm != first.arm))
    with pytest.raises(NoCertificateError, match="drawn once more, it gives other groups"):
        read(page(small(rows=(swapped, *rest))))
