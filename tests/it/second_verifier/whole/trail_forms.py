"""The forms of what stands in a trail (docs/audit.md, sections 3 to 7; § = its sections)."""
import datetime
import re
import unicodedata
from typing import Any, Callable, Iterator, Tuple

from canonical_json import Fault, need

# A form is a text (a pattern), a list (an array of its one form), a tuple (the values allowed), a dict (an object of
# exactly these members) or a function of the value and its place.

def check(value: Any, form: Any, at: str = "") -> None:
    if isinstance(form, str):
        need(isinstance(value, str) and re.fullmatch(form, value) is not None, f"{at} is not of its form")
    elif isinstance(form, tuple):
        need(any(type(value) is type(one) and value == one for one in form), f"{at} is none of the values allowed")
    elif isinstance(form, list):
        need(isinstance(value, list), f"{at} is no array")
        for index, element in enumerate(value):
            check(element, form[0], f"{at}/{index}")
    elif isinstance(form, dict):
        # A member named with a question mark may be left out, and is where there is nothing in it.
        names = {name.rstrip("?"): inner for name, inner in form.items()}
        must = {name for name in form if not name.endswith("?")}
        whole = isinstance(value, dict) and must <= value.keys() <= names.keys()
        need(whole, f"{at or 'the line'} has not just its members")
        for name, member in value.items():
            need(name in must or member != [], f"{at}/{name} is there, and empty")
            check(member, names[name], f"{at}/{name}")
    else:
        form(value, at)


def with_optional(form: Any, more: Any) -> "Form":
    """An object of the members of `form`, and of any of `more`."""
    def either(value: Any, at: str) -> None:
        there = {name: one for name, one in more.items() if isinstance(value, dict) and name in value}
        check(value, {**form, **there}, at)
    either.parts = (form, more)  # type: ignore[attr-defined]
    return either


def some(form: Any) -> "Form":
    """What stands only where it says something."""
    def filled(value: Any, at: str) -> None:
        check(value, form, at)
        need(len(value) > 0, f"{at} is empty")
    return filled


Form = Callable[[Any, str], None]
TEXT, HEX = "(?s:.*)", "[0-9a-f]{64}"


def any_value(value: Any, at: str) -> None:
    pass


def maybe(form: Any) -> Form:
    return lambda value, at: None if value is None else check(value, form, at)


def members(form: Any) -> Form:
    """An object with any keys."""
    return lambda value, at: check(value, dict.fromkeys(value, form) if isinstance(value, dict) else {}, at)


def number(below: int = 2**53, least: int = 0) -> Form:
    return lambda value, at: need(type(value) is int and least <= value < below, f"{at} is no such counter")


def log_id(value: Any, at: str) -> None:
    barred = [c for c in value if c.isspace() or c == "+" or unicodedata.category(c) == "Cc"]
    need(value != "" and not barred, f"{at} is no log id")


def integer(least: int, most: int) -> Form:
    def form(value: Any, at: str) -> None:
        check(value, "0|-?[1-9][0-9]{0,19}", at)
        need(least <= int(value) <= most, f"{at} is too large a number")
    return form


def decimal(value: Any, at: str) -> None:
    check(value, r"(?!-[0.]*$)-?(0|[1-9][0-9]*)(\.[0-9]{1,28})?", at)
    need(len(value) < 64 and int(value.lstrip("-").replace(".", "")) < 2**96, f"{at} is too large a number")


def day(value: Any, at: str) -> None:
    check(value, "([0-9]{4}|-00(?!0000)[0-9]{4})-[0-9]{2}-[0-9]{2}", at)
    try:
        datetime.date(2000 + int(value[:-6]) % 400, int(value[-5:-3]), int(value[-2:]))
    except ValueError:
        raise Fault(f"{at} is no date") from None


def instant(value: Any, at: str) -> None:
    check(value, r"[0-9]{4}-[0-9-]{5}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", at)
    day(value[:10], at)
    need(value <= "9999-12-30T22:00:00.999999Z", f"{at} is too late an instant")


# §3 to §6

def committed(value: Any, at: str) -> None:
    check(value, {"erased": (True,)} if value == {"erased": True} else {"sealed": HEX}, at)


def effect(value: Any, at: str) -> None:
    clear = isinstance(value, dict) and value.get("effect") == "clear"
    form = {"effect": ("set", "append", "clear"), "fact": TEXT, "value": (None,) if clear else committed}
    check(value, form, at)


