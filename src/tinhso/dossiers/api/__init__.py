"""Machine API of dossiers: what citizens and officers do daily, by the same services as pages.

`/api/v1/dossiers/` holds drafts and one's own dossiers (`applicant`), what anybody may ask
(`public`), lists and one dossier whole (`reading`), the desk (`desk`, `mending`, `post`,
`unclaimed`), the resolving agency (`work`), what is printed (`printing`), figures (`boards`, of a
period `figures`), periodic reports (`reports`), divided work (`duties`), queues and tickets
(`queueing`, `appointments`), `complaints`, councils (`council`), own papers (`paper_store`),
the agency's seal on scans (`seals`), what a tax agency determines (`tax`),
results made paper (`conversions`), what is offered unasked (`proactive`), dated rules
(`law_rules`), lists filed at once (`groups`), money (`fees`, the bank's side in `bank`), and what
the national portal calls (`national`).
Signing itself is `signing`'s: `/api/v1/signing/`.
"""

from tinhso.dossiers.api import (
    annexes,
    applicant,
    appointments,
    bank,
    boards,
    brought,
    complaints,
    conversions,
    council,
    desk,
    duties,
    fees,
    figures,
    group_fees,
    groups,
    law_rules,
    mending,
    national,
    paper_store,
    post,
    printing,
    proactive,
    public,
    queueing,
    reading,
    reports,
    row_papers,
    seals,
    settlements,
    tax,
    unclaimed,
    work,
)
from tinhso.kernel.api import Router

router = Router()
for part in (  # what is asked most stands first: an address is sought through them in this order
    *(desk, applicant, boards, figures, reports, printing, reading, mending, post, unclaimed),
    *(work, duties, national, fees, bank, queueing, appointments, complaints, proactive, groups),
    *(group_fees, row_papers, council, public, paper_store, seals, settlements, annexes),
    *(brought, tax, law_rules, conversions),
):
    router.add_router("", part.router)

__all__ = ["router"]
