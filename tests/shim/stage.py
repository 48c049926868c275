# SPDX-License-Identifier: GPL-3.0-or-later
"""What crash.t, power-loss.t, io-errors.t and kills.t have in common: a run of the tools, folders to run them in, the log of
tests/shim/faults.c and the disk that it describes, and what must hold of a store whatever happened to it."""

import concurrent.futures
import datetime
import functools
import hashlib
import hmac
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import vies_server  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("COLPORTEUR_BUILD") or os.path.join(SOURCE, "build")
SHIM = os.path.join(BUILD, "tests/shim/faults.so")
LONG = bool(os.environ.get("TORTURE"))
JOBS = int(os.environ.get("JOBS") or 2)


# TAP, as tests/tap.sh prints it.

class Tap:
    def __init__(self):
        self.count = self.failures = 0

    def result(self, name, problems):
        self.count += 1
        if problems:
            self.failures += 1
        print(f"{'not ok' if problems else 'ok'} {self.count} - {name}")
        for problem in problems[:12]:
            for line in str(problem).split("\n"):
                print(f"#   {line[:400]}")
        if len(problems) > 12:
            print(f"#   and {len(problems) - 12} more")
        sys.stdout.flush()

    def figure(self, key, value):
        print(f"# figure: {key} {value}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failures else 0)


def seed():
    """Of what is random: printed, and taken from SEED to have the same again."""
    value = int(os.environ.get("SEED") or random.SystemRandom().randrange(1 << 31))
    print(f"# SEED={value}")
    return random.Random(value)


def skip_unless_faults_work():
    reason = None
    if not os.path.exists(SHIM):
        reason = "tests/shim/faults.so is not built"
    else:
        with Stage() as stage:
            if stage.run(FIRST, plan="before:1").status != -9:
                reason = "this system does not let tests/shim/faults.so come between"
    if reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(0)


# The run. A line is an instant, a command and what it reads; whatever writes to a store belongs here.

class Step:
    """`answers`: it prints records that stand in the journal. `writes`: else it only reads. `finds`: what happened to the store before."""

    def __init__(self, now, command, reads="", answers=True, finds=None, writes=None):
        self.now = now
        self.argv = command if isinstance(command, list) else command.split()
        self.reads = "".join(reads).encode()
        self.answers = answers
        self.writes = answers if writes is None else writes
        self.finds = finds
        self.name = " ".join(word for word in self.argv if not word.startswith(("company.", "shop.", "--set", "http:")))


SETTINGS = ("store-init --quiet --set company.name=Lampisterie --set company.country=BE --set company.street=Quai --set company.postcode=4500 "
            "--set company.city=Amay --set company.vat_number=BE0123456749 --set shop.currency=EUR --set shop.vat_rate=21")
FIRST = Step("2026-11-02T08:00:00Z", SETTINGS)


def products(count, description=0):
    return [json.dumps({"sku": f"LAMPE-{i}", "name": f"Lampe {i}", "price": f"{10 + i}.90", "description": "Laiton. " * (description // 8)})
            + "\n" for i in range(1, count + 1)]


def orders(prefix, count, persons=True, note=0):
    for i in range(1, count + 1):
        order = {"reference": f"{prefix}-{i}", "placed_at": "2026-11-20T10:00:00Z",
                 "lines": [{"sku": f"LAMPE-{1 + i % 3}", "quantity": 1}]}
        if persons:
            order["customer"] = {"id": f"{prefix}-{i % 5}", "name": f"Client {i % 5}", "email": f"client-{i % 5}@client.example"}
        if note:
            order["note"] = f"Merci {i}. " * (note // 9)
        yield json.dumps(order) + "\n"


CARRIER = '{"id":"post","name":"Poste","hubs":[{"id":"lie","name":"Poste","street":"Quai 7","city":"Bierset","country":"BE"}],"numbers":[{"name":"2026","kind":"s10","prefix":"RB","country":"BE"},{"name":"boxes","kind":"sscc","extension":"3","company_prefix":"4012345"}]}\n'

EVENTS = ['{"tracking_number":"RB000000005BE","state":"in_transit","at":"2026-12-01T08:00:00Z"}\n',
          '{"tracking_number":"RB000000005BE","state":"delivered","at":"2026-12-01T09:00:00Z","proof":{"kind":"scan"}}\n',
          '{"tracking_number":"RB000000014BE","state":"lost","at":"2026-12-01T09:00:00Z"}\n']

LIST = '{"type":"price_list","id":"web","channel":"web"}\n'
PRICE = '{"type":"price","list":"web","sku":"LAMPE-2","prices":[{"price":"11.50"}]}\n'
COUPON = '{"id":"two","kind":"percent","value":"10","coupon":"TWO","limit":2}\n'
WITH_COUPON = '{"reference":"C-1","placed_at":"2026-11-20T10:00:00Z","coupons":["TWO"],"lines":[{"sku":"LAMPE-2","quantity":1}]}\n'

RETURNED = ('{"reference":"R-1","financial_status":"paid","placed_at":"2026-11-20T10:00:00Z",'
            '"lines":[{"sku":"LAMPE-2","quantity":1}]}\n')

# Two who have a place in the same slot, and do not come.
COUNTER = json.dumps({"id": "atelier", "country": "BE", "hours": {day: ["10:00-12:00"] for day in ("monday", "wednesday", "thursday")},
                      "capacity": 2}) + "\n"
COLLECTED = json.dumps({"reference": "K-1", "lines": [{"sku": "LAMPE-4", "quantity": 1}],
                        "pickup": {"counter": "atelier", "slot": "2026-12-02T10:00"}}) + "\n"

# Who comes to customers.
CREW = json.dumps({"id": "crew", "country": "BE", "hours": {day: ["08:00-12:00"] for day in ("wednesday", "thursday")},
                   "slot_minutes": 240, "capacity": 1, "appointments": True}) + "\n"
APPOINTED = json.dumps({"reference": "AP-1", "lines": [{"sku": "LAMPE-2", "quantity": 1}],
                        "appointment": {"counter": "crew", "slot": "2026-12-02T08:00"}}) + "\n"

POINTS = ['{"network":"relais","id":"B-1","name":"Un","country":"BE"}\n', '{"network":"relais","id":"B-2","name":"Deux","country":"BE"}\n']

# Somebody who is forgotten once the order has left.
LEAVING = json.dumps({"reference": "P-1", "financial_status": "paid", "note": "Client parti, sonner", "placed_at": "2026-11-20T10:00:00Z",
                      "customer": {"id": "P-1", "name": "Client parti", "email": "parti@client.example", "vat_number": "BE0695722008",
                                   "address": {"street": "Rue 1", "city": "Huy", "country": "BE"}},
                      "lines": [{"sku": "LAMPE-1", "quantity": 1}]}) + "\n"


GRANT_KEY = os.path.join(SOURCE, "tests/samples/grant.key")


def grant_token(grant, sku, until):
    """As shop/grant.h says."""
    second = int(datetime.datetime.fromisoformat(until.replace("Z", "+00:00")).timestamp())
    with open(GRANT_KEY, "rb") as file:
        key = file.read().rstrip(b"\n")
    said = f"colporteur grant\n{grant}\n{sku}\n{second}".encode()
    return f"{grant}.{second}.{hmac.new(key, said, hashlib.sha256).hexdigest()}"


def told_of_the_erased(state):
    """The journal is the truth: what it says is erased is in no file once a writer has been there."""
    if b'"id":"erasure/customer/P-1"' not in journal_of(state):
        return []
    return [f"{path} still tells of who was erased" for path, data in state.items() if data and any(word in data for word in (b"Client parti", b"parti@", b"0695722008"))]


@functools.lru_cache(maxsize=1)
def register():
    """Who answers vat-check; nobody, where that is not built."""
    if not os.path.exists(os.path.join(BUILD, "cmd/vat-check")):
        return None
    server = vies_server.Server()
    server.start()
    return server.address


def asking_the_register(now, numbers):
    # What is printed is more than what the journal has: the number. Who asks again is to be told, not to ask the register.
    return [Step(now, f"vat-check --quiet --batch 1 --max-age 9 --url {register()}/valid {numbers}", answers=False, writes=True)] if register() else []


def last_of(store, name):
    folder = os.path.join(store, name)
    return os.path.join(folder, max(file for file in os.listdir(folder) if file.endswith(".jsonl")))


def torn_end(store):
    """What a writer may have left: half a line, the persons of the transaction that it was to be, and half of one of them."""
    seq = 1
    for name in os.listdir(os.path.join(store, "journal")):
        with open(os.path.join(store, "journal", name), "rb") as file:
            seq += file.read().count(b"\n")
    person = b'{"seq":%d,"at":"2026-12-01T09:00:00.000Z","id":"customer/X","version":1,"salt":"00","value":{}}\n' % seq
    with open(last_of(store, "journal"), "ab") as file:
        file.write(b'{"seq":%d,"at":"2026' % seq)
    with open(last_of(store, "people"), "ab") as file:
        file.write(person + person[:40])


def no_index(store):
    shutil.rmtree(os.path.join(store, "index"))


def torn_end_and_no_index(store):
    torn_end(store)
    no_index(store)


def older_format(store):
    with open(os.path.join(store, "format"), "wb") as file:
        file.write(b"colporteur-store 1\n")


def first_month(store):
    """A store with less in it; what came later is another's."""
    no_index(store)
    os.unlink(os.path.join(store, "head"))
    for name in ("journal", "people"):
        for month in sorted(os.listdir(os.path.join(store, name)))[1:]:
            os.unlink(os.path.join(store, name, month))


def the_run(scale=1):
    return [
        FIRST,
        Step("2026-11-02T08:05:00Z", "catalog-import --quiet", products(4)),
        Step("2026-11-02T08:10:00Z", "stock-adjust --quiet LAMPE-1 =90000 LAMPE-2 =90000 LAMPE-3 =90000"),
        Step("2026-11-02T08:20:00Z", "customer-set --quiet A-1 group=trade A-2 group=club"),
        Step("2026-11-02T08:20:00Z", "maker-set --quiet", ['{"id":"ardenne","name":"Forges des Ardennes"}\n']),
        Step("2026-11-02T08:22:00Z", "exchange-import --quiet", ['{"of":"EUR","currency":"USD","day":"2026-11-02","rate":"1.0512","source":"ECB"}\n']),
        Step("2026-11-02T08:23:00Z", "tariff-import --quiet", ['{"name":"main","from":"2026-11-02","currency":"EUR","prices_include_tax":true,"zones":[{"zone":"ALL","countries":"*"}],"services":[{"service":"post","mode":"home"}],"rates":[{"service":"post","price":"4.50"}]}\n']),
        Step("2026-11-02T08:25:00Z", "listing-set --quiet", ['{"channel":"google","sku":"LAMPE-1","state":"live"}\n']),
        Step("2026-11-20T10:01:00Z", "order-new --quiet --batch 3", orders("W", 7 * scale)),
        Step("2026-11-20T10:02:00Z", "order-new --quiet --atomic", orders("A", 3 * scale)),
        Step("2026-11-20T10:03:00Z", "order-new --quiet", orders("F", 2 * scale, persons=False)),
        Step("2026-11-20T11:00:00Z", "order-ship --quiet 1 2 3"),
        Step("2026-11-20T11:01:00Z", "invoice --quiet --batch 2 1 2 3"),
        Step("2026-12-01T09:00:00Z", "order-new --quiet --batch 2", orders("D", 4 * scale, note=80)),
        Step("2026-12-01T09:01:00Z", "stock-adjust --quiet --location atelier LAMPE-4 =7"),
        Step("2026-12-01T09:01:20Z", "catalog-import --quiet --layer grossiste", products(5)),
        Step("2026-12-01T09:01:40Z", "catalog-set --quiet LAMPE-4 weight_g=700"),
        Step("2026-12-01T09:02:00Z", [*SETTINGS.split(), "--set", "company.city=Huy"]),
        Step("2026-12-01T09:02:30Z", "channel-set --quiet shopping feed=google stock_buffer=1"),
        Step("2026-12-01T09:02:45Z", ["sh", "-c", "exec feed-export --quiet prestashop --submit --output \"$TMPDIR/feed.csv\""],
             products(3)),
        Step("2026-12-01T09:03:00Z", "store-rebuild --quiet", answers=False),
        Step("2026-12-01T09:04:00Z", "stock-adjust --quiet LAMPE-4 =3", finds=torn_end),
        Step("2026-12-01T09:05:00Z", "order-list", answers=False, finds=torn_end_and_no_index),
        Step("2026-12-01T09:06:00Z", "stock-adjust --quiet LAMPE-4 =4", finds=no_index),
        Step("2026-12-01T09:07:00Z", "order-new --quiet", [LEAVING]),
        Step("2026-12-01T09:07:20Z", "carrier-set --quiet", [CARRIER]),
        Step("2026-12-01T09:07:40Z", f"label --quiet --carrier post --parcels 3 {16 * scale + 1}"),
        Step("2026-12-01T09:07:45Z", f"parcel-void --quiet --reason torn {16 * scale + 1}-3"),
        Step("2026-12-01T09:07:46Z", "label --quiet --carrier post --hub post", [f'{{"id":"{16 * scale + 1}","key":"far"}}\n']),
        Step("2026-12-01T09:07:47Z", f"label --quiet --onward {16 * scale + 1}-4"),
        Step("2026-12-01T09:07:48Z", f"parcel-void --quiet --reason torn {16 * scale + 1}-4-2"),
        Step("2026-12-01T09:07:50Z", "manifest --quiet post"),
        Step("2026-12-01T09:08:00Z", f"order-ship --quiet {16 * scale + 1}"),
        Step("2026-12-01T09:08:03Z", "track-import --quiet --batch 2 --carrier post", EVENTS),
        Step("2026-12-01T09:08:06Z", f"refund --quiet --key scratch --line-amount 1=1.00 {16 * scale + 1}"),
        Step("2026-12-01T09:08:07Z", "credit-note --quiet --batch 1 --line 1 2026-000001 2026-000002"),
        Step("2026-12-01T09:08:08Z", f"refund --quiet --restock {16 * scale + 1}"),
        Step("2026-12-01T09:08:09Z", "payment --quiet --batch 1 --method card --amount 1.00 --key part 4 5 6 7 8"),
        Step("2026-12-01T09:08:09Z", "order-cancel --quiet --batch 1 --line 1 7 8"),
        Step("2026-12-01T09:08:09Z", "refund --quiet --owed 7 8"),
        Step("2026-12-01T09:08:08.05Z", "withdrawal --quiet",
             ['{"id":"f-1","name":"Qui se retire","order":"P-1","contact":"retrait@client.example"}\n', '{"id":"f-1","confirm":true}\n'],
             answers=False, writes=True),
        Step("2026-12-01T09:08:08.1Z", "order-new --quiet", [RETURNED]),
        Step("2026-12-01T09:08:08.2Z", f"order-ship --quiet {16 * scale + 2}"),
        Step("2026-12-01T09:08:08.3Z", f"return-new --quiet {16 * scale + 2}"),
        Step("2026-12-01T09:08:08.4Z", f"return-set --quiet --sent 2026-12-01 {16 * scale + 2}-1"),
        Step("2026-12-01T09:08:08.5Z", f"return-receive --quiet {16 * scale + 2}-1"),
        Step("2026-12-01T09:08:08.6Z", f"refund --quiet --key taken-back --return {16 * scale + 2}-1 {16 * scale + 2}"),
        Step("2026-12-01T09:08:08.65Z", "claim-set --quiet --carrier post --reason late --carriage 3.00 --filed 2026-12-01 "
             f"parcel/{16 * scale + 1}-1 parcel/{16 * scale + 1}-2"),
        Step("2026-12-01T09:08:08.66Z", "carrier-bill-import --quiet --batch 1 --carrier post --bill F-77 --dated 2026-12-01",
             ['{"line":%d,"parcel":"%d-%d","carriage":"3.10","fuel":"0.31"}\n' % (line, 16 * scale + 1, line) for line in (1, 2)]),
        Step("2026-12-01T09:08:09.1Z", "counter-set --quiet", [COUNTER]),
        Step("2026-12-01T09:08:09.2Z", "order-new --quiet", [COLLECTED, COLLECTED.replace("K-1", "K-2")]),
        Step("2026-12-01T09:08:09.3Z", f"pickup-ready --quiet --batch 1 {16 * scale + 3} {16 * scale + 4}"),
        Step("2026-12-01T09:08:09.35Z", ["pickup-collect", *"--quiet --identified --method cash --collector".split(), "Voisine", f"{16 * scale + 4}"]),
        Step("2026-12-01T09:08:09.36Z", "pickup-point-import --quiet --batch 1", POINTS),
        Step("2026-12-01T09:08:09.37Z", "pickup-point-import --quiet --batch 1 --complete --shrink 99", POINTS[:1]),
        Step("2026-12-01T09:08:08.7Z", "return-new --quiet --kind damaged 3"),
        Step("2026-12-01T09:08:08.8Z", "return-resend --quiet 3-1"),
        Step("2026-12-01T09:08:09.91Z", "location-set --quiet", ['{"id":"atelier","serves":["BE"]}\n']),
        Step("2026-12-01T09:08:09.92Z", "stock-transfer --quiet --batch 1",
             ['{"id":"T-1","from":"main","to":"atelier","lines":[{"sku":"LAMPE-1","quantity":5},{"sku":"LAMPE-2","quantity":5}]}\n',
              '{"id":"T-1","received":[{"sku":"LAMPE-1","quantity":2}]}\n']),
        Step("2026-12-01T09:08:09.93Z", f"order-allocate --quiet --line 1=atelier {10 * scale}"),
        Step("2026-12-01T09:08:09.935Z", "order-change --quiet --atomic",
             [f'{{"id":"{10 * scale}","change":{{"key":"c","country":"FR","shipping":{{"method":"van","price":"7.00"}}}}}}\n']),
        Step("2026-12-01T09:08:09.94Z", "pick-list --quiet --key w --unpaid main"),
        Step("2026-12-01T09:08:09.95Z", f"pack --quiet --key p --location main {9 * scale}"),
        Step("2026-12-01T09:08:09.4Z", "catalog-import --quiet", ['{"sku":"PDF-1","name":"PDF","kind":"digital","price":"9.00"}\n']),
        Step("2026-12-01T09:08:09.5Z", "order-new --quiet", ['{"reference":"GR-1","financial_status":"paid","lines":[{"sku":"PDF-1","quantity":1}]}\n']),
        Step("2026-12-01T09:08:09.6Z", f"grant --quiet --consent {16 * scale + 5}"),
        Step("2026-12-01T09:08:09.61Z", f"grant-download --quiet --key-file {GRANT_KEY} --country BE --address 192.0.2.7 --key r-1 "
             + grant_token(f"{16 * scale + 5}-1", "PDF-1", "2026-12-31T09:08:09Z")),
        Step("2026-12-01T09:08:09.62Z", "grant-pool-import --quiet --batch 2 --sku PDF-1", ["PDF-A\n", "PDF-B\n", "PDF-C\n"]),
        Step("2026-12-01T09:08:09.63Z", f"grant --quiet {16 * scale + 5}"),
        Step("2026-12-01T09:08:09.64Z", "grant-revoke --quiet --batch 1 1 2"),
        Step("2026-12-01T09:08:10Z", "price-import --quiet", [LIST, PRICE]),
        Step("2026-12-01T09:08:20Z", "promotion-set --quiet", [COUPON]),
        Step("2026-12-01T09:08:30Z", "price-set --quiet --key k --percent 5 LAMPE-3", answers=False, writes=True),
        Step("2026-12-01T09:08:40Z", "order-new --quiet", [WITH_COUPON, WITH_COUPON.replace("C-1", "C-2")]),
        Step("2026-12-01T09:08:41Z", "counter-set --quiet", [CREW]),
        Step("2026-12-01T09:08:42Z", "order-new --quiet", [APPOINTED]),
        Step("2026-12-01T09:08:43Z", f"order-change --quiet --appointment 2026-12-03T08:00 {16 * scale + 8}"),
        Step("2026-12-01T09:08:44Z", f"order-cancel --quiet {16 * scale + 8}"),
        Step("2026-12-01T09:08:45Z", "catalog-import --quiet", ['{"sku":"CARD-10","name":"Card","kind":"gift_card","price":"10.00"}\n']),
        Step("2026-12-01T09:08:46Z", "order-new --quiet", ['{"reference":"GC-1","financial_status":"paid","lines":[{"sku":"CARD-10","quantity":2}]}\n']),
        Step("2026-12-01T09:08:46.1Z", f"gift-card-new --quiet {16 * scale + 9}"),
        Step("2026-12-01T09:08:46.2Z", "gift-card-new --quiet --batch 1",
             ['{"amount":"20.00","code":"STAGE-0001"}\n', '{"amount":"5.00","code":"STAGE-0002","expires_on":"2026-12-02"}\n']),
        Step("2026-12-01T09:08:46.3Z", "order-new --quiet",
             ['{"reference":"GC-2","lines":[{"sku":"PDF-1","quantity":1}],"payments":[{"means":"gift_card","code":"STAGE-0001","amount":"5.00"}]}\n']),
        Step("2026-12-01T09:08:46.4Z", "payment --quiet",
             [f'{{"id":"{16 * scale + 10}","payment":{{"means":"gift_card","code":"STAGE-0002","partial":true}}}}\n']),
        Step("2026-12-01T09:08:46.5Z", f"refund --quiet --amount 6.00 --key g {16 * scale + 10}"),
        Step("2026-12-01T09:08:46.6Z", f"refund --quiet --amount 1.00 --means store_credit --key c {16 * scale + 10}"),
        Step("2026-12-01T09:08:46.7Z", "gift-card-set --quiet --batch 1 --block lost 1 2"),
        *asking_the_register("2026-12-01T09:08:50Z", "BE0695722008 FR14044821114"),
        Step("2026-12-01T09:09:00Z", "customer-forget --quiet P-1"),
        Step("2026-12-01T09:10:00Z", "store-upgrade --quiet", finds=older_format),
        Step("2026-12-03T08:59:00Z", "gift-card-expire --quiet 4"),
        Step("2026-12-03T09:00:00Z", "store-close --quiet"),
        Step("2027-01-02T08:59:00Z", f"pickup-expire --quiet --batch 1 {16 * scale + 3} {16 * scale + 4}"),
        Step("2027-01-02T09:00:00Z", "invoice --quiet 4 5"),
        Step("2027-01-02T09:00:30Z", "store-close --quiet"),
        Step("2027-01-02T09:00:40Z", "store-archive --quiet", answers=False, writes=True),
        Step("2027-01-02T09:01:00Z", "catalog-import --quiet", products(9 * scale, description=150000)),
        Step("2027-01-02T09:02:00Z", "order-new --quiet --atomic", orders("G", 300 * scale, note=3000), finds=first_month),
        Step("2027-01-02T09:03:00Z", "order-new --quiet", orders("H", 1400 * scale), finds=first_month),
    ]


# A folder that holds a store, and what is put there.

class Outcome:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err.decode(errors="replace")

    def records(self):
        """The lines that are whole."""
        return [line for line in self.out.split(b"\n")[:-1] if line]

    def __str__(self):
        return f"exit {self.status}: {self.err.strip()[:300]}"


class Stage:
    def __init__(self):
        self.top = os.path.realpath(tempfile.mkdtemp(prefix="colporteur-stage."))
        self.folder = os.path.join(self.top, "disk")
        self.store = os.path.join(self.folder, "store")
        self.log = os.path.join(self.top, "log")
        self.boot = None
        os.mkdir(self.folder)
        os.mkdir(os.path.join(self.top, "tmp"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top, ignore_errors=True)

    def environment(self, now=None, **more):
        return {"PATH": os.path.join(BUILD, "cmd") + ":" + os.environ["PATH"], "LC_ALL": "C.UTF-8",
                "COLPORTEUR_STORE": self.store, "COLPORTEUR_NOW": now or "2027-01-03T00:00:00Z",
                "COLPORTEUR_DATADIR": os.path.join(SOURCE, "share"),
                "COLPORTEUR_LIBEXECDIR": os.path.join(BUILD, "libexec"), "TMPDIR": os.path.join(self.top, "tmp"),
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "exitcode=99") + ":verify_asan_link_order=0",
                "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", "exitcode=99"), **more}

    def start(self, argv, environment, reads=b""):
        # From a file: how a pipe fills is chance, and where batches end would be too.
        with tempfile.TemporaryFile(dir=self.top) as file:
            file.write(reads)
            file.seek(0)
            process = subprocess.Popen(argv, env=environment, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       close_fds=False)
            try:
                out, err = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                err += b" (hangs)"
        return Outcome(process.returncode, out, err)

    def run(self, step, plan=None, log=False):
        more = {"LD_PRELOAD": SHIM, "FAULTS_FOLDER": self.folder}
        if plan:
            more["FAULTS_PLAN"] = plan
        if log:
            more["FAULTS_LOG"] = self.log
        return self.start(step.argv, self.environment(step.now, **more), step.reads)

    def tool(self, command, now=None):
        """A tool that is left in peace; after another start of the machine, if self.boot names a file with its id."""
        argv = command if isinstance(command, list) else command.split()
        return self.start(argv, self.environment(now, **({"LD_PRELOAD": SHIM, "FAULTS_BOOT": self.boot} if self.boot else {})))

    def restart(self, boot_id="11111111-2222-3333-4444-555555555555"):
        self.boot = os.path.join(self.top, "boot")
        with open(self.boot, "w", encoding="ascii") as file:
            file.write(boot_id + "\n")

    def take(self):
        """What the folder holds: path -> bytes, or None for a folder."""
        state = {}
        for folder, folders, files in os.walk(self.folder):
            for name in folders:
                state[os.path.relpath(os.path.join(folder, name), self.folder)] = None
            for name in files:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    state[os.path.relpath(path, self.folder)] = file.read()
        return state

    def put(self, state):
        """The files are others, but must not look it: the store knows copies of its head and its index."""
        shutil.rmtree(self.folder)
        os.mkdir(self.folder)
        for path in sorted(state):
            full = os.path.join(self.folder, path)
            if state[path] is None:
                os.mkdir(full, 0o700)
            else:
                fd = os.open(full, os.O_WRONLY | os.O_CREAT, 0o600)
                with open(fd, "wb") as file:
                    file.write(state[path])
        self.rename_in_place("head", rb'"file":"[0-9a-f:]*"', "head", b'"file":"%016x:%016x"')
        self.rename_in_place("index/mark", rb"(?<=....-............ (?:left|busy) )[0-9a-f]{16} [0-9a-f]{16}(?= )", "index/data.mdb",
                             b"%016x %016x")
        self.rename_in_place("index/mark", rb"[0-9a-f]{16}(?=\n)", "index/data.mdb", b"%016x", lambda status: (status.st_ctime_ns,))

    def rename_in_place(self, path, pattern, named, form, of=lambda status: (status.st_dev, status.st_ino)):
        path, named = os.path.join(self.store, path), os.path.join(self.store, named)
        if os.path.exists(path) and os.path.exists(named):
            with open(path, "r+b") as file:
                text = re.sub(pattern, form % of(os.stat(named)), file.read())
                file.seek(0)
                file.write(text)

    def set_scene(self, scene, step):
        """A store as its last writer left it, with an index that belongs to these files, and then what the step is to find."""
        self.put({path: data for path, data in scene.items() if path == "store/index" or not path.startswith("store/index")})
        if scene and step.finds not in (no_index, torn_end_and_no_index, first_month):
            self.tool("store-rebuild --quiet")
        if step.finds:
            step.finds(self.store)


@functools.lru_cache(maxsize=64)
def plain(archive):
    return subprocess.run(["zstd", "-dc"], input=archive, capture_output=True).stdout


def months(state, name):
    """The files of journal/ or people/, month by month; one that is there twice is the plain one."""
    pattern = re.compile(rf"store/{name}/\d{{4}}-\d\d\.jsonl$")
    archived = {path[:-4]: data for path, data in state.items() if path.endswith(".jsonl.zst")}
    paths = {path for path in state if pattern.match(path)} | {path for path in archived if pattern.match(path)}
    return [state[path] if path in state else plain(archived[path]) for path in sorted(paths)]


def journal_of(state):
    return b"".join(months(state, "journal"))


def without_chance(state):
    """Transactions and persons without salts, codes, their digests, and so the chain: what is the same in every run."""
    lines = re.sub(rb'"(prev|digest|fingerprint|address)":"[0-9a-f]{64}"', rb'"\1":""', journal_of(state)).split(b"\n")
    people = re.sub(rb'"(salt|code)":"[0-9A-Za-z]*"', rb'"\1":""', b"".join(months(state, "people"))).split(b"\n")
    return lines, people


def is_there(record, journal):
    # What a withdrawal's form says next is told with its record, and is not part of it.
    record = re.sub(rb',"(function|acknowledgement)":.*}$', b"}", record)
    return b'"value":' + record + b"}" in journal or b'"value":' + record[:-1] + b"," in journal


def lost_from(records, journal):
    return [f"was printed and is lost: {record[:160]!r}" for record in records if not is_there(record, journal)]


# The log, and the disk.

class Call:
    __slots__ = ("kind", "result", "offset", "inode", "path", "other", "bytes")

    def __repr__(self):
        return f"{self.kind} {self.path}{' -> ' + self.other if self.other else ''} at {self.offset}, {len(self.bytes)} bytes: {self.result}"


def read_log(stage):
    calls = []
    if not os.path.exists(stage.log):
        return calls
    with open(stage.log, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        _, kind, result, offset, length, inode, paths = data[at:end].decode().split(" ", 6)
        call = Call()
        call.kind, call.result, call.offset, call.inode = kind, int(result), int(offset), int(inode)
        call.path, call.other = (os.path.relpath(path, stage.folder) if path.startswith(stage.folder) else path
                                 for path in paths.replace(" (deleted)", "").split("\t"))
        call.bytes = data[end + 1:end + 1 + int(length)]
        at = end + 1 + int(length)
        calls.append(call)
    return calls


class File:
    __slots__ = ("durable", "pending")

    def __init__(self, durable=b""):
        self.durable = durable
        self.pending = []  # ("write", offset, bytes), ("size", length, whether it may also shrink)


def changed(data, change):
    """The bytes after one change."""
    kind, at, what = change
    if kind == "size":
        return data[:at] + bytes(max(0, at - len(data))) if what or at > len(data) else data
    return data[:at] + bytes(max(0, at - len(data))) + what + data[at + len(what):]


class Disk:
    """What a file system knows to be on the disk, and what it still owes it, name by name and write by write.

    Nothing is taken for granted but POSIX: a sync of a file puts its bytes and its size there, and only a sync of the folder puts
    its names there. All else may come to be or not, in any order."""

    def __init__(self, state):
        self.files = {}    # identity -> File
        self.known = {}    # inode number -> identity: numbers are used again
        self.names = {}    # on the disk: path -> identity, None: a folder
        self.current = {}  # the same, for those who look at it now
        self.owed = []     # changes of names that are not on the disk: (kind, path, other, identity)
        for path, data in state.items():
            self.names[path] = None if data is None else self.new_file(data)
        self.current = dict(self.names)

    def new_file(self, data=b""):
        identity = len(self.files) + 1
        self.files[identity] = File(data)
        return identity

    def file_of(self, call):
        if call.inode not in self.known:
            self.known[call.inode] = self.current[call.path]
        return self.files[self.known[call.inode]]

    @staticmethod
    def rename_in(names, change):
        kind, path, other, identity = change
        if kind in ("create", "mkdir"):
            names[path] = identity
        elif kind in ("unlink", "rmdir"):
            names.pop(path, None)
        elif path in names:
            names[other] = names[path]
            if kind == "rename":
                del names[path]

    def change_name(self, call, identity=None):
        change = (call.kind, call.path, call.other, identity)
        self.owed.append(change)
        self.rename_in(self.current, change)

    def sync_folder(self, path):
        for change in [change for change in self.owed if os.path.dirname(change[1]) == path]:
            self.rename_in(self.names, change)
            self.owed.remove(change)

    def carry_out(self, call):
        if call.kind.startswith("out") or call.kind == "range" or call.result < 0:
            return
        if call.kind == "create":
            self.known[call.inode] = self.new_file()
            self.change_name(call, self.known[call.inode])
        elif call.kind in ("mkdir", "unlink", "rmdir", "rename", "link"):
            self.change_name(call)
        elif call.kind == "sync" and self.current.get(call.path, 0) is None or call.path == ".":
            self.sync_folder("" if call.path == "." else call.path)
        elif call.kind == "sync":
            file = self.file_of(call)
            for change in file.pending:
                file.durable = changed(file.durable, change)
            file.pending = []
        elif call.kind == "write":
            self.file_of(call).pending.append(("write", call.offset, call.bytes))
        else:
            self.file_of(call).pending.append(("size", call.offset, call.kind == "truncate"))

    def debts(self):
        """What may still get lost: ("name", change) and ("data", path, identity, change)."""
        paths = {identity: path for path, identity in self.current.items() if identity}
        return [("name", change) for change in self.owed] + \
            [("data", paths.get(identity, ""), identity, change) for identity, file in self.files.items() for change in file.pending]

    def after(self, kept):
        """The folder's state if of the debts these came to be, each as ("name", change) or ("data", path, identity, change)."""
        names = dict(self.names)
        for debt in kept:
            if debt[0] == "name":
                self.rename_in(names, debt[1])
        data = {identity: file.durable for identity, file in self.files.items()}
        for debt in kept:
            if debt[0] == "data":
                data[debt[2]] = changed(data[debt[2]], debt[3])
        state = {}
        for path in sorted(names):
            parent = os.path.dirname(path)
            if not parent or parent in state:
                state[path] = None if names[path] is None else data[names[path]]
        return state

    def now(self):
        return self.after(self.debts())

    def certain(self):
        """What no loss of power can take away."""
        return self.after([])


# Several at once.

def in_parallel(work, items):
    """work(stage, item) for each item, each thread with a stage of its own. Gives the problems found."""
    stages = threading.local()
    every = []

    def one(item):
        if not hasattr(stages, "mine"):
            stages.mine = Stage()
            every.append(stages.mine)
        return work(stages.mine, item)

    problems = []
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for found in pool.map(one, items):
            problems.extend(found)
    for stage in every:
        stage.__exit__()
    return problems


class Undisturbed:
    """A step of the run when nothing happens: the folder before it, and with what it finds; after it; what it printed, its calls."""

    def __init__(self, step, scene, before, after, outcome, calls):
        self.step, self.scene, self.before, self.after, self.outcome, self.calls = step, scene, before, after, outcome, calls


def undisturbed(steps):
    """The run. Also proof that the log tells every change of a file but of the table of readers."""
    played = []
    problems = []
    with Stage() as stage:
        for step in steps:
            scene = stage.take()
            stage.set_scene(scene, step)
            before = stage.take()
            if os.path.exists(stage.log):
                os.unlink(stage.log)
            outcome = stage.run(step, log=True)
            after = stage.take()
            calls = read_log(stage)
            if outcome.status:
                problems.append(f"{step.name}: {outcome}")
            disk = Disk(before)
            for call in calls:
                disk.carry_out(call)
            replayed = disk.now()
            problems += [f"{step.name}: {path} is not what the log tells" for path in sorted({*after, *replayed})
                         if not path.endswith("/lock.mdb") and after.get(path, "") != replayed.get(path, "")]
            played.append(Undisturbed(step, scene, before, after, outcome, calls))
    return played, problems
