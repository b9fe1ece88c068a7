"""Agreement and a run chart show themselves: in a line, a sentence, a table and a picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from in_process import run

from spp_research import agreement, stats
from spp_research.display.charts import Chart
from spp_research.display.own import pieces, plot_of
from spp_research.display.own_notes import run_chart_of
from spp_research.display.tables import Table
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import opened as registry
from spp_research.protect.disclosure.rules import rules_for

WEEKS = [12, 14, 11, 15, 13, 16, 12, 17, 21, 22, 20, 23, 24, 22, None, 25, 21, 26]


@pytest.fixture(autouse=True)
def for_everyone(monkeypatch):
    monkeypatch.setattr(registry, "_rules", [rules_for("public")])


@pytest.fixture
def notes():
    rng = np.random.default_rng(4)
    first = rng.integers(0, 3, 30)
    second = np.where(rng.random(30) < 0.7, first, rng.integers(0, 3, 30))
    names = np.array(["Not seen", "Partly seen", "Seen"])
    return pd.DataFrame({"first": names[first], "second": names[second]})


@pytest.fixture
def found(notes):
    return agreement.of_table(notes, ["first", "second"], levels=agreement.LEVELS)


def test_agreement_says_itself(found, snapshot):
    assert (str(found), f"{found:.2f}") == snapshot
    assert "They noted the same for 25 of 30 things" in found.sentence()
    table = found.to_frame()
    assert list(table["outcome"])[:2] == ["Noted the same", "Beyond chance"]
    assert table["value"].tolist()[:2] == [found.raw.value, found.beyond_chance.value]
    assert "0.8" not in repr(found)


def test_agreement_shows_a_sentence_a_table_and_a_picture(found, snapshot):
    first, table, chart = pieces(found).parts
    assert first.bare == found.sentence()
    assert isinstance(table, Table) and isinstance(chart, Chart)
    assert (table.markdown, chart.title, chart.subtitle, chart.alt, chart.source) == snapshot
    assert found.plot().drawn == chart.drawn


def test_agreement_on_few_visits_is_hidden_whole(notes):
    few = agreement.of_table(notes[:4], ["first", "second"], levels=agreement.LEVELS)
    (only,) = pieces(few).parts
    assert "hidden [c]" in only.bare and not isinstance(plot_of(few), Chart)


def test_a_run_chart_says_itself(snapshot):
    chart = stats.run_chart(WEEKS, freeze=12)
    assert (str(chart), chart.sentence(), f"{chart:.1f}") == snapshot
    table = chart.to_frame()
    assert list(table.columns) == ["place", "value", "line", "above"] and len(table) == len(WEEKS)
    assert table["above"].tolist()[:2] == [False, False]
    thin = stats.run_chart([1, 2, 3])
    assert "too_few" in str(thin) or "no rule applied" in str(thin)
    assert thin.sentence()


def test_a_run_chart_draws_itself_with_words(snapshot):
    said, chart = pieces(stats.run_chart(WEEKS)).parts
    assert said.bare == stats.run_chart(WEEKS).sentence()
    assert (chart.title, chart.subtitle, chart.alt, chart.notes, chart.source) == snapshot
    assert "<figure>" in chart.html and 'alt="Line of 17 figures' in chart.html
    assert run_chart_of(stats.run_chart([5])) is None


def test_no_document_shows_figures_of_nobody_knows_whom(monkeypatch):
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of a run")
    registry.run_key.cache_clear()
    try:
        for source in ("chart", "chart.plot()", "chart.sentence()"):
            with pytest.raises(UnprotectedError, match="on the sheet “Series”"):
                made = run(source, {"chart": stats.run_chart(WEEKS), "In": [source]})
                pieces(made)
    finally:
        monkeypatch.delenv(registry.SEAL_VARIABLE, raising=False)
        registry.run_key.cache_clear()
