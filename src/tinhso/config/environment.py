"""The one typed reader of `TINHSO_*` variables; `docs/configuration.md` is checked against it."""

import secrets
from pathlib import Path

from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parents[3]
HOME = Path(env.str("TINHSO_HOME", str(BASE_DIR / "var"))).resolve()


class MissingSecret(RuntimeError):
    """A production installation was started without one of its secrets."""


def secret(name: str, *, production: bool) -> str:
    """Return a secret from the environment, or one made once and kept in TINHSO_HOME.

    In production a missing secret stops the start: a key made by itself would be lost with the
    machine, and with it everything encrypted under it.
    """
    given: str = env.str(name, "")
    if given:
        return given
    if production:
        raise MissingSecret(f"{name} must be set in production.")
    kept = HOME / "secrets" / name.lower()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = kept.with_suffix(f".{secrets.token_hex(4)}")
        made.write_text(secrets.token_hex(32))
        made.chmod(0o600)
        try:
            kept.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return kept.read_text().strip()
