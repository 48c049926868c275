#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tool stopped at every write, sync, rename, cut and removal of a run, those of the index and its own output included.

Whatever comes next needs no hand: the next tool works, what was printed is there, store-verify is content, and the same
command again completes what was begun, to the same records as if nothing had happened. With TORTURE, the run is larger, and a stop before, halfway through and after each call is tried."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim"))
from stage import *

# Who comes first after the stop. None: the same command again.
FIRST_COMERS = (None, "order-list", "store-verify --quiet", "store-rebuild --quiet", "kpi", "catalog-list --with stock")


def may_say_no(outcome):
    """store-verify names a line, or an erasure, that was not finished: nobody was told of it, and no writer has been there yet."""
    return outcome.status == 1 and any(code in outcome.out for code in (b'"torn_end"', b'"not_erased"'))


def check_first_comer(stage, command, stopped, step):
    if not os.path.exists(os.path.join(stage.store, "format")):
        return [f"no store, but printed {stopped.out[:100]!r}"] if stopped.records() else []
    came = stage.tool(command)
    said_so = command.startswith("store-verify") and may_say_no(came)
    unset = came.status == 2 and "is not set; store-init" in came.err and b"\n" not in journal_of(stage.take())
    # Until the upgrade is done, whoever else comes says that it is needed.
    older = came.status == 3 and "store-upgrade" in came.err and step.argv[0] == "store-upgrade"
    return [] if came.status == 0 or said_so or unset or older else [f"then {command}: {came}"]


def check_again(stage, played, stopped):
    """The same command again, and everything is as if nothing had happened."""
    wanted_lines, wanted_people = without_chance(played.after)
    again = stage.run(played.step)
    state = stage.take()
    lines, people = without_chance(state)
    problems = [] if again.status == 0 else [f"again: {again}"]
    problems += lost_from(stopped.records(), journal_of(state)) if played.step.answers else []
    if lines[:-1] != wanted_lines[:-1]:
        at = next((i for i, (a, b) in enumerate(zip(lines, wanted_lines)) if a != b), min(len(lines), len(wanted_lines)))
        problems.append(f"again: another journal from line {at + 1}: {lines[at:at + 1]}, not {wanted_lines[at:at + 1]}")
    if people != wanted_people and played.step.writes:
        problems.append("again: other persons")
    problems += told_of_the_erased(state)
    strange = [path for path in state if path not in played.after and ".torn-" not in path]
    problems += [f"again: left behind: {path}" for path in strange]
    verified = stage.tool("store-verify --quiet")
    content = verified.status == 0 or (not played.step.writes and may_say_no(verified))
    return problems + ([] if content else [f"again: store-verify: {verified} {verified.out[:300]!r}"])


def stop_at(stage, point):
    played, action, number = point
    stage.set_scene(played.scene, played.step)
    stopped = stage.run(played.step, plan=f"{action}:{number}")
    state = stage.take()
    begun, _ = without_chance(state)
    wanted, _ = without_chance(played.after)
    problems = [] if stopped.status == -9 else [f"was not stopped: {stopped}"]
    # What is whole in the journal is what would have been written anyway.
    if begun[:-1] != wanted[:len(begun) - 1]:
        problems.append("the journal holds other transactions")
    if played.step.answers:
        problems += lost_from(stopped.records(), journal_of(state))
    first = FIRST_COMERS[number % len(FIRST_COMERS)]
    if first:
        problems += check_first_comer(stage, first, stopped, played.step)
    problems += check_again(stage, played, stopped)
    where = f"{played.step.name}, stopped {action} call {number} ({played.calls[number - 1]!r})"
    return [f"{where}: {problem}" for problem in problems]


def points_of(played):
    for number, call in enumerate(played.calls, 1):
        yield played, "before", number
        if len(call.bytes) > 1:
            yield played, "halfway", number
        if LONG or number == len(played.calls):
            yield played, "after", number


tap = Tap()
skip_unless_faults_work()
run, problems = undisturbed(the_run(2 if LONG else 1))
tap.result("the run, with all its calls written down", problems)
tap.result("what is --atomic is one transaction", [played.step.name for played in run if "--atomic" in played.step.argv and
                                                  journal_of(played.after).count(b"\n") != journal_of(played.before).count(b"\n") + 1])
total = 0
for played in run:
    points = list(points_of(played))
    total += len(points)
    problems = in_parallel(stop_at, points)
    tap.result(f"{played.step.name}: stopped at {len(points)} points of {len(played.calls)} calls", problems)
kinds = {call.kind for played in run for call in played.calls}
wanted = {"create", "write", "sync", "rename", "truncate", "unlink", "mkdir", "out", "range", "allocate"}
tap.result("among them calls of every kind", sorted(wanted - kinds))
tap.figure("crash-points", total)
tap.end()
