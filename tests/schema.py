# Holds records against the schema, for schema.t: schema.py SCHEMA [--made]
# [file ...]. Prints FILE:LINE: what is wrong with each; the status is 1 if
# anything was. --made is for what we made ourselves: stricter, and without
# members that the schema does not name.
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
judge = jsonschema.Draft202012Validator(
    schema, format_checker=jsonschema.FormatChecker())
files = sys.argv[2:]
made = files[:1] == ["--made"]
if made:
    files = files[1:]
    judge = judge.evolve(schema=schema["$defs"]["made"])
parts = {branch["if"]["properties"]["type"]["const"]: branch["then"]
         for branch in schema["allOf"]}


def unknown(value, part, path):
    """The members of a value that its part of the schema does not name."""
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].split("/")[-1]]
    if isinstance(value, list):
        for each in value:
            yield from unknown(each, part.get("items", {}), path + "[]")
    elif isinstance(value, dict) and "properties" in part:
        for key, each in value.items():
            if key in part["properties"]:
                yield from unknown(each, part["properties"][key],
                                   path + "." + key)
            elif not part.get("additionalProperties"):
                yield path + "." + key


wrong = 0
for name in files:
    with open(name, encoding="utf-8", errors="surrogateescape",
              newline="\n") as lines:
        for at, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
            except ValueError as e:
                print("%s:%d: %s" % (name, at, e))
                wrong += 1
                continue
            for e in judge.iter_errors(record):
                print("%s:%d: %s: %s" % (
                    name, at, "/".join(map(str, e.absolute_path)) or "record",
                    e.message[:200]))
                wrong += 1
            for path in unknown(record, parts[record["type"]], "") \
                    if made and record.get("type") in parts else ():
                print("%s:%d: %s: not in the schema" % (name, at, path[1:]))
                wrong += 1
sys.exit(1 if wrong else 0)
