"""The one typed reader of `TINHSO_*` variables; `docs/configuration.md` is checked against it."""

import secrets
from pathlib import Path

from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parents[3]
HOME = Path(env.str("TINHSO_HOME", str(BASE_DIR / "var"))).resolve()


_made_now: list[Path] = []


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
            _made_now.append(kept)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return kept.read_text().strip()


def forget_made_secrets() -> None:
    """Take away the secrets that this very process made, so that its folder is as it found it.

    For a verb that fills a folder from elsewhere: the secrets of a backup belong there.
    """
    for kept in _made_now:
        kept.unlink(missing_ok=True)
    folder = HOME / "secrets"
    if _made_now and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    _made_now.clear()
