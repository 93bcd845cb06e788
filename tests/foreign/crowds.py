# SPDX-License-Identifier: GPL-2.0-or-later
"""Much of one kind: what load generators, broken clients and busy systems send. Each function plays one crowd of @n."""

from flows import answered, contacts, invite, leg
from world import Leg

FAST = 0.0001  # seconds from one to the next


def moved(call, *uris, status=301):
    call.tell(status, [("Contact", f"<{uri}>") for uri in uris or ["sip:bob@new.example.com"]])


def same_answer_again(world, now, n):
    one = leg(world, now, path=())
    one.ask("INVITE")
    moved(one)
    for _ in range(n):
        one.pass_on(0, one.answers[0], back=True, delay=world.random.choice([FAST, 0.5]))


def same_request_again(world, now, n):
    one = leg(world, now, path=())
    one.ask("INVITE")
    for _ in range(n):
        one.pass_on(0, one.hops[0], delay=world.random.choice([FAST, 0.5]))
    moved(one)


def forks(world, now, n):
    """One request, n redirects with To tags of their own."""
    one = leg(world, now, path=())
    one.ask("INVITE")
    for number in range(n):
        one.tag = {}
        moved(one, f"sip:bob@fork{number}.example.com")


def one_caller(world, now, n):
    """A load generator: call after call from one to one, each redirected elsewhere."""
    client, server = world.phones[0], world.servers[0]
    for number in range(n):
        one = leg(world, now + number * 0.05, client, server, ())
        one.user = f"user{number}"
        one.uri = f"sip:{one.user}@{server.domain}"
        one.ask("INVITE")
        moved(one, f"sip:{one.user}@new{number % 7}.example.com", status=world.random.choice([301, 302]))
        one.ack()


def many_contacts(world, now, n):
    one = leg(world, now, path=())
    one.ask("INVITE")
    one.tell(301, contacts(world, [f"sip:u{number}@h{number % 9}.example.com" for number in range(n)]))
    one.ack()


def chain_in_one_call(world, now, n):
    one = leg(world, now, world.phones[0], world.servers[0], ())
    for number in range(n):
        one.server = world.random.choice(world.servers)
        one.ask("INVITE", f"sip:u{number}@h{number}.example.com")
        moved(one, f"sip:u{number + 1}@h{number + 1}.example.com", status=world.random.choice([301, 302]))
        one.ack()
    if world.chance(0.5):
        one.ask("INVITE", f"sip:u{n}@h{n}.example.com")
        answered(one, 0)


def ring_of_calls(world, now, n):
    """Each call is sent on to the place of the next, the last to the first's."""
    client = world.phones[0]
    for number in range(n):
        one = leg(world, now + number * 0.3, client, world.servers[number % len(world.servers)], ())
        one.uri, one.to = f"sip:u{number}@h{number}.example.com", f"<sip:u{number}@h{number}.example.com>"
        one.ask("INVITE")
        moved(one, f"sip:u{(number + 1) % n}@h{(number + 1) % n}.example.com")
        one.ack()


def same_call_id(world, now, n):
    """One Call-ID for everything, the same From tag or another, the same CSeq or the next."""
    one = leg(world, now, path=())
    tags, numbers = world.chance(0.5), world.chance(0.5)
    for _ in range(n):
        one.from_tag = world.token() if tags else one.from_tag
        one.ask("INVITE", cseq=None if numbers else 7)
        moved(one)
        one.ack()


def many_follow(world, now, n):
    """n redirects of one caller are open, then n requests to the new place."""
    client, server = world.phones[0], world.servers[0]
    for number in range(n):
        one = leg(world, now + number * FAST, client, server, ())
        one.ask("INVITE")
        moved(one)
    for number in range(n):
        other = leg(world, now + n * 0.05 + number * 0.01, client, world.servers[-1], ())
        other.uri = "sip:bob@new.example.com"
        other.ask("INVITE")


def unanswered(world, now, n):
    for number in range(n):
        leg(world, now + number * FAST, world.phones[0], path=()).ask("INVITE")


def challenges(world, now, n):
    one = leg(world, now, path=())
    one.ask("INVITE")
    moved(one)
    one.ack()
    for _ in range(n):
        one.ask("INVITE", "sip:bob@new.example.com")
        one.tell(401, [("WWW-Authenticate", 'Digest realm="x", nonce="y"')])


def tags(world, now, n):
    """Each call is asked for another extension."""
    for number in range(n):
        one = leg(world, now + number * 0.1, world.phones[0], world.servers[0], ())
        one.ask("INVITE")
        one.tell(421, [("Require", f"tag{number}")])
        one.ack()


def sixty_numbers(world, now, n):
    """All numbers of a place have moved alike; everybody follows."""
    server, new = world.servers[0], world.servers[-1]
    for number in range(n):
        one = leg(world, now + number * 2, world.random.choice(world.phones), server, ())
        one.user = f"49305550{number:02}"
        one.uri, one.to = f"sip:{one.user}@{server.domain}", f"<sip:{one.user}@{server.domain}>"
        one.ask("INVITE")
        moved(one, f"sip:{one.user}@{new.hostport}")
        one.ack()
        one.server = new
        one.ask("INVITE", f"sip:{one.user}@{new.hostport}")
        answered(one, 4)


def telephones(world, now, n):
    """They register, are asked for OPTIONS, subscribe and call."""
    server = world.servers[0]
    for number in range(n):
        phone = world.element([world.random.choice(world.phones).product], number % 39)
        for method, there in (("REGISTER", True), ("OPTIONS", False), ("SUBSCRIBE", True), ("NOTIFY", False), ("INVITE", True)):
            one = Leg(world, *((phone, server) if there else (server, phone)), now + number)
            one.ask(method)
            one.tell(200)


def forwarded_then_hours_later(world, now, _n):
    """One call forwarded and followed; then other SIP, long after."""
    one = leg(world, now, path=())
    one.ask("INVITE")
    moved(one, status=world.random.choice([300, 301, 302, 305]))
    one.ack()
    one.ask("INVITE", "sip:bob@new.example.com")
    answered(one, 4)
    for gap in (31, 70, 300, 4000):
        later = leg(world, one.now + gap, one.client, one.server, ())
        later.ask("OPTIONS")
    invite(leg(world, one.now + 5000))


CROWDS = [same_answer_again, same_request_again, forks, one_caller, many_contacts, chain_in_one_call, ring_of_calls, same_call_id,
          many_follow, unanswered, challenges, tags, sixty_numbers, telephones, forwarded_then_hours_later]
