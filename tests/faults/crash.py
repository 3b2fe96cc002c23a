"""A process that ends in the middle of everything: nothing acknowledged is lost, nothing is half there."""

import itertools
import random
import threading
import time

import shim
from service import Api, Unknown, accounts, fresh_control, require

SERIAL = itertools.count()  # no two titles of a run are the same
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


class Journal:
    """What clients were told, and what they asked without an answer. One entry a record: the states it may be in."""

    def __init__(self):
        self.lock = threading.Lock()
        self.records = {}   # (plural, id) → set of allowed (version, title) or None for removed
        self.files = {}     # evidence record id → bytes
        self.acknowledged = 0
        self.moments = []   # when each was
        self.lost = []          # what was acknowledged and is not there
        self.inconsistent = []  # what is there and should not be, or is not like the rest

    def acknowledge(self):
        self.acknowledged += 1
        self.moments.append(time.monotonic())

    def told(self, key, state):
        with self.lock:
            self.records[key] = {state}
            self.acknowledge()

    def unknown(self, key, state):
        with self.lock:
            self.records.setdefault(key, set()).add(state)


class Writer:
    """One client that changes things of every sort until it is told to stop or the service is gone."""

    def __init__(self, port, account, enterprises, journal, number, seed):
        self.api = Api(port, account)
        self.enterprises = enterprises
        self.journal = journal
        self.number = number
        self.random = random.Random(seed)
        self.mine = {}  # id → (version, title) of needs that live

    def run(self, stop):
        try:
            while not stop.is_set():
                choice = self.random.random()
                if not self.mine or choice < 0.45:
                    self.create()
                elif choice < 0.75:
                    self.update()
                elif choice < 0.85:
                    self.remove()
                else:
                    self.upload()
        except Unknown:
            pass  # killed

    def send(self, look, method, path, body, **more):
        """(status, record) of a change. `look` finds what it was to make, for who repeats it: the same, or None."""
        status, _, made = self.api.ask(method, path, body, **more)
        return status, made

    def named(self, plural, name):
        """The record of that name, as its creation would have answered."""
        _, _, page = self.api.ask("GET", f"/api/v1/records/{plural}?limit=100&q={name}")
        return next(((201, item) for item in page["items"] if item["title"] == name), None)

    def create(self):
        title = f"故障试验 {self.number}-{next(SERIAL)}"
        body = {"enterprise": self.random.choice(self.enterprises), "title": title, "fields": ["机器视觉"]}
        status, made = self.send(lambda: self.named("needs", title), "POST", "/api/v1/records/needs", body)
        require(status == 201, f"create: {status} {made}")
        self.mine[made["id"]] = (made["version"], title)
        self.journal.told(("needs", made["id"]), (made["version"], title))

    def change(self, method, body, after):
        key, (version, title) = self.random.choice(list(self.mine.items()))
        path = f"/api/v1/records/needs/{key}"

        def look():
            found, _, record = self.api.ask("GET", path)
            state = None if found == 404 else (record["version"], record["title"])
            return (204 if found == 404 else 200, record) if state == after(version + 1) else None

        try:
            status, made = self.send(look, method, path, body, version=version)
        except Unknown:
            self.journal.unknown(("needs", key), after(version + 1))
            raise
        require(status in (200, 204), f"{method} {path}: {status} {made}")
        self.journal.told(("needs", key), after(version + 1))
        return key, after(version + 1)

    def update(self):
        title = f"改后 {self.number}-{next(SERIAL)}"
        key, state = self.change("PATCH", {"title": title}, lambda version: (version, title))
        self.mine[key] = state

    def remove(self):
        key, _ = self.change("DELETE", None, lambda version: None)
        del self.mine[key]

    def upload(self):
        content = PDF + str(self.random.getrandbits(200)).encode()
        name = str(self.random.getrandbits(50))
        target = f"/api/v1/evidence_files?category=photo&file_name={name}.pdf&enterprise={self.random.choice(self.enterprises)}"
        status, made = self.send(lambda: self.named("evidence_files", name), "POST", target, content,
                                 kind="application/octet-stream")
        if status == 409:  # the enterprise has as many as it may
            return
        require(status == 201, f"upload: {status} {made}")
        with self.journal.lock:
            self.journal.files[made["id"]] = content
            self.journal.acknowledge()


def write_for(service, seconds, journal, seed, writers=4, least=20, make=Writer):
    """Writers at once for so long, and until so many changes more were acknowledged; they are running when this returns. A
    function that ends and joins them."""
    logins = accounts(service.port)
    api = Api(service.port, logins["city_office"])
    _, _, page = api.ask("GET", "/api/v1/records/enterprises?limit=100")
    enterprises = [item["id"] for item in page["items"]]
    stop = threading.Event()
    failures = []

    def work(number):
        try:
            make(service.port, logins["city_office"], enterprises, journal, number, seed * 100 + number).run(stop)
        except Unknown:
            pass
        except Exception as error:
            failures.append(error)

    running = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    before = journal.acknowledged
    for thread in running:
        thread.start()
    time.sleep(seconds)
    late = time.monotonic() + 120
    while journal.acknowledged < before + least and not failures and time.monotonic() < late:
        time.sleep(0.01)

    def end():
        stop.set()
        for thread in running:
            thread.join()
        if failures:
            raise failures[0]
        require(journal.acknowledged >= before + least, "nearly nothing was acknowledged")

    return end


