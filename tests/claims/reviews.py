"""Sentences and cells that count what a review looked at, found and led to."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from claims import reckon
from claims.figures import Review, review
from claims.rules import Expected, Place, in_table, rule
from claims.workbooks import Partnership, School


@rule(r"One of (?P<n><N>) (?P<what>strengths|next steps)", "counted")
def _one_of(p: Place) -> Expected | None:
    kind = {"strengths": "Strength", "next steps": "Next step"}[p.match["what"]]
    return {"n": (sum(len(r.kind(kind)) for r in shared_reviews(p)), f"findings: {kind}")}


def shared_reviews(p: Place) -> list[Review]:
    """The reviews that a document is made from: a school's own, or those signed off."""
    if p.document.school:
        return [review(p.document.school)]
    return signed_reviews(p.partnership)


def signed_reviews(partnership: Partnership) -> list[Review]:
    return [review(s) for s in partnership.schools.values() if shared(s, "Review summary")]


@cache
def shared(school: School, document: str) -> bool:
    if not (school.folder / "evidence.xlsx").is_file():
        return False
    rows = school.book["Sign-off"]
    mine = rows[(rows["Document"] == document) & rows["Audience"].isin(["Partnership", "Public"])]
    return not mine.empty and mine["Withdrawn on"].isna().any()


@rule(r"Of the (?P<n><N>) findings, sources (?P<rest>[^.;]*)", "counted")
def _standings(p: Place) -> Expected | None:
    return {"n": (len(p.review.findings), "findings")}


@rule(r"(?P<how>agree|partly agree|differ) on (?P<n><N>)", "counted")
def _standing(p: Place) -> Expected | None:
    if "findings, sources" not in p.line.text:
        return None
    how = {"agree": "agree", "partly agree": "partly", "differ": "differ"}[p.match["how"]]
    return {"n": (len(p.review.standing(how)), "findings by how sources stand")}


@rule(r"(?<=; )(?P<n><N>) \([F\d, ]+\) rests? on one kind of source", "counted")
def _standing_one(p: Place) -> Expected | None:
    return {"n": (len(p.review.standing("one")), "findings on one kind of source")}


@rule(
    r"(?P<a><N>) of (?P<n><N>) findings rest on several kinds of source, with none against",
    "counted",
)
def _several_kinds(p: Place) -> Expected | None:
    good = len(p.review.standing("agree")) + len(p.review.standing("partly"))
    return {"a": (good, "sources agree or partly agree"), "n": (len(p.review.findings), "findings")}


@rule(
    r"(?:interviews|visits|[a-z]+): (?P<a><N>) of (?P<n><N>) pieces|from (?P<k><N>) kinds of source"
    r"|(?P<q><N>) enquiry questions through (?P<e><N>) pieces of evidence"
    r"|So far there are (?P<f><N>) pieces|into (?P<r><N>) questions under all (?P<t><N>) themes"
    r"|across all (?P<u><N>) themes|the (?P<w><N>) themes along",
    "counted",
)
def _evidence(p: Place) -> Expected | None:
    if not p.document.school:
        return None
    rows = p.review.evidence
    kinds = rows["Kind of source"].value_counts()
    most = (len(rows), "pieces of evidence")
    questions = (len(p.review.themes), "enquiry questions")
    themes = (len(set(p.review.themes.values())), "themes with a question")
    return {
        "a": (int(kinds.iloc[0]), "pieces of the commonest kind"),
        "n": most,
        "e": most,
        "f": most,
        "k": (len(kinds), "kinds of source"),
        "q": questions,
        "r": questions,
        "t": themes,
        "u": (rows["theme"].nunique(), "themes with evidence"),
        "w": (4, "themes of the framework"),
    }


@rule(r"(?P<theme>Our Impact|Looking (?:Forward|Inward|Outward)) (?P<v>\d+)", "counted")
def _dots(p: Place) -> Expected | None:
    if "Grid of dots" not in p.line.text:
        return None
    kind = re.findall(r"([A-Z][a-z ]+): ", p.line.text[: p.match.start()])[-1]
    rows = p.review.evidence
    both = (rows["Kind of source"] == kind) & (rows["theme"] == p.match["theme"])
    return {"v": (int(both.sum()), "pieces by kind and theme")}


