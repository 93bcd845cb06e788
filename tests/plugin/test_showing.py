#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What stands on a 301, a 421 and their requests."""

import unittest

import tshark
import wire


def named(items, name):
    return [item for item in items if item.get("name") == name]


def shown(items, name):
    """The values of one field in a tree."""
    return [item.get("show") for item in named(items, name)]


class A421(tshark.Case):
    @classmethod
    def setUpClass(cls):
        capture = wire.Capture()
        asked = wire.request(headers=["Supported: timer, path", "k: replaces"])
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, "100rel, Timer", headers=["Server: Test PBX 1.2"]))
        cls.path = tshark.stage(capture)
        cls.items = tshark.tree(cls.path, 2)

    def test_required_offered_missing(self):
        self.assertEqual(shown(self.items, "sipfix.extension.required"), ["100rel", "Timer"])
        self.assertEqual(shown(self.items, "sipfix.extension.offered"), ["timer", "path", "replaces"])
        self.assertEqual(shown(self.items, "sipfix.extension.missing"), ["100rel"])

    def test_what_the_tag_is(self):
        self.assertEqual(shown(self.items, "sipfix.extension.name"), ["reliable provisional responses", "session timers"])
        self.assertEqual(shown(self.items, "sipfix.extension.rfc"), ["3262", "4028"])

    def test_head_carries_the_point_first(self):
        self.assertEqual(self.items[0].get("showname"), "SIP Fix: 421 from 198.51.100.20 asks for 100rel, Timer")
        self.assertEqual(tshark.tree(self.path, 2, passes=2)[0].get("showname"),
                         "SIP Fix: end of the call not seen, 421 from 198.51.100.20 asks for 100rel, Timer")

    def test_no_line_is_said_twice(self):
        for passes in (1, 2):
            head, what = tshark.tree(self.path, 2, passes=passes)[:2]
            self.assertEqual(what.get("name"), "sipfix.summary")
            self.assertNotIn(what.get("show"), head.get("showname"))

    def test_status_method_check(self):
        for name, value in (("status", "421"), ("method", "INVITE"), ("request_in", "1")):
            self.assertEqual(shown(self.items, f"sipfix.{name}"), [value])
        self.assertIn("extension.required", shown(self.items, "sipfix.check"))

    def test_checks_and_expert_infos_are_the_same(self):
        experts = [item.get("name")[len("sipfix.check."):] for item in self.items
                   if item.get("name", "").startswith("sipfix.check.")]
        self.assertEqual(sorted(experts), sorted(shown(self.items, "sipfix.check")))

    def test_summary_why_fix_reference(self):
        self.assertEqual(len(shown(self.items, "sipfix.summary")), 1)
        self.assertIn("198.51.100.20", shown(self.items, "sipfix.why")[0])
        fixes = shown(self.items, "sipfix.fix")
        self.assertGreaterEqual(len(fixes), 1)
        self.assertIn("198.51.100.20 (Test PBX 1.2)", fixes[0])
        references = shown(self.items, "sipfix.reference")
        self.assertEqual(references[0], "https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16")
        self.assertEqual(len(references), len(set(references)))

    def test_fixes_are_numbered_best_first(self):
        labels = [item.get("showname") for item in named(self.items, "sipfix.fix")]
        self.assertEqual([label.split(".")[0] for label in labels], [str(n + 1) for n in range(len(labels))])

    def test_first_and_what_each_answer_leads_to(self):
        lines = [item.get("show", "") or "" for item in self.items]
        first = next(i for i, line in enumerate(lines) if line.startswith("First: Ask whoever runs 198.51.100.20"))
        self.assertEqual(lines[first + 1:first + 3], ["- No: 1. below", "- Yes: 2. below"])

    def test_expert_info_has_the_checks_name_and_severity(self):
        self.assertEqual(len(named(self.items, "sipfix.check.extension.required")), 1)
        warned = "sipfix.check.extension.required && _ws.expert.severity == 0x600000"
        self.assertEqual(tshark.frames(self.path, warned, passes=2), [2])
        self.assertEqual(tshark.frames(self.path, warned), [])  # the caller may still come back with it

    def test_order(self):
        """Verdict, reason, proof, what it is about, change, source."""
        order = ["sipfix", "sipfix.summary", "sipfix.fix", "sipfix.why", "sipfix.request_in", "sipfix.extension.required",
                 "sipfix.extension.missing", "sipfix.reference", "sipfix.status"]
        names = [item.get("name") for item in self.items]
        places = [names.index(name) for name in order]
        self.assertEqual(places, sorted(places))

    def test_request_links_to_its_answer(self):
        self.assertEqual(tshark.values(self.path, 1, "sipfix.answered_in", passes=2), ["2"])
        self.assertEqual(tshark.values(self.path, 1, "sipfix.status", passes=2), [])
        head = tshark.tree(self.path, 1, passes=2)[0].get("showname")
        self.assertTrue(head.startswith("SIP Fix: answered in frame 2: 421"), head)

    def test_nothing_offered(self):
        capture = wire.Capture()
        wire.call_421(capture, headers=())
        items = tshark.tree(tshark.stage(capture), 2)
        self.assertIn("Offered: nothing", [item.get("show") for item in items])
        self.assertEqual(shown(items, "sipfix.extension.offered"), [])
        self.assertEqual(shown(items, "sipfix.extension.missing"), ["100rel"])

    def test_without_the_request_nothing_is_missing(self):
        capture = wire.Capture()
        capture.udp(wire.PBX, wire.PHONE, wire.needs(wire.request(), "100rel"))
        items = tshark.tree(tshark.stage(capture), 1, passes=2)  # one pass cannot know yet
        self.assertEqual(shown(items, "sipfix.extension.required"), ["100rel"])
        self.assertEqual(shown(items, "sipfix.extension.missing"), [])
        self.assertNotIn("Offered: nothing", [item.get("show") for item in items])
        self.assertEqual(len(named(items, "sipfix.check.answer.no-request")), 1)


