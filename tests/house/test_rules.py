#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the house, see docs/architecture.md: who may include and link what, and what every file
carries. Needs the project's folder in SIPFIX_SOURCE and a build of it in SIPFIX_BUILD."""
import os
import pathlib
import re
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
BUILD = pathlib.Path(os.environ["SIPFIX_BUILD"])

# Headers of the C library behind which there is no I/O.
PURE = r"(arpa/inet|ctype|errno|float|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdlib|string|time)\.h"
WIRESHARK = r"(wireshark|ws_\w+|config)\.h|(epan|wiretap|wsutil)/.*"
OF_WIRESHARK = r"lib(wireshark|wiretap|wsutil)"
# What a room may include in angle brackets.
ROOMS = {
    "src/core": rf"{PURE}|glib\.h|glib/\w+\.h|libpsl\.h",
    "src/knowledge": rf"{PURE}|glib\.h|gio/gio\.h",
}
# Suffixes and places of files that cannot hold a comment, or are somebody else's words.
NO_LICENCE_LINE = re.compile(r"(^|/)LICENSE$|\.(json|pcap|pcapng|png|gz|zst|lz4|keylog)$"
                             r"|^tests/fuzz/(seeds|corpus)/|^captures/handmade/broken/")


def project_files():
    """Paths of the project's own files, new ones too, without what is built."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={SOURCE}", "-C", SOURCE, "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], capture_output=True, text=True, check=False)
    if listed.returncode != 0:  # not a clone, but an unpacked archive
        return sorted(str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*")
                      if path.is_file() and "build" not in path.relative_to(SOURCE).parts[0])
    return sorted(name for name in listed.stdout.split("\0") if name and (SOURCE / name).is_file())


def includes(name):
    """What a C file includes in angle brackets."""
    text = (SOURCE / name).read_text(encoding="utf-8")
    return re.findall(r"^[ \t]*#[ \t]*include[ \t]*<([^>]+)>", text, re.MULTILINE)


def libraries(program):
    """Names of the shared libraries that a program loads, those of its libraries too."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s*(lib[^\s]+)", listed, re.MULTILINE)


class Rules(unittest.TestCase):
    files = project_files()

    def test_there_is_something_to_look_at(self):
        self.assertIn("CMakeLists.txt", self.files)
        self.assertGreater(sum(name.endswith(".c") for name in self.files), 10)

    def test_every_file_names_its_licence(self):
        for name in self.files:
            if NO_LICENCE_LINE.search(name):
                continue
            with self.subTest(name), open(SOURCE / name, encoding="utf-8") as file:
                head = "".join(line for _, line in zip(range(5), file))
                self.assertRegex(head, r"SPDX-License-Identifier: GPL-2\.0-or-later")

    def test_wireshark_headers_stay_in_two_rooms(self):
        for name in self.files:
            if not name.endswith((".c", ".h")) or name.startswith(("plugin/", "src/intake/")):
                continue
            for header in includes(name):
                with self.subTest(name):
                    self.assertIsNone(re.fullmatch(WIRESHARK, header), f"includes <{header}>")

    def test_core_and_knowledge_include_only_what_they_may(self):
        for room, allowed in ROOMS.items():
            inside = [name for name in self.files
                      if name.startswith(room + "/") and name.endswith((".c", ".h"))]
            self.assertTrue(inside, room)
            for name in inside:
                for header in includes(name):
                    with self.subTest(name):
                        self.assertRegex(header, rf"^({allowed})$")

    def test_the_command_starts_without_wireshark(self):
        """`sipfix doctor` must still speak after Wireshark was upgraded under it."""
        self.assertNotRegex(" ".join(libraries(BUILD / "src/analyzer/sipfix")), OF_WIRESHARK)

    def test_core_and_knowledge_are_tested_without_wireshark(self):
        programs = [path for path in (BUILD / "tests/unit").glob("test_*") if os.access(path, os.X_OK)
                    and path.is_file()]
        self.assertTrue(programs)
        for program in programs:
            with self.subTest(program.name):
                self.assertNotRegex(" ".join(libraries(program)), OF_WIRESHARK)

    @unittest.skipUnless((BUILD / "src/intake/sipfix-intake").exists(), "built without the plugin")
    def test_the_intake_reads_files_and_dissects_nothing(self):
        linked = " ".join(libraries(BUILD / "src/intake/sipfix-intake"))
        self.assertIn("libwiretap", linked)
        self.assertNotIn("libwireshark", linked)

    def test_links_between_the_documents_lead_somewhere(self):
        for name in self.files:
            if not name.endswith(".md"):
                continue
            folder = (SOURCE / name).parent
            text = re.sub(r"```.*?```", "", (SOURCE / name).read_text(encoding="utf-8"), flags=re.DOTALL)
            for link in re.findall(r"\]\(([^)\s#]+)", text):
                if not re.match(r"[a-z]+:", link):
                    with self.subTest(name, link=link):
                        self.assertTrue((folder / link).exists(), f"{link} is not there")


if __name__ == "__main__":
    unittest.main()
