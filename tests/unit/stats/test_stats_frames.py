"""Columns by name give the numbers that the same columns give, and what is wrong is said once."""

import inspect

import numpy as np
import pandas as pd
import pytest

from spp_research import stats
from spp_research.errors import InputError, SPPError

SCALE = pd.CategoricalDtype(["Never", "Sometimes", "Often"], ordered=True)


@pytest.fixture(scope="module")
def pupils():
    rng = np.random.default_rng(7)
    n = 48
    before = rng.normal(60, 9, n).round()
    took = np.where(np.arange(n) % 2, "Yes", "no")
    after = (before + rng.normal(6, 5, n) + 4 * (took == "Yes")).round()
    made = pd.DataFrame(
        {
            "jan": before,
            "jun": after,
            "took_part": took,
            "class": [f"{1 + i // 12}{'AB'[i % 2]}" for i in range(n)],
            "one": rng.choice(SCALE.categories, n),
            "two": rng.choice(SCALE.categories, n),
            "q1": rng.integers(1, 6, n),
            "q2": rng.integers(1, 6, n),
            "q3": rng.integers(1, 6, n),
            "came": rng.integers(70, 91, n),
            "could": 90,
            "calls": rng.poisson(2, n),
            "read_jan": rng.choice(["yes", "no"], n),
            "read_jun": rng.choice(["yes", "no"], n),
            "sessions": rng.integers(0, 30, n),
            "gain": after - before,
            "g": rng.normal(0.2, 0.1, n),
            "v": 0.02,
        }
    )
    made.loc[3, "jun"] = np.nan
    return made.astype({"one": SCALE, "two": SCALE})


