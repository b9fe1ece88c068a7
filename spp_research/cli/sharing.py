"""`spp share`: make the share files of schools, or read one to a person in plain words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.protect.disclosure import Audience, round_half_up
from spp_research.publish.placing import writing
from spp_research.publish.share_folder import Made, make_shares
from spp_research.publish.sharing_report import MadeReport, share_report
from spp_research.run.jobs import NOT_STARTED
from spp_research.share import Answers, Effect, Finding, SchoolShare
from spp_research.share.content import text_of
from spp_research.share.exchanged import is_for_all
from spp_research.share.files import ENDING, OF_REPORTS, belonging, read_share
from spp_research.share.report_file import read_report, report_text
from spp_research.words.coded import why_none
from spp_research.workspace import open_workspace, require_open

from . import showing
from .several import Done, in_each
from .showing import plain

_STATES = showing.MARKS


def make_share_files(found: Path | Sequence[Path], schools: Sequence[str], as_json: bool) -> int:
    """Make the share files of one workspace or several, say what came of it; the exit code."""
    folders = [found] if isinstance(found, Path) else found
    if len(folders) > 1:
        return in_each(folders, lambda folder: _in_a_line(folder, schools), as_json)
    made = _made(folders[0], schools)
    report = None if schools else _report_made(folders[0])
    if as_json:
        facts = {"shares": [_as_json(one) for one in made]}
        showing.print_json(facts | ({"report": _report_as_json(report)} if report else {}))
    else:
        _show_made(made)
        for line in report_lines(report):
            print(plain(line), file=sys.stderr)
    return _exit_code(made, schools)


def _made(folder: Path, schools: Sequence[str]) -> list[Made]:
    workspace = require_open(open_workspace(folder))
    with writing(workspace.share_folder):
        return make_shares(workspace, schools)


def _report_made(folder: Path) -> MadeReport | None:
    workspace = require_open(open_workspace(folder))
    with writing(workspace.share_folder):
        return share_report(workspace)


def _report_as_json(made: MadeReport) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "state": made.state,
        "holds_the_report": made.holds,
        "reason": made.reason,
    }


def report_lines(made: MadeReport | None) -> Iterator[str]:
    """What became of the file with the partnership's report; nothing where there is none."""
    if made is None:
        return
    file = f"share/{made.path.name}"
    if made.holds:
        yield (
            f"{file}: the partnership report as it is signed off for everyone, for the website "
            "of a hub. Send it with the share files."
        )
    elif made.state != "kept":
        yield (
            f"{file}: says that the partnership report is signed off for everyone no longer. Send "
            "it to whoever has the one from before."
        )
    if made.reason:
        yield f"{file}: {made.reason}"


def _exit_code(made: Sequence[Made], schools: Sequence[str]) -> int:
    return showing.exit_code([(one.state, one.exit_code) for one in made], by_name=bool(schools))


def _in_a_line(folder: Path, schools: Sequence[str]) -> Done:
    made = _made(folder, schools)
    facts: dict[str, Any] = {"shares": [_as_json(one) for one in made]}
    notes = [f"{one.school}: {one.reason}" for one in made if one.reason]
    if report := None if schools else _report_made(folder):
        facts["report"] = _report_as_json(report)
        notes += report_lines(report)
    notes += remembered(_begun(made))
    return Done(_summary(made), facts, _exit_code(made, schools), notes)


def show_share(folder: Path, wanted: str, as_json: bool) -> None:
    """Read a share file to a person.

    Parameters
    ----------
    wanted : a file, or the short name of a school of the workspace.
    """
    if wanted.lower().endswith(OF_REPORTS):
        _show_report(Path(wanted), as_json)
        return
    share = _opened(folder, wanted)
    if as_json:
        showing.print_json(json.loads(text_of(share)))
    elif sys.stdout.isatty():
        _show_tables(share)
    else:
        for section in sections(share):
            print(plain("\n".join(["", section.title, *(f"  {line}" for line in section.lines)])))


