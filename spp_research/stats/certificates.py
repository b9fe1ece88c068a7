"""The draw itself: a list, a number and a method give the arms and a certificate, always the same.

Nothing but hashes of plain text and sorting, so that a draw can be checked with what every computer
has, and also where no numbers are reckoned with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .estimate import people

ALGORITHM = "spp-allocate-1"
METHODS = ("simple", "stratified", "pairs", "waiting", "classes")
GREATEST_SEED = 2**63 - 1

Listed = Sequence[tuple[str, str, str]]  # unit, stratum and score of each, the last as text


class Allotted(NamedTuple):
    """One unit of a draw; `stratum` and `pair` are empty where there are none."""

    unit: str
    stratum: str
    pair: str
    arm: str


def certified(rows, scores, arms, method: str, seed: int, draw: int) -> str:
    """Give a draw as the text whose SHA-256 is its certificate."""
    return json.dumps(
        {
            "algorithm": ALGORITHM,
            "arms": list(arms),
            "draw": draw,
            "method": method,
            "seed": seed,
            "units": [
                [row.unit, row.stratum, score, row.arm]
                for row, score in zip(rows, scores, strict=True)
            ],
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def certificate_of(rows, scores, arms, method: str, seed: int, draw: int) -> str:
    """Give the certificate of a draw: the SHA-256 of its text."""
    text = certified(rows, scores, arms, method, seed, draw)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def score_text(score: float | None) -> str:
    """Give a score as it is certified: six decimals, and minus nought is nought."""
    return "" if score is None else f"{round(float(score), 6) + 0.0:.6f}"


def drawn_again(
    listed: Listed, method: str, seed: int, draw: int, arms: tuple[str, str]
) -> tuple[tuple[Allotted, ...], str]:
    """Draw once more from what was written down, in whatever order: the rows and the certificate.

    Nothing, and an empty certificate, where such a list could not have been drawn.
    """
    ordered = sorted(listed)
    if method not in METHODS or not 0 <= seed <= GREATEST_SEED or draw < 1:
        return (), ""
    units, strata, scores = ([row[i] for row in ordered] for i in range(3))
    if why_not(units, strata, scores, method):
        return (), ""
    rows = drawn(ordered, method, seed, draw, arms)
    return rows, certificate_of(rows, scores, arms, method, seed, draw)


TWO_ARMS = (("project", "comparison"), ("first", "later"))


def arms_of(found: Iterable[str]) -> tuple[str, str] | None:
    """Give the two arms that some rows of a draw are in; None where they are of two kinds."""
    inside = set(found)
    return next((arms for arms in TWO_ARMS if inside and inside <= set(arms)), None)


def holds(
    rows: Sequence[tuple[str, str, str, str]], method: str, seed: int, draw: int, certificate: str
) -> bool:
    """Whether a draw that was written down comes out again, arms and certificate.

    Parameters
    ----------
    rows : unit, stratum, score as text and arm of each, in whatever order.
    method, seed, draw : as for `allocate`.
    certificate : as it was written down; capitals and spaces do not matter.
    """
    arms = arms_of(arm for *_, arm in rows)
    if arms is None:
        return False
    again, known = drawn_again([row[:3] for row in rows], method, seed, draw, arms)
    drawn_for = {row.unit: row.arm for row in again}
    same = all(drawn_for.get(unit) == arm for unit, _, _, arm in rows)
    return bool(again) and same and known == "".join(certificate.split()).lower()


def digest(seed: int, draw: int, kind: str, what: str) -> str:
    """Give the hash that orders units ("order") or decides a coin ("coin")."""
    text = f"{ALGORITHM}|{seed}|{draw}|{kind}|{what}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def why_not(labels: list[str], strata: list[str], scores: list[str], method: str) -> str:
    """Say why a list cannot be drawn; rows are named, never whom they are about."""
    if len(labels) < 2:
        return f"only {people(len(labels), 'unit')} to draw from; at least 2 are needed"
    if rows := rows_named(not label for label in labels):
        return f"no label in {rows}; give every unit one"
    seen = {label: labels.count(label) for label in labels}
    if rows := rows_named(seen[label] > 1 for label in labels):
        return f"the same label stands in {rows}; every unit may be listed once"
    if method == "stratified" or any(strata):
        if not any(strata):
            return "no strata are given; name the group of every unit to draw within"
        if rows := rows_named(not stratum for stratum in strata):
            return f"no stratum in {rows}; fill it in, or draw without strata"
    if method == "pairs" or any(scores):
        if not any(scores):
            return "no score is given; pairs are made by one"
        if rows := rows_named(not score for score in scores):
            return f"no score in {rows}; fill it in, or draw without pairs"
    return ""


def rows_named(wrong) -> str:
    found = [str(row) for row, bad in enumerate(wrong, 1) if bad]
    shown = ", ".join(found[:10]) + (" ..." if len(found) > 10 else "")
    return f"row{'s' if len(found) > 1 else ''} {shown}" if found else ""


def how_drawn(method: str, strata: Sequence[str], scores: Sequence[str]) -> str:
    """Which of the three ways a method draws in."""
    if method == "pairs" or (method == "classes" and any(scores)):
        return "pairs"
    if method == "stratified" or (method in ("waiting", "classes") and any(strata)):
        return "stratified"
    return "simple"


def drawn(
    listed: Listed, method: str, seed: int, draw: int, arms: tuple[str, str]
) -> tuple[Allotted, ...]:
    """Give the rows of a draw by unit."""
    units = [unit for unit, _, _ in listed]
    stratum_of = {unit: stratum for unit, stratum, _ in listed}
    key = {unit: digest(seed, draw, "order", unit) for unit in units}
    order = sorted(units, key=lambda unit: (key[unit], unit))
    arm: dict[str, str] = {}
    pair: dict[str, str] = {}

    def coin(what: str) -> bool:
        return digest(seed, draw, "coin", what)[0] in "01234567"

    way = how_drawn(method, list(stratum_of.values()), [score for _, _, score in listed])
    if way == "simple":
        half = len(order) // 2 + (len(order) % 2 and coin("all"))
        arm = {unit: arms[i >= half] for i, unit in enumerate(order)}
    elif way == "stratified":
        left = []
        for stratum in sorted(set(stratum_of.values())):
            inside = [unit for unit in order if stratum_of[unit] == stratum]
            half = len(inside) // 2
            arm |= {unit: arms[i >= half] for i, unit in enumerate(inside[: 2 * half])}
            left += inside[2 * half :]
        start = 0 if coin("left") else 1
        arm |= {unit: arms[(i + start) % 2] for i, unit in enumerate(left)}
    else:
        score = {unit: float(text) for unit, _, text in listed}
        ranked = sorted(units, key=lambda unit: (score[unit], key[unit], unit))
        for number, i in enumerate(range(0, len(ranked) - 1, 2), 1):
            first, second = sorted(ranked[i : i + 2], key=lambda unit: (key[unit], unit))
            arm |= {first: arms[0], second: arms[1]}
            pair |= {first: str(number), second: str(number)}
        if len(ranked) % 2:
            arm[ranked[-1]] = arms[0 if coin("left") else 1]
    return tuple(Allotted(u, stratum_of[u], pair.get(u, ""), arm[u]) for u in units)
