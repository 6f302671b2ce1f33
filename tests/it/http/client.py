"""A client of the service that shares nothing with it: the standard library of
Python, and what /openapi.json says. It is told where the service is, never how
a path is written; each answer is held against the document.

    client.py walk|again|revoked ADDRESS KEY MEMORY
"""

import base64, hashlib, http.client, json, socket, sys, time
from urllib.parse import quote, urlencode

part, address, key, memory = sys.argv[1:]
host, port = address.rsplit(":", 1)


def plain(method, path, headers=(), body=None):
    """One request: status, headers and body as they came."""
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8")
    finally:
        connection.close()


DOCUMENT = json.loads(plain("GET", "/openapi.json")[2])
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
KINDS = {
    "object": dict, "array": list, "string": str, "boolean": bool,
    "integer": int, "null": type(None),
}


def faults(value, schema, at=""):
    """What a value lacks of a JSON Schema, or has against it."""
    if "$ref" in schema:
        found = DOCUMENT
        for step in schema["$ref"].lstrip("#/").split("/"):
            found = found[step]
        return faults(value, found, at)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            tried = [faults(value, one, at) for one in schema[choice]]
            return [] if [] in tried else min(tried, key=len)
    if "allOf" in schema:
        return [fault for one in schema["allOf"] for fault in faults(value, one, at)]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    is_of = lambda kind: isinstance(value, KINDS[kind]) and not (kind == "integer" and value in (True, False) and isinstance(value, bool))
    if kinds and not any(is_of(kind) for kind in kinds):
        return [f"{at}: {value!r} is no {kinds}"]
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return [f"{at}: {value!r} is none of those listed"]
    out = []
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            out += faults(item, schema["items"], f"{at}/{index}")
    if isinstance(value, dict):
        out += [f"{at}: no {name}" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            rest = schema.get("additionalProperties", True)
            below = schema.get("properties", {}).get(name, rest)
            if isinstance(below, dict):
                out += faults(member, below, f"{at}/{name}")
            elif below is False:
                out.append(f"{at}: {name} is not known")
    return out


def call(operation, body=None, query=None, headers=None, shown=key, **path):
    """One operation by its id. A body that is no text is sent as JSON."""
    method, pattern, about = OPERATIONS[operation]
    names = {one["name"] for one in about.get("parameters", [])}
    for name in [*path, *(query or {}), *(headers or {})]:
        assert name in names, f"{operation} has no parameter {name}"
    target = pattern
    for name, value in path.items():
        target = target.replace("{" + name + "}", quote(value, safe=""))
    if query:
        target += "?" + urlencode(query)
    sent = dict(headers or {})
    if about["security"] and shown:
        sent["Authorization"] = f"Bearer {shown}"
    if body is not None:
        sent["Content-Type"] = "application/json"
        if not isinstance(body, str):
            schema = about["requestBody"]["content"]["application/json"]["schema"]
            assert faults(body, schema) == [], faults(body, schema)
            body = json.dumps(body, ensure_ascii=False)
        body = body.encode("utf-8")
    status, told, text = plain(method, target, sent, body)
    response = about["responses"].get(str(status))
    assert response, f"{operation}: {status} is not in the document: {text}"
    media = told["Content-Type"]
    assert media in response["content"], f"{operation}: {status} as {media}"
    if "json" not in media:
        return status, told, text
    value = json.loads(text)
    found = faults(value, response["content"][media]["schema"])
    assert found == [], (operation, status, found)
    if status >= 400:
        assert media == "application/problem+json" and value["status"] == status
        assert value["request"] == told["X-Request-Id"]
        page = plain("GET", value["type"], {"Accept-Language": "en"})
        assert page[0] == 200 and page[2].startswith("# "), page
    return status, told, value


def code_of(answer, status):
    assert answer[0] == status, answer
    return answer[2]["code"]


def pages(operation, members, **more):
    """Everything of a list, in pages of two."""
    query, found = {"limit": 2, **more.pop("query", {})}, []
    while True:
        page = call(operation, query=query, **more)[2]
        assert len(page[members]) <= 2
        found += page[members]
        if page["next"] is None:
            return found
        query["cursor"] = page["next"]


OPEN = {"workflow": "consultation", "id": "out-1", "as": "division", "give": {"draft": "쉼터 조례안"}}
OPINIONS = [{"author": f"a-{at}", "text": f"의견 {at}"} for at in range(5)]
CLOSE = {"transition": "close_window", "as": "division", "give": {"received": OPINIONS}}
ONCE = {"Idempotency-Key": '"outside-1"'}


def walk():
    assert call("live")[2]["status"] == "live" and call("ready")[0] == 200
    # Opened once, however often it is asked.
    status, told, opened = call("openCase", OPEN, headers=ONCE)
    assert status == 201 and told["Location"] == "/v1/cases/out-1", told
    assert told["ETag"] == '"1"' and told["Idempotency-Replayed"] is None
    status, told, again = call("openCase", OPEN, headers=ONCE)
    assert (status, again) == (201, opened) and told["Idempotency-Replayed"] == "true"
    assert code_of(call("openCase", {**OPEN, "id": "out-2"}, headers=ONCE), 422) == "J0914"
    assert code_of(call("openCase", OPEN), 409) == "J0928"

    # An act is for the case as it was seen.
    etag = call("showCase", id="out-1")[1]["ETag"]
    why = call("why", CLOSE, id="out-1")[2]
    assert why["would_be_taken"] is True
    close = {"If-Match": etag, "Idempotency-Key": "outside-2"}
    status, told, taken = call("act", CLOSE, id="out-1", headers=close)
    assert status == 200 and taken["accepted"] and taken["to"] == ["sorting"]
    assert told["ETag"] != etag
    late = {"transition": "withdraw", "as": "division"}
    assert code_of(call("act", late, id="out-1", headers={"If-Match": etag}), 412) == "J0929"

    # The law refuses, and says on what ground; that is on record.
    announce = {"transition": "announce", "as": "division"}
    refused = call("act", announce, id="out-1", headers={"Idempotency-Key": "outside-3"})
    assert code_of(refused, 422) == "J0944" and not refused[2]["accepted"]
    ground = refused[2]["errors"][0]
    assert ground["element"] and "제2조제2항" in ground["citation"], ground
    assert set(ground["detail"]) == {"ko", "en"}
    assert refused[1]["ETag"] == told["ETag"], "a refusal changes no version"
    history = pages("history", "entries", id="out-1")
    assert [one["kind"] for one in history] == ["opened", "act", "refused"], history
    assert history[2]["hash"] == refused[2]["entry"]["hash"]

    # What is not understood is not recorded.
    fields = {"id": "out-1"}
    assert code_of(call("act", "{", **fields), 400) == "J0941"
    assert code_of(call("act", '{"transition":"announce","transition":"announce"}', **fields), 400) == "J0941"
    wrong = call("act", '{"transition":"announce","giv":{}}', **fields)
    assert code_of(wrong, 400) == "J0941" and wrong[2]["errors"][0]["pointer"] == "#/giv"
    assert wrong[2]["suggestion"] == "give"
    assert code_of(call("act", {"transition": "anounce"}, **fields), 422) == "J0722"
    assert code_of(call("act", announce, **fields, headers={"Idempotency-Key": "two words"}), 400) == "J0916"
    assert code_of(call("act", announce, id="nowhere"), 404) == "J0927"
    large = {"transition": "announce", "reason": "가" * 40_000}
    assert code_of(call("act", large, **fields), 413) == "J0945"
    slow_body()
    assert code_of(call("showCase", shown=None, **fields), 401) == "J0942"
    stranger = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert code_of(call("act", announce, shown=stranger, **fields), 401) == "J0942"
    assert code_of(call("tick"), 403) == "J0943"
    assert len(pages("history", "entries", id="out-1")) == 3

    # Every opinion is read, and answered; then it is over by itself.
    listed = pages("listCases", "cases", query={"parent": "out-1", "state": "received"})
    children = [one["case"] for one in listed]
    assert len(children) == len(OPINIONS)
    of = {"id": "out-1", "name": "opinions"}
    page = call("actInChildren", {"transition": "read"}, query={"limit": 3}, **of)[2]
    assert len(page["taken"]) == 3 and page["next"]
    rest = {"limit": 3, "cursor": page["next"]}
    page = call("actInChildren", {"transition": "read"}, query=rest, **of)[2]
    assert len(page["taken"]) == 2 and page["next"] is None
    assert call("act", announce, id="out-1")[0] == 200
    nexts = call("next", id=children[0], query={"as": "division"})[2]["next"]
    open_ones = [one for one in nexts if one["availability"] == "open"]
    assert [one["transition"] for one in open_ones] == ["answer"], nexts
    assert open_ones[0]["asks"] == ["adopts"]
    for at, child in enumerate(children):
        answer = {"transition": "answer", "give": {"adopts": at % 2 == 0}}
        assert call("act", answer, id=child)[2]["outcome"] in ("adopted", "declined")
    ended = call("showCase", id="out-1")[2]
    assert ended["outcome"] == "reflected", ended
    assert all(one["outcome"] for one in ended["children"]["opinions"])
    tree()
    with open(memory, "w") as file:
        json.dump({"refused": refused[2], "taken": taken, "etag": etag}, file)


def slow_body():
    """A body that does not come whole is waited for, and then no longer."""
    with socket.create_connection((host, int(port)), timeout=20) as line:
        head = f"POST /v1/cases/out-1/acts HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n"
        head += "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n"
        line.sendall(head.encode() + b'{"transition":')
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 408, answer.status
        assert json.loads(answer.read())["code"] == "J0946"


def tree():
    """The log, leaf by leaf, makes the tree of the signed checkpoint (RFC 6962)."""
    leaves = pages("logEntries", "entries")
    hashes = []
    for at, leaf in enumerate(leaves):
        assert leaf["index"] == at
        digest = hashlib.sha256(b"\0" + leaf["bytes"].encode("utf-8")).digest()
        assert leaf["hash"] == digest.hex(), leaf
        hashes.append(digest)

    def root(some):
        if len(some) == 1:
            return some[0]
        half = 1 << (len(some) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + root(some[:half]) + root(some[half:])).digest()

    note = call("checkpoint")[2].split("\n")
    assert note[0] == call("logEntries", query={"limit": 1})[2]["log"]
    assert (int(note[1]), base64.b64decode(note[2])) == (len(leaves), root(hashes))


def again():
    """After the service was stopped and started: nothing is done twice."""
    with open(memory) as file:
        before = json.load(file)
    size = len(pages("logEntries", "entries"))
    announce = {"transition": "announce", "as": "division"}
    status, told, refused = call("act", announce, id="out-1", headers={"Idempotency-Key": "outside-3"})
    assert (status, told["Idempotency-Replayed"]) == (422, "true")
    same = lambda one: {name: value for name, value in one.items() if name != "request"}
    assert same(refused) == same(before["refused"])
    close = {"If-Match": before["etag"], "Idempotency-Key": "outside-2"}
    status, told, taken = call("act", CLOSE, id="out-1", headers=close)
    assert (status, told["Idempotency-Replayed"], taken) == (200, "true", before["taken"])
    assert call("openCase", OPEN, headers=ONCE)[0] == 201
    assert len(pages("logEntries", "entries")) == size
    tree()


def revoked():
    """A key that was revoked opens nothing more, a second or two later."""
    until = time.monotonic() + 20
    while call("showCase", id="out-1")[0] != 401:
        assert time.monotonic() < until, "the key still works"
        time.sleep(0.1)
    answer = call("act", {"transition": "withdraw"}, id="out-1")
    assert code_of(answer, 401) == "J0942" and "Bearer" in answer[1]["WWW-Authenticate"]


{"walk": walk, "again": again, "revoked": revoked}[part]()
print(f"{part}: well")
