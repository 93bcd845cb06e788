# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenes of the lab: one function a capture; its docstring says what the capture shows."""

import shutil

from stage import house, network

SCENES = {}

ASTERISK, PBX1, PBX2, PROXY, REGISTRAR = "198.51.100.10", "198.51.100.20", "198.51.100.30", "192.0.2.10", "198.51.100.40"
INSISTS_ON_100REL, INSISTS_ON_TIMER, RELAXED, LONG = (f"203.0.113.{host}" for host in (5, 6, 7, 8))
PHONE = "203.0.113.5"


def capture(name):
    """Registers a scene under the name of its capture."""
    def register(scene):
        SCENES[name] = scene
        return scene
    return register


def moved(troupe, **defines):
    """Kamailio at pbx1, which bob and the others have left."""
    return troupe.kamailio("moved.cfg", f"udp:{PBX1}:5060", **defines)


def bob(troupe):
    """baresip at pbx2, where bob is now: takes every call."""
    return troupe.baresip(PBX2, "<sip:bob@pbx2.example.net>;regint=0;answermode=auto").wait_for("baresip is ready")


def calls(troupe, local, remote, to, header="Subject: lab", *more):
    """sipp sends an INVITE and takes what is no 200."""
    keys = {"to": to, "header": header, "also": "Organization: lab"}
    while more[:1] == ("-key",):
        keys[more[1]], more = more[2], more[3:]
    troupe.sipp("uac.xml", local, f"{remote}:5060", *words(keys), *more).ends_well()


def words(keys):
    """As sipp takes them."""
    return [word for key, value in keys.items() for word in ("-key", key, value)]


def comes_back(troupe, local, remote, to, first, then):
    """sipp sends an INVITE with the headers @first, is refused, and comes back with @then; then it talks."""
    keys = dict(zip(("header", "also", "again", "more"), (*first, *then)), to=to)
    troupe.sipp("retry.xml", local, f"{remote}:5060", *words(keys)).ends_well()


def registers(troupe, header, also="Organization: lab", contact=""):
    """sipp sends one REGISTER."""
    keys = {"to": "sip:registrar.example.net", "header": header, "also": also, "contact": contact}
    troupe.sipp("register.xml", PHONE, f"{REGISTRAR}:5060", *words(keys)).ends_well()


def talks(troupe, phone, callee):
    """Until both are in the call; then the phone hangs up."""
    callee.wait_for("Call established")
    phone.wait_for("Call established")
    phone.stop()
    callee.wait_for("session closed|terminated")


def alive(troupe):
    """Asterisk, which also talks to another server all the time."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060")
    return troupe.asterisk("pjsip-alive.conf")


def goes_on(record, times=6):
    """Until the capture is @times * 8 s long: long enough to say that something did not happen."""
    record.waits_for(b"OPTIONS sip:registrar", times)


# 301


@capture("301-invite-udp")
def invite_udp(recording, troupe):
    """Kamailio answers an INVITE with 301 and one Contact; sipp does not follow it."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:bob@pbx1.example.net")


@capture("301-invite-baresip")
def invite_baresip(recording, troupe):
    """baresip calls bob at Kamailio, gets a 301, follows it at once and is answered."""
    moved(troupe)
    callee = bob(troupe)
    with recording():
        phone = troupe.baresip(PHONE, "<sip:alice@phone5.example.com>;regint=0", "/dial sip:bob@pbx1.example.net")
        talks(troupe, phone, callee)


@capture("301-several-contacts-q")
def several_contacts(recording, troupe):
    """Kamailio gives three new addresses in two Contact headers, with q, expires, a quoted comma and a tel: URI."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:sales@pbx1.example.net")


@capture("301-no-contact")
def no_contact(recording, troupe):
    """Kamailio answers 301 without saying where to."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:nowhere@pbx1.example.net")


@capture("301-register")
def register(recording, troupe):
    """baresip registers at Kamailio, which says that the registrar has moved."""
    moved(troupe)
    with recording():
        phone = troupe.baresip(PHONE, "<sip:alice@pbx1.example.net>;regint=60")
        phone.wait_for("301 Moved Permanently")


