"""A receiver of webhooks for scenarios: python3 webhook_receiver.py FOLDER SECRET

Checks each signature and appends `EVENT KIND VERSION STATUS` to FOLDER/log; answers what FOLDER/status says
(204 where the file is missing; `hang`: nothing until it changes). Says the address it listens on first, so that the runner
waits for it."""
import hashlib
import hmac
import http.server
import json
import pathlib
import sys
import time

folder, secret = pathlib.Path(sys.argv[1]), sys.argv[2].encode()


def wanted():
    try:
        return (folder / "status").read_text().strip()
    except FileNotFoundError:
        return "204"


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = dict(part.split("=", 1) for part in self.headers["Jiedui-Signature"].split(","))
        mac = hmac.new(secret, parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(parts["t"])) < 300
        message = json.loads(body)
        status = wanted()
        if not hmac.compare_digest(mac, parts["v1"]) or not fresh:
            status = "401"
        with open(folder / "log", "a", encoding="utf-8") as log:
            log.write(f"{message['event']} {message.get('kind', '-')} {message.get('version', 0)} {status}"
                      f" {message['delivery']}\n")
        if status == "hang":
            while wanted() == "hang":
                time.sleep(0.05)
            self.close_connection = True
            return
        self.send_response(int(status))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
server.daemon_threads = True
print(f"http://127.0.0.1:{server.server_port}/hook ", flush=True)
try:
    import signal
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
except SystemExit:
    pass
