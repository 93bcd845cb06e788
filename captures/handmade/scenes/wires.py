# SPDX-License-Identifier: GPL-2.0-or-later
"""How SIP can lie in packets: segments, fragments, cuts, copies, wrong order, messages that are none."""

from scapy.layers.inet import ICMP, fragment
from workshop import sip
from workshop.wire import OTHER, PBX1, PBX2, PHONE, PROXY, Host, Proxy, ether, ip

from . import capture

NEW = "<sip:bob@pbx2.example.net>"
CALLER = PHONE._replace(port=40001)


def moved_call(s, caller=PHONE, **how):
    """An INVITE and its 301, neither sent: (call, INVITE, 301, ACK)."""
    call = s.call(caller, PBX1, **how)
    call.last = call.request("INVITE")
    answer = call.reply(301, "Moved Permanently", NEW)
    return call, call.last, answer, sip.ack_for(call.last, answer)


@capture("tcp-301-in-the-middle")
def middle(s):
    """Three SIP messages in one TCP segment: 100, then the 301, then the 486 of another call."""
    call, invite, answer, ack = moved_call(s, CALLER, transport="TCP")
    other = s.call(CALLER, PBX1, "sip:carol@pbx1.example.net", transport="TCP")
    other.last = other.request("INVITE")
    stream = s.tcp(CALLER, PBX1)
    stream.send(CALLER, bytes(invite) + bytes(other.last))
    three = bytes(call.reply(100, "Trying")) + bytes(answer) + bytes(other.reply(486, "Busy Here"))
    s.note(stream.send(PBX1, three)[0], answer)
    stream.send(CALLER, bytes(ack) + bytes(sip.ack_for(other.last, other.answer)))
    stream.close(CALLER)


@capture("tcp-two-301-in-one")
def two(s):
    """Two 301s of two calls in one TCP segment, and a 421 of a third."""
    stream = s.tcp(CALLER, PBX1)
    calls = [s.call(CALLER, PBX1, f"sip:{user}@pbx1.example.net", transport="TCP") for user in ("bob", "carol", "dave")]
    for call in calls:
        call.last = call.request("INVITE")
    stream.send(CALLER, b"".join(bytes(call.last) for call in calls))
    calls[0].reply(301, "Moved Permanently", NEW)
    calls[1].reply(301, "Moved Permanently", "<sip:carol@pbx2.example.net>")
    calls[2].reply(421, "Extension Required", [("Require", "100rel")])
    frame = stream.send(PBX1, b"".join(bytes(call.answer) for call in calls))[0]
    for call in calls:
        s.note(frame, call.answer)
    stream.send(CALLER, b"".join(bytes(sip.ack_for(call.last, call.answer)) for call in calls))
    stream.close(CALLER)


@capture("tcp-301-three-segments")
def three_segments(s):
    """One 301 over three TCP segments, cut inside a header name and inside the Contact."""
    call, invite, answer, ack = moved_call(s, CALLER, transport="TCP")
    stream = s.tcp(CALLER, PBX1)
    stream.send(CALLER, invite)
    data = bytes(answer)
    cuts = (data.index(b"Call-ID") + 3, data.index(b"pbx2.example.net") + 4)
    s.note(stream.send(PBX1, data, cuts)[-1], data)
    stream.send(CALLER, ack)
    stream.close(CALLER)


@capture("tcp-out-of-order")
def out_of_order(s):
    """The second of three segments of a 301 comes last."""
    call, invite, answer, ack = moved_call(s, CALLER, transport="TCP")
    stream = s.tcp(CALLER, PBX1)
    stream.send(CALLER, invite)
    data, start = bytes(answer), stream.next[PBX1]
    first, second, third = data[:120], data[120:250], data[250:]
    s.put(stream.segment(PBX1, first, sequence=start))
    s.put(stream.segment(PBX1, third, sequence=start + 250))
    s.note(s.put(stream.segment(PBX1, second, sequence=start + 120)), data)
    stream.next[PBX1] = start + len(data)
    stream.send(CALLER, ack)
    stream.close(CALLER)


@capture("ip-fragments")
def fragments(s):
    """A 301 with a long list of Contacts in three IP fragments."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    contacts = [("Contact", f"<sip:bob@pbx{number}.example.net>;q=0.{number:03}") for number in range(2, 72)]
    answer = call.reply(301, "Moved Permanently", contacts)
    for piece in fragment(s.datagram(PBX1, PHONE, answer), fragsize=1480):
        frame = s.put(ether(PBX1, PHONE) / piece)
    s.note(frame, answer)
    call.acks()


@capture("ip-fragment-missing")
def fragment_missing(s):
    """The same, but the middle fragment is not in the capture."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    contacts = [("Contact", f"<sip:bob@pbx{number}.example.net>;q=0.{number:03}") for number in range(2, 72)]
    pieces = fragment(s.datagram(PBX1, PHONE, call.reply(301, "Moved Permanently", contacts)), fragsize=1480)
    for piece in (pieces[0], pieces[2]):
        s.put(ether(PBX1, PHONE) / piece)
    call.acks()


