# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of 301 that need what came before or after, or another kind of call."""

from workshop import sip
from workshop.wire import OTHER, PBX1, PBX2, PHONE, PHONE2, PROXY, Host, Proxy

from . import capture

OLD, NEW = "sip:bob@pbx1.example.net", "sip:bob@pbx2.example.net"
PBX3 = Host("198.51.100.40", 5060, "example-pbx/1.0")
DEAD = Host("198.51.100.99", 5060)


def moves(s, contact=f"<{NEW}>", **how):
    """INVITE, 301, ACK."""
    call = s.call(PHONE, PBX1, **how)
    call.asks("INVITE")
    call.moved(contact)
    call.acks()
    return call


CHALLENGE = 'Digest realm="pbx2.example.net", nonce="84a4cc6f", algorithm=MD5'


def tries(call, uri, server, status, reason, answer=(), **how):
    """The next INVITE of the call, and a refusal with the headers @answer."""
    call.asks("INVITE", uri, server=server, **how)
    call.told(status, reason, answer)
    call.acks()


@capture("moved.permanently")
def permanently(s):
    """The plain case."""
    moves(s)


@capture("moved.permanently-not")
def temporarily(s):
    """302: moved for now."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(302, "Moved Temporarily", f"<{NEW}>")
    call.acks()


@capture("moved.permanently-register")
def registrar_moved(s):
    """A REGISTER: the registrar has moved."""
    call = s.call(PHONE, PBX1, "sip:pbx1.example.net")
    call.to = "sip:alice@pbx1.example.net"
    call.asks("REGISTER")
    call.moved("<sip:pbx2.example.net>")


@capture("moved.permanently-options")
def trunk_moved(s):
    """The keep-alive of a trunk: the server without any user has moved."""
    call = s.call(PHONE, PBX1, "sip:pbx1.example.net")
    call.asks("OPTIONS")
    call.moved("<sip:pbx2.example.net>")


@capture("moved.permanently-subscribe")
def subscription_moved(s):
    """A SUBSCRIBE."""
    call = s.call(PHONE, PBX1)
    call.asks("SUBSCRIBE", headers=[("Event", "presence"), ("Expires", "3600")])
    call.moved(f"<{NEW}>")


@capture("moved.permanently-message")
def message_moved(s):
    """A MESSAGE."""
    call = s.call(PHONE, PBX1)
    call.asks("MESSAGE", headers=[("Content-Type", "text/plain")], body="Hello", contact=False)
    call.moved(f"<{NEW}>")


@capture("moved.permanently-server")
def same_user_and_domain(s):
    """Same user, same domain, only a server and its port: the trunk's setting, not the address book."""
    call = s.call(PHONE, PBX1, "sip:bob@198.51.100.20")
    call.asks("INVITE")
    call.moved("<sip:bob@198.51.100.20:5080>")
    call.acks()


def through(s, contact, upper_uri=OLD, back=None):
    """A call through a proxy, which asks for OLD whatever it was asked for."""
    call, proxy = s.call(PHONE, PROXY, upper_uri), Proxy(s)
    call.asks("INVITE")
    lower = proxy.forwards(call.last, PBX1, OLD)
    answer = proxy.gets(lower, PBX1, 301, "Moved Permanently", contact)
    call.answer = proxy.returns(answer, PHONE, back)
    call.acks()
    return call


@capture("moved.no-contact-proxy")
def contact_lost(s):
    """The server's 301 had a Contact; the proxy between took it."""
    through(s, [("Contact", f"<{NEW}>")], back=lambda copy: copy.drop("Contact"))


@capture("moved.self-not-hops")
def self_above(s):
    """What the 301 names is what the caller asked for, but not what the server was asked for: the proxy had changed it."""
    through(s, [("Contact", "<sip:bob@example.net>")], upper_uri="sip:bob@example.net")


@capture("moved.number-routing")
def ported(s):
    """The same number with a routing number: a look-up, no move."""
    call = s.call(PHONE, PBX1, "sip:+493055501000@pbx1.example.net;user=phone")
    call.asks("INVITE")
    call.moved("<sip:+493055501000;rn=+49191234;npdi@pbx1.example.net;user=phone>")
    call.acks()


