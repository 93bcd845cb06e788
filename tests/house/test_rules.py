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
    "src/problems": rf"{PURE}|glib\.h",
}
# Which rooms a room may include, besides itself; the order is the way of the data.
SEES = {
    "knowledge": [],
    "core": ["knowledge"],
    "problems": ["core/grammar", "knowledge"],
    "mask": ["core", "knowledge"],
    "unpack": [],
    "intake": ["core", "knowledge", "mask", "unpack"],
    "reading": ["unpack"],
    "analyzer": ["core/describe", "core/grammar", "knowledge", "problems", "reading"],
    "reference": ["knowledge"],
    "plugin": ["core", "knowledge", "problems"],
}
# In core, which folders a folder may include, besides itself. The ledger and what it looks at are one.
LEDGER = ["core/grammar", "core/grammar/strings", "core/message", "core/ledger", "core/ledger/story", "core/ledger/followups", "core/ledger/network", "core/ledger/unnamed",
          "core/describe", "core/describe/changes", "core/describe/facts", "core/checks"]
CORE_SEES = {
    "core/grammar": [], "core/grammar/strings": [],
    "core/message": ["core/grammar", "core/grammar/strings"],
    "core/ledger/network": ["core/grammar", "core/grammar/strings", "core/message", "core/ledger", "core/ledger/story"],
    "core/ledger": LEDGER, "core/ledger/story": LEDGER, "core/ledger/followups": LEDGER, "core/ledger/unnamed": LEDGER, "core/describe": [*LEDGER, "core/checks/moved", "core/checks/refused"], "core/checks": LEDGER,
    "core/describe/changes": LEDGER, "core/describe/facts": [*LEDGER, "core/checks/moved", "core/checks/refused"],
    "core/checks/moved": LEDGER, "core/checks/refused": LEDGER,
}
FILES_IN_A_FOLDER = 22  # sources and headers
# Suffixes and places of files that cannot hold a comment, or are somebody else's words.
NO_LICENCE_LINE = re.compile(r"(^|/)LICENSE$|\.(json|pcap|pcapng|png|gz|zst|lz4|keylog|log)$"
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


def own_includes(name):
    """The project's own headers that a C file includes, as paths of the project."""
    text = (SOURCE / name).read_text(encoding="utf-8")
    for header in re.findall(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', text, re.MULTILINE):
        for path in (header, f"src/{header}", str(pathlib.PurePath(name).parent / header)):
            if (SOURCE / path).is_file():
                yield path


def thing(name):
    """A source and its header are one thing, and a private header is its owner's."""
    return re.sub(r"(_private)?\.[ch]$", "", name)


def circles(graph):
    """Groups of nodes that reach each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            group = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(group) > 1:
                found.append(sorted(group))
    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


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

    def c_files(self):
        return [name for name in self.files if name.startswith(("src/", "plugin/")) and name.endswith((".c", ".h"))]

    def test_no_table_of_strangers_names_has_places_that_they_can_choose(self):
        for name in self.c_files():
            if name.startswith(("src/knowledge/", "src/reading/")) or name.endswith(".h"):  # our own names, those of files
                continue
            with self.subTest(name):
                self.assertNotRegex(pathlib.Path(SOURCE, name).read_text(encoding="utf-8"),
                                    r"g_str_hash, |ref_string_new_intern\(|chunk_insert_const\(")

    def test_a_room_includes_only_rooms_it_may(self):
        for name in self.c_files():
            room = name.removeprefix("src/").split("/")[0]
            allowed = [room, *SEES[room]]
            for header in own_includes(name):
                seen = header.removeprefix("src/")
                with self.subTest(name, header=header):
                    self.assertTrue(seen.startswith(tuple(f"{other}/" for other in allowed)))

    def test_a_folder_of_core_includes_only_folders_it_may(self):
        for name in self.c_files():
            folder = str(pathlib.PurePath(name).parent).removeprefix("src/")
            if not folder.startswith("core"):
                continue
            for header in own_includes(name):
                seen = str(pathlib.PurePath(header).parent).removeprefix("src/")
                with self.subTest(name, header=header):
                    self.assertTrue(seen in (folder, "knowledge") or seen in CORE_SEES[folder])

    def test_no_two_files_need_each_other(self):
        graph = {}
        for name in self.c_files():
            graph.setdefault(thing(name), set()).update(thing(header) for header in own_includes(name)
                                                        if thing(header) != thing(name))
        self.assertEqual(circles(graph), [])

    def test_no_header_comes_back_to_itself(self):
        graph = {name: set(own_includes(name)) for name in self.c_files() if name.endswith(".h")}
        self.assertEqual(circles(graph), [])

    def test_a_folder_can_be_held_in_the_head(self):
        for folder in {pathlib.PurePath(name).parent for name in self.c_files()}:
            inside = [name for name in self.c_files() if pathlib.PurePath(name).parent == folder]
            with self.subTest(str(folder)):
                self.assertLessEqual(len(inside), FILES_IN_A_FOLDER)

    def test_names_are_given_once(self):
        """A file name stands for one thing in the whole house, and so does the name of a type."""
        names = {}
        types = {}
        for name in self.c_files():
            names.setdefault(pathlib.PurePath(name).stem, set()).add(thing(name))
            text = (SOURCE / name).read_text(encoding="utf-8")
            for found in re.findall(r"^\} (Sf\w+);", text, re.MULTILINE):
                types.setdefault(found, set()).add(name)
        self.assertEqual([places for places in (names | types).values() if len(places) > 1], [])

    def test_a_guard_is_called_as_its_header(self):
        guards = {}
        for name in self.c_files():
            text = (SOURCE / name).read_text(encoding="utf-8")
            guard = re.search(r"^#ifndef (\w+)\n#define \1$", text, re.MULTILINE)
            if not name.endswith(".h") or not guard:
                continue
            with self.subTest(name):
                self.assertIn(re.sub(r"\W", "_", pathlib.PurePath(name).stem).upper(), guard.group(1))
            guards.setdefault(guard.group(1), []).append(name)
        self.assertEqual([names for names in guards.values() if len(names) > 1], [])

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

    def test_the_menu_has_the_filters_of_the_profile(self):
        profile = (SOURCE / "share/profile/dfilter_buttons").read_text(encoding="utf-8")
        buttons = [line.split('","')[2].replace(r"\x22", r'\"') for line in profile.splitlines() if line.startswith('"')]
        menu = (SOURCE / "plugin/menu.c").read_text(encoding="utf-8")
        listed = menu[menu.index("} filters[] = {"):menu.index("};", menu.index("} filters[] = {"))]
        self.assertEqual(re.findall(r'"([^"\\]*(?:\\.[^"\\]*)*)"\}', listed), buttons)

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

    def test_files_that_the_documents_name_are_there(self):
        """By their names, or by the end of their paths; NAME and the like stand for several."""
        there = {f"/{name}" for name in self.files}
        for name in self.files:
            if not name.endswith(".md"):
                continue
            text = (SOURCE / name).read_text(encoding="utf-8")
            for file in re.findall(r"`(?:\.\./)*([\w./-]+\.(?:c|h|cpp|py|ini))`", text):
                if not re.search("[A-Z]", file):
                    with self.subTest(name, file=file):
                        self.assertTrue(any(path.endswith(f"/{file}") for path in there), f"{file} is not there")


if __name__ == "__main__":
    unittest.main()
