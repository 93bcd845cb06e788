# SPDX-License-Identifier: GPL-2.0-or-later
"""The plain cases, to begin with."""

from workshop.wire import PBX1, PBX2, PBX6, PHONE, PHONE2, PHONE6, PROXY, Host, Proxy

from . import capture


REGISTRAR = Host("198.51.100.40", 5060, "example-registrar/1.0")


@capture("301-basic")
def moved(s):
    """bob has moved to another server; the caller goes there and is answered."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(100, "Trying")
    call.moved("<sip:bob@pbx2.example.net>")
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    call.answered()


@capture("301-order")
def moved_in_order(s):
    """Two new addresses, the better one last; it is dead, so the caller takes the other 1.9 s later."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved('"Bob, desk" <sip:bob@pbx2.example.net>;q=0.4, <sip:bob@198.51.100.99:5060>;q=0.9')
    call.acks()
    dead = Host("198.51.100.99", 5060)
    call.asks("INVITE", "sip:bob@198.51.100.99:5060", server=dead)
    first = call.last
    s.wait(0.5)
    s.udp(PHONE, dead, first)
    s.wait(1)
    s.udp(PHONE, dead, first)
    s.wait(0.4)
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    call.answered()


@capture("301-not-followed")
def moved_not_followed(s):
    """The caller does nothing with the 301, though the capture sees its other requests for 40 s."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.moved("<sip:bob@pbx2.example.net>")
    call.acks()
    s.alive()
    s.wait(40)
    s.alive()


@capture("301-proxy-recurses")
def moved_recursed(s):
    """The proxy follows the 301 itself (same CSeq, new branch); the caller sees a 200 only."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    invite = call.last
    call.told(100, "Trying")
    first = proxy.forwards(invite, PBX1)
    proxy.gets(first, PBX1, 301, "Moved Permanently", [("Contact", "<sip:bob@pbx2.example.net>")])
    second = proxy.forwards(invite, PBX2, "sip:bob@pbx2.example.net")
    ok = proxy.gets(second, PBX2, 200, "OK", [("Contact", "<sip:bob@198.51.100.30>")])
    call.answer = proxy.returns(ok, PHONE)
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.30", server=PBX2, cseq=1, supported=None)
    s.wait(3)
    call.hangs_up()


@capture("421-basic")
def extension_required(s):
    """The server insists on 100rel, the caller does not offer it and gives up."""
    call = s.call(PHONE, PBX1, supported="timer, path, replaces")
    call.asks("INVITE")
    call.told(100, "Trying")
    call.needs("100rel")
    call.acks()
    s.alive()
    s.wait(40)
    s.alive()


def dialled_at_two(s, apart):
    """One caller asks two servers for the same user, one so many ms after the other: the first insists on 100rel, the second
    answers. All of it in front of the first answer where it is at once."""
    one = s.call(PHONE, PBX1, supported="replaces")
    other = s.call(PHONE, PBX2, "sip:bob@pbx2.example.net", supported="replaces")
    one.asks("INVITE")
    if apart < 1000:
        other.asks("INVITE", after=apart * 1000)
        one.needs("100rel")
        one.acks()
    else:
        one.needs("100rel")
        one.acks()
        s.wait(60)
        other.asks("INVITE")
    other.told(180, "Ringing")
    s.wait(40)
    other.answered()
    s.alive()


@capture("421-dialled-at-two")
def dialled_at_two_at_once(s):
    """The caller tries two servers at once. The first insists on 100rel, at the second somebody answers after 40 s: one call."""
    dialled_at_two(s, 20)


@capture("421-dialled-at-two-not")
def dialled_at_two_in_turn(s):
    """The call fails at the first server; a minute later the caller dials once more, by the second one: two calls."""
    dialled_at_two(s, 60000)


def comes_back(s, method, tag, one_call_id):
    """A client that comes back every two minutes, and gets the same 421 each time."""
    call = None
    for _ in range(5):
        if not one_call_id or not call:
            call = s.call(PHONE, REGISTRAR, "sip:registrar.example.net" if method == "REGISTER" else "sip:bob@pbx1.example.net",
                          supported="timer")
            if method == "REGISTER":
                call.to = "sip:alice@registrar.example.net"
        call.asks(method, headers=[] if method == "REGISTER" else [("Event", "presence")])
        call.needs(tag)
        s.wait(120)


