"""What a run did, for whoever comes later: `reports/run.json`, and the same as a page.

Written only by a run that had something to make, so that the page tells of the last of those.
"""

from __future__ import annotations

import json
import platform
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from spp_research import __version__
from spp_research.publish.renderers import Renderer
from spp_research.run import kernels
from spp_research.run.jobs import KINDS, Outcome
from spp_research.workspace import Workspace

from .following import without_words

JSON, PAGE = "run.json", "run.html"
_SLOWEST = 10
_TEMPLATE = Path(__file__).with_name("run_report.html")


def write(
    workspace: Workspace | None,
    outcomes: Sequence[Outcome],
    renderer: Renderer,
    began: float,
    interrupted: bool,
    where: str = "",
) -> None:
    """Write down what a run did in one workspace, if it did anything.

    Parameters
    ----------
    began : when the run began, in seconds since 1970.
    where : the address of the cluster that made the reports; empty for this computer.
    """
    if workspace is None or not any(o.state != "unchanged" or o.seconds for o in outcomes):
        return
    facts = gathered(outcomes, renderer, began, interrupted, where)
    folder = workspace.root / "reports"
    _replace(folder / JSON, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    _replace(folder / PAGE, page(facts, workspace))


def gathered(
    outcomes: Sequence[Outcome], renderer: Renderer, began: float, interrupted: bool, where: str
) -> dict[str, Any]:
    """What there is to say of a run, without a word of a workbook."""
    counts = Counter(outcome.state for outcome in outcomes)
    looked_at = [outcome for outcome in outcomes if outcome.seconds]
    steps: Counter[str] = Counter()
    for outcome in looked_at:
        steps.update(outcome.seconds)
    made = [_told(outcome) for outcome in outcomes if outcome.state == "made"]
    return {
        "began": datetime.fromtimestamp(began).isoformat(timespec="seconds"),
        "seconds": round(time.time() - began, 1),
        "interrupted": interrupted,
        "made": counts["made"],
        "unchanged": counts["unchanged"],
        "failed": counts["failed"],
        "engine": f"a cluster at {where}" if where else kernels.engine(),
        "renderer": renderer.version,
        "kit": __version__,
        "python": platform.python_version(),
        "steps": {step: round(seconds, 1) for step, seconds in steps.items()},
        "slowest": sorted(made, key=lambda one: -one["seconds"])[:_SLOWEST],
        "failures": [
            _told(outcome) | {"reason": without_words(outcome.reason)}
            for outcome in outcomes
            if outcome.state == "failed"
        ],
        "reports": made,
    }


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "school": outcome.job.school,
        "kind": outcome.job.kind,
        "seconds": round(sum(outcome.seconds.values()), 1),
        "steps": dict(outcome.seconds),
    }


def page(facts: Mapping[str, Any], workspace: Workspace) -> str:
    """The same as a page, in the look of the reports."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    began = datetime.fromisoformat(facts["began"])
    return template.render(
        facts,
        kinds={kind.name: kind.title for kind in KINDS.values()},
        workspace=workspace.root.name,
        on=f"{began.day} {began:%B %Y} at {began:%H:%M}",
        took=in_words(facts["seconds"]),
        css=_css(workspace),
    )


def in_words(seconds: float) -> str:
    """A duration such as "1 hour 5 minutes" or "12 seconds"."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    parts = [(hours, "hour"), (minutes, "minute"), (whole % 60 if whole < 600 else 0, "second")]
    said = [f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number]
    return " ".join(said) or "less than a second"


def _css(workspace: Workspace) -> str:
    """The stylesheet of the reports, with its fonts where they lie, if they lie beside."""
    text = (workspace.style / "spp.css").read_text(encoding="utf-8")
    if workspace.style.parent == workspace.root / "reports":
        return text.replace('url("fonts/', f'url("{workspace.style.name}/fonts/')
    return re.sub(r"@font-face \{[^}]*\}\n?", "", text)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)
