"""The full grid: every demonstration account, 360 and 1280 px, both languages, light and dark.

    python -m tools.crawl [pytest arguments]

Starts the house in a new data folder, opens every page, and says what is wrong with each.
"""

import os
import sys

import pytest


def main() -> int:
    """Run every walk: all accounts and links, in the client and in the browser."""
    os.environ.setdefault("TEST_LINKS_PER_PAGE", "10000")
    chosen = ["-q", "-p", "no:cacheprovider", "-m", "crawl", "tests"]
    return int(pytest.main([*chosen, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
