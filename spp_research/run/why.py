"""Why a report would be made again, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import cache, opened
from .jobs import Job

# What a part of a fingerprint is called, where it is only known to be another than before.
_CHANGED = {
    "style": "the style of the reports (reports/_style) has changed",
    "settings": "settings.yml has changed",
    "logo": "the logo has changed",
    "beside": "a module beside the notebooks has changed",
    "titles": "another document was added, taken away or called otherwise",
    "looks": "a file that _quarto.yml names has changed",
}
_LIBRARIES = "libraries"


def reasons(job: Job, renderer: str, common: Mapping[str, Any] | None = None) -> list[str]:
    """Why the report of a job would be made, each the end of a sentence; empty if it would not be.

    Parameters
    ----------
    renderer, common : as for `cache.fingerprint`.
    """
    manifest = cache.read_manifest(job.folder)
    if not manifest:
        return ["it has not been made yet"]
    common = common or cache.common_parts(job.place, job.kind, renderer)
    found = [*_of_files(job, manifest), *(opened.reasons(job) if opened.beyond(job) else ())]
    if manifest["fingerprint"] == cache.fingerprint(job, renderer, common):
        return found
    changed = [*_of_inputs(job, manifest), *_of_parts(job, manifest, common)]
    changed += [why for why in opened.reasons(job) if why not in found]
    if not changed:  # nothing is written down of pupils' files, so what is left can only be they
        changed = [_unnamed(job) if "made_from" in manifest else "it was made by an older kit"]
    return [*changed, *found]


def _of_files(job: Job, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the finished files."""
    files: Mapping[str, str] = manifest.get("files", {})
    edited = {*cache.edited_in_word(job.folder)}  # which are left as they are
    for form in job.formats:
        if f"report.{form}" not in files:
            yield f"it has not been made as {form} yet"
    for name, known in files.items():
        path = job.folder / name
        if not path.is_file():
            yield f"its file {name} is gone"
        elif cache.file_hash(path) != known and name not in edited:
            yield f"its file {name} was changed after it was made"


def _of_inputs(job: Job, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Which of the files that it names have changed."""
    before = {entry["name"]: entry["hash"] for entry in manifest.get("inputs", ())}
    root = job.place.root
    now = {path.relative_to(root).as_posix(): path for path in cache.named_inputs(job)}
    for name, path in now.items():
        if name not in before:
            yield f"{name} is new"
        elif cache.file_hash(path) != before[name]:
            yield f"{name} has changed"
    yield from (f"{name} is gone" for name in before if name not in now)


def _of_parts(job: Job, manifest: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[str]:
    """What else of all that it was made from is another now."""
    made_from: Mapping[str, Any] = manifest.get("made_from", {})
    if manifest.get("audience") != job.audience:
        yield f"it was made for the audience {manifest.get('audience')}, and now for {job.audience}"
    if not made_from:
        return
    for part in dict.fromkeys([*common, *(part for part in made_from if part in _CHANGED)]):
        before, now = made_from.get(part), common.get(part)
        if before == now:
            continue
        if part in _CHANGED:
            yield _CHANGED[part]
        elif part == "notebook":
            yield f"the notebook {job.kind.notebook} has changed"
        elif part == "projects":
            yield from _of_projects(before, now or {})
        elif part == "renderer":
            yield f"it was laid out by {_named(before)}, and would now be by {_named(now)}"
        elif part == "kit":
            yield f"it was made by version {before} of the kit, and this is {now}"
        elif part == "source" and made_from.get("kit") == common["kit"]:
            yield "the source of the kit has changed"
        elif part == _LIBRARIES:
            yield f"other libraries are installed: {_difference(str(before), str(now))}"
    if made_from.get("days") != cache.days(job):
        yield "a date of the timetable or of a sign-off has been reached since"


def _of_projects(before: object, now: Mapping[str, str]) -> Iterator[str]:
    known: Mapping[str, str] = before if isinstance(before, dict) else {}
    for name in sorted({*known, *now}):
        if known.get(name) != now.get(name):
            yield f"{Path(name).name} has changed"


def _named(renderer: object) -> str:
    """A renderer without its short name, as a reader knows it."""
    return str(renderer).partition(" ")[2] or str(renderer)


def _difference(before: str, now: str) -> str:
    """The libraries that differ, such as "pandas 3.1.1 before"."""

    def versions(text: str) -> dict[str, str]:
        words = text.split()
        return dict(zip(words[::2], words[1::2], strict=False))

    old, new = versions(before), versions(now)
    return ", ".join(
        f"{name} {new.get(name, 'none')} in place of {old.get(name, 'none')}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    )


def _unnamed(job: Job) -> str:
    if job.kind.file:
        folder = f" or in schools/{job.school}" if job.kind.per_school else " or in surveys"
        return f"a file beside its notebook{folder} was changed, added or taken away"
    if not job.kind.per_school:
        return "a file in surveys was changed, added or taken away"
    folder = f"schools/{job.school}"
    return f"a file in {folder}/surveys or {folder}/pupils was changed, added or taken away"
