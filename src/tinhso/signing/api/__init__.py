"""Machine API of signing: the queue of the one who signs, and anybody's verification."""

from tinhso.kernel.api import Router
from tinhso.signing.api import (
    agent_calls,
    agents,
    answers,
    batches,
    exchange_share,
    images,
    key_uses,
    outside_keys,
    own_files,
    queue,
    receiving,
    register,
    requests,
    scans,
    verifying,
)

router = Router()
for of_one_subject in (
    queue,
    verifying,
    batches,
    own_files,
    key_uses,
    register,
    exchange_share,
    receiving,
    images,
    agents,
    outside_keys,
    scans,
):
    router.add_router("", of_one_subject.router)
router.add_router("/agent", agent_calls.router)
router.add_router("", requests.router)
router.add_router("", answers.router)
