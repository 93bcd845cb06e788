# SPDX-License-Identifier: GPL-2.0-or-later
"""What may be different about a call without any difference to what became of it, and whose fault it is.

A change of what was sent takes a list of Sent and gives another; what it renames, it writes down in a dictionary new -> old,
so that what is said of the new capture can be held against what is said of the old one. A change of how it is written makes
bytes of a message, one of how it is framed a file of a wire.Capture.
"""

import ipaddress
import re

import recorded

ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\.\d)(?!\d)")
SECOND = 1000000
SHORT = {name: letter for letter, name in recorded.COMPACT.items()}
LISTS = ("Supported", "Require", "Allow", "Proxy-Require", "Unsupported", "Contact", "Via", "Record-Route", "Route",
         "Diversion", "History-Info")


def rewritten(sent, change, address=lambda place: place):
    """The same with @change made to each text of each message, and @address to each (host, port)."""
    new = []
    for one in sent:
        one = one.copy(source=address(one.source), destination=address(one.destination))
        if one.is_sip:
            message = one.what
            message.start = change(message.start)
            message.headers = [[name, change(value)] for name, value in message.headers]
            message.body = change(message.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        new.append(one)
    return new


def hosts(sent):
    """All IPv4 addresses, of packets and in texts."""
    found = {place[0] for one in sent for place in (one.source, one.destination)}
    rewritten(sent, lambda text: (found.update(ADDRESS.findall(text)), text)[1])
    return sorted(host for host in found if is_address(host) and ":" not in host)


def is_address(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def is_public(host):
    address = ipaddress.ip_address(host)
    return not address.is_private or any(address in ipaddress.ip_network(net)
                                         for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))


# ---- who --------------------------------------------------------------------------------------------------------------


def renumbered(sent, names):
    """Other addresses of the same kind, sorted the other way round."""
    moved = {}
    for number, host in enumerate(reversed(hosts(sent))):
        if host.startswith(("0.", "127.", "255.")) or not is_public(host) and not host.startswith(("10.", "192.168.")):
            continue
        moved[host] = f"203.0.113.{number % 200 + 20}" if is_public(host) else f"10.77.{number // 200}.{number % 200 + 20}"
    names.update({new: old for old, new in moved.items()})
    return rewritten(sent, lambda text: ADDRESS.sub(lambda found: moved.get(found[0], found[0]), text),
                     lambda place: (moved.get(place[0], place[0]), place[1]))


def in_ipv6(sent, names):
    moved = {}
    for number, host in enumerate(hosts(sent), 1):
        if not host.startswith(("0.", "127.", "255.")):
            moved[host] = f"2001:db8:{number:x}::{number:x}" if is_public(host) else f"fd00:{number:x}::{number:x}"
    names.update({f"[{new}]": old for old, new in moved.items()})
    names.update({new: old for old, new in moved.items()})

    def written(text):
        bare = re.sub(r"(received=|IN IP)(4?)(?: )?((?:\d{1,3}\.){3}\d{1,3})",
                      lambda found: f"{found[1]}{'6 ' if found[2] else ''}{moved.get(found[3], found[3])}", text)
        return ADDRESS.sub(lambda found: f"[{moved[found[0]]}]" if found[0] in moved else found[0], bare)
    return rewritten(sent, written, lambda place: (moved.get(place[0], place[0]), place[1]))


def other_tokens(sent, names):
    """Other Call-IDs, tags and branches, of the same shape."""
    found = {}
    turn = str.maketrans("0123456789abcdefABCDEFghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ",
                         "3456789012bcdefaBCDEFAhijklmnopqrstuvwxyzgHIJKLMNOPQRSTUVWXYZG")

    def token(text, kept=""):
        if text not in found:
            found[text] = kept + text[len(kept):].translate(turn)
        return found[text]

    for one in sent:
        if one.is_sip:
            token(one.what.value("Call-ID"))
            for name, value in one.what.headers:
                for tag in re.findall(r";\s*(?:tag|to-tag|from-tag)=([^;>,\s]+)", value):
                    token(tag, "as" if tag.startswith("as") else "")
                for branch in re.findall(r";\s*branch=([^;>,\s]+)", value):
                    token(branch, "z9hG4bK" if branch.startswith("z9hG4bK") else "")
    longest = sorted((text for text in found if len(text) > 3), key=len, reverse=True)
    names.update({found[text]: text for text in longest})
    if not longest:
        return sent
    known = re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w])")
    return rewritten(sent, lambda text: known.sub(lambda hit: found[hit[0]], text))


