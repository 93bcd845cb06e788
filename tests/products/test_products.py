# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of products (recipes.ini) reaches the report of a call in which it matters, at the right element, and
what a product makes impossible is not asked of it.

calls.ini has the calls, styles.ini how each product writes; README.md in this folder tells the keys. All of them are one
capture, analysed once.
"""
import functools
import itertools
import json
import pathlib
import sys
import tempfile
import unittest

import written
import wire

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "analyzer"))
import command  # noqa: E402  (found by the line above)

CALLS = written.read(written.HERE / "calls.ini")
RECIPES = written.read(command.SOURCE / "src" / "knowledge" / "data" / "recipes.ini")
KEYS = {"caller", "answering", "between", "name", "method", "steps", "recipe", "side", "says", "silent", "twin"}
WINDOW = 40  # seconds without an answer, after which nobody is waited for


def plain(text):
    return " ".join(text.split())


def of_call(number, events):
    hosts = {f"{net}.{number}" for net in written.SIDES.values()}
    return [event for event in events if event["src"].rsplit(":", 1)[0] in hosts]


def twin_of(words, number):
    """The same call in which what is left out must be said: of a product without a name, or as `twin` has it."""
    key, _, value = words.get("twin", "name: none").partition(":")
    return written.Call({**words, key.strip(): value.strip()}, number)


class Analysed:
    """All calls, each with its twin where it needs one."""

    def __init__(self):
        numbers = iter(range(1, 255))
        self.calls = {name: written.Call(words, next(numbers)) for name, words in CALLS.items()}
        self.twins = {name: twin_of(words, next(numbers)) for name, words in CALLS.items() if "silent" in words}
        capture = wire.Capture()
        for call in [*self.calls.values(), *self.twins.values()]:
            call.introduce_to(capture)
            call.write(capture)
            capture.wait(WINDOW)
        wire.call_421(capture, call="last", caller=("192.0.2.255", 5060), server=("198.51.100.255", 5060))
        with tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
            path = pathlib.Path(folder) / "products.pcap"
            capture.write(path)
            self.ndjson = command.sipfix("analyze", "--codes", "all", "--format", "ndjson", path).stdout
            events = pathlib.Path(folder) / "events.ndjson"
            events.write_text(self.ndjson, encoding="utf-8")
            self.report = json.loads(command.sipfix("report", "--codes", "all", "--format", "json", events).stdout)
        self.events = command.lines_of(self.ndjson, "event")


@functools.cache
def analysed():
    return Analysed()


def fixes_of(events):
    return [fix for event in events for finding in event["findings"] for fix in finding.get("fix", [])]


def known_of(events):
    return [known for event in events for finding in event["findings"] for known in finding.get("known", [])]


def told_of(events):
    """Settings and facts, each with its element."""
    return [one for one in [*fixes_of(events), *known_of(events)] if "source" in one]


def recipe_of(one):
    """The recipe that a fix or fact is made of: the one with that source and effect."""
    for name, recipe in RECIPES.items():
        if plain(recipe["source"]) == plain(one["source"]) and plain(recipe["effect"]) in plain(one["text"]):
            return name
    return None


def problems_of(call, report):
    """The problems that the report makes of this call: no other one has its answering element."""
    hosts = {call.at["answering"], call.at["between"]}
    return [problem for problem in report["problems"] if problem["server"].get("address", "").split(":")[0] in hosts]


class Products(unittest.TestCase):
    longMessage = True
    maxDiff = 2000

    def check_report(self, call):
        """The report has what the events have."""
        texts = [plain(text) for problem in problems_of(call, analysed().report)
                 for text in [*(fix["text"] for fix in problem["fixes"]), *problem["known"]]]
        for wanted in written.lines(call.words.get("recipe")):
            effect = plain(RECIPES[wanted]["effect"])
            self.assertTrue(any(effect in text for text in texts), f"{wanted}, in the report: {texts}")

    def check_recipes(self, call, told):
        side = call.words["side"]
        at = call.at[side]
        for wanted in written.lines(call.words.get("recipe")):
            found = [one for one in told if recipe_of(one) == wanted]
            self.assertTrue(found, f"{wanted}; told: {[one['text'] for one in told]}")
            for one in found:
                self.assertEqual((one["side"], one.get("at", "").split(":")[0]), (side, at), one["text"])
                self.assertIn("product", one)

    def check_words(self, call, told):
        texts = [plain(f"{one['text']} {one.get('price', '')}") for one in told if one.get("at", "").split(":")[0] == call.at[call.words["side"]]]
        for words in written.lines(call.words.get("says")):
            self.assertTrue(any(call.filled(words) in text for text in texts), f"{words}: {texts}")

    def check_silence(self, name, call, told):
        every = " ".join(plain(one["text"]) for one in told)
        twin = analysed().twins.get(name)
        for words in written.lines(call.words.get("silent")):
            spoken = of_call(twin.number, analysed().events)
            self.assertIn(twin.filled(words), " ".join(plain(one["text"]) for one in [*fixes_of(spoken), *known_of(spoken)]),
                          "of the twin, of whom it must be said")
            self.assertNotIn(call.filled(words), every)

    def check_call(self, name):
        call = analysed().calls[name]
        self.assertLessEqual(set(call.words), KEYS)
        events = of_call(call.number, analysed().events)
        self.assertTrue(events, "nothing was found in this call")
        told = told_of(events)
        self.check_recipes(call, told)
        self.check_words(call, told)
        self.check_report(call)
        self.check_silence(name, call, [*fixes_of(events), *known_of(events)])

    def test_every_recipe_reaches_a_call(self):
        """What never reaches a report helps nobody: give it a name, a check (when), or take it out."""
        wanted = {recipe for words in CALLS.values() for recipe in written.lines(words.get("recipe"))}
        self.assertEqual(sorted(set(RECIPES) - wanted), [], "no call of calls.ini is about these")
        self.assertEqual(sorted(wanted - set(RECIPES)), [], "calls.ini names what is not there")

    def test_what_names_itself_nowhere_may_be_a_usual_product(self):
        call = analysed().calls["chan-sip-has-no-100rel"]
        nameless = [fix for fix in fixes_of(of_call(call.number, analysed().events)) if fix["side"] == "answering"]
        self.assertTrue(nameless)
        for fix in nameless:
            find, *usual, ask = fix["usual"]
            self.assertIn(f"What {fix['at']} is, its messages do not say", find)
            self.assertEqual(usual[0], f"Asterisk: pjsip.conf, the endpoint of {call.at['caller']}: 100rel=required -> "
                             "100rel=peer_supported (before 16.30, 18.16, 19.8 and 20.1: 100rel=yes). "
                             'Takes effect with "core reload" in its console, which ends no call.')
            self.assertLessEqual(len(usual), 2)
            self.assertRegex(ask, r"^No such setting\? Ask .* and show frame \d+\.$")
            self.assertNotIn(ask, fix["text"])
        named = [fix for fix in fixes_of(analysed().events) if "product" in fix]
        self.assertTrue(named)
        self.assertEqual([fix["usual"] for fix in named if "usual" in fix], [])

    def test_the_report_has_each_usual_product_on_a_line_of_its_own(self):
        call = analysed().calls["chan-sip-has-no-100rel"]
        told = [fix["usual"] for event in of_call(call.number, analysed().events) for fix in fixes_of([event]) if "usual" in fix]
        shown = [fix["usual"] for problem in problems_of(call, analysed().report) for fix in problem["fixes"] if "usual" in fix]
        self.assertTrue(shown)
        for usual in shown:
            self.assertIn(usual, told)

    def test_what_is_sold_under_another_name_keeps_its_files_elsewhere(self):
        texts = [fix["text"] for fix in fixes_of(analysed().events) if "FreePBX" in fix["text"] and "pjsip.conf" in fix["text"]]
        self.assertTrue(texts)
        for text in texts:
            self.assertIn("put the line into pjsip.endpoint_custom_post.conf", text)
            self.assertNotIn("core reload", text)

    def test_what_makes_a_product_read_its_settings_again(self):
        texts = [fix["text"] for fix in fixes_of(analysed().events) if "source" in fix and ": kamailio.cfg" in fix["text"]]
        self.assertTrue(texts)
        for text in texts:
            self.assertIn("Takes effect with a restart of Kamailio: choose a quiet hour.", text)

    def test_every_style_is_used(self):
        used = {words[side] for words in CALLS.values() for side in written.SIDES if side in words}
        self.assertEqual(sorted(set(written.STYLES) - used - {"phone"}), [])


class Pairs(unittest.TestCase):
    """Who reads a report can act at once where it begins with a setting that is known, whichever side that is of."""

    KINDS = (("INVITE", "421 100rel"), ("REGISTER", "421 outbound"))
    ALIKE = {"freepbx", "sipjs-phone", "pcscf", "didww"}  # as another style, for this

    @functools.cache  # pylint: disable=method-cache-max-size-none
    def analysed(self, method, steps):
        """The report of calls of every product to every other, one server each."""
        capture, pairs, nets = wire.Capture(), {}, {"caller": "2001:db8:a", "answering": "2001:db8:b", "between": "2001:db8:c"}
        styles = {name: style for name, style in written.STYLES.items() if name not in self.ALIKE}
        askers = [name for name, style in styles.items() if "ask" in style]
        answerers = [name for name, style in styles.items() if "answer" in style]
        for number, pair in enumerate(itertools.product(askers, answerers), 1):
            call = written.Call({"caller": pair[0], "answering": pair[1], "method": method, "steps": steps}, number, nets)
            call.introduce_to(capture)
            call.write(capture)
            pairs[call.at["answering"]] = pair
        capture.wait(WINDOW)
        wire.call_421(capture, call="last", caller=("192.0.2.255", 5060), server=("198.51.100.255", 5060))
        with tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
            path = pathlib.Path(folder) / "pairs.pcap"
            capture.write(path)
            report = json.loads(command.sipfix("analyze", "--codes", "all", "--format", "json", path).stdout)
        return {pairs[host]: problem for problem in report["problems"]
                for host in [problem["server"]["address"].strip("[]")] if host in pairs}

    def test_what_is_known_comes_first(self):
        for method, steps in self.KINDS:
            problems = self.analysed(method, steps)
            known = 0
            for pair, problem in problems.items():
                sources = ["source" in fix for fix in problem["fixes"]]
                known += any(sources)
                self.assertTrue(sources[:1] == [True] or not any(sources), f"{steps}, {pair}: {problem['fixes']}")
            self.assertGreater(known, 80, steps)

    def test_nobody_is_asked_for_the_impossible(self):
        """JsSIP cannot offer 100rel, and Linphone does not insist on it."""
        problem = self.analysed("INVITE", "421 100rel")["jssip", "linphone"]
        self.assertEqual(problem["fixes"], [])
        self.assertIn("look at what lies between", problem["finding"])
        self.assertNotIn("should", problem["finding"])


def test_of(name):
    def test(self):
        self.check_call(name)
    return test


for _name in CALLS:
    setattr(Products, "test_" + _name.replace("-", "_"), test_of(_name))

if __name__ == "__main__":
    unittest.main()
