#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""-z sipfix,events: what programs read."""

import json
import subprocess
import unittest

import tshark
import wire


class Shape(tshark.Case):
    def test_a_301(self):
        capture = wire.Capture()
        asked = wire.request(headers=["Supported: replaces, timer", "Require: x", "User-Agent: phone/1"])
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(
            asked, '"Bob, \\"desk\\"" <sip:bob@pbx2.example.net>;q=0.4;expires=60', "<sip:bob@198.51.100.99>;q=0.9",
            headers=["Server: pbx/2"]))
        capture.udp(wire.PHONE, wire.PBX, wire.request("ACK", headers=()))
        (event,), _ = tshark.events(tshark.stage(capture))
        findings = event.pop("findings")
        for name in ("case", "outcome", "messages"):
            event.pop(name, None)
        self.assertEqual(event, {
            "schema": "sipfix-event/2", "frame": 2, "time": "2026-03-02T08:15:00.000800Z", "status": 301,
            "reason": "Moved Permanently", "method": "INVITE", "call_id": "call-1",
            "from_tag": "from-1", "to_tag": "to", "cseq": 1, "hop": 1,
            "src": "198.51.100.20:5060", "dst": "203.0.113.5:5060", "transport": "udp", "server": "pbx/2",
            "user_agent": "phone/1", "client": "phone/1", "root": "moved.expires",
            "request": {"frame": 1, "uri": "sip:bob@pbx1.example.net", "from": "sip:alice@203.0.113.5",
                        "to": "sip:bob@pbx1.example.net", "supported": ["replaces", "timer"], "require": ["x"]},
            "moved": {"from": "sip:bob@pbx1.example.net", "hops": 1, "final": "sip:bob@198.51.100.99", "targets": [
                {"uri": "sip:bob@198.51.100.99", "q": 0.9, "rank": 1},
                {"uri": "sip:bob@pbx2.example.net", "display_name": 'Bob, "desk"', "q": 0.4, "expires": 60, "rank": 2,
                 "refusals": ["expires"]}]},
            "followups": [], "acked": True, "retransmissions": 0, "duplicates": 0, "story": 1})
        self.assertIn("moved.permanently", [finding["check"] for finding in findings])

    def test_a_421(self):
        capture = wire.Capture()
        wire.call_421(capture)
        (event,), _ = tshark.events(tshark.stage(capture))
        self.assertEqual(event["extension"], {"required": ["100rel"], "offered": ["replaces", "timer"], "missing": ["100rel"]})
        self.assertNotIn("moved", event)

    def test_a_finding(self):
        capture = wire.Capture()
        wire.call_421(capture)
        (event,), _ = tshark.events(tshark.stage(capture))
        finding = next(one for one in event["findings"] if one["check"] == "extension.required")
        self.assertEqual(finding["severity"], "warn")
        self.assertEqual(finding["reference"], "https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16")
        self.assertIn("100rel", finding["text"])
        self.assertIn("100rel", finding["why"])
        fix = finding["fix"][0]
        self.assertEqual((fix["side"], fix["at"], fix["old"], fix["new"]),
                         ("answering", "198.51.100.20", "required (mandatory)", "supported (optional)"))

    def test_unknown_is_absent(self):
        capture = wire.Capture()
        capture.udp(wire.PBX, wire.PHONE, wire.message("SIP/2.0 421 Extension Required", ["Require: 100rel"]))
        (event,), run = tshark.events(tshark.stage(capture))
        for name in ("method", "call_id", "cseq", "request", "server", "user_agent", "acked"):
            self.assertNotIn(name, event)
        self.assertEqual(event["extension"], {"required": ["100rel"]})
        self.assertEqual(run["coverage"]["no_request"], 1)
        self.assertNotIn(None, event.values())
        self.assertNotIn("", event.values())

    def test_the_run_line(self):
        capture = wire.Capture()
        wire.call_421(capture)
        wire.call_301(capture, call="2", caller=wire.PHONE2, uri="sip:carol@pbx1.example.net")
        capture.udp(wire.PHONE, ("192.0.2.1", 53), b"no SIP")
        found, run = tshark.events(tshark.stage(capture))
        self.assertEqual([event["frame"] for event in found], [2, 5])
        self.assertRegex(run.pop("plugin"), r"^\d+\.\d+\.\d+$")
        self.assertEqual(run, {"schema": "sipfix-run/2", "frames": 7, "sip": 6, "calls": 2, "call_ids": 2, "complete": True,
                               "first": "2026-03-02T08:15:00.000400Z", "last": "2026-03-02T08:15:00.002800Z",
                               "coverage": {"encrypted": 0, "cut": 0, "fragments": 0, "one_way": 0, "no_request": 0},
                               "codes": [301, 421], "relatives": [],
                               "elements": {"203.0.113.5": {"asked": {"INVITE": 1}},
                                            "198.51.100.20": {"answered": {"INVITE": 2}},
                                            "203.0.113.9": {"asked": {"INVITE": 1}}}})

    def test_the_run_line_counts_relatives(self):
        """What the run line says of them is what their events say when somebody asks for them."""
        for capture in ("302-invite.pcapng", "420-asterisk.pcapng", "handmade/302-followed.pcapng",
                        "handmade/every-status-code.pcapng", "handmade/extension.unsupported-proxy.pcapng",
                        "handmade/interval.expires-too-brief.pcapng"):
            with self.subTest(capture):
                path = tshark.stage(capture)
                asked_for = tshark.events(path, "-o", "sipfix.codes:all")[0]
                expected, lost = {}, {}
                for event in asked_for:
                    end = event["outcome"]["is"]
                    if end in ("lost", "refused"):
                        lost.update({(followup.get("status_frame"), followup.get("status")): end for followup in event["followups"]})
                    if end == "unknown":  # what the next answer of a lost call leaves open is told by the one before
                        end = lost.get((event["frame"], event["status"]), end)
                    if event["status"] not in (301, 421) and event["hop"] == 1:
                        outcomes = expected.setdefault((event["status"], event["method"]), {})
                        outcomes[end] = outcomes.get(end, 0) + 1
                told = tshark.events(path)[1]["relatives"]
                self.assertEqual({(one["status"], one["method"]): one["outcomes"] for one in told}, expected)
                for one in told:
                    self.assertEqual(one["count"], sum(one["outcomes"].values()))

    def test_a_refusal_that_a_421_tells_of_is_no_relative(self):
        """The 420 to what the 421 asked for is the deadlock itself."""
        self.assertEqual(tshark.events(tshark.stage("handmade/extension.deadlock.pcapng"))[1]["relatives"], [])

    def test_what_a_refusal_wants_is_in_the_event(self):
        """420: the tags; 494: the three lists; 422: the two numbers."""
        def first(capture):
            return tshark.events(tshark.stage(f"handmade/{capture}.pcapng"), "-o", "sipfix.codes:all")[0][0]
        self.assertEqual(first("extension.unsupported")["extension"], {"unsupported": ["100rel"]})
        self.assertEqual(first("agreement.required")["agreement"],
                         {"server": ["sdes-srtp;mediasec", "dtls-srtp;mediasec"]})
        self.assertEqual(first("agreement.incomplete")["agreement"]["client"],
                         ["ipsec-3gpp;alg=hmac-sha-1-96;ealg=null"])
        self.assertEqual(first("interval.session-too-small")["interval"], {"asked": 90, "minimum": 1800})

    def test_an_empty_capture(self):
        found, run = tshark.events(tshark.stage(wire.Capture()))
        self.assertEqual((found, run["frames"], run["sip"]), ([], 0, 0))
        self.assertNotIn("first", run)

    def test_times_of_any_century(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked, at=0)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, "<sip:b@x.example>"), at=4294967295_999999)
        (event,), run = tshark.events(tshark.stage(capture))
        self.assertEqual((event["time"], run["first"]), ("2106-02-07T06:28:15.999999Z", "1970-01-01T00:00:00.000000Z"))


