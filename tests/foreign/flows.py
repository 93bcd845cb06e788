# SPDX-License-Identifier: GPL-2.0-or-later
"""What people and machines do with SIP: each function plays one tale, from one moment on."""

from world import Leg

TAGS = ["100rel", "timer", "precondition", "sec-agree", "outbound", "path", "gruu", "replaces", "histinfo", "x-own", "100Rel",
        "eventlist", "answermode", "100rel, timer", "timer,precondition", ""]
SECURITY = 'ipsec-3gpp;alg=hmac-sha-1-96;prot=esp;mod=trans;ealg=aes-cbc;spi-c=1111;spi-s=2222;port-c=5062;port-s=5063'
STRANGE = ["<tel:+4930555123>", "<mailto:bob@example.com>", "<sips:bob@secure.example.com>", "<sip:bob@10.1.2.3>",
           "<sip:bob@[2001:db8::99]:5080>", "<sip:unheard.example.org>", "<tel:5551234;phone-context=example.com>",
           "<sip:+15551234;npdi;rn=+15550000@gw.example.com;user=phone>", "<sip:bob@example.com?Subject=x&Priority=urgent>",
           "<sip:bob@new.example.com;transport=tcp;maddr=192.0.2.99>", '"Desk, \\"2nd\\" floor" <sip:desk@new.example.com>']
AUTHENTICATE = 'Digest realm="example.com", nonce="5f3c9a", algorithm=MD5, qop="auth"'
CREDENTIALS = ('Digest username="alice", realm="example.com", nonce="5f3c9a", uri="sip:example.com", '
               'response="0123456789abcdef0123456789abcdef", cnonce="c", nc=00000001, qop=auth')


def leg(world, now, client=None, server=None, path=None):
    client = client or world.random.choice(world.phones)
    server = server or world.random.choice(world.servers)
    if path is None:
        path = world.random.sample(world.proxies, world.pick((6, 0), (3, 1), (1, 2)))
    return Leg(world, client, server, now, path=path)


def challenged(call, method, body=b""):
    """401 or 407, and the same once more with credentials."""
    status, name = call.world.random.choice([(401, "WWW-Authenticate"), (407, "Proxy-Authenticate")])
    call.tell(status, [(name, AUTHENTICATE)], at=0 if call.path and status == 407 else None)
    if method == "INVITE":
        call.ack()
    answer = {"WWW-Authenticate": "Authorization", "Proxy-Authenticate": "Proxy-Authorization"}[name]
    call.ask(method, headers=[(answer, CREDENTIALS)], body=body)


# ---- how an INVITE ends ---------------------------------------------------------------------------------------------


def contact(call):
    return ("Contact", f"<sip:{call.server.user}@{call.server.hostport}>")


def answered(call, _depth):
    world = call.world
    if world.chance(0.3):
        tag = [("Require", "100rel"), ("RSeq", "1")]
        call.tell(183, [contact(call), *tag], body=call.server.sdp(len(world.sent)))
        invite, cseq = call.hops, call.cseq
        call.to_tag = world.token()
        call.ask("PRACK", headers=[("RAck", f"1 {cseq} INVITE")])
        call.tell(200)
        call.hops = invite
        call.to_tag = ""
    if world.chance(0.8):
        call.tell(180, [contact(call)])
    call.wait(0.5, 15)
    call.tell(200, [contact(call)], body=call.server.sdp(len(world.sent)), copies=world.pick((9, 1), (1, 2)))
    call.ack()
    in_session(call)
    if world.chance(0.9):
        call.ask("BYE")
        call.tell(200)
    call.to_tag = ""


def in_session(call):
    """Re-INVITEs, UPDATEs and INFOs of a talk of seconds or hours; some are refused or redirected themselves."""
    world = call.world
    for _ in range(world.pick((5, 0), (3, 1), (1, 6))):
        call.wait(1, world.random.choice([20, 600, 3600]))
        method = world.random.choice(["INVITE", "INVITE", "UPDATE", "INFO"])
        call.ask(method, body=call.client.sdp(len(world.sent), "a=sendonly\r\n") if method != "INFO" else b"")
        status = world.pick((12, 200), (2, 421), (2, 301), (1, 302), (1, 422), (1, 488))
        call.tell(status, about(world, status), body=call.server.sdp(len(world.sent)) if status == 200 else b"")
        if method == "INVITE":
            tag = call.to_tag
            call.ack()
            call.to_tag = tag
    call.wait(1, 60)


