"""The lead's surveys: counts by role, and nothing about a small role that follows from the rest."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.documents.partnership_report.development import in_short, rates_table, section
from spp_research.documents.partnership_report.role_answers import roles_chart, roles_table
from spp_research.errors import EvidenceError
from spp_research.partnership.development import (
    OTHERS,
    Development,
    by_role,
    open_development,
    topic_of,
)
from spp_research.protect.disclosure import rules_for
from spp_research.schema.surveys import (
    DEVELOPMENT,
    EVERYONE,
    OTHER_STAFF,
    PEER_REVIEW,
    RESPONDENTS,
    TOPICS,
)
from spp_research.schema.vocabulary import NO_OPINION, SCALES
from spp_research.school.survey.bands import seen

FIVE = "Agreement, five points"
WORDS = SCALES[FIVE]
PARTNERSHIP, PUBLIC = rules_for("partnership"), rules_for("public")
HEAD, REVIEWER, CHAMPION = RESPONDENTS[1:4]


def topic(waves, invited=None, *, question="What is your role?", name=PEER_REVIEW, same="No"):
    """One question; for each time and role, the answers as numbers per category.

    Parameters
    ----------
    waves : {"Once": {role: (n1, ..., n5)}}, or six numbers with the undecided at the end.
    invited : by role, the same at each time; a role that is left out has none.
    """
    mapped, asked, rows = [], [], []
    for when, roles in waves.items():
        file = f"{when}.xlsx"
        mapped.append(("I1", file, "Peer review helps", name, FIVE, "No", when, same))
        person = 1
        for role, counts in roles.items():
            for answer, number in zip((*WORDS, NO_OPINION[0]), counts, strict=False):
                for _ in range(number):
                    person += 1
                    score = WORDS.index(answer) + 1 if answer in WORDS else None
                    rows.append(("I1", when, file, person, answer, score, role))
        for role, number in (invited or {}).items():
            asked.append((file, role, number, question))
    answers = pd.DataFrame(
        rows, columns=["item_id", "wave", "file", "respondent", "answer", "score", "role"]
    ).astype({"respondent": "Int64", "score": "Int64"})
    names = ["item_id", "file", "asked", "about", "scale", "reversed", "wave", "same_people"]
    who = pd.DataFrame(asked, columns=["file", "role", "invited", "role_question"])
    return topic_of(
        name, pd.DataFrame(mapped, columns=names), who.astype({"invited": "Int64"}), answers
    )


def texts(table):
    """The cells of a table by the name of their row."""
    made = table.protected
    return {row: [c.text for c in cells] for row, cells in zip(made.rows, made.cells, strict=True)}


# --- counting


def test_everybody_is_the_sum_of_the_roles():
    made = topic(
        {"Once": {CHAMPION: (1, 2, 3, 4, 5, 2), HEAD: (0, 0, 0, 2, 3)}}, {HEAD: 6, CHAMPION: 20}
    )
    assert made.roles == (HEAD, CHAMPION)  # in the vocabulary's order
    assert {r.role: (r.answered, r.invited) for r in made.rates} == {
        HEAD: (5, 6),
        CHAMPION: (17, 20),
        EVERYONE: (22, 26),
    }
    (item,), (heads,) = made.items(), made.items([HEAD])
    assert [n for _, n in item.waves[0].counts] == [1, 2, 3, 6, 8]
    assert [n for _, n in heads.waves[0].counts] == [0, 0, 0, 2, 3]
    assert (item.waves[0].no_opinion, heads.informant) == (2, "Headteachers")


def test_nobody_knows_how_many_were_asked_where_one_number_is_missing():
    made = topic({"Once": {HEAD: (0, 0, 0, 6, 6)}}, {HEAD: 14, CHAMPION: None})
    rates = {r.role: r.invited for r in made.rates}
    assert rates == {HEAD: 14, CHAMPION: None, EVERYONE: None}


@pytest.mark.parametrize("invited", [None, {HEAD: None, CHAMPION: None}])
def test_where_no_number_of_people_asked_is_known_answers_are_told_alone(invited):
    made = topic({"Once": {HEAD: (0, 0, 1, 5, 6), CHAMPION: (0, 0, 1, 5, 6)}}, invited)
    table = rates_table(made, made.roles, PARTNERSHIP, "tbl-x")
    assert texts(table) == {
        "Headteachers": ["12"],
        "Improvement champions": ["12"],
        "Everyone": ["24"],
    }
    assert markdown(section(asked(made), PEER_REVIEW)).startswith("24 people answered.")


def test_before_and_after_are_compared_for_everybody_and_each_role():
    made = topic(
        {
            "Before": {REVIEWER: (4, 5, 4, 5, 2), CHAMPION: (2, 6, 4, 6, 2)},
            "After": {REVIEWER: (1, 4, 3, 8, 4), CHAMPION: (1, 3, 4, 8, 4)},
        }
    )
    (item,), (reviewers,) = made.items(), made.items([REVIEWER])
    assert item.difference.value == pytest.approx((24 - 9 - (15 - 17)) / 40)
    assert reviewers.agree_difference.value == pytest.approx(12 / 20 - 7 / 20)
    table = roles_table(made, by_role(made, PARTNERSHIP), PARTNERSHIP, "tbl-x")
    assert [c.text for c in table.protected.cells[0]] == [
        *("Peer reviewers", "7 of 20 (35%)", "12 of 20 (60%)"),
        *("25 (−5 to 50)", "Too wide to tell"),
    ]


# --- what is hidden


def test_a_small_role_takes_another_with_it():
    made = topic(
        {"Once": {HEAD: (0, 0, 1, 2, 2), CHAMPION: (2, 3, 2, 4, 3), OTHER_STAFF: (6,) * 5}},
        {HEAD: 6, CHAMPION: 20, OTHER_STAFF: 40},
    )
    roles = by_role(made, PARTNERSHIP)
    assert (roles.shown, roles.hidden) == ((OTHER_STAFF,), (HEAD, CHAMPION))
    ((_, pairs),) = roles.questions
    assert [role for role, _ in pairs] == [OTHER_STAFF, OTHERS]
    assert texts(rates_table(made, roles.shown, PARTNERSHIP, "tbl-x")) == {
        "Headteachers": ["[c]"],
        "Improvement champions": ["[c]"],
        "Other staff": ["30 of 40 (75%)"],
        "Everyone": ["49 of 66 (74%)"],
    }


def test_who_did_not_answer_is_hidden_at_every_time_or_at_none():
    made = topic(
        {
            "Before": {HEAD: (4,) * 5, CHAMPION: (4,) * 5},
            "After": {HEAD: (3,) * 5, CHAMPION: (4,) * 5},
        },
        {HEAD: 22, CHAMPION: 30},
    )
    assert texts(rates_table(made, (HEAD, CHAMPION), PARTNERSHIP, "tbl-x")) == {
        "Headteachers": ["20 (share hidden)", "15 (share hidden)"],
        "Improvement champions": ["20 (share hidden)", "20 (share hidden)"],
        "Everyone": ["40 of 52 (77%)", "35 of 52 (67%)"],
    }


def test_a_survey_that_few_answered_is_hidden_whole():
    made = topic({"Once": {HEAD: (0, 0, 1, 2, 2)}}, {HEAD: 6})
    pieces = section(Development({PEER_REVIEW: made}, (), PARTNERSHIP), PEER_REVIEW).parts
    shown = "\n".join(part.markdown for part in pieces)
    assert "too few for anything that they said to be shown" in shown
    assert not {"5", "2"} & set(shown.replace("95%", ""))


@pytest.mark.parametrize("tell", [in_short, section])
@pytest.mark.parametrize(
    ("name", "waves"), [(PEER_REVIEW, ["Once"]), (DEVELOPMENT, ["Before", "After"])]
)
def test_where_too_few_answered_one_sentence_says_so_and_nothing_else(tell, name, waves):
    """Neither a table of hidden numbers nor what cannot be told of answers that nobody sees."""
    few = {REVIEWER: (0, 0, 1, 2, 2), CHAMPION: (0, 0, 1, 1, 2)}
    said = markdown(tell(asked(topic(dict.fromkeys(waves, few), name=name)), name))
    assert said.startswith("Fewer than 10 people answered") and said.count(".") == 2
    assert "[c]" not in said and "tbl-" not in said
    enough = {**few, CHAMPION: (0, 0, 1, 2, 2)}  # ten, at the last of the times alone
    last = dict.fromkeys(waves, few) | {waves[-1]: enough}
    assert "What we cannot tell" in markdown(tell(asked(topic(last, name=name)), name))


def markdown(pieces):
    return "\n".join(part.markdown for part in pieces.parts)


def asked(made):
    return Development({made.name: made}, (), PARTNERSHIP)


def test_a_form_that_did_not_ask_for_roles_is_told_for_everybody():
    made = topic({"Once": {EVERYONE: (6, 6, 6, 6, 6)}}, {EVERYONE: 40}, question=None)
    roles = by_role(made, PARTNERSHIP)
    assert (made.roles, roles.shown, roles_chart(made, roles, "fig-x")) == ((), (), None)
    assert texts(rates_table(made, (), PARTNERSHIP, "tbl-x")) == {"Everyone": ["30 of 40 (75%)"]}
    table = roles_table(made, roles, PARTNERSHIP, "tbl-x").protected
    assert table.columns == ("Everyone", "Net agreement")


def test_people_who_gave_no_role_are_never_shown_by_themselves():
    made = topic({"Once": {HEAD: (6,) * 5, "Role not given": (6,) * 5}})
    assert by_role(made, PARTNERSHIP).shown == (HEAD,)
    few = topic({"Once": {HEAD: (6,) * 5, CHAMPION: (4,) * 5, "Role not given": (0, 0, 0, 2, 0)}})
    assert by_role(few, PARTNERSHIP).shown == (HEAD,)  # two people would follow from the rest


GROUP = st.tuples(*[st.integers(0, 12)] * 5)
WAVE = st.dictionaries(st.sampled_from(RESPONDENTS), GROUP, min_size=1, max_size=5)
WAVES = st.one_of(
    st.builds(lambda a: {"Once": a}, WAVE),
    st.builds(lambda a, b: {"Before": a, "After": b}, WAVE, WAVE),
)


@given(WAVES, st.sampled_from([PARTNERSHIP, PUBLIC]))
@examples(40)
@pytest.mark.slow
def test_groups_that_are_drawn_are_everybody_and_each_is_large_enough(waves, rules):
    made = topic(waves)
    if not made.times:
        return
    roles = by_role(made, rules)
    for item, pairs in roles.questions:
        for role, one in pairs:
            assert role in (*roles.shown, OTHERS)
            for wave, bands in zip(one.item.waves, one.bands, strict=True):
                assert wave.answered >= rules.fewest_respondents
                assert not any(rules.hides(band.people) for band in bands)
        if pairs:  # so that nothing is left to work out
            for when in {wave.when for wave in item.waves}:
                drawn = [w for _, one in pairs for w in one.item.waves if w.when == when]
                every = next(w for w in item.waves if w.when == when)
                for name, number in every.counts:
                    assert sum(dict(w.counts)[name] for w in drawn) == number


def fixed(left, right, number):
    """Which of some numbers of people, none below nought, have one value only (linear program)."""
    from scipy.optimize import linprog

    found = []
    for i in range(number):
        goal = np.zeros(number)
        goal[i] = 1
        ends = [linprog(s * goal, A_eq=left, b_eq=right, bounds=(0, None)) for s in (1, -1)]
        if all(end.status == 0 for end in ends) and abs(ends[0].fun + ends[1].fun) < 1e-6:
            found.append(i)
    return found


@pytest.mark.slow
@given(WAVE)
@examples(25)
def test_what_a_small_role_said_cannot_be_worked_out(wave):
    """Everybody's bands and those of the roles that are drawn leave each small role open."""
    made = topic({"Once": wave})
    if not made.times:
        return
    roles = by_role(made, PUBLIC)
    ((item, pairs),) = roles.questions
    places = {(role, name): i for i, (role, name) in enumerate(
        (role, name) for role in made.roles for name in WORDS)}  # fmt: skip
    drawn = {role for role, _ in pairs}
    sums = [(made.roles, one.bands[0]) for one in [seen(item, PUBLIC)] if one]
    for role, one in pairs:
        rest = tuple(r for r in made.roles if r not in drawn)
        sums.append(((role,) if role != OTHERS else rest, one.bands[0]))
    left, right = [], []
    for group, bands in sums:
        parts = merged(bands)
        for names, number in parts:
            line = np.zeros(len(places))
            for role in group:
                for name in names:
                    line[places[role, name]] = 1
            left.append(line)
            right.append(number)
    small = {r for r in made.roles if sum(wave[r]) < PUBLIC.fewest_respondents}
    if not left or not small:
        return
    known = fixed(np.array(left), np.array(right), len(places))
    assert not {role for (role, _), i in places.items() if i in known} & small


