# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON Schemas in docs/schemas, held strictly: for programs that read, new keys are no fault; for us, a key
that nobody described is."""
import functools
import json

import jsonschema

from command import SOURCE


def schema(name):
    """There is one of each name, whatever its version."""
    path, = (SOURCE / "docs/schemas").glob(f"sipfix-{name}-*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def strict(part):
    if isinstance(part, list):
        return [strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    copied = {key: strict(value) for key, value in part.items()}
    if isinstance(part.get("properties"), dict):
        copied["additionalProperties"] = False
    return copied


@functools.cache
def validator(name):
    return jsonschema.Draft202012Validator(strict(schema(name)))


def complaints(name, value):
    """What is wrong with a value; nothing: []."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


def keys_described(part, root, path=""):
    """All keys that a schema describes: "problems[].proof.frame"."""
    if "$ref" in part:
        part = {**root["$defs"][part["$ref"].rsplit("/", 1)[1]], **part}
    if "items" in part:
        yield from keys_described(part["items"], root, path + "[]")
    for key, value in part.get("properties", {}).items():
        full = f"{path}.{key}" if path else key
        yield full
        yield from keys_described(value, root, full)


def keys_seen(value, path=""):
    if isinstance(value, list):
        for one in value:
            yield from keys_seen(one, path + "[]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            full = f"{path}.{key}" if path else key
            yield full
            yield from keys_seen(inner, full)
