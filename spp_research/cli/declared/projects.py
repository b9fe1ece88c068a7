"""Commands before a project begins: lots, and the plan as it is fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..program import HERE, WorkspaceOption, app, no_folder


@app.command()
def draw(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="LIST", help="A workbook or CSV file with IDs, or classes.")
    ],
    school: Annotated[str, typer.Option("--school", "-s", help="The school's short name.")] = "",
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="The ID of the outcome. May be given several times."),
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who draws.")] = "",
    within: Annotated[
        str,
        typer.Option(metavar="HEADER", help="Draw within each group of this column, as Class."),
    ] = "",
    pair_by: Annotated[
        str,
        typer.Option(metavar="HEADER", help="Draw within pairs made by this score, as Baseline."),
    ] = "",
    classes: Annotated[bool, typer.Option("--classes", help="Draw whole classes.")] = False,
    later: Annotated[
        bool, typer.Option("--later", help="Everybody takes part: half now, half later.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why a list is drawn again.")] = "",
    column: Annotated[
        str, typer.Option(metavar="HEADER", help="The header of the IDs, if it is no usual one.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Check a certificate instead: give its file as LIST.")
    ] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Draw by lot who begins, so that anybody can check it.

    Do it before the project begins, and once.

    For example: spp draw year4.xlsx --school oakfield --outcome O1 --within Class --by "Ann Hill"
    """
    from ..drawing import Asked, check_certificate, draw_lots

    no_folder(context, file)
    if check:
        check_certificate(workspace, file)
        return
    asked = Asked(school, tuple(outcome or ()), by, within, pair_by, classes, later, reason, column)
    draw_lots(workspace, file, asked)


@app.command("fix-plan")
def fix_plan(
    context: typer.Context,
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="The ID of the outcome.")],
    school: Annotated[str, typer.Option("--school", "-s", help="The school's short name.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who settled the plan.")] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Fix the plan of an outcome before anything is measured.

    The impact reflection then lists what was done otherwise.

    For example: spp fix-plan O1 --school oakfield --by "Ann Hill"
    """
    from ..fixing import fix_the_plan

    no_folder(context, outcome)
    fix_the_plan(workspace, school, outcome, by)
