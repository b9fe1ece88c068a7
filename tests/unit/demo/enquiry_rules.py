"""What the sheets about finding out must keep, read from the rows before they are written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from spp_research.demo.books import PartnershipBook, SchoolBook
from spp_research.schema.vocabulary import NO_OPINION, SCALES

FORM_COLUMNS = {"ID", "Start time", "Completion time", "Email", "Name", "Timestamp"}


def broken_observations(book: PartnershipBook) -> Iterator[str]:
    """Observers from outside the review team, other days than the review's, nobody beside them."""
    reviews = {review["school"]: review for review in book.sheets["timetable"]}
    for school in book.schools:
        review = reviews[school.slug]
        together = Counter()
        for row in school.sheets.get("observations", []):
            place = f"{school.slug} {row['observation_id']}, {row['looked_for']}"
            together[place] += 1
            if row["observer"] not in review["team"].split("; "):
                yield f"{place}: {row['observer']} is not of the team"
            if not review["review_start"] <= row["date"] <= review["review_end"]:
                yield f"{place}: not a day of the review"
        yield from (f"{place}: one observer" for place, n in together.items() if n < 2)


def broken_register(book: PartnershipBook) -> Iterator[str]:
    """Effects outside their interval, numbers where none was estimated, studies that look real."""
    for school in book.schools:
        for row in school.sheets.get("register", []):
            place = f"{school.slug} {row['register_id']}"
            numbers = [row["low"], row["effect"], row["high"]]
            if row["estimated"] == "No" and numbers != [None] * 3:
                yield f"{place}: numbers without an estimate"
            if row["estimated"] == "Yes" and not numbers[0] < numbers[1] < numbers[2]:
                yield f"{place}: {numbers}"
            if not (row["study"].startswith("Example study") and "invented" in row["study"]):
                yield f"{place}: {row['study']} may be taken for a real study"
            if not row["locator"].startswith("https://example.org/"):
                yield f"{place}: {row['locator']}"


def broken_outcomes(book: PartnershipBook) -> Iterator[str]:
    """Outcomes named after the data, and results that the measure cannot show."""
    for school in book.schools:
        outcomes = {row["outcome_id"]: row for row in school.sheets.get("outcomes", [])}
        for outcome_id, row in outcomes.items():
            place = f"{school.slug} {outcome_id}"
            if (row["primary"] == "Yes") != (row.get("named_on") is not None):
                yield f"{place}: named on {row.get('named_on')}"
            elif row["primary"] == "Yes" and row["named_on"] > row["baseline_date"]:
                yield f"{place}: named after the baseline"
            if not row["question"]:
                yield f"{place}: no question"
        for rows in school.pupils.values():
            for row in rows:
                outcome = outcomes[row["outcome_id"]]
                for column in ("baseline", "follow_up"):
                    yield from _off_scale(school, outcome, row, column)


def _off_scale(school: SchoolBook, outcome: dict, row: dict, column: str) -> Iterator[str]:
    value, place = row[column], f"{school.slug} {row['outcome_id']} {row['pupil_id']} {column}"
    lowest, highest = outcome["lowest_possible"], outcome["highest_possible"]
    if value is None:
        return
    if (lowest is not None and value < lowest) or (highest is not None and value > highest):
        yield f"{place}: {value} is off the scale"
    cutoff = outcome.get("selected_below")
    if column == "baseline" and cutoff is not None and value >= cutoff:
        yield f"{place}: {value} was not low enough to be chosen"


def broken_implementation(book: PartnershipBook) -> Iterator[str]:
    """More sessions held than planned, or an action on which nothing was done."""
    for school in book.schools:
        done = {r["action_id"] for r in school.sheets.get("actions", []) if r["what_was_done"]}
        for row in school.sheets.get("implementation", []):
            if row["action_id"] not in done:
                yield f"{school.slug} {row['action_id']}: nothing was done"
            planned, held = row["sessions_planned"], row["sessions_held"]
            if (planned is None) != (held is None) or (planned and held > planned):
                yield f"{school.slug} {row['action_id']}: {held} of {planned}"


def broken_surveys(book: PartnershipBook) -> Iterator[str]:
    """Maps that do not fit their exports, answers off their scale, and answers with a name."""
    for school in book.schools:
        mapped = defaultdict(dict)
        for row in school.sheets.get("survey_map", []):
            mapped[row["file"]][row["asked"]] = row
        if mapped.keys() != school.surveys.keys():
            yield f"{school.slug}: {sorted(mapped)} are mapped, {sorted(school.surveys)} are there"
            continue
        for file, (header, *rows) in school.surveys.items():
            place = f"{school.slug} {file}"
            if " " in file or set(header) - FORM_COLUMNS != mapped[file].keys():
                yield f"{place}: {header}"
            invited = {row["invited"] for row in mapped[file].values()}
            if len(invited) != 1 or not 0 < len(rows) <= invited.pop():
                yield f"{place}: {len(rows)} answers of {invited}"
            for values in rows:
                yield from _odd_answers(place, dict(zip(header, values, strict=True)), mapped[file])


def _odd_answers(place: str, answers: dict, mapped: dict) -> Iterator[str]:
    for column in ("Email", "Name"):
        if answers.get(column) not in ("anonymous", None):
            yield f"{place}: {answers[column]}"
    for asked, row in mapped.items():
        allowed = SCALES[row["scale"]]
        if allowed and answers[asked] not in (*allowed, *NO_OPINION, None):
            yield f"{place}, {asked}: {answers[asked]}"