@capture("301-register-asterisk")
def register_asterisk(recording, troupe):
    """Asterisk registers at Kamailio; after the 301 it never tries again."""
    moved(troupe)
    with recording():
        asterisk = troupe.asterisk("pjsip-register.conf")
        asterisk.wait_for("Fatal response '301'")


@capture("301-options")
def options(recording, troupe):
    """Asterisk asks its trunk every 2 s whether it is alive, and gets a 301 each time, which counts as alive."""
    moved(troupe)
    with recording() as record:
        troupe.asterisk("pjsip-qualify.conf")
        record.waits_for(b"SIP/2.0 301", 3)
        if "Avail" not in troupe.cli("pjsip show contacts"):
            raise RuntimeError("Asterisk does not take the 301 for a sign of life")


@capture("301-message-asterisk")
def message(recording, troupe):
    """Asterisk sends a MESSAGE to bob, gets a 301, follows it (follow_redirect_methods=message), and baresip takes it."""
    moved(troupe)
    bob(troupe)
    troupe.asterisk()
    with recording() as record:
        troupe.cli("channel originate Local/message@lab application Wait 1")
        record.waits_for(b"SIP/2.0 200 OK")


@capture("301-followed-by-asterisk")
def followed(recording, troupe):
    """Asterisk calls bob at Kamailio, follows the 301 (redirect_method=uri_pjsip) to baresip and talks."""
    moved(troupe)
    callee = bob(troupe)
    troupe.asterisk()
    with recording():
        troupe.cli("channel originate PJSIP/moved/sip:bob@pbx1.example.net application Wait 10")
        callee.wait_for("Call established")
        troupe.cli("channel request hangup all")
        callee.wait_for("session closed|terminated")


@capture("301-next-target-asterisk")
def next_target(recording, troupe):
    """A 301 with two addresses: at the better one Asterisk gets 404, so it takes the other and talks to baresip."""
    moved(troupe)
    troupe.kamailio("moved.cfg", "udp:198.51.100.99:5060", GONE=True)
    callee = bob(troupe)
    troupe.asterisk()
    with recording():
        troupe.cli("channel originate PJSIP/moved/sip:both@pbx1.example.net application Wait 10")
        callee.wait_for("Call established")
        troupe.cli("channel request hangup all")
        callee.wait_for("session closed|terminated")


@capture("301-gave-up-asterisk")
def gave_up(recording, troupe):
    """Two new addresses: at the better one nobody listens (ICMP says so); Asterisk asks it for 32 s and gives up."""
    moved(troupe)
    bob(troupe)
    alive(troupe)
    with recording() as record:
        troupe.cli("channel originate Local/call-both@lab application Wait 60")
        goes_on(record, 9)  # the last copy of the INVITE comes after 31.5 s


@capture("301-contact-malformed-asterisk")
def contact_malformed(recording, troupe):
    """The Contact of the 301 has a quoted host: Asterisk throws the whole answer away and asks again and again."""
    moved(troupe)
    troupe.asterisk()
    with recording() as record:
        troupe.cli("channel originate PJSIP/moved/sip:quoted@pbx1.example.net application Wait 1")
        record.waits_for(b"SIP/2.0 301", 4)
        troupe.cli("channel request hangup all")


@capture("301-loop")
def loop(recording, troupe):
    """Two Kamailios send a call to each other: Asterisk goes round once, and gives up. Its keep-alives go on for 40 s."""
    moved(troupe, LOOP_TO="pbx2.example.net")
    troupe.kamailio("moved.cfg", f"udp:{PBX2}:5060", LOOP_TO="pbx1.example.net")
    alive(troupe)
    with recording() as record:
        troupe.cli("channel originate PJSIP/moved/sip:loop@pbx1.example.net application Wait 1")
        goes_on(record)


BY_PROXY = '<sip:alice@phone5.example.com>;regint=0;outbound="sip:192.0.2.10"'


@capture("301-through-proxy")
def through_proxy(recording, troupe):
    """The same call on two hops: the proxy hands the 301 on, and baresip follows it through the same proxy."""
    moved(troupe)
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060")
    callee = bob(troupe)
    with recording():
        talks(troupe, troupe.baresip(PHONE, BY_PROXY, "/dial sip:bob@pbx1.example.net"), callee)


