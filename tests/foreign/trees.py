# SPDX-License-Identifier: GPL-2.0-or-later
"""What the trees of all frames show, and whether it is what the events say."""

import collections
import xml.etree.ElementTree as xml

TEXTS = ("sipfix.summary", "sipfix.why", "sipfix.fix", "sipfix.fix.price", "sipfix.fix.source", "sipfix.reference")


class Shown:
    """One line SIP Fix: a message's. @fields: values by name; @labels: all lines, as people see them."""

    def __init__(self, proto):
        self.fields = collections.defaultdict(list)
        for item in proto.iter("field"):
            self.fields[item.get("name")].append(item.get("show"))
        self.labels = [item.get("showname") or item.get("show") for item in proto.iter() if item.get("hide") != "yes"]

    @property
    def is_answer(self):
        return "sipfix.summary" in self.fields

    def facts(self):
        """Values that programs rely on, as (name, value)."""
        return [(name, value) for name, values in self.fields.items() for value in values
                if name.startswith("sipfix.") and not name.startswith("sipfix.check.") and name not in TEXTS]


def of(pdml):
    """By frame, its lines SIP Fix."""
    return {number: [Shown(proto) for proto in packet.iter("proto") if proto.get("name") == "sipfix"]
            for number, packet in enumerate(xml.fromstring(pdml).iter("packet"), 1)}


def expected(event):
    """What the tree of an answer shows of its event: field, values in order."""
    moved, extension = event.get("moved", {}), event.get("extension", {})
    targets = moved.get("targets", [])
    several = moved.get("hops", 1) > 1
    request = event.get("request")
    yield "sipfix.status", [event["status"]]
    yield "sipfix.method", [event["method"]] if "method" in event else []
    yield "sipfix.request_in", [request["frame"]] if request else []
    yield "sipfix.story", [event["story"]]
    yield "sipfix.case", [event["case"]] if "case" in event else []
    yield "sipfix.outcome", [event["outcome"]["is"]]
    yield "sipfix.check", sorted(finding["check"] for finding in event["findings"])
    yield "sipfix.moved.from", [moved["from"]] if "from" in moved else []
    yield "sipfix.moved.target", [target["uri"] for target in targets]
    yield "sipfix.moved.rank", [target["rank"] for target in targets]
    yield "sipfix.moved.q", [f"{target['q']:g}" for target in targets if "q" in target]
    yield "sipfix.moved.expires", [target["expires"] for target in targets if "expires" in target]
    yield "sipfix.moved.hops", [moved["hops"]] if several else []
    yield "sipfix.moved.final", [moved["final"]] if several and "final" in moved else []
    yield "sipfix.extension.required", extension.get("required", [])
    yield "sipfix.extension.missing", extension.get("missing", [])
    yield "sipfix.followup_in", sorted(followup["frame"] for followup in event["followups"])
    yield "sipfix.followup_status", sorted(followup["status"] for followup in event["followups"] if "status" in followup)


UNORDERED = ("sipfix.check", "sipfix.followup_in", "sipfix.followup_status")


def differences(frames, events):
    """Where a tree of the second look says something else than the events."""
    by_frame = collections.defaultdict(list)
    for event in events:
        by_frame[event["frame"]].append(event)
    for number, lines in frames.items():
        answers = [line for line in lines if line.is_answer]
        if len(answers) != len(by_frame[number]):
            yield f"frame {number}: the tree shows {len(answers)} answers, the events hold {len(by_frame[number])}"
            continue
        for line, event in zip(answers, by_frame[number]):
            yield from answer_differences(line, event)
    yield from link_differences(frames, events)


def answer_differences(line, event):
    for name, wanted in expected(event):
        shown = line.fields.get(name, [])
        wanted = [str(value) for value in wanted]
        if name in UNORDERED:
            shown, wanted = sorted(shown), sorted(wanted)
        if shown != wanted:
            yield f"frame {event['frame']}: the tree shows {name} {shown}, the event says {wanted}"


def link_differences(frames, events):
    """From a request to its answer, from a follow-up to what it follows, and the story on all its packets."""
    def has(frame, name, value):
        return any(str(value) in line.fields.get(name, []) for line in frames.get(frame, []))
    for event in events:
        if "request" in event and not has(event["request"]["frame"], "sipfix.answered_in", event["frame"]):
            yield f"frame {event['request']['frame']}: no link to its answer {event['frame']}"
        for followup in event["followups"]:
            if not has(followup["frame"], "sipfix.followup_to", event["frame"]):
                yield f"frame {followup['frame']}: no link to the answer {event['frame']} that it follows"
        for message in event.get("messages", []):
            if not has(message["frame"], "sipfix.story", event["story"]):
                yield f"frame {message['frame']}: is in story {event['story']} by the events, and its tree does not say so"


def contradictions(once, twice, events):
    """What one pass says and the second look does not."""
    for number, lines in once.items():
        later = twice.get(number, [])
        if len(lines) > len(later):
            yield f"frame {number}: one pass shows {len(lines)} messages, two passes {len(later)}"
        for line in lines:
            # Which message it is of is not told: a second look may have something to say of one before it.
            more = min((missing(line, other) for other in later), key=len, default=[])
            more = [fact for fact in more if not is_taken_back_later(number, fact, events)]
            if more:
                yield f"frame {number}: one pass shows {more}, two passes do not"


def missing(line, other):
    known = other.facts()
    return [fact for fact in line.facts() if fact not in known]


def asked_in(event):
    """The frame of the request; of one that is not there, the answer's."""
    return event.get("request", event)["frame"]


def is_taken_back_later(frame, fact, events):
    """What concerns who asked is judged on the hop nearest to the caller, and what concerns who answered where the answer was
    made. So a check goes to another hop when one pass is past it already: where the answer of the hop above is in the
    capture, and nothing before it was, its request is missing or comes behind; and where packets are in another order than
    they were sent, as an answer comes before the one that is made of it. So does an answer before its request: then what
    rests on that one is known too late."""
    name, _ = fact
    shown = {(event["story"], event["status"], event["hop"]) for event in events if event["frame"] == frame}
    if name == "sipfix.check" and any(asked_in(event) > frame for event in events if event["frame"] == frame and "request" in event):
        return True
    return name == "sipfix.check" and any(
        event["frame"] > frame and event["hop"] != hop and
        (event["hop"] > hop or asked_in(event) > frame)
        for story, status, hop in shown for event in events if (event["story"], event["status"]) == (story, status))
