#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""proxy.py PORT URL CUT: stands before a server and loses answers.

Everything is passed on, and the server's own address in its answers becomes
the proxy's, so that all requests come here. While the file CUT is there, its
text is a regular expression: the first request whose "METHOD /path" it matches
reaches the server, the answer is awaited and not passed on, the line breaks,
and CUT is removed.
"""
import os
import re
import sys
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PORT, URL, CUT = int(sys.argv[1]), urlsplit(sys.argv[2]), sys.argv[3]
SERVER = URL.netloc
HOST = "localhost" if URL.hostname == "localhost" else "127.0.0.1"
OWN = f"{HOST}:{PORT}"
HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


def own(text):
    """Puts our address in the place of the server's; PHP writes \\/ for /."""
    if URL.scheme == "https":
        for slash in ("/", "\\/"):
            text = text.replace(f"https:{slash * 2}{SERVER}",
                                f"http:{slash * 2}{OWN}")
        return text
    return text.replace(SERVER, OWN)


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def cut(self):
        try:
            with open(CUT, encoding="utf-8") as f:
                wanted = f.read().strip()
        except FileNotFoundError:
            return False
        if not re.search(wanted, f"{self.command} {self.path}"):
            return False
        os.remove(CUT)
        return True

    def forward(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {k: v for k, v in self.headers.items()
                   if k.lower() not in HOP | {"host", "accept-encoding"}}
        headers["Host"] = SERVER
        if body or self.command in ("POST", "PUT"):
            headers["Content-Length"] = str(len(body))
        connect = HTTPSConnection if URL.scheme == "https" else HTTPConnection
        upstream = connect(SERVER, timeout=60)
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        data = own(answer.read().decode("latin-1")).encode("latin-1")
        if self.cut():
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, own(value))
        # To HEAD too, and then it tells the length of what is not there.
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        upstream.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = forward

    def log_message(self, *args):
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Proxy).serve_forever()
