#!/usr/bin/env python3
"""Verifies an export of jorye's audit trail: a second verifier, written from docs/audit.md alone (§ = its sections).

    verify.py trail.jsonl [--checkpoint FILE]... [--key VKEY]

Exit 0: verified; 1: faults, one a line with its place; 2: the arguments are wrong; 3: a file cannot be read.
"""
import argparse
import sys
from typing import Any, Dict, List, Optional, Set, Tuple

from canonical_json import Fault, canonical, need, parse, sha256, unbase64
from signed_note import Checkpoint, Key, holds
from trail_forms import (DEFINITION, ENTRIES, GENESIS, HEADER, LEAF, MANIFEST, ROTATED, ADOPTED, check, commitments, entry_form, seated,
                         step, typed)
from trail_links import Family, Links

LONGEST_LINE = 67_108_864

# §15: the stages of adoption that may stand before each.
AFTER = {"draft": (None, "draft", "checked", "legally_reviewed", "repealed"), "checked": ("draft",),
         "legally_reviewed": ("checked",), "adopted": ("legally_reviewed", "suspended"), "suspended": ("adopted",),
         "repealed": ("adopted", "suspended")}


def kind_of(entry: Any) -> Any:
    return entry.get("kind") if isinstance(entry, dict) else None


class Trail:
    """What is known of the lines so far: two sets of hashes, the tree, and one state for each case (§9)."""

    def __init__(self, key: Optional[Key], sizes: List[int]) -> None:
        self.outside, self.header = key, {}  # type: ignore[var-annotated]
        self.keys: List[Tuple[int, Key]] = []  # each with the size of the log from which on it signs
        self.stages: Dict[Tuple[str, str], str] = {}  # of adoption, by workflow and manifest
        self.own = (0, "", "")  # sequence, hash and `recorded` of the last entry of the log itself
        self.counts, self.last = [0, 0, 0, 0], ["", "", ""]
        self.named: Tuple[Dict[str, bool], Dict[str, bool]] = ({}, {})  # of definitions and manifests: was it named?
        self.cases: Dict[str, Tuple[int, str, str]] = {}  # sequence, hash and `recorded` of the last entry
        self.subtrees: List[bytes] = []  # the roots of the full subtrees, the largest first
        self.roots: Dict[int, Optional[bytes]] = {size: sha256() if size == 0 else None for size in sizes}
        # Active states, types of the known facts, and what is known of parent and children.
        self.built: Dict[str, Tuple[Set[str], Dict[str, str], Family]] = {}
        self.links = Links()
        self.unopened = 0

    def line(self, data: bytes) -> None:
        need(len(data) <= LONGEST_LINE + 1 and data.endswith(b"\n"), "too long, or without its newline")
        value = parse(data[:-1])
        named = [name in value for name in ("kind", "definition", "manifest", "entry")] if type(value) is dict else []
        need(any(named), "none of the forms of a line")
        group = named.index(True)
        need((group == 0) == (not self.header) and not any(self.counts[group + 1:]), "a line out of order")
        self.counts[group] += 1
        if group == 3:
            self.append(sha256(b"\0", canonical(value["entry"])))
        check(value, (HEADER, DEFINITION, MANIFEST, LEAF)[group])
        (self.start, self.definition, self.manifest, self.leaf)[group](value)

    def start(self, value: Any) -> None:
        self.header = value

    def content(self, group: int, data: bytes, name: str) -> None:
        last, self.last[group] = self.last[group], name
        self.named[group - 1][name] = False
        need(sha256(data).hex() == name, "the content has another hash")
        need(last < name, "out of the order of `sha256`")

    def definition(self, value: Any) -> None:
        self.content(1, unbase64(value["definition"]), value["sha256"])

    def manifest(self, value: Any) -> None:
        self.content(2, canonical(value["manifest"]), value["sha256"])
        last = (b"", b"")
        for element in value["manifest"]["definitions"]:
            need(element["sha256"] in self.named[0], "names a definition that is not in the file")
            self.named[0][element["sha256"]] = True
            last, before = (element["kind"].encode(), element["name"].encode()), last
            need(before < last, "definitions out of order")

    def append(self, leaf: bytes) -> None:
        size = self.counts[3]
        self.subtrees.append(leaf)
        while size % 2 == 0:
            right, size = self.subtrees.pop(), size // 2
            self.subtrees[-1] = sha256(b"\1", self.subtrees[-1], right)
        if self.counts[3] in self.roots:
            root = self.subtrees[-1]
            for left in self.subtrees[-2::-1]:
                root = sha256(b"\1", left, root)
            self.roots[self.counts[3]] = root

    def leaf(self, value: Any) -> None:
        entry, openings = value["entry"], value["openings"]
        kind = entry.get("kind") if isinstance(entry, dict) else None
        if self.counts[3] == 1:
            return self.genesis(entry, openings)
        if isinstance(entry, dict) and "case" not in entry:
            return self.of_log(entry, openings)
        need(isinstance(kind, str) and kind in ENTRIES, "an entry of no known kind")
        check(entry, entry_form(entry), "/entry")
        first = sha256(b"jorye/v1/first\n", entry["log"].encode(), b"\n", entry["case"].encode()).hex()
        sequence, previous, recorded = self.cases.get(entry["case"], (0, first, ""))
        self.cases[entry["case"]] = entry["sequence"], sha256(b"\0", canonical(entry)).hex(), entry["recorded"]
        need(entry["log"] == self.header["log"], "an entry of another log")
        for under in (entry, entry.get("leaves", entry)):
            need(under["manifest"] in self.named[1], "names a manifest that is not in the file")
        self.named[1][entry["manifest"]] = True
        need(entry["sequence"] == sequence + 1, "`sequence` is not the next of its case")
        need(entry["previous"] == previous, "`previous` is not the hash of the entry before it in its case")
        need(entry["recorded"] >= recorded, "recorded before the entry before it in its case")
        self.open(entry, openings)
        values = {opening["path"]: (opening["type"], opening["value"]) for opening in openings}
        self.links.entry(entry, self.cases[entry["case"]][1], values)
        self.rebuild(entry, {opening["path"]: opening["type"] for opening in openings})

    def genesis(self, entry: Any, openings: List[Any]) -> None:
        check(entry, GENESIS, "/entry")
        key = Key(entry["key"])
        need(key.name == entry["log"] == self.header["log"], "the header, the genesis and its key name other logs")
        need(openings == [], "a genesis with openings")
        self.keys = [(0, key)]
        self.own = 0, sha256(b"jorye/v1/own\n", key.name.encode()).hex(), ""

    def of_log(self, entry: Any, openings: List[Any]) -> None:
        """§15: an entry of the log itself."""
        check(entry, ADOPTED if kind_of(entry) == "adopted" else ROTATED, "/entry")
        need(openings == [], "an entry of the log itself with openings")
        (sequence, previous, recorded), hashed = self.own, sha256(b"\0", canonical(entry)).hex()
        self.own = entry["sequence"], hashed, entry["recorded"]
        need(entry["log"] == self.header["log"], "an entry of another log")
        need(entry["sequence"] == sequence + 1 and entry["previous"] == previous and entry["recorded"] >= recorded,
             "does not follow the entry of the log itself before it")
        (self.adopted if entry["kind"] == "adopted" else self.rotated)(entry)

    def adopted(self, entry: Any) -> None:
        """A procedure reaches a stage that follows the one before it."""
        need(entry["manifest"] in self.named[1], "names a manifest that is not in the file")
        self.named[1][entry["manifest"]] = True
        workflow, manifest, stage = entry["workflow"], entry["manifest"], entry["stage"]
        before = self.stages.get((workflow, manifest))
        if stage == "adopted":
            for other in [key for key, one in self.stages.items() if key[0] == workflow and one in ("adopted", "suspended")]:
                del self.stages[other]
        self.stages[workflow, manifest] = stage
        need(before in AFTER.get(stage, ()), "a stage that does not follow the one before it")
        if entry["signature"] is not None:
            key = Key(entry["signature"]["key"])
            signed = b"jorye/v1/adopted\n" + canonical({name: one for name, one in entry.items() if name != "signature"})
            need(holds(key.public, signed, unbase64(entry["signature"]["signature"])), "the signature of a person does not hold")

    def rotated(self, entry: Any) -> None:
        """Another key takes over."""
        old, new = self.keys[-1][1], Key(entry["key"])
        need(new.name == old.name and new.text != old.text, "no other key of this log")
        signed = b"jorye/v1/rotated\n" + canonical({name: one for name, one in entry.items() if name != "signatures"})
        need(len(entry["signatures"]) == 2, "not two signatures")
        for key, signature in zip((old, new), entry["signatures"]):
            need(holds(key.public, signed, unbase64(signature)), "the signature of the old or of the new key does not hold")
        self.keys.append((self.counts[3], new))

    def key(self, size: int) -> Optional[Key]:
        """The key in force at a size; where the log never had the key given, that one."""
        if self.outside and all(self.outside.text != key.text for _, key in self.keys):
            return self.outside
        return next((key for start, key in reversed(self.keys) if start <= size), None)

    def open(self, entry: Any, openings: List[Any]) -> None:
        sealed = list(commitments(entry))
        places, last = {path: place for place, (path, _) in enumerate(sealed)}, -1
        self.unopened += len(sealed) - len(openings)
        for opening in openings:
            path, kind = opening["path"], opening["type"]
            last, before = places.get(path, -1), last
            need(last > before, f"the opening of {path} is without its commitment, or out of order")
            need(kind != "erased" and (kind == "text" or not path.startswith(("/reason", "/criteria/"))), f"the opening of {path} has no such type")
            typed(kind, opening["value"], path)
            seated(entry, path, kind, opening["value"])
            text = canonical({"case": entry["case"], "path": path, "sequence": entry["sequence"], "type": kind,
                              "value": opening["value"]})
            found = sha256(b"jorye/v1/commitment\n", bytes.fromhex(opening["salt"]), text).hex()
            need(found == sealed[last][1], f"the opening of {path} is of another value")

    def rebuild(self, entry: Any, types: Dict[str, str]) -> None:
        """§10, so far as it can fail: which states are active, and of which type each known fact is."""
        need((entry["kind"] == "opened") == (entry["sequence"] == 1), "only the first entry of a case opens it")
        built = self.built.pop(entry["case"], None) if entry["sequence"] > 1 else (set(), {}, Family())
        if built is None:  # an earlier fault
            return
        active, known, family = built
        family.takes(entry)
        before = {"revision": family.under.get("revision"), **entry.get("leaves", {"manifest": entry["manifest"]})}
        need(entry["kind"] == "opened" or before == family.under, "decided under another definition than its case")
        family.under = {"manifest": entry["manifest"], "revision": entry.get("revision", before["revision"])}
        if entry["kind"] == "moved":
            names = [(pair["to"], known.pop(pair["from"], None)) for pair in entry["renamed"]["facts"]]
            known.update((to, kind) for to, kind in names if to is not None and kind is not None)
        if entry["kind"] in ("opened", "act"):
            known.update((fact, types.get(step("/given", fact), "erased")) for fact in entry["given"])
        moves = [("", {"left": [], **entry})] if entry["kind"] in ("opened", "moved") else []
        moves += [(f"/steps/{index}", move) for index, move in enumerate(entry.get("steps", []))]
        for place, move in moves:
            for state in move["left"]:
                need(state in active, f"leaves the state {state}, which is not active")
                active.remove(state)
            active.update(move["entered"])
            for index, effect in enumerate(move["effects"]):
                fact, kind = effect["fact"], types.get(f"{place}/effects/{index}/value", "erased")
                if effect["effect"] == "set":
                    known[fact] = kind
                elif effect["effect"] == "clear":
                    known.pop(fact, None)
                else:
                    need(known.setdefault(fact, "list") in ("list", "erased"), f"appends to {fact}, which is no list")
        family.sends(entry)
        self.built[entry["case"]] = built

    def end(self) -> None:
        need(bool(self.header), "an empty file")
        names = ("definitions", "manifests", "size")
        known = [key.text for _, key in self.keys]
        need(not self.outside or not known or self.outside.text in known, "the log never had the key given")
        need([self.header[name] for name in names] == self.counts[1:], "the header counts other lines")
        need(all(self.named[0].values()) and all(self.named[1].values()), "what nothing names stands in the file")


