"""Cells that somebody adds to a notebook: what is shown of them, and what stops the report.

Each case is run as a cell of its own and exported with the front of a real document. What a cell
builds by hand is refused; what the kit's functions give is shown, through the rules.
"""

import base64
import dataclasses
import json
from datetime import date

import pandas as pd
import pytest
from in_process import run

from spp_research import display, open_school
from spp_research.display import MARK
from spp_research.documents import review_summary
from spp_research.errors import DisclosureError, EvidenceError, UnprotectedError
from spp_research.protect.disclosure import opened as registry
from spp_research.protect.disclosure import protect_counts, protect_means, rules_for
from spp_research.publish.besides import waived_by_hand
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance
from spp_research.school import impact

IMPORTS = "from spp_research import disclosure, display, impact, stats\nimport pandas as pd\n"
PROVENANCE = Provenance(date(2026, 7, 10), "0.0.0", "Pandoc 0", ())
TWO = 'pd.DataFrame({"a": [12, 14]}, index=pd.Index(["x", "y"], name="Group"))'


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


@pytest.fixture(scope="module")
def front(study):
    return review_summary.front(study)._repr_mimebundle_()


@pytest.fixture
def shown(study, front, tmp_path):
    """What the report says of one cell, and what was waived for it."""

    def show(source: str, *prose: str) -> tuple[str, tuple]:
        made = run(IMPORTS + source, {"study": study, "In": [IMPORTS + source]})
        cells = [code(front)]
        if made is not None:
            bundle = getattr(made, "_repr_mimebundle_", lambda: {"text/plain": repr(made)})()
            cells.append(code(bundle))
        cells += [{"cell_type": "markdown", "metadata": {}, "source": text} for text in prose]
        return exported(cells, tmp_path)

    return show


def code(bundle: dict) -> dict:
    data = dict(bundle)
    if "image/png" in data:
        data["image/png"] = base64.b64encode(data["image/png"]).decode()
    output = {"output_type": "execute_result", "data": data, "metadata": {}}
    return {"cell_type": "code", "metadata": {}, "outputs": [output], "source": ""}


def exported(cells, folder, key=""):
    path = folder / "mine.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    made = export(path, folder, PROVENANCE, key=key)
    text = made.report.read_text(encoding="utf-8")
    return text.split("---", 2)[2].split("## About this document")[0].strip(), made.not_personal


