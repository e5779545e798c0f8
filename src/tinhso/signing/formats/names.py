"""Names that XML signatures and containers use, each in one place."""

from typing import Final

from tinhso.signing.algorithms import Algorithm

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
XADES_141: Final = "http://uri.etsi.org/01903/v1.4.1#"
ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"
OBJECT_TYPE: Final = f"{DS}Object"
MANIFEST_TYPE: Final = f"{DS}Manifest"

EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
INCLUSIVE_11: Final = "http://www.w3.org/2006/12/xml-c14n11"
ENVELOPED: Final = f"{DS}enveloped-signature"
BASE64: Final = f"{DS}base64"

DIGESTS: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "sha224",
    f"{DS}sha1": "sha1",
    "http://www.w3.org/2001/04/xmldsig-more#md5": "md5",
}
DIGEST_NAMES: Final = {name: uri for uri, name in DIGESTS.items()}

SIGNATURE_NAMES: Final = {
    Algorithm.ECDSA_SHA256: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    Algorithm.ECDSA_SHA384: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    Algorithm.RSA_SHA256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    Algorithm.RSA_PSS_SHA256: "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
}

ASIC_E: Final = "application/vnd.etsi.asic-e+zip"
ASIC_S: Final = "application/vnd.etsi.asic-s+zip"
CMS_TYPE: Final = "application/pkcs7-signature"
STAMP_TYPE: Final = "application/vnd.etsi.timestamp-token"
