"""Static files with a manifest where `collectstatic` made one, plain names where not."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # ships no types


class HouseStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Hashed, compressed names once collected; the same templates run uncollected in tests.

    Scripts are stored as they are: source maps of packages are not served.
    """

    patterns = tuple(
        pattern for pattern in CompressedManifestStaticFilesStorage.patterns if pattern[0] != "*.js"
    )

    def stored_name(self, name: str) -> str:
        """Return the hashed name, or the plain one of a file that was not collected."""
        if self.hash_key(self.clean_name(name)) not in self.hashed_files:
            return name
        return str(super().stored_name(name))
