"""What the notebook of a workshop pack opens: the school's year, and what partners have shared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spp_research.evidence import Study, open_school
from spp_research.share.files import Shares, read_shares
from spp_research.share.standing import covered
from spp_research.telling import in_short
from spp_research.workspace import open_workspace


@dataclass(frozen=True)
class Pack:
    """One school's workshop.

    Parameters
    ----------
    study : the host school's year as the audience may see it.
    shares : what partner schools have shared, as far as it is still signed off on the day that
        the pack looks from; no file is needed for a pack to be made.
    """

    study: Study
    shares: Shares

    def __repr__(self) -> str:
        return in_short(
            f"Workshop pack of {self.study.base.school.name}",
            audience=self.study.rules.audience.value,
            shared_by=", ".join(self.shares.shares) or "nobody",
        )


def open_workshop(workspace: str, school: str, audience: str) -> Pack:
    """Open one school's year, and the share files that lie in the workspace.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    school : the host school's short name.
    audience : "school", "partnership" or "public".

    Raises
    ------
    ConfigurationError, DisclosureError, EvidenceError
        As `open_school` does. A share file that cannot be used is told of and stops nothing.
    """
    study = open_school(workspace, school, audience)
    found = read_shares(open_workspace(workspace).share_folder, study.partnership)
    shares = {
        slug: covered(share, study.rules.audience, study.as_at)
        for slug, share in found.shares.items()
    }
    return Pack(study, replace(found, shares=shares))
