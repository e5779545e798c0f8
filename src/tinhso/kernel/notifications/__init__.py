"""Telling people: an inbox, e-mail, and channels that plug in (`docs/apps/notifications.md`).

    from tinhso.kernel.notifications.services import notify

    notify(account_uid=uid, kind="dossiers.accepted", values={"code": dossier.code}, link="/…/")

A notice is kept as a code and values and worded when it is shown, in its reader's language.
"""
