"""Sentences and cells about the results of outcomes, and about series."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pandas as pd

from claims import reckon
from claims.figures import Outcome, outcomes
from claims.rules import Expected, Place, alike, in_table, limits, rule, signed, triple
from claims.workbooks import Partnership


@cache
def pooled(partnership: Partnership, name: str) -> tuple[list[Outcome], reckon.Pool, reckon.Pool]:
    """The schools' results together, from the digits that a share file has (two of an error)."""
    found = [
        o
        for school in partnership.schools.values()
        for n, o in outcomes(school).items()
        if alike(n, name) and o.main and o.estimated
    ]

    def two(x: float) -> float:
        return float(f"{x:.2g}")

    marks = reckon.pool(
        [round(o.result.value, 1) for o in found], [two(o.result.se) ** 2 for o in found]
    )
    sds = reckon.pool([two(o.in_sds.value) for o in found], [two(o.in_sds.se**2) for o in found])
    return found, marks, sds


POOL = "random effects by Paule and Mandel, wider of Hartung-Knapp and Wald (2.12)"


def _pool(place: Place) -> tuple[list[Outcome], reckon.Pool, reckon.Pool] | None:
    name = place.name("outcome")
    return pooled(place.partnership, name) if name and place.document.school is None else None


@rule(r"over (?P<k><N>) schools, about (?P<v><N>) [^.]*? (?P<way>higher|lower)")
def _pool_mean(p: Place) -> Expected | None:
    if not (pool := _pool(p)):
        return None
    value = signed(pool[1].mean.value, p.match["way"])
    return {"k": (len(pool[0]), "schools pooled"), "v": (value, POOL)}


@rule(
    r"over .* schools.*anything from (?P<low><N>)(?: (?P<first>lower|higher))? to (?P<high><N>)"
    r"[^.(]*? (?P<way>higher|lower) \((?P<a><N>) and (?P<b><N>) pupils\)"
)
def _pool_range(p: Place) -> Expected | None:
    if not (pool := _pool(p)):
        return None
    return limits(p.match, pool[1].mean, POOL) | _pool_pupils(pool[0])


def _pool_pupils(found: list[Outcome]) -> Expected:
    return {
        "a": (sum(o.project.n for o in found), "pupils measured both times, summed"),
        "b": (sum(o.comparison.n for o in found), "pupils measured both times, summed"),
    }


@rule(r"(?P<k><N>) schools, (?P<a><N>) and (?P<b><N>) pupils")
def _pool_caption(p: Place) -> Expected | None:
    pool = _pool(p)
    return pool and {"k": (len(pool[0]), "schools pooled")} | _pool_pupils(pool[0])


@rule(
    r"differ by about (?P<v><N>) [^;]*; the data fit anything from (?P<low><N>) to (?P<high><N>);"
    r" I² (?P<i><N>)%\)\. In standard deviations of pupils the result is (?P<s><N>)"
    r" \((?P<sl><N>) to (?P<sh><N>)\)"
)
def _pool_spread(p: Place) -> Expected | None:
    lines = [line for line in p.document.lines if "fig-pool" in line.text or "Forest" in line.text]
    if not lines:
        return None
    pool = _pool(Place(p.partnership, p.document, lines[0], p.match))
    if not pool:
        return None
    _, marks, sds = pool
    profile = "Q-profile (Viechtbauer 2007)"
    return {
        "v": (marks.tau, POOL),
        "low": (marks.tau_low, profile),
        "high": (marks.tau_high, profile),
        "i": (100 * marks.i2, "(Q - (k-1))/Q"),
        "s": (sds.mean.value, POOL),
        "sl": (sds.mean.low, POOL),
        "sh": (sds.mean.high, POOL),
    }


@rule(r"(?:School|Primary|Junior|Infant) (?P<v><N>) \((?P<l><N>) to (?P<h><N>)\)")
def _forest_row(p: Place) -> Expected | None:
    if p.document.school or not (o := p.outcome):
        return None
    return triple(o.result, _how(o))


@rule(r"all of them together: (?P<v><N>) \((?P<l><N>) to (?P<h><N>)\)")
def _forest_all(p: Place) -> Expected | None:
    pool = _pool(p)
    return pool and triple(pool[1].mean, POOL)


