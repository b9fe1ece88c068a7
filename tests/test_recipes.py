"""The recipes of CONTRIBUTING.md, each carried out on a copy of the tree.

The copy is changed as the recipe says and in no other place; what it promises must then hold, and
the copy's own tests that watch over such a change must pass. `-s` prints how many files a person
had to change.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from changed_tree import ROOT, Tree, homes_of

RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_PLACED = re.compile(r"`(\w+)`\s+(?:to|in|of)\s+`(\w[\w/]*\.py)`")


def test_every_name_stands_where_the_recipes_say():
    placed = _PLACED.findall(RECIPES)
    assert len(placed) >= 4
    for name, said in placed:
        at = next(top / said for top in (ROOT, ROOT / "tests") if (top / said).is_file())
        assert at in homes_of(at.parent, name), f"{name} is not in {said}"


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path)


def told(tree: Tree, what: str, most: int) -> None:
    """Print what a person changed by hand, and hold it to what the recipe asks for."""
    print(f"{what}: {len(tree.by_hand)} files by hand: {', '.join(sorted(tree.by_hand))}")
    assert len(tree.by_hand) <= most


@pytest.mark.slow
def test_a_column(tree):
    tree.add_to(
        "ACTIONS",
        'Field("price", "What it costs", Kind.NUMBER, "In pounds.", example="40", later=True)',
    )
    tree.spp("templates", "data_templates")
    tree.run("tests/tables.py")

    dictionary = (tree.root / "data_templates/data_dictionary.md").read_text(encoding="utf-8")
    assert "What it costs" in dictionary
    assert "What it costs" in (
        tree.root / "data_templates/csv/school_evidence.actions.csv"
    ).read_text(encoding="utf-8-sig")
    before = tree.spp("check", "--workspace", "examples/riverside")
    assert "price" not in before and "What it costs" not in before  # an old workbook is read
    typed = tree.run(
        "-c",
        "from spp_research import open_school\n"
        "print(open_school('example', 'oakfield', 'school').base.actions['price'].dtype)",
    )
    assert typed.strip() == "Float64"
    tree.tests("tests/unit/intake/test_intake_templates.py")
    told(tree, "a column", 1)


CHECK = """
def _no_price(find: Finder) -> Iterator[Fault]:
    for row, values in find.rows("actions"):
        if "free of charge" in values["action"]:
            yield find.fault(
                "action.free",
                "actions",
                row,
                "action",
                "This action is said to cost nothing, and its hours are not: say how many hours.",
            )


"""
CASE = """

@case("action.free")
def an_action_that_costs_nothing(folder):
    return school(folder, cell("actions", 0, action="Read aloud, free of charge."))
"""
HELP = """
<a id="action.free"></a>
### action.free

