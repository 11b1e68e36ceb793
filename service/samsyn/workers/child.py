"""A worker: reads a job, answers it, and again, until its pipe closes. What kills it takes one request with it."""

import os
import sys
import threading
import traceback
from dataclasses import replace
from typing import Final, cast

from samsyn.errors import LimitReached, SamsynError, Swedish, TooLarge
from samsyn.store.remote.reader import RemoteReader
from samsyn.workers import frames, seal
from samsyn.workers.flows import Flow, HandOn
from samsyn.workers.jobs import Fault, Job, Tools
from samsyn.workers.limits import Limits

_DEPTH: Final = 20_000


def work(pipes: tuple[int, int], tools: Tools, limits: Limits, parent: int, *, asks: bool, seconds: int) -> None:
    """The life of a worker that was just forked; never returns.

    `asks` tells that it will mostly ask the store; it has some seconds for a question to one elsewhere.
    """
    code = 1
    try:
        seal.die_with(parent)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # a dying parser writes pages there
        tools = _reaching(tools, limits, seconds)
        seal.bound(limits.memory_bytes)
        seal.close_sockets()
        sys.setrecursionlimit(_DEPTH)
        threading.stack_size(limits.stack_bytes)
        thread = threading.Thread(target=_serve, args=(*pipes, tools, limits, asks))
        thread.start()
        thread.join()
        code = 0
    finally:
        os._exit(code)


def _reaching(tools: Tools, limits: Limits, seconds: int) -> Tools:
    """The tools with a store elsewhere in reach, if it lies elsewhere: by a courier, forked while there are sockets."""
    if tools.remote and isinstance(tools.store, RemoteReader):
        from samsyn.workers.courier import courier

        return replace(tools, store=tools.store.through(courier(tools.remote, limits, seconds)))
    return tools


def _serve(jobs: int, answers: int, tools: Tools, limits: Limits, asks: bool) -> None:
    if asks:
        tools.store.warm()
    while True:
        try:
            job = cast(Job | Flow, frames.read_trusted(jobs))
        except EOFError:
            return
        try:
            answer = _answer(job, tools, lambda part: frames.write(answers, part))
        except BaseException:  # the engine panicked, and nothing tells in what state it is
            frames.write(answers, Fault(traceback.format_exc()))
            return
        try:
            frames.write(answers, answer, limit=limits.report_bytes)
        except frames.TooBig:
            frames.write(answers, too_big(limits.report_bytes))


def _answer(job: Job | Flow, tools: Tools, hand_on: HandOn) -> object:
    """What a job gives, or the error it ends with; parts of it are handed on before."""
    try:
        return job.flow(tools, hand_on) if isinstance(job, Flow) else job.run(tools)
    except SamsynError as error:
        error.__cause__ = error.__context__ = None
        return error
    except RecursionError:
        return TooLarge(
            "It is nested too deeply.",
            limit="nesting",
            advice="Give the inner parts names of their own.",
            sv=Swedish("Det är för djupt nästlat.", "Ge de inre delarna egna namn."),
        )
    except MemoryError:
        return LimitReached(
            "It takes more memory than one request may use.",
            limit="memory_bytes",
            advice="Send or ask for less at a time.",
            sv=Swedish("Det kräver mer minne än en begäran får använda.", "Skicka mindre åt gången."),
        )
    except Exception:
        return Fault(traceback.format_exc())


def too_big(limit: int) -> TooLarge:
    """The error for an answer beyond its limit."""
    return TooLarge(
        f"The answer is larger than {limit:,} bytes.",
        limit="report_bytes",
        advice="Send fewer things at a time.",
        sv=Swedish(f"Svaret är större än {limit} byte.", "Skicka färre saker åt gången."),
    )
