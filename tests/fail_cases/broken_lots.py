"""Lots and fixed plans: draws that do not come out again, groups that changed, texts that did."""

from __future__ import annotations

import copy
import datetime as dt

from good_books import PUPIL_ROWS, SCHOOL_ROWS, all_faults, case, workspace, write_workbook

from spp_research import stats
from spp_research.intake.read.certificates import ENDING, Certificate, page
from spp_research.protect.fixed_text import mark
from spp_research.schema import PUPILS, SCHOOL
from spp_research.schema.vocabulary import LotMethod
from spp_research.school.impact.plans import plan_text

D = dt.date
DAY = D(2026, 1, 5)  # on which the action begins; drawn before anybody was measured


def rows_of_draw(draw_id="D1", method="Simple", seed=4711, draw=1, **columns):
    """A row of the sheet of lots, and those of whom it was drawn for."""
    pupils = [row["pupil_id"] for row in PUPIL_ROWS["pupil_outcomes"]]
    drawn = stats.allocate(
        pupils,
        method="waiting" if method == "Half begin later" else "simple",
        seed=seed,
        earlier=["x"] * (draw - 1),
        reason_for_redraw="Somebody joined." if draw > 1 else "",
    )
    line = {
        "draw_id": draw_id,
        "outcome_ids": "O1",
        "drawn_on": DAY,
        "drawn_by": "Ann Hill",
        "method": method,
        "seed": str(seed),
        "draw_number": draw,
        "certificate": drawn.certificate,
    } | columns
    units = [
        {"draw_id": draw_id, "unit": row.unit, "arm": row.arm.capitalize()} for row in drawn.rows
    ]
    return line, units


def school(folder, change=lambda books, pupils: None, *, draws=None, paper=""):
    """What checking a school finds that drew lots, after one thing has been changed."""
    place = workspace(folder)
    home = folder / "schools" / "ashdown"
    books, pupils = copy.deepcopy(SCHOOL_ROWS), copy.deepcopy(PUPIL_ROWS)
    books["outcomes"][0]["allocation"] = "By lot"
    made = draws or [rows_of_draw()]
    books["lots"] = [line for line, _ in made]
    pupils["lot_units"] = [unit for _, units in made for unit in units]
    arms = {unit["unit"]: unit["arm"] for unit in made[-1][1]}
    groups = {"First": "Project", "Later": "Comparison"}
    for row in pupils["pupil_outcomes"]:
        row["group"] = groups.get(arms[row["pupil_id"]], arms[row["pupil_id"]])
    text = plan_text("ashdown", books["outcomes"][0])
    books["fixed_plans"] = [
        {"outcome_id": "O1", "fixed_on": DAY, "fixed_by": "Ann Hill", "mark": mark(text)}
        | {"plan": text}
    ]
    change(books, pupils)
    write_workbook(home / "evidence.xlsx", SCHOOL, books)
    write_workbook(home / "pupils" / "reading.xlsx", PUPILS, pupils)
    if paper:
        path = home / "pupils" / f"lots-D1{ENDING}"
        path.write_text(paper, encoding="utf-8", newline="\n")
    return all_faults(place)


def one_row(sheet, **columns):
    """Change the first row of a sheet of the evidence workbook."""

    def change(books, pupils):
        books[sheet][0] |= columns

    return change


@case("lots.no-draw")
def lots_are_said_and_there_is_no_draw(folder):
    return school(folder, lambda books, pupils: (books.pop("lots"), pupils.pop("lot_units")))


@case("lots.making")
def lots_were_drawn_and_the_outcome_does_not_say_so(folder):
    return school(folder, one_row("outcomes", allocation=None))


@case("lots.making")
def the_outcome_says_that_no_lots_were_drawn(folder):
    return school(folder, one_row("outcomes", allocation="Not by lot"))


@case("lots.making")
def whole_classes_are_said_and_pupils_were_drawn(folder):
    return school(folder, one_row("outcomes", allocation="By lot, whole classes"))


@case("lots.making")
def lots_were_drawn_where_nobody_is_compared(folder):
    return school(folder, one_row("outcomes", design="B"))


@case("lots.late")
def a_draw_after_the_results(folder):
    return school(folder, one_row("lots", drawn_on=D(2026, 7, 7)))


@case("lots.late")
def a_draw_after_the_work_began(folder):
    return school(folder, one_row("lots", drawn_on=D(2026, 1, 20)))


