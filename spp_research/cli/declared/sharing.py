"""Commands to share: with the lead, with another partnership, with everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..program import (
    HERE,
    FoldersArgument,
    JsonOption,
    RendererOption,
    SchoolOption,
    SeveralOption,
    WorkspaceOption,
    app,
    no_folder,
    places_of,
)


@app.command()
def share(
    context: typer.Context,
    folders: FoldersArgument = None,
    school: SchoolOption = None,
    show: Annotated[
        str,
        typer.Option(
            "--show",
            metavar="FILE or SCHOOL",
            help="Read a share file out in plain words, and make none.",
        ),
    ] = "",
    json: JsonOption = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Make the file that a school sends its partnership.

    It holds what the school has signed off, and numbers about groups that are large enough;
    never a pupil.
    """
    from ..sharing import make_share_files, show_share

    if show:
        show_share(workspace, show, json)
    else:
        found = places_of(context, workspace, folders)
        raise typer.Exit(make_share_files(found, tuple(school or ()), json))


@app.command()
def partner(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="What the lead of another partnership has sent.")
    ] = None,
    mark: Annotated[
        str, typer.Option(metavar="MARK", help="The mark that the other lead has told you.")
    ] = "",
    make: Annotated[
        bool, typer.Option("--make", help="Write what goes to the other lead instead.")
    ] = False,
    person: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Who may review there. May be given several times."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Who was named and may not any more. Likewise."),
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="All peer reviewers and champions may.")
    ] = False,
    short_name: Annotated[
        str, typer.Option("--short-name", help="By which the other side knows yours.")
    ] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="With --make: take back your part.")
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Review in a pair with another trust or partnership.

    Tell the other lead of yours: spp partner --make --everybody

    Register what the other lead has sent: spp partner harbour.json

    Without either it says who is registered, and what has come from them. Their reviewers may then
    stand in your timetable, as harbour:RA1; nothing of theirs is counted as yours.
    """
    from ..partnering import ToMake, make_registration, register, show_partners

    no_folder(context, file)
    said = [person, without, everybody, short_name, withdraw]
    if make and (file or mark):
        raise typer.BadParameter("--make writes what goes to the other lead, and reads no file.")
    if any(said) and not make:
        raise typer.BadParameter(
            "--person, --without, --everybody, --short-name and --withdraw go with --make."
        )
    if mark and not file:
        raise typer.BadParameter("--mark goes with the file that the other lead has sent.")
    if make:
        named, gone = tuple(person or ()), tuple(without or ())
        wanted = ToMake(named, gone, everybody, short_name, withdraw)
        make_registration(workspace, wanted, json)
    elif file:
        register(workspace, file, mark, json)
    else:
        raise typer.Exit(show_partners(workspace, json))


@app.command()
def site(
    context: typer.Context,
    folders: FoldersArgument = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what a build would change; change nothing."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Put it into this folder, in the place of _site."),
    ] = None,
    preview: Annotated[
        Path | None,
        typer.Option(
            "--preview", help="Put it as it would be into a new folder to look at; change nothing."
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="End with 11 where a fault keeps a page away, old, or without a part.",
        ),
    ] = False,
    renderer: RendererOption = "auto",
    json: JsonOption = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Build the website of the write-ups signed off for everyone.

    Those of closed cycles stay, each on a page of its year, until they are withdrawn or end.
    """
    from ..building import make_site

    found = places_of(context, workspace, folders)
    if output is not None and len(found) > 1:
        raise typer.BadParameter("--output is for the website of one partnership.")
    if preview is not None and len(found) > 1:
        raise typer.BadParameter("--preview is for the website of one partnership.")
    code = make_site(
        found, renderer, json, dry_run=dry_run, out=output, preview=preview, strict=strict
    )
    raise typer.Exit(code)


@app.command("extension")
def extension(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Of your own Quarto project.")
    ] = HERE,
) -> None:
    """Put the look of the reports into a Quarto project of yours.

    It is an extension in _extensions/spp. A document there then says format: spp-html, spp-docx or
    spp-typst. Run it again to have the look of a newer kit.
    """
    from ..extending import extend

    extend(folder)
