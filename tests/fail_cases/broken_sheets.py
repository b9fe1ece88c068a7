"""Sheets, headers and rows that are not where or what the template has."""

from __future__ import annotations

from good_books import at, case, cell, pupils_edited, school, school_edited


@case("sheet.missing")
def needed_sheet_deleted(folder):
    return school_edited(folder, lambda book: book.remove(book["Self-review"]))


@case("sheet.absent")
def optional_sheet_deleted(folder):
    return school_edited(folder, lambda book: book.remove(book["Reflection on impact"]))


@case("sheet.empty")
def needed_sheet_not_filled_in(folder):
    return school(folder, lambda rows: rows.pop("school"))


@case("sheet.empty")
def needed_sheet_cleared_altogether(folder):
    return school_edited(folder, lambda book: book["The school"].delete_rows(1, 20))


@case("sheet.no-header")
def row_of_headers_deleted(folder):
    return school_edited(folder, lambda book: book["Evidence"].delete_rows(4))


@case("sheet.twice")
def second_sheet_of_evidence(folder):
    def change(book):
        book.copy_worksheet(book["Evidence"]).title = "Evidence (2)"

    return school_edited(folder, change)


@case("sheet.renamed")
def sheet_renamed(folder):
    def change(book):
        book["Evidence"].title = "Notes from the visit"

    return school_edited(folder, change)


@case("sheet.unused")
def sheet_of_their_own(folder):
    def change(book):
        book.create_sheet("Budget")["A1"] = "Books: £180"

    return school_edited(folder, change)


@case("sheet.hidden")
def sheet_hidden(folder):
    def change(book):
        book["Outcomes"].sheet_state = "hidden"

    return school_edited(folder, change)


@case("sheet.one-row")
def two_rows_about_the_school(folder):
    return school(folder, lambda rows: rows["school"].append(dict(rows["school"][0])))


@case("column.missing")
def needed_column_deleted(folder):
    return school_edited(folder, lambda book: book["Evidence"].delete_cols(4))


@case("column.missing")
def needed_header_misspelt(folder):
    def change(book):
        book["Findings"]["E4"] = "Findng"

    return school_edited(folder, change)


@case("column.absent")
def optional_column_deleted(folder):
    return school_edited(folder, lambda book: book["Evidence"].delete_cols(7))


@case("column.twice")
def same_header_twice(folder):
    def change(book):
        book["Evidence"]["J4"] = "evidence id"

    return school_edited(folder, change)


@case("column.twice")
def two_other_headers_for_one_column(folder):
    def change(book):
        book["Evidence"]["D4"] = "Source"
        book["Evidence"]["J4"] = "Type"

    return school_edited(folder, change)


@case("column.renamed")
def common_other_header(folder):
    def change(book):
        book["Evidence"]["H4"] = " What was  seen: "

    return school_edited(folder, change)


@case("column.unused")
def columns_of_their_own(folder):
    def change(book):
        book["Evidence"]["J4"] = "Room"
        book["Evidence"]["K4"] = "Time"

    return school_edited(folder, change)


@case("column.no-header")
def value_without_a_header(folder):
    def change(book):
        book["Evidence"]["L8"] = "see also E1"

    return school_edited(folder, change)


@case("row.hidden")
def rows_filtered_out_of_view(folder):
    def change(book):
        book["Evidence"].row_dimensions[8].hidden = True

    return school_edited(folder, change)


@case("row.header-again")
def headers_pasted_again(folder):
    def change(book):
        page = book["Evidence"]
        for column in range(2, 10):
            page.cell(9, column, page.cell(4, column).value)

    return school_edited(folder, change)


@case("row.example-changed")
def example_typed_over(folder):
    def change(book):
        page = book["Evidence"]
        for column in range(2, 10):
            page.cell(6, column, page.cell(8, column).value)
        page["B6"] = "E3"

    return school_edited(folder, change)


@case("row.example-changed")
def help_typed_over(folder):
    def change(book):
        page = book["Reflection on impact"]
        for column in range(2, 7):
            page.cell(5, column, "Pupils read more.")
        page["B5"] = "A2"

    return school_edited(folder, change)


@case("row.example-touched")
def one_cell_of_the_example_changed(folder):
    def change(book):
        book["Evidence"]["B6"] = "E9"

    return school_edited(folder, change)


@case("row.example-unmarked")
def first_column_deleted(folder):
    return school_edited(folder, lambda book: book["Evidence"].delete_cols(1))


@case("row.above-header")
def row_sorted_above_the_headers(folder):
    def change(book):
        page = book["Evidence"]
        for column in range(2, 10):
            page.cell(3, column, page.cell(8, column).value)

    return school_edited(folder, change)


@case("cell.merged")
def cells_merged_down_a_column(folder):
    return school_edited(folder, lambda book: book["Evidence"].merge_cells("C7:C8"))


@case("cell.error")
def formula_that_divides_by_nought(folder):
    def change(book):
        page = book["Pupil outcomes"][at("pupils", "pupil_outcomes", "baseline", 9)]
        page.value, page.data_type = "#DIV/0!", "e"

    return pupils_edited(folder, change)


@case("cell.error")
def error_as_text(folder):
    return school(folder, cell("evidence", 0, people="#REF!"))


@case("cell.formula-unsaved")
def formula_never_worked_out(folder):
    def change(book):
        book["Pupil outcomes"][at("pupils", "pupil_outcomes", "follow_up", 9)] = "=C9+3"

    return pupils_edited(folder, change)
