"""Starting `spp app`: a file to double-click, a port of its own, and one sentence where not."""

from __future__ import annotations

import configparser
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from spp_research.app import server, shortcuts
from spp_research.errors import ConfigurationError

PYTHON = Path("/opt/a kit/bin/python")


@pytest.mark.parametrize(
    ("system", "name"),
    [
        ("win32", "Open the kit.cmd"),
        ("darwin", "Open the kit.command"),
        ("linux", "Open the kit.desktop"),
    ],
)
def test_each_system_gets_its_own_file(tmp_path, system, name):
    path = shortcuts.write_shortcut(tmp_path, PYTHON, system)
    assert path == tmp_path / name
    assert path.stat().st_mode & 0o111
    assert "-m spp_research app -w" in path.read_text()
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_windows_reads_the_folder_that_the_file_lies_in():
    python = PureWindowsPath(r"C:\Users\Ann Hill\kit\python.exe")
    text = shortcuts.text_of(Path("x"), python, "win32")
    assert text.split("\r\n") == [
        "@echo off",
        "chcp 65001 >nul",
        r'if not exist "C:\Users\Ann Hill\kit\python.exe" echo The kit is not where it was. Ask '
        "whoever installed it to write this file anew.",
        r'"C:\Users\Ann Hill\kit\python.exe" -m spp_research app -w "%~dp0."',
        "if errorlevel 1 pause",
        "",
    ]


@pytest.mark.parametrize("folder", ["Ann's $HOME `id` & folder", "ünïcode", "plain"])
def test_a_shell_runs_the_file_in_its_own_folder_and_nothing_else(tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()
    told = place / "told"
    python = place / "python"
    python.write_text(
        f'#!/bin/sh\npwd > {shlex.quote(str(told))}\necho "$@" >> {shlex.quote(str(told))}\n'
    )
    python.chmod(0o755)
    path = shortcuts.write_shortcut(place, python, "darwin")
    subprocess.run([str(path)], check=True, cwd="/", capture_output=True)
    assert told.read_text().splitlines() == [str(place), "-m spp_research app -w ."]


def test_a_desktop_reads_back_the_paths_as_they_are(tmp_path):
    place = tmp_path / "Ann's $HOME `id` \\ folder"
    place.mkdir()
    path = shortcuts.write_shortcut(place, PYTHON, "linux")
    entry = configparser.RawConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(path, encoding="utf-8")
    line = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\")  # as every value of such a file
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    assert [re.sub(r"\\(.)", r"\1", word) for word in words] == [str(PYTHON), str(place)]


@pytest.mark.parametrize("name", ['a"b', "100%", "two\nlines"])
def test_a_path_that_no_such_file_can_hold_is_refused(tmp_path, name):
    with pytest.raises(ConfigurationError, match="another name"):
        shortcuts.write_shortcut(tmp_path / name, PYTHON, "linux")


@pytest.mark.parametrize(
    "python",
    [
        "/home/ann/.cache/uv/archive-v0/G9x84pJ49GSxqyMI/bin/python",
        "C:\\Users\\Ann\\AppData\\Local\\uv\\cache\\archive-v0\\G9x8\\Scripts\\python.exe",
        "/home/ann/.local/share/pipx/.cache/1f0c/bin/python",
    ],
)
def test_no_file_is_written_for_a_kit_that_will_be_gone(tmp_path, python):
    path = PureWindowsPath(python) if "\\" in python else Path(python)
    with pytest.raises(ConfigurationError, match="uv tool install or pipx install"):
        shortcuts.write_shortcut(tmp_path, path, "linux")  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]
    for stays in ("/home/ann/.cache/pypoetry/virtualenvs/x/bin/python", sys.executable):
        assert shortcuts.write_shortcut(tmp_path, Path(stays), "linux").is_file()


def test_the_command_writes_the_file_and_serves_nothing(spp, tmp_path):
    ran = spp("app", "--shortcut", "--workspace", tmp_path)
    assert ran.code == 0
    assert "Open the kit" in ran.out
    assert len([*tmp_path.iterdir()]) == 1


def test_a_port_that_is_taken_is_said_in_a_sentence(spp, tmp_path):
    with socket.socket() as other:
        other.bind((server.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        ran = spp("app", "--port", port, "--no-browser", "--workspace", tmp_path)
    assert (ran.code, ran.err.count("\n")) == (10, 1)
    assert f"Another program has the port {port}" in ran.err


def test_the_port_belongs_to_this_computer_alone():
    with server.taken_port(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        with pytest.raises(OSError), socket.socket() as elsewhere:
            elsewhere.connect(("127.0.0.2", listener.getsockname()[1]))


def test_the_example_and_a_folder_that_is_not_there_are_refused(spp, tmp_path):
    for folder in ("example", tmp_path / "nowhere"):
        ran = spp("app", "--no-browser", "--workspace", folder)
        assert (ran.code, ran.err.count("\n")) == (10, 1)
