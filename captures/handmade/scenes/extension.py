# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of 421 that need what came before or after, or another kind of call."""

from workshop import sip
from workshop.wire import PBX1, PHONE, PHONE2, PROXY, Host, Proxy

from . import capture

REGISTRAR = Host("198.51.100.40", 5060, "example-registrar/1.0")
PCSCF = Host("198.51.100.50", 5060, "")
CONTACT = "<sip:bob@198.51.100.20>"


def refused(s, tags="100rel", supported="replaces", headers=()):
    """INVITE, 421, ACK."""
    call = s.call(PHONE, PBX1, supported=supported)
    call.asks("INVITE")
    call.needs(tags, headers)
    call.acks()
    return call


def long_silence(s):
    """40 s in which the capture shows that it does see what the caller sends."""
    s.alive()
    s.wait(40)
    s.alive()


@capture("extension.required")
def required(s):
    """The plain case: 100rel is needed, and not offered."""
    refused(s)


@capture("extension.not-retried")
def not_retried(s):
    """The caller gives up, though the capture sees its other requests for 40 s."""
    refused(s)
    long_silence(s)


@capture("extension.not-retried-not")
def retry_unseen(s):
    """No retry, but the capture ends after 3 s."""
    refused(s)
    s.alive()
    s.wait(3)
    s.alive()


@capture("extension.retried")
def retried(s):
    """The caller comes back with the tag 2 ms later and is answered."""
    call = refused(s)
    call.asks("INVITE", supported="replaces, 100rel", after=2000)
    call.told(100, "Trying")
    s.wait(1)
    call.told(200, "OK", CONTACT)
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.20", cseq=2, supported=None)
    s.wait(2)
    call.hangs_up()


def asked_for_credentials(s, answer):
    """The caller comes back with the tag, and the 407 that it gets has the headers @answer."""
    call = refused(s)
    call.asks("INVITE", supported="replaces, 100rel", after=2000)
    call.told(407, "Proxy Authentication Required", answer)
    call.acks()
    s.wait(40)
    s.alive()


@capture("extension.required-asked")
def retried_and_asked(s):
    """The caller comes back with the tag, is asked for credentials, and for 40 s brings none."""
    asked_for_credentials(s, [("Proxy-Authenticate", 'Digest realm="pbx1.example.net", nonce="84a4cc6f"')])


@capture("extension.required-unanswerable")
def retried_and_stuck(s):
    """The caller comes back with the tag, and is asked for credentials without being told how to bring them."""
    asked_for_credentials(s, [])


@capture("extension.retried-not")
def another_caller(s):
    """Another phone, which offers the tag, calls the same user: no retry."""
    refused(s)
    other = s.call(PHONE2, PBX1, supported="100rel", user="zoe")
    other.asks("INVITE")
    other.told(486, "Busy Here")
    other.acks()


@capture("extension.retried-unchanged")
def unchanged(s):
    """The caller comes back without the tag, twice."""
    call = refused(s)
    for _ in range(2):
        s.wait(2)
        call.asks("INVITE")
        call.needs("100rel")
        call.acks()


@capture("extension.retried-unchanged-register")
def unchanged_register(s):
    """A phone registers every 30 s without outbound, and gets the same 421 each time."""
    call = s.call(PHONE, REGISTRAR, "sip:registrar.example.net", supported="path")
    call.to = "sip:alice@registrar.example.net"
    for _ in range(5):
        call.asks("REGISTER")
        call.needs("outbound", [("Supported", "outbound")])
        s.wait(30)


@capture("extension.retried-unchanged-not")
def changed(s):
    """The caller comes back with both tags that were asked for."""
    call = refused(s, "100rel, timer", "replaces")
    call.asks("INVITE", supported="replaces, 100rel, timer")
    call.told(486, "Busy Here")
    call.acks()