def _how(o: Outcome) -> str:
    if o.design == "A":
        how = "means of classes along the slope inside, t on J-2" if o.by_class else "ANCOVA (2.4)"
    else:
        how = "mean of class means, t on J-1" if o.by_class else "mean change, t on pairs"
    return f"{how}: {o.row['Outcome']}"


@rule(
    r", \"(?P<name>[^\"]+)\"\.\*\* The difference is about (?P<v><N>) .*?for"
    r" \"(?P<other>[^\"]+)\"\. The data fit anything from (?P<low><N>)(?: (?P<first>lower|higher))?"
    r" to (?P<high><N>)[^.(]*? (?P<way>higher|lower)"
)
def _parts(p: Place) -> Expected | None:
    if not (o := p.outcome):
        return None
    one, other, found = o.parts()
    if {one, other} != {p.match["name"], p.match["other"]}:
        return None
    if one != p.match["name"]:
        found = reckon.Range(-found.value, -found.high, -found.low)
    why = f"difference of two adjusted differences, Welch's df: {o.row['Outcome']}"
    return {"v": (abs(found.value), why)} | limits(p.match, found, why)


@rule(r"had begun about (?P<v><N>) [^.]*?(?P<way>higher|lower) than the others")
def _leavers(p: Place) -> Expected | None:
    o = p.outcome
    return o and {
        "v": (signed(o.leavers, p.match["way"]), "mean start of those lost less the others'")
    }


@rule(r"chosen for scoring (?:below|above) (?P<v><N>) ", "counted")
def _cut(p: Place) -> Expected | None:
    o = p.outcome
    return o and {"v": (float(o.row["Chosen below this score"]), "as the outcome's row has it")}


@rule(r"(?:rise|expected to rise) by about (?P<v><N>) ")
def _by_itself(p: Place) -> Expected | None:
    o = p.outcome
    return o and {"v": (o.by_itself, "(1-r) s phi(z)/Phi(z) (2.14)")}


@rule(r"(?<!rise by )[Aa]bout (?P<v><N>) [^.;(]*?(?P<way>higher|lower)(?! or)")
def _estimate(p: Place) -> Expected | None:
    o = p.outcome
    if not o or not o.estimated:
        return None
    return {"v": (signed(o.result.value, p.match["way"]), _how(o))}


@rule(
    r"anything from (?P<low><N>)(?: (?P<first>lower|higher))? to (?P<high><N>)[^.(%;]*?"
    r" (?P<way>higher|lower)"
)
def _estimate_range(p: Place) -> Expected | None:
    o = p.outcome
    if not o or not o.estimated or '" afterwards' in p.line.text or "people" in p.line.text:
        return None
    return limits(p.match, o.result, _how(o))


@rule(
    r"the (?:difference|change), (?P<v><N>) [^,]*, with a 95% interval from"
    r" (?P<l><N>) to (?P<h><N>)"
)
def _estimate_alt(p: Place) -> Expected | None:
    o = p.outcome
    return triple(o.result, _how(o)) if o and o.estimated else None


@rule(
    r"\((?P<a><N>)(?: and (?P<b><N>))? pupils\)",
    where=lambda line: line.table == "tbl-context" and "How it is known" in line.text,
)
def _known_by(p: Place) -> Expected | None:
    """A practice's card names no outcome; the sheet Best practice does."""
    told = p.school.book["Best practice"].iloc[0]["Outcome ID"]
    o = next(o for o in outcomes(p.school).values() if o.row["Outcome ID"] == told)
    why = f"pupils measured both times: {o.row['Outcome']}"
    return {"a": (o.project.n, why), "b": (o.comparison.n, why)}


@rule(r"(?<![\d] and )(?<![\w\d-])(?<!fewer than )(?P<a><N>)(?: and (?P<b><N>))? pupils\b"
      r"(?! had a chance)")  # fmt: skip
def _pupils(p: Place) -> Expected | None:
    o = p.outcome
    if not o or len(o.rows) == 0:
        return None
    why = f"pupils measured both times: {o.row['Outcome']}"
    if not o.estimated:
        return {"a": (o.project.n_after, "pupils measured afterwards")}
    if o.design == "A":
        return {"a": (o.project.n, why), "b": (o.comparison.n, why)} if p.match["b"] else None
    return {"a": (o.project.n, why)}


@rule(r"(?P<who>project|comparison) mean (?P<b><N>) before and (?P<a><N>) after")
def _means(p: Place) -> Expected | None:
    return _group_means(p)


