"""A peer review in sentences: when it was, who came, whom they met, and what was seen or said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from spp_research.catalogue import called
from spp_research.partnership.lead_workbook import day, known_day, missing, text, whole
from spp_research.phrases import counted, days, listed, long_date, small
from spp_research.protect.disclosure import Audience, Rules, Shown, count, free_text
from spp_research.schema.vocabulary import REVIEW_SUMMARY, Direction
from spp_research.school import review
from spp_research.school.evidence import Study

from .statements import Statement

# What the people of a review are called where they are counted, one and several.
_MET = {
    "Pupils": ("pupil", "pupils"),
    "Staff": ("member of staff", "members of staff"),
    "Leaders": ("leader", "leaders"),
    "Parents and carers": ("parent or carer", "parents and carers"),
    "Governors": ("governor", "governors"),
}


def the_review(study: Study) -> Iterator[Statement]:
    """When the review was and who reviewed, the workshop's champion, the school, who was met."""
    looked_from = study.day_of(REVIEW_SUMMARY)
    row = study.partnership.review_of(study.base.school.slug, looked_from)
    if row is not None:
        yield _reviewed(study, row, looked_from)
        if (workshop := day(row["workshop_date"])) is not None:
            yield _workshop(study, row, workshop, looked_from)
    own = study.base.own
    context = text(own.iloc[0]["context"]) if len(own) else ""
    beyond = study.rules.audience is not Audience.SCHOOL
    if context and not (beyond and study.base.names_somebody(context)):
        yield Statement("**The school:** {context}", context=free_text(context))
    if (met := _met(study)) is not None:
        yield met


def _reviewed(study: Study, row: Any, looked_from: date) -> Statement:
    first = known_day(row["review_start"])
    last = day(row["review_end"]) or first
    team = row["team"] if isinstance(row["team"], tuple) else ()
    who = reviewers(study, team)
    if first > looked_from:
        if not who:
            return Statement("**The review** is planned for {days}.", days=days(first, last))
        return Statement(
            "**The review** is planned for {days}, by {who}.", days=days(first, last), who=who
        )
    if not who:
        return Statement(
            "**Reviewed** on {days}. Who reviewed has not been written down.",
            days=days(first, last),
        )
    return Statement("**Reviewed** on {days} by {who}.", days=days(first, last), who=who)


def _workshop(study: Study, row: Any, on: date, looked_from: date) -> Statement:
    named = [row["champion"]] if not missing(row["champion"]) else []
    champion = reviewers(study, named)
    if not champion:
        return Statement("**The improvement workshop:** {day}.", day=on)
    if on > looked_from:
        return Statement(
            "**The improvement workshop** is planned for {day}, led by {champion}.",
            day=on,
            champion=champion,
        )
    return Statement(
        "**The improvement workshop** was on {day}, led by {champion}.", day=on, champion=champion
    )


def reviewers(study: Study, ids: Sequence[object]) -> Shown | str:
    """People by name with their schools; for everyone only their schools, and how many they are.

    Parameters
    ----------
    ids : of the lead's sheet People.

    Returns
    -------
    Shown or str
        Empty where the sheet knows none of them.
    """
    people = {row.person_id: row for row in study.partnership.people.itertuples(index=False)}
    schools = {one.slug: one.name for one in study.partnership.schools}
    known = [people[one] for one in ids if one in people]
    if not known:
        return ""
    homes = [schools.get(text(one.school)) or text(one.from_elsewhere) for one in known]
    if study.rules.audience is Audience.PUBLIC:
        own = list(dict.fromkeys(home for home in homes if home))
        several = counted(len(known), "colleague")
        return Shown(f"{several} from {listed(own)}" if own else several)
    return Shown(
        listed(
            [
                f"{one.name} ({home})" if home else str(one.name)
                for one, home in zip(known, homes, strict=True)
            ]
        )
    )


def _met(study: Study) -> Statement | None:
    """Whom the review met; of a few, or where a few follow by subtraction, only that they were met.

    What many answered in a survey is no meeting.
    """
    base = study.base
    asked = base.evidence["source_type"] == "Survey"
    heard = review.informants(replace(base, evidence=base.evidence.loc[~asked]))
    shown = {
        str(row.Index): people(whole(row.people), whole(row.fewest), study.rules)
        for row in heard.itertuples()
        if row.Index in _MET and whole(row.people)
    }
    if not shown:
        return None
    many = [f"{n.text} {_MET[who][n.text != '1']}" for who, n in shown.items() if not n.hidden]
    few = listed([_MET[who][1] for who, n in shown.items() if n.hidden])
    if not few:
        return Statement("**Met:** {many}.", many=Shown(listed(many)))
    if not many:
        return Statement("**Met:** {few}, whose numbers are not shown.", few=few)
    return Statement(
        "**Met:** {many}; also {few}, whose numbers are not shown.",
        many=Shown(listed(many)),
        few=few,
    )


def people(everybody: int | None, fewest: int | None, rules: Rules) -> Shown:
    """How many people were met over several meetings.

    Parameters
    ----------
    fewest : at one of them. What is told of the others would give it away, so it has to be enough
        by itself.
    """
    if everybody is None:
        return Shown("–")
    least = count(everybody if fewest is None else fewest, rules)
    return least if least.hidden else count(everybody, rules)


