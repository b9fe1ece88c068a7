"""Classes of pupils: one written two ways, and none written where it may matter."""

from __future__ import annotations

import copy

from good_books import PUPIL_ROWS, SCHOOL_ROWS, all_faults, case, workspace, write_workbook

from spp_research.schema import PUPILS, SCHOOL

GROUPS = ("Project", "Comparison")


def classes(folder, names, design="A"):
    """What checking a school finds when its pupils are of these classes, the groups in turn."""
    place = workspace(folder)
    home = folder / "schools" / "ashdown"
    books = copy.deepcopy(SCHOOL_ROWS)
    books["outcomes"][0]["design"] = design
    first = PUPIL_ROWS["pupil_outcomes"][0]
    rows = [
        {**first, "pupil_id": f"{n:03d}", "group": GROUPS[n % 2], "class_name": name}
        for n, name in enumerate(names)
    ]
    write_workbook(home / "evidence.xlsx", SCHOOL, books)
    write_workbook(home / "pupils" / "reading.xlsx", PUPILS, {"pupil_outcomes": rows})
    return all_faults(place)


@case("pupil.class-spelt")
def one_class_in_capitals_and_not(folder):
    return classes(folder, ["4A", "4B", "4A", "4B", "4a", "4B"])


@case("pupil.class-spelt")
def one_class_with_its_year_and_without(folder):
    return classes(folder, ["Year 4A", "4B", "4A", "4B", "4A", "4B"])


@case("pupil.class-spelt")
def two_letters_of_a_name_swapped(folder):
    return classes(folder, ["Willow", "Maple", "Willow", "Maple", "Willwo", "Maple"])


@case("pupil.class-spelt")
def many_classes_written_in_several_ways(folder):
    return classes(folder, ["4A", "4B", "4 a", "4b", "4-A", "Class 4B", "4A", "4B", "4a", "4B"])


@case("pupil.class-blank")
def nobody_of_a_comparison_has_a_class(folder):
    return classes(folder, [None] * 6)


@case("pupil.class-blank")
def a_third_of_a_comparison_has_no_class(folder):
    return classes(folder, ["4A", "4B", None, "4B", "4A", None])
