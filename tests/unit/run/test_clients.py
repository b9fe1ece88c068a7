"""A kernel is ready when it answers and can be heard, however slow it is."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest

from spp_research.run.kernels import client_class

Client = client_class()


class Stub:
    """A client whose kernel answers every question, the one to all so much later than ours."""

    wait_for_ready = Client.wait_for_ready
    _answers = Client._answers

    def __init__(self, late: float, deaf_to: int = 0) -> None:
        self.late, self.deaf_to, self.asked = late, deaf_to, 0
        self.shell: list[tuple[float, dict]] = []
        self.iopub: list[tuple[float, dict]] = []

    def kernel_info(self) -> str:
        self.asked += 1
        now, of = time.monotonic(), {"parent_header": {"msg_id": str(self.asked)}}
        self.shell.append((now + 0.01, of | {"content": {}}))
        if self.asked > self.deaf_to:
            for state in ("busy", "idle"):
                self.iopub.append((now + self.late, of | {"content": {"execution_state": state}}))
        return str(self.asked)

    async def get_shell_msg(self, timeout: float) -> dict:
        return await _next(self.shell, timeout)

    async def get_iopub_msg(self, timeout: float) -> dict:
        return await _next(self.iopub, timeout)

    async def is_alive(self) -> bool:
        return True


async def _next(messages: list[tuple[float, dict]], timeout: float) -> dict:
    until = time.monotonic() + timeout
    while not (messages and messages[0][0] <= time.monotonic()):
        if time.monotonic() > until:
            raise Empty
        await asyncio.sleep(0.002)
    return messages.pop(0)[1]


def _wait(client: Stub, timeout: float) -> None:
    """In a thread of its own: a browser that another test opened has a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, client.wait_for_ready(timeout=timeout)).result()


@pytest.mark.parametrize("late", [0.0, 0.12, 0.5])
def test_one_that_is_always_late_is_ready_when_it_is_heard(late):
    client = Stub(late)
    began = time.monotonic()
    _wait(client, 60)
    assert late <= time.monotonic() - began < 60


def test_what_was_said_before_we_listened_is_asked_for_again():
    client = Stub(0.0, deaf_to=2)
    _wait(client, 60)
    assert client.asked == 3


def test_one_that_says_nothing_is_given_up():
    client = Stub(0.0, deaf_to=10_000)
    with pytest.raises(RuntimeError, match="didn't respond in 1 seconds"):
        _wait(client, 1)
