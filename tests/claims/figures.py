"""What the workbooks give of each outcome, survey question and review."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from claims import reckon
from claims.reckon import Range
from claims.workbooks import Partnership, School, plain

SCALES = {
    "Agreement, five points": [
        "Strongly disagree",
        "Disagree",
        "Neither agree nor disagree",
        "Agree",
        "Strongly agree",
    ],
    "Agreement, four points": ["Strongly disagree", "Disagree", "Agree", "Strongly agree"],
    "How often, five points": ["Never", "Rarely", "Sometimes", "Often", "Always"],
    "How often, four points": ["Never", "Sometimes", "Most of the time", "Always"],
    "How easy, five points": ["Very hard", "Hard", "Neither", "Easy", "Very easy"],
    "Yes or no": ["No", "Yes"],
}
SEEN = ["Not seen", "Partly seen", "Seen"]


@dataclass(frozen=True)
class Group:
    """The pupils of one group who were measured both times, and how many were listed."""

    listed: int
    before: np.ndarray
    after: np.ndarray
    n_before: int
    n_after: int
    only_before: np.ndarray

    @property
    def n(self) -> int:
        return len(self.before)

    @property
    def lost(self) -> int:
        return self.listed - self.n


@dataclass(frozen=True)
class Outcome:
    """One outcome of a school with everything that a document may say of it."""

    school: School
    row: pd.Series

    @cached_property
    def rows(self) -> pd.DataFrame:
        pupils = self.school.pupils
        mine = pupils[pupils["Outcome ID"] == self.row["Outcome ID"]].copy()
        for column in ("Baseline", "Follow-up"):
            mine[column] = pd.to_numeric(mine[column])
        return mine

    @property
    def design(self) -> str:
        return self.row["How it can be known"]

    @property
    def main(self) -> bool:
        return self.row.get("Main outcome") == "Yes"

    @cached_property
    def both(self) -> pd.DataFrame:
        return self.rows.dropna(subset=["Baseline", "Follow-up"])

    def group(self, which: str) -> Group:
        rows = self.rows[self.rows["Group"] == which]
        both = rows.dropna(subset=["Baseline", "Follow-up"])
        return Group(
            len(rows),
            both["Baseline"].to_numpy(float),
            both["Follow-up"].to_numpy(float),
            int(rows["Baseline"].notna().sum()),
            int(rows["Follow-up"].notna().sum()),
            rows[rows["Follow-up"].isna()]["Baseline"].dropna().to_numpy(float),
        )

    @cached_property
    def project(self) -> Group:
        return self.group("Project")

    @cached_property
    def comparison(self) -> Group:
        return self.group("Comparison")

    @property
    def estimated(self) -> bool:
        return self.design in "AB" and len(self.both) > 1

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
        both = self.both
        return (
            both["Baseline"].to_numpy(float),
            both["Follow-up"].to_numpy(float),
            (both["Group"] == "Project").to_numpy(int),
            [str(name) for name in both["Class"]],
        )

    @cached_property
    def classes(self) -> dict[str, int]:
        """How many whole classes each group has; none where the column is blank."""
        both = self.both.dropna(subset=["Class"])
        return {
            group: both[both["Group"] == group]["Class"].nunique()
            for group in ("Project", "Comparison")
        }

    @property
    def chosen(self) -> bool:
        return str(self.row.get("Chosen for their scores", "No")) not in ("No", "nan")

    @property
    def by_class(self) -> bool:
        if self.design == "A":
            return min(self.classes.values()) > 1
        return not self.chosen and self.classes["Project"] > 1

    @cached_property
    def result(self) -> Range:
        """The estimate in the unit of the measure."""
        before, after, treated, classes = self.arrays
        if self.design == "A":
            if self.by_class:
                return reckon.class_difference(before, after, treated, classes)
            return reckon.ancova(before, after, treated)
        if self.by_class:
            return reckon.class_change(before, after, classes)
        return reckon.mean_change(before, after)

    @cached_property
    def in_sds(self) -> Range:
        before, after, treated, classes = self.arrays
        if self.design == "A":
            sd = (
                reckon.total_sd(after, classes)
                if self.by_class
                else reckon.pooled_sd(after[treated == 1], after[treated == 0])
            )
            return self.result.over(sd)
        if self.by_class:
            return self.result.over(reckon.average_sd(before, after))
        return reckon.d_average(before, after)

    @property
    def start(self) -> float:
        """How far apart the groups began, in SDs (Hedges' g)."""
        return reckon.hedges_g(self.project.before, self.comparison.before)

    @property
    def expected(self) -> float:
        value = self.row.get("Expected change")
        return 0.0 if value is None or pd.isna(value) else float(value)

    @property
    def by_itself(self) -> float:
        """What choosing low scorers brings by itself, where a cut-off is written down."""
        row = self.row
        return reckon.by_itself(
            float(row["Spread of the whole cohort"]),
            float(row["Reliability of the measure"]),
            float(row["Chosen below this score"]),
            float(row["Mean of the whole cohort"]),
        )

    @cached_property
    def simultaneous(self) -> Range:
        """With the limits that hold for all main outcomes of the school at once."""
        mains = [o for o in outcomes(self.school).values() if o.main and o.estimated]
        return self.result.at(1 - 0.05 / len(mains))

    @cached_property
    def ways(self) -> dict[str, Range]:
        """The same comparison in several ways, in pooled SDs of the marks after."""

        def adjusted(keep: np.ndarray) -> Range:
            x, y, g = before[keep], after[keep], treated[keep]
            return reckon.ancova(x, y, g).over(reckon.pooled_sd(y[g == 1], y[g == 0]))

        before, after, treated, classes = self.arrays
        every = np.ones(len(before), bool)
        sd = reckon.pooled_sd(after[treated == 1], after[treated == 0])
        gains = after - before
        middle = float(np.median(gains[treated == 1][:, None] - gains[treated == 0][None, :])) / sd
        found = {
            "Adjusted": adjusted(every),
            "Gains": reckon.gain_difference(before, after, treated).over(sd),
            "Ranks of gains": Range(middle, math.nan, math.nan),
        }
        units = np.array(classes if self.by_class else range(len(before)))
        if not self.by_class or min(self.classes.values()) > 2:
            without = [adjusted(units != unit) for unit in sorted(set(units.tolist()))]
            found["Lowest without one"] = min(without, key=lambda r: r.value)
            found["Highest without one"] = max(without, key=lambda r: r.value)
        return found

    @property
    def leavers(self) -> float:
        """How much higher those began who were measured only at the start than the others.

        Both groups together, whichever they are lost from.
        """
        groups = [self.project, self.comparison] if self.design == "A" else [self.project]
        gone = np.concatenate([g.only_before for g in groups])
        stayed = np.concatenate([g.before for g in groups])
        return float(gone.mean() - stayed.mean())

    def parts(self) -> tuple[str, str, Range]:
        """The subgroup that is looked at separately, the others, and the difference of the two."""
        both = self.both.dropna(subset=["Group to look at separately"])
        label = both["Group to look at separately"].astype(str)
        names = list(dict.fromkeys(label))
        ranges = []
        for name in names:
            rows = both[label == name]
            ranges.append(
                reckon.ancova(
                    rows["Baseline"].to_numpy(float),
                    rows["Follow-up"].to_numpy(float),
                    (rows["Group"] == "Project").to_numpy(int),
                )
            )
        return names[0], names[1], reckon.welch(ranges[0], ranges[1])

    @property
    def verdict(self) -> str:
        """Where the range lies, against what the school had called worthwhile."""
        if self.design == "D":
            return "not enough data"
        swc = float(self.row["Smallest worthwhile change"])
        level = self.result
        if self.main and self._mains > 1:
            level = self.simultaneous
        shift = self.expected
        if self.chosen:
            if pd.isna(self.row.get("Chosen below this score")):
                return "too wide to tell"  # nothing is reckoned, so nothing is called better
            shift += self.by_itself
        judged = level.less(shift)
        if self.design == "B" and pd.isna(self.row.get("Expected change")):
            return "worse" if judged.high < 0 else "too wide to tell"
        if -swc < judged.low and judged.high < swc:
            return "no worthwhile change"
        if judged.low > 0:
            return "better"
        return "worse" if judged.high < 0 else "too wide to tell"

    @property
    def _mains(self) -> int:
        return sum(o.main and o.estimated for o in outcomes(self.school).values())


@cache
def outcomes(school: School) -> dict[str, Outcome]:
    """The school's outcomes by their words."""
    return {name: Outcome(school, row) for name, row in school.outcomes.items()}


@dataclass(frozen=True)
class Answers:
    """The answers to one question at one time."""

    labels: list[str]
    given: list[str]
    invited: float
    reversed: bool
    several: bool
    own_words: bool

    @property
    def views(self) -> list[str]:
        """Answers with a view: no blank and no "don't know"."""
        if self.several or self.own_words:
            return self.given
        return [answer for answer in self.given if answer in self.labels]

    @property
    def n(self) -> int:
        return len(self.views)

    def count(self, label: str) -> int:
        """How many gave this answer, or ticked it."""
        if self.several:
            return sum(label in ticked.split(";") for ticked in self.views)
        return sum(answer.casefold() == label.casefold() for answer in self.views)

    @property
    def halves(self) -> tuple[int, int]:
        """How many answered above and below the middle of the scale."""
        k = len(self.labels)
        at = Counter(self.labels.index(answer) for answer in self.views)
        above = sum(count for index, count in at.items() if index > (k - 1) / 2)
        below = sum(count for index, count in at.items() if index < (k - 1) / 2)
        return above, below

    @property
    def agree(self) -> int:
        return self.halves[0]

    @property
    def net(self) -> Range:
        above, below = self.halves
        if self.reversed:
            above, below = below, above
        return reckon.net_agreement(above, below, self.n)


def questions(
    survey_map: pd.DataFrame,
    exports: dict[str, pd.DataFrame],
    invited: dict[str, float] | None = None,
    role: tuple[str, ...] | None = None,
    role_question: dict[str, str] | None = None,
) -> dict[str, dict[str, Answers]]:
    """Answers by question and by when; of one role or several, where the form asks for it."""
    found: dict[str, dict[str, Answers]] = {}
    for _, row in survey_map.iterrows():
        table = exports[row["File"]]
        if role and role_question:
            table = table[table[role_question[row["File"]]].isin(role)]
        asked = plain(row["Question as asked"])
        column = next(c for c in table.columns if plain(str(c)) == asked)
        found.setdefault(asked, {})[row["When"]] = Answers(
            SCALES.get(row["Scale"], []),
            [plain(str(v)).strip() for v in table[column].dropna()],
            invited[row["File"]] if invited else float(row["Number invited"]),
            row.get("Reversed") == "Yes",
            row["Scale"] == "Several answers",
            row["Scale"] == "Own words",
        )
    return found


def school_questions(school: School) -> dict[str, dict[str, Answers]]:
    return questions(school.book["Survey map"], school.answers)


def partnership_questions(
    partnership: Partnership, role: tuple[str, ...] | None = None
) -> dict[str, dict[str, Answers]]:
    asked = partnership.book["Who was asked"]
    chosen = asked[asked["Role"].isin(role)] if role else asked
    invited = chosen.groupby("File")["Number invited"].sum().astype(float).to_dict()
    by_file = asked.groupby("File")["Question that asks for the role"].first().to_dict()
    invited = {file: invited.get(file, 0.0) for file in by_file}
    return questions(partnership.book["Survey map"], partnership.answers, invited, role, by_file)


@dataclass(frozen=True)
class Finding:
    """A finding with the evidence behind it and how that hangs together."""

    id: str
    kind: str
    theme: str
    pieces: pd.DataFrame

    @property
    def sources(self) -> int:
        return self.pieces["Kind of source"].nunique()

    @property
    def standing(self) -> str:
        points = set(self.pieces["Where it points"])
        other = {"Strength": "Next step", "Next step": "Strength"}[self.kind]
        if other in points:
            return "differ"
        if self.sources < 2:
            return "one"
        return "agree" if points == {self.kind} else "partly"


def short(theme: str) -> str:
    return theme.split(":")[0]


@dataclass(frozen=True)
class Review:
    """The review of a school: questions, evidence, findings, actions and paired visits."""

    school: School

    @cached_property
    def themes(self) -> dict[str, str]:
        rows = self.school.book["Self-review"]
        return {row["Question ID"]: short(row["Theme"]) for _, row in rows.iterrows()}

    @cached_property
    def evidence(self) -> pd.DataFrame:
        rows = self.school.book["Evidence"].copy()
        rows["theme"] = [self.themes[q] for q in rows["Question ID"]]
        return rows

    @cached_property
    def findings(self) -> dict[str, Finding]:
        found = {}
        for _, row in self.school.book["Findings"].iterrows():
            ids = re.split(r";\s*", str(row["Evidence IDs"]))
            found[row["Finding ID"]] = Finding(
                row["Finding ID"],
                row["Strength or next step"],
                self.themes[row["Question ID"]],
                self.evidence[self.evidence["Evidence ID"].isin(ids)],
            )
        return found

    def standing(self, how: str) -> list[str]:
        return [f.id for f in self.findings.values() if f.standing == how]

    def kind(self, kind: str) -> list[Finding]:
        return [f for f in self.findings.values() if f.kind == kind]

    @cached_property
    def actions(self) -> pd.DataFrame:
        return self.school.book["Action plan"]

    def status(self, status: str) -> int:
        return int((self.actions["Where it is"] == status).sum())

    @property
    def answered(self) -> int:
        """Next steps that an action answers."""
        named = set(self.actions["Finding ID"])
        return sum(f.id in named for f in self.kind("Next step"))

    @cached_property
    def visits(self) -> pd.DataFrame:
        rows = self.school.book["Paired observations"].copy()
        rows = rows[rows["What was noted"].isin(SEEN)]
        rows["level"] = [SEEN.index(value) for value in rows["What was noted"]]
        return rows

    @cached_property
    def watched(self) -> pd.DataFrame:
        """Things that at least two people noted; a row a thing, a column an observer."""
        wide = self.visits.pivot(
            index=["Observation ID", "What was looked for"], columns="Observer", values="level"
        )
        return wide[wide.notna().sum(axis=1) > 1]


@cache
def review(school: School) -> Review:
    return Review(school)