@capture("moved.number-routing-reason")
def ported_by_reason(s):
    """A Reason header with a cause of the telephone network: the number was ported."""
    call = s.call(PHONE, PBX1, "sip:+493055501000@pbx1.example.net;user=phone")
    call.asks("INVITE")
    call.moved([("Contact", "<sip:+493055501000@pbx2.example.net;user=phone>"),
                ("Reason", 'Q.850;cause=14;text="Query on release"')])
    call.acks()


@capture("moved.number-routing-not-changed")
def number_changed(s):
    """A Reason header with the telephone network's own cause for a changed number, which is what 301 stands for."""
    call = s.call(PHONE, PBX1, "sip:+493055501000@pbx1.example.net;user=phone")
    call.asks("INVITE")
    call.moved([("Contact", "<sip:+493055501000@pbx2.example.net;user=phone>"),
                ("Reason", 'Q.850;cause=22;text="Number changed"')])
    call.acks()


@capture("moved.number-routing-not")
def another_number(s):
    """Another number, and a Reason of SIP: a move."""
    call = s.call(PHONE, PBX1, "sip:+493055501000@pbx1.example.net;user=phone")
    call.asks("INVITE")
    call.moved([("Contact", "<sip:+493055502000@pbx1.example.net;user=phone>"), ("Reason", "SIP;cause=301")])
    call.acks()


@capture("moved.loop")
def circle(s):
    """pbx1 sends the call to pbx2, pbx2 back to pbx1, and the caller asks there again."""
    call = moves(s)
    tries(call, NEW, PBX2, 301, "Moved Permanently", f"<{OLD}>")
    tries(call, OLD, PBX1, 301, "Moved Permanently", f"<{NEW}>")


@capture("moved.loop-stopped")
def circle_stopped(s):
    """pbx1 sends the call to pbx2, pbx2 back to pbx1; the caller sees that, and stops."""
    call = moves(s)
    tries(call, NEW, PBX2, 301, "Moved Permanently", f"<{OLD}>")
    s.alive()
    s.wait(40)
    s.alive()


@capture("moved.loop-hops")
def circle_over_hops(s):
    """The caller asks for bob@example.net, the proxy asks pbx1 for bob there, and its 301 names bob@example.net."""
    through(s, [("Contact", "<sip:bob@example.net>")], upper_uri="sip:bob@example.net")
    s.alive()
    s.wait(40)
    s.alive()


@capture("moved.loop-hops-not")
def domain_elsewhere(s):
    """The 301 names what the caller had asked a proxy for; the caller asks the domain's own server, and bob answers there."""
    call = through(s, [("Contact", "<sip:bob@example.net>")], upper_uri="sip:bob@example.net")
    call.asks("INVITE", "sip:bob@example.net", server=PBX2)
    call.answered()


@capture("moved.loop-not")
def straight(s):
    """Two moves in a row, to a third place; a minute later a new call asks at the first place again."""
    call = moves(s)
    tries(call, NEW, PBX2, 301, "Moved Permanently", "<sip:bob@pbx3.example.net>")
    tries(call, "sip:bob@pbx3.example.net", PBX3, 486, "Busy Here")
    s.wait(60)
    moves(s)


@capture("moved.chain")
def chain(s):
    """301, then 302 at the new place, then an answer at the third."""
    call = moves(s)
    tries(call, NEW, PBX2, 302, "Moved Temporarily", "<sip:bob@pbx3.example.net>")
    call.asks("INVITE", "sip:bob@pbx3.example.net", server=PBX3)
    call.answered()


