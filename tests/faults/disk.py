"""A disk that is full, fails, or is read-only, and a clock that jumps: said clearly, nothing lost, healed with the cause."""

import errno
import os
import stat
import subprocess

import shim
from crash import PDF, Journal, verify, write_for
from service import Api, accounts, fresh_control, require


def need(api, title):
    """Asks for a need of the first enterprise."""
    _, _, page = api.ask("GET", "/api/v1/records/enterprises?limit=1")
    body = {"enterprise": page["items"][0]["id"], "title": title, "fields": ["机器视觉"]}
    return api.ask("POST", "/api/v1/records/needs", body)


def require_refused(service, api, word):
    """Changes are refused with a clear 503, reads go on, /readyz and the log say why."""
    status, headers, problem = need(api, "写不进的需求")
    require(status == 503 and "retry-after" in headers, f"a change without a disk: {status} {problem}")
    require(word in problem["detail"], f"the reason is not said: {problem['detail']}")
    upload = "/api/v1/evidence_files?category=photo&file_name=a.pdf&enterprise=1"
    status, _, problem = api.ask("POST", upload, PDF, kind="application/octet-stream")
    require(status in (404, 422, 503), f"an upload without a disk: {status} {problem}")
    for path in ("/api/v1/records/enterprises?limit=5", "/api/v1/search?q=水泵", "/healthz"):
        status, _, _ = api.ask("GET", path)
        require(status == 200, f"reads go on: {path} {status}")
    service.wait_until(lambda: not service.ready()[1]["writes"][0], "/readyz says that nothing can be written")
    status, checks = service.ready()
    require(status == 503 and word in checks["writes"][1], f"/readyz: {status} {checks}")
    require(word in service.log(), "the log says why")


def require_healed(service, api, journal, seed):
    """Ready again by itself, changes are taken, nothing that was acknowledged before is lost."""
    service.wait_until(lambda: service.ready()[0] == 200, "ready again by itself")
    end = write_for(service, 0.3, journal, seed + 1, writers=2)
    end()
    verify(service, journal, seed)
    require(api.ask("GET", "/api/v1/audit/verification")[2]["ok"], "the audit chain")


def failing(place, options, field, number, word):
    """The service with that error of the disk, and without it again."""
    require(place.shim_library, "needs --shim")
    data = options.city(place)
    control = fresh_control(place)
    service = place.serve(data, control=control)
    service.wait()
    api = Api(service.port, accounts(service.port)["city_office"])
    journal = Journal()
    write_for(service, 0.3, journal, options.seed, writers=2)()
    for _ in range(10 if options.long else 1):
        control.set(field, number)
        require_refused(service, api, word)
        given = control.get(shim.FAULTS)
        control.set(field, 0)
        require_healed(service, api, journal, options.seed)
    require(given > 0, "no fault was given")
    control.set(field, number)  # and once more with a kill instead of a recovery
    need(api, "写不进的需求")
    service.kill()
    control.set(field, 0)
    service = place.serve(data, control=control)
    service.wait()
    verify(service, journal, options.seed)
    service.stop()
    place.run("check", data=data)
    return {"faults_given": given, "acknowledged": journal.acknowledged}


def full(place, options):
    """The disk is full: every write fails with ENOSPC."""
    return failing(place, options, shim.WRITE_ERRNO, errno.ENOSPC, "磁盘")


def error(place, options):
    """The disk fails: every fsync fails with EIO, then every write does."""
    first = failing(place, options, shim.FSYNC_ERRNO, errno.EIO, "磁盘")
    second = failing(place, options, shim.WRITE_ERRNO, errno.EIO, "磁盘")
    return {"fsync": first, "write": second}


def readonly(place, options):
    """The disk turned read-only: the service says so at its start, and does not start to lose changes."""
    data = options.city(place)
    service = place.serve(data)
    service.wait()
    journal = Journal()
    write_for(service, 0.3, journal, options.seed, writers=2)()
    service.stop()
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", data, data], capture_output=True, text=True)
    if mounted.returncode == 0:
        mounted = subprocess.run(["mount", "-o", "remount,bind,ro", data], capture_output=True, text=True)
    if mounted.returncode != 0 or os.access(data, os.W_OK):
        # Without the right to mount: the rights of the files, which root passes over.
        require(os.geteuid() != 0 or mounted.returncode != 0, f"not read-only: {mounted.stderr}")
        if os.geteuid() == 0:
            return {"skipped": "may not mount here: " + mounted.stderr.strip()}
        for name in ("jiedui.db", "."):
            os.chmod(os.path.join(data, name), stat.S_IRUSR | (stat.S_IXUSR if name == "." else 0))
    try:
        status, output = place.run("serve", "--listen", "127.0.0.1:0", data=data, check=False)
        require(status == 1 and "只读" in output, f"a start on a read-only disk: {status} {output}")
    finally:
        subprocess.run(["umount", data], capture_output=True, check=False)
        os.chmod(data, stat.S_IRWXU)
        os.chmod(os.path.join(data, "jiedui.db"), stat.S_IRUSR | stat.S_IWUSR)
    service = place.serve(data)
    service.wait()
    verify(service, journal, options.seed)
    return {"acknowledged": journal.acknowledged}


def clock(place, options):
    """The clock jumps a day ahead, a year back and home again while changes are made."""
    require(place.shim_library, "needs --shim")
    data = options.city(place)
    control = fresh_control(place)
    service = place.serve(data, control=control)
    service.wait()
    journal = Journal()
    day_ms = 86_400_000
    for moved in (0, day_ms, -365 * day_ms, -day_ms, 0):
        control.set(shim.CLOCK_MS, moved)
        # Sessions end by the clock: who logs in now is logged in now.
        write_for(service, 0.3, journal, options.seed + moved, writers=2)()
        verify(service, journal, options.seed)
        require(service.ready()[0] == 200, f"ready at {moved} ms: {service.ready()}")
    api = Api(service.port, accounts(service.port)["city_office"])
    require(api.ask("GET", "/api/v1/audit/verification")[2]["ok"], "the audit chain")
    service.kill()
    service = place.serve(data, control=control)
    service.wait()
    verify(service, journal, options.seed)
    service.stop()
    place.run("check", data=data)
    return {"acknowledged": journal.acknowledged}
