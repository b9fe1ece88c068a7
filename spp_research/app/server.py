"""The program behind the pages: a port of this computer alone, for as long as it runs."""

from __future__ import annotations

import errno
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.errors import ConfigurationError

from .keys import HOST, TOKEN, Keys

if TYPE_CHECKING:
    from types import FrameType

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from .opened import Opened
    from .session import Session

_LAST_PAGE = 1.5  # seconds at most in which the last page fetches its style
_TO_ARRIVE = 0.1  # seconds more, for what was sent
_SETTLED = 4.0  # seconds in which the first page is shown, before anything else is got ready
_TAKEN = {errno.EADDRINUSE, errno.EACCES}


def pages(opened: Opened, port: int) -> ASGIApp:
    """Every page, behind the guard."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    from . import (
        folder_pages,
        home_pages,
        hub_pages,
        make_pages,
        other_pages,
        people_pages,
        plan_pages,
        reading,
        school_pages,
        share_pages,
        site_pages,
        undecided_pages,
    )
    from .asked import doing, showing
    from .guard import BACK, CHANGES, READING, SCRIPT, Guard

    notebook_pages, partner_pages, photo_pages = map(
        _Later, ("notebook_pages", "partner_pages", "photo_pages")
    )
    project_pages, words_pages, year_pages = map(
        _Later, ("project_pages", "words_pages", "year_pages")
    )
    book = "/schools/{school}/workbook"
    own = "/partnership/workbook"
    projects = "/schools/{school}/projects"
    photos = "/schools/{school}/photos"
    partners, year, notebooks = "/partnership/partners", "/partnership/year", "/notebooks"
    shown = {
        "/": home_pages.home,
        "/schools/{school}": school_pages.school,
        book: school_pages.book,
        f"{book}/marked": school_pages.marked,
        f"{book}/new": school_pages.waiting,
        f"{book}/new/marked": school_pages.marked,
        "/schools/{school}/people/new": people_pages.waiting,
        "/schools/{school}/people/new/marked": people_pages.marked,
        "/schools/{school}/share": share_pages.own,
        photos: photo_pages.photos,
        f"{photos}/{{photo}}": photo_pages.picture,
        projects: project_pages.projects,
        f"{projects}/draw": project_pages.ahead,
        f"{projects}/certificates/{{draw}}": project_pages.certificate,
        f"{projects}/plan": project_pages.plan,
        f"{projects}/told": project_pages.told,
        "/schools/{school}/share/file": share_pages.file,
        "/sign-off/{school}/{kind}": school_pages.sign_off,
        "/partnership": other_pages.partnership,
        own: school_pages.book,
        f"{own}/marked": school_pages.marked,
        f"{own}/new": school_pages.waiting,
        f"{own}/new/marked": school_pages.marked,
        "/partnership/shares/{school}": share_pages.share,
        "/hub/shares/{file}": hub_pages.share,
        plan_pages.AT: plan_pages.plan,
        f"{plan_pages.AT}/{{file}}": plan_pages.file,
        "/schools/{school}/words": words_pages.words,
        "/schools/{school}/words/copy": words_pages.copy,
        "/partnership/words": words_pages.words,
        "/partnership/words/copy": words_pages.copy,
        partners: partner_pages.partners,
        f"{partners}/to-send": partner_pages.to_send,
        f"{partners}/new": partner_pages.waiting,
        f"{partners}/told": partner_pages.told,
        year: year_pages.year,
        f"{year}/back": year_pages.back,
        f"{year}/told": year_pages.told,
        "/site": site_pages.site,
        "/settings": other_pages.settings,
        "/measures": other_pages.measures,
        notebooks: notebook_pages.notebooks,
        "/folders": folder_pages.folders,
        "/begin/workbook": folder_pages.empty_workbook,
        "/making": make_pages.making,
        "/style.css": other_pages.style,
        "/app.js": other_pages.script,
        "/fonts/{name}": other_pages.font,
        "/changes": reading.pages_changes,
        f"{READING}{{key}}/{SCRIPT}": reading.script,
        f"{READING}{{key}}/{CHANGES}{{address:path}}": reading.changes,
        f"{READING}{{key}}/{BACK}{{address:path}}": reading.back,
        f"{READING}{{key}}/{{address:path}}": reading.read,
    }
    done = {
        "/begin": home_pages.begin,
        "/undecided/read": undecided_pages.read,
        "/begin/school": folder_pages.begin_school,
        "/folders/open": folder_pages.open_folder,
        "/folders/forget": folder_pages.forget,
        "/folders/new": folder_pages.new,
        "/folders/new/school": folder_pages.new_school,
        "/folders/practise": folder_pages.practise,
        "/schools": home_pages.add_school,
        "/schools/empty": home_pages.add_books,
        book: school_pages.send,
        f"{book}/place": school_pages.place,
        f"{book}/leave": school_pages.leave,
        "/schools/{school}/people": people_pages.send,
        "/schools/{school}/people/place": people_pages.place,
        "/schools/{school}/people/leave": people_pages.leave,
        photos: photo_pages.send,
        f"{photos}/away": photo_pages.take_away,
        f"{projects}/look": project_pages.look,
        f"{projects}/draw": project_pages.drawn,
        f"{projects}/leave": project_pages.leave,
        f"{projects}/check": project_pages.check,
        f"{projects}/plan": project_pages.fix,
        own: school_pages.send,
        f"{own}/place": school_pages.place,
        f"{own}/leave": school_pages.leave,
        "/partnership/shares": share_pages.take_share,
        "/hub/shares": hub_pages.take_share,
        "/settings/kept-up": other_pages.keep_up,
        notebooks: notebook_pages.new,
        "/make": make_pages.make,
        plan_pages.AT: plan_pages.propose,
        f"{plan_pages.AT}/write": plan_pages.write,
        "/schools/{school}/words": words_pages.send,
        "/schools/{school}/words/write": words_pages.write,
        "/schools/{school}/words/leave": words_pages.leave,
        "/partnership/words": words_pages.send,
        "/partnership/words/write": words_pages.write,
        "/partnership/words/leave": words_pages.leave,
        f"{partners}/make": partner_pages.make,
        f"{partners}/look": partner_pages.look,
        f"{partners}/register": partner_pages.register,
        f"{partners}/leave": partner_pages.leave,
        f"{year}/close": year_pages.close,
        f"{year}/undo": year_pages.undo,
        f"{year}/finish": year_pages.finish,
        f"{year}/again": year_pages.draw_again,
        "/site/look": site_pages.look,
        "/making/stop": make_pages.stop_making,
        "/stop": other_pages.stop,
    }
    routes = [Route(at, showing(opened, page), methods=["GET"]) for at, page in shown.items()]
    routes += [Route(at, doing(opened, action), methods=["POST"]) for at, action in done.items()]
    lost = Route("/{rest:path}", showing(opened, _lost), methods=["GET", "HEAD", "POST"])
    return Guard(
        Starlette(routes=[*routes, lost]), opened.keys, port, lambda: opened.session.over.is_set()
    )


class _Later:
    """A module of pages that few open: it is loaded when one of them is asked for.

    All that they need would keep whoever starts the program waiting for the first page.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, page: str) -> Callable[..., Response]:
        def answer(*asked: object) -> Response:
            made: Response = getattr(import_module(f".{self._name}", __package__), page)(*asked)
            return made

        return answer


