"""The side of a kernel that sends it cells, without a pause that it can do without."""

from __future__ import annotations

import time
from functools import cache
from queue import Empty

_SETTLE = 0.02  # seconds without a message, after which a new kernel has said all it says at first


@cache
def client_class() -> type:
    """A class of kernel clients that waits for a kernel no longer than it takes to start.

    jupyter_client lets a fifth of a second pass in silence before the first cell; for a kernel
    that is there in a tenth of a second that is most of the time before the first cell.
    """
    from jupyter_client.asynchronous import AsyncKernelClient

    class KitKernelClient(AsyncKernelClient):
        async def wait_for_ready(self, timeout: float | None = None) -> None:
            until = time.monotonic() + (timeout or float("inf"))
            while not await self._answers():
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info")
                if time.monotonic() > until:
                    raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

        async def _answers(self) -> bool:
            """Whether it answers and can be heard; what it says of starting is read away."""
            self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
            except Empty:
                return False
            while True:
                try:
                    await self.get_iopub_msg(timeout=_SETTLE)
                except Empty:
                    return True

    return KitKernelClient
