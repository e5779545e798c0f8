"""An import-linter contract of our own: apps meet only at their public face."""

from typing import cast

import grimp
from importlinter import Contract, ContractCheck, fields, output


class PublicFaceContract(Contract):
    """Let one app import another's public modules and nothing else of it."""

    type_name = "public_face"

    # fields describe themselves to import-linter and hold plain values on an instance
    root = cast("str", fields.StringField())
    open_packages = cast("list[str]", fields.ListField(subfield=fields.StringField()))
    public_modules = cast("list[str]", fields.ListField(subfield=fields.StringField()))

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        broken: list[tuple[str, str]] = []
        for importer in sorted(graph.modules):
            home = self._app(importer)
            if home is None or home == "config":
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                app = self._app(imported)
                if app is None or app == home or app in self.open_packages:
                    continue
                if self._face(imported) not in self.public_modules:
                    broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} reaches into {imported}")

    def _app(self, module: str) -> str | None:
        parts = module.split(".")
        return parts[1] if parts[0] == self.root and len(parts) > 1 else None

    @staticmethod
    def _face(module: str) -> str:
        return [*module.split("."), "", "", ""][2]
