"""How far each document of a workspace is: the one answer that every list of them gives.

The front page, `spp status` and whoever asks next say the same of a document because they ask here.
What a finished document says of itself is believed; whether it still stands is looked at again.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache as once
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.kinds import NUMBERS, ReportKind
from spp_research.phrases import listed, plural, sentence, small
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import AUDIENCES
from spp_research.protect.signatures import same_key
from spp_research.run import cache, looks, opened
from spp_research.run.freshness import INDEX, Index
from spp_research.run.jobs import Job, file_names
from spp_research.run.looks import Look, Looks
from spp_research.school.lacking import Lacking
from spp_research.settings import read_settings
from spp_research.words.lacking import do_not_hand_out, in_short, stands_no_longer
from spp_research.workspace import Workspace, safe_slug

from .signing import rows_of


class State(StrEnum):
    """How far a document is."""

    SIGNED = "signed"
    CHANGED = "changed since it was signed"
    DRAFT = "draft"
    NOT_MADE = "not made yet"
    NOTHING_TO_SAY = "nothing to say yet"
    NOT_STARTED = "not started"
    HELD_BACK = "something to mend"
    ELSEWHERE = "no workbook here"


# What a list says of each state, and the sentence about a document that is not there.
LABELS: Mapping[State, str] = {
    State.SIGNED: "Signed off",
    State.CHANGED: "Changed since it was signed off",
    State.DRAFT: "Draft",
    State.NOT_MADE: "Not made yet",
    State.NOTHING_TO_SAY: "Nothing to say yet",
    State.NOT_STARTED: "Not started",
    State.HELD_BACK: "Something to mend first",
    State.ELSEWHERE: "No workbook here",
}

_MOST_NAMED = 12  # schools in a sentence
THERE = (State.SIGNED, State.CHANGED, State.DRAFT)  # of a document that can be opened
_OF_LOOK = {
    looks.READY: State.NOT_MADE,
    looks.NOT_STARTED: State.NOT_STARTED,
    looks.FAULTS: State.HELD_BACK,
    looks.NO_WORKBOOK: State.ELSEWHERE,
}


@dataclass(frozen=True)
class Document:
    """One document, made or not.

    Parameters
    ----------
    school : the school's short name; "partnership" or "hub" for one about all of them.
    whose : the long name of the school, the partnership or the hub.
    kind : of document.
    state : how far it is.
    title : of one that is there, as its first page has it.
    audience : who one that is there is for: school, partnership or public; empty if not known.
    signed : who signed it off and when, as its first page says; of one that is signed.
    made_on : the day that it bears.
    files : what each is called to a reader, and its path within the folder of reports.
    lacking : what is missing for it to have something to say. Of one that is there: what has been
        taken out since it was made.
    why : why it is a draft although it has a sign-off; it may quote names and days.
    older : whether what it is made from has changed since it was made, or nobody can tell.
    why_older : what of it, the first half of a sentence; empty where it is plain.
    ended : whether the sign-off that it bears stands no longer.
    says_signed : whether its own first page says that it is signed off.
    held : whether its workbook has faults, so that no draft can take its place.
    by_hand : what those of its files are called that somebody changed after they were made.
    partnership : whose it is part of, as its first page says.
    """

    school: str
    whose: str
    kind: ReportKind
    state: State
    title: str = ""
    audience: str = ""
    signed: str = ""
    made_on: date | None = None
    files: tuple[tuple[str, str], ...] = ()
    lacking: Lacking | None = None
    why: str = ""
    older: bool = False
    why_older: str = ""
    ended: bool = False
    says_signed: bool = False
    held: bool = False
    by_hand: tuple[str, ...] = ()
    partnership: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it can be opened."""
        return self.state in THERE


