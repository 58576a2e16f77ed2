"""Editors: yaml-language-server finds each file's schema by its modeline, is content with good rules, and sees a slip.

It needs node and the npm package yaml-language-server, on the path, in node_modules, or named by YAML_LANGUAGE_SERVER.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.support import HANGS

pytestmark = pytest.mark.prove


def _server() -> str:
    """The command of the server."""
    beside = ROOT / "node_modules/.bin/yaml-language-server"
    named = os.environ.get("YAML_LANGUAGE_SERVER") or (str(beside) if beside.exists() else None)
    found = shutil.which(named or "yaml-language-server")
    if found is None:
        pytest.skip("yaml-language-server is not installed: npm install yaml-language-server")
    return found


class Editor:
    """Just enough of an editor: opens documents, hears what is wrong with them, asks for words."""

    def __init__(self, server: str, folder: Path) -> None:
        self._process = subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._heard: Queue[dict[str, Any]] = Queue()
        self._asked = 0
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})
        settings = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})

    def _listen(self) -> None:
        out = self._process.stdout
        assert out is not None
        while line := out.readline():
            length = int(line.partition(b":")[2])
            while out.readline().strip():
                pass
            message = json.loads(out.read(length))
            if "method" in message and "id" in message:  # it asks us for its settings: it has them
                self._send({"id": message["id"], "result": [None] * len(message["params"].get("items", []))})
            self._heard.put(message)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        pipe.flush()

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a request."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._heard.get(timeout=HANGS)
            if message.get("id") == self._asked and "method" not in message:
                return message["result"]

    def open(self, path: Path, text: str) -> list[str]:
        """What is wrong with a document."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while True:
            message = self._heard.get(timeout=HANGS)
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                return [found["message"] for found in message["params"]["diagnostics"]]

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        """What it answers at a place of an open document."""
        place = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": path.as_uri()}, "position": place})

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        self._ear.join(HANGS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """A scheme of one's own, far from any network."""
    assert ccmotivate("init", tmp_path / "demo", "--lang", "en", "--yes").code == 0
    return tmp_path / "demo" / "rules"


@pytest.fixture
def editor(scheme: Path) -> Iterator[Editor]:
    made = Editor(_server(), scheme)
    yield made
    made.close()


def _files(scheme: Path) -> list[Path]:
    return sorted([*scheme.glob("*.yaml"), *scheme.glob("roles/*.yaml")])


def test_good_rules_are_good(editor: Editor, scheme: Path) -> None:
    files = _files(scheme)
    assert len(files) == 10
    for path in files:
        assert editor.open(path, path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("name", "good", "bad", "says"),
    [
        ("roles/qa.yaml", "weight: 30", "wieght: 30", "wieght"),
        ("roles/qa.yaml", "{at_least: 800}", "{at_lest: 800}", "at_lest"),
        ("awards.yaml", "every: month", "every: mnth", "month"),
        ("metrics.yaml", "kind: level", "kind: levle", "level"),
        ("scheme.yaml", "currency: CNY", "currency: yuan", "A-Z"),
        ("columns.yaml", "kind: count", "kind: cuont", "count"),
    ],
)
def test_a_slip_is_seen(editor: Editor, scheme: Path, name: str, good: str, bad: str, says: str) -> None:
    text = (scheme / name).read_text(encoding="utf-8")
    assert good in text
    found = editor.open(scheme / name, text.replace(good, bad, 1))
    assert found
    assert says in " ".join(found)


def test_it_completes_and_explains(editor: Editor, scheme: Path) -> None:
    path = scheme / "awards.yaml"
    text = path.read_text(encoding="utf-8") + "\nnew:\n  e\n"
    editor.open(path, text)
    lines = text.splitlines()
    offered = editor.at("completion", path, len(lines) - 1, 3)["items"]
    assert {"every", "rank", "prize", "lead_every"} <= {item["label"] for item in offered}
    line = next(at for at, one in enumerate(lines) if one.startswith("  within: project"))
    hover = editor.at("hover", path, line, 4)
    assert "Decided within each project" in json.dumps(hover)
