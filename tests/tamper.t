#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No byte of the journal changes unnoticed: store-verify names the file, the line and the transaction, examples/verify-chain
agrees from the files alone, and no writer builds upon what was changed.

The long form (TORTURE=1) flips every byte of the journal and of the people files; the short one a sample of them."""

import hashlib
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

random = tap.random_generator()
SCRIPT = tap.srcdir / "examples/verify-chain"
script_works = tap.run("split", "-l", "1", "--filter=cat", "/dev/null").returncode == 0 and tap.run(SCRIPT).returncode == 2

# A journal of three months in which every kind of record is, with its persons.

tap.fresh_store()
for moment in ("2026-12-01T09:00:00Z", "2027-01-04T09:00:00Z"):
    os.environ["COLPORTEUR_NOW"] = moment
    tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
    tap.run("order-new", "--quiet", input=json.dumps({"reference": moment[:7], "customer": {"name": "Odile Pirard"}, "note": "Sonnez \"fort\".",
                                                      "lines": [{"sku": "CASS-16", "quantity": 1}]}).encode() + b"\n")
tap.run("stock-adjust", "--quiet", "COUT-20", "+1", "--reason", "d\\u00e9j\u00e0 \"vu\"")
os.environ["COLPORTEUR_NOW"] = "2027-01-05T12:00:00Z"
tap.in_order("the store is in order before")
shutil.copytree(tap.store, "sound")
months = sorted(path.name for path in (tap.store / "journal").glob("*.jsonl"))
sound = {name: (tap.store / "journal" / name).read_bytes() for name in months}
people = {path.name: path.read_bytes() for path in (tap.store / "people").glob("*.jsonl")}
whole = b"".join(sound[name] for name in months)
noted = hashlib.sha256(whole.splitlines(keepends=True)[-1]).hexdigest()
first_seq, count = {}, 0
for name in months:
    first_seq[name] = count + 1
    count += sound[name].count(b"\n")
tap.equal(len(months), 3, f"it has {count} transactions in three months, {len(whole)} bytes")


def again():
    """The sound store where it was made: a copy of its index would not be believed, so it is made anew and settles."""
    shutil.rmtree(tap.store, ignore_errors=True)
    shutil.copytree("sound", tap.store)
    tap.run("store-rebuild", "--quiet")


def verify():
    """What store-verify says: its status and the place that it names."""
    came = tap.run("store-verify", "--quiet")
    problem = tap.records(came.stdout)[0] if came.stdout else {}
    return came.returncode, problem.get("code"), problem.get("file"), problem.get("line"), problem.get("seq")


def verify_by_script(digest=None):
    came = tap.run(SCRIPT, tap.store, *([digest] if digest else []))
    place = re.match(rb"(journal/[-0-9]+\.jsonl):(\d+): transaction (\d+)", came.stdout)
    return (came.returncode, *((place[1].decode(), int(place[2]), int(place[3])) if place else (None, None, None)))


def files():
    return {str(path.relative_to(tap.store)): path.read_bytes() for folder in ("journal", "people")
            for path in sorted((tap.store / folder).iterdir())}


def agree(name, wrong):
    """Both must find something, or neither. A line is told by its form, in which one may see more than the other, or by the next."""
    status, code, file, line, seq = verify()
    mine = verify_by_script(noted)
    if mine[0] != status:
        wrong.append(f"{name}: store-verify ends with {status} ({code} {file}:{line}), the script with {mine[0]}")
    elif mine[1] and file and file.startswith("journal") and abs(mine[3] - seq) > 1:
        wrong.append(f"{name}: store-verify names {file}:{line}, the script {mine[1]}:{mine[2]}")


refusals = 0


def refuses(name, wrong, call=("order-new", "--quiet"), may_go_on=False):
    """No writer builds upon it: with an index that knows what was there, and with none."""
    global refusals
    before = files()
    for index in (True, False):
        if not index:
            tap.run("rm", "-rf", tap.store / "index")
        came = tap.run(*call, input=b'{"reference":"new","lines":[{"sku":"LIVRE-01","quantity":1}]}\n')
        refusals += 1
        if came.returncode == 0 and may_go_on:
            return
        if came.returncode != 3 or came.stdout or (b"store-verify tells more" not in came.stderr and b"store-rebuild makes it count" not in came.stderr):
            wrong.append(f"{name}{'' if index else ', without an index'}: a writer ends with {came.returncode}: {came.stderr[:160]}")
        elif files() != before:
            wrong.append(f"{name}{'' if index else ', without an index'}: something was written")


def put(name, text):
    """In place, as an editor would not: the file stays the same file."""
    with open(tap.store / "journal" / name, "rb+") as file:
        file.write(text)
        file.truncate()


# 1. Every byte.

def flip(text, at, how):
    changed = bytearray(text)
    changed[at] = {"bit": changed[at] ^ 1, "nul": 0, "newline": 10, "case": changed[at] ^ 0x20}[how]
    return bytes(changed)


again()
wrong, disagreeing, flips, found = [], [], 0, 0
bytes_of_all = [(name, at) for name in months for at in range(len(sound[name]))]
by_script = set(random.sample(bytes_of_all, min(len(bytes_of_all), 1500 if tap.TORTURE else 12)))
for name, at in bytes_of_all if tap.TORTURE else sorted(random.sample(bytes_of_all, 160)):
    changed = flip(sound[name], at, "bit" if tap.TORTURE and at % 5 else random.choice(["bit", "nul", "newline", "case"]))
    if changed == sound[name]:
        continue
    put(name, changed)
    flips += 1
    line = sound[name].count(b"\n", 0, at) + 1
    seq = first_seq[name] + line - 1
    status, code, file, told, told_seq = verify()
    # A line is told by its own form or by the digest in the next, which may be the first of the next month.
    # So is the digest of a person, which then is not that of the person who stands in people/.
    if status == 1 and code in ("broken_chain", "torn_end", "wrong_person") and file and told and told_seq in (seq, seq + 1):
        found += 1
    else:
        wrong.append(f"{name}:{line} byte {at}: {status} {code} {file}:{told} {told_seq}")
    if script_works and (name, at) in by_script:
        agree(f"{name} byte {at}", disagreeing)
    put(name, sound[name])
if script_works:
    for name, at in sorted(by_script):
        put(name, flip(sound[name], at, "bit"))
        agree(f"{name} byte {at}", disagreeing)
        put(name, sound[name])
tap.nothing(wrong, f"{flips} bytes of the journal altered: store-verify names file, line and transaction of each")
tap.figure("bytes-altered", flips)
tap.figure("bytes-found", found)

wrong = []
for name, at in random.sample(bytes_of_all, 100 if tap.TORTURE else 8) + [(months[0], 0), (months[-1], len(sound[months[-1]]) - 1)]:
    again()
    put(name, flip(sound[name], at, "bit"))
    # Without the index and the head, nothing but a digest written down elsewhere tells what the last line was.
    refuses(f"{name} byte {at}", wrong)
tap.nothing(wrong, "and no writer builds upon it")

# 2. Lines and files.

lines = {name: sound[name].splitlines(keepends=True) for name in months}
last = months[-1]
end = json.loads(lines[last][-1])


def next_line(seq, prev, at=end["at"]):
    return json.dumps({"seq": seq, "at": at, "tool": "order-new", "user": "root", "prev": prev, "changes": []},
                      separators=(",", ":")).encode() + b"\n"


cases = {}
for name in months:
    for place in range(len(lines[name])) if tap.TORTURE else sorted({0, len(lines[name]) // 2, len(lines[name]) - 1}):
        rest = lines[name][:place] + lines[name][place + 1:]
        here = f"{name}:{place + 1}"
        cases[f"{here} dropped"] = {name: rest}
        cases[f"{here} doubled"] = {name: lines[name][:place] + [lines[name][place]] + lines[name][place:]}
        cases[f"{here} moved to the end"] = {last: (lines[last] if name != last else rest) + [lines[name][place]], **({name: rest} if name != last else {})}
        if place:
            cases[f"{here} swapped with the one before"] = {name: lines[name][:place - 1] + [lines[name][place], lines[name][place - 1]] + lines[name][place + 1:]}
        cases[f"a byte put into {here}"] = {name: lines[name][:place] + [lines[name][place][:40] + b"0" + lines[name][place][40:]] + lines[name][place + 1:]}
        cases[f"a byte taken from {here}"] = {name: lines[name][:place] + [lines[name][place][:40] + lines[name][place][41:]] + lines[name][place + 1:]}
        cases[f"the newline of {here} gone"] = {name: lines[name][:place] + [lines[name][place][:-1]] + lines[name][place + 1:]}
cases = {name: case for name, case in cases.items() if any(b"".join(text) != sound[file] for file, text in case.items())}
cases["a line of something else at the end"] = {last: lines[last] + [b"something else\n"]}
cases["an empty line at the end"] = {last: lines[last] + [b"\n"]}
cases["a line that looks right at the end"] = {last: lines[last] + [next_line(count + 1, "0" * 64)]}
cases["a line with the right prev and another number"] = {last: lines[last] + [next_line(count + 2, noted)]}
cases["a line with the right prev and the number before"] = {last: lines[last] + [next_line(count, noted)]}
cases["DOS line ends"] = {name: [line[:-1] + b"\r\n" for line in lines[name]] for name in months}
cases["DOS line ends in the last month"] = {last: [line[:-1] + b"\r\n" for line in lines[last]]}
cases["two months swapped"] = {months[0]: lines[months[1]], months[1]: lines[months[0]]}
cases["a byte order mark"] = {months[0]: [b"\xef\xbb\xbf"] + lines[months[0]]}
for name in months:
    cases[f"{name} emptied"] = {name: []}
    cases[f"{name} gone"] = {name: None}
cases["a month under another name"] = {months[0]: None, "2026-10.jsonl": lines[months[0]]}
cases["the last month under another name"] = {last: None, "2027-02.jsonl": lines[last]}
cases["a month twice"] = {"2026-10.jsonl": lines[months[0]]}
cases["garbage in a month of its own"] = {"2027-03.jsonl": [b"garbage\n"]}

wrong, unrefused, named = [], [], 0
for name, case in cases.items():
    again()
    for file, text in case.items():
        path = tap.store / "journal" / file
        if text is None:
            path.unlink()
        elif path.exists():
            put(file, b"".join(text))
        else:
            path.write_bytes(b"".join(text))
    status, code, file, line, seq = verify()
    # Lines missing at the end leave no place to name, only the number of the last one that is there.
    if status == 1 and code in ("broken_chain", "torn_end") and file and line and seq:
        named += 1
    else:
        wrong.append(f"{name}: {status} {code} {file}:{line} {seq}")
    if script_works:
        agree(name, disagreeing)
    refuses(name, unrefused)
tap.nothing(wrong, f"lines and months dropped, doubled, moved, swapped, slipped in, cut: {len(cases)} cases, each named")
tap.nothing(unrefused, f"and no writer builds upon any of them ({refusals} tries)")
tap.figure("lines-and-months-tampered-with", len(cases))
tap.figure("of-them-named", named)
tap.figure("writers-that-refused", refusals)

# What has no newline at the end may be what a stopped writer left: it is named, and the next writer sets it aside.
again()
put(last, sound[last] + b"garbage")
tap.equal(verify()[:4], (1, "torn_end", f"journal/{last}", len(lines[last]) + 1), "an end without a newline is named as torn")
if script_works:
    agree("an end without a newline", disagreeing)
came = tap.run("stock-adjust", "--quiet", "CASS-16", "+1")
tap.equal((came.returncode, (tap.store / f"journal/{last[:7]}.torn-{len(sound[last])}").read_bytes()), (0, b"garbage"), "and set aside, not lost")

# 3. The script by itself.

if not script_works:
    tap.skip("examples/verify-chain", "it takes the split and sha256sum of GNU coreutils")
else:
    tap.nothing(disagreeing, "examples/verify-chain and store-verify agree on all of them")
    again()
    came = tap.run(SCRIPT, tap.store)
    tap.equal((came.returncode, came.stdout.decode().split()[0], came.stdout.decode().split()[-1]), (0, str(count), noted),
              "it counts the transactions of a sound store and tells the last digest")
    tap.equal(tap.run(SCRIPT, tap.store, noted).returncode, 0, "which may be given to it later")
    put(last, b"".join(lines[last][:-1]))
    tap.equal((tap.run(SCRIPT, tap.store).returncode, tap.run(SCRIPT, tap.store, noted).returncode), (0, 1),
              "so it notices lines that are missing at the end")
    if shutil.which("zstd"):
        again()
        put(last, sound[last])
        tap.run("zstd", "-q", "--rm", tap.store / "journal" / months[0])
        tap.equal(tap.run(SCRIPT, tap.store, noted).returncode, 0, "it reads months that are archived")
        archive = tap.store / "journal" / f"{months[0]}.zst"
        altered = flip(sound[months[0]], 500, "bit")
        archive.unlink()
        tap.run("zstd", "-q", "-o", archive, input=altered)
        tap.equal(verify_by_script()[:2], (1, f"journal/{months[0]}"), "and names a line in one")
        archive.write_bytes(b"no archive")
        tap.equal(verify_by_script()[0], 1, "and one that is none")
    else:
        tap.skip("it reads months that are archived", "zstd is not installed")

# 4. Persons.

again()
wrong, flips, found, unseen = [], 0, 0, 0
bytes_of_people = [(name, at) for name in sorted(people) for at in range(len(people[name]))]
for name, at in bytes_of_people if tap.TORTURE else sorted(random.sample(bytes_of_people, 60)):
    path = tap.store / "people" / name
    changed = flip(people[name], at, "bit")
    with open(path, "rb+") as file:
        file.write(changed)
    flips += 1
    line = people[name].count(b"\n", 0, at) + 1
    text = people[name].splitlines(keepends=True)[line - 1]
    column = at - sum(len(one) for one in people[name].splitlines(keepends=True)[:line - 1])
    status, code, file, told, _ = verify()
    # The instant is the journal's, and only repeated here.
    if text.index(b'"at":"') <= column < text.index(b'"id":'):
        unseen += status == 0
        found += status != 0
    elif status == 1 and code == "wrong_person" and (file, told) == (f"people/{name}", line) or (status == 1 and file and file.startswith("journal/")):
        found += 1
    elif not (status == 1 and file and file.startswith("people/")):
        wrong.append(f"people/{name}:{line} byte {at}: {status} {code} {file}:{told}")
    else:
        found += 1
    with open(path, "rb+") as file:
        file.write(people[name])
tap.nothing(wrong, f"{flips} bytes of persons altered: each is named, but for {unseen} in instants that the journal has too")
tap.figure("bytes-of-persons-altered", flips)
tap.figure("bytes-of-persons-found", found)
tap.in_order("put back as it was, the store is in order")

tap.end()
