"""The description of the machine API as a committed file, so that no change goes unnoticed.

python -m tools.openapi write|check
"""

import json
import os
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "docs/api/openapi.json"


def described() -> str:
    """Return the description as it is committed: sorted, one value a line."""
    from django.utils.translation import override

    from tinhso.config.api import api

    with override("en"):
        schema = api.get_openapi_schema()
        return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def main() -> int:
    """Write the file, or say that it is not what the code describes."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    if sys.argv[1:] == ["write"]:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(described())
        return 0
    if sys.argv[1:] != ["check"]:
        sys.exit(__doc__)
    if FILE.is_file() and FILE.read_text() == described():
        return 0
    sys.stderr.write(
        "docs/api/openapi.json is not what the code describes: run "
        "python -m tools.openapi write and read the difference.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
