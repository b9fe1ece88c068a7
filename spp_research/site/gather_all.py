"""All practices of a website, of the present cycle and of closed ones, with their addresses.

A partnership makes its own from workbooks and share files; a hub has what its partnerships sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spp_research.hub.lead import HubBook, open_hub_book
from spp_research.partnership.lead_workbook import Partnership, open_partnership
from spp_research.workspace import Workspace

from .addresses import Addressed, addressed
from .ahead import PRACTICES, is_signed
from .content import SharedPractice
from .documents import SharedDocument
from .followed import NOBODY, Onlooker
from .reported import ReportPage
from .store import Store

Named = Callable[
    [Sequence[SharedPractice], Sequence[SharedDocument], Sequence[ReportPage]], Addressed
]


@dataclass(frozen=True)
class All:
    """What a website is made of.

    Parameters
    ----------
    whose : the lead's workbook, or the hub's, read once for the whole website.
    practices : those that may be shown; of the present cycle first.
    refused : what is left out: whose, and why.
    lost : as `gather.Gathered` has it.
    addressed : gives practices, documents and reports their lasting names, and the feed's.
    reports : those about all schools that are for everyone.
    documents : of somebody's own, that may be shown.
    slipped : as `gather.Gathered` has it.
    """

    whose: Partnership | HubBook
    practices: tuple[SharedPractice, ...]
    refused: tuple[tuple[str, str], ...]
    lost: Mapping[str, str]
    addressed: Named
    reports: tuple[ReportPage, ...] = ()
    documents: tuple[SharedDocument, ...] = ()
    slipped: tuple[str, ...] = ()


def gather_all(
    workspace: Workspace,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None],
    public: Collection[str],
    site: Path,
    *,
    remember: bool,
    store: Store,
    follow: Onlooker = NOBODY,
) -> All:
    """What the website of a partnership or of a hub is made of.

    Parameters
    ----------
    site : the folder of the website that is there now; it need not exist.
    workspace, renderer, scratch, on_step, public, remember, store, follow : as for `gather`.
    """
    from .report_pages import own_reports
    from .report_pages import would_go as reports_lost

    whose = open_hub_book(workspace) if workspace.is_hub else open_partnership(workspace)
    own_ones = own_reports(workspace, whose.cycle, scratch, renderer, on_step)
    reports, not_shown = tuple(own_ones.shown), own_ones.refused
    if not isinstance(whose, Partnership):
        from .hub_gather import gather_hub

        has_pages = any(name.startswith(PRACTICES) and is_signed(name) for name in public)
        hub = gather_hub(workspace, scratch, store, has_pages=has_pages, remember=remember)
        found, feed_id = hub.gathered, hub.feed_id
        refused = (*found.refused, *not_shown)
        every = (*reports, *hub.reports)

        def named_by_the_hub(
            practices: Sequence[SharedPractice],
            documents: Sequence[SharedDocument],
            reports: Sequence[ReportPage],
        ) -> Addressed:
            return Addressed(tuple(practices), tuple(documents), tuple(reports), feed_id)

        return All(whose, found.practices, refused, {}, named_by_the_hub, every)
    from .earlier import gather_earlier
    from .earlier_documents import earlier_documents, has_year
    from .folder import documents_in
    from .gather import gather
    from .gather_documents import gather_documents
    from .still_there import would_go

    own = gather(
        workspace,
        renderer,
        scratch,
        on_step,
        public,
        remember=remember,
        store=store,
        follow=follow,
        partnership=whose,
    )
    earlier = gather_earlier(workspace, scratch)
    of_then = earlier_documents(workspace, scratch / "earlier-documents")
    there = {name: page for name, page in documents_in(site).items() if not has_year(name)}
    documents = gather_documents(
        workspace,
        renderer,
        scratch,
        on_step,
        there,
        remember=remember,
        store=store,
        stopped=follow.stopped,
        partnership=whose,
    )
    also = (*earlier.refused, *of_then.refused)
    gone = would_go(
        workspace,
        whose,
        site,
        [*(one.address for one in earlier.shown), *(one.address for one in of_then.shown)],
        earlier.decided | of_then.decided,
        also,
    )

    def named(
        practices: Sequence[SharedPractice],
        documents: Sequence[SharedDocument],
        reports: Sequence[ReportPage],
    ) -> Addressed:
        return addressed(
            workspace, practices, whose.name, documents, reports, whose.cycle, keep=remember
        )

    return All(
        whose,
        (*own.practices, *earlier.shown),
        (*own.refused, *also, *documents.refused, *not_shown),
        {**own.lost, **documents.lost, **gone, **reports_lost(site, own_ones)},
        named,
        reports,
        (*documents.shown, *of_then.shown),
        own.slipped,
    )