def documents_of(workspace: Workspace, known: Looks | None = None) -> tuple[Document, ...]:
    """Every document of a workspace: those about all the schools first, then school by school.

    In a closed cycle only what was made is named, as it says itself: nothing is made there.

    Parameters
    ----------
    known : the looks at the schools' workbooks, where a run has them already.
    """
    seen = known or Looks(workspace, Index(workspace.root / "reports" / INDEX))
    hashed: Callable[[str], str] = once(lambda name: cache.file_hash(workspace.root / name))
    names = {} if workspace.is_hub else dict(seen.schools())
    for folder in _folders(workspace, names):
        names[folder] = ""

    def shared_otherwise() -> list[str]:
        from .share_folder import shared_otherwise  # which loads all that is shared of a school

        return shared_otherwise(workspace)

    shared: Callable[[], list[str]] = once(shared_otherwise)
    return tuple(_documents(workspace, names, seen, _Now(hashed, shared)))


@dataclass(frozen=True)
class _Now:
    """What documents are held against: the hash of a file by its name, and changed shares."""

    hashed: Callable[[str], str]
    shared_otherwise: Callable[[], list[str]]


def _documents(
    workspace: Workspace, names: Mapping[str, str], seen: Looks, now: _Now
) -> Iterator[Document]:
    kinds = workspace.kinds.values()
    for kind in kinds:
        if not kind.per_school and kind.hub == workspace.is_hub:
            there = _finished(workspace, kind.about_all, kind, now)
            if there or not workspace.is_closed:
                yield there or Document(kind.about_all, "", kind, State.NOT_MADE)
    for school, name in names.items():
        for kind in (kind for kind in kinds if kind.per_school):
            there = _finished(workspace, school, kind, now, name)
            if workspace.is_closed or not name:  # what is not on the lead's list is not made
                if there:
                    yield there
                continue
            look = seen.of(school)
            own = looks.says_itself(workspace.notebook_of(kind))
            yield (
                _with_look(there, look, own)
                if there
                else _to_come(workspace, school, name, kind, look, own)
            )


def _folders(workspace: Workspace, known: Mapping[str, str]) -> list[str]:
    """Folders of reports of schools that are not on the lead's list, such as one that has left."""
    folder = workspace.root / "reports"
    there = (
        sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    )
    about_all = {kind.about_all for kind in workspace.kinds.values() if not kind.per_school}
    return [
        name for name in there if name not in known and name not in about_all and _is_slug(name)
    ]


def _is_slug(name: str) -> bool:
    try:
        return safe_slug(name) == name
    except ConfigurationError:
        return False


def _to_come(
    workspace: Workspace, school: str, name: str, kind: ReportKind, look: Look, own: bool
) -> Document:
    what = None if own else look.lacks.get(kind.name)
    state = State.NOTHING_TO_SAY if what else _OF_LOOK[look.state]
    if state is State.ELSEWHERE and not workspace.share_file(school).is_file():
        state = State.NOT_STARTED  # neither a workbook nor anything that was made of one
    return Document(school, name, kind, state, lacking=what)


def _with_look(there: Document, look: Look, own: bool) -> Document:
    """A document that is there, beside what its workbook has today."""
    what = None if own else look.lacks.get(there.kind.name)
    if what is None:
        return replace(there, held=look.state == looks.FAULTS)
    # What was read is no longer in the workbook, so the signature is of something that is gone.
    state = State.CHANGED if there.state is State.SIGNED else there.state
    return replace(there, state=state, lacking=what)