def _lost(session: Session, request: Request) -> Response:
    from .asked import Gone

    raise Gone


def taken_port(port: int) -> socket.socket:
    """A socket at a port of this computer that nobody else can reach.

    Parameters
    ----------
    port : which one; 0 for any that is free.

    Raises
    ------
    ConfigurationError
        When another program has it.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # On Windows another program could listen at the same port; elsewhere a port would stay taken
    # for a minute after the program that had it.
    only_us = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, only_us, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        if error.errno not in _TAKEN:
            raise
        raise ConfigurationError(
            f"Another program has the port {port} of this computer, perhaps the kit itself, "
            "which still runs. Close that one, or leave out --port, and a free one is taken."
        ) from None
    return listener


def serve(folder: Path, port: int, tell: Callable[[str, str], None]) -> None:
    """Serve the pages of a workspace until somebody stops the program.

    Parameters
    ----------
    folder : the workspace, or where one is to be made.
    port : 0 for any that is free.
    tell : told the first address, and one that is good for a single time.

    Raises
    ------
    ConfigurationError
        When another program has the port.
    """
    listener = taken_port(port)
    number, keys = listener.getsockname()[1], Keys()
    tell(*(f"http://{HOST}:{number}/?{TOKEN}={one}" for one in (keys.token, keys.once)))
    # From here on the browser waits for its answer, while all that makes the pages is loaded.
    from spp_research.publish.placing import scratch_folder, sweep_scratch

    try:
        sweep_scratch()  # what a start that was killed had taken in, perhaps about pupils
        with scratch_folder(keep=False) as scratch:
            _serve(folder, listener, keys, scratch)
    finally:
        listener.close()


def _serve(folder: Path, listener: socket.socket, keys: Keys, scratch: Path) -> None:
    import uvicorn

    from spp_research.run.kernels import Warm, kept_warm

    from .opened import Opened
    from .remembered import users_folders

    def end() -> None:
        opened.session.over.set()
        threading.Thread(target=opened.rest, daemon=True).start()
        if opened.session.styled.wait(_LAST_PAGE):
            time.sleep(_TO_ARRIVE)
        server.should_exit = True

    opened = Opened(folder, scratch, users_folders(folder), keys, end)
    config = uvicorn.Config(
        pages(opened, listener.getsockname()[1]),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=3,
        proxy_headers=False,
    )

    class Server(uvicorn.Server):
        """One that lets go of the pages that listen, before it waits for them to end."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            opened.session.over.set()
            super().handle_exit(sig, frame)

    server = Server(config)
    _end_in_order()
    warm = Warm()
    ahead = threading.Timer(_SETTLED, warm.begin)
    ahead.daemon = True
    try:
        with kept_warm(warm), suppress(KeyboardInterrupt):
            opened.follow()
            ahead.start()
            try:
                server.run(sockets=[listener])
            finally:
                ahead.cancel()
                opened.stop()
    finally:
        warm.close()


def _end_in_order() -> None:
    """Let the program end as by Ctrl-C where the system ends it, or the window is closed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
