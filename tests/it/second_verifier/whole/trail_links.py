"""What cases tell each other (docs/audit.md, section 13): numbers without gap, and nothing taken that was not sent."""
from typing import Any, Dict, Optional, Tuple

from canonical_json import need, sha256
from trail_forms import step

Values = Dict[str, Tuple[str, Any]]  # by path: the type and the value of an opening


class Family:
    """What the entries of one case tell of its parent and its children (§10)."""

    def __init__(self) -> None:
        self.parent: Optional[str] = None
        self.sent: Dict[str, int] = {}
        self.taken: Dict[str, int] = {}
        self.failed: set = set()
        self.under: Dict[str, Any] = {}  # the manifest and the revision under which it runs

    def takes(self, entry: Any) -> None:
        if entry["kind"] == "opened" and "parent" in entry:
            self.parent = entry["parent"]["case"]
            self.sent[self.parent], self.taken[self.parent] = 0, 1
        elif entry["kind"] == "received":
            message = entry["message"]
            sender = message["from"]
            need(sender in self.taken and message["number"] == self.taken[sender] + 1, "a message taken out of turn")
            need((message["message"] == "close") == (sender == self.parent), "a message that is not for this case")
            self.taken[sender] += 1
        elif entry["kind"] == "unopened":
            child = entry["message"]["to"]
            need(child in self.taken and child != self.parent and self.taken[child] == 0 and child not in self.failed,
                 "no child that waits to be opened")
            self.failed.add(child)

    def sends(self, entry: Any) -> None:
        for message in entry.get("sends", []):
            to, kind = message["to"], message["message"]
            need(message["number"] == self.sent.get(to, 0) + 1, "a message sent out of turn")
            need((kind == "open") == (to not in self.sent), "a message to no child, or a child opened twice")
            need((kind == "report") == (to == self.parent), "a message that is not for that case")
            self.sent[to] = message["number"]
            self.taken.setdefault(to, 0)


class Links:
    """Messages that were sent and not yet taken."""

    def __init__(self) -> None:
        self.waiting: Dict[Tuple[str, str, int], Tuple[str, int, Any, Values]] = {}

    def entry(self, entry: Any, name: str, values: Values) -> None:
        case, kind = entry["case"], entry["kind"]
        if kind == "opened" and "parent" in entry:
            parent = entry["parent"]
            said = {**{key: parent[key] for key in ("at", "generation", "name", "row", "state")}, "message": "open",
                    "manifest": entry["manifest"], "workflow": entry["workflow"]}
            self.take(parent["case"], case, 1, parent, said, given(entry["given"], "/given", values))
        elif kind == "received":
            message = entry["message"]
            said = {key: message[key] for key in message if key not in ("entry", "from", "number", "sequence")}
            self.take(message["from"], case, message["number"], message, said, {})
        elif kind == "unopened":
            message = entry["message"]
            waits = sorted(key for key in self.waiting if key[:2] == (case, message["to"]))
            letters = [self.waiting.pop(key) for key in waits]
            need(letters != [] and letters[0][:2] == (message["entry"], message["sequence"]), "no such child was opened")
        for place, message in enumerate(entry.get("sends", [])):
            said = {key: message[key] for key in message if key not in ("to", "number", "given")}
            facts = given(message.get("given", {}), step(step("/sends", place), "given"), values)
            self.waiting[case, message["to"], message["number"]] = name, entry["sequence"], said, facts
            if message["message"] == "open":
                text = f"jorye/v1/child\n{case}\n{entry['sequence']}\n{place}\n".encode()
                child = message["workflow"][:31] + "-" + sha256(text).hex()[:32]
                need(message["to"] == child, "the id of a child is not that of its opening")

    def take(self, sender: str, case: str, number: int, source: Any, said: Any, facts: Values) -> None:
        letter = self.waiting.pop((sender, case, number), None)
        need(letter is not None, "takes a message that nothing before it sends")
        name, sequence, sent, values = letter  # type: ignore[misc]
        need(name == source["entry"] and sequence == source["sequence"] and sent == said, "takes another message than was sent")
        same = all(None in (facts[fact], values[fact]) or facts[fact] == values[fact] for fact in facts if fact in values)
        need(facts.keys() == values.keys() and same, "takes other values than were sent")


def given(facts: Any, path: str, values: Values) -> Dict[str, Any]:
    """The values of facts; of one without an opening nothing can be told."""
    return {fact: values.get(step(path, fact)) for fact in facts}
