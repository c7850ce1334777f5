"""Back up a site and bring a backup back: database, files, configuration (contract 1.6).

A backup of SQLite is taken with its online backup, one of MariaDB in one consistent read; users may go on working.
A restore replaces everything at once or nothing: the old rows and files stay until the new ones are whole.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frappe.config import read_config, write_config
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _

SQLITE_MAGIC = b"SQLite format 3\0"
FOLDERS = {"files": "public", "private-files": "private"}


@dataclass(frozen=True)
class Backup:
    """The files of one backup."""

    database: Path
    config: Path
    files: Path | None = None
    private_files: Path | None = None


def backup_site(folder: Path | None = None, *, with_files: bool = False, compress: bool = False) -> Backup:
    """Write a backup of the active site and return where it lies; nobody sees half of a file."""
    target = folder or Path(local.site_path, "private", "backups")
    target.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d_%H%M%S")
    stem = f"{stamp}-{re.sub(r'[^A-Za-z0-9]', '_', local.site)}"
    with _whole(target / f"{stem}-database.sql.gz") as scratch:
        _dump(scratch)
    with _whole(target / f"{stem}-site_config_backup.json") as scratch:
        scratch.write_text(json.dumps(read_config(_config_path()), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    packed: dict[str, Path] = {}
    for kind, parent in FOLDERS.items() if with_files else ():
        packed[kind] = target / f"{stem}-{kind}.{'tgz' if compress else 'tar'}"
        with _whole(packed[kind]) as scratch, tarfile.open(scratch, "w:gz" if compress else "w") as archive:
            archive.add(Path(local.site_path, parent, "files"), arcname=f"{parent}/files")
    if folder is None:
        _forget_old(target)
    return Backup(
        target / f"{stem}-database.sql.gz",
        target / f"{stem}-site_config_backup.json",
        packed.get("files"),
        packed.get("private-files"),
    )


def _dump(target: Path) -> None:
    if not _is_mariadb():
        return _dump_sqlite(target)
    from frappe.install.mariadb_backups import dump_mariadb  # its driver is not in the base install

    dump_mariadb(local.conf, target)


def _is_mariadb() -> bool:
    return str(local.conf.db_type or "sqlite") == "mariadb"


def _config_path() -> Path:
    return Path(local.site_path, "site_config.json")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a scratch file that becomes ``path`` when the block ends well; readable by its owner alone."""
    scratch = path.with_name(f".{path.name}.part")
    os.close(os.open(scratch, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _dump_sqlite(target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder, "copy.db")
        with contextlib.closing(sqlite3.connect(_sqlite_path())) as source:
            with contextlib.closing(sqlite3.connect(copy)) as destination:
                source.backup(destination)
        with copy.open("rb") as read, gzip.open(target, "wb", compresslevel=6) as write:
            shutil.copyfileobj(read, write, 1 << 20)


def _sqlite_path() -> Path:
    return Path(local.site_path, "db", f"{local.conf.db_name or 'site'}.db")


def _forget_old(folder: Path) -> None:
    """Keep as many backups as the configuration's ``backup_limit`` says; all without it."""
    limit = int(local.conf.backup_limit or 0)
    stamps = sorted({path.name[:15] for path in folder.glob("*-database.sql.gz")}, reverse=True)
    for stamp in stamps[limit:] if limit else ():
        for path in folder.glob(f"{stamp}-*"):
            path.unlink()


# -- restore


def restore_site(
    database: Path,
    *,
    public_files: Path | None = None,
    private_files: Path | None = None,
    encryption_key: str | None = None,
    root: dict[str, Any] | None = None,
) -> None:
    """Replace the active site's rows, and its files where archives are given, by those of a backup.

    Raises:
        ValidationError: the backup is damaged, or of another kind of database; nothing was changed.
    """
    given = {"files": public_files, "private-files": private_files}
    with tempfile.TemporaryDirectory(dir=local.site_path, prefix=".restore-") as name:
        folder = Path(name)
        unpacked = {kind: _unpack(path, folder / kind, FOLDERS[kind]) for kind, path in given.items() if path}
        plain = _gunzip(database, folder / "database")
        counters = _cache_counters()
        _check_kind(plain, is_sqlite=not _is_mariadb())
        _load(plain, root)
        _publish(counters)
        for kind, new in unpacked.items():
            _swap(new, Path(local.site_path, FOLDERS[kind], "files"), folder / f"old-{kind}")
    _keep_key(encryption_key or _key_beside(database))


def _load(plain: Path, root: dict[str, Any] | None) -> None:
    if not _is_mariadb():
        return _replace_sqlite(plain)
    from frappe.install.mariadb_backups import restore_mariadb  # its driver is not in the base install

    restore_mariadb(local.conf, plain, root=root)


def _gunzip(path: Path, target: Path) -> Path:
    if not path.is_file():
        raise ValidationError(_("There is no file {0}.").format(path))
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as read, target.open("wb") as write:
            shutil.copyfileobj(read, write, 1 << 20)
    except (OSError, EOFError) as error:
        raise ValidationError(_("{0} is damaged and was not restored: {1}.").format(path.name, error)) from error
    return target


def _check_kind(plain: Path, *, is_sqlite: bool) -> None:
    with plain.open("rb") as read:
        found = read.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC
    if found != is_sqlite:
        raise ValidationError(
            _("The backup is of {0} and this site's database is {1}. Make a site on that database for it.").format(
                "SQLite" if found else "MariaDB", "SQLite" if is_sqlite else "MariaDB"
            )
        )


def _replace_sqlite(plain: Path) -> None:
    """Copy a whole and sound file over the site's in one write transaction of SQLite itself."""
    with contextlib.closing(sqlite3.connect(plain)) as source:
        try:
            state = source.execute("pragma integrity_check").fetchone()[0]
            tables = {row[0] for row in source.execute("select name from sqlite_master where type = 'table'")}
        except sqlite3.DatabaseError as error:
            raise ValidationError(_("The backup is damaged and was not restored: {0}.").format(error)) from error
        if state != "ok" or "tabDocType" not in tables:
            raise ValidationError(_("The backup is not a whole database of a site and was not restored."))
        local.db.rollback()
        with contextlib.closing(sqlite3.connect(_sqlite_path(), timeout=30)) as destination:
            source.backup(destination)


def _cache_counters() -> dict[str, int]:
    return {name: int(version) for name, version in local.db.connection.query("select * from `__cache_version`")}


def _publish(before: dict[str, int]) -> None:
    """Let processes that run forget what they knew: their counters must never come again."""
    local.db.forget_tables()
    connection = local.db.connection
    now = _cache_counters()
    for name in ("site", "all"):
        version = max(before.get(name, 0), now.get(name, 0)) + 1
        connection.execute("delete from `__cache_version` where `name` = ?", (name,))
        connection.execute("insert into `__cache_version` (`name`, `version`) values (?, ?)", (name, version))
    local.db.commit()
    local.site_state.drop()


def _unpack(path: Path, folder: Path, parent: str) -> Path:
    """Unpack an archive of files; names that leave its folder, links and devices are refused."""
    if not path.is_file():
        raise ValidationError(_("There is no file {0}.").format(path))
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if not (member.isfile() or member.isdir()) or ".." in Path(member.name).parts or member.name[:1] == "/":
                    raise ValidationError(_("{0} holds {1}, which is not a plain file.").format(path.name, member.name))
                archive.extract(member, folder, set_attrs=False)
    except tarfile.TarError as error:
        raise ValidationError(_("{0} is damaged and was not restored: {1}.").format(path.name, error)) from error
    found = next((item for item in folder.rglob("files") if item.parent.name == parent), None)
    if found is None:
        raise ValidationError(_("{0} is not an archive of {1} files.").format(path.name, parent))
    return found


def _swap(new: Path, place: Path, old: Path) -> None:
    if place.exists():
        place.rename(old)
    new.rename(place)


def _key_beside(database: Path) -> str | None:
    beside = database.with_name(database.name.replace("-database.sql.gz", "-site_config_backup.json"))
    return read_config(beside).get("encryption_key") if beside.suffix == ".json" else None


def _keep_key(key: str | None) -> None:
    """Take over the key that the restored secrets were encrypted with."""
    values = read_config(_config_path())
    if key and values.get("encryption_key") != key:
        write_config(_config_path(), {**values, "encryption_key": key})


def latest(folder: Path) -> Path | None:
    """Return the newest database backup of a folder."""
    return max(folder.glob("*-database.sql.gz"), default=None, key=lambda path: path.name)