@capture("302-followed")
def forwarded_by_302(s):
    """A telephone forwards by 302, its caller follows and is answered; a minute and more later other SIP comes, and a 301."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(302, "Moved Temporarily", f"<{NEW}>")
    call.acks()
    call.asks("INVITE", NEW, server=PBX2)
    call.answered()
    for _ in range(4):
        s.wait(70)
        s.alive()
    call = s.call(PHONE2, PBX1)
    call.asks("INVITE")
    call.moved(f"<{NEW}>")
    call.acks()


def to_the_dead(s, status, reason):
    """301, then another redirect to a place that says nothing; later the old address is asked again."""
    call = moves(s)
    tries(call, NEW, PBX2, status, reason, "<sip:bob@198.51.100.99>")
    call.asks("INVITE", "sip:bob@198.51.100.99", server=DEAD)
    s.wait(0.5)
    s.udp(PHONE, DEAD, call.last)
    s.wait(19.5)
    again = s.call(PHONE, PBX1)
    again.asks("INVITE")
    s.alive()
    s.wait(60)
    s.alive()


@capture("301-302-silent")
def lost_behind_302(s):
    """A 301, then a 302 to a place that says nothing: lost, and no wonder that the old address is asked again."""
    to_the_dead(s, 302, "Moved Temporarily")


@capture("301-301-silent")
def lost_behind_301(s):
    """A 301, then another one to a place that says nothing: lost, and no wonder that the old address is asked again."""
    to_the_dead(s, 301, "Moved Permanently")


@capture("moved.chain-not")
def two_targets(s):
    """One move with two addresses, tried one after the other: no chain."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5")
    tries(call, NEW, PBX2, 480, "Temporarily Unavailable")
    call.asks("INVITE", "sip:bob@pbx3.example.net", server=PBX3)
    call.answered()


def by_tls(s, old, new):
    """What a capture at a TLS terminator shows: sips in the URIs, TCP on the wire."""
    call = s.call(PHONE, PBX1, old, transport="TLS")
    call.asks("INVITE")
    call.moved(f"<{new}>")
    call.acks()


@capture("moved.insecure")
def insecure(s):
    """Asked for at sips:, moved to sip:."""
    by_tls(s, "sips:bob@pbx1.example.net", NEW)


@capture("moved.insecure-not")
def secure(s):
    """Asked for at sips:, moved to sips:."""
    by_tls(s, "sips:bob@pbx1.example.net", "sips:bob@pbx2.example.net")


@capture("moved.private-target-not")
def private_for_private(s):
    """The new address is private, and so is the caller."""
    call = s.call(Host("10.1.2.50", 5060, "example-phone/1.0"), Host("10.1.2.2", 5060, "example-pbx/1.0"),
                  "sip:bob@10.1.2.2")
    call.asks("INVITE")
    call.moved("<sip:bob@10.1.2.3>")
    call.acks()


@capture("moved.private-target-not-reached")
def private_but_reached(s):
    """The new address is private, the caller is not, but it gets there all the same: a tunnel, perhaps."""
    call = moves(s, "<sip:bob@10.1.2.3>")
    tries(call, "sip:bob@10.1.2.3", Host("10.1.2.3", 5060, "example-pbx/1.0"), 486, "Busy Here")


@capture("moved.foreign-domain-not-address")
def no_name(s):
    """The new host is an address, which belongs to no domain."""
    moves(s, "<sip:bob@198.51.100.30>")


@capture("moved.in-dialog")
def in_dialog(s):
    """A re-INVITE in the middle of a call gets a 301: nobody dials that address."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(200, "OK", "<sip:bob@198.51.100.20>")
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.20", cseq=1, supported=None)
    s.wait(5)
    call.asks("INVITE", "sip:bob@198.51.100.20")
    call.moved("<sip:bob@198.51.100.30>")
    call.acks()
    call.hangs_up()


@capture("moved.in-dialog-not")
def before_dialog(s):
    """The answer has a To tag, the request has none: no dialog yet."""
    moves(s)


@capture("moved.followed")
def followed(s):
    """The caller tries the new address 0.4 ms later and is answered."""
    call = moves(s)
    call.asks("INVITE", NEW, server=PBX2)
    call.answered()


@capture("moved.followed-new-call-id")
def followed_anew(s):
    """The caller follows with a new Call-ID, which is allowed."""
    moves(s)
    call = s.call(PHONE, PBX2, NEW)
    call.asks("INVITE")
    call.answered()


@capture("moved.followed-challenged")
def followed_challenged(s):
    """The new server asks for a password first: the 401 is not the end of the follow-up."""
    call = moves(s)
    tries(call, NEW, PBX2, 401, "Unauthorized", [("WWW-Authenticate", CHALLENGE)])
    call.asks("INVITE", NEW, headers=[("Authorization", 'Digest username="alice", realm="pbx2.example.net", '
                                       f'nonce="84a4cc6f", uri="{NEW}", response="7587245234b3434cc3412213e5f113a5"')])
    call.answered()


@capture("moved.followed-not")
def another_call(s):
    """Nobody follows: what comes later is another caller's call to the new address."""
    moves(s)
    s.wait(1)
    call = s.call(PHONE2, PBX2, NEW, user="zoe")
    call.asks("INVITE")
    call.answered()


