"""Canonical XML, as digests and signature values are taken over it."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from tinhso.signing.formats.names import EXCLUSIVE, INCLUSIVE, INCLUSIVE_11
from tinhso.signing.formats.safe_xml import UnsafeXml

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
    """Return the canonical bytes of a document or of one element in its place.

    Raises `UnsafeXml` where there are none: a name that is no whole address has no canonical form.
    """
    if method not in METHODS:
        raise UnknownMethod(method)
    exclusive, comments = METHODS[method]
    if isinstance(node, etree._Element):
        node = _alone(node, inherit=not exclusive)
    try:
        made: bytes = etree.tostring(
            node,
            method="c14n",
            exclusive=exclusive,
            with_comments=comments and with_comments,
            inclusive_ns_prefixes=list(prefixes) or None,
        )
    except etree.C14NError as error:
        raise UnsafeXml("not_canonical") from error
    return made


def _alone(node: "etree._Element", *, inherit: bool) -> "etree._Element":
    """Return an element as a document of its own, with every name that holds where it stands.

    Written and read again: taken out in place, lxml declares its default names anew on children.
    The inclusive form also wants the `xml:` attributes of its ancestors.
    """
    written = etree.tostring(node, with_tail=False, encoding="UTF-8")
    alone = etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True))
    for ancestor in node.iterancestors() if inherit else ():
        for name, value in ancestor.attrib.items():
            held = str(name).startswith(XML_NAMES) and name != f"{XML_NAMES}id"
            if held and name not in alone.attrib:
                alone.set(name, value)
    return alone


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
