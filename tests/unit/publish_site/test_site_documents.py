"""Documents of somebody's own on the website: where they stand, and who does not get one there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from spp_research.errors import EvidenceError
from spp_research.intake.write.added_row import add_row
from spp_research.kinds import ReportKind
from spp_research.partnership import next_cycle
from spp_research.partnership.lead_workbook import School
from spp_research.publish.reports import make_report
from spp_research.publish.states import documents_of, note
from spp_research.run.jobs import Job
from spp_research.schema import SCHOOL
from spp_research.site import build, gather, gather_documents, take_home
from spp_research.site.addresses import addressed
from spp_research.site.assets import feed
from spp_research.site.build import build_site, look_ahead
from spp_research.site.content import SharedPractice, Site
from spp_research.site.documents import SharedDocument, stem_of_document
from spp_research.site.folder import link_faults
from spp_research.site.gather import Gathered
from spp_research.site.pages import write_site
from spp_research.site.reported import ReportPage
from spp_research.workspace import Workspace, open_workspace

TITLE = "Reading aloud for late joiners"
KIND = ReportKind(
    "my-enquiry", TITLE, "What we saw.", audience="public", file="my_enquiry.ipynb", site=True
)
PAGE = "documents/oakfield--my-enquiry.html"


@pytest.fixture
def write_document(write_practice: Callable[..., SharedPractice]) -> Callable[..., SharedDocument]:
    """A document as its notebook would give it, of a school or, without one, of all of them."""

    def write(
        kind: ReportKind = KIND,
        school: str | None = "oakfield",
        title: str = TITLE,
        words: str = "We asked nine teachers.",
        name: str = "Oakfield Primary School",
        signed_on: date = date(2026, 7, 2),
    ) -> SharedDocument:
        made = write_practice(f"{school}-{kind.name}", title, words, name=name, signed_on=signed_on)
        of = School(school, name, "Primary") if school else None
        return SharedDocument(kind, of, name, made.front, made.folder)

    return write


@pytest.fixture
def written(tmp_path: Path, style: Path, site_with: Callable[..., Site]) -> Callable[..., Path]:
    """Write a site with these practices and documents, and look at all its links."""

    def write(practices: list[SharedPractice], documents: list[SharedDocument], **more) -> Path:
        site = replace(
            site_with(*practices),
            documents=tuple(documents),
            lists_documents=bool(documents),
            **more,
        )
        folder = tmp_path / "site"
        folder.mkdir()
        write_site(site, style, folder)
        assert link_faults(folder) == []
        return folder

    return write


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_it_has_a_page_a_place_in_the_list_the_search_and_the_feed(
    write_practice, write_document, written
):
    folder = written([write_practice()], [write_document()])
    page = text(folder, PAGE)
    assert f'<h1 dir="auto">{TITLE}</h1>' in page
    assert "Signed off by Ann Example" in page and "Oakfield Primary School" in page
    assert 'href="../documents/index.html"' in page  # the way to the list, and at the head
    assert "oakfield--my-enquiry/oakfield--my-enquiry.ris" in page
    assert "Content-Security-Policy" in page
    for name in ("index.html", "documents/index.html", "feed.xml"):
        assert TITLE in text(folder, name), name
    index = json.loads(text(folder, "assets/search-index.js").split(" = ", 1)[1].rstrip(";\n"))
    assert [one["address"] for one in index["practices"]] == ["practices/oakfield.html", PAGE]
    assert index["listed"] == 1 and index["practices"][1]["of"] == {}
    assert index["words"]["joiners"] and sorted(index["orders"]["title"]) == [0, 1]
    # Nobody who chooses among practices meets it.
    assert TITLE not in text(folder, "practices/index.html")
    assert "pages found" in text(folder, "index.html")


def test_a_website_without_one_says_nothing_of_them(write_practice, written):
    folder = written([write_practice()], [])
    assert not (folder / "documents").exists()
    for path in folder.rglob("*.html"):
        assert "other documents" not in path.read_text(encoding="utf-8"), path
    assert "pages found" not in text(folder, "index.html")


def test_two_kinds_of_two_schools_and_one_of_all_of_them(write_practice, write_document, written):
    other = replace(KIND, name="what-pupils-say", title="What pupils say", site=True)
    of_all = replace(KIND, name="our-year", title="Our year", per_school=False)
    folder = written(
        [write_practice()],
        [
            write_document(),
            write_document(school="withy-bridge", name="Withy Bridge Junior School"),
            write_document(other, title="What pupils say"),
            write_document(of_all, None, "Our year", name="Riverside Partnership"),
        ],
    )
    pages = sorted(path.name for path in (folder / "documents").glob("*.html"))
    assert pages == [
        "index.html",
        "oakfield--my-enquiry.html",
        "oakfield--what-pupils-say.html",
        "partnership--our-year.html",
        "withy-bridge--my-enquiry.html",
    ]
    listed = text(folder, "documents/index.html")
    assert listed.count("Withy Bridge Junior School") == 1 and "Riverside Partnership" in listed


def test_the_address_that_it_is_to_have_is_said_of_it_too(write_practice, write_document, written):
    root = "https://riverside.example/best/"
    folder = written([write_practice()], [write_document()], root=root)
    page = text(folder, PAGE)
    assert f'<link rel="canonical" href="{root}{PAGE}">' in page
    assert f"{root}documents/oakfield--my-enquiry/oakfield--my-enquiry.png" in page
    assert "To cite this page: " in page
    found = text(folder, "sitemap.xml")
    assert f"{root}{PAGE}" in found and "<lastmod>2026-07-02</lastmod>" in found
    ris = text(folder, "documents/oakfield--my-enquiry/oakfield--my-enquiry.ris")
    assert f"TI  - {TITLE}" in ris and f"UR  - {root}{PAGE}" in ris


def of_year(document: SharedDocument, cycle: str) -> SharedDocument:
    return replace(document, cycle=cycle, closed_as=cycle)


def test_the_address_of_an_open_year_leads_to_the_document_once_its_year_is_closed(
    write_practice, write_document, written
):
    last = of_year(write_document(title="Late & “new” <joiners>"), "2025-26")
    root = "https://riverside.example/best/"
    folder = written([write_practice()], [last], root=root)
    page = text(folder, PAGE)
    assert last.address == "documents/oakfield--my-enquiry--2025-26.html"
    assert f'content="0; url={last.address.rpartition("/")[2]}"' in page
    assert f'<link rel="canonical" href="{root}{last.address}">' in page
    assert f'<a href="../{last.address}">' in page and "<script" not in page
    assert "Where to find “Late &amp; “new” &lt;joiners&gt;”" in page
    # Neither found by the search nor listed: what is there stands at its own address.
    assert PAGE not in text(folder, "sitemap.xml") and last.address in text(folder, "sitemap.xml")
    for name in ("assets/search-index.js", "feed.xml", "documents/index.html", "index.html"):
        assert "oakfield--my-enquiry.html" not in text(folder, name), name


def test_of_several_years_nobody_is_led_to_the_wrong_one_and_this_years_takes_the_address(
    write_practice, write_document, written
):
    now = write_document(school="withy-bridge", title="This year’s", name="Withy Bridge")
    before = write_document()
    years = [of_year(before, year) for year in ("2026-27", "2025-26")]
    folder = written([write_practice()], [now, *years, of_year(now, "2025-26")])
    page = text(folder, PAGE)
    assert 'http-equiv="refresh"' not in page
    assert page.index("2026-27.html") < page.index("2025-26.html")
    assert "This year’s" in text(folder, "documents/withy-bridge--my-enquiry.html")
    assert "Where to find" not in text(folder, "documents/withy-bridge--my-enquiry.html")


def test_a_page_that_leads_on_may_lead_to_nothing_and_nowhere_else(
    write_practice, write_document, written
):
    folder = written([write_practice()], [of_year(write_document(), "2025-26")])
    page = folder / PAGE
    own = page.read_text(encoding="utf-8")
    for target in ("https://elsewhere.example/", "nowhere.html", "//elsewhere.example", ""):
        page.write_text(own.replace("url=oakfield--my-enquiry--2025-26.html", f"url={target}"))
        assert link_faults(folder), target


def test_names_in_the_feed_stay_when_a_year_is_closed_and_the_partnership_has_a_new_name(
    write_document, site_with, tmp_path
):
    workspace, document = Workspace(tmp_path), write_document()
    kind = replace(KIND, name="partnership-report", site=False)
    folder, front = document.folder, document.front
    report = ReportPage(kind, front, folder, "2025-26", "2025-26")
    site = replace(site_with(), documents=(document,), reports=(report,))
    assert addressed(workspace, (), site.name, [document], [report], "2025-26").feed_id == ""
    first = re.findall("urn:uuid:[^<]*", feed(site).decode())
    closed, now = of_year(document, "2025-26"), document
    every = addressed(workspace, (), site.name, [now, closed], [report], "2026-27")
    names = [every.feed_id, *(one.feed_id for one in (every.documents[1], *every.reports))]
    assert sorted(names) == sorted(first)
    assert every.documents[0].feed_id not in first  # this year's is another document
    later = addressed(workspace, (), "Another name", [closed], [report], "2026-27")
    assert (later.documents[0].feed_id, later.feed_id) == (names[1], names[0])
    rows = (tmp_path / "site" / "addresses.csv").read_text().splitlines()
    assert f"oakfield,2025-26,my-enquiry,{closed.address},{names[1]}" in rows
    third = [of_year(document, "2026-27"), now]
    named = addressed(workspace, (), "Another name", third, [], "2027-28").documents
    assert named[0].feed_id == every.documents[0].feed_id
    assert len({named[0].feed_id, named[1].feed_id, *names}) == 5


def test_a_register_that_knew_of_practices_alone_gives_the_names_that_the_feed_had(
    write_document, site_with, tmp_path
):
    """As the kit wrote it before it wrote down the names of documents."""
    known = "urn:uuid:bb0b5f7a-9a37-5f9e-8929-2784461f707a"
    (tmp_path / "site").mkdir()
    head = "school,cycle,practice,page,feed_id"
    (tmp_path / "site" / "addresses.csv").write_text(f"{head}\n,,,feed.xml,{known}\n")
    document = of_year(write_document(), "2025-26")
    site = replace(site_with(), documents=(document,), feed_id=known)
    named = addressed(Workspace(tmp_path), (), site.name, [document], [], "2026-27")
    assert named.feed_id == known and named.documents[0].feed_id in feed(site).decode()


HOSTILE = {
    "html": '<script>alert(1)</script><img src=x onerror="x">',
    "one that turns letters round": "Results \u202egnp.slipup \u2066for all",
    "as the kit's own page": "About this site",
    "three hundred letters": "Reading" * 43,
    "Arabic": "القراءة بصوت عال",
    "what JSON and templates end with": '"}</script>{{ site }}{% raw %}',
    "formula": '=HYPERLINK("http://x")',
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_title_is_text(case, write_practice, write_document, written):
    folder = written([write_practice()], [write_document(title=HOSTILE[case], name=HOSTILE[case])])
    for name in (PAGE, "index.html", "documents/index.html"):
        page = text(folder, name)
        assert "<script>alert" not in page and "onerror=&#34;x" not in page.replace("&#34;", '"x')
        assert "\u202e" not in page and "\u2066" not in page
        assert "<img src=x" not in page and "Riverside Partnership{% raw" not in page
    assert 'dir="auto"' in text(folder, PAGE)


@pytest.mark.parametrize("kind", ["index", "search", "practices", "my-enquiry"])
@pytest.mark.parametrize("school", ["index", "about", "lpt10", "oakfield"])
def test_no_name_of_one_takes_anothers_address(
    kind, school, write_practice, write_document, written
):
    """Neither of a practice, of a list, of a page of the kit's, nor what Windows keeps."""
    one = replace(KIND, name=kind)
    folder = written([write_practice("oakfield")], [write_document(one, school)])
    assert TITLE in text(folder, f"documents/{school}--{kind}.html")
    assert TITLE not in text(folder, "practices/oakfield.html")
    assert "Enquiries and other documents" in text(folder, "documents/index.html")


