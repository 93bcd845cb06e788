# SPDX-License-Identifier: GPL-2.0-or-later
"""What a stranger may write, to be shown to people without harm. Each makes a 301, a follow-up, and a 421."""

from workshop.wire import PBX1, PBX2, PHONE

from . import capture


def hostile(s, word, uri=None, tag=None, quoted=True):
    """@word stands wherever free text may stand; @uri is the user of addresses, @tag the option tag."""
    uri, tag = uri or "bob", tag or "100rel"
    caller, server = PHONE._replace(name=f"phone {word}"), PBX1._replace(name=f"pbx {word}")
    name = f'"{word}" ' if quoted else ""
    call = s.call(caller, server, f"sip:{uri}@pbx1.example.net", call_id=f"{word.split()[0]}@203.0.113.5")
    call.asks("INVITE", headers=[("Subject", word)])
    call.told(301, f"Moved {word}", [("Contact", f"{name}<sip:{uri}@pbx2.example.net>"), ("Warning", f'399 pbx1 "{word}"')])
    call.acks()
    call.asks("INVITE", f"sip:{uri}@pbx2.example.net", server=PBX2)
    call.told(486, f"Busy {word}")
    call.acks()
    other = s.call(caller, server, f"sip:{uri}@pbx1.example.net", supported=f"replaces, {tag}x")
    other.asks("INVITE")
    other.told(421, f"Extension {word}", [("Require", tag)])
    other.acks()


@capture("hostile-escapes")
def escapes(s):
    """Terminal escapes: clear the screen, change the title, colours, a bell, backspaces, a C1 control."""
    hostile(s, "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m\x08\x08\x7f\u009b31m",
            "bob\x1b[5m", "100rel\x1b[7m")


@capture("hostile-html")
def html(s):
    """HTML and script in every text, also broken out of attributes."""
    hostile(s, "<script>alert(1)</script>'><img src=x onerror=alert(2)>&lt;b&amp;", "bob'onmouseover='alert(3)'",
            "<b>100rel</b>")


@capture("hostile-bidi")
def bidi(s):
    """Characters that turn the direction of text, join, or have no width: what is shown is not what is there."""
    hostile(s, "\u202eten.elpmaxe\u202c\u2066\u2069\u200b\u200f\ufeff", "bob\u202e", "100\u200brel")


@capture("hostile-csv")
def csv(s):
    """What a spreadsheet would run as a formula, with the commas, quotes and pipes of tables."""
    hostile(s, "=HYPERLINK('http://198.51.100.66/','x'),+1-1|@SUM(A1)", "=1+1", "=cmd|'/C calc'!A0")


@capture("hostile-markdown")
def markdown(s):
    """Markdown: a link, a picture, a table cell, code, a heading."""
    hostile(s, "[x](javascript:alert(1)) ![i](http://198.51.100.66/i.png) | `c` | # h *b* _i_", "bob*_`", "100rel|`x`")


@capture("hostile-utf8")
def utf8(s):
    """Bytes that are no UTF-8: a lone continuation, an overlong slash, a surrogate, half a character at the end."""
    hostile(s, "\udc80 \udcc0\udcaf \udced\udca0\udc80 \udcff\udcfe \udce2\udc82", "b\udcf6b", "100rel\udce9")


@capture("hostile-nul")
def nul(s):
    """NUL bytes in the headers. (With one in the first line Wireshark takes the packet for no SIP at all.)"""
    for status, headers in ((301, [("Contact", '"be\x00fore" <sip:b\x00b@pbx2.example.net>;q=0\x00.5')]),
                            (421, [("Require", "100rel\x00, \x00timer")])):
        call = s.call(PHONE._replace(name="phone\x00x"), PBX1._replace(name="pbx\x00x"))
        call.asks("INVITE")
        call.told(status, "Moved Permanently" if status == 301 else "Extension Required", headers)
        call.acks()


@capture("hostile-wide")
def wide(s):
    """Letters of many kinds: CJK, emoji, combining marks, an alphabet written from right to left."""
    hostile(s, "\u65e5\u672c\u8a9e \U0001f4de\ufe0f e\u0301\u0301\u0301 \u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0639", "b\u00f6b")


@capture("hostile-format")
def formats(s):
    """What careless code takes for a format or a placeholder."""
    hostile(s, "%s%n%d%p {old} {{x}} ${HOME} $(id) `id` [[x]] \\n\\x41", "bob%25s", "{tag}")


