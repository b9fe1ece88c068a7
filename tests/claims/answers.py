"""Sentences, bars and cells about what people told in surveys."""

from __future__ import annotations

import re

from claims import reckon
from claims.figures import Answers, school_questions
from claims.rules import Expected, Place, in_table, limits, rule, signed, triple


def _share(found: Answers | None, labels: list[str] | None = None) -> tuple[int, int] | None:
    """How many gave the answers named, or agreed, of those with a view."""
    if found is None:
        return None
    return (sum(map(found.count, labels)) if labels else found.agree), found.n


ASKED = r"(?P<x><N>) of (?P<n><N>)(?: [a-z][a-z ]*?)?(?: \((?P<v><N>)%\))?"
SAID = r"(?: (?:agreed|said (?P<said>\"[^.]*?\")))"


def _shares(share: tuple[int, int] | None, x: str = "x", n: str = "n", v: str = "v") -> Expected:
    if share is None:
        return {}
    return {
        x: (share[0], "answers counted"),
        n: (share[1], "answers with a view"),
        v: (100 * share[0] / share[1], "share of answers"),
    }


@rule(
    ASKED
    + SAID
    + r" afterwards, (?P<y><N>) of (?P<m><N>) \((?P<w><N>)%\) before; that is (?P<d><N>)"
    r" percentage points (?P<dir>more|fewer), and the data fit anything from (?P<low><N>)"
    r"(?: (?P<first>fewer|more))? to (?P<high><N>) (?P<way>more|fewer)"
)
def _answers_changed(p: Place) -> Expected | None:
    if not (both := p.answers):
        return None
    labels = re.findall(r"\"([^\"]+)\"", p.match["said"] or "") or None
    after, before = _share(both["After"], labels), _share(both["Before"], labels)
    found = reckon.newcombe(*after, *before)
    why = "Newcombe, method 10 (2.6)"
    times = {"more": 100, "fewer": -100}
    first = p.match["first"] or p.match["way"]
    return (
        _shares(after)
        | _shares(before, "y", "m", "w")
        | {
            "d": (times[p.match["dir"]] * found.value, why),
            "low": (times[first] * found.low, why),
            "high": (times[p.match["way"]] * found.high, why),
        }
    )


@rule(
    r"less the other is (?P<d><N>) percentage points (?P<dir>higher|lower), and the data fit"
    r" anything from (?P<low><N>)(?: (?P<first>lower|higher))? to (?P<high><N>)"
    r" (?P<way>higher|lower)"
)
def _whole_scale(p: Place) -> Expected | None:
    if not (both := p.answers):
        return None
    found = reckon.mover(both["After"].net, both["Before"].net)
    why = "difference of net agreements, square and add (2.7)"
    value = signed(100 * found.value, p.match["dir"])
    return {"d": (value, why)} | limits(p.match, found, why, 100)


@rule(ASKED + SAID + r"\.(?: The data fit anything from (?P<low><N>)% to (?P<high><N>)%)?")
def _answers_once(p: Place) -> Expected | None:
    if not (both := p.answers) or "Once" not in both:
        return None
    labels = re.findall(r"\"([^\"]+)\"", p.match["said"] or "") or None
    share = _share(both["Once"], labels)
    found = reckon.wilson(*share)
    return _shares(share) | {
        "low": (100 * found.low, "Wilson (2.6)"),
        "high": (100 * found.high, "Wilson (2.6)"),
    }


@rule(
    r"\"(?P<label>[^\"]+)\": (?:(?P<x><N>) of (?P<n><N>) \((?P<v><N>)%\)|\[c\])"
    r"(?P<before> before, (?:(?P<y><N>) of (?P<m><N>) \((?P<w><N>)%\)|\[c\]) afterwards)?"
)
def _ticked(p: Place) -> Expected | None:
    both = p.answers
    if not both or not next(iter(both.values())).several:
        return None
    label = [p.match["label"]]
    first = _shares(_share(both["Before" if p.match["before"] else "Once"], label))
    if not p.match["before"]:
        return first
    return first | _shares(_share(both["After"], label), "y", "m", "w")


