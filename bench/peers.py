# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs a shop could use instead: which are installed, and how each is started.

A peer that is missing or does not start stays in the table, as not measured and why."""

import json
import os
import pwd
import re
import shutil
import subprocess
import time
from pathlib import Path

from measure import Failed, children, progress

SOURCE = Path(__file__).resolve().parent


def output(command, **more):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **more)
    if done.returncode != 0:
        raise Failed(f"{command[0]}: status {done.returncode}: {done.stderr.strip()[:500]}")
    return done.stdout


class Peer:
    """A program of which nothing more is wanted than that it is in the PATH."""

    def __init__(self, name, program, *version):
        self.name = name
        self.program = program
        self.version = ""
        self.missing = "" if shutil.which(program) else f"{program} is not in the PATH"
        if not self.missing:
            self.ask(self.version_from, [program, *version])

    def ask(self, question, *arguments):
        """What fails here makes the peer a missing one."""
        try:
            question(*arguments)
        except (Failed, OSError) as why:
            self.missing = str(why).splitlines()[0]

    def version_from(self, command):
        """The first word with digits and a point in what it prints."""
        self.version = re.search(r"[0-9]+\.[0-9][0-9.]*|$", output(command))[0]

    def close(self):
        pass


class Sqlite(Peer):
    def __init__(self):
        super().__init__("sqlite3", "sqlite3", "-version")

    def command(self, database, *statements):
        """Statements and dot commands, whatever stands in anybody's ~/.sqliterc."""
        return ["sqlite3", "-batch", "-bail", "-init", os.devnull, database, *statements]

    def lines_import(self, file, table):
        """Each line of a file as a row of one column, without a look at quotes."""
        return [".mode ascii", r'.separator "\037" "\n"', f".import {file} {table}"]


class DuckDB(Peer):
    """Through its package for Node.js, for it comes no other way to every machine that has npm. Node takes its time to
    start; so the driver says how long DuckDB itself had, which is a line of its own in the table."""

    def __init__(self, folder):
        super().__init__("DuckDB", "node", "--version")
        if folder:
            os.environ["COLPORTEUR_BENCH_DUCKDB"] = str(Path(folder).resolve())
        if not self.missing:
            self.ask(self.version_from, self.command(":memory:", "SELECT version()"))
        if self.missing:
            self.missing = "node finds no @duckdb/node-api" if shutil.which("node") else self.missing

    def command(self, database, *statements):
        """Prints the rows of the last statement as JSON lines."""
        return ["node", SOURCE / "duckdb.mjs", database, *statements]

    def own_time(self, run):
        return json.loads(run.said.strip().splitlines()[-1])["seconds"]


class PostgreSQL(Peer):
    """A cluster of our own on a socket in the folder, under a user who may have one."""

    WHOLE_LINES = r"(FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')"  # how COPY leaves quotes and backslashes alone

    def __init__(self, folder):
        super().__init__("PostgreSQL", "psql", "--version")
        self.folder = Path(folder, "postgresql")
        self.pid = 0
        self.standing = set()
        if not self.missing:
            self.programs = self.found()
            if self.programs:
                self.program = self.programs / "psql"
            else:
                self.missing = "no folder in the PATH or below /usr/lib/postgresql has initdb, pg_ctl and psql"

    def found(self):
        """Where its own programs are: what Debian calls psql in the PATH is a script that looks for the right one first."""
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        folders += [Path(path) for path in os.environ.get("PATH", "").split(":")]
        wanted = ("initdb", "pg_ctl", "psql")
        return next((path for path in folders if all(os.access(path / name, os.X_OK) for name in wanted)), None)

    def user(self):
        """PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return {}
        entries = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = entries.get("postgres") or entries["nobody"]
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def start(self):
        progress("starting a cluster of PostgreSQL")
        user = self.user()
        self.folder.mkdir(mode=0o700)
        if user:
            self.folder.parent.chmod(0o711)  # only to be passed through
            shutil.chown(self.folder, user["user"])
        data = self.folder / "data"
        here = {"cwd": self.folder, **user}
        output([self.programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], **here)
        settings = f"-k {self.folder} -c listen_addresses='' -c autovacuum=off"
        control = [self.programs / "pg_ctl", "-D", data, "-s", "-w", "-l", self.folder / "log", "-o", settings, "start"]
        subprocess.run(list(map(str, control)), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **here)
        self.pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        output(self.command("SELECT 1"))
        self.standing = set(children(self.pid))

    def command(self, *statements):
        given = [part for statement in statements for part in ("-c", statement)]
        return [self.program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "bench", "-d", "postgres",
                *given]

    def drop(self, tables):
        if self.pid:
            output(self.command(f"DROP TABLE IF EXISTS {tables}"))

    def backends(self):
        """The processes that serve a client just now."""
        return [pid for pid in children(self.pid) if pid not in self.standing]

    def cpu(self):
        """Seconds of processor of the cluster so far, those of backends that have come to their end included."""
        for _ in range(1000):  # the one that served last is about to end
            if not self.backends():
                break
            time.sleep(0.001)
        tick = os.sysconf("SC_CLK_TCK")
        total = 0
        for pid in (self.pid, *children(self.pid)):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            total += sum(map(int, fields[11:15] if pid == self.pid else fields[11:13]))
        return total / tick

    def close(self):
        if self.pid:
            output([self.programs / "pg_ctl", "-D", self.folder / "data", "-s", "-m", "immediate", "stop"], cwd=self.folder,
                   **self.user())


class Peers:
    def __init__(self, folder, duckdb):
        self.jq = Peer("jq", "jq", "--version")
        self.mlr = Peer("mlr", "mlr", "--version")
        self.sqlite = Sqlite()
        self.duckdb = DuckDB(duckdb)
        self.recutils = Peer("recutils", "recsel", "--version")
        self.postgresql = PostgreSQL(folder)
        self.all = [self.jq, self.mlr, self.sqlite, self.duckdb, self.postgresql, self.recutils]

    def start(self):
        if not self.postgresql.missing:
            self.postgresql.ask(self.postgresql.start)

    def close(self):
        for peer in self.all:
            peer.close()
