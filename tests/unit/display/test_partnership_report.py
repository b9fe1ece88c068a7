"""The annual report on hand-made years: full, small, empty, for everyone; never a judging word."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from shared_years import (
    NAMES,
    action,
    effect,
    finding,
    measured,
    share,
    support,
    year,
)

from spp_research.display import Bullets
from spp_research.documents import partnership_report as report
from spp_research.documents.partnership_report import parted
from spp_research.partnership import annual
from spp_research.partnership.year import open_year
from spp_research.phrases import counted, named, some_of
from spp_research.protect import language
from spp_research.protect.disclosure import rules_for
from spp_research.protect.marks import MARK
from spp_research.share import Answers, Item, Practice, Signed
from spp_research.words.pooling import in_a_sentence, words

pytestmark = pytest.mark.usefixtures("words_alone")

SECTIONS = [  # those that show what the schools shared, in the order of the report
    *("key_points", "cycle", "themes", "findings", "practices", "support", "actions", "pooled"),
    *("phase", "ahead", "left_out"),
]
EFFECTS = [
    effect(1.0, 1.0),
    effect(3.0, 1.2),
    effect(2.0, 0.8),
    effect(4.0, 1.5),
    effect(2.5, 1.0, smallest_worthwhile=1.0),
]
REVIEWS = [
    {
        "school": name.lower(),
        "self_review_date": "2025-10-01",
        "review_start": "2025-11-01",
        "workshop_date": "2025-12-01",
        "impact_review_date": "2026-09-01",
        "team": ("P9",),
        "champion": "P3",
    }
    for name in NAMES
]
PEOPLE = [
    {
        "person_id": "P3",
        "name": "Sam Doe",
        "school": "birchgate",
        "role": "Improvement champion",
        "trained_on": "2025-09-01",
        "refresher_due": "2026-09-01",
    }
]


def parts(piece) -> tuple:
    return getattr(piece, "parts", () if piece is None else (piece,))


def text(piece) -> str:
    """What a piece puts into the report."""
    return "\n\n".join(part._repr_mimebundle_()[MARK]["markdown"] for part in parts(piece))


def everything(one) -> str:
    return "\n\n".join(text(getattr(report, name)(one)) for name in SECTIONS)


def full(**more):
    each = [
        share(
            name,
            findings=(finding("F1", theme=n % 4), finding("F2", "Strength", theme=1)),
            actions=(action(lead="Sam Doe"),),
            effects=(e,),
            support=(support("Need", n % 4, contact="Sam Doe"), support("Offer", 0, "S2")),
            practice=Practice(principle="Read twice", theme="", in_short="We do.", outcome_id="O1"),
        )
        for n, (name, e) in enumerate(zip(NAMES, EFFECTS, strict=False))
    ]
    return year(*each, people=PEOPLE, timetable=REVIEWS[: len(each)], **more)


@pytest.mark.slow
def test_every_section_of_a_full_year(snapshot):
    assert everything(full()) == snapshot


def test_a_year_without_a_single_share(snapshot):
    assert everything(year(names=NAMES[:2])) == snapshot


def test_a_year_of_one_school_that_shared_little(snapshot):
    alone = share("Aldermoor", findings=(finding(),), signed=["Review summary"])
    assert everything(year(alone, phase="", timetable=REVIEWS[:1])) == snapshot


@pytest.mark.parametrize(
    ("questions", "end"),
    [(1, "“Why 1?”"), (3, "“Why 3?”"), (4, "“Why 3?” and one more."), (8, "and five more.")],
)
def test_questions_beyond_the_third_are_counted(questions, end):
    steps = tuple(finding(f"F{n}", workshop_question=f"Why {n}?") for n in range(1, questions + 1))
    said = text(report.ahead(year(share(findings=steps))))
    (line,) = [line for line in said.splitlines() if "into their workshops" in line]
    assert line.endswith(end) and line.count("“") == min(questions, 3)


@pytest.mark.slow
def test_no_word_of_the_kits_own_judges_or_ranks():
    years = [full(), full(phase="Sustain"), year(names=NAMES[:3]), full(audience="public")]
    assert not [text for one in years for text in language.find(everything(one))]


@pytest.mark.slow
def test_people_are_named_to_the_partnership_and_not_to_everyone():
    assert "Sam Doe" in everything(full())
    assert "Sam Doe" not in everything(full(audience="public"))


@pytest.mark.slow
def test_every_piece_carries_the_mark_and_labels_are_each_used_once():
    one = full()
    marks = [
        part._repr_mimebundle_()[MARK]
        for name in SECTIONS
        for part in parts(getattr(report, name)(one))
    ]
    labels = [mark["label"] for mark in marks if mark.get("label")]
    assert len(labels) == len(set(labels)) > 10
    assert json.dumps([m["markdown"] for m in marks])


def test_schools_stand_in_the_leads_order_whatever_their_results():
    def order(given):
        (table,) = [
            part
            for part in parts(report.pooled(year(*given)))
            if getattr(part, "label", "") == "tbl-pool-1"
        ]
        return table.protected.rows

    given = list(measured(*EFFECTS[:4]).values())
    assert order(given) == NAMES[:4]
    assert order(given[::-1]) == NAMES[:4][::-1]


# Results of several schools -------------------------------------------------------------------

RULES = rules_for("partnership")


def pool(*effects, **change):
    changed = [e.model_copy(update=change) for e in effects]
    (one,) = annual.pools(annual.effects(measured(*changed)))
    return one


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"smallest_worthwhile": 0.5},
        {"smallest_worthwhile": 50.0},
        {"smallest_worthwhile": 2.0},
        {"higher_is_better": False},
        {"design": "A", "pupils": (24, 26), "estimator": "effect in pooled SDs"},
        {"design": "C", "pupils": (24, 26), "estimator": "Hedges' g"},
    ],
    ids=["none named", "beyond", "within", "not settled", "lower hoped for", "A", "C"],
)
def test_a_pool_in_words(change, snapshot):
    tight = [e.model_copy(update={"se": e.se / 2}) for e in EFFECTS]
    assert Bullets(words(pool(*tight, **change), RULES)).markdown == snapshot


def test_a_pool_of_three_in_words(snapshot):
    assert Bullets(words(pool(*EFFECTS[:3]), RULES)).markdown == snapshot


@pytest.mark.parametrize("design", ["B", "C"])
def test_without_a_comparison_group_no_word_of_an_effect_or_a_reason(design):
    said = text(
        report.pooled(
            year(*measured(*[e.model_copy(update={"design": design}) for e in EFFECTS]).values())
        )
    )
    assert not [
        w for w in ("impact", "effect of", "because", "caused", "led to") if w in said.lower()
    ]
    assert design != "B" or "Pupils grow anyway" in said


def test_the_key_point_of_a_single_pool_says_that_pupils_grow_anyway():
    found = annual.effects(measured(*EFFECTS))
    assert "Pupils grow anyway" in in_a_sentence(found, RULES).plain
    two = annual.effects(measured(*EFFECTS[:2]))
    assert in_a_sentence(two, RULES).plain == (
        "Two main outcomes stand by themselves: no three schools measured the same in the same "
        "way, so no results are put together."
    )


def test_a_hidden_result_is_named_as_hidden_and_counted():
    few = effect(None, rule="a group of fewer than 6 pupils", pupils=())
    made = report.pooled(year(*measured(few, *EFFECTS[:3]).values()))
    table = next(part for part in parts(made) if getattr(part, "label", "") == "tbl-apart")
    assert [cell.text for cell in table.protected.cells[0]] == [
        "Aldermoor",
        "B",
        "[c]",
        "[c]",
        "It rests on too few pupils, or pupils too much alike, to be shown",
    ]
    assert table.protected.audit


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, True),
        ({"design": "A", "pupils": (20, 20)}, False),
        ({"expected": 1.0, "beyond": 1.0, "beyond_low": -1.0, "beyond_high": 3.0}, False),
    ],
)
def test_a_change_that_stands_by_itself_is_never_without_what_would_have_come(more, said):
    made = report.pooled(year(*measured(effect(2.0, **more)).values()))
    table = next(part for part in parts(made) if getattr(part, "label", "") == "tbl-apart")
    assert any("Pupils grow anyway" in str(note) for note in table.notes) == said


def test_the_alternative_text_names_each_school_with_its_numbers():
    (chart,) = [
        part
        for part in parts(report.pooled(year(*measured(*EFFECTS).values())))
        if getattr(part, "label", "").startswith("fig-pool")
    ]
    assert "Aldermoor 1.0 (−1.0 to 3.0); Birchgate 3.0 (0.6 to 5.4)" in chart.alt
    assert len(chart.title.split()) <= 15


@pytest.mark.slow
def test_many_schools_take_several_charts_on_one_scale():
    many = [share(f"School {n}", effects=(effect(float(n % 5), 1.0 + n % 3),)) for n in range(40)]
    made = parts(report.pooled(year(*many)))
    labels = [p.label for p in made if getattr(p, "label", "").startswith("fig-")]
    assert labels == ["fig-pool-1", "fig-pool-1-2", "fig-pool-1-3"]


def test_a_school_is_called_what_the_lead_calls_it():
    posing = share("Aldermoor", findings=(finding(),)).model_copy(update={"school_name": "Posing"})
    one = year(posing, names=["Aldermoor"])
    assert "Aldermoor, F1" in everything(one) and "Posing" not in everything(one)


# What is not there ----------------------------------------------------------------------------


def test_what_was_refused_missing_unsigned_or_hidden_is_said(snapshot):
    told = Item(
        item_id="I1",
        asked="Do you read?",
        scale="Yes or no",
        informant="Pupils",
        waves=(Answers(wave="Once", rule="fewer than 10 answers"),),
    )
    one = year(
        share("Aldermoor", signed=["Impact reflection"], answers=(told,)),
        names=NAMES[:3],
        refused={
            "birchgate": "share/birchgate.json: it was changed after it was made.",
            "other.json": "share/other.json: this is not a share file.",
        },
    )
    made = report.left_out(one)
    assert text(made) == snapshot
    assert len(parts(made)[0]._repr_mimebundle_()[MARK]["audit"]) == 1


def test_what_is_signed_off_for_everyone_only_is_in_the_public_report():
    from spp_research.share.content import covered

    public = Signed(
        document="Review summary",
        audience="public",
        name="Ada Hill",
        role="Headteacher",
        signed_on=full().as_at,
    )
    given = [
        share("Aldermoor", findings=(finding(finding="Open to all."),), sign_offs=(public,)),
        share("Birchgate", findings=(finding(finding="For partners."),)),
    ]
    one = year(*(covered(s, "public", full().as_at) for s in given), audience="public")
    assert "Open to all" in everything(one) and "For partners" not in everything(one)


@pytest.mark.parametrize(
    ("n", "of", "said"),
    [
        (0, 1, "not the one school"),
        (1, 1, "the one school"),
        (2, 2, "both schools"),
        (0, 3, "none of three schools"),
        (1, 3, "one of three schools"),
        (3, 3, "all three schools"),
        (12, 40, "12 of 40 schools"),
    ],
)
def test_some_of_several(n, of, said):
    assert some_of(n, of, "school") == said


def test_schools_are_named_while_few():
    assert named(["A", "B"], 9) == "A and B"
    assert named([], 9) == "–"
    assert named(list("ABCDEFG"), 9) == "7 of 9 schools"
    assert counted(0, "school") == "no school" and counted(2, "school") == "two schools"


@pytest.mark.slow
def test_the_report_needs_no_workbook_of_a_school(tmp_path):
    example = Path(__file__).resolve().parents[3] / "examples" / "riverside"
    for name in ("partnership.xlsx", "settings.yml"):
        shutil.copy(example / name, tmp_path)
    shutil.copytree(example / "share", tmp_path / "share")
    for cycle in (example / "cycles").iterdir():
        kept = tmp_path / "cycles" / cycle.name
        kept.mkdir(parents=True)
        for name in ("partnership.xlsx", "settings.yml", "closed.json"):
            shutil.copy(cycle / name, kept)
        shutil.copytree(cycle / "share", kept / "share")
    assert everything(open_year(str(tmp_path), "partnership")) == everything(
        open_year("example", "partnership")
    )


def test_the_story_has_no_table_and_names_every_one_that_the_appendix_shows(monkeypatch):
    monkeypatch.setattr(parted, "question_by_question", lambda *asked: [])
    one = full(phase="Embed")
    told = [n for n in SECTIONS if n not in ("key_points", "cycle", "practices")]
    said = "\n".join(text(report.story(getattr(report, name)(one))) for name in told)
    said += text(report.practices_told(one))
    shown = text(report.appendix(one, "example", "partnership"))
    labels = re.findall(r"\{#(tbl-[\w-]+)\}", shown)
    assert "{#tbl-" not in said
    assert len(labels) == len(set(labels)) > 8
    assert not [label for label in labels if f"@{label}" not in said]


def test_a_story_of_nothing_is_nothing():
    assert report.story(None).parts == ()
    assert text(report.story(report.practices(year(names=NAMES[:2])))).startswith("No practice")
