"""What an editor offers while somebody types, by the library that IPython and Jupyter ask."""

from __future__ import annotations

import api_page
import jedi
import pytest
from mypy import api

import spp_research

pytestmark = pytest.mark.slow

MODULES = [name for names in api_page.SECTIONS.values() for name in names]
# What a call gives is known as well, through `takes` and names that are fetched late.
KNOWN = {
    'open_school("example", "oakfield", "school")': {"base", "rules", "partnership"},
    'open_school("example", "oakfield", "school").base': {"findings", "pupils", "outcomes"},
    'stats.mean_change("jan", "jun", data=table)': {"sentence", "to_frame", "plot", "value"},
    'stats.robustness("jan", "jun")': {"sentence", "to_frame", "ways"},
    "stats.triangulate([])": {"sentence", "to_frame", "line"},
    "impact.results(base)[0]": {"sentence", "estimate", "outcome"},
    'impact.of_table(table, "Reading", after="jun")': {"sentence", "plot"},
    "survey.items(base)[0]": {"waves", "sentence"},
    "enquiry.of_school(study)": {"question", "measured", "outcomes"},
    'enquiry.smallest("B", 30)': {"plot", "in_sd"},
    'show.counts(table, "took", rows=["yes"], title="Who")': {"protected", "title"},
}
ASKED = {
    "impact.results": ["base"],
    "enquiry.of_school": ["study", "action"],
    "stats.mean_change": ["before", "after", "data", "same_scale", "confidence"],
    "stats.read_table": ["path", "sheet", "header", "decimal", "missing"],
    "show.trace": ["study"],
}
# What a careful user writes: the checker has nothing to say, so that all of it has types.
SCRIPT = """
import pandas as pd
from spp_research import agreement, disclosure, enquiry, impact, open_school, open_year
from spp_research import review, show, stats, survey, trace

study = open_school("example", "oakfield", "school")
table = stats.read_table("fluency.csv", header=3, decimal=",", missing=["absent"])
found = stats.mean_change("january", "june", data=table)
line: str = found.sentence("Reading")
frame: pd.DataFrame = found.to_frame("Reading", "B")
value: float | None = found.value
effect = stats.adjusted_effect("a", "b", data=table, group="g", project="yes")
print(stats.pool([found, effect]).mean, stats.proportion(3, 9).low)
ways = stats.robustness("a", "b", data=table, group="g", project="yes")
print(ways.sentence(), ways.to_frame().shape)
for each in impact.results(study.base):
    print(each.sentence(), each.to_frame().shape)
print(impact.of_table(table, "Reading", before="a", after="b").estimate.value)
print(survey.of_table(table, "I enjoy", before="a", after="b").sentence())
print(agreement.of_table(table, ["a", "b"]).sentence())
mine = enquiry.Enquiry("To what extent?", outcomes=[enquiry.outcome("Words", design="B")])
fixed = enquiry.fix_plan(mine, by="Ann Hill", on="08/01/2026")
print(enquiry.smallest("A", (14, 13)).in_sd, enquiry.plan(fixed, pupils=27))
print(show.counts(table, "a", rows=["x"], title="T").protected.rows)
print(review.findings(study.base).shape, trace.chains(study.base).shape)
text: str = disclosure.count(30, study.rules).text
print([one.words for one in stats.far_values([1, 2, 3])])
print(stats.allocate(["A", "B"], method="simple", seed=7).counts)
print(open_year("example", "partnership").partnership.name, stats.run_chart([1, 2, 3]).median)
"""


def completed(code: str) -> set[str]:
    return {one.name for one in jedi.Script(code).complete()}


def test_every_public_name_is_offered():
    assert set(spp_research.__all__) <= completed("import spp_research\nspp_research.")
    for module in MODULES:
        wanted = set(api_page.public(getattr(spp_research, module)))
        offered = completed(f"from spp_research import {module}\n{module}.")
        assert wanted <= offered, f"{module}: {wanted - offered}"


def test_what_a_call_gives_is_known():
    for call, names in KNOWN.items():
        offered = completed(f"from spp_research import *\nfound = {call}\nfound.")
        assert names <= offered, f"{call}: {names - offered}"


def test_what_a_function_takes_is_shown():
    for name, wanted in ASKED.items():
        (found, *_) = jedi.Script(f"from spp_research import *\n{name}(").get_signatures()
        assert [one.name for one in found.params if one.name not in "*/"] == wanted, name


def test_a_checker_at_its_strictest_has_nothing_to_say(tmp_path):
    (tmp_path / "mine.py").write_text(SCRIPT, encoding="utf-8")
    said, faults, code = api.run([str(tmp_path / "mine.py"), "--strict", "--follow-imports=silent"])
    assert (code, faults) == (0, ""), said
