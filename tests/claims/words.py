"""Each sentence about a result with its design, held against what that design may not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import reckon
from claims.documents import Document, Line, read
from claims.figures import Answers, Outcome, outcomes
from claims.results import pooled
from claims.rules import alike, partnership_questions_of, school_questions_of
from claims.workbooks import Partnership

# In no sentence at all.
NEVER = {
    r"\bsignifican\w+": "nothing is called significant",
    r"\bpro(?:ves?|ved|ven|ving|of)\b": "nothing is proved",
    r"\bp\s?[<=]\s?0?\.\d": "no p-values",
}
# In no sentence about a result: nobody knows why.
CAUSES = {
    r"\b(?:caus(?:e[sd]?|ing)|due to|thanks to|because of|as a result of|owing to|attributable)\b":
    "a reason for a result",
    r"\b(?:led to|brought about|made (?:a|the|all the) difference|helped|boost\w*|works|worked)\b":
    "a reason for a result",
}  # fmt: skip
# By design: A a comparison group and a start; B the same pupils; C different people; D afterwards.
BY_DESIGN = {
    "A": {},
    "B": {r"\b(?:effects?|impact)\b": "an effect without a comparison group",
          r"than (?:other|the other|similar) pupils": "a comparison that there was not"},
    "C": {r"\b(?:effects?|impact)\b": "an effect without a comparison group",
          r"\bsame (?:pupils|people)\b": "the same people, where they were not matched"},
    "D": {r"\b(?:effects?|impact)\b": "an effect of what was only told",
          r"\b(?:rose|fell|grew|improved|gained|higher|lower|better|worse)\b":
          "a change, where nothing was measured before"},
}  # fmt: skip
# Where the range does not tell, or a doubt stands.
TELLING = {
    r"\bbetter\b": "better",
    r"\b(?:improv\w+|succe\w+)\b": "better",
    r"by a worthwhile|more than (?:the school had called )?worthwhile|(?<!no )(?<!called )"
    r"\bworthwhile (?:amount|change|difference|rise)": "worthwhile",
}
DIRECTIONS = (
    r"\b(?:higher|lower|rose|fell|gained|lost|better|worse|improved|(?:more|fewer)(?! than))\b"
)
ANYWAY = r"\bgr[eo]wn?\b|anyway|expected|with no (?:help|teaching)|by themselves"
ABOUT = (
    DIRECTIONS
    + r"|\b(?:chang\w+|differ\w*|effects?|impact|worthwhile|tell|hidden|agreed|caus\w+)\b"
    r"|\b(?:because|thanks to|due to|helped|works|worked|prov\w+|signif\w+|interval|estimated)\b"
)


@dataclass(frozen=True)
class Claim:
    """A sentence about a result, its design, and in which ways it goes beyond it."""

    design: str
    about: str
    sentence: str
    outruns: tuple[str, ...]


def claims(name: str, text: str, partnership: Partnership) -> list[Claim]:
    """Every sentence of a document about a result, and any other that says what none may."""
    document = read(name, text, partnership, every=True)
    hidden = _hidden(document)
    found = []
    for line in document.lines:
        if "Stacked bars" in line.text or "Diagram with a column" in line.text:
            continue  # shares of answers and names of threads: nothing is claimed there
        for sentence, token in _sentences(document, line):
            about = _about(document, partnership, line, sentence, token)
            plainly = document.restored(sentence).strip()
            if about is None:
                outruns = tuple(_found(NEVER, sentence))
                if outruns:
                    found.append(Claim("-", "", plainly, outruns))
                continue
            if re.search(ABOUT, sentence):
                outruns = (
                    *_outruns(about, sentence, line.text),
                    *_given_away(hidden, token, sentence),
                )
                found.append(Claim(about.design, document.names[token][1], plainly, outruns))
    return [*found, *_grown(document, partnership)]


def _sentences(document: Document, line: Line) -> Iterator[tuple[str, str | None]]:
    """The sentences and cells of a line, each with the name that it is about."""
    token = None
    row = line.text.startswith("|")
    if row:
        first = re.search(r"⟦n[a-j]+⟧", line.text)
        token = first and first[0]
    for sentence in re.split(r"(?<=[.;!?])\s+|\s\|\s|(?<=[\w)]): (?=⟦)", line.text):
        named = re.findall(r"⟦n[a-j]+⟧", sentence)
        token = named[-1] if named and not row else token
        yield sentence, token


@dataclass(frozen=True)
class _About:
    """What a sentence is about: its design, and what its range allows to be said."""

    design: str
    verdict: str
    start: float | None = None


def _about(
    document: Document, partnership: Partnership, line: Line, sentence: str, token: str | None
) -> _About | None:
    if token is None:
        return None
    what, name = document.names[token]
    if what == "question":
        asked = (
            school_questions_of(document.school)
            if document.school
            else partnership_questions_of(partnership, None)
        )
        return _told(asked.get(name, {}))
    schools = [document.school] if document.school else list(partnership.schools.values())
    named = [s for s in schools if document.school or s.name in line.text]
    with_it = [s for s in schools if any(alike(n, name) for n in outcomes(s))]
    here = [s for s in with_it if s in named] or with_it
    if len(here) > 1:
        _, marks, _ = pooled(partnership, name)
        tells = marks.mean.low > 0 or marks.mean.high < 0
        return _About("A", "better" if tells else "too wide to tell")
    one = next(o for n, o in outcomes(here[0]).items() if alike(n, name))
    return _of(one)


def _of(outcome: Outcome) -> _About:
    if not outcome.estimated:
        return _About(outcome.design, "not enough data")
    start = outcome.start if outcome.design == "A" else None
    return _About(outcome.design, outcome.verdict, start)


def _told(both: dict[str, Answers]) -> _About:
    """Answers before and after are of different people; once, they are told."""
    if "After" not in both:
        return _About("D", "not enough data")
    after, before = both["After"], both["Before"]
    if not after.labels:
        return _About("C", "not enough data")
    share = reckon.newcombe(after.agree, after.n, before.agree, before.n)
    net = reckon.mover(after.net, before.net)
    hoped = share.high < 0 if after.reversed else share.low > 0
    return _About("C", "better" if hoped or net.low > 0 else "too wide to tell")


def _found(table: dict[str, str], sentence: str) -> Iterator[str]:
    for pattern, why in table.items():
        if (word := re.search(pattern, sentence, re.I)) is not None:
            yield f"“{word[0]}”: {why}"


def _outruns(about: _About, sentence: str, line: str) -> Iterator[str]:
    yield from _found(NEVER, sentence)
    yield from _found(CAUSES, sentence)
    yield from _found(BY_DESIGN[about.design], sentence)
    if about.verdict != "better":
        yield from (f"{said} (the range: {about.verdict})" for said in _found(TELLING, sentence))
    if about.verdict != "no worthwhile change" and re.search(r"is no worthwhile change", sentence):
        yield f"“no worthwhile change” (the range: {about.verdict})"
    if about.design == "B" and about.verdict == "better" and not re.search(ANYWAY, line):
        yield "a change called better without what would have come anyway"
    alike_said = re.search(r"started (nearly )?alike|similar pupils", sentence)
    if alike_said and about.start is not None:
        most = 0.25 if alike_said[1] else 0.05
        if abs(about.start) >= most:
            yield f"“{alike_said[0]}”: they began {about.start:.2f} SD apart"


def _hidden(document: Document) -> set[str]:
    """The names whose whole result is hidden."""
    found = set()
    for line in document.lines:
        text = line.text
        whole = re.search(r"\*\*(⟦n[a-j]+⟧)\.?\*\* (?:The result is hidden|Hidden) \[c\]", text)
        if whole:
            found.add(whole[1])
        if line.table in ("tbl-outcomes", "tbl-apart") and "| [c] | [c] |" in text:
            found.update(re.findall(r"⟦n[a-j]+⟧", text)[:1])
    return found


def _given_away(hidden: set[str], token: str | None, sentence: str) -> Iterator[str]:
    if sentence.endswith(("would tell.", "would tell")):  # what to do another time
        return
    if token in hidden and (word := re.search(DIRECTIONS, sentence)):
        yield f"“{word[0]}”: the direction of a figure that is hidden"


def _grown(document: Document, partnership: Partnership) -> Iterator[Claim]:
    """A document that shows a change of the same pupils says that some would have come anyway."""
    everything = [line.text for line in document.lines]
    for token, (what, name) in document.names.items():
        if what != "outcome":
            continue
        shown = [
            line
            for line in document.lines
            if token in line.text
            and re.search(r"\d (?:[a-z ]+ )?(?:higher|lower)", line.text)
            and (about := _about(document, partnership, line, line.text, token))
            and about.design == "B"
        ]
        said = any(token in text and re.search(ANYWAY, text) for text in everything)
        if shown and not said and not any("grow anyway" in text for text in everything):
            sentence = document.restored(shown[0].text).strip()
            yield Claim("B", name, sentence, ("no word of what would have come anyway",))
