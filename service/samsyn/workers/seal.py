"""What a worker gives up before it touches what a stranger sent: sockets, other programs, a core file, much memory.

The filter is Linux's own (man 2 seccomp) and needs no privilege. It holds whatever a parser can be talked into.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from traceback import clear_frames
from typing import Final, TypeVar

from samsyn.errors import BadQuery, Swedish

_Answer = TypeVar("_Answer")

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_DENY: Final = 0x00050000 | 13  # SECCOMP_RET_ERRNO, EACCES
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_AF_UNIX: Final = 1
_OTHER_TABLE: Final = 0x40000000  # x32 calls of x86-64

#: the audit number of each machine, its number of socket(2), and of the calls that a worker never needs:
#: execve, execveat, ptrace, io_uring_setup (which opens sockets by another way)
_MACHINES: Final = {
    "x86_64": (0xC000003E, 41, (59, 322, 101, 425)),
    "aarch64": (0xC00000B7, 198, (221, 281, 117, 425)),
}


def die_with(parent: int) -> None:
    """Ends this process when its parent ends (Linux), now if that has happened already."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def adopt() -> None:
    """Makes the children of its children its own when their parents end, so that it can reap them (Linux)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def bound(memory: int) -> None:
    """Bounds the memory of this process and forbids it a core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def can_close_sockets() -> bool:
    """Whether this machine has the filter."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def close_sockets() -> bool:
    """Denies this process every socket but UNIX ones, and every other program; False where there is no filter."""
    if not can_close_sockets():
        return False
    rules = _rules(*_MACHINES[platform.machine()])
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
    program = struct.pack("@HP", len(rules), ctypes.addressof(code))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.create_string_buffer(program))
    return True


def without_sockets(run: Callable[[], _Answer]) -> _Answer:
    """What a function gives or raises, run in a thread that has no sockets where this machine can close them.

    The filter is a thread's own (man 2 seccomp), so that the rest of the process keeps what it has.
    """
    given: list[_Answer] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            with suppress(OSError):  # a kernel without filters
                close_sockets()
            given.append(run())
        except BaseException as error:
            _forget(error)
            raised.append(error)

    thread = Thread(target=work, daemon=True)  # so that an interrupted program need not wait for it
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return given[0]


def _forget(error: BaseException) -> None:
    """Lets go of what an error came about with: a result of pyoxigraph must end in the thread that made it."""
    each: BaseException | None = error
    while each:
        clear_frames(each.__traceback__)
        each = each.__context__


def _rules(arch: int, socket_call: int, never: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """The filter: in each line an operation, how many lines to skip if it holds, and if not, and its operand."""
    allow = len(never) + 8
    deny = allow + 1
    return [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, deny - 5, 0, _OTHER_TABLE),
        *((_EQUAL, deny - 6 - place, 0, call) for place, call in enumerate(never)),
        (_EQUAL, 0, allow - (len(never) + 6), socket_call),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]


def _prctl(option: int, value: object, more: object = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    unsigned = [ctypes.c_ulong(given) if isinstance(given, int) else given for given in (value, more, 0, 0)]
    if libc.prctl(option, *unsigned) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), f"prctl({option})")


def refuse_service(text: str) -> None:
    """Refuses what may ask another server, where nothing else would keep it from that. Raises BadQuery."""
    if not can_close_sockets() and "SERVICE" in text.upper():
        raise BadQuery(
            "On this machine a query must not hold the word SERVICE.",
            advice="Run the service on Linux, where queries have no sockets.",
            sv=Swedish("På den här datorn får en fråga inte innehålla ordet SERVICE."),
        )
