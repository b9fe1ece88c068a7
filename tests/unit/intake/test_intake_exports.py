"""The exports of many form makers, as they lay them out, and what one file leaves open."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from survey_answers import read_surveys

from spp_research.intake.read.containers import Unreadable
from spp_research.intake.read.delimited import letters, read_rows
from spp_research.intake.read.form_columns import about_a_person, without_people
from spp_research.intake.read.sheets import RawCell, read_book
from spp_research.intake.surveys.form_answers import read_answer
from spp_research.intake.surveys.several_answers import ticked
from spp_research.workspace import Workspace

SEVERAL, WORDS, AGREEMENT = "Several answers", "Own words", "Agreement, five points"


def read(folder, text, questions, encoding="utf-8-sig"):
    """The answers of one export, by item, and the codes of what was found."""
    place = Workspace(folder)
    path = place.school_folder("ashdown") / "surveys" / "a.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    rows = [
        {"item_id": f"I{n}", "file": "a.csv", "asked": asked, "scale": scale, "wave": "Once"}
        for n, (asked, scale) in enumerate(questions, start=1)
    ]
    frame = pd.DataFrame(rows, index=pd.Index(range(7, 7 + len(rows)), name="row"))
    frame = frame.assign(reversed=None, invited=pd.array([None] * len(rows), dtype="Int64"))
    answers, faults = read_surveys(place, "ashdown", frame)
    given_ = {
        item: [None if pd.isna(one) else one for one in part["answer"]]
        for item, part in answers.groupby("item_id")
    }
    return given_, [f.code for f in faults], answers


SURVEYMONKEY = (
    "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,"
    "Which clubs?,,,,What could we do better?,How do you feel?,,Where?,\n"
    ",,,,,,,,Art,Music,Sport,Other (please specify),Open-Ended Response,I feel safe,I am heard,"
    "Response,Other (please specify)\n"
    "118,45,03/02/2026,03/02/2026,10.0.0.1,,Jo,Bloggs,,Music,Sport,Chess,More clubs,Agree,"
    "Disagree,Hall,\n"
    "119,45,03/02/2026,03/02/2026,10.0.0.1,,Al,Hill,Art,,,,,Strongly agree,Agree,,In a tree\n"
)


def test_surveymonkey(tmp_path):
    questions = [
        ("Which clubs?", SEVERAL),
        ("What could we do better?", WORDS),
        ("I feel safe", AGREEMENT),
        ("How do you feel? I am heard", AGREEMENT),
        ("Where?", WORDS),
    ]
    answers, codes, frame = read(tmp_path, SURVEYMONKEY, questions)
    assert answers == {
        "I1": ["Music", "Sport", "Chess", "Art"],
        "I2": ["More clubs", None],
        "I3": ["Agree", "Strongly agree"],
        "I4": ["Disagree", "Agree"],
        "I5": ["Hall", None],
    }
    assert codes == ["survey.columns-left-out", "survey.second-heading"]
    assert set(frame["respondent"]) == {3, 4}


def test_a_question_over_several_columns_says_how_to_name_one(tmp_path):
    _, codes, _ = read(tmp_path, SURVEYMONKEY, [("How do you feel?", AGREEMENT)])
    assert "survey.question-twice" in codes


QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,"
    "ResponseId,RecipientLastName,Q1,Q2\n"
    "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,"
    "Recorded Date,Response ID,Recipient Last Name,I feel safe,Which clubs?\n"
    '"{""ImportId"":""startDate""}",x,x,x,x,x,x,x,x,x,"{""ImportId"":""QID1""}",x\n'
    "2026-02-03 9:00,2026-02-03 9:05,IP Address,10.0.0.1,100,300,True,2026-02-03 9:05,R_1a,Bloggs,"
    '"Agree","Art,Music"\n'
    "2026-02-03 9:01,2026-02-03 9:06,IP Address,10.0.0.1,100,300,True,2026-02-03 9:06,R_2b,Hill,"
    '"Disagree","Music"\n'
    "2026-02-03 9:01,2026-02-03 9:06,IP Address,10.0.0.1,100,300,True,2026-02-03 9:06,R_3c,Hill,"
    '"Agree","Art"\n'
)


@pytest.mark.parametrize("asked", [("I feel safe", "Which clubs?"), ("Q1", "Q2")])
def test_qualtrics_by_its_words_or_its_codes(tmp_path, asked):
    answers, codes, frame = read(tmp_path, QUALTRICS, [(asked[0], AGREEMENT), (asked[1], SEVERAL)])
    assert answers == {"I1": ["Agree", "Disagree", "Agree"], "I2": ["Art", "Music", "Music", "Art"]}
    assert set(codes) == {
        "survey.columns-left-out",
        "survey.second-heading",
        "survey.several-commas",
    }
    assert set(frame["respondent"]) == {4, 5, 6}


def test_limesurvey_has_a_column_for_each_answer(tmp_path):
    text = (
        '"id","submitdate","lastpage","startlanguage","Which clubs? [Art]","Which clubs? [Music]",'
        '"How true is it? [I feel safe]"\n'
        '"1","2026-02-03 09:00:00","2","en","Yes","No","Agree"\n'
        '"2","2026-02-03 09:01:00","2","en","No","Yes","Disagree"\n'
    )
    answers, codes, _ = read(
        tmp_path, text, [("Which clubs?", SEVERAL), ("I feel safe", AGREEMENT)]
    )
    assert answers == {"I1": ["Art", "Music"], "I2": ["Agree", "Disagree"]}
    assert codes == []


def test_jotform_puts_answers_on_lines(tmp_path):
    text = 'Submission Date,Which clubs?\n2026-02-03,"Art\nMusic"\n2026-02-03,Music\n'
    answers, codes, _ = read(tmp_path, text, [("Which clubs?", SEVERAL)])
    assert answers == {"I1": ["Art", "Music", "Music"]}
    assert codes == ["survey.several-lines"]


def test_a_row_without_a_time_is_said_to_be_read_as_headings(tmp_path):
    text = "Timestamp,What helped?\n,Type your answer\n2026/03/02 9:10,A\n2026/03/02 9:11,B\n"
    answers, codes, _ = read(tmp_path, text, [("What helped?", WORDS)])
    assert (answers, codes) == ({"I1": ["A", "B"]}, ["survey.second-heading"])


def test_the_first_answer_is_no_heading(tmp_path):
    text = "Timestamp,What helped?\n2026/03/02 9:10,Response times\n2026/03/02 9:11,B\n"
    assert read(tmp_path, text, [("What helped?", WORDS)])[0] == {"I1": ["Response times", "B"]}


ONE_COLUMN = "Whom do you read to?\nA friend;At home;\nAt home;\nA friend;At home;Alone;\n"


@pytest.mark.parametrize(
    ("text", "separator", "width"),
    [
        (ONE_COLUMN, "\x1f", 1),
        ("What went well, and why?\nThe room\nPairs\n", "\x1f", 1),
        ('"What went well?"\n"Pairs, mostly"\n"Talk; and time"\n', "\x1f", 1),
        ("Timestamp,Q\n2026,A;B;C\n2026,A;B;C\n2026,A;B\n", ",", 2),
        ("Name;Score, autumn;x\nJo;1,5;2\nAl;1,7;3\n", ";", 3),
        ("Survey 2026\n\nA;B\n1;2\n3;4\n", ";", 2),
        ("A\tB\n1,2\t3\n", "\t", 2),
        ("sep=|\nA|B\n1|2\n", "|", 2),
        ("Q1,Q2,Q3\n", ",", 3),
    ],
)
def test_which_sign_separates(text, separator, width):
    read_ = read_rows(text.encode())
    assert (read_.separator, max(map(len, read_.rows))) == (separator, width)


_CELL = st.text(
    st.sampled_from("abc, ;\t|'\n\"é’") | st.characters(min_codepoint=0x400, max_codepoint=0x4FF),
    min_size=1,
    max_size=12,
).filter(lambda text: bool(text.strip()) and not text.lower().startswith("sep="))


@given(
    st.sampled_from(",;\t|"),
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(_CELL, min_size=width, max_size=width), min_size=2, max_size=8
        )
    ),
)
@examples(80)
def test_what_is_written_with_quotes_throughout_is_read_back(separator, rows):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    found = read_rows(out.getvalue().encode("utf-8"))
    assert found.separator == separator
    assert [list(row) for row in found.rows] == rows


@given(st.binary(max_size=300))
@examples(200)
def test_any_bytes_are_rows_or_a_sentence(data):
    try:
        read_book(data, "a")
    except Unreadable as error:
        assert error.message.endswith(".")


def test_a_one_column_export(tmp_path):
    answers, codes, _ = read(tmp_path, ONE_COLUMN, [("Whom do you read to?", SEVERAL)])
    assert answers == {"I1": ["A friend", "At home", "At home", "A friend", "At home", "Alone"]}
    assert codes == []


@pytest.mark.parametrize(
    ("cells", "google", "answers", "codes"),
    [
        (["A;B;", "B;"], False, [("A", "B"), ("B",)], []),
        (["A; B", "B"], False, [("A", "B"), ("B",)], []),
        (
            ["Code (Python; C#);Coaching;"],
            False,
            [("Code (Python; C#)", "Coaching")],
            ["survey.several-inside"],
        ),
        (
            ["Tools; pipes;A;", "A;"],
            False,
            [("Tools; pipes", "A"), ("A",)],
            ["survey.several-inside"],
        ),
        (
            ["a;b;X;", "X;", "a;b;", "a;b;X;"],
            False,
            [("a", "b", "X"), ("X",), ("a", "b"), ("a", "b", "X")],
            ["survey.several-together"],
        ),
        (
            ["at home, on the bus", "on the bus", "at school, at home"],
            True,
            [("at home", "on the bus"), ("on the bus",), ("at school", "at home")],
            ["survey.several-commas"],
        ),
        (["Yes, a bit", "No"], True, [("Yes, a bit",), ("No",)], ["survey.several-inside"]),
        (["A, B"], True, [("A", "B")], ["survey.several-commas"]),
        (
            ["Maths, as it is fun", "Art"],
            False,
            [("Maths, as it is fun",), ("Art",)],
            ["survey.several-inside"],
        ),
        (["Clubs (art, music)", "Sport"], True, [("Clubs (art, music)",), ("Sport",)], []),
        (["Art | Music", "Art"], False, [("Art", "Music"), ("Art",)], ["survey.several-lines"]),
        (["A;A;"], False, [("A",)], []),
        (["(a;b"], False, [("(a", "b")], []),
    ],
)
def test_several_answers_in_a_cell(cells, google, answers, codes):
    way = ticked(cells, google)
    assert [way.answers(cell) for cell in cells] == answers
    assert [code for code, _, _ in way.remarks] == codes


@given(
    st.lists(
        st.lists(
            st.from_regex(r"[A-Za-z][a-z]{1,6}", fullmatch=True),
            min_size=1,
            max_size=4,
            unique_by=str.casefold,
        ),
        min_size=1,
        max_size=12,
    )
)
@examples(60)
def test_what_microsoft_forms_writes_is_read_back(people):
    cells = ["".join(f"{answer};" for answer in person) for person in people]
    way = ticked(cells)
    assert [list(way.answers(cell)) for cell in cells] == people


@given(st.lists(st.text(max_size=30), max_size=10), st.booleans())
@examples(60)
def test_no_letter_of_an_answer_is_lost(cells, google):
    way = ticked(cells, google)
    for cell in cells:
        kept = "".join("".join(way.answers(cell)).split())
        rest = "".join(cell.split())
        assert set(rest) - set(kept) <= set(";,|\n") or len(kept) < len(rest)  # said twice


@pytest.mark.parametrize("sign", ["😡", "🙂", "?", "👍", "...", "!"])
@pytest.mark.parametrize("scale", ["How easy, five points", AGREEMENT, "Yes or no"])
def test_a_sign_is_no_word_of_any_scale(sign, scale):
    assert read_answer(scale, RawCell(1, 1, sign)).code == "survey.answer-unknown"
    assert read_answer(AGREEMENT, RawCell(1, 1, f"Agree {sign}")).answers == ("Agree",)


@pytest.mark.parametrize(
    "word", ["#REF!", "#ERROR!", "Err:502", "#WERT!", "#NV", "########", "#¡VALOR!", "Loading..."]
)
def test_the_error_of_any_spreadsheet_is_no_answer(word):
    for scale in (WORDS, SEVERAL, AGREEMENT):
        assert read_answer(scale, RawCell(1, 1, word)).code == "cell.error"


SENTENCE = "It’s £5 and Siân’s naïve café"


@pytest.mark.parametrize(
    ("data", "text", "codes"),
    [
        (SENTENCE.encode(), SENTENCE, []),
        ("It’s £5".encode("cp1252"), "It’s £5", []),
        (SENTENCE.encode("cp1252"), SENTENCE, ["file.letters"]),
        (SENTENCE.encode("mac_roman"), SENTENCE, ["file.letters"]),
        ("Łukasz ma żółwia".encode("cp1250"), "Łukasz ma żółwia", ["file.letters"]),
        (b"Si\xc3\xa2n\nSi\xe2n\nDon\x92t", "Siân\nSiân\nDon’t", ["file.letters"]),
        (SENTENCE.encode().decode("cp1252").encode(), SENTENCE, ["file.letters"]),
        ("“Yes”".encode().decode("latin-1").encode(), "“Yes”", ["file.letters"]),
        ("CAFÉ… is “É’s”".encode(), "CAFÉ… is “É’s”", []),
        ("Si\ufffdn".encode(), "Si\ufffdn", ["file.letters-lost"]),
    ],
)
def test_letters(data, text, codes):
    found, remarks = letters(data)
    assert found == text
    assert [code for code, _ in remarks] == codes


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60))
@examples(60)
def test_unicode_is_read_as_it_is_unless_it_was_read_twice(text):
    found, remarks = letters(text.encode("utf-8"))
    if not remarks:
        assert found == text.removeprefix("\ufeff")


def test_one_sign_that_steers_a_printer_does_not_stop_a_file(tmp_path):
    text = "Timestamp,What went well?\n2026/03/02,Planning\x0btalk\n2026/03/02,The room\n"
    answers, codes, _ = read(tmp_path, text, [("What went well?", WORDS)])
    assert answers == {"I1": ["Planningtalk", "The room"]}
    assert codes == []


@pytest.mark.parametrize("copied", ["A &amp; B < C", "A & B &lt; C", "a & b &amp;lt; c"])
def test_a_question_is_found_however_its_codes_of_a_web_page_are_copied(tmp_path, copied):
    text = "Timestamp,A &amp; B &lt; C\n2026,Agree\n2026,Disagree\n"
    answers, codes, _ = read(tmp_path, text, [(copied, AGREEMENT)])
    assert (answers, codes) == ({"I1": ["Agree", "Disagree"]}, [])


LONG = (
    "To what extent do you agree with the following statement about the support that you have been "
    "given this year, thinking about the visits, the workshop, the notes and the conversations: it "
)


def test_a_long_question_is_found_by_its_beginning_and_two_are_not_mixed_up(tmp_path):
    asked = f"{LONG}helped me"
    text = f'Timestamp,"{asked} a great deal, all in all"\n2026,Agree\n2026,Disagree\n'
    answers, codes, _ = read(tmp_path, text, [(asked, AGREEMENT)])
    assert (answers, codes) == ({"I1": ["Agree", "Disagree"]}, ["survey.question-begins"])
    text = (
        f'Timestamp,"{LONG}helped me","{LONG}cost me time"\n2026,Agree,Disagree\n2026,Agree,Agree\n'
    )
    answers, codes, _ = read(tmp_path, text, [(LONG, AGREEMENT)])
    assert answers == {}
    assert "survey.no-question" in codes


@pytest.mark.parametrize(
    "header",
    [
        "1. What is your name?",
        "Q2. Please enter your email address",
        "Question 3: Your child's full name",
        "4) Name and email address",
        "a) Your name:",
        "Name, class and email",
        "What is your name? (so that we can thank you)",
        "Could you please leave your phone number if you would like a reply",
        "Name of your child",
        "Who is completing this form?",
        "Where do you live?",
        "Parent/carer name",
        "Child's name (first and last)",
        "Contact details",
        "How can we contact you?",
        "2.1 Home address",
        "Recipient Email",
    ],
)
def test_a_question_asks_for_a_person_however_it_is_numbered(header):
    assert about_a_person(header)


@pytest.mark.parametrize(
    "header",
    [
        "1. Name three books you like",
        "Q4 What is the name of your school?",
        "Do you know the names of the streets where you live?",
        "I know my teacher's name",
        "2. How often do you phone home?",
        "Which class are you in?",
        "What is your role?",
        "Address the balance between talk and writing",
        "I can contact the school easily",
        "How can we make you feel safe?",
    ],
)
def test_a_question_that_asks_for_no_person(header):
    assert not about_a_person(header)


def test_telephones_and_postcodes_are_left_out_under_any_header():
    rows = "Timestamp,How?,Where?,I read\n1,07700 900123,AB1 2CD,Often\n2,07700900124,,Never\n"
    export = without_people(read_book(rows.encode(), "a").sheets[0])
    assert export.left_out == ("How?", "Where?")
    assert export.questions == {4: "I read"}


def test_a_question_whose_answers_are_names_is_said(tmp_path):
    names = ["Maya Okafor", "Jack", "Hill, Olivia", "Harry Lane", "my friend"]
    text = "Timestamp,Who are we?\n" + "".join(f'2026,"{name}"\n' for name in names)
    _, codes, _ = read(tmp_path, text, [("Who are we?", WORDS)])
    assert codes[0] == "survey.looks-named"
    text = "Timestamp,What helped?\n" + "".join(
        f"2026,{w}\n" for w in ("Talk", "Grace", "Maths", "Art")
    )
    assert "survey.looks-named" not in read(tmp_path, text, [("What helped?", WORDS)])[1]


@pytest.mark.parametrize(
    "text",
    [
        "Respondent ID,Start Date,Q1\n,,Art,Music,Sport\n118,03/02/2026,Art,,\n119,03/02/2026,,,\n",
        'Q1,Q2\n"{""ImportId"":""a""}",x,y,z\n1,2,3,4\n',
    ],
)
def test_a_second_heading_may_be_wider_than_the_first(text):
    export = without_people(read_book(text.encode(), "a").sheets[0])
    assert export.last == 2


def test_answers_without_a_question_at_their_head_are_said(tmp_path):
    text = "Timestamp,A?,,B?\n2026,x,y,z\n2026,x,,z\n"
    _, codes, _ = read(tmp_path, text, [("A?", WORDS), ("B?", WORDS)])
    assert codes == ["column.no-header"]
