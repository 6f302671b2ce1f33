#!/usr/bin/env python3
"""Verifies jorye's audit trail: a second verifier, written from docs/audit.md alone (§ = its sections).
    verify.py TRAIL.jsonl [--checkpoint FILE]... [--key VKEY]    an export (§9)
    verify.py --proof FILE --entry FILE --key VKEY               that an entry is in the log (§11)
    verify.py --proof FILE --checkpoint FILE --key VKEY          that the log only grew since a checkpoint (§11)
It checks every hash, chain, value and signature, and leaves out the forms inside an entry (§6), the types of values (§7),
cases and their messages (§10), and adoption (§15), as it says itself: under a checkpoint only the log can be wrong there.
Exit 0: verified; 1: not, with the first fault; 2: the arguments are wrong; 3: a file cannot be read."""
import argparse, base64, hashlib, json, re, sys
def need(holds, otherwise):
    if holds: return True
    raise ValueError(otherwise)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def unbase64(text):
    data = base64.b64decode(text, validate=True)
    return need(base64.b64encode(data).decode() == text, "not the one base64 of its bytes") and data
# §1: canonical JSON. Objects are sorted as they are read; the whole is written again and compared.
def ordered(pairs):
    members = dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")))
    return need(len(members) == len(pairs), "a key occurs twice") and members
def counter(text):
    return need(text.isdecimal() and len(text) <= 16 and int(text) < 2**53, f"{text[:20]} is no counter") and int(text)
def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)
def canonical(value): return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
def parse(data):
    value = json.loads(data, object_pairs_hook=ordered, parse_int=counter, parse_float=counter, parse_constant=counter)
    return need(canonical(value) == data and depth(value) <= 64, "not canonical JSON") and value
