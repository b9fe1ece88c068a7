"""How to install what is missing: the one place that says so, and every way it names exists.

The kit itself is in no package registry; it is installed from its own folder, or from the wheel
that somebody passed on.
"""

from __future__ import annotations

THE_KIT = (
    "Install the kit again: in its folder type make demo, or: "
    "python -m pip install --force-reinstall -c constraints.txt -e ."
)
THE_CLUSTER = 'in the kit\'s folder type: python -m pip install -c constraints.txt -e ".[cluster]"'
THE_PLANNER = 'in the kit\'s folder type: python -m pip install -c constraints.txt -e ".[plan]"'
THE_CHECK_PAGE = (
    'in the kit\'s folder type: python -m pip install -c constraints.txt -e ".[check-page]"'
)
QUARTO = "install it with the installer from quarto.org (what pip offers cannot be relied on)"


def again(part: str) -> str:
    """How to install one of the libraries that the kit stands on again.

    Parameters
    ----------
    part : its name in the package registry, which is also in the kit's constraints.txt.
    """
    return f"Install it again with: python -m pip install --force-reinstall --no-deps {part}"
