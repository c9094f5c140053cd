"""Django's settings. What an operator may decide comes from `environment`, which lists it with its meaning."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongqiao.site import database
from gongqiao.site.environment import flag, read
from gongqiao.site.places import belongings, private, var
from gongqiao.site.services import SERVICES


def _secret_key() -> str:
    """The operator's SECRET_KEY, else one made at the first start and kept for the owner's eyes only."""
    if given := read("SECRET_KEY"):
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
PUBLIC_URL = read("PUBLIC_URL").rstrip("/")
DEMO = flag("DEMO") and not database.is_for_real()
REGION = read("REGION")
HOTLINE = read("HOTLINE") or ("0750-000-0000" if DEMO else "12351")
SMS_CHANNEL = read("SMS_CHANNEL")
SMS_OPTIONS = {
    "endpoint": read("SMS_ENDPOINT"),
    "access_key_id": read("SMS_ACCESS_KEY_ID"),
    "access_key_secret": read("SMS_ACCESS_KEY_SECRET"),
    "sign_name": read("SMS_SIGN_NAME"),
    "code_template": read("SMS_CODE_TEMPLATE"),
    "notice_template": read("SMS_NOTICE_TEMPLATE"),
}
TRUSTED_PROXIES = int(read("TRUSTED_PROXIES"))

# --- the rest follows ----------------------------------------------------------------------------------
SECRET_KEY = _secret_key()
DEBUG = False
VAR: Path = var()
FILES: Path = belongings() / "files"
PAGES: Path = belongings() / "pages"
OUTGOING: Path = belongings() / "outgoing"

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
        "base", "calendar", "tree", "audit", "outbox", "jobs", "org", "people", "documents", "papers",
        "sheets", "batches", "notices", "cases", "snapshots",
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

_as_owner = read("GONGQIAO_ROLE") == "owner"
DATABASES: dict[str, Any] = {
    "default": database.django_settings(
        database.owner_url() if _as_owner else database.app_url(),
        pool=0 if _as_owner else int(read("DATABASE_POOL")),
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
