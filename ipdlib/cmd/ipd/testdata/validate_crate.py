"""Has the reference validator judge an RO-Crate, without a network: the context comes from the package rocrate.

    python validate_crate.py FOLDER

Needs roc-validator and rocrate.
"""
import email
import importlib.util
import io
import json
import pathlib
import sys
import urllib.request
import urllib.response

import requests
from rocrate_validator import models, services
from rocrate_validator.utils import http

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
TEXT = (pathlib.Path(importlib.util.find_spec("rocrate").submodule_search_locations[0]) / "data" / "ro-crate.jsonld").read_bytes()
assert json.loads(TEXT)["@id"] == CONTEXT, "the package rocrate has another context"


def get(url, **_):
    """What the validator itself asks for."""
    r = requests.Response()
    r.url, r.status_code, r._content = url, (200 if url == CONTEXT else 404), (TEXT if url == CONTEXT else b"")
    r.headers["Content-Type"] = "application/ld+json"
    return r


class Packaged(urllib.request.HTTPSHandler):
    """What rdflib asks for."""

    def https_open(self, request):
        headers = email.message_from_string("Content-Type: application/ld+json\n")
        r = urllib.response.addinfourl(io.BytesIO(TEXT), headers, request.full_url, 200 if request.full_url == CONTEXT else 404)
        r.msg = ""
        return r


http.HttpRequester.__getattr__ = lambda self, name: get
urllib.request.install_opener(urllib.request.build_opener(Packaged))
result = services.validate(models.ValidationSettings(rocrate_uri=sys.argv[1], profile_identifier="process-run-crate-0.5"))
for issue in result.get_issues():
    print(issue.severity.name, issue.check.identifier, issue.message)
print("valid" if result.passed() else "not valid")
sys.exit(not result.passed())
