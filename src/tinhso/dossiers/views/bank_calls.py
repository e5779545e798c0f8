"""Where banks tell what happened: the signature is the sign-in, the message's key its once."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tinhso.dossiers import services
from tinhso.dossiers.registry import payment_providers
from tinhso.dossiers.rules.fees import CallOutcome
from tinhso.kernel.errors import NotFound


@csrf_exempt
@require_POST
def call_view(request: HttpRequest, provider: str) -> HttpResponse:
    """Take one message in; a forged one is kept and refused, whatever else it says."""
    if provider not in payment_providers:
        raise NotFound
    call = services.receive_call(provider=provider, headers=request.headers, body=request.body)
    status = 403 if call.outcome == CallOutcome.FORGED else 200
    return JsonResponse({"outcome": call.outcome}, status=status)
