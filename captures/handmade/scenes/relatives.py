# SPDX-License-Identifier: GPL-2.0-or-later
"""The relatives of 301 and 421: other redirects, and other refusals that name what they want."""

from workshop.wire import PBX1, PBX2, PHONE, Host, Proxy

from . import capture

REGISTRAR = Host("198.51.100.40", 5060, "example-registrar/1.0")
PCSCF = Host("198.51.100.50", 5060, "")
NEW = "sip:bob@pbx2.example.net"
CONTACT = "<sip:bob@198.51.100.20>"
IPSEC = "ipsec-3gpp;alg=hmac-sha-1-96;ealg=null;spi-c=1111;spi-s=2222;port-c=31112;port-s=31113"
TAG = [("Require", "sec-agree"), ("Proxy-Require", "sec-agree")]


def long_silence(s):
    """40 s in which the capture shows that it does see what the caller sends."""
    s.alive()
    s.wait(40)
    s.alive()


def redirected(s, status, reason, headers, follows=True):
    """INVITE, 3xx, ACK, and the call to the new address."""
    call = s.call(PHONE, PBX1)
    call.asks("INVITE")
    call.told(status, reason, headers)
    call.acks()
    if follows:
        call.asks("INVITE", NEW, server=PBX2)
        call.answered()
    return call


def refused(s, status, reason, answer, asked=(), supported="replaces"):
    """INVITE, 4xx, ACK."""
    call = s.call(PHONE, PBX1, supported=supported)
    call.asks("INVITE", headers=asked)
    call.told(status, reason, answer)
    call.acks()
    return call


def registers(s, headers, status, reason, answer, supported="path"):
    call = s.call(PHONE, REGISTRAR, "sip:registrar.example.net", supported=supported)
    call.to = "sip:alice@registrar.example.net"
    call.asks("REGISTER", headers=headers)
    call.told(status, reason, answer)
    return call


# ---- redirects ----


@capture("moved.temporarily")
def temporarily(s):
    """A telephone forwards when nobody answers: 302, with Diversion; the caller follows, and somebody else answers."""
    redirected(s, 302, "Moved Temporarily", [("Contact", f"<{NEW}>"),
                                             ("Diversion", "<sip:bob@pbx1.example.net>;reason=no-answer")])


@capture("moved.temporarily-not")
def for_good(s):
    """The same by 301: that is another matter, for somebody has to write the new address down."""
    redirected(s, 301, "Moved Permanently", [("Contact", f"<{NEW}>"),
                                             ("Diversion", "<sip:bob@pbx1.example.net>;reason=no-answer")])


@capture("moved.temporarily-lost")
def temporarily_lost(s):
    """A telephone forwards all calls, and the caller does not follow: the call is lost."""
    redirected(s, 302, "Moved Temporarily", [
        ("Contact", f"<{NEW}>"), ("History-Info", "<sip:bob@pbx1.example.net>;index=1, <sip:bob@pbx2.example.net;cause=302>"
                                                  ";index=1.1;mp=1")], follows=False)
    long_silence(s)


@capture("moved.choice")
def choice(s):
    """A 300 with two places; the caller takes the first."""
    redirected(s, 300, "Multiple Choices", f"<{NEW}>;q=0.8, <sip:bob@mobile.example.net>;q=0.4")


@capture("moved.choice-not")
def no_choice(s):
    """A 302 with the same two places: the server forwards, and leaves nobody a choice to make."""
    redirected(s, 302, "Moved Temporarily", f"<{NEW}>;q=0.8, <sip:bob@mobile.example.net>;q=0.4")


@capture("moved.proxy")
def proxy(s):
    """A 305 names a proxy, with lr as proxies have it; the caller sends the same request there."""
    call = redirected(s, 305, "Use Proxy", "<sip:203.0.113.40;lr>", follows=False)
    call.asks("INVITE", server=Host("203.0.113.40", 5060, "example-proxy/1.0"))
    call.answered()


@capture("moved.proxy-not")
def no_proxy(s):
    """A 302 to the same place: that is an address, not a proxy, and lr is wrong in it."""
    call = redirected(s, 302, "Moved Temporarily", "<sip:203.0.113.40;lr>", follows=False)
    call.asks("INVITE", "sip:203.0.113.40", server=Host("203.0.113.40", 5060, "example-proxy/1.0"))
    call.answered()


def by_proxies(s, *contacts):
    """A proxy after the other, each of which answers 305 with the next Contact."""
    at = {"<sip:203.0.113.40;lr>": Host("203.0.113.40", 5060, "example-proxy/1.0"),
          "<sip:203.0.113.41;lr>": Host("203.0.113.41", 5060, "example-proxy/1.0")}
    call = redirected(s, 305, "Use Proxy", contacts[0], follows=False)
    for asked, named in zip(contacts, contacts[1:]):
        call.asks("INVITE", server=at[asked])
        call.told(305, "Use Proxy", named)
        call.acks()
    return call, at[contacts[-1]]


