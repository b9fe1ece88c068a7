"""The commands and their options; what each one does is in a module of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from spp_research import __version__
from spp_research.errors import SPPError
from spp_research.kinds import KINDS

# The commands by the steps of the year, as `spp --help` lists them.
STEPS = {
    "To begin": ("demo", "app", "practise", "init", "add-school", "templates"),
    "Before a project begins": ("draw", "fix-plan"),
    "Through the year": (
        "plan",
        "status",
        "check",
        "check-page",
        "measures",
        "report",
        "watch",
        "take-back",
        "pseudonymise",
    ),
    "To share": ("share", "partner", "site"),
    "When the year is over": ("new-cycle",),
    "When something is wrong": ("doctor",),
}


class BySteps(TyperGroup):
    """Lists the commands in the order in which somebody meets them, each in a whole sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, as the command line's own library asks for it."""
        width = max(len(name) for names in STEPS.values() for name in names)
        for step, names in STEPS.items():
            with formatter.section(step):
                formatter.write_dl(
                    [
                        (name.ljust(width), _first_sentence(self.commands[name].help))
                        for name in names
                    ]
                )


def _first_sentence(text: str | None) -> str:
    paragraph = " ".join((text or "").split("\n\n")[0].split())
    return paragraph if paragraph.endswith(".") else f"{paragraph}."


