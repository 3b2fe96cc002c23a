"""Clients that repeat what was not answered, as docs/operations.md tells clients to."""

import collections
import threading
import time

from crash import Writer
from service import Api, Unknown, require

PATIENCE_S = 60


class Doubt(Exception):
    """No answer that says whether the change was made."""


class Counts:
    """How often what happened, over all clients."""

    def __init__(self):
        self.lock = threading.Lock()
        self.of = collections.Counter()

    def add(self, what):
        with self.lock:
            self.of[what] += 1


class RetryingApi(Api):
    """Repeats reads, and changes that were refused; raises Doubt for a change whose outcome is not known."""

    def __init__(self, port, account, counts):
        self.counts = counts
        super().__init__(port, account)

    def ask(self, method, path, body=None, version=None, kind="application/json", timeout_s=60):
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                reply = super().ask(method, path, body, version, kind, timeout_s)
                status, _, said = reply
                if status not in (502, 503, 504):
                    return reply
                known = status == 503 and isinstance(said, dict) and said.get("field") != "outcome"
            except Unknown:
                status, said, known = "cut off", None, False
            self.counts.add(f"{'reads' if method == 'GET' else 'changes'} {status}")
            if method != "GET" and not known:
                raise Doubt
            require(time.monotonic() < end, f"{method} {path}: {status} for {PATIENCE_S} s: {said}")
            time.sleep(0.1)


class RetryingWriter(Writer):
    """One that looks, where it does not know, before it asks again."""

    def __init__(self, counts, port, account, *rest):
        super().__init__(port, account, *rest)
        self.counts = counts
        self.api = RetryingApi(port, account, counts)

    def send(self, look, method, path, body, **more):
        doubted = False
        while True:
            try:
                status, made = super().send(look, method, path, body, **more)
            except Doubt:
                status, doubted = None, True
            # A repetition, of ours or of nginx's (it repeats DELETE), may meet what the first one did.
            if status is not None and not (status in (404, 409, 412) and (doubted or method == "DELETE")):
                return status, made
            time.sleep(1)  # who is gone may still be being committed for
            found = look()
            if found is not None:
                self.counts.add("changes found made")
                return found
            if status is not None:
                return status, made
            self.counts.add("changes made again")


def ids_of(port, account, plural):
    """Of every live record of a kind."""
    api = Api(port, account)
    ids, cursor = set(), ""
    while True:
        _, _, page = api.ask("GET", f"/api/v1/records/{plural}?limit=100{cursor}")
        ids |= {item["id"] for item in page["items"]}
        if not page.get("next_cursor"):
            return ids
        cursor = f"&cursor={page['next_cursor']}"


def nothing_more(port, account, journal, before):
    """Exactly what clients know to be there is there: nothing lost, nothing made twice."""
    live = {key[1] for key, states in journal.records.items() if None not in states}
    for plural, known in (("needs", live), ("evidence_files", set(journal.files))):
        found = ids_of(port, account, plural) - before[plural]
        journal.lost += [f"{plural} {record}" for record in known - found]
        journal.inconsistent += [f"{plural} {record}: nobody was told of it" for record in found - known]
