"""Generated partnerships of any size keep the declarations and the programme's rules."""

import demo_rules
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.demo import make_partnership
from spp_research.demo.generated import FEWEST, MOST, generate
from spp_research.errors import ConfigurationError
from spp_research.intake import check_workspace
from spp_research.workspace import Workspace, safe_slug

SIZES = (3, 6, 40)


@pytest.fixture(scope="module", params=SIZES)
def book(request):
    return generate(request.param, seed=5)


@pytest.mark.slow
@examples(20)
@given(schools=st.integers(FEWEST, 14), seed=st.integers(0, 10_000))
def test_any_size_and_seed_keeps_the_declarations_and_the_roles(schools, seed):
    book = generate(schools, seed)
    assert demo_rules.all_faults(book) == []
    assert demo_rules.broken_roles(book) == []
    assert len(book.schools) == schools


def test_larger_partnerships_keep_them_too(book):
    assert demo_rules.all_faults(book) == []
    assert demo_rules.broken_roles(book) == []


def test_findings_rest_on_evidence_of_their_own_question(book):
    assert [broken for s in book.schools for broken in demo_rules.broken_chains(s)] == []


def test_every_action_answers_a_next_step(book):
    for school in book.schools:
        kinds = {f["finding_id"]: f["kind"] for f in school.sheets.get("findings", [])}
        answered = [kinds[a["finding_id"]] for a in school.sheets.get("actions", [])]
        assert set(answered) <= {"Next step"}


def test_no_text_judges(book):
    assert demo_rules.judgements(book) == []


def test_no_free_text_names_a_member_of_staff(book):
    assert demo_rules.names_in_texts(book) == []


def test_contacts_and_signatures_are_people_of_the_partnership(book):
    assert demo_rules.strangers(book) == []


def test_a_school_has_four_to_six_questions_and_enough_to_report(book):
    for school in book.schools:
        assert 4 <= len(school.sheets["self_review"]) <= 6
        if "findings" in school.sheets:
            assert 14 <= len(school.sheets["evidence"]) <= 28
            assert 5 <= len(school.sheets["findings"]) <= 8
            assert 2 <= len(school.sheets["actions"]) <= 4


def test_two_schools_do_not_open_with_the_same_words():
    books = generate(60, seed=9).schools
    openings = [(s.sheets["school"][0]["context"], s.sheets["school"][0]["focus"]) for s in books]
    assert len(set(openings)) == len(openings)
    assert len({focus for _, focus in openings}) > 8


@pytest.mark.slow
def test_short_names_are_safe_and_different():
    slugs = [school.slug for school in generate(400, seed=3).schools]
    assert [safe_slug(slug) for slug in slugs] == slugs
    assert len(set(slugs)) == len(slugs)


def test_a_partnership_has_schools_at_each_place_of_the_cycle():
    books = generate(60, seed=1).schools
    preparing = [s for s in books if "findings" not in s.sheets]
    acting = [s for s in books if "actions" in s.sheets and "reflection" not in s.sheets]
    shared = [s for s in books if "practice" in s.sheets]
    assert preparing and acting and len(shared) > len(books) / 2
    assert all(len(s.sheets["evidence"]) == 2 for s in preparing)


def test_the_same_seed_gives_the_same_cells_and_another_seed_does_not():
    assert generate(6, seed=2026) == generate(6, seed=2026)
    assert generate(6, seed=2026) != generate(6, seed=2027)


@pytest.mark.parametrize("schools", [0, 2, MOST + 1])
def test_a_size_that_is_not_possible_is_refused(schools):
    with pytest.raises(ConfigurationError, match="Ask for 3 to 5000"):
        generate(schools, seed=1)


@pytest.mark.slow
def test_workbooks_read_back_without_a_fault(tmp_path):
    root = make_partnership(tmp_path / "made", schools=4, seed=8)
    readings = check_workspace(Workspace(root))
    assert len(readings) > 4
    assert [fault for reading in readings for fault in reading.faults] == []
