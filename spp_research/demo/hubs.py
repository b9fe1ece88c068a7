"""A made-up hub: folders of share files, varied from the real ones of the Riverside example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from spp_research.errors import ConfigurationError
from spp_research.schema import HUB
from spp_research.schema.vocabulary import REVIEW_SUMMARY, THEMES, Design
from spp_research.share import Effect, SchoolShare
from spp_research.share.content import sealed, without
from spp_research.share.digits import as_shown
from spp_research.share.files import read_share, share_files, write_share
from spp_research.workspace import EXAMPLE, Workspace, open_workspace

from .books import read_text
from .school_year import CYCLE

MOST = 1000  # partnerships; names run out
_AS_AT = date(2026, 7, 10)
_SETTINGS = f"# The day that the report of this hub looks from.\nas_at: {_AS_AT}\n"
_FORMS = (
    "{place} Partnership",
    "{place} Learning Partnership",
    "The {place} and District Partnership of Primary and Infant Schools",
    "{place} Schools Together",
)
# Between what an outcome was found to be at one school and at the next, and of its error.
_SPREAD, _ERRORS = 0.6, (0.8, 1.4)
_UNSIGNED = 0.12  # of documents


@dataclass(frozen=True)
class _Named:
    """A made-up partnership: its name and the name of its folder."""

    name: str
    folder: str


def make_hub(
    folder: Path,
    partnerships: int,
    schools: int,
    seed: int = 2026,
    name: str = "Northshire SPP Hub",
    *,
    pages: bool = False,
) -> Path:
    """Write the folder of a made-up hub: its workbook, settings and share files.

    Parameters
    ----------
    folder : made if need be; files of the same name are replaced.
    partnerships, schools : how many of each, the schools spread over the partnerships.
    seed : the same seed gives the same files.
    pages : whether the files carry the pages of the practices that are signed off for everyone,
        so that the hub has a website; they are made from the example first, which takes a while.

    Returns
    -------
    The folder, absolute.

    Raises
    ------
    ConfigurationError
        When there are more partnerships than can be named, or fewer schools than partnerships.
    """
    from spp_research.intake.write.templates import write_workbook

    if not 1 <= partnerships <= min(MOST, schools):
        raise ConfigurationError(
            f"A made-up hub of {partnerships} partnerships and {schools} schools is not possible. "
            f"Ask for 1 to {MOST} partnerships, and a school or more for each."
        )
    place = Workspace(Path(folder).expanduser().resolve())
    place.partnerships.mkdir(parents=True, exist_ok=True)
    own = {"name": name, "cycle": CYCLE, "lead": "Dilys Penhaligon"}
    rng = Random(f"{seed} hub")
    named = _partnerships(partnerships, rng)
    sizes = _spread(schools, partnerships, rng)
    listed = [
        {"partnership_name": one.name, "schools": size}
        for one, size in zip(named, sizes, strict=True)
    ]
    write_workbook(place.root / "hub.xlsx", HUB, {"hub": [own], "partnerships": listed})
    place.settings_file.write_text(_SETTINGS, encoding="utf-8", newline="\n")
    shares = _shares(named, sizes, rng)
    if pages:
        from .hub_pages import with_pages

        shares = with_pages(shares)
    for one, share in shares:
        write_share(share, place.partnerships / one.folder / f"{share.school}.json")
    return place.root


def _partnerships(number: int, rng: Random) -> list[_Named]:
    words = read_text("generated.toml")
    places = [start + end for start in words["starts"] for end in words["ends"]]
    return [
        _Named(rng.choice(_FORMS).format(place=place), place.lower())
        for place in rng.sample(places, number)
    ]


def _spread(schools: int, partnerships: int, rng: Random) -> list[int]:
    """So many schools in each partnership, which differ somewhat in size."""
    sizes = [schools // partnerships] * partnerships
    for place in range(schools % partnerships):
        sizes[place] += 1
    for place in range(0, partnerships - 1, 2):
        moved = rng.randint(0, max(0, min(2, sizes[place] - 1)))
        sizes[place], sizes[place + 1] = sizes[place] - moved, sizes[place + 1] + moved
    return sizes


def _shares(
    named: list[_Named], sizes: list[int], rng: Random
) -> Iterator[tuple[_Named, SchoolShare]]:
    words = read_text("generated.toml")
    every = [
        f"{start}{end}{second}"
        for second in words["seconds"]
        for start in words["starts"]
        for end in words["ends"]
    ]
    names = iter(rng.sample(every, sum(sizes)))
    real = [read_share(p) for p in share_files(open_workspace(EXAMPLE).share_folder)]
    models = [share for share in real if share.signed(REVIEW_SUMMARY)]
    for one, size in zip(named, sizes, strict=True):
        for _ in range(size):
            yield one, _varied(rng.choice(models), one.name, next(names), rng)


def _varied(model: SchoolShare, partnership: str, place: str, rng: Random) -> SchoolShare:
    """A share like a real one, of another school with other results."""
    kind = model.school_type or "Primary"
    themes = list(THEMES)
    share = model.model_copy(
        update={
            "partnership": partnership,
            "cycle": CYCLE,
            "school": place.lower().replace(" ", "-"),
            "school_name": f"{place} {kind} School",
            "pupils_on_roll": rng.randint(60, 640),
            "made_on": _AS_AT,
            "focus": f"{model.focus} ({place})" if model.focus else "",
            "findings": tuple(
                f.model_copy(update={"theme": rng.choice(themes)}) for f in model.findings
            ),
            "support": tuple(
                s.model_copy(update={"theme": rng.choice(themes), "contact": ""})
                for s in model.support
                if rng.random() < 0.8
            ),
            "effects": tuple(
                _measured(e.model_copy(update={"who": f"{e.who}, {place}"}), rng)
                for e in model.effects
            ),
        }
    )
    taken = {line.document for line in share.sign_offs if rng.random() < _UNSIGNED}
    return sealed(as_shown(without(share, taken)))


def _measured(effect: Effect, rng: Random) -> Effect:
    """The same outcome at another school: another result, of other pupils."""
    value, se = effect.value, effect.se
    if effect.rule or value is None or not se or effect.unit == "percentage points":
        return effect
    sds = effect.standardised
    found = value + rng.gauss(0, _SPREAD) * max(abs(value), 2 * se)
    error = se * rng.uniform(*_ERRORS)
    told = {
        "value": found,
        "se": error,
        "low": found - 2 * error,
        "high": found + 2 * error,
        "pupils": tuple(max(13, n + rng.randint(-4, 6)) for n in effect.pupils),
    }
    if sds is not None and effect.standardised_variance is not None and value:
        told["standardised"] = sds * found / value
        told["standardised_variance"] = effect.standardised_variance * (error / se) ** 2
    if effect.expected is not None and effect.beyond_se:
        told |= {
            "beyond": found - effect.expected,
            "beyond_low": found - effect.expected - 2 * error,
            "beyond_high": found - effect.expected + 2 * error,
            "beyond_se": error,
        }
    if effect.design not in (Design.A, Design.B, Design.C):
        return effect
    return effect.model_copy(update=told)
