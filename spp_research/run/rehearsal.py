"""What libraries do when they are first used, done once for all the kernels of a run.

Patterns are compiled, fonts are chosen and tables are declared the first time that they are
needed, which is a sixth of the work of a short notebook. What comes of it is kept by those who
did it, and nothing of it depends on a school.
"""

from __future__ import annotations

from pathlib import Path


def rehearse() -> None:
    """Look for words, draw a chart, check the kit's own empty workbook and make its tables."""
    from spp_research.display.charts import canvas, png
    from spp_research.intake.check.reading import read_workbook
    from spp_research.intake.frames import frame_of
    from spp_research.protect import language, personal
    from spp_research.schema.school import SCHOOL
    from spp_research.workspace import kit_resources

    language.get_ready()
    personal.find("A Word.")
    with canvas(4) as (figure, axes):
        points = axes.scatter([0, 1], [0, 1])
        axes.annotate("a", (0, 1))
        figure.legend([points], ["b"], loc="outside upper left")
        png(figure)
    empty = kit_resources() / "data_templates" / "school_evidence.xlsx"
    for rows in read_workbook(empty, SCHOOL).rows.values():
        frame_of(rows)


def read_ahead(root: Path) -> None:
    """Read what every notebook of a workspace opens: the lead's workbook, and whom it names."""
    from spp_research.intake import read_lead_ahead
    from spp_research.intake.check.reading import STAFF
    from spp_research.protect import personal
    from spp_research.workspace import Workspace

    lead = read_lead_ahead(Workspace(root))
    personal.find("A Word.", staff=lead.keys().get(STAFF, ()))
