"""Digital signatures: certificates, signing, sealing and verification."""