def test_names_that_windows_keeps_never_stand_alone():
    for name in ("con", "nul", "com1"):
        assert stem_of_document("my-enquiry", name) == f"{name}--my-enquiry"
    assert stem_of_document("index", "") == "partnership--index"


def test_a_heading_is_no_place_of_the_kits_page(write_practice, write_document, written):
    folder = written([write_practice()], [write_document()])
    page = text(folder, PAGE)
    found = re.findall(r'\bid="([^"]*)"', page)
    assert len(found) == len(set(found))
    assert "own-what-we-did" in found and "content" in found


# Who gets there -----------------------------------------------------------------------------------

FRONT = (
    "from spp_research import open_school, show\n"
    "study = open_school(workspace, school, audience)\n"
    "show.front(study)"
)
PARAMETERS = 'workspace = "example"\nschool = "oakfield"\naudience = "public"'


@pytest.fixture
def place(
    riverside: Path,
    write_notebook: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    write_practice: Callable[..., SharedPractice],
) -> Path:
    """Riverside with one practice, and a notebook of its own that wants to be on the website."""
    own(riverside, write_notebook)
    practice = (write_practice("copperbeck", "Teach the words first", name="Copperbeck"),)
    monkeypatch.setattr(gather, "gather", lambda *_, **__: Gathered(practice, (), {}))
    monkeypatch.setattr(take_home, "with_documents", lambda given, *_: (tuple(given), ()))
    monkeypatch.setattr(build, "noted", lambda *given: None)
    return riverside


