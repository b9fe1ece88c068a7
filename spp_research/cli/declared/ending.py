"""Commands when the year is over, to read, and when something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..program import (
    HERE,
    FolderArgument,
    JsonOption,
    WorkspaceOption,
    app,
    no_folder,
    place_of,
)


@app.command("new-cycle")
def new_cycle(
    context: typer.Context,
    cycle: Annotated[
        str | None, typer.Argument(help="The cycle that begins, for example 2026-27.")
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Open the cycle again that was closed last.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Close it although something can still be finished.")
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Close the year and open the next, with what goes on.

    The closed cycle is kept whole under cycles: workbooks, share files, what was signed and
    shown. New workbooks begin with the schools, the people, and on the sheet “Carried over” the
    actions that go on, what can be measured again, and the practices. Pupils' files and exports of
    surveys are put away in each school's folder, where no run reads them, but for results of what
    is to be measured later. Nothing is deleted.
    Where documents are not signed yet or threads are open, it says which, and asks first.
    """
    from ..cycling import begin_cycle, undo_cycle

    no_folder(context, cycle)
    if undo:
        undo_cycle(workspace, cycle, dry_run=dry_run, as_json=json)
    else:
        begin_cycle(workspace, cycle, dry_run=dry_run, as_json=json, yes=yes)


@app.command()
def docs(
    folder: Annotated[
        Path, typer.Argument(help="A new folder, or one made by this command.")
    ] = Path("spp-docs"),
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open them in the browser.")
    ] = True,
) -> None:
    """Write what there is to read as pages, and open them.

    They need no internet, and can be put on a shared drive.
    """
    from ..starting import write_docs

    write_docs(folder, browser=browser)


@app.command()
def doctor(
    context: typer.Context,
    folder: FolderArgument = None,
    json: JsonOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Say what is installed, what is missing and whether it matters."""
    from ..doctor import show_health

    raise typer.Exit(show_health(place_of(context, workspace, folder), json))


@app.command()
def finish(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Documents that Quarto made of reports."),
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Finish what a plain quarto render made of reports.

    It writes Word's header and marks, and what programs read of a public page. Quarto runs this by
    itself after it has rendered reports of a workspace. The documents are then known as made, so
    the next spp report does not take them for somebody's edits.
    """
    from ..finishing import finish

    no_folder(context, *(files or ()))
    finish(workspace, files or ())
