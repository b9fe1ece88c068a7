"""The thread from finding to practice: a diagram, or a table where it would not fit, and orphans.

The diagram has a column for each stage and a lane for each thread. What is missing is drawn too,
as an empty box with a broken edge: a gap is what the reader should see first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.phrases import plural
from spp_research.protect.disclosure import Audience, not_personal
from spp_research.schema.vocabulary import FindingKind
from spp_research.school import trace
from spp_research.school.evidence import EvidenceBase, Study
from spp_research.telling import of_study
from spp_research.words.statements import Statement

from .charts import DARK_BLUE, FULL_WIDTH_CM, GREY, INK, Chart, canvas, png, unwrapped, wrap
from .panels import Bullets
from .tables import Table

if TYPE_CHECKING:
    import pandas as pd
from spp_research.words.threads import orphan, still_open, thread_alt, thread_title

STAGES = ("Finding", "Sources", "Action", "How we will know", "Outcome", "Practice")
MOST_LANES = 8  # of the diagram; more are a table

_WIDTHS = (2.75, 1.75, 2.75, 2.75, 2.6, 2.15)  # cm, with the gaps 16 in all
_GAP, _HEAD, _LINE, _PADDED, _APART = 0.25, 0.6, 0.415, 0.14, 0.13  # cm
_LETTER = 0.143  # cm, the mean width of a letter of the chart's text
_SIZE = 8.5
_FEW_LANES = 4  # up to which a box has three lines of words; more lanes have two, or fill a page

_OWN_WORDS = "the school's own words about its own work"
_MISSING = {
    "Finding": "no finding",
    "Sources": "no source",
    "Action": "no action yet",
    "How we will know": "no measure",
    "Outcome": "no outcome yet",
}


@dataclass(frozen=True)
class Box:
    """One box of the diagram: its stage, the lanes it stands beside, and what it says."""

    stage: str
    lanes: tuple[int, ...]
    words: str
    missing: bool = False


@of_study
def trace_chart(study: Study) -> Chart | Table | None:
    """Every thread that an action continues, or should, as a diagram; as a table where it is long.

    None while there is no action.
    """
    drawn = followed(study.base)
    if drawn.empty or study.base.actions.empty:
        return None
    subtitle = say("Each next step and what became of it, {cycle}", cycle=study.partnership.cycle)
    if len(drawn) > MOST_LANES:
        return _table(drawn, subtitle)
    subtitle += "; a box with a broken edge is something that is not there yet"
    boxes = list(boxes_of(drawn))
    lines = 3 if len(drawn) <= _FEW_LANES else 2
    lane = _high(lines) + _APART
    height = _HEAD + lane * len(drawn)
    with canvas(height) as (figure, axes):
        figure.set_layout_engine("none")
        axes.set_position((0, 0, 1, 1))
        axes.set_xlim(0, FULL_WIDTH_CM)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        for left, width, stage in _columns():
            axes.text(left, _HEAD / 2 - 0.05, stage, fontsize=_SIZE, weight="bold", va="center")
            for box in (b for b in boxes if b.stage == stage):
                _draw(axes, box, left, _wrapped(box, width, lines), width, lane)
        _join(axes, boxes, lane)
        picture = png(figure)
    return Chart(
        picture,
        "fig-trace",
        thread_title(drawn),
        subtitle,
        thread_alt(drawn),
        drawn=tuple(
            (
                f"{box.stage}, {plural(len(box.lanes), 'thread')} "
                f"{', '.join(str(lane + 1) for lane in box.lanes)}"
                f"{', missing' if box.missing else ''}",
                unwrapped(_wrapped(box, width, lines)),
            )
            for _, width, stage in _columns()
            for box in boxes
            if box.stage == stage
        ),
    )


def orphans(study: Study) -> Bullets | Statement | None:
    """Every thread that breaks off; for the school itself where in the workbook to take it up.

    None while there are no findings and no actions.
    """
    base = study.base
    if base.findings.empty and base.actions.empty:
        return None
    found = trace.orphans(base)
    if study.rules.audience is Audience.SCHOOL:
        said = [orphan(row) for row in found.itertuples(index=False)]
    else:
        said = list(still_open(found))
    if base.actions.empty and (base.findings["kind"] == FindingKind.NEXT_STEP).any():
        said.append(
            Statement("No action has been planned yet: the improvement workshop is where that is.")
        )
    if not said:
        return Statement("Every thread from a finding to what came of it is whole.")
    return Bullets(said)


def followed(base: EvidenceBase) -> pd.DataFrame:
    """The threads worth following: next steps, and whatever an action goes with."""
    threads = trace.chains(base)
    wanted = (threads["kind"] == FindingKind.NEXT_STEP) | (threads["action_id"] != "")
    return threads[wanted].reset_index(drop=True)


def boxes_of(threads: pd.DataFrame) -> Iterator[Box]:
    """The boxes of the diagram; one that several threads share stands once, beside all of them."""
    lanes = threads.to_dict("records")
    for stage in STAGES:
        shared: dict[Any, list[int]] = {}
        for lane, row in enumerate(lanes):
            if _reaches(stage, row):
                shared.setdefault(_shared_by(stage, row, lane), []).append(lane)
        for beside in shared.values():
            words = _words(stage, lanes[beside[0]])
            yield Box(stage, tuple(beside), words or _MISSING.get(stage, ""), not words)


def _reaches(stage: str, row: Mapping[Any, Any]) -> bool:
    """Whether a thread has a box in a stage: its own, or an empty one where it breaks off."""
    if stage == "Sources":
        return bool(row["finding_id"])
    if stage in ("How we will know", "Outcome"):
        return bool(row["action_id"])
    return stage != "Practice" or bool(row["practice_id"])  # not every outcome becomes a practice


def _shared_by(stage: str, row: Mapping[Any, Any], lane: int) -> tuple[str, str, int]:
    """What tells the boxes of a stage apart: the finding, then the action, then the lane."""
    finding = row["finding_id"] or f"no finding: {row['action_id']}"
    return {
        "Finding": (finding, "", 0),
        "Sources": (finding, "", 0),
        "Action": (finding, row["action_id"], 0),
        "How we will know": (finding, row["action_id"], 0),
    }.get(stage, (finding, row["action_id"], lane))


def _words(stage: str, row: Mapping[Any, Any]) -> str:
    """What a box says: the ID and a few words; empty where there is nothing."""
    if stage == "Sources":
        pieces = len(row["evidence_ids"])
        kinds = len(row["sources"])
        if not pieces:
            return ""
        return f"{pieces} {plural(pieces, 'piece')} of {kinds} {plural(kinds, 'kind')}"
    if stage == "How we will know":
        return row["success_measure"]
    name, column = {
        "Finding": ("finding_id", "finding"),
        "Action": ("action_id", "action"),
        "Outcome": ("outcome_id", "outcome"),
        "Practice": ("practice_id", "practice"),
    }[stage]
    return f"{row[name]} {row[column]}" if row[name] else ""


def _columns() -> Iterator[tuple[float, float, str]]:
    left = 0.0
    for stage, width in zip(STAGES, _WIDTHS, strict=True):
        yield left, width, stage
        left += width + _GAP


def _high(lines: int) -> float:
    """How high a box of so many lines is, in centimetres."""
    return _LINE * lines + _PADDED


def _middle(box: Box, lane: float) -> float:
    return _HEAD + lane * (sum(box.lanes) / len(box.lanes) + 0.5)


def _draw(axes: Any, box: Box, left: float, text: str, width: float, lane: float) -> None:
    from matplotlib.patches import FancyBboxPatch

    high = _high(text.count("\n") + 1)
    axes.add_patch(
        FancyBboxPatch(
            (left + 0.05, _middle(box, lane) - high / 2),
            width - 0.1,
            high,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="white",
            edgecolor=GREY if box.missing else DARK_BLUE,
            linestyle="--" if box.missing else "-",
            linewidth=1,
            zorder=2,
        )
    )
    axes.text(
        left + 0.13,
        _middle(box, lane),
        text,
        fontsize=_SIZE,
        style="italic" if box.missing else "normal",
        color=GREY if box.missing else INK,
        va="center",
        linespacing=0.95,
        zorder=3,
    )


def _wrapped(box: Box, width: float, lines: int) -> str:
    return wrap(box.words, int((width - 0.2) / _LETTER), lines)


def _join(axes: Any, boxes: list[Box], lane: float) -> None:
    """A line from each box to those of the next stage that stand beside the same lane."""
    columns = list(_columns())
    for (left, width, stage), (start, _, after) in pairwise(columns):
        for box in (b for b in boxes if b.stage == stage):
            for other in (b for b in boxes if b.stage == after and {*b.lanes} & {*box.lanes}):
                end, turn = left + width - 0.05, start - _GAP / 2
                axes.plot(
                    [end, turn, turn, start + 0.05],
                    [_middle(box, lane)] * 2 + [_middle(other, lane)] * 2,
                    color=GREY,
                    linewidth=0.9,
                    linestyle="--" if other.missing else "-",
                    zorder=1,
                )


def _table(threads: pd.DataFrame, subtitle: str) -> Table:
    import pandas as pd

    rows = threads.to_dict("records")
    frame = pd.DataFrame(
        {
            "Sources": [", ".join(row["evidence_ids"]) or "none" for row in rows],
            "Action": [_short(row["action_id"], row["action"]) for row in rows],
            "How we will know": [_short("", row["success_measure"]) for row in rows],
            "Outcome": [_short(row["outcome_id"], row["outcome"]) for row in rows],
            "Practice": [_short(row["practice_id"], row["practice"]) for row in rows],
        },
        index=pd.Index([_short(row["finding_id"], row["finding"]) for row in rows], name="Finding"),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-trace",
        thread_title(threads),
        subtitle,
        widths=(20, 12, 19, 19, 16, 14),
    )


def _short(name: str, words: str) -> str:
    """An ID and the first words of a text, for a cell."""
    from textwrap import shorten

    return " ".join(filter(None, (name, shorten(words, 60, placeholder=" …")))) or "–"