@capture("extension.deadlock")
def deadlock(s):
    """The caller puts the tag into Require as told, and the proxy on the way answers 420 for it."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    lower = proxy.forwards(call.last, PBX1)
    answer = proxy.gets(lower, PBX1, 421, "Extension Required", [("Require", "100rel"), ("Server", PBX1.name)])
    call.answer = proxy.returns(answer, PHONE)
    call.acks()
    call.asks("INVITE", supported="replaces, 100rel", headers=[("Require", "100rel")])
    call.told(420, "Bad Extension", [("Unsupported", "100rel")])
    call.acks()


@capture("extension.deadlock-not")
def another_tag(s):
    """The caller comes back with the tag, and gets 420 for another one of its own."""
    call = refused(s)
    call.asks("INVITE", supported="replaces, 100rel", headers=[("Require", "precondition")])
    call.told(420, "Bad Extension", [("Unsupported", "precondition")])
    call.acks()


def reliable(s, prack):
    """The caller comes back with 100rel and gets a reliable 180; @prack: whether it acts on it."""
    call = refused(s)
    call.asks("INVITE", supported="replaces, 100rel")
    invite = call.last
    call.told(180, "Ringing", [("Require", "100rel"), ("RSeq", "1"), ("Contact", CONTACT)])
    ringing = call.answer
    call.enters_dialog()
    if prack:
        call.asks("PRACK", "sip:bob@198.51.100.20", headers=[("RAck", "1 2 INVITE")], supported=None, contact=False)
        call.told(200, "OK")
        s.wait(2)
        call.told(200, "OK", CONTACT, request=invite)
        call.asks("ACK", "sip:bob@198.51.100.20", cseq=2, supported=None)
        s.wait(2)
        call.hangs_up()
        return
    for pause in (0.5, 1, 2, 4, 8, 16):
        s.wait(pause)
        s.udp(PBX1, PHONE, ringing)
    call.last = invite
    call.told(504, "Server Time-out")
    call.acks()


@capture("extension.listed-not-done")
def listed_not_done(s):
    """The caller lists 100rel since the 421, but never sends PRACK for the reliable 180."""
    reliable(s, prack=False)


@capture("extension.listed-not-done-not")
def listed_and_done(s):
    """The caller lists 100rel since the 421, and sends PRACK."""
    reliable(s, prack=True)


def through(s, supported, change=None, tags="100rel", more=()):
    """A call through a proxy that ends in a 421."""
    call, proxy = s.call(PHONE, PROXY, supported=supported), Proxy(s)
    call.asks("INVITE", headers=more)
    lower = proxy.forwards(call.last, PBX1, change=change)
    answer = proxy.gets(lower, PBX1, 421, "Extension Required", [("Require", tags), ("Server", PBX1.name)])
    call.answer = proxy.returns(answer, PHONE)
    call.acks()


@capture("extension.stripped")
def stripped(s):
    """The phone offers 100rel, the proxy takes it out."""
    through(s, "replaces, 100rel", lambda copy: copy.put("Supported", "replaces"))


@capture("extension.stripped-not")
def nothing_to_strip(s):
    """The proxy takes timer out, but the tag that is missing was not there before it either."""
    through(s, "replaces, timer", lambda copy: copy.put("Supported", "replaces"))


@capture("extension.stripped-not-sec-agree")
def first_hop_only(s):
    """The proxy takes sec-agree out, as it must: the agreement is between the phone and its first hop."""
    def change(copy):
        copy.drop("Require")
        copy.drop("Proxy-Require")
    through(s, "replaces", change, "sec-agree",
            [("Require", "sec-agree"), ("Proxy-Require", "sec-agree"), ("Security-Client", "tls;q=0.1")])


@capture("extension.not-first-hop")
def behind_first_hop(s):
    """A server behind a proxy asks for the security agreement, and even lists how it can."""
    call, proxy = s.call(PHONE, PROXY), Proxy(s)
    call.asks("INVITE")
    lower = proxy.forwards(call.last, PBX1)
    answer = proxy.gets(lower, PBX1, 421, "Extension Required",
                        [("Require", "sec-agree"), ("Security-Server", "tls;q=0.2, digest;q=0.1")])
    call.answer = proxy.returns(answer, PHONE)
    call.acks()


@capture("extension.not-first-hop-not")
def at_first_hop(s):
    """The proxy asks for the agreement itself: it is the first hop of the phone."""
    call = s.call(PHONE, PROXY)
    call.asks("INVITE")
    call.needs("sec-agree", [("Security-Server", "tls;q=0.2, digest;q=0.1")])
    call.acks()


def established(s, supported, later):
    """A call in which a re-INVITE meets a 421 for timer."""
    call = s.call(PHONE, PBX1, supported=supported)
    call.asks("INVITE")
    call.told(200, "OK", CONTACT)
    call.enters_dialog()
    call.asks("ACK", "sip:bob@198.51.100.20", cseq=1, supported=None)
    s.wait(5)
    call.asks("INVITE", "sip:bob@198.51.100.20", supported=later)
    call.needs("timer")
    call.acks()
    s.wait(5)
    call.hangs_up()


@capture("extension.in-dialog")
def in_dialog(s):
    """A re-INVITE gets a 421; the call itself goes on until it is hung up."""
    established(s, "replaces", "replaces")


@capture("extension.in-dialog-not")
def before_dialog(s):
    """The answer has a To tag, the request has none: no call yet."""
    refused(s, "timer")


def subscribed(s, subscription_state):
    """A subscription, whose refresh gets a 421; two seconds later the server tells of it once more."""
    lamp = [("Event", "dialog"), ("Expires", "60"), ("Accept", "application/dialog-info+xml")]
    call = s.call(PHONE, PBX1)
    call.asks("SUBSCRIBE", headers=lamp)
    call.told(200, "OK", [("Contact", "<sip:bob@198.51.100.20>"), ("Expires", "60")])
    call.enters_dialog()

    def notifies(number, state):
        lines = [("Via", f"SIP/2.0/UDP {PBX1.address}:5060;branch=z9hG4bKnotify{number}"), ("Max-Forwards", "70"),
                 ("From", f"<{call.to}>;tag={call.to_tag}"), ("To", f"<sip:alice@{PHONE.address}>;tag={call.from_tag}"),
                 ("Call-ID", call.call_id), ("CSeq", f"{number} NOTIFY"), ("Contact", "<sip:bob@198.51.100.20>"),
                 ("Event", "dialog"), ("Subscription-State", state)]
        request = sip.Message(f"NOTIFY sip:alice@{PHONE.address} SIP/2.0", lines, "")
        s.udp(PBX1, PHONE, request)
        s.udp(PHONE, PBX1, sip.answer_to(request, 200, "OK", [], None, ""))

    notifies(1, "active;expires=60")
    s.wait(50)
    call.asks("SUBSCRIBE", "sip:bob@198.51.100.20", headers=lamp)
    call.needs("eventlist")
    s.wait(2)
    notifies(2, subscription_state)
    s.wait(40)
    s.alive()


@capture("421-subscription-ended")
def subscription_ended(s):
    """The refresh of a subscription gets a 421, and the server says that the subscription is over."""
    subscribed(s, "terminated;reason=timeout")


@capture("421-subscription-goes-on")
def subscription_goes_on(s):
    """The same, but the subscription is still up: the server says so."""
    subscribed(s, "active;expires=8")


@capture("extension.forgot-in-dialog")
def forgot(s):
    """The first INVITE of the call offered timer, the re-INVITE does not."""
    established(s, "replaces, timer", "replaces")


@capture("extension.forgot-in-dialog-not")
def never_offered(s):
    """Neither the first INVITE nor the re-INVITE offered timer."""
    established(s, "replaces", "replaces")


def agreement(s, request, answer, status=421, reason="Extension Required"):
    """The first REGISTER of an IMS phone, and what its first hop wants."""
    call = s.call(PHONE, PCSCF, "sip:ims.example.net", supported="path")
    call.to = "sip:alice@ims.example.net"
    call.asks("REGISTER", headers=request)
    call.told(status, reason, answer)
    return call


SECURITY_CLIENT = [("Security-Client", "ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=1111;spi-s=2222;"
                    "port-c=5062;port-s=5064")]
SECURITY_SERVER = ("Security-Server", "ipsec-3gpp;q=0.9;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=3333;spi-s=4444;"
                   "port-c=5066;port-s=5068, tls;q=0.2")
TAG = [("Require", "sec-agree"), ("Proxy-Require", "sec-agree")]


@capture("extension.sec-agree")
def sec_agree(s):
    """IMS: a REGISTER without sec-agree; the 421 lists the mechanisms, and the phone comes back with the agreement."""
    call = agreement(s, [], [("Require", "sec-agree"), SECURITY_SERVER])
    call.asks("REGISTER", headers=TAG + SECURITY_CLIENT + [("Security-Verify", SECURITY_SERVER[1])])
    call.told(200, "OK")


@capture("extension.sec-agree-not")
def sec_agree_494(s):
    """The same by 494, which is the answer to a phone that did list sec-agree."""
    agreement(s, TAG + SECURITY_CLIENT, [("Require", "sec-agree"), SECURITY_SERVER], 494, "Security Agreement Required")


@capture("extension.should-be-494")
def should_be_494(s):
    """A 421 for sec-agree, though the request listed it in Require and Proxy-Require."""
    agreement(s, TAG + SECURITY_CLIENT, [("Require", "sec-agree"), SECURITY_SERVER])


@capture("extension.should-be-494-not")
def rightly_421(s):
    """A 421 for sec-agree to a request that listed it nowhere."""
    agreement(s, [], [("Require", "sec-agree"), SECURITY_SERVER])


@capture("extension.no-security-server")
def no_security_server(s):
    """A 421 for sec-agree that lists no mechanism."""
    agreement(s, [], [("Require", "sec-agree")])


@capture("extension.no-security-server-not")
def no_need_for_it(s):
    """A 421 for gin without Security-Server, which only sec-agree needs."""
    agreement(s, [], [("Require", "gin")])


@capture("421-cancelled")
def cancelled(s):
    """The caller hangs up while the 421 is on its way."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    invite = call.last
    call.told(100, "Trying")
    s.wait(1)
    cancel = call.request("CANCEL", via=invite.first("Via"), cseq=1, supported=None, contact=False)
    s.udp(PHONE, PBX1, cancel)
    call.needs("100rel", request=invite)
    s.udp(PBX1, PHONE, sip.answer_to(cancel, 200, "OK", [], "c1"))
    call.acks()
