"""`spp report` in a closed cycle: its documents drawn again from what was kept, never worked out.

They are put into a folder of their own, `again`, so that the closed cycle stays as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spp_research.catalogue import speaking
from spp_research.errors import ConfigurationError, EvidenceError, SPPError
from spp_research.intake import read_workbook
from spp_research.kinds import ReportKind
from spp_research.partnership.closed_cycles import AGAIN, ClosedCycle, closed_cycles
from spp_research.partnership.lead_workbook import listed_schools
from spp_research.protect.sign_off import AUDIENCES
from spp_research.publish.kept import documents_of
from spp_research.publish.placing import replacing, scratch_folder, writing
from spp_research.publish.renderers import Renderer, choose
from spp_research.publish.signing import is_to_reuse
from spp_research.publish.still_signed import standing_of
from spp_research.run.jobs import PARTNERSHIP, formats_of, kinds_of, one_of
from spp_research.schema import PARTNERSHIP as LEADS
from spp_research.settings import read_settings
from spp_research.workspace import EXAMPLE, Workspace, safe_slug

from . import showing
from .selecting import Wanted
from .showing import plain

_NOTHING = "no text of it for this audience was kept whole"
SIGNED, DRAFT, NOT_KEPT = "signed", "draft", "not kept"


@dataclass(frozen=True)
class Drawn:
    """What became of one document.

    Parameters
    ----------
    school : its short name, or "partnership".
    state : signed, draft or not kept.
    why : why it is a draft, or was not drawn.
    """

    school: str
    kind: ReportKind
    audience: str
    state: str
    why: str = ""
    files: tuple[Path, ...] = ()


def is_closed(folder: Path) -> bool:
    """Whether a folder is that of a cycle that was closed."""
    return str(folder) != EXAMPLE and Workspace(folder.expanduser().resolve()).is_closed


def draw_again(folder: Path, wanted: Wanted, as_json: bool) -> int:
    """Draw the documents of a closed cycle again, say what came of it, and return the exit code.

    Raises
    ------
    ConfigurationError
        When the folder does not lie in its partnership's, or there is no such school or kind.
    """
    with showing.status("Documents"):
        closed, drawn = drawn_again(folder, wanted)
    if as_json:
        showing.print_json({"cycle": closed.name, "documents": [_as_json(one) for one in drawn]})
    else:
        _show(closed, drawn, by_name=bool(wanted.schools))
    there = any(one.files for one in drawn)
    return 0 if there or not wanted.schools else EvidenceError.exit_code


def drawn_again(
    folder: Path, wanted: Wanted, stopped: Callable[[], bool] = lambda: False
) -> tuple[ClosedCycle, list[Drawn]]:
    """Draw the documents of a closed cycle again; what became of each.

    Parameters
    ----------
    folder : of the closed cycle, in its partnership's.
    wanted : which documents of which schools.
    stopped : asked before each document whether somebody wants it to end.

    Raises
    ------
    ConfigurationError
        As `draw_again`.
    """
    place = Workspace(folder.expanduser().resolve())
    partnership = Workspace(place.root.parent.parent)
    closed = next(
        (one for one in closed_cycles(partnership) if one.workspace.root == place.root), None
    )
    if closed is None or not partnership.partnership_file.is_file():
        raise ConfigurationError(
            f"{folder}: this is a cycle that was closed, away from its partnership’s folder, so "
            "nobody can say what has been withdrawn since. Run this in the folder cycles of the "
            "partnership."
        )
    renderer, formats = choose(wanted.renderer, partnership.root), _formats(wanted, place)
    drawn = []
    with writing(place.root):
        for school, kind in _asked_for(closed, wanted):
            if stopped():
                break
            drawn.append(
                _draw(partnership, closed, school, kind, wanted.audience, formats, renderer)
            )
    return closed, drawn


def _asked_for(closed: ClosedCycle, wanted: Wanted) -> Iterator[tuple[str, ReportKind]]:
    kinds = [kind for kind in kinds_of(wanted.kinds, closed.workspace) if not kind.hub]
    reading = read_workbook(closed.workspace.partnership_file, LEADS)
    schools = [safe_slug(school.slug) for school in listed_schools(reading)]
    if unknown := [school for school in wanted.schools if school not in schools]:
        raise ConfigurationError(
            f"“{unknown[0]}” was not a school of {closed.name}. Its schools were: "
            f"{', '.join(schools)}."
        )
    for school in wanted.schools or schools:
        yield from ((school, kind) for kind in kinds if kind.per_school)
    if not wanted.schools:
        yield from ((PARTNERSHIP, kind) for kind in kinds if not kind.per_school)


def _formats(wanted: Wanted, place: Workspace) -> tuple[str, ...]:
    return formats_of(wanted.formats or read_settings(place.settings_file).formats)


def _draw(
    partnership: Workspace,
    closed: ClosedCycle,
    school: str,
    kind: ReportKind,
    audience: str,
    formats: Sequence[str],
    renderer: Renderer,
) -> Drawn:
    from spp_research.publish import handouts

    audience = one_of(audience.lower() or kind.audience, AUDIENCES, "audience", "audiences")
    slug = school if kind.per_school else ""
    try:
        stands = standing_of(partnership, closed, slug, kind.title, audience)
        kept = stands.kept or next(
            (one for one in documents_of(closed, slug, kind) if one.audience == audience), None
        )
        if kept is None:
            return Drawn(school, kind, audience, NOT_KEPT, _NOTHING)
        line = stands.line if stands.kept else None
        target = closed.workspace.root / AGAIN / school / f"{kind.name}-{audience}"
        here = read_settings(closed.workspace.settings_file).speech(kind.name)
        with speaking(here), scratch_folder(keep=False) as scratch, replacing(target) as new:
            made = scratch / "report"
            made.mkdir()
            kept.put_into(made, line, stands.why)
            style = closed.workspace.style
            drawn = [*renderer.render(made, formats, style).values()]
            drawn += handouts.make(made, kind.files(formats), style)
            new.mkdir()
            for path in drawn:
                (new / path.name).write_bytes(path.read_bytes())
            for name in filter(is_to_reuse, kept.files):
                if not (made / name).is_file():
                    continue
                (new / name).parent.mkdir(exist_ok=True)
                (new / name).write_bytes((made / name).read_bytes())
    except SPPError as error:
        return Drawn(school, kind, audience, NOT_KEPT, str(error))
    files = tuple(target / path.name for path in drawn)
    return Drawn(school, kind, audience, SIGNED if line else DRAFT, stands.why, files)


def _as_json(one: Drawn) -> dict[str, object]:
    return {
        "school": one.school,
        "kind": one.kind.name,
        "audience": one.audience,
        "state": one.state,
        "why": one.why,
        "files": [str(path) for path in one.files],
    }


def _show(closed: ClosedCycle, drawn: Sequence[Drawn], *, by_name: bool) -> None:
    for one in drawn:
        if one.files:
            print(plain(f"{told(one)}. {showing.shown(one.files[0].parent)}"))
    print(summary(closed, drawn), file=sys.stderr)
    for line in not_drawn(drawn, by_name=by_name):
        print(plain(f"  {line}"), file=sys.stderr)


def told(one: Drawn) -> str:
    """What a document is that was drawn again; no full stop, as its place may follow."""
    what = f"{one.school}, {one.kind.named}, for the {one.audience} audience"
    return f"{what}: {'as it was signed off' if one.state == SIGNED else f'a draft, {one.why}'}"


def summary(closed: ClosedCycle, drawn: Sequence[Drawn]) -> str:
    """How many documents were kept."""
    made = sum(one.state != NOT_KEPT for one in drawn)
    return (
        f"{made} of {len(drawn)} documents of {closed.name} were kept, and are drawn again from "
        "what was kept; nothing was worked out again."
    )


def not_drawn(drawn: Sequence[Drawn], *, by_name: bool) -> Iterator[str]:
    """Why documents were not drawn; that nothing of one was kept only if it was asked for."""
    for one in drawn:
        if one.state == NOT_KEPT and (by_name or one.why != _NOTHING):
            yield f"{one.school}, {one.kind.named}: {one.why}"
