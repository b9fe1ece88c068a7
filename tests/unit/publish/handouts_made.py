"""A small workshop pack as its text is published, with whatever words a test puts into it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from spp_research.words.text import escape

ROUNDS = 3  # questions that an afternoon has a round for
_PLAN = (
    "Action",
    "What we will do",
    "Who leads",
    "Begins",
    "Looked at again",
    "How we will know, and what it is like now",
    "Support wanted",
)


def write_pack(
    folder: Path,
    *,
    questions: Sequence[str] = (),
    strengths: Sequence[str] = (),
    steps: Sequence[str] = (),
    actions: Sequence[tuple[str, str]] = (),
    behind: Sequence[str] = (),
    school: str = "Oak School",
    draft: bool = True,
) -> Path:
    """Write `report.qmd`: actions are (what, number of the step); all findings have `behind`."""
    folder.mkdir(parents=True, exist_ok=True)
    spp = {
        "document": "workshop-pack",
        "audience": "For the partnership",
        "status": f"{'Draft: not signed off' if draft else 'Signed off'}. Text mark: BCD-FGH-JKL",
        "draft": draft,
        "focus": escape("To what extent does it help?"),
        "header": escape(f"{school} · Workshop pack"),
        "accent": "12436d",
        "tint": "f0f4f8",
    }
    head = {"title": "Workshop pack", "subtitle": escape(school), "lang": "en-GB", "spp": spp}
    head |= {"author": escape("Elm & Co"), "keywords": ["peer review", "2025-26"]}
    parts = ["---", *(f"{key}: {json.dumps(value)}" for key, value in head.items()), "---", ""]
    if questions:
        asked = [f"- {escape(asked)} *(F{n})*" for n, asked in enumerate(questions, 1)]
        parts += ['::: {.panel title="For the workshop"}', *asked, ":::", ""]
    if strengths or steps or questions:
        parts += ["| Time | What happens | Prompts |", "|:--|:----|:----|"]
        parts += ["| 1.30 pm, 10 min | Welcome\\. The host speaks. | What else? And why? |"]
        parts += ["| 1.40 pm, 20 min | What the review found. Read. | Which? |"]
        for n, asked in enumerate(questions[:ROUNDS], 1):
            again = "As before." if n > 1 else "Where? Who?"
            row = f"Thinking together, question {n}: {escape(asked)} Think."
            parts.append(f"| 2.0{n} pm, 25 min | {row} | {again} |")
        parts += ["", ": The plan. {#tbl-agenda}", ""]
    for kind, found in (("Strength", strengths), ("Next step", steps)):
        parts += [f"## {kind}s", ""] if found else []
        for n, words in enumerate(found, 1):
            number = f"{kind[0]}{n}"
            parts += [f"### **{kind} {number}.** {escape(words)} *(partly agree)* {{.entry}}", ""]
            parts += [*(f"- Lesson visit: {escape(one)} *(E1)*" for one in behind), ""]
    if actions or steps:
        cells = [
            ["A1", f"{escape(what)} ({number})", "Ann", "1 May 2026", "–", "–", "–"]
            for what, number in actions
        ]
        parts += ["::: {.landscape}", "## The action plan", "", f"| {' | '.join(_PLAN)} |"]
        parts += [f"|{'|'.join(['---'] * 7)}|"]
        parts += [f"| {' | '.join(row)} |" for row in [*cells, [" "] * 7]]
        parts += ["", ": The plan. {#tbl-plan}", ":::", ""]
    report = folder / "report.qmd"
    report.write_text("\n".join(parts), encoding="utf-8")
    return report
