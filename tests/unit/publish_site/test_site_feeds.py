"""What programs read: the index, the feed, schema.org."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.publish.described import safe_json
from spp_research.site.assets import described, feed
from spp_research.site.content import SharedPractice, Site
from spp_research.site.reported import ReportPage
from spp_research.site.search_index import search_index

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = '</script><script>alert("x")</script> & \u2028 <!--'


def test_nothing_in_a_text_ends_a_script() -> None:
    text = safe_json({"words": HOSTILE})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"words": HOSTILE}


def test_the_index_is_one_statement_with_every_practice(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    site = site_with(write_practice("a"), write_practice("b", title=f"Say {HOSTILE}"))
    script = search_index(site)
    start, end = "window.sppPractices = ", ";\n"
    assert script.startswith(start) and script.endswith(end)
    index = json.loads(script.removeprefix(start).removesuffix(end))
    addresses = [entry["address"] for entry in index["practices"]]
    assert addresses == ["practices/a.html", "practices/b.html"]
    assert {"primary", "teachers", "classroom", "#reading"} <= set(index["words"])
    assert index["words"]["read"] == [2]  # in the title of the first
    assert index["words"]["reading"] == [1, 4]  # a word to find each of them by
    assert index["means"]["phonics"] == "reading"


def test_the_feed_is_newest_first_with_relative_links(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    site = site_with(
        write_practice("a", signed_on=date(2026, 7, 1)),
        write_practice("b", signed_on=date(2026, 7, 3), title=f"Say {HOSTILE}"),
    )
    root = ElementTree.fromstring(feed(site))
    links = [entry.find("a:link", ATOM).get("href") for entry in root.findall("a:entry", ATOM)]
    assert links == ["practices/b.html", "practices/a.html"]
    assert root.findtext("a:updated", namespaces=ATOM) == "2026-07-03T00:00:00Z"
    names = [element.text for element in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(set(names)) == 3 and all(name.startswith("urn:uuid:") for name in names)


def test_a_report_of_the_year_is_searched_and_in_the_feed_and_told_from_practices(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    practice, written = write_practice("a"), write_practice("b", title="The year in Riverside")
    report = ReportPage(PARTNERSHIP_REPORT, written.front, written.folder, "2025-26", "2025-26")
    site = replace(site_with(practice), reports=(report,))
    root = ElementTree.fromstring(feed(site))
    entry = next(one for one in root.findall("a:entry", ATOM) if "reports/" in links(one)[0])
    assert entry.findtext("a:title", namespaces=ATOM).startswith("The year in Riverside, ")
    terms = [one.get("term") for one in entry.findall("a:category", ATOM)]
    assert terms[0] == "Reports of the year" and "2025-26" in terms
    told = json.loads(search_index(site).removeprefix("window.sppPractices = ").removesuffix(";\n"))
    assert [one["address"] for one in told["practices"]] == [practice.address, report.address]
    assert told["practices"][1]["whose"].endswith(" · Reports of the year")
    assert told["listed"] == 1 and sorted(told["orders"]["title"]) == [0, 1]
    assert told["words"]["year"] and not told["practices"][1]["of"]


def links(entry: ElementTree.Element) -> list[str]:
    return [one.get("href", "") for one in entry.findall("a:link", ATOM)]


def test_the_feed_of_an_empty_site_has_its_day(site_with: Callable[..., Site]) -> None:
    root = ElementTree.fromstring(feed(site_with()))
    assert root.findtext("a:updated", namespaces=ATOM) == "2026-07-10T00:00:00Z"
    assert root.findall("a:entry", ATOM) == []


def test_schema_org_names_the_school_the_day_and_the_licence(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    practice = write_practice(title=f"Say {HOSTILE}")
    facts = json.loads(described(site_with(practice), practice))
    assert facts["author"]["name"] == "Oakfield Primary School"
    assert facts["datePublished"] == "2026-07-01"
    assert facts["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert facts["headline"].startswith("Say </script>")
