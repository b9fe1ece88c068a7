"""Each sentence has one home: the snapshot of the test beside the module that makes it.

Golden reports, and the changed copies of the example of which everything that is said is looked at
together, are whole by intention and are not counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).resolve().parent
# A sentence of some length, so that "Not estimated." in two places is no matter.
_SENTENCE = re.compile(r"[A-Z“][^.!?\n\\]{40,400}[.?!:]")
AT_MOST = 34  # it only becomes less


def test_few_sentences_stand_in_two_snapshots():
    homes = defaultdict(set)
    for path in sorted(TESTS.rglob("*.ambr")):
        if path.name == "test_adversarial.ambr":
            continue
        for sentence in _SENTENCE.findall(path.read_text(encoding="utf-8")):
            homes[sentence].add(path.relative_to(TESTS).as_posix())
    several = {sentence: sorted(paths) for sentence, paths in homes.items() if len(paths) > 1}
    assert len(homes) > 500
    assert len(several) <= AT_MOST, several