@rule(r"(?P<n><N>) parents and carers wrote an answer", "counted")
def _wrote(p: Place) -> Expected | None:
    both = p.answers
    return both and {"n": (both["Once"].n, "answers written")}


# One part of a bar: "never or rarely 46%", "any other answer 38%", "(n = 50)".
@rule(r"(?P<label>[a-z][a-z ]*?) (?P<v><N>)(?P<sign>%?)(?=[,; ]|$| \()|\(n = (?P<n><N>)\)")
def _bars(p: Place) -> Expected | None:
    if "Stacked bars" not in p.line.text:
        return None
    when = _bar(p)
    if when is None:
        return None
    if p.match["n"]:
        return {"n": (when.n, "answers with a view")}
    label = re.sub(r"^(?:before|after)\s", "", p.match["label"]).strip()
    if label == "any other answer":
        rest = p.line.text[p.match.end() :].split("(n =")[0]
        named = re.findall(r"([a-z][a-z ]*?) \d+%?(?=[, ])", rest)
        counted = when.n - sum(
            when.count(part) for names in named for part in _options(names, when)
        )
    else:
        options = _options(label, when)
        if not options:
            return None
        counted = sum(map(when.count, options))
    value = 100 * counted / when.n if p.match["sign"] else counted
    return {"v": (value, "share of answers" if p.match["sign"] else "answers counted")}


def _options(label: str, answers: Answers) -> list[str]:
    """The answers that a part of a bar takes together: "never or rarely", or a stretch."""
    known = {option.casefold(): option for option in answers.labels}
    parts = [part.strip() for part in label.strip().split(" or ")]
    if label.strip() in known:
        return [known[label.strip()]]
    if label.strip() == "neither agree nor disagree":
        return [known[label.strip()]]
    return (
        [known[part] for part in parts if part in known]
        if all(part in known for part in parts)
        else []
    )


ROLES = {
    "Peer reviewers": ("Peer reviewer",),
    "Improvement champions": ("Improvement champion",),
    "Other staff": ("Other staff",),
    "Headteachers": ("Headteacher",),
}


def _bar(p: Place) -> Answers | None:
    """The answers of the bar in which a place is: by question, role and time."""
    name = p.name("question")
    text = p.line.text[: p.match.start()]
    tail = text[text.rfind("⟧") :]
    roles = [(tail.rfind(r), who) for r, who in ROLES.items() if tail.rfind(r) >= 0]
    others = tail.rfind("All other roles")
    role = max(roles)[1] if roles else None
    if others >= 0 and (not roles or others > max(roles)[0]):
        role = _other_roles(p.line.text, text.rfind("⟧"))
    both = p.asked(role).get(name or "")
    if not both:
        return None
    if "Once" in both:
        return both["Once"]
    after = max(tail.rfind(" after:"), tail.rfind(", after:"))
    return both["After" if after > tail.rfind("before:") else "Before"]


def _other_roles(text: str, at: int) -> tuple[str, ...]:
    """Everybody whose role is not shown at this question."""
    rest = text[at:].split("⟦", 1)[0]
    shown = {who[0] for name, who in ROLES.items() if f"{name}:" in rest}
    return tuple(sorted({who[0] for who in ROLES.values()} - shown))


@rule(
    r"(?P<n><N>) \((?P<v><N>)%\)(?= \|)|\| (?P<c><N>)(?= \|)",
    where=in_table("tbl-voices", "tbl-development"),
)
def _answered_cell(p: Place) -> Expected | None:
    both, head = p.answers, p.line.column(p.match.end())
    if not both or not head.lower().endswith(("answers", "(of those asked)")):
        return None
    when = both[
        "Before" if head.startswith("Before") else "After" if head.startswith("After") else "Once"
    ]
    return {
        "n": (when.n, "answers with a view"),
        "c": (when.n, "answers with a view"),
        "v": (100 * when.n / when.invited, "share of those asked"),
    }