def _finished(
    workspace: Workspace,
    school: str,
    kind: ReportKind,
    now: _Now,
    name: str = "",
) -> Document | None:
    """The document as a run left it; None where there is none, or half of one."""
    place = workspace.root / "reports" / school / kind.name
    if not (place / "report.qmd").is_file():
        return None
    manifest, facts = cache.read_manifest(place), _front_matter(place / "report.qmd")
    files = tuple(
        (kind.called(name), f"{school}/{kind.name}/{name}")
        for name in (*file_names(kind), NUMBERS)
        if (place / name).is_file()
    )
    try:
        made_on = date.fromisoformat(manifest["made_on"])
    except (KeyError, TypeError, ValueError):
        return None
    if not files:
        return None
    spp = facts.get("spp")
    about: dict[str, object] = spp if isinstance(spp, dict) else {}
    why_older = "" if workspace.is_closed else _why_older(workspace, school, kind, manifest, now)
    older = not workspace.is_closed and (bool(why_older) or _is_older(manifest, now.hashed))
    signature = manifest.get("signature")
    signature = signature if isinstance(signature, dict) else {}
    # Whatever is not known to be signed off is a draft, and a text that says so by itself is not.
    signed = about.get("draft") is False and signature.get("state", "signed") == "signed"
    by_hand = tuple(map(kind.called, cache.changed_by_hand(place, file_names(kind))))
    why = "" if signed else str(signature.get("why") or signature.get("unsigned") or "")
    ended = signed and not workspace.is_closed
    ended = ended and not _stands(workspace, school, kind, manifest, signature, older=older)
    state = State.SIGNED if signed and not ended else State.DRAFT
    if not signed and (signature.get("changed") or "changed since" in why):
        state = State.CHANGED
    if state is State.SIGNED and by_hand:
        state = State.CHANGED
    return Document(
        school,
        name or _plain(facts.get("subtitle")) or school,
        kind,
        state,
        title=_plain(facts.get("title")),
        audience=str(manifest.get("audience") or ""),
        signed=_plain(about.get("status")) if state is State.SIGNED else "",
        made_on=made_on,
        files=files,
        why=why,
        older=older,
        why_older=why_older,
        ended=ended,
        says_signed=signed,
        by_hand=by_hand,
        partnership=_plain(facts.get("author")),
    )


def _is_older(manifest: Mapping[str, object], hashed: Callable[[str], str]) -> bool:
    """Whether a file that a document may name as its input is another one today."""
    inputs = manifest.get("inputs")
    entries = inputs if isinstance(inputs, list) else []
    return any(
        isinstance(one, dict) and hashed(str(one.get("name"))) != one.get("hash") for one in entries
    )


def _why_older(
    workspace: Workspace,
    school: str,
    kind: ReportKind,
    manifest: Mapping[str, object],
    now: _Now,
) -> str:
    """What of it is known to be another, besides the files that it names."""
    audience = str(manifest.get("audience") or kind.audience)
    job = Job(str(workspace.root), kind, school, audience)
    if why := opened.not_current(job):
        return why
    if kind.partners and not workspace.is_hub and (those := now.shared_otherwise()):
        return f"What {listed(those)} {plural(len(those), 'shares', 'share')} has changed since"
    return ""


def _stands(
    workspace: Workspace,
    school: str,
    kind: ReportKind,
    manifest: Mapping[str, object],
    signature: Mapping[str, object],
    *,
    older: bool,
) -> bool:
    """Whether the sign-off that a document bears still stands today.

    The workbook is opened for it only where it is another one than the document was made from.
    """
    if not older and "ends_on" in signature:
        settings = read_settings(workspace.settings_file)
        ends = str(signature["ends_on"] or "")
        return not ends or (settings.as_at or date.today()).isoformat() < ends
    own = school if kind.per_school else ""
    audience = str(manifest.get("audience") or kind.audience)
    if audience not in AUDIENCES:
        return False
    found = signature.get("made_of")
    kinds = workspace.kinds
    made_of = [str(name) for name in found if name in kinds] if isinstance(found, list) else []
    if not all(rows_of(workspace, own, kinds[name].title, Audience.PUBLIC) for name in made_of):
        return False
    standing = [one.key for _, one in rows_of(workspace, own, kind.title, audience)]
    key = signature.get("key")
    if not isinstance(key, list) or not key:
        return bool(standing)
    return any(same_key(key, one) for one in standing)


