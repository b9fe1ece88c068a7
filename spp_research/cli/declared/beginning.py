"""Commands to begin with: the example, the pages, a folder, schools, templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..program import (
    HERE,
    FolderArgument,
    RendererOption,
    WorkspaceOption,
    app,
    no_folder,
    place_of,
)


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where to put it.")] = None,
    schools: Annotated[
        int | None,
        typer.Option(min=1, max=5000, help="Make up a partnership of this many schools."),
    ] = None,
    cycles: Annotated[
        int, typer.Option(min=1, max=10, help="With --schools: how many years; all but one closed.")
    ] = 1,
    seed: Annotated[int, typer.Option(help="Another number makes other schools.")] = 2026,
    hub: Annotated[
        bool, typer.Option("--hub", help="The example of a hub of six partnerships instead.")
    ] = False,
    renderer: RendererOption = "auto",
    workers: Annotated[
        int, typer.Option(min=0, help="How many reports to make at once. 0: as many as cores.")
    ] = 0,
) -> None:
    """Try the kit: an example with its reports and its website.

    With --schools, a made-up partnership of that size instead, with nothing made from it yet.
    """
    from ..starting import MadeUp, demo_workspace

    if cycles > 1 and not schools:
        raise typer.BadParameter("--cycles goes with --schools: the example has two of its own.")
    if hub and schools:
        raise typer.BadParameter("--hub goes without --schools: the example hub has 30 of its own.")
    made_up = MadeUp(schools or 0, seed, cycles)
    raise typer.Exit(demo_workspace(folder, made_up, renderer, workers, hub=hub))


@app.command("app")
def open_pages(
    context: typer.Context,
    folder: FolderArgument = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of this computer. 0: any that is free.")
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open them in the browser.")
    ] = True,
    shortcut: Annotated[
        bool,
        typer.Option("--shortcut", help="Write a file to double-click instead, into the folder."),
    ] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Open the kit’s pages in the browser, on this computer alone.

    They show where each school is and what is due, take in new versions of workbooks, and make
    documents and the website. Nobody else can open them, and they end with this program. In an
    empty folder they help to begin.
    """
    from ..opening import open_app

    place = place_of(context, workspace, folder)
    raise typer.Exit(open_app(place, port, browser=browser, shortcut=shortcut))


@app.command()
def practise(
    folder: Annotated[Path, typer.Argument(help="A new folder, or one made by this command.")],
    check: Annotated[
        bool, typer.Option("--check", help="Say how many are mended, and make nothing.")
    ] = False,
) -> None:
    """Practise with ten mistakes, which you find and mend.

    In a new folder it writes the workbooks of the example with ten mistakes in them, and a page
    that says whose they are to find. Type the same again to be told how many you have mended.

    For example: spp practise practice
    """
    from ..practising import practise as practise_in

    practise_in(folder, check=check)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make or to complete.")],
    hub: Annotated[
        bool, typer.Option("--hub", help="For a hub: many partnerships, by their share files.")
    ] = False,
) -> None:
    """Lay out a folder for a partnership, or bring one up to date.

    What is missing is added. A notebook, template or style that nobody has changed is brought up
    to date; one that somebody has changed is named and left as it is. Workbooks with something
    in them are never touched.
    """
    from ..starting import init_workspace

    init_workspace(folder, hub)


@app.command("add-school")
def add_school(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The school's long name, in quotation marks.")],
    short_name: Annotated[
        str, typer.Option("--short-name", help="For its folder; made from the name if left out.")
    ] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Add a school: its folder, its workbook, the lead's row.

    For example: spp add-school "Oakfield Primary School"
    """
    from ..adding import add_school

    no_folder(context, name)
    add_school(workspace, name, short_name)


@app.command()
def templates(
    folder: Annotated[Path, typer.Argument(help="Where to put the workbooks.")],
) -> None:
    """Write the empty workbooks, ready to be filled in."""
    from ..starting import write_templates

    write_templates(folder)
