#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store that is copied while it is written to gives a store of a moment ago, whatever the order in which its files were
copied: it opens with the next tool, is in order, and has all that was acknowledged before the copying began."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
COPY = tap.scratch / "copy"
BACKUP = tap.scratch / "backup"


def orders(prefix, count):
    return "".join(json.dumps({"reference": f"{prefix}-{number}", "customer": {"name": f"{prefix} {number}"},
                               "note": "" if number % 3 else "Merci.", "lines": [{"sku": "LIVRE-01", "quantity": 1}]}) + "\n"
                   for number in range(count)).encode()


class Writers:
    """Several without end, at the rate of a busy shop; `printed` is what was acknowledged so far."""

    def __init__(self):
        self.printed = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(number,)) for number in range(3)]
        for thread in self.threads:
            thread.start()

    def write(self, number):
        for turn in itertools.count():
            if self.over.is_set():
                return
            how = (["--batch", "1"], ["--batch", "9"], ["--atomic"], ["--batch", "100000"])[(turn + number) % 4]
            came = subprocess.run(["order-new", "--quiet", *how], check=False, capture_output=True,
                                  input=orders(f"{number}-{turn}", random.choice([1, 5, 60])))
            self.printed += [json.loads(line)["reference"] for line in came.stdout.splitlines()]

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


def copy_with_cp():
    shutil.rmtree(COPY, ignore_errors=True)
    return subprocess.run(["cp", "-a", tap.store, COPY], check=False).returncode


def copy_with_rsync():
    shutil.rmtree(COPY, ignore_errors=True)
    return subprocess.run(["rsync", "-a", f"{tap.store}/", f"{COPY}/"], check=False).returncode


def copy_again_with_rsync():
    """Over the backup of a moment ago, which is put back elsewhere."""
    status = subprocess.run(["rsync", "-a", "--delete", f"{tap.store}/", f"{BACKUP}/"], check=False).returncode
    shutil.rmtree(COPY, ignore_errors=True)
    return status or subprocess.run(["cp", "-a", BACKUP, COPY], check=False).returncode


def copy_in_any_order():
    """One part after the other, with time between them: people/ may come long before the journal that names them."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    parts = [path.name for path in tap.store.iterdir() if path.name != "format.new"]
    random.shuffle(parts)
    for part in parts:
        subprocess.run(["cp", "-a", tap.store / part, COPY / part], check=False)
        time.sleep(random.random() * 0.02)
    return 0


def copy_people_first():
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    for part in ("people", "head", "journal", "index", "lock", "format", "documents"):
        subprocess.run(["cp", "-a", tap.store / part, COPY / part], check=False)
        time.sleep(random.random() * 0.03 if part == "people" else 0)
    return 0


def copied_journal():
    return b"".join(path.read_bytes() for path in sorted((COPY / "journal").glob("*.jsonl")))


def check(how, acknowledged, first, wrong):
    """`first` is the tool that finds the copy."""
    env = {**os.environ, "COLPORTEUR_STORE": str(COPY)}

    def call(*command):
        came = tap.run(*command, env=env)
        if came.returncode not in (0, 1) or (came.returncode and command[0] != "store-verify"):
            wrong.append(f"{how}, {first[0]} first: {command[0]} ends with {came.returncode}: {came.stderr[-200:]}")
        return came.stdout

    if first[0] == "store-verify":
        # What was not copied whole is named: what the next writer sets aside, or that the head was copied after the journal.
        problems = [problem for problem in tap.records(call(*first)) if problem["code"] != "torn_end"]
        if any("were acknowledged" not in problem["reason"] for problem in problems):
            wrong.append(f"{how}: store-verify finds {problems}")
    else:
        call(*first)
    before = len(copied_journal())
    call("stock-adjust", "--quiet", "CASS-16", "+1")
    verified = tap.run("store-verify", "--quiet", env=env)
    if verified.returncode != 0:
        wrong.append(f"{how}, {first[0]} first: store-verify: {verified.stderr[-200:]}")
    mine, theirs = copied_journal(), b"".join(tap.journal())
    ours = 1 + (first[0] == "stock-adjust" and "--dry-run" not in first)
    kept = b"".join(mine.splitlines(keepends=True)[:-ours])
    if not theirs.startswith(kept):
        wrong.append(f"{how}: the journal is no prefix")
    listed = tap.records(call("order-list", "--with", "person"))
    lost = set(acknowledged) - {order["reference"] for order in listed}
    if lost:
        wrong.append(f"{how}, {first[0]} first: {len(lost)} orders acknowledged before are not there: {sorted(lost)[:3]}")
    nameless = [order["id"] for order in listed if "-" in order["reference"] and order["reference"][0].isdigit()
                and order["customer"].get("name", "") == ""]
    if nameless:
        wrong.append(f"{how}: {len(nameless)} orders whose customer is not there: {nameless[:3]}")
    return sum(path.stat().st_size for path in (COPY / "journal").glob("*.torn-*")), before


FIRST = itertools.cycle([("order-list", "--limit", "1"), ("stock-adjust", "--quiet", "CASS-16", "+1"), ("store-verify", "--quiet"),
                         ("store-log", "--since", "20"), ("stock-adjust", "--dry-run", "--quiet", "CASS-16", "+1"),
                         ("store-rebuild", "--quiet")])
rounds = 120 if tap.TORTURE else 7
total = shortened = 0
ways = [("cp -a", copy_with_cp), ("in any order", copy_in_any_order), ("people first", copy_people_first)]
if shutil.which("rsync"):
    ways += [("rsync -a", copy_with_rsync), ("rsync -a again", copy_again_with_rsync)]
else:
    tap.skip("copies by rsync", "rsync is not installed")
for how, make in ways:
    tap.fresh_store()
    shutil.rmtree(BACKUP, ignore_errors=True)
    tap.run("stock-adjust", "--quiet", "LIVRE-01", "=1000000")
    writers = Writers()
    time.sleep(0.2)
    wrong = []
    for turn in range(rounds):
        if turn == rounds // 2:
            os.environ["COLPORTEUR_NOW"] = "2026-12-01T00:00:00Z"
        acknowledged = list(writers.printed)
        status = make()
        if status not in (0, 24):  # of rsync: files vanished, as those of an index that was made anew
            wrong.append(f"{how}: status {status}")
        shorter, _ = check(how, acknowledged, next(FIRST), wrong)
        shortened += shorter > 0
        total += 1
    writers.end()
    os.environ["COLPORTEUR_NOW"] = tap.NOON
    tap.nothing(wrong, f"{how}: {rounds} copies of a store that is written to")
    tap.in_order(f"{how}: the store itself is in order")
tap.figure("copies-of-a-live-store", total)
tap.figure("of-them-set-an-end-aside", shortened)

# What a copy may lack, step by step: the journal goes on with transactions whose persons were not copied.

tap.fresh_store()
tap.run("order-new", "--quiet", input=orders("kept", 2))
people = {path.name: path.read_bytes() for path in (tap.store / "people").iterdir()}
tap.run("order-new", "--quiet", input=orders("late", 3))
tap.run("stock-adjust", "--quiet", "--reason", "late", "CASS-16", "+1")
whole = b"".join(tap.journal())


def lacking():
    """A copy that has the persons of a moment before."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(tap.store, COPY)
    for name, text in people.items():
        (COPY / "people" / name).write_bytes(text)
    return {**os.environ, "COLPORTEUR_STORE": str(COPY)}


