"""What a workshop pack opens: the school's year, who takes part, and what partners offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from spp_research.kinds import WORKSHOP_PACK
from spp_research.partnership.lead_workbook import Partnership, day
from spp_research.schema.vocabulary import THEMES, SupportKind
from spp_research.share import Support
from spp_research.share.content import covered
from spp_research.share.files import Shares, read_shares
from spp_research.telling import as_facts, in_short
from spp_research.workspace import open_workspace

from ..evidence import EvidenceBase, Study, open_school
from ..review import theme_name
from .questions import themes


@dataclass(frozen=True)
class Pack:
    """One school's workshop.

    Parameters
    ----------
    study : the host school's year as the audience may see it.
    shares : what partner schools have shared, as far as it is still signed off on the day that
        the pack looks from; no file is needed for a pack to be made.
    """

    study: Study
    shares: Shares

    _repr_html_ = as_facts

    def __repr__(self) -> str:
        return in_short(
            f"{WORKSHOP_PACK.title} of {self.study.base.school.name}",
            audience=self.study.rules.audience.value,
            shared_by=", ".join(self.shares.shares) or "nobody",
        )


def open_workshop(workspace: str, school: str, audience: str) -> Pack:
    """Open one school's year, and the share files that lie in the workspace.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    school : the host school's short name.
    audience : "school", "partnership" or "public".

    Raises
    ------
    ConfigurationError, DisclosureError, EvidenceError
        As `open_school` does. A share file that cannot be used is told of and stops nothing.
    """
    study = open_school(workspace, school, audience)
    found = read_shares(open_workspace(workspace).share_folder, study.partnership)
    shares = {
        slug: covered(share, study.rules.audience, study.as_at)
        for slug, share in found.shares.items()
    }
    return Pack(study, replace(found, shares=shares))


HEAD, LEAD = "Headteacher", "Partnership lead"


@dataclass(frozen=True)
class Person:
    """Somebody with a part in the workshop, and where they work.

    Parameters
    ----------
    school : its name, with the partnership where that is another one; for somebody from elsewhere
        of whom no school is known, what the lead says of where from, and empty for an associate.
    at_school : whether a school is known.
    """

    name: str
    school: str
    at_school: bool = True


@dataclass(frozen=True)
class Who:
    """The people and days of one school's workshop; empty or None where the lead has not said.

    Parameters
    ----------
    champion : who facilitates: from another school and not of the review team.
    team : who reviewed the school.
    others : the team and everybody who works at the school, under another ID than the champion's.
    head : of the host school.
    lead : of the partnership.
    review : first and last day of the review.
    workshop, looking_back : the days.
    """

    champion: Person | None
    team: tuple[Person, ...]
    others: tuple[Person, ...]
    head: Person | None
    lead: Person | None
    review: tuple[date, date] | None
    workshop: date | None
    looking_back: date | None


def who(study: Study) -> Who:
    """The people and days, from the lead's workbook."""
    partnership, slug = study.partnership, study.base.school.slug
    people = partnership.people
    own = people[people["school"] == slug]
    heads = list(own.loc[own["role"] == HEAD, "person_id"])
    row = partnership.review_of(slug, study.day_of(WORKSHOP_PACK.title))
    known = {} if row is None else row.to_dict()
    start = day(known.get("review_start"))
    end = day(known.get("review_end")) or start
    team = known.get("team")
    leads = people.loc[people["role"] == LEAD, "person_id"]
    return Who(
        champion=_person(partnership, known.get("champion")),
        team=_people(partnership, team if isinstance(team, tuple) else ()),
        others=_people(
            partnership,
            tuple(
                one
                for one in (*(team if isinstance(team, tuple) else ()), *own["person_id"])
                if one != known.get("champion")
            ),
        ),
        head=_person(partnership, heads[0]) if heads else None,
        lead=_person(partnership, leads.iloc[0]) if len(leads) else None,
        review=(start, end) if start and end else None,
        workshop=day(known.get("workshop_date")),
        looking_back=day(known.get("impact_review_date")),
    )


def _person(partnership: Partnership, person_id: object) -> Person | None:
    if found := partnership.of_partner(person_id):
        side, one = found
        return Person(one.name, f"{side.school_name(one.school)}, {side.partnership}")
    rows = partnership.people[partnership.people["person_id"] == person_id]
    if rows.empty:
        return None
    name = str(rows.iloc[0]["name"])
    if schools := list(rows["school"].dropna()):
        return Person(name, partnership.school(schools[0]).name)
    return Person(name, next(iter(rows["from_elsewhere"].dropna()), ""), at_school=False)


def _people(partnership: Partnership, ids: tuple[object, ...]) -> tuple[Person, ...]:
    return tuple(person for one in ids if (person := _person(partnership, one)))


OFFER, NEED = SupportKind.OFFER, SupportKind.NEED


@dataclass(frozen=True)
class Match:
    """One theme that matters to the workshop.

    Parameters
    ----------
    theme : its short name.
    needs : what the school would welcome, in its own words.
    offers : (name of the school, offer), in the lead's order of schools.
    """

    theme: str
    needs: tuple[str, ...]
    offers: tuple[tuple[str, Support], ...]


def needs(base: EvidenceBase, as_at: date) -> tuple[tuple[str, str], ...]:
    """What the school would welcome and has not stopped looking for: (theme in full, words)."""
    return tuple(
        (str(row.theme), str(row.support))
        for row in base.support.itertuples(index=False)
        if row.kind == NEED and not _over(day(row.until), as_at)
    )


def matches(base: EvidenceBase, shares: Shares, as_at: date) -> tuple[Match, ...]:
    """The themes of the questions and of the needs, each with what partner schools offer.

    In the framework's order of themes; a theme without a need or an offer is left out.
    """
    wanted = needs(base, as_at)
    offered = tuple(offers_standing(shares, base.school.slug, as_at))
    made = []
    for theme in THEMES:
        own = tuple(words for of, words in wanted if of == theme)
        if not own and theme not in themes(base):
            continue
        theirs = tuple((name, offer) for name, offer in offered if offer.theme == theme)
        if own or theirs:
            made.append(Match(theme_name(theme), own, theirs))
    return tuple(made)


def offers_standing(shares: Shares, slug: str, as_at: date) -> Iterator[tuple[str, Support]]:
    """Every offer of the other schools that stands on the day, in the lead's order of schools."""
    for school, share in shares.shares.items():
        for offer in share.support if school != slug else ():
            if offer.kind == OFFER and not _over(offer.until, as_at):
                yield share.school_name, offer


def _over(until: date | None, as_at: date) -> bool:
    return until is not None and until < as_at
