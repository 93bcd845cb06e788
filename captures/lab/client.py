#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A small SIP caller over streams, for what sipp and baresip cannot do: keys of TLS, WebSocket, odd cuts.

    client.py LOCAL tcp REMOTE            three INVITEs in one write, then one in three
    client.py LOCAL tls REMOTE KEYLOG     one INVITE over TLS, keys written to KEYLOG
    client.py LOCAL ws REMOTE             one INVITE over WebSocket
"""

import base64
import os
import re
import secrets
import socket
import ssl
import sys

TIMEOUT = 10


def invite(local, remote, transport, user, port):
    """An INVITE, and the ACK that ends its transaction whatever the final answer; both as text."""
    uri = f"sip:{user}@pbx1.example.net"
    common = (f"Via: SIP/2.0/{transport} {local}:{port};branch=z9hG4bK{secrets.token_hex(6)}\r\n"
              f"Max-Forwards: 70\r\nFrom: <sip:alice@{local}>;tag={secrets.token_hex(4)}\r\n"
              f"To: <{uri}>@TAG@\r\nCall-ID: {secrets.token_hex(8)}@{local}\r\n")
    request = (f"INVITE {uri} SIP/2.0\r\n{common.replace('@TAG@', '')}CSeq: 1 INVITE\r\n"
               f"Contact: <sip:alice@{local}:{port};transport={transport.lower()}>\r\nSupported: replaces\r\n"
               f"User-Agent: sipfix lab client\r\nContent-Length: 0\r\n\r\n")
    ack = f"ACK {uri} SIP/2.0\r\n{common}CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n"
    return request, ack


def ack_for(ack, answer):
    tag = re.search(r"^To:.*?(;tag=[^;\r]+)", answer, re.M | re.I).group(1)
    return ack.replace("@TAG@", tag)


class Reader:
    """Takes whole SIP messages off a stream."""

    def __init__(self, connection):
        self.connection, self.rest = connection, b""

    def message(self):
        while b"\r\n\r\n" not in self.rest:
            more = self.connection.recv(65536)
            if not more:
                raise EOFError("the server closed the connection")
            self.rest += more
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        return head.decode()


def connect(local, remote, port):
    connection = socket.create_connection((remote, port), TIMEOUT, source_address=(local, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def tcp(local, remote):
    connection = connect(local, remote, 5060)
    port = connection.getsockname()[1]
    reader = Reader(connection)
    calls = [invite(local, remote, "TCP", user, port) for user in ("bob", "carol", "sales")]
    connection.sendall("".join(request for request, _ in calls).encode())
    acks = {}
    for _ in calls:
        answer = reader.message()
        call_id = re.search(r"Call-ID: (\S+)", answer).group(1)
        acks[call_id] = answer
    both = "".join(ack_for(ack, acks[re.search(r"Call-ID: (\S+)", ack).group(1)]) for _, ack in calls)
    connection.sendall(both.encode())
    request, ack = invite(local, remote, "TCP", "dave", port)
    for start, end in ((0, 90), (90, 200), (200, len(request))):
        connection.sendall(request[start:end].encode())
        wait_for_ack(connection)
    connection.sendall(ack_for(ack, reader.message()).encode())
    finish(connection)


def wait_for_ack(connection):
    """Until the peer's TCP has all that was sent, so that what follows is another segment."""
    unacknowledged = 24  # struct tcp_info, tcpi_unacked
    while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)[unacknowledged]:
        pass


def finish(connection):
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(65536):
        pass
    connection.close()


def tls(local, remote, keylog):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.keylog_filename = keylog
    connection = context.wrap_socket(connect(local, remote, 5061))
    request, ack = invite(local, remote, "TLS", "bob", connection.getsockname()[1])
    connection.sendall(request.encode())
    connection.sendall(ack_for(ack, Reader(connection).message()).encode())
    connection.unwrap().close()


def frame(opcode, payload):
    """A WebSocket frame of a client (RFC 6455 section 5.2): masked, and here shorter than 64 kB."""
    mask = os.urandom(4)
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def read_frame(stream):
    head = stream.read(2)
    length = head[1] & 0x7F
    if length == 126:
        length = int.from_bytes(stream.read(2), "big")
    return stream.read(length)


def ws(local, remote):
    connection = connect(local, remote, 80)
    stream = connection.makefile("rb")
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall((f"GET / HTTP/1.1\r\nHost: {remote}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: sip\r\n"
                        f"Sec-WebSocket-Version: 13\r\n\r\n").encode())
    if b" 101 " not in stream.readline():
        raise ConnectionError("the server took no WebSocket")
    while stream.readline() != b"\r\n":
        pass
    request, ack = invite(local, remote, "WS", "bob", connection.getsockname()[1])
    text, close = 1, 8
    connection.sendall(frame(text, request.encode()))
    answer = read_frame(stream).decode()
    connection.sendall(frame(text, ack_for(ack, answer).encode()))
    connection.sendall(frame(close, (1000).to_bytes(2, "big")))
    read_frame(stream)
    connection.close()


if __name__ == "__main__":
    {"tcp": tcp, "tls": tls, "ws": ws}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
