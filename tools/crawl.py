"""The full grid: every demonstration account, 360 and 1280 px, both languages, light and dark.

    python -m tools.crawl [pytest arguments]

Starts the house in a new data folder, opens every page, and says what is wrong with each.
"""

import sys

import pytest


def main() -> int:
    """Run the crawl, which is a browser test with every account and setting switched on."""
    chosen = ["-q", "-p", "no:cacheprovider", "-m", "crawl", "tests/browser/test_full_grid.py"]
    return int(pytest.main([*chosen, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
