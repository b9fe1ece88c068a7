"""Which of a hub's share files count for its website, each school of each cycle once.

They are chosen as for the hub's report (`hub.gathering`), for every cycle and not the present one
alone. Besides, a file is held against what earlier builds have seen, and against the folder in
which it lies: where nobody can tell which of several is the school's last word, what is public is
only what all of them agree on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from spp_research.cycle import cycle_of
from spp_research.errors import EvidenceError
from spp_research.hub.gathering import EITHER, ELSEWHERE, decide, hub_files, named
from spp_research.hub.lead import HubBook, bare
from spp_research.hub.parts import Part, names_somebody, part_of
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience, Rules
from spp_research.share import SchoolShare
from spp_research.share.content import AGAIN, covered
from spp_research.share.files import read_share, signed_within
from spp_research.share.plausible import implausible
from spp_research.workspace import Workspace

from .hub_memory import Memory, cycle_key, key_of

_PUBLIC = Audience.PUBLIC


@dataclass(frozen=True)
class One:
    """A share file that may count.

    Parameters
    ----------
    part : what the hub keeps of it.
    path : where it lies.
    cycle : as it calls it.
    practice : the ID of the practice whose page it carries; empty for none.
    mark : of the page, if it is signed off for everyone today; else empty.
    signed : whether a practice is signed off for everyone today, with its page or without.
    """

    part: Part
    path: Path
    cycle: str
    practice: str = ""
    mark: str = ""
    signed: bool = False
    taken_back: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The school and cycle."""
        return key_of(self.part.partnership, self.part.slug, self.cycle)

    @property
    def whose(self) -> str:
        """How messages name it."""
        return f"{self.part.school}, {self.part.partnership}, {self.cycle}"


@dataclass(frozen=True)
class Choice:
    """What a school of a cycle has sent, as far as that can be told.

    Parameters
    ----------
    one : its file; where it is not known which, one of those that all say the same.
    mark : of the page that may be shown; empty for none.
    why : why none may, although a file carries one; a sentence.
    takes : whether the file may take a page away and bring none that is not public already.
    taken_back : the practices of other cycles that it, or another of its day, takes back, each a
        cycle and an ID.
    """

    one: One
    mark: str
    why: str = ""
    takes: bool = False
    taken_back: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sent:
    """All that counts for the website.

    Parameters
    ----------
    choices : by the key of school and cycle.
    elsewhere : keys whose school counts in another partnership or file, each with its day.
    not_twice : of those with a page, whose it is and why it is not shown.
    unread : by the name of each file that cannot be read, why.
    older : by key, a sentence on a file that is behind what was seen already.
    superseded : by key, the hashes of files that lie there and count no longer.
    owners : by folder, the partnership that most of its share files are of.
    """

    choices: Mapping[str, Choice]
    elsewhere: Mapping[str, date] = field(default_factory=dict)
    not_twice: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    older: Mapping[str, str] = field(default_factory=dict)
    superseded: Mapping[str, Collection[str]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)