def about(world, status):
    """The headers that an answer of this code brings."""
    if status in (300, 301, 302, 305, 380):
        return contacts(world, [f"sip:{world.user()}@{element.hostport}" for element in world.servers[:1]])
    return {421: [("Require", world.random.choice(TAGS))], 420: [("Unsupported", world.random.choice(TAGS))],
            422: [("Min-SE", "1800")], 423: [("Min-Expires", "600")],
            494: [("Require", "sec-agree"), ("Security-Server", SECURITY)]}.get(status, [])


def refused(call, _depth):
    if call.world.chance(0.4):
        call.tell(180)
        call.wait(0.2, 20)
    call.tell(call.world.random.choice([404, 480, 486, 603, 403, 488, 503, 500]))
    call.ack()


def silent(call, _depth):
    request = call.hops[0]
    for copy in range(call.world.random.randint(1, 6)):
        call.pass_on(0, request, delay=min(0.5 * 2 ** copy, 4))


def unreachable(call, _depth):
    call.unreachable()


def cancelled(call, _depth):
    call.tell(100, at=0)
    call.tell(180, [contact(call)])
    call.wait(0.1, 10)
    invite = call.hops
    call.ask("CANCEL", cseq=call.cseq, via=invite[0].value("Via"))
    call.tell(200)
    call.hops = invite
    call.tell(487)
    call.ack()


def left_challenged(call, _depth):
    call.tell(407, [("Proxy-Authenticate", AUTHENTICATE)])
    call.ack()


def credentials(call, depth):
    challenged(call, "INVITE", call.client.sdp(len(call.world.sent)))
    ends(call, depth + 1)


# ---- redirected -----------------------------------------------------------------------------------------------------


def contacts(world, uris):
    """Contact headers: one with a list, or several; with q, expires, names."""
    entries = []
    for uri in uris:
        more = world.pick((5, ""), (3, f";q=0.{world.random.randrange(10)}"), (1, ";expires=3600"), (1, ";q=1.0;expires=0"))
        name = world.pick((6, ""), (1, '"New, place" '), (1, "Desk "))
        bare = f"{uri}{more}" if world.chance(0.1) and "," not in uri and "?" not in uri else f"{name}<{uri}>{more}"
        entries.append(bare)
    if world.chance(0.15):
        entries.append(world.random.choice(STRANGE))
    world.random.shuffle(entries)
    if world.chance(0.5):
        return [("Contact", ", ".join(entries))] if entries else []
    return [("Contact", entry) for entry in entries]


def redirected(call, depth):
    world = call.world
    status = world.pick((5, 301), (4, 302), (1, 300), (1, 305), (1, 380))
    places = world.random.sample(world.servers, min(len(world.servers), world.pick((6, 1), (2, 2), (1, 3), (1, 0))))
    moves = [(f"sip:{call.user}@{place.hostport}", place) for place in places]
    reason = world.pick((9, None), (1, "Moved"), (1, "Forwarded by user"))
    if call.path and world.chance(0.4):
        recursion(call, status, moves, depth)
        return
    call.tell(status, contacts(world, [uri for uri, _ in moves]), reason=reason, copies=world.pick((9, 1), (1, 3)))
    if world.chance(0.93):
        call.ack(other_branch=world.chance(0.05))
    how = world.pick((2, nobody), (6, same_call), (3, new_call), (1, old_place_again), (2, by_an_agent))
    how(call, moves, depth)


def nobody(_call, _moves, _depth):
    pass


def same_call(call, moves, depth):
    """The next CSeq, the same Call-ID, target by target until one does it."""
    for uri, place in moves:
        call.server, call.path = place, ()
        call.wait(0.001, call.world.random.choice([0.01, 1, 29]))
        call.ask("INVITE", uri, body=call.client.sdp(len(call.world.sent)))
        if ends(call, depth + 1) is answered:
            return


def new_call(call, moves, depth):
    for uri, place in moves[:1]:
        other = leg(call.world, call.now, call.client, place, ())
        other.uri = uri
        other.to = f"<{uri}>"
        invite(other, depth + 1)


def old_place_again(call, _moves, depth):
    call.wait(1, 50)
    other = leg(call.world, call.now, call.client, call.server, call.path)
    other.user, other.uri, other.to = call.user, call.uri, call.to
    invite(other, depth + 1)


