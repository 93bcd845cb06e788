# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures for the tutorial (docs/tutorial.md) that no software here could send."""

import base64
import hashlib

from workshop import sip
from workshop.wire import PHONE, Host

from . import capture

DOMAIN = "ims.example.net"
USER = "001010000000001"  # an IMSI of the test network 001/01
ALGORITHMS = "alg=hmac-sha-1-96;ealg=aes-cbc"
# The ports that both sides protect with IPsec, beside those for everybody.
PCSCF = Host("198.51.100.50", 5060)
PHONE_CLIENT, PHONE_SERVER = Host(PHONE.address, 5062), Host(PHONE.address, 5064)
PCSCF_CLIENT, PCSCF_SERVER = Host(PCSCF.address, 5066), Host(PCSCF.address, 5068)

TAG = [("Require", "sec-agree"), ("Proxy-Require", "sec-agree")]
MECHANISMS = f"ipsec-3gpp;q=0.9;{ALGORITHMS}, tls;q=0.2"
SECURITY_CLIENT = f"ipsec-3gpp;{ALGORITHMS};spi-c=1111;spi-s=2222;port-c=5062;port-s=5064"
SECURITY_SERVER = f"ipsec-3gpp;q=0.9;{ALGORITHMS};spi-c=3333;spi-s=4444;port-c=5066;port-s=5068, tls;q=0.2"
# RAND and AUTN of the challenge, 16 bytes each (RFC 3310 section 3.2).
NONCE = base64.b64encode(hashlib.sha256(b"RAND and AUTN").digest()).decode()


def register(call, headers, nonce="", response="", via=None):
    """A REGISTER of the phone, not sent: the identity is in From and To alike, and in the credentials."""
    identity = f"{USER}@{DOMAIN}"
    credentials = (f'Digest username="{identity}", realm="{DOMAIN}", uri="sip:{DOMAIN}", nonce="{nonce}", '
                   f'algorithm=AKAv1-MD5, response="{response}"')
    call.to = f"sip:{identity}"
    request = call.request("REGISTER", headers=[*headers, ("Authorization", credentials)], via=via)
    request.put("From", f"<sip:{identity}>;tag={call.from_tag}")
    call.last = request
    return request


@capture("421-ims-register")
def ims_register(s):
    """IMS: a phone registers without sec-agree and gets 421; then rightly: Security-Client, 401, Security-Verify."""
    call = s.call(PHONE, PCSCF, f"sip:{DOMAIN}", supported="path", user=USER)
    s.udp(PHONE, PCSCF, register(call, []))
    call.told(421, "Extension Required", [("Require", "sec-agree"), ("Security-Server", MECHANISMS)])
    s.wait(0.02)
    s.udp(PHONE, PCSCF, register(call, [*TAG, ("Security-Client", SECURITY_CLIENT)]))
    s.wait(0.05)
    call.told(401, "Unauthorized", [
        ("WWW-Authenticate", f'Digest realm="{DOMAIN}", nonce="{NONCE}", algorithm=AKAv1-MD5, qop="auth"'),
        ("Security-Server", SECURITY_SERVER)])
    # From here on inside IPsec: requests go to the other side's server port, answers over UDP to the server
    # port of who asked. The capture was made above IPsec, so it holds the plain messages.
    s.wait(0.2)
    via = f"SIP/2.0/UDP {PHONE.address}:{PHONE_SERVER.port};branch={call.branch()}"
    verified = register(call, [*TAG, ("Security-Client", SECURITY_CLIENT), ("Security-Verify", SECURITY_SERVER)],
                        NONCE, sip.token("response"), via)
    s.udp(PHONE_CLIENT, PCSCF_SERVER, verified)
    s.wait(0.05)
    s.udp(PCSCF_CLIENT, PHONE_SERVER, call.reply(200, "OK", [
        ("Contact", f"{verified.first('Contact')};expires=600000")]))
