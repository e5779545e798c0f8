"""The security store of a PDF (DSS): what proves its signatures to readers long after."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf

from tinhso.signing.pdf.updates import Odd, Update, reference, with_entries


@dataclass(frozen=True)
class Kept:
    """Certificates and revocation lists (DER) that go into a file's store."""

    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]


def put_into_store(update: Update, kept: Kept, contents: bytes) -> None:
    """Add to the file's store what proves one signature; raise `Odd` for a store unlike ours.

    `contents` are the digits of the signature as they stand in the file, by which the store names
    it. What the store holds already is held once.
    """
    root = update.file.Root
    store = root.get("/DSS")
    refuse_odd_store(update.file)
    certificates, own = _shelved(update, store, "Certs", kept.certificates)
    lists, own_lists = _shelved(update, store, "CRLs", kept.lists)
    proof = b"<< /Type /VRI /Cert [ %b ] /CRL [ %b ] >>" % (own, own_lists)
    # The standard names a signature by this digest; nothing rests on its strength.
    name = hashlib.sha1(contents, usedforsecurity=False).hexdigest().upper()
    known = store.get("/VRI") if store is not None else None
    proofs = with_entries(
        pikepdf.Dictionary() if known is None else known,
        **{name: proof},
    )
    entries = {"Certs": b"[ %b ]" % certificates, "CRLs": b"[ %b ]" % lists}
    if known is not None and known.is_indirect:
        update.written[known.objgen] = proofs
    else:
        entries["VRI"] = proofs
    if store is None:
        made = with_entries(pikepdf.Dictionary(), Type=b"/DSS", **entries)
        update.change(root, DSS=update.add(made))
    else:
        update.change(store, **entries)


def refuse_odd_store(file: pikepdf.Pdf) -> None:
    """Leave to the general library a store that is not written as both write it."""
    store = file.Root.get("/DSS")
    if store is None:
        return
    if not isinstance(store, pikepdf.Dictionary) or not store.is_indirect:
        raise Odd("no plain security store")
    for name in ("/Certs", "/CRLs"):
        held = store.get(name)
        if held is None:
            continue
        if not isinstance(held, pikepdf.Array) or held.is_indirect:
            raise Odd("no plain list in the security store")
        if any(not isinstance(one, pikepdf.Stream) or "/Filter" in one for one in held):
            raise Odd("packed evidence")
    if not isinstance(store.get("/VRI", pikepdf.Dictionary()), pikepdf.Dictionary):
        raise Odd("no plain list of proofs")


def _shelved(
    update: Update, store: pikepdf.Object | None, name: str, wanted: Iterable[bytes]
) -> tuple[bytes, bytes]:
    """Put things on one shelf of the store; return references to all on it, and to the wanted."""
    held = () if store is None else store.get(f"/{name}", ())
    known = {one.read_raw_bytes(): reference(one.objgen) for one in held}
    mine = []
    for der in wanted:
        if der not in known:
            body = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(der), der)
            known[der] = update.add(body)
        mine.append(known[der])
    return b" ".join(known.values()), b" ".join(mine)
