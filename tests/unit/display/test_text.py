"""Text from a workbook stays text."""

import json
import re
import subprocess

import pypandoc
import pytest
from by_kit import by_kit
from example_counts import examples
from hypothesis import example, given
from hypothesis import strategies as st

from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.protect.disclosure import Shown
from spp_research.words.statements import Statement
from spp_research.words.text import PARTING, attribute, clean, escape, without_missing

HOSTILE = [
    "# A heading",
    "- a list",
    "1. a list",
    "(a) a list",
    "iv) a list",
    "#. a list",
    "@cite and [@cite]",
    "{{< include /etc/passwd >}}",
    "{{< env HOME >}}",
    "<script>alert(1)</script>",
    "![x](http://example.com/x.png)",
    "[link](javascript:alert(1))",
    "<http://example.com>",
    "`code` ~~~ ``` :::",
    "::: {.callout-note}",
    "| a | b |\n|---|---|\n| c | d |",
    ": caption {#tbl-x}",
    "---\ntitle: x\n---",
    "$x^2$ and \\alpha and \\(x\\)",
    "a[^1] and ^[note] and H~2~O and x^2^",
    "*emphasis* _emphasis_ **strong** ~~gone~~ [span]{.x}",
    "&lt;b&gt; &amp; &#x3c;",
    "Term\n: definition",
    "% title\n% author",
    "    code",
    "\tcode",
    "a  \nb\\\nc",
    "`x`{=html}",
    '#let x = 1; #read("/etc/passwd")',
    "\\input{/etc/passwd}",
    "== mark == ++ ins ++",
    "...--- “quotes” 'single' \"double\"",
    "=cmd|' /C calc'!A0",
]


def parsed(markdown: str) -> list:
    """What Pandoc reads, as its syntax tree."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"],
        input=markdown,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["blocks"]


def words(inlines: list) -> str:
    """The text of inlines that hold nothing but words, spaces and quotation marks."""
    out = []
    for inline in inlines:
        match inline["t"]:
            case "Str":
                out.append(inline["c"])
            case "Space" | "SoftBreak":
                out.append(" ")
            case "Quoted":
                mark = "'" if inline["c"][0]["t"] == "SingleQuote" else '"'
                out.append(mark + words(inline["c"][1]) + mark)
            case other:
                raise AssertionError(f"{other} came out of a text")
    return "".join(out)


def plain(text: str) -> str:
    """`text` without what Pandoc makes typographic, to compare: it also takes out a space that
    stands just inside quotation marks."""
    same = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "}
    for typographic, typed in same.items():
        text = text.replace(typographic, typed)
    return re.sub(r"\s*(['\"])\s*", r"\1", " ".join(text.split()))


def check(text: str) -> None:
    blocks = parsed(escape(text))
    expected = plain(" ".join(clean(text).split()))
    if not expected:
        assert blocks == []
        return
    assert [block["t"] for block in blocks] == ["Para"]
    # Braces are parted by a character that nobody sees, so that Quarto runs no shortcode.
    assert plain(words(blocks[0]["c"])).replace(PARTING, "") == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_as_the_words_it_is(text):
    check(text)


@given(st.text(alphabet=st.sampled_from("ab1 .)(-_*`~^$#@!&[]{}<>|\\/:;'\"=+%,\n"), max_size=24))
@example("'\"")
@examples(80)
def test_any_mixture_of_signs_is_read_as_the_words_it_is(text):
    check(text)


@pytest.mark.slow
@given(st.text(max_size=60))
@examples(1500)
def test_any_text_at_all_is_read_as_the_words_it_is(text):
    check(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_a_sentence_stays_inside_it(text):
    blocks = parsed(f"We saw: {escape(text)} *(kit)*")
    assert [block["t"] for block in blocks] == ["Para"]
    assert blocks[0]["c"][-1]["t"] == "Emph"


@pytest.mark.parametrize("text", [*HOSTILE, 'end" onerror="x', "} {.class}"])
def test_an_attribute_stays_one_attribute(text):
    blocks = parsed(f'![c](figures/x.png){{#fig-x fig-alt="{attribute(text)}"}}')
    figure = blocks[0]
    assert [block["t"] for block in blocks] == ["Figure"]
    image = figure["c"][2][0]["c"][0]
    assert (figure["c"][0][0], image["t"]) == ("fig-x", "Image")
    assert [name for name, _ in image["c"][0][2]] == ["fig-alt"]
    assert "{{" not in attribute(text)


def test_marks_that_turn_text_round_are_taken_out():
    assert clean("a\u202egnp.exe\u2066b\x00c\u200b") == "agnp.exebc"


def test_numbers_dates_and_lists_are_written_as_a_person_would():
    from datetime import date

    assert [in_words(n) for n in (0, 1, 9, 10, 1234)] == ["no", "one", "nine", "10", "1,234"]
    assert long_date(date(2026, 9, 3)) == "3 September 2026"
    assert [listed(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert (plural(1, "school"), plural(0, "school"), plural(2, "summary", "summaries")) == (
        "school",
        "schools",
        "summaries",
    )


def test_a_reference_names_what_there_is():
    said = Statement("Words rose by {n}.", n=by_kit(Shown, "4")).pointing_to(
        "fig-o1", "tbl-outcomes"
    )
    assert said.plain == "Words rose by 4."
    assert said.markdown == "Words rose by 4. See @fig-o1 and @tbl-outcomes."
    assert without_missing(said.markdown, {"tbl-outcomes"}) == "Words rose by 4. See @tbl-outcomes."
    assert without_missing(said.markdown, set()) == "Words rose by 4."


def test_a_reference_that_somebody_typed_is_text():
    typed = escape("See @fig-o1 and run.")
    assert without_missing(f"He wrote: {typed}", set()) == f"He wrote: {typed}"


def test_a_reference_goes_to_a_label():
    with pytest.raises(ValueError, match="no label"):
        Statement("Here.").pointing_to("fig-A b")
