# SPDX-License-Identifier: GPL-2.0-or-later
"""Every word of the trade at least once: status codes, warn-codes, option tags. One call each, a second apart."""

from workshop import sip
from workshop.wire import PBX1, PHONE

from . import capture

HOST = "pbx1.example.net"
NEW = "sip:bob@pbx2.example.net"
CHALLENGE = 'Digest realm="example.net", nonce="5f1d7a84f6", algorithm=MD5, qop="auth"'
IDENTITY = [("Identity", "eyJhbGciOiJFUzI1NiJ9..c2ln;info=<https://cert.example.net/a.pem>;alg=ES256")]
EVENT = [("Event", "presence"), ("Expires", "3600")]
REFER = [("Refer-To", "<sip:carol@pbx1.example.net>")]

# The last answer to a request: status, reason, method of the request, headers of the answer, headers of the request.
ANSWERS = (
    (200, "OK", "OPTIONS", [("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS")], []),
    (202, "Accepted", "REFER", [], REFER),
    (204, "No Notification", "SUBSCRIBE", [("Expires", "3600")], [*EVENT, ("Suppress-If-Match", "4711")]),
    (300, "Multiple Choices", "INVITE", [("Contact", f"<{NEW}>;q=0.7, <sip:bob-mobile@pbx3.example.net>;q=0.3")], []),
    (301, "Moved Permanently", "INVITE", [("Contact", f"<{NEW}>")], []),
    (302, "Moved Temporarily", "INVITE", [("Contact", f"<{NEW}>;expires=600")], []),
    (305, "Use Proxy", "INVITE", [("Contact", "<sip:proxy.example.net;lr>")], []),
    (380, "Alternative Service", "INVITE", [("Content-Type", "application/3gpp-ims+xml")], []),
    (400, "Bad Request", "INVITE", [], []),
    (401, "Unauthorized", "REGISTER", [("WWW-Authenticate", CHALLENGE)], []),
    (402, "Payment Required", "INVITE", [], []),
    (403, "Forbidden", "INVITE", [], []),
    (404, "Not Found", "INVITE", [], []),
    (405, "Method Not Allowed", "MESSAGE", [("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS")], []),
    (406, "Not Acceptable", "OPTIONS", [], [("Accept", "text/plain")]),
    (407, "Proxy Authentication Required", "INVITE", [("Proxy-Authenticate", CHALLENGE)], []),
    (408, "Request Timeout", "INVITE", [], []),
    (410, "Gone", "INVITE", [], []),
    (412, "Conditional Request Failed", "PUBLISH", [], [*EVENT, ("SIP-If-Match", "4711")]),
    (413, "Request Entity Too Large", "MESSAGE", [("Retry-After", "60")], []),
    (414, "Request-URI Too Long", "INVITE", [], []),
    (415, "Unsupported Media Type", "INVITE", [("Accept", "application/sdp")], []),
    (416, "Unsupported URI Scheme", "INVITE", [], []),
    (417, "Unknown Resource-Priority", "INVITE", [("Accept-Resource-Priority", "q735.0, q735.4")],
     [("Require", "resource-priority"), ("Resource-Priority", "dsn.flash")]),
    (420, "Bad Extension", "INVITE", [("Unsupported", "100rel")], [("Require", "100rel")]),
    (421, "Extension Required", "INVITE", [("Require", "100rel")], []),
    (422, "Session Interval Too Small", "INVITE", [("Min-SE", "1800")], [("Session-Expires", "90")]),
    (423, "Interval Too Brief", "REGISTER", [("Min-Expires", "300")], [("Expires", "60")]),
    (424, "Bad Location Information", "INVITE", [("Geolocation-Error", '100;code="Cannot Process Location"')],
     [("Geolocation", "<sips:alice@locations.example.net>"), ("Geolocation-Routing", "yes")]),
    (425, "Bad Alert Message", "MESSAGE", [("AlertMsg-Error", '100 ;code="Cannot Process the Alert Payload"')], []),
    (428, "Use Identity Header", "INVITE", [], []),
    (429, "Provide Referrer Identity", "REFER", [], REFER),
    (430, "Flow Failed", "INVITE", [], []),
    (433, "Anonymity Disallowed", "INVITE", [], [("Privacy", "id")]),
    (436, "Bad Identity Info", "INVITE", [], IDENTITY),
    (437, "Unsupported Credential", "INVITE", [], IDENTITY),
    (438, "Invalid Identity Header", "INVITE", [], IDENTITY),
    (439, "First Hop Lacks Outbound Support", "REGISTER", [], [("Supported", "outbound")]),
    (440, "Max-Breadth Exceeded", "INVITE", [], [("Max-Breadth", "1")]),
    (469, "Bad Info Package", "INFO", [("Recv-Info", "g.3gpp.mcptt-info")], [("Info-Package", "foo")]),
    (470, "Consent Needed", "INVITE", [("Permission-Missing", "<sip:carol@example.net>")], []),
    (480, "Temporarily Unavailable", "INVITE", [], []),
    (481, "Call/Transaction Does Not Exist", "BYE", [], []),
    (482, "Loop Detected", "INVITE", [], []),
    (483, "Too Many Hops", "INVITE", [], []),
    (484, "Address Incomplete", "INVITE", [], []),
    (485, "Ambiguous", "INVITE", [("Contact", "<sip:bob.a@pbx1.example.net>, <sip:bob.b@pbx1.example.net>")], []),
    (486, "Busy Here", "INVITE", [], []),
    (488, "Not Acceptable Here", "INVITE", [("Warning", f'305 {HOST} "Incompatible media format"')], []),
    (489, "Bad Event", "SUBSCRIBE", [("Allow-Events", "presence, dialog")], [("Event", "foo"), ("Expires", "3600")]),
    (491, "Request Pending", "UPDATE", [], []),
    (493, "Undecipherable", "MESSAGE", [], []),
    (494, "Security Agreement Required", "REGISTER", [("Require", "sec-agree"), ("Security-Server", "tls;q=0.2")],
     [("Require", "sec-agree"), ("Proxy-Require", "sec-agree"), ("Security-Client", "tls")]),
    (500, "Server Internal Error", "INVITE", [], []),
    (501, "Not Implemented", "MESSAGE", [], []),
    (502, "Bad Gateway", "INVITE", [], []),
    (503, "Service Unavailable", "INVITE", [("Retry-After", "120")], []),
    (504, "Server Time-out", "INVITE", [], []),
    (505, "Version Not Supported", "INVITE", [], []),
    (513, "Message Too Large", "MESSAGE", [], []),
    (555, "Push Notification Service Not Supported", "REGISTER", [], []),
    (580, "Precondition Failure", "INVITE", [], []),
    (600, "Busy Everywhere", "INVITE", [], []),
    (603, "Decline", "INVITE", [], []),
    (604, "Does Not Exist Anywhere", "INVITE", [], []),
    (606, "Not Acceptable", "INVITE", [("Warning", f'304 {HOST} "Media type not available"')], []),
    (607, "Unwanted", "INVITE", [], []),
    (608, "Rejected", "INVITE", [("Call-Info", "<https://block.example.net/complaint>;purpose=jwscard")], []),
)