@capture("301-proxy-sends-back")
def proxy_sends_back(recording, troupe):
    """The proxy hands everything to pbx1, the new address too: 301 after 301 until baresip has had enough."""
    moved(troupe)
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060", ALWAYS_PBX1=True)
    with recording():
        troupe.baresip(PHONE, BY_PROXY, "/dial sip:bob@pbx1.example.net").wait_for("session closed")


@capture("301-proxy-recurses")
def proxy_recurses(recording, troupe):
    """Kamailio as a proxy follows the 301 itself (uac_redirect): the phone never sees it."""
    moved(troupe)
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060", RECURSE=True)
    callee = bob(troupe)
    with recording():
        talks(troupe, troupe.baresip(PHONE, BY_PROXY, "/dial sip:bob@pbx1.example.net"), callee)


@capture("301-tcp")
def over_tcp(recording, troupe):
    """TCP: three INVITEs in one segment, three 301s; then one INVITE in three segments."""
    troupe.kamailio("moved.cfg", f"tcp:{PBX1}:5060")
    with recording():
        troupe.client(PHONE, "tcp", PBX1).ends_well()


@capture("301-tcp-sipp")
def over_tcp_sipp(recording, troupe):
    """One call of sipp over TCP."""
    troupe.kamailio("moved.cfg", f"tcp:{PBX1}:5060")
    with recording():
        calls(troupe, PHONE, PBX1, "sip:bob@pbx1.example.net;transport=tcp", "Subject: lab", "-t", "t1")


@capture("301-ipv6")
def over_ipv6(recording, troupe):
    """IPv6 in the packets, the Request-URI and the Contact."""
    troupe.kamailio("moved.cfg", "udp:[2001:db8:1::20]:5060")
    with recording():
        calls(troupe, "2001:db8::5", "[2001:db8:1::20]", "sip:bob@[2001:db8:1::20]")


def certificate(folder):
    """A certificate of our own for the TLS scenes."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    house.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert),
              "-days", "30", "-subj", "/CN=pbx1.example.net", stderr=-3)
    return {"WITH_TLS": True, "CERTIFICATE": f'"{cert}"', "KEY": f'"{key}"'}


@capture("301-tls")
def over_tls(recording, troupe):
    """TLS, with the keys in the capture: Wireshark reads it without help."""
    troupe.kamailio("moved.cfg", f"tls:{PBX1}:5061", **certificate(troupe.folder))
    keylog = troupe.folder / "keys.log"
    with recording(secrets=keylog) as record:
        troupe.client(PHONE, "tls", PBX1, str(keylog)).ends_well()
    record.write_without_keys("301-tls-no-keys", "The packets of 301-tls without the keys, which are in 301-tls-no-keys.keylog.")
    shutil.copy(keylog, record.out.with_name("301-tls-no-keys.keylog"))


@capture("301-websocket")
def over_websocket(recording, troupe):
    """SIP over WebSocket (RFC 7118)."""
    troupe.kamailio("moved.cfg", f"tcp:{PBX1}:80", WITH_WEBSOCKET=True)
    with recording():
        troupe.client(PHONE, "ws", PBX1).ends_well()


# 421


@capture("421-100rel-asterisk-sipp")
def asterisk_100rel(recording, troupe):
    """Asterisk with 100rel=required answers 421 to a caller that does not offer 100rel; it gives up."""
    troupe.asterisk()
    with recording():
        calls(troupe, INSISTS_ON_100REL, ASTERISK, "sip:echo@asterisk.example.net", "Supported: replaces")


@capture("421-timer-asterisk")
def asterisk_timer(recording, troupe):
    """Asterisk with timers=required answers 421 to a caller that does not offer timer."""
    troupe.asterisk()
    with recording():
        calls(troupe, INSISTS_ON_TIMER, ASTERISK, "sip:echo@asterisk.example.net", "Supported: replaces, 100rel")


@capture("421-baresip-client")
def baresip_client(recording, troupe):
    """baresip 1.0, which does not know 100rel, calls an Asterisk that insists on it: lost. Its REGISTERs go on."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060")
    troupe.asterisk()
    with recording() as record:
        phone = troupe.baresip(INSISTS_ON_100REL, "<sip:alice@registrar.example.net>;regint=60",
                               "/dial sip:echo@asterisk.example.net")
        phone.wait_for("session closed")
        # What shows that the phone's next INVITE would have been seen, had there been one.
        record.waits_for(b"REGISTER sip:registrar", 2)


