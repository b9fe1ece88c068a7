"""Names of classes that may be one name spelt twice: asked about, never merged."""

from collections import defaultdict
from itertools import combinations

from spp_research.errors import InputError

from .allocation import text_of
from .checks import Finding
from .frames import columns
from .inputs import is_blank
from .spellings import key_of, one_slip

MOST_BLANK = 0.10  # share of pupils without a class beyond which classes cannot be counted


def near_labels(labels, *, data=None) -> tuple[Finding, ...]:
    """Look for class names that differ only in how they are written, and for blank ones.

    Two labels are the same where their keys are: Unicode form NFKC, folded case, letters and
    digits only, without a leading class, form, group, year, yr or zeros. They may be the same
    where both keys are five letters or more, without digits, and one slip apart: a letter more, a
    letter less, another letter, or two neighbours swapped.

    Parameters
    ----------
    labels : sequence of labels
        One a pupil, or a list of classes.
    data : DataFrame, mapping or path, optional
        With it the column may be given by its name (docs/research.md).

    Returns
    -------
    tuple of Finding
        Codes same_label and maybe_label ("check", with the labels and their rows) and blank_labels
        ("stop" above 10%, as classes can then neither be counted nor drawn, else "note").

    Raises
    ------
    ValueError
        If it is not a list or column.
    """
    (labels,) = columns(data, labels=labels) if data is not None else (labels,)
    if isinstance(labels, (str, bytes)) or not hasattr(labels, "__iter__"):
        raise InputError("labels must be a list or column of names")
    items = list(labels)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items, 1):
        if not is_blank(item):
            rows[item if isinstance(item, str) else text_of(item)].append(row)
    spelt: dict[str, list[str]] = defaultdict(list)
    for label in sorted(rows):
        spelt[key_of(label)].append(label)
    found = [
        _finding("same_label", same, rows, "the same class, spelt two ways?")
        for same in spelt.values()
        if len(same) > 1
    ]
    for one, other in combinations(sorted(spelt), 2):
        if one_slip(one, other):
            pair = sorted([spelt[one][0], spelt[other][0]])
            found.append(_finding("maybe_label", pair, rows, "may be the same class. Are they?"))
    if blank := [row for row, item in enumerate(items, 1) if is_blank(item)]:
        stop = len(blank) > MOST_BLANK * len(items)
        found.append(
            Finding(
                "blank_labels",
                "stop" if stop else "note",
                tuple(blank),
                f"{len(blank)} of {len(items)} rows have no class. Which is it?",
            )
        )
    return tuple(found)


def _finding(code: str, labels: list[str], rows: dict[str, list[int]], asked: str) -> Finding:
    where = sorted(row for label in labels for row in rows[label])
    return Finding(code, "check", tuple(where), f"{', '.join(labels)}: {asked}", tuple(labels))
