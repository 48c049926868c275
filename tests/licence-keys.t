#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop of software: 32 processes give keys, and some are killed; each key is one customer's, who gets the same ones each time,
and none stands anywhere but with the persons. With TORTURE=1 there are 10,000 keys."""

import collections
import json
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

random = tap.random_generator()
KEYS = 10000 if tap.TORTURE else 600
ORDERS = 3 * KEYS // 5
PROCESSES = 32


def listed():
    return {grant["id"]: grant for grant in tap.records(tap.run("grant-list", "--keys").stdout)}


def together(commands, kills=0):
    """Runs them all at once, each with an input; some are killed. Whoever came to an end did so without a failure."""
    running = []
    for number, (arguments, text) in enumerate(commands):
        with open(f"keys-{number}.in", "w", encoding="utf-8") as file:
            file.write(text)
        with open(f"keys-{number}.in", "rb") as source, open(f"keys-{number}.out", "wb") as sink, \
                open(f"keys-{number}.err", "wb") as errors:
            running.append(tap.start(*arguments, "--quiet", "--batch", 1 + number % 3, "--wait", 600, stdin=source, stdout=sink,
                                     stderr=errors))
    killed = set()
    while len(killed) < kills and any(process.poll() is None for process in running):
        process = random.choice([process for process in running if process.poll() is None] or running)
        process.send_signal(signal.SIGKILL)
        killed.add(process)
        time.sleep(random.random() * 0.05)
    statuses = {process.wait() for process in running}
    tap.ok(statuses <= {0, 1, -signal.SIGKILL}, f"{len(commands)} processes come to their end", statuses)


secrets = [f"PHO5-{number:05d}-{random.getrandbits(40):010X}" for number in range(KEYS)]
tap.fresh_store()
tap.run("catalog-import", "--quiet", input=b'{"sku":"PHOTO-5","name":"Photo 5","kind":"digital","price":"49.00"}\n')

# All of them bring the same keys in.
together([(["grant-pool-import", "--sku", "PHOTO-5"], "\n".join(random.sample(secrets, KEYS)) + "\n") for _ in range(4)], kills=1)
tap.run("grant-pool-import", "--quiet", "--sku", "PHOTO-5", input="\n".join(secrets).encode())
pool = tap.records(tap.run("grant-pool-list").stdout)
tap.equal([(one["free"], one["given"]) for one in pool], [(KEYS, 0)], "each key came in once")

# More units than keys: 1 to 3 of each order.
wanted = [random.randint(1, 3) for _ in range(ORDERS)]
tap.run("order-new", "--quiet", input="".join(
    json.dumps({"reference": f"K-{number}", "financial_status": "paid", "lines": [{"sku": "PHOTO-5", "quantity": units}]}) + "\n"
    for number, units in enumerate(wanted)).encode())
orders = {order["id"]: order for order in tap.records(tap.run("order-list").stdout) if order["reference"].startswith("K-")}
tap.equal(len(orders), ORDERS, "there are orders")
work = [(["grant", "--consent"], "".join(json.dumps({"id": order}) + "\n" for order in random.sample(sorted(orders), ORDERS // 4)))
        for _ in range(PROCESSES)]
together(work, kills=6)
together(work)

grants = listed()
given = [secret for grant in grants.values() for secret in grant["licence_keys"]]
twice = [secret for secret, count in collections.Counter(given).items() if count > 1]
tap.nothing(twice, "no key is given twice")
tap.ok(set(given) <= set(secrets), "and none that did not come")
tap.nothing([grant["id"] for grant in grants.values() if len(grant["keys"]) != orders[grant["order"]]["lines"][0]["quantity"]],
            "each grant has as many as units")
pool = tap.records(tap.run("grant-pool-list").stdout)[0]
tap.equal((pool["free"], pool["given"]), (KEYS - len(given), len(given)), "and the pool has the others")

# All the same, whoever asks and however often; and the rest until there are too few.
together([(["grant"], "".join(json.dumps({"id": order}) + "\n" for order in sorted(orders))) for _ in range(PROCESSES // 4)])
after = listed()
tap.nothing([grant for grant in grants if after[grant].get("licence_keys") != grants[grant]["licence_keys"]], "who had keys has the same")
given = [number for grant in after.values() for number in grant["keys"]]
tap.equal(len(given), len(set(given)), "no key is given twice")
pool = tap.records(tap.run("grant-pool-list").stdout)[0]
missing = [order for order in orders if f"{order}-1" not in after]
tap.ok(pool["free"] < 3 and missing, "there are fewer keys than wanted", pool, len(missing))
refused = tap.run("grant", missing[0])
tap.ok(refused.returncode == 1 and f", {pool['free']} left".encode() in refused.stderr, "who comes too late is told how many are left",
       refused.stderr)

# What is given back is revoked, at once by many.
back = random.sample(sorted(after), ORDERS // 10)
together([(["refund", "--key", "all"], "".join(json.dumps({"id": after[grant]["order"]}) + "\n" for grant in back))] * 4)
tap.nothing([grant["id"] for grant in listed().values() if ("keys" in grant) == (grant["id"] in back)], "what is given back has no key")
pool_after = tap.records(tap.run("grant-pool-list").stdout)[0]
tap.equal((pool_after["free"], pool_after["revoked"]), (pool["free"], sum(len(after[grant]["keys"]) for grant in back)),
          "and no other gets it")

# A year later the months are archives, and the keys are still where they were.
tap.run("store-close", "--quiet", "--now", "2027-12-01T12:00:00Z")
archived = tap.run("store-archive", "--quiet", "--now", "2027-12-01T12:00:00Z")
tap.ok(archived.returncode == 0 and list((tap.store / "journal").glob("*.zst")), "the journal is archived", archived.stderr)
before = listed()
tap.run("rm", "-rf", tap.store / "index")
tap.equal(listed(), before, "the journal alone tells the same")
elsewhere = [path for path in tap.store.rglob("*") if path.is_file() and path.parent.name != "people"
             and any(secret.encode() in path.read_bytes() for secret in secrets[:50])]
tap.nothing(elsewhere, "no key stands anywhere but with the persons")
told = [name for name in os.listdir(".") if name.endswith((".out", ".err")) and "PHO5-" in open(name, encoding="utf-8").read()]
tap.nothing(told, "and no tool told one")
tap.in_order("the store is in order")
person = sorted((tap.store / "people").glob("*.jsonl"))[0]
text = person.read_bytes()
person.write_bytes(text.replace(secrets[7].encode(), secrets[7][::-1].encode()))
tap.equal(tap.run("store-verify", "--quiet").returncode, 1, "a key that somebody altered is noticed")
tap.end()
