#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A journal that somebody altered and then sealed anew, line for line, so that its chain is whole: the figures betray
it. Each forgery changes one thing of a sound store; store-verify must name the record, the transaction and the code."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

tests = os.path.dirname(os.path.abspath(__file__))
build = os.environ.get("COLPORTEUR_BUILD", os.path.join(os.path.dirname(tests), "build"))
scratch = tempfile.mkdtemp(prefix="colporteur-test.")
sound = os.path.join(scratch, "sound")
forged = os.path.join(scratch, "forged")
environment = dict(os.environ, COLPORTEUR_STORE=sound, COLPORTEUR_NOW="2026-11-21T12:00:00Z", LC_ALL="C.UTF-8",
                   PATH=os.path.join(build, "cmd") + os.pathsep + os.environ["PATH"])
count = failures = 0


def tell(good, name, *explanation):
    global count, failures
    count += 1
    failures += not good
    print("%sok %d - %s" % ("" if good else "not ", count, name))
    if not good:
        for line in explanation:
            print("#   %s" % line)


def run(*command, given="", **more):
    done = subprocess.run(command, input=given, env=dict(environment, **more), capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def make_sound_store():
    """The example store, and what it has not: parts shipped, a second invoice, safety stock, two changes at once."""
    steps = [
        (os.path.join(tests, "example-store"), sound),
        ("stock-adjust", "CASS-16", "safety=1", "PLAN-35", "+4"),
        ("order-ship", "--line", "2=1", "4"),
        ("order-ship", "5"),
        ("invoice", "--dated", "2026-11-19", "3"),
        ("invoice", "--dated", "2026-11-20", "5"),
        ("refund", "--line", "1=1", "--restock", "--location", "atelier", "1"),
        ("credit-note", "--line-amount", "1=5.00", "--shipping", "1.00", "2026-000001"),
        ("refund", "--amount", "10.00", "--means", "card=4.00", "--means", "gift_card", "1"),
        ("refund", "--line-amount", "1=1.00", "--line", "1=1", "3"),
        ("payment", "--method", "gift_card", "--amount", "20.00", "--reference", "G-1", "4"),
        ("payment", "--method", "card", "--amount", "10.00", "--reference", "pay_7", "4"),
        ("return-new", "--line", "1=1", "5"),
        ("return-receive", "5-1"),
        ("return-new", "--kind", "damaged", "--line", "2=1", "5"),
        ("return-resend", "5-2"),
    ]
    for step in steps:
        status, _, said = run(*step)
        if status:
            tell(False, "the sound store is made: " + step[0], said)
            finish()


def finish():
    shutil.rmtree(scratch, ignore_errors=True)
    print("1..%d" % count)
    sys.exit(failures > 0)


def read_journal(store):
    lines = []
    for name in sorted(os.listdir(os.path.join(store, "journal"))):
        with open(os.path.join(store, "journal", name), encoding="utf-8", newline="") as file:
            lines += [(name, json.loads(line)) for line in file]
    return lines


def seal(lines):
    """The forger's work: every line names the digest of the one before it, as if it had always been so."""
    shutil.rmtree(forged, ignore_errors=True)
    shutil.copytree(sound, forged)
    shutil.rmtree(os.path.join(forged, "index"))
    previous = "0" * 64
    files = {}
    for number, (name, line) in enumerate(lines, 1):
        line["seq"] = number
        line["prev"] = previous
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        previous = hashlib.sha256(text.encode()).hexdigest()
        files.setdefault(name, []).append(text)
    for name, texts in files.items():
        with open(os.path.join(forged, "journal", name), "w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
    # The digest that no later line protects is kept in a file of its own: a forger does not forget it.
    with open(os.path.join(forged, "head"), "r+", encoding="utf-8") as file:
        text = file.read()
        head = dict(json.loads(text), seq=len(lines), digest=previous)
        file.seek(0)
        file.write(json.dumps(head, separators=(",", ":")).ljust(len(text) - 1) + "\n")


def verify():
    status, out, said = run("store-verify", COLPORTEUR_STORE=forged)
    return status, [json.loads(line) for line in out.splitlines()], said


make_sound_store()
lines = read_journal(sound)


def values_of(forging, record):
    """All values of a record, the oldest first, each with its transaction's number."""
    return [(line["seq"], change) for _, line in forging for change in line["changes"] if change["id"] == record]


def append(forging, *changes):
    name, last = forging[-1]
    line = json.loads(json.dumps(last))
    line["seq"] += 1
    line["changes"] = list(changes)
    forging.append((name, line))
    return line["seq"]


def copied(value):
    return json.loads(json.dumps(value))


def forge(name, code, record, which, alter, also=()):
    """Alters the value of a record, the first (0), the last (-1)…, and looks for the finding."""
    forging = copied(lines)
    seq, change = values_of(forging, record)[which]
    named = alter(change["value"])
    if isinstance(named, dict):
        change["value"] = named
    expect(name, forging, code, record, seq, also)


def forge_line(name, code, record, build_change):
    """Appends a transaction with what `build_change` makes of the journal."""
    forging = copied(lines)
    seq = append(forging, *build_change(forging))
    expect(name, forging, code, record, seq)


def expect(name, forging, code, record, seq, also=()):
    """`code` is what programs are told; after a colon, what people are told, where one code has many reasons."""
    code, _, reason = code.partition(": ")
    seal(forging)
    status, problems, said = verify()
    problems = [problem for problem in problems if problem["code"] != code or reason in problem["reason"]]
    found = {(problem["code"], problem.get("id"), problem.get("seq")) for problem in problems}
    wanted = {(code, record, seq)} | set(also)
    tell(status == 1 and wanted <= found and not [p for p in problems if p["code"] in ("broken_chain", "wrong_index")],
         "%s: %s" % (code, name), "exit %d" % status, "wanted: %s" % sorted(wanted, key=str), *map(json.dumps, problems),
         *said.splitlines()[:5])


def last(forging, record):
    return copied(values_of(forging, record)[-1][1]["value"])


def but(value, **members):
    value = copied(value)
    value.update(members)
    return value


def setter(**members):
    return lambda value: value.update(members)


def line_setter(number, **members):
    return lambda value: value["lines"][number - 1].update(members)


# Nothing altered: the forger's own work leaves no trace, so what is found below is what was forged.
seal(copied(lines))
status, problems, said = verify()
tell(status == 0 and not problems, "a journal sealed anew as it was is in order", said)
with open(os.path.join(sound, "journal", "2026-11.jsonl"), "rb") as one, open(os.path.join(forged, "journal", "2026-11.jsonl"), "rb") as other:
    tell(one.read() == other.read(), "and has the same bytes")

# The stock ledger.
forge("goods from nowhere", "wrong_stock_ledger", "stock/CASS-16@main", 0, setter(on_hand=9, available=9))
forge("goods from nowhere, later", "wrong_stock_ledger", "stock/CASS-16@main", -1, setter(on_hand=6, available=5))
forge("a movement that is another", "wrong_stock_ledger", "stock/PLAN-35@main", -1, setter(by=5))
forge("a movement that is not told", "wrong_stock_ledger", "stock/PLAN-35@main", -1, lambda value: value.pop("by") and None)
forge("a reservation that is another", "wrong_stock_ledger", "stock/PLAN-35@main", 1, setter(reserved_by=2))
forge("a level without a movement", "wrong_stock_ledger", "stock/POEL-24@atelier", 0, lambda value: value.pop("by") and None)
forge("what is available is another", "wrong_stock", "stock/PLAN-35@main", -1, setter(available=7))
forge("safety stock that is available", "wrong_stock", "stock/CASS-16@main", -1, setter(available=5))
forge("safety stock below nothing", "wrong_stock", "stock/CASS-16@main", -1, setter(safety=-1, available=6))
forge("less than nothing on hand", "wrong_stock", "stock/POEL-24@atelier", 0, setter(on_hand=-4, available=-4, by=-4))
forge("no numbers", "unreadable", "stock/POEL-24@atelier", 0, setter(on_hand="4"))
forge_line("a level that is gone", "wrong_stock_ledger", "stock/POEL-24@atelier",
           lambda _: [{"id": "stock/POEL-24@atelier", "value": None}])

# Reservations beside orders.
forge_line("more is reserved than orders wait for", "wrong_reservation", "stock/CASS-16@main", lambda forging: [
    {"id": "stock/CASS-16@main",
     "value": but({"type": "stock", "sku": "CASS-16", "location": "main", "on_hand": 5, "reserved": 2, "safety": 1,
                   "available": 2, "reserved_by": 2})}])
forge_line("an order of which the stock knows nothing", "wrong_reservation", "stock/COUT-20@main", lambda forging: [
    {"id": "order/6", "value": but(last(forging, "order/2"), id="6", reference="W-1099")}])
forge_line("an order that is cancelled, its goods still reserved", "wrong_reservation", "stock/COUT-20@main", lambda forging: [
    {"id": "order/2", "value": but(last(forging, "order/2"), status="cancelled")}])
forging = copied(lines)
seq, change = [(seq, change) for seq, change in values_of(forging, "stock/COUT-20@main") if change["value"].get("by", 0) < 0][0]
change["value"].update(on_hand=5, available=2 + change["value"].get("safety", 0) + 1)
change["value"].pop("by")
expect("goods were shipped and are still there", forging, "wrong_stock_ledger", "stock/COUT-20@main", seq)

# Documents.
for member in ("net", "vat_total", "total"):
    forge("an order's " + member, "wrong_total", "order/2", 0, setter(**{member: "1.00"}))
    forge("an invoice's " + member, "wrong_total", "invoice/2026-000001", 0, setter(**{member: "1.00"}),
          also={("wrong_invoice", "invoice/2026-000001", values_of(lines, "invoice/2026-000001")[0][0])})
for member in ("net", "vat", "gross"):
    forge("an order line's " + member, "wrong_total", "order/2", 0, line_setter(1, **{member: "2.00"}))
    forge("an invoice line's " + member, "wrong_total", "invoice/2026-000002", 0, line_setter(1, **{member: "2.00"}))
    forge("a shipping charge's " + member, "wrong_total", "order/2", 0, lambda value, member=member: value["shipping"].update({member: "2.00"}))
for member in ("net", "vat"):
    forge("a rate's " + member, "wrong_total", "order/2", 0, lambda value, member=member: value["vat"][0].update({member: "2.00"}))
forge("a rate", "wrong_total", "order/2", 0, lambda value: value["vat"][0].update(rate="6"))
forge("a rate that is gone", "wrong_total", "order/1", 0, lambda value: value["vat"].pop() and None)
forge("a line's price", "wrong_total", "order/2", 0, line_setter(1, price="53.00"))
forge("a line's rate", "wrong_total", "order/2", 0, line_setter(1, vat_rate="6"))
forge("a line's quantity", "wrong_total", "order/2", 0, line_setter(1, quantity=2))
forge("prices that are without tax", "wrong_total", "order/2", 0, setter(prices_include_tax=False))
forge("the units", "wrong_total", "order/2", 0, setter(units=2))
for quantity in (0, -9223372036854775807, 9223372036854775807):
    forge("a quantity that cannot be", "wrong_total", "order/2", 0, line_setter(1, quantity=quantity))
    forge("a quantity that cannot be, on an invoice", "wrong_total", "invoice/2026-000002", 0, line_setter(1, quantity=quantity))
forge("another name on an invoice", "wrong_invoice", "invoice/2026-000001", 0, line_setter(1, name="Something else"))
forge("another customer on an invoice", "wrong_invoice", "invoice/2026-000001", 0, setter(customer={"id": "C-78", "version": 1}))
forge("another country on an invoice", "wrong_invoice", "invoice/2026-000001", 0, setter(country="FR"))
forge("another reference on an invoice", "wrong_invoice", "invoice/2026-000001", 0, setter(reference="W-1002"))
forge_line("an invoice written again", "changed_document", "invoice/2026-000001", lambda forging: [
    {"id": "invoice/2026-000001", "value": but(last(forging, "invoice/2026-000001"), reference="W-1")}])
forge_line("an invoice that is gone", "changed_document", "invoice/2026-000001", lambda _: [{"id": "invoice/2026-000001", "value": None}])
forging = copied(lines)
seq, change = values_of(forging, "invoice/2026-000003")[0]
change["id"] = "invoice/2026-000004"
change["value"].update(id="2026-000004", sequence=4)
expect("a number left out", forging, "wrong_sequence", "invoice/2026-000004", seq)
forge("a sequence that is another", "wrong_sequence", "invoice/2026-000003", 0, setter(sequence=2))
forge("a series that is another", "wrong_sequence", "invoice/2026-000003", 0, setter(series="2025"))
forge("a year that is another", "wrong_sequence", "invoice/2026-000003", 0, setter(day="2027-01-01"))
forge("a day that went back", "wrong_day", "invoice/2026-000003", 0, setter(day="2026-11-18"))
forge("an invoice for nothing", "missing_order", "invoice/2026-000003", 0, setter(order="99"))
forge_line("a second invoice", "second_invoice", "invoice/2026-000004", lambda forging: [
    {"id": "invoice/2026-000004", "value": but(last(forging, "invoice/2026-000003"), id="2026-000004", sequence=4)}])

# Orders.
forge_line("an order that is gone", "wrong_order", "order/2", lambda _: [{"id": "order/2", "value": None}])
forge_line("a number left out", "wrong_number", "order/7", lambda forging: [
    {"id": "order/7", "value": but(last(forging, "order/2"), id="7", reference="W-1098")}])
forge_line("a number out of all proportion", "wrong_number", "order/9000000000000000000", lambda forging: [
    {"id": "order/9000000000000000000", "value": but(last(forging, "order/2"), id="9000000000000000000", reference="W-1098")}])
forge_line("a number that is another", "wrong_number", "order/6", lambda forging: [
    {"id": "order/6", "value": but(last(forging, "order/2"), id="7", reference="W-1098")}])
forging = copied(lines)
append(forging, {"id": "order/6", "value": but(last(forging, "order/2"), id="6")})
expect("the same order twice", forging, "twin_order", "order/2", values_of(forging, "order/2")[0][0])
forge("a line that is lost", "wrong_order: has lost lines", "order/1", -1, lambda value: value["lines"].pop() and None)
forge("a line that came later", "wrong_order: is no longer what it was", "order/1", -1, lambda value: value["lines"].append(copied(value["lines"][0])))
forge("other goods", "wrong_order: is no longer what it was", "order/1", -1, line_setter(1, sku="CASS-16"))
# An order may be allocated anew; what has left cannot have left elsewhere.
forging = copied(lines)
seq, change = values_of(forging, "order/1")[-1]
line_setter(1, location="atelier")(change["value"])
expect("another place", forging, "wrong_stock_ledger", "stock/POEL-24@main", seq)
forge("another day", "wrong_order", "order/1", -1, setter(day="2026-11-11"))
forge("another digest", "wrong_order", "order/1", -1, setter(request="0" * 32))
forge("more shipped than ordered", "wrong_order: line 1: 3 of 2", "order/1", -1, line_setter(1, shipped=3))
forge("less than nothing shipped", "wrong_order: line 1: -1 of 1", "order/2", 0, line_setter(1, shipped=-1))
forge_line("a shipment taken back", "wrong_order: is shipped no longer", "order/4", lambda forging: [
    {"id": "order/4", "value": {**values_of(forging, "order/4")[0][1]["value"]}}])
forge("shipped, and said to be not", "wrong_order: is not what the lines say", "order/1", -1, setter(fulfillment_status="unfulfilled"))
forge("closed before it was shipped", "wrong_order: is closed, but", "order/4", -1, setter(status="closed"))
forge("shipped from the start", "wrong_order: a new order", "order/2", 0, setter(fulfillment_status="fulfilled"))
forge("cancelled from the start", "wrong_order: a new order", "order/2", 0, setter(status="cancelled"))
forge_line("opened again", "wrong_order: went back", "order/1", lambda forging: [{"id": "order/1", "value": but(last(forging, "order/1"), status="open")}])
forge_line("unpaid again", "wrong_order: went back", "order/5", lambda forging: [
    {"id": "order/5", "value": but(last(forging, "order/5"), financial_status="pending", status="open")}])

# What went back.
forge("a credit note's total", "wrong_credit_note: sum of its rates", "credit_note/C2026-000001", 0, setter(total="39.91"))
forge("a credit note's rate", "wrong_credit_note: sum of its lines", "credit_note/C2026-000001", 0,
      lambda value: value["vat"][0].update(vat="6.93"))
forge("a credit note's line", "wrong_credit_note: price, quantity and discount", "credit_note/C2026-000001", 0,
      line_setter(1, gross="39.91"))
forge("a credit note of another line", "wrong_credit_note: not in the invoice", "credit_note/C2026-000001", 0,
      line_setter(1, line=9))
forge("a credit note of other goods", "wrong_credit_note: not in the invoice", "credit_note/C2026-000001", 0,
      line_setter(1, sku="CASS-16"))
forge("more shipping than was charged", "wrong_credit_note: more shipping", "credit_note/C2026-000002", 0,
      lambda value: value["shipping"].update(gross="4.51", price="4.51"))
forge("a credit note on no invoice", "missing_invoice", "credit_note/C2026-000001", 0,
      lambda value: value["corrects"].update(invoice="2026-000099"))
forge("a credit note on another order's invoice", "missing_invoice", "credit_note/C2026-000001", 0,
      setter(corrects={"invoice": "2026-000003", "day": "2026-11-20"}))
forge("a credit note before its invoice", "wrong_day: the invoice that it corrects", "credit_note/C2026-000001", 0,
      setter(day="2026-01-01"))
forge("a credit note for nothing", "missing_order", "credit_note/C2026-000001", 0, setter(order="99"))
forge_line("a credit note written again", "changed_document", "credit_note/C2026-000001", lambda forging: [
    {"id": "credit_note/C2026-000001", "value": but(last(forging, "credit_note/C2026-000001"), reason="none")}])
forge_line("a credit note that is gone", "changed_document", "credit_note/C2026-000001",
           lambda _: [{"id": "credit_note/C2026-000001", "value": None}])
forging = copied(lines)
seq, change = values_of(forging, "credit_note/C2026-000003")[0]
change["id"] = "credit_note/C2026-000004"
change["value"].update(id="C2026-000004", sequence=4)
expect("a number of a credit note left out", forging, "wrong_sequence", "credit_note/C2026-000004", seq)
forging = copied(lines)
seq = values_of(forging, "credit_note/C2026-000001")[0][0]
for _, line in forging:
    line["changes"] = [change for change in line["changes"] if change["id"] != "credit_note/C2026-000001"]
expect("a refund without its credit note", forging, "wrong_credit_note: its credit notes are not", "order/1", seq)
forge("a refund of another amount", "wrong_refund: the means", "refund/1-2", 0, setter(amount="9.00"))
forge("a refund by more than its amount", "wrong_refund: the means", "refund/1-2", 0,
      lambda value: value["means"][0].update(amount="5.00"))
forging = copied(lines)
seq, change = values_of(forging, "refund/1-2")[0]
change["value"].update(amount="20.00", means=[{"means": "card", "amount": "20.00"}])
expect("a refund that the order does not know", forging, "wrong_refund: its refunds are not", "order/1", seq)
forging = copied(lines)
seq, change = values_of(forging, "refund/1-1")[0]
change["value"]["lines"][0]["location"] = "main"
expect("goods that came back elsewhere", forging, "wrong_stock_ledger", "stock/POEL-24@main", seq)
forge_line("a refund whose number does not follow", "wrong_refund: does not follow", "refund/1-4", lambda forging: [
    {"id": "refund/1-4", "value": but(last(forging, "refund/1-2"), id="1-4")}])
forge_line("a refund that is gone", "changed_document", "refund/1-1", lambda _: [{"id": "refund/1-1", "value": None}])
forging = copied(lines)
seq, change = values_of(forging, "return/5-1")[1]
change["value"]["receipt"][0]["location"] = "atelier"
expect("goods of a return that came elsewhere", forging, "wrong_stock_ledger", "stock/LIVRE-01@atelier", seq)
forging = copied(lines)
seq, change = values_of(forging, "return/5-1")[1]
change["value"]["receipt"].append({"line": 2, "quantity": 1, "grade": "scrap"})
expect("a return that the order does not know", forging, "wrong_return: its returns are not", "order/5", seq)
forging = copied(lines)
seq, change = values_of(forging, "return/5-2")[1]
change["value"]["resend"][0]["quantity"] = 2
expect("more sent again than the order knows", forging, "wrong_return: sent again", "order/5", seq)
forge("units that are sent again for no return", "wrong_order: more was given back", "order/5", -1, line_setter(2, resent=2))
forge_line("a return that is gone", "changed_document", "return/5-1", lambda _: [{"id": "return/5-1", "value": None}])
forge("more returned than was shipped", "wrong_order: more was given back", "order/5", -1, line_setter(1, returned=3))
forge("more given back than charged", "wrong_order: more was given back", "order/1", -1,
      line_setter(1, refunded_amount="79.81"))
forge("more units given back than there were", "wrong_order: more was given back", "order/1", -1, line_setter(1, refunded=3))
forge("more restocked than given back", "wrong_order: more was given back", "order/1", -1, line_setter(1, restocked=2))
forge("more shipping given back than charged", "wrong_order: more of the shipping", "order/1", -1,
      lambda value: value["shipping"].update(refunded_amount="4.51"))
forge("a status that is not what was repaid", "wrong_order: the financial status", "order/1", -1, setter(financial_status="paid"))
forge_line("given back no longer", "wrong_order: given back no longer", "order/1", lambda forging: [
    {"id": "order/1", "value": values_of(forging, "order/1")[-2][1]["value"]}])
# What was paid.
def payment_setter(at, **altered):
    return lambda value: value["payments"][at].update(altered)


forge("more paid than it costs", "wrong_order: its payments are more", "order/4", -1, payment_setter(1, amount="117.41"))
forge("paid by less than nothing", "wrong_order: its payments are more", "order/4", -1, payment_setter(1, amount="0.00"))
forge("a payment that gave back more than it was", "wrong_order: its payments are more", "order/4", -1,
      payment_setter(1, repaid="10.01"))
forge("a payment that went back, and no refund", "wrong_order: its payments are more", "order/4", -1,
      payment_setter(1, repaid="1.00"))
forge("a part paid, and said to be all", "wrong_order: the financial status", "order/4", -1, setter(financial_status="paid"))
forge("another amount of an earlier payment", "wrong_order: what was paid is no longer", "order/4", -1, payment_setter(0, amount="21.00"))
forge("an earlier payment by other means", "wrong_order: what was paid is no longer", "order/4", -1, payment_setter(0, means="cash"))
forge_line("a payment taken back", "wrong_order: what was paid is no longer", "order/4", lambda forging: [
    {"id": "order/4", "value": values_of(forging, "order/4")[-2][1]["value"]}])

forge("more cancelled than ordered", "wrong_order: line 1: 0 of 1", "order/4", -1, line_setter(1, cancelled=2))

# What cannot even be indexed names no record: the index is what the figures are compared with.
for name, record, altered in [("a status that is none", "order/1", {"status": "lost"}),
                              ("a currency that is none", "order/2", {"currency": "EURO"}),
                              ("an invoice whose order is none", "invoice/2026-000003", {"order": "x"})]:
    forging = copied(lines)
    seq, change = values_of(forging, record)[-1]
    change["value"].update(altered)
    expect(name, forging, "unreadable", None, seq)
forge("a price that is none", "unreadable", "order/2", 0, line_setter(1, price="free"))

# Deposits, in the same shop grown by them: of order 4, with its final invoice; of order 6, with what a refund left too much of.
for step in [("order-new", "-q", "-"),
             ("invoice", "-q", "--now", "2027-01-02T12:00:00Z", "--deposit", "30%", "4"),
             ("invoice", "-q", "--now", "2027-01-02T12:00:00Z", "--deposit", "20.00", "--key", "second", "4"),
             ("credit-note", "-q", "--now", "2027-01-03T12:00:00Z", "--amount", "5.00", "2027-000002"),
             ("invoice", "-q", "--now", "2027-01-04T12:00:00Z", "4"),
             ("invoice", "-q", "--now", "2027-01-05T12:00:00Z", "--deposit", "90%", "6"),
             ("refund", "-q", "--now", "2027-01-05T12:00:00Z", "--line", "1", "6")]:
    status, _, said = run(*step, given=json.dumps({"reference": "AHEAD", "financial_status": "paid", "lines": [
        {"sku": "CASS-16", "quantity": 1}, {"sku": "PLAN-35", "quantity": 1}]}) + "\n")
    tell(status == 0, "the sound store grows: " + step[0], said)
lines = read_journal(sound)
seal(copied(lines))
status, problems, said = verify()
tell(status == 0 and not problems, "a journal with deposits sealed anew as it was is in order", said)
forge("a deposit of another total", "wrong_deposit: not what was asked", "invoice/2027-000001", 0,
      lambda value: value["asked"].update(percent="31"))
forge("a deposit of nobody knows what", "wrong_deposit: not what was asked", "invoice/2027-000001", 0, lambda value: value.pop("asked") and None)
forge("a deposit's tax", "wrong_total", "invoice/2027-000001", 0, lambda value: value.update(vat_total="7.14", net="34.08"))
forge("a deposit with goods", "wrong_total: the number of units", "invoice/2027-000001", 0, setter(units=1))
forge("a deposit at another rate", "wrong_deposit: no part of the order", "invoice/2027-000001", 0, line_setter(1, vat_rate="6"))
forge("a deposit of somebody else", "wrong_invoice: something else than order 4", "invoice/2027-000001", 0, setter(reference="W-1"))
forge("deposits of more than the order", "wrong_deposit: more than the order", "invoice/2027-000002", 0, lambda value: (
    value["asked"].update(amount="120.00"), value["lines"][0].update(price="120.00", net="99.17", vat="20.83", gross="120.00"),
    value["vat"][0].update(net="99.17", vat="20.83"), value.update(net="99.17", vat_total="20.83", total="120.00"))[0])
forge("a final invoice without its deposits", "wrong_invoice: takes off something else", "invoice/2027-000003", 0,
      lambda value: value.pop("deposits") and None)
forge("a final invoice that takes off more", "wrong_invoice: takes off something else", "invoice/2027-000003", 0,
      lambda value: value["deposits"][1].update(total="20.00"))
forge("a final invoice that is not called so", "wrong_invoice: takes off something else", "invoice/2027-000003", 0,
      lambda value: value.pop("kind") and None)
forging = copied(lines)
values_of(forging, "invoice/2027-000001")[0][1]["value"].pop("kind")
expect("a deposit that is called none", forging, "second_invoice", "invoice/2027-000003", values_of(forging, "invoice/2027-000003")[0][0])
forge_line("a deposit after the final invoice", "wrong_deposit: after the invoice", "invoice/2027-000005", lambda forging: [
    {"id": "invoice/2027-000005", "value": but(last(forging, "invoice/2027-000002"), id="2027-000005", sequence=5, day="2027-01-05",
                                               asked={"amount": "20.00", "key": "third"})}])
forge_line("a deposit corrected after the final invoice", "wrong_deposit: has taken off", "credit_note/C2027-000003", lambda forging: [
    {"id": "credit_note/C2027-000003", "value": but(last(forging, "credit_note/C2027-000001"), id="C2027-000003", sequence=3,
                                                    day="2027-01-05")}])
forge("a credit note of more than the deposit", "wrong_deposit: more is given back", "credit_note/C2027-000001", 0, lambda value: (
    value["lines"][0].update(price="50.00", net="41.32", vat="8.68", gross="50.00"), value["vat"][0].update(net="41.32", vat="8.68"),
    value.update(net="41.32", vat_total="8.68", total="50.00"))[0])
forge("a deposit's credit note that is called none", "wrong_credit_note: another kind", "credit_note/C2027-000001", 0,
      lambda value: value.pop("kind") and None)
forging = copied(lines)
for _, line in forging:
    line["changes"] = [change for change in line["changes"] if change["id"] != "credit_note/C2027-000002"]
expect("a refund that leaves a deposit too large", forging, "wrong_deposit: what is left of the order", "order/6", None)
# A licence key that two customers have.
product = '{"sku":"PHOTO-5","name":"Photo 5","kind":"digital","price":"49.00"}\n'
order = '{"reference":"P-%d","buyer":"business","financial_status":"paid","lines":[{"sku":"PHOTO-5","quantity":1}]}\n'
for step, given in [(("catalog-import",), product), (("grant-pool-import", "--sku", "PHOTO-5"), "PHO-1\nPHO-2\nPHO-3\n"),
                    (("order-new",), order % 1 + order % 2)]:
    tell(run(*step, given=given)[0] == 0, step[0])
placed = [json.loads(line)["id"] for line in run("order-list")[1].splitlines()][-2:]
status, said, why = run("grant", *placed)
grants = ["%s-1" % number for number in placed]
tell(status == 0, "two grants with a key each", why)
lines = read_journal(sound)


def give_key(forging, grant, keys):
    values_of(forging, "grant/" + grant)[-1][1]["value"]["keys"] = keys
    return forging


expect("that of another customer", give_key(copied(lines), grants[1], [1]), "wrong_licence_key", "grant/" + grants[1], None,
       also={("wrong_licence_key", "licence_key/2", None)})
expect("the same twice", give_key(copied(lines), grants[0], [1, 1]), "wrong_licence_key", "grant/" + grants[0], None)
expect("one that nobody was given", give_key(copied(lines), grants[0], [1, 3]), "wrong_licence_key", "grant/" + grants[0], None)
finish()
