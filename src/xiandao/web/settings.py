"""Django's settings, derived from the installation."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from xiandao.web.installation import Installation, database, secret_key

INSTALLATION = Installation.of(os.environ)
DATA = INSTALLATION.data
SIGN_IN = INSTALLATION.sign_in
ROOT = Path(__file__).resolve().parents[3]
VENDOR = Path(os.environ.get("XIANDAO_VENDOR") or ROOT / "build" / "vendor")

PACKS = ROOT / "packs"

SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = [*INSTALLATION.hosts]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "xiandao.apps.places",
    "xiandao.apps.accounts",
    "xiandao.apps.bodies",
    "xiandao.apps.audit",
    "xiandao.apps.files",
    "xiandao.apps.jobs",
    "xiandao.apps.cases",
    "xiandao.apps.notices",
    "xiandao.apps.publishing",
    "xiandao.apps.policies",
    "xiandao.apps.registers",
    "xiandao.apps.plans",
    "xiandao.apps.counting",
    "xiandao.apps.packages",
    "xiandao.apps.search",
    "xiandao.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xiandao.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xiandao.web.gate.GateMiddleware",
    "xiandao.web.errors.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "xiandao.web.urls"
WSGI_APPLICATION = "xiandao.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "environment": "xiandao.web.environment.environment",
            "context_processors": ["xiandao.web.theme.theme"],
        },
    }
]

DATABASES = {"default": database(INSTALLATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = False  # every wording is ours: core/messages*.toml

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "xiandao.apps.accounts.passwords.PasswordRule"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "overview"
SESSION_COOKIE_NAME = "xiandao-session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "xiandao-csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "xiandao.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = INSTALLATION.is_https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if INSTALLATION.is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "xiandao.apps.accounts.attempts.counted"  # blinded: what is typed as a name may be a password
AXES_CLIENT_IP_CALLABLE = "xiandao.apps.accounts.attempts.client_address"
AXES_DISABLE_ACCESS_LOG = True  # who signed in is a line of the audit chain
AXES_LOCKOUT_CALLABLE = "xiandao.apps.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *SIGN_IN.origins],  # the form of signing out is led on to the provider's end
        "frame-ancestors": [SELF],
    }
}

STATIC_URL = "static/"
STATICFILES_DIRS = [("vendor", VENDOR)] if VENDOR.is_dir() else []
STATIC_ROOT = Path(os.environ.get("XIANDAO_STATIC") or ROOT / "build" / "static")
IS_COLLECTED = (STATIC_ROOT / "staticfiles.json").is_file() or "XIANDAO_COLLECTING" in os.environ
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_COLLECTED

FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
