"""Commands through the year: the plan, checks and documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spp_research.kinds import KINDS
from spp_research.run import kernels

from ..ahead import few
from ..program import (
    HERE,
    FolderArgument,
    FoldersArgument,
    JsonOption,
    OnOption,
    RendererOption,
    SchoolOption,
    SeveralOption,
    WorkspaceOption,
    app,
    no_folder,
    place_of,
    places_of,
)


@app.command()
def plan(
    context: typer.Context,
    folder: FolderArgument = None,
    on: OnOption = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the proposed year, and write nothing.")
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Propose the year: who reviews whom, and when.

    What has been and what is marked as fixed stays; of the rest as much as the rules allow. The
    proposal is written beside the lead's workbook, as partnership.planned.xlsx, and into the folder
    plan: the timetable, and a calendar for each person and school.
    """
    from ..planning import plan_year

    raise typer.Exit(plan_year(place_of(context, workspace, folder), on, dry_run, json))


@app.command()
def status(
    context: typer.Context,
    folders: FoldersArgument = None,
    on: OnOption = "",
    json: JsonOption = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Say where each school and each document is, and what is due.

    It goes by what has arrived: share files, and workbooks where they are at hand, never pupils'
    files. Of each document it says whether it is signed off, a draft, changed since, or not made
    and what is missing for it. The same goes into the folder status, as a web page and a calendar
    of what is due, and onto reports/index.html. Of several partnerships a line each is printed.
    """
    from ..standing import show_status

    raise typer.Exit(show_status(places_of(context, workspace, folders), on, json))


@app.command()
def check(
    context: typer.Context,
    folders: FoldersArgument = None,
    school: SchoolOption = None,
    json: JsonOption = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Check the workbooks, and say in plain words what to mend.

    Beside each workbook with a fault, a copy is written that has the cells marked. Of several
    partnerships a line each is printed. In the folder of a hub, its share files are looked at.
    """
    from ..checking import check_workbooks

    found = places_of(context, workspace, folders)
    raise typer.Exit(check_workbooks(found, tuple(school or ()), json))


@app.command("check-page")
def check_page(
    file: Annotated[Path, typer.Argument(help="The page to write, such as check.html.")],
) -> None:
    """Write a page that checks workbooks in a browser.

    One HTML file that opens by double-click, with nothing installed, and sends nothing anywhere.
    It says what spp check says. Where the kit has none yet it is built, which takes npm.
    """
    from ..check_pages import write_check_page

    write_check_page(file)


@app.command()
def measures(
    outcome: Annotated[
        str, typer.Option(help="What is to be measured, such as wellbeing or reading.")
    ] = "",
    stage: Annotated[str, typer.Option(help="For which pupils, such as KS2 or Early years.")] = "",
    json: JsonOption = False,
) -> None:
    """List measures that cost nothing, with where to read of them.

    For example: spp measures --outcome wellbeing --stage KS2
    """
    from ..measuring import show_measures

    raise typer.Exit(show_measures(outcome, stage, json))


@app.command()
def report(
    context: typer.Context,
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND]...",
            help=f"{', '.join(KINDS)}; all of them if none is named.",
        ),
    ] = None,
    school: SchoolOption = None,
    all_schools: Annotated[bool, typer.Option("--all", help="Every school.")] = False,
    to: Annotated[
        str, typer.Option(help="html, docx, pdf, separated by commas. Default: the settings.")
    ] = "",
    audience: Annotated[
        str,
        typer.Option(help="school, partnership or public. Default: what is usual for the kind."),
    ] = "",
    renderer: RendererOption = "auto",
    force: Annotated[
        bool, typer.Option("--force", help="Make reports again that have not changed.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Make a signed report anew, as a draft to read, where schools have shared more.",
        ),
    ] = False,
    why: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCHOOL", help="Say what would be made for this school, and because of what."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make nothing; say what would be made, and why.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="How many reports to make at once. 0: as many as cores.")
    ] = 0,
    time_limit: Annotated[
        float, typer.Option(min=0.01, help="Minutes that one notebook may take.")
    ] = 10,
    executor: Annotated[
        str, typer.Option(help="threads, on this computer; or dask, on a cluster.")
    ] = "threads",
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Of the cluster, such as tcp://10.0.0.5:8786.")
    ] = "",
    run_report: Annotated[
        Path | None,
        typer.Option(
            "--run-report",
            metavar="FOLDER",
            help="Where to put one page about the whole run, when it is about several folders.",
        ),
    ] = None,
    keep_scratch: Annotated[
        bool, typer.Option("--keep-scratch", help="Keep the executed notebooks to look at.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each thing that happens.")
    ] = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Make reports: as a web page, a Word document and a PDF.

    For one school: spp report review-summary --school oakfield

    Everything: spp report --all

    What would be made, and why: spp report --why oakfield

    Of a closed year, drawn again from what was kept: spp report --all -w cycles/2025-26
    """
    if not (why or dry_run or scheduler) and (named := few(kinds or (), school or ())):
        context.with_resource(kernels.started_for(named))  # while all the rest is loaded
    from ..reporting import make_reports
    from ..selecting import Wanted, cluster, split

    source = context.get_parameter_source("workspace")
    given = source is not None and source.name != "DEFAULT"
    names, folders = split(kinds or (), workspace, given)
    wanted = Wanted(
        kinds=names,
        schools=(*(school or ()), *(why or ())),
        all_schools=all_schools,
        formats=tuple(part for part in to.split(",") if part.strip()),
        audience=audience,
        renderer=renderer,
        force=force,
        workers=workers,
        keep_scratch=keep_scratch,
        time_limit=60 * time_limit,
        update=update,
        scheduler=cluster(executor, scheduler),
    )
    if why or dry_run:
        from ..selecting import explain

        raise typer.Exit(explain(folders, wanted, json))
    raise typer.Exit(make_reports(folders, wanted, json, run_report))


@app.command("new-notebook")
def new_notebook(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="What the document is called when it is made, as my-enquiry.")
    ],
    title: Annotated[
        str, typer.Option(help="Its title, which the Sign-off sheet names; made from the name.")
    ] = "",
    about: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "",
    audience: Annotated[
        str, typer.Option(help="school, partnership or public. Default: the fewest that can be.")
    ] = "",
    per: Annotated[
        str, typer.Option(help="school, one for each; or partnership, one about all of them.")
    ] = "school",
    like: Annotated[
        str, typer.Option(help="enquiry, with its sections; or blank, a few cells to begin with.")
    ] = "enquiry",
    site: Annotated[
        bool, typer.Option("--site", help="Put it on the website once it is signed off for Public.")
    ] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Write a notebook that makes a document of your own.

    It is made, checked, signed off and listed as the kit’s own documents are. Nothing that is there
    is written over.

    For example: spp new-notebook my-enquiry --title "Reading aloud for late joiners"
    """
    from ..own_notebooks import new_notebook as write_notebook

    no_folder(context, name)
    write_notebook(workspace, name, title, about, audience, per, like, site=site)