def ground(value: Any, at: str) -> None:
    alone = ("state", "role", "reason", "branch", "backdated", "unbounded", "assented", "no_assent")
    naming = ("excluded", "missing", "ill_typed", "not_asked", "assumption", "guard", "range", "automatic", "with",
              "children", "delegation_expired", "not_delegated", "sub_delegated", "criterion", "departure",
              "recommendation_open", "frozen", "clock", "late", "early", "extended", "uncounted",
              "recused", "ballot", "seat", "composition", "nothing_to_annul",
              "not_yet_law", "repealed", "stayed")
    bare = isinstance(value, dict) and value.get("ground") in alone
    check(value, {"ground": alone if bare else naming, "element": (None,) if bare else TEXT}, at)


POINT = "([0-9]{4}|-00(?!0000)[0-9]{4})-[0-9]{2}-[0-9]{2}(T([01][0-9]|2[0-3]):[0-5][0-9](:(?!00)[0-5][0-9])?)?"
PERIOD = "(1 (hour|day|working day|week|month|year)|(?!1 )(0|[1-9][0-9]{0,5}) (hour|day|working day|week|month|year)s)"


def point(value: Any, at: str) -> None:
    check(value, POINT, at)
    day(value.partition("T")[0], at)


def deadline(value: Any, at: str) -> None:
    """What became of one deadline."""
    end = {"due": point, "ends": instant}
    forms = {
        "started": {**end, "begins": instant, "from": point, "length": maybe(PERIOD), "takes": (True, False)},
        "paused": {"on": day}, "resumed": {**end, "on": day}, "met": {"late": (True, False)},
        "recounted": {**{name: maybe(form) for name, form in end.items()}, "begins": instant, "from": point,
                      "length": maybe(PERIOD), "takes": (True, False)},
        "extended": {name: maybe(form) for name, form in end.items()},
        "expired": {}, "left": {}, "cleared": {}, "ended": {},
    }
    word = value.get("change") if isinstance(value, dict) else None
    need(isinstance(word, str) and word in forms, f"{at} is of no known change")
    check(value, {"change": TEXT, "deadline": TEXT, **forms[word]}, at)


def deadlines(value: Any, at: str) -> None:
    check(value, [deadline], at)
    need(value != [], f"{at} is empty")


def nothing(value: Any, at: str) -> None:
    need(value == [], f"{at} is not empty")


FACTS = members(committed)
CONDITIONS = [{"id": TEXT, "result": ("holds", "fails", "unknown", "error"), "seen": FACTS, "missing": [TEXT],
               "error": (None, "overflow", "erased", "type")}]
TIES = {
    "assign": {"person": committed, "role": TEXT}, "unassign": {"role": TEXT},
    "delegate": {"from": maybe(committed), "role": TEXT, "to": committed, "until": maybe(committed)},
    "revoke": {"delegation": number(2**32)}, "annul": {"entry": number(), "transition": TEXT},
    "serve": {"document": committed, "effective": maybe(committed), "on": committed, "to": committed,
              "how": ("delivery", "post", "electronic", "public_notice", "failed")},
    "recommend": {"recommendation": TEXT}, "answer": {"answer": committed, "recommendation": TEXT},
}


def tie(value: Any, at: str) -> None:
    kind = value.get("tie") if isinstance(value, dict) else None
    need(isinstance(kind, str) and kind in TIES, f"{at} is no tie")
    check(value, {**TIES[kind], "tie": (kind,)}, at)


STEPS = [with_optional({"transition": TEXT, "cause": ("act", "with", "automatic", "clock", "parent"), "guards": CONDITIONS, "branches": CONDITIONS,
          "branch": maybe(TEXT), "left": [TEXT], "entered": [TEXT], "effects": [effect],
          "seats?": [{"body": TEXT, "effect": ("seats", "vacates"), "value": committed}]}, {"ties": some([tie])})]
ENTRY = {"format": (1,), "log": TEXT, "kind": TEXT, "case": "[a-z0-9_-]{1,64}", "sequence": number(), "previous": HEX,
         "recorded": instant, "effective": instant, "date": day, "actor": TEXT, "capacity": maybe(TEXT),
         "granted": [TEXT], "via": TEXT, "semantics": number(2**32), "manifest": HEX, "assumptions": CONDITIONS,
         "register?": [{"ended_by": maybe(HEX), "entry": HEX, "value": committed}]}
