# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to start a tool at all."""

from pathlib import Path

from measure import median, run_each
from peers import SOURCE
from work import Work

TIMES = 40


OF_THE_NETWORK = ("vat-check",)


def version(bench):
    # What asks others over the network waits for them, and is in no loop of a script: its library alone takes longer than all else.
    tools = sorted(path.stem for path in (SOURCE.parent / "cmd").glob("*.c") if path.stem not in OF_THE_NETWORK)
    runs = {tool: [] for tool in tools}
    for _ in range(5):
        for tool in tools:
            runs[tool].append(run_each([[tool, "--version"]] * (TIMES // 4)))
    slowest = max(tools, key=lambda tool: median(runs[tool], "time"))

    work = Work("version", f"--version: {slowest}, the slowest of {len(tools)} filters", 1, "starts")
    work.ours(lambda out: run_each([[slowest, "--version"]] * TIMES, out))
    work.limit("/bin/true", lambda out: run_each([["/bin/true"]] * TIMES, out))
    for peer in bench.peers.all:
        program = Path(peer.program).name
        asked = "-version" if peer is bench.peers.sqlite else "--version"
        work.peer(peer, lambda out, peer=peer, asked=asked: run_each([[peer.program, asked]] * TIMES, out),
                  f"({program})" if program != peer.name else "")
    work.goal(1.4, "/bin/true")
    return work