def verify(path: str, checkpoints: Dict[str, Checkpoint], key: Optional[Key]) -> Tuple[List[str], Trail]:
    faults, trail, number = [], Trail(key, [checkpoint.size for checkpoint in checkpoints.values()]), 0
    with open(path, "rb") as file:
        for number, data in enumerate(iter(lambda: file.readline(LONGEST_LINE + 2), b""), 1):
            try:
                trail.line(data)
            except Fault as fault:
                faults.append(f"{path}:{number}: {fault}")
                if not trail.header or not data.endswith(b"\n"):
                    return faults, trail
    try:
        trail.end()
    except Fault as fault:
        faults.append(f"{path}:{number}: at the end: {fault}")
    for name, checkpoint in checkpoints.items():
        try:
            checkpoint.verify(trail.key(checkpoint.size), trail.roots[checkpoint.size])
        except Fault as fault:
            faults.append(f"{name}:1: {fault}")
    return faults, trail


def main() -> int:
    arguments = argparse.ArgumentParser(description="Verifies an export of an audit trail.")
    arguments.add_argument("trail")
    arguments.add_argument("--checkpoint", action="append", default=[])
    arguments.add_argument("--key", type=Key)
    given, checkpoints = arguments.parse_args(), {}
    try:
        for name in given.checkpoint:
            with open(name, "rb") as file:
                checkpoints[name] = Checkpoint(file.read())
        faults, trail = verify(given.trail, checkpoints, given.key)
    except (OSError, Fault) as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return 3
    covered = max((checkpoint.size for checkpoint in checkpoints.values()), default=0)
    print(*faults or [
        f"verified: {trail.counts[3]} leaves, {len(trail.cases)} cases, {covered} leaves under a checkpoint",
        f"not seen: {trail.unopened} values without an opening; a cut or rewritten tail after leaf {covered}"
        + ("" if given.key else "; another log in place of this one, for want of a key from outside")], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
