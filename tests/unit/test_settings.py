"""settings.yml: all keys optional, and every fault with its line."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.catalogue import ENGLISH
from spp_research.errors import ConfigurationError
from spp_research.settings import Settings, read_settings
from spp_research.terms import Words


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "settings.yml"
    path.write_bytes(text.encode(encoding))
    return path


def test_no_file_and_an_empty_file_are_the_defaults(tmp_path):
    assert read_settings(tmp_path / "settings.yml") == Settings()
    assert read_settings(write(tmp_path, "# nothing yet\n")) == Settings()


def test_a_term_is_given_by_a_word_or_by_two(tmp_path):
    text = "terms:\n  next step: key query\n  strength: {one: plus, many: pluses}\n"
    assert dict(read_settings(write(tmp_path, text)).catalogue.terms) == {
        "next step": Words("key query", "key queries"),
        "strength": Words("plus", "pluses"),
    }
    assert Settings().catalogue is ENGLISH


def test_a_language_is_for_write_ups_the_website_or_both(tmp_path):
    for text, languages in (
        ("language: cy\n", ("cy", "cy", "en")),
        ("language: {site: cy}\n", ("en", "cy", "en")),
        ("language: {site: en, best-practice: cy}\n", ("cy", "en", "en")),
    ):
        settings = read_settings(write(tmp_path, text))
        kinds = ("best-practice", "site", "review-summary")
        assert tuple(settings.speech(kind).language for kind in kinds) == languages


def test_every_key_is_read(tmp_path):
    text = """\
accent: '#5B2A86'
as_at: 2026-07-10
formats: [pdf, html]
licence: CC BY 4.0
logo: logo.png
thresholds:
  public:
    pupils: 10