@capture("hostile-shell")
def shell(s):
    """Quotes, semicolons and option letters that a pasted command would stumble over."""
    hostile(s, "'; rm -rf ~; echo '", "-bob;$(id)", "-rf")


@capture("hostile-long-header")
def long_header(s):
    """One Contact with a display name of 60 kB, over TCP in large segments."""
    caller = PHONE._replace(port=40001)
    call = s.call(caller, PBX1, transport="TCP")
    call.last = call.request("INVITE")
    stream = s.tcp(caller, PBX1)
    stream.send(caller, call.last)
    answer = bytes(call.reply(301, "Moved Permanently", f'"{"a" * 60000}" <sip:bob@pbx2.example.net>'))
    s.note(stream.send(PBX1, answer, range(16000, len(answer), 16000))[-1], answer)


@capture("hostile-100-kB-header")
def longer_header(s):
    """One Contact of 100 kB, more than a SIP message of Wireshark's TCP reassembly usually sees."""
    caller = PHONE._replace(port=40001)
    call = s.call(caller, PBX1, transport="TCP")
    call.last = call.request("INVITE")
    stream = s.tcp(caller, PBX1)
    stream.send(caller, call.last)
    answer = bytes(call.reply(301, "Moved Permanently", f"<sip:bob@pbx2.example.net;x={'y' * 102400}>"))
    s.note(stream.send(PBX1, answer, range(32000, len(answer), 32000))[-1], answer)


@capture("hostile-1000-contacts")
def contacts(s):
    """A 301 with 1000 Contacts, over TCP."""
    caller = PHONE._replace(port=40001)
    call = s.call(caller, PBX1, transport="TCP")
    call.last = call.request("INVITE")
    stream = s.tcp(caller, PBX1)
    stream.send(caller, call.last)
    many = [("m", f"<sip:{number}@pbx2.example.net>;q={1 - number / 1000:.3f}") for number in range(1000)]
    answer = bytes(call.reply(301, "Moved Permanently", many))
    s.note(stream.send(PBX1, answer, range(16000, len(answer), 16000))[-1], answer)


@capture("hostile-1000-tags")
def tags(s):
    """A 421 with 1000 option tags, none of which exists."""
    caller = PHONE._replace(port=40001)
    call = s.call(caller, PBX1, transport="TCP")
    call.last = call.request("INVITE")
    stream = s.tcp(caller, PBX1)
    stream.send(caller, call.last)
    answer = bytes(call.reply(421, "Extension Required", [("Require", ", ".join(f"tag{n}" for n in range(1000)))]))
    s.note(stream.send(PBX1, answer)[-1], answer)


@capture("hostile-nonsense")
def nonsense(s):
    """301s that break the grammar everywhere: no To, no CSeq, an empty Call-ID, a status of 0301, a folded nothing."""
    lines = [b"Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1", b"From: <sip:a@203.0.113.5>;tag=1", b"To: <sip:b@pbx1.example.net>",
             b"Call-ID: x@203.0.113.5", b"CSeq: 1 INVITE", b"Contact: <sip:b@pbx2.example.net>"]
    for left_out in range(len(lines)):
        rest = [line for number, line in enumerate(lines) if number != left_out]
        s.udp(PBX1, PHONE, b"\r\n".join([b"SIP/2.0 301 Moved Permanently", *rest]) + b"\r\n\r\n")
    for start in (b"SIP/2.0 0301 Moved", b"SIP/2.0  301  Moved", b"SIP/3.0 301 Moved Permanently", b"SIP/2.0 301"):
        s.udp(PBX1, PHONE, b"\r\n".join([start, *lines]) + b"\r\n\r\n")
    for odd in (b"Call-ID:", b"Contact:", b"Contact: ,,,", b"Contact: <", b"Contact: \"", b"Contact: <sip:", b"Contact: ;q=1",
                b"Require: ,", b"Contact: <sip:b@[::>", b"Contact:\r\n \r\n\t\r\n ", b": x", b"Content-Length: -1",
                b"Content-Length: 99999999999"):
        s.udp(PBX1, PHONE, b"\r\n".join([b"SIP/2.0 301 Moved Permanently", *lines[:5], odd]) + b"\r\n\r\n")