@capture("421-registers-every-two-minutes")
def registers_again(s):
    """A telephone registers every two minutes, with one Call-ID: one registration, refused five times."""
    comes_back(s, "REGISTER", "path", True)


@capture("421-registers-with-new-call-ids")
def registers_anew(s):
    """A telephone registers every two minutes, with a new Call-ID each time: one registration all the same."""
    comes_back(s, "REGISTER", "path", False)


@capture("421-subscribes-every-two-minutes")
def subscribes_again(s):
    """A telephone asks every two minutes to be told of somebody, with one Call-ID: one subscription."""
    comes_back(s, "SUBSCRIBE", "eventlist", True)


@capture("421-registers-two-users")
def registers_two(s):
    """One host registers two users, with one Call-ID each: two registrations, refused five times each."""
    calls = []
    for user in ("alice", "carol"):
        call = s.call(PHONE, REGISTRAR, "sip:registrar.example.net", supported="timer", user=user)
        call.to = f"sip:{user}@registrar.example.net"
        calls.append(call)
    for _ in range(5):
        for call in calls:
            call.asks("REGISTER")
            call.needs("path")
        s.wait(120)


@capture("421-retried")
def extension_retried(s):
    """The caller comes back with the tag, sends PRACK for the reliable 180 and is answered."""
    call = s.call(PHONE, PBX1, supported="replaces")
    call.asks("INVITE")
    call.needs("100rel")
    call.acks()
    call.asks("INVITE", supported="replaces, 100rel")
    invite = call.last
    call.told(180, "Ringing", [("Require", "100rel"), ("RSeq", "1"), ("Contact", "<sip:bob@198.51.100.20>")])
    call.enters_dialog()
    call.asks("PRACK", "sip:bob@198.51.100.20", headers=[("RAck", "1 2 INVITE")], supported=None, contact=False)
    call.told(200, "OK")
    s.wait(2)
    call.told(200, "OK", [("Contact", "<sip:bob@198.51.100.20>")], request=invite)
    call.asks("ACK", "sip:bob@198.51.100.20", cseq=2, supported=None)
    s.wait(2)
    call.hangs_up()


@capture("421-several-tags")
def extension_several(s):
    """Three tags are asked for, in two Require headers; one was offered, two are missing."""
    call = s.call(PHONE, PBX1, supported="timer, replaces")
    call.asks("INVITE")
    call.needs("100rel, timer", headers=[("Require", "precondition")])
    call.acks()


@capture("both-interleaved")
def interleaved(s):
    """Three calls at once: a 301 that is followed, a 421 that is not, and one call without either."""
    moved_call = s.call(PHONE, PBX1)
    refused = s.call(PHONE2, PBX1, "sip:carol@pbx1.example.net")
    plain = s.call(PHONE, PBX2, "sip:dave@pbx2.example.net")
    moved_call.asks("INVITE")
    refused.asks("INVITE")
    plain.asks("INVITE")
    refused.needs("100rel")
    plain.told(180, "Ringing")
    moved_call.moved("<sip:bob@pbx2.example.net>")
    refused.acks()
    moved_call.acks()
    moved_call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2)
    plain.told(486, "Busy Here")
    plain.acks()
    moved_call.answered()


@capture("301-ipv6")
def moved_ipv6(s):
    """IPv6 addresses in the packets, the Request-URI and the Contact."""
    call = s.call(PHONE6, PBX6, "sip:bob@[2001:db8:1::20]")
    call.asks("INVITE")
    call.moved("<sip:bob@[2001:db8:1::30]:5070;transport=udp>;q=0.7")
    call.acks()
    call.asks("INVITE", "sip:bob@[2001:db8:1::30]:5070;transport=udp", server=Host("2001:db8:1::30", 5070))
    call.told(486, "Busy Here")
    call.acks()


@capture("plain-call")
def plain(s):
    """A call without any 301 or 421: nothing to say."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.answered()


@capture("302-and-420")
def neighbours(s):
    """A 302 and a 420, which are no 301 and no 421: nothing to say."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(302, "Moved Temporarily", "<sip:bob@pbx2.example.net>")
    call.acks()
    call.asks("INVITE", "sip:bob@pbx2.example.net", server=PBX2, headers=[("Require", "100rel")])
    call.told(420, "Bad Extension", [("Unsupported", "100rel")])
    call.acks()
