# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages as the logs of many programs hold them, by their layouts (src/knowledge/data/logs.ini).

A message is (seconds since 1970, (address, port), (address, port), bytes). `program` is the address of who writes the
log: it tells of others only, and of itself nothing."""
import time

# As in captures/: UDP.


def clock(at, digits=6):
    return time.strftime("%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 10 ** digits):0{digits}}"


def date(at, form="%Y-%m-%d"):
    return time.strftime(form, time.gmtime(at))


def joined(end):
    host, port = end
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def text(data):
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def asterisk_pjsip(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        what = "response" if data.startswith(b"SIP/") else "request"
        yield (f"[{date(at)} {clock(at, 3)}] VERBOSE[2719] res_pjsip_logger.c: <--- "
               f"{'Transmitting' if out else 'Received'} SIP {what} ({len(data)} bytes) {'to' if out else 'from'} "
               f"UDP:{joined(dst if out else src)} --->\n{text(data)}\n"
               f"[{date(at)} {clock(at, 3)}] DEBUG[2719] pjproject: sip_endpoint.c Processing incoming message\n")


def asterisk_console(messages, program):
    """With a time before each line."""
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"<--- Reliably Transmitting (no NAT) to {joined(dst)} --->" if out else \
            f"<--- SIP read from UDP:{joined(src)} --->"
        lines = ["", head, *text(data).split("\n"), "<------------->", "--- (10 headers 0 lines) ---"]
        yield "".join(f"[{date(at, '%b %e')} {clock(at)[:8]}] {line}\n" for line in lines)


def freeswitch(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        host, port = dst if out else src
        dashes = "   " + "-" * 72 + "\n"
        yield (f"{'send' if out else 'recv'} {len(data)} bytes {'to' if out else 'from'} udp/[{host}]:{port} at "
               f"{clock(at)}:\n{dashes}" + "".join(f"   {line}\n" for line in text(data).split("\n")[:-1]) + dashes +
               f"{date(at)} {clock(at)} [DEBUG] sofia.c:7325 Channel entering state [received][100]\n")


def cisco_ios(messages, program):
    for at, src, dst, data in messages:
        yield (f"\n000123: *{date(at, '%b %e')} {clock(at, 3)}: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:\n"
               f"{'Sent' if src[0] == program else 'Received'}: \n{text(data)}\n")


def cisco_ios_new(messages, program):
    for at, src, dst, data in messages:
        yield (f"0: *{date(at, '%b %e')} {clock(at, 3)}: //1/1CE915CE8002/CUBE_VT/SIP/Msg/ccsipDisplayMsg:\n"
               f"{'Sent' if src[0] == program else 'Received'}: SIP UDP message from {joined(src)} to {joined(dst)} \n"
               f"{text(data)}\n")


def cisco_cucm(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"Outgoing SIP UDP message to {dst[0]}:[{dst[1]}]:" if out else \
            f"Incoming SIP UDP message size {len(data)} from {src[0]}:[{src[1]}]:"
        yield f"00802148.002 |{clock(at, 3)} |AppInfo  |//SIP/SIPUdp/wait_SdlDataInd: {head}\n[151,NET]\n{text(data)}\n"


def oracle(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{date(at, '%b %e')} {clock(at, 3)} On [1:0]{joined(src if out else dst)} "
               f"{'sent to' if out else 'received from'} {joined(dst if out else src)}\n{text(data)}\n" + "-" * 40 + "\n")


def audiocodes(messages, program):
    """Split over two packets of syslog, the ends of lines as #012."""
    number = 61000
    for at, src, dst, data in messages:
        out = src[0] == program
        head = (f"---- {'Outgoing' if out else 'Incoming'} SIP Message {'to' if out else 'from'} "
                f"{joined(dst if out else src)} {'from' if out else 'to'} SIPInterface #0 (LAN) UDP TO(#1) SocketID(1) ----")
        stamp = f"{date(at)}T{clock(at, 3)}Z 192.0.2.9"
        for line in [head, *text(data).split("\n")]:
            number += 1
            yield f"{stamp} [S={number}] [SID=1a2b3c:30:1234] {line} [Time:{date(at, '%d-%m')}@{clock(at, 3)}]\n"


def audiocodes_one_line(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{date(at)}T{clock(at, 3)}Z 192.0.2.9 [S=61204] [SID=1a2b3c:30:1234] "
               f"---- {'Outgoing' if out else 'Incoming'} SIP Message {'to' if out else 'from'} "
               f"{joined(dst if out else src)} {'from' if out else 'to'} SIPInterface #0 (LAN) UDP TO(#1) SocketID(1) "
               "---- #012" + text(data).replace("\n", "#012") + f" [Time:{date(at, '%d-%m')}@{clock(at, 3)}]\n")