@capture("421-100rel-retried")
def retried(recording, troupe):
    """The caller gets a 421 for 100rel, comes back with the tag, sends PRACK and is answered."""
    troupe.asterisk()
    with recording():
        troupe.sipp("retry-100rel.xml", INSISTS_ON_100REL, f"{ASTERISK}:5060",
                    "-key", "to", "sip:echo@asterisk.example.net").ends_well()


@capture("421-mended")
def mended(recording, troupe):
    """The same baresip after the change: with 100rel=peer_supported Asterisk takes its call. No 421."""
    troupe.asterisk()
    with recording():
        phone = troupe.baresip(RELAXED, "<sip:alice@phone7.example.com>;regint=0", "/dial sip:echo@asterisk.example.net")
        phone.wait_for("Call established")
        phone.stop()


@capture("421-through-proxy")
def refused_through_proxy(recording, troupe):
    """A 421 for 100rel on two hops: Asterisk to Kamailio as a proxy, Kamailio to sipp, which gives up."""
    troupe.asterisk()
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060")
    with recording():
        calls(troupe, PHONE, PROXY, "sip:echo@asterisk.example.net", "Supported: replaces")


@capture("421-stripped-by-proxy")
def stripped(recording, troupe):
    """The caller offers 100rel, but the proxy takes it out of Supported (exclude_hf_value), so Asterisk answers 421."""
    troupe.asterisk()
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060", STRIP=True)
    with recording():
        calls(troupe, PHONE, PROXY, "sip:echo@asterisk.example.net", "Supported: replaces, 100rel")


@capture("421-outbound-kamailio")
def outbound(recording, troupe):
    """Kamailio's registrar with outbound_mode 2 answers 421 to a REGISTER of Asterisk, which offers path only; again after 2 s."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", INSISTS=True)
    with recording() as record:
        troupe.asterisk("pjsip-register-path.conf")
        record.waits_for(b"SIP/2.0 421", 2)


# Neither


@capture("plain-call")
def plain_call(recording, troupe):
    """A call with its voice and without any 301 or 421: nothing to say."""
    callee = bob(troupe)
    with recording(keep="ip") as record:
        phone = troupe.baresip(PHONE, "<sip:alice@phone5.example.com>;regint=0", "/dial sip:bob@pbx2.example.net")
        callee.wait_for("Call established")
        record.reaches(16000)
        talks(troupe, phone, callee)


@capture("302-invite")
def temporarily(recording, troupe):
    """A 302: a neighbour of 301, which nobody has to change anything for."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:soon@pbx1.example.net")


@capture("420-asterisk")
def bad_extension(recording, troupe):
    """A 420: the caller requires what Asterisk does not know. The opposite of 421."""
    troupe.asterisk()
    with recording():
        calls(troupe, RELAXED, ASTERISK, "sip:echo@asterisk.example.net", "Require: precondition")


# Relatives: the other redirects, and the other refusals that name what they want


@capture("relatives/302-forwarded")
def forwarded(recording, troupe):
    """Kamailio answers 302 with Diversion, as a telephone does that nobody answers; baresip follows and is answered."""
    moved(troupe)
    callee = bob(troupe)
    with recording():
        talks(troupe, troupe.baresip(PHONE, "<sip:alice@phone5.example.com>;regint=0", "/dial sip:forwarded@pbx1.example.net"),
              callee)


@capture("relatives/302-hidden-by-proxy")
def hidden(recording, troupe):
    """The proxy makes a 404 of the 302 (failure_route), so the caller never hears of the new address."""
    moved(troupe)
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060", BLOCK=True)
    with recording():
        calls(troupe, PHONE, PROXY, "sip:forwarded@pbx1.example.net")


