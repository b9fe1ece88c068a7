"""Reports made on a cluster: the same files, also when a worker dies in the middle."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

SUMMARIES = ("report", "review-summary", "--all", "--renderer", "pandoc", "--to", "html")


def test_both_options_are_given_together(spp, workspace):
    for options in (("--executor", "dask"), ("--scheduler", "tcp://127.0.0.1:1")):
        ran = spp(*SUMMARIES, *options)
        assert ran.code == 10
        assert "give both --executor dask and --scheduler ADDRESS" in ran.err


def test_an_executor_that_there_is_not(spp, workspace):
    assert "Choose from: threads, dask." in spp(*SUMMARIES, "--executor", "ray").err


def test_without_dask_it_says_what_to_install(spp, workspace, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = spp(*SUMMARIES, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert ran.code == 10
    assert '-e ".[cluster]"' in ran.err


# A cluster has threads and processes of its own, so it is started in a process apart.
CLUSTER = """
import sys, warnings
from distributed import LocalCluster
if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                      dashboard_address=None, silence_logs="CRITICAL") as cluster:
        print(cluster.scheduler_address, *(w.pid for w in cluster.workers.values()), flush=True)
        sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_worker_that_dies_in_the_middle_loses_nothing(workspace, review_notebook, tmp_path):
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    count = "from pathlib import Path\nimport time\n"
    log = tmp_path / "begun"
    review_notebook(f"{count}with Path({str(log)!r}).open('a') as f:\n    f.write(school + '\\n')",
                    "import time\ntime.sleep(2)")  # fmt: skip
    program = tmp_path / "cluster.py"
    program.write_text(CLUSTER)
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(program)], **piped) as cluster:
        try:
            address, *workers = cluster.stdout.readline().split()
            command = [sys.executable, "-m", "spp_research", *SUMMARIES, "--executor", "dask",
                       "--scheduler", address, "--json"]  # fmt: skip
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
                until = time.monotonic() + 300
                while not log.is_file() and time.monotonic() < until:
                    time.sleep(0.05)
                os.kill(int(workers[0]), signal.SIGKILL)
                said, _ = run.communicate(timeout=240)
        finally:
            cluster.communicate(timeout=300)
    assert run.returncode == 0, said
    lines = [json.loads(line) for line in said.splitlines()]
    finished = [line for line in lines if line["event"] == "finished"]
    schools = sorted(path.name for path in (workspace / "schools").iterdir())
    assert sorted(line["school"] for line in finished) == schools  # each once
    made = {line["school"] for line in finished if line["state"] == "made"}
    assert set(schools) - made == {"osier-road"}  # which has nothing to say yet
    for school in sorted(made):
        folder = workspace / "reports" / school
        assert [path.name for path in folder.iterdir()] == ["review-summary"]  # nothing beside
        assert b"</html>" in (folder / "review-summary/report.html").read_bytes()
    facts = json.loads((workspace / "reports/run.json").read_text())
    assert re.fullmatch(r"a cluster at tcp://.*", facts["engine"])