def own(
    root: Path, write_notebook: Callable[..., Path], *cells: str, name: str = "my_enquiry", **told
) -> Path:
    path = root / "notebooks" / f"{name}.ipynb"
    write_notebook(path, *(cells or (FRONT,)), parameters=PARAMETERS)
    notebook = json.loads(path.read_text())
    block = {"title": TITLE, "about": "What we saw.", "audience": "public", "per": "school"}
    notebook["metadata"]["spp"] = block | {"site": True} | told
    path.write_text(json.dumps(notebook))
    return path


def sign(root: Path, *, book: Path | None = None, over: bool = False, **cells: object) -> None:
    """Add a row to a Sign-off sheet, or write the last one over."""
    path = book or root / "schools" / "oakfield" / "evidence.xlsx"
    opened = openpyxl.load_workbook(path)
    page = opened["Sign-off"]
    every = [cell for row in page.iter_rows() for cell in row if cell.value]
    number = max(cell.row for cell in every) + (not over)
    row: dict[str, object] = {"Document": TITLE, "Audience": "Public"} if not over else {}
    if not over:
        row |= {"Signed off by": "Ruth Adeyemi", "Role": "Headteacher"}
        row |= {"Signed off on": "2026-07-09"}
    for label, value in (row | {k.replace("_", " "): v for k, v in cells.items()}).items():
        (column,) = {c.column for c in every if str(c.value).split(" (")[0] == label and c.row < 8}
        page.cell(number, column).value = value
    opened.save(path)