def merged(bands):
    """The categories of each band, from its side and place on the scale, and its people."""
    parts = {
        ("below", 0): WORDS[:1],
        ("below", 1): WORDS[1:2],
        ("below", 2): WORDS[:2],
        ("below", 3): WORDS[:3],
        ("middle", 0): WORDS[2:3],
        ("above", 2): WORDS[3:],
        ("above", 1): WORDS[3:4],
        ("above", 0): WORDS[4:],
    }
    return [(parts[band.side, band.order], band.people) for band in bands]


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(RESPONDENTS), st.tuples(st.integers(0, 30), st.integers(0, 12)),
                    min_size=2, max_size=6),
    st.sampled_from([PARTNERSHIP, PUBLIC]),
)  # fmt: skip
@examples(40)
def test_how_many_of_a_small_role_answered_cannot_be_worked_out(people, rules):
    answers = {role: (n, 0, 0, 0, 0) for role, (n, _) in people.items()}
    made = topic({"Once": answers}, {role: n + more or None for role, (n, more) in people.items()})
    if not made.times:
        return
    shown = by_role(made, rules).shown
    table = rates_table(made, shown, rules, "tbl-x").protected
    text = {row: cells[0].text for row, cells in zip(table.rows, table.cells, strict=True)}
    said = {row: int(one.split()[0]) for row, one in text.items() if one[0].isdigit()}
    total = said.pop("Everyone", None)
    hidden = [row for row in text if row not in (*said, "Everyone")]
    assert total is None or len(hidden) != 1
    for role, (number, _) in people.items():
        if number < rules.fewest_respondents:
            assert not any(row.startswith(role) for row in said)
    quiet = [row for row, one in text.items() if " of " not in one and row != "Everyone"]
    if " of " in text["Everyone"]:
        assert len(quiet) != 1