@rule(r"Of those asked, (?:(?P<low><N>)% to )?(?P<high><N>)% answered each question")
def _answered_of_those_asked(p: Place) -> Expected | None:
    """Each is the share at one question and time; which of them may be shown is not gone into."""
    if p.school is None:
        return None
    every = [
        100 * when.n / when.invited
        for both in school_questions(p.school).values()
        for when in both.values()
        if when.invited
    ]
    return {
        name: (
            min(every, key=lambda one, said=float(said): abs(one - said)),
            "share of those asked",
        )
        for name, said in p.match.groupdict().items()
        if said and every
    }


@rule(
    r"(?P<v><N>) \((?P<l><N>) to (?P<h><N>)\)",
    where=in_table("tbl-voices", "tbl-development", "tbl-peer-review"),
)
def _net_cell(p: Place) -> Expected | None:
    both, head = p.answers, p.line.column(p.match.end())
    if not both:
        return None
    why = "net agreement, Bonett and Price (2.7)"
    if head.endswith("et agreement"):
        when = both[
            "Before"
            if head.startswith("Before")
            else "After"
            if head.startswith("After")
            else "Once"
        ]
        return triple(when.net, why, 100)
    if head == "Change":
        return triple(reckon.mover(both["After"].net, both["Before"].net), "square and add", 100)
    return _role_change(p) if head == "Difference" else None


def _role_change(p: Place) -> Expected | None:
    both = _of_role(p, p.line.text.split("|")[2].strip())
    if not both:
        return None
    found = reckon.newcombe(*_share(both["After"]), *_share(both["Before"]))
    return triple(found, "Newcombe, method 10 (2.6)", 100)


@rule(r"(?P<low><N>)% to (?P<high><N>)%(?= \|)", where=in_table("tbl-peer-review-roles"))
def _range_of_everyone(p: Place) -> Expected | None:
    if not (both := p.answers):
        return None
    found = reckon.wilson(*_share(both["Once"]))
    why = "Wilson (2.6)"
    return {"low": (100 * found.low, why), "high": (100 * found.high, why)}


def _of_role(p: Place, role: str) -> dict[str, Answers] | None:
    if role == "Everyone":
        return p.answers
    name = p.name("question") or ""
    return p.asked(ROLES[role]).get(name) if role in ROLES else None


@rule(r"(?P<x><N>) of (?P<n><N>) \((?P<v><N>)%\)(?= \|)", where=in_table("tbl-development-roles"))
def _role_cell(p: Place) -> Expected | None:
    both = _of_role(p, p.line.text.split("|")[2].strip())
    when = "Before" if p.line.column(p.match.end()) == "Before" else "After"
    return _shares(_share(both[when])) if both else None


@rule(r"(?P<x><N>) of (?P<n><N>) \((?P<v><N>)%\)(?= \|)", where=in_table("tbl-peer-review-roles"))
def _role_cell_once(p: Place) -> Expected | None:
    head = p.line.column(p.match.end())
    if head == "Everyone":
        both = p.answers
    elif head == "All other roles":
        shown = {
            p.line.heads[i]
            for i, cell in enumerate(p.line.text.split("|")[1:-1])
            if p.line.heads[i] in ROLES and "[c]" not in cell
        }
        rest = tuple(sorted(who[0] for name, who in ROLES.items() if name not in shown))
        both = p.asked(rest).get(p.name("question") or "")
    else:
        both = _of_role(p, head)
    return _shares(_share(both["Once"])) if both else None


