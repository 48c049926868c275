#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""vat-check against a server on this machine that says all that VIES says, and what no server should. Only what the register
said is valid or invalid; everything else is unknown, and takes nothing away."""

import hashlib
import json
import os
import shutil
import socket
import ssl
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
import vies_server

if not shutil.which("vat-check"):
    tap.skip_all("configured without libcurl")
for name in list(os.environ):
    if name.lower().endswith("_proxy"):
        del os.environ[name]

FRENCH = "FR14044821114"
server = vies_server.Server()
server.start()


def check(path, *words, **more):
    """Asks the server's address that ends like this; gives what was printed, too."""
    address = path if "://" in path else f"{server.address}/{path}"
    words = [*([] if "--attempts" in words else ["--attempts", 1]), *([] if "--url" in words else ["--url", address]), *words]
    done = tap.run("vat-check", *words, **more)
    done.records = tap.records(done.stdout)
    return done


def stored():
    lines = [json.loads(line) for line in tap.journal()]
    return [change["value"] for line in lines for change in line["changes"] if change["id"].startswith("vies/")]


def without_number(records):
    return [{key: value for key, value in record.items() if key != "number"} for record in records]


def told_of(number):
    """The folders of the store in whose files the number stands, with or without what people write between and before."""
    digits = number[2:].encode()
    return sorted({path.parent.name for path in tap.store.rglob("*")
                   if path.is_file() and digits in path.read_bytes().replace(b" ", b"").replace(b".", b"")})


def asked():
    """What the server was asked since the last time."""
    questions = [question for _, _, question in server.questions]
    server.questions.clear()
    return questions


# What is asked, and the proof.

tap.fresh_store()
done = check("valid", "fr 14.044.821.114")
tap.equal((done.returncode, done.records), (0, [{
    "type": "vies", "id": "1", "number": FRENCH, "answer": "valid", "at": "2026-11-21T12:00:00.000Z", "requester": "BE0123456749",
    "consultation_number": vies_server.CONSULTATION, "request_date": "2026-11-21T12:00:00.000Z",
    "trader": hashlib.sha256("Salm Import SARL\n8 rue des Lilas\n59000 Lille".encode()).hexdigest()}]), "a valid number: the proof")
tap.equal(stored(), without_number(done.records), "it is written down")
tap.equal(told_of(FRENCH), ["people"], "the number itself stands in people/ alone")
tap.equal(asked(), [{"countryCode": "FR", "vatNumber": "14044821114", "requesterMemberStateCode": "BE",
                     "requesterNumber": "0123456749"}], "asked was about the number, with the shop's own")
tap.nothing([word for word in (b"Salm Import", b"8 rue des Lilas\\n") if any(word in line for line in tap.journal())],
            "whose it is does not stand in the journal")
check("valid", "EL489173789")
tap.equal(asked()[0]["countryCode"], "EL", "Greece is asked as EL")
tap.in_order("the store is in order")

# Three answers.

ANSWERS = [
    ("valid", 0, "valid", None), ("valid-untold", 0, "valid", None),
    ("invalid", 1, "invalid", None), ("invalid-named", 1, "invalid", None),
    ("false-for-another-reason", 1, "unknown", "MS_UNAVAILABLE"),
    ("ms-unavailable", 1, "unknown", "MS_UNAVAILABLE"), ("too-many", 1, "unknown", "MS_MAX_CONCURRENT_REQ"),
    ("blocked", 1, "unknown", "IP_BLOCKED"), ("wrong-input", 1, "unknown", "INVALID_INPUT"),
    ("status-429", 1, "unknown", "http_429"), ("status-500", 1, "unknown", "http_500"),
    ("status-404", 1, "unknown", "http_404"), ("valid-500", 1, "unknown", "http_500"),
    ("redirect", 1, "unknown", "http_302"), ("garbage", 1, "unknown", "not_understood"),
    ("nothing", 1, "unknown", "not_understood"), ("no-object", 1, "unknown", "not_understood"),
    ("deep", 1, "unknown", "not_understood"), ("not-boolean", 1, "unknown", "not_understood"),
    ("missing", 1, "unknown", "not_understood"), ("another-number", 1, "unknown", "not_understood"),
    ("another-country", 1, "unknown", "not_understood"), ("odd-consultation", 1, "unknown", "not_understood"),
    ("odd-error", 1, "unknown", "not_understood"), ("contradiction", 1, "unknown", "not_understood"),
    ("huge", 1, "unknown", "too_long"), ("cut-short", 1, "unknown", "no_answer"), ("hangs-up", 1, "unknown", "no_answer"),
]
for path, status, answer, reason in ANSWERS:
    tap.fresh_store()
    done = check(path, FRENCH)
    came = (done.returncode, [(record["answer"], record.get("reason")) for record in done.records])
    tap.equal(came, (status, [(answer, reason)]), f"{path}: {answer}{', ' + reason if reason else ''}")
    tap.equal(len(asked()), 1, f"{path}: asked once")
