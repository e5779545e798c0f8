"""A PostgreSQL of one's own on a free loopback port, for as long as a test needs it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        sys.exit("PostgreSQL is not installed; install the Debian package postgresql.")
    return Path(on_path).parent


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root; then its own user runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


@contextmanager
def cluster(**options: str) -> Iterator[str]:
    """Start a cluster, give its URL, and leave nothing behind."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="tinhso-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    port = free_port()
    settings = {**FAST, **options, "port": str(port)}
    try:
        subprocess.run(
            _as_postgres(
                str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            ),
            check=True,
            capture_output=True,
            cwd="/",
        )  # fmt: skip
        words = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        control = str(binaries / "pg_ctl")
        subprocess.run(
            _as_postgres(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", words,
                         "start"),
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )  # fmt: skip
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                _as_postgres(control, "-D", str(data), "-m", "immediate", "-w", "stop"),
                check=False,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
