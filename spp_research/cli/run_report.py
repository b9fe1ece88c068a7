"""What a run did, for whoever comes later: `reports/run.json`, and the same as a page.

In a workspace it is written only by a run that had something to make there, so that the page tells
of the last of those. Whoever runs many workspaces can have one about all of them.
"""

from __future__ import annotations

import json
import os
import platform
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from spp_research import __version__
from spp_research.catalogue import speaking
from spp_research.errors import ConfigurationError
from spp_research.kinds import file_called
from spp_research.publish.placing import writing
from spp_research.publish.renderers import Renderer
from spp_research.run import kernels
from spp_research.run.jobs import NOT_STARTED, NOTHING_TO_SAY, Outcome
from spp_research.school.lacking import Lacking
from spp_research.settings import read_settings
from spp_research.whole_files import write_whole
from spp_research.words.lacking import in_short, still_says_signed
from spp_research.workspace import Workspace

from .following import without_words

JSON, PAGE, FRONT = "run.json", "run.html", "index.html"
_SIGNS = ("<title>Run of ", "<h1>What the run did</h1>")  # by which a page of ours is known
_SLOWEST = 10
_TEMPLATE = Path(__file__).with_name("run_report.html")


@dataclass(frozen=True)
class Run:
    """What all the workspaces of a run have in common.

    Parameters
    ----------
    began : when it began, in seconds since 1970.
    interrupted : whether it was stopped before it had finished.
    where : the address of the cluster that made the reports; empty for this computer.
    """

    renderer: Renderer
    began: float
    interrupted: bool = False
    where: str = ""


def write(workspace: Workspace | None, outcomes: Sequence[Outcome], run: Run) -> None:
    """Write down what a run did in one workspace, if it did anything."""
    idle = ("unchanged", NOTHING_TO_SAY)
    if workspace is None or not any(o.state not in idle or o.seconds for o in outcomes):
        return
    folder = workspace.root / "reports"
    with speaking(read_settings(workspace.settings_file).catalogue):
        facts = gathered({"": outcomes}, run, folder)
    with writing(folder):
        _put(folder, facts, workspace.root.name, workspace.style, front=True)


def write_together(
    folder: Path,
    outcomes: Mapping[str, Sequence[Outcome]],
    refused: Mapping[str, str],
    run: Run,
    style: Path,
) -> None:
    """Write down what a run did in all its workspaces, in a folder outside of them.

    Parameters
    ----------
    outcomes : of each workspace, by its name.
    refused : why nothing could be done in a workspace, by its name.
    style : a folder with the stylesheet of the reports.

    Raises
    ------
    ConfigurationError
        When the folder cannot be written.
    """
    refuse_others(folder)
    told = [
        {"workspace": name, "reason": without_words(reason)} for name, reason in refused.items()
    ]
    facts = gathered(outcomes, run, folder) | {"refused": told}
    with writing(folder):
        number = len(outcomes) + len(refused)
        _put(folder, facts, f"{number} folder{'s' * (number != 1)}", style)


def refuse_others(folder: Path) -> None:
    """Stop where a file that the kit did not write has the name of one of these.

    Raises
    ------
    ConfigurationError
        Naming it. Nothing was written.
    """
    for name in (JSON, PAGE):
        path = folder / name
        if (path.exists() or path.is_symlink()) and not _is_ours(path):
            raise ConfigurationError(
                f"{path}: the kit did not make this file, and the page about the run needs its "
                "name. Give --run-report another folder, or move the file away."
            )