@capture("305-circle")
def proxies_in_a_circle(s):
    """Two proxies answer 305, and each names the other; the caller goes round, and gives up."""
    by_proxies(s, "<sip:203.0.113.40;lr>", "<sip:203.0.113.41;lr>", "<sip:203.0.113.40;lr>", "<sip:203.0.113.41;lr>")
    long_silence(s)


@capture("305-chain")
def proxies_in_a_row(s):
    """Two 305, one behind the other: the second proxy takes the call."""
    call, last = by_proxies(s, "<sip:203.0.113.40;lr>", "<sip:203.0.113.41;lr>")
    call.asks("INVITE", server=last)
    call.answered()


@capture("moved.alternative")
def alternative(s):
    """IMS: a softphone dials an emergency number in the ordinary way, and is told to make an emergency call of it."""
    call = s.call(PHONE, PCSCF, "sip:112@ims.example.net")
    call.asks("INVITE")
    call.told(380, "Alternative Service", [("Content-Type", "application/3gpp-ims+xml")],
              body='<?xml version="1.0"?><ims-3gpp version="1"><alternative-service><type>emergency</type>'
                   "<reason>emergency</reason></alternative-service></ims-3gpp>")
    call.acks()
    long_silence(s)


@capture("moved.alternative-not")
def refused_emergency(s):
    """The same, but refused outright, by 503 with the same body."""
    call = s.call(PHONE, PCSCF, "sip:112@ims.example.net")
    call.asks("INVITE")
    call.told(503, "Service Unavailable", [("Content-Type", "application/3gpp-ims+xml")], body="<ims-3gpp/>")
    call.acks()


# ---- 420 ----


@capture("extension.unsupported")
def unsupported(s):
    """The caller requires 100rel, the far end does not know it: 420, and the call is lost."""
    refused(s, 420, "Bad Extension", [("Unsupported", "100rel")], asked=[("Require", "100rel")], supported="100rel")
    long_silence(s)


@capture("extension.unsupported-not")
def nothing_unknown(s):
    """The caller requires 100rel, and is served."""
    call = s.call(PHONE, PBX1, supported="100rel")
    call.asks("INVITE", headers=[("Require", "100rel")])
    call.answered()


@capture("extension.unsupported-mended")
def unsupported_mended(s):
    """The caller requires 100rel, gets 420, and comes back with 100rel in Supported only: answered."""
    call = refused(s, 420, "Bad Extension", [("Unsupported", "100rel")], asked=[("Require", "100rel")], supported="100rel")
    call.asks("INVITE")
    call.answered()


@capture("extension.unsupported-proxy")
def unsupported_sec_agree(s):
    """The first hop passes sec-agree on, which is for itself only; the next proxy has to refuse."""
    call, first = s.call(PHONE, PCSCF, supported="sec-agree"), Proxy(s)
    call.asks("INVITE", headers=TAG)
    lower = first.forwards(call.last, PBX1)
    answer = first.gets(lower, PBX1, 420, "Bad Extension", [("Unsupported", "sec-agree"), ("Server", PBX1.name)])
    call.answer = first.returns(answer, PHONE)
    call.acks()


@capture("extension.unsupported-not-required")
def unsupported_not_required(s):
    """A 420 for timer, which the caller only offers."""
    refused(s, 420, "Bad Extension", [("Unsupported", "timer")], supported="timer")


@capture("extension.unsupported-not-required-not")
def unsupported_required(s):
    """A 420 for timer, which the caller requires; only the case of letters differs."""
    refused(s, 420, "Bad Extension", [("Unsupported", "Timer")], asked=[("Require", "timer")], supported="timer")


# ---- the security agreement ----


@capture("agreement.required")
def agreement_required(s):
    """A provider wants an agreement about media (mediasec) before it registers anybody; the client does not know it."""
    registers(s, [], 494, "Security Agreement Required", [
        ("Require", "mediasec"), ("Security-Server", "sdes-srtp;mediasec"), ("Security-Server", "dtls-srtp;mediasec")])
    long_silence(s)


@capture("agreement.required-not")
def agreement_offered(s):
    """The client begins with its part of the agreement, so the registrar asks for nothing but credentials."""
    registers(s, [("Security-Client", "sdes-srtp;mediasec"), ("Proxy-Require", "mediasec"), ("Require", "mediasec")],
              401, "Unauthorized", [("Security-Server", "sdes-srtp;mediasec"),
                                    ("WWW-Authenticate", 'Digest realm="example.net", nonce="1"')])


