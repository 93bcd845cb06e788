# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of both codes that need more than one answer."""

from scapy.layers.l2 import Dot1Q
from workshop import sip
from workshop.wire import PBX1, PBX2, PHONE, PROXY, Proxy, ether

from . import capture

NEW = "<sip:bob@pbx2.example.net>"


@capture("answer.no-request")
def no_request(s):
    """The capture begins too late: the 301 and its ACK, no INVITE."""
    call = s.call(PHONE, PBX1)
    call.last = call.request("INVITE")
    call.moved(NEW)
    call.acks()


@capture("answer.no-request-not")
def no_request_not(s):
    """The answer lies before its request in the capture, but the request is there."""
    call = s.call(PHONE, PBX1)
    call.last = call.request("INVITE")
    call.moved(NEW)
    s.udp(PHONE, PBX1, call.last)
    call.acks()


def unacknowledged(s, method):
    """An answer that is sent again after 0.5, 1, 2, 4, 4... s."""
    call = s.call(PHONE, PBX1)
    call.asks(method)
    call.moved(NEW)
    for pause in (0.5, 1, 2, 4, 4):
        s.wait(pause)
        if method != "INVITE":
            s.udp(PHONE, PBX1, call.last)
        s.udp(PBX1, PHONE, call.answer)
    return call


@capture("answer.not-acked")
def not_acked(s):
    """No ACK comes, so the server sends its 301 again and again; the capture sees the caller's other requests."""
    unacknowledged(s, "INVITE")
    s.alive()
    s.wait(30)
    s.alive()


@capture("answer.not-acked-not")
def not_acked_late(s):
    """The ACK comes, after the 301 was sent twice."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    s.wait(0.5)
    s.udp(PBX1, PHONE, call.answer)
    call.acks()
    s.alive()
    s.wait(40)
    s.alive()


@capture("answer.not-acked-not-options")
def not_acked_options(s):
    """The 301 to an OPTIONS is sent again each time that it is asked for; nobody acknowledges that."""
    unacknowledged(s, "OPTIONS")
    s.alive()
    s.wait(30)
    s.alive()


@capture("answer.not-taken")
def not_taken(s):
    """A keep-alive is sent again after each 301, as if none came: so nothing shows what became of them."""
    unacknowledged(s, "OPTIONS")
    s.alive()
    s.wait(30)
    s.alive()


@capture("answer.not-taken-not")
def asked_twice(s):
    """The OPTIONS and its 301 cross once on their way; then the caller has its answer, and asks no more."""
    call = s.call(PHONE, PBX1)
    call.asks("OPTIONS")
    s.wait(0.5)
    s.udp(PHONE, PBX1, call.last)
    call.moved(NEW)
    s.udp(PBX1, PHONE, call.answer)
    s.alive()
    s.wait(40)
    s.alive()


def refused_in_session(s):
    """A re-INVITE gets a 421, is not acknowledged, and the called side hangs up; returns call and BYE."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(200, "OK", "<sip:bob@198.51.100.20>")
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.20", cseq=1, supported=None)
    s.wait(5)
    call.asks("INVITE", "sip:bob@198.51.100.20")
    call.needs("timer")
    for pause in (0.5, 1, 2):
        s.wait(pause)
        s.udp(PBX1, PHONE, call.answer)
    back = s.call(PBX1, PHONE, "sip:alice@203.0.113.5", user="bob", call_id=call.call_id, supported=None)
    bye = back.request("BYE", contact=False)
    bye.put("From", call.answer.first("To"))
    bye.put("To", call.answer.first("From"))
    return back, bye


@capture("answer.silent")
def silent(s):
    """A re-INVITE gets a 421, and from then on nothing of the caller is seen: no ACK, no answer to the BYE."""
    _, bye = refused_in_session(s)
    for pause in (0.5, 1, 2, 40):
        s.udp(PBX1, PHONE, bye)
        s.wait(pause)
    s.alive(PBX1)


@capture("answer.silent-not")
def answers_the_bye(s):
    """The same, but the BYE is answered: the caller is there, and acknowledges no 421."""
    back, bye = refused_in_session(s)
    s.udp(PBX1, PHONE, bye)
    s.wait(0.5)
    s.udp(PBX1, PHONE, bye)
    back.told(200, "OK", request=bye)
    s.wait(40)
    s.alive(PBX1)


@capture("answer.not-acked-branch")
def acked_by_another_branch(s):
    """The ACK is there, but with another branch than the INVITE's: the server does not know it, and sends on."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    for pause in (0.5, 1, 2):
        ack = sip.ack_for(call.last, call.answer)
        ack.put("Via", f"SIP/2.0/UDP 203.0.113.5;branch={call.branch()}")
        s.udp(PHONE, PBX1, ack)
        s.wait(pause)
        s.udp(PBX1, PHONE, call.answer)
    s.alive()
    s.wait(40)
    s.alive()


@capture("answer.not-acked-elsewhere")
def acked_at_the_new_place(s):
    """The ACK goes to the new address in place of the server, which goes on sending; the new place answers."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    s.udp(PHONE, PBX2, sip.ack_for(call.last, call.answer))
    moved = call.answer
    call.asks("INVITE", NEW[1:-1], server=PBX2)
    call.answered()
    s.wait(0.5)
    s.udp(PBX1, PHONE, moved)


