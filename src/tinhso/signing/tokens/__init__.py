"""Keys on PKCS#11 devices: a helper process holds the device while an act lasts."""
