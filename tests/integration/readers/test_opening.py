"""Files are known by their content, held to limits, and refused one by one with a line that says what to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from tests.integration.readers.documents import docx, ofd, ofd_line, p, zipped
from tests.integration.readers.pages import paragraphs, pdf

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, catalogue, refusal_message
from xiandao.readers import Limits, find_documents, read_source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WORDS = "到2027年，未来产业规模达到500亿元。"


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _refusal(path: Path, limits: Limits | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_source(path, limits=limits or Limits())
    for language in LANGUAGES:
        line = refusal_message(refused.value, language)
        assert path.name in line
        assert "\n" not in line
        assert "{" not in line
    return refused.value


FORMATS = {
    ".txt": WORDS.encode(),
    ".html": f"<!DOCTYPE html><html><body><p>{WORDS}</p></body></html>".encode(),
    ".docx": docx(p(WORDS)),
    ".pdf": pdf(paragraphs([WORDS])),
    ".ofd": ofd(ofd_line(WORDS, 20, 30)),
}


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_read_under_its_own_ending(tmp_path: Path, ending: str) -> None:
    assert read_source(_file(tmp_path, f"plan{ending}", FORMATS[ending])).text.strip() == WORDS


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_read_without_an_ending_and_in_capitals(tmp_path: Path, ending: str) -> None:
    assert read_source(_file(tmp_path, "plan", FORMATS[ending])).text.strip() == WORDS
    assert read_source(_file(tmp_path, f"PLAN{ending.upper()}", FORMATS[ending])).text.strip() == WORDS


@pytest.mark.parametrize("real", FORMATS)
@pytest.mark.parametrize("said", [".txt", ".docx", ".pdf", ".ofd", ".doc", ".png", ".xyz"])
def test_a_wrong_ending_is_refused_with_the_right_one(tmp_path: Path, real: str, said: str) -> None:
    if said == real:
        return
    refusal = _refusal(_file(tmp_path, f"plan{said}", FORMATS[real]))
    assert (refusal.code, refusal.values["proper"]) == ("ending-wrong", real)


@pytest.mark.parametrize(
    ("name", "data", "target"),
    [
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), ".docx"),
        ("a.wps", OLE, ".docx"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), ".docx / .pdf"),
        ("a.et", OLE, ".docx / .pdf"),
        ("a.rtf", b"{\\rtf1 a}", ".docx"),
        ("a.pdf", b"{\\rtf1 a}", ".docx"),
        ("a.ceb", b"\x00\x01\x02\x03", ".pdf / .ofd"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<a/>"}), ".docx / .pdf"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<a/>"}), ".pdf"),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related;", ".html"),
        ("a.gif", b"GIF89a" + bytes(20), ".png"),
    ],
)
def test_formats_that_are_not_read_are_refused_with_what_to_save_them_as(
    tmp_path: Path, name: str, data: bytes, target: str
) -> None:
    refusal = _refusal(_file(tmp_path, name, data))
    assert (refusal.code, refusal.values["target"]) == ("format-unsupported", target)


@pytest.mark.parametrize(
    ("name", "code"), [("a.docx", "file-damaged"), ("a.pdf", "file-damaged"), ("a.json", "ending-unknown")]
)
def test_text_that_is_no_plan_is_not_told_to_be_renamed(tmp_path: Path, name: str, code: str) -> None:
    assert _refusal(_file(tmp_path, name, b"{}")).code == code


def test_an_archive_is_refused(tmp_path: Path) -> None:
    assert _refusal(_file(tmp_path, "a.zip", zipped({"a.txt": "规划"}))).code == "file-archive"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.ofd", "a.png"])
def test_an_empty_file_of_a_binary_format_is_refused(tmp_path: Path, name: str) -> None:
    assert _refusal(_file(tmp_path, name, b"")).code == "file-empty"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.ofd", "a.png", "a.bin"])
def test_bytes_that_are_nothing_are_refused(tmp_path: Path, name: str) -> None:
    noise = bytes((7 * n * n + n // 3) % 251 for n in range(3_000))
    assert _refusal(_file(tmp_path, name, noise)).code in {"file-damaged", "ending-unknown"}


@pytest.mark.parametrize("name", ["a.docx", "a.ofd", "a.pdf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_file_is_refused_as_incomplete(tmp_path: Path, name: str, share: float) -> None:
    whole = FORMATS["." + name.rpartition(".")[2]]
    refusal = _refusal(_file(tmp_path, name, whole[: int(len(whole) * share)]))
    # PDFium mends most cut files; where it cannot, the refusal must say why.
    assert refusal.code in {"file-truncated", "file-damaged", "ocr-missing", "file-crashed-reader"}


def test_an_office_file_with_a_password_is_refused(tmp_path: Path) -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert _refusal(_file(tmp_path, "a.docx", data)).code == "file-encrypted"


def test_an_encrypted_zip_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(docx(p(WORDS)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert _refusal(_file(tmp_path, "a.docx", bytes(data))).code == "file-encrypted"


def test_a_file_of_one_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert _refusal(path).code == "file-too-large"


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert _refusal(tmp_path / "nowhere.txt").code == "file-missing"
    assert _refusal(tmp_path).code == "file-unreadable"
    assert _refusal(tmp_path / "pipe.txt").code == "file-unreadable"


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = docx(p("a" * 60_000_000))
    assert _refusal(_file(tmp_path, "a.docx", bomb)).code == "zip-bomb"
    assert _refusal(_file(tmp_path, "b.docx", docx(p(WORDS))), Limits(unpacked=100)).code == "zip-bomb"
    assert _refusal(_file(tmp_path, "c.docx", docx(p(WORDS))), Limits(entries=2)).code == "zip-bomb"


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        "<a>" * 3_000 + "</a>" * 3_000,
    ],
)
def test_entities_document_types_and_deep_nesting_are_refused(tmp_path: Path, xml: str) -> None:
    assert _refusal(_file(tmp_path, "a.docx", zipped({"word/document.xml": xml}))).code == "xml-unsafe"
    assert _refusal(_file(tmp_path, "a.ofd", zipped({"OFD.xml": xml}))).code == "xml-unsafe"


def test_a_document_type_in_utf16_is_refused_too(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16")
    assert _refusal(_file(tmp_path, "a.docx", zipped({"word/document.xml": xml}))).code == "xml-unsafe"


def test_parts_named_with_paths_outside_the_container_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text("<w/>")
    data = zipped(
        {
            "word/document.xml": "<a><body/></a>",
            "_rels/.rels": '<R><A Type="/officeDocument" Target="../../secret.xml"/></R>',
        }
    )
    assert _refusal(_file(tmp_path, "a.docx", data)).code == "file-damaged"


def test_a_reader_that_gives_no_news_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.docx", docx("".join(p(f"{n * n}{WORDS}{n}") for n in range(40_000))))
    assert _refusal(path, Limits(seconds=0.001)).code == "file-too-slow"
    assert _refusal(path, Limits(whole=0.001)).code == "file-too-slow"
    assert read_source(_file(tmp_path, "b.docx", FORMATS[".docx"])).text.strip() == WORDS


def test_a_reader_that_eats_the_memory_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.docx", docx("".join(p(f"{n * n}{WORDS}{n}") for n in range(40_000))))
    assert _refusal(path, Limits(memory=40 << 20)).code == "file-crashed-reader"
    assert read_source(_file(tmp_path, "b.docx", FORMATS[".docx"])).text.strip() == WORDS


def test_threads_and_forked_processes_read_side_by_side(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.docx", FORMATS[".docx"])
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(read_source(path).text.strip())) for _ in range(4)]
    for thread in threads:
        thread.start()
    child = os.fork()
    if child == 0:  # pragma: no cover - the other process
        os._exit(0 if read_source(path).text.strip() == WORDS else 1)
    for thread in threads:
        thread.join()
    assert os.waitpid(child, 0)[1] == 0
    assert texts == [WORDS] * 4


def test_files_below_folders_come_in_a_stable_order_with_their_relative_paths(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "0.txt", ".hidden.txt", "a/~$1.docx", ".git/x.txt"):
        _file(tmp_path, name, b"")
    found = find_documents([tmp_path, tmp_path / "a" / "1.txt"])
    below = [(one[0].relative_to(tmp_path).as_posix(), one[1].as_posix()) for one in found if isinstance(one, tuple)]
    assert below == [(name, name) for name in ("0.txt", "a/1.txt", "b/2.txt")]


def test_a_missing_path_and_an_empty_folder_are_refused_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    good = _file(tmp_path, "good.txt", b"")
    found = find_documents([tmp_path / "nowhere", good, tmp_path / "empty"])
    assert [one.code if isinstance(one, Refusal) else one for one in found] == [
        "file-missing",
        (good, Path("good.txt")),
        "folder-empty",
    ]


def test_the_same_file_gives_the_same_source(tmp_path: Path) -> None:
    for ending, data in FORMATS.items():
        path = _file(tmp_path, f"a{ending}", data)
        assert read_source(path) == read_source(path)


def test_every_finding_of_the_readers_has_its_wording() -> None:
    folder = Path(__file__).parents[3] / "src" / "xiandao" / "readers"
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for section, call in (("finding", 'finding("'), ("refusal", 'Refusal("')):
        used = {piece.split('"')[0] for piece in code.split(call)[1:]}
        assert used <= set(catalogue()[section]), used - set(catalogue()[section])


def test_importing_the_readers_loads_no_parser() -> None:
    heavy = "lxml", "pypdfium2", "numpy", "rapidocr", "PIL", "subprocess", "multiprocessing"
    loaded = subprocess.run(
        [sys.executable, "-c", "import xiandao.readers, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout.split()  # fmt: skip
    assert not set(heavy) & set(loaded)


def test_a_container_with_a_spoilt_part_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", "<w><body><p/></body></w>")
    data = buffer.getvalue().replace(b"<body>", b"<bxdy>", 1)
    assert _refusal(_file(tmp_path, "a.docx", data)).code == "file-damaged"
