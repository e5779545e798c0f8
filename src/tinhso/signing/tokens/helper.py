"""The helper process: loads a device's own library, logs in once, signs until its input ends.

    python -m tinhso.signing.tokens.helper /usr/lib/softhsm/libsofthsm2.so

A login belongs to a whole process, and a library of somebody else may crash or hang: so neither
happens in a process that serves anybody. The PIN comes by the input, is handed to the device and
kept nowhere.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from secrets import token_bytes
from typing import Final

import pkcs11
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass, PublicKey, TokenFlag
from pkcs11 import exceptions as failures
from pkcs11.types import SignMixin
from pkcs11.util.ec import (
    encode_ec_public_key,
    encode_ecdsa_signature,
    encode_named_curve_parameters,
)
from pkcs11.util.rsa import encode_rsa_public_key

from tinhso.signing.algorithms import Algorithm, KeyKind
from tinhso.signing.tokens.words import PinState, Trouble

CURVES: Final = {KeyKind.P256: "secp256r1", KeyKind.P384: "secp384r1"}
BITS: Final = {KeyKind.RSA2048: 2048, KeyKind.RSA3072: 3072}
KEY_ID_BYTES: Final = 12
LABEL: Final = "Tinh So"
ENCODED: Final = {KeyType.RSA: encode_rsa_public_key, KeyType.EC: encode_ec_public_key}

Asked = dict[str, str]
Answer = dict[str, object]

TROUBLES: Final[tuple[tuple[type[Exception], Trouble], ...]] = (
    (failures.PinIncorrect, Trouble.WRONG_PIN),
    (failures.PinInvalid, Trouble.WRONG_PIN),
    (failures.PinLenRange, Trouble.WRONG_PIN),
    (failures.PinLocked, Trouble.LOCKED),
    (failures.NoSuchToken, Trouble.ABSENT),
    (failures.TokenNotPresent, Trouble.ABSENT),
    (failures.NoSuchKey, Trouble.NO_KEY),
    (failures.MultipleObjectsReturned, Trouble.NO_KEY),
    (failures.MechanismInvalid, Trouble.UNABLE),
    (failures.MechanismParamInvalid, Trouble.UNABLE),
    (failures.KeyTypeInconsistent, Trouble.UNABLE),
    (failures.DeviceRemoved, Trouble.REMOVED),
    (failures.SessionHandleInvalid, Trouble.REMOVED),
    (failures.SessionClosed, Trouble.REMOVED),
    (failures.TokenNotRecognised, Trouble.REMOVED),
    (failures.DeviceError, Trouble.REMOVED),
)


class Device:
    """One device, as its library shows it."""

    def __init__(self, library: str) -> None:
        """Load the library."""
        self._library = pkcs11.lib(library)
        self._token: pkcs11.Token | None = None
        self._session: pkcs11.Session | None = None

    def devices(self, asked: Asked) -> Answer:
        """Name what is plugged in."""
        found = [
            {
                "serial": _text(token.serial),
                "label": _text(token.label),
                "pin": _pin_state(token),
            }
            for token in self._library.get_tokens()
            if TokenFlag.TOKEN_INITIALIZED in token.flags
        ]
        return {"devices": found}

    def open(self, asked: Asked) -> Answer:
        """Log in to a device by its serial number."""
        self._token = self._find(asked["serial"])
        self._session = self._token.open(rw=True, user_pin=asked["pin"])
        return {}

    def sign(self, asked: Asked) -> Answer:
        """Sign bytes with a key of the device."""
        if self._session is None or self._token is None:
            raise failures.SessionClosed
        self._find(_text(self._token.serial))
        key = self._session.get_key(
            object_class=ObjectClass.PRIVATE_KEY, id=bytes.fromhex(asked["key"])
        )
        if not isinstance(key, SignMixin):
            raise failures.NoSuchKey
        return {"value": _signed(key, bytes.fromhex(asked["data"]), asked["algorithm"]).hex()}

    def make(self, asked: Asked) -> Answer:
        """Make a pair of keys on the device, from which the private one never comes out."""
        if self._session is None:
            raise failures.SessionClosed
        kind, key_id = KeyKind(asked["kind"]), token_bytes(KEY_ID_BYTES)
        if kind in BITS:
            public, _private = self._session.generate_keypair(
                KeyType.RSA, BITS[kind], id=key_id, label=LABEL, store=True
            )
            return {"key": key_id.hex(), "public": encode_rsa_public_key(public).hex()}
        curve = encode_named_curve_parameters(CURVES[kind])
        parameters = self._session.create_domain_parameters(
            KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True
        )
        public, _private = parameters.generate_keypair(id=key_id, label=LABEL, store=True)
        return {"key": key_id.hex(), "public": encode_ec_public_key(public).hex()}

    def keys(self, asked: Asked) -> Answer:
        """Name the keys of the opened device that sign, and the certificates that lie there."""
        if self._session is None:
            raise failures.SessionClosed
        found = []
        for public in self._session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}):
            encode = ENCODED.get(public[Attribute.KEY_TYPE])
            if encode is not None and isinstance(public, PublicKey) and public[Attribute.ID]:
                found.append({"key": public[Attribute.ID].hex(), "public": encode(public).hex()})
        held = self._session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        return {"keys": found, "certificates": [one[Attribute.VALUE].hex() for one in held]}

    def pin_state(self) -> PinState:
        """Return what the device says of the tries that are left."""
        return PinState.FINE if self._token is None else _pin_state(self._find(self._token.serial))

    def _find(self, serial: bytes | str) -> pkcs11.Token:
        wanted = _text(serial)
        for token in self._library.get_tokens():
            if _text(token.serial) == wanted:
                return token
        raise failures.NoSuchToken(wanted)


def _signed(key: SignMixin, data: bytes, algorithm: str) -> bytes:
    match Algorithm(algorithm):
        case Algorithm.RSA_SHA256:
            return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
        case Algorithm.RSA_PSS_SHA256:
            padding = (Mechanism.SHA256, MGF.SHA256, hashlib.sha256().digest_size)
            return bytes(
                key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=padding)
            )
        case elliptic:
            digest = hashlib.new(elliptic.digest, data).digest()
            return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))


def _pin_state(token: pkcs11.Token) -> PinState:
    for flag, state in (
        (TokenFlag.USER_PIN_LOCKED, PinState.LOCKED),
        (TokenFlag.USER_PIN_FINAL_TRY, PinState.LAST),
        (TokenFlag.USER_PIN_COUNT_LOW, PinState.LOW),
    ):
        if flag in token.flags:
            return state
    return PinState.FINE


def _text(value: bytes | str) -> str:
    return (value.decode("ascii", "replace") if isinstance(value, bytes) else value).strip()


def answer(device: Device, asked: Asked) -> Answer:
    """Do one thing; trouble is told by its kind, and never carries the PIN."""
    verbs: dict[str, Callable[[Asked], Answer]] = {
        "devices": device.devices,
        "open": device.open,
        "sign": device.sign,
        "make": device.make,
        "keys": device.keys,
    }
    try:
        return verbs[asked["do"]](asked)
    except failures.PKCS11Error as failure:
        found = (kind for error, kind in TROUBLES if isinstance(failure, error))
        trouble = next(found, Trouble.BROKEN)
        told: Answer = {"trouble": trouble, "said": type(failure).__name__}
        if trouble in {Trouble.WRONG_PIN, Trouble.LOCKED}:
            told["pin"] = device.pin_state()
        return told


def main() -> None:
    """Answer line by line; whatever the library prints goes where nobody reads it."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        device = Device(sys.argv[1])
    except (failures.PKCS11Error, RuntimeError) as failure:
        told = {"trouble": Trouble.BROKEN, "said": type(failure).__name__}
        out.write(f"{json.dumps(told)}\n")
        return
    out.write("{}\n")
    for line in sys.stdin:
        out.write(f"{json.dumps(answer(device, json.loads(line)))}\n")


if __name__ == "__main__":
    main()
