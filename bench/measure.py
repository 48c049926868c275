# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs programs and says what they cost.

A run is a pipeline of commands, each spawned without a shell. Its time is that of the whole pipeline, from the first
spawn to the last end; its CPU that of all of its processes and their children, in user and system; its memory that of
the largest of them. Where a server did the work, its share is added.

The kernel's own figure for a child's peak (ru_maxrss) begins at that of the process which spawned it, here an
interpreter many times larger than a filter. So the peak is read from /proc while the process lives: VmHWM, which counts
the pages of a mapped file too, and RssAnon, which is what the process has of its own.
"""

import os
import shlex
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field


class Failed(Exception):
    """A command that did not end with status 0, or is not there."""


@dataclass
class Run:
    """seconds of wall clock and of processor, peaks in KiB, and what came on standard error."""

    time: float
    cpu: float
    resident: int = 0
    own: int = 0
    said: str = field(default="", repr=False)


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


class Watch(threading.Thread):
    """Looks at the memory of processes until it is told to stop: closely at first, for processes of milliseconds."""

    def __init__(self, processes, longest_pause=0.02):
        super().__init__(daemon=True)
        self.processes = processes
        self.longest_pause = longest_pause
        self.resident = 0
        self.own = 0
        self.over = threading.Event()

    def look(self, pid):
        try:
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        self.resident = max(self.resident, int(line.split()[1]))
                    elif line.startswith("RssAnon:"):
                        self.own = max(self.own, int(line.split()[1]))
                        return
        except OSError:
            pass  # it is gone

    def run(self):
        pause = 0.0002
        while not self.over.is_set():
            for pid in self.processes():
                self.look(pid)
            self.over.wait(pause)
            pause = min(2 * pause, self.longest_pause)

    def stop(self):
        self.over.set()
        self.join()


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return file.read().split()
    except OSError:
        return []


def program(command):
    """What to spawn, looked for before any clock runs."""
    path = shutil.which(command[0])
    if path is None:
        raise Failed(f"{command[0]} is not in the PATH")
    return path, list(map(str, command))


def run(*commands, stdin=os.devnull, stdout=None, one_core=False, server=None, watched=True):
    """Runs a pipeline; stdin and stdout are files. With one_core, all of it on the last processor."""
    programs = [program(command) for command in commands]
    errors = [tempfile.TemporaryFile() for _ in commands]
    ends = [os.open(stdin, os.O_RDONLY)]
    for _ in commands[1:]:
        reading, writing = os.pipe()
        ends += [writing, reading]
    ends.append(os.open(stdout or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    moves = [[(os.POSIX_SPAWN_DUP2, place, number) for number, place in enumerate((*ends[2 * at:2 * at + 2], errors[at].fileno()))]
             for at in range(len(commands))]
    cores = os.sched_getaffinity(0)
    served = server.cpu() if server else 0.0

    pids = []
    watcher = Watch(lambda: pids + (server.backends() if server else []))
    if one_core:
        os.sched_setaffinity(0, {max(cores)})
    start = time.perf_counter()
    for (path, words), actions in zip(programs, moves):
        pids.append(os.posix_spawn(path, words, os.environ, file_actions=actions))
    if one_core:
        os.sched_setaffinity(0, cores)
    for end in ends:
        os.close(end)
    if watched:
        watcher.start()
    ended = [os.wait4(pid, 0) for pid in pids]
    elapsed = time.perf_counter() - start
    if watched:
        watcher.stop()

    said = ""
    for (_, words), file, (_, status, _) in zip(programs, errors, ended):
        file.seek(0)
        with file:
            text = file.read()[-2000:].decode(errors="replace")
        if os.waitstatus_to_exitcode(status) != 0:
            raise Failed(f"{shlex.join(words)[:300]}: status {os.waitstatus_to_exitcode(status)}\n{text}")
        said += text
    cpu = sum(usage.ru_utime + usage.ru_stime for _, _, usage in ended)
    return Run(elapsed, cpu + (server.cpu() - served if server else 0.0), watcher.resident, watcher.own, said)


def run_each(commands, stdout=None, server=None):
    """Runs short commands one after another and gives what one of them cost: the median of their times. Memory is
    looked at where the output is wanted too, for that is a run whose time hardly counts."""
    served = server.cpu() if server else 0.0
    if stdout:
        runs = []
        with open(stdout, "wb") as whole:
            for command in commands:
                runs.append(run(command, stdout=f"{stdout}.part"))
                with open(f"{stdout}.part", "rb") as part:
                    shutil.copyfileobj(part, whole)
        os.unlink(f"{stdout}.part")
    else:
        runs = [run(command, watched=False) for command in commands]
    cpu = sum(one.cpu for one in runs) + (server.cpu() - served if server else 0.0)
    return Run(median(runs, "time"), cpu / len(runs), max(one.resident for one in runs), max(one.own for one in runs))


settling = True  # not where each side runs once: such times are not quoted, and a busy disk may take long


def settle():
    """No run pays for what the one before left to be written."""
    if settling:
        os.sync()


def progress(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
