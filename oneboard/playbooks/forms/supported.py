"""What a form may hold, as closed lists: what @getodk/xforms-engine 0.22 runs and our controls show, and no more.

The engine is headless; controls, signature and barcode are ours. What is left out on purpose: whatever follows or
identifies a person (a position in an answer would outlive the day key that positions lie under), and whatever stops a
form from being filled in without a line or on a small screen. Source: the feature matrix of the engine's repository.
"""

import re
from typing import Final

#: The word in the column `type`, and the answer's type; None asks nothing.
TYPES: Final[dict[str, str | None]] = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "image": "image", "photo": "image", "audio": "audio", "barcode": "barcode",
    "acknowledge": "acknowledge", "trigger": "acknowledge", "calculate": "calculate", "hidden": "calculate",
    "start": "calculate", "end": "calculate", "today": "calculate", "note": None, "csv-external": None,
}  # fmt: skip

#: What XLSForm knows besides, and the text of the locales that says what to use in its place.
TYPES_INSTEAD: Final = {
    "datetime": "date_and_time", "date time": "date_and_time", "video": "image_or_audio", "file": "image_or_audio",
    "background-audio": "audio", "range": "integer", "rank": "select_multiple", "percentage": "integer",
    "geopoint": "position", "location": "position", "gps": "position", "geotrace": "position", "geoshape": "position",
    "start-geopoint": "position", "background-geopoint": "position", "osm": "position",
    "deviceid": "entry", "uri:deviceid": "entry", "imei": "entry", "username": "entry", "uri:username": "entry",
    "phonenumber": "entry", "uri:phonenumber": "entry", "email": "entry", "uri:email": "entry",
    "simserial": "entry", "uri:simserial": "entry", "subscriberid": "entry", "uri:subscriberid": "entry",
    "audit": "entry", "xml-external": "register", "begin loop": "repeat", "end loop": "repeat",
}  # fmt: skip

SELECT: Final = re.compile(
    r"(?P<one>select[ _]one(?: from)?|select1|select_one_from_file)\s+(?P<list>\S+)(?P<other>\s+or[ _].*)?"
    r"|(?P<many>select[ _]multiple(?: from)?|select all that apply(?: from)?|select_multiple_from_file)"
    r"\s+(?P<lists>\S+)(?P<others>\s+or[ _].*)?"
)
SECTION: Final = re.compile(r"(?P<edge>begin|end)[ _](?P<section>group|repeat)")

APPEARANCES: Final = frozenset({
    "multiline", "numbers", "minimal", "autocomplete", "likert", "columns", "columns-pack", "no-buttons", "field-list",
    "signature", "new",
})  # fmt: skip
COLUMNS_APPEARANCE: Final = re.compile(r"columns-[1-9]")

#: Columns by how they are written today, and other ways to write them.
SURVEY_COLUMNS: Final = {
    "type": (), "name": (), "label": (), "hint": (), "required": (), "required_message": ("requiredmsg",),
    "relevant": ("relevance",), "constraint": (), "constraint_message": (), "calculation": ("calculate",),
    "choice_filter": (), "appearance": (), "default": (), "readonly": ("read_only",), "repeat_count": (),
    "parameters": (), "trigger": (),
}  # fmt: skip
CHOICES_COLUMNS: Final = {"list_name": (), "name": ("value",), "label": ()}
SETTINGS: Final = {
    "form_title": (), "form_id": ("id_string",), "version": (), "default_language": (), "instance_name": (),
    "name": (), "allow_choice_duplicates": (), "style": (),
}  # fmt: skip
TRANSLATED: Final = ("label", "hint", "constraint_message", "required_message")
COLUMNS_INSTEAD: Final = {
    "guidance_hint": "hint", "image": "words", "big-image": "words", "audio": "words", "video": "words",
    "media": "words", "save_to": "playbook", "bind": "column", "body": "column", "instance": "column",
    "jr": "column", "control": "column", "disabled": "leave_out", "autoplay": "leave_out",
}  # fmt: skip
SHEETS: Final = ("survey", "choices", "settings")
SHEETS_INSTEAD: Final = {"entities": "playbook", "external_choices": "choice_filter", "osm": "position"}
SETTINGS_INSTEAD: Final = {
    "public_key": "sealed", "submission_url": "sealed", "auto_send": "sealed", "auto_delete": "sealed",
    "add_none_option": "leave_out", "omit_instanceid": "leave_out", "clean_text_values": "leave_out",
    "namespaces": "leave_out", "attribute": "leave_out", "flat": "leave_out",
}  # fmt: skip

#: Columns that hold XPath.
EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count")

FUNCTIONS: Final = frozenset({
    "abs", "acos", "asin", "atan", "atan2", "base64-decode", "boolean", "boolean-from-string", "ceiling", "checklist",
    "coalesce", "concat", "contains", "cos", "count", "count-non-empty", "count-selected", "current", "date",
    "date-time", "decimal-date-time", "decimal-time", "digest", "ends-with", "exp", "exp10", "false", "floor",
    "format-date", "format-date-time", "if", "indexed-repeat", "instance", "int", "join", "jr:choice-name",
    "jr:itext", "last", "local-name", "log", "log10", "max", "min", "name", "normalize-space", "not", "now", "number",
    "once", "pi", "position", "pow", "pulldata", "random", "randomize", "regex", "round", "selected", "selected-at",
    "sin", "sqrt", "starts-with", "string", "string-length", "substr", "substring", "substring-after",
    "substring-before", "sum", "tan", "today", "translate", "true", "uuid", "weighted-checklist",
})  # fmt: skip