@capture("relatives/302-through-proxy")
def forwarded_through_proxy(recording, troupe):
    """A proxy hands the 302 on; baresip follows it through the proxy, and is answered."""
    moved(troupe)
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060")
    callee = bob(troupe)
    with recording():
        talks(troupe, troupe.baresip(PHONE, BY_PROXY, "/dial sip:forwarded@pbx1.example.net"), callee)


@capture("relatives/302-not-followed")
def not_followed(recording, troupe):
    """Asterisk gets a 302 to a MESSAGE and does nothing with it: follow_redirect_methods is not set there."""
    moved(troupe)
    alive(troupe)
    with recording() as record:
        troupe.cli("channel originate Local/message-elsewhere@lab application Wait 1")
        goes_on(record)


@capture("relatives/300-choice")
def choice(recording, troupe):
    """A 300 with two places; sipp chooses none."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:choice@pbx1.example.net")


@capture("relatives/305-use-proxy")
def use_proxy(recording, troupe):
    """A 305 that names the proxy, with lr as proxies have it; sipp does not go there."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:byproxy@pbx1.example.net")


@capture("relatives/380-emergency")
def emergency(recording, troupe):
    """A 380 as mobile networks send it: the type of its body says that an emergency call is wanted."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:emergency@pbx1.example.net")


@capture("relatives/420-came-back")
def came_back(recording, troupe):
    """Asterisk does not know precondition, which the caller requires; it comes back without, and is answered."""
    troupe.asterisk()
    with recording():
        comes_back(troupe, RELAXED, ASTERISK, "sip:echo@asterisk.example.net",
                   ("Require: precondition", "Supported: 100rel"), ("Supported: precondition", "Subject: lab"))


@capture("relatives/420-proxy-require")
def proxy_require(recording, troupe):
    """Proxy-Require: the proxy itself does not know the tag, and says so."""
    troupe.kamailio("proxy.cfg", f"udp:{PROXY}:5060", LOOK=True)
    with recording():
        calls(troupe, PHONE, PROXY, "sip:echo@asterisk.example.net", "Proxy-Require: sec-agree")


@capture("relatives/420-names-nothing")
def names_nothing(recording, troupe):
    """A 420 of a script, without Unsupported: nobody can tell what it does not know."""
    moved(troupe)
    with recording():
        calls(troupe, PHONE, PBX1, "sip:unnamed@pbx1.example.net")


@capture("relatives/422-gave-up")
def session_too_small(recording, troupe):
    """Asterisk takes sessions of 600 s and more (timers_min_se); the caller asks for 120, and gives up."""
    troupe.asterisk()
    with recording():
        calls(troupe, LONG, ASTERISK, "sip:echo@asterisk.example.net", "Supported: timer", "-key", "also",
              "Session-Expires: 120")


@capture("relatives/422-came-back")
def session_long_enough(recording, troupe):
    """Asterisk takes sessions of 600 s and more; the caller asks for 120, comes back with 600, and is answered."""
    troupe.asterisk()
    with recording():
        comes_back(troupe, LONG, ASTERISK, "sip:echo@asterisk.example.net",
                   ("Supported: timer", "Session-Expires: 120"), ("Supported: timer", "Session-Expires: 600"))


@capture("relatives/423-gave-up")
def too_brief(recording, troupe):
    """Kamailio's registrar takes 120 s and more (min_expires_mode 1); sipp asks for 60, and gives up."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", BRIEF=True)
    with recording():
        registers(troupe, "Expires: 60")


@capture("relatives/423-came-back")
def long_enough(recording, troupe):
    """Kamailio's registrar takes 120 s and more; baresip asks for 60, and comes back with 120 by itself."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", BRIEF=True)
    with recording() as record:
        troupe.baresip(PHONE, "<sip:alice@registrar.example.net>;regint=60")
        record.waits_for(b"SIP/2.0 200 OK")


@capture("relatives/423-came-back-asterisk")
def long_enough_asterisk(recording, troupe):
    """Kamailio's registrar takes 120 s and more; Asterisk asks for 60, and comes back with 120 by itself."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", BRIEF=True)
    with recording() as record:
        troupe.asterisk("pjsip-register-brief.conf")
        record.waits_for(b"SIP/2.0 200 OK")


