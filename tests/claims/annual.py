"""What the partnership's report counts over its schools."""

from __future__ import annotations

import re

from claims.figures import Outcome, Review, outcomes, school_questions
from claims.reviews import shared, shared_reviews, signed_reviews
from claims.rules import Expected, Place, rule
from claims.workbooks import Partnership, School

AS_AT = "2026-07-09"  # the day of the report's signature, from which it looks


def _annual(p: Place) -> bool:
    return p.document.school is None


def _by_theme(reviews: list[Review], kind: str) -> dict[str, list[str]]:
    """The schools with a finding of a kind by theme, one entry a finding."""
    found: dict[str, list[str]] = {}
    for one in reviews:
        for finding in one.kind(kind):
            found.setdefault(finding.theme, []).append(one.school.name)
    return found


@rule(
    r"(?P<theme>Our Impact|Looking (?:Forward|Inward|Outward)): (?P<s><N>) strengths?,"
    r" (?P<n><N>) next steps?|\*\*(?P<bold>Our Impact|Looking \w+)\.\*\* (?P<m><N>) next steps? at",
    "counted",
)
def _themes(p: Place) -> Expected | None:
    if not _annual(p):
        return None
    theme, reviews = p.match["theme"] or p.match["bold"], shared_reviews(p)
    steps = (len(_by_theme(reviews, "Next step").get(theme, [])), "next steps by theme")
    strengths = _by_theme(reviews, "Strength").get(theme, [])
    return {"s": (len(strengths), "strengths by theme"), "n": steps, "m": steps}


@rule(
    r"One of <N> (?P<what>strengths|next steps) \(on (?P<theme>[A-Z]\w+ [A-Z]\w+), where"
    r" (?:(?P<a><N>) of (?P<n><N>)|all (?P<m><N>)) schools found one\)",
    "counted",
)
def _where_found(p: Place) -> Expected | None:
    kind = {"strengths": "Strength", "next steps": "Next step"}[p.match["what"]]
    reviews = shared_reviews(p)
    schools = set(_by_theme(reviews, kind)[p.match["theme"]])
    every = (len(reviews), "reviews signed off")
    if p.match["m"] and len(schools) != len(reviews):
        every = (len(schools), "schools with one")
    return {"a": (len(schools), "schools with one"), "n": every, "m": every}


@rule(
    r"Of the (?P<n><N>) findings, (?P<a><N>) rest on more than one kind of source;"
    r" for (?P<b><N>) some"
    r"|(?P<s><N>) strengths to build on|(?P<t><N>) next steps, where schools"
    r"|(?P<r><N>) signed-off reviews",
    "counted",
)
def _findings(p: Place) -> Expected | None:
    reviews = shared_reviews(p)
    every = [f for r in reviews for f in r.findings.values()]
    return {
        "n": (len(every), "findings"),
        "a": (sum(f.sources > 1 for f in every), "findings on more kinds than one"),
        "b": (sum(f.standing == "differ" for f in every), "findings with a piece that points away"),
        "s": (sum(len(r.kind("Strength")) for r in reviews), "strengths"),
        "t": (sum(len(r.kind("Next step")) for r in reviews), "next steps"),
        "r": (len(reviews), "reviews signed off"),
    }


@rule(
    r"(?P<a><N>) of (?P<n><N>) schools have (?:had a|had the) peer review|all (?P<t><N>) themes"
    r"|welcome (?P<s><N>) kinds of support|All (?P<w><N>) needs have an offer"
    r"|(?P<p><N>) practices (?:are ready )?to share",
    "counted",
)
def _schools(p: Place) -> Expected | None:
    if not _annual(p):
        return None
    plan = p.partnership.book["The year's reviews"]
    held = sum(str(day)[:10] <= AS_AT for day in plan["Review ends"])
    needs, wanted, _ = support(p.partnership, AS_AT)
    practices = sum(shared(s, "Best-practice write-up") for s in p.partnership.schools.values())
    return {
        "a": (held, "reviews that have been"),
        "n": (len(p.partnership.schools), "schools"),
        "t": (wanted, "themes with a need"),
        "s": (needs, "needs that stand"),
        "w": (needs, "needs that stand"),
        "p": (practices, "practices signed off"),
    }


def support(partnership: Partnership, day: str) -> tuple[int, int, int]:
    """Needs that schools share and that stand on a day, their themes, and those with an offer."""
    rows = [
        (review.school.name, row)
        for review in signed_reviews(partnership)
        for _, row in review.school.book["Support offered and needed"].iterrows()
        if row["Until"] != row["Until"] or str(row["Until"])[:10] >= day
    ]
    needs = [(s, row["Theme"]) for s, row in rows if row["Offer or need"] == "Need"]
    offers = [(s, row["Theme"]) for s, row in rows if row["Offer or need"] == "Offer"]
    met = sum(any(t == theme and s != school for s, t in offers) for school, theme in needs)
    return len(needs), len({theme for _, theme in needs}), met


