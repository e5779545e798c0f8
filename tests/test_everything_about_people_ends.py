"""Whatever the house holds about people has a rule that ends it, or says why it stays."""

from django.apps import apps
from django.db.models import Field
from django.utils.translation import override

from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.jobs.definitions import definitions
from tinhso.kernel.registry.retention import lasting, retained


def _is_about_people(field: object) -> bool:
    if isinstance(field, EncryptedTextField):
        return True
    if not isinstance(field, Field) or field.related_model is None:
        return False
    return field.related_model._meta.label in {StoredFile._meta.label, "identity.Person"}


def _models_about_people() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("tinhso.")
        and any(_is_about_people(field) for field in model._meta.get_fields())
    }


def _ruled() -> list[str]:
    by_term = [label for _kind, plug in retained for label in plug.models]
    return by_term + [label for _name, one in lasting for label in one.models]


def test_each_model_about_people_has_a_rule_and_only_one() -> None:
    ruled = _ruled()

    assert _models_about_people() - set(ruled) == set()
    assert sorted(ruled) == sorted(set(ruled))


def test_no_rule_speaks_of_what_is_not_there() -> None:
    there = {model._meta.label for model in apps.get_models()}

    assert set(_ruled()) - there == set()


def test_a_model_without_a_rule_is_noticed() -> None:
    without = [label for label in _ruled() if label != "dossiers.Message"]

    assert _models_about_people() - set(without) == {"dossiers.Message"}


def test_each_job_that_is_named_exists_and_each_reason_is_said() -> None:
    for name, one in lasting:
        assert not one.job or one.job in definitions, name
        with override("vi"):
            assert str(one.why), name


def test_each_term_says_how_long_and_by_what() -> None:
    for kind, plug in retained:
        with override("vi"):
            assert plug.models, kind
            assert plug.months >= max(plug.least_months, 1), kind
            assert str(plug.basis), kind