@capture("moved.not-followed")
def not_followed(s):
    """Nothing follows the 301, though the capture sees the caller's other requests for 40 s."""
    moves(s)
    s.alive()
    s.wait(40)
    s.alive()


def lost_with_wrong_ack(s, contact, uri=OLD):
    """The ACK carries the new address, and the call goes no further in the 45 s that the caller is seen."""
    call = s.call(PHONE, PBX1, uri)
    s.alive()
    call.asks("INVITE")
    call.moved(f"<{contact}>")
    ack = sip.ack_for(call.last, call.answer)
    ack.start = f"ACK {contact} SIP/2.0"
    s.udp(PHONE, PBX1, ack)
    s.alive()
    s.wait(45)
    s.alive()


@capture("moved.tel-route")
def looked_up_and_not_routed(s):
    """A look-up names a number with its route, and nobody takes it; that the ACK is wrong too, costs no call."""
    lost_with_wrong_ack(s, "tel:+493055501000;rn=+49191234;npdi", "sip:+493055501000@pbx1.example.net;user=phone")


@capture("moved.tel-wrong-ack")
def number_with_wrong_ack(s):
    """The call ends at a telephone number, which nobody calls; that the ACK is wrong too, costs no call."""
    lost_with_wrong_ack(s, "tel:+493055502000")


@capture("moved.not-sip-wrong-ack")
def no_sip_with_wrong_ack(s):
    """No SIP request can go to the new address; that the ACK is wrong too, costs no call."""
    lost_with_wrong_ack(s, "https://www.example.net/bob")


@capture("moved.number-routing-not-followed")
def route_not_followed(s):
    """A look-up names the number with its route in a SIP address, for this call, and nobody goes there."""
    call = s.call(PHONE, PBX1, "sip:+493055501000@pbx1.example.net;user=phone")
    call.asks("INVITE")
    call.moved("<sip:+493055501000;rn=+49191234;npdi@pbx2.example.net;user=phone>")
    call.acks()
    s.alive()
    s.wait(45)
    s.alive()


@capture("moved.not-followed-not")
def too_short(s):
    """Nothing follows the 301, but the capture ends 3 s later: nobody can know."""
    moves(s)
    s.alive()
    s.wait(3)
    s.alive()


@capture("moved.not-followed-not-seen")
def cannot_be_seen(s):
    """Nothing follows the 301 for 40 s, but all that the capture sees is at the server: the rest need not pass here."""
    moves(s)
    s.wait(40)
    call = s.call(PHONE2, PBX1, "sip:carol@pbx1.example.net")
    call.asks("INVITE")
    call.told(486, "Busy Here")
    call.acks()


@capture("moved.gave-up")
def gave_up(s):
    """The first of two new addresses says 404; the second is never tried."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5")
    tries(call, NEW, PBX2, 404, "Not Found")
    s.alive()
    s.wait(40)
    s.alive()


@capture("moved.gave-up-not")
def did_not_give_up(s):
    """The first of two new addresses says 404, the second answers; a third is a telephone number."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5, <tel:+493055501000>;q=0.1")
    tries(call, NEW, PBX2, 404, "Not Found")
    call.asks("INVITE", "sip:bob@pbx3.example.net", server=PBX3)
    call.answered()
    s.wait(40)
    s.alive()


