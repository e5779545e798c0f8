"""The shape of what is typed on the pages of this room."""

from tinhso.identity.forms.accounts import (
    AccountForm,
    ChangePasswordForm,
    ClientForm,
    CodeForm,
    NewPasswordForm,
    PasskeyNameForm,
    ProfileForm,
    PurposeForm,
    ReasonForm,
    RecoveryForm,
    RefuseForm,
    RepresentForm,
    ResetForm,
    SignInForm,
)
from tinhso.identity.forms.rights import AssignForm, DelegateForm, GrantForm, RoleForm

__all__ = [
    "AccountForm",
    "AssignForm",
    "ChangePasswordForm",
    "ClientForm",
    "CodeForm",
    "DelegateForm",
    "GrantForm",
    "NewPasswordForm",
    "PasskeyNameForm",
    "ProfileForm",
    "PurposeForm",
    "ReasonForm",
    "RecoveryForm",
    "RefuseForm",
    "RepresentForm",
    "ResetForm",
    "RoleForm",
    "SignInForm",
]
