#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/vies_server.py: what VIES does, on this machine, for tests that must not ask the true one.

Started as a program it prints its address, goes to the background, and ends when nobody has asked for ten seconds:

    vat-check --url "$($srcdir/tests/vies_server.py)/valid" FR83404833048

tests/vat-check.t has it as a module. The last word of an address says what it does.
"""

import http.server
import json
import os
import threading

CONSULTATION = "WAPIAAAAYu4X1l5e"


class Asked(http.server.BaseHTTPRequestHandler):
    """One question. The server gathers them in `questions`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.questions.append((self.path, dict(self.headers), json.loads(body)))
        getattr(self, self.path.rsplit("/", 1)[-1].replace("-", "_"))(json.loads(body))

    def log_message(self, *_):
        pass

    def tell(self, answer, status=200, headers=()):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def said(self, question, valid, **more):
        consulted = CONSULTATION if "requesterNumber" in question else ""
        return {"countryCode": question["countryCode"], "vatNumber": question["vatNumber"],
                "requestDate": "2026-11-21T12:00:00.000Z", "valid": valid, "requestIdentifier": consulted,
                "name": "Salm Import SARL" if valid else "---", "address": "8 rue des Lilas\n59000 Lille" if valid else "---",
                "traderName": "---", "traderNameMatch": "NOT_PROCESSED", **more}

    def failed(self, error, status=200):
        self.tell({"actionSucceed": False, "errorWrappers": [{"error": error}]}, status)

    def valid(self, question):
        self.tell(self.said(question, True))

    def valid_untold(self, question):
        self.tell(self.said(question, True, name="---", address="---"))

    def invalid(self, question):
        self.tell(self.said(question, False))

    def invalid_named(self, question):
        self.tell(self.said(question, False, userError="INVALID"))

    def false_for_another_reason(self, question):
        self.tell(self.said(question, False, userError="MS_UNAVAILABLE"))

    def ms_unavailable(self, _):
        self.failed("MS_UNAVAILABLE")

    def too_many(self, _):
        self.failed("MS_MAX_CONCURRENT_REQ", 400)

    def blocked(self, _):
        self.failed("IP_BLOCKED")

    def wrong_input(self, _):
        self.failed("INVALID_INPUT", 400)

    def status_429(self, _):
        self.tell(b"slow down", 429)

    def status_500(self, _):
        self.tell(b"<html>oops</html>", 500)

    def status_404(self, _):
        self.tell(b"{}", 404)

    def valid_500(self, question):
        self.tell(self.said(question, True), 500)

    def garbage(self, _):
        self.tell(b"\xff\xfe<html>")

    def nothing(self, _):
        self.tell(b"")

    def no_object(self, _):
        self.tell(b"[true]")

    def not_boolean(self, question):
        self.tell(self.said(question, "true"))

    def missing(self, question):
        answer = self.said(question, True)
        del answer["valid"]
        self.tell(answer)

    def another_number(self, question):
        self.tell(self.said({**question, "vatNumber": "00000000000"}, True))

    def another_country(self, question):
        self.tell(self.said({**question, "countryCode": "XX"}, True))

    def odd_consultation(self, question):
        self.tell(self.said(question, True, requestIdentifier="<script>"))

    def contradiction(self, question):
        self.tell(self.said(question, True, userError="INVALID"))

    def odd_error(self, _):
        self.failed("no such\nword")

    def deep(self, _):
        self.tell(b"[" * 60000)

    def huge(self, question):
        self.tell(json.dumps(self.said(question, True)).encode() + b" " * 2000000)

    def cut_short(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b'{"valid":true')

    def redirect(self, _):
        self.tell(b"", 302, [("Location", self.server.address + "/valid")])

    def silence(self, _):
        self.server.ended.wait(60)

    def hangs_up(self, _):
        self.close_connection = True

    def second_time(self, question):
        asked = sum(path == self.path for path, _, _ in self.server.questions)
        if asked < 2:
            self.failed("MS_UNAVAILABLE")
        else:
            self.valid(question)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.questions = []
        self.ended = threading.Event()
        self.address = "http://127.0.0.1:%d" % self.server_address[1]

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass


def main():
    # Where a standard stream is closed, the socket would have its number, and lose it below.
    while os.open(os.devnull, os.O_RDWR) < 3:
        pass
    server = Server()
    print(server.address, flush=True)
    if os.fork():
        os._exit(0)
    for descriptor in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    server.timeout = 10
    server.handle_timeout = lambda: os._exit(0)
    while True:
        server.handle_request()


if __name__ == "__main__":
    main()
