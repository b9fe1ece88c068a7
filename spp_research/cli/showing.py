"""How results look: tables and a progress bar on a terminal, plain lines or JSON elsewhere."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spp_research.run.jobs import NOT_STARTED, NOTHING_TO_SAY, Outcome

_MANY = 60  # reports, after which a table leaves out the ones that are as before
_NAMED_SCHOOLS = 12  # that a line names
MARKS = {
    "made": "made",
    "unchanged": "unchanged",
    "failed": "not made",
    NOT_STARTED: "not started",
    NOTHING_TO_SAY: "with nothing to say yet",
}


@contextmanager
def status(text: str) -> Iterator[None]:
    """A line on stderr that says what is being done, where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(text)):
        yield


def show_outcomes(outcomes: Sequence[Outcome], workspace: str = "") -> None:
    """What was made, what was as before, and what was not made and why.

    Parameters
    ----------
    workspace : what to call it, where there are several.
    """
    from spp_research.phrases import listed

    if sys.stdout.isatty():
        _show_table(outcomes, workspace)
    else:
        place = f"{workspace}/" if workspace else ""
        for outcome in outcomes:
            told_below = outcome.state == NOTHING_TO_SAY  # once for all that lack the same
            what = _files(outcome) if outcome.files else (() if told_below else (outcome.reason,))
            own = (outcome.state, f"{place}{outcome.job.school}", outcome.job.kind.name)
            print("\t".join(plain(cell) for cell in (*own, *what)))
    same: dict[tuple[str, str], list[str]] = {}  # what is wrong with a workbook stops all kinds
    for outcome in outcomes:
        if outcome.reason and outcome.state != NOTHING_TO_SAY:
            kind = outcome.job.kind.named
            same.setdefault((outcome.job.school, outcome.reason), []).append(kind)
    for (school, reason), kinds in same.items():
        print(plain(f"{school}, {listed(kinds)}: {reason}"), file=sys.stderr)
    for schools, kind, reason in _without_a_word(outcomes):
        print(plain(f"{schools}, {kind}: {reason}"), file=sys.stderr)
    print(f"{workspace}: " * bool(workspace) + summary(outcomes), file=sys.stderr)


def _without_a_word(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str]]:
    """For what there is nothing to say: the schools, the document, and what is missing.

    Early in a year that is so of most schools, so those that lack the same share a line.
    """
    same: dict[tuple[str, str], list[str]] = {}
    for one in outcomes:
        if one.state == NOTHING_TO_SAY:
            same.setdefault((one.job.kind.named, one.reason), []).append(one.job.school)
    for (kind, reason), schools in same.items():
        more = len(schools) - _NAMED_SCHOOLS
        named = ", ".join(schools[:_NAMED_SCHOOLS])
        yield f"{named} and {more} more" if more > 0 else named, kind, reason


def show_fault(workspace: str, fault: Exception) -> None:
    """Why nothing was done in one of several workspaces."""
    print(plain(f"{workspace}: {fault}"), file=sys.stderr)


def summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence: "10 reports made, 2 unchanged, 1 not made."."""
    return tally([outcome.state for outcome in outcomes], MARKS, "report")


def tally(states: Sequence[str], words: Mapping[str, str], noun: str) -> str:
    """How many there are in each state, in the order of `words`, as one sentence.

    Parameters
    ----------
    words : how each state is said.
    noun : what they are, one of them.
    """
    counts = Counter(states)
    parts = [f"{counts[state]} {word}" for state, word in words.items() if counts[state]]
    if not parts:
        return f"No {noun}s."
    number, rest = parts[0].split(" ", 1)
    named = noun if number == "1" else f"{noun}s"
    return f"{', '.join([f'{number} {named} {rest}', *parts[1:]])}."


def exit_code(ends: Sequence[tuple[str, int]], *, by_name: bool) -> int:
    """The exit code of a run, from the state and the exit code of each thing in it.

    Parameters
    ----------
    by_name : whether schools were asked for by name. A school that has not begun, or has nothing
        to say yet, stops nothing else, but whoever asked for it got nothing.
    """
    bad = ("failed", NOT_STARTED, NOTHING_TO_SAY) if by_name else ("failed",)
    return next((code for state, code in ends if state in bad), 0)


def show_faults_of_ours(outcomes: Sequence[Outcome]) -> None:
    """The tracebacks of faults in the kit itself, each once."""
    for trace in dict.fromkeys(outcome.trace for outcome in outcomes if outcome.trace):
        print(plain(trace), file=sys.stderr)


def counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many reports were made, unchanged, failed, not started and had nothing to say."""
    counts = Counter(outcome.state for outcome in outcomes)
    return {state.replace(" ", "_"): counts[state] for state in MARKS}


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    print(as_json(document))


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal, with words that are no markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        made.add_column(header, overflow="fold")
    for row in rows:
        made.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(made)


