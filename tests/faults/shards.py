"""An index spread over four xapian-tcpsrv, one of which is killed while people search."""

import os
import shutil
import signal
import subprocess
import time

from clients import asked, percentile
from service import Api, Failure, accounts, free_port, require

PARTS = 4
WORDS = ["水泵", "铸件", "煤层气", "机器视觉", "检测", "新材料", "智能制造", "丝绸", "有限公司", "研发费用 加计扣除"]


class Shards:
    """The servers, each of one part's folder."""

    def __init__(self, index, ports):
        self.folders = [os.path.join(index, f"p{number + 1}") for number in range(PARTS)]
        self.ports = ports
        self.running = [None] * PARTS

    def start(self, number):
        self.running[number] = subprocess.Popen(
            ["xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", str(self.ports[number]), self.folders[number]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def kill(self, number):
        """The server and the child that serves each connection."""
        os.killpg(self.running[number].pid, signal.SIGKILL)
        self.running[number].wait()

    def kill_all(self):
        for number in range(PARTS):
            if self.running[number] is not None and self.running[number].poll() is None:
                self.kill(number)


def searched(port, account, seconds, clients):
    """What so many clients got in that time: requests, partial answers, p50 and p99 in milliseconds. All must be answered."""
    def ask(api, number):
        begun = time.monotonic()
        status, _, body = api.ask("GET", f"/api/v1/search?q={WORDS[number % len(WORDS)]}")
        took_ms = (time.monotonic() - begun) * 1000
        require(status == 200, f"a search: {status} {body}")
        return took_ms, body["partial"]

    answers = asked(port, account, seconds, clients, ask)
    times = [took_ms for took_ms, _ in answers]
    partial = [is_partial for _, is_partial in answers]
    return {"requests": len(times), "partial": sum(partial), "p50_ms": round(percentile(times, 0.5), 1),
            "p99_ms": round(percentile(times, 0.99), 1), "max_ms": round(max(times))}


def found(api):
    """What each word finds: its items in their order."""
    answers = []
    for word in WORDS:
        status, _, body = api.ask("GET", f"/api/v1/search?q={word}")
        require(status == 200, f"a search: {status} {body}")
        answers.append((body["partial"], [(item["kind"], item["id"]) for item in body["items"]]))
    return answers


def shards(place, options):
    """Search over four xapian-tcpsrv while one is killed: every answer comes and says that it is partial, until it is back."""
    if shutil.which("xapian-tcpsrv") is None:
        return {"left out": "no xapian-tcpsrv (Debian: xapian-tools)"}
    city = options.city(place)
    ports = [free_port() for _ in range(PARTS)]
    layout = ",".join(f"p{number + 1}@127.0.0.1:{port}" for number, port in enumerate(ports))
    begun = time.monotonic()
    built = subprocess.run([place.binary, "reindex", *place.city_arguments(city)], capture_output=True, text=True,
                           env={**os.environ, "JIEDUI_INDEX_PARTS": layout})
    require(built.returncode == 0, f"reindex: {built.stdout}{built.stderr}")
    report = {"reindex_s": round(time.monotonic() - begun, 1)}
    servers = Shards(os.path.join(city, "index"), ports)
    try:
        for number in range(PARTS):
            servers.start(number)
        service = place.serve(city, "--index-parts", layout)
        service.wait()
        account = options.account or accounts(service.port)["city_office"]
        seconds, clients = (20, 8) if options.long else (2, 4)
        api = Api(service.port, account)
        service.wait_until(lambda: not any(partial for partial, _ in found(api)), "whole answers")
        before = found(api)
        require(any(items for _, items in before), "nothing is found")
        report["whole"] = searched(service.port, account, seconds, clients)
        require(report["whole"]["partial"] == 0, "partial answers though all parts are there")
        servers.kill(2)
        report["one killed"] = searched(service.port, account, seconds, clients)
        lacking = report["one killed"]["requests"] - report["one killed"]["partial"]
        require(lacking == 0, f"{lacking} answers did not say that a part is away")
        servers.start(2)
        since = time.monotonic()
        service.wait_until(lambda: found(api) == before, "the answers of before")
        report["whole_again_s"] = round(time.monotonic() - since, 1)
        # A check of a large file, which begins with the service, cannot be broken off.
        service.stop(patience_s=600)
        return report
    except Failure as failure:
        raise Failure(f"{failure} {report}") from failure
    finally:
        servers.kill_all()
