"""Fetch what a browser loads that is not ours: ``python tools/assets.py [--no-dev]``.

Reads ``assets.toml``. Each package comes through ``npm pack``, the ordinary client, so that a proxy or a private registry set up for npm
is honoured and no script of a package runs. A package whose SHA-512 is not the stated one is refused. Quick when all is there.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".fetched"
SOURCE_MAP = re.compile(rb"(?m)^(/[/*])# sourceMappingURL=.*$")  # names a file that is not copied, which breaks hashed static files

Asset = dict[str, Any]


class Refused(Exception):
    """A package could not be had, or is not what assets.toml says."""


def main(arguments: Sequence[str]) -> int:
    """Fetch what is missing; 0 when everything is there, 1 with the reasons on standard error."""
    wanted = tomllib.loads((ROOT / "assets.toml").read_text(encoding="utf-8"))["asset"]
    missing = [asset for asset in wanted if not ("--no-dev" in arguments and asset.get("dev")) and not is_there(asset)]
    with ThreadPoolExecutor(4) as pool:
        problems = [problem for problem in pool.map(_fetch_or_tell, missing) if problem]
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


def is_there(asset: Asset) -> bool:
    """Whether this very asset, by version, digest and list of files, was fetched before."""
    stamp = ROOT / asset["into"] / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == stamp_of(asset)


def stamp_of(asset: Asset) -> str:
    """What tells one fetch from another."""
    return json.dumps(asset, sort_keys=True)


def _fetch_or_tell(asset: Asset) -> str:
    try:
        fetch(asset)
    except (Refused, OSError) as error:
        return f"{asset['name']} {asset['version']}: {error}"
    print(f"{asset['name']} {asset['version']} -> {asset['into']}")
    return ""


def fetch(asset: Asset) -> None:
    """Pack, check, copy. The folder appears whole or not at all. Raises Refused."""
    target = ROOT / asset["into"]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetching-") as name:
        fresh = Path(name) / "fresh"
        unpack(asset, checked(asset, packed(asset, Path(name))), fresh)
        (fresh / STAMP).write_text(stamp_of(asset), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)


def packed(asset: Asset, folder: Path) -> Path:
    """The package's archive, as npm gives it. Raises Refused."""
    npm = shutil.which("npm")
    if npm is None:
        raise Refused("npm is not installed; install Node.js, or put its folder on PATH")
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), f"{asset['name']}@{asset['version']}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        raise Refused(f"npm pack failed: {done.stderr.strip()[-400:]}")
    return archives[0]


def checked(asset: Asset, archive: Path) -> Path:
    """The same archive, when its digest is the stated one. Raises Refused with both."""
    digest = hashlib.sha512(archive.read_bytes()).hexdigest()
    if digest != asset["sha512"]:
        raise Refused(f"the package is not the one that was checked in\n  stated {asset['sha512']}\n  got    {digest}")
    return archive


def unpack(asset: Asset, archive: Path, into: Path) -> None:
    """Copy the named files out of the archive. Raises Refused when a pattern finds nothing."""
    unused = set(asset["files"])
    with tarfile.open(archive) as tar:
        for member in filter(tarfile.TarInfo.isfile, tar):
            path = member.name.partition("/")[2]  # npm puts everything below package/
            pattern = next((each for each in asset["files"] if _fits(path, each)), None)
            if pattern is not None:
                unused.discard(pattern)
                _write(tar, member, into / path.removeprefix(asset.get("strip", "") + "/"))
    if unused:
        raise Refused(f"nothing in the package fits {', '.join(sorted(unused))}")


def _fits(path: str, pattern: str) -> bool:
    """Whether a path fits a pattern whose ``*`` does not cross folders."""
    return ".." not in path and path.count("/") == pattern.count("/") and fnmatch.fnmatchcase(path, pattern)


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = tar.extractfile(member)
    assert source is not None
    content = source.read()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"", content) if target.suffix in {".css", ".js"} else content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
