#!/usr/bin/env python3
"""Verifies a receipt of jorye: written from docs/audit.md alone (§ = its sections), with the standard library alone.
    verify_receipt.py RECEIPT [--checkpoint FILE]... [--key VKEY] [--case CASE]      RECEIPT: the .json, or the .html that holds it
Every hash, proof, link, value and signature is checked; not the forms inside entries (§6), the types of values (§7), the
rebuilding of the case (§10), and the words of a page (§17). Exit 0: it verifies; 1: not; 2: wrong use; 3: cannot be read."""
import argparse, base64, hashlib, json, re, sys
def need(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def unbase64(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "not the one base64 of its bytes")
    return data
# §1: canonical JSON is read, written again, and compared.
def ordered(pairs):
    members = dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")))
    need(len(members) == len(pairs), "a key occurs twice")
    return members
def counter(text):
    need(text.isdecimal() and len(text) <= 16 and int(text) < 2**53, "no counter")
    return int(text)
def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)
def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
def members(value, *names):
    need(isinstance(value, dict) and list(value) == sorted(names), f"not the members {names}")
    return [value[name] for name in names]
# §8: Ed25519 (RFC 8032, section 5.1), without the cofactor and without points of small order.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1]
    return (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P
def times(factor, a):
    return add(times(factor // 2, add(a, a)), a if factor % 2 else (0, 1)) if factor else (0, 1)
def point(data):
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and x * x % P == square and times(8, (x, y)) != (0, 1), "no point, or one of small order")
    return (x if x % 2 == odd else P - x), y
BASE, LOG_ID = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")), r"[^\s+\0-\x1f\x7f-\x9f]+"
def shape(pattern, text):
    found = re.fullmatch(pattern, text)
    need(found, f"not of its form: {text[:60]!r}")
    return found.groups()
def read_key(text):
    name, key_id, encoded = shape(rf"({LOG_ID})\+([0-9a-f]{{8}})\+(.+)", text)
    data = unbase64(encoded)
    need(data[:1] == b"\1" and len(data) == 33 and point(data[1:]), "not a verifier key of Ed25519")
    need(key_id == sha(name.encode(), b"\n", data)[:4].hex(), "the id of the key is not its own")
    return text, name, key_id, data[1:]
def read_checkpoint(text):
    signed, log, size, root, lines = shape(
        f"((.+)\n(0|[1-9][0-9]{{0,19}})\n([^=\n]{{43}}=)\n(?:.+\n)*)\n((?:— {LOG_ID} [^ \n]+\n){{1,64}})", text)
    signatures = [(name, unbase64(data)) for name, data in re.findall("— (.+) (.+)\n", lines)]
    need(all(len(data) > 4 for _, data in signatures) and not re.search("[\0-\t\v-\x1f]", signed), "not of its form")
    need(len(text.encode()) <= 2**20 and int(size) < 2**64, "too large")
    return signed.encode(), log, int(size), unbase64(root), signatures
def signature(data, signed, key):
    k = int.from_bytes(hashlib.sha512(data[:32] + key[3] + signed).digest(), "little") % ORDER
    s = int.from_bytes(data[32:], "little")
    good = len(data) == 64 and s < ORDER and times(s, BASE) == add(point(data[:32]), times(k, point(key[3])))
    need(good, "a signature does not hold")
def signed_by(checkpoint, keys):
    signed, log, size, _, signatures = checkpoint
    key = [key for since, key in keys if since <= size][-1]  # the one in force at this size
    own = [data[4:] for name, data in signatures if (name, data[:4].hex()) == key[1:3]]
    need(own and log == key[1], "the checkpoint is not signed by the key of the log")
    for data in own:
        signature(data, signed, key)
# §15: each key hands over to the next; others of the log's own entries may stand between.
def handed_over(log, keys, rotations):
    last, sequence, recorded, previous = 0, 0, "", sha(f"jorye/v1/own\n{log}".encode())
    for one in rotations:
        entry, index, _ = members(one, "entry", "index", "proof")
        members(entry, "actor", "format", "key", "kind", "log", "previous", "recorded", "sequence", "signatures", "via")
        need(canonical([entry["kind"], entry["format"]]) == b'["rotated",1]' and entry["log"] == log, "no change of this log's key")
        need(index > last and entry["sequence"] > sequence and entry["recorded"] >= recorded, "changes of the key out of order")
        need(entry["sequence"] > sequence + 1 or entry["previous"] == previous.hex(), "a gap in the log's own chain")
        bare = {name: value for name, value in entry.items() if name != "signatures"}
        new, both = read_key(entry["key"]), entry["signatures"]
        need(new[1] == log and new != keys[-1][1] and len(both) == 2, "no other key of this log")
        for data, key in zip(both, (keys[-1][1], new)):
            signature(unbase64(data), b"jorye/v1/rotated\n" + canonical(bare), key)
        keys.append((index + 1, new))
        last, sequence, recorded, previous = index, entry["sequence"], entry["recorded"], sha(b"\0", canonical(entry))
# §2: the root that a leaf hash leads to (RFC 9162, section 2.1.3.2).
def climb(leaf, at, size, path):
    need(type(at) is int and at < size, "an index that is not in the log")
    last, hash = size - 1, leaf
    for text in path:
        need(last > 0, "a proof is too long")
        beside = unhex(text)
        right = at % 2 == 1 or at == last
        while right and at % 2 == 0 and at > 0:
            at, last = at // 2, last // 2
        hash, at, last = sha(b"\1", beside, hash) if right else sha(b"\1", hash, beside), at // 2, last // 2
    need(last == 0, "a proof is too short")
    return hash
def unhex(text):
    need(re.fullmatch("[0-9a-f]{64}", text), "not the hex of 32 bytes")
    return bytes.fromhex(text)
# §7: where the commitments of an entry stand.
def commitments(value, path=""):
    if isinstance(value, dict) and value.keys() == {"sealed"} and isinstance(value["sealed"], str):
        yield path, value["sealed"]
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from commitments(inner, path + "/" + str(key).replace("~", "~0").replace("/", "~1"))
def check_openings(entry, openings):
    sealed = dict(commitments(entry))
    rest = iter(sealed)  # `in` goes on from where it was: openings stand in the order of their commitments
    for opening in openings:
        path, salt, kind, value = members(opening, "path", "salt", "type", "value")
        need(path in rest, "an opening without its commitment, or out of order")
        bound = canonical({"case": entry["case"], "path": path, "sequence": entry["sequence"], "type": kind, "value": value})
        need(sha(b"jorye/v1/commitment\n", unhex(salt), bound).hex() == sealed[path], f"another value at {path}")
    return len(openings), len(sealed) - len(openings)
def contents(all, kind, bytes_of):
    found = {}
    for content, stated in (members(one, kind, "sha256") for one in all):
        need(sha(bytes_of(content)).hex() == stated and stated > max(found, default=""), f"a {kind} of another hash, or out of order")
        found[stated] = content
    return found
# §17: a receipt.
def verify(data, checkpoints, key, wanted):
    need(data.endswith(b"\n") and len(data) <= 2**26 + 1, "no newline at the end, or too long")
    receipt = json.loads(data[:-1], object_pairs_hook=ordered, parse_int=counter, parse_float=counter, parse_constant=counter)
    need(canonical(receipt) + b"\n" == data and depth(receipt) <= 64, "not canonical JSON")
    need(receipt.setdefault("rotations", ()) != [], "an empty list of changes of the key")
    case, note, definitions, entries, form, genesis, kind, log, manifests, rotations = members(
        receipt, "case", "checkpoint", "definitions", "entries", "format", "genesis", "kind", "log", "manifests", "rotations")
    need(canonical([kind, form]) == b'["jorye-receipt",1]' and entries, "no receipt of format 1, or one without entries")
    need(wanted in (None, case), f"the receipt of another case, {case}")
    first, path = members(genesis, "entry", "proof")
    own, checkpoint = read_key(first["key"]), read_checkpoint(note)
    need(own[1] == first["log"] == log and first["kind"] == "genesis", "another log")
    handed_over(log, keys := [(0, own)], rotations)
    need(key in (None, *(one for _, one in keys)), "another key")
    signed_by(checkpoint, keys)
    size, root = checkpoint[2:4]
    for one in rotations:
        need(climb(sha(b"\0", canonical(one["entry"])), one["index"], size, one["proof"]) == root, "a change of the key is not proved")
    need(climb(sha(b"\0", canonical(first)), 0, size, path) == root, "the genesis is not proved")
    manifests = contents(manifests, "manifest", canonical)
    definitions = contents(definitions, "definition", unbase64)
    need({one["entry"]["manifest"] for one in entries} == manifests.keys(), "a manifest is missing, or one too many")
    named = {source["sha256"] for one in manifests.values() for source in one["definitions"]}
    need(named == definitions.keys(), "a definition is missing, or one too many")
    previous, last, recorded, shown = sha(f"jorye/v1/first\n{log}\n{case}".encode()), 0, "", []
    for number, one in enumerate(entries, 1):
        entry, index, openings, path = members(one, "entry", "index", "openings", "proof")
        need((entry["case"], entry["log"]) == (case, log), f"entry {number} is of another case or log")
        need(canonical(entry["sequence"]) == b"%d" % number and entry["previous"] == previous.hex() and index > last
             and entry["recorded"] >= recorded, f"entry {number} does not follow the one before it")
        previous, last, recorded = sha(b"\0", canonical(entry)), index, entry["recorded"]
        need(climb(previous, index, size, path) == root, f"entry {number} is not proved")
        shown.append(check_openings(entry, openings))
    for other in checkpoints:
        signed_by(other, keys)
        need(other[2] != size or other[3] == root, "the key has signed another log of this size")
    same = any(other[2] == size for other in checkpoints)
    return (f"case {case}, {len(entries)} entries, {sum(one for one, _ in shown)} values, in a log of {size}",
            ["whether later entries exist", "the forms inside entries, the types of values, the rebuilding of the case"]
            + ["another checkpoint of this size"] * (not same) + ["a key from outside"] * (not key)
            + [f"{sum(closed for _, closed in shown)} values that are not shown"] * any(closed for _, closed in shown))
def main():
    parser = argparse.ArgumentParser(description="Verifies a receipt.")
    parser.add_argument("receipt")
    parser.add_argument("--checkpoint", action="append", default=[])
    parser.add_argument("--key", type=read_key)
    parser.add_argument("--case")
    given = parser.parse_args()
    try:
        data = open(given.receipt, "rb").read()
        checkpoints = [read_checkpoint(open(path, "rb").read().decode()) for path in given.checkpoint]
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            (link,) = re.findall(rb'href="data:application/json;base64,([^"]*)"', data)
            data = unbase64(link.decode())
    except (OSError, ValueError) as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return 3
    try:
        told, unseen = verify(data, checkpoints, given.key, given.case)
    except Exception as fault:  # whatever is not as the page says
        print(f"not verified: {fault}")
        return 1
    print(f"verified: {told}\nnot checked: " + "; ".join(unseen))
    return 0
if __name__ == "__main__":
    sys.exit(main())