@capture("moved.silent-target")
def silent_target(s):
    """The first of two new addresses says nothing for 3.5 s, the second answers."""
    call = moves(s, "<sip:bob@198.51.100.99>;q=0.9, <sip:bob@198.51.100.40>;q=0.5")
    call.asks("INVITE", "sip:bob@198.51.100.99", server=DEAD)
    invite = call.last
    for pause in (0.5, 1, 2):
        s.wait(pause)
        s.udp(PHONE, DEAD, invite)
    call.asks("INVITE", "sip:bob@198.51.100.40", server=PBX3)
    call.answered()
    s.wait(40)
    s.alive()


@capture("moved.silent-target-not")
def not_silent(s):
    """The first of two new addresses says 100 and then nothing more; 3.5 s later the caller asks the second, which answers."""
    call = moves(s, "<sip:bob@198.51.100.99>;q=0.9, <sip:bob@198.51.100.40>;q=0.5")
    call.asks("INVITE", "sip:bob@198.51.100.99", server=DEAD)
    call.told(100, "Trying")
    s.wait(3.5)
    call.asks("INVITE", "sip:bob@198.51.100.40", server=PBX3)
    call.answered()
    s.wait(40)
    s.alive()


def one_then_the_other(s, status, reason):
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@198.51.100.40>;q=0.5")
    tries(call, NEW, PBX2, status, reason)
    call.asks("INVITE", "sip:bob@198.51.100.40", server=PBX3)
    call.answered()
    s.wait(40)
    s.alive()


@capture("moved.silent-target-unknown")
def unknown_target(s):
    """The first of two new addresses does not know the user, the second answers."""
    one_then_the_other(s, 404, "Not Found")


@capture("moved.silent-target-not-busy")
def busy_target(s):
    """The first of two new addresses is busy, the second answers: each does what it is for."""
    one_then_the_other(s, 486, "Busy Here")


@capture("moved.all-failed")
def all_failed(s):
    """Nobody is known at either of the new addresses: 404 and 410."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5")
    tries(call, NEW, PBX2, 404, "Not Found")
    tries(call, "sip:bob@pbx3.example.net", PBX3, 410, "Gone")


@capture("moved.all-failed-silent")
def all_silent(s):
    """The only new address says nothing for 32 s."""
    call = moves(s, "<sip:bob@198.51.100.99>")
    call.asks("INVITE", "sip:bob@198.51.100.99", server=DEAD)
    invite = call.last
    for pause in (0.5, 1, 2, 4, 8, 16):
        s.wait(pause)
        s.udp(PHONE, DEAD, invite)
    s.alive()
    s.wait(40)
    s.alive()


@capture("moved.all-failed-not")
def not_all_failed(s):
    """The first new address refuses, the second wants credentials and a smaller body, and then answers."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5")
    tries(call, NEW, PBX2, 404, "Not Found")
    tries(call, "sip:bob@pbx3.example.net", PBX3, 413, "Request Entity Too Large")
    call.asks("INVITE", "sip:bob@pbx3.example.net")
    call.answered()


@capture("moved.order")
def order(s):
    """The caller tries q=0.4 first, and q=0.9 after it."""
    call = moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.4")
    tries(call, "sip:bob@pbx3.example.net", PBX3, 486, "Busy Here")
    call.asks("INVITE", NEW, server=PBX2)
    call.answered()


@capture("moved.order-not")
def order_free(s):
    """The second address first, but both have the same q."""
    call = moves(s, f"<{NEW}>;q=0.5, <sip:bob@pbx3.example.net>;q=0.5")
    tries(call, "sip:bob@pbx3.example.net", PBX3, 486, "Busy Here")
    call.asks("INVITE", NEW, server=PBX2)
    call.answered()


@capture("moved.same-branch")
def same_branch(s):
    """The follow-up carries the branch of the request that was redirected."""
    call = moves(s)
    tries(call, NEW, PBX2, 486, "Busy Here", via=call.last.first("Via"))