# Behind one proxy, which the second Via stands for.
BY_ONE = "Via: SIP/2.0/UDP 203.0.113.8:5060;branch=z9hG4bKphone8"
INSTANCE = ';+sip.instance="<urn:uuid:00000000-0000-4000-8000-000000000005>";reg-id=1'


@capture("relatives/439-first-hop")
def first_hop(recording, troupe):
    """Kamailio's registrar can do outbound, but the Path before it lacks ;ob: 439."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", OUTBOUND=True)
    with recording():
        registers(troupe, "Supported: outbound, path", f"Path: <sip:proxy.example.net;lr>\r\n{BY_ONE}", INSTANCE)


@capture("relatives/439-not")
def first_hop_can(recording, troupe):
    """Kamailio's registrar can do outbound, and the Path before it says so with ;ob: it is registered."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", OUTBOUND=True)
    with recording():
        registers(troupe, "Supported: outbound, path", f"Path: <sip:proxy.example.net;lr;ob>\r\n{BY_ONE}", INSTANCE)


@capture("relatives/494-mediasec-baresip")
def mediasec_unknown(recording, troupe):
    """The registrar wants an agreement about media; baresip does not know it, and asks again as before."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", AGREE=True)
    with recording() as record:
        troupe.baresip(PHONE, "<sip:alice@registrar.example.net>;regint=60")
        record.waits_for(b"SIP/2.0 494", 2)


@capture("relatives/494-mediasec-asterisk")
def mediasec(recording, troupe):
    """The registrar wants an agreement about media; Asterisk comes back with Security-Verify, and is registered."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", AGREE=True)
    with recording() as record:
        troupe.asterisk("pjsip-register-mediasec.conf")
        record.waits_for(b"SIP/2.0 200 OK")


@capture("relatives/494-ipsec-incomplete")
def ipsec_incomplete(recording, troupe):
    """Security-Client names ipsec-3gpp without the numbers that it needs: 494."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", IPSEC=True)
    with recording():
        registers(troupe, "Security-Client: ipsec-3gpp;alg=hmac-sha-1-96", "Proxy-Require: sec-agree")


@capture("relatives/494-ipsec-complete")
def ipsec_complete(recording, troupe):
    """Security-Client names ipsec-3gpp with all that it needs: a 494 that asks for Security-Verify."""
    troupe.kamailio("registrar.cfg", f"udp:{REGISTRAR}:5060", IPSEC=True)
    with recording():
        registers(troupe, "Security-Client: ipsec-3gpp;alg=hmac-sha-1-96;spi-c=11;spi-s=12;port-c=5064;port-s=5065",
                  "Proxy-Require: sec-agree")


@capture("logs/two-calls")
def loggers(recording, troupe):
    """A 421 that sipp gets from Asterisk, then a call of Asterisk's that follows a 301 of Kamailio's to baresip; beside it the logs of all four."""
    out = recording.out.parent
    out.mkdir(exist_ok=True)
    moved(troupe, SIPDUMP=f'"{troupe.folder}"')
    callee = troupe.baresip(PBX2, "<sip:bob@pbx2.example.net>;regint=0;answermode=auto", traces=True)
    callee.wait_for("baresip is ready")
    troupe.asterisk()
    for command in ("logger add channel full verbose,notice,warning,error", "core set verbose 3", "pjsip set logger on"):
        troupe.cli(command)
    with recording():
        calls(troupe, INSISTS_ON_TIMER, ASTERISK, "sip:echo@asterisk.example.net", "Supported: replaces, 100rel", "-trace_msg")
        troupe.cli("channel originate PJSIP/moved/sip:bob@pbx1.example.net application Wait 10")
        callee.wait_for("Call established")
        troupe.cli("channel request hangup all")
        callee.wait_for("session closed|terminated")
    dump = next(troupe.folder.glob("*sipdump*.data"))
    network.wait_until(lambda: b"ACK sip:" in dump.read_bytes(), "Kamailio to write what it has heard")
    shutil.copy(house.CHROOT / "lab/log/full", out / "asterisk.log")
    shutil.copy(next(troupe.folder.glob("*_messages.log")), out / "sipp.log")
    shutil.copy(callee.log, out / "baresip.log")
    shutil.copy(dump, out / "kamailio.log")