@rule(
    r"(?P<x><N>) of (?P<n><N>)(?: people asked)? \((?P<v><N>)%\)(?: answered before and"
    r" (?P<y><N>) of (?P<m><N>) \((?P<w><N>)%\) afterwards)?",
    where=lambda line: "answered" in line.table or "people asked" in line.text,
)
def _response(p: Place) -> Expected | None:
    if p.document.school:
        return None
    asked = p.partnership.book["Who was asked"]
    cells = p.line.text.split("|")
    role = ROLES.get(cells[1].strip(), (None,))[0] if len(cells) > 2 else None

    def share(file: str) -> tuple[int, int]:
        rows = asked[asked["File"] == file]
        table = p.partnership.answers[file]
        if role:
            question = rows.iloc[0]["Question that asks for the role"]
            table, rows = table[table[question] == role], rows[rows["Role"] == role]
        return len(table), int(rows["Number invited"].sum())

    if "peer-review" in p.line.table or "answered." in p.line.text:
        return _shares(share("peer-review-july.xlsx"))
    if len(cells) > 2:
        before = p.line.column(p.match.end()) == "Before"
        return _shares(share("training-september.xlsx" if before else "training-july.xlsx"))
    return _shares(share("training-september.xlsx")) | _shares(
        share("training-july.xlsx"), "y", "m", "w"
    )


@rule(
    r"If nothing had changed, about (?:(?P<v><N>) of these (?P<n><N>) changes|one change in"
    r" (?P<t><N>) would still look different; here are (?P<m><N>))"
)
def _by_chance(p: Place) -> Expected | None:
    if p.document.school:
        n = sum("After" in b and not next(iter(b.values())).several for b in p.asked().values())
    else:
        n = sum(
            line.table == "tbl-development-roles" and line.text.startswith("| ⟦")
            for line in p.document.lines
        )
    worked_out = (n, "changes worked out")
    return {"v": (n / 20, "m/20"), "n": worked_out, "t": (20, "m/20"), "m": worked_out}


@rule(r"Answers moved as hoped on (?P<x><N>) of (?P<n><N>) questions", "counted")
def _moved(p: Place) -> Expected | None:
    both = [b for b in p.asked().values() if "After" in b and b["After"].labels]
    moved = 0
    for b in both:
        shares = reckon.newcombe(*_share(b["After"]), *_share(b["Before"]))
        net = reckon.mover(b["After"].net, b["Before"].net)
        up = shares.high < 0 if b["After"].reversed else shares.low > 0
        moved += up or net.low > 0
    return {"x": (moved, "ranges on the hoped-for side"), "n": (len(both), "questions asked twice")}


@rule(
    r"Answers to (?P<n><N>) questions?(?: by role)?,? [^.]*?(?P<a><N>)(?: to (?P<b><N>))?"
    r" answers each",
    "counted",
)
def _answers_each(p: Place) -> Expected | None:
    sizes = [int(n) for n in re.findall(r"\(n = (\d+)\)", p.line.text)]
    named = {m[0] for m in re.finditer(r"⟦n[a-j]+⟧", p.line.text)}
    return {
        "n": (len(named), "questions drawn"),
        "a": (min(sizes), "the smallest n of the bars, each counted"),
        "b": (max(sizes), "the largest n of the bars, each counted"),
    }


@rule(r"On (?P<n><N>) questions the change is too wide to tell", "counted")
def _too_wide(p: Place) -> Expected | None:
    return {"n": (len(re.findall(r"⟦n[a-j]+⟧", p.line.text)), "questions named")}


@rule(r"^(?P<n><N>) questions? (?:is|are) hidden, so that", "counted")
def _bars_hidden(p: Place) -> Expected | None:
    """Questions with answers on a scale, less those in the picture above the note."""
    at = p.document.lines.index(p.line)
    above = next(line for line in reversed(p.document.lines[:at]) if "Stacked bars" in line.text)
    drawn = len({m[0] for m in re.finditer(r"⟦n[a-j]+⟧", above.text)})
    on_a_scale = [both for both in p.asked().values() if next(iter(both.values())).labels]
    return {"n": (len(on_a_scale) - drawn, "questions less those drawn")}
