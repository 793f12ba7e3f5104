"""A workspace goes into a file and comes back: byte for byte, into either database, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders.postgres import postgres_database, postgres_url

from xiandao.core.errors import Refusal
from xiandao.web.backup_archive import opened

__all__ = ["postgres_database", "postgres_url"]
ROOT = Path(__file__).resolve().parents[3]
BEGIN = """
import datetime as dt, os, sys, time
from pathlib import Path
import django
django.setup()
from xiandao.web.upgrade import workspace_ready
"""
USE = """
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
workspace_ready()
from tests.builders import workspace
from xiandao.apps.plans import judging
from xiandao.apps.plans.models import Item
from xiandao.apps.jobs.models import Job
from xiandao.apps.accounts.services import token_add
world = workspace.world()
office = world.person("office")
edition = workspace.edition(office, Path(os.environ["FOLDER"]))
items = list(Item.objects.filter(edition=edition, kind="target"))
judging.item_confirm(office, items[0].pk, judging.Look(0, 12.5), at=workspace.AT)
judging.item_correct(office, items[1].pk, judging.Look(0), {"value": "45.0"}, at=workspace.AT)
judging.item_reject(office, items[2].pk, judging.Look(0), at=workspace.AT, note="不是目标")
token_add(world.users["office"], "脚本", at=workspace.AT, by=office)
Job.objects.create(kind="plan.read", arguments={"b": 1.5, "a": None}, by=world.users["office"], created_at=workspace.AT)
"""
AGAIN = """
from tests.builders import workspace
from xiandao.apps.accounts.services import user_add
for i in range(int(os.environ.get("TIMES", "1"))):
    user_add(username=f"later-{os.getpid()}-{i}", name="后来者", password=None, at=workspace.AT, must_change=True)
"""


class Workspace:
    """A data folder, and the database it goes with."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.url = data, url

    def environment(self, **more: str) -> dict[str, str]:
        known = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
        return {**known, "XIANDAO_DATA": str(self.data), "DATABASE_URL": self.url, "XIANDAO_LANG": "en", **more}

    def run(self, *arguments: str | Path, status: int = 0) -> str:
        """What the command said, on both streams."""
        command = [sys.executable, "-m", "xiandao.cli", *map(str, arguments), "--data", str(self.data)]
        ran = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False, cwd="/")
        assert ran.returncode == status, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def python(self, script: str, *, status: int = 0, **more: str) -> str:
        command = [sys.executable, "-c", BEGIN + script]
        ran = subprocess.run(
            command, env=self.environment(**more), capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr

    def backup(self, to: Path, *more: str) -> bytes:
        self.run("backup", "--out", to, *more)
        return to.read_bytes()

    def verdict(self, status: int) -> list[str]:
        said = json.loads(self.run("audit", "verify", "--format", "json", status=status))
        assert said["sound"] == (status == 0)
        return [fault["code"] for fault in said["faults"]]

    def sql(self, *statements: str) -> None:
        with sqlite3.connect(self.data / "workspace.sqlite3") as database:
            for statement in statements:
                database.execute(statement)
        database.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was used: places, people, a plan with its file, judgements, a token, a job."""
    folder = tmp_path_factory.mktemp("made")
    Workspace(folder / "data").python(USE, FOLDER=str(folder))
    (folder / "data" / "workspace.toml").write_text('# ours\nname = "样例专班"\n', "utf-8")
    return folder / "data"


@pytest.fixture(scope="module")
def backup(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "b.zip"
    Workspace(made).backup(file)
    return file


@pytest.fixture(scope="module")
def later_made(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The same some deeds later, and its backup."""
    folder = tmp_path_factory.mktemp("later")
    shutil.copytree(made, folder / "data")
    workspace = Workspace(folder / "data")
    workspace.python(AGAIN)
    return folder / "data", workspace.backup(folder / "b.zip")


@pytest.fixture
def grown(later_made: tuple[Path, bytes], tmp_path: Path) -> tuple[Workspace, bytes]:
    shutil.copytree(later_made[0], tmp_path / "grown")
    return Workspace(tmp_path / "grown"), later_made[1]


@pytest.fixture
def used(made: Path, tmp_path: Path) -> Workspace:
    """A copy of it to do harm to."""
    shutil.copytree(made, tmp_path / "used")
    return Workspace(tmp_path / "used")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "empty")


# ------------------------------------------------------------------------------------------------ what is refused


