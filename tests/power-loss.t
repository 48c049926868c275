#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power is cut at any moment of a run: the folder as a file system may have left it, then the machine starts again.

What was synced is there. Each other write came to be or not, whole or in pieces, in whatever order; so did each name that no sync
of its folder put on the disk, and each cut. The index holds any mixture of its states, or anything. Whatever comes next needs no
hand, what was printed before the moment is there, the journal is a beginning of what was written, and store-verify is content. With TORTURE, ten times as many states of a larger run."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim"))
from stage import *

SECTORS = (512, 4096)
PLAIN = 4  # of the choices below
FIRST_COMERS = ("order-list", "store-verify --quiet", "stock-list", "store-rebuild --quiet", "")


def is_index(debt):
    paths = debt[1][1:3] if debt[0] == "name" else debt[1:2]
    return any(path.startswith("store/index/") for path in paths)


def partly(debt, chance):
    """A write of which some sectors came to be, with the file's new size or without; a size is one thing."""
    if debt[0] == "name" or debt[3][0] != "write" or len(debt[3][2]) < 2:
        return [debt]
    _, path, identity, (_, offset, data) = debt
    size = chance.choice(SECTORS)
    pieces = []
    at = 0
    while at < len(data):
        end = min(len(data), at + size - (offset + at) % size)
        if chance.random() < 0.5:
            pieces.append(("data", path, identity, ("write", offset + at, data[at:end])))
        at = end
    if chance.random() < 0.5:
        pieces.append(("data", path, identity, ("size", offset + len(data), False)))
    return pieces


def index_debts(debts, chance):
    how = chance.choice(("none", "all", "any", "any", "partly"))
    if how in ("none", "all"):
        return debts if how == "all" else []
    share = chance.random()
    kept = [debt for debt in debts if chance.random() < share]
    return [piece for debt in kept for piece in partly(debt, chance)] if how == "partly" else kept


def alone(debts, debt):
    """This one, and no other than those without which it cannot be: the folders above it, and the name that it changes."""
    if debt is None or debt[0] == "data":
        return [debt] if debt else []
    path = debt[1][1]
    return [one for one in debts if one == debt or (one[0] == "name" and (one[1][1] == path or path.startswith(one[1][1] + "/")))]


def newest(debts, kind):
    return next((debt for debt in reversed(debts) if debt[0] == kind), None)


def choices(debts, chance):
    """Which of the debts come to be: first the plainest four, nothing, all, or the newest name or write alone."""
    yield []
    yield debts
    yield alone(debts, newest(debts, "name"))
    yield alone(debts, newest(debts, "data"))
    for i, debt in enumerate(debts):
        yield debts[:i] + debts[i + 1:]
        yield alone(debts, debt)
        yield debts[:i] + partly(debt, chance) + debts[i + 1:]
    for _ in range(16 if LONG else 4):
        share = chance.random()
        kept = [debt for debt in debts if chance.random() < share]
        yield [piece for debt in kept for piece in (partly(debt, chance) if chance.random() < 0.5 else [debt])]


def wreck(state, chance):
    """Blocks of the index that were never of it, or were of another time."""
    for path in [path for path in state if path.startswith("store/index/") and state[path]]:
        if chance.random() < 0.15:
            data = bytearray(state[path])
            for _ in range(chance.randrange(1, 4)):
                at = chance.randrange(len(data)) // 512 * 512
                data[at:at + 512] = chance.choice((bytes(512), chance.randbytes(512), data[:512]))[:len(data) - at]
            state[path] = bytes(data)
    return state


class Loss:
    """A state that the folder was left in."""

    def __init__(self, step, where, state, printed, written):
        self.step, self.state, self.printed, self.written = step, state, printed, written
        self.where = f"{step.name}, {where}"
        self.plain = False


def losses(played, final, chance, seen):
    """Every moment of these calls, each with many states that a file system may leave then."""
    disk = Disk(played.before)
    printed = b""
    previous = None
    for number, call in enumerate([None, *played.calls]):
        if call:
            disk.carry_out(call)
            printed += call.bytes if call.kind == "out" else b""
        debts = disk.debts()
        shop = [debt for debt in debts if not is_index(debt)]
        # An index whose files have one more write is no new moment for the rest.
        fresh = (printed, shop, disk.names) != previous
        previous = (printed, shop, dict(disk.names))
        for choice, kept in enumerate(choices(shop, chance) if fresh else [chance.choice([[], shop])]):
            state = wreck(disk.after(kept + index_debts([debt for debt in debts if is_index(debt)], chance)), chance)
            key = hash(frozenset((path, data) for path, data in state.items() if not path.startswith("store/index/"))) if fresh else None
            if fresh and (key, printed) in seen and chance.random() < 0.8:
                continue
            seen.add((key, printed))
            loss = Loss(played.step, f"the power is cut after {number} calls ({call!r})", state, printed.split(b"\n")[:-1], final)
            loss.plain = choice < PLAIN
            yield loss