@capture("answer.not-acked-not-balancer")
def acked_at_a_balancer(s):
    """A balancer is asked, a node behind it answers from its own address, and the ACK goes to the balancer."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    moved = call.reply(301, "Moved Permanently", NEW)
    s.udp(PROXY, PHONE, moved)
    call.acks()
    s.alive()
    s.wait(40)
    s.alive()


@capture("answer.via-kept")
def via_kept(s):
    """A proxy hands the 301 back with its own Via still on top; the caller drops it, and asks again and again."""
    call = s.call(PHONE, PROXY)
    call.asks("INVITE")
    proxy = Proxy(s)
    moved = proxy.gets(proxy.forwards(call.last, PBX1), PBX1, 301, "Moved Permanently", [("Contact", NEW)])
    for pause in (0.5, 1, 2):
        s.udp(PROXY, PHONE, moved)
        s.wait(pause)
        s.udp(PHONE, PROXY, call.last)
    s.udp(PROXY, PHONE, moved)


@capture("answer.via-kept-not")
def via_of_the_caller(s):
    """A balancer puts no Via of its own on what it sends on: the 301 goes back as it came, with the caller's on top."""
    call = s.call(PHONE, PROXY)
    call.last = call.request("INVITE")
    s.udp(PROXY, PBX1, call.last)
    moved = call.reply(301, "Moved Permanently", NEW)
    s.udp(PBX1, PROXY, moved)
    s.udp(PROXY, PHONE, moved)
    call.acks()


@capture("answer.retransmitted")
def retransmitted(s):
    """The 301 three times, 0.5 and 1 s apart, before the ACK."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    for pause in (0.5, 1):
        s.wait(pause)
        s.udp(PBX1, PHONE, call.answer)
    call.acks()


@capture("answer.retransmitted-not")
def captured_twice(s):
    """Each packet twice within a millisecond: captured at two ports of a switch, not sent twice."""
    call = s.call(PHONE, PBX1)
    invite = call.request("INVITE")
    call.last = invite
    for source, target, message in ((PHONE, PBX1, invite), (PBX1, PHONE, call.reply(301, "Moved Permanently", NEW)),
                                    (PHONE, PBX1, sip.ack_for(invite, call.answer))):
        packet = ether(source, target) / s.datagram(source, target, message)
        s.note(s.put(packet), message)
        s.put(packet, interface="eth1", after=35)


@capture("answer.retransmitted-not-vlan")
def captured_twice_vlan(s):
    """The 301 twice within a millisecond: before and behind a router, with another VLAN tag and one hop less to live."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    answer = call.reply(301, "Moved Permanently", NEW)
    datagram = s.datagram(PBX1, PHONE, answer)
    s.note(s.put(ether(PBX1, PHONE) / Dot1Q(vlan=20) / datagram), answer)
    datagram.ttl -= 1
    s.put(ether(PBX1, PHONE) / Dot1Q(vlan=10) / datagram, after=80)
    call.acks()


@capture("answer.retransmitted-not-tcp")
def tcp_again(s):
    """TCP sends the segment with the 301 again: SIP sees it once."""
    call = s.call(PHONE._replace(port=40001), PBX1, transport="TCP")
    stream = s.tcp(call.caller, PBX1)
    call.last = call.request("INVITE")
    stream.send(call.caller, call.last)
    answer = bytes(call.reply(301, "Moved Permanently", NEW))
    start = stream.next[PBX1]
    segment = stream.segment(PBX1, answer)
    s.note(s.put(segment), answer)
    s.wait(0.3)
    s.put(stream.segment(PBX1, answer, sequence=start))
    stream.send(call.caller, sip.ack_for(call.last, call.answer))
    stream.close(call.caller)


@capture("answer.reason-mismatch")
def reason_mismatch(s):
    """A 301 with the words of 421, and a 421 with those of 420."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(301, "Extension Required", NEW)
    call.acks()
    other = s.call(PHONE, PBX2, "sip:carol@pbx2.example.net")
    other.asks("INVITE")
    other.told(421, "Bad Extension", [("Require", "100rel")])
    other.acks()


@capture("answer.reason-mismatch-not")
def reason_own_words(s):
    """The server's own words, a phrase in other letters, and none at all: all legal."""
    for number, phrase in enumerate(("Bob lives elsewhere now", "MOVED permanently", "")):
        call = s.call(PHONE, PBX1, f"sip:bob{number}@pbx1.example.net")
        call.asks("INVITE")
        call.told(301, phrase, NEW)
        call.acks()


@capture("answer.warning")
def warning(s):
    """The 301 carries a Warning."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved([("Contact", NEW), ("Warning", '399 pbx1.example.net "Number ported, database of \\"March\\""')])
    call.acks()


@capture("answer.warning-not")
def warning_elsewhere(s):
    """A Warning in the answer to the follow-up, none in the 301."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    call.told(488, "Not Acceptable Here", [("Warning", '304 pbx2.example.net "Media type not available"')])
    call.acks()


