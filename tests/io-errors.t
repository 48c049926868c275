#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call of a run that changes a file, syncs one or prints fails: once or from then on, with an I/O error, a full disk, or half
done. A tool then says so and names the place, or gets by without the call. What it printed is on the disk, as the log of its calls
shows; nothing is half done; and the same command completes the work when the trouble is over. With TORTURE, each call of a larger run in each way; else a sample."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim"))
from stage import *

TROUBLES = ("EIO:{}", "EIO:{}+", "ENOSPC:{}", "ENOSPC:{}+", "short:{}", "full:{}")
NAMES = ("journal", "people", "index", "format", "lock", "standard output", "documents", "store")


def troubles_of(call):
    if call.kind == "out":
        return ("EIO:{}", "ENOSPC:{}", "EPIPE:{}", "short:{}")
    if call.kind == "out-close":
        return ("EIO:{}", "ENOSPC:{}")
    return TROUBLES if len(call.bytes) > 1 else TROUBLES[:4]


def printed_too_early(played, calls):
    """Records that were printed before the disk was sure to have them."""
    disk = Disk(played.before)
    problems = []
    printed = b""
    for call in calls:
        disk.carry_out(call)
        if call.kind == "out" and call.result > 0:
            printed += call.bytes
            lost = lost_from(printed.split(b"\n")[:-1], journal_of(disk.certain()))
            problems += [f"at the time of printing: {one}" for one in lost]
    return problems


def is_said(came):
    """Behind the tool's own name."""
    return came.status == 3 and any(name in came.err.partition(": ")[2] for name in NAMES)


def fail_at(stage, point):
    played, trouble, number = point
    call = played.calls[number - 1]
    stage.set_scene(played.scene, played.step)
    if os.path.exists(stage.log):
        os.unlink(stage.log)
    came = stage.run(played.step, plan=trouble.format(number), log=True)
    problems = []
    if trouble.startswith("EPIPE"):
        # A reader that has gone is nothing to talk about, but a writer's records were not all taken.
        wanted = 3 if played.step.writes else 0
        problems += [] if came.status == wanted and not came.err else [f"a reader that has gone: {came}"]
    elif came.status == 0:
        # It got by: then all is done, and printed.
        if came.out != played.outcome.out:
            problems.append(f"exit 0, but printed {len(came.out)} bytes of {len(played.outcome.out)}")
        if journal_of(stage.take()).count(b"\n") != journal_of(played.after).count(b"\n"):
            problems.append("exit 0, but it did not write everything")
    elif not is_said(came):
        problems.append(f"does not say what failed where: {came}")
    if played.step.answers:
        problems += printed_too_early(played, read_log(stage))
    state = stage.take()
    begun, _ = without_chance(state)
    wanted_lines, wanted_people = without_chance(played.after)
    if begun[:-1] != wanted_lines[:len(begun) - 1]:
        problems.append("the journal holds other transactions")
    again = stage.run(played.step)
    lines, people = without_chance(stage.take())
    problems += [] if again.status == 0 else [f"again: {again}"]
    problems += lost_from(came.records(), journal_of(stage.take())) if played.step.answers else []
    if lines[:-1] != wanted_lines[:-1] or (people != wanted_people and played.step.writes):
        problems.append("again: other transactions or persons than without the trouble")
    verified = stage.tool("store-verify --quiet")
    torn = not played.step.writes and b'"torn_end"' in verified.out
    problems += [] if verified.status == 0 or torn else [f"again: store-verify: {verified} {verified.out[:300]!r}"]
    return [f"{played.step.name}, {trouble.format(number)} ({call!r}): {problem}" for problem in problems]


tap = Tap()
skip_unless_faults_work()
chance = seed()
run, problems = undisturbed(the_run(2 if LONG else 1))
tap.result("the run, with all its calls written down", problems)
total = 0
for played in run:
    points = [(played, trouble, number) for number, call in enumerate(played.calls, 1) for trouble in troubles_of(call)]
    most = 10 if len(journal_of(played.after)) > 500000 else 24
    if not LONG and len(points) > most:
        points = [points[i] for i in sorted(chance.sample(range(len(points)), most))]
    total += len(points)
    tap.result(f"{played.step.name}: {len(points)} calls that failed", in_parallel(fail_at, points))
tap.figure("failed-calls", total)
tap.end()