_SPOKEN = (
    *("Pupil interview", "Staff interview", "Parent or carer voice", "Governor interview"),
    "Survey",
)


def _told(p: Place):
    """The pieces of evidence whose words the document's readers may have."""
    rows = p.review.evidence
    if p.few == 3:  # the school itself
        return rows
    people = rows["Number of people"].astype(float)
    few = people.lt(p.few) | (people.isna() & rows["Kind of source"].isin(_SPOKEN))
    return rows[~few]


@rule(r"(?P<v>\d+) (?P<point>mixed|next step|strength|unclear)", "counted")
def _directions(p: Place) -> Expected | None:
    if "Rows of dots" not in p.line.text:
        return None
    question = re.findall(r"(Q\d+):", p.line.text[: p.match.start()])[-1]
    rows = _told(p)
    both = (rows["Question ID"] == question) & (
        rows["Where it points"].str.lower() == p.match["point"]
    )
    return {"v": (int(both.sum()), "pieces by question and where they point")}


@rule(r"On (?P<a><N>) of (?P<n><N>) questions the evidence points both ways", "counted")
def _both_ways(p: Place) -> Expected | None:
    points = _told(p).groupby("Question ID")["Where it points"].agg(set)
    both = sum({"Strength", "Next step"} <= found for found in points)
    return {"a": (both, "questions with both"), "n": (len(points), "questions with evidence")}


@rule(r"(?P<v><N>)(?= \|)", "counted", in_table("tbl-informants"))
def _informants(p: Place) -> Expected | None:
    who = p.line.text.split("|")[1].strip().replace("Seen by the review team", "Review team")
    rows = p.review.evidence
    mine = rows[rows["Who told or showed us"] == who]
    head = p.line.column(p.match.end())
    if head == "Pieces of evidence":
        return {"v": (len(mine), "pieces by who told")}
    met = mine[
        ~mine["Kind of source"].isin(["Work scrutiny", "Assessment data", "School document"])
    ]
    return {"v": (float(met["Number of people"].astype(float).sum()), "people met")}


_MET = {
    "pupil": "Pupils",
    "member": "Staff",
    "leader": "Leaders",
    "parent": "Parents and carers",
    "governor": "Governors",
}


@rule(
    r"(?P<v><N>) (?P<who>pupil|member|leader|parent|governor)s?\b",
    "counted",
    lambda line: "**Met:**" in line.text,
)
def _met(p: Place) -> Expected | None:
    rows = p.review.evidence
    mine = rows[rows["Who told or showed us"] == _MET[p.match["who"]]]
    met = mine[
        ~mine["Kind of source"].isin(
            ["Work scrutiny", "Assessment data", "School document", "External evidence", "Survey"]
        )
    ]
    return {"v": (float(met["Number of people"].astype(float).sum()), "people met")}


@rule(r"(?P<n><N>) more pieces? of evidence ha(?:s|ve) no dot", "counted")
def _no_dot(p: Place) -> Expected | None:
    dots = next(line.text for line in p.document.lines if "Rows of dots" in line.text)
    drawn = re.findall(r"(\d+) (?:strength|mixed|next step|unclear)", dots)
    return {"n": (len(p.review.evidence) - sum(map(int, drawn)), "pieces without a dot")}


@rule(r"questions touch (?P<n><N>) areas", "counted")
def _areas(p: Place) -> Expected | None:
    cells = p.school.book["Self-review"]["Ofsted areas"].dropna()
    return {"n": (len({a.strip() for cell in cells for a in cell.split(";")}), "areas tagged")}


@rule(r"first of (?P<n><N>) questions|steps, for (?P<m><N>) questions", "counted")
def _for_workshop(p: Place) -> Expected | None:
    asked = p.school.book["Findings"]["Question for the workshop"].notna().sum()
    return {
        "n": (int(asked), "questions for the workshop"),
        "m": (int(asked), "questions for the workshop"),
    }