def standing(school: School, action: str) -> str:
    """What is known of an action: "known", "cannot be told", or nothing.

    A result is known where a range tells which way it went, or that nothing worthwhile changed,
    or where the reflection says what was told. From the words of the report's own note.
    """
    mine = [o for o in outcomes(school).values() if o.row["Action ID"] == action]
    verdicts = [o.verdict for o in mine if o.estimated]
    if any(v in ("better", "worse", "no worthwhile change") for v in verdicts):
        return "known"
    told = school.book["Reflection on impact"].set_index("Action ID")["What changed"].dropna()
    if any(o.design == "D" for o in mine) and action in told.index:
        only = [o for o in mine if o.main] == [] and not verdicts
        if only:
            return "known"
    return "cannot be told" if verdicts else ""


def shared_actions(partnership: Partnership) -> list[tuple[School, str, str]]:
    return [
        (school, row["Action ID"], row["Where it is"])
        for school in partnership.schools.values()
        if shared(school, "Review summary")
        for _, row in school.book["Action plan"].iterrows()
    ]


@rule(
    r"Of (?P<n><N>) actions, (?:(?P<pl><N>) is planned, (?P<u><N>) are under way, )?(?P<d><N>) are"
    r" completed and (?:the result of (?P<k><N>) is known; of (?P<c><N>) it was measured and"
    r" cannot be told; (?P<o><N>) is past|(?P<s><N>) is stopped)"
    r"|an action, (?P<k2><N>) a known result"
    r"|with an action: (?P<w><N>);|measure and a date: (?P<w2><N>);|measured or told: (?P<mt><N>);"
    r"|a known result: (?P<k3><N>);|Next steps: (?P<ns><N>);|(?P<n2><N>) actions and what is known",
    "counted",
)
def _followed(p: Place) -> Expected | None:
    if not _annual(p):
        return None
    actions = shared_actions(p.partnership)
    status = [where for _, _, where in actions]
    known_of = [standing(school, action) for school, action, _ in actions]
    known = (known_of.count("known"), "actions with a result that tells")
    untold = (known_of.count("cannot be told"), "actions with a range too wide")
    done = [
        sum(bool(row["How we will know"]) and str(row["Looked at again"])[:4] == "2026"
            for _, row in review.actions.iterrows())
        for review in shared_reviews(p)
    ]  # fmt: skip
    return {
        "n": (len(actions), "actions of signed-off plans"),
        "n2": (len(actions), "actions of signed-off plans"),
        "pl": (status.count("Planned"), "actions planned"),
        "u": (status.count("Under way"), "actions under way"),
        "d": (status.count("Completed"), "actions completed"),
        "s": (status.count("Stopped"), "actions stopped"),
        "k": known,
        "k2": known,
        "k3": known,
        "c": untold,
        "mt": (known[0] + untold[0], "actions with something measured or told"),
        "o": (len(_overdue(p)), "actions past their day with no outcome"),
        "w": (sum(r.answered for r in shared_reviews(p)), "next steps with an action"),
        "w2": (sum(done), "actions with a measure and a day"),
        "ns": (sum(len(r.kind("Next step")) for r in shared_reviews(p)), "next steps"),
    }


def _overdue(p: Place) -> list[str]:
    return [
        row["Action ID"]
        for review in shared_reviews(p)
        for _, row in review.actions.iterrows()
        if str(row["Looked at again"])[:10] <= AS_AT
        and row["Where it is"] in ("Under way", "Completed")
        and not any(
            o.row["Action ID"] == row["Action ID"] for o in outcomes(review.school).values()
        )
    ]


@rule(r"with a practice to share: (?P<v><N>)\.", "counted")
def _practices(p: Place) -> Expected | None:
    """Next steps whose action has an outcome that tells and that a practice rests on."""
    count = 0
    for r in shared_reviews(p):
        rows = r.school.book["Best practice"]
        for _, row in rows.iterrows():
            ids = {o.row["Outcome ID"]: o.row["Action ID"] for o in outcomes(r.school).values()}
            action = ids.get(row["Outcome ID"])
            count += bool(action) and standing(r.school, action) == "known"
    return {"v": (count, "next steps followed as far as a practice")}


@rule(r"one of (?P<n><N>) actions was looked at, (?P<t><N>) times in all", "counted")
def _check_ins(p: Place) -> Expected | None:
    rows = sum(len(r.school.book["Check-ins"]) for r in shared_reviews(p))
    return {"n": (len(shared_actions(p.partnership)), "actions"), "t": (rows, "check-ins")}


def _mains(p: Place) -> list[Outcome]:
    return [
        o
        for school in p.partnership.schools.values()
        if shared(school, "Impact reflection")
        for o in outcomes(school).values()
        if o.main
    ]


