"""What many partnerships did in a year, in words: who, what, with what result, what is wanted.

A count whose schools are too few is left out of a sentence, never written as a symbol in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spp_research.catalogue import say
from spp_research.hub.figures import Tally
from spp_research.phrases import capital, counted, in_words, listed, plural
from spp_research.protect.disclosure import Rules, Shown, free_text
from spp_research.schema.vocabulary import THEMES, CarriedState
from spp_research.school.review import theme_name
from spp_research.share import Practice

from .amounts import how_many
from .pooling import of_groups
from .statements import Statement, joined

MOST_NAMED = 6  # partnerships that a sentence names


def schools_of(tally: Tally) -> Shown:
    """“84 schools in 31 partnerships”, of a count that may be shown."""
    return Shown(
        say(
            "{schools} in {partnerships}",
            schools=counted(tally.number, "school"),
            partnerships=counted(tally.partnerships, "partnership"),
        )
    )


def where(tally: Tally) -> Shown:
    """The same as a cell of a table has it: its symbol where it is hidden, a dash for none."""
    if not tally.may_be_shown:
        return tally.shown
    return schools_of(tally) if tally.number else Shown("–")


def took_part(names: Sequence[str], schools: int, cycle: str) -> Statement:
    """Who took part; by name while they are few."""
    n = len(names)
    if not n:
        return Statement(
            "No partnership has sent a share file of {cycle} that counts yet.", cycle=cycle
        )
    given = {
        "partnerships": capital(counted(n, "partnership")),
        "schools": counted(schools, "school"),
        "cycle": cycle,
    }
    if n > MOST_NAMED:
        return Statement(
            "{partnerships} with {schools} took part in {cycle}.", **given
        ).pointing_to("tbl-partnerships")
    return Statement(
        "{partnerships} with {schools} took part in {cycle}: {names}.",
        names=listed(list(names)),
        **given,
    )


def shared(reviews: Tally, reflections: Tally) -> Statement | None:
    """How many schools have shared a review, and a reflection on what came of it."""
    if not reviews.may_be_shown or not reviews.number:
        return None
    if not reflections.may_be_shown or not reflections.number:
        return Statement(
            "{reviews} shared what a review found.",
            reviews=f"{capital(counted(reviews.number, 'school'))} "
            f"{plural(reviews.number, 'has', 'have')}",
        )
    return Statement(
        "{reviews} shared what a review found, and {reflections} what came of it.",
        reviews=f"{capital(counted(reviews.number, 'school'))} "
        f"{plural(reviews.number, 'has', 'have')}",
        reflections=in_words(reflections.number),
    )


def practices_alone(files: int) -> Statement:
    """That no share file holds more than a practice, so that of all else nothing is said.

    Parameters
    ----------
    files : share files that count, one a school.
    """
    return Statement(
        "Counted here: {files}, one from each school. No review summary and no impact reflection "
        "has come with them, so nothing is said of themes, results, support and next steps.",
        files=counted(files, "share file"),
    )


def working_on(steps: Mapping[str, Tally], strengths: Mapping[str, Tally]) -> Statement:
    """The theme that most schools have a next step on, and the one with most strengths."""
    next_steps, found = _most(steps), _most(strengths)
    if next_steps is None and found is None:
        return Statement("What the reviews found is at too few schools to be told by theme.")
    said = []
    if next_steps is not None:
        said.append(
            Statement(
                "More schools are working on {theme} than on any other theme: next steps at "
                "{where}."
                if _alone(next_steps, steps)
                else "Among the themes that most schools are working on is {theme}: next steps at "
                "{where}.",
                theme=theme_name(next_steps),
                where=schools_of(steps[next_steps]),
            )
        )
    if found is not None:
        said.append(
            Statement(
                "Strengths to build on are most often found on {theme}, at {where}."
                if _alone(found, strengths)
                else "Strengths to build on are found on {theme} at {where}.",
                theme=theme_name(found),
                where=schools_of(strengths[found]),
            )
        )
    return joined(said).pointing_to("fig-themes")


def _most(found: Mapping[str, Tally]) -> str | None:
    """The theme with most schools among those that may be shown; None where there is none."""
    shown = [theme for theme, one in found.items() if one.may_be_shown and one.number]
    return max(shown, key=lambda theme: found[theme].number, default=None)


def _alone(theme: str, found: Mapping[str, Tally]) -> bool:
    """Whether no other theme has as many schools, among all that are known."""
    most = found[theme].number
    others = [one for name, one in found.items() if name != theme]
    return all(one.may_be_shown and one.number < most for one in others)


def what_seems_to_work(pools: Sequence, rules: Rules) -> Statement:
    """What several partnerships found together, or that nothing can be put together."""
    if not pools:
        return Statement(
            "No outcome was measured alike by enough schools of several partnerships, so no "
            "results are put together."
        )
    return of_groups([one.pool for one in pools], rules).pointing_to("tbl-results")


def support(
    needs: Mapping[str, Tally], offers: Mapping[str, Tally], elsewhere: Mapping[str, Tally]
) -> Statement:
    """What support is wanted most, and where an offer of another partnership meets it."""
    wanted = _most(needs)
    if wanted is None:
        return Statement("What support schools would welcome is at too few of them to be told.")
    said = [
        Statement(
            "Support is wanted on {theme} at {where}.",
            theme=theme_name(wanted),
            where=schools_of(needs[wanted]),
        )
    ]
    given = offers[wanted]
    if given.may_be_shown and given.number:
        said.append(
            Statement(
                "On the same theme {where} {offer} some.",
                where=schools_of(given),
                offer=plural(given.number, "offers", "offer"),
            )
        )
    met = [theme for theme, one in elsewhere.items() if one.may_be_shown and one.number]
    if met:
        said.append(
            Statement(
                "An offer can come from another partnership only on {themes}.",
                themes=listed([theme_name(theme) for theme in met]),
            )
        )
    return joined(said).pointing_to("fig-support", "tbl-support")


def followed(steps: Sequence[tuple[str, Tally]]) -> Statement:
    """How far the next steps were followed."""
    (_, first), (_, acted), _, (_, measured), *_ = steps
    if not first.may_be_shown or not first.things:
        return Statement("How far next steps were followed is known of too few schools to be told.")
    if not acted.may_be_shown or not measured.may_be_shown:
        return Statement("The reviews set {n}.", n=counted(first.things, "next step"))
    return Statement(
        "Of {n}, {acted} an action, and of {measured} something was measured or told since.",
        n=counted(first.things, "next step"),
        acted=f"{in_words(acted.things or 0)} {plural(acted.things or 2, 'has', 'have')}",
        measured=in_words(measured.things or 0),
    ).pointing_to("tbl-followed")


def lasted(found: Mapping[CarriedState, Tally]) -> Statement | None:
    """What became of what earlier cycles handed on; None where they handed nothing on."""
    if not any(one.number for one in found.values()):
        return None
    if not all(one.may_be_shown for one in found.values()):  # the sum would tell what is hidden
        return Statement(
            "How all of what earlier cycles handed on is now, is known of too few schools to be "
            "told."
        ).pointing_to("tbl-lasted")
    things = {state: one.things or 0 for state, one in found.items()}
    return Statement(
        "Earlier cycles handed on {n}: {still} still done, {adapted} adapted, {stopped} stopped, "
        "{rest} not looked at yet.",
        n=counted(sum(things.values()), "thing"),
        still=how_many(things[CarriedState.STILL_DONE]),
        adapted=how_many(things[CarriedState.ADAPTED]),
        stopped=how_many(things[CarriedState.STOPPED]),
        rest=how_many(things[CarriedState.NOT_LOOKED]),
    ).pointing_to("tbl-lasted")


def practices(found: Sequence[tuple[str, Practice]], partnerships: int) -> Statement:
    """How many practices are shared with everyone, and one of them."""
    if not found:
        return Statement("No practice is signed off for everyone yet.")
    n = len(found)
    school, practice = found[0]
    return Statement(
        "One practice is shared with everyone: {principle} ({school})."
        if n == 1
        else "{n} practices of {partnerships} are shared with everyone, among them: {principle} "
        "({school}).",
        n=capital(in_words(n)),
        partnerships=counted(partnerships, "partnership"),
        principle=free_text(practice.principle),
        school=school,
    ).pointing_to("tbl-practices")


def to_talk_about(steps: Mapping[str, Tally], unmet: Mapping[str, Tally]) -> Statement | None:
    """The theme to begin the next year with; None where no theme may be told of."""
    told = [
        theme
        for theme in THEMES
        if steps[theme].may_be_shown and unmet[theme].may_be_shown and steps[theme].number
    ]
    if not told:
        return None
    theme = max(told, key=lambda one: steps[one].number + unmet[one].number)
    wanted = unmet[theme].number
    return Statement(
        "What to talk about first may be {theme}: next steps at {where}, and {wanted} without an "
        "offer of support in the hub."
        if wanted
        else "What to talk about first may be {theme}: next steps at {where}.",
        theme=theme_name(theme),
        where=schools_of(steps[theme]),
        **({"wanted": in_words(wanted)} if wanted else {}),
    )


def theme_ahead(
    theme: str, steps: Tally, needs: Tally, offers: Tally, elsewhere: Tally
) -> Statement | None:
    """What there is to talk about on one theme; None where nothing may be told of it."""
    parts = [
        say("next steps at {where}", where=schools_of(steps).text)
        if steps.may_be_shown and steps.number
        else "",
        say("support wanted at {where}", where=schools_of(needs).text)
        if needs.may_be_shown and needs.number
        else "",
        say("offered at {where}", where=schools_of(offers).text)
        if offers.may_be_shown and offers.number
        else "",
    ]
    told = [part for part in parts if part]
    if not told:
        return None
    said = [Statement("**{theme}.** {told}.", theme=theme_name(theme), told=capital(listed(told)))]
    if elsewhere.may_be_shown and elsewhere.number:
        said.append(
            Statement(
                "For {n} the offer is in another partnership: the hub can bring them together.",
                n=counted(elsewhere.number, "school"),
            )
        )
    return joined(said)
