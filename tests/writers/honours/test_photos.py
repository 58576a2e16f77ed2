"""Photos: found by id in the folder and nowhere else, and only if they are pictures."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from ccmotivate.writers.honours.photos import MAX_BYTES, read_photos
from tests.support import posix
from tests.writers.honours.test_pictures import jpeg, moving, png, webp


def test_photos_come_by_id_whatever_the_ending(tmp_path: Path) -> None:
    (tmp_path / "0001.PNG").write_bytes(png())
    (tmp_path / "0002.jpg").write_bytes(jpeg())
    (tmp_path / "王.3.webp").write_bytes(webp())
    (tmp_path / "0004.gif").write_bytes(png())
    photos, problems = read_photos(tmp_path, ["0001", "0002", "王.3", "0004", "0005"])
    assert {name: address.split(";")[0] for name, address in photos.items()} == {
        "0001": "data:image/png", "0002": "data:image/jpeg", "王.3": "data:image/webp",
    }  # fmt: skip
    assert base64.b64decode(photos["0002"].split(",")[1]) == jpeg(kept=True)
    assert problems == ()


def test_no_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(png())
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "0001.png").write_bytes(png())
    ids = ["../x", "..\\x", str(tmp_path / "x"), "deep/0001", "", ".", "a\0b"]
    assert read_photos(folder, ids) == ({}, ())


@posix
def test_what_is_no_file_is_noted_and_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(png())
    (tmp_path / "1.png").symlink_to(tmp_path / "x.txt")
    (tmp_path / "2.png").mkdir()
    os.mkfifo(tmp_path / "3.png")
    (tmp_path / "4.png").symlink_to("/dev/zero")
    photos, problems = read_photos(tmp_path, ["1", "2", "3", "4"])
    assert photos == {}
    assert [one.code for one in problems] == ["photo-unreadable"] * 4
    assert [one.fields["why"] for one in problems] == [
        "it is a link to another file", "it is a folder, not a file", "it is a named pipe, not a file",
        "it is a link to another file",
    ]  # fmt: skip
    assert not any(one.is_error for one in problems)


def test_what_cannot_be_used_is_noted_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"<html>")
    (tmp_path / "2.png").write_bytes(png(more=b"\0" * MAX_BYTES))
    (tmp_path / "3.png").write_bytes(png(10_000, 10))
    (tmp_path / "4.png").write_bytes(png(60_000, 60_000))
    (tmp_path / "5.png").write_bytes(png()[:-20])
    (tmp_path / "6.png").write_bytes(moving(png()))
    (tmp_path / "7.png").write_bytes(png().replace(b"pixels", b"pixelz"))
    photos, problems = read_photos(tmp_path, list("1234567"))
    assert photos == {}
    assert [one.code for one in problems] == [
        "photo-no-picture", "photo-too-large", "photo-size", "photo-size", "photo-no-picture", "photo-moving",
        "photo-no-picture",
    ]  # fmt: skip
    assert not any(one.is_error for one in problems)
    assert [one.source.file for one in problems] == [f"{name}.png" for name in "1234567"]


def test_a_folder_that_is_none_stops_the_run(tmp_path: Path) -> None:
    photos, (found,) = read_photos(tmp_path / "nowhere", ["1"])
    assert photos == {}
    assert found.code == "photos-folder"
    assert found.is_fatal
    assert read_photos(None, ["1"]) == ({}, ())
