# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks that one answer alone decides: the same short call each time, another header. One row a capture."""

from workshop.wire import PBX1, PHONE

from . import CAPTURES

OLD = "sip:bob@pbx1.example.net"
NEW = "<sip:bob@pbx2.example.net>"

# name: (what it shows, Contact values of the 301)
CONTACTS = {
    "moved.no-contact": ("A 301 without any Contact.", []),
    "moved.no-contact-not": ("One Contact that nobody can read, and one that is good.",
                             ["<sip:@@>", NEW]),
    "moved.contact-malformed": ("Four Contacts, two of them no addresses: @@, and a bracket that is never closed.",
                                [NEW, "<sip:carol@@pbx2.example.net>;q=0.5", "<sip:dave@pbx2.example.net>",
                                 "\"Eve\" <sip:eve@pbx2.example.net"]),
    "moved.contact-malformed-not": ("Strange, yet legal: escapes, quoted brackets, IPv6, a quoted parameter, odd cases.",
                                    [r'"Bob \"B\" <o>, jr." <sip:b%6Fb;day=mon@[2001:db8::30]:5060;foo=bar>;q=0.5'
                                     ';+sip.instance="<urn:uuid:00000000-0000-1000-8000-00008D9F3A2B>"',
                                     "Bob O'Neil   <SIP:bob@PBX2.example.net.>; Q = 0.4"]),
    "moved.contact-wildcard": ("Contact: * in a 301.", ["*"]),
    "moved.contact-wildcard-not": ("A user and a display name that are only a star.",
                                   ['"*" <sip:*@pbx2.example.net>']),
    "moved.unbracketed": ("No angle brackets: transport and user are parameters of the header, and get lost.",
                          ["sip:bob@pbx2.example.net;transport=tcp;user=phone"]),
    "moved.unbracketed-not": ("No angle brackets, but only q follows, which belongs to the header anyway.",
                              ["sip:bob@pbx2.example.net;q=0.5"]),
    "moved.bad-q": ("Four q that are none: above 1, no digit before the dot, four decimals, inside the brackets.",
                    ["<sip:bob@pbx2.example.net>;q=1.5", "<sip:bob@pbx3.example.net>;q=.5",
                     "<sip:bob@pbx4.example.net>;q=0.1234", "<sip:bob@pbx5.example.net;q=0.5>"]),
    "moved.bad-q-not": ("Odd, yet legal q: 1.000, 0., 0.125, capital Q.",
                        ["<sip:bob@pbx2.example.net>;q=1.000", "<sip:bob@pbx3.example.net>;q=0.",
                         "<sip:bob@pbx4.example.net>;q=0.125", "<sip:bob@pbx5.example.net>;Q=0.5"]),
    "moved.expires": ("Moved permanently, for an hour.", ["<sip:bob@pbx2.example.net>;expires=3600"]),
    "moved.expires-not": ("expires inside the brackets belongs to the URI: no client reads it as a time.",
                          ["<sip:bob@pbx2.example.net;expires=3600>"]),
    "moved.bad-expires": ("Four expires that are none: 0, a date, a word, one more than fits.",
                          ["<sip:bob@pbx2.example.net>;expires=0",
                           '<sip:bob@pbx3.example.net>;expires="Mon, 02 Mar 2026 09:15:00 GMT"',
                           "<sip:bob@pbx4.example.net>;expires=soon",
                           "<sip:bob@pbx5.example.net>;expires=4294967296"]),
    "moved.bad-expires-not": ("The longest expires that fits.", ["<sip:bob@pbx2.example.net>;expires=4294967295"]),
    "moved.duplicate-target": ("The same address twice, the host once in capitals.",
                               [NEW, "\"Bob\" <sip:bob@PBX2.EXAMPLE.NET>;q=0.5"]),
    "moved.duplicate-target-not": ("Alike, but three addresses: transport, port and the case of the user count.",
                                   [NEW, "<sip:bob@pbx2.example.net;transport=tcp>", "<sip:bob@pbx2.example.net:5060>",
                                    "<sip:Bob@pbx2.example.net>"]),
    "moved.uri-headers": ("The new address carries headers for the next request: User-to-User and Subject.",
                          ["<sip:bob@pbx2.example.net?User-to-User=56a390f3d2b7310023a%3Bencoding%3Dhex&Subject=moved>"]),
    "moved.uri-headers-not": ("Question marks, but no headers: in the display name, and as a character of the user.",
                              ['"Bob? a=b" <sip:bob?x@pbx2.example.net>']),
    "moved.uri-headers-unsafe": ("The new address carries Route, From and Supported, which nobody should honour.",
                                 ["<sip:bob@pbx2.example.net?Route=%3Csip%3Aproxy.example.org%3Blr%3E"
                                  "&From=sip%3Aceo%40example.net&Supported=100rel>"]),
    "moved.uri-headers-unsafe-not": ("The new address carries History-Info and a Reason: normal.",
                                     ["<sip:bob@pbx2.example.net?History-Info=%3Csip%3Abob%40pbx1.example.net%3E"
                                      "%3Bindex%3D1&Reason=SIP%3Bcause%3D301>"]),
    "moved.uri-method": ("The new addresses carry a method and lr, which an address in a redirect may not.",
                         ["<sip:bob@pbx2.example.net;method=BYE>", "<sip:pbx3.example.net;lr>"]),
    "moved.uri-method-not": ("A user called method, parameters alike, and methods as a parameter of the header.",
                             ['<sip:method;lr@pbx2.example.net;xmethod=BYE;lrs>;methods="INVITE,BYE"']),
    "moved.tel": ("Telephone numbers: a global one, and a local one with its context.",
                  ["<tel:+493055501000>;q=0.9", "<tel:5501;phone-context=pbx2.example.net>;q=0.5"]),
    "moved.tel-within": ("A telephone number that holds inside a company alone: an extension.",
                         ["<tel:5501;phone-context=pbx2.example.net>"]),
    "moved.tel-not": ("A telephone number in a SIP address.", ["<sip:+493055501000@pbx2.example.net;user=phone>"]),
    "moved.not-sip": ("No SIP request can go there: mailto and https.",
                      ["<mailto:bob@example.net>", "<https://www.example.net/bob>"]),
    "moved.not-sip-not": ("SIP, written in capitals, and sips.",
                          ["<SIP:bob@pbx2.example.net>", "<sips:bob@pbx2.example.net>"]),
    "moved.self-not": ("The same user and host, but by TCP: another way to the same place, which is fine.",
                       ["<sip:bob@pbx1.example.net;transport=tcp>"]),
    "moved.self": ("bob has moved to where he was asked for; the host only has other letters.",
                   ["<sip:bob@PBX1.example.net>"]),
    "moved.to-caller": ("The new address is the caller's own.", ["<sip:alice@203.0.113.5>"]),
    "moved.to-caller-not": ("Another phone at the caller's address, on another port.", ["<sip:carol@203.0.113.5:5070>"]),
    "moved.private-target": ("The new address is private, the caller is not.", ["<sip:bob@10.1.2.3>"]),
    "moved.foreign-domain": ("The new address is in somebody else's domain.", ["<sip:bob@calls.example.org>"]),
    "moved.foreign-domain-not": ("The new address is deeper in the same domain.", ["<sip:bob@berlin.calls.example.net>"]),
    "contacts-everywhere": ("Five addresses: two in one Contact header, one folded, one compact, one with a quoted comma.",
                            [NEW + ";q=0.9, <sip:bob@pbx3.example.net>;q=0.8",
                             "\r\n <sip:bob@pbx4.example.net>\r\n\t;q=0.7",
                             ("m", "<sip:bob@pbx5.example.net>;q=0.6"),
                             '"Bob, <b@c>, desk" <sip:bob@pbx6.example.net>;q=0.5']),
}

