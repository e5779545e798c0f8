"""What of a document the references of a signature do not reach."""

from collections.abc import Sequence
from typing import Final

from lxml import etree

from tinhso.signing.checking.report import NAMED
from tinhso.signing.formats.names import DS, EXCLUSIVE, XADES

OWN_NAMES: Final = (
    DS,
    "http://uri.etsi.org/01903/",
    "http://www.w3.org/2009/xmldsig11#",
    EXCLUSIVE,
)
"""Names of which signatures are made, of whatever version."""


def not_reached(
    root: "etree._Element", signature: "etree._Element", reached: Sequence["etree._Element"]
) -> list[str]:
    """Name the elements with a text or an attribute of their own that no reference reaches.

    What only holds others (and other signatures, each judged for itself) says nothing of its own.
    """
    covered = set(reached)
    found: list[str] = []

    def walk(node: "etree._Element") -> None:
        for child in node:
            if len(found) >= NAMED:
                return
            if not isinstance(child.tag, str) or child in covered:
                continue
            if child.tag == f"{{{DS}}}Signature":
                if child is signature:
                    _inside(child, covered, found)
                continue
            if _says_something(child):
                found.append(etree.QName(child).localname)
            else:
                walk(child)

    if root in covered:
        # All is signed but the signature itself, in which something may hide.
        _inside(signature, covered, found)
        return found
    if root is signature:
        _inside(root, covered, found)
        return found
    if _says_something(root):
        found.append(etree.QName(root).localname)
    walk(root)
    return found


def _inside(signature: "etree._Element", covered: set["etree._Element"], found: list[str]) -> None:
    """Name what lies in the signature itself, is not signed, and is no part of a signature.

    Whoever reads the document by the names of its elements would find it there.
    """
    for thing in signature.iterchildren(f"{{{DS}}}Object"):
        if thing in covered:
            continue
        inner = thing.find(f"{{{XADES}}}QualifyingProperties") is not None or any(
            node in covered for node in thing.iterdescendants()
        )
        if not inner or _has_text(thing):
            found.append("Object")
    for part in signature.iterchildren(etree.Element):
        if part.tag != f"{{{DS}}}SignedInfo":
            _strangers(part, covered, found)


def _strangers(node: "etree._Element", covered: set["etree._Element"], found: list[str]) -> None:
    """Name unsigned elements that are no part of a signature; one within it is judged apart."""
    if len(found) >= NAMED or node in covered or node.tag == f"{{{DS}}}Signature":
        return
    name = etree.QName(node)
    if not (name.namespace or "").startswith(OWN_NAMES):
        found.append(name.localname)
        return
    for child in node.iterchildren(etree.Element):
        _strangers(child, covered, found)


def _says_something(node: "etree._Element") -> bool:
    """Tell whether an element has a text or attributes of its own."""
    return bool(node.attrib) or _has_text(node)


def _has_text(node: "etree._Element") -> bool:
    texts = [node.text, *(child.tail for child in node)]
    return any(text and text.strip() for text in texts)


def twins_of(
    root: "etree._Element", signature: "etree._Element", reached: Sequence["etree._Element"]
) -> bool:
    """Tell whether an unsigned element bears the name of a signed one, to be read in its place."""
    covered = set(reached)
    names = {node.tag for node in reached if not str(node.tag).startswith(f"{{{DS}}}")}
    return bool(names) and root not in covered and _has_twin(root, names, covered)


def _has_twin(node: "etree._Element", names: set[object], covered: set["etree._Element"]) -> bool:
    return node.tag in names or any(
        _has_twin(child, names, covered)
        for child in node.iterchildren(etree.Element)
        if child not in covered
    )
