"""Books of a desk that were issued: numbered, to be signed, kept as they were then."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.queueing import OfAgencyQuerySet
from tinhso.dossiers.rules.form_sets import number_of, title_of
from tinhso.dossiers.rules.states import Form
from tinhso.kernel.db.secrets import EncryptedTextField


class IssuedBookQuerySet(OfAgencyQuerySet["IssuedBook"]):
    """Books of an agency's desks."""


class IssuedBook(models.Model):
    """The book of one desk for some days (form 07; 06 of 2018), its lines fixed when issued."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến ngày"))
    form_set = models.CharField(_("bộ mẫu"), max_length=8)
    number = models.CharField(_("số"), max_length=64)
    data = EncryptedTextField(_("nội dung in"))
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.UUIDField(_("người lập"), null=True, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)

    objects = IssuedBookQuerySet.as_manager()

    class Meta:
        verbose_name = _("sổ theo dõi đã lập")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["unit", "-made_at"], name="dossiers_issued_book_unit")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What the book is called in the set under which it was issued."""
        return str(title_of(Form.BOOK, self.form_set))

    @property
    def form_number(self) -> str:
        """Its form's number in that set."""
        return number_of(Form.BOOK, self.form_set)
