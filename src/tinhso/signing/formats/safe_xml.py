"""Reading strangers' XML: no document type, no entity, no network, no endless depth."""

from collections.abc import Iterator

from lxml import etree

MOST_NODES = 500_000


class UnsafeXml(ValueError):
    """What is not read: no XML, or XML that could make a reader fetch, grow or misread."""


def read(content: bytes) -> "etree._ElementTree":
    """Return the tree of a document; raises `UnsafeXml`."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
        remove_blank_text=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsafeXml("not_xml") from error
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise UnsafeXml("document_type")
    if sum(1 for _node in _bounded(root)) > MOST_NODES:
        raise UnsafeXml("too_many_nodes")
    return tree


def _bounded(root: "etree._Element") -> Iterator["etree._Element"]:
    for number, node in enumerate(root.iter()):
        if number > MOST_NODES + 1:
            return
        yield node


def is_xml(content: bytes) -> bool:
    """Tell whether a content can be read as XML here."""
    try:
        read(content)
    except UnsafeXml:
        return False
    return True
