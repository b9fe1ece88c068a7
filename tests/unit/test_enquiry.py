"""An enquiry: what it refuses, what so many pupils could show, and its way into a workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research import enquiry, impact, open_school, stats
from spp_research.display.own_charts import rules_here
from spp_research.errors import DisclosureError, EvidenceError, InputError
from spp_research.intake import read_workbook
from spp_research.protect.disclosure import opened as registry
from spp_research.schema import PUPILS, SCHOOL
from spp_research.school.impact.plans import Fixed

STEM = "To what extent does ten minutes of reading aloud a day help pupils to read fluently?"
COLUMNS = {"before": "january", "after": "june", "group": "took_part", "project": "yes"}


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """What a table makes known is known in this test alone."""
    for known in ("_schools", "_words", "_ids"):
        monkeypatch.setattr(registry, known, dict(getattr(registry, known)))


def outcome(**changes):
    facts = {
        "design": "A",
        "who": "Pupils of 3A and 3B",
        "unit": "words a minute",
        "smallest_worthwhile": 5,
        "named_on": "08/01/2026",
        "before_on": "12/01/2026",
        "after_on": date(2026, 7, 6),
    }
    return enquiry.outcome("Words in a minute", **(facts | changes))


def study(**changes):
    return enquiry.known(
        "Example study (2024)",
        "They read more.",
        "https://example.org, table 3",
        **({"accessed": "20/11/2025", "outcome": "Fluency", "effect": 0.2} | changes),
    )


def ethics(**changes):
    facts = {
        "told": "A letter home.",
        "consent": "Families could opt out.",
        "kept": "One table, until 31 August 2027.",
        "checked_by": "Ann Hill",
        "checked_on": "05/01/2026",
    }
    return enquiry.Ethics(**(facts | changes))


def made(**changes):
    facts = {
        "question": STEM,
        "why": "Many read word by word.",
        "known": [study()],
        "doing": "Ten minutes a day for a term.",
        "outcomes": [outcome()],
        "ethics": ethics(),
        "pupils": enquiry.pupils("example", **COLUMNS, cluster="class", pupil="pupil"),
        "happened": "Most days.",
        "changed": "They read more.",
        "surprises": "They read to each other.",
        "lessons": "Keep the same ten minutes.",
        "next": "Everybody begins.",
        "sharing": "Come and watch.",
        "school": "oakfield",
    }
    return enquiry.Enquiry(**(facts | changes))


# What is wrong


TABLE = {"id": [1, 2, 3], "jan": [4, 5, 6], "jun": [5, "ill", 7], "took": ["yes", "no", "no"]}
WRONG = {
    "no such column": lambda: enquiry.pupils(TABLE, before="jann", after="jun"),
    "no such file": lambda: enquiry.pupils("fluensy.csv", after="jun"),
    "a text for a number": lambda: enquiry.pupils(TABLE, before="jan", after="jun"),
    "nobody has the label": lambda: enquiry.pupils(TABLE, before="jan", group="took", project="Y"),
    "three labels": lambda: enquiry.pupils(
        TABLE | {"took": ["yes", "no", "later"]}, before="jan", group="took", project="yes"
    ),
    "an ID twice": lambda: enquiry.pupils(TABLE | {"id": [7, 7, 3]}, before="jan", pupil="id"),
    "no ID": lambda: enquiry.pupils(TABLE | {"id": [None, 2, 3]}, before="jan", pupil="id"),
    "nothing measured": lambda: enquiry.pupils(TABLE, pupil="id"),
    "a sheet of a table": lambda: enquiry.pupils(TABLE, before="jan", sheet="Marks"),
    "another stem": lambda: made(question="Does reading help?"),
    "no question": lambda: made(question=""),
    "too long": lambda: made(doing="word " * 100),
    "results of no outcome": lambda: made(outcomes=[outcome(outcome_id="O7")]),
    "two of one ID": lambda: made(outcomes=[outcome(outcome_id="O1")] * 2),
    "no such design": lambda: outcome(design="E"),
    "no such day": lambda: outcome(named_on="31/02/2026"),
    "a text for a least change": lambda: outcome(smallest_worthwhile="five"),
    "no place to read it": lambda: enquiry.known("A", "B", "", "20/11/2025", outcome="C"),
    "an effect that cannot be": lambda: study(effect=9),
    "nobody checked": lambda: ethics(checked_by=""),
    "one group for two": lambda: enquiry.smallest("A", 27),
    "fixed by nobody": lambda: enquiry.fix_plan(made(), by=" ", on="05/01/2026"),
    "fixed on no day": lambda: enquiry.fix_plan(made(), by="Ann Hill", on=""),
}


def test_each_mistake_is_one_plain_sentence(snapshot):
    said = {}
    for name, wrong in WRONG.items():
        with pytest.raises(InputError) as refused:
            wrong()
        said[name] = str(refused.value)
        assert "7, 7" not in said[name]
        head, *lines = said[name].splitlines()
        assert head == f"There are {len(lines)} things to mend:" if lines else True
        assert all(line.startswith("- ") for line in lines)
    assert said == snapshot


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path):
    """By the rows that a spreadsheet shows, also where one of them is blank."""
    file = tmp_path / "pupils.csv"
    rows = ["id,jan,jun,took"] + [
        f"A{n},1{n % 9},1{n % 7},{'yes' if n % 2 else 'no'}" for n in range(12)
    ]
    rows[2:6] = ["A0,1O,12,yes", "", ",13,abs,maybe", "A4,13,abs,no"]
    file.write_text("\n".join(rows))
    columns = {"before": "jan", "after": "jun", "group": "took", "project": "yes", "pupil": "id"}
    with pytest.raises(InputError) as refused:
        enquiry.pupils(file, **columns)
    assert str(refused.value).splitlines() == [
        "There are 5 things to mend:",
        "- group (took) holds 'no', 'yes', 'maybe' (row 5); two groups can be compared, so keep "
        "the rows of 'yes' and of one other",
        "- before (jan) must hold numbers only; row 3 holds the text '1O'; where nothing was "
        "measured, leave the cell empty",
        "- after (jun) must hold numbers only; rows 5 and 6 hold the text 'abs'; where nothing was "
        "measured, leave the cell empty, or stats.read_table(path, missing=['abs'])",
        "- pupil: row 5 has no ID; give each pupil one, or leave pupil= out where the table has "
        "none",
        "- pupil: row 3 repeats the ID of another; give each pupil one row, with the results of "
        "both times in it",
    ]
    assert len(refused.value.faults) == 5
    shown = pd.read_csv(file, skip_blank_lines=True).drop(index=0)  # as Jupyter shows a table
    with pytest.raises(InputError, match="row 2 has no ID"):
        enquiry.pupils(shown, **columns)


def test_of_many_faults_ten_are_told():
    table = {f"q{n}": [1, 2, "x"] for n in range(14)}
    with pytest.raises(InputError) as refused:
        stats.cronbach_alpha(list(table), data=table)
    said = str(refused.value).splitlines()
    assert said[0] == "There are 14 things to mend:" and len(said) == 12
    assert said[1].startswith("- items (q0) must hold numbers only; row 3 holds the text 'x'")
    assert said[-1] == "- and 4 more"


def test_what_is_missing_is_left_out_and_said():
    bare = enquiry.Enquiry(STEM)
    assert "not yet written: why, known, doing" in repr(bare)
    assert enquiry.results(bare) == () and len(bare.measured) == 0
    assert "27 rows of pupils, not printed" in repr(made())
    assert "001" not in repr(made().measured)


def test_without_a_word_the_rules_are_those_for_everyone(monkeypatch):
    monkeypatch.setattr(registry, "_rules", [])
    table = {"jan": [20, 25, 31, 40, 44], "jun": [30, 31, 44, 49, 58]}
    few = enquiry.pupils(table, before="jan", after="jun")
    facts = {"pupils": few, "outcomes": [outcome(design="B")]}
    bare = made(**facts)
    enquiry.plan(bare)
    assert rules_here().audience == "public"
    assert "hidden [c]" in enquiry.results(bare)[0].sentence()
    made(**facts, audience="partnership")
    assert rules_here().audience == "partnership"
    assert made(audience="school") == made()
    with pytest.raises(DisclosureError):
        made(audience="governors")


# What is found, and what could be


def test_a_result_is_that_of_the_kits_own_estimator():
    table = enquiry.pupils("example", **COLUMNS)
    (found,) = enquiry.results(made(pupils=table))
    wanted = impact.of_table(
        table,
        "Words in a minute",
        before="baseline",
        after="follow_up",
        group="group",
        project="Project",
        unit="words a minute",
        smallest_worthwhile=5,
    )
    assert found.estimate == wanted.estimate and found.verdict == wanted.verdict


def test_that_of_a_school_is_that_of_its_reflection():
    base = open_school("example", "oakfield", "school")
    mine = enquiry.of_school(base)
    assert enquiry.results(mine)[0] == impact.results(base.base)[0]
    with pytest.raises(EvidenceError, match=r"there is no action “A9”.*its actions are A1"):
        enquiry.of_school(base, "A9")


def test_what_so_many_could_show_is_a_number_of_the_statistics():
    wanted = stats.mdes_pupils(27, 14 / 27, 0.49, 1).value
    assert enquiry.smallest("A", (14, 13)).in_sd == wanted
    assert enquiry.smallest("B", 27).in_sd == pytest.approx(
        stats.mdes_paired(27).value * (2 * 0.3) ** 0.5
    )
    assert enquiry.smallest("C", (40, 45)).in_sd == stats.mdes_two_groups(40, 45).value
    classes = stats.mdes_clusters(8, 100 / 8, 0.05, 0.5, 0.49, 0.49).value
    assert enquiry.smallest("A", (50, 50), (4, 4)).in_sd == classes
    assert enquiry.smallest("A", (14, 13), (1, 1)).reason.startswith("one class a group")
    assert enquiry.smallest("A", (1, 13)).in_sd is None
    assert enquiry.smallest("D", 30).reason.startswith("looked at once")


def test_more_pupils_could_show_less():
    sizes = (10, 20, 40, 80, 160)
    for design, groups in (("A", 2), ("B", 1), ("C", 2)):
        found = [enquiry.smallest(design, (n,) * groups).in_sd for n in sizes]
        there = [one for one in found if one is not None]
        assert there == sorted(there, reverse=True) and len(there) >= 4


def test_a_plan_is_fixed_once_and_tells_what_was_done_otherwise():
    fixed = enquiry.fix_plan(made(), by="Ann Hill", on="05/01/2026")
    (plan,) = enquiry.plans(fixed)
    assert plan.when is Fixed.BEFORE and not plan.departures
    assert enquiry.fix_plan(fixed, by="Ann Hill", on="06/01/2026") == fixed
    lowered = replace(fixed, outcomes=[outcome(smallest_worthwhile=1)])
    assert [d.label for d in enquiry.plans(lowered)[0].departures] == ["Smallest worthwhile change"]
    # It is judged by what was planned, and not by what was lowered when the results were in.
    assert enquiry.results(lowered)[0].outcome.smallest_worthwhile == 5


# Into a workbook and back


def test_it_goes_into_a_workbook_and_comes_back_equal(tmp_path):
    mine = enquiry.fix_plan(made(), by="Ann Hill", on="05/01/2026")
    book = enquiry.to_workbook(mine, tmp_path / "oakfield" / "evidence.xlsx")
    again = enquiry.from_workbook(book)
    assert again == mine and again != made()
    assert enquiry.results(again)[0] == enquiry.results(mine)[0]
    reading = read_workbook(book, SCHOOL)
    assert reading.ok
    people = read_workbook(book.parent / "pupils" / "enquiry.xlsx", PUPILS, reading.keys())
    assert people.ok and not people.faults


def test_nothing_is_written_over(tmp_path):
    mine = made()
    book = enquiry.to_workbook(mine, tmp_path / "evidence.xlsx")
    before = book.read_bytes()
    with pytest.raises(InputError, match="there is a file already"):
        enquiry.to_workbook(mine, book)
    with pytest.raises(InputError, match=r"enquiry\.xlsx: there is a file already"):
        enquiry.to_workbook(mine, tmp_path / "other.xlsx")
    assert book.read_bytes() == before and not (tmp_path / "other.xlsx").exists()
    with pytest.raises(InputError, match=r"written as \.xlsx"):
        enquiry.to_workbook(mine, tmp_path / "evidence.csv")
    with pytest.raises(InputError, match="short name"):
        enquiry.to_workbook(made(school=""), tmp_path / "else" / "evidence.xlsx")
    with pytest.raises(InputError, match="doing is missing"):
        enquiry.to_workbook(made(doing=""), tmp_path / "else" / "evidence.xlsx")


OTHERS = ("copperbeck", "nether-sallow", "osier-road", "tannery-lane", "withy-bridge")


@pytest.mark.parametrize(
    "school", ["oakfield", *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS)]
)
def test_the_enquiry_of_a_school_comes_back_equal(school, tmp_path):
    mine = enquiry.of_school(open_school("example", school, "school"))
    book = enquiry.to_workbook(mine, tmp_path / "evidence.xlsx")
    assert enquiry.from_workbook(book) == mine


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=120)
NUMBERS = st.floats(-500, 500, allow_nan=False)


@st.composite
def enquiries(draw):
    """An enquiry of any words and numbers that its columns take."""
    design = draw(st.sampled_from("ABCD"))
    rows = draw(st.lists(st.tuples(st.none() | NUMBERS, st.none() | NUMBERS, st.booleans()),
                         min_size=1, max_size=8))  # fmt: skip
    table = pd.DataFrame(rows, columns=["jan", "jun", "took"]).astype(
        {"jan": float, "jun": float, "took": bool}
    )
    two = table["took"].nunique() == 2
    words = {
        name: draw(TEXTS)
        for name in ("why", "happened", "changed", "surprises", "lessons", "next", "sharing")
    }
    return enquiry.Enquiry(
        f"To what extent {draw(TEXTS)}",
        doing=f"We {draw(TEXTS)}",
        known=[study(effect=draw(st.none() | st.floats(-5, 5)), stage="Key stage 1")],
        outcomes=[
            outcome(design=design, main=draw(st.booleans()), lowest=draw(st.none() | NUMBERS))
        ],
        pupils=enquiry.pupils(
            table,
            before="jan",
            after="jun",
            group="took" if two else None,
            project=True if two else None,
        ),
        school="oakfield",
        **words,
    )


@pytest.mark.slow
@examples(100)
@given(enquiries())
def test_any_enquiry_comes_back_equal(tmp_path_factory, mine):
    folder = tmp_path_factory.mktemp("any")
    assert enquiry.from_workbook(enquiry.to_workbook(mine, folder / "evidence.xlsx")) == mine
