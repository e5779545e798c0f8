"""Keeping a process as an immutable version."""

import hashlib
from collections.abc import Mapping

from django.db.models import Max
from django.utils import timezone

from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.acting import one_act
from tinhso.kernel.db.text import canonical_json
from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.models import (
    ProcessDefinition,
    ProcessVersion,
)


@one_act()
def publish_version(
    *, code: str, name: str, data: Mapping[str, object], actor: Actor
) -> ProcessVersion:
    """Keep a process as a version; the same content again is the same version.

    Raises `Invalid` with a sentence for each fault. The caller's room decides who may.
    """
    Definition.from_data(data)
    text = canonical_json(data)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    process, _made = ProcessDefinition.objects.select_for_update(of=("self",)).get_or_create(
        code=code, defaults={"name": name}
    )
    known = ProcessVersion.objects.filter(process=process, sha256=sha256).first()
    if known is not None:
        return known
    if process.name != name:
        process.name = name
        process.save(update_fields=["name"])
    last = process.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProcessVersion(
        process=process,
        number=last + 1,
        data_text=text,
        sha256=sha256,
        created_at=timezone.now(),
        created_by=actor.id,
    )
    version.save()
    record("workflow.version_published", actor=actor, target=version, code=code, sha256=sha256)
    return version