tap.ok("unknown: no_answer" in done.stderr.decode(), "why it is unknown is told", done.stderr.decode())

tap.fresh_store()
done = check("silence", "--timeout", 1, FRENCH)
tap.equal([(record["answer"], record["reason"]) for record in done.records], [("unknown", "timed_out")], "silence: unknown")
with socket.socket() as closed:
    closed.bind(("127.0.0.1", 0))
    done = check("http://127.0.0.1:%d/" % closed.getsockname()[1], FRENCH)
tap.equal([(record["answer"], record["reason"]) for record in done.records], [("unknown", "unreachable")], "nobody there: unknown")
asked()

# Asking again.

tap.fresh_store()
done = check("second-time", "--attempts", 2, FRENCH)
tap.equal((done.returncode, len(asked())), (0, 2), "what passes is asked again")
check("ms-unavailable", "--attempts", 2, FRENCH)
tap.equal(len(asked()), 2, "and no more often than was said")
check("blocked", "--attempts", 5, FRENCH)
check("invalid", "--attempts", 5, FRENCH)
tap.equal(len(asked()), 2, "what does not pass is not")

# What was known stays.

tap.fresh_store()
valid = check("valid", FRENCH).records[0]
done = check("ms-unavailable", FRENCH, "--now", "2026-12-01T12:00:00Z")
tap.equal((done.returncode, done.records), (1, [{**valid, "unanswered": {"at": "2026-12-01T12:00:00.000Z", "reason": "MS_UNAVAILABLE"}}]),
          "no answer leaves the last one in force, and tells")
check("status-500", FRENCH, "--now", "2026-12-02T12:00:00Z")
tap.equal(stored()[-1:], without_number([{**valid, "unanswered": {"at": "2026-12-02T12:00:00.000Z", "reason": "http_500"}}]),
          "nor does a second one")
done = check("invalid", FRENCH, "--now", "2026-12-03T12:00:00Z")
tap.equal((done.records[0]["answer"], done.records[0].get("unanswered"), "trader" in done.records[0]), ("invalid", None, False),
          "an answer replaces it")
asked()

# --max-age.

tap.fresh_store()
valid = check("valid", FRENCH).records
asked()
done = check("invalid", "--max-age", 30, FRENCH, "--now", "2026-12-21T12:00:00Z")
tap.equal((done.returncode, done.records, asked()), (0, valid, []), "an answer of 30 days is not asked for again")
tap.ok(b"0 written, 1 unchanged" in done.stderr, "and nothing is written", done.stderr.decode())
done = check("invalid", "--max-age", 30, FRENCH, "--now", "2026-12-21T12:00:00.001Z")
tap.equal((done.records[0]["answer"], len(asked())), ("invalid", 1), "an older one is")
done = check("valid", "--max-age", 30, FRENCH, "--now", "2026-12-22T12:00:00Z")
tap.equal((done.returncode, asked()), (1, []), "no is an answer too")
tap.fresh_store()
check("status-500", FRENCH)
check("valid", "--max-age", 30, FRENCH)
tap.equal(len(asked()), 2, "unknown is none")

tap.fresh_store()
tap.run("store-init", "--quiet", "--set", "tax.vat_number_days=30")
check("valid", FRENCH)
done = check("valid", FRENCH, "--now", "2026-12-21T12:00:00Z")
tap.equal((len(asked()), done.returncode), (1, 0), "tax.vat_number_days is how long nobody is asked again")
check("valid", FRENCH, "--now", "2026-12-22T12:00:00Z")
tap.equal(len(asked()), 1, "and no longer")
check("valid", "--max-age", 0, FRENCH, "--now", "2026-12-23T12:00:00Z")
tap.equal(len(asked()), 1, "--max-age goes before it")

# A record of before numbers were persons'.

tap.fresh_store()
tap.write_by_hand({"id": f"vies/{FRENCH}", "value": {"type": "vies", "number": FRENCH, "answer": "valid", "at": "2026-11-20T12:00:00.000Z"}})
done = check("valid", "--max-age", 30, FRENCH)
tap.equal((done.records, asked()), ([{"type": "vies", "number": FRENCH, "answer": "valid", "at": "2026-11-20T12:00:00.000Z"}], []),
          "is read as it is")