def read(root: Path, school: str = "oakfield") -> str:
    """Make the document for everyone as whoever signs it does, and give its text mark."""
    workspace = open_workspace(root)
    kind = workspace.kinds["my-enquiry"]
    outcome = make_report(Job(str(root), kind, school, "public", ("html",), renderer="pandoc"))
    assert outcome.state == "made", outcome.reason
    return str(outcome.signature["text_mark"])


def _in_feed(root: Path) -> dict[str, tuple[str, str]]:
    """The documents of the feed by their titles: the name of each, and where it is."""
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.parse(root / "_site" / "feed.xml").iter(f"{atom}entry")
    told = [[one.find(f"{atom}{name}") for name in ("title", "id", "link")] for one in entries]
    return {
        title.text: (name.text, link.get("href"))
        for title, name, link in told
        if "documents/" in link.get("href")
    }


def shown(root: Path, **more) -> tuple[list[str], dict[str, str]]:
    """The pages of documents after a build, and what was refused and why."""
    result = build_site(open_workspace(root), "pandoc", **more)
    pages = [path.relative_to(root / "_site").as_posix() for path in result.documents]
    there = sorted((root / "_site").glob("documents/*.html"))
    assert sorted(pages) == [f"documents/{p.name}" for p in there if _is_document(p)]
    return pages, dict(result.refused)


def _is_document(page: Path) -> bool:
    return page.name != "index.html" and 'http-equiv="refresh"' not in page.read_text()


NAMED = f"Oakfield Weir Primary School, “{TITLE}”"


@pytest.mark.slow
def test_signed_for_everyone_with_its_mark_it_is_there_and_goes_when_it_is_withdrawn(place):
    assert shown(place) == ([], {})  # nobody has asked for it: forty schools are no forty lines
    sign(place, Text_mark=read(place))
    ahead = look_ahead(open_workspace(place), "pandoc")
    assert [page.address for page in ahead.new] == [PAGE]
    assert shown(place) == ([PAGE], {})
    assert shown(place) == ([PAGE], {})
    assert look_ahead(open_workspace(place), "pandoc").is_as_it_is
    sign(place, over=True, Withdrawn_on="2026-07-10")
    assert [page.address for page in look_ahead(open_workspace(place), "pandoc").gone] == [PAGE]
    pages, refused = shown(place)
    assert pages == [] and "Its sign-off was withdrawn on 10 July 2026" in refused[NAMED]
    assert not any("oakfield--my-enquiry" in str(path) for path in (place / "_site").rglob("*"))
    everything = b"".join(p.read_bytes() for p in (place / "_site").rglob("*") if p.is_file())
    assert TITLE.encode() not in everything
    kept = [path.read_bytes() for path in (place / "reports" / ".website").glob("*.kept")]
    assert kept and not any(TITLE.encode() in one and b"report.qmd" in one for one in kept)


