"""Keys at a remote signing service, in the shape of the Cloud Signature Consortium's API v2."""
