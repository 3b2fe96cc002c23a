#!/usr/bin/env python3
"""Restarts a service under load on a socket that stays, as systemd holds it, and counts the requests that failed.

    hand_over.py PROGRAM CITY [RESTARTS]
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

BY = {"Content-Type": "application/json"}
LOGIN = json.dumps({"login": "office", "password": "jiedui-demo-2020"})


def start(program, city, listening):
    """The service with the socket as descriptor 3; told by sd_notify that it is ready."""
    path = os.path.join(city, "..", "notify")
    if os.path.exists(path):
        os.unlink(path)
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(path)
    notify.settimeout(90)

    def become():
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)

    script = 'LISTEN_PID=$$ exec "$0" "$@"'
    process = subprocess.Popen(
        ["/bin/sh", "-c", script, program, "serve", "--data", city], preexec_fn=become, close_fds=False,
        env={**os.environ, "LISTEN_FDS": "1", "NOTIFY_SOCKET": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert notify.recv(100) == b"READY=1"
    notify.close()
    return process


class Load(threading.Thread):
    """Asks over a connection of its own for every request, as nginx does for what changes something."""

    def __init__(self, port, cookie, stop):
        super().__init__()
        self.port, self.cookie, self.stop = port, cookie, stop
        self.right, self.wrong, self.longest = 0, [], 0.0

    def run(self):
        number = 0
        while not self.stop.is_set():
            number += 1
            began = time.monotonic()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                if number % 40 == 0:
                    connection.request("POST", "/api/v1/session", LOGIN, BY)
                else:
                    connection.request("GET", "/api/v1/records/enterprises?limit=1", headers={"Cookie": self.cookie})
                reply = connection.getresponse()
                reply.read()
                connection.close()
                if reply.status in (200, 201):
                    self.right += 1
                else:
                    self.wrong.append(reply.status)
            except Exception as error:  # noqa: BLE001: every failure counts
                self.wrong.append(repr(error))
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.1)


def main():
    program, city = sys.argv[1:3]
    restarts = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    port = listening.getsockname()[1]
    process = start(program, city, listening)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/api/v1/session", LOGIN, BY)
    reply = connection.getresponse()
    cookie = reply.getheader("Set-Cookie").split(";")[0]
    connection.close()
    stop = threading.Event()
    loads = [Load(port, cookie, stop) for _ in range(3)]
    for load in loads:
        load.start()
    for _ in range(restarts):
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        process = start(program, city, listening)
    time.sleep(1)
    stop.set()
    for load in loads:
        load.join()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    right = sum(load.right for load in loads)
    wrong = [one for load in loads for one in load.wrong]
    print(f"{restarts} restarts, {right} requests answered, {len(wrong)} failed, the longest took "
          f"{max(load.longest for load in loads):.1f} s")
    for one in wrong[:5]:
        print("failed:", one)
    return 1 if wrong or right < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