def by_an_agent(call, moves, depth):
    """The caller is a back-to-back agent: its own caller's leg is in the capture too, and it dials by a trunk."""
    world = call.world
    trunk = leg(world, call.now, call.client, world.random.choice(world.servers), ())
    trunk.uri = f"sip:{call.user}@{trunk.server.hostport}"
    trunk.user = call.user
    if moves and world.chance(0.7):
        trunk.server = moves[0][1]
    invite(trunk, depth + 1)


def recursion(call, status, moves, depth):
    """The last proxy follows: the same CSeq and Call-ID, a new branch."""
    world = call.world
    last = len(call.path)
    answer = call.answer(call.server, call.hops[last], status, "Moved", contacts(world, [uri for uri, _ in moves]), b"")
    call.pass_on(last, answer, back=True)
    proxy = call.path[-1]
    ack = [("Via", call.hops[last].value("Via")), ("Max-Forwards", "70"), ("From", answer.value("From")),
           ("To", answer.value("To")), ("Call-ID", call.call_id), ("CSeq", f"{call.cseq} ACK")]
    call.pass_on(last, proxy.product.dress(f"ACK {call.hops[last].uri} SIP/2.0", ack))
    for uri, place in moves[:1]:
        call.server = place
        call.hops[last] = call.forwarded(call.hops[last - 1], proxy, uri)
        call.pass_on(last, call.hops[last])
        ends(call, depth + 2)
        return
    call.tell(480, at=last - 1)
    call.ack()


# ---- something is required ------------------------------------------------------------------------------------------


def required(call, depth):
    insisted(call, "INVITE", depth)


def insisted(call, method, depth):
    """421 and its relatives, and what the client makes of them."""
    world = call.world
    status = world.pick((8, 421), (3, 420), (2, 422), (1, 423), (1, 439), (2, 494))
    headers = about(world, status)
    if status == 421 and "sec-agree" in dict(headers)["Require"] and world.chance(0.7):
        headers.append(("Security-Server", SECURITY))
    call.tell(status, headers, copies=world.pick((9, 1), (1, 2)))
    if method == "INVITE" and world.chance(0.93):
        call.ack()
    if world.chance(0.35) or depth > 3:
        return
    call.wait(0.002, world.random.choice([0.01, 2, 40]))
    asked = dict(headers).get("Require", "")
    own = call.client.product.supported
    again = world.pick((5, [("Supported", ", ".join(filter(None, [own, asked])))]), (2, [("Require", asked), ("Supported", own)]),
                       (2, []), (1, [("Require", asked), ("Security-Client", SECURITY), ("Security-Verify", SECURITY)]))
    if status == 422:
        again = [("Session-Expires", "1800;refresher=uac"), ("Min-SE", "1800")]
    call.ask(method, headers=again, body=call.client.sdp(1) if method == "INVITE" else b"")
    if method == "INVITE":
        ends(call, depth + 1)
    elif world.chance(0.25):
        insisted(call, method, depth + 1)
    else:
        call.tell(world.pick((6, 200), (2, 420), (1, 403)))


def ends(call, depth):
    """Plays one of the ends of an INVITE; returns which."""
    if call.path and call.world.chance(0.7):
        call.tell(100, at=0)
    end = call.world.pick((6, answered), (2, refused), (2, silent), (1, unreachable), (1, cancelled), (1, left_challenged),
                          (2, credentials), *([(9, redirected), (7, required)] if depth < 4 else []))
    end(call, depth)
    return end


def invite(call, depth=0):
    world = call.world
    more = world.pick((8, []), (1, [("Require", "timer"), ("Session-Expires", "1800")]), (1, [("Diversion", "<sip:old@example.com>;"
                      "reason=unconditional")]), (1, [("History-Info", "<sip:bob@example.com>;index=1")]))
    call.ask("INVITE", headers=more, body=call.client.sdp(len(world.sent)), copies=world.pick((9, 1), (1, 2)))
    ends(call, depth)


def call(world, now):
    invite(leg(world, now))


# ---- what is no call ------------------------------------------------------------------------------------------------


