#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The installed plugin in the real Wireshark: filters, the packet's tree and the menu, as its user has them.
Needs the project's folder in SIPFIX_SOURCE and a build of it in SIPFIX_BUILD."""
import os
import pathlib
import subprocess
import unittest

from desktop import Desktop, Wireshark, wait_for
from user import User

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
BUILD = pathlib.Path(os.environ["SIPFIX_BUILD"])
CAPTURES = SOURCE / "captures/handmade"


class Window(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        failed = cls.enterClassContext(open(BUILD / "window-failed.png", "wb"))  # while this process may
        cls.user = cls.enterClassContext(User(BUILD, sorted(CAPTURES.glob("*.pcapng"))))
        cls.desktop = Desktop(cls.user.home, failed)

    def open(self, capture, *arguments):
        return Wireshark(self.desktop, self.user.home / capture, *arguments)

    def tshark(self, capture, display_filter):
        """Numbers of the frames that tshark, with the same plugin, finds by the filter."""
        said = subprocess.run(
            ["tshark", "-2", "-r", self.user.home / capture, "-Y", display_filter, "-T", "fields",
             "-e", "frame.number"], env=self.desktop.environment, check=True, capture_output=True, text=True)
        return said.stdout.split()

    def assert_frames(self, window, expected):
        wait_for(f"the packet list to show the frames {expected}",
                 lambda: [packet["No."] for packet in window.packets()] == expected)

    def test_filter_on_the_command_line(self):
        with self.open("both-interleaved.pcapng", "-Y", "sipfix.moved.target") as window:
            self.assert_frames(window, ["6"])
            self.assertIn("Displayed: 1 ", window.displayed())
            self.assertIn("301", window.packets()[0]["Info"])

    def test_filters_typed_agree_with_tshark(self):
        with self.open("both-interleaved.pcapng") as window:
            for display_filter in ("sipfix.moved.target", "sipfix.extension.missing",
                                   'sipfix.check contains "moved"', "sipfix.status == 421", "sipfix"):
                expected = self.tshark("both-interleaved.pcapng", display_filter)
                self.assertTrue(expected)
                with self.subTest(display_filter):
                    window.filter(display_filter)
                    self.assert_frames(window, expected)

    def test_a_call_without_301_and_421_has_nothing_to_show(self):
        with self.open("plain-call.pcapng", "-Y", "sipfix") as window:
            self.assert_frames(window, [])
            self.assertIn("Displayed: 0 ", window.displayed())

    def test_tree_of_a_421(self):
        with self.open("421-basic.pcapng", "-g", "3") as window:
            head = wait_for("the line of SIP Fix", lambda: window.line("SIP Fix: "))
            self.assertIn("100rel", head.name)
            window.open_line("SIP Fix: ")
            wait_for("what is missing", lambda: window.line("[Extension missing: 100rel]"))
            wait_for("the request's frame", lambda: window.line("[Request answered: 1]") or
                     window.line("[Request answered: frame 1]"))
            wait_for("where it is written",
                     lambda: window.line("[RFC section: https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16]"))

    def test_tree_of_a_301_knows_what_came_later(self):
        with self.open("301-basic.pcapng", "-g", "3") as window:
            window.open_line("SIP Fix: ")
            wait_for("the new address", lambda: window.line("New address 1 of 1: sip:bob@pbx2.example.net"))
            wait_for("the packet that followed", lambda: window.line("[Tried in frame "))

    def test_expert_information_lists_the_findings(self):
        with self.open("421-basic.pcapng") as window:
            window.choose("Analyze", "Expert Information")
            dialog = wait_for("the dialog", lambda: window.root.find("dialog", "Expert Information"))
            # Its tree has no name; the findings come when all packets have been looked at once more.
            wait_for("the findings", lambda: {"Warning", "Extension required, not offered", "SIP Fix"} <= {
                cell.name for tree in dialog.walk() if tree.role == "tree" for cell in tree.children})

    def test_tables_of_the_telephony_menu(self):
        """Each has its row, and the row of a problem holds the filter that leads to its packets."""
        for title, cells in (("SIP Fix: Problems", {"LOST", 'sipfix.case == "'}),
                             ("SIP Fix: Answers", {"lost", "INVITE"}),
                             ("SIP Fix: Moved Addresses", {"sip:bob@pbx2.example.net", "once (seen in one call only)"})):
            capture = "301-basic.pcapng" if "Moved" in title else "421-basic.pcapng"
            with self.subTest(title), self.open(capture) as window:
                window.choose("Telephony", title)
                dialog = wait_for("the table", lambda title=title: next(
                    (found for found in window.root.walk() if found.role == "dialog" and title in found.name), None))
                wait_for(f"{cells}", lambda dialog=dialog, cells=cells: all(
                    any(cell in found.name for found in dialog.walk(closed=())) for cell in cells))

    def test_filters_of_the_telephony_menu(self):
        with self.open("both-interleaved.pcapng") as window:
            window.choose("Telephony", "SIP Fix", "Show All Answers and Their Calls")
            self.assert_frames(window, self.tshark("both-interleaved.pcapng", "sipfix"))

    def test_guide_in_the_telephony_menu(self):
        """It is there where this user can read it."""
        guide = BUILD / "docs/pages/guide.html"
        with self.open("421-basic.pcapng") as window:
            entries = {entry.name for entry in window.root.find("menu bar", "").walk(closed=())}
            self.assertIn("RFC 3261: 421 Extension Required", entries)
            self.assertEqual("Guide" in entries, os.access(guide, os.R_OK))

    def test_conversation_filter_shows_the_whole_story(self):
        with self.open("both-interleaved.pcapng", "-g", "6") as window:
            window.choose("Analyze", "Conversation Filter", "SIP Fix: the whole story")
            expected = self.tshark("both-interleaved.pcapng", "sipfix.story == 2")
            self.assertIn("6", expected)
            self.assert_frames(window, expected)

    def test_preferences_are_explained_and_take_effect(self):
        with self.open("421-basic.pcapng", "-g", "3") as window:
            self.assertIn("[421: 100rel required", window.packets()[2]["Info"])
            dialog = window.preferences("SIP Fix: ", "SIP Fix")
            for role, name in (("label", "Window for follow-ups (seconds)"), ("check box", "Explain"),
                               ("label", "Least severity"), ("label", "Status codes"), ("label", "Own option tags")):
                self.assertTrue(dialog.find(role, name), name)
            dialog.find("check box", "Hint in the Info column").press()
            dialog.find("push button", "OK").press()
            wait_for("no hint", lambda: [packet for packet in window.packets()[2:3] if "[421" not in packet["Info"]])

    def test_profile(self):
        """Its columns and its buttons; a filter with each of its colours finds something in a capture that has it."""
        with Wireshark(self.desktop, self.user.home / "both-interleaved.pcapng", "-C", "SIP Fix") as window:
            packet = wait_for("the outcome in a column", lambda: next(
                (packet for packet in window.packets() if packet.get("Outcome")), None))
            self.assertEqual(list(packet), ["No.", "Time", "Source", "Destination", "Outcome", "Waited (s)", "Check",
                                            "New address", "Missing", "Info"])
            bar = wait_for("the filter's bar", window.filter_bar)
            widths = {column.name.strip(): column.place[2] for column in window.tree("Packet list").children
                      if column.role == "column header"}
            self.assertGreater(widths["New address"], widths["Check"])  # an address is longer than a word
            self.assertGreater(widths["Check"], widths["Outcome"])
            for name, display_filter in self.buttons():
                button = bar.find("push button", name) or bar.find("button", name)
                x, y, width, height = button.place
                window.run("xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1")
                with self.subTest(name):
                    self.assert_frames(window, self.tshark("both-interleaved.pcapng", display_filter))

    def buttons(self):
        """Name and filter of each button of the profile."""
        path = self.user.home / ".config/wireshark/profiles/SIP Fix/dfilter_buttons"
        lines = [line.split('","') for line in path.read_text().splitlines() if line.startswith('"')]
        self.assertEqual([line[1] for line in lines], ["All", "Lost", "Slower", "Not followed", "Errors"])
        return [(line[1], line[2].replace(r"\x22", '"')) for line in lines]

    def test_filters_of_the_profile_are_filters(self):
        profile = self.user.home / ".config/wireshark/profiles/SIP Fix"
        colours = [line.split("@")[2] for line in (profile / "colorfilters").read_text().splitlines()
                   if line.startswith("@")]
        buttons = [display_filter for _, display_filter in self.buttons()]
        self.assertEqual((len(colours), len(buttons)), (5, 5))
        slower = next(button for button in buttons if "rescued" in button)
        self.assertIn(slower, colours)  # what the button shows has one colour
        for display_filter in colours + buttons:
            with self.subTest(display_filter):
                self.tshark("both-interleaved.pcapng", display_filter)


if __name__ == "__main__":
    unittest.main()