def probe(stage, number):
    """A writer that every store can serve: a setting, and a transaction of its own if there is a store at all."""
    return stage.tool([*FIRST.argv, "--set", f"company.phone=+32 2 555 {number % 10000:04d}"], now="2027-01-02T09:00:00Z")


def check(stage, item):
    number, loss = item
    stage.put(loss.state)
    stage.restart()
    # Not only after others have come, who may write the same again.
    problems = lost_from(loss.printed, journal_of(loss.state))
    first = FIRST_COMERS[number % len(FIRST_COMERS)]
    is_store = os.path.exists(os.path.join(stage.store, "format"))
    if loss.step.argv[0] == "store-upgrade":
        came = stage.tool(loss.step.argv, now=loss.step.now)
        problems += [] if came.status == 0 else [f"the upgrade again: {came}"]
    if first and is_store:
        came = stage.tool(first)
        torn = first.startswith("store-verify") and came.status == 1 and any(code in came.out for code in (b'"torn_end"', b'"not_erased"'))
        unset = came.status == 2 and "is not set; store-init" in came.err and loss.written.split(b"\n")[0] not in journal_of(loss.state)
        problems += [] if came.status == 0 or torn or unset else [f"then {first}: {came} {came.out[:200]!r}"]
    came = probe(stage, number)
    problems += [] if came.status == 0 else [f"then a writer: {came}"]
    state = stage.take()
    journal = journal_of(state)
    problems += lost_from(loss.printed, journal) + told_of_the_erased(state)
    lines = journal.split(b"\n")
    while len(lines) > 1 and (b"+32 2 555" in lines[-2] or not is_store):
        del lines[-2]
    if not loss.written.startswith(b"\n".join(lines)):
        problems.append("the journal is no beginning of what was written")
    verified = stage.tool("store-verify --quiet")
    problems += [] if verified.status == 0 else [f"store-verify: {verified} {verified.out[:300]!r}"]
    return [f"{loss.where}: {problem}" for problem in problems]


def stopped_and_lost(played, chance, seen):
    """A tool that is stopped, the same tool again, and then the power goes: what the first left unsynced is the second's to sync."""
    with Stage() as stage:
        for number in range(1, len(played.calls) + 1):
            if not LONG and number % 2:
                continue
            stage.set_scene(played.scene, played.step)
            if os.path.exists(stage.log):
                os.unlink(stage.log)
            stopped = stage.run(played.step, plan=f"before:{number}", log=True)
            again = stage.run(played.step, log=True)
            if stopped.status != -9 or again.status:
                raise SystemExit(f"{played.step.name}: {stopped}, {again}")
            calls = read_log(stage)
            written = journal_of(stage.take())
            # Moments of the second run in which it printed something, and its end.
            moments = [i for i, call in enumerate(calls) if i >= number - 1 and call.kind == "out"] + [len(calls) - 1]
            for moment in moments if LONG else moments[-1:]:
                disk = Disk(played.before)
                for call in calls[:moment + 1]:
                    disk.carry_out(call)
                printed = b"".join(call.bytes for call in calls[number - 1:moment + 1] if call.kind == "out")
                debts = disk.debts()
                shop = [debt for debt in debts if not is_index(debt)]
                for kept in ([], shop, [debt for debt in shop if chance.random() < 0.5]):
                    yield Loss(played.step, f"stopped before call {number}, again, and the power is cut", wreck(disk.after(
                        kept + index_debts([debt for debt in debts if is_index(debt)], chance)), chance), printed.split(b"\n")[:-1], written)


def thin(losses, most, chance):
    """The plain ones of every moment, and of the rest a sample."""
    rest = [i for i, loss in enumerate(losses) if not loss.plain]
    kept = set(rest if len(rest) <= most else chance.sample(rest, most))
    return [loss for i, loss in enumerate(losses) if loss.plain or i in kept]


tap = Tap()
skip_unless_faults_work()
chance = seed()
run, problems = undisturbed(the_run(2 if LONG else 1))
tap.result("the run, with all its calls written down", problems)
total = 0
seen = set()
for played in run:
    final = journal_of(played.after)
    answers = played.step.answers
    # What earlier steps wrote is on the disk but for their index, which is of no account.
    found = list(losses(played, final, chance, seen))
    for loss in found:
        loss.printed = loss.printed if answers else []
    found = thin(found, 100000 if LONG else 20, chance)
    total += len(found)
    tap.result(f"{played.step.name}: {len(found)} states after a loss of power", in_parallel(check, list(enumerate(found))))
found = []
for played in run:
    if played.step.answers:
        found += stopped_and_lost(played, chance, seen)
found = thin(found, 100000 if LONG else 100, chance)
total += len(found)
tap.result(f"{len(found)} states after a tool was stopped, another went on, and the power was lost", in_parallel(check, list(enumerate(found))))
tap.figure("power-loss-states", total)
tap.end()