class Lines(tshark.Case):
    def test_one_object_a_line_whatever_the_capture_holds(self):
        nasty = "\\\"\x01\x7f\udcff\udcc3\u2028</script>ü"
        capture = wire.Capture()
        asked = wire.request(call=nasty, headers=[f"Supported: {nasty}", f"User-Agent: {nasty}"])
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, f'"{nasty}" <sip:{nasty}@x.example>;{nasty}={nasty}',
                                                     headers=[f"Server: {nasty}"]))
        done = tshark.run("-q", "-r", tshark.stage(capture), "-z", "sipfix,events")
        lines = done.stdout.split("\n")
        self.assertEqual(len(lines), 3)
        self.assertEqual([json.loads(line)["schema"] for line in lines[:2]], ["sipfix-event/2", "sipfix-run/2"])
        self.assertFalse(any(ord(character) < 32 or ord(character) == 127 for line in lines for character in line))

    def test_numbers_do_not_depend_on_the_locale(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:b@x.example>;q=0.125")
        path = tshark.stage(capture)
        installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.split()
        commas = [name for name in installed if name.split("_")[0] in ("de", "fr", "it", "es", "ru", "pl")]
        for name in commas or ["C"]:
            (event,), _ = tshark.events(path, LC_ALL=name)
            self.assertEqual(event["moved"]["targets"][0]["q"], 0.125)

    def test_a_display_filter_takes_nothing_away(self):
        capture = wire.Capture()
        wire.call_421(capture)
        path = tshark.stage(capture)
        self.assertEqual(tshark.events(path, "-Y", "frame.number == 1"), tshark.events(path))

    def test_printed_once_with_other_statistics_around(self):
        capture = wire.Capture()
        wire.call_421(capture)
        path = tshark.stage(capture)
        done = tshark.run("-q", "-r", path, "-z", "sipfix,events", "-z", "sip,stat", "-z", "sipfix,events")
        self.assertEqual(done.stdout.count("sipfix-event/2"), 1)
        self.assertEqual(done.stdout.count("sipfix-run/2"), 1)

    def test_an_event_for_every_301_and_421_that_a_filter_finds(self):
        path = tshark.samples()
        rows = tshark.table(path, ["frame.number", "sipfix.status"], display="sipfix.status && !sipfix.retransmission_of")
        self.assertEqual([(event["frame"], event["status"]) for event in tshark.events(path)[0]],
                         [(int(frame[0]), int(status)) for frame, statuses in rows for status in statuses])
        self.assertGreater(len(rows), 5)


class Full(tshark.Case):
    def test_lines_that_nobody_took_are_told(self):
        capture = wire.Capture()
        wire.call_421(capture)
        with open("/dev/full", "wb") as full:
            done = subprocess.run(tshark.command("-q", "-r", tshark.stage(capture), "-z", "sipfix,events"), stdout=full,
                                  stderr=subprocess.PIPE, text=True, env=tshark.environment(), check=False, timeout=3000)
        self.assertIn("Standard output did not take all", done.stderr)


class Words(tshark.Case):
    def refused(self, argument):
        done = tshark.run("-q", "-r", tshark.stage(wire.Capture()), "-z", argument, check=False)
        self.assertEqual((done.returncode != 0, done.stdout), (True, ""))
        return done.stderr

    def test_other_words_are_errors(self):
        for argument in ("sipfix,eventsxyz", "sipfix,events,", "sipfix,events,stream,", "sipfix,events stream"):
            with self.subTest(argument=argument):
                self.assertIn(f'-z {argument}: after "events" comes nothing', self.refused(argument))

    def test_a_filter_must_be_one(self):
        for argument in ("sipfix,events,now", "sipfix,events,stream,sipfix.status ==", "sipfix,events,streams"):
            with self.subTest(argument=argument):
                self.assertIn("-z sipfix,events: Filter", self.refused(argument))


class Filter(tshark.Case):
    """-z sipfix,events[,stream],FILTER: which answers are printed; all of the capture is looked at all the same."""

    def filtered(self, path, argument, *options):
        lines = tshark.run("-q", "-r", path, *options, "-z", f"sipfix,events,{argument}").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def test_chooses_which_answers_are_printed(self):
        path = tshark.stage("handmade/both-interleaved.pcapng")
        events, run = tshark.events(path)
        self.assertEqual({event["status"] for event in events}, {301, 421})
        for stream in ("", "stream,"):
            for status in (301, 421):
                with self.subTest(stream + str(status)):
                    *found, last = self.filtered(path, f"{stream}sipfix.status == {status}")
                    self.assertEqual(found, [event for event in events if event["status"] == status])
                    self.assertEqual(last, run)

    def test_may_ask_for_what_came_later_in_two_passes(self):
        path = tshark.stage("handmade/both-interleaved.pcapng")
        events, _ = tshark.events(path)
        wanted = events[0]
        *found, _ = self.filtered(path, f'sipfix.case == "{wanted["case"]}"', "-2")
        self.assertEqual(found, [event for event in events if event["case"] == wanted["case"]])

    def test_nothing_that_passes(self):
        path = tshark.stage("handmade/301-basic.pcapng")
        _, run = tshark.events(path)
        self.assertEqual(self.filtered(path, "sipfix.status == 421"), [run])


class Stream(tshark.Case):
    """-z sipfix,events,stream: the same events, each when its window has closed."""

    @staticmethod
    def two_calls():
        """One 421 at the start, one a minute later."""
        capture = wire.Capture()
        wire.call_421(capture)
        capture.wait(60)
        wire.call_421(capture, call="2")
        return capture

    def streamed(self, path, *options):
        lines = tshark.run("-q", "-r", path, *options, "-z", "sipfix,events,stream").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def test_the_same_as_at_the_end(self):
        path = tshark.stage(self.two_calls())
        expected, run = tshark.events(path)
        self.assertEqual(len(expected), 2)
        self.assertEqual(self.streamed(path), [*expected, run])

    def test_every_event_comes_once(self):
        path = tshark.samples()
        expected, run = tshark.events(path)
        *told, last = self.streamed(path)
        self.assertEqual(last, run)
        self.assertEqual(sorted(event["frame"] for event in told), [event["frame"] for event in expected])

    def test_while_the_capture_is_still_being_read(self):
        path = tshark.stage(self.two_calls())
        whole = path.read_bytes()
        child = subprocess.Popen(tshark.command("-q", "-l", "-r", "-", "-z", "sipfix,events,stream"),
                                 env=tshark.environment(), cwd=tshark.STAGE, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        child.stdin.write(whole)
        child.stdin.flush()
        first = json.loads(child.stdout.readline())  # while the input is still open, or this test never ends
        self.assertEqual(first["call_id"], "call-1")
        rest = child.communicate(timeout=3000)[0].splitlines()
        self.assertEqual([json.loads(line)["schema"] for line in rest], ["sipfix-event/2", "sipfix-run/2"])


class Brief(tshark.Case):
    """-z sipfix,events,brief: the same events, those without words that a report of this capture cannot show."""

    LEFT_OUT = ("messages", "proof", "left_out")
    LEFT_OUT_OF_REQUEST = ("from", "to")  # for words alone

    def briefly(self, event):
        """What is left of an event without words."""
        facts = {name: value for name, value in event.items() if name not in self.LEFT_OUT}
        findings = [{name: finding[name] for name in ("check", "severity")} for finding in event["findings"]]
        if "request" in event:
            facts["request"] = {name: value for name, value in event["request"].items() if name not in self.LEFT_OUT_OF_REQUEST}
        return facts | {"findings": findings, "brief": True}

    def test_every_event_is_whole_or_without_words(self):
        path = tshark.samples()
        expected, run = tshark.events(path)
        *told, last = map(json.loads, tshark.run("-q", "-r", path, "-z", "sipfix,events,brief").stdout.splitlines())
        self.assertEqual(last, run)
        brief = [event for event in told if "messages" not in event]
        self.assertEqual(told, [whole if "messages" in event else self.briefly(whole)
                                for event, whole in zip(told, expected, strict=True)])
        self.assertGreater(len(brief), len(told) // 10)
        cases = {event["case"] for event in told if "case" in event}
        self.assertEqual(cases, {event["case"] for event in told if "case" in event and "messages" in event})


class SwitchedOff(tshark.Case):
    """A protocol that events need is off: that is said, and no run line claims that there was nothing."""

    def assert_said(self, protocol, *options):
        done = tshark.run("-q", "-r", tshark.stage("handmade/301-basic.pcapng"), "-z", "sipfix,events", *options,
                          check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"the protocol {protocol} is switched off", done.stderr)
        self.assertIn(f"--enable-protocol {protocol}", done.stderr)

    def test_by_an_option(self):
        for protocol in ("sipfix", "sip", "udp"):
            with self.subTest(protocol):
                self.assert_said(protocol, "--disable-protocol", protocol)

    def test_by_a_profile(self):
        file = tshark.STAGE / "config/disabled_protos"
        self.addCleanup(file.unlink)
        file.write_text("sipfix\n")
        file.chmod(0o644)
        self.assert_said("sipfix")


if __name__ == "__main__":
    unittest.main()