@rule(r"(?P<who>project|comparison) (?P<b><N>) to (?P<a><N>)(?!\s*pupils)")
def _means_again(p: Place) -> Expected | None:
    return _group_means(p)


def _group_means(p: Place) -> Expected | None:
    o = p.outcome
    if not o or not o.estimated:
        return None
    group = getattr(o, p.match["who"])
    why = f"mean of the {p.match['who']}: {o.row['Outcome']}"
    return {"b": (group.before.mean(), why), "a": (group.after.mean(), why)}


@rule(r"of about (?P<v><N>) [^;.]*or more; go by|less than about (?P<w><N>) ")
def _smallest(p: Place) -> Expected | None:
    o = p.outcome
    if not o or not o.estimated:
        return None
    found = (o.result.smallest_shown, f"(t.975 + t.80) SE (2.11): {o.row['Outcome']}")
    return {"v": found, "w": found}


@rule(r"Whole classes took part \((?P<a><N>) in the project, (?P<b><N>) not\)", "counted")
def _classes(p: Place) -> Expected | None:
    o = p.outcome
    return o and {
        "a": (o.classes["Project"], "classes"),
        "b": (o.classes["Comparison"], "classes"),
    }


@rule(
    r"(?:Only )?(?P<a>[Tt]wo|[Tt]hree) classes took part|With (?P<b><N>) classes in all", "counted"
)
def _classes_in_all(p: Place) -> Expected | None:
    o = p.outcome
    return o and {
        "a": (o.classes["Project"], "classes"),
        "b": (sum(o.classes.values()), "classes of both groups"),
    }


@rule(r"(?P<n><N>) main outcomes with a range\. Of (?P<m><N>) such ranges about (?P<v><N>) would")
def _several(p: Place) -> Expected | None:
    mains = sum(o.main and o.estimated for o in outcomes(p.school).values())
    return {
        "n": (mains, "main outcomes with a range"),
        "m": (mains, "main outcomes with a range"),
        "v": (mains / 20, "m/20 would miss"),
    }


@rule(r"Fewer than (?P<few><N>) of the pupils listed( in either group)? were not measured", "rule")
def _few_lost(p: Place) -> Expected | None:
    o = p.outcome
    if not o:
        return None
    groups = [o.project] + ([o.comparison] if o.design == "A" else [])
    true = all(g.lost < p.few for g in groups) and any(g.lost for g in groups)
    return {"few": (p.few if true else math.inf, "the fewest this audience may see; it is true")}


@rule(r"(?P<x><N>) of (?P<n><N>) \((?P<v><N>)%\) in the (?P<who>project|comparison group)")
def _lost(p: Place) -> Expected | None:
    if not (o := p.outcome):
        return None
    group = o.project if p.match["who"] == "project" else o.comparison
    return {
        "x": (group.lost, "listed less measured both times"),
        "n": (group.listed, "pupils listed"),
        "v": (100 * group.lost / group.listed, "share lost"),
    }


@rule(
    r"lots with number (?P<seed>\d+)|groups began with (?P<a><N>) and (?P<b><N>) on average"
    r" \(SD (?P<s><N>) and (?P<t><N>); (?P<n><N>) and (?P<m><N>) pupils\), (?P<g><N>) SDs apart"
)
def _lots(p: Place) -> Expected | None:
    if not (o := p.outcome):
        return None
    one, two = o.project, o.comparison
    draws = o.school.book["Lots"]
    return {
        "seed": (float(draws.iloc[0]["Number of the lots"]), "the number of the lots"),
        "a": (one.before.mean(), "mean before"),
        "b": (two.before.mean(), "mean before"),
        "s": (one.before.std(ddof=1), "SD before"),
        "t": (two.before.std(ddof=1), "SD before"),
        "n": (one.n, "pupils"),
        "m": (two.n, "pupils"),
        "g": (abs(o.start), "Hedges' g of the start (2.2)"),
    }


@rule(r"(?P<n><N>) ways of working it out", "counted")
def _ways(p: Place) -> Expected | None:
    o = p.outcome
    return o and {"n": (len(o.ways), "ways that can be worked out")}


