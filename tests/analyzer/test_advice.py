#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every problem of every capture says what to do: what to change, whom to ask first and what each answer leads to, or
that nothing has to be changed. No way stands beside these without a word on when it is to be gone."""
import configparser
import json
import re
import unittest

from command import SOURCE, sipfix

HEAD = re.compile(r"^(?=\d+ (?:LOST|SLOWER|FINE|UNKNOWN)\b)", re.MULTILINE)
LABEL = re.compile(r"^  (LOOK|FIRST|CHANGE|OR|ALSO|KNOWN|NOTE|WORDS|PROOF) +", re.MULTILINE)


def problems(text):
    """Each problem of a report: what happened, and what stands behind each label."""
    for told in HEAD.split(text)[1:]:
        parts = LABEL.split(told)
        yield parts[0], list(zip(parts[1::2], parts[2::2]))


# A change at an element, or at a place that the words tell.
AT = re.compile(r"(?:In [\d,]+ of [\d,]+(?: \([^)]*\))?: |In all, as in [^:]*: )?(?:If that cannot be done(?:, |: ))?(?:On the way from|Where \w+ is written"
                r"|At the (?:first proxy|place of the circle|server (?:of the circle|that redirects)|caller behind|request's way)|[Aa]t \S*[.:]\S*)")
# What a 301 has somebody write down holds for good, or a balancer or a stand-by answers so: whoever runs it knows.
LASTS = re.compile(r"for good|from now on|stand by|For now|, always|takes the place|other registrar|address is right|sends it|whether the place may change|whether that may change|is the move to \S+ true")


def element(lead):
    """Where a change is to be made: "At 192.0.2.1 (a PBX): ...", "At 192.0.2.1, which ...: ..."; None where a sentence does not begin so."""
    found = re.match(r"At (\S*[.:]\S*)", lead)
    return found and found[1].rstrip(":,")


class Advice(unittest.TestCase):
    def report(self, folder):
        done = sipfix("analyze", "--codes", "all", "--verbose", *sorted((SOURCE / "captures" / folder).glob("*.pcap*")))
        found = list(problems(done.stdout))
        self.assertGreater(len(found), 50, done.stderr)
        return found

    def look_at(self, head, parts):
        labels = [label for label, _ in parts]
        texts = {label: " ".join(text.split()) for label, text in parts}
        if "CHANGE" not in labels:  # then each answer says itself what to do
            self.assertIn("FIRST", labels, "neither a change nor a word that there is none")
            self.assertNotRegex(texts["FIRST"], r"\b(CHANGE|OR)\b")
        if " LOST " in head.splitlines()[0] and texts.get("CHANGE", "").startswith("Nothing"):
            self.assertIn("mends this", " ".join(head.split()), "calls are lost, and nobody is told what to do")
        for label, text in parts:
            if label in ("CHANGE", "OR", "ALSO") and not texts[label].startswith("Nothing"):
                self.act_is_somebodys(label, " ".join(text.split()), texts.get("FIRST", ""))
            if label == "FIRST":
                self.assertGreaterEqual(len(re.findall(r"^         - ", text, re.MULTILINE)), 2, "a question without ways")
            if label == "OR":
                lead = re.sub(r"^In [\d,]+ of [\d,]+(?: \([^)]*\))?: ", "", " ".join(text.split()))
                named = "OR" in texts.get("FIRST", "") and (element(lead) is None or element(lead) in texts["FIRST"])
                self.assertTrue(named or lead.startswith("If that cannot be done"), f"no answer leads here: {lead}")
            if label in ("NOTE", "ALSO"):
                self.assertNotRegex(" ".join(text.split()), r"\?(?: |$)(?!:|the )", "a question without ways")

    def act_is_somebodys(self, label, act, first):
        """Each act is at an element, and where no message of that says what it is, there is somebody to ask."""
        if label == "ALSO" or not AT.match(act):
            self.assertRegex(act, r"\b\d+\.\d+\.\d+\.\d+|[0-9a-f]:[0-9a-f:]+|\S+\.example\.\w+", "an act, and nobody knows where")
            return
        at = element(act)
        is_named = at and re.match(r"(?:.*?)At \S+ \((?!frame)", act)
        if at and not is_named:
            self.assertRegex(act + first, r"[Ww]hoever |do not say", f"who is to be asked at {at}? {act}")

    def test_a_move_is_written_down_once_it_is_known_to_last(self):
        for folder in ("handmade", "cases"):
            for head, parts in self.report(folder):
                texts = {label: " ".join(text.split()) for label, text in parts}
                if re.search(r"\b(?:has|have) moved for good, as", " ".join(head.split())) and "Nothing" not in texts.get("CHANGE", ""):
                    with self.subTest(head.splitlines()[0]):
                        self.assertRegex(texts.get("FIRST", ""), LASTS)
                if " SLOWER " in head.splitlines()[0] and "302" not in head and re.search("registrar .*no longer|write .* in place of", texts.get("CHANGE", "")):
                    with self.subTest(head.splitlines()[0]):
                        self.assertRegex(texts.get("FIRST", ""), LASTS)

    def test_handmade(self):
        for head, parts in self.report("handmade"):
            with self.subTest(head.splitlines()[0]):
                self.look_at(head, parts)

    def test_cases(self):
        for head, parts in self.report("cases"):
            with self.subTest(head.splitlines()[0]):
                self.look_at(head, parts)

    def test_what_the_capture_says_elsewhere_is_used(self):
        for capture, says, says_not in (
                ("cases/w37b-begins-between-the-legs.pcap", "options +100rel-interworking", "do not say"),
                ("cases/421-sipp-26-calls.pcap", "At 127.0.0.1:5061 (SIPp, a test tool, by its tag)", "do not say"),
                ("cases/v3-linphone-oldserver-noroute.pcap", "take 198.51.100.152 out as outbound proxy", "At 198.51.100.152"),
                ("cases/s04-pjsua-sends-to-the-old-place.pcap", "update to 1.10.1 or later", "At 192.0.2.22"),
                ("cases/s12-opensips-topology-hiding-loses-targets.pcap", 'get_redirects("3:1")', "get_redirects(3, 1)"),
                ("handmade/301-all-targets-at-once.pcapng", "followed in frame 4, 200 in frame 8", "the caller hung up"),
                ("handmade/hostile-nonsense.pcapng", "change nothing, and find out who sends this", "CHANGE"),
                ("handmade/hostile-nonsense.pcapng", "met by 1 call", "met by 2"),
                ("cases/v13b-421-retry-407-nothing.pcap", "does 192.0.2.33 get credentials for it", "Nothing to change"),
                ("handmade/cseq-unreadable.pcapng", "is it answered with 200?", "the person who is called"),
                ("handmade/cut-packets.pcapng", "Capture once more, with full packet length", "without their request"),
                ("handmade/cut-packets.pcapng", "met by 2 calls", "CHANGE Nothing"),
                ("cases/20-lync-director-301-register.pcap", "leave DNS and the client as they are", "or DNS"),
                ("cases/q12-asterisk-message-301-two-contacts.pcap", "or of text messages MessageSend(...)", "in these lines only"),
                ("handmade/extension.listed-not-done.pcapng", "(frame 2): both together", "set 100rel to \"supported\""),
                ("cases/r02-opensips-gives-up-for-want-of-prack.pcap", "gave the call up by itself 5.6 s later (CANCEL, frame 14), and told "
                 "192.0.2.50, for which it called, 408 (frame 18)", "hung up"),
                ("cases/r02-opensips-gives-up-for-want-of-prack.pcap", "take it out is not enough: the 421 comes back", "Capture at"),
                ("cases/r02-opensips-gives-up-for-want-of-prack.pcap", "It cost 1 call.", "32 s"),
                ("handmade/extension.listed-not-done.pcapng", "It ended 31.5 s later with 504 (frame 12)", "gives it up after"),
                ("handmade/moved.chain.pcapng", "sip:bob@pbx3.example.net, which took the call (frame 10), belongs in no", "ALSO"),
                ("handmade/moved.uri-method.pcapng", "No, or it is a proxy to go by (;lr): OR", "ask there at which address"),
                ("handmade/421-registers-two-users.pcapng", "CHANGE At 198.51.100.40 (example-registrar/1.0): stop insisting on path",
                 "CHANGE At 203.0.113.5"),
                ("handmade/answer.not-acked-not-options.pcapng", "open firewall and NAT for it.", "wrong port"),
                ("handmade/moved.to-server.pcapng", "none was seen in 32 s", "does not show how the call ended"),
                ("handmade/contacts-everywhere.pcapng", "try the next of them", "the new address does not lead")):
            with self.subTest(capture):
                text = " ".join(sipfix("analyze", SOURCE / "captures" / capture).stdout.split())
                self.assertIn(says, text)
                self.assertNotIn(says_not, text)

    def test_a_305_is_dealt_with_where_it_came_to(self):
        """Whether the caller reaches the proxy that a 305 names, and goes by it, nothing shows: what needs neither comes first."""
        capture = SOURCE / "captures/cases/q52-305-passed-on-with-the-sbcs-own-address.pcap"
        [(head, parts)] = problems(sipfix("analyze", "--codes", "305", capture).stdout)
        texts = {label: " ".join(text.split()) for label, text in parts}
        self.assertIn("are one box is likely, not shown", " ".join(head.split()))
        self.assertIn("does it go by a proxy that a 305 names?", texts["FIRST"])
        self.assertIn("call the new address itself", texts["CHANGE"])
        self.assertIn("recurse-305-only", texts["CHANGE"])

    def test_none_of_several_places_is_the_culprit(self):
        """Places that failed are told of, asked and shown, all of them, the one that was asked first before the others."""
        capture = SOURCE / "captures/cases/q61-least-cost-routing-three-carriers-fail.pcap"
        [(head, parts)] = problems(sipfix("analyze", "--codes", "302", capture).stdout)
        head = " ".join(head.split())
        texts = {label: " ".join(text.split()) for label, text in parts}
        self.assertIn("None of 3 new places took the call", head)
        self.assertIn("got 503 in the end, in frame 19", head)
        self.assertRegex(texts["FIRST"], "^Ask whoever runs 198.51.100.40, which was asked first")
        self.assertIn("ask whoever runs 192.0.2.30, which made the list", texts["FIRST"])
        self.assertRegex(texts["CHANGE"], "^At 198.51.100.40, and at each of the other places")
        for label in ("FIRST", "CHANGE", "OR"):
            self.assertNotIn("198.51.100.41", texts[label])
            self.assertNotIn("as it says", texts[label])
        for frame in (7, 9, 11, 13, 15, 17):
            self.assertIn(f"in frame {frame}", head)
            self.assertRegex(texts["PROOF"], rf"frame {frame}\b")

    def test_numbers_that_nobody_knows_at_the_new_place_are_one_question(self):
        [(_, parts)] = problems(sipfix("analyze", SOURCE / "captures/cases/v10-sixty-numbers-404.pcap").stdout)
        first = " ".join(dict(parts)["FIRST"].split())
        self.assertRegex(first, "^Ask whoever runs 198.51.100.2: are the 60 numbers .*in which form")
        self.assertIn("ask whoever runs 198.51.100.1", first)
        for never in ("where the user", "other addresses", "49305550000"):
            self.assertNotIn(never, first)

    def test_what_costs_the_call_stands_first(self):
        """A fault whose mend alone gets no call through (beside, in checks.ini) names no lost call, unless the answer was not taken at all."""
        checks = configparser.ConfigParser(interpolation=None, strict=False)
        checks.read(SOURCE / "src/knowledge/data/checks.ini", encoding="utf-8")
        beside = {name for name in checks.sections() if checks[name].get("beside") == "yes"} - {"answer.not-acked"}
        self.assertIn("answer.ack-uri", beside)
        folders = (SOURCE / "captures" / name for name in ("handmade", "cases", "relatives"))
        report = json.loads(sipfix("analyze", "--codes", "all", "--format", "json", *folders).stdout)
        lost = [problem for problem in report["problems"] if problem["fate"] == "lost"]
        self.assertGreater(len(lost), 50)
        for problem in lost:
            self.assertNotIn(problem["check"], beside, problem["proof"]["capture"])

    def test_a_way_that_was_looked_up(self):
        for capture, says, says_not in (
                ("cases/24-lnp-tel-rn-cic.pcap", "choose the way by ;rn=18003569377;cic=0222", "only 198.51.100.2 knows"),
                ("handmade/moved.tel-route.pcapng", "does not route by ;rn=+49191234;npdi", "by its digits"),
                ("handmade/moved.number-routing-not-followed.pcapng", "OR At 203.0.113.5 (example-phone/1.0): let it follow redirects",
                 "in place of sip:+493055501000@pbx1")):
            with self.subTest(capture):
                text = " ".join(sipfix("analyze", SOURCE / "captures" / capture).stdout.split())
                self.assertIn(says, text)
                self.assertNotIn(says_not, text)



class Between(unittest.TestCase):
    """Who makes a request of its own of the one that it got passes no header on, and is no proxy."""

    def report(self, name):
        return " ".join(sipfix("analyze", SOURCE / "captures" / name).stdout.split())

    def test_a_proxy_passes_on(self):
        text = self.report("handmade/extension.stripped.pcapng")
        self.assertIn("removed -> passed on", text)
        self.assertNotIn("request of its own", text)

    def test_a_box_that_asks_anew_offers(self):
        for name in ("u29-sbc-new-call-id-drops-100rel", "v2c-strip-twoips-viakept", "v2b-strip-sameip-viagone"):
            with self.subTest(name):
                text = self.report(f"cases/{name}.pcap")
                self.assertIn("not offered -> offered", text)
                self.assertNotRegex(text, "passed on|passes on|Kamailio|OpenSIPS")
                self.assertLess(text.index("- Oracle"), text.index("- Cisco IOS"))

    def test_two_addresses_of_one_call_are_one_box(self):
        self.assertRegex(self.report("cases/u29-sbc-new-call-id-drops-100rel.pcap"),
                         r"192\.0\.2\.20 and 198\.51\.100\.21 are most likely one box: frame 3 is to the same user, [0-9.]+ s after frame 1, "
                         r"and the 421 goes back from 192\.0\.2\.20 \(frame 6\)")
        self.assertIn("192.0.2.90 and 203.0.113.90 are one box, or two that work as one: frame 3 has the Call-ID of frame 1",
                      self.report("cases/v2c-strip-twoips-viakept.pcap"))
        self.assertNotIn("one box", self.report("cases/v2b-strip-sameip-viagone.pcap"))

    def test_for_whom_a_box_asks_offers_nothing_either(self):
        text = self.report("cases/w37-sbc-maps-421-to-500.pcap")
        self.assertIn("that caller offers no 100rel either, so 192.0.2.20 would have to do it for it (frame 1)", text)
        self.assertNotIn("Likely only", text)
        self.assertIn("no such option -> options +100rel-interworking", text)


if __name__ == "__main__":
    unittest.main()