class A301(tshark.Case):
    @classmethod
    def setUpClass(cls):
        capture = wire.Capture()
        wire.call_301(capture, '"Bob, desk" <sips:bob@pbx2.example.net:5071;transport=tcp>;q=0.25;expires=3600',
                      "<sip:bob@198.51.100.99>;q=0.9")
        cls.path = tshark.stage(capture)
        cls.items = tshark.tree(cls.path, 2)

    def test_old_and_new_addresses_best_first(self):
        self.assertEqual(shown(self.items, "sipfix.moved.from"), ["sip:bob@pbx1.example.net"])
        self.assertEqual(shown(self.items, "sipfix.moved.target"),
                         ["sip:bob@198.51.100.99", "sips:bob@pbx2.example.net:5071;transport=tcp"])
        self.assertEqual(shown(self.items, "sipfix.moved.rank"), ["1", "2"])

    def test_parts_of_an_address(self):
        parts = {name: shown(self.items, f"sipfix.moved.target.{name}")
                 for name in ("scheme", "user", "host", "port", "transport")}
        self.assertEqual(parts, {"scheme": ["sip", "sips"], "user": ["bob", "bob"],
                                 "host": ["198.51.100.99", "pbx2.example.net"], "port": ["5071"], "transport": ["tcp"]})

    def test_preference_and_expiry(self):
        self.assertEqual(shown(self.items, "sipfix.moved.q"), ["0.9", "0.25"])
        self.assertEqual(shown(self.items, "sipfix.moved.expires"), ["3600"])

    def test_labels(self):
        labels = [item.get("showname") for item in named(self.items, "sipfix.moved.target")]
        self.assertEqual(labels, ["New address 1 of 2: sip:bob@198.51.100.99, q=0.9",
                                  "New address 2 of 2: sips:bob@pbx2.example.net:5071;transport=tcp, q=0.25"])

    def test_filters(self):
        for display in ('sipfix.moved.target.host == "pbx2.example.net"', "sipfix.moved.q > 0.8",
                        "sipfix.moved.target.port == 5071", "sipfix.status == 301", "sipfix.check.moved.permanently"):
            with self.subTest(filter=display):
                self.assertEqual(tshark.frames(self.path, display), [2])

    def test_a_refused_entry_is_no_address(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:bob@pbx2.example.net, <sip:bob@pbx3.example.net>")
        items = tshark.tree(tshark.stage(capture), 2)
        self.assertEqual(shown(items, "sipfix.moved.target"), ["sip:bob@pbx3.example.net"])
        self.assertEqual(len(named(items, "sipfix.check.moved.contact-malformed")), 1)
        self.assertTrue([item for item in items if item.get("show", "").startswith("No address (")])

    def test_no_contact(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked))
        items = tshark.tree(tshark.stage(capture), 2)
        self.assertEqual(shown(items, "sipfix.moved.target"), [])
        self.assertEqual(len(named(items, "sipfix.check.moved.no-contact")), 1)


class Afterwards(tshark.Case):
    """What is known once all packets were seen."""

    @classmethod
    def setUpClass(cls):
        cls.path = tshark.stage("handmade/301-basic.pcapng")
        cls.event = tshark.events(cls.path)[0][0]

    def test_detour_on_the_answer(self):
        frame = self.event["frame"]
        (asked, answered), = [[float(value[0]) for value in row] for row in tshark.table(
            self.path, ["frame.time_relative", "sipfix.followup_delay"], display=f"frame.number == {frame}", passes=2)]
        (begun,), = tshark.table(self.path, ["frame.time_relative"],
                                 display=f"frame.number == {self.event['request']['frame']}")
        (detour,) = tshark.values(self.path, frame, "sipfix.detour", passes=2)
        self.assertAlmostEqual(float(detour), asked - float(begun[0]) + answered, places=6)

    def test_nothing_of_it_in_one_pass(self):
        for field in ("detour", "case"):
            self.assertEqual(tshark.frames(self.path, f"sipfix.{field}"), [])

    def test_the_case_is_on_all_packets_of_the_call(self):
        found = tshark.frames(self.path, f'sipfix.case == "{self.event["case"]}"', passes=2)
        self.assertEqual(found, tshark.frames(self.path, f"sipfix.story == {self.event['story']}", passes=2))
        self.assertGreater(len(found), 8)  # ACKs, provisional answers and the BYE, too

    def test_a_price_is_a_field(self):
        (price,) = tshark.values(self.path, self.event["frame"], "sipfix.fix.price", passes=2)
        self.assertEqual(price, self.event["findings"][0]["fix"][0]["price"])