@capture("answer.cancelled")
def cancelled(s):
    """The caller hangs up while the 301 is on its way; nobody follows it."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    invite = call.last
    call.told(100, "Trying")
    s.wait(2)
    cancel = call.request("CANCEL", via=invite.first("Via"), cseq=1, supported=None, contact=False)
    s.udp(PHONE, PBX1, cancel)
    call.moved(NEW, request=invite, after=90)
    s.udp(PBX1, PHONE, sip.answer_to(cancel, 200, "OK", [], "c1"))
    call.acks()
    s.alive()
    s.wait(40)
    s.alive()


@capture("answer.cancelled-followed")
def cancelled_followed(s):
    """The CANCEL crosses the 301, and the caller still follows it."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    invite = call.last
    call.told(100, "Trying")
    s.wait(2)
    cancel = call.request("CANCEL", via=invite.first("Via"), cseq=1, supported=None, contact=False)
    s.udp(PHONE, PBX1, cancel)
    call.moved(NEW, request=invite, after=90)
    s.udp(PBX1, PHONE, sip.answer_to(cancel, 200, "OK", [], "c1"))
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    call.told(486, "Busy Here")
    call.acks()


@capture("answer.cancelled-not")
def cancelled_later(s):
    """The caller hangs up while the follow-up rings: the CANCEL is not for the request that got the 301."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    invite = call.last
    call.told(180, "Ringing")
    s.wait(3)
    cancel = call.request("CANCEL", "sip:bob@pbx2.example.net", via=invite.first("Via"), cseq=2, supported=None,
                          contact=False)
    s.udp(PHONE, PBX2, cancel)
    s.udp(PBX2, PHONE, sip.answer_to(cancel, 200, "OK", [], "c1"))
    call.told(487, "Request Terminated", request=invite)
    call.acks()


def through(s, back):
    """A call through a proxy whose server says 301; @back(proxy, answer) is what the caller gets."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    call.told(100, "Trying")
    lower = proxy.forwards(call.last, PBX1)
    answer = proxy.gets(lower, PBX1, 301, "Moved Permanently", [("Contact", NEW)])
    call.answer = back(proxy, answer)
    call.acks()


@capture("answer.upstream")
def upstream(s):
    """The proxy asks two places at once: one says 301, the other is busy, and the caller gets the 486."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    call.told(100, "Trying")
    first, second = proxy.forwards(call.last, PBX1), proxy.forwards(call.last, PBX2)
    proxy.gets(first, PBX1, 301, "Moved Permanently", [("Contact", NEW)])
    busy = proxy.gets(second, PBX2, 486, "Busy Here")
    call.answer = proxy.returns(busy, PHONE)
    call.acks()


@capture("answer.upstream-not")
def upstream_same(s):
    """The proxy hands the 301 on as it is."""
    through(s, lambda proxy, answer: proxy.returns(answer, PHONE))


@capture("moved.masked")
def masked(s):
    """The proxy makes a 404 of the 301: the caller never learns the new address."""
    def change(copy):
        copy.start = "SIP/2.0 404 Not Found"
        copy.drop("Contact")
    through(s, lambda proxy, answer: proxy.returns(answer, PHONE, change))


@capture("moved.masked-not")
def not_masked(s):
    """The proxy tries the new address itself, which says 404, and hands that on: nothing is hidden."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    call.told(100, "Trying")
    proxy.gets(proxy.forwards(call.last, PBX1), PBX1, 301, "Moved Permanently", [("Contact", NEW)])
    answer = proxy.gets(proxy.forwards(call.last, PBX2, NEW[1:-1]), PBX2, 404, "Not Found")
    call.answer = proxy.returns(answer, PHONE)
    call.acks()


@capture("answer.ack-uri")
def ack_uri(s):
    """The ACK carries the new address from the Contact, not that of the INVITE, and the 301 comes again."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    ack = sip.ack_for(call.last, call.answer)
    ack.start = f"ACK {NEW[1:-1]} SIP/2.0"
    s.udp(PHONE, PBX1, ack)
    s.wait(0.5)
    s.udp(PBX1, PHONE, call.answer)
    s.udp(PHONE, PBX1, ack)


@capture("answer.ack-uri-not")
def ack_uri_not(s):
    """The ACK carries the Request-URI of the INVITE; the next INVITE and its ACK have the new one, as they should."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    call.acks()
    call.asks("INVITE", NEW[1:-1], server=PBX2)
    call.answered()


@capture("answer.after-final")
def after_final(s):
    """2 s after the 301, the server sends a 180 for the same INVITE."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved(NEW)
    call.acks()
    s.wait(2)
    call.told(180, "Ringing")


@capture("answer.after-final-not")
def after_final_not(s):
    """A second copy of the 180 comes behind the 301, within a millisecond: the network mixed them up."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(180, "Ringing")
    ringing = call.answer
    call.moved(NEW)
    s.udp(PBX1, PHONE, ringing)
    call.acks()
