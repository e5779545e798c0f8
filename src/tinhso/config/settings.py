"""All settings, from `TINHSO_*` variables; the defaults start a laptop with SQLite."""

from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tinhso.config.environment import BASE_DIR, HOME, env, secret
from tinhso.config.logs import logging_settings

PRODUCTION = env.bool("TINHSO_PRODUCTION", False)
DEMONSTRATION = env.bool("TINHSO_DEMONSTRATION", not PRODUCTION)
TINHSO_HOME = HOME
TINHSO_DEMO_DOSSIERS = env.int("TINHSO_DEMO_DOSSIERS", 200)
TINHSO_DEMO_LOADED = env.int("TINHSO_DEMO_LOADED", 2_000 if TINHSO_DEMO_DOSSIERS >= 200 else 0)
TINHSO_NODE_MODULES = BASE_DIR / "node_modules"
TINHSO_BUILT_FONTS = BASE_DIR / "build" / "fonts"

DEBUG = False
SECRET_KEY = secret("TINHSO_SECRET_KEY", production=PRODUCTION)
TINHSO_DATA_KEY = bytes.fromhex(secret("TINHSO_DATA_KEY", production=PRODUCTION))
ALLOWED_HOSTS = env.list("TINHSO_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("TINHSO_ORIGINS", [])
TINHSO_PROXIES: list[str] = env.list("TINHSO_PROXIES", [])
TINHSO_PORT = env.int("TINHSO_PORT", 8000)
TINHSO_BIND = env.str("TINHSO_BIND", "127.0.0.1")
TINHSO_WEB_WORKERS = env.int("TINHSO_WEB_WORKERS", 2)
TINHSO_WEB_THREADS = env.int("TINHSO_WEB_THREADS", 4)
TINHSO_METRICS_TOKEN = env.str("TINHSO_METRICS_TOKEN", "")
TINHSO_PROCEDURES_SECOND_PERSON = env.bool("TINHSO_PROCEDURES_SECOND_PERSON", False)
TINHSO_DAILY_BACKUP = env.bool("TINHSO_DAILY_BACKUP", PRODUCTION)
TINHSO_BACKUP_PASSPHRASE = env.str("TINHSO_BACKUP_PASSPHRASE", "")
TINHSO_LOG_LEVEL = env.str("TINHSO_LOG_LEVEL", "INFO")
TINHSO_BASE_URL = env.str("TINHSO_BASE_URL", f"http://127.0.0.1:{TINHSO_PORT}")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "tinhso.kernel.db",
    "tinhso.kernel.jobs",
    "tinhso.kernel.events",
    "tinhso.kernel.audit",
    "tinhso.kernel.files",
    "tinhso.kernel.calendar",
    "tinhso.kernel.numbering",
    "tinhso.kernel.notifications",
    "tinhso.kernel.search",
    "tinhso.kernel.importing",
    "tinhso.kernel.workflow",
    "tinhso.kernel.eforms",
    "tinhso.kernel.web",
    "tinhso.kernel.api",
    "tinhso.organization",
    "tinhso.identity",
    "tinhso.procedures",
    "tinhso.signing",
    "tinhso.privacy",
    "tinhso.dossiers",
    "tinhso.config.apps.HouseConfig",
]
if find_spec("django_linear_migrations"):
    # on a developer's machine: two heads of one app's migrations become a conflict of one line
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "tinhso.kernel.web.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tinhso.kernel.web.middleware.CountingMiddleware",
    "tinhso.kernel.web.policy.PolicyMiddleware",
    "tinhso.kernel.web.middleware.SafeHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.kernel.web.middleware.LanguageMiddleware",
    "tinhso.kernel.web.middleware.MaintenanceMiddleware",
    "tinhso.kernel.web.middleware.StorableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tinhso.identity.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tinhso.kernel.web.once.OnceMiddleware",
    "tinhso.kernel.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "tinhso.config.urls"