@capture("answer-before-request")
def before(s):
    """Two interfaces whose packets were not put in order: each answer lies before its request."""
    for user, headers, status in (("bob", [("Contact", NEW)], 301), ("carol", [("Require", "100rel")], 421)):
        call = s.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.last = call.request("INVITE")
        call.told(status, "Moved Permanently" if status == 301 else "Extension Required", headers, interface="eth1")
        s.udp(PHONE, PBX1, call.last, at=s.now - 250)
        call.acks()


@capture("asked-twice-answered-once")
def gaps(s):
    """The server takes 401 ms to answer, and the caller has asked twice by then: one 301 for both."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    s.wait(0.25)
    s.udp(PHONE, PBX1, call.last)
    s.wait(0.15)
    call.moved(NEW)
    call.acks()


@capture("cut-packets")
def cut(s):
    """Captured with a snap length of 200 bytes: the headers behind it are unknown, not absent."""
    for user, status, headers in (("bob", 301, [("Contact", NEW)]), ("carol", 421, [("Require", "100rel")])):
        call = s.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.asks("INVITE", snaplen=200)
        call.told(status, "Moved Permanently" if status == 301 else "Extension Required", headers, snaplen=200)
        call.acks(snaplen=200)


@capture("cut-contact")
def cut_contact(s):
    """Only the 301 is cut, in the middle of its Contact; the INVITE and the ACK are whole."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    data = bytes(call.reply(301, "Moved Permanently", NEW))
    call.moved(NEW, snaplen=14 + 20 + 8 + data.index(b"pbx2.example.net") + 4)
    call.acks()


@capture("one-direction-answers")
def only_answers(s):
    """Only what the servers send was captured."""
    for user, status, headers in (("bob", 301, [("Contact", NEW)]), ("carol", 421, [("Require", "100rel")])):
        call = s.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.last = call.request("INVITE")
        call.told(100, "Trying")
        call.told(status, "Moved Permanently" if status == 301 else "Extension Required", headers)
        s.wait(40)


@capture("one-direction-requests")
def only_requests(s):
    """Only what the phone sends was captured: an INVITE, an ACK, an INVITE to another place; no answer."""
    call, invite, answer, ack = moved_call(s)
    s.udp(PHONE, PBX1, invite)
    s.udp(PHONE, PBX1, ack)
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)


@capture("two-hops")
def two_hops(s):
    """The same Call-ID, From tag and CSeq on two hops, packets interleaved: one 301, seen twice."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    lower = proxy.forwards(call.last, PBX1)
    call.told(100, "Trying")
    answer = proxy.gets(lower, PBX1, 301, "Moved Permanently", [("Contact", NEW)], acks=False)
    call.answer = proxy.returns(answer, PHONE)
    s.udp(PROXY, PBX1, sip.ack_for(lower, answer))
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    call.told(486, "Busy Here")
    call.acks()


@capture("two-hops-421")
def two_hops_421(s):
    """A 421 on two hops; the retry with the tag passes both."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    for supported, status, reason, headers in (
            ("replaces", 421, "Extension Required", [("Require", "100rel")]),
            ("replaces, 100rel", 486, "Busy Here", [])):
        call.asks("INVITE", supported=supported)
        lower = proxy.forwards(call.last, PBX1)
        call.answer = proxy.returns(proxy.gets(lower, PBX1, status, reason, headers), PHONE)
        call.acks()


@capture("icmp-quotes")
def icmp(s):
    """Port unreachable: ICMP quotes the INVITE, and, another time, a 301 that nobody waits for any more."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved("<sip:bob@198.51.100.99>")
    call.acks()
    dead = Host("198.51.100.99", 5060)
    lost = call.request("INVITE", "sip:bob@198.51.100.99")
    unreachable(s, PHONE, dead, lost)
    unreachable(s, PBX1, PHONE, call.answer)


@capture("icmp-of-router")
def icmp_of_router(s):
    """Host unreachable, and, of a second new address, port unreachable: neither from the host that was asked."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved("<sip:bob@198.51.100.99>, <sip:bob@198.51.100.98>")
    call.acks()
    router = Host("203.0.113.1", 0)
    for address, code in (("198.51.100.99", 1), ("198.51.100.98", 3)):
        unreachable(s, PHONE, Host(address, 5060), call.request("INVITE", f"sip:bob@{address}"), router, code)


def unreachable(s, source, destination, message, teller=None, code=3):
    """A datagram, and the ICMP error that quotes it (here whole, as Linux does up to 576 bytes); of whom: else of its
    destination."""
    teller = teller or destination
    datagram = s.datagram(source, destination, message)
    s.put(ether(source, destination) / datagram)
    s.put(ether(teller, source) / ip(teller, source, s.number()) / ICMP(type=3, code=code) / bytes(datagram)[:548])