def sent(workspace: Workspace, book: HubBook, rules: Rules, as_at: date, memory: Memory) -> Sent:
    """What the schools of a hub have sent for its website.

    Parameters
    ----------
    rules : those for everyone.
    as_at : the day on which sign-offs must stand.
    """
    found: list[One] = []
    unread: dict[str, str] = {}
    older: dict[str, str] = {}
    superseded: dict[str, set[str]] = defaultdict(set)
    last = max(as_at, date.today()) + timedelta(days=1)  # a clock may be a little ahead
    for path in hub_files(workspace):
        file = named(path, workspace)
        try:
            one = _read(path, file, rules, as_at)
        except EvidenceError as error:
            unread[file] = str(error)
            continue
        except Exception as error:  # one file of somebody else's never stops the others
            unread[file] = (
                f"{file}: the kit failed to read it, and that is a fault of the kit "
                f"({type(error).__name__}). Tell its makers. {AGAIN}"
            )
            continue
        made_on, content = one.part.made_on, one.part.content
        if made_on > last:
            unread[file] = (
                f"{file}: it says that it was made on {long_date(made_on)}, which is still to "
                f"come, so nobody can tell what is newer. {AGAIN}"
            )
        elif memory.counts(one.key, made_on, content):
            found.append(one)
        else:
            older[one.key] = _behind(one, memory)
            superseded[one.key].add(content)
    owners = _owners(found)
    names = {bare(one.part.partnership): one.part.partnership for one in found}
    strange = dict(_strangers(found, owners, names))
    choices: dict[str, Choice] = {}
    elsewhere: dict[str, tuple[One, date, str]] = {}
    for ones in _by_cycle(found).values():
        _choose(ones, book, strange, choices, elsewhere, superseded)
    there = {key: told for key, told in elsewhere.items() if key not in choices}
    days = {key: day for key, (_, day, _) in there.items()}
    not_twice = {key: (one.whose, why) for key, (one, _, why) in there.items() if one.mark}
    return Sent(choices, days, not_twice, unread, older, superseded, owners)


def _read(path: Path, file: str, rules: Rules, as_at: date) -> One:
    share = read_share(path, texts=False)
    signed_within(share, f"{path.parent.name}/{path.name}", share.cycle, cycle_of(share.cycle))
    part = part_of(share, file, rules, as_at, as_at)
    if names_somebody(part, share) and (what := implausible(share)):
        raise EvidenceError(f"{file}: {what} {AGAIN}")
    return _one(share, part, path, as_at)


def _one(share: SchoolShare, part: Part, path: Path, as_at: date) -> One:
    own = covered(share, _PUBLIC, as_at)
    page = own.write_up if own.practice is not None else None
    return One(
        replace(part, effects=()),  # which take most of the room, and are on no page of this site
        path,
        share.cycle,
        page.practice_id if page else "",
        page.text_mark if page else "",
        own.practice is not None,
        tuple((kept.cycle, kept.practice_id) for kept in share.taken_back),
    )


def _behind(one: One, memory: Memory) -> str:
    seen = memory.newest[one.key].made_on
    when = f", of {long_date(date.fromisoformat(seen))}" if seen else ""
    return (
        f"{one.part.file}: the website has been built from a later file of the same "
        f"school{when}, so "
        "this one says nothing any more. Put the later one back, or ask the school to send a new "
        "one."
    )


def _by_cycle(found: Iterable[One]) -> dict[str, list[One]]:
    cycles: dict[str, list[One]] = defaultdict(list)
    for one in found:
        cycles[cycle_key(one.cycle)].append(one)
    return cycles


def _choose(
    ones: list[One],
    book: HubBook,
    strange: Mapping[str, str],
    choices: dict[str, Choice],
    elsewhere: dict[str, tuple[One, date, str]],
    superseded: dict[str, set[str]],
) -> None:
    """Decide among the files of one cycle."""
    by_file = {one.part.file: one for one in ones}
    decided = decide([one.part for one in ones], book)
    undecided: dict[str, list[One]] = defaultdict(list)
    for left in decided.left:
        one = by_file[left.file]
        if left.reason == EITHER:
            undecided[one.key].append(one)
        elif left.reason == ELSEWHERE:
            elsewhere[one.key] = (one, _since(one, decided.parts), left.sentence)
        else:
            superseded[one.key].add(one.part.content)
    sentences = {left.file: left.sentence for left in decided.left}
    for part in decided.parts:
        one = by_file[part.file]
        rivals, beside = _rivals(one, ones), _of_its_day(one, ones)
        if rivals:
            undecided[one.key] = [one, *rivals]
            sentences[one.part.file] = _two_schools(one, rivals[0])
        elif other := next((other for other in beside if other.mark != one.mark), None):
            undecided[one.key] = [one, *beside]
            sentences[one.part.file] = _two_of_a_day(one, other)
        elif one.part.file in strange:
            choices[one.key] = Choice(one, one.mark, strange[one.part.file], takes=True)
        else:
            choices[one.key] = Choice(one, one.mark)
    for key, claims in undecided.items():
        marks = {one.mark for one in claims}
        alike = len(marks) == 1 and len({bare(one.part.school) for one in claims}) == 1
        why = next(iter(sentences[one.part.file] for one in claims if one.part.file in sentences))
        mark = marks.pop() if alike else ""
        choices[key] = Choice(claims[0], mark, "" if mark else why)
        superseded[key] -= {one.part.content for one in claims}
    for key, choice in choices.items():
        superseded[key].discard(choice.one.part.content)
        day = [choice.one, *_of_its_day(choice.one, ones)]
        gone = dict.fromkeys(gone for one in day for gone in one.taken_back)
        choices[key] = replace(choice, taken_back=tuple(gone))


