#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""soak.py MINUTES FOLDER: fresh captures, on all processors, as long as that. Each finding is printed with the command that
shows it again; its capture goes to FOLDER. The exit status is 1 when there were any."""

import os
import pathlib
import random
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
KINDS = ("office", "crowd", "broken", "day", "broken")
SIZES = (60, 200, 400, 400, 1500)
LONGEST = 1800  # seconds that one capture may take


class Soak:
    def __init__(self, minutes, folder):
        self.end = time.monotonic() + minutes * 60
        self.folder = folder
        self.numbers = iter(range(int(time.time()), sys.maxsize))
        self.lock = threading.Lock()
        self.tried = self.found = 0

    def work(self):
        while time.monotonic() < self.end:
            with self.lock:
                seed = next(self.numbers)
            decide = random.Random(seed)
            words = [KINDS[seed % len(KINDS)], str(seed), str(decide.choice(SIZES)), *["--relatives"] * decide.randrange(2)]
            self.tell(words, self.trial(words))

    def trial(self, words):
        """What one.py printed; empty when nothing was found."""
        try:
            done = subprocess.run([sys.executable, HERE / "one.py", *words, "--keep", self.folder], capture_output=True, text=True,
                                  timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired:
            return f"no end within {LONGEST} s"
        return (done.stdout + done.stderr).strip() or (f"one.py ended with {done.returncode}" if done.returncode else "")

    def tell(self, words, findings):
        with self.lock:
            self.tried += 1
            if findings:
                self.found += 1
                print(f"== ./run soak {' '.join(words)}\n{findings}", flush=True)


def main(minutes, folder):
    soak = Soak(float(minutes), pathlib.Path(folder))
    threads = [threading.Thread(target=soak.work) for _ in range(len(os.sched_getaffinity(0)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"soak: {soak.tried} captures, {soak.found} with findings" + (f", kept in {folder}" if soak.found else ""))
    return 1 if soak.found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