@pytest.mark.slow
def test_in_a_year_that_is_closed_it_stays_until_it_is_taken_back(place):
    sign(place, Text_mark=read(place), Document=f"{TITLE.upper()} ")
    assert shown(place) == ([PAGE], {})
    workspace = open_workspace(place)
    next_cycle.close(next_cycle.closing_of(workspace, "2026-27"), date(2026, 8, 20), "1.0")
    kept = PAGE.replace(".html", "--2025-26.html")
    ahead = look_ahead(workspace, "pandoc")
    assert [page.address for page in ahead.new] == [kept] and ahead.gone == ()
    assert (PAGE, f"Where to find “{TITLE}”") in [(p.address, p.title) for p in ahead.changed]
    named = _in_feed(place)
    assert shown(place)[0] == [kept]
    assert _in_feed(place) == {title: (known, kept) for title, (known, _) in named.items()}
    assert f"url={Path(kept).name}" in text(place / "_site", PAGE)
    pages, refused = shown(place)  # an address that leads on is no document that could go
    assert pages == [kept] and not any(name.startswith(NAMED) for name in refused)
    page = (place / "_site" / kept).read_text(encoding="utf-8")
    assert "As signed off in 2025-26" in page and "Signed off by Ruth Adeyemi" in page
    assert "2025-26" in (place / "_site/documents/index.html").read_text(encoding="utf-8")
    # What says that it is for the website must be what was closed.
    notebook = place / "cycles/2025-26/notebooks/my_enquiry.ipynb"
    closed = notebook.read_bytes()
    notebook.write_bytes(closed.replace(b"What we saw.", b"What we say."))
    with pytest.raises(EvidenceError, match=r"of a closed year.* is not what it was"):
        shown(place)
    assert (place / "_site" / kept).is_file()
    notebook.write_bytes(closed)
    row = {"document": TITLE, "audience": "Public", "signed_by": "Ruth Adeyemi"}
    row |= {"role": "Headteacher", "signed_on": date(2026, 7, 9), "cycle": "2025-26"}
    book = workspace.evidence_file("oakfield")
    add_row(book, SCHOOL, "sign_off", row | {"withdrawn_on": date(2026, 9, 9)})
    pages, refused = shown(place)
    assert pages == [] and "is not what it was" not in refused[f"{NAMED}, 2025-26"]
    assert not (place / "_site" / PAGE).exists()  # nor does its old address say that it was there


@pytest.mark.slow
def test_expiry_removes_it_and_so_does_another_audience(place):
    sign(place, Text_mark=read(place), Expires_on="2026-07-10")  # the day of the example
    pages, refused = shown(place)
    assert pages == [] and "Its sign-off ended on 10 July 2026" in refused[NAMED]
    sign(place, over=True, Expires_on=None, Audience="Partnership")
    assert shown(place) == ([], {})


@pytest.mark.slow
def test_another_text_than_was_signed_is_not_shown(place, write_notebook):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    own(place, write_notebook, FRONT, 'show.words("In short", "Something that nobody signed.")')
    pages, refused = shown(place)
    assert pages == [] and "To show it, read it and sign it off again" in refused[NAMED]


@pytest.mark.slow
def test_a_row_without_a_text_mark_publishes_nothing_that_nobody_has_read(place):
    sign(place)
    pages, refused = shown(place)
    assert pages == [] and "so nobody can have read it" in refused[NAMED]
    assert not re.search("[A-Z]{3}-[A-Z]{3}-[A-Z]{3}", refused[NAMED])  # no mark to type unread
    read(place)  # made under the row, by whoever makes and reads it
    assert shown(place)[0] == [PAGE]


@pytest.mark.slow
def test_where_the_block_says_no_site_there_is_none(place, write_notebook):
    own(place, write_notebook, site=False)
    sign(place, Text_mark=read(place))
    assert shown(place) == ([], {})


