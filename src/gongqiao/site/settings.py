"""Django's settings, read from the environment. `make docs` lists them in docs/reference/settings.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongqiao.site import database
from gongqiao.site.places import private, var
from gongqiao.site.services import SERVICES


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """The operator's SECRET_KEY, else one made at the first start and kept for the owner's eyes only."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    kept = private(var()) / "secret_key"
    if not kept.exists():
        beside = kept.with_name(f"secret_key.{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(48))
        try:
            os.link(beside, kept)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return kept.read_text().strip()


# --- what the operator decides -------------------------------------------------------------------------
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
DEMO = _flag("DEMO") and not database.is_external() and not PUBLIC_URL
REGION = os.environ.get("REGION", "4407")
HOTLINE = os.environ.get("HOTLINE", "") or ("0750-000-0000" if DEMO else "12351")
SMS_CHANNEL = os.environ.get("SMS_CHANNEL", "file")
SMS_OPTIONS = {
    "endpoint": os.environ.get("SMS_ENDPOINT", "https://dysmsapi.aliyuncs.com/"),
    "access_key_id": os.environ.get("SMS_ACCESS_KEY_ID", ""),
    "access_key_secret": os.environ.get("SMS_ACCESS_KEY_SECRET", ""),
    "sign_name": os.environ.get("SMS_SIGN_NAME", ""),
    "code_template": os.environ.get("SMS_CODE_TEMPLATE", ""),
    "notice_template": os.environ.get("SMS_NOTICE_TEMPLATE", ""),
}
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))

# --- the rest follows ----------------------------------------------------------------------------------
SECRET_KEY = _secret_key()
DEBUG = False
VAR: Path = var()
FILES: Path = var() / "files"
OUTGOING: Path = var() / "outgoing"

_public = urlsplit(PUBLIC_URL)
_over_https = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname or "localhost"] if PUBLIC_URL else ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _over_https else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _over_https and TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _over_https
SECURE_HSTS_SECONDS = 31_536_000 if _over_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "gongqiao"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_NAME = "gongqiao_csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "gongqiao.web.errors.forgery_suspected"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "ninja",
    *(f"gongqiao.kernel.{room}" for room in (
        "base", "calendar", "tree", "audit", "outbox", "org", "people", "documents", "notices", "cases",
    )),
    "gongqiao.web",
    "gongqiao.api",
    *SERVICES,
]  # fmt: skip

MIDDLEWARE = [
    "gongqiao.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongqiao.web.middleware.InputWall",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gongqiao.web.middleware.Errors",
    "gongqiao.web.middleware.WhoActs",
]

ROOT_URLCONF = "gongqiao.site.urls"
WSGI_APPLICATION = "gongqiao.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"

_as_owner = os.environ.get("GONGQIAO_ROLE") == "owner"
DATABASES: dict[str, Any] = {
    "default": database.django_settings(
        database.owner_url() if _as_owner else database.app_url(),
        pool=0 if _as_owner else int(os.environ.get("DATABASE_POOL", "6")),
    )
}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gongqiao.web.frame.frame",
            ],
            "builtins": ["gongqiao.web.templatetags.parts", "django.templatetags.static"],
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = var() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

MOST_UPLOAD_BYTES = 12 * 1024 * 1024
MOST_REQUEST_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(private(var() / "tmp"))

NINJA_PAGINATION_PER_PAGE = 50
NINJA_PAGINATION_MAX_LIMIT = 200

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "gongqiao": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
