#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands in for tshark with the plugin: reads the pcapng on standard input and tells of each SIP answer.

What is to go wrong is said by the capture itself, in packets that begin with FAKE.
"""
import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from captures import Pcapng  # noqa: E402

HEADERS = 42
VERSION = "0.1.0"  # of the plugin


def event(number, count):
    """An answer in frame number: its request is the frame before, its follow-up the two frames after."""
    told = {"schema": "sipfix-event/2", "frame": number, "status": 301}
    if number > 1:
        told["request"] = {"frame": number - 1, "uri": "sip:b@example.net"}
    if number + 2 <= count:
        told["followups"] = [{"frame": number + 1, "status": 200, "status_frame": number + 2}]
    told["messages"] = [{"frame": number, "what": "301"}]
    return told


def main():
    """tshark -n -q -r - -z sipfix,events ..."""
    if "--version" in sys.argv:
        print("TShark (Wireshark) 4.0.17 (fake)")
        return 0
    if sys.argv[1:] == ["-G", "plugins"]:
        print(f"sipfix.so\t{VERSION}\tdissector\t/fake/sipfix.so")
        return 0
    if "-d" in sys.argv and sys.argv[sys.argv.index("-d") + 1] == "nonsense":
        print("tshark: Parameter \"nonsense\" doesn't follow the template", file=sys.stderr)
        return 1
    data = Pcapng(sys.stdin.buffer.read())
    count = len(data.packets)
    orders = {payload[HEADERS + 5:].decode() for _, _, payload in data.packets if payload[HEADERS:HEADERS + 4] == b"FAKE"}
    if "crash" in orders:
        os.kill(os.getpid(), signal.SIGSEGV)
    for number, (interface, time, payload) in enumerate(data.packets, 1):
        if b"SIP/2.0 " not in payload:
            continue
        told = event(number, count)
        told["call_id"] = payload.split(b"Call-ID: ")[1].split(b"\r\n")[0].decode()
        told["interface"] = data.interfaces[interface][1]
        told["ns"] = time
        print(json.dumps(told))
    if "environment" in orders:
        print(json.dumps({"schema": "sipfix-event/2", "frame": 1, "environment": dict(os.environ),
                          "arguments": sys.argv[1:], "ids": [os.getresuid(), os.getresgid(), os.getgroups()],
                          "group": os.getpgid(0) == os.getpid(),
                          "config": sorted(os.listdir(os.environ["WIRESHARK_CONFIG_DIR"])),
                          "secrets": [s.decode() for s in data.secrets],
                          "status": open("/proc/self/status", encoding="ascii").read()}))
    if "deep" in orders:
        print("[" * 100000)
    if "lies" in orders:
        print(json.dumps({"schema": "sipfix-event/2", "frame": count + 1000}))
    if "mute" in orders:
        return 0
    version = 1 if "old" in orders else 2
    print(json.dumps({"schema": f"sipfix-run/{version}", "plugin": "0.0.9" if "plugin" in orders else VERSION,
                      "frames": count + ("miscount" in orders), "sip": count, "calls": 1,
                      "first": "2026-03-02T08:15:00.000000Z", "last": "2026-03-02T08:15:01.000000Z",
                      "complete": "incomplete" not in orders, "coverage": {"cut": 1, "encrypted": 2}}))
    if "status" in orders:
        print("tshark: something went wrong\nwith this capture", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