done = check("ms-unavailable", FRENCH)
tap.equal([(record["id"], record["answer"], "unanswered" in record) for record in done.records], [("1", "valid", True)],
          "and what is said next is said of the number in people/")
tap.in_order("the store is in order")
asked()

# Who need not be asked about.

tap.fresh_store()
before = tap.journal()
for number, code in (("FR14044821115", "not_a_vat_number"), ("GB295357267", "not_in_vies"), ("0695722008", "not_in_vies"),
                     ("banana", None)):
    done = check("valid", "--rejects", "rejects", number)
    reject = json.loads(open("rejects", encoding="utf-8").readline())
    tap.ok(done.returncode == 1 and not done.stdout and code in (None, reject["code"]), f"{number} is refused", reject)
tap.equal((asked(), tap.journal()), ([], before), "and nobody is asked")
done = check("valid", input=b'{"type":"customer","id":"C-1","name":"Ada"}\n{"type":"order","id":"7","customer":{"id":"C-2",'
             b'"vat_number":"0695 722 008","address":{"country":"BE"}}}\n{"vat_number":7}\n')
tap.equal((done.returncode, [record["number"] for record in done.records], len(asked())), (1, ["BE0695722008"], 1),
          "of records, the customer's number by the country of the address")
tap.ok(b"3 read, 1 written, 0 unchanged, 1 rejected, 1 skipped" in done.stderr, "who has none is skipped", done.stderr.decode())

# The shop's own number.

tap.fresh_store()
tap.run("store-init", "--quiet", "--set", "company.vat_number=GB295357267")
done = check("valid", FRENCH)
tap.equal((asked()[0].get("requesterNumber"), "consultation_number" in done.records[0]), (None, False),
          "who has no number of a Member State gets no proof, and an answer all the same")

# Addresses.

for address in ("http://example.org/", "ftp://127.0.0.1/", "https://user:secret@example.org/", "example.org", ""):
    done = check("valid", "--url", address, FRENCH)
    tap.ok(done.returncode == 2 and not done.stdout, f"no address to ask: '{address}'", done.stderr.decode())
tap.equal(asked(), [], "nobody was asked")

# Nobody waits for the store meanwhile.

tap.fresh_store()
waiting = tap.start("vat-check", "--quiet", "--timeout", 60, "--url", server.address + "/silence", FRENCH)
while not server.questions and waiting.poll() is None:
    time.sleep(0.01)
done = tap.run("stock-adjust", "--quiet", "--wait", 0, "CASS-16", "+1")
tap.equal((done.returncode, waiting.poll()), (0, None), "others write while it waits for an answer")
waiting.kill()
waiting.wait()
asked()

# Trials, and all or nothing.

tap.fresh_store()
before = tap.journal()
trial = check("valid", "--dry-run", FRENCH)
tap.equal((trial.returncode, tap.journal()), (0, before), "--dry-run asks and writes nothing")
tap.equal(check("valid", FRENCH).stdout, trial.stdout, "and shows what would be written")
before = tap.journal()
done = check("valid", "--atomic", "DE238083681", "FR14044821115")
tap.equal((done.returncode, done.stdout, tap.journal()), (1, b"", before), "--atomic: one is refused, none is written")
asked()

# What an order's tax makes of it.

ORDER = {"reference": "W-1", "placed_at": "2026-11-21T11:00:00Z", "lines": [{"sku": "POEL-24", "quantity": 1}],
         "customer": {"id": "C-9", "company": "Salm Import SARL", "vat_number": FRENCH,
                      "address": {"street": "8 rue des Lilas", "postcode": "59000", "city": "Lille", "country": "FR"}}}


def treated(setting, *paths, days=0, on="2026-11-21"):
    """The order's treatment, if the number was asked about by these answers before; or the code by which it was refused."""
    tap.fresh_store()
    tap.run("store-init", "--quiet", "--set", f"tax.unproven_vat_number={setting}", "--set", f"tax.vat_number_days={days}")
    for path in paths:
        check(path, FRENCH, "--now", on + "T08:00:00Z")
    done = tap.run("order-new", "--rejects", "rejects", input=json.dumps(ORDER).encode())
    if done.returncode == 0:
        tax = json.loads(done.stdout)["tax"]
        return tax["treatment"], tax.get("buyer_vat_number_checked")
    return json.loads(open("rejects", encoding="utf-8").readline())["code"]