def asked(row: Any) -> Statement:
    """An enquiry question under its theme, with what the school thought beforehand.

    Parameters
    ----------
    row : of `spp_research.school.review.questions`.
    """
    if missing(row.self_view):
        return Statement(
            "**{number}, {theme}.** {question}",
            number=row.question_id,
            theme=review.theme_name(row.theme),
            question=free_text(row.question),
        )
    return Statement(
        "**{number}, {theme}.** {question} *The school thought beforehand:* {view}",
        number=row.question_id,
        theme=review.theme_name(row.theme),
        question=free_text(row.question),
        view=free_text(row.self_view),
    )


def found(row: Any) -> Statement:
    """A finding in the school's own words; then its number and how its evidence hangs together.

    Parameters
    ----------
    row : of `spp_research.school.review.findings`.
    """
    return Statement(
        "{finding} *({number}, on {question}; {how})*",
        finding=free_text(row.finding),
        number=row.finding_id,
        question=row.question_id,
        how=str(row.agreement),
    )


def found_at_workshop(row: Any) -> Statement:
    """A finding under what it is, since a workshop has strengths and next steps on one wall.

    Parameters
    ----------
    row : of `spp_research.school.review.findings`.
    """
    return Statement(
        "**{kind} {number}.** {finding} *({how})*",
        kind=called(row.kind),
        number=row.finding_id,
        finding=free_text(row.finding),
        how=str(row.agreement),
    )


def behind(row: Any, study: Study) -> list[Statement]:
    """What was seen or said behind a finding, what points the other way last.

    Beyond the school, what rests on a few people is named and not told.

    Parameters
    ----------
    row : of `spp_research.school.review.findings`.
    """
    return pieces_told(row.trail, study)


def pieces_told(pieces: Sequence[review.Piece], study: Study) -> list[Statement]:
    """Pieces of evidence in words, what points away last, and those named that stay in the school.

    Parameters
    ----------
    pieces : of one finding, or those that no finding names.
    """
    told = [piece for piece in pieces if piece.kept_back(study.base, study.rules) is None]
    differ = len({piece.away for piece in pieces}) > 1
    both = len({piece.away for piece in told}) > 1
    said = [_seen(piece, both=both) for piece in sorted(told, key=lambda piece: piece.away)]
    if differ and not both:
        said.append(_one_side(told))
    for why in review.Kept:
        kept = [p for p in pieces if p.kept_back(study.base, study.rules) is why]
        if kept:
            said.append(_kept(kept, why))
    return said


_SEEN = {
    Direction.STRENGTH: "{source}: {seen} *({number})*",
    Direction.NEXT_STEP: "{source}: {seen} *({number})*",
    Direction.MIXED: "{source}: {seen} *({number}, mixed)*",
    Direction.UNCLEAR: "{source}: {seen} *({number}, unclear)*",
}
_SEEN_AWAY = "**Pointing the other way.** {source}: {seen} *({number})*"
# Where both sides can be told, each says which it is.
_SEEN_TOWARDS = {
    Direction.STRENGTH: "**Pointing to it.** {source}: {seen} *({number})*",
    Direction.NEXT_STEP: "**Pointing to it.** {source}: {seen} *({number})*",
    Direction.MIXED: "**Pointing both ways.** {source}: {seen} *({number}, mixed)*",
    Direction.UNCLEAR: "**Pointing nowhere yet.** {source}: {seen} *({number}, unclear)*",
}


def _seen(piece: review.Piece, *, both: bool) -> Statement:
    """A piece of evidence in words.

    Parameters
    ----------
    both : whether pieces that point to the finding and away from it stand side by side.
    """
    source = f"{piece.source_type}, {long_date(piece.on)}" if piece.on else piece.source_type
    wordings = _SEEN_TOWARDS if both else _SEEN
    return Statement(
        _SEEN_AWAY if piece.away else wordings[Direction(piece.direction)],
        source=source,
        seen=free_text(piece.seen),
        number=piece.evidence_id,
    )


def _one_side(told: Sequence[review.Piece]) -> Statement:
    """Why nothing on one side can be read although sources are said to differ.

    It names no piece: that there are two sides is said of the finding already.
    """
    if not told:
        return Statement("**Sources differ,** and both sides stay in the school’s own copy.")
    if told[0].away:
        return Statement(
            "**Sources differ.** What points to the finding stays in the school’s own copy."
        )
    return Statement(
        "**Sources differ.** What points the other way stays in the school’s own copy."
    )


_STAYS = {
    review.Kept.FEW: "In the school’s own copy only, as few people are behind it: {pieces}.",
    review.Kept.NAMED: "In the school’s own copy only, as it seems to name somebody: {pieces}.",
}


def _kept(pieces: Sequence[review.Piece], why: review.Kept) -> Statement:
    """The pieces that stay in the school, by their kind and number, and not where they point."""
    named = [f"{small(piece.source_type)} ({piece.evidence_id})" for piece in pieces]
    return Statement(_STAYS[why], pieces=listed(named))
