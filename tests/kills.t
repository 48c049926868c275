#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines of several tools on one store, and each of their processes may be killed at any moment.

What was printed is there; no number is missing or there twice; a follower that is killed goes on where it was, and has every
transaction once. With TORTURE, a thousand kills."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim"))
from stage import *

KILLS = 1000 if LONG else 40
ROUNDS = KILLS  # at most
ORDERS = 40


class Crowd:
    """The processes of one round."""

    def __init__(self, stage):
        self.stage = stage
        self.tools = []
        self.helpers = []
        self.files = 0

    def begin(self, argv, reads, out):
        process = subprocess.Popen(argv, env=self.stage.environment("2026-11-21T12:00:00Z"), stdin=reads, stdout=out,
                                   stderr=subprocess.DEVNULL)
        (self.helpers if argv[0] == "tee" else self.tools).append(process)
        return process

    def new_file(self):
        self.files += 1
        return os.path.join(self.stage.top, f"out-{self.files}")

    def pipeline(self, reads, *commands):
        """What each command prints is kept in a file."""
        given = tempfile.TemporaryFile(dir=self.stage.top)
        given.write(reads)
        given.seek(0)
        source = given
        for i, command in enumerate(commands):
            if i == len(commands) - 1:
                with open(self.new_file(), "wb") as out:
                    self.begin(command.split(), source, out)
            else:
                tool = self.begin(command.split(), source, subprocess.PIPE)
                tee = self.begin(["tee", self.new_file()], tool.stdout, subprocess.PIPE)
                tool.stdout.close()
                source.close()
                source = tee.stdout
        source.close()

    def kill_some(self, chance, span):
        """Gives how many were still alive, and how long they should be left next time."""
        victims = chance.sample(self.tools, len(self.tools) * 3 // 4)
        time.sleep(chance.random() * span)
        alive = 0
        for victim in victims:
            time.sleep(chance.random() * 0.003)
            if victim.poll() is None:
                victim.kill()
                alive += victim.wait() == -9
        for process in self.tools + self.helpers:
            process.wait()
        return alive, min(0.5, max(0.005, span * (0.8 if alive < len(victims) // 2 else 1.25)))

    def printed(self):
        for number in range(1, self.files + 1):
            path = os.path.join(self.stage.top, f"out-{number}")
            if os.path.exists(path):
                with open(path, "rb") as file:
                    yield from (line for line in file.read().split(b"\n")[:-1] if line)
                os.unlink(path)


def begin_round(stage, number, chance):
    crowd = Crowd(stage)
    batch = chance.choice((1, 2, 3, 7, 1000))
    crowd.pipeline("".join(orders(f"P{number}", ORDERS)).encode(), f"order-new --quiet --batch {batch}",
                   f"order-ship --quiet --batch {chance.choice((1, 5, 1000))}", f"invoice --quiet --batch {chance.choice((1, 4, 1000))}")
    crowd.pipeline("".join(orders(f"Q{number}", ORDERS, note=500)).encode(), "order-new --quiet", "invoice --quiet")
    crowd.pipeline("".join(orders(f"A{number}", ORDERS)).encode(), "order-new --quiet --atomic")
    crowd.pipeline(b'{"sku":"LAMPE-4","add":1}\n' * ORDERS, "stock-adjust --quiet --batch 4")
    crowd.pipeline("".join(products(4, description=8 * number)).encode(), "catalog-import --quiet --batch 1")
    return crowd


def read_beside(stage, chance):
    """Readers, some of which are killed as well; those that live must be content."""
    problems = []
    for command in ("kpi --by sku", "order-list", "store-verify --quiet"):
        process = subprocess.Popen(command.split(), env=stage.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if chance.random() < 0.3:
            time.sleep(chance.random() * 0.01)
            process.kill()
        _, err = process.communicate()
        if process.returncode not in (0, -9) and not (command.startswith("store-verify") and process.returncode == 1 and b"not finished" in err):
            problems.append(f"{command} beside the others: exit {process.returncode}: {err.decode()[:300]}")
    return problems


class Follower:
    """store-log --follow, killed now and then, and begun again behind the last whole line that it gave."""

    def __init__(self, stage):
        self.stage = stage
        self.path = os.path.join(stage.top, "followed")
        self.followed = b""
        self.process = None

    def start(self):
        seq = self.followed.count(b"\n")
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(["store-log", "--follow", "--since", str(seq + 1)], env=self.stage.environment(), stdout=out,
                                            stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.kill()
        self.process.wait()
        with open(self.path, "rb") as file:
            came = file.read()
        self.followed += came[:came.rfind(b"\n") + 1]

    def catch_up(self, journal):
        self.start()
        for _ in range(200):
            time.sleep(0.05)
            if len(self.followed) + os.path.getsize(self.path) >= len(journal):
                break
        self.stop()


def without_hole(kind, numbers):
    missing = sorted(set(range(1, len(numbers) + 1)) - set(numbers))
    twice = len(numbers) - len(set(numbers))
    return ([f"{kind}: missing: {missing[:10]}"] if missing else []) + ([f"{kind}: {twice} are there twice"] if twice else [])


def canonical(value):
    return json.dumps(value, sort_keys=True)


tap = Tap()
skip_unless_faults_work()
chance = seed()
with Stage() as stage:
    for step in the_run()[:3]:
        stage.run(step)
    killed = rounds = 0
    span = 0.03
    printed = []
    beside = []
    verified = []
    follower = Follower(stage)
    follower.start()
    while killed < KILLS and rounds < ROUNDS:
        rounds += 1
        crowd = begin_round(stage, rounds, chance)
        if rounds % 3 == 0:
            beside += read_beside(stage, chance)
        alive, span = crowd.kill_some(chance, span)
        killed += alive
        printed += crowd.printed()
        if rounds % 2 == 0:
            follower.stop()
            follower.start()
            killed += 1
        if rounds % 4 == 0:
            # A writer has to come first: what was left unfinished is named until it is set aside.
            came = stage.tool("stock-adjust --quiet LAMPE-4 +1")
            verdict = stage.tool("store-verify --quiet")
            verified += [f"round {rounds}: {one} {one.out[:200]!r}" for one in (came, verdict) if one.status]
        if rounds % 9 == 0:
            shutil.rmtree(os.path.join(stage.store, "index"), ignore_errors=True)  # readers may be making it
    follower.stop()
    tap.result(f"processes were killed: {killed}, in {rounds} rounds", [] if killed >= KILLS else [f"wanted {KILLS}"])
    tap.result("those who read beside them were content", beside)
    last = stage.tool("stock-adjust --quiet LAMPE-4 +1")
    verified += [f"at the end: {one}" for one in (last, stage.tool("store-verify")) if one.status]
    tap.result("the store was in order every time", verified)
    journal = journal_of(stage.take())
    values = {}
    stored = set()
    for line in journal.split(b"\n")[:-1]:
        for change in json.loads(line)["changes"]:
            values[change["id"]] = change["value"]
            stored.add(canonical(change["value"]))
    found = [line for line in printed if canonical(json.loads(line)) in stored]
    tap.result(f"{len(printed)} records were printed, and are there", [f"lost: {line[:200]!r}" for line in printed
                                                                       if canonical(json.loads(line)) not in stored])
    kinds = {kind: [value for key, value in values.items() if key.startswith(kind + "/")] for kind in ("order", "invoice")}
    tap.result("orders are numbered without hole or twin", without_hole("order", [int(order["id"]) for order in kinds["order"]]))
    tap.result("invoices too", without_hole("invoice", [invoice["sequence"] for invoice in kinds["invoice"]]))
    references = [order["reference"] for order in kinds["order"]]
    tap.result("no order is there twice", [] if len(references) == len(set(references)) else ["some are"])
    listed = stage.tool("order-list").records()
    tap.result("and the index has them all", [] if {canonical(json.loads(line)) for line in listed} ==
               {canonical(order) for order in kinds["order"]} else [f"order-list gives {len(listed)} of {len(kinds['order'])}"])
    follower.catch_up(journal)
    tap.result("the follower had every transaction once", [] if follower.followed == journal else [
        f"{len(follower.followed)} bytes of {len(journal)}, the same: {journal.startswith(follower.followed)}"])
    tap.figure("kills", killed)
    tap.figure("records-acknowledged", len(printed))
    tap.figure("records-found", len(found))
tap.end()