def _show_report(path: Path, as_json: bool) -> None:
    report = read_report(path.absolute())
    if as_json:
        showing.print_json(json.loads(report_text(report)))
        return
    line = report.sign_off
    print(plain(f"Partnership report of {report.partnership}, {report.cycle}"))
    if line is None or report.report is None:
        print("It is signed off for everyone no longer, and the file holds no text.")
        return
    print(plain(f"Signed off for everyone by {line.name}, {_day(line.signed_on)}"))
    print(f"Text mark {report.report.text_mark}; {len(report.report.files)} pictures")


def _opened(folder: Path, wanted: str) -> SchoolShare:
    path = Path(wanted)
    if path.suffix.lower() == ENDING or path.is_file():
        if not path.is_file():
            raise ConfigurationError(
                f"{wanted}: there is no such file. Give a share file, or a school’s short name."
            )
        return read_share(path.absolute())
    workspace = open_workspace(folder)
    partnership = open_partnership(workspace)
    school = partnership.school(wanted).slug
    path = workspace.share_file(school)
    if not path.is_file():
        raise ConfigurationError(
            f"share/{path.name}: there is no such file yet. Make it with: spp share --school "
            f"{school}"
        )
    return belonging(read_share(path), path, partnership)


def _show_made(made: Sequence[Made]) -> None:
    rows = [(_STATES[one.state], one.school, *_told(one)) for one in made]
    if sys.stdout.isatty():
        showing.table(("", "School", "File", "What is in it", "Hidden"), rows)
    else:
        for row in rows:
            print(plain("\t".join(row)))
    for one in made:
        if one.reason:
            print(plain(f"{one.school}: {one.reason}"), file=sys.stderr)
        elif one.share is not None and not one.share.sign_offs:
            print(plain(f"{one.school}: {NOTHING_SIGNED}"), file=sys.stderr)
    for line in remembered(_begun(made)):
        print(plain(line), file=sys.stderr)
    print(_summary(made), file=sys.stderr)


