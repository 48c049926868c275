# SPDX-License-Identifier: GPL-3.0-or-later
"""The limit of every work that makes bytes durable: dd writing the same bytes, and one fdatasync."""

import os
import shutil
from pathlib import Path

from measure import run, settle
from shop import journal_files


def file_lengths(store):
    """How long each file of the truth is, by its place in the store."""
    return {os.path.relpath(path, store): os.path.getsize(path) for path in journal_files(store)}


def copied_durably(work, shop, store, before=dict):
    """Adds it to a work, for what was appended to the files of store() since they were as long as before() says."""
    added = shop.path("added")
    copy = shop.path("added-copy")

    def load():
        old = before()
        with open(added, "wb") as sink:
            for path in journal_files(store()):
                with open(path, "rb") as source:
                    source.seek(old.get(os.path.relpath(path, store()), 0))
                    shutil.copyfileobj(source, sink, 1 << 20)

    def dd(_):
        Path(copy).unlink(missing_ok=True)
        settle()
        return run(["dd", f"if={added}", f"of={copy}", "bs=1M", "conv=fdatasync", "status=none"])

    work.limit("dd + fdatasync", dd, load=load)
    work.leaves += [added, copy]
