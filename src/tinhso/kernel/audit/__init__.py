"""Every act, in a hash chain an outsider can check."""