def remembered(begun: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A sentence on what is taken for read from now on; nothing where nothing is.

    Parameters
    ----------
    begun : by school, the documents of which what is shared was remembered.
    """
    if not begun:
        return
    n = sum(map(len, begun.values()))
    named = "; ".join(
        f"{school}: {listed([document.lower() for document in documents])}"
        for school, documents in begun.items()
    )
    folders = plural(len(begun), "folder", "folders")
    yield (
        f"{in_words(n).capitalize()} {plural(n, 'document is', 'documents are')} signed off "
        f"without a text mark, so what is shared of {plural(n, 'it', 'them')} now is remembered as "
        f"what was read, in the {folders} “signed”; anything else will not be shared. {named}."
    )


def _begun(made: Sequence[Made]) -> dict[str, tuple[str, ...]]:
    return {one.school: one.begun for one in made if one.begun}


NOTHING_SIGNED = (
    "nothing is signed off for the partnership, so its share file names the school and holds no "
    "more. Sign a document off on the sheet “Sign-off” of its workbook."
)


def _told(one: Made) -> tuple[str, str, str]:
    if one.share is None:
        return ("", "nothing yet" if one.state == NOT_STARTED else "see below", "")
    hidden = "; ".join(f"{n} by the rule: {why_none(rule)}" for rule, n in one.share.hidden.items())
    return (showing.shown(one.path), counts(one.share), hidden or "nothing")


def _summary(made: Sequence[Made]) -> str:
    """One sentence: "5 share files made, 1 not made."."""
    return showing.tally([one.state for one in made], _STATES, "share file")


def _as_json(one: Made) -> dict[str, Any]:
    share = one.share
    return {
        "school": one.school,
        "state": one.state,
        "file": str(one.path) if share else "",
        "signed_off": [line.document for line in share.sign_offs] if share else [],
        "holds": {
            part: len(getattr(share, part))
            for part in ("findings", "support", "actions", "effects", "answers")
        }
        | {"practice": int(share.practice is not None)}
        if share
        else {},
        "hidden": share.hidden if share else {},
        **({"remembered": [*one.begun]} if one.begun else {}),
        "reason": one.reason,
        "exit_code": one.exit_code,
    }


def _show_tables(share: SchoolShare) -> None:
    for section in sections(share):
        _section(section)


def _section(section: Section) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print()
    console.print(Text(section.title, style="bold"))
    if section.headers:
        showing.table(section.headers, section.rows)
        return
    for line in section.lines:
        console.print(Text(plain(line)))


NEVER = (
    "No pupil’s row, name or score, no answer of a single person, and none of the notes that the "
    "findings rest on."
)


@dataclass(frozen=True)
class Section:
    """A part of a share file: a title, and rows under headers (none: one cell a row)."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[str]:
        """Each row in one line, without the cells that are empty."""
        return ["; ".join(cell for cell in row if cell) for row in self.rows]


def counts(share: SchoolShare) -> str:
    """What is in it, in counts: "8 findings, 4 actions, 1 practice"."""
    named = (
        (len(share.findings), "finding", "findings"),
        (len(share.support), "offer or need", "offers and needs"),
        (len(share.actions), "action", "actions"),
        (len(share.effects), "outcome", "outcomes"),
        (len(share.answers), "survey question", "survey questions"),
        (int(share.practice is not None), "practice", "practices"),
        (int(share.write_up is not None), "page for the website", "pages for the website"),
        (len(share.series), "figure that is counted often", "figures that are counted often"),
        (sum(one.looks for one in share.check_ins), "look at an action", "looks at actions"),
        (len(share.lasted), "thing of an earlier cycle", "things of earlier cycles"),
        (len(share.resources), "published result", "published results"),
        (len(share.taken_back), "practice taken back", "practices taken back"),
    )
    said = [f"{n} {one if n == 1 else several}" for n, one, several in named if n]
    return ", ".join(said) or "nothing"


def sections(share: SchoolShare) -> Iterator[Section]:
    """The share, part by part, in the order in which it is read."""
    yield _plain(f"{share.school_name}, {share.cycle}", _about(share))
    yield _plain("Signed off", _signed(share) or ["Nothing, so the file holds no more than this."])
    yield from _tables(share)
    if share.practice is not None:
        own = share.practice
        asked = ", ".join(part for part in (own.contact_name, own.contact_email) if part)
        ask = f"Ask: {asked}" if asked else ""
        yield _plain("Practice to share", [own.principle, own.in_short, *([ask] if ask else [])])
    if share.write_up is not None:
        own_page = share.write_up
        shown = f"The write-up as it was signed off for everyone, text mark {own_page.text_mark}"
        with_it = [*own_page.files]
        more = f"With it: {', '.join(with_it)}" if with_it else "Without pictures"
        yield _plain("Page for the website", [shown, more, _WHOSE_WEBSITE])
    if share.taken_back:
        gone = [f"{one.practice_id} of {one.cycle}" for one in share.taken_back]
        said = [
            ", ".join(gone),
            "Whoever has the file of that year takes the page off its website.",
        ]
        yield _plain("No longer shared with everyone", said)
    if share.as_shared:
        said = [f"{own}, as on {_day(on)}" for own, on in share.as_shared.items()]
        said.append("The newer numbers differ by too few people to be shown.")
        yield _plain("As it was shared before", said)
    hidden = [f"{n} by the rule: {why_none(rule)}" for rule, n in share.hidden.items()]
    yield _plain("Hidden, so that nobody can be recognised", hidden or ["Nothing."])
    yield _plain("Never in a share file", [NEVER])


_WHOSE_WEBSITE = (
    "It is for the partnership’s website, and for that of a hub to which this file is sent on."
)
_SIGNS = {
    "none": "nothing beyond chance",
    "shift": "many in a row on one side of the middle",
    "few crossings": "the middle is crossed seldom",
    "both": "many in a row on one side of the middle, which is crossed seldom",
    "too few": "too few figures to tell",
}


def _tables(share: SchoolShare) -> Iterator[Section]:
    tables = (
        ("Findings", ("Kind", "Theme", "Finding", "Evidence"), map(_finding, share.findings)),
        (
            "Offers and needs",
            ("Kind", "What", "Contact", "Until"),
            ((s.kind, s.support, s.contact, _day(s.until)) for s in share.support),
        ),
        (
            "Actions",
            ("Action", "Lead", "Where it is", "How the school will know"),
            ((a.action, a.lead, a.status, a.success_measure) for a in share.actions),
        ),
        (
            "Outcomes",
            ("Outcome", "What is known", "Pupils", "How it is known"),
            map(_effect, share.effects),
        ),
        (
            "Answers to surveys",
            ("Question", "Who", "When", "Answers"),
            ((i.asked, i.informant, w.wave, _answers(w)) for i in share.answers for w in i.waves),
        ),
        (
            "Figures that are counted often",
            ("What is counted", "Pupils", "Figures", "Whether something changed"),
            (
                (s.counted, f"about {s.pupils}", str(s.figures), _SIGNS[s.signal])
                for s in share.series
            ),
        ),
        (
            "Looks at actions on the way",
            ("Action", "How often", "Last"),
            ((c.action_id, str(c.looks), _day(c.last_on)) for c in share.check_ins),
        ),
        (
            "What went on from earlier cycles",
            ("What", "Of the cycle", "How it is now", "Looked at on"),
            (
                (f"{k.what} {k.item_id}", k.cycle, k.state or "not looked at", _day(k.looked_on))
                for k in share.lasted
            ),
        ),
        (
            "Measured once more",
            ("Outcome", "What is known", "Pupils", "How it is known"),
            (_effect(k.again) for k in share.lasted if k.again is not None),
        ),
        (
            "Published results",
            ("Study", "What it says", "Where to read it"),
            ((r.study, r.says, r.locator) for r in share.resources),
        ),
    )
    for title, headers, rows in tables:
        if found := tuple(rows):
            yield Section(title, headers, found)


def _plain(title: str, lines: list[str]) -> Section:
    return Section(title, (), tuple((line,) for line in lines))


def _about(share: SchoolShare) -> list[str]:
    size = f", {share.pupils_on_roll:,} pupils on roll" if share.pupils_on_roll else ""
    whom = f"For {share.partnership} only"
    if share.sign_offs and is_for_all(share):
        whom = f"Of {share.partnership}, signed off for everyone"
    kind = f"{share.school_type}{size}" if share.school_type else size.removeprefix(", ")
    lines = [
        f"{whom}. It looks from {_day(share.made_on)}, was made with kit "
        f"{share.kit}, and has not been changed since.",
        kind,
        f"Focus of the review: {share.focus}" if share.focus else "",
    ]
    return [line for line in lines if line]


def _signed(share: SchoolShare) -> list[str]:
    whom = {Audience.PARTNERSHIP: "for the partnership", Audience.PUBLIC: "for everyone"}
    return [
        f"{line.document}, {whom[line.audience]}: {line.name}, {line.role}, {_day(line.signed_on)}"
        + (f", ends on {_day(line.ends_on)}" if line.ends_on else "")
        for line in share.sign_offs
    ]


def _finding(found: Finding) -> tuple[str, ...]:
    pieces = sum(found.sources.values())
    number = f"{pieces} pieces of evidence, " if pieces > 1 else ""
    return (found.kind, found.theme.split(":", 1)[0], found.finding, f"{number}{found.agreement}")


def _effect(effect: Effect) -> tuple[str, ...]:
    if effect.rule:
        known = f"hidden: {why_none(effect.rule)}"
    elif effect.value is None:
        known = f"not estimated: {why_none(effect.reason)}"
    else:
        known = f"{_number(effect.value)} {effect.unit}"
        if effect.low is not None and effect.high is not None:
            known += f" ({_number(effect.low)} to {_number(effect.high)})"
        if effect.beyond is not None and effect.expected is not None:
            known += f", {_number(effect.beyond)} beyond the {_number(effect.expected)} expected"
        known += f", {effect.verdict}"
    who = f"{effect.name} ({effect.who})" if effect.who else effect.name
    pupils = f"{' and '.join(f'{n}' for n in effect.pupils)} pupils" if effect.pupils else ""
    made = f"design {effect.design}{', by lot' if effect.by_lot else ''}"
    return (who, known, pupils, made)


def _answers(wave: Answers) -> str:
    if wave.answered is None:
        return f"hidden: {why_none(wave.rule)}"
    number = f"{wave.answered} answered" + (f" of {wave.invited} asked" if wave.invited else "")
    if wave.rule:
        return f"{number}; the answers themselves are hidden: {why_none(wave.rule)}"
    each = ", ".join(f"{answer} {n}" for answer, n in wave.counts.items())
    return f"{number}: {each}" if each else number


def _number(value: float) -> str:
    """With the digits that the file holds, which are those of the pages."""
    text = round_half_up(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)