def kamailio_sipdump(messages, program):
    for at, src, dst, data in messages:
        yield ("=" * 20 + f"\ntag: {'snd' if src[0] == program else 'rcv'}\npid: 8021\nprocess: 3\ntime: {at:.6f}\n"
               f"date: {date(at, '%a %b %e %H:%M:%S %Y')}\nproto: udp {'ipv6' if ':' in src[0] else 'ipv4'}\n"
               f"srcip: {src[0]}\nsrcport: {src[1]}\ndstip: {dst[0]}\ndstport: {dst[1]}\n" + "~" * 20 + "\n" +
               data.decode("utf-8", "replace") + "|" * 20 + "\n")


def linphone(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"message sent to [UDP://{dst[0]}:{dst[1]}], size: [{len(data)}] bytes" if out else \
            f"received [{len(data)}] new bytes from [UDP://{src[0]}:{src[1]}]:"
        yield f"{date(at)} {clock(at, 3)[:8]}:{clock(at, 3)[9:]} belle-sip-message-channel [0x7f10c0]: {head}\n{text(data)}\n"


def pjsua(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        what = "Response msg 200/INVITE/cseq=1" if data.startswith(b"SIP/") else "Request msg INVITE/cseq=1"
        yield (f"{clock(at, 3)}           pjsua_core.c  .{'TX' if out else 'RX'} {len(data)} bytes {what} "
               f"({'t' if out else 'r'}data0x7f10) {'to' if out else 'from'} UDP {joined(dst if out else src)}:\n"
               f"{text(data)}\n--end msg--\n")


def jssip(messages, program):
    for at, src, dst, data in messages:
        yield ("JsSIP:Transport sending message:\n\n" if src[0] == program else
               "jssip.min.js:9 JsSIP:Transport received text message:") + f"{text(data)} +2ms\n"


def sipjs(messages, program):
    for at, src, dst, data in messages:
        what = "Sending WebSocket message" if src[0] == program else "Received WebSocket text message"
        yield f"{date(at, '%a %b %d %Y %H:%M:%S')} GMT+0000 (UTC) | sip.Transport | {what}:\n\n{text(data)}\n"


def sipp(messages, program):
    for at, src, dst, data in messages:
        what = f"sent ({len(data)} bytes):" if src[0] == program else f"received [{len(data)}] bytes :"
        yield "-" * 47 + f" {date(at)}\t{clock(at)}\t{at:.6f}\nUDP message {what}\n\n{text(data)}\n"


def ngrep(messages, program):
    for number, (at, src, dst, data) in enumerate(messages):
        yield (f"#\nU {date(at, '%Y/%m/%d')} {clock(at)} {joined(src)} -> {joined(dst)} #{number}\n" +
               data.decode("utf-8", "replace").replace("\r\n", ".\n") + "\n")


def baresip(messages, program):
    for at, src, dst, data in messages:
        yield f"\x1b[36;1m{clock(at, 3)}#\nUDP {joined(src)} -> {joined(dst)}\n{data.decode('utf-8', 'replace')}\x1b[;m\n"


def sngrep(messages, program):
    for at, src, dst, data in messages:
        yield f"{date(at, '%Y/%m/%d')} {clock(at)} {joined(src)} -> {joined(dst)}\n{text(data)}\n"


def avaya_session_manager(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        here, there = (src, dst) if out else (dst, src)
        line = f"[L{joined(here)}/R{joined(there)}/UDP/0x1]"
        yield (f"{date(at, '%b %e')} {clock(at)[:8]} sm1 AasSipMgr[1]: SIPMSGT \n{date(at)} {clock(at, 3)} "
               f"{'<--' if out else '-->'} \noctets: {len(data)}, Body Length: 0\n"
               f"{'egress' if out else 'ingress'}: {line}\n{'ingress' if out else 'egress'}: [NO TARGET]\n" +
               "-" * 50 + f"\n{text(data)}\n" + "-" * 50 + "\n")


def avaya_ip_office(messages, program):
    for at, src, dst, data in messages:
        head = f"{int(at * 1000) % 10 ** 10}mS SIP {'Tx' if src[0] == program else 'Rx'}: UDP {joined(src)} -> {joined(dst)}\n"
        yield head + "".join(f"                    {line}\n" for line in text(data).split("\n"))


def avaya_phone(messages, program):
    """In two parts, where the first line of a body, or a header, is broken in two."""
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"CSIPServer::SendToNetwork(): Outbound SIP message to {joined(dst)}\nTX " if out else \
            f"CNetworkInputManager::ProcessInput(): Inbound SIP message from ip = {src[0]} port: {src[1]}\nRX "
        syslog = (f"<167>{date(at, '%b %e')} {clock(at)[:8]} 192.0.2.9 SIPMESSAGE: +00:00 {date(at, '%Y')} "
                  f"{int(at % 1 * 1000):03} 1 .TEL | 0 ")
        whole = text(data)
        half = len(whole) // 2
        while "\n" in whole[half - 2:half + 2]:
            half += 1
        yield f"{syslog}[Part 01 of 02]\n{head}{whole[:half]}{syslog}[Part 02 of 02]\n{whole[half:]}\n"


def avaya_client(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"SENDING {len(data)} bytes to {joined(dst)} {{" if out else \
            f"RECEIVED {len(data)} bytes from {joined(src)} {{"
        yield f"{date(at)} {clock(at, 3)} D [21480] [CSDK::SIP] {head}\n\n{text(data)}\n}}\n"


def avaya_conferencing(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        arrow = "--->" if out else "<---"
        prefix = f"{date(at)} {clock(at, 3)} [.INFO] [..MESSAGE] "
        first, *rest = text(data).split("\n")
        yield (f"{prefix}{arrow} {joined(dst if out else src)} 1 {len(data)}\n{prefix}{arrow} {first} \n" +
               "".join(f"{prefix}{line}{' ' if line else ''}\n" for line in rest))


def avaya_portal(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        head = f"cUAInterface::SendToNetwork: To {joined(dst)}[71:0] <" if out else "SIPTCP::ProcessRead: <"
        yield f"@{date(at)} {clock(at, 3).replace('.', ',')}||FINEST|Tele|8513|{head}" + text(data).replace("\n", "^M\n") + "\n"


def broadworks(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{date(at, '%Y.%m.%d')} {clock(at, 3).replace('.', ':')} EST | Info       | Sip | +15551234567 | host:0\n\n"
               f"\tudp {len(data)} Bytes {'OUT to' if out else 'IN from'} {joined(dst if out else src)}\n{text(data)}\n")


def genesys(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{clock(at, 3)}: " + (f"Sending  [0,UDP] {len(data)} bytes to {joined(dst)} >>>>>" if out else
                                      f"SIPTR: Received [0,UDP] {len(data)} bytes from {joined(src)} <<<<<") +
               f"\n{text(data)}\n")


def ribbon(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        here, there = (src, dst) if out else (dst, src)
        yield (f"1787 {date(at, '%m%d%Y %H%M%S')}.{clock(at)[9:]}:1.01.00.38939.MAJOR .SIPSG:FILTER=F GCID=0x00000DDB: "
               f"EXTRA INFO: {'sent' if out else 'received'} msg for CallId:804ee gcid:0xDDB {'to' if out else 'from'} "
               f"IP/port:{there[0]}/{there[1]}, Local IP/port:{here[0]}/{here[1]}\nRAW PDU:\n{text(data)}\n")


def snom(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{'Sent to' if out else 'Received from'} udp:{joined(dst if out else src)} at {date(at, '%b %e')} "
               f"{clock(at, 3)} ({len(data)} bytes)\n\n{text(data)}\n")


def thomson(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        yield (f"{'Sent to' if out else 'Recv from'} udp: {joined(dst if out else src)} 00:00:00:01:066 "
               f"({len(data)} bytes)\n{text(data)}\n")


def polycom(messages, program):
    for at, src, dst, data in messages:
        for line in text(data).split("\n"):
            yield f"{date(at, '%m%d%H%M%S')}|sip  |0|00|{line}\n"


def exosip(messages, program):
    for at, src, dst, data in messages:
        head = f"Message sent: (to dest={dst[0]}:{dst[1]})" if src[0] == program else "Received message: "
        yield f"| INFO1 | <eXtl_udp.c: 800> {head}\n{text(data)}\n"


def twinkle(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        day = time.gmtime(at)
        yield (f"+++ {day.tm_mday}-{day.tm_mon}-{day.tm_year} {clock(at)} INFO SIP ::send_sip_udp\n"
               f"{'Send to' if out else 'Received from'}: udp:{joined(dst if out else src)}\n{text(data)}\n---\n\n")


def sipsorcery(messages, program):
    for at, src, dst, data in messages:
        what = "Response" if data.startswith(b"SIP/") else "Request"
        out = src[0] == program
        here, there = (src, dst) if out else (dst, src)
        yield (f"{what} {'sent' if out else 'received'}: udp:{joined(here)}{'->' if out else '<-'}udp:{joined(there)}\n"
               f"{text(data)}\n")


def tcpdump(messages, program):
    """As the program shows IP and UDP: what may be anything stands directly before the message."""
    for at, src, dst, data in messages:
        first = text(data).split("\n", 1)[0]
        kind = "IP6" if ":" in src[0] else "IP"
        yield (f"{date(at)} {clock(at)} {kind} {src[0]}.{src[1]} > {dst[0]}.{dst[1]}: SIP: {first}\n"
               f"E..<.)@.@..B..q..3d\n.....(jP{text(data)}\n")


def tcpdump_names(messages, program):
    """Without -n, or where somebody hid who it was."""
    for at, src, dst, data in messages:
        yield f"{clock(at)} IP PROXY.{src[1]} > OTHER_ONE.{dst[1]}: UDP, length {len(data)}\n{text(data)}\n"


def opensips_trace(messages, program):
    for at, src, dst, data in messages:
        yield (f"{int(at)}.{int(at % 1 * 1e6):06} UDP/SIP {joined(src)} -> {joined(dst)}\n{text(data)}\n"
               f"{int(at)}.{int(at % 1 * 1e6):06} TCP/LOG {joined(src)} -> {joined(dst)}\nroute entered\n")


def sipgo(messages, program):
    for at, src, dst, data in messages:
        out = src[0] == program
        here, there = (src, dst) if out else (dst, src)
        yield f"=== UDP {'write to' if out else 'read from'} {joined(here)} {'->' if out else '<-'} {joined(there)} ===\n{text(data)}\n"


def sipjs_old(messages, program):
    for at, src, dst, data in messages:
        yield (f"sip.js:36 {date(at, '%a %b %d %Y')} {clock(at)[:8]} GMT+0000 (UTC) | sip.transport | "
               f"{'sending' if src[0] == program else 'received'} WebSocket{'' if src[0] == program else ' text'} message:\n\n"
               f"{text(data)}\n")


def bare(messages, program):
    for at, src, dst, data in messages:
        yield text(data) + "\n"


# name: (function, title, what it says: whole, local, day, none; whether both sides are there)
LAYOUTS = {
    "asterisk-pjsip": (asterisk_pjsip, "Asterisk PJSIP logger", "local", False),
    "asterisk-console": (asterisk_console, "Asterisk chan_sip debug", "day", False),
    "freeswitch": (freeswitch, "FreeSWITCH sofia trace", "day", False),
    "cisco-ios": (cisco_ios, "Cisco IOS debug ccsip messages", "day", False),
    "cisco-ios-new": (cisco_ios_new, "Cisco IOS debug ccsip messages", "day", True),
    "cisco-cucm": (cisco_cucm, "Cisco CUCM trace", "day", False),
    "oracle": (oracle, "Oracle SBC sipmsg.log", "day", True),
    "audiocodes": (audiocodes, "AudioCodes syslog", "whole", False),
    "audiocodes-one-line": (audiocodes_one_line, "AudioCodes syslog", "whole", False),
    "kamailio-sipdump": (kamailio_sipdump, "Kamailio sipdump", "whole", True),
    "linphone": (linphone, "Linphone log", "local", False),
    "pjsua": (pjsua, "PJSIP log", "day", False),
    "jssip": (jssip, "JsSIP console", "none", False),
    "sipjs": (sipjs, "SIP.js console", "whole", False),
    "sipp": (sipp, "SIPp message trace", "local", False),
    "ngrep": (ngrep, "ngrep", "local", True),
    "baresip": (baresip, "baresip sip_trace", "day", True),
    "sngrep": (sngrep, "sngrep text", "local", True),
    "avaya-session-manager": (avaya_session_manager, "Avaya traceSM", "local", True),
    "avaya-ip-office": (avaya_ip_office, "Avaya IP Office monitor", "day", True),
    "avaya-phone": (avaya_phone, "Avaya telephone log", "whole", False),
    "avaya-client": (avaya_client, "Avaya Workplace log", "local", False),
    "avaya-conferencing": (avaya_conferencing, "Avaya conferencing log", "local", False),
    "avaya-portal": (avaya_portal, "Avaya Voice Portal log", "local", False),
    "broadworks": (broadworks, "BroadWorks XS log", "local", False),
    "genesys": (genesys, "Genesys SIP Server log", "day", False),
    "ribbon": (ribbon, "Ribbon (Sonus) SBC trace", "local", True),
    "snom": (snom, "snom SIP trace", "day", False),
    "thomson": (thomson, "Thomson (Technicolor) SIP trace", "none", False),
    "polycom": (polycom, "Polycom log", "day", False),
    "exosip": (exosip, "eXosip log", "none", False),
    "twinkle": (twinkle, "Twinkle log", "local", False),
    "sipsorcery": (sipsorcery, "SIPSorcery log", "none", True),
    "tcpdump-names": (tcpdump_names, "tcpdump -A", "day", False),
    "opensips-trace": (opensips_trace, "OpenSIPS trace", "whole", True),
    "sipgo": (sipgo, "sipgo trace", "none", True),
    "sipjs-old": (sipjs_old, "SIP.js console", "whole", False),
    "tcpdump": (tcpdump, "tcpdump -A", "local", True),
    "bare": (bare, "SIP as text", "none", False),
}


def log(layout, messages, program):
    """The text of a log."""
    return "".join(LAYOUTS[layout][0](messages, program))