# What comes before the last answer to an INVITE.
PROVISIONAL = (
    (100, "Trying", []),
    (180, "Ringing", []),
    (181, "Call Is Being Forwarded", []),
    (182, "Queued", []),
    (183, "Session Progress", []),
    (199, "Early Dialog Terminated", [("Reason", 'SIP ;cause=486 ;text="Busy Here"')]),
)

EMERGENCY = ('<?xml version="1.0" encoding="UTF-8"?>\r\n<ims-3gpp version="1"><alternative-service><type><emergency/>'
             "</type><reason>dial by the emergency route</reason></alternative-service></ims-3gpp>\r\n")

WARNINGS = (
    (300, "Incompatible network protocol"), (301, "Incompatible network address formats"),
    (302, "Incompatible transport protocol"), (303, "Incompatible bandwidth units"),
    (304, "Media type not available"), (305, "Incompatible media format"), (306, "Attribute not understood"),
    (307, "Session description parameter not understood"), (308, "Incompatible language specification"),
    (330, "Multicast not available"), (331, "Unicast not available"), (370, "Insufficient bandwidth"),
    (380, "SIPS Not Allowed"), (381, "SIPS Required"), (399, "Session timer mandatory on this trunk"),
)

# Tags, and a method that each is for.
TAGS = {
    "INVITE": ("100rel", "199", "answermode", "early-session", "from-change", "geolocation-http", "geolocation-sip",
               "histinfo", "ice", "join", "policy", "precondition", "privacy", "recipient-list-invite", "record-aware",
               "replaces", "resource-priority", "sdp-anat", "siprec", "tdialog", "timer", "trickle-ice", "uui"),
    "REGISTER": ("gin", "gruu", "outbound", "path", "pref", "sec-agree"),
    "SUBSCRIBE": ("eventlist", "recipient-list-subscribe"),
    "REFER": ("explicitsub", "multiple-refer", "norefersub", "nosub"),
    "MESSAGE": ("recipient-list-message",),
}
NEEDED = {"SUBSCRIBE": EVENT, "REFER": REFER}