@capture("agreement.incomplete")
def agreement_incomplete(s):
    """IMS: Security-Client names ipsec-3gpp, and lacks the numbers of its security associations: refused again and again."""
    client = [*TAG, ("Security-Client", "ipsec-3gpp;alg=hmac-sha-1-96;ealg=null")]
    call = registers(s, client, 421, "Extension Required", [
        ("Require", "sec-agree"), ("Security-Server", "ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=null")], supported="sec-agree")
    s.wait(2)
    call.asks("REGISTER", headers=client)
    call.told(421, "Extension Required", [
        ("Require", "sec-agree"), ("Security-Server", "ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=null")])


@capture("agreement.incomplete-not")
def agreement_complete(s):
    """Security-Client is complete, and Security-Verify repeats the server's list, in another order of parameters."""
    call = registers(s, [*TAG, ("Security-Client", IPSEC)], 421, "Extension Required", [
        ("Require", "sec-agree"), ("Security-Server", "ipsec-3gpp;q=0.1;alg=hmac-sha-1-96, tls;q=0.05")], supported="sec-agree")
    call.asks("REGISTER", headers=[*TAG, ("Security-Client", IPSEC),
                                   ("Security-Verify", "tls;q=0.05, ipsec-3gpp;alg=hmac-sha-1-96;q=0.1")])
    call.told(200, "OK")


@capture("agreement.incomplete-verify")
def agreement_verify(s):
    """The client repeats the server's list without one of its mechanisms, as somebody between might make it do."""
    call = registers(s, [*TAG, ("Security-Client", "tls")], 494, "Security Agreement Required", [
        ("Require", "sec-agree"), ("Security-Server", "tls;q=0.2, digest;q=0.1")], supported="sec-agree")
    call.asks("REGISTER", headers=[*TAG, ("Security-Client", "tls"), ("Security-Verify", "digest;q=0.1")])
    call.told(494, "Security Agreement Required", [
        ("Require", "sec-agree"), ("Security-Server", "tls;q=0.2, digest;q=0.1")])


@capture("agreement.incomplete-twice")
def agreement_twice(s):
    """A header rule adds Security-Verify, which the client sends already."""
    call = registers(s, [*TAG, ("Security-Client", "tls")], 494, "Security Agreement Required", [
        ("Require", "sec-agree"), ("Security-Server", "tls;q=0.2")], supported="sec-agree")
    call.asks("REGISTER", headers=[*TAG, ("Security-Client", "tls"), ("Security-Verify", "tls;q=0.2"),
                                   ("Security-Verify", "tls;q=0.2")])
    call.told(494, "Security Agreement Required", [("Require", "sec-agree"), ("Security-Server", "tls;q=0.2")])


# ---- times, and the first hop ----


@capture("interval.session-too-small")
def session_too_small(s):
    """A session timer of 90 s, where 1800 s are the least; the caller comes back with 1800 and is answered."""
    call = refused(s, 422, "Session Interval Too Small", [("Min-SE", "1800")], asked=[("Session-Expires", "90")],
                   supported="timer")
    call.asks("INVITE", headers=[("Session-Expires", "1800;refresher=uac"), ("Min-SE", "1800")])
    call.answered()


@capture("interval.session-too-small-not")
def session_long_enough(s):
    """A session timer of 1800 s, which the server takes."""
    call = s.call(PHONE, PBX1, supported="timer")
    call.asks("INVITE", headers=[("Session-Expires", "1800;refresher=uac")])
    call.answered(headers=[("Session-Expires", "1800;refresher=uac"), ("Require", "timer")])


@capture("interval.expires-too-brief")
def expires_too_brief(s):
    """A telephone registers for 30 s, where 300 are the least, and comes back with 30 each time."""
    call = registers(s, [("Expires", "30")], 423, "Interval Too Brief", [("Min-Expires", "300")])
    for _ in range(2):
        s.wait(5)
        call.asks("REGISTER", headers=[("Expires", "30")])
        call.told(423, "Interval Too Brief", [("Min-Expires", "300")])


@capture("interval.expires-too-brief-not")
def expires_shortened(s):
    """The registrar takes a registration for 3600 s, and shortens it to 300 by itself."""
    registers(s, [("Expires", "3600")], 200, "OK", [("Contact", "<sip:alice@203.0.113.5>;expires=300")])


@capture("outbound.first-hop")
def first_hop(s):
    """The registrar can do outbound, but the proxy before it added a Path without ;ob: 439."""
    registers(s, [("Path", "<sip:proxy.example.net;lr>")], 439, "First Hop Lacks Outbound Support",
              [("Supported", "outbound, path")], supported="path, outbound")


@capture("outbound.first-hop-not")
def first_hop_can(s):
    """The proxy before the registrar can do outbound, and its Path says so with ;ob."""
    registers(s, [("Path", "<sip:3a1b@proxy.example.net;lr;ob>")], 200, "OK", [("Supported", "outbound, path")],
              supported="path, outbound")
