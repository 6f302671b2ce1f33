"""Signed notes (docs/audit.md, section 8): keys, checkpoints, and Ed25519 as RFC 8032 (section 5.1) verifies it."""
import hashlib
import re
from typing import Optional, Tuple

from canonical_json import Fault, need, sha256, unbase64
from trail_forms import log_id

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = Tuple[int, int]


def add(a: Point, b: Point) -> Point:
    t = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, P) % P
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P


def times(factor: int, point: Point) -> Point:
    total = (0, 1)
    for bit in bin(factor)[2:]:
        total = add(total, total)
        total = add(total, point) if bit == "1" else total
    return total


def point(data: bytes) -> Optional[Point]:
    """The point of these 32 bytes; none for a `y` not below P, for no point of the curve and for one of small order."""
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    found = (x if x % 2 == odd else P - x, y)
    return found if y < P and x * x % P == square and times(8, found) != (0, 1) else None


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `s B = R + k A`, without the cofactor, for an `s` below the order and points `A`, `R` of no small order."""
    key, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if BASE is None or key is None or r is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    return times(s, BASE) == add(r, times(k % ORDER, key))


class Key:
    """A verifier key (§8)."""

    def __init__(self, text: str) -> None:
        need(text.count("+") >= 2, "not a verifier key")
        self.text, (self.name, self.id, encoded) = text, text.split("+", 2)
        log_id(self.name, "the name of the key")
        data = unbase64(encoded)
        self.public = data[1:]
        need(len(data) == 33 and data[0] == 1, "not a verifier key of Ed25519")
        need(self.id == sha256(self.name.encode(), b"\n", data)[:4].hex(), "the id of the key is not its own")
        need(point(self.public) is not None, "the key is no point, or one of small order")


# The text (log id, size, root, extensions), an empty line, and the signatures.
FORM = "((.+)\n(0|[1-9][0-9]*)\n(.{44})\n(?:.+\n)*)\n((?:— [^ \n]+ [^ \n]+\n)+)"


class Checkpoint:
    """A signed note of a log's size and root (§8)."""

    def __init__(self, data: bytes) -> None:
        try:
            found = re.fullmatch(FORM, data.decode())
        except ValueError:
            found = None
        if found is None or len(data) > 1_048_576 or re.search("[\0-\t\v-\x1f]", found.group(1)):
            raise Fault("not of the form of a checkpoint")
        self.signed, self.log, size, root, signatures = found.groups()
        need(len(size) <= 20 and int(size) < 2**64, "too large a size")
        self.size, self.root = int(size), unbase64(root)
        self.signatures = [(line.split(" ")[1], unbase64(line.split(" ")[2])) for line in signatures.split("\n")[:-1]]
        need(len(self.signatures) <= 64, "more than 64 signatures")
        for name, signature in self.signatures:
            log_id(name, "the name of a signature")
            need(len(signature) > 4, "an empty signature")

    def verify(self, key: Optional[Key], root: Optional[bytes]) -> None:
        if key is None or self.log != key.name:
            raise Fault("a checkpoint of another log, or a log without a key")
        own = [data[4:] for name, data in self.signatures if (name, data[:4].hex()) == (key.name, key.id)]
        need(own != [], "not signed by the key of the log")
        for signature in own:
            need(holds(key.public, self.signed.encode(), signature), "the signature does not hold")
        need(root is not None, "the log has fewer leaves: its tail was cut")
        need(root == self.root, "the root of the log at this size is another")
