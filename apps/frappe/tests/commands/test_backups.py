"""A backup brings everything back; one that is damaged changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import stat
import tarfile
from pathlib import Path

import pytest
from commands.conftest import Bench

COUNT = "select count(*) from `tabToDo` where `description` like 'kept%'"
INSERT = "insert into `tabToDo` (`name`, `description`) values ('{0}', 'kept {0}')"


def count(bench: Bench) -> int:
    found = bench("database", COUNT)
    return int(found.out.split()[-1])


def the_backup(site_folder: Path) -> Path:
    (found,) = (site_folder / "private" / "backups").glob("*-database.sql.gz")
    return found


@pytest.fixture(autouse=True)
def no_older_backups(bench: Bench, site_folder: Path) -> None:
    for path in (site_folder / "private" / "backups").iterdir():
        path.unlink()


def test_a_restored_backup_has_the_rows_of_its_time(bench: Bench, site_folder: Path) -> None:
    bench("database", INSERT.format("one"))
    made = bench("backup")
    bench("database", INSERT.format("two"))
    before = count(bench)

    restored = bench("restore", str(the_backup(site_folder)), "--force", "--admin-password", "New-p4ssword!")

    assert made.code == 0, made.err
    assert restored.code == 0, restored.err
    assert (before, count(bench)) == (2, 1)
    assert bench("migrate", "--dry-run").out.startswith(f"{site_folder.name}: 0 patches, 0 DocTypes, 0 changes")


def test_files_come_back_and_later_ones_go(bench: Bench, site_folder: Path) -> None:
    (site_folder / "public" / "files" / "logo.svg").write_text("<svg/>")
    (site_folder / "private" / "files" / "offer.txt").write_text("secret")
    bench("backup", "--with-files", "--compress", "--backup-path", "saved")
    folder = site_folder.parent.parent / "saved"
    (site_folder / "public" / "files" / "logo.svg").write_text("changed")
    (site_folder / "private" / "files" / "later.txt").write_text("later")
    (database,) = folder.glob("*-database.sql.gz")
    (public,) = (path for path in folder.glob("*-files.tgz") if "private" not in path.name)
    (private,) = folder.glob("*-private-files.tgz")

    found = bench(
        "restore", str(database), "--force", "--with-public-files", str(public), "--with-private-files", str(private)
    )

    assert found.code == 0, found.err
    assert (site_folder / "public" / "files" / "logo.svg").read_text() == "<svg/>"
    assert [path.name for path in (site_folder / "private" / "files").iterdir()] == ["offer.txt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_damaged_backup_changes_nothing(bench: Bench, site_folder: Path) -> None:
    bench("database", INSERT.format("one"))
    bench("backup")
    backup = the_backup(site_folder)
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])

    found = bench("restore", str(backup), "--force")

    assert found.code == 1 and "is damaged and was not restored" in found.err
    assert count(bench) == 1


def test_a_file_that_is_no_backup_is_refused(bench: Bench, site_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sql.gz"
    with gzip.open(other, "wb") as write:
        write.write(b"create table `tabSome` (`name` int);")
    bench("database", INSERT.format("one"))

    found = bench("restore", str(other), "--force")
    missing = bench("restore", str(tmp_path / "none.sql.gz"), "--force")

    assert found.code == 1 and "Error: The backup" in found.err
    assert missing.code == 1 and "There is no file" in missing.err
    assert count(bench) == 1


@pytest.mark.parametrize("name", ["../../outside.txt", "/outside.txt", "link"])
def test_an_archive_that_leaves_its_folder_is_refused(
    bench: Bench, site_folder: Path, tmp_path: Path, name: str
) -> None:
    bench("backup")
    archive = tmp_path / "evil-files.tar"
    with tarfile.open(archive, "w") as write:
        member = tarfile.TarInfo(f"public/files/{name}" if name == "link" else name)
        member.size = 0 if name == "link" else 4
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        write.addfile(member, io.BytesIO(b"evil"))

    found = bench("restore", str(the_backup(site_folder)), "--force", "--with-public-files", str(archive))

    assert found.code == 1 and "which is not a plain file" in found.err
    assert not list(site_folder.parent.parent.rglob("outside.txt"))


def test_the_key_of_secrets_comes_with_the_backup(bench: Bench, site_folder: Path) -> None:
    bench("set-config", "encryption_key", "the-old-key")
    bench("backup")
    bench("set-config", "encryption_key", "another-key")

    bench("restore", str(the_backup(site_folder)), "--force")

    assert json.loads((site_folder / "site_config.json").read_text())["encryption_key"] == "the-old-key"


def test_old_backups_go_when_a_limit_is_set(bench: Bench, site_folder: Path) -> None:
    folder = site_folder / "private" / "backups"
    for stamp in ("20200101_000000", "20200102_000000"):
        (folder / f"{stamp}-test-database.sql.gz").touch()
    bench("set-config", "-p", "backup_limit", "2")

    bench("backup")

    assert sorted(path.name[:8] for path in folder.glob("*-database.sql.gz"))[0] == "20200102"


def test_processes_that_run_follow_a_restore(bench: Bench, site_folder: Path) -> None:
    versions = "select sum(`version`) from `__cache_version`"
    bench("backup")
    bench("clear-cache")
    before = int(bench("database", versions).out.split()[-1])

    bench("restore", str(the_backup(site_folder)), "--force")

    assert int(bench("database", versions).out.split()[-1]) > before
