"""Typst in a process of its own, so that a document that never ends can be stopped.

Typst reads its fonts when it is first asked for a document, which takes longer than the document;
so a process is kept for the next one. Run as a script, this file is that process: it reads what
to do from stdin, a line each, and imports nothing of the kit, to be quick.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_MOST = 5  # documents, after which a process gives way to a new one: each adds a dozen MB
_idle: list[_Setter] = []
_NO_FONT = re.compile(r'the text `"([^`]+)"` could not be displayed')


class RefusedError(Exception):
    """What Typst said of a document that it could not set.

    `letters` are those that none of its fonts has, where that is what it said.
    """

    def __init__(self, said: str, letters: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.letters = tuple(letters)


def typeset(
    source: Path,
    target: Path,
    fonts: Sequence[Path],
    standards: Sequence[str],
    *,
    system_fonts: bool,
    seconds: float,
    picture: bool = False,
) -> None:
    """Set `source` as the PDF `target`; it can read only what is in the folder of `source`.

    Parameters
    ----------
    picture : whether it is made a PNG, of its first page at one dot a point, in place of a PDF.

    Raises
    ------
    RefusedError
        With what Typst said.
    subprocess.TimeoutExpired
        When it takes longer than `seconds`.
    """
    asked = {
        "input": str(source),
        "output": str(target),
        "root": str(source.parent),
        "font_paths": [str(path) for path in fonts],
        "ignore_system_fonts": not system_fonts,
        "pdf_standards": list(standards),
        "picture": picture,
    }
    try:
        setter = _idle.pop()  # one step, so that no two threads are given the same
    except IndexError:
        setter = _Setter()
    try:
        refusal = setter.ask(asked, seconds)
    except BaseException:
        setter.end()
        raise
    if setter.asked < _MOST:
        _idle.append(setter)
    else:
        setter.end()
    if refusal:
        raise RefusedError(refusal, _NO_FONT.findall(refusal))


def typeset_ahead() -> None:
    """Start the process for the next document, where none is kept for it."""
    if not _idle:
        _idle.append(_Setter())


class _Setter:
    """A process that sets one document after another."""

    def __init__(self) -> None:
        self.asked = 0
        atexit.unregister(end_idle)  # once is enough
        atexit.register(end_idle)
        self._process = subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def ask(self, asked: dict[str, Any], seconds: float) -> str:
        """Set a document; what Typst said against it, or nothing."""
        self.asked += 1
        answers = self._process.stdout
        assert answers is not None  # a pipe, as it was started
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            with contextlib.suppress(BrokenPipeError):  # what it said before it ended is below
                print(json.dumps(asked), file=self._process.stdin, flush=True)
            said = answers.readline()
        finally:
            timer.cancel()
        if late.is_set():
            raise subprocess.TimeoutExpired("typst", seconds)
        try:
            return json.loads(said)["refused"]
        except (ValueError, KeyError, TypeError):
            self._process.kill()
            raise RefusedError((said + answers.read()).strip()) from None

    def end(self) -> None:
        """End the process, which is waiting or of no more use."""
        self._process.kill()
        self._process.communicate()


def end_idle() -> None:
    """End the processes that are kept for the next document."""
    while _idle:
        _idle.pop().end()


# How close a document may be set, by the names that the template knows. With less than `_ENOUGH`
# of the last page used a closer one is tried, which may save the page; where none does, a wider
# one, which may fill it. Each try costs as much as the first, so only those that can do so by
# about how much of the text they save or add: pictures and tables stay as they are.
_CLOSER, _WIDER = {"close": 0.03, "closer": 0.06, "closest": 0.1}, {"wide": 0.03, "wider": 0.06}
_ENOUGH = 0.3
# What a governor reads is six pages at the most. One that runs on to a seventh is set closer as
# well, where that may bring it back.
_USUAL_MOST = 6
_SMALLER = {"smaller": 0.18}  # of which type half a point smaller is a part, for that case alone
_POINTS = 72  # to an inch


def _set(asked: dict[str, Any]) -> bytes:
    """The PDF, set as it comes or a little closer or wider so that no page is nearly empty."""
    import typst

    standards, picture = asked.pop("pdf_standards"), asked.pop("picture")
    compiler = typst.Compiler(**asked)
    if picture:
        drawn = compiler.compile(format="png", ppi=_POINTS)
        if isinstance(drawn, list):  # of several pages the first is the picture
            drawn = drawn[0]
        assert isinstance(drawn, bytes)  # as no file was named to write it to
        return drawn

    def made(pitch: str) -> tuple[bytes, int, float]:
        """The PDF, its last page, and how much is used of the page on which its text ends."""
        pdf = compiler.compile(pdf_standards=standards, sys_inputs={"pitch": pitch})
        assert isinstance(pdf, bytes)  # one document, as no folder for pages was given
        # A template of earlier, or of one's own, does not say where its text ends.
        ends = json.loads(compiler.query("<end>", field="value")) or [{"page": 1, "share": 1}]
        return pdf, ends[-1]["page"], min(end["share"] for end in ends)

    usual, pages, share = made("usual")
    one_too_many = pages == _USUAL_MOST + 1
    if pages == 1 or (share >= _ENOUGH and not one_too_many):
        return usual
    text = pages - 1 + share
    tried = _CLOSER | _SMALLER if one_too_many else _CLOSER
    for pitch in (pitch for pitch, saved in tried.items() if saved * text >= share):
        try:
            closer, fewer, _ = made(pitch)
        except typst.TypstError:
            if pitch not in _SMALLER:
                raise
            break  # a template of one's own from before there was this pitch
        if fewer < pages:
            return closer
    if share >= _ENOUGH:
        return usual
    for pitch in (pitch for pitch, added in _WIDER.items() if share + added * text >= _ENOUGH):
        wider, same, more = made(pitch)
        if same == pages and more >= _ENOUGH:
            return wider
    return usual


def _main() -> None:
    import typst

    for line in sys.stdin:
        asked = json.loads(line)
        refused = ""
        try:
            Path(asked.pop("output")).write_bytes(_set(asked))
        except typst.TypstError as error:
            refused = " ".join([str(error.message), *error.hints])
            if len(letters := _NO_FONT.findall(str(error.diagnostic))) > 1:
                refused = " ".join(f'the text `"{one}"` could not be displayed;' for one in letters)
        print(json.dumps({"refused": refused}), flush=True)


if __name__ == "__main__":
    _main()
