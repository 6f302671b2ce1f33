"""Canonical JSON, base64 and hashes (docs/audit.md, sections 1 and 2), and what is raised where they are not so."""
import base64
import hashlib
import json
from typing import Any, Dict, List, Tuple


class Fault(ValueError):
    """Something is not as docs/audit.md says."""


def need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


# Objects are sorted as they are read; the whole is written again and compared.

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
        need(canonical(value) == data, "written otherwise")
        need(depth(value) <= 64, "nested too deep")
    except (ValueError, RecursionError) as problem:
        raise Fault(f"not canonical JSON: {problem}") from None
    return value


def unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Fault("not base64") from None
    need(base64.b64encode(data).decode() == text, "not the one base64 of its bytes")
    return data