@rule(r"(?P<v><N>)(?: \((?P<l><N>) to (?P<h><N>)\))?(?= \|)", where=in_table("tbl-ways"))
def _ways_cell(p: Place) -> Expected | None:
    o = p.outcome
    found = o and o.ways.get(p.line.column(p.match.start()))
    return found and triple(found, f"robustness (part 2, 9): {o.row['Outcome']}")


@rule(
    r"(?P<v><N>)(?: \((?P<l><N>) to (?P<h><N>)\))?(?= \|)|\| (?P<low><N>) to (?P<high><N>)(?= \|)",
    where=in_table("tbl-precision"),
)
def _precision(p: Place) -> Expected | None:
    o, head = p.outcome, p.line.column(p.match.end())
    if not o or not o.estimated:
        return None
    if head.startswith("In SDs"):
        return triple(o.in_sds, "adjusted over unconditional SD, or d_av")
    if head.startswith("Start"):
        return {"v": (o.start, "Hedges' g of the start (2.2)")}
    if head.startswith("Smallest"):
        return {"v": (o.result.smallest_shown, "(t.975 + t.80) SE (2.11)")}
    why = "Bonferroni over the main outcomes (2.18)"
    return {"low": (o.simultaneous.low, why), "high": (o.simultaneous.high, why)}


@rule(
    r"In standard deviations it is (?P<v><N>)(?: \((?P<l><N>) to (?P<h><N>)\))?"
    r"|The start, in the same unit: (?P<start><N>)"
    r"|A true difference of (?P<least><N>) [^.]*? would have had"
    r"|Its range together with all the others: (?P<low><N>) to (?P<high><N>)"
)
def _precision_in_words(p: Place) -> Expected | None:
    o = p.outcome
    if not o or not o.estimated:
        return None
    if p.match["v"]:
        return triple(o.in_sds, "adjusted over unconditional SD, or d_av")
    if p.match["start"]:
        return {"start": (o.start, "Hedges' g of the start (2.2)")}
    if p.match["least"]:
        return {"least": (o.result.smallest_shown, "(t.975 + t.80) SE (2.11)")}
    why = "Bonferroni over the main outcomes (2.18)"
    return {"low": (o.simultaneous.low, why), "high": (o.simultaneous.high, why)}


@rule(r"(?P<v><N>)(?: \((?P<l><N>) to (?P<h><N>)\))?(?= \|)", where=in_table("tbl-outcomes"))
def _outcome_row(p: Place) -> Expected | None:
    o, head = p.outcome, p.line.column(p.match.end())
    if not o or len(o.rows) == 0:
        return None
    if head == "Mean before":
        return {"v": (o.project.before.mean(), "mean of the project")}
    if head == "Mean after":
        after = o.project.after if o.estimated else o.rows["Follow-up"].dropna().to_numpy(float)
        return {"v": (after.mean(), "mean of the project")}
    if head.startswith("Difference"):
        return triple(o.result, _how(o))
    if head.startswith("Beyond"):
        chosen = not pd.isna(o.row.get("Chosen below this score"))
        shift = o.expected + (o.by_itself if chosen else 0.0)
        return triple(o.result.less(shift), "change less what was expected (part 2, 1 and 2)")
    return None


@rule(
    r"listed (?P<a><N>|\[c\]), measured before (?P<b><N>|\[c\]), measured after (?P<c><N>|\[c\]),"
    r" both times (?P<d><N>|\[c\])",
    "counted",
)
def _flow(p: Place) -> Expected | None:
    if not (o := p.outcome):
        return None
    before = re.findall("project|comparison", p.line.text[: p.match.start()])
    group = getattr(o, before[-1])
    return {
        "a": (group.listed, "pupils listed"),
        "b": (group.n_before, "measured before"),
        "c": (group.n_after, "measured after"),
        "d": (group.n, "measured both times"),
    }


@rule(r"(?P<v><N>)(?= \|)", "counted", in_table("tbl-flow"))
def _flow_row(p: Place) -> Expected | None:
    if not (o := p.outcome):
        return None
    group = o.comparison if "⟧, comparison" in p.line.text else o.project
    return {
        "v": (
            {
                "Listed": group.listed,
                "Measured before": group.n_before,
                "Measured after": group.n_after,
                "Both times": group.n,
            }.get(p.line.column(p.match.end())),
            "pupils at this step",
        )
    }


