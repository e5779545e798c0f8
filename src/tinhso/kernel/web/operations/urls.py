"""Addresses of the operators' pages."""

from django.urls import path

from tinhso.kernel.web.operations import health, views
from tinhso.kernel.web.operations.lists import AuditList, JobList, OutboxList

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("quan-tri/xem-lai/", views.look_again, name="operations_look"),
    *JobList.urls("quan-tri/viec-nen/", name="operations_jobs"),
    path("quan-tri/viec-nen/<uuid:uid>/", views.job, name="operations_job"),
    path("quan-tri/viec-nen/<uuid:uid>/chay-lai/", views.job_again, name="operations_job_again"),
    path("quan-tri/viec-nen/<uuid:uid>/dung/", views.job_park, name="operations_job_park"),
    *OutboxList.urls("quan-tri/hop-thu-di/", name="operations_outbox"),
    path("quan-tri/hop-thu-di/<int:entry_id>/", views.outbox_entry, name="operations_outbox_entry"),
    path(
        "quan-tri/hop-thu-di/<int:entry_id>/gui-lai/",
        views.outbox_again,
        name="operations_outbox_again",
    ),
    path(
        "quan-tri/hop-thu-di/<int:entry_id>/mo/", views.outbox_open, name="operations_outbox_open"
    ),
    *AuditList.urls("quan-tri/nhat-ky/", name="operations_audit"),
    path("quan-tri/sao-luu/", views.backups, name="operations_backups"),
    path("quan-tri/sao-luu/ngay/", views.backup_now, name="operations_backup_now"),
    path("quan-tri/sao-luu/kiem-tra/", views.check_backup_now, name="operations_backup_check"),
]