# §8: Ed25519 as RFC 8032 (section 5.1) says, without the cofactor; keys and checkpoints.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1]
    return (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P
def times(factor, a): return add(times(factor // 2, add(a, a)), a if factor % 2 else (0, 1)) if factor else (0, 1)
def point(data):
    odd, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and x * x % P == square and times(8, (x, y)) != (0, 1), "no point, or one of small order")
    return (x if x % 2 == odd else P - x), y
BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
LOG_ID, NUMBER, HASH = r"[^\s+\0-\x1f\x7f-\x9f]+", "(0|[1-9][0-9]{0,19})", "[^=\n]{43}="
def shape(pattern, text):
    found = re.fullmatch(pattern, text)
    return need(found, f"not of its form: {text[:80]!r}") and found.groups()
def read_key(text):
    name, key_id, encoded = shape(rf"({LOG_ID})\+([0-9a-f]{{8}})\+(.+)", text)
    data = unbase64(encoded)
    need(data[:1] == b"\1" and len(data) == 33 and point(data[1:]), "not a verifier key of Ed25519")
    need(key_id == sha(name.encode(), b"\n", data)[:4].hex(), "the id of the key is not its own")
    return text, name, key_id, data[1:]
def read_checkpoint(text):
    signed, log, size, root, lines = shape(f"((.+)\n{NUMBER}\n({HASH})\n(?:.+\n)*)\n((?:— {LOG_ID} [^ \n]+\n){{1,64}})", text)
    signatures = [(name, unbase64(signature)) for name, signature in re.findall("— (.+) (.+)\n", lines)]
    need(all(len(signature) > 4 for _, signature in signatures), "an empty signature")
    need(not re.search("[\0-\t\v-\x1f]", signed) and len(text.encode()) <= 2**20 and int(size) < 2**64, "too large, or barred")
    return signed.encode(), log, int(size), unbase64(root), signatures
def ed25519(key, message, signature):
    k = int.from_bytes(hashlib.sha512(signature[:32] + key[3] + message).digest(), "little") % ORDER
    s = int.from_bytes(signature[32:], "little")
    return len(signature) == 64 and s < ORDER and times(s, BASE) == add(point(signature[:32]), times(k, point(key[3])))
def verify_checkpoint(checkpoint, key, root):
    signed, log, _, stated, signatures = checkpoint
    own = [data[4:] for name, data in signatures if (name, data[:4].hex()) == key[1:3]]
    need(own and log == key[1] and all(ed25519(key, signed, one) for one in own), "not signed by the key of the log")
    need(stated == root, "another root at the size of the checkpoint, or the tail was cut")
# The root over leaf hashes (RFC 6962, section 2.1), and both roots that a path leads to (RFC 9162, section 2.1.4.2).
def tree(leaves):
    half = 1 << (len(leaves) - 1).bit_length() - 1 if len(leaves) > 1 else 0
    return sha(b"\1", tree(leaves[:half]), tree(leaves[half:])) if half else leaves[0] if leaves else sha()
def climb(at, last, old, new, path):
    for beside in path:
        need(last > 0, "the proof has another length")
        right = at % 2 == 1 or at == last
        while right and at % 2 == 0 and at > 0: at, last = at // 2, last // 2
        old, new = (sha(b"\1", beside, old), sha(b"\1", beside, new)) if right else (old, sha(b"\1", new, beside))
        at, last = at // 2, last // 2
    return need(last == 0, "the proof has another length") and (old, new)
# §9: an export, line by line; §7: where its commitments stand.
def commitments(value, path=""):
    if isinstance(value, dict) and value.keys() == {"sealed"} and isinstance(value["sealed"], str): yield path, value["sealed"]
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from commitments(inner, path + "/" + str(key).replace("~", "~0").replace("/", "~1"))
class Trail:
    def __init__(self):
        self.keys, self.header, self.last, self.named, self.leaves, self.cases = [], None, (), {}, [], {}
    def line(self, data):
        need(len(data) <= 2**26 + 1 and data.endswith(b"\n"), "too long, or without its newline")
        value = parse(data[:-1])
        if self.header is None:
            need(canonical([value["kind"], value["format"]]) == b'["jorye-trail",1]' and value["size"] and len(value) == 6, "no header")
            self.header = value
        elif value.keys() == {"entry", "openings"}:
            self.leaves.append(sha(b"\0", canonical(value["entry"])))
            (self.leaf if len(self.leaves) > 1 else self.genesis)(value["entry"], value["openings"])
        else:
            kind, = value.keys() - {"sha256"}
            data = unbase64(value[kind]) if kind == "definition" else canonical(value["manifest"])
            need(sha(data).hex() == value["sha256"], "the content has another hash")
            need(self.last < (kind, value["sha256"]) and not self.leaves, "a line out of order")
            self.last, self.named[kind, value["sha256"]] = (kind, value["sha256"]), False
            for source in value[kind]["definitions"] if kind == "manifest" else []: self.named["definition", source["sha256"]] |= True  # fails where there is none
    def genesis(self, entry, openings):
        key = read_key(entry["key"])
        need(key[1] == entry["log"] == self.header["log"] and openings == [], "a genesis of another log")
        self.keys = [(0, key)]
    def leaf(self, entry, openings):
        need(entry["log"] == self.header["log"], "an entry of another log")
        case = entry.get("case", "")  # §15: an entry of the log itself names none
        first = sha((f"jorye/v1/first\n{entry['log']}\n{case}" if case else f"jorye/v1/own\n{entry['log']}").encode()).hex()
        sequence, previous, recorded = self.cases.get(case, (0, first, ""))
        need(canonical(entry["sequence"]) == b"%d" % (sequence + 1) and entry["previous"] == previous and entry["recorded"] >= recorded,
             "does not follow the entry before it in its case")
        self.cases[case] = entry["sequence"], self.leaves[-1].hex(), entry["recorded"]
        if not case and entry["kind"] != "adopted":
            old, new, signatures = self.keys[-1][1], read_key(entry["key"]), entry.pop("signatures")
            need((entry["kind"], len(entry), openings) == ("rotated", 9, []) and new != old and new[1] == old[1], "no change of the key")
            signed = [ed25519(key, b"jorye/v1/rotated\n" + canonical(entry), unbase64(one)) for key, one in zip((old, new), signatures)]
            need(signed == [True, True] and len(signatures) == 2, "a key that was not handed over")
            return self.keys.append((len(self.leaves), new))
        for under in (entry, entry.get("leaves", entry)): self.named["manifest", under["manifest"]] |= True
        sealed = dict(commitments(entry))
        rest = iter(sealed)  # `in` goes on from where it was: openings stand in the order of their commitments
        for opening in openings:
            need(opening["path"] in rest, "an opening without its commitment, or out of order")
            value = canonical({"case": entry["case"], "path": opening["path"], "sequence": entry["sequence"],
                               "type": opening["type"], "value": opening["value"]})
            salt = bytes.fromhex(opening["salt"])
            found = sha(b"jorye/v1/commitment\n", salt, value).hex(), salt.hex(), len(opening)
            need(found == (sealed[opening["path"]], opening["salt"], 4), f"the opening of {opening['path']} is of another value")
def verify_export(file, checkpoints, key):
    trail = Trail()
    for number, data in enumerate(iter(lambda: file.readline(2**26 + 2), b""), 1):
        try: trail.line(data)
        except Exception as fault:
            raise ValueError(f"{file.name}:{number}: {fault}") from None
    counts = [*(sum(kind == one for kind, _ in trail.named) for one in ("definition", "manifest")), len(trail.leaves)]
    stated = canonical([trail.header[name] for name in ("definitions", "manifests", "size")])
    need(stated == canonical(counts) and all(trail.named.values()), "the header counts other lines, or nothing names one")
    need(key in (None, *(one for _, one in trail.keys)), "the log never had the key given")
    for checkpoint in checkpoints:
        root = tree(trail.leaves[:checkpoint[2]]) if checkpoint[2] <= len(trail.leaves) else None
        verify_checkpoint(checkpoint, [one for size, one in trail.keys if size <= checkpoint[2]][-1], root)
    return f"{len(trail.leaves)} leaves, {max([0, *(one[2] for one in checkpoints)])} of them under a checkpoint"
# §11: proofs.
def read_proof(text):
    head, extra, number, hashes, note = shape(
        rf"(c2sp\.org/tlog-proof@v1\n(?:extra (.*)\n)?index|old) {NUMBER}\n((?:{HASH}\n){{0,64}})\n((?s:.*))", text)
    need(int(number) < 2**64 and unbase64(extra or "") is not None, "too large")
    return head == "old", int(number), [unbase64(line) for line in hashes.split()], read_checkpoint(note)
def verify_proof(growth, number, path, checkpoint, known, key):  # known: the bytes of the entry, or the older checkpoint
    size, root = checkpoint[2:4]
    verify_checkpoint(checkpoint, key, root)
    if not growth:
        value = parse(known)
        need(value["log"] == key[1] and number < size, "an entry of another log, or an index that is not in it")
        need(climb(number, size - 1, b"", sha(b"\0", known), path)[1] == root, "the proof leads to another root")
        return f"the entry is leaf {number} of {size}"
    verify_checkpoint(known, key, known[3])
    need(known[2] == number <= size, "the proof begins at another checkpoint")
    if number in (0, size):
        need(path == [] and known[3] == (root if number else sha()), "the proof has another length, or another root")
    else:
        whole = (number & -number).bit_length() - 1  # so many levels lie below the old tree's last full subtree
        path = path if number != 1 << whole else [known[3], *path]
        roots = climb(number - 1 >> whole, size - 1 >> whole, path[0], path[0], path[1:])
        need(roots == (known[3], root), "the proof leads to other roots")
    return f"the log of {size} leaves continues that of {number}"
def main():
    parser = argparse.ArgumentParser(description="Verifies an export of an audit trail, or a proof.")
    parser.add_argument("trail", nargs="?")
    parser.add_argument("--checkpoint", action="append", default=[])
    parser.add_argument("--key", type=read_key)
    parser.add_argument("--proof"), parser.add_argument("--entry")
    given = parser.parse_args()
    if bool(given.trail) == bool(given.proof) or given.entry and not given.proof or given.proof and not given.key:
        parser.error("give a trail, or a proof with the key of the log")
    try:
        files = [open(path, "rb").read() for path in [*given.checkpoint, given.proof, given.entry] if path]
        checkpoints = [read_checkpoint(files.pop(0).decode()) for _ in given.checkpoint]
        proof = read_proof(files.pop(0).decode()) if given.proof else None
        if proof and (len(checkpoints), len(files)) != ((1, 0) if proof[0] else (0, 1)):
            parser.error("a proof of an entry goes with --entry, one of growth with one --checkpoint")
        trail = open(given.trail, "rb") if given.trail else None
    except (OSError, ValueError) as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return 3
    try:
        told = verify_proof(*proof, *files, *checkpoints, given.key) if proof else verify_export(trail, checkpoints, given.key)
    except Exception as fault:  # whatever is not as the page says
        print(f"not verified: {fault}")
        return 1
    print(f"verified: {told}\nnot checked: the forms inside entries, the types of values, the rebuilding of cases, their messages, stages of adoption")
    return 0
if __name__ == "__main__": sys.exit(main())