@rule(
    r"(?P<v>-?[\d.]+) [^|]*?(?P<way>higher|lower) \((?P<l><N>) to (?P<h><N>)\)",
    where=in_table("tbl-apart"),
)
def _apart(p: Place) -> Expected | None:
    o = p.outcome
    if not o:
        return None
    return triple(o.result, _how(o)) | {"v": (signed(o.result.value, p.match["way"]), _how(o))}


@rule(r"\| (?P<a><N>)(?: and (?P<b><N>))? \|", "counted", in_table("tbl-apart", "tbl-pool"))
def _apart_pupils(p: Place) -> Expected | None:
    o = p.outcome or _of_pool(p)
    if not o:
        return None
    return {"a": (o.project.n, "pupils"), "b": (o.comparison.n, "pupils")}


def _of_pool(p: Place) -> Outcome | None:
    """The outcome of a row of a pooled table, whose caption has its name."""
    if not p.line.table.startswith("tbl-pool"):
        return None
    for line in p.document.lines:
        if line.text.startswith(": ⟦") and "each school's result" in line.text:
            place = Place(p.partnership, p.document, line, p.match)
            name = place.name("outcome")
            return next((o for n, o in outcomes(p.school).items() if name and alike(n, name)), None)
    return None


@rule(r"\| (?P<v><N>) \((?P<l><N>) to (?P<h><N>)\) \| (?P<w><N>)% \|", where=in_table("tbl-pool"))
def _pool_row(p: Place) -> Expected | None:
    if not (o := _of_pool(p)):
        return None
    found, marks, _ = pooled(p.partnership, o.row["Outcome"])
    at = [x.school.slug for x in found].index(o.school.slug)
    return triple(o.result, _how(o)) | {"w": (100 * marks.weights[at], "w / sum w")}


@rule(r"\"[^\"]+\", row (?P<v>\d+)", "numbering")
def _sheet_row(p: Place) -> Expected | None:
    found = re.search(r"\*\*(O\d+)\*\*", p.line.text)
    rows = p.school.book["Outcomes"].set_index("Outcome ID")["sheet row"]
    return found and {"v": (float(rows[found[1]]), "the row of the sheet")}


def _series(p: Place) -> tuple[np.ndarray, reckon.Chart, int] | None:
    if not p.school or p.school.book["Series"].empty:
        return None
    row = p.school.book["Series"].iloc[0]
    points = p.school.book["Series points"].sort_values("Day")
    values = 100 * points["Value"].astype(float) / points["Out of"].astype(float)
    before = int((points["Day"] < row["Change began on"]).sum())
    chart = reckon.run_chart(values.to_numpy(), before if before >= 12 else None)
    return values.to_numpy(), chart, before


@rule(r"(?P<r><N>) figures in a row are above the line; up to (?P<u><N>) is usual")
def _shift(p: Place) -> Expected | None:
    found = _series(p)
    return found and {
        "r": (found[1].longest_run, "longest run (part 2, 6)"),
        "u": (found[1].longest_usual, "round(log2 n') + 3"),
    }


@rule(r"crossed (?P<c><N>) times; (?P<u><N>) or more is usual")
def _crossings(p: Place) -> Expected | None:
    found = _series(p)
    return found and {
        "c": (found[1].crossings, "crossings (part 2, 6)"),
        "u": (found[1].crossings_usual, "binomial quantile of .05 on n'-1"),
    }


@rule(
    r"(?:level )?line (?:is )?at (?P<m><N>)%|Line of (?P<n><N>) figures"
    r"|between (?P<a><N>)% and (?P<b><N>)%"
)
def _series_line(p: Place) -> Expected | None:
    if not (found := _series(p)):
        return None
    return {
        "m": (found[1].median, "median of the figures before the change"),
        "n": (len(found[0]), "figures"),
        "a": (found[0].min(), "lowest figure"),
        "b": (found[0].max(), "highest figure"),
    }


@rule(r"(?<=[:(]) ?(?:about )?(?P<n><N>) pupils(?:\)|, ⟦d⟧ to ⟦d⟧)", "counted")
def _series_pupils(p: Place) -> Expected | None:
    if not p.school or p.outcome or p.school.book["Series"].empty:
        return None
    n = float(p.school.book["Series"].iloc[0]["Pupils it is about"])
    near = 5 * round(n / 5) if "about" in p.match[0] else n
    return {"n": (near, "pupils of the series")}
