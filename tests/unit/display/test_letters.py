"""The fonts that the kit carries, and what is drawn with them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from spp_research import letters
from spp_research.display.charts import canvas, png
from spp_research.letters import fonts_at_hand

# What schools in England write most, each with letters that are easily forgotten.
NAMES = (
    "Zażółć gęślą jaźń, Łukasz; Ștefan Țăranu; Žižka, Ugnė; İpek Şahin; Nguyễn Thị Ánh; Ọlá ẹ̀bùn",
    "مدرسہ محمد علی ٹیچر ڈیسک پڑھائی ے ں ھ گ چ پ ژ ۓ ، ؟ ۔",
    "ښوونځی پښتو ځ ڼ ۍ; کوردی ێ ۆ ڕ ڵ; فارسی می\u200cخواهم",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ ਕੌਰ ੴ",
    "মোঃ রহিম ক্ষ স্ত্রী ঐশ্বর্য",
    "王小明 陳怡君 张伟 龍 鑫 婷 瑾 喆 淼",
    "गुरप्रीत; ગુજરાતી; தமிழ்; తెలుగు; മലയാളം; සිංහල; አማርኛ ትግርኛ; ภาษาไทย; ひらがな カタカナ",
    "Привет, Олена Ґ; Ωμέγα; שלום; Հայերեն; ქართული ☐ ☑ ✓ ★ ≥ →",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_kits_fonts_have_what_schools_write(name):
    assert not letters.lacking(name)


def test_ordinary_letters_are_in_the_first_font():
    assert not {c for c in fonts_at_hand._ORDINARY if fonts_at_hand._is_drawn(c)} - set(
        fonts_at_hand._ours()
    )


def test_a_letter_that_no_font_has_is_known():
    assert letters.unset("𒀀 王 a") == {"𒀀"}
    assert letters.unset("\u200d\ufe0f\u2060 \n") == frozenset()


def test_the_fonts_are_small_and_their_licences_beside_them():
    there = {path.name: path.stat().st_size for path in letters.CARRIED.iterdir()}
    assert {"OFL.txt", "LICENSE_DEJAVU.txt", "README.txt"} <= set(there)
    assert sum(there.values()) < 6_000_000
    licence = (letters.CARRIED / "OFL.txt").read_text(encoding="utf-8")
    for family in letters.FAMILIES:
        assert family in licence or family == "DejaVu Sans"


def drawn(label: str) -> np.ndarray:
    with canvas(3) as (figure, axes):
        axes.set_yticks([0.5], [label])
        axes.text(0.5, 0.5, label, weight="bold")
        return np.asarray(Image.open(io.BytesIO(png(figure))).convert("L"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "same"),
    [
        ("👍🏽 Class", "(thumbs up) Class"),
        ("𒀀 Class", "□ Class"),
        ("مدرسہ (7)", "\u2067مدرسہ\u2069 (7)"),
    ],
)
def test_a_chart_draws_words_and_boxes_in_place_of_what_no_font_has(label, same, caplog, recwarn):
    assert np.array_equal(drawn(label), drawn(same))
    assert not caplog.records
    assert not recwarn


def test_a_chart_shapes_letters_that_join():
    """What keeps letters from joining has no width: it makes a difference only where they do."""
    assert not np.array_equal(drawn("محمد"), drawn("م\u200cح\u200cم\u200cد"))
