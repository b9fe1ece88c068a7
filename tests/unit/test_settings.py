"""settings.yml: all keys optional, and every fault with its line."""

from datetime import date

import pytest

from spp_research.errors import ConfigurationError
from spp_research.settings import Settings, read_settings


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "settings.yml"
    path.write_bytes(text.encode(encoding))
    return path


def test_no_file_and_an_empty_file_are_the_defaults(tmp_path):
    assert read_settings(tmp_path / "settings.yml") == Settings()
    assert read_settings(write(tmp_path, "# nothing yet\n")) == Settings()


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
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_line(text, tmp_path, snapshot):
    with pytest.raises(ConfigurationError) as fault:
        read_settings(write(tmp_path, text))
    assert str(fault.value) == snapshot


def test_a_file_that_is_no_text_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"settings\.yml is not plain text"):
        read_settings(write(tmp_path, "licence: \u00e9", encoding="utf-16"))