# --- sections


@pytest.mark.parametrize("name", TOPICS)
def test_where_nobody_was_asked_a_sentence_says_what_to_do(name, snapshot):
    nobody = section(Development({}, (), PARTNERSHIP), name)
    awaited = section(Development({}, (name,), PARTNERSHIP), name)
    assert [part.plain for part in (*nobody.parts, *awaited.parts)] == snapshot


@pytest.mark.parametrize("audience", ["partnership", "public"])
@pytest.mark.slow
def test_the_example_names_nobody(audience, riverside):
    asked = open_development(str(riverside), audience)
    names = {"Ruth", "Adeyemi", "Tom Hesketh", "Priya", "anonymous", "Oakfield"}
    for name in TOPICS:
        shown = "\n".join(part.markdown for part in section(asked, name).parts)
        assert len(shown) > 2000
        assert not [word for word in names if word in shown]


def test_a_fault_in_an_export_is_said_with_its_cell_and_without_the_answer(riverside):
    import openpyxl

    path = riverside / "surveys" / "peer-review-july.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["G2"] = "Ask Bumblethwack’s class"
    book.save(path)
    with pytest.raises(EvidenceError, match=r"surveys/peer-review-july\.xlsx .*G2") as error:
        open_development(str(riverside), "partnership")
    assert "Bumblethwack" not in str(error.value)


def test_a_workspace_without_surveys_has_none(riverside: Path):
    shutil.rmtree(riverside / "surveys")
    asked = open_development(str(riverside), "partnership")
    assert (dict(asked.topics), asked.awaited) == ({}, (PEER_REVIEW, DEVELOPMENT))


def test_all_other_roles_are_shown_where_there_are_some_and_do_not_apply_elsewhere():
    few = {HEAD: (6, 0, 0, 0, 6), CHAMPION: (0, 0, 6, 3, 3), REVIEWER: (9,) * 5}
    made = topic({"Once": few})
    ((_, pairs),) = by_role(made, PARTNERSHIP).questions
    assert [role for role, _ in pairs] == [HEAD, REVIEWER, CHAMPION]
    table = roles_table(made, by_role(made, PARTNERSHIP), PARTNERSHIP, "tbl-x").protected
    assert OTHERS not in table.columns
    assert [c.text for c in table.cells[0]][2:] == [
        "6 of 12 (50%)",
        "18 of 45 (40%)",
        "6 of 12 (50%)",
    ]
