"""The real program under test: a city of its own, the service over it, and clients of its API."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from urllib.parse import quote

import shim


class Failure(Exception):
    """What the service did is not what it promises."""


def require(fact, what):
    if not fact:
        raise Failure(what)


def free_port():
    """Of the loopback, below those that outgoing connections are given: a server may come back to it."""
    for port in FREE:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
    raise Failure("no free port")


FREE = iter(range(20_000 + os.getpid() % 10_000, 32_768))


class Place:
    """Where a program runs: the binary, the database's address where it is not a file, a folder that goes afterwards."""

    def __init__(self, binary, database=None, shim_library=None):
        self.binary = os.path.abspath(binary)
        self.database = database
        self.shim_library = os.path.abspath(shim_library) if shim_library else None
        self.folder = tempfile.mkdtemp(prefix="jiedui-faults-")
        self.services = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for service in self.services:
            service.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def city_arguments(self, data):
        return ["--data", data] + (["--database", self.database] if self.database else [])

    def run(self, *words, data, check=True):
        """A command of the program; its output. Fails where it does, unless `check` is off: then (status, output)."""
        done = subprocess.run([self.binary, *words, *self.city_arguments(data)], capture_output=True, text=True)
        if not check:
            return done.returncode, done.stdout + done.stderr
        require(done.returncode == 0, f"{' '.join(words)}: status {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def demo(self, name="city"):
        """A demonstration city, its index built; its folder."""
        data = os.path.join(self.folder, name)
        self.run("demo", data=data)
        return data

    def copy(self, data, name):
        target = os.path.join(self.folder, name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(data, target)
        return target

    def serve(self, data, *options, control=None, port=0):
        service = Service(self, data, options, control, port)
        self.services.append(service)
        return service


class Service:
    """A running `jiedui serve`. Its log is kept in a file."""

    def __init__(self, place, data, options, control, port):
        self.data = data
        self.control = control
        self.log_path = os.path.join(place.folder, f"log-{len(place.services)}")
        environment = dict(os.environ)
        if control:
            environment.update(control.environment(place.shim_library, data))
        self.started = time.monotonic()
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [place.binary, "serve", *place.city_arguments(data), "--listen", f"127.0.0.1:{port}",
                 # One client asks as fast as it can: the limits are not what is tested.
                 "--account-rate", "0", "--address-rate", "0", *options],
                stdout=log, stderr=subprocess.STDOUT, env=environment)
        self.port = None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def wait(self, timeout_s=240):
        """Seconds from the start of the process until /readyz said ready."""
        while time.monotonic() - self.started < timeout_s:
            if self.process.poll() is not None:
                raise Failure(f"the service ended with {self.process.returncode}:\n{self.log()[-2000:]}")
            if self.port is None:
                found = re.search(r"http://127\.0\.0\.1:(\d+)", self.log())
                self.port = int(found.group(1)) if found else None
            if self.port is not None:
                try:
                    status, body = self.ready()
                    if status == 200:
                        return time.monotonic() - self.started
                except OSError:
                    pass
            time.sleep(0.01)
        raise Failure(f"not ready within {timeout_s} s: {body if self.port else self.log()[-2000:]}")

    def ready(self):
        """(status, {check: (ok, detail)}) of /readyz."""
        status, _, body = Api(self.port).ask("GET", "/readyz", timeout_s=20)
        return status, {check["name"]: (check["ok"], check["detail"]) for check in body["checks"]}

    def wait_until(self, fact, what, timeout_s=30):
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if fact():
                return
            time.sleep(0.1)
        raise Failure(f"not within {timeout_s} s: {what}\n{self.log()[-1500:]}")

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        """kill −9."""
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, patience_s=60):
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            raise Failure(f"still there {patience_s} s after it was told to stop:\n{self.log()[-2000:]}") from None
        require(status == 0, f"stopped with {status}:\n{self.log()[-2000:]}")


class Unknown(Exception):
    """No answer came: whether the change was made is not known."""


class Api:
    """One client with a connection of its own; logged in where an account is given."""

    def __init__(self, port, account=None):
        self.port = port
        self.cookie = None
        self.token = None
        self.connection = None
        if account:
            status, headers, body = self.ask("POST", "/api/v1/session", account)
            require(status == 200, f"login of {account['login']}: {status} {body}")
            self.token = body["csrf_token"]

    def ask(self, method, path, body=None, version=None, kind="application/json", timeout_s=60):
        """(status, headers, JSON or bytes). Unknown where the connection broke."""
        headers = {"Connection": "keep-alive"}
        if self.cookie and self.token:
            headers["Cookie"] = self.cookie
            headers["X-CSRF-Token"] = self.token
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        if body is not None:
            headers["Content-Type"] = kind
            body = json.dumps(body).encode() if kind == "application/json" else body
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
            self.connection.request(method, quote(path, safe="/?=&%:"), body, headers)
            reply = self.connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unknown(str(error)) from error
        fields = {name.lower(): value for name, value in reply.getheaders()}
        for name, value in reply.getheaders():  # a session's token changes now and then
            if name.lower() == "set-cookie" and value.startswith("jiedui_session="):
                self.cookie = value.split(";")[0]
        if "json" in fields.get("content-type", "") and content:
            content = json.loads(content)
        return reply.status, fields, content

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def accounts(port):
    """role → credentials of the demonstration."""
    _, _, reference = Api(port).ask("GET", "/api/v1/reference")
    found = {}
    for account in reference["demo_accounts"]:
        found.setdefault(account["role"], {"login": account["login"], "password": account["password"]})
    return found


def fresh_control(place):
    return shim.Control(place.folder)
