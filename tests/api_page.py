"""What docs/api.md says: each public name with its line, its signature and an example that runs."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from in_process import run

import spp_research
from spp_research.kinds import KINDS

OPENING = """\
# What a notebook may call

Every public name with its summary, its signature and an example that runs. Made from the kit
itself by `pytest tests/test_reference_pages.py --snapshot-update`, for version {version}. A
tour is [research.md](research.md), whole analyses are in [gallery](gallery/README.md);
`help(stats.pool)` in a notebook has the parameters, the formula and its source.

## What is promised

The kit follows [Semantic Versioning](https://semver.org). Before version 1.0 a minor version
may break a promise, says so in [CHANGELOG.md](../CHANGELOG.md), and keeps the old way working
beside the new one for that version.

| | within a version 1, 2, … |
|---|---|
| the names under *Opening*, *Statistics*, *Results*, *An enquiry* and *Showing*, their parameters \
by name and the fields of what they return | stay, and mean the same. New ones may be \
added at the end |
| the pieces of documents (last section) | stay under their names, so that your \
notebooks go on; what they show may get better |
| a statistic's value for the same data | stays to the digits that are shown, unless a mistake \
is mended; the changelog says which |
| a draw by lot for the same seed | stays for ever, to the last letter of its certificate |
| workbooks, settings and share files of earlier versions | are read |
| `report.json` and share files | have a version of their \
own ([files_for_programs.md](files_for_programs.md)) |
| commands, options, exit codes and `--json` ([commands.md](commands.md)) | stay; fields \
may be added to the JSON |

Not promised: anything else that can be imported, what begins with an underscore, the wording of
sentences, the look of pictures, the text that commands print for people, and the bytes of files
other than those of a draw.

The examples below begin with

```python
{start}```
"""
START = """\
import pandas
from spp_research import *

study = open_school("example", "oakfield", "school")
pupils = study.base.pupils.query("outcome_id == 'O1'")
groups = dict(data=pupils, group="group", project="Project")
reading = stats.mean_change("baseline", "follow_up", data=pupils)
mine = enquiry.of_school(study)
"""

OPENERS = ("open_school", "open_partnership", "open_year", "open_hub", "open_workshop")
SECTIONS = {
    "Statistics": ("stats",),
    "Results": ("impact", "survey", "agreement", "review", "trace"),
    "An enquiry": ("enquiry",),
    "Showing": ("show", "disclosure", "display"),
}
# They take what the others give, a block of code or a file: docs/research.md and docs/enquiry.md
# have them.
WITHOUT = {
    "show.figure",
    "impact.sources",
    "impact.standing",
    "impact.together",
    "impact.result",
} | {
    f"{module}.{name}"
    for module, names in {
        "survey": ("questions", "sides", "source", "sources", "speaking_to", "of_the_review"),
        "review": ("agreement", "kept_back", "told", "areas"),
        "agreement": ("agreement",),
        "disclosure": ("not_personal",),
        "enquiry": ("to_workbook", "from_workbook"),
    }.items()
    for name in names
}
EXAMPLES = {
    "open_school": 'open_school("example", "oakfield", "school").base.school.name',
    "open_partnership": 'len(open_partnership("example").schools)',
    "open_hub": 'type(open_hub("example", "partnership")).__name__',
    "open_year": 'open_year("example", "partnership").partnership.name',
    "open_workshop": 'type(open_workshop("example", "oakfield", "partnership")).__name__',
    "stats.adjusted_effect": 'stats.adjusted_effect("baseline", "follow_up", **groups)',
    "stats.against_selection": "stats.against_selection(stats.mean_change("
    "[40, 42, 38, 45, 41, 39], [46, 45, 44, 49, 45, 47]), "
    "stats.selection_effect(6, 30, sd=8, reliability=0.8))",
    "stats.allocate": 'stats.allocate(["A", "B", "C", "D"], method="simple", seed=7).counts',
    "stats.attendance_difference": "stats.attendance_difference([180, 175, 188, 169, 190, 171], "
    "[190] * 6, [1, 1, 1, 0, 0, 0])",
    "stats.attendance_rate": "stats.attendance_rate([180, 175, 188, 169, 190, 171], [190] * 6)",
    "stats.attrition": "stats.attrition(26, 23, 26, 25)",
    "stats.attrition_band": "stats.attrition_band(0.08, 0.03, by_lot=True).band",
    "stats.ceiling_and_floor": "stats.ceiling_and_floor([10, 10, 9, 8, 10, 7], "
    "minimum=0, maximum=10)",
    "stats.chance_line": "stats.chance_line(20)",
    "stats.check_allocation": "stats.check_allocation("
    'stats.allocate(["A", "B", "C", "D"], method="simple", seed=7))',
    "stats.cliffs_delta": "stats.cliffs_delta([3, 4, 4, 5, 5, 3], [2, 3, 3, 4, 2, 1])",
    "stats.cluster_mean_difference": 'stats.cluster_mean_difference("follow_up", '
    'cluster="class_name", **groups)',
    "stats.clustered_change": 'stats.clustered_change("baseline", "follow_up", "class_name", '
    "data=pupils, expected=8)",
    "stats.clustered_effect": 'stats.clustered_effect("follow_up", cluster="class_name", '
    'before="baseline", **groups)',
    "stats.cohens_kappa": 'stats.cohens_kappa(list("AABBABAB"), list("AABBABBB"))',
    "stats.cronbach_alpha": "stats.cronbach_alpha([[4, 5, 4], [2, 2, 3], [5, 5, 4], [3, 2, 3], "
    "[4, 4, 5], [1, 2, 2]])",
    "stats.cycle_change": "stats.cycle_change(reading, reading, same_test=True, "
    "same_time_of_year=True, same_year_group=True)",
    "stats.cycles": 'stats.cycles([reading, reading], ["2024-25", "2025-26"], same_test=True, '
    "same_time_of_year=True, same_year_group=True).status",
    "stats.direction": "stats.direction(reading, smallest_worthwhile=5)",
    "stats.dose": "stats.dose([4, 9, 12, 15, 20, 22, 25, 28, 30, 33], "
    "[1, 3, 2, 5, 4, 7, 6, 8, 9, 8])",
    "stats.expected_change": 'stats.expected_change("baseline", "follow_up", '
    "data=pupils, expected=8)",
    "stats.far_values": "[one.words for one in stats.far_values("
    "[12, 13, 14, 12, 15, 13, 14, 12, 13, 140])]",
    "stats.fleiss_kappa": "stats.fleiss_kappa([[1, 1, 2], [2, 2, 2], [1, 1, 1], [2, 1, 2], "
    "[1, 1, 1], [2, 2, 2]])",
    "stats.gwet_ac1": 'stats.gwet_ac1(list("AAAAAABA"), list("AAAAAAAA"))',
    "stats.hedges_g": 'stats.hedges_g(value="follow_up", **groups)',
    "stats.hedges_total_effect": "stats.hedges_total_effect("
    "4, 20, 0.1, [25, 24, 26], [25, 27, 23])",
    "stats.icc_agreement": "stats.icc_agreement([[9, 8], [6, 7], [4, 5], [8, 8], [2, 3], [7, 6]])",
    "stats.intraclass_correlation": 'stats.intraclass_correlation("follow_up", "class_name", '
    "data=pupils)",
    "stats.krippendorff_alpha": "stats.krippendorff_alpha([[1, 1], [2, 2], [1, 2], [2, 2], [1, 1], "
    "[2, 2]])",
    "stats.leave_one_out": "[f'{one.mean:.2f}' for one in stats.leave_one_out("
    "[0.4, 0.1, 0.3, 0.2], [0.02, 0.03, 0.02, 0.01])]",
    "stats.mdes_after": "stats.mdes_after(2.4, 46)",
    "stats.mdes_clusters": "stats.mdes_clusters(8, 25, 0.15, r2_between=0.6, covariates=1)",
    "stats.mdes_paired": "stats.mdes_paired(30)",
    "stats.mdes_pupils": "stats.mdes_pupils(48)",
    "stats.mdes_two_groups": "stats.mdes_two_groups(24, 24)",
    "stats.mean_change": 'stats.mean_change("baseline", "follow_up", data=pupils)',
    "stats.mean_difference": 'stats.mean_difference(value="follow_up", **groups)',
    "stats.missing_data_sensitivity": "stats.missing_data_sensitivity("
    "stats.mean_difference([9, 8, 9, 7, 8, 9], [5, 6, 5, 7, 6, 5]), 2, 2)",
    "stats.months_of_progress": "stats.months_of_progress(0.25)",
    "stats.months_statement": "stats.months_statement(stats.adjusted_effect("
    '"baseline", "follow_up", **groups), outcome="Reading", design="A", clusters_per_arm=4)',
    "stats.multiplicity_line": "stats.multiplicity_line(6)",
    "stats.near_labels": '[one.words for one in stats.near_labels(["4A", "4a", "4B"])]',
    "stats.net_agreement": "stats.net_agreement(31, 8, 50)",
    "stats.net_agreement_difference": "stats.net_agreement_difference("
    "stats.net_agreement(31, 8, 50), stats.net_agreement(20, 15, 48))",
    "stats.net_change": "stats.net_change([2, 3, 3, 1, 4, 2, 3, 2], [3, 4, 3, 2, 4, 3, 4, 2])",
    "stats.new_seed": "stats.new_seed() > 0",
    "stats.paired_proportion_change": "stats.paired_proportion_change(9, 2, 40)",
    "stats.partnership_change": 'stats.partnership_change({"oakfield": reading}, '
    '{"oakfield": reading}, same_test=True, same_time_of_year=True, same_year_group=True).reason',
    "stats.percent_agreement": "stats.percent_agreement([[1, 1], [2, 2], [1, 2], [2, 2]])",
    "stats.pool": "stats.pool([0.4, 0.1, 0.3], [0.02, 0.03, 0.02])",
    "stats.proportion": "stats.proportion(19, 27)",
    "stats.proportion_difference": "stats.proportion_difference(19, 27, 12, 26)",
    "stats.rate_ratio": "stats.rate_ratio([3, 0, 5, 2, 7, 4, 6, 9], [1, 1, 1, 1, 0, 0, 0, 0])",
    "stats.rate_ratio_from_totals": "stats.rate_ratio_from_totals(12, 900, 25, 950)",
    "stats.read_table": 'list(stats.read_table("docs/gallery/data/fluency.csv").columns)',
    "stats.regression_to_the_mean": "stats.regression_to_the_mean(100, 15, 0.8, 85)",
    "stats.risk_ratio": "stats.risk_ratio(19, 27, 12, 26)",
    "stats.robustness": 'len(stats.robustness("baseline", "follow_up", cluster="class_name", '
    "**groups).ways)",
    "stats.run_chart": "stats.run_chart([5, 7, 6, 8, 5, 6, 9, 9, 10, 9, 11, 9, 10, 12]).median",
    "stats.scale_mix": "stats.scale_mix([0.4, 0.5, 0.6] * 4, [45, 52, 61] * 4)[0].words",
    "stats.selection_effect": "stats.selection_effect(24, 120, sd=10, reliability=0.8)",
    "stats.sentence": 'stats.sentence(reading, outcome="Reading", unit="words a minute")',
    "stats.simultaneous_confidence": "f'{stats.simultaneous_confidence(5):.4f}'",
    "stats.single_case": "stats.single_case([5, 6, 5, 7, 6], [8, 7, 9, 9, 10])",
    "stats.standardised_change": 'stats.standardised_change("baseline", "follow_up", data=pupils)',
    "stats.start_point_count": "stats.start_point_count([3, 4, 3, 4, 5, 8, 9, 8, 9, 9, 8, 9], 5, "
    "[3, 4, 5, 6, 7, 8], randomised=True)",
    "stats.starts_alike": "stats.starts_alike(0.3).words",
    "stats.triangulate": 'stats.triangulate([stats.Source("Survey", "pupils", "better"), '
    'stats.Source("Marks", "tests", "better")])',
    "stats.verdict": "stats.verdict(reading, smallest_worthwhile=5)",
    "impact.of_table": 'impact.of_table(pupils, "Reading", before="baseline", after="follow_up", '
    'group="group", project="Project", cluster="class_name")',
    "impact.outcomes": "len(impact.outcomes(study.base))",
    "impact.results": "len(impact.results(study.base))",
    "survey.of_table": "survey.of_table(pandas.DataFrame({"
    '"jan": ["Agree"] * 18 + ["Disagree"] * 18, '
    '"jun": ["Agree"] * 28 + ["Disagree"] * 8}), "I enjoy reading", before="jan", after="jun")',
    "survey.items": "survey.items(study.base)[0].asked",
    "agreement.of_table": "agreement.of_table(pandas.DataFrame("
    '{"one": list("AABBAABB"), "two": list("AABBABBB")}), ["one", "two"]).beyond_chance',
    "agreement.of_observations": "agreement.of_observations(study.base.observations).units",
    "review.findings": "len(review.findings(study.base))",
    "review.questions": "len(review.questions(study.base))",
    "review.sources_by_theme": "review.sources_by_theme(study.base).shape",
    "trace.chains": "len(trace.chains(study.base))",
    "trace.orphans": "len(trace.orphans(study.base))",
    "trace.known": 'trace.known(study.base, "O1")',
    "review.theme_name": 'review.theme_name("Our Impact: what changed")',
    "review.informants": "review.informants(study.base).shape",
    "review.directions": "review.directions(study.base).shape",
    "review.workshop_questions": "len(review.workshop_questions(study.base))",
    "review.uncited": "len(review.uncited(study.base))",
    "enquiry.of_school": "enquiry.of_school(study).school",
    "enquiry.known": 'enquiry.known("A study (invented)", "Reading aloud helped.", '
    '"https://example.org/study, table 2", "20/11/2025", outcome="Fluency", effect=0.25).effect',
    "enquiry.outcome": 'enquiry.outcome("Words read in a minute", design="B", '
    'unit="words a minute").design',
    "enquiry.pupils": 'enquiry.pupils("docs/gallery/data/fluency.csv", before="january", '
    'after="june", group="took_part", project="yes").shape',
    "enquiry.smallest": 'enquiry.smallest("A", (14, 13))',
    "enquiry.fix_plan": 'enquiry.fix_plan(enquiry.Enquiry("To what extent do they read?", '
    'outcomes=[mine.outcomes[0]]), by="Ann Hill", on="08/01/2026", school="oakfield")'
    '.plans[0]["mark"]',
    "enquiry.plans": "len(enquiry.plans(mine))",
    "enquiry.results": "len(enquiry.results(mine))",
    "enquiry.front": 'enquiry.front(study, "My enquiry")',
    **{
        f"enquiry.{section}": f"enquiry.{section}(mine)"
        for section in (
            "key_points",
            "why",
            "what_is_known",
            "plan",
            "ethics",
            "what_happened",
            "what_we_found",
            "what_we_learnt",
            "sharing",
            "for_whoever_checks",
        )
    },
    "show.front": 'show.front(study, "My enquiry")',
    "show.counts": 'show.counts(pupils, "group", rows=["Project", "Comparison"], title="Who")',
    "show.means": 'show.means(pupils, "follow_up", by="group", rows=["Project", "Comparison"], '
    'title="June")',
    "show.estimates": 'show.estimates({"Reading": stats.hedges_g(value="follow_up", **groups)}, '
    'title="Results")',
    "show.answers": "show.answers(survey.items(study.base))",
    "show.words": 'show.words("What we learnt", "Ten minutes are enough.")',
    "show.trace": "show.trace(study)",
    "show.before_and_after": "show.before_and_after(impact.results(study.base))",
    "show.flow": "show.flow(impact.results(study.base))",
    "show.frame": 'show.frame(pandas.DataFrame({"n": [24, 26], "Marks": [9.5, 8.25]}, '
    'index=["Project", "Comparison"]), "n", title="June")',
    "disclosure.about_count": "disclosure.about_count(23, study.rules).text",
    "disclosure.count": "disclosure.count(23, study.rules).text, "
    "disclosure.count(2, study.rules).text",
    "disclosure.free_text": 'disclosure.free_text("What a teacher wrote.").text',
    "disclosure.nearest_five": "disclosure.nearest_five(23)",
    "disclosure.position": "disclosure.position(21, 0.5, 48, study.rules).text",
    "disclosure.protect_counts": "disclosure.protect_counts(pandas.crosstab("
    'pupils["class_name"], pupils["group"]), study.rules).columns',
    "disclosure.protect_means": "disclosure.protect_means(pandas.DataFrame({"
    '"Marks": [9.54, 8.25]}, '
    'index=["Project", "Comparison"]), [24, 26], study.rules).rows',
    "disclosure.round_half_up": "disclosure.round_half_up(2.5)",
    "disclosure.rounded": "disclosure.rounded(2.345, 2)",
    "disclosure.rules_for": 'disclosure.rules_for("public").fewest_pupils',
    "disclosure.share": "disclosure.share(19, 27, study.rules).text",
    "disclosure.statistic": 'disclosure.statistic(9.42, (23, 25), study.rules, unit="words").text',
    "display.Statement": 'display.Statement("We asked {n} pupils.", '
    "n=disclosure.count(23, study.rules)).plain",
    "display.Table": "display.Table(disclosure.protect_counts(pandas.crosstab("
    'pupils["class_name"], pupils["group"]), study.rules), label="tbl-own", title="Who")',
    "display.bar_chart": "display.bar_chart(disclosure.protect_counts(pandas.crosstab("
    'pupils["group"], pupils["group"]), study.rules), label="fig-own", title="Who")',
}


def page() -> str:
    """The whole page."""
    names = started()
    opening = OPENING.format(version=spp_research.__version__, start=START)
    made = [opening, "## Opening\n"]
    for name in OPENERS:
        made += _function(name, getattr(spp_research, name), names, "###")
    for title, modules in SECTIONS.items():
        made += [f"## {title}\n"]
        for module in modules:
            made += _module(module, names)
    return "\n".join([*made, *_pieces()])


def started() -> dict[str, Any]:
    """The names that the examples begin with."""
    names: dict[str, Any] = {"In": []}
    exec(START, names)
    return names


def public(module: ModuleType) -> dict[str, Any]:
    """What a module offers by name."""
    listed = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]
    return {name: getattr(module, name) for name in listed}


def functions() -> dict[str, Callable[..., Any]]:
    """Every function whose promise is kept, by its name as a notebook writes it."""
    found = {name: getattr(spp_research, name) for name in OPENERS}
    for module in (one for modules in SECTIONS.values() for one in modules):
        offered = public(getattr(spp_research, module))
        found |= {f"{module}.{n}": v for n, v in offered.items() if inspect.isfunction(v)}
    return found


def result_of(code: str, names: dict[str, Any]) -> str:
    """What an example gives, in a line."""
    names["In"] = [code]
    with contextlib.redirect_stdout(io.StringIO()):
        made = run(code, names)
    said = str(made)
    return said if "\n" not in said and len(said) < 300 else type(made).__name__


def _module(module: str, names: dict[str, Any]) -> Iterator[str]:
    offered = public(getattr(spp_research, module))
    yield f"### {module}\n"
    yield f"{_summary(getattr(spp_research, module))}\n"
    records = [(n, v) for n, v in offered.items() if inspect.isclass(v)]
    for name, value in offered.items():
        if inspect.isfunction(value):
            yield from _function(f"{module}.{name}", value, names)
    if records:
        yield "| record | what it is | fields |\n|---|---|---|"
        for name, value in records:
            own = [one for one in getattr(value, "__dataclass_fields__", ()) if one[0] != "_"]
            fields = ", ".join(f"`{one}`" for one in own)
            yield f"| `{module}.{name}` | {_summary(value)} | {fields} |"
        yield ""


def _function(
    name: str, function: Callable[..., Any], names: dict[str, Any], level: str = "####"
) -> Iterator[str]:
    yield f"{level} {name}\n"
    yield f"{_summary(function)}\n"
    yield f"`{name}{_signature(function)}`\n"
    if code := EXAMPLES.get(name):
        yield from ("```python", f">>> {code}", result_of(code, names), "```\n")


def _pieces() -> Iterator[str]:
    yield "## Pieces of documents\n"
    yield "What the kit's own notebooks call, each with the study or the year that was opened.\n"
    for kind in KINDS.values():
        yield f"### {kind.module}\n"
        yield "| name | what it shows |\n|---|---|"
        for name, value in public(getattr(spp_research, kind.module)).items():
            yield f"| `{name}` | {_summary(value)} |"
        yield ""


def _summary(value: object) -> str:
    said = (inspect.getdoc(value) or "").partition("\n\n")[0]
    return " ".join(said.split()).replace("|", "\\|")


def _signature(function: Callable[..., Any]) -> str:
    """Names and defaults; the types stand in `help`."""
    signature = inspect.signature(function)
    bare = [one.replace(annotation=one.empty) for one in signature.parameters.values()]
    said = str(signature.replace(parameters=bare, return_annotation=signature.empty))
    return re.sub(r"mappingproxy\(\{\}\)", "{}", said)
