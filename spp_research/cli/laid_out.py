"""What `spp init` lays out: the kit's own files by name, and what git is to leave alone.

By name, since a folder of a checkout may hold what somebody made there: an executed notebook with
what pupils' files say, a marked copy, a half-written page. A test compares the names with what is
committed.
"""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.kinds import KINDS

_BY_FOLDER = {
    "data_templates/csv": (
        "hub.hub.csv",
        "hub.partnerships.csv",
        "hub.sign_off.csv",
        "partnership.alike.csv",
        "partnership.away.csv",
        "partnership.own_words.csv",
        "partnership.partnership.csv",
        "partnership.people.csv",
        "partnership.phase_markers.csv",
        "partnership.planning.csv",
        "partnership.schools.csv",
        "partnership.sign_off.csv",
        "partnership.survey_roles.csv",
        "partnership.terms.csv",
        "partnership.timetable.csv",
        "partnership.took_home.csv",
        "partnership.visits.csv",
        "partnership.year_survey_map.csv",
        "pupil_outcomes.lot_units.csv",
        "pupil_outcomes.pupil_outcomes.csv",
        "school_evidence.actions.csv",
        "school_evidence.carried_over.csv",
        "school_evidence.check_ins.csv",
        "school_evidence.ethics.csv",
        "school_evidence.evidence.csv",
        "school_evidence.findings.csv",
        "school_evidence.fixed_plans.csv",
        "school_evidence.implementation.csv",
        "school_evidence.lots.csv",
        "school_evidence.materials.csv",
        "school_evidence.observations.csv",
        "school_evidence.outcomes.csv",
        "school_evidence.photos.csv",
        "school_evidence.practice.csv",
        "school_evidence.reflection.csv",
        "school_evidence.register.csv",
        "school_evidence.school.csv",
        "school_evidence.self_review.csv",
        "school_evidence.series.csv",
        "school_evidence.series_points.csv",
        "school_evidence.sign_off.csv",
        "school_evidence.support.csv",
        "school_evidence.survey_map.csv",
        "survey_responses.survey_responses.csv",
    ),
    "data_templates": (
        "data_dictionary.md",
        "hub.xlsx",
        "partnership.xlsx",
        "pupil_outcomes.xlsx",
        "school_evidence.xlsx",
        "survey_responses.xlsx",
    ),
    "notebooks": tuple(sorted(["start_here.ipynb", *(kind.notebook for kind in KINDS.values())])),
    "reports/_style": (
        "crossref.lua",
        "in_place.js",
        "made.js",
        "preview.js",
        "reference.docx",
        "report.html",
        "report.typ",
        "spp.css",
        "spp.lua",
    ),
    "reports/_style/fonts": (
        "OFL.txt",
        "SourceSans3-Bold.ttf",
        "SourceSans3-Italic-latin-ext.woff2",
        "SourceSans3-Italic-latin.woff2",
        "SourceSans3-Italic.ttf",
        "SourceSans3-Regular-latin-ext.woff2",
        "SourceSans3-Regular-latin.woff2",
        "SourceSans3-Regular.ttf",
        "SourceSans3-SemiBold-latin-ext.woff2",
        "SourceSans3-SemiBold-latin.woff2",
        "SourceSans3-SemiBold.ttf",
    ),
    "reports/_style/site": (
        "404.html",
        "about.html",
        "base.html",
        "document.html",
        "documents.html",
        "home.html",
        "listing.html",
        "moved.html",
        "own.html",
        "partnerships.html",
        "parts.html",
        "practice.html",
        "report.html",
        "reports.html",
        "elsewhere.html",
        "history.html",
        "site.css",
        "site.js",
        "site.lua",
    ),
}
_SINGLE_FILES = (
    "_quarto.yml",
    "reports/start.qmd",  # so that a bare quarto render has something to begin with
    "docs/common_faults.md",  # the messages of spp check point at its paragraphs
)

# No pattern but the first few is anchored: a closed cycle, a copy and a folder kept aside hold the
# same files further down.
GIT_IGNORE = """\
# What spp makes, and what must not leave this computer.
/reports/*/
!/reports/_style/
/reports/run.*
/reports/index.html
/reports/.index.jsonl
/reports/.lock
/reports/.being-made.json
/reports/.undecided*.json
/reports/*.log
/_site/
/_site-others*/
/share/
/partners/*/
/surveys/
pupils/
**/schools/*/surveys/
**/schools/*/attachments/
# Closed cycles and what was put aside. The folders "signed" are kept: they are what the kit
# remembers of each signature.
cycles/
old/
# What spp plan and spp status made: names and days of colleagues, and made again at any time.
/plan/
/status/
*.planned.*
# Notebooks that have been run, and what JupyterLab, papermill and Quarto leave beside them. (Quarto
# writes three of these lines itself wherever it does not find them.)
notebooks/out/
notebooks/*/
.ipynb_checkpoints/
*.executed.ipynb
*-output.ipynb
*.nbconvert.ipynb
*_files/
*.html.ipynb
.quarto/
/.quarto/
**/*.quarto_ipynb
/_*.local
.jupyter/
# Marked copies, open workbooks, scratch folders, keys and lists of who is who.
*.checked.*
*.taken-back*.*
~$*
.~lock.*
spp-scratch-*/
spp-kept-*/
.spp-key
*.who-is-who.*
__pycache__/
.DS_Store
"""


# What a hub's folder does without, which has no workbooks of schools, and git is not to keep there.
_OF_HUBS = frozenset(f"notebooks/{kind.notebook}" for kind in KINDS.values() if kind.hub)
HUB_GIT_IGNORE = f"{GIT_IGNORE}# What the partnerships have sent.\n/partnerships/\n"


def laid_out() -> Iterator[str]:
    """The path of each file in the kit, which is also its path in a workspace."""
    for folder, names in _BY_FOLDER.items():
        yield from (f"{folder}/{name}" for name in names)
    yield from _SINGLE_FILES


def laid_out_in(*, hub: bool) -> Iterator[str]:
    """The same for one kind of workspace: the notebooks and templates that are used there."""
    for name in laid_out():
        place, _, file = name.rpartition("/")
        of_hub = name in _OF_HUBS or file.startswith("hub.")
        of_schools = place in ("notebooks", "data_templates", "data_templates/csv")
        if of_hub == hub or not (of_hub or of_schools):
            yield name
