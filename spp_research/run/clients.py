"""The side of a kernel that sends it cells, without a pause that it can do without."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from functools import cache
from queue import Empty
from typing import Any

_RECONNECT = 5  # milliseconds, not 100, between knocks at the door of a kernel that is starting
_HEARD = 0.1  # seconds in which what a kernel says to all follows what it says to us


@cache
def client_class() -> type:
    """A class of kernel clients that waits for a kernel no longer than it takes to start.

    jupyter_client asks a socket that is not there again after a tenth of a second, and lets a
    fifth of a second pass in silence before the first cell; for a kernel that is there in a
    twentieth of a second that is most of the time before the first cell.
    """
    import zmq
    from jupyter_client.asynchronous import AsyncKernelClient

    class KitKernelClient(AsyncKernelClient):
        def _create_connected_socket(
            self, channel: str, identity: bytes | None = None
        ) -> zmq.sugar.socket.Socket:
            self.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT)
            return super()._create_connected_socket(channel, identity)

        async def wait_for_ready(self, timeout: float | None = None) -> None:
            until = time.monotonic() + (timeout or float("inf"))
            asked: set[str] = set()
            while not await self._answers(asked):
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info")
                if time.monotonic() > until:
                    raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

        async def _answers(self, asked: set[str]) -> bool:
            """Whether it answers and can be heard; what it says of starting is read away.

            An answer to any question will do, since a slow kernel may always be one behind.
            """
            asked.add(self.kernel_info())
            try:
                await _read(self.get_shell_msg, 1.0, lambda said: True, asked)
                await _read(self.get_iopub_msg, _HEARD, _is_idle, asked)
            except Empty:  # it is starting, or said it to all before we were there to hear
                return False
            return True

    return KitKernelClient


async def _read(
    next_message: Callable[..., Awaitable[dict[str, Any]]],
    seconds: float,
    is_last: Callable[[dict[str, Any]], bool],
    asked: Collection[str],
) -> None:
    """Read messages until the last one about what was asked; `Empty` when none comes in time."""
    while True:
        message = await next_message(timeout=seconds)
        if message["parent_header"].get("msg_id") in asked and is_last(message):
            return


def _is_idle(message: dict[str, Any]) -> bool:
    return message["content"].get("execution_state") == "idle"