*Worth a look.* An action is said to cost nothing; the hours of those who do it are a cost too.
"""


@pytest.mark.slow
def test_a_check(tree):
    tree.add_to("CODES", '"action.free": WARNING', tree.package / _recipe_place("CODES"))
    rules = tree.home("check_rules")
    tree.rewrite(rules, lambda text: text.replace("\n_RULES", f"{CHECK.rstrip()}\n\n\n_RULES", 1))
    tree.add_to("_RULES", "_no_price", rules)
    tree.rewrite(tree.root / "docs/common_faults.md", lambda text: text + HELP)
    cases = tree.root / "tests/fail_cases/broken_keys.py"
    tree.rewrite(cases, lambda text: text + CASE)
    kept = tree.root / "tests/fail_cases/__snapshots__"
    before = {path: path.read_text(encoding="utf-8") for path in kept.glob("*.ambr")}

    only = ("tests/fail_cases/test_fail_cases.py", "-k", "costs_nothing or every_check or no_two")
    tree.tests(*only, "--snapshot-update")
    tree.tests(*only)
    tree.tests("--slow", "tests/unit/intake/test_intake_help.py")
    after = {path: path.read_text(encoding="utf-8") for path in kept.glob("*.ambr")}
    changed = [path for path in after if after[path] != before[path]]
    assert len(changed) == 1 and "hours are not" in after[changed[0]]
    told(tree, "a check", 4)


def _recipe_place(name: str) -> str:
    """Where the recipes say that a name stands, from the package on."""
    found = dict(_PLACED.findall(RECIPES))
    return found[name].removeprefix("spp_research/")


MEASURE = '''

def middle_change(before, after) -> Estimate:
    """Give the median change of matched people, without an interval.

    Examples
    --------
    >>> from spp_research import stats
    >>> stats.middle_change([1, 2, 3], [2, 4, 9]).value
    2.0
    """
    (x, y), _ = matched(before=before, after=after)
    frame = {"measure": "median change", "unit": "marks", "n": x.size, "confidence": 0.95}
    if not x.size:
        return too_few("nobody was measured both times", frame)
    return Estimate(float(np.median(y - x)), None, None, None, **frame)
'''


@pytest.mark.slow
def test_a_measure(tree):
    means = tree.home("mean_change")
    tree.rewrite(means, lambda text: text + MEASURE)
    offered = means.parent / "__init__.py"
    tree.add_to("_HOMES", f'"{means.stem}": ("mean_difference", "mean_change", "middle_change")')
    tree.replace(
        offered,
        f"    from .{means.stem} import mean_difference as mean_difference\n",
        f"    from .{means.stem} import mean_difference as mean_difference\n"
        f"    from .{means.stem} import middle_change as middle_change\n",
    )
    assert "2.0" in tree.run("-c", "from spp_research import stats\n"
        "print(stats.middle_change([1, 2, 3], [2, 4, 9]).value)")  # fmt: skip
    tree.tests("tests/test_examples.py", "tests/test_typed.py", "-k", "middle_change or told_of")
    told(tree, "a measure", 2)


CHART = '''"""How many answered, as bars."""

from __future__ import annotations

import pandas as pd

from spp_research.protect.disclosure import Rules, protect_counts

from {bars} import bar_chart


def answered(people: dict[str, int], rules: Rules):
    """The chart of how many answered in each group."""
    frame = pd.DataFrame({{"People": list(people.values())}}, index=list(people))
    table = protect_counts(frame, rules)
    return bar_chart(table, label="fig-answered", title="Most answered", subtitle="People asked")
'''


@pytest.mark.slow
def test_a_chart(tree):
    bars = tree.home("bar_chart")
    module = bars.with_name("answered_bars.py")
    tree.rewrite(module, lambda _: CHART.format(bars=f".{bars.stem}"))
    dotted = ".".join(module.relative_to(tree.root).with_suffix("").parts)
    said = tree.run(
        "-c",
        f"from {dotted} import answered\n"
        "from spp_research.protect.disclosure import rules_for\n"
        "import json\n"
        "made = [answered({'Year 3': n, 'Year 4': 30}, rules_for('public')) for n in (12, 13, 2)]\n"
        "print(json.dumps([[c.alt, c.drawn, c.png.hex()] for c in made]))",
    )
    (alt, drawn, png), (_, other, another), (hidden, _, _) = json.loads(said)
    assert "12" in alt and "30" in alt
    assert (drawn == other) == (png == another) is False
    assert "[c]" in hidden
    tree.tests("tests/test_layers.py", "-k", "answered_bars or every_module")
    told(tree, "a chart", 1)


@pytest.mark.slow
def test_a_kind_of_report(tree):
    notebooks = tree.root / "notebooks"
    nearest = (notebooks / "review_summary.ipynb").read_text(encoding="utf-8")
    tree.rewrite(notebooks / "short_summary.ipynb", lambda _: nearest)
    kinds = tree.home("ReportKind")
    made = 'SHORT_SUMMARY = ReportKind("short-summary", "Short summary", "The review on a page.")'
    tree.replace(kinds, "\n\nKINDS: ", f"\n{made}\n\nKINDS: ")
    named = "            PARTNERSHIP_REPORT,\n"
    tree.replace(kinds, named, f"{named}            SHORT_SUMMARY,\n")
    tree.spp("init", tree.root / "ours")
    assert (tree.root / "ours/notebooks/short_summary.ipynb").is_file()
    workspace = tree.root / "examples/riverside"
    one = ("--school", "oakfield", "--workspace", workspace, "--renderer", "pandoc", "--to", "html")
    tree.spp("report", "short-summary", *one)
    assert (workspace / "reports/oakfield/short-summary/report.html").is_file()
    tree.tests("tests/notebooks", "-k", "short_summary or every_kind")
    told(tree, "a kind of report", 3)


@pytest.mark.slow
def test_a_setting(tree):
    settings = tree.home("Settings")
    tree.replace(
        settings,
        '    licence: Annotated[str, Field(max_length=200)] = "CC BY 4.0"\n',
        '    licence: Annotated[str, Field(max_length=200)] = "CC BY 4.0"\n'
        "    columns: Annotated[int, Field(ge=1, le=2)] = 1\n",
    )
    tree.add_to("_ALLOWED", '"columns": "the whole number 1 or 2"', settings)
    chosen = tree.root / "examples/riverside/settings.yml"
    text = chosen.read_text(encoding="utf-8")
    read = (
        "from pathlib import Path\n"
        "from spp_research.settings import read_settings\n"
        "print(read_settings(Path('examples/riverside/settings.yml')).columns)"
    )
    assert tree.run("-c", read).strip() == "1"
    chosen.write_text(f"{text}columns: 2\n", encoding="utf-8")
    assert tree.run("-c", read).strip() == "2"
    chosen.write_text(f"{text}columns: 3\n", encoding="utf-8")
    said = tree.spp("check", "--workspace", "examples/riverside", code=10)
    assert "columns" in said and "1 or 2" in said
    told(tree, "a setting", 1)


@pytest.mark.slow
def test_a_message(tree):
    """One message in other words: one place in the code, and the snapshot of its own test."""
    words = "small letters, digits and single hyphens, such as oakfield."
    (source,) = (p for p in tree.package.rglob("*.py") if words in p.read_text(encoding="utf-8"))
    tree.replace(source, words, "small letters, digits and single hyphens, as oakfield does.")
    kept = sorted(tree.root.joinpath("tests").rglob("*.ambr"))
    before = {path: path.read_text(encoding="utf-8") for path in kept}
    only = ("tests/fail_cases/test_fail_cases.py", "-k", "short-name")
    tree.tests(*only, "--snapshot-update")
    tree.tests(*only)
    changed = [path for path in kept if path.read_text(encoding="utf-8") != before[path]]
    assert [path.name for path in changed] == ["test_fail_cases.ambr"]
    others = [text for path, text in before.items() if path not in changed]
    assert not any(words in text for text in others)
    told(tree, "a message", 1)


@pytest.mark.slow
def test_a_word_that_visitors_look_for(tree):
    words = tree.package / "site/finding.toml"
    tree.replace(words, 'words = ["ks1", ', 'words = ["ks1", "little ones", ')
    said = tree.run(
        "-c",
        "from spp_research.site.finding import concepts_in, folded\n"
        "print('ks1' in concepts_in(folded('Phonics for little ones')))",
    )
    assert said.strip() == "True"
    tree.tests("tests/unit/publish_site/test_finding.py")
    told(tree, "a word that visitors look for", 1)


ANALYSIS = {
    "markdown": """# How many were here