for setting, paths, wanted in [
    ("accept", [], ("intra_community", "rule")), ("refuse", [], "unproven_vat_number"), ("charge", [], ("origin", "rule")),
    ("refuse", ["ms-unavailable"], "unproven_vat_number"), ("charge", ["garbage"], ("origin", "rule")),
    ("refuse", ["valid"], ("intra_community", "valid")), ("charge", ["valid"], ("intra_community", "valid")),
    ("accept", ["invalid"], ("origin", "invalid")), ("charge", ["valid", "status-500"], ("intra_community", "valid")),
    ("accept", ["ms-unavailable"], ("intra_community", "rule")), ("charge", ["valid", "invalid"], ("origin", "invalid")),
]:
    tap.equal(treated(setting, *paths), wanted, f"{setting} what is unproven; asked before: {paths}")
asked()

for days, on, wanted in ((10, "2026-11-11", ("intra_community", "valid")), (9, "2026-11-11", "unproven_vat_number"),
                         (9, "2026-11-12", ("intra_community", "valid"))):
    tap.equal(treated("refuse", "valid", days=days, on=on), wanted, f"a yes of {on} counts for {days} days")
tap.equal(treated("accept", "invalid", days=1, on="2026-11-01"), ("origin", "invalid"), "a no counts until it is asked again")
asked()

# Forgotten with the customer.

BELGIAN = "BE0695722008"
tap.fresh_store()
check("valid", BELGIAN, FRENCH)
customer = {"id": "S-1", "name": "Odile Roselant", "vat_number": "0695.722.008", "address": {"country": "BE"}}
for reference, who in (("S-1", customer), ("S-2", {**customer, "id": "S-2"})):
    tap.run("order-new", "--quiet", input=json.dumps({"reference": reference, "placed_at": "2026-11-21T11:00:00Z", "customer": who,
            "financial_status": "paid", "lines": [{"sku": "POEL-24", "quantity": 1}]}).encode())
orders = [json.loads(line)["id"] for line in tap.run("order-list", "--customer", "S-1").stdout.split(b"\n") if line]
orders += [json.loads(line)["id"] for line in tap.run("order-list", "--customer", "S-2").stdout.split(b"\n") if line]
tap.run("order-ship", "--quiet", *orders)
told = tap.records(tap.run("customer-export", "S-1").stdout)
tap.equal([(record["id"], record["answer"]) for record in told if record["type"] == "vies"], [("1", "valid")],
          "customer-export tells what the register said")
done = tap.run("customer-forget", "--rejects", "rejects", "vat_number/1", "vat_number/7")
tap.equal([json.loads(line)["code"] for line in open("rejects", encoding="utf-8")], ["vat_number_held", "unknown_vat_number"],
          "a number that a customer has goes with the customer alone")
tap.run("customer-forget", "--quiet", "S-1")
tap.equal(check("valid", "--max-age", 30, BELGIAN).records[0]["id"], "1", "what another customer has stays")
told = tap.records(tap.run("customer-forget", "S-2").stdout)
tap.equal(sorted(record["id"] for record in told), ["customer/S-2", "vat_number/1"], "and goes with the last of them")
tap.equal((told_of(BELGIAN), told_of(FRENCH)), ([], ["people"]), "nothing in the store tells it then, and others stay")
tap.equal([record["id"] for record in tap.records(tap.run("customer-forget", "S-2").stdout)], ["customer/S-2"], "once")
tap.in_order("the store is in order")
check("valid", BELGIAN)
tap.equal(stored()[-1]["id"], "3", "who asks about it again asks anew")
done = tap.run("customer-forget", "--due", "--now", "2029-11-20T12:00:00Z")
tap.equal((done.stdout, told_of(FRENCH)), (b"", ["people"]), "a number of nobody's is kept as long as an inactive customer")
told = tap.records(tap.run("customer-forget", "--due", "--now", "2040-01-02T12:00:00Z").stdout)
tap.equal(([record["id"] for record in told], told_of(FRENCH), told_of(BELGIAN)), (["vat_number/2", "vat_number/3"], [], []),
          "and no longer")
tap.equal(tap.records(tap.run("customer-forget", "vat_number/2").stdout)[0]["id"], "vat_number/2", "what is gone is told")
tap.in_order("the store is in order")
asked()

# The certificate.

made = shutil.which("openssl") and tap.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                           "-nodes", "-keyout", "key", "-out", "certificate", "-days", 2, "-subj", "/CN=localhost",
                                           "-addext", "subjectAltName=DNS:localhost").returncode == 0
if made:
    secure = vies_server.Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("certificate", "key")
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    secure.start()
    tap.fresh_store()
    done = check("https://localhost:%d/valid" % secure.server_address[1], FRENCH)
    tap.equal(([(record["answer"], record["reason"]) for record in done.records], secure.questions),
              ([("unknown", "not_trusted")], []), "whom nobody vouches for is told nothing and not believed")
else:
    tap.skip("the certificate", "there is no openssl")
tap.end()
