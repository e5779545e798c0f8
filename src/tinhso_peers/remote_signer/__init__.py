"""A demonstration of a remote signing service, in the shape of the CSC API v2."""
