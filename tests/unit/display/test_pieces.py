"""Statements, tables, charts and fronts: what they refuse, and the Markdown they write."""

from datetime import date

import pandas as pd
import pytest
from by_kit import by_kit

from spp_research.display import MARK, Bullets, Front, Panel, Paragraphs, Statement, Steps, Table
from spp_research.display.charts import Chart, canvas, png, wrap
from spp_research.display.front import front_matter
from spp_research.protect.disclosure import (
    Audience,
    Shown,
    count,
    free_text,
    not_personal,
    protect_counts,
    rules_for,
)
from spp_research.protect.sign_off import SignOff

PARTNERSHIP = rules_for("partnership")


@pytest.mark.parametrize("number", [3, 3.5, None, [1]])
def test_a_bare_number_is_refused_in_a_sentence(number):
    with pytest.raises(TypeError, match="is not protected"):
        Statement("We spoke with {n} pupils.", n=number)


def test_a_sentence_escapes_its_values_and_keeps_its_own_markup():
    said = by_kit(
        Statement, "**Found:** {what} on {day}.", what="*all* of it", day=date(2026, 9, 3)
    )
    assert said.markdown == r"**Found:** \*all\* of it on 3 September 2026."
    assert said.plain == "**Found:** *all* of it on 3 September 2026."


HOSTILE = "*a* **b** <script>x</script> <b onclick='y'> &lt; {z} \u202ec"
ESCAPED = "*a* **b** &lt;script&gt;x&lt;/script&gt; &lt;b onclick='y'&gt; &amp;lt; {z} c"


@pytest.mark.parametrize(
    ("wording", "html", "plain"),
    [
        (
            "**Found:** {v} *(now)*",
            f"<strong>Found:</strong> {ESCAPED} <em>(now)</em>",
            "Found: {v} (now)",
        ),
        ("*({v})* & {v}", f"<em>({ESCAPED})</em> &amp; {ESCAPED}", "({v}) & {v}"),
    ],
)
def test_jupyterlab_shows_emphasis_of_the_wording_and_no_markup_of_a_value(wording, html, plain):
    shown = Panel("Key points", [Statement(wording, v=HOSTILE)])._repr_mimebundle_()
    assert f"<li>{html}</li>" in shown["text/html"]
    assert shown["text/plain"] == f"Key points\n- {plain.replace('{v}', HOSTILE)}"


def test_an_emphasis_around_a_value_is_not_ended_by_the_value():
    said = Statement("**{name}.** It *rose*.", name="A** <i>*B")
    assert said.html == "<strong>A** &lt;i&gt;*B.</strong> It <em>rose</em>."
    assert said._repr_mimebundle_()["text/plain"] == "A** <i>*B. It rose."


@pytest.mark.slow
def test_a_hidden_number_in_a_sentence_is_in_its_audit():
    said = Statement("We spoke with {n} governors.", n=count(2, PARTNERSHIP))
    mark = said._repr_mimebundle_()[MARK]
    assert mark["markdown"] == r"We spoke with \[c\] governors."
    assert mark["audit"] == [{"row": "sentence", "column": "n", "rule": "fewer than 6 people"}]


def test_a_panel_has_one_of_the_titles_that_every_document_shares():
    assert Panel("Key points", [Statement("One.")]).markdown == (
        '::: {.panel title="Key points"}\nOne.\n:::'
    )
    assert Panel("Key points", [Statement("One."), Statement("Two.")]).markdown == (
        '::: {.panel title="Key points"}\n- One.\n- Two.\n:::'
    )
    with pytest.raises(ValueError, match="'Summary' is not a panel"):
        Panel("Summary", [])


def test_running_text_keeps_its_paragraphs_and_says_when_there_is_none():
    assert Paragraphs(free_text("One day.\n\nTwo *two*.")).markdown == (
        "One day.\n\nTwo \\*two\\*."
    )
    assert Paragraphs(free_text(None)).markdown == "Nothing has been written here yet."
    assert Steps(free_text("List them.\nRead on.")).markdown == "1. List them.\n2. Read on."
    assert Bullets([Statement("One.")]).markdown == "- One."


def test_a_table_takes_protected_values_only():
    with pytest.raises(TypeError, match="tbl-x: a Table takes protected values"):
        Table(pd.DataFrame({"n": [1]}), "tbl-x", "Numbers")
    with pytest.raises(ValueError, match="must start with tbl-"):
        Table(protect_counts(pd.DataFrame({"n": [1]}), PARTNERSHIP), "x", "Numbers")


