"""All that a school has ever shared in numbers, kept by the school, so that no two tell of a few.

Every share file with numbers in it leaves a copy in the school's folder `shared`, over all its
cycles. A new number is set beside each of them; where a few pupils' results, or a few answers,
would follow from the two, the one that was shared last stays, and the file says from when it is.

The copies hold what was shared and nothing else, and beside it the day of each outcome's first
measurement: the same outcome with the same start in two cycles is about the same pupils.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from spp_research.cycle import same_cycle
from spp_research.errors import EvidenceError
from spp_research.partnership.lead_workbook import day
from spp_research.phrases import listed
from spp_research.protect.disclosure import Rules
from spp_research.protect.disclosure.editions import Edition, too_near
from spp_research.school.evidence import EvidenceBase, Study
from spp_research.share import Answers, Effect, Item, Lasted, SchoolShare
from spp_research.share.content import parse, sealed, text_of
from spp_research.share.files import read_share
from spp_research.whole_files import write_whole
from spp_research.workspace import SHARED as FOLDER
from spp_research.workspace import Workspace

from .sharing_results import never_pooled

_VERSION = 1
_SEVERAL = "Several answers"


@dataclass(frozen=True)
class Shared:
    """One share file as it was made: the day, the file, and the day of each outcome's start."""

    on: date
    share: SchoolShare
    baselines: Mapping[str, date]


def held_to_editions(
    share: SchoolShare, workspace: Workspace, study: Study
) -> tuple[SchoolShare, str]:
    """The share with older numbers where newer ones would tell of a few, and a sentence on it.

    Parameters
    ----------
    share : sealed, as its signatures let it be.

    Raises
    ------
    EvidenceError
        When a copy of what was shared cannot be read, so that nobody could say what follows.
    """
    _adopt(workspace, share.school)
    shared = read_shared(workspace, share.school)
    days = _days(study.base)
    kept: dict[str, date] = {}
    effects = tuple(_effect(one, share, days, shared, study.rules, kept) for one in share.effects)
    answers = tuple(_item(one, share, shared, study.rules, kept) for one in share.answers)
    lasted = tuple(_again(one, share, shared, study.rules, kept) for one in share.lasted)
    of_now = {"effects": effects, "answers": answers, "lasted": lasted}
    if not kept:
        return (share if effects == share.effects else sealed(share.model_copy(update=of_now))), ""
    held = share.model_copy(update=of_now | {"as_shared": dict(sorted(kept.items()))})
    names = listed(sorted(kept))
    return sealed(held), (
        f"Of {names} the share file holds what was shared before: the newer number differs from "
        "one that was shared by so few people that they could be told from the two. If a file of "
        f"schools/{share.school}/{FOLDER} never left the school, take it away and make the share "
        "file again."
    )


def _adopt(workspace: Workspace, school: str) -> None:
    """Take the share files that lie there for editions, which an older kit made and kept none.

    Those of closed cycles as well: what was shared then is known to whoever had it.
    """
    for place in (*workspace.closed, workspace):
        path = place.share_file(school)
        if not path.is_file():
            continue
        try:
            before = read_share(path, texts=False)
        except EvidenceError:
            continue  # nobody who was sent it could read it either
        if before.school == school:
            # As it lies there: written anew it would no longer fit the hash of the kit of then.
            document = json.loads(path.read_text(encoding="utf-8-sig"))
            _keep(before, document, workspace, before.made_on, {})


