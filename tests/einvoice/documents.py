# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices in UBL that tests make out of tests/einvoice/invoice.xml and credit-note.xml by edits, each a list:

    ["replace", "OLD", "NEW"]        in the text of the file, everywhere
    ["delete", "PATH"]               one element
    ["copy", "PATH"]                 once more, behind itself
    ["set", "PATH", "TEXT"]          what is in it; of "PATH/@name" the attribute, null takes it away
    ["add", "PATH", "TEXT"]          with all on the way that is not there

A path begins below the document's element: "InvoiceLine[2]/Item/cbc:Name". Line at its beginning stands for either kind of line. A
name without prefix is found in either vocabulary; what is added is of cac where more follows, else of cbc."""

import copy
import re
import xml.etree.ElementTree as tree
from pathlib import Path

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
SPACES = {"cac": _UBL + "CommonAggregateComponents-2", "cbc": _UBL + "CommonBasicComponents-2",
          "ext": _UBL + "CommonExtensionComponents-2"}
for _prefix, _space in SPACES.items():
    tree.register_namespace(_prefix, _space)
FOLDER = Path(__file__).resolve().parent


def _step(root, parent, step):
    prefix, name, number = re.fullmatch(r"(?:(\w+):)?(\w+)(?:\[(\d+)\])?", step).groups()
    if name == "Line" and parent is root:
        name = "CreditNoteLine" if root.tag.endswith("CreditNote") else "InvoiceLine"
    return prefix, name, int(number or 1)


def _find(root, parent, step):
    prefix, name, number = _step(root, parent, step)
    found = [child for child in parent if child.tag in
             [f"{{{SPACES[p]}}}{name}" for p in ([prefix] if prefix else ["cac", "cbc"])]]
    return found[number - 1] if number <= len(found) else None


def _walk(root, path, make=False, leaf=False):
    """The element and its parent; `leaf` is what an attribute is put on."""
    parent, here = None, root
    steps = path.split("/") if path else []
    for i, step in enumerate(steps):
        parent, here = here, _find(root, here, step)
        if here is None and not make:
            raise LookupError(path)
        if here is None:
            prefix, name, _ = _step(root, parent, step)
            last = i + 1 == len(steps)
            here = tree.SubElement(parent, f"{{{SPACES[prefix or ('cbc' if last else 'cac')]}}}{name}")
    return parent, here


def _edit(root, edit):
    kind, path = edit[0], edit[1]
    path, _, attribute = path.partition("@")
    path = path.rstrip("/")
    if kind == "delete":
        parent, here = _walk(root, path)
        parent.remove(here)
    elif kind == "copy":
        parent, here = _walk(root, path)
        parent.insert(list(parent).index(here) + 1, copy.deepcopy(here))
    else:
        _, here = _walk(root, path, kind == "add")
        if attribute and edit[2] is None:
            here.attrib.pop(attribute, None)
        elif attribute:
            here.set(attribute, edit[2])
        else:
            here.text = edit[2]


def make(name, edits):
    """The document's bytes."""
    text = (FOLDER / f"{name}.xml").read_text(encoding="utf-8")
    for edit in edits:
        if edit[0] == "replace":
            text = text.replace(edit[1], edit[2])
    root = tree.fromstring(text.encode())
    for edit in edits:
        if edit[0] != "replace":
            _edit(root, edit)
    return tree.tostring(root, encoding="utf-8", xml_declaration=True)