def other_ports_of_clients(sent, _):
    """Who is sent no request asks from another port, as behind a NAT."""
    asked = {one.destination for one in sent if one.is_sip and not one.what.status}
    hosts_asked = {place[0] for place in asked}
    moved = {}
    for one in sent:
        if one.is_sip and not one.what.status and one.source[0] not in hosts_asked:
            moved.setdefault(one.source, (one.source[0], 41000 + len(moved)))
    return rewritten(sent, lambda text: text, lambda place: moved.get(place, place))


def nameless(sent, _):
    """No product says its name."""
    new = rewritten(sent, lambda text: text)
    for one in new:
        if one.is_sip:
            one.what.headers = [header for header in one.what.headers if header[0].lower() not in ("user-agent", "server")]
    return new


# ---- when -------------------------------------------------------------------------------------------------------------


def another_day(sent, _):
    return [one.copy(time=one.time + 123 * 86400 * SECOND + 777) for one in sent]


def slower(sent, _):
    """What came within a second takes half as long again."""
    new, late = [], 0
    for before, one in zip([None, *sent], sent):
        gap = one.time - before.time if before else 0
        late += gap // 2 if gap < SECOND else 0
        new.append(one.copy(time=one.time + late))
    return new


# ---- how it is carried ------------------------------------------------------------------------------------------------


def over_tcp(sent, _):
    """By TCP; what only UDP sends twice is sent once, and a copy that is not sent is not answered anew, with another To tag."""
    seen, answered, new = set(), set(), []
    for one in rewritten(sent, lambda text: re.sub(r"SIP/2\.0/UDP", "SIP/2.0/TCP", text)):
        if one.protocol == "UDP":
            key = one.source, one.destination, bytes(one.what)
            to_what = one.source, one.what.start, one.what.value("Via"), one.what.value("CSeq")
            if key in seen or (one.is_sip and one.what.status and one.what.status >= 300 and to_what in answered):
                continue
            seen.add(key)
            answered.add(to_what)
            one.protocol = "TCP"
        new.append(one)
    return new


def captured_twice(sent, _):
    return [copy for one in sent for copy in (one, one.copy(time=one.time + 60))]


# ---- what else is sent ------------------------------------------------------------------------------------------------


