"""Figures that come from no data: rules, settings and words of the kit, each with its reason.

A short list. Whatever stands here is believed as it is; so a pattern is as narrow as can be.
"""

from __future__ import annotations

import re

from claims.documents import Document

FIXED = {
    r"95% (?:intervals?|ranges?)": "the level of every interval",
    r"an? 80% chance|a chance of 80%": "the power of the smallest change that can be shown",
    r"kit 0\.0\.0 \(Pandoc 0\)|last changed 1 July 2026": "made up for the golden reports",
    r"fewer than (?:3|6|10) (?:pupils|visits|people|answers|answered)": "the fewest that are shown",
    r"where 0 is what chance alone would give and 1 is always": "the ends of a scale of agreement",
    r"false sign about 1 time in 8": "a run chart's line from 12 points (part 2, 6)",
    r"cannot be said from fewer than five": "a prediction interval wants five schools (2.12)",
    r"one group of three schools or more": "pooling wants three schools (2.12)",
    r"correlation of 0\.7|where it is 0\.9|about 0\.6 of it|, 5% of the spread": "assumed",
    r"two in three score between 40 and 60 it is about 10 marks, and 0\.5 is about 5"
    r"|two in three pupils score between 40 and 60": "what SD is, and what a mark is",
    r"For (?:15|30|60) people \| (?:15|30|60)|to the nearest five|fewer than 5 \|": "sizes",
    r"guide to implementation \(2024\)": "the year of the EEF's guide",
    r"(?:until 9|from 10) November 2025": "the day on which Ofsted's framework changed",
    r"Riverside Partnership \(2026\)": "the year of publication",
    r"^\d\. |1 self-review; 2 evidence shared; 3 peer review; 4 improvement workshop; 5 "
    r"impact review": "numbering",
    r"one of three of about a year each": "the phases of the programme",
    r"of the four themes|the four themes along": "the themes of the framework",
    r"whether the two groups differed|The two groups began with|only chance sets the two apart"
    r"|[Tt]wo panels|two for each theme|The first two columns|the last two are the"
    r"|a person with two roles|If two of these": "two things that stand in the sentence",
    r"at least two (?:kinds of source|of three people)|gathered over a day or two"
    r"|one to three actions|room for two or three|room for (?:two|three)"
    r"|beside the (?:two|three) on|for two minutes, talk in threes"
    r"|[Tt]wo measurements of the same pupils": "the kit's own prose about how to read or to work",
}
TABLES = {"tbl-measures": "hours and numbers that a measure takes, as the kit estimates them"}
_FIXED = [(re.compile(pattern, re.M), why) for pattern, why in FIXED.items()]


def mark(document: Document) -> None:
    """Mark the numbers that a rule gives, of those that nothing else explains."""
    for line in document.lines:
        left = [number for number in line.numbers if number.kind == "UNEXPLAINED"]
        spans = [
            (found.span(), why) for pattern, why in _FIXED for found in pattern.finditer(line.text)
        ]
        for number in left:
            inside = [why for (start, end), why in spans if start <= number.start < end]
            if inside or line.table in TABLES:
                number.why = inside[0] if inside else TABLES[line.table]
                number.kind = "numbering" if number.why == "numbering" else "rule"
