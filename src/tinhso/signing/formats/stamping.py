"""The house's own time-stamp service (RFC 3161), asked without a network, its key kept loaded."""

from datetime import UTC, datetime
from secrets import randbits

from asn1crypto import cms, core, tsp, x509
from django.utils import timezone
from pyhanko.sign.timestamps import TimeStamper

from tinhso.signing.formats.signer import SealingKey, loaded

POLICY = "1.3.6.1.4.1.4146.2.2"
"""A policy of demonstration: these stamps prove nothing outside a demonstration's trust."""


class LocalTimeStamper(TimeStamper):
    """Answers requests at once with the key of a time-stamp certificate."""

    def __init__(self, key: SealingKey) -> None:
        """Take the key; it is used for every stamp without being read again."""
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        self._key = key
        self._name = x509.Certificate.load(key.certificate).subject

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the stamp of a request."""
        info = cms.EncapsulatedContentInfo(
            {
                "content_type": cms.ContentType("tst_info"),
                "content": cms.ParsableOctetString(self._info(req, timezone.now()).dump()),
            }
        )
        token = await loaded(self._key).async_sign_general_data(
            info, self._key.algorithm.digest, detached=False, use_cades=True
        )
        granted = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": granted, "time_stamp_token": token})

    def _info(self, req: tsp.TimeStampReq, at: datetime) -> tsp.TSTInfo:
        said: dict[str, object] = {
            "version": "v1",
            "policy": tsp.ObjectIdentifier(POLICY),
            "message_imprint": req["message_imprint"],
            "serial_number": randbits(63),
            "gen_time": core.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0)),
            "tsa": x509.GeneralName(name="directory_name", value=self._name),
        }
        if req["nonce"].native is not None:
            said["nonce"] = req["nonce"]
        return tsp.TSTInfo(said)