app = typer.Typer(
    name="spp",
    cls=BySteps,
    help="Reports and a best-practice website for schools that review each other.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help takes a third of the time
    pretty_exceptions_enable=False,  # a traceback is for us, and should be a plain one
    context_settings={"help_option_names": ["-h", "--help"]},
)

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", help="The folder with partnership.xlsx; “example” for the example."
    ),
]
SeveralOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        help="The folder with partnership.xlsx, or a pattern for several such folders.",
    ),
]
FoldersArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FOLDER]...", help="Several such folders, as a shell gives them for a pattern."
    ),
]
SchoolOption = Annotated[
    list[str] | None,
    typer.Option("--school", "-s", help="A school's short name. May be given several times."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
OnOption = Annotated[
    str, typer.Option(metavar="DATE", help="As if it were this day, year first: 2026-10-05.")
]
RendererOption = Annotated[
    str,
    typer.Option(
        help="quarto, pandoc (comes with the kit), or auto: Quarto where it is installed."
    ),
]
HERE = Path()


def _places(context: typer.Context, workspace: Path, folders: list[Path] | None) -> list[Path]:
    """The workspaces that a command was given, be it by one folder, a pattern or several."""
    from .several import places

    source = context.get_parameter_source("workspace")
    return places(workspace, folders or (), source is not None and source.name != "DEFAULT")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"spp {__version__}")
        raise typer.Exit


@app.callback()
def spp(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Reports and a best-practice website for schools that review each other."""


@app.command("app")
def open_pages(
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
    from .opening import open_app

    raise typer.Exit(open_app(workspace, port, browser=browser, shortcut=shortcut))


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
    from .starting import init_workspace

    init_workspace(folder, hub)


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
    from .practising import practise as practise_in

    practise_in(folder, check=check)


@app.command("add-school")
def add_school(
    name: Annotated[str, typer.Argument(help="The school's long name, in quotation marks.")],
    short_name: Annotated[
        str, typer.Option("--short-name", help="For its folder; made from the name if left out.")
    ] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Add a school: its folder, its workbook, the lead's row.

    For example: spp add-school "Oakfield Primary School"
    """
    from .starting import add_school

    add_school(workspace, name, short_name)


@app.command()
def templates(
    folder: Annotated[Path, typer.Argument(help="Where to put the workbooks.")],
) -> None:
    """Write the empty workbooks, ready to be filled in."""
    from .starting import write_templates

    write_templates(folder)


@app.command()
def plan(
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
    from .planning import plan_year

    raise typer.Exit(plan_year(workspace, on, dry_run, json))


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
    from .standing import show_status

    raise typer.Exit(show_status(_places(context, workspace, folders), on, json))


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
    from .checking import check_workbooks

    found = _places(context, workspace, folders)
    raise typer.Exit(check_workbooks(found, tuple(school or ()), json))


@app.command("check-page")
def check_page(
    file: Annotated[Path, typer.Argument(help="The page to write, such as check.html.")],
) -> None:
    """Write a page that checks workbooks in a browser.

    One HTML file that opens by double-click, with nothing installed, and sends nothing anywhere.
    It says what spp check says. Where the kit has none yet it is built, which takes npm.
    """
    from .check_pages import write_check_page

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
    from .measuring import show_measures

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
    from .reporting import make_reports
    from .selecting import Wanted, cluster, split

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
        from .selecting import explain

        raise typer.Exit(explain(folders, wanted, json))
    raise typer.Exit(make_reports(folders, wanted, json, run_report))


@app.command()
def watch(
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
    from .selecting import Wanted
    from .watching import watch as watch_workspace

    wanted = Wanted(
        kinds=tuple(kind or ("all",)),
        schools=tuple(school or ()),
        all_schools=not school,
        formats=tuple(part for part in to.split(",") if part.strip()),
        renderer=renderer,
    )
    raise typer.Exit(watch_workspace(workspace, wanted, opens=opens, port=port))


@app.command("take-back")
def take_back(
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
    from .taking_back import take_back

    take_back(workspace, file, yes)


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
    from .sharing import make_share_files, show_share

    if show:
        show_share(workspace, show, json)
    else:
        found = _places(context, workspace, folders)
        raise typer.Exit(make_share_files(found, tuple(school or ()), json))


@app.command()
def site(
    context: typer.Context,
    folders: FoldersArgument = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what a build would change; change nothing."),
    ] = False,
    renderer: RendererOption = "auto",
    json: JsonOption = False,
    workspace: SeveralOption = HERE,
) -> None:
    """Build the website of the write-ups signed off for everyone.

    Those of closed cycles stay, each on a page of its year, until they are withdrawn or end.
    """
    from .building import make_site

    found = _places(context, workspace, folders)
    raise typer.Exit(make_site(found, renderer, json, dry_run=dry_run))


@app.command()
def pseudonymise(
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
    from .pseudonymising import pseudonymise_file

    pseudonymise_file(workspace, file, column, keep_mapping, keep or (), leave_out or ())


@app.command()
def partner(
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
    from .partnering import ToMake, make_registration, register, show_partners

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


@app.command("new-cycle")
def new_cycle(
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
    surveys are put away in each school's folder, where no run reads them. Nothing is deleted.
    Where documents are not signed yet or threads are open, it says which, and asks first.
    """
    from .cycling import begin_cycle, undo_cycle

    if undo:
        undo_cycle(workspace, cycle, dry_run=dry_run, as_json=json)
    else:
        begin_cycle(workspace, cycle, dry_run=dry_run, as_json=json, yes=yes)


@app.command()
def draw(
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
    from .drawing import Asked, check_certificate, draw_lots

    if check:
        check_certificate(file)
        return
    asked = Asked(school, tuple(outcome or ()), by, within, pair_by, classes, later, reason, column)
    draw_lots(workspace, file, asked)


@app.command("fix-plan")
def fix_plan(
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="The ID of the outcome.")],
    school: Annotated[str, typer.Option("--school", "-s", help="The school's short name.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who settled the plan.")] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Fix the plan of an outcome before anything is measured.

    The impact reflection then lists what was done otherwise.

    For example: spp fix-plan O1 --school oakfield --by "Ann Hill"
    """
    from .fixing import fix_the_plan

    fix_the_plan(workspace, school, outcome, by)


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
    renderer: RendererOption = "auto",
    workers: Annotated[
        int, typer.Option(min=0, help="How many reports to make at once. 0: as many as cores.")
    ] = 0,
) -> None:
    """Try the kit: an example with its reports and its website.

    With --schools, a made-up partnership of that size instead, with nothing made from it yet.
    """
    from .starting import MadeUp, demo_workspace

    if cycles > 1 and not schools:
        raise typer.BadParameter("--cycles goes with --schools: the example has two of its own.")
    raise typer.Exit(demo_workspace(folder, MadeUp(schools or 0, seed, cycles), renderer, workers))


@app.command()
def doctor(json: JsonOption = False, workspace: WorkspaceOption = HERE) -> None:
    """Say what is installed, what is missing and whether it matters."""
    from .doctor import show_health

    raise typer.Exit(show_health(workspace, json))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `SystemExit` with the exit code of the kind of mistake."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console lacks some characters
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="spp")
    except SPPError as error:
        from .showing import plain

        print(plain(error), file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # ours: a traceback, without what a pupils' file may say
        from spp_research.run import tracebacks

        from .showing import plain

        _, trace = tracebacks.of_ours(error)
        print(plain(trace), file=sys.stderr)
        raise SystemExit(1) from None