@capture("moved.same-branch-not")
def own_branch(s):
    """Only the ACK and a copy sent again share the branch; the follow-up has its own."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    s.wait(0.5)
    s.udp(PHONE, PBX1, call.last)
    call.moved(f"<{NEW}>")
    call.acks()
    tries(call, NEW, PBX2, 486, "Busy Here")


@capture("moved.same-branch-not-constant")
def constant_branch(s):
    """A stateless proxy puts the one branch z9hG4bK0 on everything it forwards: another call, a call, its follow-up."""
    proxy = Proxy(s)
    other = s.call(PHONE2, PROXY, "sip:carol@pbx1.example.net")
    other.asks("INVITE")
    lower = proxy.forwards(other.last, PBX1, branch="z9hG4bK0")
    other.answer = proxy.returns(proxy.gets(lower, PBX1, 486, "Busy Here"), PHONE2)
    other.acks()
    call = s.call(PHONE, PROXY)
    for uri, server, status, reason, contact in (
            (OLD, PBX1, 301, "Moved Permanently", [("Contact", f"<{NEW}>")]),
            (NEW, PBX2, 486, "Busy Here", [])):
        call.asks("INVITE", uri)
        lower = proxy.forwards(call.last, server, branch="z9hG4bK0")
        call.answer = proxy.returns(proxy.gets(lower, server, status, reason, contact), PHONE)
        call.acks()


@capture("moved.wrong-next-hop")
def wrong_next_hop(s):
    """The new Request-URI names an address, but goes to the old server; elsewhere the caller does go by itself."""
    s.alive()
    call = moves(s, "<sip:bob@198.51.100.30>")
    tries(call, "sip:bob@198.51.100.30", PBX1, 404, "Not Found")


@capture("moved.wrong-next-hop-not")
def outbound_proxy(s):
    """The new Request-URI goes to the same place, which is the outbound proxy: Route says so."""
    s.alive()
    call = s.call(PHONE, PROXY)
    route = [("Route", "<sip:192.0.2.10;lr>")]
    call.asks("INVITE", headers=route)
    call.moved("<sip:bob@198.51.100.30>")
    call.acks()
    tries(call, "sip:bob@198.51.100.30", PROXY, 486, "Busy Here", headers=route)


HISTORY = [("History-Info", "<sip:bob@pbx1.example.net>;index=1"),
           ("Diversion", "<sip:team@pbx1.example.net>;reason=unconditional"),
           ("Replaces", "425928@example.org;to-tag=7743;from-tag=6472")]


@capture("moved.history-lost")
def history_lost(s):
    """The request had History-Info, Diversion, Replaces and a body; the follow-up has none of them."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE", headers=HISTORY)
    call.moved(f"<{NEW}>")
    call.acks()
    tries(call, NEW, PBX2, 486, "Busy Here", body="")


@capture("moved.history-lost-not")
def history_kept(s):
    """The follow-up keeps what the request had, and adds to its history."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE", headers=HISTORY)
    call.moved(f"<{NEW}>")
    call.acks()
    tries(call, NEW, PBX2, 486, "Busy Here", headers=HISTORY + [
        ("History-Info", "<sip:bob@pbx2.example.net>;index=1.1;mp=1")])


def recursion(s, final):
    """The proxy follows the 301 itself and is refused; @final is the status that it hands to the caller."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    call.told(100, "Trying")
    first = proxy.forwards(call.last, PBX1)
    moved = proxy.gets(first, PBX1, 301, "Moved Permanently", [("Contact", f"<{NEW}>")])
    second = proxy.forwards(call.last, PBX2, NEW)
    refused = proxy.gets(second, PBX2, 480, "Temporarily Unavailable")
    call.answer = proxy.returns(moved if final == 301 else refused, PHONE)
    call.acks()


@capture("moved.proxy-kept-contact")
def kept_contact(s):
    """The proxy tried the new address itself, and hands it to the caller all the same."""
    recursion(s, 301)


@capture("moved.proxy-kept-contact-not")
def took_contact(s):
    """The proxy tried the new address itself, and hands on what it got there."""
    recursion(s, 480)


