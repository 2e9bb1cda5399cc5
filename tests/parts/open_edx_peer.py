"""Open edX's LTI platform classes behind a pipe: one JSON job a line, one answer.

Runs in an environment of its own that has `lti-consumer-xblock`; see `open_edx`.
"""

import json
import sys

import django
from django.conf import settings

settings.configure(
    PLATFORM_NAME="peer",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "config_models",
        "lti_consumer",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from lti_consumer.data import Lti1p3LaunchData  # noqa: E402
from lti_consumer.lti_1p3.consumer import LtiAdvantageConsumer  # noqa: E402
from lti_consumer.lti_1p3.extensions.rest_framework import serializers  # noqa: E402


def consumer(job):
    made = LtiAdvantageConsumer(**job["platform"])
    if dl := job.get("deep_linking"):
        made.enable_deep_linking(dl["launch_url"], dl["return_url"])
    if ags := job.get("ags"):
        made.enable_ags(ags["lineitems"], ags["lineitem"])
    if nrps := job.get("nrps"):
        made.enable_nrps(nrps)
    return made


def login(job):
    data = Lti1p3LaunchData(**job["data"])
    return consumer(job).prepare_preflight_url(data)


def launch(job):
    made = consumer(job)
    made.set_user_data(**job["user"])
    made.set_resource_link_claim(**job["link"])
    made.set_context_claim(**job["context"])
    made.set_custom_parameters(job["custom"])
    made.set_launch_presentation_claim("iframe", job["return_url"])
    url = made.prepare_preflight_url(Lti1p3LaunchData(**job["data"]))
    hint = url.rpartition("lti_message_hint=")[2]
    return made.generate_launch_request({**job["asked"], "lti_message_hint": hint})


def token(job):
    return consumer(job).access_token(job["form"])


def chosen(job):
    items = list(consumer(job).check_and_decode_deep_linking_token(job["jwt"]))
    read = [serializers.LtiDlLtiResourceLinkSerializer(data=item) for item in items]
    for one in read:
        one.is_valid(raise_exception=True)
    return [json.loads(json.dumps(one.validated_data, default=str)) for one in read]


def score(job):
    read = serializers.LtiAgsScoreSerializer(data=job["body"])
    read.is_valid(raise_exception=True)
    return True


def keys(job):
    return consumer(job).get_public_keyset()


JOBS = {one.__name__: one for one in (login, launch, token, chosen, score, keys)}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        found = {"answer": JOBS[asked["job"]](asked)}
    except Exception as error:  # noqa: BLE001 - a verdict, whatever it is
        found = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(found), flush=True)