@capture("body-message-sip")
def body(s):
    """A NOTIFY whose body is a whole 301 (message/sip): no answer to anything."""
    _, _, answer, _ = moved_call(s)
    notify = s.call(PBX1, PHONE, "sip:alice@203.0.113.5", user="bob")
    notify.asks("NOTIFY", headers=[("Event", "refer"), ("Subscription-State", "active;expires=60"),
                                   ("Content-Type", "message/sip")], body=bytes(answer).decode())
    notify.told(200, "OK")


@capture("body-sipfrag")
def sipfrag(s):
    """REFER, and a NOTIFY that reports with message/sipfrag what became of it: SIP/2.0 301, then 421."""
    refer = s.call(PHONE, PBX1)
    refer.asks("REFER", headers=[("Refer-To", "<sip:carol@pbx1.example.net>")])
    refer.told(202, "Accepted")
    for line in ("SIP/2.0 301 Moved Permanently\r\n", "SIP/2.0 421 Extension Required\r\nRequire: 100rel\r\n"):
        notify = s.call(PBX1, PHONE, "sip:alice@203.0.113.5", user="bob")
        notify.asks("NOTIFY", headers=[("Event", "refer"), ("Subscription-State", "terminated;reason=noresource"),
                                       ("Content-Type", "message/sipfrag;version=2.0")], body=line)
        notify.told(200, "OK")


@capture("sctp")
def sctp(s):
    """SIP over SCTP."""
    call, invite, answer, ack = moved_call(s, transport="SCTP")
    for number, (source, destination, message) in enumerate(
            ((PHONE, PBX1, invite), (PBX1, PHONE, answer), (PHONE, PBX1, ack)), 1):
        s.sctp(source, destination, message, number)


@capture("sipdump-tcp-as-udp")
def sipdump(s):
    """What Kamailio's sipdump writes: UDP packets around a call that was TCP, as its Via says."""
    call, invite, answer, ack = moved_call(s, transport="TCP")
    for source, destination, message in ((PHONE, PBX1, invite), (PBX1, PHONE, answer), (PHONE, PBX1, ack)):
        s.udp(source, destination, message)


@capture("cseq-unreadable")
def cseq(s):
    """The method is so long that Wireshark gives up at CSeq: the Contact and Require behind it are hidden, not absent."""
    for user, status, headers in (("bob", 301, [("Contact", NEW)]), ("carol", 421, [("Require", "100rel")])):
        call = s.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.asks("SUBSCRIBETOEVERYTHING")
        call.told(status, "Moved Permanently" if status == 301 else "Extension Required", headers)


@capture("compact-headers")
def compact(s):
    """Every header that has a compact name uses it."""
    short = {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Contact": "m", "Supported": "k", "Content-Length": "l",
             "Content-Type": "c"}
    for user, status, headers in (("bob", 301, [("Contact", NEW)]), ("carol", 421, [("Require", "100rel")])):
        call = s.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.last = call.request("INVITE")
        answer = call.reply(status, "Moved Permanently" if status == 301 else "Extension Required", headers)
        for source, destination, message in ((PHONE, PBX1, call.last), (PBX1, PHONE, answer),
                                             (PHONE, PBX1, sip.ack_for(call.last, answer))):
            body = message.body.encode()
            message.headers.append(["Content-Length", str(len(body))])
            message.headers = [[short.get(name, name), value] for name, value in message.headers]
            s.udp(source, destination, message)
            message.headers = [[{v: k for k, v in short.items()}.get(name, name), value]
                               for name, value in message.headers]


@capture("folded-headers")
def folded(s):
    """Contact and Require folded over lines, Supported in two headers."""
    call = s.call(PHONE, PBX1, supported="replaces,\r\n path")
    call.asks("INVITE", headers=[("Supported", "timer")])
    call.moved("\r\n\t\"Bob,\r\n desk\"\r\n <sip:bob@pbx2.example.net>;q=0.9,\r\n <sip:bob@pbx3.example.net>\r\n ;q=0.4")
    call.acks()
    other = s.call(PHONE, PBX1, "sip:carol@pbx1.example.net", supported="replaces,\r\n path")
    other.asks("INVITE", headers=[("Supported", "timer")])
    other.needs("timer,\r\n\t100rel")
    other.acks()


@capture("other-ports")
def another_port(s):
    """SIP on ports that Wireshark does not know: 5080 to 5090."""
    call = s.call(PHONE._replace(port=5090), PBX1._replace(port=5080), "sip:bob@pbx1.example.net:5080")
    call.asks("INVITE")
    call.moved("<sip:bob@pbx2.example.net:5080>")
    call.acks()


@capture("long-gap")
def long_gap(s):
    """Ten minutes of ringing before the 301, then a day of nothing but one OPTIONS."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(180, "Ringing")
    s.wait(170)
    call.told(180, "Ringing")
    s.wait(170)
    call.moved(NEW)
    call.acks()
    s.wait(86400)
    s.alive(PHONE, OTHER)