def remember_edition(share: SchoolShare, workspace: Workspace, study: Study) -> None:
    """Keep a copy of what is shared, if it has numbers that no copy has yet.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    document = json.loads(text_of(share))
    _keep(share, document, workspace, study.as_at, _days(study.base).started)


def _keep(
    share: SchoolShare,
    document: Mapping[str, Any],
    workspace: Workspace,
    on: date,
    starts: Mapping[str, date],
) -> None:
    if not _numbers(share):
        return
    folder = workspace.school_folder(share.school) / FOLDER
    cycle = "".join(letter if letter.isalnum() else "-" for letter in share.cycle)
    path = folder / f"{cycle}.{sha256(repr(_numbers(share)).encode()).hexdigest()[:12]}.json"
    if path.is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    edition = {
        "version": _VERSION,
        "shared_on": on.isoformat(),
        "number": len(list(folder.glob("*.json"))) + 1,
        "baselines": {key: start.isoformat() for key, start in starts.items()},
        "share": document,
    }
    write_whole(path, json.dumps(edition, indent=1, ensure_ascii=False) + "\n")


def read_shared(workspace: Workspace, school: str) -> tuple[Shared, ...]:
    """Every copy that the school keeps, the first first.

    Raises
    ------
    EvidenceError
        When one of them cannot be read.
    """
    found = []
    for path in sorted((workspace.school_folder(school) / FOLDER).glob("*.json")):
        name = f"schools/{school}/{FOLDER}/{path.name}"
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            text = json.dumps(document["share"]).encode()
            on = date.fromisoformat(document["shared_on"])
            starts = {key: date.fromisoformat(v) for key, v in document["baselines"].items()}
            number = int(document["number"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise EvidenceError(
                f"{name}: this copy of what was shared cannot be read, so nobody can say what "
                "follows from it and a new share file. Get it back from a backup, or take it away "
                "if it never left the school."
            ) from None
        found.append((number, Shared(on, parse(text, name), starts)))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _effect(
    new: Effect,
    share: SchoolShare,
    days: _Days,
    shared: Sequence[Shared],
    rules: Rules,
    kept: dict[str, date],
) -> Effect:
    if new.value is None:
        return new
    own = new.outcome_id
    before: list[tuple[date, Effect]] = []
    once_more = False
    for one in shared:
        of_now = same_cycle(one.share.cycle, share.cycle)
        editions = [
            (one.on, old)
            for old in one.share.effects
            if old.value is not None
            and _one_number(old, new)
            and (of_now or _from_one_start(old, new, one, days.started))
        ]
        if editions and not of_now and one.on < days.ended.get(own, date.min):
            once_more = True  # measured after that was shared, so it is another measurement
        else:
            before += editions
    if not too_near(_of_effect(new), [_of_effect(old) for _, old in before], rules.fewest_pupils):
        return never_pooled(new) if once_more else new
    on, last = before[-1]
    kept[own] = on
    return last.model_copy(update={"outcome_id": own, "action_id": new.action_id})


def _again(
    new: Lasted, share: SchoolShare, shared: Sequence[Shared], rules: Rules, kept: dict[str, date]
) -> Lasted:
    """What was measured once more: beside what of it was shared before in the same cycle.

    The first result is another measurement of these pupils, on another day, and nothing of a few
    follows from the two.
    """
    if new.again is None or new.again.value is None:
        return new
    before = [
        (one.on, old.again)
        for one in shared
        if same_cycle(one.share.cycle, share.cycle)
        for old in one.share.lasted
        if old.again is not None and old.item_id == new.item_id
    ]
    editions = [_of_effect(old) for _, old in before]
    if not too_near(_of_effect(new.again), editions, rules.fewest_pupils):
        return new
    on, last = before[-1]
    kept[f"{new.item_id} of {new.cycle}"] = on
    return new.model_copy(update={"again": last})


def _one_number(old: Effect, new: Effect) -> bool:
    """Whether two are of one outcome: by ID, or by its words where it was given another ID."""
    if old.outcome_id == new.outcome_id:
        return True
    return _plain(old.name, old.who, old.unit) == _plain(new.name, new.who, new.unit)


def _from_one_start(
    old: Effect, new: Effect, shared: Shared, baselines: Mapping[str, date]
) -> bool:
    """Whether numbers of two cycles are of the same pupils: both were first measured on one day.

    Where a copy does not say its days, as that of an older kit, an outcome in the same words is
    taken to be of the same pupils.
    """
    if shared.baselines:
        start = shared.baselines.get(old.outcome_id)
        return start is not None and start == baselines.get(new.outcome_id)
    return _plain(old.name, old.who, old.unit) == _plain(new.name, new.who, new.unit)


def _plain(*words: str) -> tuple[str, ...]:
    return tuple(" ".join(one.casefold().split()) for one in words)


def _item(
    new: Item, share: SchoolShare, shared: Sequence[Shared], rules: Rules, kept: dict[str, date]
) -> Item:
    """A question with its answers; of all its times the older ones where one is too near."""
    before = [
        (one.on, old)
        for one in shared
        if same_cycle(one.share.cycle, share.cycle)
        for old in one.share.answers
        if (old.item_id == new.item_id or _one_question(old, new))
        and any(wave.answered is not None for wave in old.waves)
    ]
    for wave in new.waves:
        if wave.answered is None:
            continue
        editions = [
            _of_answers(old, one)
            for _, old in before
            for one in old.waves
            if one.wave == wave.wave and one.answered is not None
        ]
        if too_near(_of_answers(new, wave), editions, rules.fewest_respondents):
            on, last = before[-1]
            kept[new.item_id] = on
            return last.model_copy(update={"item_id": new.item_id})
    return new


def _one_question(old: Item, new: Item) -> bool:
    """Whether two are one question that was given another ID."""
    return _plain(old.asked, old.informant) == _plain(new.asked, new.informant)


def _of_effect(effect: Effect) -> Edition:
    figures = (effect.value, effect.low, effect.high, effect.se, effect.standardised)
    kind = (effect.design, effect.unit, str(effect.higher_is_better))
    return Edition(kind, effect.pupils, {}, figures)


def _of_answers(item: Item, wave: Answers) -> Edition:
    counts = dict(wave.counts)
    if counts and wave.no_opinion is not None:
        counts["no opinion"] = wave.no_opinion
    return Edition((item.scale,), (wave.answered or 0,), counts, (), item.scale == _SEVERAL)


def _numbers(share: SchoolShare) -> list[tuple[object, ...]]:
    """All that of a share which an edition is told by; empty where it has no number."""
    effects = [(e.outcome_id, e.pupils, e.value, e.low, e.high) for e in share.effects]
    effects += [
        (f"{k.item_id} of {k.cycle}", e.pupils, e.value, e.low, e.high)
        for k in share.lasted
        if (e := k.again) is not None
    ]
    answers = [
        (item.item_id, wave.wave.value, wave.answered, wave.no_opinion, tuple(wave.counts.items()))
        for item in share.answers
        for wave in item.waves
    ]
    shown = [one for one in effects if one[2] is not None]
    return [*shown, *(one for one in answers if one[2] is not None)]


@dataclass(frozen=True)
class _Days:
    """When each outcome was measured before, and when afterwards."""

    started: Mapping[str, date]
    ended: Mapping[str, date]


def _days(base: EvidenceBase) -> _Days:
    started, ended = (
        {
            str(outcome): on
            for outcome, cell in zip(
                base.outcomes["outcome_id"], base.outcomes[column], strict=True
            )
            if (on := day(cell)) is not None
        }
        for column in ("baseline_date", "follow_up_date")
    )
    return _Days(started, ended)