def trying(sent, _):
    """Each INVITE that is answered at all is answered 100 at once: a place that is silent otherwise would not be."""
    new = []
    answered = {(one.what.value("Call-ID"), one.what.value("CSeq"), one.source) for one in sent if one.is_sip and one.what.status}
    for one, after in zip(sent, [*sent[1:], None]):
        new.append(one)
        if one.is_sip and one.what.start.startswith("INVITE ") and one.protocol in ("UDP", "TCP") and (
                one.what.value("Call-ID"), one.what.value("CSeq"), one.destination) in answered and not (
                after and after.is_sip and after.what.status == 100):
            kept = [header for header in one.what.headers if header[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
            new.append(recorded.Sent(one.time + 10, one.destination, one.source, one.protocol,
                                     recorded.Message("SIP/2.0 100 Trying", kept)))
    return in_order(new)


def no_trying(sent, _):
    return [one for one in sent if not (one.is_sip and one.what.status == 100)]


def in_order(sent):
    return sorted(sent, key=lambda one: one.time)


def sent_again(sent, _):
    """A request whose answer takes a while is sent a second time before it comes."""
    new = []
    for number, one in enumerate(sent):
        new.append(one)
        if one.protocol != "UDP" or not one.what.start.startswith(("INVITE ", "REGISTER ", "SUBSCRIBE ")):
            continue
        answer = next((other for other in sent[number + 1:] if other.is_sip and other.what.status and other.source == one.destination
                       and other.what.value("Via") == one.what.value("Via")), None)
        if answer and answer.time - one.time > 300000:
            new.append(one.copy(time=answer.time - 100000))
    return in_order(new)


# ---- how it is written ------------------------------------------------------------------------------------------------


def compact(message):
    return write(message, lambda name: SHORT.get(name, name))


def shouting(message):
    return write(message, str.upper)


def whispering(message):
    return write(message, str.lower)


def blanks(message):
    return write(message, str, "  :   ", " ")


def narrow(message):
    return write(message, str, ":")


def folded(message):
    return write(message, value=lambda name, value: value if name in ("Call-ID", "CSeq") else re.sub(
        r"(?<=,) ?(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", "\r\n\t", value.replace(" <", "\r\n <", 1)))


def listed(message):
    """All entries of a list in one line."""
    joined = {}
    headers = []
    for name, value in message.headers:
        if name in LISTS and name in joined:
            joined[name][1] += ", " + value
        else:
            headers.append([name, value])
            joined[name] = headers[-1]
    return bytes(recorded.Message(message.start, headers, message.body))


def lined(message):
    """Each option tag in a line of its own."""
    headers = []
    for name, value in message.headers:
        entries = value.split(",") if name in ("Supported", "Require", "Allow", "Proxy-Require", "Unsupported") and value else [value]
        headers += [[name, entry.strip()] for entry in entries]
    return bytes(recorded.Message(message.start, headers, message.body))


def turned(message):
    """The headers the other way round, lists and Vias as they were."""
    names = list(dict.fromkeys(name.lower() for name, _ in message.headers))
    headers = [header for name in reversed(names) for header in message.headers if header[0].lower() == name]
    return bytes(recorded.Message(message.start, headers, message.body))


def chatty(message):
    """With headers that say nothing about this."""
    more = [["X-Trace", "a1; \"b, c\" <sip:x@y>"], ["Date", "Thu, 26 Nov 2026 19:45:00 GMT"], ["P-Charging-Vector", "icid-value=1;x=\"2\""],
            ["Session-ID", "0123456789abcdef0123456789abcdef"], ["Subject", "421 301 Contact: <sip:a@b>"]]
    return bytes(recorded.Message(message.start, [*message.headers, *more], message.body))


def write(message, name=str, gap=": ", end="", value=lambda name, value: value):
    lines = [message.start, *(name(header) + gap + value(header, text) + end for header, text in message.headers),
             f"{name('Content-Length')}{gap}{len(message.body)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + message.body


# ---- how it is framed -------------------------------------------------------------------------------------------------


def with_vlan(made):
    """Behind a VLAN tag."""
    made.records = [(time, data[:12] + bytes.fromhex("81000007") + data[12:], length + 4) for time, data, length in made.records]
    return bytes(made)


def link(kind, header):
    """Another link type; @header: of 0x0800 or 0x86dd, what stands before an IP packet."""
    def linked(made):
        made.records = [(time, header(data[12:14]) + data[14:], len(header(data[12:14])) + length - 14)
                        for time, data, length in made.records]
        data = bytes(made)
        return data[:20] + kind.to_bytes(4, "little") + data[24:]
    return linked


def as_pcapng(made):
    return made.as_pcapng()


FRAMES = {"ethernet": bytes, "vlan": with_vlan, "raw": link(101, lambda kind: b""), "cooked": link(113, lambda kind: bytes(14) + kind),
          "pcapng": as_pcapng}
WRITTEN = [bytes, compact, shouting, whispering, blanks, narrow, folded, listed, lined, turned, chatty]
WHO = [renumbered, in_ipv6, other_tokens, other_ports_of_clients]
WHEN = [another_day, slower]
ALSO = [captured_twice, trying, no_trying, sent_again, over_tcp]


# ---- who else speaks --------------------------------------------------------------------------------------------------


def good_call(source, destination, protocol, number, at):
    """A call that is answered at once and ends after a second; nobody and nothing in it is in another call."""
    caller, callee = f"crowd{number}", f"77{number:04}"
    branch = f"z9hG4bKcrowd{number}"
    here = f"{source[0] if ':' not in source[0] else '[' + source[0] + ']'}:{source[1]}"
    there = destination[0] if ":" not in destination[0] else f"[{destination[0]}]"

    def headers(cseq, method, tag, turn=""):
        return [["Via", f"SIP/2.0/{protocol} {here};branch={branch}{turn}"], ["From", f"<sip:{caller}@{there}>;tag=c{number}"],
                ["To", f"<sip:{callee}@{there}>{tag}"], ["Call-ID", f"crowd-{number}"], ["CSeq", f"{cseq} {method}"]]

    def sent(pause, start, cseq, method, tag="", turn="", contact=()):
        answers = start.startswith("SIP/2.0 ")
        places = (destination, source) if answers else (source, destination)
        return recorded.Sent(at + pause, *places, protocol,
                             recorded.Message(start, headers(cseq, method, tag, turn) + [["Contact", value] for value in contact]))
    uri, tag = f"sip:{callee}@{there}", f";tag=s{number}"
    return [sent(0, f"INVITE {uri} SIP/2.0", 1, "INVITE", contact=[f"<sip:{caller}@{here}>"]),
            sent(20000, "SIP/2.0 180 Ringing", 1, "INVITE", tag),
            sent(300000, "SIP/2.0 200 OK", 1, "INVITE", tag, contact=[f"<{uri}>"]),
            sent(320000, f"ACK {uri} SIP/2.0", 1, "ACK", tag, "a"),
            sent(900000, f"BYE {uri} SIP/2.0", 2, "BYE", tag, "b"),
            sent(910000, "SIP/2.0 200 OK", 2, "BYE", tag, "b")]


def among(sent, ways):
    """Good calls of others, by each of @ways (source, destination, protocol), from the first packet to the last."""
    first, last = sent[0].time, sent[-1].time
    step = max((last - first) // 10, 1)
    calls = [good_call(*ways[number % len(ways)], number, first + number * step // 2) for number in range(20)] if ways else []
    crowd = [one for call in calls for one in call if call[-1].time <= last]
    return in_order([*sent, *crowd])


def among_strangers(sent):
    """Between hosts that nobody else speaks to."""
    return among(sent, [(("198.18.0.1", 5060), ("198.18.0.2", 5060), "UDP"), (("198.18.0.3", 5060), ("198.18.0.1", 5060), "UDP")])


def among_its_own(sent):
    """Between those that speak here anyway, by the ways that they take."""
    return among(sent, list(dict.fromkeys((one.source, one.destination, one.protocol) for one in sent
                                          if one.is_sip and not one.what.status)))


def one_side(sent):
    """What each host sent: host -> those."""
    return {host: [one for one in sent if one.source[0] == host] for host in sorted({one.source[0] for one in sent})}


# ---- who stands between -----------------------------------------------------------------------------------------------


def behind_an_agent(sent, asker):
    """A back-to-back agent stands before (host, port) @asker: a call of its own, with another Call-ID, for each of its calls."""
    agent = ("2001:db8:77::7" if ":" in asker[0] else "198.18.7.7", 5060)
    place = f"[{agent[0]}]" if ":" in agent[0] else agent[0]
    new = []
    for one in sent:
        if not one.is_sip or asker not in (one.source, one.destination):
            new.append(one)
            continue
        outwards = one.source == asker
        first, second = one.copy(destination=agent), one.copy(time=one.time + 900, source=agent)
        new += [first, second]
        beyond(second if outwards else first, place, one.protocol, outwards)
    return in_order(new)


def beyond(one, place, protocol, outwards):
    """The copy of a message on the agent's far side."""
    message, by_asker = one.what, outwards == (not one.what.status)
    branch = message.value("Via").split("branch=z9hG4bK")[-1].split(";")[0]
    if by_asker:
        message.headers = [["Via", f"SIP/2.0/{protocol} {place};branch=z9hG4bKa{branch}"],
                           *(header for header in message.headers if header[0] != "Via")]
    for header in message.headers:
        if header[0] == "Call-ID":
            header[1] = "agent-" + header[1]
        elif header[0] in ("From", "To"):
            header[1] = re.sub(r"tag=", "tag=a", header[1])
        elif header[0] == "Contact" and outwards and message.method == "INVITE":
            header[1] = f"<sip:agent@{place}>"
