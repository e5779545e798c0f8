"""What of a document the references of a signature do not reach."""

from collections.abc import Sequence

from lxml import etree

from tinhso.signing.formats.names import DS, XADES

NAMED = 20
"""How many uncovered places are named."""


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
    """Name objects of the signature itself that are not signed."""
    for thing in signature.iterchildren(f"{{{DS}}}Object"):
        is_own = thing.find(f"{{{XADES}}}QualifyingProperties") is not None
        inner = [node for node in thing.iterdescendants() if node in covered]
        if thing not in covered and not is_own and not inner:
            found.append("Object")


def _says_something(node: "etree._Element") -> bool:
    """Tell whether an element has a text or attributes of its own."""
    if node.attrib:
        return True
    texts = [node.text, *(child.tail for child in node)]
    return any(text and text.strip() for text in texts)


def twins_of(
    root: "etree._Element", signature: "etree._Element", reached: Sequence["etree._Element"]
) -> bool:
    """Tell whether an unsigned element bears the name of a signed one, to be read in its place."""
    covered = set(reached)
    names = {node.tag for node in reached if not str(node.tag).startswith(f"{{{DS}}}")}
    for node in root.iter(*names) if names else ():
        if node in covered:
            continue
        if not covered.intersection(node.iterancestors()):
            return True
    return False