"""
    settings = read_settings(write(tmp_path, text))
    assert (settings.accent, settings.logo) == ("#5B2A86", "logo.png")
    assert settings.as_at == date(2026, 7, 10)
    assert settings.formats == ["pdf", "html"]
    assert settings.own_thresholds() == {"public": {"pupils": 10}}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://riverside.example", "https://riverside.example/"),
        ("https://Riverside.example/SPP/", "https://riverside.example/SPP/"),
        (
            "HTTPS://xn--ysgol-5ua.example:8443/a/b%20c",
            "https://xn--ysgol-5ua.example:8443/a/b%20c/",
        ),
        ("''", ""),
    ],
)
def test_an_address_ends_as_a_folder_does(tmp_path, given, read):
    assert read_settings(write(tmp_path, f"site_address: {given}\n")).site_address == read


FAULTS = {
    "an unknown key": "as_at: 2026-07-10\ncolour: red\n",
    "an unknown key within": "thresholds:\n  public:\n    children: 10\n",
    "an unknown audience": "thresholds:\n  everybody:\n    pupils: 10\n",
    "a wrong kind of value": "thresholds:\n  public:\n    pupils: many\n",
    "not a date": "as_at: tomorrow\n",
    "not a format": "formats: [html, odt]\n",
    "no format at all": "formats: []\n",
    "a key twice": "as_at: 2026-07-10\nlicence: CC0\nas_at: 2026-07-11\n",
    "not YAML": "formats: [html\n",
    "a list": "- html\n",
    "an accent too light to read": "accent: '#FFCC00'\n",
    "an accent that is no colour": "accent: blue\n",
    "a yes that YAML turns into true": "licence: yes\n",
    "a tab": "as_at:\t2026-07-10\n",
    "a day that is not in the calendar": "formats: [html]\nas_at: 2026-02-30\n",
    "a month that is not in the calendar": "as_at: 2026-13-01\n",
    "a language that the kit has not": "language: fr\n",
    "a language for what is in English": "language: {review-summary: cy}\n",
    "a term that is none": "terms:\n  next step: action\n  lesson: hour\n",
    "a term with another part": "terms:\n  next step: {one: action, few: actions}\n",
    "a term with markup": "terms:\n  next step: '<b>action</b>'\n",
    "a term with a gap": "terms:\n  next step: {one: action, many: 'actions {n}'}\n",
    "a term of 200 letters": f"terms:\n  next step: {'a' * 200}\n",
    "a term read from the right": "terms:\n  next step: خطوة\n",
    "a term that turns the line round": 'terms:\n  next step: "a\\u202eb"\n',
    "a term of no letters": "terms:\n  next step: ''\n",
    "a term that is a number": "terms:\n  next step: 3\n",
    "one word for two things": "terms:\n  next step: Strength\n",
    "two things by one word": "terms: {next step: action, enquiry question: action}\n",
    "a word for terms": "terms: actions\n",
    "a tag": "licence: !!python/object/apply:os.system [ls]\n",
    "an alias": "licence: &a CC0\nlogo: *a\n",
    "too many levels": "thresholds: [[[[[[1]]]]]]\n",
    "five thousand digits": f"thresholds:\n  public:\n    pupils: {'9' * 5000}\n",
    "as many in another base": f"thresholds:\n  public:\n    pupils: 0x{'f' * 5000}\n",
    "digits that YAML counts by eights": "thresholds: {public: {pupils: 010}}\n",
    "more pupils than any school": "thresholds: {public: {pupils: 99999999999999999999}}\n",
    "a key that is a list": "? [a, b]\n: c\n",
    "a key with a point": "thresholds.public: 3\n",
    "a key within that is null": "thresholds: {public: ~}\n",
    "a letter that nobody sees": 'licence: "CC\\u202e BY"\n',
    "a sign that is no letter": "licence: CC0\nlogo: a\x00b\n",
    "a picture from elsewhere": "logo: ../../picture.png\n",
    "an address without https": "site_address: http://riverside.example/\n",
    "an address with a query": "site_address: https://riverside.example/?page=1\n",
    "an address of a page": "site_address: https://riverside.example/index.html\n",
    "an address with a name before its host": "site_address: https://ann@riverside.example/\n",
    "an address above its host": "site_address: https://riverside.example/a/../b\n",
    "an address that would run": "site_address: 'javascript:alert(1)'\n",
    "an address with a quotation mark": "site_address: 'https://riverside.example/\"><b>'\n",
    "an address that is a list": "site_address: [https://riverside.example/]\n",
    "two documents": "licence: CC0\n---\nlicence: CC0\n",
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_line(text, tmp_path, snapshot):
    with pytest.raises(ConfigurationError) as fault:
        read_settings(write(tmp_path, text))
    assert str(fault.value) == snapshot


def test_a_file_that_is_no_text_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"settings\.yml is not plain text"):
        read_settings(write(tmp_path, "licence: \u00e9", encoding="utf-16"))


def test_what_unfolds_into_more_than_was_written_is_refused_at_once(tmp_path):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for one, other in zip("bcdefghijk", "abcdefghij", strict=True):
        lines.append(f"{one}: &{one} [{', '.join([f'*{other}'] * 9)}]")
    began = time.process_time()
    for text in ("\n".join(lines), "[" * 50_000, "a: " + "{a: " * 5_000, "#" * 200_000):
        with pytest.raises(ConfigurationError, match=r"^settings\.yml"):
            read_settings(write(tmp_path, text))
    assert time.process_time() - began < 5


def test_a_folder_or_a_broken_link_in_its_place_is_said(tmp_path):
    (tmp_path / "settings.yml").mkdir()
    with pytest.raises(ConfigurationError, match="is not a file"):
        read_settings(tmp_path / "settings.yml")


@given(
    st.text(
        alphabet=st.sampled_from("as_atformlicenthrd: -0129[]{}&*!|>'\"#,.~<\n\t?%@`é\x07"),
        max_size=60,
    )
)
def test_whatever_is_written_is_read_or_refused_in_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("settings") / "settings.yml"
    path.write_text(text, encoding="utf-8")
    try:
        read_settings(path)
    except ConfigurationError as error:
        assert str(error).startswith("settings.yml")