def registration(world, now):
    """REGISTER, refreshed as long as the capture goes on, or as long as it is let."""
    one = leg(world, now)
    one.uri = f"sip:{one.server.domain}"
    one.to = f"<sip:{one.client.user}@{one.server.domain}>"
    expires = world.random.choice([60, 300, 3600])
    end = world.pick((6, "200"), (2, "moved"), (2, "required"), (1, "silence"))
    for _ in range(world.random.randint(1, 12)):
        if one.now > world.length:
            break
        one.ask("REGISTER", headers=[("Expires", str(expires))])
        if world.chance(0.5):
            challenged(one, "REGISTER")
        if end == "silence":
            silent(one, 0)
        elif end == "required":
            insisted(one, "REGISTER", 0)
        else:
            status = 301 if end == "moved" and world.chance(0.6) else 200
            one.tell(status, about(world, status) or [("Contact", f"<sip:{one.client.user}@{one.client.hostport}>;expires={expires}")])
            if status == 301 and world.chance(0.5):
                one.server, one.path = world.random.choice(world.servers), ()
                continue
        one.wait(expires * 0.5, expires * 0.9)


def keep_alive(world, now):
    """OPTIONS to a trunk, again and again."""
    one = leg(world, now, path=())
    status = world.pick((8, 200), (1, 301), (1, 421), (1, 302), (1, 404))
    every = world.random.choice([30, 60, 300])
    for _ in range(12):
        if one.now > world.length:
            break
        if world.chance(0.5):
            one.call_id = one.client.product.calls.format(world.token(), one.client.host)
        one.ask("OPTIONS")
        one.tell(status, about(world, status))
        one.wait(every)


def subscription(world, now):
    one = leg(world, now)
    one.ask("SUBSCRIBE", headers=[("Event", "presence"), ("Expires", "600"), ("Accept", "application/pidf+xml")])
    status = world.pick((6, 200), (2, 301), (2, 421), (1, 423), (1, 481))
    one.tell(status, about(world, status))
    if status != 200:
        return
    one.enter()
    back = Leg(world, one.server, one.client, one.now)
    back.call_id, back.from_tag, back.to_tag = one.call_id, one.to_tag, one.from_tag
    for _ in range(world.random.randint(1, 5)):
        back.wait(0.1, 100)
        back.ask("NOTIFY", headers=[("Event", "presence"), ("Subscription-State", "active;expires=599")])
        back.tell(200)


def text_message(world, now):
    one = leg(world, now)
    one.ask("MESSAGE", body=b"hello", copies=world.pick((8, 1), (1, 3)))
    status = world.pick((6, 200), (3, 301), (1, 302), (2, 421), (1, 420))
    one.tell(status, about(world, status))


def fork(world, now):
    """A proxy asks several telephones at once; one may say where it went, another picks up."""
    caller, proxy = world.random.choice(world.phones), world.random.choice(world.proxies)
    branches = world.random.sample(world.servers, min(3, len(world.servers)))
    first = leg(world, now, caller, branches[0], (proxy,))
    first.ask("INVITE", body=caller.sdp(1))
    hops = [first.hops[1]] + [first.forwarded(first.hops[0], proxy, f"sip:{place.user}@{place.hostport}") for place in branches[1:]]
    last = None
    for place, asked in zip(branches, hops):
        first.server, first.hops[1] = place, asked
        if place is not branches[0]:
            first.pass_on(1, asked)
        status = world.random.choice([301, 302, 421, 486, 180])
        last = first.answer(place, asked, status, "Told", about(world, status), b"")
        first.pass_on(1, last, back=True)
    if world.chance(0.6):
        answered(first, 0)
    else:
        world.random.choice([refused, redirected])(first, 3)


def back_to_back(world, now):
    """Between the two legs of an agent nothing is the same but the user; what it is told it follows itself, or hands on."""
    outer = leg(world, now, path=())
    outer.ask("INVITE", body=outer.client.sdp(len(world.sent)))
    outer.tell(100)
    inner = leg(world, outer.now, outer.server, path=())
    inner.user = outer.user
    inner.uri = f"sip:{outer.user}@{inner.server.hostport}"
    inner.to = f"<{inner.uri}>"
    inner.ask("INVITE", body=inner.client.sdp(len(world.sent)))
    end = ends(inner, 1)
    if end is answered:
        outer.tell(200, [contact(outer)], body=outer.server.sdp(len(world.sent)))
    else:
        outer.now = max(outer.now, inner.now)
        status = world.random.choice([480, 486, 301, 302, 421, 200])
        outer.tell(status, about(world, status))
    outer.ack()


FLOWS = [(12, call), (3, back_to_back), (4, registration), (2, keep_alive), (2, subscription), (2, text_message), (2, fork)]
