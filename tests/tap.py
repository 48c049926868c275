# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests in python3: what tests/tap.sh is for those in sh.

    sys.path.insert(0, os.path.dirname(__file__)); import tap

Importing it finds the surroundings (or makes them, for a test that is run by hand), makes an empty folder, goes there, and
removes it at the end. `tap.end()` comes last.
"""

import atexit
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOON = "2026-11-21T12:00:00Z"
TORTURE = os.environ.get("TORTURE", "") not in ("", "0")

if "srcdir" not in os.environ:
    os.environ["srcdir"] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("COLPORTEUR_BUILD", os.environ["srcdir"] + "/build")
    os.environ["COLPORTEUR_DATADIR"] = os.environ["srcdir"] + "/share"
    os.environ["COLPORTEUR_LIBEXECDIR"] = os.environ["COLPORTEUR_BUILD"] + "/libexec"
    os.environ["PATH"] = os.environ["COLPORTEUR_BUILD"] + "/cmd:" + os.environ["PATH"]
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("TZ", None)
srcdir = Path(os.environ["srcdir"])
scratch = Path(tempfile.mkdtemp(prefix="colporteur-test."))
store = scratch / "store"
os.environ["COLPORTEUR_STORE"] = str(store)
os.environ["COLPORTEUR_NOW"] = NOON
os.chdir(scratch)

_count = _failures = 0
_children = []


def _clean():
    for child in _children:
        if child.poll() is None:
            child.kill()
            child.wait()
    subprocess.run(["chmod", "-R", "u+rwX", str(scratch)], check=False)
    os.chdir("/")
    shutil.rmtree(scratch, ignore_errors=True)


atexit.register(_clean)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def ok(right, name, *explanation):
    """Explanations are what is printed where it is not right: strings, or lists of them."""
    global _count, _failures
    _count += 1
    print(f"{'ok' if right else 'not ok'} {_count} - {name}")
    if not right:
        _failures += 1
        lines = [line for one in explanation for line in (one if isinstance(one, list) else [one])]
        for line in "\n".join(map(str, lines)).splitlines()[:40]:
            print(f"#   {line[:300]}")
    sys.stdout.flush()
    return right


def equal(came, wanted, name):
    return ok(came == wanted, name, f"came:   {came!r}", f"wanted: {wanted!r}")


def nothing(wrong, name):
    """`wrong` is a list of what went wrong."""
    return ok(not wrong, name, wrong)


def skip(name, reason):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {reason}", flush=True)


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def figure(key, value):
    print(f"# figure: {key} {value}", flush=True)


def end():
    print(f"1..{_count}")
    sys.exit(1 if _failures else 0)


def run(*command, **more):
    """Runs a command to its end; what it printed comes as bytes."""
    stdin = {} if "input" in more or "stdin" in more else {"stdin": subprocess.DEVNULL}
    return subprocess.run([str(word) for word in command], capture_output=True, check=False, **stdin, **more)


def start(*command, **more):
    """Starts one, which does not outlive the test."""
    more.setdefault("stdin", subprocess.DEVNULL)
    child = subprocess.Popen([str(word) for word in command], **more)
    _children.append(child)
    return child


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def random_generator():
    """A run that failed can be had again: SEED=N."""
    import random

    seed = int(os.environ.get("SEED", str(time.time_ns() % 1000000)))
    print(f"# SEED={seed}", flush=True)
    return random.Random(seed)


def fresh_store():
    """A copy of the small shop of tests/example-store."""
    example = scratch / "example"
    if not example.exists():
        made = run(srcdir / "tests/example-store", example)
        os.environ["COLPORTEUR_NOW"] = NOON
        if made.returncode != 0:
            print(f"Bail out! the example store is not made: {made.stderr.decode()[:200]}")
            sys.exit(2)
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(example, store)


def journal():
    """All lines of the journal, in order."""
    return b"".join(path.read_bytes() for path in sorted((store / "journal").glob("*.jsonl"))).splitlines(keepends=True)


def write_by_hand(change):
    """Another transaction at the journal's end, with one change; none of today's tools need have written it."""
    last = journal()[-1]
    line = {"seq": json.loads(last)["seq"] + 1, "at": json.loads(last)["at"], "tool": "vi", "user": "shop",
            "prev": hashlib.sha256(last).hexdigest(), "changes": [change]}
    with open(sorted((store / "journal").glob("*.jsonl"))[-1], "ab") as file:
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    run("store-rebuild", "--quiet")


def together(commands):
    """Runs them all at once; each is a list of arguments and an input. Gives what they printed."""
    running = []
    for number, (arguments, text) in enumerate(commands):
        with open(f"crowd-{number}.in", "w", encoding="utf-8") as file:
            file.write(text)
        with open(f"crowd-{number}.in", "rb") as source, open(f"crowd-{number}.out", "wb") as sink:
            running.append(start(*arguments, "--quiet", "--batch", 1 + number % 3, "--wait", 600, stdin=source, stdout=sink,
                                     stderr=subprocess.DEVNULL))
    statuses = {process.wait() for process in running}
    ok(statuses <= {0, 1}, f"{len(commands)} processes come to their end", statuses)
    printed = b""
    for number in range(len(commands)):
        with open(f"crowd-{number}.out", "rb") as file:
            printed += file.read()
    return records(printed)


def in_order(name):
    verified = run("store-verify")
    return ok(verified.returncode == 0, name, verified.stdout.decode(), verified.stderr.decode())
