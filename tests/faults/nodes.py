"""Two nodes on one PostgreSQL behind nginx: one of them is killed and comes back."""

import contextlib
import functools
import json
import os
import shutil
import threading
import time

import crash
import nginx
import postgres
import retry
from service import Api, Place, accounts, free_port, require

WORDS = ("", "铸造", "故障试验", "改后", "机器视觉")


def second_folder(city, data):
    """The other node's: the same key and evidence, an index of its own."""
    folder = os.path.join(city.folder, "second")
    os.mkdir(folder)
    shutil.copy(os.path.join(data, "audit.key"), folder)
    os.makedirs(os.path.join(data, "evidence"), exist_ok=True)
    os.symlink(os.path.join(data, "evidence"), os.path.join(folder, "evidence"))
    return folder


def read_until(stop, port, account, counts, failures):
    """One client that reads; every answer must be right."""
    try:
        api = retry.RetryingApi(port, account, counts)
        while not stop.is_set():
            for path in ("/api/v1/search?kind=need&q=铸造", "/api/v1/records/enterprises?limit=20", "/api/v1/records/experts?limit=5"):
                status, _, body = api.ask("GET", path)
                require(status == 200 and body, f"{path}: {status}")
                counts.add("reads right")
    except Exception as failure:
        failures.append(failure)


def answers(port, account):
    """What a node answers to some searches, places of equal rank included."""
    api = Api(port, account)
    found = {}
    for word in WORDS:
        status, _, page = api.ask("GET", f"/api/v1/search?limit=50&q={word}")
        require(status == 200, f"search {word}: {status} {page}")
        found[word] = ([(item["kind"], item["id"], item["title"]) for item in page["items"]], page["facets"])
    return found


def upstreams(site, ports):
    """How many requests each node answered in the end, and how many nginx sent to a second one."""
    lines = [json.loads(line) for line in site.read("access.log").splitlines()]
    last = [line["upstream"].split(", ")[-1] for line in lines]
    return [last.count(f"127.0.0.1:{port}") for port in ports], sum(", " in line["upstream"] for line in lines)


def nodes(place, options):
    """Of two nodes behind nginx one is killed during mixed load, and comes back."""
    if not os.path.exists(nginx.PROGRAM) or not (place.database or postgres.programs()):
        return {"left_out": "nginx or PostgreSQL is not installed"}
    rounds = options.rounds or (50 if options.long else 2)
    seconds = 2.0 if options.long else 0.7
    counts, journal, back = retry.Counts(), crash.Journal(), []
    with contextlib.ExitStack() as stack:
        if place.database:
            city, data = place, options.city(place)
        else:
            city = stack.enter_context(Place(place.binary, stack.enter_context(postgres.Cluster(place)).url()))
            data = city.demo()
        ports = [free_port(), free_port()]
        folders = [data, second_folder(city, data)]
        running = [city.serve(folders[number], "--node", str(number), port=ports[number]) for number in range(2)]
        for node in running:
            node.wait()
        site = stack.enter_context(nginx.Nginx(os.path.join(city.folder, "nginx"), ports))
        office = accounts(site.port)["city_office"]
        before = {plural: retry.ids_of(site.port, office, plural) for plural in ("needs", "evidence_files")}
        stop, failures = threading.Event(), []
        readers = [threading.Thread(target=read_until, args=(stop, site.port, office, counts, failures)) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            for number in range(rounds):
                end = crash.write_for(site, seconds, journal, options.seed + number,
                                      make=functools.partial(retry.RetryingWriter, counts))
                running[number % 2].kill()
                time.sleep(seconds)
                running[number % 2] = city.serve(folders[number % 2], "--node", str(number % 2), port=ports[number % 2])
                back.append(running[number % 2].wait())
                time.sleep(2.2)  # nginx looks again when fail_timeout is over, which it counts in seconds
                end()
                crash.verify(site, journal, options.seed + number, go_on=True)
                print(f"  round {number + 1}/{rounds}: {journal.acknowledged} acknowledged, back after at most {max(back):.2f} s",
                      flush=True)
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        if failures:
            raise failures[0]
        retry.nothing_more(site.port, office, journal, before)
        first, second = (answers(node.port, office) for node in running)
        require(first == second, f"the two nodes' searches differ: {[word for word in WORDS if first[word] != second[word]]}")
        for node in running:
            crash.verify(node, journal, options.seed, sample=10**9, go_on=True)
        shares, repeated = upstreams(site, ports)
        require(min(shares) > 0, f"one node did nothing: {shares}")
        for node in running:
            node.stop()
        city.run("check", data=data)
        city.run("audit", "verify", data=data)
    return {"rounds": rounds, **crash.judged(journal), "node_shares": shares,
            "repeated_by_nginx": repeated, "slowest_return_s": round(max(back), 2), **counts.of}