@pytest.mark.slow
def test_site_taken_out_of_the_notebook_or_the_notebook_gone_takes_the_page_away(
    place, write_notebook
):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    path = own(place, write_notebook, site=False)
    pages, refused = shown(place)
    assert pages == [] and "no longer says “site”: true" in refused[NAMED]
    own(place, write_notebook)
    assert shown(place)[0] == [PAGE]
    path.unlink()
    pages, refused = shown(place)
    assert pages == [] and "there is no notebook any more" in refused[NAMED]


SLIPS = {
    "the notebook stops": "my_enquiry.ipynb, code cell 3: the cell stopped with ZeroDivisionError",
    "its block is wrong": "“audience” in its metadata is “governors”",
    "a sheet has a fault": "(Action plan, G10): “next Tuesday” is not a date",
}


@pytest.mark.slow
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_stops_the_build_and_withdrawal_removes_all_the_same(slip, place, write_notebook):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    before = text(place / "_site", PAGE)
    if slip == "the notebook stops":
        own(place, write_notebook, FRONT, "1 / 0")
    elif slip == "its block is wrong":
        own(place, write_notebook, audience="governors")
    else:
        put_fault(place)
    with pytest.raises(EvidenceError) as stopped:
        shown(place)
    said = str(stopped.value)
    assert said.startswith(f"{NAMED}: this document is on the website, and would go from it")
    assert SLIPS[slip] in said and "fill in “Withdrawn on”" in said
    assert text(place / "_site", PAGE) == before
    with pytest.raises(EvidenceError):
        look_ahead(open_workspace(place), "pandoc")
    sign(place, over=True, Withdrawn_on="2026-07-10")
    pages, refused = shown(place)
    assert pages == []
    assert re.search("No sign-off for everyone stands|Its sign-off was withdrawn", refused[NAMED])


def put_fault(root: Path) -> None:
    """A date on the action plan that is none."""
    path = root / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = SCHOOL.sheet("actions")
    page = book[sheet.title]
    label = sheet.field("review_date").label
    heads = (label, f"{label} (needed)")
    head = next(c for row in page.iter_rows() for c in row if c.value in heads)
    filled = [r[0].row for r in page.iter_rows(min_row=head.row + 1) if any(c.value for c in r)]
    page.cell(filled[-1], head.column).value = "next Tuesday"
    book.save(path)


@pytest.mark.slow
def test_a_fault_on_the_sign_off_sheet_brings_nothing_there(place):
    """A withdrawal that was mistyped is none that the kit may overlook."""
    sign(place, Text_mark=read(place), Withdrawn_on="last Friday")
    pages, refused = shown(place)
    assert pages == []
    assert "Sign-off sheet" in refused[NAMED] or "Withdrawn on" in refused[NAMED]