def forged(backup: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """*backup* with its members changed, as a sound zip."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(to, "w") as out:
        for name, data in members.items():
            out.writestr(zipfile.ZipInfo(name), data)
    return to


def file_in(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("files/"))


def a_row_changed(members: dict[str, bytes]) -> None:
    members["tables/plans.Item.jsonl"] = members["tables/plans.Item.jsonl"].replace(b"confirmed", b"corrected", 1)


def a_row_gone(members: dict[str, bytes]) -> None:
    members["tables/plans.Item.jsonl"] = members["tables/plans.Item.jsonl"].partition(b"\n")[2]


def a_file_gone(members: dict[str, bytes]) -> None:
    del members[file_in(members)]


def a_file_changed(members: dict[str, bytes]) -> None:
    name = file_in(members)
    members[name] = members[name][:-1] + b"?"


def a_file_more(members: dict[str, bytes]) -> None:
    members[f"files/{'0' * 64}"] = b""


def a_path_outside(members: dict[str, bytes]) -> None:
    members["../outside"] = b""


def a_table_gone(members: dict[str, bytes]) -> None:
    del members["tables/places.Place.jsonl"]


def heads_cut(members: dict[str, bytes]) -> None:
    members["audit/heads.jsonl"] = members["audit/heads.jsonl"][:-10]


@pytest.mark.parametrize(
    "change",
    [
        a_row_changed, a_row_gone, a_file_gone, a_file_changed, a_file_more, a_path_outside, a_table_gone, heads_cut,
    ],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_a_backup_that_was_altered_is_refused(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    with pytest.raises(Refusal, match="restore-damaged"), opened(forged(backup, tmp_path / "f.zip", change)):
        pass


def test_a_backup_with_any_byte_flipped_or_cut_off_is_refused(backup: Path, tmp_path: Path) -> None:
    whole, hurt = backup.read_bytes(), tmp_path / "hurt.zip"
    with zipfile.ZipFile(backup) as archive:
        data_at = [each.header_offset + 60 + len(each.filename) for each in archive.infolist() if each.file_size > 60]
    damages = [whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :] for at in data_at]
    for damaged in (*damages, *(whole[: len(whole) * n // 20] for n in range(20))):
        hurt.write_bytes(damaged)
        with pytest.raises(Refusal, match="restore-"), opened(hurt):
            pass


def test_a_packed_member_is_refused_before_it_is_unpacked(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(tmp_path / "p.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            stored = zipfile.ZIP_STORED if name == "manifest.json" else zipfile.ZIP_DEFLATED
            out.writestr(name, archive.read(name), compress_type=stored)
    with pytest.raises(Refusal, match="restore-damaged"), opened(tmp_path / "p.zip"):
        pass


def test_a_backup_that_is_refused_leaves_no_trace(backup: Path, tmp_path: Path, empty: Workspace) -> None:
    said = empty.run("restore", forged(backup, tmp_path / "f.zip", a_row_changed), status=2)
    assert "nothing was changed" in said
    assert not empty.data.exists()


def test_a_workspace_in_use_is_not_replaced(backup: Path, grown: tuple[Workspace, bytes], tmp_path: Path) -> None:
    used, before = grown
    assert "--force" in used.run("restore", backup, status=2)
    assert used.backup(tmp_path / "after.zip") == before


def links_broken(members: dict[str, bytes]) -> None:
    """A row whose reference leads nowhere, vouched for by the manifest."""
    name = "tables/plans.Judgement.jsonl"
    rows = [json.loads(line) for line in members[name].splitlines()]
    rows[0]["item_id"] = 999_999
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    members[name] = lines.encode()
    manifest = json.loads(members["manifest.json"])
    manifest["tables"]["plans.Judgement"]["sha256"] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def test_rows_that_lead_nowhere_change_nothing_even_by_force(
    backup: Path, grown: tuple[Workspace, bytes], tmp_path: Path
) -> None:
    used, before = grown
    used.run("restore", forged(backup, tmp_path / "f.zip", links_broken), "--force", status=2)
    assert used.backup(tmp_path / "after.zip") == before
    assert used.verdict(0) == []


def test_a_file_that_is_missing_or_altered_stops_the_backup(used: Workspace, tmp_path: Path) -> None:
    kept = next(path for path in (used.data / "files").rglob("*") if path.is_file())
    whole = kept.read_bytes()
    kept.write_bytes(whole + b"?")
    assert str(kept) in used.run("backup", "--out", tmp_path / "b.zip", status=2)
    kept.unlink()
    assert str(kept) in used.run("backup", "--out", tmp_path / "b.zip", status=2)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_folder_without_a_workspace_has_nothing_to_back_up(empty: Workspace, tmp_path: Path) -> None:
    assert "no workspace" in empty.run("backup", "--out", tmp_path / "b.zip", status=2)
    assert not (empty.data / "workspace.sqlite3").exists()


# -------------------------------------------------------------------------------------------------- what comes back


def test_what_is_restored_is_byte_for_byte_what_was_backed_up(backup: Path, empty: Workspace, tmp_path: Path) -> None:
    assert "Sound" in empty.run("restore", backup)
    assert empty.backup(tmp_path / "again.zip") == backup.read_bytes()
    assert empty.verdict(0) == []


@pytest.mark.slow
def test_a_workspace_restored_without_its_key_goes_on_and_proves_both(
    backup: Path, empty: Workspace, tmp_path: Path
) -> None:
    empty.run("restore", backup)
    empty.python(AGAIN)
    assert empty.verdict(0) == []
    third = Workspace(tmp_path / "third")
    empty.backup(tmp_path / "second.zip")
    third.run("restore", tmp_path / "second.zip")
    assert third.verdict(0) == []
    assert third.backup(tmp_path / "third.zip") == (tmp_path / "second.zip").read_bytes()


@pytest.mark.slow
def test_private_keys_are_only_in_a_backup_that_was_asked_for_them(
    made: Path, backup: Path, empty: Workspace, tmp_path: Path
) -> None:
    assert b"PRIVATE KEY" not in backup.read_bytes()
    with_keys = Workspace(made).backup(tmp_path / "k.zip", "--with-keys")
    assert b"PRIVATE KEY" in with_keys
    assert (tmp_path / "k.zip").stat().st_mode & 0o777 == 0o600
    empty.run("restore", tmp_path / "k.zip")
    for key in ("installation.key", "session.key"):
        assert (empty.data / "keys" / key).read_bytes() == (made / "keys" / key).read_bytes()
        assert (empty.data / "keys" / key).stat().st_mode & 0o777 == 0o600
    empty.python(AGAIN)
    assert empty.verdict(0) == []


def test_the_address_of_the_database_and_its_password_stay_here(used: Workspace, tmp_path: Path) -> None:
    before = used.backup(tmp_path / "a.zip")
    with (used.data / "workspace.toml").open("a") as settings:
        settings.write("database_url = 'postgresql://u:geheim@127.0.0.1:1/none'\n")
    script = f"""
os.environ.pop("DATABASE_URL")
from xiandao.web.backup import settings_text
print(settings_text(Path({str(used.data)!r}) / "workspace.toml"), end="")
"""
    assert used.python(script) == '# ours\nname = "样例专班"\n'
    assert b"database_url" not in before


@pytest.mark.slow
def test_by_force_the_workspace_before_is_kept_and_can_come_back(
    backup: Path, grown: tuple[Workspace, bytes], empty: Workspace, tmp_path: Path
) -> None:
    used, _ = grown
    before = used.backup(tmp_path / "before.zip", "--with-keys")
    used.run("restore", backup, "--force")
    assert used.verdict(0) == []
    (kept,) = (used.data / "backups").glob("replaced-*.zip")
    assert kept.read_bytes() == before
    empty.run("restore", kept)
    assert empty.backup(tmp_path / "again.zip", "--with-keys") == before


def test_who_was_signed_in_and_what_was_indexed_goes_with_the_rows_it_spoke_of(backup: Path, used: Workspace) -> None:
    used.sql(
        "INSERT INTO django_session VALUES ('k', 'd', '2999-01-01')",
        "INSERT INTO search_indexed SELECT id FROM plans_edition",
        "INSERT INTO search_mark VALUES (1, 999)",
        "INSERT INTO search_policywords VALUES (1, 0, ' 样例 ', ' 样例 ')",
    )
    used.run("restore", backup, "--force")
    with sqlite3.connect(used.data / "workspace.sqlite3") as database:
        for table in ("django_session", "search_indexed", "search_mark", "search_policywords"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    database.close()


@pytest.mark.slow
def test_a_backup_while_others_write_is_of_one_moment(used: Workspace, empty: Workspace, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BEGIN + AGAIN]
    with subprocess.Popen(command, env=used.environment(TIMES="2000"), cwd=ROOT) as writer:
        for n in range(2):
            used.backup(tmp_path / f"{n}.zip")
        assert writer.poll() is None, "the writer was done too soon to prove anything"
        writer.terminate()
    for n in range(2):
        shutil.rmtree(empty.data, ignore_errors=True)
        empty.run("restore", tmp_path / f"{n}.zip")
        assert empty.verdict(0) == []


@pytest.mark.slow
@pytest.mark.postgres
def test_through_postgresql_and_back_not_a_byte_changes(
    backup: Path, empty: Workspace, postgres_database: str, tmp_path: Path
) -> None:
    province = Workspace(tmp_path / "province", postgres_database)
    province.run("restore", backup)
    assert not (province.data / "workspace.sqlite3").exists()
    assert province.verdict(0) == []
    assert province.backup(tmp_path / "province.zip") == backup.read_bytes()
    empty.run("restore", tmp_path / "province.zip")
    assert empty.backup(tmp_path / "again.zip") == backup.read_bytes()
    province.python(AGAIN)  # new rows are numbered behind the restored ones
    assert province.verdict(0) == []
    province.run("restore", backup, "--force")
    province.backup(tmp_path / "forced.zip")
    assert tables(tmp_path / "forced.zip") == tables(backup)


# ----------------------------------------------------------------------------------------------------- killed in the middle

KILL = """
from xiandao.web import backup_restore as it
name, after = os.environ["AT"].split()
whole, left = getattr(it, name), [int(after)]
def dies(*given):
    if left[0] == 0:
        os._exit(9)
    left[0] -= 1
    return whole(*given)
setattr(it, name, dies)
from xiandao.web.backup_archive import opened
with opened(Path(os.environ["BACKUP"])) as archive:
    it.restore(archive, force=True)
"""


@pytest.mark.parametrize(
    ("at", "is_new"),
    [
        ("rows_load 5", False), pytest.param("_stage 0", False, marks=pytest.mark.slow),
        pytest.param("_verdict 0", False, marks=pytest.mark.slow), ("_put 1", True),
        pytest.param("_put 0", True, marks=pytest.mark.slow), pytest.param("_put 2", True, marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_a_restore_that_is_killed_leaves_the_old_or_the_new_state(
    backup: Path, grown: tuple[Workspace, bytes], tmp_path: Path, at: str, is_new: bool
) -> None:
    used, before = grown
    used.python(KILL, status=9, AT=at, BACKUP=str(backup))
    after = used.backup(tmp_path / "after.zip")
    assert (tables(tmp_path / "after.zip") == tables(backup)) == is_new
    assert (after == before) == (not is_new)
    assert used.verdict(0) == []


def tables(backup: Path) -> dict[str, object]:
    """What a backup holds but its keys."""
    with opened(backup) as archive:
        parts = {name: part for name, part in archive.manifest.parts.items() if not name.startswith("keys/")}
        return {"tables": archive.manifest.tables, "parts": parts, "files": archive.manifest.files}


# ----------------------------------------------------------------------------------------------------- the audit chain


def test_a_line_that_was_changed_is_found(used: Workspace) -> None:
    used.sql("UPDATE audit_auditline SET actor = 'somebody' WHERE seq = 5")
    assert used.verdict(1) == ["audit-line-changed"]
    assert "Line 5 was changed" in used.run("audit", "verify", status=1)


def test_last_lines_that_were_removed_are_found(used: Workspace) -> None:
    used.sql("DELETE FROM audit_auditline WHERE seq > 30")
    assert used.verdict(1) == ["audit-tail-missing"]


def test_a_chain_that_was_written_anew_is_found(used: Workspace) -> None:
    used.python("""
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.mappers import line_of_row, row_of_line
from xiandao.core.chain import append
lines = [line_of_row(row) for row in AuditLine.objects.order_by("seq")]
AuditLine.objects.all().delete()
last = None
for line in lines:
    deed = line.deed._replace(actor="somebody") if line.seq == 5 else line.deed
    last = append(last, deed)
    row_of_line(last).save(force_insert=True)
""")
    assert used.verdict(1) == ["audit-rebuilt"]


@pytest.mark.slow
def test_a_broken_chain_comes_back_broken_and_is_called_so(used: Workspace, empty: Workspace, tmp_path: Path) -> None:
    used.sql("DELETE FROM audit_auditline WHERE seq > 30")
    used.backup(tmp_path / "b.zip")
    assert "not sound" in empty.run("restore", tmp_path / "b.zip", status=1)
    assert empty.verdict(1) == ["audit-tail-missing"]


# ----------------------------------------------------------------------------------------------------- another version

LATER = """
from django.db import migrations, models

def count(apps, editor):
    apps.get_model("files", "Blob").objects.update(note="seen")
    {then}

class Migration(migrations.Migration):
    dependencies = [("files", "{before}")]
    operations = [
        migrations.AddField("blob", "note", models.CharField(max_length=9, default="")),
        migrations.RunPython(count),
    ]
"""
NEXT = """
from django.conf import settings
settings.MIGRATION_MODULES = {"files": "later_files"}
"""


@pytest.fixture
def later(tmp_path: Path) -> Callable[[str], str]:
    """A version with one more migration of ``files``, which does something at its end; the script that loads it."""
    folder = tmp_path / "later_files"
    shutil.copytree(ROOT / "src" / "xiandao" / "apps" / "files" / "migrations", folder)
    before = max(path.stem for path in folder.glob("0*.py"))

    def make(then: str) -> str:
        (folder / "0998_first.py").write_text(LATER.format(before=before, then="pass"), "utf-8")
        last = LATER.format(before="0998_first", then=then).replace('"note"', '"more"').replace("note=", "more=")
        (folder / "0999_last.py").write_text(last, "utf-8")
        return f"sys.path.insert(0, {str(tmp_path)!r}){NEXT}"

    return make


def test_a_migration_that_fails_leaves_the_workspace_as_it_was(
    grown: tuple[Workspace, bytes], later: Callable[[str], str], tmp_path: Path
) -> None:
    used, before = grown
    script = f"""
{later("raise RuntimeError('out of luck')")}
from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message
try:
    workspace_ready()
except Refusal as refused:
    print(refusal_message(refused, "en"))
"""
    for _ in range(2):  # trying again makes no second backup
        said = used.python(script)
        assert "out of luck" in said
        assert "as it was before" in said
        (kept,) = (used.data / "backups").glob("upgrade-*.zip")
        assert str(kept) in said
        assert kept.read_bytes() == before
    assert used.backup(tmp_path / "after.zip") == before
    assert used.verdict(0) == []


@pytest.mark.slow
@pytest.mark.postgres
def test_in_postgresql_too_a_killed_restore_and_a_failed_migration_change_nothing(
    backup: Path,
    later_made: tuple[Path, bytes],
    later: Callable[[str], str],
    postgres_database: str,
    tmp_path: Path,
) -> None:
    province = Workspace(tmp_path / "province", postgres_database)
    province.run("restore", backup)
    before = province.backup(tmp_path / "before.zip")
    newer = later_made[0].parent / "b.zip"
    province.python(KILL, status=9, AT="_verdict 0", BACKUP=str(newer))
    assert province.backup(tmp_path / "killed.zip") == before
    script = f"{later('raise RuntimeError')}\nworkspace_ready()"
    assert "upgrade-failed" in province.python(script, status=1)
    assert province.backup(tmp_path / "failed.zip") == before
    province.python(KILL, status=9, AT="_put 1", BACKUP=str(newer))
    assert province.backup(tmp_path / "forward.zip") == newer.read_bytes()


@pytest.mark.slow
def test_a_migration_that_is_killed_leaves_the_workspace_as_it_was(
    grown: tuple[Workspace, bytes], later: Callable[[str], str], tmp_path: Path
) -> None:
    used, before = grown
    used.python(f"{later('import os; os._exit(9)')}\nworkspace_ready()", status=9)
    assert used.backup(tmp_path / "after.zip") == before


@pytest.mark.slow
def test_an_older_backup_comes_back_into_a_later_version_and_not_the_other_way(
    backup: Path, empty: Workspace, later: Callable[[str], str], tmp_path: Path
) -> None:
    version = later("pass")
    empty.python(f"""{version}
from xiandao.web.backup_restore import restore
from xiandao.web.backup import backup_write
from xiandao.web.backup_archive import opened
with opened(Path({str(backup)!r})) as archive:
    restore(archive)
workspace_ready()
backup_write(Path({str(tmp_path / "later.zip")!r}))
""")
    with opened(tmp_path / "later.zip") as archive:
        assert {json.loads(line)["more"] for line in archive.lines("files.Blob")} == {"seen"}
    other = Workspace(tmp_path / "other")
    assert "install" in other.run("restore", tmp_path / "later.zip", status=2)


@pytest.mark.slow
def test_a_workspace_of_a_later_version_is_refused_by_an_older_one(
    used: Workspace, later: Callable[[str], str], tmp_path: Path
) -> None:
    used.python(f"{later('pass')}\nworkspace_ready()")
    assert "later version" in used.run("backup", "--out", tmp_path / "b.zip", status=2)
