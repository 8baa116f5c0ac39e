# Reads JSON lines, first a schema, then documents; checks the schema itself, then prints for each document
# "valid" or where it breaks the schema. Knows nothing of ours: Debian's python3-jsonschema does the work.
import json, sys
from jsonschema import Draft202012Validator

lines = [json.loads(line) for line in sys.stdin]
Draft202012Validator.check_schema(lines[0])
validator = Draft202012Validator(lines[0])
for document in lines[1:]:
    errors = sorted("/".join(str(part) for part in error.absolute_path) for error in validator.iter_errors(document))
    print("valid" if not errors else "invalid at " + ", ".join("/" + path for path in errors))
