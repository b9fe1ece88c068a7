"""What docs/commands.md says, made from the commands, kinds and settings that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import typer

from spp_research.cli.commands import STEPS, app
from spp_research.kinds import KINDS, ReportKind
from spp_research.school.lacking import Day, lacking
from spp_research.settings import _ALLOWED, Settings
from spp_research.words.lacking import in_short

OPENING = """\
# Commands, kinds of document and settings

Made from the kit itself, so it is complete: `pytest tests/test_named.py --snapshot-update` writes
it again. The messages of `spp check` are in [common_faults.md](common_faults.md), every sheet and
column in [data_dictionary.md](../data_templates/data_dictionary.md), the files for programs in
[files_for_programs.md](files_for_programs.md), and what a notebook may call in [api.md](api.md).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *_commands(), *_kinds(), *_settings()])


def _commands() -> Iterator[str]:
    group = typer.main.get_command(app)
    for step, names in STEPS.items():
        yield f"## {step}\n"
        for name in names:
            command = group.commands[name]  # type: ignore[attr-defined]
            yield f"### spp {name}\n"
            yield f"{command.help}\n"
            yield from _table(
                ("To give", "What it does"), [(_called(p), p.help or "") for p in command.params]
            )


def _called(parameter: Any) -> str:
    """An option by its names, or what stands in its place."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _kinds() -> Iterator[str]:
    yield "## Kinds of document\n"
    heads = ("Name", "Title", "For, if nobody says", "One for", "Notebook", "It needs at least")
    rows = [
        (
            f"`{k.name}`",
            k.title,
            k.audience,
            "each school" if k.per_school else "all",
            k.notebook,
            _least(k),
        )
        for k in KINDS.values()
    ]
    yield from _table(heads, rows)


def _least(kind: ReportKind) -> str:
    """What a document needs in its workbook, as the run says it."""
    what = lacking(kind, {}, Day(date(2026, 1, 1)))
    said = in_short(what) if what else "the sheets of the lead's workbook that are needed"
    return said.removeprefix("It needs ").removesuffix(".")


def _settings() -> Iterator[str]:
    yield "## Settings\n"
    yield "In `settings.yml`, each if it is wanted; a name that is not here is refused.\n"
    rows = [(f"`{name}`", _ALLOWED.get(name, "")) for name in Settings.model_fields]
    yield from _table(("Name", "What it takes"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(heads)} |"
        yield f"|{'---|' * len(heads)}"
        yield from (f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows)
        yield ""