ASKED = 'display.Statement("We asked {n} pupils.", n=disclosure.count(40, study.rules))'
SHOWN = {
    "typed words": ('display.Statement("We saw them on Monday.")', "We saw them on Monday"),
    "typed value": ('display.Statement("We saw {x}.", x="them all")', "We saw them all."),
    "typed elsewhere": ('words = "Seen"\ndisplay.Statement(words)', "Seen"),
    "a count": (ASKED, "We asked 40 pupils."),
    "a small count": (ASKED.replace("40", "4"), r"We asked \[c\] pupils."),
    "words of a workbook": ("display.Paragraphs(disclosure.free_text(study.base.focus))", "extent"),
    "a mean": (
        "m = pd.DataFrame({'Mean gain': [4.7, 3.9, 4.4]}, index=['x', 'y', 'z'])\n"
        "disclosure.protect_means(m, [27, 5, 21], study.rules)",
        r"| x | 4.7 | 27 |",
    ),
    "a table": (
        f'display.Table(disclosure.protect_counts({TWO}, study.rules), label="tbl-x", title="T")',
        ": T. {#tbl-x}",
    ),
    "protected": (f"disclosure.protect_counts({TWO}, study.rules)", "| x | 12 | 12 |"),
    "a shown value": ("disclosure.count(40, study.rules)", "40"),
    "an estimate": (
        "stats.hedges_g(range(1, 15), range(2, 16))",
        "Estimate: −0.2 (−1.0 to 0.5) SD, from groups of 14 and 14.",
    ),
    "an estimate of one group": (
        "stats.mean_change(list(range(28)), list(range(1, 28)) + [40])",
        ", from 28.",
    ),
    "an estimate of a small group of the school's": (
        "r = study.base.pupils.query('outcome_id == \"O2\"')\n"
        "r = r.dropna(subset=['baseline', 'follow_up'])\n"
        "stats.mean_change(r['baseline'], r['follow_up'])",
        r"Estimate: \[c\].",
    ),
    "an estimate of a small class of the school's": (
        "c = study.base.pupils.query('class_name == \"4B\"')\n"
        "c = c.dropna(subset=['baseline', 'follow_up'])\n"
        "stats.mean_change(c['baseline'], c['follow_up'])",
        r"Estimate: \[c\].",
    ),
    "an estimate of seven typed by hand": (
        "stats.hedges_g([1,2,3,4,5,6,7],[2,3,4,5,6,7,8])",
        "SD, from groups of 7 and 7.",
    ),
    "a result of too few": (
        "import dataclasses\nr = impact.results(study.base)[0]\n"
        "dataclasses.replace(r, given_away=(2,))",
        r"\[c\]",
    ),
    "a refused estimate": ("stats.hedges_g([1], [2])", "Not estimated: Too few"),
    "a small estimate": ("stats.hedges_g([1, 2, 3, 4], [2, 3, 4, 6])", r"Estimate: \[c\]."),
    "a result": ("impact.results(study.base)[0]", "9.4 words a minute higher"),
    "bars": (
        f"display.bar_chart(disclosure.protect_counts({TWO}, study.rules, totals=False), "
        'label="fig-x", title="T")',
        "![T.](figures/fig-x.png)",
    ),
    "pages of books": (
        "disclosure.not_personal(pd.DataFrame({'Pages': [31, 44]}, index=['One', 'Two']), 'pages')",
        "| One | 31 |",
    ),
    "not a number": (
        'display.Statement("{x}", x=disclosure.statistic(float("nan"), [27, 31], study.rules))',
        r"\[x\]",
    ),
}


@pytest.mark.parametrize(("source", "said"), SHOWN.values(), ids=SHOWN)
def test_what_went_through_the_rules_is_shown(shown, source, said):
    text = " ".join(shown(source)[0].split())
    assert said in text
    assert "nan" not in text.casefold()