GIVEN = {**ENTRY, "given": FACTS}
ACT = {**GIVEN, "transition": TEXT, "reason": maybe(committed), "guards": CONDITIONS}
BEARING = {"claims": some([TEXT]), "on_behalf_of": {"entry": maybe(number()), "person": TEXT}}
SAID = {**BEARING, "criteria": some(members(committed))}
DECIDED = {**SAID, "discretion": (True,)}
ENTRIES = {
    "opened": with_optional({**GIVEN, "workflow": TEXT, "revision": number(2**32), "entered": [TEXT],
                             "effects": [effect], "steps": STEPS, "outcome": maybe(TEXT)}, BEARING),
    "act": with_optional({**ACT, "steps": STEPS, "outcome": maybe(TEXT)}, DECIDED),
    "assented": with_optional({**ACT, "over": maybe(TEXT), "state": TEXT}, DECIDED),
    "withdrawn": with_optional({**GIVEN, "transition": TEXT, "reason": maybe(committed), "assumptions": nothing}, SAID),
    "refused": with_optional({**ACT, "grounds": [ground], "others": CONDITIONS}, {**SAID, "withdraws": (True,)}),
    "clock": with_optional({**ENTRY, "deadline": TEXT, "transition": TEXT, "grounds": [ground], "guards": CONDITIONS,
                            "others": CONDITIONS, "steps": STEPS, "outcome": maybe(TEXT)}, BEARING),
}
CASE = "[a-z0-9_-]{1,64}"
# What an entry may have besides: `sends`, and `parent` in the first entry of a child.
PARENT = {"at": maybe(TEXT), "case": CASE, "entry": HEX, "generation": number(), "name": TEXT, "row": maybe(number()),
          "sequence": number(), "state": maybe(TEXT)}
REPORT = {"message": ("report",), "outcome": maybe(TEXT), "reached": [TEXT]}
SENT = {"to": CASE, "number": number()}
SENDS = {
    "open": {**SENT, "at": maybe(TEXT), "generation": number(), "given": FACTS, "manifest": HEX, "message": ("open",),
             "name": TEXT, "row": maybe(number()), "state": maybe(TEXT), "workflow": TEXT},
    "close": {**SENT, "message": ("close",), "name": TEXT},
    "report": {**SENT, **REPORT},
}
SOURCE = {"entry": HEX, "sequence": number()}
TAKEN = {**SOURCE, "from": CASE, "number": number()}
MESSAGES = {"close": {**TAKEN, "message": ("close",), "name": TEXT}, "report": {**TAKEN, **REPORT}}


def one_of(forms: Any) -> Form:
    """One of several messages, told apart by `message`."""
    def form(value: Any, at: str) -> None:
        kind = value.get("message") if isinstance(value, dict) else None
        need(isinstance(kind, str) and kind in forms, f"{at} is no such message")
        check(value, forms[kind], at)
    return form


def sends(value: Any, at: str) -> None:
    check(value, [one_of(SENDS)], at)
    need(value != [], f"{at} is empty")


def renamed(value: Any, at: str) -> None:
    check(value, [{"from": TEXT, "to": maybe(TEXT)}], at)
    names = [one["from"].encode() for one in value]
    need(all(one < other for one, other in zip(names, names[1:])), f"{at} is out of order")


ENTRIES["moved"] = {**ENTRY, "assumptions": nothing, "basis": [TEXT], "effects": [effect], "entered": [TEXT],
                    "leaves": {"manifest": HEX, "revision": number(2**32)}, "left": [TEXT], "outcome": maybe(TEXT),
                    "renamed": {name: renamed for name in ("deadlines", "facts", "roles", "states", "transitions")},
                    "revision": number(2**32), "rule": TEXT, "steps": STEPS}
ENTRIES["recounted"] = {**ENTRY, "assumptions": nothing, "basis": [TEXT], "deadline": maybe(TEXT),
                        "leaves": {"manifest": HEX}, "was": maybe(point)}
ENTRIES["received"] = {**ENTRY, "message": one_of(MESSAGES), "grounds": [ground], "others": CONDITIONS, "steps": STEPS,
                       "outcome": maybe(TEXT)}
ENTRIES["unopened"] = {**ENTRY, "message": {**SOURCE, "message": ("open",), "to": CASE}, "why": TEXT}
REMOVED = {"entry": HEX, "paths": some([TEXT]), "sequence": number(least=1)}
ENTRIES["erased"] = {**ENTRY, "assumptions": nothing, "basis": some([TEXT]), "facts": [TEXT], "reason": maybe(committed),
                     "removed": some([REMOVED])}

ENTRIES["corrected"] = {**ENTRY, "assumptions": nothing, "basis": [TEXT], "fact": maybe(TEXT), "grounds": [ground], "says": committed,
                        "corrects": {"entry": HEX, "path": TEXT, "sequence": number(least=1)}, "present": (True, False), "reason": committed}


def entry_form(entry: Any) -> Any:
    """The form of an entry: that of its kind, with the optional members that it has."""
    form, more = getattr(ENTRIES[entry["kind"]], "parts", (ENTRIES[entry["kind"]], {}))
    form = {**form, **{name: one for name, one in more.items() if name in entry}}
    if "deadlines" in entry:
        form["deadlines"] = deadlines
    if "sends" in entry:
        form["sends"] = sends
    if "parent" in entry and entry["kind"] == "opened":
        form["parent"] = PARENT
    return form