def called(s, user, method, supported="replaces"):
    """A call whose callee is named after what it shows; a registration has no user in its Request-URI."""
    s.wait(1)
    uri = f"sip:{HOST}" if method == "REGISTER" else f"sip:{user}@{HOST}"
    return s.call(PHONE, PBX1, uri, supported=supported, user=f"alice-{user}")


def cancelled(s):
    """487: the INVITE ends because the caller hangs up."""
    call = called(s, 487, "INVITE")
    call.asks("INVITE")
    invite = call.last
    call.told(180, "Ringing", [("Contact", "<sip:bob@198.51.100.20>")])
    s.wait(0.5)
    cancel = call.request("CANCEL", via=invite.first("Via"), cseq=1, supported=None, contact=False)
    s.udp(PHONE, PBX1, cancel)
    s.udp(PBX1, PHONE, sip.answer_to(cancel, 200, "OK", [], "c1"))
    call.told(487, "Request Terminated", request=invite)
    call.acks()


@capture("every-status-code")
def every_status_code(s):
    """Every status code, each in answer to a request that fits it; the user called is the number."""
    for status, reason, headers in PROVISIONAL:
        call = called(s, status, "INVITE", "199" if status == 199 else "replaces")
        call.asks("INVITE")
        call.told(status, reason, headers)
        call.told(486, "Busy Here")
        call.acks()
    cancelled(s)
    for status, reason, method, headers, asked in ANSWERS:
        call = called(s, status, method, None if any(name == "Supported" for name, _ in asked) else "replaces")
        call.asks(method, "tel:+493055501000" if status == 416 else None, headers=asked)
        call.told(status, reason, headers, body=EMERGENCY if status == 380 else "")
        if method == "INVITE":
            call.acks()


@capture("every-warning")
def every_warning(s):
    """Every warn-code of the Warning header; the user called is the number."""
    for code, text in WARNINGS:
        call = called(s, code, "INVITE")
        call.asks("INVITE")
        status, reason = (480, "Temporarily Unavailable") if code in (380, 381, 399) else (488, "Not Acceptable Here")
        call.told(status, reason, [("Warning", f'{code} {HOST} "{text}"')])
        call.acks()


@capture("every-option-tag")
def every_option_tag(s):
    """Every option tag, each required by a 421 of its own, for a method that it is for; the caller gives up."""
    for method, tags in TAGS.items():
        for tag in tags:
            call = called(s, tag, method, "timer" if tag == "replaces" else "replaces")
            call.asks(method, headers=NEEDED.get(method, []))
            call.needs(tag, [("Security-Server", "tls;q=0.2")] if tag == "sec-agree" else [])
            if method == "INVITE":
                call.acks()
