"""Words that judge, on invented sentences that say beforehand what should be found."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect import language
from spp_research.protect.language.words import RULES

NOTES = Path(__file__).parent / "corpus" / "wording_notes.txt"
_MARK = re.compile(r"\[\[(\w+):([^\]]+)\]\]")


def notes(fresh: bool = False) -> list[tuple[str, set[tuple[int, int, str]]]]:
    """Each sentence without its marks, and what should be found in it.

    Parameters
    ----------
    fresh : only those written after the rules were settled.
    """
    read = []
    before, _, after = NOTES.read_text("utf-8").partition("# --- written after")
    for line in (after if fresh else before + "#" + after).splitlines()[fresh:]:
        if not line.strip() or line.startswith("#"):
            continue
        text, spans, at = "", set(), 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            spans.add((len(text), len(text) + len(mark[2]), mark[1]))
            text += mark[2]
            at = mark.end()
        read.append((text + line[at:], spans))
    return read


def counted(fresh: bool = False) -> dict[str, list[int]]:
    """By kind: found rightly (an overlap counts), found wrongly, missed."""
    counts = {kind: [0, 0, 0] for kind in language.SAYS}
    for text, wanted in notes(fresh):
        found = language.find(text)
        for start, end, kind in wanted:
            hit = any(f.kind == kind and f.start < end and start < f.end for f in found)
            counts[kind][0 if hit else 2] += 1
        for one in found:
            if not any(one.start < end and start < one.end for start, end, _ in wanted):
                counts[one.kind][1] += 1
    return counts


def test_precision_and_recall_on_the_invented_sentences(capsys):
    """Floors below what was measured; the last sentences were written after the rules."""
    with capsys.disabled():
        print(f"\n{'kind':<12}{'found':>6}{'wrong':>6}{'missed':>7}")
        for kind, numbers in counted().items():
            print(f"{kind:<12}{numbers[0]:>6}{numbers[1]:>6}{numbers[2]:>7}")
    for fresh, precision_floor, recall_floor in ((False, 0.95, 0.80), (True, 0.90, 0.40)):
        counts = counted(fresh).values()
        right, wrong, missed = (sum(c[i] for c in counts) for i in range(3))
        precision, recall = right / (right + wrong), right / (right + missed)
        with capsys.disabled():
            which = "written after the rules" if fresh else "all"
            print(f"{len(notes(fresh))} sentences ({which}): ", end="")
            print(f"precision {precision:.2f}, recall {recall:.2f}")
        assert precision >= precision_floor
        assert recall >= recall_floor
    assert len(notes()) >= 120


@pytest.mark.parametrize("kind", list(language.SAYS))
def test_every_kind_is_found_and_has_a_wording(kind):
    found = [one for text, _ in notes() for one in language.find(text) if one.kind == kind]
    assert len(found) >= 8
    assert all(one.instead for one in found)


def test_no_rule_is_dead():
    """Each rule finds something in the sentences, so none is there that cannot be shown."""
    texts = [text for text, _ in notes()]
    dead = [
        pattern
        for _, _, pattern, _ in RULES
        if not any(re.search(pattern, text, re.IGNORECASE) for text in texts)
    ]
    assert dead == []


def test_the_quick_look_lets_nothing_through():
    """The letters that a rule waits for never keep it from what its pattern would find."""
    for text, _ in notes():
        by_hand = any(re.search(p, text, re.IGNORECASE) for _, _, p, _ in RULES)
        assert bool(language.find(text)) == by_hand, text


@given(st.text(max_size=200))
def test_any_text_gives_findings_in_order_that_do_not_overlap(text):
    found = language.find(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
