"""A Virtuoso 7 of our own: started on loopback in a folder of its own, for tests and measures."""

import json
import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from bench.processes import free_port
from samsyn.store.remote.place import Login, Remote

PROGRAM = shutil.which("virtuoso-t")
LOGIN = Login("dba", "dba", "digest")
_SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CheckpointInterval = 60
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = {rows}
"""


class Virtuoso:
    """A running Virtuoso; `rows` is the most that it tells of an answer."""

    def __init__(self, folder: Path, *, rows: int = 10_000_000, buffers: int = 10_000) -> None:
        self.folder = folder
        self.port, sql = free_port(), free_port()
        (folder / "virtuoso.ini").write_text(
            _SETTINGS.format(folder=folder, port=self.port, sql=sql, rows=rows, buffers=buffers, dirty=buffers * 3 // 4)
        )
        self.remote = Remote(f"http://127.0.0.1:{self.port}/sparql", f"http://127.0.0.1:{self.port}/sparql-auth")
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        assert PROGRAM
        self.process = subprocess.Popen(
            [PROGRAM, "+foreground", "+configfile", "virtuoso.ini"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "virtuoso.log").read_text()
            assert time.monotonic() < until, "Virtuoso does not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.remote.query}?query=ASK%7B%7D&format=json", timeout=5) as answer:
                return bool(json.load(answer))
        except OSError:
            return False


def missing() -> str:
    """Why there are no tests of it; empty where there are. In CI there are always."""
    if PROGRAM or os.environ.get("CI"):
        return ""
    return "virtuoso-t is not installed (Debian: apt-get install virtuoso-opensource-7)"
