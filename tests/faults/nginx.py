"""A real nginx with the site that ships (data/deploy/nginx); only ports, paths and what one address may send are others."""

import os
import re
import socket
import subprocess
import time

from service import free_port, require

PROGRAM = "/usr/sbin/nginx"
SITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "deploy", "nginx")


class Nginx:
    """In front of nodes on these ports; `port` takes requests without TLS."""

    def __init__(self, folder, nodes):
        self.folder = folder
        os.mkdir(folder)
        self.port = free_port()
        with open(os.path.join(SITE, "jiedui.conf"), encoding="utf-8") as file:
            site = file.read()
        for old, new in (("    listen [::]:80;\n", ""), ("    listen [::]:443 ssl http2;\n", ""),
                         ("listen 80;", f"listen 127.0.0.1:{free_port()};"), ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};"),
                         ("/etc/nginx/jiedui-nodes.conf", f"{folder}/nodes.conf"), ("/var/log/nginx/jiedui.log", f"{folder}/access.log"),
                         ("rate=100r/s", "rate=1000000r/s"), ("burst=400", "burst=100000")):
            require(old in site, f"the site has no “{old}”")
            site = site.replace(old, new)
        site = re.sub(r"\n    ssl_certificate[^\n]*", "", site)
        self.write("site.conf", site)
        with open(os.path.join(SITE, "jiedui-nodes.conf"), encoding="utf-8") as file:
            line = next(line for line in file if line.startswith("server "))
        self.write("nodes.conf", "".join(line.replace(":8080", f":{port}") for port in nodes))
        self.write("nginx.conf", ("user root;\n" if os.geteuid() == 0 else "") +
                   f"daemon off;\nworker_processes 2;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
                   "events { worker_connections 1024; }\nhttp {\n" +
                   "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) +
                   f"include {folder}/site.conf;\n}}\n")
        self.process = subprocess.Popen([PROGRAM, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise

    def wait(self):
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                require(self.process.poll() is None and time.monotonic() < end, self.read("error.log"))
                time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        """What it wrote; empty where it has not begun to."""
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