def _since(one: One, counted: Iterable[Part]) -> date:
    """The day of the file that counts in the place of one of the same school."""
    own = one.part
    alike = (p for p in counted if bare(p.school) == bare(own.school) or p.told == own.told != "")
    return max((part.made_on for part in alike), default=own.made_on)


def _rivals(one: One, ones: Iterable[One]) -> list[One]:
    """Files that claim to be of the same school, lie in another folder, and name another school."""
    folder = one.part.file.partition("/")[0]
    return [
        other
        for other in ones
        if other.key == one.key
        and bare(other.part.school) != bare(one.part.school)
        and other.part.file.partition("/")[0] != folder
    ]


def _of_its_day(one: One, ones: Iterable[One]) -> list[One]:
    """Other files of the same school that were made on the same day, whatever they are called.

    One that a browser saved beside the first, as "oakfield (1).json", is mostly the later one.
    """
    return [
        other
        for other in ones
        if other.key == one.key
        and other.part.made_on == one.part.made_on
        and other.part.content != one.part.content
    ]


def _two_of_a_day(one: One, other: One) -> str:
    return (
        f"{one.part.file} and {other.part.file} of {one.part.school} were made on "
        f"{long_date(one.part.made_on)}, and only one has this page, so it is not shown. Keep the "
        "one that the school sent last, and take the other out."
    )


def _two_schools(one: One, other: One) -> str:
    return (
        f"{one.part.file} and {other.part.file} both say that they are of the school "
        f"“{one.part.slug}” of {one.part.partnership}, and name two schools: {one.part.school} and "
        f"{other.part.school}. Nobody can tell whose page it would be. If they are two "
        "partnerships "
        "of one name, one of them should change its name in partnership.xlsx; else take one file "
        "out."
    )


def _owners(found: Iterable[One]) -> dict[str, str]:
    """By folder, the partnership that most of its files are of; none where that is not one."""
    folders: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        folder, inside, _ = one.part.file.partition("/")
        if inside:
            folders[folder][bare(one.part.partnership)] += 1
    return {folder: own for folder, counts in folders.items() if (own := _owner(counts))}


def _owner(counts: Counter[str]) -> str:
    """Whose folder it is: of whom most of its files are; nobody's where that is not one."""
    (first, most), *others = counts.most_common()
    return first if not others or others[0][1] < most else ""


def _strangers(
    found: Iterable[One], owners: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Files that lie in the folder of another partnership while their own has one: why not."""
    for one in found:
        own, folder = bare(one.part.partnership), one.part.file.partition("/")[0]
        owner = owners.get(folder, own)
        if owner != own and own in owners.values():
            yield (
                one.part.file,
                f"{one.part.file}: it is of {one.part.partnership}, which has a folder of its own, "
                f"and lies among the files of {names[owner]}. If {one.part.partnership} has sent "
                "it, put it into its folder; else take it out.",
            )
