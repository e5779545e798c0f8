"""Canonical XML, as digests and signature values are taken over it."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from tinhso.signing.formats.names import EXCLUSIVE, INCLUSIVE, INCLUSIVE_11

METHODS = {
    EXCLUSIVE: (True, False),
    f"{EXCLUSIVE}WithComments": (True, True),
    INCLUSIVE: (False, False),
    f"{INCLUSIVE}#WithComments": (False, True),
    INCLUSIVE_11: (False, False),
    f"{INCLUSIVE_11}#WithComments": (False, True),
}
"""For each method: exclusive or not, with comments or not."""

XML_NAMES = "{http://www.w3.org/XML/1998/namespace}"


class UnknownMethod(ValueError):
    """A method of canonical form that is not known here."""


def canonical(
    node: "etree._Element | etree._ElementTree",
    method: str,
    *,
    prefixes: Sequence[str] = (),
    with_comments: bool = True,
) -> bytes:
    """Return the canonical bytes of a document or of one element in its place."""
    if method not in METHODS:
        raise UnknownMethod(method)
    exclusive, comments = METHODS[method]
    if not exclusive and isinstance(node, etree._Element) and node.getparent() is not None:
        node = _with_inherited(node)
    if isinstance(node, etree._Element) and node.getparent() is None:
        # What stands beside the root is not part of it, though it is part of the document.
        node = deepcopy(node)
    made: bytes = etree.tostring(
        node,
        method="c14n",
        exclusive=exclusive,
        with_comments=comments and with_comments,
        inclusive_ns_prefixes=list(prefixes) or None,
    )
    return made


def _with_inherited(node: "etree._Element") -> "etree._Element":
    """Give an element the `xml:` attributes of its ancestors, as the inclusive form wants."""
    inherited: dict[str, str] = {}
    for ancestor in node.iterancestors():
        for name, value in ancestor.attrib.items():
            if str(name).startswith(XML_NAMES) and name != f"{XML_NAMES}id":
                inherited.setdefault(str(name), str(value))
    missing = {name: value for name, value in inherited.items() if name not in node.attrib}
    if not missing:
        return node
    path = _path_of(node)
    root = deepcopy(node.getroottree()).getroot()
    for step in path:
        root = root[step]
    for name, value in missing.items():
        root.set(name, value)
    return root


def _path_of(node: "etree._Element") -> list[int]:
    """Return the way to an element from the root, as positions."""
    steps: list[int] = []
    parent = node.getparent()
    while parent is not None:
        steps.append(parent.index(node))
        node, parent = parent, parent.getparent()
    return steps[::-1]


def without(node: "etree._Element", root: "etree._Element") -> "etree._Element":
    """Return a copy of the document's `root` from which `node` is gone, its tail kept."""
    path = _path_of(node)
    copy = deepcopy(root.getroottree()).getroot()
    found = copy
    for step in path:
        found = found[step]
    parent = found.getparent()
    if parent is None:
        raise UnknownMethod("a document without itself")
    before = found.getprevious()
    tail = found.tail or ""
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(found)
    return copy