@rule(
    r"(?P<s><N>) schools shared (?P<m><N>) main outcomes\. (?P<t><N>) of them fall"
    r"|(?P<a><N>) main outcomes that stand by themselves|(?:[Oo]ver|^- )\s?(?P<k>[Tt]hree) schools",
    "counted",
)
def _shared_outcomes(p: Place) -> Expected | None:
    if not _annual(p):
        return None
    mains = _mains(p)
    names = [o.row["Outcome"] for o in mains]
    pooled = [name for name in names if names.count(name) > 2]
    return {
        "s": (len({o.school.slug for o in mains}), "schools with a main outcome"),
        "m": (len(mains), "main outcomes"),
        "t": (len(pooled), "main outcomes of one name in three schools"),
        "k": (len(pooled), "main outcomes of one name in three schools"),
        "a": (len(mains) - len(pooled), "main outcomes with no other of the name"),
    }


@rule(r"(?P<n><N>) threads to tie up", "counted")
def _threads(p: Place) -> Expected | None:
    """Next steps with no action, outcomes with no baseline, actions past their day."""
    loose = len(_overdue(p))
    for r in shared_reviews(p):
        loose += len(r.kind("Next step")) - r.answered
        loose += sum(o.design == "D" for o in outcomes(r.school).values())
    return {"n": (loose, "threads by the sheets")}


@rule(r"(?P<n><N>) refreshers fall due|\| (?P<a>\d+) \| (?P<b>\d+) \|", "counted")
def _refreshers(p: Place) -> Expected | None:
    people = p.partnership.book["People and training"]
    due = people["Refresher due"].dropna().astype(str).str[:10]
    soon = (int(((due >= AS_AT) & (due <= "2027-07-09")).sum()), "refreshers within a year")
    if p.line.table != "tbl-refreshers":
        return {"n": soon}
    role = people[people["Role"] == p.line.text.split("|")[1].strip()]
    return {
        "a": (len(role), "people in the role"),
        "b": (int(role["Trained on"].notna().sum()), "trained"),
    }


@rule(r"(?P<n><N>) dates are set", "counted")
def _dates(p: Place) -> Expected | None:
    plan = p.partnership.book["The year's reviews"]
    stages = [
        str(d)[:10]
        for c in ("Review starts", "Improvement workshop", "Impact review")
        for d in plan[c]
    ]
    looks = [
        str(row["Looked at again"])[:10]
        for r in shared_reviews(p)
        for _, row in r.actions.iterrows()
        if row["Where it is"] in ("Planned", "Under way")
    ]
    return {"n": (sum(AS_AT <= d < "2030" for d in stages + looks), "days ahead")}


@rule(r"and (?P<n><N>) more\.$", "counted")
def _more_questions(p: Place) -> Expected | None:
    """Questions for the workshops on a theme that are not written out."""
    if not _annual(p) or "took into their workshops" not in p.line.text:
        return None
    theme = re.search(r"\*\*([^.]+)\.\*\*", p.line.text)[1]
    asked = 0
    for r in shared_reviews(p):
        rows = r.school.book["Findings"].dropna(subset=["Question for the workshop"])
        asked += sum(r.themes[q] == theme for q in rows["Question ID"])
    return {"n": (asked - 3, "questions for workshops on the theme, less three")}


@rule(r"(?P<n><N>) questions? (?:is|are) not shown by role", "counted")
def _not_by_role(p: Place) -> Expected | None:
    """Questions of the survey less those in the picture above the note."""
    at = p.document.lines.index(p.line)
    above = next(
        line
        for line in reversed(p.document.lines[:at])
        if "-roles" in line.text or "by role" in line.text
    )
    drawn = {p.document.names[m[0]][1] for m in re.finditer(r"⟦n[a-j]+⟧", above.text)}
    kinds = p.partnership.book["Survey map"].drop_duplicates("Question as asked")
    subject = set(kinds[kinds["Question as asked"].isin(drawn)]["What it is about"]).pop()
    mine = kinds[(kinds["What it is about"] == subject) & (kinds["Scale"] != "Own words")]
    return {"n": (len(mine) - len(drawn), "questions less those drawn by role")}


@rule(r"answers to (?P<n><N>) questions are hidden", "counted")
def _too_few_answers(p: Place) -> Expected | None:
    if _annual(p):
        return None
    few = [w.n for both in p.asked().values() for w in both.values() if 0 < w.n < 10]
    return {"n": (len(few), "questions with fewer than ten answers")}


@rule(
    r"(?P<n><N>) results or sets of answers are hidden .*?: (?P<m><N>) of"
    r" (?P<school>[A-Z][\w ]+)\.",
    "counted",
)
def _sets_hidden(p: Place) -> Expected | None:
    """Questions with fewer than ten answers, in the schools whose reflection is shared."""
    counts = {
        school.name: sum(
            0 < when.n < 10 for both in school_questions(school).values() for when in both.values()
        )
        for school in p.partnership.schools.values()
        if shared(school, "Impact reflection")
    }
    return {
        "n": (sum(counts.values()), "questions with fewer than ten answers"),
        "m": (counts[p.match["school"]], "questions with fewer than ten answers"),
    }