GROUPS = {"group": "took_part", "project": "yes"}
# By name, and the same from columns as they always were.
CASES = {
    "mean_change": (
        lambda d: stats.mean_change("jan", "jun", data=d),
        lambda d: stats.mean_change(d["jan"], d["jun"]),
    ),
    "standardised_change": (
        lambda d: stats.standardised_change(before="jan", after="jun", data=d),
        lambda d: stats.standardised_change(d["jan"], d["jun"]),
    ),
    "expected_change": (
        lambda d: stats.expected_change("jan", "jun", data=d, expected="q1"),
        lambda d: stats.expected_change(d["jan"], d["jun"], expected=d["q1"]),
    ),
    "clustered_change": (
        lambda d: stats.clustered_change("jan", "jun", "class", data=d, expected=5),
        lambda d: stats.clustered_change(d["jan"], d["jun"], d["class"], expected=5),
    ),
    "mean_difference": (
        lambda d: stats.mean_difference(data=d, value="jun", **GROUPS),
        lambda d: stats.mean_difference(*parted(d, "jun")),
    ),
    "hedges_g": (
        lambda d: stats.hedges_g(data=d, value="jun", **GROUPS),
        lambda d: stats.hedges_g(*parted(d, "jun")),
    ),
    "cliffs_delta": (
        lambda d: stats.cliffs_delta(data=d, value="one", **GROUPS),
        lambda d: stats.cliffs_delta(*parted(d, "one")),
    ),
    "adjusted_effect": (
        lambda d: stats.adjusted_effect(data=d, before="jan", after="jun", **GROUPS),
        lambda d: stats.adjusted_effect(d["jan"], d["jun"], coded(d)),
    ),
    "clustered_effect": (
        lambda d: stats.clustered_effect(
            data=d, after="jun", before="jan", cluster="class", **GROUPS
        ),
        lambda d: stats.clustered_effect(d["jun"], coded(d), d["class"], d["jan"]),
    ),
    "cluster_mean_difference": (
        lambda d: stats.cluster_mean_difference("jun", cluster="class", data=d, **GROUPS),
        lambda d: stats.cluster_mean_difference(d["jun"], coded(d), d["class"]),
    ),
    "intraclass_correlation": (
        lambda d: stats.intraclass_correlation("jun", "class", data=d),
        lambda d: stats.intraclass_correlation(d["jun"], d["class"]),
    ),
    "robustness": (
        lambda d: stats.robustness("jan", "jun", cluster="class", data=d, **GROUPS),
        lambda d: stats.robustness(d["jan"], d["jun"], coded(d), cluster=d["class"]),
    ),
    "attendance_rate": (
        lambda d: stats.attendance_rate("came", "could", data=d),
        lambda d: stats.attendance_rate(d["came"], d["could"]),
    ),
    "attendance_difference": (
        lambda d: stats.attendance_difference("came", "could", data=d, **GROUPS),
        lambda d: stats.attendance_difference(d["came"], d["could"], coded(d)),
    ),
    "rate_ratio": (
        lambda d: stats.rate_ratio("calls", exposure="could", data=d, **GROUPS),
        lambda d: stats.rate_ratio(d["calls"], coded(d), d["could"]),
    ),
    "dose": (
        lambda d: stats.dose("sessions", "gain", data=d),
        lambda d: stats.dose(d["sessions"], d["gain"]),
    ),
    "net_change": (
        lambda d: stats.net_change("one", "two", data=d),
        lambda d: stats.net_change(d["one"].cat.codes, d["two"].cat.codes),
    ),
    "net_agreement": (
        lambda d: stats.net_agreement(["Often"], ["Never"], data=d, value="one"),
        lambda d: stats.net_agreement(
            int((d["one"] == "Often").sum()), int((d["one"] == "Never").sum()), len(d)
        ),
    ),
    "proportion": (
        lambda d: stats.proportion(data=d, value="read_jun", yes="yes"),
        lambda d: stats.proportion(int((d["read_jun"] == "yes").sum()), len(d)),
    ),
    "proportion_difference": (
        lambda d: stats.proportion_difference(data=d, value="read_jun", yes="yes", **GROUPS),
        lambda d: stats.proportion_difference(*shares(d)),
    ),
    "risk_ratio": (
        lambda d: stats.risk_ratio(data=d, value="read_jun", yes="yes", **GROUPS),
        lambda d: stats.risk_ratio(*shares(d)),
    ),
    "paired_proportion_change": (
        lambda d: stats.paired_proportion_change(
            data=d, before="read_jan", after="read_jun", yes="yes"
        ),
        lambda d: stats.paired_proportion_change(
            int(((d["read_jan"] == "no") & (d["read_jun"] == "yes")).sum()),
            int(((d["read_jan"] == "yes") & (d["read_jun"] == "no")).sum()),
            len(d),
        ),
    ),
    "percent_agreement": (
        lambda d: stats.percent_agreement(["one", "two"], data=d),
        lambda d: stats.percent_agreement(d[["one", "two"]]),
    ),
    "cohens_kappa": (
        lambda d: stats.cohens_kappa("one", "two", "quadratic", data=d),
        lambda d: stats.cohens_kappa(
            list(d["one"]), list(d["two"]), "quadratic", levels=list(SCALE.categories)
        ),
    ),
    "gwet_ac1": (
        lambda d: stats.gwet_ac1("one", "two", data=d),
        lambda d: stats.gwet_ac1(list(d["one"]), list(d["two"])),
    ),
    "fleiss_kappa": (
        lambda d: stats.fleiss_kappa(["q1", "q2", "q3"], data=d),
        lambda d: stats.fleiss_kappa(d[["q1", "q2", "q3"]].to_numpy()),
    ),
    "krippendorff_alpha": (
        lambda d: stats.krippendorff_alpha(["one", "two"], "ordinal", data=d, resamples=50),
        lambda d: stats.krippendorff_alpha(
            d[["one", "two"]].astype(str).to_numpy(),
            "ordinal",
            levels=list(SCALE.categories),
            resamples=50,
        ),
    ),
    "icc_agreement": (
        lambda d: stats.icc_agreement(["q1", "q2"], data=d),
        lambda d: stats.icc_agreement(d[["q1", "q2"]].to_numpy()),
    ),
    "cronbach_alpha": (
        lambda d: stats.cronbach_alpha(["q1", "q2", "q3"], data=d),
        lambda d: stats.cronbach_alpha(d[["q1", "q2", "q3"]].to_numpy()),
    ),
    "attrition": (
        lambda d: stats.attrition(data=d, after="jun", **GROUPS),
        lambda d: stats.attrition(24, 23, 24, 24),
    ),
    "ceiling_and_floor": (
        lambda d: stats.ceiling_and_floor("q1", data=d, minimum=1, maximum=5),
        lambda d: stats.ceiling_and_floor(d["q1"], minimum=1, maximum=5),
    ),
    "far_values": (
        lambda d: stats.far_values("jan", data=d),
        lambda d: stats.far_values(d["jan"]),
    ),
    "scale_mix": (
        lambda d: stats.scale_mix("jan", "jun", data=d),
        lambda d: stats.scale_mix(d["jan"], d["jun"]),
    ),
    "near_labels": (
        lambda d: stats.near_labels("class", data=d),
        lambda d: stats.near_labels(d["class"]),
    ),
    "run_chart": (
        lambda d: stats.run_chart("came", kind="percent", denominators="could", data=d),
        lambda d: stats.run_chart(d["came"], kind="percent", denominators=d["could"]),
    ),
    "allocate": (
        lambda d: stats.allocate(
            "id", strata="class", data=d.assign(id=range(len(d))), method="stratified", seed=3
        ),
        lambda d: stats.allocate(
            list(range(len(d))), strata=d["class"], method="stratified", seed=3
        ),
    ),
    "pool": (
        lambda d: stats.pool("g", "v", data=d),
        lambda d: stats.pool(d["g"], d["v"]),
    ),
    "leave_one_out": (
        lambda d: stats.leave_one_out("g", "v", data=d.head(4)),
        lambda d: stats.leave_one_out(d["g"].head(4), d["v"].head(4)),
    ),
}
# What takes no column of a table: single numbers, results that were worked out, or two stretches
# of one series.
NO_COLUMNS = {
    "attrition_band", "against_selection", "chance_line", "check_allocation", "cycle_change",
    "cycles", "direction", "hedges_total_effect", "mdes_after", "mdes_clusters", "mdes_paired",
    "mdes_pupils", "mdes_two_groups", "missing_data_sensitivity", "months_of_progress",
    "months_statement", "multiplicity_line", "net_agreement_difference", "new_seed",
    "partnership_change", "rate_ratio_from_totals", "read_table", "regression_to_the_mean",
    "selection_effect", "sentence", "simultaneous_confidence", "single_case", "start_point_count",
    "starts_alike", "triangulate", "verdict",
}  # fmt: skip


