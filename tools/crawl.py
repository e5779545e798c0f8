"""The full grid: every demonstration account, 360 and 1280 px, both languages, light and dark.

    python -m tools.crawl [pytest arguments]

Follows every link of every account in the test client, then starts the house in a new data folder
and opens every page in the browser; says what is wrong with each. `-k lanhdao` walks one account.
"""

import os
import sys

import pytest

WALKS = ("tests/test_every_link.py", "tests/browser/test_full_grid.py")
"""All accounts and links in the test client, then the grid in the browser."""


def main() -> int:
    """Run every walk, each named with its outcome and the share done; counts come last."""
    os.environ.setdefault("TEST_LINKS_PER_PAGE", "10000")
    chosen = ["-v", "-p", "no:cacheprovider", *WALKS]
    return int(pytest.main([*chosen, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
