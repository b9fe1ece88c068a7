"""What the sheets of studies must keep: paired observations, and the register."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..faults import Fault, did_you_mean, quote
from ..layout import bare
from ..read.typed_rows import given
from .finder import Finder

# A web address alone, and what follows the name of its site.
_ADDRESS = re.compile(
    r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::[0-9]+)?(/\S*)?", re.IGNORECASE
)


def observations(find: Finder) -> Iterator[Fault]:
    """Two observers of the same thing, on one day, about one question."""
    first: dict[str, tuple[int, object]] = {}
    watched: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    words: dict[tuple[str, str], str] = {}
    for row, one in find.rows("observations"):
        visit, date = one["observation_id"], one["date"]
        there, day = first.setdefault(visit, (row, date))
        if day != date:
            yield find.fault(
                "observation.two-dates",
                "observations",
                row,
                "date",
                f"The visit {quote(visit)} is on {day:%d/%m/%Y} in row {there} and on "
                f"{date:%d/%m/%Y} here: mend the date, or give the other visit an ID of its own.",
            )
        place = (visit, bare(one["looked_for"]))
        words.setdefault(place, one["looked_for"])
        watched.setdefault(place, []).append((row, one["observer"], one["question_id"]))
    for (visit, looked_for), rows in watched.items():
        row, _, question = rows[0]
        if find.whole("observations") and len({observer for _, observer, _ in rows}) < 2:
            others = [words[k] for k in watched if k[0] == visit and k[1] != looked_for]
            yield find.fault(
                "observation.one-observer",
                "observations",
                row,
                "looked_for",
                f"Only one person noted this at the visit {quote(visit)}, so agreement cannot be "
                "worked out: add what the other observer noted, in the same words."
                f"{did_you_mean(words[visit, looked_for], others)}",
            )
        for number, _, other in rows:
            if other != question:
                yield find.fault(
                    "observation.two-questions",
                    "observations",
                    number,
                    "question_id",
                    f"The same thing was looked for at the visit {quote(visit)} for "
                    f"{quote(question)} in row {row} and for {quote(other)} here: check the "
                    "question.",
                )
    yield from _own_staff(find)


def _own_staff(find: Finder) -> Iterator[Fault]:
    """Observers who work at the school: allowed, and worth knowing."""
    own = next((school["school"] for _, school in find.rows("school")), "")
    staff = (find.known or {}).get(f"people.person_id at {own}", ())
    for row, one in find.rows("observations"):
        if one["observer"] in staff:
            yield find.fault(
                "observation.own-staff",
                "observations",
                row,
                "observer",
                f"{quote(one['observer'])} works at the school that was visited, and is counted "
                "like any other observer.",
            )
            return


def register(find: Finder) -> Iterator[Fault]:
    """An effect inside its interval, none where none was estimated, and a place to look it up."""
    for row, study in find.rows("register"):
        name = quote(study["register_id"])
        low, effect, high = study["low"], study["effect"], study["high"]
        numbers = [column for column in ("effect", "low", "high") if given(study[column])]
        if study["estimated"] == "No" and numbers:
            yield find.fault(
                "register.not-estimated",
                "register",
                row,
                numbers[0],
                f"The study {name} did not estimate an effect, and a number stands under "
                f"{find.label('register', numbers[0])}. Not estimated is not nought: clear the "
                f"cell, or write Yes under {find.label('register', 'estimated')}.",
            )
        elif study["estimated"] == "Yes" and not given(effect):
            yield find.fault(
                "register.no-effect",
                "register",
                row,
                "effect",
                f"The study {name} estimated an effect, and none stands here: add it, or write No "
                f"under {find.label('register', 'estimated')}.",
            )
        elif study["estimated"] == "Yes" and not given(low, high):
            yield find.fault(
                "register.no-interval",
                "register",
                row,
                "high" if given(low) else "low",
                f"The effect of {name} has no whole interval, so the report cannot say how sure "
                "the study is: add both ends if the study gives them.",
            )
        elif study["estimated"] == "Yes" and not low <= effect <= high:
            column = "high" if low > high else "effect"
            what = (
                f"The interval runs from {low:g} to {high:g}, which is the wrong way round"
                if low > high
                else f"The effect {effect:g} lies outside its interval, from {low:g} to {high:g}"
            )
            yield find.fault(
                "register.interval",
                "register",
                row,
                column,
                f"{what}: check the numbers, and their signs, against the study.",
            )
        found = _ADDRESS.fullmatch(study["locator"].strip())
        if found and len((found[1] or "/").strip("/")) == 0:
            yield find.fault(
                "register.locator",
                "register",
                row,
                "locator",
                f"{quote(study['locator'])} is only the front page of a website, where nobody will "
                "find the number again: add the page of the study, and a table or page number.",
            )


RULES = (observations, register)
