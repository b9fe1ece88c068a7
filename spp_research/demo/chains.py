"""A generated school's year: the sheets from self-review to practice, consistent by topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from spp_research.schema.chosen_words import chosen_in
from spp_research.schema.vocabulary import Chosen

from .books import Row, SchoolBook, Sheets
from .enquiry import fill_in_enquiry
from .measuring import Trial, draw_results, plan_trial
from .school_year import ACTING, PREPARING, REFLECTED, month, school_day
from .sharing import practices, sign_offs, variant_of
from .storylines import Host, Topic, counted, fill, people_in, shared_years, suits

_MOST_FINDINGS = 8


def fill_in_school(
    host: Host, stories: Sequence[Mapping[str, Any]], texts: Mapping[str, list[str]], seed: int
) -> SchoolBook:
    """Everything that one school wrote down, up to the stage that it has reached."""
    rng = Random(f"{seed} {host.slug}")
    topics = _choose_topics(host, stories, rng)
    sheets: Sheets = {"school": [_school(host, topics[0], rng)]}
    sheets["self_review"] = _self_review(topics, rng)
    evidence, places = _evidence(host, topics, rng)
    if host.stage == PREPARING:
        early = [row for row in evidence if row["date"] < host.review["review_start"]]
        return SchoolBook(host.slug, sheets | {"evidence": _numbered(early[:2])})
    sheets["evidence"] = evidence
    sheets["findings"], answered = _findings(topics, places, rng)
    sheets["sign_off"] = sign_offs(host, host.stage == REFLECTED, rng)
    trials = [
        plan_trial(topic.story, topic.facts, topic.years, host, number, start_of(host), rng)
        for number, topic in enumerate(topics[: rng.randint(2, min(3, len(topics)))], start=1)
    ]
    sheets["actions"] = _actions(host, topics, answered, trials, rng)
    sheets["outcomes"] = [_outcome(trial, host, texts) for trial in trials]
    enquiry, surveys = fill_in_enquiry(host, topics, trials, texts, seed)
    sheets |= enquiry
    if host.stage == ACTING:
        return SchoolBook(host.slug, sheets)
    sheets["reflection"] = _reflection(topics, trials, rng)
    sheets["practice"] = practices(host, topics, trials, texts, rng)
    measures = [trial.measure for trial in trials if trial.measure]
    pupils = {m.file: draw_results(m, host.slug, seed) for m in measures}
    return SchoolBook(host.slug, sheets, pupils, surveys)


def _choose_topics(host: Host, stories: Sequence[Mapping[str, Any]], rng: Random) -> list[Topic]:
    """Three to five storylines; the first one gives two questions, the others one each."""
    fitting = [story for story in stories if suits(story, host.setting)]
    chosen = rng.sample(fitting, rng.randint(3, min(5, len(fitting))))
    topics, asked = [], 0
    for place, story in enumerate(chosen):
        number = 2 if place == 0 else 1
        ids = tuple(f"Q{asked + n}" for n in range(1, number + 1))
        asked += number
        low, high = shared_years(story, host.setting)
        first = rng.randint(low, high - 1)
        years = (first, rng.randint(first + 1, min(first + 2, high)))
        topics.append(Topic(story, _facts(host, years), years, ids))
    return topics


def _facts(host: Host, years: tuple[int, int]) -> dict[str, str]:
    shared = host.review["data_sharing_date"]
    return {
        "year": f"Year {years[0]}",
        "other": f"Year {years[1]}",
        "before_month": month(date(shared.year, shared.month - 1 or 12, 1)),
        "start_month": month(start_of(host)),
        "end_month": "June",
    }


def start_of(host: Host) -> date:
    """When actions begin: a fortnight and a half after the workshop.

    A school that is still preparing has no actions; its texts need a month all the same.
    """
    return school_day(host.review["workshop_date"], after=0 if host.stage == PREPARING else 18)


def _school(host: Host, main: Topic, rng: Random) -> Row:
    return {
        "school": host.slug,
        "school_name": host.name,
        "school_type": host.kind,
        "pupils_on_roll": host.setting.roll,
        "context": host.context,
        "focus": fill(main.story["focus"], main.facts, rng),
    }


def _self_review(topics: Sequence[Topic], rng: Random) -> list[Row]:
    rows: list[Row] = []
    for topic in topics:
        for question_id, question in zip(topic.questions, topic.story["questions"], strict=False):
            way = rng.randint(0, 1)  # a question and the view that goes with it
            rows.append(
                {
                    "question_id": question_id,
                    "theme": question["theme"],
                    "question": fill(variant_of(question["question"], way), topic.facts, rng),
                    "self_view": fill(variant_of(question["self_view"], way), topic.facts, rng),
                }
            )
    return rows


def _evidence(host: Host, topics: Sequence[Topic], rng: Random) -> tuple[list[Row], list[dict]]:
    """The rows, and for each topic the ID that each place of its storyline became."""
    rows: list[Row] = []
    places: list[dict[int, str]] = []
    for topic in topics:
        ids: dict[int, str] = {}
        for place, spec in enumerate(topic.story["evidence"]["rows"], start=1):
            question, source, informant, when, direction, _, _, texts = spec
            if question > len(topic.questions):
                continue
            people, part = people_in(spec, host.setting, rng)
            ids[place] = f"E{len(rows) + 1}"
            rows.append(
                {
                    "evidence_id": ids[place],
                    "question_id": topic.questions[question - 1],
                    "source_type": source,
                    "date": _date_of(when, host, rng),
                    "informant": informant,
                    "people": people,
                    "seen": fill(texts, dict(topic.facts) | counted(people, part), rng),
                    "direction": direction,
                }
            )
        places.append(ids)
    return rows, places


def _date_of(when: str, host: Host, rng: Random) -> date:
    """Before the evidence was shared, or on a day of the review."""
    if when == "before":
        return host.review["data_sharing_date"]
    return rng.choice([host.review["review_start"], host.review["review_end"]])


def _numbered(rows: list[Row]) -> list[Row]:
    return [row | {"evidence_id": f"E{n}"} for n, row in enumerate(rows, start=1)]


def _findings(
    topics: Sequence[Topic], places: Sequence[Mapping[int, str]], rng: Random
) -> tuple[list[Row], list[str]]:
    """The findings, and for each topic the next step that its action answers."""
    rows: list[Row] = []
    answered: list[str] = []
    for number, (topic, ids) in enumerate(zip(topics, places, strict=True)):
        for kind, question, sources, texts, workshop in topic.story["findings"]["rows"]:
            spare = kind == "Strength" and number > 0 and (number % 2 or len(rows) > 6)
            if question > len(topic.questions) or spare or len(rows) >= _MOST_FINDINGS:
                continue
            rows.append(
                {
                    "finding_id": f"F{len(rows) + 1}",
                    "kind": kind,
                    "question_id": topic.questions[question - 1],
                    "finding": fill(texts, topic.facts, rng),
                    "evidence_ids": "; ".join(ids[place] for place in sources),
                    "workshop_question": fill(workshop, topic.facts, rng) or None,
                }
            )
            if kind == "Next step" and question == 1:
                answered.append(rows[-1]["finding_id"])
    return rows, answered


def _actions(
    host: Host, topics: Sequence[Topic], answered: list[str], trials: Sequence[Trial], rng: Random
) -> list[Row]:
    rows: list[Row] = []
    leads = [host.deputy[0], host.champion[0], host.head[0]]
    for topic, finding_id, trial in zip(topics, answered, trials, strict=False):
        text = topic.story["action"]
        reflected = host.stage == REFLECTED
        rows.append(
            {
                "action_id": trial.action_id,
                "finding_id": finding_id,
                "action": fill(variant_of(text["action"], trial.variant), topic.facts, rng),
                "lead": leads[len(rows)],
                "start_date": trial.start,
                "review_date": host.review["impact_review_date"],
                "success_measure": fill(
                    variant_of(text["success_measure"], trial.variant), topic.facts, rng
                )
                if trial.measure
                else "What pupils and staff tell us in June.",
                "support_wanted": fill(
                    variant_of(text["support_wanted"], trial.variant), topic.facts, rng
                ),
                "status": rng.choice(["Completed", "Under way"]) if reflected else "Under way",
                "what_was_done": fill(variant_of(text["done"], trial.variant), topic.facts, rng),
            }
        )
    return rows


def _outcome(trial: Trial, host: Host, texts: Mapping[str, list[str]]) -> Row:
    measured = trial.measure is not None
    main = trial.outcome_id == "O1"
    lowest, highest = trial.possible
    chosen = chosen_in(trial.selection)
    return {
        "outcome_id": trial.outcome_id,
        "action_id": trial.action_id,
        "outcome": trial.outcome,
        "group": trial.group,
        "unit": trial.unit,
        "design": trial.design,
        "question": trial.question or texts["asked_afterwards"][0],
        "primary": "Yes" if main else "No",
        "named_on": school_day(host.review["workshop_date"], after=3) if main else None,
        "higher_is_better": "Yes",
        "smallest_worthwhile": trial.smallest if measured else None,
        "baseline_date": trial.baseline if measured else None,
        "follow_up_date": trial.follow_up if host.stage == REFLECTED else None,
        "selection": trial.selection,
        "chosen_for": chosen or Chosen.NO,
        "chosen_from": host.setting.roll if chosen else None,
        "lowest_possible": lowest,
        "highest_possible": highest,
    }


def _reflection(topics: Sequence[Topic], trials: Sequence[Trial], rng: Random) -> list[Row]:
    columns = {"what_changed": "changed", "surprises": "surprises", "lessons": "lessons"}
    columns["next"] = "next"
    return [
        {"action_id": trial.action_id}
        | {
            column: fill(
                variant_of(topic.story["reflection"][text], trial.variant), topic.facts, rng
            )
            for column, text in columns.items()
        }
        for topic, trial in zip(topics, trials, strict=False)
    ]