**Question.** Did more pupils read aloud every day in the second term?

**Data.** Invented, as everything here: 27 of 40 pupils, then 31 of 38.""",
    "code": """from spp_research import stats

found = stats.proportion_difference(31, 38, 27, 40)
print(found)
found.plot("A few more read aloud every day")""",
    "caution": "**What may not be concluded.** That anything was done about it.",
}
HELD = """

def test_a_difference_of_shares_is_that_of_its_shares():
    assert f"{31 / 38 - 27 / 40:.3g}" in analysed("12").printed
"""


@pytest.mark.slow
def test_a_worked_analysis(tree):
    gallery = tree.root / "docs/gallery"
    first = json.loads((gallery / "01_before_and_after.ipynb").read_text(encoding="utf-8"))
    cells = [
        {"cell_type": "markdown", "id": "asked", "metadata": {}, "source": ANALYSIS["markdown"]},
        {"cell_type": "code", "id": "answered", "metadata": {}, "source": ANALYSIS["code"],
         "execution_count": None, "outputs": []},
        {"cell_type": "markdown", "id": "kept", "metadata": {}, "source": ANALYSIS["caution"]},
    ]  # fmt: skip
    tree.rewrite(gallery / "12_every_day.ipynb", lambda _: json.dumps({**first, "cells": cells}))
    held = tree.root / "tests/test_gallery.py"
    tree.rewrite(held, lambda text: text + HELD)
    pictures = "import sys; sys.path.insert(0, 'tests'); import gallery_page; gallery_page.take()"
    tree.run("-c", pictures)
    tree.tests("tests/test_gallery.py", "--slow", "-k", "the_page_says", "--snapshot-update")
    tree.tests("tests/test_gallery.py", "--slow")
    page = (gallery / "README.md").read_text(encoding="utf-8")
    assert "| [How many were here](#how-many-were-here) | 3 |" in page
    told(tree, "a worked analysis", 2)


def test_each_recipe_has_its_test():
    """By heading, but for those about data files and versions, which tests of their own hold."""
    titles = re.findall(r"^## Add an? (.+)$|^## Change a (message)$", RECIPES, re.MULTILINE)
    wanted = {"".join(title).removesuffix(" to a sheet").replace(" ", "_") for title in titles}
    source = Path(__file__).read_text(encoding="utf-8")
    there = set(re.findall(r"^def test_an?_(\w+)\(tree\)", source, re.MULTILINE))
    assert {name.replace("-", "_") for name in wanted} == there
