# Holds records against the schema, for schema.t: schema.py SCHEMA [--made]
# [file ...]. Prints FILE:LINE: what is wrong with each; the status is 1 if
# anything was.
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
judge = jsonschema.Draft202012Validator(
    schema, format_checker=jsonschema.FormatChecker())
files = sys.argv[2:]
if files[:1] == ["--made"]:
    files = files[1:]
    judge = judge.evolve(schema=schema["$defs"]["made"])
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
sys.exit(1 if wrong else 0)