def _is_ours(path: Path) -> bool:
    """Whether a run before this one wrote the file."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        text = path.read_text(encoding="utf-8")
        if path.name == PAGE:
            return all(sign in text for sign in _SIGNS)
        facts = json.loads(text)
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and {"began", "kit", "made", "failed"} <= facts.keys()


def gathered(outcomes: Mapping[str, Sequence[Outcome]], run: Run, folder: Path) -> dict[str, Any]:
    """What there is to say of a run, without a word of a workbook.

    Parameters
    ----------
    outcomes : by the name of the workspace; one without a name is not named.
    folder : where it is written down, from which what was made is linked to.
    """
    everything = [(name, outcome) for name, each in outcomes.items() for outcome in each]
    counts = Counter(outcome.state for _, outcome in everything)
    steps: Counter[str] = Counter()
    for _, outcome in everything:
        steps.update(outcome.seconds)
    made = [
        _told(name, outcome) | {"files": _links(outcome, folder)}
        for name, outcome in everything
        if outcome.state == "made"
    ]
    return {
        "began": datetime.fromtimestamp(run.began).isoformat(timespec="seconds"),
        "seconds": round(time.time() - run.began, 1),
        "interrupted": run.interrupted,
        "made": counts["made"],
        "unchanged": counts["unchanged"],
        "failed": counts["failed"],
        "not_started": counts[NOT_STARTED],
        "nothing_to_say": counts[NOTHING_TO_SAY],
        "engine": f"a cluster at {run.where}" if run.where else kernels.engine(),
        "renderer": run.renderer.version,
        "kit": __version__,
        "python": platform.python_version(),
        "steps": {step: round(seconds, 1) for step, seconds in steps.items()},
        "slowest": sorted(made, key=lambda one: -one["seconds"])[:_SLOWEST],
        "failures": [
            _told(name, outcome) | {"reason": _failed(outcome)}
            for name, outcome in everything
            if outcome.state == "failed"
        ],
        "reports": made,
        "missing": [
            _named(name, outcome) | {"reason": _lacks(outcome)}
            for name, outcome in everything
            if outcome.state == NOTHING_TO_SAY
        ],
    }


def _lacks(outcome: Outcome) -> str:
    """What is missing, and whether a signed one was taken away for it."""
    short, gone = in_short(Lacking(outcome.lacking)), still_says_signed()
    return f"{short} {gone}" if outcome.reason.endswith(gone) else short


def _failed(outcome: Outcome) -> str:
    """Why it could not be made, and whether a signed one was taken away for it."""
    gone = still_says_signed()
    said = without_words(outcome.reason.removesuffix(gone).rstrip())
    return f"{said} {gone}" if outcome.reason.endswith(gone) else said


def _named(workspace: str, outcome: Outcome) -> dict[str, Any]:
    kind = outcome.job.kind
    named = {"school": outcome.job.school, "kind": kind.name, "title": kind.title}
    return ({"workspace": workspace} if workspace else {}) | named


def _told(workspace: str, outcome: Outcome) -> dict[str, Any]:
    return _named(workspace, outcome) | {
        "seconds": round(sum(outcome.seconds.values()), 1),
        "steps": dict(outcome.seconds),
    }


def _links(outcome: Outcome, folder: Path) -> dict[str, str]:
    """The address of each file that was made, by its name, from a page in a folder."""
    return {path.name: _address(path, folder) for path in outcome.files}


def _address(path: Path, folder: Path) -> str:
    try:
        return quote(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # on another drive of Windows
        return path.as_uri()


def _put(
    folder: Path, facts: Mapping[str, Any], whose: str, style: Path, *, front: bool = False
) -> None:
    write_whole(folder / JSON, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / PAGE, _page(facts, whose, stylesheet(style, folder), front=front))


def _page(facts: Mapping[str, Any], whose: str, css: str, *, front: bool) -> str:
    """The same as a page, in the look of the reports.

    Parameters
    ----------
    front : whether the front page lies beside it.
    """
    template = page_template(_TEMPLATE)
    began = datetime.fromisoformat(facts["began"])
    return template.render(
        facts,
        called=file_called,
        front=FRONT if front else "",
        whose=whose,
        on=f"{began.day} {began:%B %Y} at {began:%H:%M}",
        took=in_words(facts["seconds"]),
        css=css,
    )


def load() -> None:
    """Prepare the page, so that whoever waits for a run need not wait for that as well."""
    page_template(_TEMPLATE)


@cache
def page_template(path: Path) -> Any:
    """A page of this room, prepared once for as long as the program runs."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(path.read_text(encoding="utf-8"))


def in_words(seconds: float) -> str:
    """A duration such as "1 hour 5 minutes" or "12 seconds"."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    parts = [(hours, "hour"), (minutes, "minute"), (whole % 60 if whole < 600 else 0, "second")]
    said = [f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number]
    return " ".join(said) or "less than a second"


def stylesheet(style: Path, folder: Path) -> str:
    """The stylesheet of the reports, with its fonts where they lie, if they lie beside."""
    text = (style / "spp.css").read_text(encoding="utf-8")
    if style.parent == folder:
        return text.replace('url("fonts/', f'url("{style.name}/fonts/')
    return re.sub(r"@font-face \{[^}]*\}\n?", "", text)
