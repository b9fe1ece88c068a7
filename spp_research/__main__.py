"""`python -m spp_research` is the same as `spp`."""

from spp_research.cli import main

if __name__ == "__main__":
    main()
