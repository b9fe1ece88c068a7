"""“Tried elsewhere”: which schools took up a practice, and what each and all of them found.

Everything here is worked out anew at every build from the pages that are on the website in that
very build. A school is named on another's page because both pages are there, so where one was taken
back, has expired or was changed, its name is gone from the other as well.

What a school found is the sentence that it signed. What several found together is worked out from
nothing but such results: each stands beside it with its range and pupils, so that what is pooled
less what is shown leaves nothing that is not shown. The school whose practice it was first is not
among them: its result is why the others tried, and is mostly one of the better ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from spp_research.errors import SPPError
from spp_research.partnership import annual
from spp_research.partnership.annual import Measured
from spp_research.partnership.annual.effects import FEWEST, alike, pool_of
from spp_research.partnership.lead_workbook import Partnership
from spp_research.protect.disclosure import Rules
from spp_research.school.takes_up import letters_of
from spp_research.share import Effect
from spp_research.share.files import read_share
from spp_research.words import taken_up as words
from spp_research.words.amounts import amount, decimals, span
from spp_research.workspace import Workspace

from .content import SharedPractice
from .history import are_one, by_ids

_RESULT = "result.json"  # beside report.qmd; it is in no page


@dataclass(frozen=True)
class Elsewhere:
    """What the page of a practice says of other schools.

    Parameters
    ----------
    first : the practice that this one takes up, as it was shared last; None for none here.
    trials : the latest practice of each other school that takes this one up, in the site's order.
    together : what their results give together, or why they are not put together, in sentences.
    """

    first: SharedPractice | None = None
    trials: tuple[SharedPractice, ...] = ()
    together: tuple[str, ...] = ()


_NOTHING = Elsewhere()


def tried_elsewhere(
    practices: Sequence[SharedPractice], rules: Rules
) -> Callable[[SharedPractice], Elsewhere]:
    """For each practice what its page says of other schools.

    Parameters
    ----------
    practices : all that are on the website, those of the open cycle first, then the latest.
    rules : those for everyone, with the thresholds that are set here.
    """
    latest: dict[tuple[str, str], SharedPractice] = {}
    for (partnership, school, item), own in by_ids(practices).items():
        if item and all(are_one(own[0], one) for one in own):  # else nobody can tell which is meant
            latest[partnership, letters_of(school, item)] = own[0]
    trials: dict[tuple[str, str], dict[str, SharedPractice]] = {}
    for practice in practices:
        known = _known(practice)
        if known in latest and latest[known].school.slug != practice.school.slug:
            trials.setdefault(known, {}).setdefault(practice.school.slug, practice)
    made = {
        latest[known].address: (tuple(found.values()), tuple(_together(found.values(), rules)))
        for known, found in trials.items()
    }

    def elsewhere(practice: SharedPractice) -> Elsewhere:
        first = latest.get(_known(practice)) if practice.glance.takes_up else None
        if first is not None and first.school.slug == practice.school.slug:
            first = None
        found, told = made.get(practice.address, ((), ()))
        return Elsewhere(first, found, told) if first or found else _NOTHING

    return elsewhere


def _known(practice: SharedPractice) -> tuple[str, str]:
    """What a practice takes up: schools name those of their own partnership, by short names."""
    return practice.partnership, practice.glance.takes_up


def _together(trials: Iterable[SharedPractice], rules: Rules) -> Iterator[str]:
    """What the results of these give together, and why others of them are by themselves."""
    found = list(trials)
    measured = [one for one in found if one.glance.found]
    if not measured:
        return
    if len(measured) < FEWEST:
        yield words.too_few(len(measured)).bare
        return
    apart: list[tuple[str, str]] = []
    effects: list[Measured] = []
    for practice in measured:
        effect = _result(practice)
        if effect is None:
            apart.append((practice.whose, words.NO_FIGURES))
        elif not effect.primary:
            apart.append((practice.whose, words.NOT_NAMED))
        elif not _is_said(effect, practice, rules):
            apart.append((practice.whose, words.NOTHING_MEASURED))
        else:
            effects.append(Measured(practice.school.slug, practice.whose, effect))
    given = tuple(effects)
    for rows in alike(given).values():
        if len(rows) >= FEWEST:
            yield from (one.bare for one in words.together(pool_of(rows), rules))
    apart += [(one.measured.school, words.why_apart(one)) for one in annual.apart(given)]
    if apart:
        yield words.by_themselves(apart).bare


def _is_said(effect: Effect, practice: SharedPractice, rules: Rules) -> bool:
    """Whether a result is the one that the page says, with its range, so that it is no news.

    Its figures may have been made for the partnership, or for another text than the one signed.
    """
    people, unit, digits = effect.pupils, effect.unit, decimals(effect)
    said = [
        amount(effect.value, unit, people, rules, digits),
        span(effect.low, effect.high, unit, people, rules, digits),
    ]
    if effect.beyond is not None:
        said.append(amount(effect.beyond, unit, people, rules, digits))
    told = _even(practice.glance.found)
    return all(not one.hidden and _even(one.text) in told for one in said)


def _even(words: str) -> str:
    return " ".join(words.replace("'", "’").split())


def keep_result(practice: SharedPractice, effects: Iterable[Effect], outcome: str) -> None:
    """Keep the result that a practice rests on beside its text, where it takes up another one.

    Parameters
    ----------
    effects : what the school shares of its outcomes.
    outcome : the ID of the outcome that shows the practice.
    """
    if not practice.glance.takes_up:
        return
    found = next((one for one in effects if one.outcome_id == outcome and outcome), None)
    if found is not None:
        (practice.folder / _RESULT).write_text(found.model_dump_json(), encoding="utf-8")


def _result(practice: SharedPractice) -> Effect | None:
    try:
        return Effect.model_validate_json((practice.folder / _RESULT).read_bytes())
    except (OSError, ValidationError):
        return None


def own_effects(workspace: Workspace, partnership: Partnership, school: str) -> tuple[Effect, ...]:
    """The outcomes of a school whose workbook is here, as its share file would have them."""
    from spp_research.publish.sharing import own_study
    from spp_research.publish.sharing_results import effects
    from spp_research.school import impact

    study = own_study(workspace, partnership, school)
    return effects(impact.results(study.base), study.rules)


def closed_effects(closed: Workspace, school: str) -> tuple[Effect, ...]:
    """The outcomes that a school shared in a cycle that is closed; none where no file is kept."""
    try:
        return read_share(closed.share_file(school), texts=False).effects
    except SPPError:
        return ()
