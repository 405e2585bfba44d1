"""Opening files of others: however they are packed, and whatever is wrong with them."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import os
import random
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import UsageError
from gametape.record.foreign.files import HEAD_BYTES, UNREADABLE, FoundFile, find_files

PACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}
CONTENT = b'{"a":1}\r\n{"b":2}\n\nlast'


def found(tmp_path: Path, *paths: Path) -> list[FoundFile]:
    return list(find_files(paths, tmp_path / "scratch"))


def tar(path: Path, members: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("ending", PACK)
def test_a_file_is_read_unpacked(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"evening.jsonl{ending}"
    path.write_bytes(PACK[ending](CONTENT))
    (one,) = found(tmp_path, path)
    file = one.read()
    assert (file.name, file.folder) == ("evening.jsonl", tmp_path.name)
    assert file.folders[-1] == tmp_path.name
    assert (file.head, file.whole()) == (CONTENT, CONTENT)
    assert list(file.lines()) == [b'{"a":1}', b'{"b":2}', b"", b"last"]
    assert list(file.lines()) == list(file.lines())
    assert (file.path == path) is (ending == "")


@given(data=st.binary(max_size=200), times=st.integers(1, 1000))
def test_unpacking_gives_the_same_bytes(data: bytes, times: int) -> None:
    whole = data * times
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (ending, pack) in enumerate(PACK.items()):
            path = Path(folder, f"{number}{ending}")
            # What cannot be told from packed bytes is read as such; nobody records those.
            if whole.startswith((b"\x1f\x8b", b"BZh")):
                return
            path.write_bytes(pack(whole))
            files.append(FoundFile(path, path.name, ()))
        assert {one.digest() for one in files} == {files[0].digest()}
        for file in (one.read() for one in files):
            assert file.head == whole[:HEAD_BYTES]
            assert file.whole() == whole
            joined = b"\n".join(file.lines())
            assert joined.replace(b"\r", b"") == whole.removesuffix(b"\n").replace(b"\r", b"")


@pytest.mark.parametrize(("name", "ending"), [("plain.gz", ""), ("1.166", ".bz2"), ("x", ".gz")])
def test_packing_is_known_by_content_not_by_name(name: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(PACK[ending](CONTENT))
    (one,) = found(tmp_path, path)
    assert one.read().whole() == CONTENT


@pytest.mark.parametrize(
    ("name", "mode"), [("set.tar", "w"), ("set.tar.gz", "w:gz"), ("set.tar.bz2", "w:bz2"),
                       ("set.tgz", "w:gz"), ("set", "w"), ("set.bin", "w:gz")],
)  # fmt: skip
def test_an_archive_is_read_like_the_folder_it_was_made_of(
    name: str, mode: str, tmp_path: Path
) -> None:
    members = {"day/1.5.bz2": bz2.compress(CONTENT), "day/a/b.jsonl": b"{}\n", "top.json": b"[]"}
    path = tar(tmp_path / name, members, mode)
    files = found(tmp_path, path)
    assert [one.label for one in files] == [
        f"{name}/top.json", f"{name}/day/1.5.bz2", f"{name}/day/a/b.jsonl",
    ]  # fmt: skip
    top, stream, inner = (one.read() for one in files)
    assert (stream.name, stream.folder, stream.whole()) == ("1.5", "day", CONTENT)
    assert (inner.folders[-2:], inner.whole()) == (("day", "a"), b"{}\n")
    assert top.path is not None  # so that what wants a path gets one
    assert top.folders[-1] == name.partition(".t")[0]


def test_nothing_of_an_archive_lands_outside(tmp_path: Path) -> None:
    path = tmp_path / "bad.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("../../escaped", "/absolute", "a/../../../up", "./fine"):
            info = tarfile.TarInfo(name)
            info.size = 1
            archive.addfile(info, io.BytesIO(b"x"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    files = found(tmp_path, path)
    assert len(files) == 4
    assert all(one.path.is_relative_to(tmp_path / "scratch") for one in files)
    assert not list(tmp_path.parent.glob("escaped"))


def test_a_name_that_no_system_takes_is_made_one_that_it_does(tmp_path: Path) -> None:
    path = tmp_path / "odd.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("short")
        info.size, info.pax_headers = 1, {"path": "a\0b.json"}
        archive.addfile(info, io.BytesIO(b"x"))
    assert [one.path.name for one in found(tmp_path, path)] == ["a_b.json"]


def test_archives_of_one_name_do_not_mix(tmp_path: Path) -> None:
    paths = []
    for number in (1, 2):
        folder = tmp_path / "in" / str(number)
        folder.mkdir(parents=True)
        paths.append(tar(folder / "set.tar", {"x": b"%d" % number}))
    for asked in (paths, [tmp_path / "in"]):
        wholes = [one.read().whole() for one in found(tmp_path / f"{len(asked)}", *asked)]
        assert wholes == [b"1", b"2"]


def test_a_folder_is_walked_in_order_and_links_in_circles_end(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for name in ("b/2", "a/9", "z", "a/10"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    (folder / "a" / "circle").symlink_to(folder)
    (folder / "linked").symlink_to(folder / "z")
    labels = [one.label for one in found(tmp_path, folder)]
    assert labels == ["linked", "z", "a/10", "a/9", "b/2"]


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deep").mkdir(parents=True)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    os.mkfifo(tmp_path / "pipe")
    for name, words in {
        "gone": "is not there",
        "empty": "There is no file in",
        "nowhere": "is a link that leads nowhere",
        "self": "is a link that leads nowhere",
        "pipe": "is no file and no folder",
        "x" * 300: "cannot be read: File name too long",
    }.items():
        with pytest.raises(UsageError, match=words):
            found(tmp_path, tmp_path / name)


@pytest.mark.parametrize("name", ["set.tar", "set.tar.gz", "set.tar.bz2"])
def test_a_broken_archive_is_named(name: str, tmp_path: Path) -> None:
    noise = random.Random(3).randbytes(60_000)
    mode = f"w:{name.partition('.tar.')[2]}"
    whole = tar(tmp_path / name, {"a": noise, "b": noise}, mode).read_bytes()
    for broken in (whole[: len(whole) * 2 // 3], b"nothing of the kind", b""):
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(UsageError, match=f"{name} cannot be unpacked|no file in {name}"):
            found(tmp_path / str(len(broken)), tmp_path / name)


@pytest.mark.parametrize("ending", [".gz", ".bz2"])
@given(cut=st.integers(0, 400), flip=st.integers(0, 399))
def test_a_broken_file_raises_only_what_is_known(ending: str, cut: int, flip: int) -> None:
    whole = bytearray(PACK[ending](random.Random(1).randbytes(300)))
    whole[flip % len(whole)] ^= 0xFF
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"x{ending}")
        path.write_bytes(whole[:cut])
        for one in find_files([path], Path(folder, "scratch")):
            with contextlib.suppress(*UNREADABLE):
                list(one.read().lines())