ATTACKS = {
    "a picture of its own": (FRONT, "from IPython.display import Image\nImage(b'')"),
    "what is printed": (FRONT, "print(study.base.pupils)"),
    "HTML": (FRONT, "from IPython.display import HTML\nHTML('<script>1</script>')"),
    "a front for fewer": (FRONT.replace("audience)", '"school")'),),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_does_not_pass_the_gate_does_not_pass_this_one(attack, place, write_notebook):
    sign(place, Text_mark=read(place))
    own(place, write_notebook, *ATTACKS[attack])
    try:
        pages, _ = shown(place)
    except EvidenceError as stopped:
        assert "not" in str(stopped)
        pages = []
    assert pages == []
    assert not (place / "_site" / PAGE).exists()


def prose(path: Path, words: str) -> None:
    """A cell of words, which are read as they stand."""
    notebook = json.loads(path.read_text())
    notebook["cells"].append(
        {"id": "words", "cell_type": "markdown", "metadata": {}, "source": words}
    )
    path.write_text(json.dumps(notebook))


LIVE = {
    "a script": "## What we saw\n\n<script>alert(1)</script>",
    "a style": "## What we saw\n\n<style>body { display: none }</style>",
    "a picture from elsewhere": "## What we saw\n\n![All](https://x.example/a.png){fig-alt='All'}",
    "a picture of another folder": (
        "## What we saw\n\n![All](../../schools/oakfield/pupils/a.png){fig-alt='All'}"
    ),
    "a frame": "## What we saw\n\n<iframe src='https://x.example'></iframe>",
    "raw HTML by its mark": "## What we saw\n\n```{=html}\n<script>1</script>\n```",
    "a colleague's name": "## What we saw\n\nRuth Adeyemi asked the class.",
    "a name below a last section of its own": (
        "## About this document\n\nRuth Adeyemi asked the class."
    ),
}


_OUTSIDE = "a picture from outside the report's own figures folder"
WHY = {
    "a script": "raw html (<script>",
    "a style": "raw html (<style>",
    "a picture from elsewhere": _OUTSIDE,
    "a picture of another folder": _OUTSIDE,
    "a frame": "raw html (<iframe",
    "raw HTML by its mark": "raw html (<script>",
    "a colleague's name": "what points to one person, under “What we saw”",
    "a name below a last section of its own": "a heading of its own is called as the last section",
}


@pytest.mark.slow
@pytest.mark.parametrize("case", LIVE)
def test_words_that_run_load_or_name_somebody_are_not_shown(
    case, place, write_notebook, monkeypatch
):
    """Also where somebody has signed the very text: the look at it does not ask who did."""
    made = gather_documents.made_for_everyone

    def taken_as_read(*given, **more):
        return made(*given, **more | {"begins": True})

    monkeypatch.setattr(gather_documents, "made_for_everyone", taken_as_read)
    prose(own(place, write_notebook), LIVE[case])
    sign(place)
    pages, refused = shown(place)
    assert pages == [] and WHY[case] in refused[NAMED]


@pytest.mark.slow
def test_a_copy_of_a_withdrawn_page_does_not_come_back(place, write_notebook):
    sign(place, Text_mark=read(place))
    shown(place)
    site = place / "_site"
    copy = (site / PAGE).read_bytes()
    sign(place, over=True, Withdrawn_on="2026-07-10")
    shown(place)
    # By hand, under its own name and another; in the memory; in the list of what the kit made.
    (site / "documents").mkdir(exist_ok=True)
    for name in ("oakfield--my-enquiry", "copy"):
        (site / "documents" / f"{name}.html").write_bytes(copy)
    result = build_site(open_workspace(place), "pandoc")
    assert result.aside and not (site / "documents").exists()
    (site / "documents").mkdir()
    (site / PAGE).write_bytes(copy)
    listed = json.loads((site / ".spp-site.json").read_text())
    (site / ".spp-site.json").write_text(json.dumps([*listed, PAGE]))
    own(place, write_notebook, audience="governors")  # so that it would be a slip
    assert shown(place)[0] == [] and not (site / PAGE).exists()


@pytest.mark.slow
def test_what_another_took_back_does_not_wait_for_a_document_with_a_slip(
    place, write_notebook, monkeypatch
):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    own(place, write_notebook, FRONT, "1 / 0")
    monkeypatch.setattr(gather, "gather", lambda *_, **__: Gathered((), (), {}))
    with pytest.raises(EvidenceError, match="does not wait for that"):
        shown(place)
    site = place / "_site"
    assert not (site / "practices/copperbeck.html").exists()
    assert TITLE in text(site, PAGE)  # as it was, outside of the lists
    assert "Nothing is listed here at the moment" in text(site, "documents/index.html")
    assert link_faults(site) == []


@pytest.mark.slow
def test_forty_schools_of_which_one_has_signed(place, monkeypatch):
    """Nobody is named who did not ask, and no notebook runs for them."""
    ran = []
    made = gather_documents.made_for_everyone

    def counted(job, *rest, **more):
        ran.append(job.school)
        return made(job, *rest, **more)

    monkeypatch.setattr(gather_documents, "made_for_everyone", counted)
    sign(place, Text_mark=read(place))
    assert shown(place) == ([PAGE], {}) and ran == ["oakfield"]
    shown(place)  # once more, since what was remembered under the sign-off is new
    ran.clear()
    assert shown(place)[0] == [PAGE] and ran == []
    page = text(place / "_site", PAGE)
    (place / "reports" / ".website").rename(place / "elsewhere")
    assert shown(place)[0] == [PAGE] and ran == ["oakfield"]
    assert text(place / "_site", PAGE) == page


YEAR = (
    "from spp_research import open_year, show\n"
    "year = open_year(workspace, audience)\nshow.front(year)"
)


OF_ALL = "documents/partnership--my-enquiry.html"


def about_all(root: Path, write_notebook: Callable[..., Path], *cells: str) -> None:
    path = own(root, write_notebook, YEAR, *cells, per="partnership")
    notebook = json.loads(path.read_text())
    parameters = 'workspace = "example"\naudience = "public"'
    notebook["cells"][1]["source"] = parameters
    path.write_text(json.dumps(notebook))


def read_all(root: Path) -> str:
    """Make the one about all the schools, and bring the share files up to date with it."""
    kind = open_workspace(root).kinds["my-enquiry"]
    outcome = make_report(Job(str(root), kind, "partnership", "public", ("html",)))
    assert outcome.state == "made", outcome.reason
    return str(outcome.signature["text_mark"])


@pytest.mark.slow
def test_one_about_all_the_schools_is_signed_by_the_lead(place, write_notebook):
    about_all(place, write_notebook)
    assert shown(place) == ([], {})
    book = place / "partnership.xlsx"
    sign(place, book=book, Text_mark=read_all(place))
    assert shown(place) == ([OF_ALL], {})
    assert "Riverside Partnership" in text(place / "_site", "documents/index.html")
    sign(place, book=book, over=True, Withdrawn_on="2026-07-10")
    pages, refused = shown(place)
    assert pages == [] and "the Sign-off sheet of partnership.xlsx" in str(refused)


@pytest.mark.slow
def test_one_about_all_the_schools_says_nothing_that_a_school_took_back(place, write_notebook):
    """Although the share files, which it is made of, are of the day before."""
    findings = "from spp_research import partnership_report\npartnership_report.findings(year)"
    about_all(place, write_notebook, findings)
    sign(place, book=place / "partnership.xlsx", Text_mark=read_all(place))
    assert shown(place)[0] == [OF_ALL] and "Oakfield" in text(place / "_site", OF_ALL)
    as_shared = (place / "share" / "oakfield.json").read_bytes()
    path = place / "schools" / "oakfield" / "evidence.xlsx"
    as_signed = path.read_bytes()
    book = openpyxl.load_workbook(path)
    for row in book["Sign-off"].iter_rows():
        if row[1].value == "Review summary":
            row[7].value = "2026-07-05"
    assert book["Sign-off"]["H4"].value == "Withdrawn on"
    book.save(path)
    assert [page.address for page in look_ahead(open_workspace(place), "pandoc").gone] == [OF_ALL]
    pages, refused = shown(place)
    assert pages == [] and "taken back since: oakfield: Review summary" in str(refused)
    assert (place / "share" / "oakfield.json").read_bytes() == as_shared
    path.write_bytes(as_signed)
    assert shown(place)[0] == [OF_ALL]
    # Words that were changed are those that somebody has read: the page stays, and it is said.
    book = openpyxl.load_workbook(path)
    for row in book["Findings"].iter_rows(min_row=6):
        if row[2].value and len(str(row[2].value)) > 20:
            row[2].value = f"{row[2].value} More."
    book.save(path)
    result = build_site(open_workspace(place), "pandoc")
    assert [page.name for page in result.documents] == [Path(OF_ALL).name]
    assert "What oakfield shares has changed since" in str(result.notes)
    kind = open_workspace(place).kinds["my-enquiry"]
    (one,) = (one for one in documents_of(open_workspace(place)) if one.kind == kind)
    assert one.older and note(one).startswith("What oakfield shares has changed since.")


@pytest.mark.slow
def test_a_school_that_left_the_list_takes_its_document_along(place):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    book = openpyxl.load_workbook(place / "partnership.xlsx")
    for page in book:
        for row in page.iter_rows():
            if any(cell.value == "Oakfield Weir Primary School" for cell in row):
                page.delete_rows(row[0].row)
                break
    book.save(place / "partnership.xlsx")
    try:
        pages, refused = shown(place)
    except EvidenceError as fault:  # other sheets of the lead's name the school
        assert "partnership.xlsx" in str(fault)
        assert (place / "_site" / PAGE).exists()
    else:
        assert pages == [] and "no longer on the lead" in str(refused)


@pytest.mark.slow
@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_workbook_under_another_name(withdrawn, place):
    sign(place, Text_mark=read(place))
    assert shown(place)[0] == [PAGE]
    if withdrawn:
        sign(place, over=True, Withdrawn_on="2026-07-10")
    book = place / "schools/oakfield/evidence.xlsx"
    book.rename(book.with_name("evidence (1).xlsx"))
    if withdrawn:
        pages, refused = shown(place)
        assert pages == [] and "No sign-off for everyone stands today." in refused[NAMED]
    else:
        with pytest.raises(EvidenceError, match="the workbook is not here"):
            shown(place)
        assert (place / "_site" / PAGE).exists()
