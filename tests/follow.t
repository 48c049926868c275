#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal is a feed: store-log --follow delivers every transaction once and in order, to many, whatever happens meanwhile,
and nobody who follows is in the way of those who write."""

import fcntl
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()


def orders(prefix, count, persons=True):
    """Without persons, who must be on the disk first, lines of a large batch reach the file as they are made."""
    return "".join(json.dumps({"reference": f"{prefix}-{number}", **({"customer": {"name": f"{prefix} {number}"}} if persons else {}),
                               "lines": [{"sku": "LIVRE-01", "quantity": 1}]}) + "\n" for number in range(count)).encode()


def plenty():
    tap.fresh_store()
    tap.run("stock-adjust", "--quiet", "LIVRE-01", "=1000000")


def wait_until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


# 1. From any place: the same lines as by reading all that is before.

plenty()
for month in range(3):
    os.environ["COLPORTEUR_NOW"] = ("2026-11-21T12:00:00Z", "2026-12-21T12:00:01Z", "2027-01-21T12:00:02Z")[month]
    tap.run("order-new", "--quiet", "--batch", 50, input=orders(f"M{month}", 400))
    tap.run("order-new", "--quiet", "--atomic", input=orders(f"A{month}", 300))  # one line longer than what is halved
    tap.run("order-new", "--quiet", input=orders(f"N{month}", 100))
lines = tap.journal()
wrong = []
places = set(random.sample(range(1, len(lines) + 1), len(lines) if tap.TORTURE else 20)) | {1, 2, len(lines) - 1, len(lines)}
places |= {number for number, line in enumerate(lines, 1) if len(line) > 50000} | {number for number, line in enumerate(lines, 2) if len(line) > 50000}
for place in sorted(places):
    if tap.run("store-log", "--since", place).stdout != b"".join(lines[place - 1:]):
        wrong.append(f"--since {place}")
if tap.run("store-log", "--since", len(lines) + 1).stdout:
    wrong.append("--since what is not yet")
tap.nothing(wrong, f"--since gives the same lines from each of {len(places)} places in {len(list((tap.store / 'journal').glob('*.jsonl')))} months")
instants = sorted({json.loads(line)["at"] for line in lines})
wrong = [at for at in instants if tap.run("store-log", "--since", at).stdout !=
         b"".join(line for line in lines if json.loads(line)["at"] >= at)]
tap.nothing(wrong, f"and from each of {len(instants)} moments")

# 2. Ten followers while many write, are killed, change the month, rebuild the index and throw it away.


class Follower:
    """Killed and started again behind the last whole line that it gave."""

    def __init__(self, name, since=1, user=None):
        self.path = f"{name}.feed"
        self.errors = f"{name}.err"
        self.user = user
        self.text = b""
        self.lives = 0
        self.since = since
        self.begin()

    def begin(self):
        self.lives += 1
        command = ["store-log", "--follow", "--since", self.since + self.text.count(b"\n")]
        if self.user:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", "--", *command]
        with open(self.path, "wb") as sink, open(self.errors, "ab") as errors:
            self.process = tap.start(*command, stdout=sink, stderr=errors)

    def seen(self):
        with open(self.path, "rb") as file:
            return self.text + file.read()

    def end(self, how=signal.SIGKILL):
        """What it gave, to the last whole line: the next life begins behind that."""
        early = self.process.poll()
        self.process.send_signal(how)
        self.process.wait()
        text = self.seen()
        self.text = text[:text.rfind(b"\n") + 1]
        return early

    def again(self):
        early = self.end()
        if early is not None:
            with open(self.errors, "rb") as errors:
                return [f"a follower ended by itself with {early}: {errors.read()[-200:]}"]
        self.begin()
        return []


def write(number, over, killed):
    turn = 0
    while not over.is_set():
        turn += 1
        how = random.choice([["--batch", "1"], ["--batch", "40"], ["--batch", "100000"], ["--atomic"]])
        process = tap.start("order-new", "--quiet", *how, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if random.random() < 0.4:
            threading.Timer(random.random() * 0.05, process.kill).start()
        try:
            process.communicate(orders(f"W{number}-{turn}", random.choice([1, 20, 300])))
        except BrokenPipeError:
            process.wait()
        killed.append(process.returncode == -signal.SIGKILL)


plenty()
os.environ["COLPORTEUR_NOW"] = tap.NOON
as_other = os.geteuid() == 0 and tap.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "store-log", "--help").returncode == 0
other_tmp = tap.scratch / "others-tmp"
if as_other:
    # Who may read the store and not write to it makes an index in a folder for temporary files.
    folder = tap.scratch
    while folder != folder.parent:
        if not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 1)
        folder = folder.parent
    other_tmp.mkdir()
    other_tmp.chmod(0o1777)
    os.environ["TMPDIR"] = str(other_tmp)


def open_to_others():
    subprocess.run(["chmod", "-R", "a+rX", str(tap.store)], check=False, stderr=subprocess.DEVNULL)


def make_month(at):
    """Beforehand, for all to read; a file that is empty is no month yet."""
    for folder in ("journal", "people"):
        with open(tap.store / folder / f"{at[:7]}.jsonl", "ab") as file:
            os.fchmod(file.fileno(), 0o644)


for month in sorted((tap.store / "journal").glob("*.jsonl")):
    make_month(month.name)
open_to_others()
followers = [Follower(f"follower{number}") for number in range(10)]
guests = [Follower(f"guest{number}", user=65534) for number in range(2)] if as_other else []
over = threading.Event()
killed = []
writers = [threading.Thread(target=write, args=(number, over, killed)) for number in range(4)]
for thread in writers:
    thread.start()
wrong = []
months = ["2026-12-31T23:59:59.900Z", "2027-01-01T00:00:00Z", "2027-03-15T10:00:00Z", "2028-02-29T00:00:00Z"]
for step in range(1, 300 if tap.TORTURE else 22):
    time.sleep(0.2)
    if step % 5 == 0 and months:
        at = months.pop(0)
        make_month(at)
        os.environ["COLPORTEUR_NOW"] = at
    if step % 7 == 3:
        tap.run("store-rebuild", "--quiet", "--wait", "60")
    if step % 7 == 6:
        tap.run("rm", "-rf", tap.store / "index")
    wrong += random.choice(followers).again()
    if guests and step % 5 == 0:
        wrong += random.choice(guests).again()
over.set()
for thread in writers:
    thread.join()
tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
whole = b"".join(tap.journal())
for follower in followers + guests:
    if not wait_until(lambda one=follower: len(one.seen()) >= len(whole)):
        wrong.append(f"{follower.path}: {len(follower.seen())} bytes of {len(whole)}")
    early = follower.end(signal.SIGTERM)
    if early is not None:
        with open(follower.errors, "rb") as errors:
            wrong.append(f"{follower.path} ended by itself with {early}: {errors.read()[-200:]}")
    if follower.text != whole:
        place = next((at for at, (a, b) in enumerate(zip(follower.text, whole)) if a != b), min(len(follower.text), len(whole)))
        wrong.append(f"{follower.path} is another at byte {place}: {follower.text[place - 10:place + 60]} / {whole[place - 10:place + 60]}")
lives = sum(follower.lives for follower in followers + guests)
files = len(list((tap.store / "journal").glob("*.jsonl")))
tap.nothing(wrong, f"ten followers in {lives} lives have the journal, byte for byte: {whole.count(10)} transactions in {files} months")
tap.ok(any(killed) and not all(killed) and files >= 4, "while writers were killed and months went by", f"{sum(killed)} of {len(killed)}, {files} months")
if not as_other:
    skip_reason = "it takes root, setpriv and a build that others may read"
    tap.skip("and so have followers that may only read", skip_reason)
else:
    tap.ok(all(guest.text == whole for guest in guests), "and so have followers that may only read")
tap.in_order("the store is in order")
tap.figure("transactions-followed", whole.count(b"\n"))
tap.figure("followers", len(followers) + len(guests))
tap.figure("follower-lives", lives)
tap.figure("writers-killed", sum(killed))

# 3. What a follower costs those who write.

os.environ["COLPORTEUR_NOW"] = tap.NOON


def index_grows(with_follower):
    """The size of the index after many small batches, beside a follower whose reader has stopped reading, or without."""
    plenty()
    follower = tap.start("store-log", "--follow", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) if with_follower else None
    for number in range(12 if tap.TORTURE else 3):
        tap.run("order-new", "--quiet", "--batch", 1, input=orders(f"G{number}", 300))
    size = (tap.store / "index/data.mdb").stat().st_size
    if follower:
        follower.kill()
        follower.wait()
        follower.stdout.close()
    return size


alone, followed = index_grows(False), index_grows(True)
tap.ok(followed <= alone * 1.25, "a follower that nobody reads from keeps no old page of the index", f"{alone} bytes without, {followed} with it")
tap.figure("index-bytes-without-and-with-a-stuck-follower", f"{alone} {followed}")

plenty()
follower = tap.start("store-log", "--follow", "--since", 1000000, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
follower.kill()
follower.wait()
follower.stdout.close()
seq = len(tap.journal())
follower = tap.start("store-log", "--follow", "--since", seq + 1, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
delays = []
time.sleep(0.3)
for number in range(200 if tap.TORTURE else 20):
    time.sleep(random.random() * 0.1)
    tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
    done = time.monotonic()
    line = follower.stdout.readline()
    delays.append(time.monotonic() - done)
    if json.loads(line)["seq"] != seq + 1 + number:
        break
follower.kill()
follower.wait()
follower.stdout.close()
tap.equal(len(delays), 200 if tap.TORTURE else 20, "each transaction comes as it is written")
tap.ok(statistics.median(delays) < 1, "and soon", f"{statistics.median(delays):.3f} s")
tap.figure("follow-latency-median-ms", f"{statistics.median(delays) * 1000:.0f}")

# 4. A follower that finds no index while a writer is at work waits for it.

plenty()
follower = Follower("patient")
wait_until(lambda: follower.seen() == b"".join(tap.journal()))
with open(tap.store / "lock", "rb+") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    shutil.rmtree(tap.store / "index")
    time.sleep(1)
tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
came = wait_until(lambda: follower.seen() == b"".join(tap.journal()))
early = follower.end()
tap.ok(came and early is None, "a follower waits for an index that somebody is making", f"status {early}", len(follower.text))

# 5. Who has an index of its own must not be told what a writer takes back.

if as_other:
    plenty()
    open_to_others()
    guest = Follower("careful", user=65534)
    settled = b"".join(tap.journal())
    wait_until(lambda: guest.seen() == settled)
    def feed():
        try:
            writer.stdin.write(orders("V", 30000, persons=False))
        except BrokenPipeError:
            pass

    # A large batch reaches the file before it is durable; its writer is stopped, then finds the disk full and takes it back.
    writer = tap.start("sh", "-c", "ulimit -f 12000; exec order-new --quiet --batch 1000000", stdin=subprocess.PIPE,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    feeder = threading.Thread(target=feed)
    feeder.start()
    journal = tap.store / "journal/2026-11.jsonl"
    written = wait_until(lambda: journal.stat().st_size > len(settled) + 100000 or writer.poll() is not None)
    writer.send_signal(signal.SIGSTOP)
    ahead = journal.stat().st_size - len(settled)
    time.sleep(0.5)
    during = guest.seen()
    late = Follower("late", user=65534)  # one that comes just then waits until it can know
    time.sleep(0.3)
    late_during = late.seen()
    writer.send_signal(signal.SIGCONT)
    feeder.join()
    try:
        writer.stdin.close()
    except BrokenPipeError:
        pass
    status = writer.wait()
    tap.ok(ahead > 0 and status == 3, "a writer takes back what it had written", f"{ahead} bytes ahead, exit {status}")
    tap.ok(during == settled and not late_during, "followers with an index of their own were told nothing of it",
           f"{len(during) - len(settled)} bytes too many, {len(late_during)} for one that came later")
    tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
    settled = b"".join(tap.journal())
    for one in (guest, late):
        wait_until(lambda it=one: len(it.seen()) >= len(settled))
        early = one.end()
        tap.ok(early is None and one.text == settled, f"{one.path}: the journal as it is",
               f"status {early}, {len(one.text)} bytes of {len(settled)}")
else:
    tap.skip("followers with an index of their own are told nothing that is taken back", skip_reason)

tap.end()