GENESIS = {"created": instant, "format": (1,), "key": TEXT, "kind": ("genesis",), "log": TEXT}
ROTATED = {"actor": TEXT, "format": (1,), "key": TEXT, "kind": ("rotated",), "log": TEXT, "previous": HEX,
           "recorded": instant, "sequence": number(least=1), "signatures": [TEXT], "via": TEXT}
ADOPTED = {"actor": TEXT, "basis": TEXT, "format": (1,), "kind": ("adopted",), "log": TEXT, "manifest": HEX,
           "previous": HEX, "recorded": instant, "report": HEX, "revision": number(2**32), "sequence": number(least=1),
           "signature": maybe({"key": TEXT, "signature": TEXT}), "stage": TEXT, "via": TEXT, "workflow": TEXT}
HEADER = {"definitions": number(), "format": (1,), "kind": ("jorye-trail",), "log": TEXT, "manifests": number(),
          "size": number(least=1)}
DEFINITION = {"definition": TEXT, "sha256": HEX}
MANIFEST = {"manifest": {"definitions": [{"kind": "[a-z][a-z0-9_]*", "name": TEXT, "sha256": HEX}], "format": (1,)},
            "sha256": HEX}


# §7

RECUSED = {"ground": maybe(TEXT), "kind": ("excluded", "challenged", "withdrew"), "person": TEXT}


def votes(value: Any, at: str) -> None:
    """A number of votes, or the members who cast them."""
    check(value, [TEXT] if isinstance(value, list) else integer(0, 2**32 - 1), at)


VALUES = {
    "boolean": (True, False), "integer": integer(-2**63, 2**63 - 1), "date": day, "choice": TEXT, "text": TEXT, "person": TEXT,
    "decimal": decimal,
    "document": {"media": TEXT, "name": TEXT, "sha256": HEX, "size": integer(0, 2**64 - 1)},
    "ballot": {"abstain": votes, "casting": (None, True, False), "members": maybe(integer(0, 2**32 - 1)), "no": votes,
               "on": maybe(day), "present": [TEXT], "presiding": maybe(TEXT), "recused": [RECUSED], "written": (True, False),
               "yes": votes},
    "list": [any_value], "table": [members(any_value)], "erased": (None,),
}
LEAF = {"entry": any_value, "openings": [{"path": TEXT, "salt": HEX, "type": TEXT, "value": any_value}]}


def typed(kind: str, value: Any, at: str, room: int = 8) -> None:
    """A value of a type, with what it holds; `room` is how deep it may nest."""
    need(kind in VALUES and room > 0, f"{at} is of no known type, or nested too deep")
    check(value, VALUES[kind], at)
    cells = value if kind == "list" else [cell for row in value for cell in row.values()] if kind == "table" else []
    for cell in cells:
        check(cell, {"type": TEXT, "value": any_value}, at)
        typed(cell["type"], cell["value"], at, room - 1)


def seated(entry: Any, path: str, kind: str, value: Any) -> None:
    """The value of a seat, read or changed: a table of one row with these columns."""
    place = re.fullmatch(r"(?:/steps/([0-9]+)/seats|/register)/([0-9]+)/value", path)
    if place is None:
        return
    need(kind == "table" and len(value) == 1, f"{path} is not one row")
    row = {column: (cell["type"], cell["value"]) for column, cell in value[0].items()}
    types = {"body": "choice", "seat": "choice", "person": "person", "from": "date", "until": "date", "vacated": "date"}
    must = {"body", "seat", "person", "from"}
    marks = {column for column in row if column.startswith("mark_")}
    if place[1] is not None:
        change = entry["steps"][int(place[1])]["seats"][int(place[2])]
        if change["effect"] == "vacates":
            types, must, marks = {"person": "person", "on": "date", "seat": "choice"}, {"person", "on"}, set()
        else:
            del types["vacated"]
            need(row.get("body") == ("choice", change["body"]), f"{path} is of another body")
    types.update(dict.fromkeys(marks, "choice"))
    need(must <= row.keys() <= types.keys(), f"{path} has other columns")
    need(all(row[column][0] == types[column] for column in row), f"{path} has a column of another type")


def step(path: str, key: Any) -> str:
    """One member further in a JSON Pointer (RFC 6901)."""
    return path + "/" + str(key).replace("~", "~0").replace("/", "~1")


def commitments(value: Any, path: str = "") -> Iterator[Tuple[str, str]]:
    """Every commitment in an entry, in order: its JSON Pointer and its hex."""
    if isinstance(value, dict) and value.keys() == {"sealed"} and isinstance(value["sealed"], str):
        yield path, value["sealed"]
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from commitments(inner, step(path, key))
