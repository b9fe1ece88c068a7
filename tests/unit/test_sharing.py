"""What a share file holds: what is signed off, nothing about few people, and nobody's name."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from impact_data import outcome, pupils, yes_or_no

from spp_research.errors import DisclosureError, EvidenceError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.protect.disclosure import rules_for
from spp_research.publish.sharing import FREE_TEXT, PRACTICE_TEXT, own_study, share_of
from spp_research.publish.sharing_results import answers, effects, for_pooling
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import SCALES
from spp_research.school import survey
from spp_research.school.evidence import Study, open_school
from spp_research.school.impact import SAME_CLASS, Result, result
from spp_research.school.impact.audience import gives_away
from spp_research.settings import Settings
from spp_research.share import SchoolShare
from spp_research.share.content import PARTS, text_of
from spp_research.share.files import MOST_BYTES, read_share
from spp_research.workspace import open_workspace

EXAMPLE = open_workspace("example")
PARTNERSHIP = rules_for("partnership")
FEW = range(1, PARTNERSHIP.fewest_pupils)


@pytest.fixture(scope="module")
def study() -> Study:
    return open_school("example", "oakfield", "partnership")


def with_sheet(study: Study, sheet: str, **columns) -> Study:
    """The study with some columns of a sheet of its workbook written over, in its first row."""
    frame = getattr(study.base, sheet).copy()
    for name, value in columns.items():
        frame.loc[frame.index[0], name] = value
    return replace(study, base=replace(study.base, **{sheet: frame}))


@pytest.mark.slow
@pytest.mark.parametrize(
    "school", [path.stem for path in sorted(EXAMPLE.share_folder.glob("*.json"))]
)
def test_the_committed_share_files_are_what_the_kit_makes(school):
    committed = read_share(EXAMPLE.share_file(school)).model_dump(mode="json")
    made = share_of(own_study(EXAMPLE, open_partnership(EXAMPLE), school)).model_dump(mode="json")
    for document in (committed, made):
        del document["content_hash"]  # the last digits of numbers differ between computers
    found, expected = flat(made), flat(committed)
    assert found.keys() == expected.keys(), "make it again: spp share -w examples/riverside"
    assert found == {
        key: pytest.approx(value, rel=1e-4) if isinstance(value, float) else value
        for key, value in expected.items()
    }, "make it again: spp share -w examples/riverside"


def flat(document: object, place: str = "") -> dict[str, object]:
    """Every value of a JSON document by its place."""
    if isinstance(document, dict):
        inner = document.items()
    elif isinstance(document, list):
        inner = enumerate(document)
    else:
        return {place: document}
    return {k: v for key, value in inner for k, v in flat(value, f"{place}.{key}").items()}


def test_a_share_is_for_the_partnership_only(study):
    with pytest.raises(ValueError, match="not for public"):
        share_of(replace(study, rules=rules_for("public")))


@pytest.mark.slow
@pytest.mark.parametrize("document", PARTS)
def test_what_is_not_signed_off_is_left_out(study, document):
    sheet = study.base.sign_offs
    rest = replace(study.base, sign_offs=sheet[sheet["document"] != document])
    full, less = share_of(study), share_of(replace(study, base=rest))
    for name, parts in PARTS.items():
        for part in parts:
            if name == document:
                assert not getattr(less, part)
            else:
                assert getattr(less, part) == getattr(full, part)
    there = [part for part in PARTS[document] if part not in ("hidden", "series", *_NOT_HERE)]
    assert all(getattr(full, part) for part in there)
    assert {line.document for line in full.sign_offs} - {line.document for line in less.sign_offs}


_NOT_HERE = (
    "check_ins",
    "lasted",
    "as_shared",
    "write_up",
)  # of the school that the study is about


def test_without_a_sign_off_there_is_only_what_the_lead_knows(study):
    nothing = replace(study.base, sign_offs=study.base.sign_offs.iloc[:0])
    share = share_of(replace(study, base=nothing))
    filled = {name for name, value in share.model_dump(exclude_defaults=True).items() if value}
    lead = {"kit", "partnership", "cycle", "school", "school_name", "school_type"}
    assert filled == lead | {"pupils_on_roll", "made_on", "content_hash"}


@pytest.mark.slow
def test_a_sign_off_that_will_end_says_when(study):
    first_day = pd.Timestamp(2026, 9, 1)
    rows = study.base.sign_offs
    document = rows["document"].iloc[0]
    # Without the sign-off for everyone, which would stand in the place of the one that ends.
    rows = rows[(rows["document"] != document) | (rows["audience"] != "Public")]
    study = replace(study, base=replace(study.base, sign_offs=rows))
    expires = with_sheet(study, "sign_offs", expires_on=first_day, audience="Public")
    ends = with_sheet(study, "sign_offs", withdrawn_on=first_day, audience="Public")
    moving = replace(ends, settings=Settings())
    for one in (expires, moving):
        line = share_of(one).signed(document)
        assert (line.audience, line.ends_on) == ("public", date(2026, 9, 1))
    assert study.settings.fixes_day
    narrower = share_of(ends).signed(document)  # since that day would never come
    assert (narrower.audience, narrower.ends_on) == ("partnership", None)


def test_neither_notes_nor_pupils_nor_what_is_not_shared_is_in_it(study):
    text = text_of(share_of(study))
    base = study.base
    inside = [*base.evidence["seen"], *base.reflection["lessons"].dropna(), base.context]
    assert len(inside) > 10
    assert not [words for words in inside if json.dumps(words, ensure_ascii=False)[1:-1] in text]
    assert not re.search(r"pupil_id|respondent|class_name|subgroup", text)


# Nobody's name.

PLANTED = {
    ("findings", "finding"): "sheet “Findings”, {id}, “Finding” (a pupil's name)",
    ("findings", "workshop_question"): "sheet “Findings”, {id}, “Question for the workshop”",
    ("self_review", "question"): "sheet “Self-review”, for F",
    ("support", "support"): "sheet “Support offered and needed”, {id}, “What”",
    ("actions", "action"): "sheet “Action plan”, {id}, “Action”",
    ("actions", "success_measure"): "sheet “Action plan”, {id}, “How we will know”",
    ("actions", "support_wanted"): "sheet “Action plan”, {id}, “Support wanted”",
    ("outcomes", "outcome"): "sheet “Outcomes”, {id}, “Outcome”",
    ("outcomes", "group"): "sheet “Outcomes”, {id}, “Who”",
    ("outcomes", "question"): "sheet “Outcomes”, {id}, “Question of the project”",
    ("survey_map", "asked"): "sheet “Survey map”, {id}, ",
    ("practice", "principle"): "sheet “Best practice”, “Principle”",
    ("practice", "in_short"): "sheet “Best practice”, “In short”",
}


@pytest.mark.parametrize(("sheet", "column"), PLANTED)
def test_a_text_that_seems_to_name_a_pupil_stops_the_file(study, sheet, column):
    named = with_sheet(study, sheet, **{column: "Ask Daniel in Year 3 about it"})
    with pytest.raises(DisclosureError) as refusal:
        share_of(named)
    said = str(refusal.value)
    row = getattr(named.base, sheet).iloc[0, 0]
    assert PLANTED[sheet, column].format(id=row) in said
    assert "Daniel" not in said and "Year 3" not in said


def test_the_refusal_names_places_and_no_words(study, snapshot):
    named = study
    for sheet, column in list(PLANTED)[:8]:
        named = with_sheet(named, sheet, **{column: "Ring 01632 960123, or ask pupil Daniel"})
    with pytest.raises(DisclosureError) as refusal:
        share_of(named)
    assert str(refusal.value) == snapshot


def test_the_focus_is_searched_too(study):
    base = replace(study.base, focus="To what extent does Daniel in Year 3 read?")
    with pytest.raises(DisclosureError, match="“Focus of the review”"):
        share_of(replace(study, base=base))


def test_a_pupil_of_the_schools_own_files_is_found_without_a_class_beside(study):
    named = with_sheet(study, "findings", finding="Zephyrine Quill reads aloud.")
    share_of(named)  # on no list, and beside no class
    known = replace(named.base, pupil_names=frozenset({"Zephyrine Quill"}))
    with pytest.raises(DisclosureError, match="“Finding” \\(a pupil's name\\)"):
        share_of(replace(named, base=known))


def test_words_that_the_school_says_name_nobody_are_let_through(study):
    named = with_sheet(study, "findings", finding="Ask Daniel in Year 3 about it.")
    with pytest.raises(DisclosureError, match="copy those very words to “Words that name nobody”"):
        share_of(named)
    assert share_of(with_sheet(named, "own", not_names="Daniel")).findings


# What is no free text: of the lead's workbook, of a vocabulary, made by the kit, names of staff.
OTHER_TEXT = {
    "": "kit audience partnership cycle school school_name school_type content_hash "
    "changed_since cleared",
    "sign_offs": "document audience name role",
    "findings": "finding_id kind theme agreement",
    "support": "support_id kind theme contact",
    "actions": "action_id finding_id lead status",
    "effects": "outcome_id action_id design estimator verdict standing reason rule warnings doubts",
    "answers": "item_id scale informant",
    "practice": "theme contact_name contact_email outcome_id",
}


def test_every_text_of_a_share_is_searched_or_known_to_be_no_free_text():
    schema = SchoolShare.model_json_schema()
    kinds = {
        "sign_offs": "Signed", "findings": "Finding", "support": "Support", "actions": "Action",
        "effects": "Effect", "answers": "Item", "practice": "Practice",
    }  # fmt: skip
    for part, other in OTHER_TEXT.items():
        fields = (schema["$defs"][kinds[part]] if part else schema)["properties"]
        texts = {
            name
            for name, field in fields.items()
            if '"type": "string"' in json.dumps(field)
            and "date" not in json.dumps(field)
            and "$ref" not in json.dumps(field)
        }
        searched = set(FREE_TEXT.get(part, ("", {}))[1])
        searched |= set(PRACTICE_TEXT) if part == "practice" else set()
        searched |= {"focus"} if not part else set()
        assert texts - searched == {*other.split()}


def test_what_a_workbook_has_room_for_a_share_file_has_room_for():
    schema = SchoolShare.model_json_schema()["$defs"]
    kinds = {"findings": "Finding", "support": "Support", "actions": "Action",
             "effects": "Effect", "answers": "Item", "series": "Watched",
             "resources": "Resource"}  # fmt: skip
    rooms = {
        (sheet, column): schema[kinds[part]]["properties"][name]["maxLength"]
        for part, (_, columns) in FREE_TEXT.items()
        for name, (sheet, column) in columns.items()
    }
    rooms |= {
        ("practice", name): schema["Practice"]["properties"][name]["maxLength"]
        for name in (*PRACTICE_TEXT, "contact_name", "contact_email")
    }
    assert len(rooms) > 12
    for (sheet, column), room in rooms.items():
        assert SCHOOL.sheet(sheet).field(column).max_length <= room


def test_a_long_option_of_a_form_is_cut():
    counts = (("x" * 300, 9), ("No", 12))
    wave = survey.Wave("Once", 20, 20, None, counts, 0)
    item = survey.Item("I1", "?", "Q1", "Several answers", False, "Pupils", False, (wave,))
    (shared,) = answers([item], PARTNERSHIP)
    assert list(shared.waves[0].counts) == ["x" * 199 + "…", "No"]


def test_a_text_that_is_far_too_long_is_said_without_repeating_it(study):
    long = with_sheet(study, "findings", finding="Quagmire " * 300)
    with pytest.raises(EvidenceError, match="longer than such a file has room for") as refusal:
        share_of(long)
    assert "Quagmire" not in str(refusal.value)


# Nothing about few people.


def counts_behind(found: Result) -> list[int]:
    """Every number of pupils that a reader could be after."""
    shares = [n for s in found.summaries if s.yes is not None for n in (s.yes, s.n - s.yes)]
    listed = [flow.listed for flow in found.flow]
    return [*found.people, *listed, *shares, *found.given_away]


def made_up(design: str, unit: str, sizes: tuple[int, int], lost: int, seed: int) -> Result:
    n = sizes if design == "A" else (sizes[0], 0)
    if unit == "yes or no":
        yes = [(seed * 7 + i) % (size + 1) for i, size in enumerate(n)]
        later = [(y + seed) % (size + 1) for y, size in zip(yes, n, strict=True)]
        rows = yes_or_no(tuple(yes), tuple(later), n)
    else:
        rows = pupils(*n, lost=(min(lost, n[0]), 0), seed=seed)
    return result(outcome(design=design, unit=unit), rows)


@examples(150)
@given(
    design=st.sampled_from("ABCD"),
    unit=st.sampled_from(["marks", "yes or no", "sessions"]),
    sizes=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    lost=st.integers(0, 6),
    seed=st.integers(0, 30),
)
@pytest.mark.slow
def test_an_effect_tells_nothing_about_few_pupils(design, unit, sizes, lost, seed):
    found = made_up(design, unit, sizes, lost, seed)
    (shared,) = effects([found], PARTNERSHIP)
    numbers = [shared.value, shared.low, shared.high, shared.se, shared.standardised,
               shared.standardised_variance]  # fmt: skip
    assert not [n for n in shared.pupils if n in FEW]
    if [n for n in counts_behind(found) if n in FEW] or gives_away(found, PARTNERSHIP):
        assert numbers == [None] * 6
        assert (shared.verdict, shared.standing) == ("not enough data", "not estimated")
        words = " ".join((shared.reason, *shared.warnings, shared.rule.removesuffix(":6")))
        assert not re.search(r"\d", words)
    elif found.estimate.ok:
        width = 0.5 if found.estimate.high is None else found.estimate.high - found.estimate.low
        assert abs(shared.value - found.estimate.value) <= max(0.03 * width, 0.06)
        assert shared.se is None or float(f"{shared.se:.2g}") == shared.se != 0
        assert shared.verdict == found.verdict


WAVES = st.lists(
    st.tuples(
        st.lists(st.integers(0, 20), min_size=5, max_size=5),  # people per answer
        st.integers(0, 8),  # without an opinion
        st.integers(-3, 12),  # asked and silent; below none: more answers than were asked for
    ),
    min_size=1,
    max_size=2,
)


def question(number: int, waves, scale: str) -> survey.Item:
    made = []
    for when, (people, unsure, silent) in zip(("Before", "After"), waves, strict=False):
        names = SCALES[scale] or ("Own words", "Typed by somebody", "c", "d", "e")
        counts = tuple(zip(names, people, strict=False))
        answered = sum(n for _, n in counts) if SCALES[scale] else max(people)
        asked = answered + unsure + silent
        made.append(survey.Wave(when, answered + unsure, answered, max(asked, 0), counts, unsure))
    return survey.Item(f"I{number}", "?", "Q1", scale, False, "Pupils", False, tuple(made))


@examples(300)
@given(
    asked=st.lists(WAVES, min_size=1, max_size=3),
    scale=st.sampled_from(["Agreement, five points", "Yes or no", "Several answers"]),
)
def test_answers_tell_nothing_about_few_people(asked, scale):
    questions = [question(i, waves, scale) for i, waves in enumerate(asked)]
    unsure: dict[str, list[int]] = {}
    told: dict[str, list[int | None]] = {}
    for item, shared in zip(questions, answers(questions, PARTNERSHIP), strict=True):
        for wave, seen in zip(item.waves, shared.waves, strict=True):
            unsure.setdefault(wave.when, []).append(wave.no_opinion)
            told.setdefault(wave.when, []).append(seen.no_opinion)
            if seen.answered is None:
                assert not seen.counts and seen.invited is None and seen.rule
                continue
            assert seen.answered == wave.answered >= PARTNERSHIP.fewest_respondents
            assert not [n for n in seen.counts.values() if n in FEW]
            if seen.counts and SCALES[scale]:  # nothing is left over for what is hidden
                assert sum(seen.counts.values()) == wave.answered
            elif seen.counts:  # several could be ticked: who did not tick is a group as well
                assert not [n for n in seen.counts.values() if wave.answered - n in FEW]
            if seen.invited is not None:
                assert seen.invited - wave.answered not in FEW
                assert seen.invited - wave.answered - wave.no_opinion not in FEW
    for when, numbers in unsure.items():
        if [n for n in numbers if n in FEW]:  # one follows from the others of its time
            assert {*told[when]} == {None}


# What may be pooled.


def test_designs_without_a_comparison_group_pool_the_change_in_sds_before():
    found = result(outcome(design="B"), pupils(30, 0, named=False))
    pooled = for_pooling(found)
    inner = found.standardised.details
    assert pooled["standardised"] == pytest.approx(inner["g_pre_sd"], rel=1e-5)
    assert pooled["standardised_variance"] == pytest.approx(inner["variance_g_pre_sd"], rel=1e-5)
    assert "SD before" in pooled["estimator"]


def test_a_comparison_pools_the_corrected_effect_with_its_variance():
    found = result(outcome(), pupils(30, 30, seed=1))
    inner = found.standardised.details
    assert for_pooling(found)["standardised"] == pytest.approx(inner["g"], rel=1e-5)
    assert for_pooling(found)["standardised_variance"] == pytest.approx(inner["variance"], rel=1e-5)


def test_what_only_describes_two_classes_is_not_pooled():
    found = result(outcome(), pupils(30, 30, classes=1))
    assert SAME_CLASS in found.estimate.warnings and found.standardised.ok
    assert for_pooling(found) == {}


def test_groups_that_did_not_start_alike_are_not_pooled():
    found = result(outcome(), pupils(30, 30, start=15, gain=20))
    assert found.standardised.ok and found.verdict == "unclear"
    assert for_pooling(found) == {}


def test_pupils_chosen_for_a_low_score_are_not_pooled():
    chosen = outcome(design="B", selected_below=90.0)
    found = result(chosen, pupils(30, 0))
    assert found.chosen_low and found.standardised.ok
    assert for_pooling(found) == {}


def test_a_share_of_pupils_is_not_pooled_in_sds():
    assert (
        for_pooling(result(outcome(unit="yes or no"), yes_or_no((9, 9), (15, 9), (30, 30)))) == {}
    )


def test_small_files(study):
    """Many times smaller than what would be refused, with room for a busy school."""
    assert len(text_of(share_of(study)).encode()) < MOST_BYTES / 100