WSGI_APPLICATION = "tinhso.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tinhso.kernel.web.templatetags.acting"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "tinhso.kernel.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_DATABASE_URL = env.str("TINHSO_DATABASE_URL", "")
if _DATABASE_URL:
    DATABASES = {"default": env.dj_db_url("TINHSO_DATABASE_URL")}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["ENGINE"] = "tinhso.kernel.db.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A page asks a score of short questions: starting a second process of the server for one, or
    # compiling it, costs more than the question and queues all others behind it.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c max_parallel_workers_per_gather=0 -c jit=off"
    )
    if env.bool("TINHSO_DATABASE_POOL", False):
        DATABASES["default"]["OPTIONS"]["pool"] = True
    else:
        DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    DATABASES = {
        "default": {
            "ENGINE": "tinhso.kernel.db.sqlite",
            "NAME": HOME / "tinhso.sqlite3",
            # the test runner knows only Django's own backend to lie in memory
            "TEST": {"NAME": ":memory:"},
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536;"
                    "PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
HOME.mkdir(parents=True, exist_ok=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["tinhso.identity.sessions.AccountBackend"]
SESSION_ENGINE = "tinhso.identity.sessions"
MESSAGE_STORAGE = "tinhso.kernel.web.flashes.Flashes"
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("TINHSO_TLS", PRODUCTION)
SESSION_COOKIE_AGE = env.int("TINHSO_SESSION_HOURS", 10) * 3600
TINHSO_SESSION_IDLE_MINUTES = env.int("TINHSO_SESSION_IDLE_MINUTES", 120)
TINHSO_SESSION_IDLE_MINUTES_OFFICIALS = env.int("TINHSO_SESSION_IDLE_MINUTES_OFFICIALS", 15)
TINHSO_SESSION_IDLE_MINUTES_ADMINISTRATORS = env.int(
    "TINHSO_SESSION_IDLE_MINUTES_ADMINISTRATORS", 5
)
TINHSO_OFFICE_NETWORKS: list[str] = env.list("TINHSO_OFFICE_NETWORKS", [])
TINHSO_IDLE_ACCOUNT_DAYS = env.int("TINHSO_IDLE_ACCOUNT_DAYS", 45)
TINHSO_IDLE_WARNING_DAYS = env.int("TINHSO_IDLE_WARNING_DAYS", 7)
TINHSO_DATA_COPY_DAYS = env.int("TINHSO_DATA_COPY_DAYS", 14)
TINHSO_CONVERSION_MARK = env.str("TINHSO_CONVERSION_MARK", "Bản điện tử chuyển từ bản giấy")
TINHSO_PAPER_MARK = env.str("TINHSO_PAPER_MARK", "Bản giấy chuyển từ bản điện tử")
TINHSO_SYSTEM_NAME = env.str(
    "TINHSO_SYSTEM_NAME", "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh"
)
TINHSO_PASSWORD_LENGTH = env.int("TINHSO_PASSWORD_LENGTH", 14)
TINHSO_PASSWORD_LENGTH_WITH_FACTOR = env.int("TINHSO_PASSWORD_LENGTH_WITH_FACTOR", 8)
TINHSO_PASSWORD_DAYS = env.int("TINHSO_PASSWORD_DAYS", 60)
TINHSO_WRONG_PASSWORDS = env.int("TINHSO_WRONG_PASSWORDS", 5)
TINHSO_OIDC_ISSUER = env.str("TINHSO_OIDC_ISSUER", "")
TINHSO_OIDC_CLIENT_ID = env.str("TINHSO_OIDC_CLIENT_ID", "")
TINHSO_OIDC_CLIENT_SECRET = env.str("TINHSO_OIDC_CLIENT_SECRET", "")
TINHSO_OIDC_ACR = env.str("TINHSO_OIDC_ACR", "")
# the demonstration may run a national portal of its own, two thousand ports above the house's
TINHSO_DEMO_NATIONAL = DEMONSTRATION and env.bool("TINHSO_DEMO_NATIONAL", False)
TINHSO_NATIONAL_PORT = TINHSO_PORT + 2000 if TINHSO_PORT + 2000 < 65_536 else TINHSO_PORT - 2000
_NATIONAL = f"http://127.0.0.1:{TINHSO_NATIONAL_PORT}" if TINHSO_DEMO_NATIONAL else ""
TINHSO_NATIONAL_URL = f"{_NATIONAL}/dich-vu" if _NATIONAL else env.str("TINHSO_NATIONAL_URL", "")
TINHSO_NATIONAL_LOGIN_URL = (
    f"{_NATIONAL}/phien" if _NATIONAL else env.str("TINHSO_NATIONAL_LOGIN_URL", "")
)
TINHSO_NATIONAL_USERNAME = env.str("TINHSO_NATIONAL_USERNAME", "tinhso" if _NATIONAL else "")
TINHSO_NATIONAL_PASSWORD = (
    secret("TINHSO_NATIONAL_PASSWORD", production=False)
    if _NATIONAL
    else env.str("TINHSO_NATIONAL_PASSWORD", "")
)
TINHSO_NATIONAL_DSTCODE = env.str("TINHSO_NATIONAL_DSTCODE", "")
TINHSO_NATIONAL_AGENCY = env.str("TINHSO_NATIONAL_AGENCY", "")
TINHSO_NATIONAL_TIMEOUT = env.int("TINHSO_NATIONAL_TIMEOUT", 20)
MFA_ADAPTER = "tinhso.identity.second_factor.HouseAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tỉnh Số"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]

CSRF_FAILURE_VIEW = "tinhso.kernel.web.errors.csrf_failed"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
# the parts of the kernel that are no apps
LOCALE_PATHS = [BASE_DIR / "src" / "tinhso" / "kernel" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("TINHSO_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tinhso.kernel.web.finders.NodeModulesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tinhso.kernel.web.storage.HouseStaticFiles"},
}
# hashed names are kept for ever; plain ones (modules importing each other) are asked again
WHITENOISE_MAX_AGE = 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

TINHSO_S3_BUCKET = env.str("TINHSO_S3_BUCKET", "")
TINHSO_S3_ENDPOINT = env.str("TINHSO_S3_ENDPOINT", "")
TINHSO_S3_REGION = env.str("TINHSO_S3_REGION", "")
TINHSO_S3_ACCESS_KEY = env.str("TINHSO_S3_ACCESS_KEY", "")
TINHSO_S3_SECRET_KEY = env.str("TINHSO_S3_SECRET_KEY", "")
TINHSO_CLAMAV = env.str("TINHSO_CLAMAV", "")
TINHSO_SIGNING_LEVEL = env.str("TINHSO_SIGNING_LEVEL", "B-B")
TINHSO_CERTIFICATE_WARNING_DAYS = env.list(
    "TINHSO_CERTIFICATE_WARNING_DAYS", [90, 60, 30], subcast=int
)
TINHSO_KEEP_SIGNED = env.bool("TINHSO_KEEP_SIGNED", not DEMONSTRATION)
TINHSO_CLOCK = env.str("TINHSO_CLOCK", "unwatched" if DEMONSTRATION else "system")
TINHSO_CLOCK_MOST_SECONDS = env.float("TINHSO_CLOCK_MOST_SECONDS", 1.0)
TINHSO_TRUST_ADDRESS = env.str("TINHSO_TRUST_ADDRESS", "").rstrip("/")
TINHSO_SEAL_MM = env.float("TINHSO_SEAL_MM", 34.0)
TINHSO_SEAL_MM_BETWEEN = tuple(env.list("TINHSO_SEAL_MM_BETWEEN", [20.0, 50.0], subcast=float))
TINHSO_BATCH_FILES = env.int("TINHSO_BATCH_FILES", 2_000)
TINHSO_BATCH_FILE_MB = env.int("TINHSO_BATCH_FILE_MB", 30)
TINHSO_BATCH_DAYS = env.int("TINHSO_BATCH_DAYS", 7)
TINHSO_SIGNED_FILES_DAYS = env.int("TINHSO_SIGNED_FILES_DAYS", 365)
TINHSO_CERTIFICATE_CHANNEL = env.str("TINHSO_CERTIFICATE_CHANNEL", "house")
TINHSO_CERTIFICATE_RENEWAL_DAYS = env.int("TINHSO_CERTIFICATE_RENEWAL_DAYS", 60)
TINHSO_CERTIFICATE_DELEGATED = env.list(
    "TINHSO_CERTIFICATE_DELEGATED", ["renew", "change", "restore"]
)
TINHSO_CERTIFICATE_TERMS = env.list(
    "TINHSO_CERTIFICATE_TERMS",
    [
        "2024-08-15:new=3",
        "2024-08-15:renew=3",
        "2024-08-15:change=3",
        "2024-08-15:revoke=3",
        "2024-08-15:restore=1",
        "2024-08-15:return=5",
    ],
)
TINHSO_TRUST_ROOTS = env.str("TINHSO_TRUST_ROOTS", "")
TINHSO_REVOCATION_URLS: list[str] = env.list("TINHSO_REVOCATION_URLS", [])
TINHSO_REVOCATION_SECONDS = env.float("TINHSO_REVOCATION_SECONDS", 5.0)
TINHSO_PKCS11_MODULE = env.str("TINHSO_PKCS11_MODULE", "")
TINHSO_PKCS11_TOKEN = env.str("TINHSO_PKCS11_TOKEN", "")
TINHSO_PKCS11_PIN = env.str("TINHSO_PKCS11_PIN", "")
TINHSO_PKCS11_PIN_FILE = env.str("TINHSO_PKCS11_PIN_FILE", "")
TINHSO_PKCS11_SECONDS = env.float("TINHSO_PKCS11_SECONDS", 30.0)
TINHSO_CSC_URL = env.str("TINHSO_CSC_URL", "")
TINHSO_CSC_CLIENT = env.str("TINHSO_CSC_CLIENT", "")
TINHSO_CSC_SECRET = env.str("TINHSO_CSC_SECRET", "")
TINHSO_TSA_URL = env.str("TINHSO_TSA_URL", "")
TINHSO_TSA_SECONDS = env.float("TINHSO_TSA_SECONDS", 10.0)
TINHSO_TSA_MOST_SECONDS = env.float("TINHSO_TSA_MOST_SECONDS", 60.0)
TINHSO_CSC_SECONDS = env.float("TINHSO_CSC_SECONDS", 20.0)
TINHSO_AUTHORITY_ON_DEVICE = env.bool("TINHSO_AUTHORITY_ON_DEVICE", False)

# the demonstration runs a bank of its own, a thousand ports above the house's
TINHSO_BANK_IS_OURS = DEMONSTRATION and not env.str("TINHSO_BANK_URL", "")
TINHSO_BANK_PORT = TINHSO_PORT + 1000 if TINHSO_PORT + 1000 < 65_536 else TINHSO_PORT - 1000
TINHSO_BANK_URL = (
    f"http://127.0.0.1:{TINHSO_BANK_PORT}"
    if TINHSO_BANK_IS_OURS
    else env.str("TINHSO_BANK_URL", "")
)
TINHSO_BANK_SECRET = (
    secret("TINHSO_BANK_SECRET", production=False)
    if TINHSO_BANK_IS_OURS
    else env.str("TINHSO_BANK_SECRET", "")
)

EMAIL_HOST = env.str("TINHSO_SMTP_HOST", "")
EMAIL_PORT = env.int("TINHSO_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("TINHSO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("TINHSO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("TINHSO_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("TINHSO_MAIL_FROM", "tinhso@localhost")

TINHSO_GATEWAYS = {
    "sms": {
        "url": env.str("TINHSO_SMS_URL", ""),
        "headers": env.str("TINHSO_SMS_HEADERS", ""),
        "body": env.str("TINHSO_SMS_BODY", '{"to": "%(to)s", "text": "%(text)s", "id": "%(key)s"}'),
        "taken": env.str("TINHSO_SMS_TAKEN", ""),
    },
    "zalo": {
        "url": env.str("TINHSO_ZALO_URL", ""),
        "headers": env.str("TINHSO_ZALO_HEADERS", ""),
        "body": env.str(
            "TINHSO_ZALO_BODY", '{"to": "%(to)s", "text": "%(text)s", "id": "%(key)s"}'
        ),
        "taken": env.str("TINHSO_ZALO_TAKEN", ""),
    },
}
TINHSO_SMS_PLAIN = env.bool("TINHSO_SMS_PLAIN", True)
TINHSO_SMS_LONGEST = env.int("TINHSO_SMS_LONGEST", 459)

TINHSO_API_RATE = env.str("TINHSO_API_RATE", "600/m")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.str("TINHSO_CACHE_URL"),
        }
        if env.str("TINHSO_CACHE_URL", "")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

Q_CLUSTER = {
    "name": "tinhso",
    "orm": "default",
    "workers": env.int("TINHSO_WORKERS", 1),
    "timeout": 600,
    "retry": 660,
    "max_attempts": 1,
    "ack_failures": True,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": -1,
    "scheduler": False,
    "label": "Jobs",
}

LOGGING = logging_settings(TINHSO_LOG_LEVEL)
