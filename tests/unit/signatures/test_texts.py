"""What differs between the text that was signed and the one that would be shown."""

import pytest

from spp_research.protect.signatures import changes, shown_text, told_to_readers

WAS = [
    ("", "Review summary"),
    ("Key points", "19 of 27 pupils read with ease."),
    ("Key points", "It found three strengths and five next steps."),
    ("Next steps", "How often a pupil reads to an adult depends on the register."),
    ("What we looked at", "Drawn: Lesson visit = 4"),
]


def differences(now) -> list[str]:
    return [change.sentence for change in changes(shown_text(WAS), shown_text(now))]


def changed(place: int, words: str) -> list:
    return [(s, words if i == place else w) for i, (s, w) in enumerate(WAS)]


CASES = {
    "nothing": (WAS, []),
    "a number": (
        changed(1, "20 of 27 pupils read with ease."),
        ["Key points: “19 of 27 pupils read with ease.” is now “20 of 27 pupils read with ease.”"],
    ),
    "words": (
        changed(3, "How often a pupil reads to an adult depends on nothing."),
        ["Next steps: “… adult depends on the register.” is now “… adult depends on nothing.”"],
    ),
    "a point of a chart": (
        changed(4, "Drawn: Lesson visit = 5"),
        [
            "What we looked at: “… Lesson visit = 4” is now “… Lesson visit = 5”",
        ],
    ),
    "a line that is gone": (
        [*WAS[:1], *WAS[2:]],
        ["Key points: gone: “19 of 27 pupils read with ease.”"],
    ),
    "a new line": (
        [*WAS, ("Next steps", "Nobody asked the families.")],
        ["Next steps: new: “Nobody asked the families.”"],
    ),
    "a heading": (
        [(s.replace("Next steps", "What to do next"), w) for s, w in WAS],
        ["What to do next: “Next steps” is now “What to do next”"],
    ),
    "many": (
        [("", "Review summary"), ("Key points", "Nothing was found.")],
        [
            "Key points: gone: “19 of 27 pupils read with ease.”",
            "Key points: gone: “It found three strengths and five next steps.”",
            "Next steps: gone: “How often a pupil reads to an adult depends …”",
            "What we looked at: gone: “Drawn: Lesson visit = 4”",
            "Key points: new: “Nothing was found.”",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_differences_are_named_with_their_section(case):
    now, expected = CASES[case]
    assert differences(now) == expected
    assert (shown_text(now).mark == shown_text(WAS).mark) == (not expected)


def test_readers_are_told_once_of_a_heading_and_not_in_its_own_words():
    now, _ = CASES["a heading"]
    told = told_to_readers(shown_text(WAS), shown_text([*now, ("To use", "To use")]))
    assert told == ("What to do next: a new heading", "To use: a new heading")


def test_words_that_stand_twice_in_a_section_differ_once():
    was = [
        ("Key points", "Five minutes."),
        ("Key points", "Free."),
        ("Key points", "Five minutes."),
    ]
    now = [(section, words.replace("Five", "Ten")) for section, words in was]
    (change,) = changes(shown_text(was), shown_text(now))
    assert change.sentence == "Key points: “Five minutes.” is now “Ten minutes.”"


def test_spaces_and_forms_of_letters_are_no_difference():
    plain = shown_text([("Key  points", "The  café\nopens")])
    assert plain.digest == shown_text([("Key points", "The cafe\u0301 opens"), ("x", "  ")]).digest


def test_the_order_of_lines_counts():
    assert shown_text(WAS).digest != shown_text([*WAS[:1], *WAS[:0:-1]]).digest


def test_a_row_of_a_table_is_quoted_by_its_cells():
    was = shown_text([("Cost", "| Where | Years 3 to 6 |"), ("Cost", "| Staff | two |")])
    now = shown_text([("Cost", "| Place | Years 3 to 6 |"), ("Cost", "| Staff | three |")])
    assert [change.sentence for change in changes(was, now)] == [
        "Cost: “Where, Years 3 to 6” is now “Place, Years 3 to 6”",
        "Cost: “Staff, two” is now “Staff, three”",
    ]