def parted(d, name):
    took = d["took_part"] == "Yes"
    return d.loc[took, name], d.loc[~took, name]


def coded(d):
    return (d["took_part"] == "Yes").astype(int)


def shares(d):
    return tuple(
        number
        for rows in parted(d, "read_jun")
        for number in (int((rows == "yes").sum()), len(rows))
    )


@pytest.mark.parametrize("name", CASES)
def test_a_column_by_its_name_gives_the_same_numbers(pupils, name):
    by_name, by_column = CASES[name]
    assert by_name(pupils) == by_column(pupils)


def test_whatever_takes_a_column_takes_its_name():
    functions = {name for name in stats.__all__ if name[0].islower()}
    assert functions - NO_COLUMNS == set(CASES)
    for name in CASES:
        assert "data" in inspect.signature(getattr(stats, name)).parameters, name


def test_a_table_may_be_a_mapping_a_csv_file_or_a_workbook(pupils, tmp_path):
    wanted = stats.mean_change(pupils["jan"], pupils["jun"])
    pupils.to_csv(tmp_path / "p.csv", index=False, encoding="utf-8-sig")
    pupils.to_csv(tmp_path / "p.txt", index=False, sep=";")
    pupils.to_excel(tmp_path / "p.xlsx", index=False, engine="xlsxwriter")
    given = [dict(pupils), *(tmp_path / name for name in ("p.csv", "p.txt", "p.xlsx"))]
    for data in (*given, str(given[1])):
        assert stats.mean_change("jan", "jun", data=data) == wanted


