"""Where files are served."""

from django.urls import path

from tinhso.kernel.files import views

app_name = "files"
urlpatterns = [
    path("tep/<uuid:uid>/", views.file_view, name="file"),
    path("tep/<uuid:uid>/xem-truoc/", views.preview_view, name="preview"),
]