@rule(
    r"On (?P<v><N>) visits at least two of (?P<o><N>) people|(?P<a><N>) of (?P<n><N>)"
    r" things looked for \((?P<s><N>)%\)|that is (?P<k><N>), and the data fit anything from"
    r" (?P<l><N>) to (?P<h><N>) \((?P<how>Cohen|Krippendorff)"
    r"|gives (?P<g><N>), and the data fit anything from (?P<gl><N>) to (?P<gh><N>) \(Gwet"
    r"|(?P<two>[Tt]wo) people watched together on (?P<w><N>) visits"
)
def _agreed(p: Place) -> Expected | None:
    if not p.document.school:
        return None
    watched = p.review.watched
    visits = (watched.index.get_level_values(0).nunique(), "visits watched together")
    same = int((watched.nunique(axis=1) == 1).sum())
    found: Expected = {
        "v": visits,
        "w": visits,
        "o": (watched.shape[1], "observers"),
        "two": (watched.shape[1], "observers"),
        "a": (same, "things noted alike"),
        "n": (len(watched), "things looked for together"),
        "s": (100 * same / len(watched), "raw agreement (2.16)"),
    }
    if p.match["how"] == "Krippendorff":
        found |= _alpha(watched.to_numpy(float))
    elif p.match["k"] or p.match["g"]:
        a, b = watched.to_numpy(int).T
        used = sorted({*a, *b})  # categories that somebody noted: Gwet's q
        table = np.zeros((len(used), len(used)))
        np.add.at(table, ([used.index(x) for x in a], [used.index(x) for x in b]), 1)
        k, g = reckon.kappa(table), reckon.gwet(table)
        found |= {
            "k": (k.value, "Cohen's kappa, quadratic weights (2.16)"),
            "l": (k.low, "SE of Fleiss, Cohen and Everitt"),
            "h": (k.high, "SE of Fleiss, Cohen and Everitt"),
            "g": (g.value, "Gwet's AC1 (2.16)"),
            "gl": (g.low, "Gwet (2008)"),
            "gh": (g.high, "Gwet (2008)"),
        }
    return found


def _alpha(ratings: np.ndarray) -> Expected:
    """Krippendorff's alpha; the range by resampling units (2,000 times, seed 2016)."""
    random, units = np.random.default_rng(2016), len(ratings)
    drawn = random.integers(0, units, (2000, units))
    often = (drawn[:, :, None] == np.arange(units)).sum(1).astype(float)
    low, high = np.nanpercentile(reckon.alphas(ratings, often), [2.5, 97.5])
    why = "Krippendorff's alpha, ordinal"
    draws = f"{why}: percentiles of 2,000 draws of our own"
    return {
        "k": (reckon.alphas(ratings, np.ones((1, units)))[0], why),
        "l": (low, draws, 0.015),
        "h": (high, draws, 0.015),
    }


@rule(
    r"[Tt]he school planned (?P<n><N>) actions; (?P<d><N>) (?:is|are) completed"
    r"|(?P<m><N>) actions were planned and (?P<e><N>) (?:is|are) completed"
    r"|agreed on (?P<o><N>) actions",
    "counted",
)
def _actions(p: Place) -> Expected | None:
    if not p.document.school:
        return None
    rows = (len(p.review.actions), "rows of the action plan")
    done = (p.review.status("Completed"), "actions completed")
    return {"n": rows, "m": rows, "o": rows, "d": done, "e": done}


@rule(r"(?P<a><N>) of (?P<n><N>) next steps have (?:led to )?an action", "counted")
def _answered(p: Place) -> Expected | None:
    reviews = shared_reviews(p)
    return {
        "a": (sum(r.answered for r in reviews), "next steps with an action"),
        "n": (sum(len(r.kind("Next step")) for r in reviews), "next steps"),
    }


@rule(r"(?P<f>F\d+) \((?P<v>\d+) pieces of evidence\)", "counted")
def _trace(p: Place) -> Expected | None:
    finding = p.review.findings.get(p.match["f"])
    return finding and {"v": (len(finding.pieces), "evidence of the finding")}


@rule(r"(?P<h>\d+) of (?P<n>\d+) sessions(?: \((?P<v>\d+)%\))? held")
def _sessions(p: Place) -> Expected | None:
    above = p.document.lines[: p.document.lines.index(p.line)]
    heads = (re.search(r"^### .*\((A\d+)\)", line.text) for line in reversed(above))
    found = re.search(r"\| (A\d+) \|", p.line.text) or next(filter(None, heads), None)
    rows = p.school.book["Putting it into practice"].set_index("Action ID")
    if not found or found[1] not in rows.index:
        return None
    held, planned = (float(rows.loc[found[1], f"Sessions {x}"]) for x in ("held", "planned"))
    return {
        "h": (held, "sessions held"),
        "n": (planned, "sessions planned"),
        "v": (100 * held / planned, "share held"),
    }