def _show_table(outcomes: Sequence[Outcome], title: str) -> None:
    """The outcomes as a table; of very many, those alone about which there is something to say."""
    if len(outcomes) > _MANY:
        outcomes = [outcome for outcome in outcomes if outcome.state != "unchanged"]
    if not outcomes:
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold", title=title or None)
    for headers, row in _LAYOUTS:
        rows = [row(outcome) for outcome in outcomes]
        columns = [max(map(len, cells)) for cells in zip(headers, *rows, strict=True)]
        if sum(columns) + 2 * len(columns) <= console.width:
            break
    for header in headers:  # where nothing fits, lines are folded: a path cut off is of no use
        table.add_column(header, overflow="fold")
    for cells in rows:
        table.add_row(*map(Text, cells))
    console.print(table)


def _in_full(outcome: Outcome) -> tuple[str, ...]:
    return (*_named(outcome), ": ".join(_files(outcome)) if outcome.files else "see below")


def _with_folder(outcome: Outcome) -> tuple[str, ...]:
    return (*_named(outcome), _files(outcome)[0] if outcome.files else "see below")


def _in_short(outcome: Outcome) -> tuple[str, ...]:
    """Of a finished report its folder, which names the school and the report."""
    school, kind, state = _named(outcome)
    return state, _files(outcome)[0] if outcome.files else f"{school}, {kind}"


def _named(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.job.school, outcome.job.kind.title, MARKS[outcome.state]


_FOUR = ("School", "Report", "", "Files")
# From the widest to the narrowest.
_LAYOUTS = ((_FOUR, _in_full), (_FOUR, _with_folder), (("", "Report"), _in_short))


def _files(outcome: Outcome) -> tuple[str, str]:
    """The folder of a finished report, and the names of its documents."""
    folder, here = str(outcome.files[0].parent), f"{Path.cwd()}{os.sep}"
    below = folder.removeprefix(here).replace(os.sep, "/") if folder.startswith(here) else folder
    return below, ", ".join(path.name for path in outcome.files)


def shown(path: Path) -> str:
    """The path from where the reader is, when it is below; else the whole of it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def quoted(path: Path) -> str:
    """The path as it is pasted into a command."""
    return f'"{path}"' if " " in str(path) else str(path)


# Controls, marks that turn text round, and what is no character at all.
_OBEYED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT = {"\n", "\t", "\u200d"}  # a joiner is part of some scripts and emoji


def plain(text: object) -> str:
    """`text` without characters that a terminal would obey."""
    text = str(text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if not _is_obeyed(c))


def as_json(document: Any) -> str:
    """A JSON document, with such characters written as JSON escapes them."""
    return _escaped(json.dumps(document, indent=2, ensure_ascii=False))


def json_line(document: Any) -> str:
    """The same on one line."""
    return _escaped(json.dumps(document, ensure_ascii=False))


def _escaped(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(c)[1:-1] if _is_obeyed(c) else c for c in text)


def _is_obeyed(character: str) -> bool:
    return (
        (not character.isascii() or not character.isprintable())
        and unicodedata.category(character) in _OBEYED
        and character not in _KEPT
    )


def show_stray_projects(root: Path) -> None:
    """Say on stderr which files make projects of Quarto's own of folders of reports."""
    from spp_research.publish.stray_projects import said_of_strays

    for said in said_of_strays(root):
        print(plain(said), file=sys.stderr)
