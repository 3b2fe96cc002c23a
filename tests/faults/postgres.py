"""PostgreSQL servers of a test's own. What an administrator does with them is what docs/operations.md says: the commands are
taken out of its blocks."""

import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import time

from service import Failure, free_port, require

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = os.path.join(HERE, "..", "..", "docs", "operations.md")
PASSWORD = "test-only"


def programs():
    """The folder of the newest PostgreSQL's programs; None where there is none."""
    found = glob.glob("/usr/lib/postgresql/*/bin")
    return max(found, key=lambda path: int(path.split("/")[-2])) if found else None


def commands(name):
    """The block of the document whose first line is `# name`."""
    with open(DOCUMENT, encoding="utf-8") as file:
        blocks = re.findall(r"^```sh\n(.*?)^```", file.read(), re.S | re.M)
    found = [block for block in blocks if block.startswith(f"# {name}\n")]
    require(len(found) == 1, f"docs/operations.md has {len(found)} blocks “# {name}”")
    return found[0]


class Server:
    """One machine with PostgreSQL: a port, a data folder."""

    def __init__(self, name, folder, port):
        self.name, self.port = name, port
        self.data = os.path.join(folder, name)
        self.log = os.path.join(folder, f"{name}.log")
        self.address = f"host=127.0.0.1 port={port}"

    def postmaster(self):
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    def kill(self):
        """All processes at once. They have sessions of their own, and would end their statement first."""
        process = self.postmaster()
        os.kill(process, signal.SIGSTOP)
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            for child in file.read().split():
                try:
                    os.kill(int(child), signal.SIGKILL)
                except ProcessLookupError:
                    pass
        os.kill(process, signal.SIGKILL)
        end = time.monotonic() + 10  # init may be in no hurry to take its status
        while os.path.exists(f"/proc/{process}") and time.monotonic() < end:
            time.sleep(0.001)
        os.unlink(os.path.join(self.data, "postmaster.pid"))  # the number may be another's soon


class Cluster:
    """A primary, and a standby where one was made. Ends with everything that it started."""

    def __init__(self, place):
        self.programs = programs()
        require(self.programs, "PostgreSQL is not installed: scripts/deps test")
        self.folder = os.path.join(place.folder, "postgres")
        os.mkdir(self.folder)
        os.chmod(place.folder, 0o711)  # the server's user goes through
        self.user = None
        if os.geteuid() == 0:
            self.user = pwd.getpwnam("postgres")
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.primary, self.standby = (Server(name, self.folder, free_port()) for name in ("one", "two"))
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise

    def make(self):
        self.shell(self.primary, """
            initdb -D "$DATA" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions
            sed -i /replication/d "$DATA/pg_hba.conf"
            echo "listen_addresses = '127.0.0.1'" >> "$DATA/postgresql.conf"
            echo "unix_socket_directories = ''" >> "$DATA/postgresql.conf"
            echo "recovery_init_sync_method = syncfs" >> "$DATA/postgresql.conf"
            pg_ctl start -D "$DATA" -l "$LOG" -w""")
        self.shell(self.primary, commands("on the primary: the city's database"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in (self.standby, self.primary):
            try:
                server.kill()
            except (OSError, ValueError):
                pass
        shutil.rmtree(self.folder, ignore_errors=True)

    def shell(self, server, script):
        """Runs it on that machine, as PostgreSQL's user, with the names that the document gives things; its output."""
        environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin", "HOME": self.folder, "LC_ALL": "C", "DATA": server.data, "LOG": server.log,
            "CONF": server.data, "PGPORT": str(server.port), "PRIMARY": self.primary.address,
            "HERE": f"{server.address} user=postgres dbname=postgres", "PASSWORD": PASSWORD, "STANDBY_ADDRESS": "127.0.0.1"}
        more = {} if self.user is None else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        output = os.path.join(self.folder, "output")
        with open(output, "w", encoding="utf-8") as file:  # a server that was started keeps it open
            status = subprocess.run(["/bin/bash", "-euc", script], env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                    stdout=file, stderr=subprocess.STDOUT, check=False, **more).returncode
        with open(output, encoding="utf-8") as file:
            said = file.read()
        if status != 0:
            raise Failure(f"status {status} of\n{script}\n{said}")
        return said

    def url(self):
        """Both servers; whichever writes."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in (self.primary, self.standby))
        return f"postgresql://jiedui:{PASSWORD}@{hosts}/jiedui?target_session_attrs=read-write"

    def add_standby(self):
        """The second server, made anew of the first; commits wait for it from then on."""
        self.shell(self.primary, commands("on the primary: let the standby in"))
        self.seed_standby()

    def seed_standby(self):
        self.shell(self.standby, commands("on the standby: copy the primary and follow it"))
        self.shell(self.primary, commands("on the primary: wait for the standby at each commit"))
        end = time.monotonic() + 60
        while "standby|sync" not in self.shell(self.primary, commands("on the primary: does it follow?")):
            require(time.monotonic() < end, "the standby does not follow")
            time.sleep(0.1)

    def promote(self):
        """The standby takes over; what was the primary is the next standby, once it is seeded."""
        self.shell(self.standby, commands("on the standby: take over"))
        self.primary, self.standby = self.standby, self.primary
