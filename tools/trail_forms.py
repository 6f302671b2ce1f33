"""Canonical JSON and the forms of what stands in a trail (docs/audit.md, sections 1 and 3 to 7; § = its sections)."""
import base64
import datetime
import hashlib
import json
import re
from typing import Any, Callable, Dict, Iterator, List, Tuple


class Fault(Exception):
    """Something is not as docs/audit.md says."""


def need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


# §1. Objects are sorted as they are read; the whole is written again and compared.

def sorted_object(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    members = dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")))
    need(len(members) == len(pairs), "a key occurs twice")
    return members


def counter(text: str) -> int:
    need(text.isdecimal() and len(text) <= 16 and int(text) < 2**53, f"{text[:20]} is no counter")
    return int(text)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 1 if inner is None else 1 + max(map(depth, inner), default=0)


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def parse(data: bytes) -> Any:
    try:
        value = json.loads(data.decode(), object_pairs_hook=sorted_object, parse_int=counter,
                           parse_float=counter, parse_constant=counter)
        need(canonical(value) == data, "not canonical JSON")
        need(depth(value) <= 64, "nested too deep")
    except (ValueError, RecursionError) as problem:
        raise Fault(f"not JSON in UTF-8: {problem}") from None
    return value


def unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Fault("not base64") from None
    need(base64.b64encode(data).decode() == text, "not the one base64 of its bytes")
    return data


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
        need(isinstance(value, dict) and value.keys() == form.keys(), f"{at or 'the line'} has not just its members")
        for name, member in value.items():
            check(member, form[name], f"{at}/{name}")
    else:
        form(value, at)


Form = Callable[[Any, str], None]
TEXT, HEX, SIZE, VKEY = "(?s:.*)", "[0-9a-f]{64}", "0|[1-9][0-9]*", r"[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"


def any_value(value: Any, at: str) -> None:
    pass


def maybe(form: Any) -> Form:
    return lambda value, at: None if value is None else check(value, form, at)


def members(form: Any) -> Form:
    """An object with any keys."""
    return lambda value, at: check(value, dict.fromkeys(value, form) if isinstance(value, dict) else {}, at)


def number(below: int = 2**53, least: int = 0) -> Form:
    return lambda value, at: need(type(value) is int and least <= value < below, f"{at} is no such counter")


def day(value: Any, at: str) -> None:
    check(value, "([0-9]{4}|-(?!000000)[0-9]{6})-[0-9]{2}-[0-9]{2}", at)
    try:
        datetime.date(2000 + int(value[:-6]) % 400, int(value[-5:-3]), int(value[-2:]))
    except ValueError:
        raise Fault(f"{at} is no date") from None


def instant(value: Any, at: str) -> None:
    check(value, r"[0-9]{4}-[0-9-]{5}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", at)
    day(value[:10], at)


# §3 to §6

def committed(value: Any, at: str) -> None:
    check(value, {"erased": (True,)} if value == {"erased": True} else {"sealed": HEX}, at)


def effect(value: Any, at: str) -> None:
    clear = isinstance(value, dict) and value.get("effect") == "clear"
    form = {"effect": ("set", "append", "clear"), "fact": TEXT, "value": (None,) if clear else committed}
    check(value, form, at)


def ground(value: Any, at: str) -> None:
    alone = ("state", "role", "reason", "branch", "backdated", "unbounded")
    naming = ("excluded", "missing", "ill_typed", "not_asked", "assumption", "guard", "range", "automatic", "with")
    bare = isinstance(value, dict) and value.get("ground") in alone
    check(value, {"ground": alone if bare else naming, "element": (None,) if bare else TEXT}, at)


FACTS = members(committed)
CONDITIONS = [{"id": TEXT, "result": ("holds", "fails", "unknown", "error"), "seen": FACTS, "missing": [TEXT],
               "error": (None, "overflow", "erased", "type")}]
STEPS = [{"transition": TEXT, "cause": ("act", "with", "automatic"), "guards": CONDITIONS, "branches": CONDITIONS,
          "branch": maybe(TEXT), "left": [TEXT], "entered": [TEXT], "effects": [effect]}]
ENTRY = {"format": (1,), "log": TEXT, "kind": TEXT, "case": "[a-z0-9_-]{1,64}", "sequence": number(), "previous": HEX,
         "recorded": instant, "effective": instant, "date": day, "actor": TEXT, "capacity": maybe(TEXT),
         "granted": [TEXT], "via": TEXT, "semantics": number(2**32), "manifest": HEX, "given": FACTS,
         "assumptions": CONDITIONS}
ACT = {**ENTRY, "transition": TEXT, "reason": maybe(committed), "guards": CONDITIONS}
ENTRIES = {
    "opened": {**ENTRY, "workflow": TEXT, "revision": number(2**32), "entered": [TEXT], "effects": [effect],
               "steps": STEPS, "outcome": maybe(TEXT)},
    "act": {**ACT, "steps": STEPS, "outcome": maybe(TEXT)},
    "refused": {**ACT, "grounds": [ground], "others": CONDITIONS},
}
GENESIS = {"created": instant, "format": (1,), "key": VKEY, "kind": ("genesis",), "log": TEXT}
HEADER = {"definitions": number(), "format": (1,), "kind": ("jorye-trail",), "log": TEXT, "manifests": number(),
          "size": number(least=1)}
DEFINITION = {"definition": TEXT, "sha256": HEX}
MANIFEST = {"manifest": {"definitions": [{"kind": "[a-z][a-z0-9_]*", "name": TEXT, "sha256": HEX}], "format": (1,)},
            "sha256": HEX}


# §7

INTEGER = "0|-?[1-9][0-9]*"
VALUES = {
    "boolean": (True, False), "integer": INTEGER, "date": day, "choice": TEXT, "text": TEXT, "person": TEXT,
    "decimal": rf"{INTEGER}|(?!-[0.]*$)-?(0|[1-9][0-9]*)\.[0-9]+",
    "document": {"media": TEXT, "name": TEXT, "sha256": HEX, "size": SIZE},
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


def commitments(value: Any, path: str = "") -> Iterator[Tuple[str, str]]:
    """Every commitment in an entry, in order: its JSON Pointer (RFC 6901) and its hex."""
    if isinstance(value, dict) and value.keys() == {"sealed"} and isinstance(value["sealed"], str):
        yield path, value["sealed"]
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from commitments(inner, path + "/" + str(key).replace("~", "~0").replace("/", "~1"))
