"""All settings, from the environment. The demo needs none; production refuses to start on a bad or missing one.

| variable | meaning | default |
|---|---|---|
| MODE | demo or production | demo |
| DATA | folder for database, mail, certificates, logs | var |
| PORT | port of the web server | 8000 |
| PUBLIC_URL | address people see; in mails and QR codes | http://localhost:PORT (required in production) |
| SECRET_KEY, SECRET_KEY_FALLBACKS | 50+ random characters; older keys, by commas | made, kept under DATA in the demo |
| DATABASE_URL | postgresql://user:password@host/name | SQLite under DATA |
| REDIS_URL | redis://… broker and shared cache | a folder under DATA |
| EMAIL_URL | smtp://user:password@host:587?tls=yes | files under DATA/mail (required in production) |
| EMAIL_FROM | sender of all mail | demo address (required in production) |
| ERASURES | file that notes what people have deleted, kept when an old backup is put back | erasures.log under DATA |
| PROXIES | how many trusted reverse proxies stand in front | 0 (1 in production) |
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.celery_config import celery_settings
from lms.environment import Environment, database, kept_secret

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("MODE", "demo", ("demo", "production"))
DEMO = MODE == "demo"
DATA_DIR = Path(env.text("DATA", str(BASE_DIR / "var"))).resolve()
PORT = env.number("PORT", 8000, low=1, high=65535)
PUBLIC_URL = env.url(
    "PUBLIC_URL",
    f"http://localhost:{PORT}" if DEMO else "",
    schemes=("http", "https") if DEMO else ("https",),
    required=not DEMO,
)
SECURE = PUBLIC_URL.startswith("https://")
PRODUCT_NAME = "Second Look"

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", required=not DEMO, least=50) or (
    kept_secret(DATA_DIR / "secret-key") if DEMO else "missing"
)
SECRET_KEY_FALLBACKS = [key for key in env.text("SECRET_KEY_FALLBACKS").split(",") if key]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "localhost"]
if DEMO:
    ALLOWED_HOSTS.append("testserver")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if SECURE else []
PROXIES = env.number("PROXIES", 0 if DEMO else 1, low=0, high=5)

INSTALLED_APPS = [
    "courses.apps.CoursesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "courses.operations.staticfiles.PublicStaticFiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "courses.operations.middleware.BodyLimit",
    "django.middleware.gzip.GZipMiddleware",
    "courses.operations.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courses.people.middleware.SignInFirst",
    "courses.people.middleware.PersonTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "courses.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "courses" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courses.people.context.shell",
            ],
        },
    }
]

DATABASE_URL = env.url("DATABASE_URL", schemes=("postgresql", "postgres"))
DATABASES = {"default": database(DATABASE_URL, DATA_DIR / "db.sqlite3")}
DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3") if not DATABASE_URL else "test_second_look"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "redis+socket", "unix"))
_shared_cache = REDIS_URL.replace("redis+socket://", "unix://")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _shared_cache,
        "OPTIONS": {"socket_connect_timeout": 1.0, "socket_timeout": 2.0},  # a frozen one must not freeze the site
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
    # HTML that is the same for everybody; each process keeps its own
    "rendered": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rendered",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
}
globals().update(celery_settings(redis_url=REDIS_URL, data_dir=DATA_DIR))

# People
AUTH_USER_MODEL = "courses.User"
AUTHENTICATION_BACKENDS = ["courses.people.backend.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "courses.people.passwords.NotOurWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "courses.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "courses.people.profile.Profile"
ACCOUNT_FORMS = {
    "login": "courses.people.forms.SignIn",
    "signup": "courses.people.forms.SignUp",
    "request_login_code": "courses.people.forms.AskForCode",
    "confirm_login_code": "courses.people.forms.EnterCode",
    "add_email": "courses.people.forms.ChangeAddress",
    "change_password": "courses.people.forms.ChangePassword",
    "set_password": "courses.people.forms.SetPassword",
    "reset_password": "courses.people.forms.AskForReset",
    "reset_password_from_key": "courses.people.forms.ResetPassword",
    "reauthenticate": "courses.people.forms.Reauthenticate",
}
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
# Beside allauth's own limits: five tries at five codes in a quarter of an hour keep six digits safe.
# Nor may a stranger fill somebody's mailbox: allauth would send five links to reset a password every minute.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/15m/key",
    "confirm_email": "20/m/ip,1/30s/key,6/h/key",
    "reset_password": "20/m/ip,5/15m/key",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = "strict"  # a taken address signs up like a free one: people.services.open_account
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_DISPLAY = "courses.people.models.display"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
USERSESSIONS_TRACK_ACTIVITY = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
MIDDLEWARE.insert(
    MIDDLEWARE.index("courses.people.middleware.PersonTimeZone"), "courses.people.sessions.SessionLifetime"
)

# Sessions and cookies
SESSION_ENGINE = f"django.contrib.sessions.backends.{'db' if REDIS_URL else 'cached_db'}"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "courses.operations.views.csrf_failure"

# The browser may load from here and nowhere else
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail: through a server in production, into a folder in the demo
EMAIL_URL = env.url("EMAIL_URL", schemes=("smtp",), required=not DEMO)
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls", ["yes"])[-1] == "yes"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "EMAIL_FROM", "Second Look <training@second-look.example>" if DEMO else "", required=not DEMO
)

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
ERASURES = Path(env.text("ERASURES", str(DATA_DIR / "erasures.log")))
STUDIO_COURSES = env.number("STUDIO_COURSES", 100, low=1, high=10_000)  # that one educator may begin
COURSES_DIR = BASE_DIR / "courses" / "content"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Words and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "courses" / "locale"]
USE_I18N = len(LANGUAGES) > 1  # with one language, looking up every text would only cost time
USE_TZ = True
TIME_ZONE = "Europe/London"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # every scanner's knock would fill a page of the log
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}

env.check()
