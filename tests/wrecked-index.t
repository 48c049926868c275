#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index, wrecked in every page and every file: with garbage, with what it was earlier, with something else in its place.

Whoever comes first, the answers are the same, without a word, and a writer goes on. With TORTURE, each page in each way with each
first comer."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim"))
from stage import *

PAGE = 4096
FIRST_COMERS = ("order-list", "store-verify --quiet", "stock-adjust --quiet LAMPE-4 =7", "stock-adjust --dry-run --quiet LAMPE-4 +1",
                "order-new --quiet --dry-run", "store-rebuild --quiet")
QUESTIONS = ("order-list", "stock-list", "catalog-list --with stock", "invoice-list", "kpi --day --by sku", "order-list --reference W-3")


def overwrite(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)


def replace(path, make):
    if os.path.lexists(path):
        os.unlink(path)
    make(path)


def write_file(data):
    def make(path):
        with open(path, "wb") as file:
            file.write(data)
    return make


BYSTANDER = b"This file is none of the store's.\n"


def bystander_of(folder):
    """Beside the store: a link to it must not be written through."""
    return os.path.join(folder, "..", "..", "bystander")


def link_to_bystander(path):
    write_file(BYSTANDER)(bystander_of(os.path.dirname(path)))
    os.symlink("../../bystander", path)


def ways(files, earlier, chance):
    """(name, function of the index's folder)"""
    for name, data in files.items():
        for at in range(0, len(data), PAGE):
            length = min(PAGE, len(data) - at)
            for kind, bytes_ in (("garbage", chance.randbytes(length)), ("nothing", bytes(length)),
                                 ("what it was earlier", earlier[name][at:at + length].ljust(length, b"\0")),
                                 ("another page", data[:length])):
                yield f"{name}: {kind} at {at}", lambda folder, name=name, at=at, bytes_=bytes_: overwrite(os.path.join(folder, name), at, bytes_)
        for kind, make in (("garbage", write_file(chance.randbytes(len(data)))), ("earlier one", write_file(earlier[name])),
                           ("text", write_file(b"This is no index.\n")), ("empty file", write_file(b"")),
                           ("link to nowhere", lambda path: os.symlink("nowhere", path)),
                           ("link to a file", link_to_bystander)):
            yield f"{name}: {kind} in its place", lambda folder, name=name, make=make: replace(os.path.join(folder, name), make)
        yield f"{name} is gone", lambda folder, name=name: os.unlink(os.path.join(folder, name))
        yield f"{name} is cut", lambda folder, name=name, half=len(data) // 2: os.truncate(os.path.join(folder, name), half)

    def put_back(folder):
        for name, data in earlier.items():
            overwrite(os.path.join(folder, name), 0, data)
            os.truncate(os.path.join(folder, name), len(data))
    yield "all of it as it was earlier, written over", put_back


def index_of(stage):
    return {path[len("store/index/"):]: data for path, data in stage.take().items() if path.startswith("store/index/")}


def wreck(stage, item):
    scene, wanted, name, spoil, first = item
    stage.set_scene(scene, FIRST)
    spoil(os.path.join(stage.store, "index"))
    problems = []
    bystander = bystander_of(os.path.join(stage.store, "index"))
    came = stage.tool(first)
    if came.status or came.err:
        problems.append(f"{first}: {came} {came.out[:200]!r}")
    for question in (*QUESTIONS, "store-verify --quiet"):
        came = stage.tool(question)
        if came.status or came.err or came.out != wanted.get(question, b""):
            problems.append(f"{first}, then {question}: {came} {came.out[:200]!r}")
    came = stage.tool("stock-adjust --quiet LAMPE-1 +1")
    verdict = stage.tool("store-verify --quiet")
    problems += [f"{first}, then a writer: {one} {one.out[:200]!r}" for one in (came, verdict) if one.status]
    if os.path.exists(bystander):
        with open(bystander, "rb") as file:
            if file.read() != BYSTANDER:
                problems.append("a file that a link led to was written to")
        os.unlink(bystander)
    return [f"{name}: {problem}" for problem in problems]


tap = Tap()
skip_unless_faults_work()
chance = seed()
with Stage() as stage:
    for step in the_run()[:10]:
        stage.run(step)
    stage.tool("stock-adjust --quiet LAMPE-4 =7")
    scene = stage.take()
    wanted = {question: stage.tool(question).out for question in QUESTIONS}
    stage.set_scene(scene, FIRST)
    earlier = index_of(stage)
    stage.tool("order-new --quiet")
    stage.tool("stock-adjust --quiet LAMPE-4 =8 LAMPE-4 =7")
    files = index_of(stage)
every = list(ways(files, earlier, chance))
items = [(scene, wanted, name, spoil, first) for i, (name, spoil) in enumerate(every)
         for j, first in enumerate(FIRST_COMERS) if LONG or j == i % len(FIRST_COMERS)]
tap.result(f"{len(items)} wrecked indexes are made anew", in_parallel(wreck, items))
tap.figure("wrecked-indexes", len(items))
tap.end()