def _front_matter(path: Path) -> dict[str, object]:
    """What stands above the text of a report, as `display.front` writes it: a line a key."""
    facts: dict[str, object] = {}
    with path.open(encoding="utf-8") as text:
        for number, line in enumerate(text):
            key, found, value = line.partition(": ")
            if number and line.strip() == "---":
                break
            if found:
                try:
                    facts[key] = json.loads(value)
                except ValueError:
                    continue
    return facts


def _plain(text: object) -> str:
    """A text of the front matter without what was put before signs that a renderer reads."""
    return html.unescape(re.sub(r"\\(.)", r"\1", text)) if isinstance(text, str) else ""


def note(one: Document) -> str:
    """What whoever looks for the document should know besides its state; empty if nothing."""
    match one.state:
        case State.NOTHING_TO_SAY if one.lacking:
            return in_short(one.lacking)
        case State.NOT_STARTED:
            return "The school has not begun to fill in its workbook, evidence.xlsx."
        case State.HELD_BACK:
            return f"Its workbook has something to mend: spp check --school {one.school}"
        case State.ELSEWHERE:
            return "The workbook is at the school, and so are its documents."
        case State.NOT_MADE:
            own = f" --school {one.school}" if one.kind.per_school else ""
            return f"There is enough for it: spp report {one.kind.name}{own}"
    if one.lacking and one.says_signed:
        return f"{do_not_hand_out()} {in_short(one.lacking)}"
    if one.lacking:
        return (
            "The workbook has nothing for it to say today, so this one is left as it was made. "
            f"{in_short(one.lacking)}"
        )
    if one.by_hand:
        they = plural(len(one.by_hand), "it was", "they were")
        return (
            f"{listed(one.by_hand)}: changed by hand since {they} made, and not what was signed or "
            "checked."
        )
    if one.ended and one.held:
        return f"{stands_no_longer()} To mend it: spp check --school {one.school}"
    if one.ended:
        return "The sign-off that it bears stands no longer. Made again, it is a draft."
    if one.why_older:
        return f"{one.why_older}. To see how, make it again."
    if one.older:
        return "What it is made from has changed since. To see how, make it again."
    return sentence(one.why)


def told(documents: Sequence[Document]) -> Iterator[str]:
    """A sentence for all the documents that share a state and a reason."""
    by_school: dict[tuple[State, str], list[str]] = {}
    by_kind: dict[tuple[State, str, str], list[str]] = {}
    for one in documents:
        own = one.whose
        if one.state in (State.NOT_STARTED, State.HELD_BACK, State.ELSEWHERE):
            by_school.setdefault((one.state, own), []).append(one.kind.title)
        elif not one.kind.per_school:
            if one.state is not State.SIGNED or note(one):
                yield f"{one.kind.title}: {_called(one.state, _why(one))}. {_why(one)}".strip()
        elif one.state is not State.SIGNED or note(one):
            by_kind.setdefault((one.state, one.kind.title, _why(one)), []).append(own)
    for state in State:
        schools = [own for (of, own) in by_school if of is state]
        if schools:
            yield f"{LABELS[state]}: {_named(schools)}."
        for (of, title, why), names in by_kind.items():
            if of is state:
                yield f"{title}, {_called(state, why)}: {_named(names)}.{f' {why}' if why else ''}"


def _called(state: State, why: str) -> str:
    """A state before what is said of it: that something changed is said once, with what it is."""
    of = State.DRAFT if state is State.CHANGED and why else state
    return small(LABELS[of])


def _why(one: Document) -> str:
    """The part of a note that may be the same for several schools."""
    if one.state is State.NOT_MADE:
        return f"To make it: spp report {one.kind.name}{' --all' * one.kind.per_school}"
    return note(one)


def _named(schools: Sequence[str]) -> str:
    more = len(schools) - _MOST_NAMED
    return listed([*schools[:_MOST_NAMED], f"{more} more"] if more > 0 else schools)