env = lacking()
references = [order["reference"] for order in tap.records(tap.run("order-list", env=env).stdout)]
tap.equal([one for one in references if one.startswith(("kept", "late"))], ["kept-0", "kept-1"], "a reader sees the copy as far as its persons go")
tap.equal(copied_journal(), whole, "and changes nothing")
verified = tap.records(tap.run("store-verify", "--quiet", env=env).stdout)
tap.equal([problem["code"] for problem in verified], ["torn_end"], "store-verify names what is behind")
tap.equal(tap.run("order-new", "--quiet", input=orders("new", 1), env=env).returncode, 0, "a writer goes on")
aside = b"".join(path.read_bytes() for path in (COPY / "journal").glob("*.torn-*"))
lines = copied_journal().splitlines(keepends=True)
tap.equal(b"".join(lines[:-1]) + aside, whole, "behind the last transaction whose persons are there, and keeps what was behind")
tap.equal(tap.run("store-verify", "--quiet", env=env).returncode, 0, "and the copy is in order")

# The same in a store that was not copied is damage: nothing is set aside.
shutil.rmtree(COPY)
for name, text in people.items():
    with open(tap.store / "people" / name, "rb+") as file:
        file.truncate(len(text))
for index in (True, False):
    if not index:
        shutil.rmtree(tap.store / "index")
    tap.equal(tap.run("store-verify", "--quiet").returncode, 1, f"persons lost in the store itself are found{'' if index else ', also without an index'}")
    tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
    tap.ok(b"".join(tap.journal()).startswith(whole) and not list((tap.store / "journal").glob("*.torn-*")), "and its journal is left as it is")

# A journal that is copied without any persons, for who shall not see them, is whole.
tap.fresh_store()
shutil.rmtree(COPY, ignore_errors=True)
shutil.copytree(tap.store, COPY)
for path in (COPY / "people").iterdir():
    path.unlink()
env = {**os.environ, "COLPORTEUR_STORE": str(COPY)}
tap.equal(tap.run("order-list", env=env).stdout.count(b"\n"), 5, "a copy without any persons has all its orders")

tap.end()