@case("lots.after-start")
def a_draw_after_the_start_was_measured(folder):
    def change(books, pupils):
        books["actions"][0]["start_date"] = D(2026, 2, 2)
        books["lots"][0]["drawn_on"] = D(2026, 1, 20)

    return school(folder, change)


@case("lots.again")
def a_second_draw_without_a_reason(folder):
    return school(folder, draws=[rows_of_draw(), rows_of_draw("D2", seed=99, draw=2)])


@case("lots.again")
def the_first_of_two_draws_is_gone(folder):
    draws = [rows_of_draw("D2", seed=99, draw=2, reason="Somebody joined.")]
    return school(folder, draws=draws)


@case("lots.no-list")
def the_list_of_a_draw_is_gone(folder):
    return school(folder, lambda books, pupils: pupils.pop("lot_units"))


@case("lots.no-list")
def the_row_of_a_draw_is_gone(folder):
    return school(folder, lambda books, pupils: books.pop("lots"))


@case("lots.certificate")
def somebody_was_put_into_the_other_group_on_the_list(folder):
    def change(books, pupils):
        unit = pupils["lot_units"][0]
        unit["arm"] = "Comparison" if unit["arm"] == "Project" else "Project"

    return school(folder, change)


@case("lots.certificate")
def another_number_stands_in_the_row(folder):
    return school(folder, one_row("lots", seed="4712"))


@case("lots.certificate")
def a_number_that_is_none(folder):
    return school(folder, one_row("lots", seed="47a1"))


@case("lots.certificate")
def somebody_was_added_to_the_list(folder):
    def change(books, pupils):
        pupils["lot_units"].append({"draw_id": "D1", "unit": "099", "arm": "Project"})

    return school(folder, change)


def with_page(folder, change, **columns):
    """A school whose folder of pupils has a certificate, changed like this."""
    _, units = rows_of_draw()
    drawn = stats.allocate([u["unit"] for u in units], method="simple", seed=4711)
    known = Certificate(
        "D1",
        "ashdown",
        ("O1",),
        DAY,
        "Ann Hill",
        LotMethod.SIMPLE,
        drawn.seed,
        drawn.draw,
        drawn.arms,
        drawn.rows,
        drawn.scores,
    )
    return school(folder, paper=change(page(known)), **columns)


@case("lots.certificate")
def a_certificate_that_was_changed(folder):
    return with_page(folder, lambda text: text.replace("Ann Hill", "Bo Lane"))


@case("lots.certificate")
def the_certificate_of_another_draw(folder):
    return with_page(folder, lambda text: text, draws=[rows_of_draw(seed=12)])


@case("lots.no-list")
def a_certificate_whose_draw_has_no_row(folder):
    return with_page(folder, lambda text: text, draws=[rows_of_draw("D2")])


@case("lots.group")
def one_pupil_is_in_another_group_than_was_drawn(folder):
    def change(books, pupils):
        row = pupils["pupil_outcomes"][0]
        row["group"] = "Comparison" if row["group"] == "Project" else "Project"

    return school(folder, change)


@case("lots.not-drawn")
def a_pupil_who_was_not_on_the_list(folder):
    def change(books, pupils):
        first = pupils["pupil_outcomes"][0]
        pupils["pupil_outcomes"].append({**first, "pupil_id": "099"})

    return school(folder, change)


@case("plan.mark")
def the_plan_was_changed_after_it_was_fixed(folder):
    def change(books, pupils):
        plan = books["fixed_plans"][0]
        plan["plan"] = plan["plan"].replace("5.5", "2")

    return school(folder, change)


@case("plan.mark")
def a_slip_in_the_mark(folder):
    return school(folder, one_row("fixed_plans", mark="BCD-FGH-JKL"))


@case("plan.late")
def a_plan_after_the_results(folder):
    return school(folder, one_row("fixed_plans", fixed_on=D(2026, 7, 10)))


@case("plan.late")
def a_plan_after_the_start(folder):
    return school(folder, one_row("fixed_plans", fixed_on=D(2026, 2, 1)))


@case("lots.certificate")
def many_faults_of_lots_and_plans(folder):
    def change(books, pupils):
        books["outcomes"][0]["allocation"] = "By lot, whole classes"
        books["lots"][0] |= {"drawn_on": D(2026, 7, 7), "seed": "12"}
        books["fixed_plans"][0] |= {"fixed_on": D(2026, 7, 10), "mark": "KRM"}

    return school(folder, change)
