"""The claims audit: every number of the example's documents worked out again, from the workbooks.

    python tests/claims_audit.py                      the golden reports
    python tests/claims_audit.py REPORT.qmd ...       these
    python tests/claims_audit.py --make               all documents of all schools, made in scratch
    python tests/claims_audit.py --sentences ...      also every sentence about a result, by design

It reads workbooks and survey exports with pandas alone and shares no formula with the kit. It says
of each document how many numbers were worked out again, counted in the workbooks, given by a rule,
quoted or left unexplained, and where a number or a sentence does not hold. It ends with 1 then.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from claims import annual, answers, fixed, packs, results, reviews, years  # noqa: F401 - their rules
from claims.documents import Document, Line, Number, read
from claims.rules import audit, iterate
from claims.words import Claim, claims
from claims.workbooks import Partnership

GOLDEN = Path(__file__).parent / "golden" / "reports"
OF_HUBS = "hub_report."  # made of share files alone, and held to them by golden/test_hub_numbers.py
# Numbers that nothing here explains, with the reason. The list may only get shorter.
ALLOWED = {
    "13 numbers were hidden by rule so that nobody can be recognised": "the kit's own list of what "
    "it hid in the annual report has figures of bars that are left out whole, which no page shows",
}
SHOWN = ("recomputed", "counted", "rule", "numbering", "DIFFERS", "UNEXPLAINED")


@dataclass(frozen=True)
class Audit:
    """A document with its numbers marked, and its sentences about results."""

    document: Document
    sentences: list[Claim]

    def numbers(self, kind: str) -> list[tuple[Line, Number]]:
        return [(line, n) for line, n in iterate(self.document) if n.kind == kind]

    @property
    def count(self) -> Counter[str]:
        return Counter(number.kind for number in self.document.numbers)

    @property
    def differs(self) -> list[str]:
        return [
            f"{n.text}, and by the workbooks {n.expected:.4g} ({n.why}): {self._said(line, n)}"
            for line, n in self.numbers("DIFFERS")
        ]

    @property
    def unexplained(self) -> list[str]:
        """Sentences with a number that nothing explains, without those that are allowed."""
        return [s for s in self._unexplained() if not any(text in s for text in ALLOWED)]

    @property
    def allowed(self) -> set[str]:
        return {text for text in ALLOWED for said in self._unexplained() if text in said}

    @property
    def outruns(self) -> list[str]:
        return [
            f"{c.design}: {c.sentence}: {'; '.join(c.outruns)}" for c in self.sentences if c.outruns
        ]

    def _unexplained(self) -> list[str]:
        return [f"{n.text}: {self._said(line, n)}" for line, n in self.numbers("UNEXPLAINED")]

    def _said(self, line: Line, number: Number) -> str:
        return self.document.restored(line.sentence(number.start))


def audited(name: str, text: str, partnership: Partnership) -> Audit:
    """Hold one document against the workbooks."""
    document = read(name, text, partnership)
    audit(document, partnership)
    fixed.mark(document)
    return Audit(document, claims(name, text, partnership))


def golden() -> list[Path]:
    """The golden reports that are made of workbooks."""
    return [path for path in sorted(GOLDEN.glob("*.qmd")) if not path.name.startswith(OF_HUBS)]


def all_documents(folder: Path) -> Iterable[tuple[str, str]]:
    """Make every document of the example for every audience, in this process."""
    from golden.test_reports import NOTEBOOKS, PROVENANCE
    from in_process import executed

    from spp_research.publish.export import export

    schools = [school.slug for school in Partnership().schools.values()]
    inside = [
        (kind, school, audience)
        for kind in ("review_summary", "workshop_pack", "impact_reflection")
        for school in schools
        for audience in ("school", "partnership")
    ]
    outside = [("best_practice", school, "public") for school in schools]
    for kind, school, audience in [*inside, *outside, ("partnership_report", "", "partnership")]:
        place = folder / f"{kind}.{school or 'partnership'}.{audience}"
        place.mkdir()
        parameters = {"workspace": "example", "audience": audience}
        parameters |= {"school": school} if school else {}
        ran = executed(NOTEBOOKS / f"{kind}.ipynb", parameters, place / f"{kind}.ipynb")
        yield place.name, export(ran, place, PROVENANCE).report.read_text(encoding="utf-8")


def report(found: Audit, *, sentences: bool) -> bool:
    """Print what was found in a document; tell whether all of it holds."""
    count = found.count
    quoted = sum(line.quoted for line in found.document.lines)
    days = sum(line.dates for line in found.document.lines)
    kinds = ", ".join(f"{count[kind]} {kind}" for kind in SHOWN if count[kind])
    print(f"{found.document.name}: {sum(count.values())} numbers: {kinds}; {quoted} cells quoted, "
          f"{days} dates of the workbooks")  # fmt: skip
    by_design = Counter(claim.design for claim in found.sentences)
    held = ", ".join(f"{design} {n}" for design, n in sorted(by_design.items())) or "none"
    print(f"  sentences about a result, by design: {held}; {len(found.outruns)} outrun it")
    for kind, lines in (
        ("DIFFERS", found.differs),
        ("UNEXPLAINED", found.unexplained),
        ("OUTRUNS", found.outruns),
    ):
        for line in lines:
            print(f"  {kind} {line}")
    if sentences:
        for claim in found.sentences:
            print(f"    {claim.design}  {claim.sentence}")
    return not (found.differs or found.unexplained or found.outruns)


def main(arguments: list[str]) -> int:
    partnership = Partnership()
    sentences = "--sentences" in arguments
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    paths = paths or golden()
    whole: Counter[str] = Counter()
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        texts: Iterable[tuple[str, str]] = (
            (path.name, path.read_text(encoding="utf-8")) for path in paths
        )
        if "--make" in arguments:
            texts = all_documents(Path(scratch))
        for name, text in texts:
            found = audited(name, text, partnership)
            whole += found.count
            good &= report(found, sentences=sentences)
    print(", ".join(f"{whole[kind]} {kind}" for kind in SHOWN), "of", sum(whole.values()))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
