"""All settings, in one file, read from the environment by readers that fail loudly.

What a bureau sets: DATABASE_URL, YOUFU_HOME, YOUFU_HOSTS, YOUFU_HTTPS, YOUFU_DEBUG. The secret for sessions lives in
the data folder beside the keys; the command line makes it at first start.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from youfu.config.demo.cast import offered

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("YOUFU_HOME", "var")).resolve()


def env_bool(name: str, default: bool = False) -> bool:
    """Read yes/no; anything else is an error, not a guess."""
    text = os.environ.get(name, "yes" if default else "no").lower()
    if text not in {"yes", "no", "1", "0", "true", "false"}:
        raise ValueError(f"{name} must be yes or no, not {text!r}")
    return text in {"yes", "1", "true"}


def database(url: str) -> dict[str, Any]:
    """Turn a postgresql:// URL (socket folder in ?host=) into Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    config: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or query.pop("dbname", "youfu"),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": parts.hostname or query.pop("host", ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
    if env_bool("YOUFU_POOL"):
        config["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 12, "timeout": 10}
    return config


def secret() -> str:
    """The session secret of this data folder; before `youfu init` a throw-away one."""
    file = HOME / "keys" / "session.secret"
    return file.read_text().strip() if file.exists() else os.urandom(32).hex()


DEBUG = env_bool("YOUFU_DEBUG")
HTTPS = env_bool("YOUFU_HTTPS")
DEMO = offered() if env_bool("YOUFU_DEMO") else {}  # shown on the sign-in page
SECRET_KEY = secret()
# The machine itself is always let in: `youfu serve` and load balancers ask /healthz there.
ALLOWED_HOSTS = [*os.environ.get("YOUFU_HOSTS", "testserver").split(), "localhost", "127.0.0.1", "[::1]"]
KEY_FILE = Path(os.environ.get("YOUFU_KEY_FILE", HOME / "keys" / "youfu.keys"))
FILES = HOME / "files"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql://youfu@localhost/youfu"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisations.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "template_partials",
    "axes",
    "csp",
    "youfu.kit",
    "youfu.modules.organisations",
    "youfu.modules.standards",
    "youfu.modules.people",
    "youfu.modules.entitlements",
    "youfu.modules.recognition",
    "youfu.modules.payments",
    "youfu.modules.documents",
    "youfu.modules.home",
    "youfu.modules.reports",
    "youfu.modules.administration",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "youfu.kit.middleware.ScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "youfu.config.urls"
WSGI_APPLICATION = "youfu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "youfu.kit.pages.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "youfu.kit.templatetags.kit"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "youfu_language"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
UPLOAD_MOST = 200_000_000  # bytes of one request with all its files; each door has its own limit for one file
FILE_UPLOAD_HANDLERS = [
    "youfu.kit.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "workbench"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 6  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "home/locked.html"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "youfu.kit.pages.refusals.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
    }
}


def without_traceback(record: logging.LogRecord) -> bool:
    """A refusal (403, 404) is one line; only defects keep their traceback."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"calm": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["calm"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
