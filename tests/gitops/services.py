# SPDX-License-Identifier: Apache-2.0
"""The few calls of GitHub's and GitLab's APIs that examples/gitops makes, on loopback, kept in memory."""

import http.server
import json
import re
import threading
import urllib.parse

BOT = {"login": "github-actions[bot]", "id": 7}


class Service:
    """token: the only one that is let in; every other request is answered with 401."""

    def __init__(self, token):
        self.token = token
        self.notes = []   # of pull request 7: {"id", "body", "user", "author"}
        self.issues = []  # {"number", "iid", "body", "description", "title", "state", "user", "author"}
        self.merged = {}  # commit -> number of the pull request
        self.log = []     # "POST /..."
        self.lock = threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                service.handle(self)

            do_POST = do_PATCH = do_PUT = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def handle(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        parts = urllib.parse.urlsplit(request.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.headers.get("PRIVATE-TOKEN")
        with self.lock:
            self.log.append(f"{request.command} {parts.path}")
            status, answer = (401, {"message": "Bad credentials"}) if given != self.token else \
                self.answer(request.command, parts.path, query, json.loads(body) if body else None)
        text = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)

    def answer(self, method, path, query, body):
        for pattern, function in ROUTES:
            found = re.fullmatch(pattern, f"{method} {path}")
            if found:
                return function(self, query, body, *found.groups())
        return 404, {"message": "Not Found"}

    def add_note(self, body, user=None):
        user = user or BOT
        self.notes.append({"id": 1000 + len(self.notes), "body": body, "user": user, "author": user})
        return 201, self.notes[-1]

    def add_issue(self, title, body, user=None):
        user, number = user or BOT, len(self.issues) + 1
        self.issues.append({"number": number, "iid": number, "title": title, "body": body, "description": body,
                            "state": "open", "user": user, "author": user})
        return 201, self.issues[-1]


def page(items, query):
    size, number = int(query.get("per_page", 30)), int(query.get("page", 1))
    return 200, items[(number - 1) * size:number * size]


def change_note(service, _, body, note):
    for one in service.notes:
        if one["id"] == int(note):
            one.update(body)
            return 200, one
    return 404, {}


def change_issue(service, _, body, number):
    one = service.issues[int(number) - 1]
    one.update(body)
    if "description" in body:
        one["body"] = body["description"]
    return 200, one


def list_issues(service, query, _):
    user = (lambda one: one["user"]["login"] == query["creator"]) if "creator" in query else \
        (lambda one: one["author"]["id"] == int(query["author_id"]))
    return page([one for one in service.issues if one["state"] == "open" and user(one)], query)


def list_pulls(service, _, __, commit):
    number = service.merged.get(commit)
    return 200, [{"number": number, "merged_at": "2026-11-21T09:30:00Z"}] if number else []


NOTES = r"/repos/acme/audiences/issues/7/comments"
MERGE = r"/projects/42/merge_requests/7/notes"
ISSUES = r"(?:/repos/acme/audiences|/projects/42)/issues"
ROUTES = [
    (f"GET (?:{NOTES}|{MERGE})", lambda service, query, _: page(service.notes, query)),
    (f"POST (?:{NOTES}|{MERGE})", lambda service, _, body: service.add_note(body["body"])),
    (r"PATCH /repos/acme/audiences/issues/comments/(\d+)", change_note),
    (MERGE.join([r"PUT ", r"/(\d+)"]), change_note),
    (r"GET /user", lambda *_: (200, BOT)),
    (f"GET {ISSUES}", list_issues),
    (f"POST {ISSUES}", lambda service, _, body: service.add_issue(body["title"], body.get("body") or body["description"])),
    (ISSUES.join(["(?:PATCH|PUT) ", r"/(\d+)"]), change_issue),
    (r"GET /repos/acme/audiences/commits/([0-9a-f]{40})/pulls", list_pulls),
]