# name: (what it shows, Supported of the INVITE, further headers of the INVITE, headers of the 421)
EXTENSIONS = {
    "extension.required-not": ("A 421 that names no tag.", "replaces", [], []),
    "extension.no-require": ("A 421 without Require: nobody can know what is wanted.", "replaces", [],
                             [("Supported", "100rel")]),
    "extension.no-require-not": ("Require, in another spelling.", "replaces", [], [("reQUIRE", "100rel")]),
    "trap-space-before-colon": ("A legal space before the colon of Require, over which Wireshark misses the header.",
                                "replaces", [], [("Require ", "100rel")]),
    "extension.malformed-list": ("A comma is missing between two tags.", "replaces", [], [("Require", "100rel timer")]),
    "extension.malformed-list-empty": ("An empty Require.", "replaces", [], [("Require", "")]),
    "extension.malformed-list-quoted": ("A quoted tag beside a good one.", "replaces", [],
                                        [("Require", '"100rel", timer')]),
    "extension.malformed-list-byte": ("A tag with a byte too many.", "replaces", [], [("Require", "100rel\udce9")]),
    "extension.malformed-list-no-tag": ("What is no extension's name.", "replaces", [], [("Require", "see: manual!")]),
    "extension.malformed-list-not": ("A list that is folded and spaced, and a Supported that is empty: all legal.", "", [],
                                     [("Require", "100rel\r\n  ,timer"), ("Supported", "")]),
    "extension.no-supported": ("The request has no Supported.", None, [], [("Require", "100rel")]),
    "extension.no-supported-empty": ("The request has an empty Supported.", "", [], [("Require", "100rel")]),
    "extension.no-supported-not": ("The request has Supported under its compact name.", None, [("k", "replaces")],
                                   [("Require", "100rel")]),
    "extension.only-in-require": ("The request requires 100rel, but does not list it in Supported.", "replaces",
                                  [("Require", "100rel")], [("Require", "100rel")]),
    "extension.only-in-require-not": ("The request has 100rel in both.", "replaces, 100rel", [("Require", "100rel")],
                                      [("Require", "100rel")]),
    "extension.already-offered": ("The request lists what the answer requires; only the case differs.",
                                  "replaces, 100Rel", [], [("Require", "100rel")]),
    "extension.already-offered-further": ("100rel stands in a second Supported header, which counts as the first does.",
                                          "replaces", [("Supported", "100rel")], [("Require", "100rel")]),
    "extension.already-offered-not": ("The request lists a tag that only begins like it.", "replaces, 100rel-x", [],
                                      [("Require", "100rel")]),
    "extension.allow-without-tag": ("Allow has PRACK, Supported lacks 100rel: the caller can, but does not say so.",
                                    "replaces", [("Allow", "INVITE, ACK, CANCEL, BYE, PRACK")], [("Require", "100rel")]),
    "extension.allow-without-tag-not": ("Allow has UPDATE, which 100rel does not need.", "replaces",
                                        [("Allow", "INVITE, ACK, CANCEL, BYE, UPDATE")], [("Require", "100rel")]),
    "extension.unknown-tag": ("100re1 is no tag, but nearly one.", "replaces", [], [("Require", "100re1")]),
    "extension.unknown-tag-not": ("Tags in capitals are the same tags.", "replaces", [], [("Require", "100REL, Timer")]),
    "extension.optional": ("timer: a call works without.", "replaces", [], [("Require", "timer")]),
    "extension.optional-not": ("A tag that nothing works without: the list of a SUBSCRIBE.", "replaces", [],
                               [("Require", "eventlist")], "SUBSCRIBE"),
    "extension.wrong-method": ("100rel for a REGISTER, which has no provisional answers worth a PRACK.", "path", [],
                               [("Require", "100rel")], "REGISTER"),
    "extension.wrong-method-not": ("100rel for an OPTIONS, which is answered as an INVITE would be.", "replaces", [],
                                   [("Require", "100rel")], "OPTIONS"),
    "extension.needs-more": ("precondition, which brings 100rel and UPDATE.", "replaces", [],
                             [("Require", "precondition")]),
    "extension.needs-more-not": ("replaces, which brings nothing else.", "timer", [], [("Require", "replaces")]),
    "extension.looks-like-420": ("A 421 that says Unsupported: 420 was meant.", "replaces", [("Require", "100rel")],
                                 [("Unsupported", "100rel")]),
    "extension.looks-like-420-not": ("A 421 that says what the server itself supports.", "replaces", [],
                                     [("Require", "100rel"), ("Supported", "100rel, timer")]),
}


def moved_scene(contacts):
    def play(s):
        call = s.call(PHONE, PBX1, OLD)
        call.asks("INVITE")
        call.moved([contact if isinstance(contact, tuple) else ("Contact", contact) for contact in contacts])
        call.acks()
    return play


def refused_scene(supported, more, answer, method="INVITE"):
    def play(s):
        call = s.call(PHONE, PBX1, OLD, supported=supported)
        call.asks(method, headers=more)
        call.needs(None, answer)
        if method == "INVITE":
            call.acks()
    return play


def register(table, scene):
    for name, (lesson, *rest) in table.items():
        assert name not in CAPTURES, name
        play = scene(*rest)
        play.__doc__ = lesson
        CAPTURES[name] = (play, {})


register(CONTACTS, moved_scene)
register(EXTENSIONS, refused_scene)