TABLE = f'display.Table(disclosure.protect_counts({TWO}, study.rules), label="tbl-x", title='
REFUSED = {
    "a number in an f-string": 'display.Statement("We saw {n}.", n=f"{3} pupils")',
    "a wording that is an f-string": 'n = 3\ndisplay.Statement(f"We saw {n} pupils.")',
    "a number as a text": 'display.Statement("We saw {n}.", n=str(3))',
    "a text put together": 'display.Statement("We saw {n}.", n=" ".join(["3", "pupils"]))',
    "a bare number": 'display.Statement("We saw {n}.", n=3)',
    "a day": 'import datetime\ndisplay.Statement("On {d}.", d=datetime.date(2011, 1, 3))',
    "a shown value by hand": 'disclosure.Shown("3")',
    "a protected table by hand": 'disclosure.Protected("", ("a",), ("b",), ())',
    "another text in a shown value": (
        "import dataclasses\ns = disclosure.count(40, study.rules)\n"
        'dataclasses.replace(s, text="3")'
    ),
    "free text": 'disclosure.free_text(f"{3} pupils")',
    "a mapped free text": "pd.Series([3, 4]).astype(str).map(disclosure.free_text)",
    "an estimate of nobody knows whom": (
        "from spp_research.stats.estimate import Estimate\n"
        'Estimate(4.0, 2.0, 6.0, 1.0, 60, "mean difference", "marks")'
    ),
    "an estimate whose groups are not its people": (
        "import dataclasses\n"
        "dataclasses.replace(stats.hedges_g(list(range(14)), list(range(1, 15))), n=60)"
    ),
    "rules by hand": 'disclosure.Rules("school", 0, 0, False, "")',
    "a title": TABLE + 'f"{3} pupils")',
    "a subtitle": TABLE + '"T", subtitle=f"{3} pupils")',
    "a note": TABLE + '"T", notes=[f"{3} pupils"])',
    "a label": TABLE.replace('"tbl-x"', 'f"tbl-{3}"') + '"T")',
    "a row's name": (
        "disclosure.protect_counts(pd.DataFrame({'a': [12]}, index=[f'{3} of us']), study.rules)"
    ),
    "a column's name": "disclosure.protect_counts(pd.DataFrame({f'{3}x': [12]}), study.rules)",
    "a unit": "disclosure.statistic(4.2, [27, 31], study.rules, unit=f'of {3} pupils')",
    "a statistic of nobody": "disclosure.statistic(4.2, [], study.rules)",
    "means as counts": "disclosure.protect_counts(pd.DataFrame({'a': [4.7, 3.9]}), study.rules)",
    "a blank as a count": (
        "disclosure.protect_counts(pd.DataFrame({'a': [4.0, float('nan')]}), study.rules)"
    ),
    "a picture": 'from spp_research.display.charts import Chart\nChart(b"", "fig-x", "", "", "")',
    "a panel of texts": 'display.Panel("Key points", ["3 pupils"])',
    "a list of texts": 'display.Bullets(["3 pupils"])',
    "a paragraph": 'display.Paragraphs("3 pupils")',
    "words for steps that are missing": (
        'display.Steps(disclosure.free_text("Good."), f"one of {3}")'
    ),
    "a front": 'display.Front("review-summary", "T", "S", "P", "public", None)',
    "a mark": (
        'from spp_research.protect.marks import bundle\nbundle("text", plain="", markdown="3")'
    ),
    "pupils by id": (
        "disclosure.not_personal(study.base.pupils[['pupil_id', 'follow_up']].head(3)"
        ".set_index('pupil_id'), 'aggregate')"
    ),
    "pupils without ids": (
        "disclosure.not_personal(study.base.pupils[['follow_up']].head(3)"
        ".reset_index(drop=True), 'aggregate')"
    ),
    "one pupil": "disclosure.not_personal(study.base.pupils[['follow_up']].head(1), 'aggregate')",
    "pupils' marks in a table of one's own": (
        "m = sorted(study.base.pupils['follow_up'].dropna())[:8]\n"
        "disclosure.not_personal(pd.DataFrame({'a': m}, index=list('abcdefgh')), 'aggregate')"
    ),
    "ids in cells": (
        "disclosure.not_personal(pd.DataFrame({'a': list(study.base.pupils['pupil_id'][:2])}, "
        "index=['x', 'y']), 'aggregate')"
    ),
    "counts by pupil": (
        "disclosure.protect_counts(pd.DataFrame({'Books': [12, 14]}, "
        "index=list(study.base.pupils['pupil_id'][:2])), study.rules)"
    ),
    "a small group": (
        "disclosure.not_personal(pd.DataFrame({'n': [3, 44]}, index=['One', 'Two']), 'aggregate')"
    ),
    "a small number": "disclosure.not_personal(3, 'pieces of evidence')",
    "a reason put together": "disclosure.not_personal(30, f'of {3} pupils')",
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_a_notebook_built_itself_is_refused(shown, source):
    with pytest.raises(UnprotectedError) as stopped:
        shown(source)
    said = str(stopped.value)
    assert "3 pupils" not in said and "0047" not in said
    assert any(way in said for way in ("show.", "disclosure.", "display.", "front(study)"))


def test_each_refusal_says_one_line_that_works(shown, snapshot):
    def said(source):
        with pytest.raises(UnprotectedError) as stopped:
            shown(source)
        return str(stopped.value)

    assert sorted({said(source) for source in REFUSED.values()}) == snapshot


OUTPUTS = {
    "printed": {"output_type": "stream", "name": "stdout", "text": "n = 27"},
    "warned": {"output_type": "stream", "name": "stderr", "text": "n = 27"},
    "warned by name": {
        "output_type": "stream",
        "name": "stderr",
        "text": ["a.py:3: RuntimeWarning: Ann Smith, n = 27\n", "RuntimeWarning, Ann\n"],
    },
    "an error": {"output_type": "error", "ename": "E", "evalue": "0047", "traceback": []},
    "a frame": {"output_type": "execute_result", "data": {"text/html": "<table>27</table>"}},
    "html": {"output_type": "display_data", "data": {"text/html": "<b>27</b>"}},
    "markdown": {"output_type": "display_data", "data": {"text/markdown": "27"}},
    "a figure": {"output_type": "display_data", "data": {"image/png": ""}},
    "a drawing": {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}},
    "a widget": {
        "output_type": "display_data",
        "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}},
    },
    "a script": {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
    "a number": {"output_type": "execute_result", "data": {"text/plain": "27"}},
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_other_way_out_is_shut(front, tmp_path, name, snapshot):
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [OUTPUTS[name]]}
    with pytest.raises(DisclosureError) as stopped:
        exported([code(front), cell], tmp_path)
    assert str(stopped.value) == snapshot
    assert not (tmp_path / "report.qmd").exists()


def test_a_mark_that_was_copied_changed_or_made_up_is_no_mark(study, front, tmp_path):
    said = display.Statement("We saw them.")._repr_mimebundle_()
    chart = display.bar_chart(
        protect_counts(pd.DataFrame({"a": [12, 14]}, index=["x", "y"]), study.rules),
        label="fig-x",
        title="T",
    )._repr_mimebundle_()
    changed = {**said, MARK: {**said[MARK], "markdown": "3 pupils"}}
    made_up = {MARK: {"version": said[MARK]["version"], "kind": "text", "markdown": "3"}}
    another = {**chart, "image/png": chart["image/png"] + b"x"}
    for bundle in (changed, made_up, another):
        with pytest.raises(DisclosureError, match="did not make in this run"):
            exported([code(front), code(bundle)], tmp_path)
    assert "We saw them" in exported([code(front), code(said)], tmp_path)[0]
    with pytest.raises(DisclosureError, match="did not make in this run"):  # of another run
        exported([code(front), code(said)], tmp_path, key="another")


def test_prose_carries_no_picture_and_no_pupil(study, tmp_path, monkeypatch):
    """The export knows pupils' ids only under the seal of its run."""
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of this run")
    registry.run_key.cache_clear()
    try:
        registry.opened_pupils("oakfield", study.base.pupils)
        front = review_summary.front(study)._repr_mimebundle_()
    finally:
        registry.run_key.cache_clear()
    assert "0047" not in json.dumps(front[MARK])
    prose = {"cell_type": "markdown", "metadata": {}, "source": "In 2026 we asked 27 pupils."}
    exported([code(front), prose], tmp_path, key="of this run")
    for text in ("Pupil 0047 did well.", "**0047**", "(0047)", "the mark of 0047/2"):
        with pytest.raises(DisclosureError, match="ID of a pupil") as stopped:
            exported([code(front), {**prose, "source": text}], tmp_path, key="of this run")
        assert "0047" not in str(stopped.value)
    picture = {**prose, "source": "![](attachment:a.png)", "attachments": {"a.png": {}}}
    with pytest.raises(DisclosureError, match="picture attached"):
        exported([code(front), picture], tmp_path, key="of this run")


def opened_with(ids: list[str], *, rows=(), cells=()) -> None:
    """A school with these pupils, IDs of rows of its workbook, and cells that say something."""
    pupils = pd.DataFrame(
        {"outcome_id": "O1", "pupil_id": ids, "group": "Project", "baseline": 1.0, "follow_up": 2.0}
    )
    tables = [pd.DataFrame({"seen": list(cells)}), pd.DataFrame({"finding_id": list(rows)})]
    registry.opened("of the test", tables, ids=rows)
    registry.opened_pupils("of the test", pupils)


@pytest.fixture
def forgotten(monkeypatch):
    """Nothing is opened but what the test opens, whatever ran before it in this process."""
    for known in ("_schools", "_words", "_ids"):
        monkeypatch.setattr(registry, known, {})


def test_an_id_of_a_row_of_the_workbook_is_no_sign_of_a_pupil(forgotten):
    opened_with(["F07", "P99", "12", "Y4"], rows=["F07", "F08"])
    assert registry.names_a_pupil("P99 did well.")
    assert not registry.names_a_pupil("F07 is about reading, in Y4, with 12 others.")
    assert registry.is_pupil("12") and registry.is_pupil(12)  # as a whole cell
    assert not registry.is_pupil("F07")


@pytest.mark.parametrize(
    "text",
    [
        "00\u200b47", "00\u00ad47", "\uff10\uff10\uff14\uff17", "00**47**", "&#48;047",
        "x\\_07", "tbl-0047", "(0047)",
    ],
)  # fmt: skip
def test_an_id_is_found_as_it_is_read(forgotten, text):
    opened_with(["0047", "x_07"])
    assert registry.names_a_pupil(f"The work of {text} is good.")
    assert not registry.names_a_pupil("The work of 0048 is good.")


DRESSED = {
    "in two gaps": 'display.Statement("{x}{y} did well.", x="00", y="47")',
    "in a label": TABLE.replace('"tbl-x"', '"tbl-0047"') + '"T")',
    "in a reason": (
        "disclosure.not_personal(pd.DataFrame({'Pages': [31, 44]}, index=['a', 'b']), '0047')"
    ),
}


@pytest.mark.parametrize("source", DRESSED.values(), ids=DRESSED)
def test_an_id_that_comes_together_on_the_page_is_found(shown, source):
    with pytest.raises(UnprotectedError, match="ID of a pupil") as stopped:
        shown(source)
    assert "0047" not in str(stopped.value)


def test_an_id_that_only_stands_in_a_cell_is_still_a_pupils(forgotten):
    opened_with(["P07", "0047"], rows=["F1"], cells=["P07", "0047", "Seen on Monday"])
    assert registry.names_a_pupil("P07 leads it.") and registry.is_pupil("0047")
    with pytest.raises(UnprotectedError):
        registry.hold_pupils_back(["The work of 0047"], "A sentence")


def test_an_id_of_the_form_of_the_pupils_own_is_a_pupils_whatever_else_has_it(forgotten):
    opened_with(["F07", "F12", "F113", "0047"], rows=["F07", "F12"])
    assert registry.names_a_pupil("F07 did well.") and registry.names_a_pupil("F113 too.")
    assert not registry.names_a_pupil("F08 is a finding.")


def test_the_ids_of_rows_are_learnt_from_the_columns_that_hold_nothing_else(study):
    """A person's ID is in no document, so that none has to be let through."""
    own = registry._ids["oakfield"]
    findings = set(study.base.findings["finding_id"])
    assert findings and {registry._digest(registry._told(one)) for one in findings} <= own
    people = study.partnership.people["person_id"].str.casefold()
    assert not any(registry._digest(one) in known for one in people for known in (own,))


def test_what_is_shown_without_a_rule_is_listed_for_whoever_signs(shown):
    number = 'display.Statement("{n} pages", n=disclosure.not_personal(120, "pages of books"))'
    _, waived = shown(number)
    assert waived == (
        {
            "cell": "mine.ipynb, code cell 2",
            "label": "",
            "reason": "pages of books",
            "by": "notebook",
            "number": "120",
        },
    )
    assert waived_by_hand(waived) == (
        "One thing is shown without a rule, for a reason that the notebook gives: a sentence in "
        "mine.ipynb, code cell 2 (“pages of books”)."
    )
    _, waived = shown(SHOWN["pages of books"][0])
    assert [w["by"] for w in waived] == ["notebook"]
    assert waived_by_hand([{**waived[0], "by": "kit"}]) == ""


def test_the_last_page_says_what_was_shown_without_a_rule(study, front, tmp_path):
    made = run(IMPORTS + SHOWN["pages of books"][0], {"study": study, "In": [IMPORTS]})
    exported([code(front), code(made._repr_mimebundle_())], tmp_path)
    text = (tmp_path / "report.qmd").read_text(encoding="utf-8")
    said = "Shown without a rule, for a reason that the notebook gives: pages."
    assert said in text.split("## About this document")[1]


def test_means_say_how_many_are_behind_each():
    rules = rules_for("partnership")
    means = pd.DataFrame(
        {"Mean": [4.71, 3.94, 4.2], "SD": [2.6, 3.25, 3.1]}, index=["Project", "Other", "Waiting"]
    )
    table = protect_means(means, [27, 5, 21], rules)
    assert table.columns == ("Mean", "SD", "People")
    # The smallest other group is hidden too: the number of all would give the hidden one away.
    assert [[c.text for c in row] for row in table.cells] == [
        ["4.7", "2.6", "27"],
        ["[c]"] * 3,
        ["[c]"] * 3,
    ]
    assert [row[0].rule for row in table.cells] == [
        "",
        "fewer than 6 people",
        "would give a hidden number away",
    ]
    with pytest.raises(ValueError, match="one for each row"):
        protect_means(means, [27], rules)


@pytest.mark.parametrize("thing", ["study", "base", "pupils", "surveys", "result", "partnership"])
def test_nothing_that_is_opened_prints_a_row_or_an_id(study, thing):
    opened = {
        "study": study,
        "base": study.base,
        "pupils": study.base.pupils,
        "surveys": study.base.surveys,
        "result": impact.results(study.base)[0],
        "partnership": study.partnership,
    }[thing]
    ids = set(study.base.pupils["pupil_id"])
    record = dataclasses.make_dataclass("Record", ["held"])(opened)
    ways = [repr(opened), str(opened), f"{opened}", repr([opened]), repr({"a": opened})]
    ways += [repr(record), str(ValueError(opened))]
    html = getattr(opened, "_repr_html_", lambda: None)()
    ways += [html] if html else []
    for said in ways:
        assert said.count("\n") <= 6 and len(said) < 700
        assert not ids & set(said.replace("'", " ").replace(",", " ").split())


@pytest.mark.parametrize(
    "part",
    [
        lambda p: p.head(3),
        lambda p: p["pupil_id"],
        lambda p: p.set_index("pupil_id"),
        lambda p: p.sort_values("follow_up"),
        lambda p: p[p["follow_up"] > 100],
        lambda p: p.iloc[0],
        lambda p: p.groupby("pupil_id")["follow_up"].mean(),
        lambda p: p.dropna(),
        lambda p: p.copy(),
        lambda p: p.merge(p, on="pupil_id"),
        lambda p: p.T,
    ],
)
def test_a_part_of_a_table_of_pupils_does_not_print_itself(study, part):
    said = repr(part(study.base.pupils))
    assert "not printed" in said
    assert not set(study.base.pupils["pupil_id"]) & set(said.split())


def test_what_is_worked_out_by_group_prints_as_any_table(study):
    means = study.base.pupils.groupby("group")["follow_up"].agg(["mean", "count"])
    assert "Project" in repr(means) and "not printed" not in repr(means)


def test_labels_that_are_not_the_kits_are_named():
    outcome = impact.Outcome(
        "O1", "A1", "Reading", "Y3", "points", "A", True, True, None, None, None, ""
    )
    rows = pd.DataFrame(
        {
            "pupil_id": list("abcdef"),
            "group": ["project"] * 3 + ["control"] * 3,
            "class_name": pd.NA,
            "baseline": [1.0, 2, 3, 1, 2, 3],
            "follow_up": [2.0, 3, 5, 1, 3, 3],
        }
    )
    estimate = impact.result(outcome, rows).estimate
    assert estimate.status == "refused"
    assert "“control”, “project”" in estimate.reason and "“Comparison”" in estimate.reason
    many = impact.result(outcome, rows.assign(group=list("uvwxyz"))).estimate
    assert "6 others" in many.reason and "“u”" not in many.reason
    with pytest.raises(EvidenceError, match="no column follow_up; its columns are pupil_id"):
        impact.result(outcome, rows.rename(columns={"follow_up": "after"}))


def test_a_run_takes_no_looser_rules_than_its_audiences(study, monkeypatch):
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of this run")
    registry.run_key.cache_clear()
    registry.opened_for(rules_for("partnership"))
    try:
        for looser in (
            lambda: rules_for("school"),
            lambda: open_school("example", "oakfield", "school"),
        ):
            with pytest.raises(UnprotectedError, match="rules are stricter"):
                looser()
        assert rules_for("public").hide_zero
    finally:
        monkeypatch.delenv(registry.SEAL_VARIABLE, raising=False)
        registry.run_key.cache_clear()
