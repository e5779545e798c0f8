"""Every act, in a hash chain an outsider can check (`docs/audit.md`).

    record("dossiers.result_returned", actor=actor, target=dossier, on_time=True)

Values are ids, codes, numbers and booleans, never what names a person. An entry is written in
the act's transaction and waits for nobody; the sealer chains entries in committed order.
"""

from tinhso.kernel.audit.recording import record, record_refusal, record_refused_request

__all__ = ["record", "record_refusal", "record_refused_request"]