class IntoTls(tshark.Case):
    """What went on where nobody can look without keys."""

    def shown(self, contact):
        capture = wire.Capture()
        frame = wire.call_301(capture, contact)
        path = tshark.stage(capture)
        (event,) = tshark.events(path)[0]
        self.assertEqual(event["outcome"]["is"], "unknown")
        labels = [item.get("show") or "" for item in tshark.tree(path, frame, passes=2)]
        said = any("preference tls.keylog_file" in label for label in labels)
        self.assertEqual("by_tls" in event["outcome"], said)
        return said

    def test_keys_are_asked_for_where_the_new_address_is_reached_by_tls(self):
        for contact in ("<sips:bob@pbx2.example.net>", "<sip:bob@pbx2.example.net;transport=TLS>",
                        "<sip:bob@pbx2.example.net:443;transport=wss>"):
            self.assertTrue(self.shown(contact), contact)
        for contact in ("<sip:bob@pbx2.example.net>", "<sip:bob@pbx2.example.net:5061>", "<sip:bob@tls.example.net;transport=ws>"):
            self.assertFalse(self.shown(contact), contact)


class NothingToChange(tshark.Case):
    """What went well asks for nothing, in no line: not in the fixes, and not in the expert infos either."""

    def test_no_line_asks_for_a_change(self):
        for capture, frame in (("421-100rel-retried.pcapng", 2), ("handmade/moved.chain.pcapng", 2)):
            with self.subTest(capture):
                path = tshark.stage(capture)
                self.assertEqual(tshark.values(path, frame, "sipfix.fix", passes=2), [])
                lines = [item.get("showname") or item.get("show") for top in tshark.tree(path, frame, passes=2)
                         for item in top.iter()]
                self.assertTrue([line for line in lines if line and line.startswith("Fix: Nothing to change: ")], lines)
                experts = [line for line in lines if line and "Expert Info (" in line and "(Chat" not in line]
                self.assertTrue(experts)
                for line in experts:
                    self.assertRegex(line, r"\): (Nothing to change|Not needed here): ")


class Texts(tshark.Case):
    """Everything in a capture is written by a stranger."""

    def test_long_values_are_cut_at_a_character_in_labels_only(self):
        user = "ü€𝄞" * 150
        capture = wire.Capture()
        wire.call_301(capture, f"<sip:{user}@pbx2.example.net>", uri=f"sip:{user}@pbx1.example.net")
        path = tshark.stage(capture)
        items = tshark.tree(path, 2)
        for item in items:
            with self.subTest(item=item.get("name")):
                self.assertLessEqual(len(item.get("showname", "").encode()), 239)
                self.assertNotIn("\ufffd", item.get("showname", ""))
        out = tshark.run("-r", path, "-O", "sipfix", "-Y", "frame.number == 2").stdout
        lines = [line.strip().strip("[]") for line in out.split("SIP Fix", 1)[1].splitlines()]
        self.assertTrue(any(line.endswith("…") for line in lines))
        for line in lines:
            self.assertLessEqual(len(line.encode()), 239, line)

    def test_whole_text_in_the_values(self):
        user = "u" * 600
        capture = wire.Capture()
        wire.call_301(capture, f"<sip:{user}@pbx2.example.net>")
        path = tshark.stage(capture)
        self.assertEqual(tshark.values(path, 2, "sipfix.moved.target"), [f"sip:{user}@pbx2.example.net"])
        self.assertIn(user, tshark.values(path, 2, "sipfix.why")[0])
        self.assertIn(user, tshark.values(path, 2, "sipfix.fix")[0])

    def test_bytes_that_are_no_text_are_escaped(self):
        nasty = "a\x1b[31m\udcff\x07\u202eb"
        capture = wire.Capture()
        wire.call_301(capture, f'"{nasty}" <sip:bob@pbx2.example.net>;{nasty}', "<sip:x\x01@pbx2.example.net>")
        for options in (("-O", "sipfix"), ("-T", "pdml"), ("-T", "json")):
            with self.subTest(options=options):
                done = tshark.run("-r", tshark.stage(capture), "-Y", "sipfix.status", *options,
                                  "-J" if "json" in options else "-n", *(["sipfix"] if "json" in options else []))
                about = done.stdout[done.stdout.index("SIP Fix" if "json" not in options else "sipfix"):]
                self.assertNotIn("\x1b", about)
                self.assertNotIn("\u202e", about)

    def test_percent_signs_are_only_text(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:%25s%25n@pbx2.example.net>")
        self.assertEqual(tshark.values(tshark.stage(capture), 2, "sipfix.moved.target"),
                         ["sip:%25s%25n@pbx2.example.net"])


if __name__ == "__main__":
    unittest.main()
