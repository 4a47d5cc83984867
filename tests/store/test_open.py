from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import NOW, World, complaint
from mentionwatch.errors import Busy, NotADatabase, PollRunning, SchemaTooNew, StoreError
from mentionwatch.store import copy_database, open_for_reading, open_for_writing, schema
from mentionwatch.store.lock import only_poll


@pytest.mark.fault("F47")
def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    """Whatever the umask, the file and its companions are 0600, its folder 0700."""
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "acme.db"
        with open_for_writing(path) as store, store.transaction() as db:
            db.execute("INSERT INTO stale VALUES ('x')")
            files = [path, Path(f"{path}-wal"), Path(f"{path}-shm")]
            assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


@pytest.mark.fault("F64")
def test_reading_a_missing_database_makes_none(tmp_path: Path) -> None:
    """A report on a wrong path says so, and leaves no empty file behind."""
    with pytest.raises(StoreError, match="no database"):
        open_for_reading(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("F62")
@pytest.mark.parametrize("content", [b"dear diary", b"SQLite format 2\x00" + b"x" * 500])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """A text file named as the database is neither read nor written."""
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(NotADatabase):
            opened(path)
    assert path.read_bytes() == content


@pytest.mark.fault("F62")
def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    """0 bytes, as `touch` leaves them, are filled by the first poll; a report says that there is nothing yet."""
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(StoreError, match="no database"):
        open_for_reading(path)
    open_for_writing(path).close()
    open_for_reading(path).close()


@pytest.mark.fault("F62")
def test_a_damaged_database_is_named_as_such(world: World) -> None:
    """Zeroed pages give one sentence and the next step, and the file is not changed."""
    world.add(*(complaint(f"terrible and cold number {i}", at="10:00", by=f"c{i}") for i in range(50)))
    data = bytearray(world.path.read_bytes())
    data[4096 * 2 :] = bytes(len(data) - 4096 * 2)
    world.path.write_bytes(data)
    with pytest.raises(StoreError) as caught, open_for_reading(world.path) as store, store.snapshot() as db:
        db.execute("SELECT COUNT(*) FROM mentions").fetchone()
    assert "damaged" in caught.value.message
    assert caught.value.hint
    assert world.path.read_bytes() == bytes(data)


@pytest.mark.fault("F63")
def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A table of someone else's, or their application id, keeps us out."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(NotADatabase, match="another program"):
            opened(path)


@pytest.mark.fault("F63")
def test_a_newer_schema_is_refused(world: World) -> None:
    """A file that a later version wrote is not touched."""
    world.add(complaint(at="10:00"))
    with sqlite3.connect(world.path) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(SchemaTooNew):
            opened(world.path)


@pytest.mark.fault("F04")
def test_a_report_reads_while_a_poll_writes(world: World) -> None:
    """An open writing transaction neither blocks a reader nor shows in it."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as writer, writer.transaction() as db:
        db.execute("DELETE FROM stale")
        db.execute("INSERT INTO stale VALUES ('x')")
        with world.open() as reader, reader.snapshot() as seen:
            assert seen.execute("SELECT COUNT(*) FROM stale").fetchone()[0] == 0


@pytest.mark.fault("F65")
def test_a_second_writer_is_told_that_the_database_is_held(world: World) -> None:
    """BEGIN IMMEDIATE fails as one clear error once the wait is over."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as first, open_for_writing(world.path) as second:
        second.db.execute("PRAGMA busy_timeout = 1")
        with first.transaction(), pytest.raises(Busy), second.transaction():
            pass


@pytest.mark.fault("F60")
def test_a_full_disk_leaves_the_database_as_it_was(world: World) -> None:
    """A page that does not fit is rolled back whole, and the error names the file."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as store:
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}")
        long = [(f"{i}" * 400,) for i in range(500)]
        with pytest.raises(StoreError, match="no room"), store.transaction() as db:
            db.executemany("INSERT INTO stale VALUES (?)", long)
        assert store.db.execute("SELECT COUNT(*) FROM stale").fetchone()[0] == 0
        assert store.find_damage() is None


@pytest.mark.fault("F61")
def test_a_database_on_a_read_only_medium_can_be_reported() -> None:
    """Somebody who may write neither the file nor its folder can still read it."""
    folder = Path(tempfile.mkdtemp())
    try:
        world = World(folder / "acme.db")
        world.add(complaint(at="10:00"))
        world.path.chmod(0o444)
        folder.chmod(0o555)
        child = os.fork()
        if child == 0:
            os._exit(_count_as_nobody(world.path))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def _count_as_nobody(path: Path) -> int:
    try:
        if os.geteuid() == 0:
            os.setuid(65534)  # root could write all the same
        with open_for_reading(path) as store:
            return 0 if store.db.execute("SELECT COUNT(*) FROM mentions").fetchone()[0] == 1 else 2
    except BaseException:
        return 1


def test_a_copy_holds_what_is_committed(world: World, tmp_path: Path) -> None:
    """A copy made while another writes is whole and readable."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as writer, writer.transaction() as db:
        db.execute("INSERT INTO stale VALUES ('x')")
        copy_database(world.path, tmp_path / "copy.db")
    with open_for_reading(tmp_path / "copy.db") as copy:
        assert copy.db.execute("SELECT COUNT(*) FROM mentions").fetchone()[0] == 1
        assert copy.db.execute("SELECT COUNT(*) FROM stale").fetchone()[0] == 0


@pytest.mark.fault("F03")
def test_the_second_poll_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """It is refused at once, with the holder's process and start; when the holder is gone, it runs."""
    database = tmp_path / "acme.db"
    with only_poll(database, now=NOW):
        with pytest.raises(PollRunning, match=f"process {os.getpid()}") as caught, only_poll(database, now=NOW):
            pass
        assert caught.value.started_at == NOW
    with only_poll(database, now=NOW):
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where the lock's file cannot be written, the error says who must be able to write where."""
    (tmp_path / "acme.db.lock").mkdir()
    with pytest.raises(StoreError, match="cannot make the lock") as caught, only_poll(tmp_path / "acme.db", now=NOW):
        pass
    assert "write the folder" in caught.value.hint


def test_a_note_in_the_lock_that_cannot_be_read_does_not_matter(tmp_path: Path) -> None:
    """A holder that died before it wrote its note, or half of it, is refused the same way."""
    database = tmp_path / "acme.db"
    with only_poll(database, now=datetime(2026, 1, 1, tzinfo=UTC)):
        Path(f"{database}.lock").write_text('{"pid": ')
        with pytest.raises(PollRunning) as caught, only_poll(database, now=NOW):
            pass
        assert caught.value.started_at is None


def test_every_time_in_the_database_has_one_width(world: World) -> None:
    """Text sorts as time only if each instant is written the same way: others are refused by the tables."""
    world.add(complaint(at="10:00"))
    shutil.copy(world.path, f"{world.path}.copy")
    with open_for_writing(world.path) as store:
        for wrong in ("2026-11-20 10:00:00", "2026-11-20T10:00:00.5Z", "2026-11-20T10:00:00+00:00", "now"):
            with pytest.raises(sqlite3.IntegrityError), store.transaction() as db:
                db.execute("UPDATE posts SET created_at = ?", [wrong])
