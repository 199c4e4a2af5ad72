"""Find the Chromium that browser tests drive: ``python tools/browser.py`` prints its path.

Where there is none and this runs as root on a Debian-like system, it is installed by apt; otherwise the exact line to run is printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is half the time of the others
PACKAGES = ("chromium-headless-shell", "fonts-noto-core", "fonts-noto-color-emoji")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES)


def find_browser() -> str | None:
    """The path of a Chromium: the one that ROSTRA_CHROMIUM names, else the first that is installed."""
    return os.environ.get("ROSTRA_CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)


def install_browser() -> bool:
    """Install one by apt where that is allowed; whether it went well."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr)
    return subprocess.run(INSTALL, check=False, stdout=sys.stderr).returncode == 0


def main() -> int:
    """Print the browser's path, installing it where needed and possible; 1 with the line to run otherwise."""
    path = find_browser() or (find_browser() if install_browser() else None)
    if path is None:
        print(f"no Chromium was found; as root, run:\n  apt-get update && {' '.join(INSTALL)}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