@rule(r"(?P<n><N>) results? from elsewhere", "counted")
def _register(p: Place) -> Expected | None:
    rows = [line for line in p.document.lines if line.table == "tbl-register"]
    return {"n": (len(rows) - 2, "rows of the table")}


@rule(
    r"about (?P<v><N>) marks? (?:more|fewer); anything from (?P<l><N>) marks? (?:more|fewer) to "
    r"(?P<h><N>) marks? (?:more|fewer)",
    "counted",
    in_table("tbl-register"),
)
def _register_row(p: Place) -> Expected | None:
    """A study's effect in tenths of a standard deviation, its sign in words."""
    signs = [1 if word == "more" else -1 for word in re.findall("more|fewer", p.match[0])]
    shown = [sign * float(p.match[name]) / 10 for sign, name in zip(signs, "vlh", strict=True)]
    known = _nearest_study(p, shown)
    return known and {
        name: (10 * abs(one), "ten times what the school wrote down")
        for name, one in zip("vlh", known, strict=True)
    }


@rule(r"an effect of (?P<v><N>) \(95% interval (?P<l><N>) to (?P<h><N>)\)", "counted")
def _register_effect(p: Place) -> Expected | None:
    known = _nearest_study(p, [float(p.match[name]) for name in "vlh"])
    return known and {
        name: (one, "as the school wrote it down") for name, one in zip("vlh", known, strict=True)
    }


def _nearest_study(p: Place, shown: list[float]) -> tuple[float, ...] | None:
    """The effect and interval that the school wrote down, of the study that comes nearest."""
    rows = p.school.book["What others found"]
    known = rows[["Effect size", "Interval from", "Interval to"]].dropna().astype(float)
    far = (known - shown).abs().max(axis=1)
    if known.empty or far.min() > 0.05 or any(known.loc[far.idxmin()] * shown < 0):
        return None
    return tuple(known.loc[far.idxmin()])


@rule(r", (?:table|page|figure) (?P<n><N>) \(read on", "counted", in_table("tbl-register"))
def _where_to_read(p: Place) -> Expected | None:
    """The place within a study; its address is a link beside it."""
    places = p.school.book["What others found"]["Where to read it"].astype(str)
    ends = {float(found[1]) for one in places if (found := re.search(r"(\d+)$", one))}
    number = float(p.match["n"])
    return {"n": (number, "as the school wrote it down")} if number in ends else None


@rule(
    r"Partner schools make (?P<n><N>) offers|(?P<m>[Oo]ne|[Tt]wo|[Tt]hree) more offers? ", "counted"
)
def _offers(p: Place) -> Expected | None:
    rows = [line for line in p.document.lines if line.table == "tbl-offers"]
    shown = len(rows) - 2
    return {
        "n": (shown, "rows of the table"),
        "m": (_standing_offers(p) - shown, "offers of partner schools that stand, less the table"),
    }


def _standing_offers(p: Place) -> int:
    """Offers of other schools whose review is shared, that have not run out on the day."""
    count = 0
    for school in p.partnership.schools.values():
        if school is p.document.school or not shared(school, "Review summary"):
            continue
        rows = school.book["Support offered and needed"]
        for _, row in rows[rows["Offer or need"] == "Offer"].iterrows():
            until = row["Until"]
            count += until != until or str(until)[:10] >= "2026-07-10"
    return count


@rule(
    r"(?P<n><N>) things? went on from earlier years; (?P<l><N>) (?:was|were) looked at this year,"
    r" and (?P<d><N>) (?:is|are) still done",
    "counted",
)
def _went_on(p: Place) -> Expected | None:
    if not p.document.school:
        return None
    rows = p.school.book["Carried over"]
    return {
        "n": (len(rows), "rows carried over"),
        "l": (int(rows["Looked at on"].notna().sum()), "with a day on which they were looked at"),
        "d": (int(rows["How it is now"].isin(["Still done", "Adapted"]).sum()), "still done"),
    }