@app.command()
def watch(
    context: typer.Context,
    folder: FolderArgument = None,
    school: SchoolOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", "-k", help="A kind of report. May be given several times. Default: all."
        ),
    ] = None,
    to: Annotated[
        str, typer.Option(help="html, docx, pdf, separated by commas. Default: the settings.")
    ] = "",
    opens: Annotated[
        bool, typer.Option("--open", help="Open the list of documents in the browser.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the pages. 0: one that is free.")
    ] = 0,
    renderer: RendererOption = "auto",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Make documents again when a workbook is saved, and show them.

    Each workbook that is saved is checked, what depends on it is made again, and a page of it that
    is open in the browser shows itself again. Where something is to be mended, the documents stay
    as they were. It runs until you press Ctrl-C.

    For example: spp watch --school oakfield --kind review-summary --open
    """
    from ..selecting import Wanted
    from ..watching import watch as watch_workspace

    place = place_of(context, workspace, folder)
    wanted = Wanted(
        kinds=tuple(kind or ("all",)),
        schools=tuple(school or ()),
        all_schools=not school,
        formats=tuple(part for part in to.split(",") if part.strip()),
        renderer=renderer,
    )
    raise typer.Exit(watch_workspace(place, wanted, opens=opens, port=port))


@app.command("take-back")
def take_back(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The Word document, as somebody edited it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Bring words that were edited in Word back into the workbook.

    It lists each cell with what it said and what the document says now, and after a yes it writes
    them into a copy beside the workbook, as evidence.taken-back.xlsx. The workbook and the document
    stay as they are. What cannot go back is listed: sentences of the kit, new and deleted
    paragraphs, and cells that were changed in the workbook since.

    For example: spp take-back reports/oakfield/review-summary/report.docx
    """
    from ..taking_back import take_back

    no_folder(context, file)
    take_back(workspace, file, yes)


@app.command()
def pseudonymise(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A workbook or CSV file with pupils in it.")],
    column: Annotated[
        str, typer.Option(help="The header of the column that says who a row is about.")
    ] = "",
    keep_mapping: Annotated[
        bool, typer.Option("--keep-mapping", help="Write down who is who as well.")
    ] = False,
    leave_out: Annotated[
        list[str] | None, typer.Option(help="The header of a column that says who somebody is.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="The header of a column that only looks as if it did.")
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Put an id in place of each pupil's number or name in a file.

    The same pupil gets the same id in every file. The file itself is left as it is.
    """
    from ..pseudonymising import pseudonymise_file

    no_folder(context, file)
    pseudonymise_file(workspace, file, column, keep_mapping, keep or (), leave_out or ())