def test_an_id_that_begins_with_nought_stays_a_text(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("id,marks,part\n0047,12,3\n0048,,4.5\n", encoding="utf-8")
    table = stats.read_table(file)
    assert list(table["id"]) == ["0047", "0048"]
    assert table["marks"].sum() == 12 and table["part"].sum() == 7.5
    file.write_bytes("name,marks\nZoë,3\n".encode("cp1252"))
    assert stats.read_table(file)["name"][0] == "Zoë"


def test_columns_of_their_own_are_lined_up_by_their_labels(pupils):
    shuffled = pupils["jun"].sample(frac=1, random_state=1)
    assert stats.mean_change("jan", shuffled, data=pupils) == stats.mean_change(
        "jan", "jun", data=pupils
    )


def test_a_row_without_a_group_is_counted_as_left_out(pupils):
    some = pupils.assign(took_part=pupils["took_part"].where(pupils.index != 0))
    found = stats.hedges_g(data=some, value="jun", **GROUPS)
    assert found.n == 46 and "2 rows left out" in found.warnings[0]
    assert (
        "2 rows left out" in (stats.adjusted_effect("jan", "jun", data=some, **GROUPS).warnings[0])
    )


def test_the_project_may_be_a_number_a_truth_or_a_word(pupils):
    wanted = stats.hedges_g(data=pupils, value="jun", **GROUPS)
    took = pupils["took_part"] == "Yes"
    for labels, project in (
        (took, True),
        (took, None),
        (took.map({True: 2, False: 1}), 2),
        (took.map({True: "Project", False: "Comparison"}), None),
        (took.map({True: " YES", False: "No"}), "yes"),
    ):
        assert stats.hedges_g(value=pupils["jun"], group=labels, project=project) == wanted


def test_results_are_pooled_as_they_are(pupils):
    found = [
        stats.hedges_g(data=part, value="jun", **GROUPS)
        for _, part in pupils.groupby(np.arange(48) // 12)
    ]
    wanted = stats.pool([e.value for e in found], [e.details["variance"] for e in found])
    assert stats.pool(found) == wanted
    assert stats.leave_one_out(found)[0].k == 3
    few = stats.pool([*found, stats.hedges_g([1], [2])])
    assert (few.mean, few.k) == (wanted.mean, 4) and "1 school left out" in few.warnings[0]
    mixed = stats.pool([*found, stats.mean_change("jan", "jun", data=pupils)])
    assert mixed.status == "refused" and "different estimators" in mixed.reason


def test_what_is_wrong_is_one_sentence(pupils, tmp_path, snapshot):
    d = pupils
    (tmp_path / "no.pdf").write_bytes(b"%PDF")
    (tmp_path / "torn.csv").write_text("a,b\n1,2,3\n", encoding="utf-8")
    (tmp_path / "torn.xlsx").write_bytes(b"PK")
    d.head(3).to_excel(tmp_path / "p.xlsx", index=False, sheet_name="Pupils", engine="xlsxwriter")
    wrong = [
        lambda: stats.mean_change("jan", "jun"),
        lambda: stats.mean_change("Jan", "jun", data=d),
        lambda: stats.mean_change("january", "jun", data=d[["jun", "q1"]]),
        lambda: stats.mean_change("jan", "jun", data=[1, 2]),
        lambda: stats.mean_change("jan", "took_part", data=d),
        lambda: stats.mean_change("a", "b", data={"a": [1, 2], "b": [1]}),
        lambda: stats.mean_change(
            "jan", d["jun"].head(20).set_axis(range(50, 70)), data=d.head(20)
        ),
        lambda: stats.mean_change("a", "a", data=pd.DataFrame([[1, 2]], columns=["a", "a"])),
        lambda: stats.adjusted_effect("jan", "jun", data=d),
        lambda: stats.adjusted_effect("jan", "jun", data=d, group="took_part"),
        lambda: stats.adjusted_effect("jan", "jun", data=d, group="took_part", project="maybe"),
        lambda: stats.adjusted_effect("jan", "jun", data=d, group="one", project="Often"),
        lambda: stats.adjusted_effect("jan", "jun", "took_part", data=d, group="took_part"),
        lambda: stats.hedges_g(data=d),
        lambda: stats.hedges_g(data=d, value="jun"),
        lambda: stats.hedges_g(d["jan"], data=d, value="jun", group="took_part"),
        lambda: stats.proportion(data=d, value="read_jun"),
        lambda: stats.proportion(data=d, value="read_jun", yes="Y"),
        lambda: stats.proportion_difference(data=d, value="read_jun", yes="yes"),
        lambda: stats.paired_proportion_change(data=d, before="read_jan", yes="yes"),
        lambda: stats.cronbach_alpha("q1", data=d),
        lambda: stats.cronbach_alpha(["q1", "q9"], data=d),
        lambda: stats.attrition(data=d, group="took_part"),
        lambda: stats.pool([1, 2, 3]),
        lambda: stats.read_table(tmp_path / "no.pdf"),
        lambda: stats.read_table("not-there.csv"),
        lambda: stats.read_table(tmp_path / "torn.csv"),
        lambda: stats.read_table(tmp_path / "torn.xlsx"),
        lambda: stats.read_table(tmp_path / "p.xlsx", "Pupil"),
    ]
    said = []
    for call in wrong:
        with pytest.raises(InputError) as caught:
            call()
        said.append(str(caught.value))
    several = [one.splitlines() for one in said if "\n" in one]
    assert all(head == f"There are {len(lines)} things to mend:" for head, *lines in several)
    assert said == snapshot


def test_a_mistake_is_one_sentence_in_a_cell_and_keeps_its_place_in_a_run(monkeypatch):
    error = InputError("after: data has no column 'july'; do you mean 'jun'?")
    assert error._render_traceback_() == [str(error)]
    assert SPPError("No such school.")._render_traceback_() == ["No such school."]
    monkeypatch.setenv("SPP_RUN", "1")
    assert not hasattr(error, "_render_traceback_")


def test_a_run_is_known_by_the_same_variable():
    from spp_research import errors, telling

    assert errors._IN_A_RUN == telling.RUN_VARIABLE


def test_several_spellings_of_those_who_took_part():
    table = {"jan": [*range(12)], "jun": [3, 5, 4, 8, 9, 7, 9, 9, 12, 13, 11, 12]}
    coded = stats.adjusted_effect("jan", "jun", data=table | {"in": [1, 1, 0] * 4}, group="in")
    spelt = table | {"in": ["Yes", "y ", "no"] * 4}
    assert (
        stats.adjusted_effect("jan", "jun", data=spelt, group="in", project=["yes", "Y"]) == coded
    )


def test_what_frames_are_often_like_is_answered_with_what_to_write(snapshot):
    """Other types of labels, a row a time of measuring, days, numbers that are texts."""
    wide = pd.DataFrame({"jan": [1, 2, 3, 5], "jun": [4.0, 5, 7, 8], "in": [True, False] * 2})
    long = wide.reset_index().melt(["index", "in"], ["jan", "jun"], "test", "marks")
    spelt = wide.assign(**{"in": ["Yes", "y", "no", "no"]})
    of_group = {"group": "in", "value": "jun"}
    wrong = {
        "a text for True": lambda: stats.hedges_g(data=wide, project="yes", **of_group),
        "a text for 1": lambda: stats.hedges_g(data=wide * 1, project="1", **of_group),
        "two spellings": lambda: stats.hedges_g(data=spelt, project="yes", **of_group),
        "two spellings of the others": lambda: stats.hedges_g(
            data=wide.assign(**{"in": ["yes", "y", "n", "no"]}), project=["yes", "y"], **of_group
        ),
        "a table": lambda: stats.hedges_g(data=wide, project=wide, **of_group),
        "a row a time": lambda: stats.mean_change("jan", "jun", data=long),
        "days": lambda: stats.mean_change(
            "jan", "jun", data=wide.assign(jan=pd.Timestamp(2026, 1, 12))
        ),
        "numbers as texts": lambda: stats.mean_change("jan", "jun", data=wide.astype(str)),
        "rows": lambda: stats.mean_change("jan", "jun", data=wide.to_dict("records")),
        "named rows": lambda: stats.mean_change(
            "jan", "jun", data=spelt.astype(object).replace(5, "ill").set_index("in")
        ),
    }
    said = {}
    for name, call in wrong.items():
        with pytest.raises(InputError) as caught:
            call()
        said[name] = str(caught.value)
    assert said == snapshot


def test_a_short_spelling_that_counts_as_no_is_said():
    told = {"read": ["Yes", "y", "no", "yes"] * 6, "later": ["yes"] * 24, "in": [1, 0] * 12}
    once = stats.proportion(data=told, value="read", yes="yes")
    both = stats.proportion_difference(data=told, value="read", yes="yes", group="in", project=1)
    twice = stats.paired_proportion_change(data=told, before="read", after="later", yes="yes")
    for found in (once, both, twice):
        assert found.warnings[0] == (
            "'y' was counted as not 'yes'; if it means the same: yes=['yes', 'y']"
        )
    right = stats.proportion(data=told, value="read", yes=["yes", "y"])
    assert right.value == 18 / 24 and not any("counted" in one for one in right.warnings)
