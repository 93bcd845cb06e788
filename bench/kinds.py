#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that look for what grows faster than it should: each kind is much of one thing.

    kinds.py KIND N FILE

The same arguments give the same bytes; N is about the number of calls, or of what there is much of."""

import sys

import generate

CALLER, SERVER, OTHER = ("192.0.2.1", 5060), ("198.51.100.1", 5060), ("203.0.113.9", 5060)
EPOCH = 1700000000
SECONDS = 90  # that a capture takes whatever its size, so that as much of it lies beyond the window for follow-ups


class Scene:
    """Messages one after the other, @pace seconds apart."""

    def __init__(self, pace):
        self.capture, self.time, self.pace = generate.Capture(), EPOCH, pace

    def put(self, source, destination, payload):
        self.time += self.pace
        self.capture.udp(self.time, source, destination, payload.encode())

    def request(self, to=SERVER, *, source=CALLER, **words):
        self.put(source, to, request(**words))

    def response(self, source=SERVER, *, to=CALLER, **words):
        self.put(source, to, response(**words))

    def call(self, i, call_id, *, server=SERVER, code="301 Moved Permanently", more="Contact: <sip:bob@new.example.com>\r\n", **words):
        """A request and its answer, of a branch and tags of its own."""
        own = {"branch": f"{i}", "from_tag": f"f{i}", "call_id": call_id, **words}
        self.request(server, **own)
        own.pop("uri", None)
        self.response(server, code=code, more=more, to_tag=f"t{i}", **own)


def head(first_line, call_id, cseq, method, branch, from_tag, caller, callee, to_tag):
    tag = f";tag={to_tag}" if to_tag else ""
    return (f"{first_line}\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{branch}\r\nFrom: <{caller}>;tag={from_tag}\r\n"
            f"To: <{callee}>{tag}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n")


def request(uri="sip:bob@old.example.com", call_id="c1", cseq=1, method="INVITE", branch="1", from_tag="f1",
            caller="sip:alice@a.example.com", callee="sip:bob@old.example.com"):
    return (head(f"{method} {uri} SIP/2.0", call_id, cseq, method, branch, from_tag, caller, callee, "")
            + "Max-Forwards: 70\r\nContact: <sip:alice@192.0.2.1:5060>\r\nContent-Length: 0\r\n\r\n")


def response(code="301 Moved Permanently", call_id="c1", cseq=1, method="INVITE", branch="1", from_tag="f1",
             caller="sip:alice@a.example.com", callee="sip:bob@old.example.com", to_tag="t1",
             more="Contact: <sip:bob@new.example.com>\r\n"):
    return (head(f"SIP/2.0 {code}", call_id, cseq, method, branch, from_tag, caller, callee, to_tag)
            + more + "Content-Length: 0\r\n\r\n")


def same_call(scene, n):
    """One Call-ID, a branch each."""
    for i in range(n):
        scene.call(i, "same")


def same_call_cseq(scene, n):
    """One Call-ID, a branch and a CSeq each."""
    for i in range(n):
        scene.call(i, "same", cseq=i + 1)


def same_tags(scene, n):
    """One Call-ID, one pair of tags, a CSeq each."""
    for i in range(n):
        scene.request(call_id="same", cseq=i + 1, branch=str(i))
        scene.response(call_id="same", cseq=i + 1, branch=str(i))


def copies(scene, n):
    """One answer, sent again and again."""
    scene.request()
    for _ in range(n):
        scene.response()


def request_copies(scene, n):
    """One request, sent again and again."""
    for _ in range(n):
        scene.request()
    scene.response()


def forks(scene, n):
    """One request, answers with a To tag each."""
    scene.request()
    for i in range(n):
        scene.response(to_tag=f"t{i}")


def one_caller(scene, n):
    """One caller who asks for many."""
    for i in range(n):
        scene.call(i, f"c{i}", callee=f"sip:u{i}@old.example.com", uri=f"sip:u{i}@old.example.com",
                   more=f"Contact: <sip:u{i}@new{i}.example.com>\r\n")


def one_pair(scene, n):
    """One caller and one callee: any load generator."""
    for i in range(n):
        scene.call(i, f"c{i}")
        scene.call(f"r{i}", f"c{i}", server=OTHER, uri="sip:bob@new.example.com", cseq=2, code="200 OK")


def contacts(scene, n):
    """A hundred targets in an answer."""
    for i in range(n // 100):
        scene.call(i, f"c{i}", more="".join(f"Contact: <sip:u{i}_{j}@h{j}.example.com>;q=0.{j % 10}\r\n" for j in range(100)))


def chain(scene, n):
    """Redirect after redirect, in one call."""
    for i in range(n):
        scene.call(i, "chain", cseq=i + 1, uri=f"sip:u{i}@h{i}.example.com", callee="sip:u0@h0.example.com",
                   more=f"Contact: <sip:u{i + 1}@h{i + 1}.example.com>\r\n")


def chain_of_calls(scene, n):
    """Redirect after redirect, a call each, and back to the first."""
    for i in range(n):
        scene.call(i, f"c{i}", uri=f"sip:u{i}@h{i}.example.com", callee=f"sip:u{i}@h{i}.example.com",
                   more=f"Contact: <sip:u{(i + 1) % n}@h{(i + 1) % n}.example.com>\r\n")


def dialogs(scene, n):
    """Calls that end well, none of them hung up."""
    for i in range(n):
        scene.call(i, f"c{i}", code="200 OK", more="Contact: <sip:bob@198.51.100.1>\r\n")
    scene.call(n, "x")


def refusals(scene, n):
    """421 to many callers."""
    for i in range(n):
        scene.call(i, f"c{i}", code="421 Extension Required", more="Require: 100rel\r\n", caller=f"sip:u{i}@a.example.com")


def tags(scene, n):
    """421 for another tag each: a problem each."""
    for i in range(n):
        scene.call(i, f"c{i}", code="421 Extension Required", more=f"Require: tag{i}\r\n")


def servers(scene, n):
    """Another domain each, on 250 servers: a problem each."""
    for i in range(n):
        scene.call(i, f"c{i}", server=(f"198.51.100.{i % 250 + 1}", 5060), from_tag="f", uri=f"sip:x@d{i}.example.com",
                   callee=f"sip:x@d{i}.example.com", more=f"Contact: <sip:x@{i}.invalid>\r\n")


def followers(scene, n):
    """One answer, and many calls to where it points."""
    scene.call(0, "c0")
    for i in range(n):
        scene.request(OTHER, call_id=f"n{i}", branch=f"z{i}", from_tag=f"g{i}", uri="sip:bob@new.example.com")


def many_follow(scene, n):
    """Many answers that wait for their follow-ups, and then many follow-ups."""
    scene.pace = 20 / (3 * n)  # all within the window
    for i in range(n):
        scene.call(i, f"c{i}")
    for i in range(n):
        scene.request(OTHER, call_id=f"n{i}", branch=f"z{i}", from_tag=f"g{i}", uri="sip:bob@new.example.com")


def unanswered(scene, n):
    """Calls without an answer."""
    for i in range(n):
        scene.request(call_id=f"c{i}", branch=str(i), from_tag=f"f{i}")
    scene.call(n, "x")


def challenges(scene, n):
    """One answer, and a follow-up that is challenged again and again."""
    scene.call(0, "c0")
    for i in range(n):
        words = {"call_id": "c0", "cseq": i + 2, "branch": f"z{i}", "from_tag": "f0"}
        scene.request(OTHER, uri="sip:bob@new.example.com", **words)
        scene.response(OTHER, code="401 Unauthorized", more='WWW-Authenticate: Digest realm="x",nonce="y"\r\n', **words)


KINDS = {kind.__name__.replace("_", "-"): kind for kind in (
    same_call, same_call_cseq, same_tags, copies, request_copies, forks, one_caller, one_pair, contacts, chain,
    chain_of_calls, dialogs, refusals, tags, servers, followers, many_follow, unanswered, challenges)}


def write(kind, n, path):
    scene = Scene(SECONDS / (2 * n))
    KINDS[kind](scene, n)
    scene.capture.write(path)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
