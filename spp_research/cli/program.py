"""The program `spp`: its steps, and the options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from spp_research import __version__

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
        "new-notebook",
        "watch",
        "take-back",
        "finish",
        "pseudonymise",
    ),
    "To share": ("share", "partner", "site", "extension"),
    "When the year is over": ("new-cycle",),
    "To read, and when something is wrong": ("docs", "doctor"),
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
FolderArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="The folder, which --workspace says as well."),
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
        help="quarto, pandoc (comes with the kit), or auto: Quarto where _quarto.yml is your own."
    ),
]
HERE = Path()


def places_of(context: typer.Context, workspace: Path, folders: list[Path] | None) -> list[Path]:
    """The workspaces that a command was given, be it by one folder, a pattern or several."""
    from .school_given import refuse_as_folder
    from .several import places

    source = context.get_parameter_source("workspace")
    refuse_as_folder(context.info_name or "", workspace, folders or ())
    return places(workspace, folders or (), source is not None and source.name != "DEFAULT")


def place_of(context: typer.Context, workspace: Path, folder: Path | None) -> Path:
    """The one folder that a command was given, as a word of its own or by --workspace.

    Raises
    ------
    typer.BadParameter
        When both were given, and are two.
    """
    from .school_given import refuse_as_folder

    if folder is None:
        return workspace
    refuse_as_folder(context.info_name or "", workspace, [folder])
    source = context.get_parameter_source("workspace")
    given = source is not None and source.name != "DEFAULT"
    if given and workspace.expanduser().resolve() != folder.expanduser().resolve():
        raise typer.BadParameter(
            f"spp {context.info_name} works in one folder, and two were given: {folder}, and "
            f"{workspace} with --workspace. Leave out one of them."
        )
    return folder


def no_folder(context: typer.Context, *words: Path | str | None) -> None:
    """Stop where a word that should be something else is the folder to work in.

    Raises
    ------
    typer.BadParameter
        When it is; it says how to give it.
    """
    from spp_research.workspace import Workspace

    for word in words:
        if word and Workspace(Path(word).expanduser().absolute()).lead_file.is_file():
            raise typer.BadParameter(
                f"{word} is the folder of a partnership, and stands where spp "
                f"{context.info_name} takes something else. Give it with --workspace: spp "
                f"{context.info_name} --workspace {word}"
            )


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
