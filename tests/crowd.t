#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd at the store: nobody gets what another one has, no number is given twice, everybody is served in turn.

The short form starts as many processes as the long one (TORTURE=1), which gives each more to do."""

import collections
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
SKU = "CASS-16"


def order(reference, quantity=1, sku=SKU):
    return json.dumps({"reference": reference, "lines": [{"sku": sku, "quantity": quantity}]}) + "\n"


def stock(sku=SKU):
    return next(level for level in tap.records(tap.run("stock-list", sku).stdout) if level["location"] == "main")


def give(sku, units):
    tap.fresh_store()
    if tap.run("stock-adjust", "--quiet", sku, f"={units}").returncode != 0:
        sys.exit("stock-adjust failed")


class Worker:
    """A process with its input and what it wrote, which is started again with the same input until it comes to its end."""

    def __init__(self, name, text, *command):
        self.name = name
        self.command = command
        with open(f"{name}.in", "w", encoding="utf-8") as file:
            file.write(text)
        self.starts = 0
        self.begin()

    def begin(self):
        self.starts += 1
        with open(f"{self.name}.in", "rb") as source, open(f"{self.name}.out.{self.starts}", "wb") as sink, \
                open(f"{self.name}.err.{self.starts}", "wb") as errors:
            self.process = tap.start(*self.command, "--rejects", f"{self.name}.rejects.{self.starts}",
                                     stdin=source, stdout=sink, stderr=errors)

    def read(self, kind):
        """The lines of all its lives; one that was cut when it was killed was never finished."""
        lines = []
        for life in range(1, self.starts + 1):
            try:
                with open(f"{self.name}.{kind}.{life}", "rb") as file:
                    lines += [line for line in file if line.endswith(b"\n")]
            except FileNotFoundError:
                pass
        return lines


def finish(workers, kills=0):
    """Waits for all; kills some of them at random moments, each of which starts again. Gives the number of those killed."""
    killed = 0
    while any(worker.process.poll() is None for worker in workers):
        live = [worker for worker in workers if worker.process.poll() is None]
        if killed < kills and live:
            worker = random.choice(live)
            worker.process.send_signal(signal.SIGKILL)
            if worker.process.wait() == -signal.SIGKILL:
                killed += 1
                worker.begin()
            time.sleep(random.random() * 0.02)
        else:
            time.sleep(0.02)
    return killed


# 1. 64 processes, one SKU, 500 units.

def fight(name, units, quantity, attempts, kills):
    give(SKU, units)
    reserved = stock()["reserved"]
    start = time.monotonic()
    workers = [Worker(f"fight-{quantity}-{number}", "".join(order(f"{number}-{attempt}", quantity) for attempt in range(attempts)),
                      "order-new", "--batch", 1 + number % 5, "--wait", 600) for number in range(64)]
    killed = finish(workers, kills)
    took = time.monotonic() - start
    statuses = collections.Counter(worker.process.returncode for worker in workers)
    tap.ok(set(statuses) <= {0, 1}, f"{name}: 64 processes come to their end", statuses)

    level = stock()
    sellable = (units - reserved) // quantity
    left = units - reserved - sellable * quantity
    tap.equal((level["on_hand"], level["reserved"], level["available"]), (units, reserved + sellable * quantity, left),
              f"{name}: all that is there is sold, and no more")
    sold = {record["reference"] for worker in workers for record in tap.records(b"".join(worker.read("out")))}
    stored = {record["reference"]: record for record in tap.records(tap.run("order-list").stdout)}
    placed = {reference for reference in stored if reference[0].isdigit()}
    tap.equal(len(placed), sellable, f"{name}: {sellable} orders are in the store")
    tap.ok(sold <= placed if killed else sold == placed, f"{name}: what was printed is there", sorted(sold ^ placed)[:10])
    tap.equal(sorted(int(record["id"]) for record in stored.values()), list(range(1, len(stored) + 1)),
              f"{name}: orders are numbered without hole or twin")

    refused = [json.loads(line) for worker in workers for line in worker.read("rejects")]
    told = [line for worker in workers for line in worker.read("err") if b": only " in line]
    if not killed:
        tap.equal(len(refused), 64 * attempts - sellable, f"{name}: everybody else is refused")
        tap.equal(len(told), len(refused), f"{name}: and told so")
    wrong = [reject for reject in refused if reject["code"] != "not_available" or reject.get("available") not in range(quantity)
             or f"only {reject['available']} of \"{SKU}\" available" not in reject["reason"]]
    tap.nothing(wrong[:5], f"{name}: {len(refused)} losers are told how many are left, in words and as a number")
    tap.equal({reject["available"] for reject in refused if "available" in reject}, {left}, f"{name}: which is the truth")
    negative = [change for line in tap.journal() for change in json.loads(line)["changes"]
                if change["id"].startswith("stock/") and min(change["value"][key] for key in ("on_hand", "reserved", "available")) < 0]
    tap.nothing(negative, f"{name}: nothing was ever below zero")
    tap.in_order(f"{name}: the store is in order")
    return took, killed, len(refused)


attempts = 1000 if tap.TORTURE else 40
took, _, refused = fight("a fight", 500, 1, attempts, 0)
tap.figure("attempts-on-500-units", 64 * attempts)
tap.figure("losers-told", refused)
tap.figure("attempts-a-second", f"{64 * attempts / took:.0f}")
_, killed, _ = fight("a fight with kills", 500, 3, 1000 if tap.TORTURE else 40, 400 if tap.TORTURE else 30)
tap.figure("fighters-killed", killed)


# What carriers tell comes from many at once, each with all of it in an order of his own, and is what one alone would have told.

TOLD = ["id", "state", "state_at", "delivered_at", "pickup_until", "proof", "events"]


def followed():
    tap.fresh_store()
    tap.run("carrier-set", "--quiet", input=b'{"id":"post","name":"Poste","numbers":[{"name":"a","kind":"pattern","pattern":"A#"}]}\n')
    tap.run("label", "--quiet", "--carrier", "post", "2", "5")


def parcels():
    return tap.records(tap.run("parcel-list", "--fields", ",".join(TOLD)).stdout)


def tell(events, kills):
    events = [json.dumps(event) + "\n" for event in events]
    followed()
    tap.run("track-import", "--quiet", "--carrier", "post", input="".join(events).encode())
    wanted = parcels()
    followed()
    workers = [Worker(f"tell-{number}", "".join(random.sample(events, len(events))),
                      "track-import", "--carrier", "post", "--batch", 1 + number % 5, "--wait", 600) for number in range(16)]
    killed = finish(workers, kills)
    tap.equal({worker.process.returncode for worker in workers}, {0}, f"16 processes tell the same, {killed} killed")
    tap.equal(parcels(), wanted, "parcels are where they would be had one told it")
    tap.ok(all(len(parcel["events"]) > 10 for parcel in wanted), "and that is something")
    tap.in_order("the store is in order")


tell([{"tracking_number": f"A{which}", "at": f"2026-11-{17 + step // 100}T{10 + step // 10 % 10}:{step % 10:02}:00Z",
       "state": random.choice(["in_transit", "exception", "delivered", "refused", "at_pickup_point"]),
       **({"corrects": True} if step % 7 == 0 else {})}
      for which in range(2) for step in range(400 if tap.TORTURE else 40)], 10)


# A coupon for seven orders, one for each customer once, and 25 units at a price of their own: 32 processes want them.

def coupons(attempts, kills):
    give("LIVRE-01", 1000000)
    tap.run("stock-adjust", "--quiet", "CASS-16", "=100000", "COUT-20", "=100000")
    promotions = [{"id": "seven", "kind": "percent", "value": "10", "coupon": "SEVEN", "limit": 7, "applies": {"skus": ["CASS-16"]}},
                  {"id": "once", "kind": "amount", "value": "1.00", "coupon": "ONCE", "limit_per_customer": 1,
                   "applies": {"skus": ["COUT-20"]}},
                  {"id": "flash", "kind": "fixed_price", "value": "9.00", "applies": {"skus": ["LIVRE-01"]}, "stock_cap": 25}]
    tap.run("promotion-set", "--quiet", input="".join(json.dumps(row) + "\n" for row in promotions).encode())
    wants = [("seven", "CASS-16"), ("once", "COUT-20"), (None, "LIVRE-01")]
    workers = []
    for number in range(32):
        lines = []
        for attempt in range(attempts):
            coupon, sku = wants[(number + attempt) % 3]
            lines.append(json.dumps({"reference": f"{number}-{attempt}", "customer": {"email": f"c{number % 8}@client.example"},
                                     "coupons": [coupon] if coupon else [], "lines": [{"sku": sku, "quantity": 2}]}) + "\n")
        workers.append(Worker(f"coupon-{kills}-{number}", "".join(lines), "order-new", "--batch", 1 + number % 4, "--wait", 600))
    killed = finish(workers, kills)
    name = f"coupons, {killed} killed"
    tap.ok({worker.process.returncode for worker in workers} <= {0, 1}, f"{name}: 32 processes come to their end")
    used = [(record["customer"]["id"], discount) for record in tap.records(tap.run("order-list").stdout)
            for discount in record.get("discounts", [])]
    tap.equal(sum(discount["promotion"] == "seven" for _, discount in used), 7, f"{name}: seven orders have the code for seven")
    once = collections.Counter(customer for customer, discount in used if discount["promotion"] == "once")
    tap.equal(sorted(once.values()), [1] * 8, f"{name}: each of eight customers used the other one once")
    flash = [discount for _, discount in used if discount["promotion"] == "flash"]
    tap.equal(sum(discount["units"] for discount in flash), 25, f"{name}: 25 units are sold at their price, the last with one beside it")
    codes = {json.loads(line)["code"] for worker in workers for line in worker.read("rejects")}
    tap.equal(codes, {"coupon_used_up"}, f"{name}: the others are told")
    counted = tap.run("promotion-list", "--with", "use", "--fields", "id,used").stdout
    tap.run("rm", "-rf", tap.store / "index")
    tap.equal(tap.run("promotion-list", "--with", "use", "--fields", "id,used").stdout, counted, f"{name}: the journal counts the same")
    tap.in_order(f"{name}: the store is in order")


coupons(300 if tap.TORTURE else 12, 0)
coupons(300 if tap.TORTURE else 12, 200 if tap.TORTURE else 20)


# 1c. 32 processes label the same orders out of a range that is too short for all of them.

def labels(count, kills):
    give("LIVRE-01", 100000)
    customer = {"name": "Colin Paquet", "address": {"street": "Rue 1", "city": "Huy", "country": "BE"}}
    placed = tap.run("order-new", "--quiet", input="".join(
        json.dumps({"reference": f"L-{number}", "customer": customer, "lines": [{"sku": "LIVRE-01", "quantity": 1}]}) + "\n"
        for number in range(count)).encode()).stdout
    left = count - 5
    tap.run("carrier-set", "--quiet", input=json.dumps({"id": "post", "name": "Poste", "numbers": [
        {"name": "short", "kind": "s10", "prefix": "RB", "country": "BE", "first": 1, "last": left}]}).encode())
    workers = []
    for number in range(32):
        lines = placed.decode().splitlines(keepends=True)
        random.shuffle(lines)
        workers.append(Worker(f"label-{kills}-{number}", "".join(lines), "label", "--carrier", "post", "--batch", 1 + number % 5,
                              "--wait", 600))
    killed = finish(workers, kills)
    name = f"labels, {killed} killed"
    tap.ok({worker.process.returncode for worker in workers} <= {0, 1}, f"{name}: 32 processes come to their end")
    parcels = tap.records(tap.run("parcel-list").stdout)
    tap.equal(sorted(parcel["tracking_drawn"]["serial"] for parcel in parcels), list(range(1, left + 1)),
              f"{name}: each number of the range is given, and none twice")
    tap.equal(len({parcel["order"] for parcel in parcels}), left, f"{name}: no order has two parcels")
    codes = {json.loads(line)["code"] for worker in workers for line in worker.read("rejects")}
    tap.equal(codes, {"range_exhausted"}, f"{name}: the others are told that the range is at its end")
    printed = {line for worker in workers for line in worker.read("out")}
    tap.ok(printed <= set(tap.run("parcel-list").stdout.splitlines(keepends=True)), f"{name}: what anybody printed stands there")
    tap.run("rm", "-rf", tap.store / "index")
    tap.equal(tap.records(tap.run("carrier-list", "--with", "numbers").stdout)[0]["left"], {"short": 0}, f"{name}: the journal says the same")
    tap.in_order(f"{name}: the store is in order")


labels(200 if tap.TORTURE else 25, 0)
labels(200 if tap.TORTURE else 25, 100 if tap.TORTURE else 10)


# 2. 32 processes invoice the same orders.

def invoices(count, kills):
    give("LIVRE-01", 100000)
    tap.run("order-new", "--quiet", input="".join(order(f"I-{number}", sku="LIVRE-01") for number in range(count)).encode())
    orders = tap.run("order-list").stdout
    total = len(orders.splitlines())
    workers = []
    for number in range(32):
        lines = orders.decode().splitlines(keepends=True)
        random.shuffle(lines)
        workers.append(Worker(f"invoice{number}", "".join(lines), "invoice", "--batch", 1 + number % 7, "--wait", 600))
    killed = finish(workers, kills)
    tap.equal({worker.process.returncode for worker in workers}, {0}, f"32 processes invoice {total} orders, {killed} are killed")
    issued = [json.loads(line)["changes"] for line in tap.journal()]
    numbers = [change["value"]["id"] for changes in issued for change in changes if change["id"].startswith("invoice/")]
    tap.equal(numbers, [f"2026-{number:06d}" for number in range(1, total + 1)],
              "numbers are 1 to the last, in the order of the journal: no hole, no twin")
    listed = tap.records(tap.run("invoice-list").stdout)
    tap.equal(len({invoice["order"] for invoice in listed}), total, "each order has one")
    printed = {line for worker in workers for line in worker.read("out")}
    tap.ok(printed <= set(tap.run("invoice-list").stdout.splitlines(keepends=True)), "and what anybody printed is what stands there")
    tap.in_order("invoices are in order")
    return total, killed


total, killed = invoices(2000 if tap.TORTURE else 60, 300 if tap.TORTURE else 30)
tap.figure("invoices-by-32-processes", total)
tap.figure("invoicers-killed", killed)

# 3. Readers beside them see whole transactions.

give("LIVRE-01", 100000)
before = len(tap.run("order-list").stdout.splitlines())
TOGETHER = 7


def write_together(number, rounds):
    """Orders of 7 that are one transaction, each invoiced at once."""
    for turn in range(rounds):
        text = "".join(order(f"T-{number}-{turn}-{place}", sku="LIVRE-01") for place in range(TOGETHER))
        placed = tap.run("order-new", "--quiet", "--atomic", input=text.encode())
        if placed.returncode == 0:
            tap.run("invoice", "--quiet", "--atomic", input=placed.stdout)


def look(wrong):
    listed = tap.records(tap.run("order-list").stdout)
    if (len(listed) - before) % TOGETHER:
        wrong.append(f"order-list: {len(listed) - before} orders, which come by {TOGETHER}")
    issued = len(tap.run("invoice-list").stdout.splitlines()) - 1
    if issued % TOGETHER:
        wrong.append(f"invoice-list: {issued} invoices, which come by {TOGETHER}")
    # The journal as one process saw it: at its end orders, stock and invoices fit each other.
    state = {}
    for line in tap.run("store-log").stdout.splitlines(keepends=True):
        if not line.endswith(b"\n"):
            wrong.append("store-log: half a line")
            continue
        for change in json.loads(line)["changes"]:
            state[change["id"]] = change["value"]
    open_lines = sum(row["quantity"] for key, value in state.items() if key.startswith("order/") for row in value["lines"]
                     if row["sku"] == "LIVRE-01" and value["fulfillment_status"] == "unfulfilled")
    if state["stock/LIVRE-01@main"]["reserved"] != open_lines:
        wrong.append(f"store-log: {state['stock/LIVRE-01@main']['reserved']} reserved for {open_lines} in orders")
    wrong.extend(f"{key}: of an order that is not there" for key, value in state.items()
                 if key.startswith("invoice/") and f"order/{value['order']}" not in state)


wrong, looks = [], 0
writers = [threading.Thread(target=write_together, args=(number, 60 if tap.TORTURE else 8)) for number in range(4)]
for thread in writers:
    thread.start()
while any(thread.is_alive() for thread in writers):
    look(wrong)
    looks += 1
for thread in writers:
    thread.join()
look(wrong)
tap.nothing(wrong, f"readers see whole transactions, {looks} times while four write")
tap.equal(len(tap.run("invoice-list").stdout.splitlines()) - 1, 4 * TOGETHER * (60 if tap.TORTURE else 8), "all of which are there")

# 4. The index has a lock of its own, which would hide that ours is gone: so here it is thrown away, again and again.

give("LIVRE-01", 100000)
each = 400 if tap.TORTURE else 40
workers = [Worker(f"bare{number}", "".join(order(f"B-{number}-{turn}", sku="LIVRE-01") for turn in range(each)),
                  "order-new", "--batch", 1, "--wait", 600) for number in range(16)]
removed = 0
while any(worker.process.poll() is None for worker in workers):
    tap.run("rm", "-rf", tap.store / "index")
    removed += 1
    time.sleep(0.03)
tap.equal({worker.process.returncode for worker in workers}, {0}, f"16 writers do not mind an index that vanishes ({removed} times)")
stored = tap.records(tap.run("order-list").stdout)
tap.equal(sorted(int(record["id"]) for record in stored), list(range(1, 6 + 16 * each)), "orders are numbered without hole or twin")
tap.equal(stock("LIVRE-01")["reserved"], 16 * each + 2, "each reserved its unit")
tap.in_order("and the store is in order")
tap.figure("indexes-thrown-away-under-writers", removed)

# 5. The line before the lock.

tap.fresh_store()


def hold():
    """The lock, as a writer holds it that takes long."""
    lock = open(tap.store / "lock", "rb+")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def adjust(reason, wait=60):
    return tap.start("stock-adjust", "--quiet", "--wait", wait, "--reason", reason, "COUT-20", "+1",
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def served():
    return [change["value"]["reason"] for line in tap.journal() for change in json.loads(line)["changes"]
            if change["id"] == "stock/COUT-20@main" and change["value"].get("reason", "").startswith("turn")]


def tickets():
    """Places in the line: the locks of open files on the lock file, as the kernel lists them."""
    inode = os.stat(tap.store / "lock").st_ino
    with open("/proc/locks", encoding="ascii") as file:
        return sum(1 for line in file if "OFDLCK" in line and f":{inode} " in line)


def until_in_line(count):
    deadline = time.monotonic() + 1
    while tickets() < count and time.monotonic() < deadline:
        time.sleep(0.005)


def queue(count, prefix):
    """So many writers, each in line before the next one starts."""
    processes = []
    for number in range(count):
        processes.append(adjust(f"{prefix} {number:03d}"))
        until_in_line(number + 1)
    return processes


count = 64 if tap.TORTURE else 32
lock = hold()
waiting = queue(count, "turn")
lock.close()
for process in waiting:
    process.wait()
came = served()
overtaken = sum(1 for place, one in enumerate(came) for other in came[:place] if other > one)
tap.equal(len(came), count, f"{count} writers wait for one, and all are served")
tap.equal(overtaken, 0, "in the order in which they came")
tap.figure("writers-in-line", count)
tap.figure("overtakings", overtaken)

# Whoever has many batches stands in line again after each.
give("TORCH-2", 0)
tap.run("catalog-import", "--quiet", input=b'{"sku":"TAS","name":"Tasse","price":"4.00","backorder":true}\n')
flood = Worker("flood", "".join(order(f"flood-{number}", sku="TAS") for number in range(3000)), "order-new", "--batch", 1)
time.sleep(0.1)
longest = 0.0
for number in range(10):
    began = time.monotonic()
    tap.run("stock-adjust", "--quiet", "--reason", f"turn {number}", "COUT-20", "+1")
    longest = max(longest, time.monotonic() - began)
still = flood.process.poll() is None
flood.process.kill()
flood.process.wait()
tap.ok(still and longest < 2, "ten writers get their turn beside one that writes without end", f"still: {still}, {longest:.3f} s")
tap.figure("longest-wait-beside-a-flood-ms", f"{longest * 1000:.0f}")

# A holder that is stopped makes the others give up in time; one that is killed blocks nobody.
tap.fresh_store()
tap.run("catalog-import", "--quiet", input=b'{"sku":"TAS","name":"Tasse","price":"4.00","backorder":true}\n')


def is_locked():
    with open(tap.store / "lock", "rb+") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def stopped_in_a_batch():
    """A writer stopped while it has the lock: a batch that takes its time, and a lock that nobody else gets."""
    for _ in range(20):
        flood = Worker("stopped", "".join(order(f"S-{number}", sku="TAS") for number in range(60000)), "order-new",
                       "--batch", 1000000)
        while flood.process.poll() is None and not is_locked():
            time.sleep(0.001)
        time.sleep(0.1)  # by then it is in its batch, and past the opening of the index, which readers share
        flood.process.send_signal(signal.SIGSTOP)
        if flood.process.poll() is None and is_locked():
            break
    return flood


holder = stopped_in_a_batch()
for wait in (0, 1):
    began = time.monotonic()
    crowd = [adjust("turn", wait) for _ in range(16)]
    statuses = {process.wait() for process in crowd}
    took = time.monotonic() - began
    tap.equal(statuses, {75}, f"sixteen writers that wait {wait} s for one that is stopped end with 75")
    tap.ok(wait * 0.95 <= took < wait + 3, "in time", f"{took:.2f} s")
tap.equal(tap.run("order-list", "--limit", "1").returncode, 0, "a reader does not wait for it")
waiting = [adjust(f"turn {number}") for number in range(8)]
until_in_line(8)
holder.process.kill()
began = time.monotonic()
holder.process.wait()
statuses = {process.wait() for process in waiting}
took = time.monotonic() - began
tap.equal(statuses, {0}, "those who wait for one that is killed are served")
tap.ok(took < 5, "at once", f"{took:.2f} s")
tap.in_order("and the store is in order")

# The first in line is stopped, or killed: the others go past.
for how in (signal.SIGSTOP, signal.SIGKILL):
    lock = hold()
    waiting = queue(9, f"turn {how.name}")
    waiting[0].send_signal(how)
    lock.close()
    began = time.monotonic()
    statuses = {process.wait() for process in waiting[1:]}
    took = time.monotonic() - began
    tap.equal(statuses, {0}, f"{how.name} for the first in line: the others are served")
    tap.ok(took < 20, "within seconds", f"{took:.2f} s")
    waiting[0].send_signal(signal.SIGCONT)
    status = waiting[0].wait()
    tap.equal(status, 0 if how == signal.SIGSTOP else -signal.SIGKILL, "and so is it, if it goes on")
tap.equal(tickets(), 0, "nobody stands in line any more")
tap.in_order("the store is in order")

tap.end()