def test_a_table_of_counts(snapshot):
    frame = pd.DataFrame(
        [[12, 3, 20], [8, 9, 10], [30, 7, 11]],
        index=pd.Index(["Year 3 | A", "Year 4", "Year 5"], name="Class"),
        columns=["Girls", "Boys", "Neither [x]"],
    )
    table = Table(
        protect_counts(frame, PARTNERSHIP), "tbl-classes", "More came in spring", "Pupils, 2026"
    )
    assert table.markdown == snapshot(name="markdown")
    assert table.html == snapshot(name="html")


def test_jupyterlab_sets_words_to_the_left_and_numbers_to_the_right():
    frame = pd.DataFrame({"What <was> said": ["much", "a\nlot"], "How many": [3, 40]}, index=[1, 2])
    words = by_kit(not_personal, frame, "words")
    shown = Table(words, "tbl-x", "Said")._repr_mimebundle_()["text/html"]
    left, right = (f'style="text-align:{side};vertical-align:top"' for side in ("left", "right"))
    assert f'<th scope="col" {left}>What &lt;was&gt; said</th>' in shown
    assert f'<th scope="col" {right}>How many</th>' in shown
    assert f'<th scope="row" {left}>1</th><td {left}>much</td><td {right}>3</td>' in shown
    assert '<caption style="text-align:left">Said.</caption>' in shown
    assert shown.count("<td ") == 4 and "<td>" not in shown and "<th>" not in shown


def test_the_widths_of_a_table_always_sum_to_a_hundred():
    for n in range(1, 8):
        frame = pd.DataFrame([["word " * (3 * i + 1) for i in range(n)]], index=["row"])
        rule = Table(by_kit(not_personal, frame, "words"), "tbl-x", "Words").markdown.split("\n")[1]
        assert sum(len(part) for part in rule.strip("|").split("|")) == 100


def test_a_chart_is_a_picture_with_words_beside_it():
    with canvas(4) as (figure, axes):
        axes.plot([1, 2], [1, 2])
        picture = png(figure)
    chart = by_kit(Chart, picture, "fig-x", "It *rose*", "Marks", 'A line from 1 to 2 {"both"}')
    assert picture[:4] == b"\x89PNG"
    assert chart.markdown == (
        r"![It \*rose\*. Marks.](figures/fig-x.png)"
        '{#fig-x fig-alt="A line from 1 to 2 (”both”)" width=16cm}'
    )
    assert chart._repr_mimebundle_()["image/png"] == picture
    with pytest.raises(ValueError, match="must start with fig-"):
        by_kit(Chart, picture, "x", "", "", "")


def test_the_same_chart_is_drawn_the_same():
    def draw():
        with canvas(4) as (figure, axes):
            axes.scatter([1, 2], [3, 4])
            return png(figure)

    assert draw() == draw()


def test_long_words_are_cut_after_their_lines():
    assert wrap("one two three four", 9, 2) == "one two\nthree …"


def make_front(**changes) -> Front:
    facts = {
        "document": "review-summary",
        "title": "Review summary",
        "subtitle": 'St "Ann\'s": [CE] School',
        "partnership": "Riverside",
        "audience": Audience.PARTNERSHIP,
        "sign_off": SignOff("Ruth Adeyemi", "Headteacher", date(2025, 12, 3)),
        "focus": "To what extent?",
    }
    return by_kit(Front, **(facts | changes))


def test_a_front_says_who_signed_it_off_or_that_it_is_a_draft():
    assert make_front().status == "Signed off by Ruth Adeyemi, headteacher, on 3 December 2025"
    assert make_front(sign_off=None).status == "Draft: not signed off"


def test_a_front_survives_the_notebook():
    for front in (make_front(), make_front(sign_off=None)):
        mark = front._repr_mimebundle_()[MARK]
        assert Front.from_facts(mark["front"]) == by_kit(
            Front, **{**front.__dict__, "description": "", "keywords": []}
        )


def test_front_matter_is_yaml_that_no_text_can_end(snapshot):
    import yaml

    front = make_front(focus="---\ntitle: taken\n---\n{{< include x >}}")
    text = front_matter(front.metadata(date(2026, 7, 10)))
    loaded = yaml.safe_load(text.removeprefix("---\n").removesuffix("\n---"))
    assert loaded["title"] == "Review summary"
    assert "\n---\n" not in text.removeprefix("---\n").removesuffix("\n---")
    assert text == snapshot


def test_a_shown_value_that_is_hidden_carries_no_number():
    assert by_kit(Shown, "[c]", rule="too few").value is None
