# SPDX-License-Identifier: GPL-2.0-or-later
"""sharkd does what Wireshark's window does, without one: it reads the file once, then makes the tree of whatever frame is
asked for, retaps for statistics, filters, loads anew."""

import json
import subprocess

import tshark


def ask(*requests, wrapper=(), **more):
    """The results of requests (method, parameters) to one sharkd. @wrapper, @more: as for tshark.run()."""
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(requests, 1)]
    done = subprocess.run(tshark.command("-", program="sharkd", wrapper=wrapper), env=tshark.environment(**more), cwd=tshark.STAGE, timeout=3000,
                          input="\n".join(lines).encode() + b"\n", capture_output=True, check=False)
    # Wireshark cuts some of its own values between the bytes of one letter.
    answers = [json.loads(line) for line in done.stdout.decode(errors="replace").split("\n") if line.startswith('{"jsonrpc"')]
    by_number = {answer["id"]: answer.get("result") for answer in answers}
    missing = [number for number in range(1, len(requests) + 1) if by_number.get(number) is None]
    if done.returncode or missing:
        complaints = "\n".join(line for line in done.stderr.decode(errors="replace").splitlines()
                               if not line.startswith("Hello in child"))
        raise AssertionError(f"sharkd ended with {done.returncode}; no answer to {missing[:3]}: {complaints}")
    return [by_number[number] for number in range(1, len(requests) + 1)]


def load(path):
    return "load", {"file": str(path)}


def preference(name, value):
    return "setconf", {"name": name, "value": value}


def frame(number):
    return "frame", {"frame": number, "proto": True}


def parts(items):
    """Label, whether worked out by us, and bytes lit up, of items and all below them."""
    for item in items:
        yield item["l"], item.get("g", False), item.get("h")
        yield from parts(item.get("n", []))


def sip_fix(result):
    """What stands under SIP Fix in a frame's tree."""
    return list(parts(item for item in result["tree"] if item["l"].startswith("SIP Fix")))