def check_record(api, journal, key):
    """It is in a state that clients were told of, and its history ends with it."""
    status, _, record = api.ask("GET", f"/api/v1/records/{key[0]}/{key[1]}")
    require(status in (200, 404), f"{key}: {status} {record}")
    allowed = journal.records[key]
    found = None if status == 404 else (record["version"], record["title"])
    if found not in allowed:
        newest = max((state[0] for state in allowed if state), default=0)
        gone = found is None or found[0] < newest
        (journal.lost if gone else journal.inconsistent).append(f"{key}: found {found}, allowed {allowed}")
    journal.records[key] = {found}
    if found:
        _, _, history = api.ask("GET", f"/api/v1/records/{key[0]}/{key[1]}/history")
        steps = len(history["items"])
        if steps != min(found[0], 50):
            journal.inconsistent.append(f"{key}: version {found[0]}, {steps} steps in its history")


def verify(service, journal, seed, sample=150, go_on=False):
    """Everything of the last round and a sample of all before it is what clients were told; history ends with it. Fails where
    it is not, or, to go on, leaves that to judged()."""
    api = Api(service.port, accounts(service.port)["city_office"])
    chance = random.Random(seed)
    keys = list(journal.records)
    for key in keys if len(keys) <= sample else keys[-sample // 2:] + chance.sample(keys, sample // 2):
        check_record(api, journal, key)
    files = list(journal.files)
    for file in files if len(files) <= sample // 3 else chance.sample(files, sample // 3):
        status, _, content = api.ask("GET", f"/api/v1/evidence_files/{file}/content")
        if status != 200:
            journal.lost.append(f"evidence {file}: {status}")
        elif content != journal.files[file]:
            journal.inconsistent.append(f"evidence {file}: {len(content)} other bytes")
    live = [state for states in journal.records.values() for state in states if state]
    if live:
        title = live[-1][1]
        _, _, page = api.ask("GET", "/api/v1/search?kind=need&q=" + title)
        if not any(item["title"] == title for item in page["items"]):
            journal.inconsistent.append(f"search does not find {title}")
    if not go_on:
        judged(journal)


def judged(journal):
    """The report's numbers; fails where anything was lost or is inconsistent."""
    counts = f"{journal.acknowledged} acknowledged, {len(journal.lost)} lost, {len(journal.inconsistent)} inconsistent"
    require(not journal.lost and not journal.inconsistent, "\n".join([counts, *journal.lost[:20], *journal.inconsistent[:20]]))
    return {"acknowledged": journal.acknowledged, "lost": len(journal.lost), "inconsistent": len(journal.inconsistent)}


def crash_rounds(place, data, rounds, seconds, seed, power=None):
    """Rounds of writing, a kill, a restart and a look at everything. `power`: the share of writes not on disk that are lost."""
    journal = Journal()
    control = fresh_control(place) if power is not None else None
    if control:
        control.set(shim.UNDO, 1)
    chance = random.Random(seed)
    slowest, cut = 0.0, 0
    for number in range(rounds):
        service = place.serve(data, control=control)
        slowest = max(slowest, service.wait())
        verify(service, journal, seed + number, go_on=True)
        end = write_for(service, seconds * (0.5 + chance.random()), journal, seed + number)
        service.kill()
        end()
        if control:
            cut += control.cut_power(seed + number, power if number % 2 == 0 else 1.0)
        if place.database is None or number % 10 == 9:
            place.run("check", data=data)
        print(f"  round {number + 1}/{rounds}: {journal.acknowledged} acknowledged, {len(journal.lost)} lost, "
              f"{len(journal.inconsistent)} inconsistent, recovery at most {slowest:.2f} s"
              + (f", {cut} writes and names taken back" if control else ""), flush=True)
    service = place.serve(data, control=control)
    slowest = max(slowest, service.wait())
    verify(service, journal, seed, sample=10**9, go_on=True)
    service.stop()
    place.run("check", data=data)
    return {"rounds": rounds, **judged(journal), "slowest_recovery_s": round(slowest, 2), "taken_back": cut}


def kill(place, options):
    """kill −9 during mixed writes."""
    report = crash_rounds(place, options.city(place), options.rounds or (200 if options.long else 3),
                          2.0 if options.long else 0.5, options.seed)
    require(report["slowest_recovery_s"] < 5 or not options.strict, f"recovery took {report['slowest_recovery_s']} s")
    return report


def power(place, options):
    """The power goes during mixed writes: what was not on disk for certain is gone, or some of it."""
    require(place.shim_library, "needs --shim")
    return crash_rounds(place, options.city(place), options.rounds or (100 if options.long else 3),
                        1.0 if options.long else 0.5, options.seed, power=0.5)
