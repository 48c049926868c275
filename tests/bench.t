#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench in small: every work is done, every peer gives our answer or is named as not measured, and a peer that
gives another one is noticed. What anything took is not looked at."""

import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(__file__))
import tap

PEERS = ("jq", "mlr", "sqlite3", "DuckDB", "PostgreSQL", "recutils")
PROGRAMS_OF_PEERS = ("jq", "mlr", "sqlite3", "node", "psql", "recsel")
SYSTEM = ("cat", "cksum", "cp", "dd", "grep", "seq", "sh", "sha256sum")


def bench(*options, path=None):
    """Its status, what it printed, and its rows."""
    surroundings = {**os.environ, "PATH": path or os.environ["PATH"]}
    rows = tap.scratch / "rows"
    rows.unlink(missing_ok=True)
    done = tap.run(sys.executable, tap.srcdir / "bench/run", "--runs", "1", "--json", rows, *options, env=surroundings)
    said = done.stdout.decode() + done.stderr.decode()
    return done.returncode, said, tap.records(rows.read_text()) if rows.exists() else []


def peers_of(rows):
    return [row for row in rows if row["role"] == "peer"]


status, said, rows = bench("--size", "1000")
tap.equal(status, 0, "all works end, and whatever has an answer has the same") or print("# " + said.replace("\n", "\n# "))
tap.nothing([f"{row['work']}: {row['side']}: {row['not_measured']}" for row in rows if row["role"] == "ours" and not row["runs"]],
            "our side of every work is measured")
there = {name for name, program in zip(PEERS, PROGRAMS_OF_PEERS) if shutil.which(program)} - {"DuckDB", "PostgreSQL"}
tap.nothing([f"{row['work']}: {row['side']}: {row['not_measured']}" for row in peers_of(rows)
             if row["side"].split()[0] in there and not row["runs"]], "so is every peer that is there")
tap.ok(any(row.get("same_answer") for row in peers_of(rows)) or not there, "the answers of peers were compared")

# No peer is there.
bare = tap.scratch / "bare"
bare.mkdir()
for name in SYSTEM:
    (bare / name).symlink_to(shutil.which(name))
alone = f"{os.environ['COLPORTEUR_BUILD']}/cmd:{bare}"
status, said, rows = bench("--size", "200", "--only", "catalog-import,order-list,kpi,version", path=alone)
tap.equal(status, 0, "without peers it runs too") or print("# " + said.replace("\n", "\n# "))
tap.nothing([row for row in peers_of(rows) if row["runs"] or not row["not_measured"]], "and says of each that it was not measured")
tap.nothing([name for name in PEERS if not any(row["side"].split()[0] == name for row in peers_of(rows))], "none is dropped")
tap.ok(any(goal["verdict"] == "not judged" for row in rows for goal in row.get("goals", [])), "a goal against one of them is not judged")

# One that loses a record.
liar = bare / "jq"
liar.write_text("#!/bin/sh\nexec sed 1d\n")
liar.chmod(0o755)
(bare / "sed").symlink_to(shutil.which("sed"))
status, said, rows = bench("--size", "200", "--only", "order-list", path=alone)
tap.equal((status, [row["side"].split()[0] for row in rows if row.get("same_answer") is False]), (1, ["jq"]),
          "a peer with another answer is named, and the status is 1")
tap.ok("DIFFERENT" in said, "in the table too")

# One that fails.
liar.write_text("#!/bin/sh\n[ $1 = --version ] || exit 5\n")
status, said, rows = bench("--size", "200", "--only", "order-list", path=alone)
tap.equal((status, [row["side"].split()[0] for row in peers_of(rows) if "status 5" in row["not_measured"]]), (0, ["jq"]),
          "a peer that fails is named as not measured")

status, said, _ = bench("--only", "nothing")
tap.ok(status == 1 and "order-list" in said, "a work that does not exist is refused, with the names of those that do")
tap.end()
