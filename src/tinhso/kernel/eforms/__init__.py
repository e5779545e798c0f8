"""Forms from data (`docs/apps/eforms.md`): one record, and page, checks, summary, index, schema.

spec = FormSpec.from_data(version.form)
cleaned = spec.clean(spec.raw_from_post(request.POST, into=draft.raw), step="tre")
"""

from tinhso.kernel.eforms.checking import check
from tinhso.kernel.eforms.cleaning import Cleaned
from tinhso.kernel.eforms.form import FormSpec, IndexValue
from tinhso.kernel.eforms.raw import Raw
from tinhso.kernel.eforms.registry import Choice, Place, PlaceSource, choice_sources, places
from tinhso.kernel.eforms.sample import sample_answers
from tinhso.kernel.eforms.showing import SummaryRow, SummarySection
from tinhso.kernel.eforms.spec import Field, FieldKind, FormStep, Json
from tinhso.kernel.eforms.view import FormPage, Question

__all__ = [
    "Choice",
    "Cleaned",
    "Field",
    "FieldKind",
    "FormPage",
    "FormSpec",
    "FormStep",
    "IndexValue",
    "Json",
    "Place",
    "PlaceSource",
    "Question",
    "Raw",
    "SummaryRow",
    "SummarySection",
    "check",
    "choice_sources",
    "places",
    "sample_answers",
]
