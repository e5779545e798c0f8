"""The indexes of the table of dossiers: which question each answers, and of which rows."""

from typing import Final

from django.db import models

from tinhso.dossiers.rules.states import LIVE, TO_TELL, UNSYNCED, WITH_RESULT

BOARD: Final = [
    "state",
    "resolving_agency",
    "due_at",
    "resolving_unit",
    "procedure_code",
    "assignee",
    "step_due_at",
    "extension_count",
]
"""What leaders' boards count open dossiers by: kept in one index, so that none of them is read.

By state and agency first, as the board that opens first counts them: so nothing is sorted.
"""

INDEXES: Final = [
    models.Index(fields=["-arrived_at", "-id"], name="dossiers_newest"),
    models.Index(fields=["state", "due_at", "id"], name="dossiers_by_due"),
    models.Index(fields=["due_at", "id"], name="dossiers_in_due_order"),
    models.Index(fields=["receiving_agency", "-accepted_at", "-id"], name="dossiers_book"),
    models.Index(fields=["receiving_unit", "state", "arrived_at", "id"], name="dossiers_desk"),
    models.Index(fields=["resolving_unit", "state", "due_at", "id"], name="dossiers_inbox"),
    models.Index(fields=["state", "alert_at"], name="dossiers_alert"),
    models.Index(fields=["procedure_code", "-arrived_at"], name="dossiers_procedure"),
    models.Index(
        fields=["sync_state", "-arrived_at", "-id"],
        condition=models.Q(sync_state__in=list(UNSYNCED)),
        name="dossiers_unsynced",
    ),
    # What the national portal was to have of a period, in time or not, counted from the index
    # alone. Without a portal nothing is in it.
    models.Index(
        fields=["resolving_agency", "told", "accepted_at", "sync_state"],
        condition=models.Q(sync_state__in=list(TO_TELL)),
        name="dossiers_told",
    ),
    models.Index(fields=["state", "arrived_at", "id"], name="dossiers_state"),
    models.Index(fields=["accepted_by", "-arrived_at", "-id"], name="dossiers_taken_in"),
    # All that the statistics ask of what has ended, so that a year of a million dossiers is
    # summed from the index alone. A row enters it once, when its work ends.
    models.Index(
        fields=[
            *("resolving_agency", "finished_at", "accepted_at", "result_class", "channel"),
            *("filed_at", "service_level", "resolving_unit", "procedure_code"),
            *("field_code", "assignee"),
        ],
        name="dossiers_figures",
        condition=models.Q(finished_at__isnull=False),
    ),
    *(
        models.Index(fields=[*way, "id"], name=name, condition=models.Q(state__in=LIVE))
        for way, name in (
            (["due_at"], "dossiers_live_due"),
            (["state_since"], "dossiers_live_since"),
            (BOARD, "dossiers_live_board"),
        )
    ),
    # What is in somebody's hands, counted from the index alone; nothing new is in it.
    models.Index(
        fields=["assignee", "due_at", "id", "state"],
        name="dossiers_live_mine",
        condition=models.Q(state__in=LIVE, assignee__isnull=False),
    ),
    # What waits at the desk to be given back: few at any time, and of no age.
    models.Index(
        fields=["due_at", "id", "receiving_unit"],
        name="dossiers_to_return",
        condition=models.Q(state__in=sorted(WITH_RESULT)),
    ),
    *(
        models.Index(
            fields=["-arrived_at", "-id"],
            name=f"dossiers_{field}",
            condition=models.Q(**{field: True}),
        )
        for field in ("is_priority", "has_wait")
    ),
    # Whose wrong result is being made right: a handful at any time.
    models.Index(
        fields=["correction_due_at", "id", "state"],
        name="dossiers_correcting",
        condition=models.Q(correction_due_at__isnull=False),
    ),
    models.Index(
        fields=["lead", "id"],
        name="dossiers_members",
        condition=models.Q(lead__isnull=False),
    ),
    models.Index(
        fields=["-arrived_at", "-id"],
        name="dossiers_watched",
        condition=models.Q(monitoring_unit__isnull=False),
    ),
    models.Index(
        fields=["monitoring_unit"],
        name="dossiers_watching",
        condition=models.Q(monitoring_unit__isnull=False),
    ),
]
