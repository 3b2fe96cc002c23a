"""Clients that behave badly, while others' answers are timed: nobody waits for them, nothing of theirs stays."""

import os
import random
import selectors
import socket
import threading
import time

from service import Api, accounts, require


def descriptors(service):
    return len(os.listdir(f"/proc/{service.process.pid}/fd"))


def percentile(times, share):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * share))]


def asked(port, account, seconds, clients, ask):
    """What ask(api, number) gave, called again and again for so long by so many logged-in clients; the first failure is raised."""
    answers, failures = [], []

    def work(first):
        try:
            api = Api(port, account)
            end = time.monotonic() + seconds
            number = first
            while time.monotonic() < end:
                answers.append(ask(api, number))
                number += 1
        except Exception as error:
            failures.append(error)

    running = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]
    return answers


def others(service, seconds, clients=4):
    """p50 and p99 in milliseconds of ordinary requests for so long; every answer must be right."""
    account = accounts(service.port)["city_office"]

    def ask(api, _):
        begun = time.monotonic()
        status, _, _ = api.ask("GET", "/api/v1/session")
        took_ms = (time.monotonic() - begun) * 1000
        require(status == 200, f"an ordinary request: {status}")
        time.sleep(0.01)
        return took_ms

    times = asked(service.port, account, seconds, clients, ask)
    return {"p50_ms": round(percentile(times, 0.5), 1), "p99_ms": round(percentile(times, 0.99), 1), "requests": len(times)}


def serve(place, options):
    service = place.serve(options.city(place))
    service.wait()
    return service


def connect(port, small=False):
    connection = socket.socket()
    if small:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    return connection


def judged(service, before, alone, beside, options, extra):
    """The report, once what the bad clients took has been given back."""
    service.wait_until(lambda: descriptors(service) <= before + 8, f"descriptors back to {before}", 120)
    require(beside["p99_ms"] < 50 or not options.strict, f"others' p99 {beside['p99_ms']} ms")
    return {"alone": alone, "beside": beside, **extra}


def drops(place, options):
    """Clients that hang up after their request, or in the middle of it."""
    service = serve(place, options)
    account = accounts(service.port)["city_office"]
    cookie = Api(service.port, account).cookie
    before = descriptors(service)
    alone = others(service, 1)
    stop = threading.Event()
    dropped = [0]

    def drop():
        chance = random.Random(options.seed)
        lines = f"GET /api/v1/search?q=%E6%B0%B4%E6%B3%B5 HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n\r\n".encode()
        while not stop.is_set():
            try:
                connection = connect(service.port)
                connection.sendall(lines[:chance.randint(1, len(lines))])
                connection.close()
                dropped[0] += 1
            except OSError:
                time.sleep(0.01)
            time.sleep(0.002)

    running = [threading.Thread(target=drop) for _ in range(2)]
    for thread in running:
        thread.start()
    beside = others(service, 60 if options.long else 2)
    stop.set()
    for thread in running:
        thread.join()
    require(service.alive(), service.log()[-1000:])
    return judged(service, before, alone, beside, options, {"dropped": dropped[0]})


def slow_headers(place, options):
    """500 clients that send their headers a byte now and then."""
    service = serve(place, options)
    before = descriptors(service)
    alone = others(service, 1)
    slow = []
    for _ in range(500):
        connection = connect(service.port)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        slow.append(connection)
    stop = threading.Event()

    def drip():
        while not stop.is_set():
            for connection in slow:
                try:
                    connection.send(b"a")
                except OSError:
                    pass
            time.sleep(1)

    thread = threading.Thread(target=drip)
    thread.start()
    beside = others(service, 40 if options.long else 2)
    cut = 0
    if options.long:  # they are cut by a deadline that their bytes do not move
        for connection in slow:
            connection.settimeout(0.01)
            try:
                while (piece := connection.recv(4096)) != b"":
                    pass
                cut += 1
            except ConnectionError:
                cut += 1
            except TimeoutError:
                pass
        require(cut == len(slow), f"{cut} of {len(slow)} were cut")
    stop.set()
    thread.join()
    for connection in slow:
        connection.close()
    return judged(service, before, alone, beside, options, {"slow": len(slow), "cut": cut})


def idle(place, options):
    """2,000 connections that say nothing."""
    service = serve(place, options)
    before = descriptors(service)
    memory = resident(service)
    alone = others(service, 1)
    silent = [connect(service.port) for _ in range(2000 if options.long else 500)]
    beside = others(service, 20 if options.long else 2)
    grown = resident(service) - memory
    for connection in silent:
        connection.close()
    return judged(service, before, alone, beside, options, {"idle": len(silent), "grown_mib": round(grown, 1)})


def resident(service):
    with open(f"/proc/{service.process.pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def non_readers(place, options):
    """100 clients that ask for a file of 19 MiB and do not read it."""
    service = serve(place, options)
    account = accounts(service.port)["city_office"]
    api = Api(service.port, account)
    enterprise = api.ask("GET", "/api/v1/records/enterprises?limit=1")[2]["items"][0]["id"]
    content = b"%PDF-1.4\n" + os.urandom(19 << 20)
    status, _, made = api.ask("POST", f"/api/v1/evidence_files?category=other&file_name=large.pdf&enterprise={enterprise}",
                              content, kind="application/octet-stream")
    require(status == 201, f"upload: {status} {made}")
    path = f"/api/v1/evidence_files/{made['id']}/content"
    before = descriptors(service)
    alone = others(service, 1)
    lines = f"GET {path} HTTP/1.1\r\nHost: a\r\nCookie: {api.cookie}\r\n\r\n".encode()
    stuck = []
    for _ in range(100 if options.long else 20):
        connection = connect(service.port, small=True)
        connection.sendall(lines)
        stuck.append(connection)
    time.sleep(5 if options.long else 2)  # what they asked for is made: from now on they only do not read
    beside = others(service, 20 if options.long else 3)
    memory = resident(service)
    require(api.ask("GET", path)[2] == content, "a client that reads gets the whole file")
    for connection in stuck:
        connection.close()
    return judged(service, before, alone, beside, options, {"stuck": len(stuck), "resident_mib": round(memory)})
