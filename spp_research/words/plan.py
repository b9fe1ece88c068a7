"""The plan of a year in words: how the work is shared, what changes, and why there is no plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from spp_research.catalogue import say
from spp_research.partnership.plan.answers import Bend, Bent, Rule
from spp_research.partnership.plan.inputs import Planning
from spp_research.partnership.plan.mends import Impossible, Left
from spp_research.partnership.plan.planned import Change, Plan
from spp_research.partnership.plan.unkept import Broken, unkept
from spp_research.phrases import in_words, listed, long_date, named
from spp_research.schema import PARTNERSHIP

_COLUMNS = PARTNERSHIP.sheet("timetable")
_MOST = 3  # schools, days or changes that a sentence names


def fairness(made: Plan) -> str:
    """How the work is shared, in a line."""
    fair = made.fairness
    shared = say(
        "Each reviewer takes part in {reviews}, each champion leads {workshops}; a school gives "
        "{given} places in review teams.",
        reviews=_reviews(fair.reviews),
        workshops=_workshops(fair.workshops),
        given=_range(fair.given),
    )
    if not fair.mutual:
        return f"{shared} " + say("No two schools review each other.")
    return f"{shared} " + say(
        "One pair of schools reviews each other.",
        "{pairs} pairs of schools review each other.",
        n=len(fair.mutual),
        pairs=in_words(len(fair.mutual)).capitalize(),
    )


def _range(numbers: tuple[int, int]) -> str:
    low, high = numbers
    return in_words(low) if low == high else say("{low} to {high}", low=low, high=high)


def _reviews(numbers: tuple[int, int]) -> str:
    return say("{number} review", "{number} reviews", n=numbers[1], number=_range(numbers))


def _workshops(numbers: tuple[int, int]) -> str:
    return say("{number} workshop", "{number} workshops", n=numbers[1], number=_range(numbers))


def changed(change: Change, planning: Planning) -> str:
    """One thing that a new plan changes."""
    return say(
        "{school}, {what}: {after} in the place of {before}.",
        school=_school(planning, change.key[0]),
        what=_COLUMNS.field(change.what).label.lower(),
        after=_cell(change.after, planning),
        before=_cell(change.before, planning),
    )


def _cell(value: object, planning: Planning) -> str:
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, tuple):
        return listed([_person(planning, who) for who in value])
    return _person(planning, str(value)) if value else say("nothing")


def remarks(made: Plan) -> Iterator[str]:
    """What else whoever reads the plan should know."""
    yield from _unkept(made)
    planning = made.planning
    for schools in made.helped:
        yield say(
            "{schools}: people of the other groups help here, since the group has too few of its "
            "own.",
            schools=_schools(planning, schools),
        )
    if made.no_impact:
        late = [host.school for host in planning.hosts if _any_key(made.no_impact, host.school)]
        yield say(
            "{schools}: {weeks} weeks after the workshop there is no school day left in the "
            "cycle, so the impact review has no date yet.",
            schools=_schools(planning, late),
            weeks=planning.agreed.impact_after,
        )
    if planning.unknown_from:
        yield say(
            "Bank holidays from {day} on are not known to the kit: give them on the sheet "
            "“{sheet}”.",
            day=long_date(planning.unknown_from),
            sheet=PARTNERSHIP.sheet("terms").title,
        )


_UNKEPT = {
    Broken.OWN_SCHOOL: "{school} is kept as it was fixed, though {person} works there.",
    Broken.IN_THE_TEAM: "{school} is kept as it was fixed, though {person} is in the team and the "
    "champion.",
    Broken.AWAY: "{school} is kept as it was fixed, though {person} cannot come on {day}.",
    Broken.TWICE: "{school} is kept as it was fixed, though {person} is at two schools on {day}.",
    Broken.CLOSED: "{school} is kept as it was fixed, though {day} is no school day there, or one "
    "that will not do.",
}


def _unkept(made: Plan) -> Iterator[str]:
    """What the lead has fixed against the rules."""
    for one in unkept(made):
        yield say(
            _UNKEPT[one.what],
            school=_school(made.planning, one.school),
            person=_person(made.planning, one.person) if one.person else "",
            day=long_date(one.day) if one.day else "",
        )


def _any_key(keys: frozenset[tuple[str, int]], school: str) -> bool:
    return any(slug == school for slug, _ in keys)


def why_not(why: Impossible, planning: Planning) -> list[str]:
    """Why a group of schools has no plan, and what would do, in a few sentences."""
    if why.no_day:
        return [
            say(
                "{schools}: there is no day on which the review and, after it, the workshop could "
                "be. Look at the days that will not do, the terms, and from when to when reviews "
                "may be.",
                schools=_schools(planning, why.no_day),
            )
        ]
    said = [_goes_without(planning, role, why.left) for role in ("champion", "reviewer")]
    sentences = [sentence for sentence in said if sentence]
    if not sentences:
        sentences = [
            say(
                "{schools}: no plan was found that keeps every rule.",
                schools=_schools(planning, why.schools),
            )
        ]
    if why.clash:
        rules = [_rule(rule, planning) for rule in why.clash]
        sentences.append(say("These cannot all be kept: {rules}.", rules="; ".join(rules)))
    if why.mends:
        mends = [listed([_mend(bent, planning) for bent in mend]) for mend in why.mends]
        sentences.append(say("What would do: {mends}.", mends=say("; or ").join(mends)))
    if not why.proved:
        sentences.append(
            say("The plans of the other groups were taken as they are; there may be another way.")
        )
    return sentences


def _goes_without(planning: Planning, role: str, left: Sequence[Left]) -> str:
    """For whom too few are left in a role, and why, with the first school as the example."""
    mine = [one for one in left if one.role == role]
    if not mine:
        return ""
    schools = _schools(planning, [one.school for one in mine])
    reasons = _reasons(mine[0], _school(planning, mine[0].school))
    if role == "champion" and not mine[0].free:
        return say(
            "Nobody who may be the champion is left for {schools}: {reasons}.",
            schools=schools,
            reasons=reasons,
        )
    if role == "champion":
        return say(
            "There are too few champions for {schools}: {reasons}.",
            schools=schools,
            reasons=reasons,
        )
    return say(
        "There are too few reviewers for {schools}: {reasons}.", schools=schools, reasons=reasons
    )


def _reasons(left: Left, school: str) -> str:
    if not left.everyone:
        return say("nobody has the role")
    told = [
        say(
            "{number} works at {school}",
            "{number} work at {school}",
            n=left.at_home,
            number=in_words(left.at_home),
            school=school,
        )
        if left.at_home
        else "",
        say("{number} took part in the review", number=in_words(left.took_part))
        if left.took_part
        else "",
        say(
            "{number} has no training that holds on the day",
            "{number} have no training that holds on the day",
            n=left.untrained,
            number=in_words(left.untrained),
        )
        if left.untrained
        else "",
        say(
            "{number} is away, needed elsewhere or has no days left",
            "{number} are away, needed elsewhere or have no days left",
            n=left.away,
            number=in_words(left.away),
        )
        if left.away
        else "",
        say("{number} is left", "{number} are left", n=left.free, number=in_words(left.free))
        if left.free
        else "",
    ]
    return say(
        "{everyone} person has the role, and {told}",
        "{everyone} people have the role, of whom {told}",
        n=left.everyone,
        everyone=in_words(left.everyone),
        told=listed([one for one in told if one]),
    )


def _rule(rule: Rule, planning: Planning) -> str:
    """A rule of the plan, as it is named where several clash."""
    match rule:
        case Rule.TEAM:
            return say("every review has three or four reviewers")
        case Rule.CHAMPION:
            return say("every workshop has a champion")
        case Rule.HOME:
            return say("nobody reviews or is champion at their own school")
        case Rule.APART:
            return say("a champion has had no part in the review")
        case Rule.BOOKED:
            return say("nobody is needed in two places on one day")
        case Rule.AWAY:
            return say("nobody comes on a day that will not do for them")
        case Rule.GIVE:
            return say("nobody gives more days than they have to give")
        case Rule.TRAINED:
            return say("training is in date on the day")
        case Rule.WORKSHOP:
            return say(
                "the workshop is within {days} days of the review",
                days=planning.agreed.workshop_within,
            )


def _mend(bent: Bent, planning: Planning) -> str:
    """One thing that would help, as a part of a list."""
    who = _person(planning, bent.who) if bent.who else ""
    match bent.bend:
        case Bend.REFRESHER:
            return say("a refresher of {who} as {role}", who=who, role=_role(bent.role))
        case Bend.TRAINING:
            return say("{who} trained in time as {role}", who=who, role=_role(bent.role))
        case Bend.FREE_DAY:
            return say(
                "{who} free on {days}",
                who=who,
                days=listed([long_date(day) for day in bent.days]),
            )
        case Bend.MORE_DAYS:
            return say(
                "{number} more day of {who}",
                "{number} more days of {who}",
                n=bent.number,
                number=in_words(bent.number),
                who=who,
            )
        case Bend.LATER:
            return say(
                "the workshop of {school} {number} week later",
                "the workshop of {school} {number} weeks later",
                n=bent.number,
                number=in_words(bent.number),
                school=_schools(planning, bent.schools),
            )
        case Bend.NEW_REVIEWER:
            return say(
                "{number} more trained reviewer who does not work at {schools}",
                "{number} more trained reviewers who do not work at {schools}",
                n=bent.number,
                number=in_words(bent.number),
                schools=_schools(planning, bent.schools, "or"),
            )
        case Bend.NEW_CHAMPION:
            return say(
                "{number} more trained champion who does not work at {schools}",
                "{number} more trained champions who do not work at {schools}",
                n=bent.number,
                number=in_words(bent.number),
                schools=_schools(planning, bent.schools, "or"),
            )


def _role(role: str) -> str:
    return say("peer reviewer") if role == "reviewer" else say("improvement champion")


def _person(planning: Planning, who: str) -> str:
    name = planning.names.get(who)
    return f"{name} ({who})" if name else who


def _school(planning: Planning, school: str) -> str:
    return next((host.name for host in planning.hosts if host.school == school), school)


def _schools(planning: Planning, schools: Sequence[str], last: str = "and") -> str:
    names = [_school(planning, school) for school in dict.fromkeys(schools)]
    if len(names) > _MOST:
        return named(names, len(planning.hosts)) if len(names) > 6 else listed(names, last)
    return listed(names, last)


def event_title(kind: str, school: str) -> str:
    """What an event of a calendar is called."""
    match kind:
        case "self-review":
            return say("Self-review finished: {school}", school=school)
        case "evidence":
            return say("Evidence shared with the review team: {school}", school=school)
        case "review":
            return say("Peer review: {school}", school=school)
        case "workshop":
            return say("Improvement workshop: {school}", school=school)
        case _:
            return say("Impact review: {school}", school=school)


def event_people(team: Sequence[str], champion: str) -> str:
    """Who takes part, for the text of an event; empty where nobody is named."""
    parts = []
    if team:
        parts.append(say("Review team: {team}.", team=listed(list(team))))
    if champion:
        parts.append(say("Improvement champion: {champion}.", champion=champion))
    return " ".join(parts)