def moves_again_and_again(s, contact):
    """Three calls, 20 s apart; each asks at the old address first, and is answered at the new one."""
    for _ in range(3):
        call = moves(s, contact)
        call.asks("INVITE", NEW, server=PBX2)
        call.answered()
        s.wait(20)


@capture("moved.ignored")
def ignored(s):
    """The caller follows, but three calls later it still asks at the old address first."""
    moves_again_and_again(s, f"<{NEW}>")


@capture("moved.ignored-not")
def expired(s):
    """The caller asks at the old address again, after the 10 s that the new one was good for."""
    moves_again_and_again(s, f"<{NEW}>;expires=10")


@capture("moved.ignored-not-failed")
def new_one_failed(s):
    """The caller asks at the old address again, because nobody took the call at the new one."""
    for _ in range(3):
        call = moves(s)
        tries(call, NEW, PBX2, 486, "Busy Here")
        s.wait(20)


@capture("moved.conflict")
def conflict(s):
    """Two callers are sent to different places for the same address, 10 minutes apart: not permanent."""
    moves(s)
    s.wait(600)
    call = s.call(PHONE2, PBX1, OLD)
    call.asks("INVITE")
    call.moved("<sip:bob@pbx3.example.net>")
    call.acks()


@capture("moved.conflict-not")
def overlap(s):
    """Two callers get overlapping sets for the same address; only order and transport differ."""
    moves(s, f"<{NEW}>;q=0.9, <sip:bob@pbx3.example.net>;q=0.5")
    s.wait(600)
    call = s.call(PHONE2, PBX1, OLD)
    call.asks("INVITE")
    call.moved("<sip:bob@pbx3.example.net;transport=tcp>, <sip:bob@pbx2.example.net:5060>")
    call.acks()


@capture("301-fork")
def fork(s):
    """A proxy forks to two: one branch says 301, the other answers; nobody needs to follow."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    call.told(100, "Trying")
    one = proxy.forwards(call.last, PBX1)
    other = proxy.forwards(call.last, PBX2, NEW)
    proxy.gets(one, PBX1, 301, "Moved Permanently", [("Contact", "<sip:bob@pbx3.example.net>")])
    s.wait(2)
    call.answer = proxy.returns(proxy.gets(other, PBX2, 200, "OK", [("Contact", "<sip:bob@198.51.100.30>")]), PHONE)
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.30", server=PBX2, cseq=1, supported=None)
    s.wait(2)
    call.hangs_up()


@capture("301-same-call-id-later")
def call_id_again(s):
    """The same Call-ID two minutes later for another call to the new address: no follow-up."""
    call = moves(s, call_id="once-and-for-all@203.0.113.5")
    s.wait(120)
    again = s.call(PHONE, PBX2, NEW, call_id=call.call_id)
    again.asks("INVITE")
    again.answered()


@capture("301-rescued")
def rescued(s):
    """The new address is dead; ten seconds later the same caller reaches the same user another way."""
    call = moves(s, "<sip:bob@198.51.100.99>")
    call.asks("INVITE", "sip:bob@198.51.100.99", server=DEAD)
    s.wait(10)
    other = s.call(PHONE, OTHER, "sip:bob@backup.example.net")
    other.asks("INVITE")
    other.answered()


@capture("301-all-targets-at-once")
def at_once(s):
    """The caller tries both new addresses at the same time, and gives the slower one up."""
    call = moves(s, f"<{NEW}>;q=0.5, <sip:bob@pbx3.example.net>;q=0.5")
    call.asks("INVITE", NEW, server=PBX2)
    one = call.last
    call.asks("INVITE", "sip:bob@pbx3.example.net", server=PBX3)
    other = call.last
    call.server = PBX2
    call.told(180, "Ringing", request=one)
    call.server = PBX3
    call.told(180, "Ringing", request=other)
    s.wait(1)
    cancel = call.request("CANCEL", "sip:bob@pbx3.example.net", via=other.first("Via"), cseq=3, supported=None,
                          contact=False)
    call.server = PBX2
    ok = call.reply(200, "OK", "<sip:bob@198.51.100.30>", request=one)
    s.udp(PBX2, PHONE, ok)
    s.udp(PHONE, PBX3, cancel)
    s.udp(PBX3, PHONE, sip.answer_to(cancel, 200, "OK", [], "c3"))
    call.server = PBX3
    call.last = other
    call.told(487, "Request Terminated")
    call.acks()
    call.answer, call.server = ok, PBX2
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.30", cseq=2, supported=None)
    s.wait(2)
    call.hangs_up()


@capture("moved.target-refused")
def target_refused(s):
    """The new place is reached, and refuses the number that the caller shows: 403 with a Warning."""
    call = moves(s)
    tries(call, NEW, PBX2, 403, "Forbidden", [("Warning", '399 pbx2.example.net "Caller id not allowed"')])
    s.wait(40)
    s.alive()


@capture("moved.target-refused-credentials")
def left_challenged(s):
    """The new place asks for credentials, and for 40 s none come."""
    call = moves(s)
    tries(call, NEW, PBX2, 407, "Proxy Authentication Required", [("Proxy-Authenticate", CHALLENGE)])
    s.wait(40)
    s.alive()


@capture("moved.target-refused-unanswerable")
def left_without_challenge(s):
    """The new place asks for credentials without saying how: no realm, no nonce, so nobody can bring any."""
    call = moves(s)
    tries(call, NEW, PBX2, 407, "Proxy Authentication Required")
    s.wait(40)
    s.alive()


@capture("moved.target-refused-not")
def target_busy(s):
    """The new place is reached, and the user is busy: nobody's fault."""
    call = moves(s)
    tries(call, NEW, PBX2, 486, "Busy Here")
    s.wait(40)
    s.alive()


