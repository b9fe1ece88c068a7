"""What a hub keeps of one school's share file: figures, and the words that are for everyone.

A school signs its documents off for its own partnership, and a hub is wider than that. So only
counts and results leave the partnership. A school's own words do where it has signed them off
for everyone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from sys import intern

from spp_research.partnership.annual import carried_state, chain, plans, visible
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, Rules
from spp_research.schema.vocabulary import WRITE_UP, CarriedState
from spp_research.share import Effect, Practice, SchoolShare
from spp_research.share.content import PARTS, REFLECTION, covered
from spp_research.telling import as_facts, briefly


@dataclass(frozen=True, slots=True)
class Part:
    """One school of the hub.

    Parameters
    ----------
    file : by which a message names it: "riverside/oakfield.json".
    partnership, slug, school : as the file has them.
    roll : pupils on roll, or None.
    made_on : the day that the file looks from.
    content : the hash of the file; `told` one of what it says of the year, empty where that is
        too little to know the school by.
    own_name : whether the file bears the school's short name.
    signed : documents that are signed off for this audience, and `public` those for everyone.
    findings : by theme and kind, how many.
    offers, needs : by theme, how many that stand on the day.
    steps : how far its next steps were followed, as `annual.chain` counts them.
    lasted : by how it is now, how much of what earlier cycles handed on.
    effects : its main outcomes, as this audience may see them.
    practice : where it is signed off for everyone.
    """

    file: str
    partnership: str
    slug: str
    school: str
    roll: int | None
    made_on: date
    content: str
    told: str
    own_name: bool
    signed: frozenset[str]
    public: frozenset[str]
    findings: Mapping[tuple[str, str], int]
    offers: Mapping[str, int]
    needs: Mapping[str, int]
    steps: tuple[int, ...]
    lasted: Mapping[CarriedState, int]
    effects: tuple[Effect, ...]
    practice: Practice | None

    __repr__ = briefly
    _repr_html_ = as_facts

    @property
    def key(self) -> str:
        """The school among all of the hub's."""
        return f"{self.partnership}/{self.slug}"


_UNTOLD = {"question": "", "who": "", "reason": "", "warnings": ()}
_SAID_ALIKE = ("name", "unit", "estimator", "verdict", "standing", "rule")


def part_of(share: SchoolShare, file: str, rules: Rules, today: date, as_at: date) -> Part:
    """What is kept of a share file.

    Parameters
    ----------
    today, as_at : the day on which sign-offs must stand, and the one that the report looks from.
    """
    audience = rules.audience.value
    own = covered(covered(share, audience, today), audience, as_at)
    (seen,) = visible({share.school: own}, rules).values()
    for_all = covered(covered(share, Audience.PUBLIC, today), Audience.PUBLIC, as_at)
    standing = [line for line in seen.support if line.until is None or line.until >= as_at]
    reflected = [share.school] if seen.signed(REFLECTION) else []
    shares = {share.school: seen}
    steps = tuple(n for _, n in chain(shares, plans(shares, reflected)))
    return Part(
        file=file,
        partnership=intern(share.partnership),
        slug=share.school,
        school=share.school_name,
        roll=share.pupils_on_roll,
        made_on=share.made_on,
        content=share.content_hash,
        told=_told(share),
        own_name=file.rpartition("/")[2] in (f"{share.school}.json", f"{share.school}.share.json"),
        signed=frozenset(line.document for line in seen.sign_offs),
        public=frozenset(line.document for line in for_all.sign_offs),
        findings=Counter((intern(f.theme), f.kind.value) for f in seen.findings),
        offers=Counter(intern(line.theme) for line in standing if line.kind == "Offer"),
        needs=Counter(intern(line.theme) for line in standing if line.kind == "Need"),
        steps=steps,
        lasted=Counter(carried_state(line.state) for line in seen.lasted),
        effects=tuple(_lean(effect) for effect in seen.effects if effect.primary),
        practice=for_all.practice if for_all.signed(WRITE_UP) else None,
    )


def _lean(effect: Effect) -> Effect:
    """A result without what no hub report says, and its words kept once for all schools."""
    said = {name: intern(getattr(effect, name)) for name in _SAID_ALIKE}
    return effect.model_copy(update=_UNTOLD | said)


def names_somebody(part: Part, share: SchoolShare) -> bool:
    """Whether one of the words that a hub report shows seems to point to a person."""
    cleared = frozenset(share.cleared)
    shown = [part.partnership, part.school]
    shown += [text for effect in part.effects for text in (effect.name, effect.unit)]
    if part.practice:
        shown += [part.practice.principle, part.practice.in_short]
    return any(personal.find(text, cleared=cleared) for text in shown)


def _told(share: SchoolShare) -> str:
    """One hash over what a file says of the year; empty where two schools could say the same."""
    if not share.findings and all(effect.value is None for effect in share.effects):
        return ""
    names = {name for names in PARTS.values() for name in names}
    told = share.model_dump_json(include=names)
    return blake2b(told.encode(), digest_size=12).hexdigest()
