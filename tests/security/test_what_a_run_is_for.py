"""A run tells its process what it is for, and what is opened there is held to it."""

from __future__ import annotations

import pytest

from spp_research import open_school, open_year, show
from spp_research.errors import DisclosureError, InputError, UnprotectedError
from spp_research.protect.disclosure import opened
from spp_research.telling import RUN_VARIABLE, SEAL_VARIABLE

ORDER = ("school", "partnership", "public")


@pytest.fixture
def run(monkeypatch):
    """Begin a run that is for something."""

    def begin(made_for: str) -> None:
        monkeypatch.setenv(SEAL_VARIABLE, "of this run")
        monkeypatch.setenv(RUN_VARIABLE, made_for)
        opened.run_key.cache_clear()
        opened.run_key()
        opened._rules.clear()

    yield begin
    opened.run_key.cache_clear()
    opened._rules.clear()


@pytest.mark.parametrize("asked", ORDER)
@pytest.mark.parametrize("made_for", ORDER)
def test_nothing_is_opened_by_looser_rules_than_the_runs(made_for, asked, run):
    run(f"school/{made_for}")
    if ORDER.index(asked) < ORDER.index(made_for):
        with pytest.raises(UnprotectedError, match=f"stricter than those for “{asked}”"):
            open_school("example", "oakfield", asked)
    else:
        assert open_school("example", "oakfield", asked).rules.audience == asked


@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_a_run_about_all_the_schools_opens_no_school(audience, run):
    run(f"all/{audience}")
    with pytest.raises(DisclosureError, match="opens no school’s own workbook and no file of"):
        open_school("example", "oakfield", audience)
    assert open_year("example", audience).rules.audience == audience


@pytest.mark.parametrize("said", ["1", "", "school/", "/public/", "all", "school/everybody"])
def test_what_an_earlier_kit_or_nobody_said_holds_nothing_up(said, run):
    run(said)
    assert open_school("example", "oakfield", "school")


def test_out_of_a_run_anybody_may_look_at_their_own(monkeypatch):
    monkeypatch.setenv(RUN_VARIABLE, "all/public")  # left over from somewhere, and no run
    opened.run_key.cache_clear()
    assert open_school("example", "oakfield", "school")


def test_the_front_of_ones_own_is_whose_it_is_and_a_draft():
    study = open_school("example", "oakfield", "school")
    front = show.front(study, "Reading aloud", question="To what extent do we read aloud?")
    assert (front.title, front.subtitle) == ("Reading aloud", study.base.school.name)
    assert front.sign_off is None and front.document == "" and front.audience == "school"
    assert "Draft" in front._repr_mimebundle_()["text/markdown"]
    told = show.front(study)._repr_mimebundle_()["text/markdown"]
    assert told.startswith("## Oakfield Weir Primary School\n\nFor the")
    year = show.front(open_year("example", "partnership"))
    assert year.subtitle == year.partnership


def test_the_front_of_ones_own_has_no_words_that_were_put_together():
    study = open_school("example", "oakfield", "school")
    for title in (f"Reading, {len(study.base.pupils)} pupils", str(study.base.pupils.shape)):
        with pytest.raises(UnprotectedError, match="put together by the notebook"):
            show.front(study, title)
    with pytest.raises(InputError, match="takes a study, from open_school"):
        show.front(study.base)  # type: ignore[arg-type]