@capture("moved.user-lost")
def user_lost(s):
    """The call was for bob; the new address is a server without any user."""
    moves(s, "<sip:pbx2.example.net>")


@capture("moved.user-lost-not")
def registrar_without_user(s):
    """A REGISTER: the new registrar is a server, and needs no user."""
    call = s.call(PHONE, PBX1, "sip:alice@pbx1.example.net")
    call.asks("REGISTER")
    call.moved("<sip:pbx2.example.net>")


@capture("moved.to-server")
def to_server(s):
    """The new address is at the server that answers: nothing of it is seen."""
    moves(s, "<sip:voicemail@198.51.100.20>")
    s.alive()
    s.wait(40)
    s.alive()


@capture("moved.to-server-not")
def to_server_and_followed(s):
    """The new address is at the server that answers, and the caller goes there and is answered."""
    call = moves(s, "<sip:voicemail@198.51.100.20>")
    call.asks("INVITE", "sip:voicemail@198.51.100.20")
    call.answered()


def behind_a_border(s, contact):
    """A border controller replaces the Via, keeps the Call-ID, and writes its own address into the Contact."""
    call = s.call(PHONE, PROXY)
    call.asks("INVITE")
    call.told(100, "Trying")
    inner = call.last.copy()
    inner.headers.pop(0)
    inner.headers.insert(0, ["Via", "SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKborder1"])
    s.udp(PROXY, PBX1, inner)
    answer = sip.answer_to(inner, 301, "Moved Permanently", [("Contact", f"<{NEW}>")], "b1")
    s.udp(PBX1, PROXY, answer)
    s.note(len(s.records), answer)
    s.udp(PROXY, PBX1, sip.ack_for(inner, answer))
    call.moved(contact)
    call.acks()
    return call


@capture("moved.contact-rewritten")
def contact_rewritten(s):
    """A border controller replaces the new address by its own, and knows nobody there when the caller comes: 404."""
    call = behind_a_border(s, "<sip:bob@192.0.2.10>")
    tries(call, "sip:bob@192.0.2.10", PROXY, 404, "Not Found")


@capture("moved.contact-rewritten-not")
def contact_mapped(s):
    """A border controller replaces the new address by its own, and knows what it meant when the caller comes."""
    call = behind_a_border(s, "<sip:bob@192.0.2.10>")
    call.asks("INVITE", "sip:bob@192.0.2.10", server=PROXY)
    call.answered()
