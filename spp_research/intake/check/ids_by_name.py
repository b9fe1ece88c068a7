"""Who wrote a name where an ID goes: the ID that belongs to the name.

Names are compared without accents, case and titles, so that "Dr Sian Bevan" is "Siân Bevan".
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache

from spp_research.schema import WORKBOOKS, Kind

from ..faults import quote
from ..layout import bare
from ..read.typed_rows import TypedRows, given

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "prof", "professor"})
_NEAR = 0.84  # how like a name must be to be offered
_BETWEEN = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*", re.IGNORECASE)

Ids = Mapping[str, Collection[str]]


def by_other_words(rows: TypedRows) -> dict[str, frozenset[str]]:
    """The ids of a sheet that others refer to, by "sheet.column called <words of the row>"."""
    sheet = rows.sheet
    column = _referred_to().get(sheet.name)
    if column is None or not len(rows):
        return {}
    found: dict[str, set[str]] = {}
    for field in sheet.fields:
        if field.kind is not Kind.TEXT:
            continue
        for key, text in zip(rows.columns[column], rows.columns[field.name], strict=True):
            if not given(key, text):
                continue
            found.setdefault(_called(f"{sheet.name}.{column}", _plain(text)), set()).add(key)
    return {words: frozenset(ids) for words, ids in found.items() if len(ids) < 4}


def id_called(given: str, target: str, ids: Ids) -> str:
    """A sentence such as "“Siân Bevan” is “P07”:", or nothing if nobody is called so.

    Parameters
    ----------
    given : what stands in the cell; several names with a comma or "and" between them count too.
    target : the column of ids, as "sheet.column".
    ids : as `by_other_words` gives them.
    """
    start = _called(target, "")
    named = {
        words.removeprefix(start): own for words, own in ids.items() if words.startswith(start)
    }
    if not named:
        return ""
    whole = _one(given, named)
    parts = [part for part in _BETWEEN.split(given) if part.strip()]
    if whole or len(parts) < 2:
        return whole
    told = [sentence for part in parts if (sentence := _one(part, named))]
    return " ".join(told) if len(told) == len(parts) else ""


def _one(given: str, named: Ids) -> str:
    plain = _plain(given)
    turned = " ".join(reversed([_plain(part) for part in given.split(",")]))  # "Bevan, Siân"
    for words in (plain, turned):
        if words and words in named:
            return f"{quote(given)} is {_several(named[words])}."
    last = {words for words in named if plain and words.split()[-1:] == [plain]}
    near = sorted(last) or difflib.get_close_matches(plain, list(named), n=2, cutoff=_NEAR)
    own = frozenset().union(*(named[words] for words in near))
    if len(plain) < 3 or not own or len(own) > 2:
        return ""
    return f"If {quote(given)} is meant for {_several(own)}, write that."


def _several(ids: Collection[str]) -> str:
    return " or ".join(quote(one) for one in sorted(ids))


def _called(target: str, words: str) -> str:
    return f"{target} called {words}"


@lru_cache(maxsize=1)
def _referred_to() -> dict[str, str]:
    """By sheet, its column of ids, of the sheets that some other column refers to."""
    targets = {f.refers_to for b in WORKBOOKS for s in b.sheets for f in s.fields if f.refers_to}
    return dict(target.split(".", 1) for target in targets)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    words = bare("".join(c for c in apart if not unicodedata.combining(c))).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)
