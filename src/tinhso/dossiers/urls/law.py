"""Addresses of the dated rules of the house."""

from django.urls import path

from tinhso.dossiers.views import law_rules

RULES = "quan-tri/quy-dinh/"

urlpatterns = [
    *law_rules.LawRuleList.urls(RULES, name="law_rules"),
    path(f"{RULES}moi/", law_rules.new_view, name="law_rule_new"),
    path(f"{RULES}<uuid:uid>/", law_rules.rule_view, name="law_rule"),
    path(f"{RULES}<uuid:uid>/sua/", law_rules.edit_view, name="law_rule_edit"),
    path(f"{RULES}<uuid:uid>/cong-bo/", law_rules.publish_view, name="law_rule_publish"),
    path(f"{RULES}<uuid:uid>/bo/", law_rules.drop_view, name="law_rule_drop"),
    path(f"{RULES}<uuid:uid>/rut/", law_rules.withdraw_view, name="law_rule_withdraw"),
]
