"""Every sentence about a result, read by eye in the snapshots, and what none of them may say."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from impact_data import outcome, pupils, yes_or_no

from spp_research.display.estimation import estimation_chart
from spp_research.protect.disclosure import rules_for
from spp_research.school.impact import result
from spp_research.stats.triangulation import Source
from spp_research.words.cautions import cannot_tell
from spp_research.words.how_known import how_known, several
from spp_research.words.results import caution, conclusion, subgroup_sentence
from spp_research.words.sources import taken_together

ROOT = Path(__file__).resolve().parents[2]
RULES = {audience: rules_for(audience) for audience in ("school", "partnership", "public")}
PARTNERSHIP = RULES["partnership"]
CHOSEN = {"selected_below": 85.0, "cohort_mean": 90.0, "cohort_sd": 15.0, "reliability": 0.8}
SHARES = {
    "unit": "yes or no",
    "smallest_worthwhile": 10.0,
    "name": "Pupils who choose a book without help",
}


@pytest.fixture(autouse=True)
def words_alone(monkeypatch):
    """Charts for their words, not for their pixels, which take most of the time."""
    monkeypatch.setattr("spp_research.display.estimation.png", lambda figure: b"")


def low_scorers(rows, groups=("Project", "Comparison")):
    return rows[(rows["baseline"] < 85) | ~rows["group"].isin(groups)].reset_index(drop=True)


def at_the_top(rows):
    return rows.assign(follow_up=rows["follow_up"].clip(upper=100))


def one_class(rows, group):
    names = rows["class_name"].mask(rows["group"] == group, "only")
    return rows.assign(class_name=names)


def swapped(rows):
    """Other pupils say yes afterwards than before."""
    return rows.assign(follow_up=rows["follow_up"].to_numpy()[::-1])


def sessions(rows):
    return rows.assign(
        baseline=(rows["baseline"] / 2 + 40).clip(upper=100),
        follow_up=(rows["follow_up"] / 2 + 40).clip(upper=100),
    )


def alike(rows):
    """A starting point that is one for each class."""
    starts = rows.groupby("class_name")["baseline"].transform("mean").round()
    return rows.assign(baseline=starts)


def some_without_class(rows, n):
    return rows.assign(class_name=rows["class_name"].mask(rows.index < n))


def far_out(rows):
    return rows.assign(follow_up=rows["follow_up"].mask(rows.index == 3, 980.0))


def in_shares(rows):
    return rows.assign(
        baseline=(rows["baseline"] / 200).clip(upper=1), follow_up=rows["follow_up"].clip(upper=99)
    )


def in_classes(rows):
    return rows.assign(class_name=pd.array([f"C{i % 3}" for i in rows.index], dtype="str"))


LOW_OF_200 = {"chosen_for": "Low scores", "chosen_from": 200, "cohort_sd": 15.0}
EXPECTED = {
    "expected_change": 4.0,
    "expected_from": 3.0,
    "expected_to": 5.0,
    "expected_months": 6,
    "expected_source": "Manual of the test, page 12",
}

SENTENCES = {
    "a worthwhile difference": ({}, pupils(gain=20.0)),
    "a difference that may be too small": ({}, pupils(gain=6.0)),
    "too wide to tell": ({}, pupils(7, 7, gain=1.0)),
    "no worthwhile change": ({"smallest_worthwhile": 30.0}, pupils(gain=1.0)),
    "lower": ({}, pupils(gain=-15.0)),
    "lower is better": ({"higher_is_better": False}, pupils(gain=-15.0)),
    "before and after": ({"design": "B"}, pupils(comparison=0)),
    "different pupils": ({"design": "C"}, pupils(comparison=0)),
    "afterwards only": ({"design": "D"}, pupils(comparison=0)),
    "too few pupils": ({}, pupils(4)),
    "one pupil": ({"design": "B"}, pupils(1, 0)),
    "no pupil yet": ({}, pupils(0, 0)),
    "nobody both times": (
        {"design": "B"},
        pupils(12, 0).assign(follow_up=pd.array([pd.NA] * 12, dtype="Float64")),
    ),
    "nothing chosen beforehand": ({"smallest_worthwhile": None}, pupils(gain=20.0)),
    "all the same": (
        {"design": "B"},
        pupils(12, 0).assign(baseline=80.0, follow_up=85.0),
    ),
    "nobody both times in one group": ({}, pupils(12, 12, lost=(0, 12))),
    "all the same in two groups": ({}, pupils(12, 12).assign(baseline=80.0, follow_up=85.0)),
    "one class each way": ({}, pupils(classes=1)),
    "one class, and four in the project": ({}, one_class(pupils(48, 24, classes=4), "Comparison")),
    "one class, and four to compare it with": ({}, one_class(pupils(24, 48, classes=4), "Project")),
    "one class each way, and many lost": ({}, pupils(40, 40, gain=20, classes=1, lost=(12, 7))),
    "two classes each way": ({}, pupils(classes=2)),
    "eight classes each way": ({}, pupils(90, 100, classes=8)),
    "classes that began alike": ({}, alike(pupils(classes=3))),
    "groups that did not start alike": ({}, pupils(start=9)),
    "classes that are not written down": ({}, pupils(gain=20, named=False)),
    "attendance before and after": (
        {"design": "B", "unit": "% of sessions", "smallest_worthwhile": 1.0},
        pupils(60, 0, gain=9),
    ),
    "a few lost": ({}, pupils(gain=20, lost=(2, 0))),
    "many lost": ({}, pupils(40, 40, gain=20, lost=(12, 7))),
    "many lost, and it could matter": ({}, pupils(60, 60, gain=4.5, lost=(28, 6))),
    "lost, and nobody else": ({"design": "B"}, pupils(30, 0, lost=(8, 0))),
    "lost in the comparison group": ({}, pupils(40, 40, gain=20, lost=(0, 9))),
    "the top of the scale": ({"highest_possible": 100.0}, at_the_top(pupils())),
    "outside the scale": ({"highest_possible": 95.0}, pupils()),
    "chosen for a low score": ({"design": "B", **CHOSEN}, low_scorers(pupils(90, 0))),
    "chosen, and nothing beyond": ({"design": "B", **CHOSEN}, low_scorers(pupils(40, 0, gain=-4))),
    "chosen, and nothing more": ({"design": "B", **CHOSEN}, low_scorers(pupils(90, 0, gain=-7))),
    "chosen, and the comparison too": (CHOSEN, low_scorers(pupils(90, 90))),
    "chosen, and the comparison not": (CHOSEN, low_scorers(pupils(90, 90), ("Project",))),
    "chosen, as a sentence tells": (
        {"design": "B", "selection": "The lowest scores"},
        pupils(36, 0, named=False),
    ),
    "chosen out of so many": (
        {"design": "B", **LOW_OF_200},
        pupils(36, 0, named=False),
    ),
    "chosen out of so many, and far beyond": (
        {"design": "B", **LOW_OF_200, "reliability": 0.9, **EXPECTED},
        pupils(36, 0, gain=14, named=False),
    ),
    "chosen for high scores, and fell": (
        {"design": "B", "chosen_for": "High scores"},
        pupils(36, 0, gain=-14, named=False),
    ),
    "chosen for high scores, and rose": (
        {"design": "B", "chosen_for": "High scores"},
        pupils(36, 0, named=False),
    ),
    "chosen for absences": (
        {"design": "B", "unit": "sessions", "chosen_for": "Most absences"},
        sessions(pupils(36, 0, named=False)),
    ),
    "chosen for absences, of what should fall": (
        {
            "design": "B",
            "name": "Absences",
            "higher_is_better": False,
            "chosen_for": "Most absences",
        },
        pupils(36, 0, gain=-20, named=False),
    ),
    "chosen, and compared with others who were not": (
        {"chosen_for": "Low scores"},
        pupils(start=-9),
    ),
    "an expected change": ({"design": "B", **EXPECTED}, pupils(30, 0, named=False)),
    "an expected change, and no more": (
        {"design": "B", **EXPECTED, "smallest_worthwhile": 9.0},
        pupils(60, 0, gain=-2, named=False),
    ),
    "less than was expected": (
        {"design": "B", **EXPECTED},
        pupils(60, 0, gain=-9, named=False),
    ),
    "an expected change of whole classes": (
        {"design": "B", **EXPECTED, "expected_source": ""},
        pupils(90, 0, gain=8, classes=5),
    ),
    "an expected change for other months": (
        {"design": "B", **EXPECTED, "expected_months": 12},
        pupils(30, 0, named=False),
    ),
    "no change expected": (
        {"design": "B", "expected_change": 0, "expected_source": "Manual"},
        pupils(30, 0, named=False),
    ),
    "too many without a class": ({"design": "B"}, some_without_class(pupils(24, 0), 6)),
    "a few without a class": ({"design": "B"}, some_without_class(pupils(60, 0), 3)),
    "another test": ({"design": "B", "same_test": "No"}, pupils(24, 0)),
    "another form of the test": (
        {"same_test": "Another form of it", "who_tested": "Their own teacher, who knew the groups"},
        pupils(gain=20),
    ),
    "a score far outside": ({"design": "B"}, far_out(pupils(24, 0, named=False))),
    "a change too large to be so": ({"design": "B"}, pupils(24, 0, gain=60, named=False)),
    "two scales": ({"design": "B"}, in_shares(pupils(24, 0, named=False))),
    "a share in classes": (
        {**SHARES, "design": "B"},
        in_classes(swapped(yes_or_no((16, 0), (25, 0), (40, 0)))),
    ),
    "chosen, and nothing known": (
        {"design": "B", "selected_below": 85.0},
        low_scorers(pupils(90, 0)),
    ),
    "a low start": (
        {"design": "B", "cohort_mean": 110.0, "cohort_sd": 15.0},
        pupils(comparison=0),
    ),
    "named late": ({"named_on": pd.Timestamp("2026-07-08").date()}, pupils()),
    "named in time": ({"named_on": pd.Timestamp("2026-01-05").date()}, pupils()),
    "named on the way": ({"named_on": pd.Timestamp("2026-03-02").date()}, pupils()),
    "a subgroup": ({"design": "B"}, pupils(60, 0, subgroup=3, extra=9.0)),
    "a subgroup, too wide": ({}, pupils(30, 30, subgroup=3)),
    "a subgroup that is too small": ({"design": "B"}, pupils(30, 0, subgroup=10)),
    "a share": (SHARES, yes_or_no((12, 12), (22, 13), (30, 28))),
    "a share of the same pupils": (
        {**SHARES, "design": "B"},
        swapped(yes_or_no((16, 0), (22, 0), (30, 0))),
    ),
    "a share of different pupils": ({**SHARES, "design": "C"}, yes_or_no((9, 0), (22, 0), (30, 0))),
    "a share of a few": (
        {**SHARES, "design": "B"},
        swapped(yes_or_no((10, 0), (12, 0), (30, 0))).head(9),
    ),
    "a share that is no share": (SHARES, pupils()),
    "sessions": (
        {"unit": "sessions", "design": "B", "smallest_worthwhile": 3.0},
        sessions(pupils(40, 0)),
    ),
}


def sentences(found, rules):
    """Everything that is said about a result, by where it is said."""
    # Drawn once for each kind: the words of a chart change with the audience only by hiding it.
    chart = estimation_chart(found, rules) if rules is PARTNERSHIP else None
    subgroup = subgroup_sentence(found, rules)
    known = how_known(found, rules)
    together = taken_together("action A1", [found], rules)
    return {
        "conclusion": conclusion(found, rules).plain,
        "cannot tell": cannot_tell(found, rules).plain,
        "how known": known and known.plain,
        "subgroup": subgroup and subgroup.plain,
        "together": together and together.plain,
        "chart": chart and (chart.title, chart.subtitle, chart.alt, *chart.notes),
    }


@cache
def found_of(kind):
    """The result of one of the kinds above, which is the same for every audience."""
    changes, rows = SENTENCES[kind]
    return result(outcome(**changes), rows)


@cache
def told(kind, audience="partnership"):
    """One of the kinds above: the result, and what an audience is told of it."""
    return found_of(kind), sentences(found_of(kind), RULES[audience])


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_of_result_in_words(kind, snapshot):
    assert told(kind)[1] == snapshot


def test_a_very_small_group_is_read_by_its_range_in_the_school_itself():
    found = result(outcome(design="B"), pupils(4, 0, named=False))
    assert "read the range and not the number" in cannot_tell(found, rules_for("school")).plain


def test_several_outcomes_are_counted(snapshot):
    found = result(outcome(primary=False), pupils())
    others = [replace(found, simultaneous=found.estimate)] * 4
    assert several(others).plain == snapshot
    assert several(others[:1]) is None


TOLD = {
    "the same way": Source("Pupils asked in June", "Pupils", "better", "C", 50),
    "the other way": Source("Pupils asked in June", "Pupils", "worse", "C", 50),
    "not collected": Source("Pupils asked in June", "Pupils", "not collected", "C"),
}


@pytest.mark.parametrize("survey", TOLD)
def test_what_is_said_of_several_sources(survey, snapshot):
    found = result(outcome(), pupils(gain=20))
    assert taken_together("action A1", [found], PARTNERSHIP, [TOLD[survey]]).plain == snapshot


# Pitfall 42: what the kit's own words never say, whatever the numbers. A name of a document or of
# a theme may hold one of them.
NEVER = (
    r"p\s*[=<>]\s*0?\.\d",
    r"p-values?",
    r"significan\w*",
    r"prove[sdn]?\b",
    r"proof",
    r"because of the project",
    r"caused?\b",
    r"worked\b",
    r"months? of progress",
    r"\bnan\b",
    r"\binf\b",
)
BEYOND_THE_DESIGN = (r"\beffects?\b", r"\bimpacts?\b", r"than similar")
NAMES = re.compile(r"Impact reflection|Our Impact|impact-reflection|impact on|\"impact\"", re.I)


def said_about(kind):
    said = []
    for audience in RULES:
        for words in told(kind, audience)[1].values():
            said += [words] if isinstance(words, str) else list(words or ())
    return told(kind)[0], said


@pytest.mark.parametrize("kind", SENTENCES)
def test_no_sentence_says_more_than_numbers_can(kind):
    found, said = said_about(kind)
    banned = NEVER + (BEYOND_THE_DESIGN if found.outcome.design != "A" else ())
    for words in said:
        assert not [w for w in banned if re.search(w, words, re.I)], words


def test_the_test_for_words_can_fail():
    assert re.search("|".join(NEVER), "The change was significant (p < .05).")
    assert re.search("|".join(BEYOND_THE_DESIGN), "It had an effect.")


REPORTS = sorted((ROOT / "tests" / "golden" / "reports").glob("*.qmd"))


@pytest.mark.parametrize("report", REPORTS, ids=lambda p: p.stem)
def test_no_published_report_says_more_than_numbers_can(report):
    text = NAMES.sub("", report.read_text(encoding="utf-8"))
    assert not re.findall("|".join(NEVER[:5]), text, re.I)


@pytest.mark.parametrize("design", ["B", "C", "D"])
def test_only_a_comparison_may_speak_of_other_pupils(design):
    said = conclusion(result(outcome(design=design), pupils(comparison=0)), rules_for("school"))
    assert "than similar" not in said.plain


# Every caution of the statistics, and the words that carry it (or where it is said in another way).
CARRIED = {
    r"rows? left out|pairs? left out": None,  # as who was lost, through the rules
    r"^no comparison group": "would have changed",
    r"^very small": "read the range",
    r"groups not comparable at start": "did not start alike",
    r"groups differ by .* at the start": None,  # allowed for, and "Start, in SDs" in the table
    r"^few clusters": "each class counts as one result",
    r"clusters differ in size": "a little too narrow",
    r"do not vary within clusters": "the start could not be allowed for",
    r"class/teacher and project|each group is one class": "the class and its teacher",
    r"the interval ignores the classes": "lay between classes",
    r"^fewer than ten people": None,  # `share` gives counts alone below ten
    r"^no interval": "No range can be given",
    r"^only \d+ classes": "so the range says little about other classes",
    r"^large and small classes": "Large and small classes changed differently",
    r"^This is about these pupils": "This is about these pupils, not other classes",
    r"left out because no class": "whose class is not written down",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_caution_of_the_statistics_is_carried_into_words(kind):
    found, words_said = told(kind, "school")
    if not found.estimate.ok or conclusion(found, rules_for("school")).audit:
        return
    said = " ".join(str(words) for words in words_said.values())
    for warning in found.estimate.warnings:
        carried = [words for known, words in CARRIED.items() if re.search(known, warning)]
        assert len(carried) == 1, warning
        assert carried[0] is None or carried[0] in said, (warning, said)


def test_no_range_that_cannot_count_classes_is_said_to_hold():
    """The same losses with classes that are not named, and with one class each way."""
    still = "there would still be a difference"
    changed = {"gain": 20, "lost": (12, 7)}
    named = how_known(result(outcome(), pupils(40, 40, classes=1, **changed)), PARTNERSHIP).plain
    assert still in how_known(result(outcome(), pupils(40, 40, **changed)), PARTNERSHIP).plain
    assert still not in named and "take in no difference" not in named
    assert "Not measured both times: 12 of 40" in named


@pytest.mark.parametrize("unit", ["%", "percent", "per cent", "% of words right", "Percentage"])
def test_a_difference_of_percentages_is_in_percentage_points(unit):
    found = result(outcome(unit=unit), pupils(gain=8.0))
    said = conclusion(found, PARTNERSHIP).plain
    assert said.count(" percentage points higher") == 2


def test_a_unit_that_only_begins_like_a_percentage_stays():
    said = conclusion(result(outcome(unit="percentile ranks"), pupils()), PARTNERSHIP).plain
    assert "percentile ranks higher" in said


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower()))
    return max(1, len(groups))


def test_conclusions_can_be_read_by_a_twelve_year_old():
    """Flesch-Kincaid grade (Kincaid and others, 1975) of all conclusions; grade 7 is about 12."""
    texts = [told(kind)[1] for kind in SENTENCES]
    text = " ".join(f"{t['conclusion']} {t['cannot tell']} {t['how known'] or ''}" for t in texts)
    text = re.sub(r"(\d)\.(\d)", r"\1\2", text.replace("**", ""))
    words = re.findall(r"[a-z’]+", text.lower())
    ends = len(re.findall(r"[.:;](?:\s|$)", text))
    grade = 0.39 * len(words) / ends + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade < 7.5


def test_what_an_estimate_lacked_is_not_said_of_a_group_that_is_hidden():
    """That a few pupils all had the same result would be their result."""
    alike = pupils(4, 12).assign(baseline=80.0, follow_up=85.0)
    found = result(outcome(), alike)
    for rules in RULES.values():
        assert cannot_tell(found, rules).plain == "Words read in one minute: whether it changed."


def test_the_design_alone_is_cautioned_in_a_best_practice():
    assert caution(result(outcome(design="B"), pupils(comparison=0))).plain.startswith("Words read")


@pytest.mark.slow
def test_the_page_on_statistics_quotes_what_the_kit_says():
    from spp_research import open_school
    from spp_research.school import impact
    from spp_research.words.lots import lot_words

    said = set()
    for school in ("oakfield", "copperbeck", "tannery-lane", "withy-bridge"):
        for found in impact.results(open_school("example", school, "partnership").base):
            sentences = (conclusion(found, PARTNERSHIP), subgroup_sentence(found, PARTNERSHIP))
            said |= {s.plain for s in sentences if s}
            said.add(" ".join(s.plain for s in lot_words(found, PARTNERSHIP)))
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    quoted = [line.removeprefix("> ") for line in page.splitlines() if line.startswith("> ")]
    assert len(quoted) >= 4
    assert not [line for line in quoted if line not in said]


def test_of_one_class_before_and_after_nothing_is_said_of_others():
    found = result(outcome(design="B"), pupils(24, 0, classes=1))
    assert "This is about these pupils, not other classes." in conclusion(found, PARTNERSHIP).plain


def test_that_pupils_grow_is_not_said_of_a_fall_whatever_else_is_in_doubt():
    fell = pupils(30, 0, gain=-30, lost=(8, 0))
    said = conclusion(result(outcome(design="B"), fell), PARTNERSHIP).plain
    assert "may describe only those who stayed" in said and "grown" not in said
