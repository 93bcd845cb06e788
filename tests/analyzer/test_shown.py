#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No sentence says more than the capture shows: of each row the capture, what its report must say, and what it must not."""
import pathlib
import struct
import tempfile
import unittest

from command import SOURCE, sipfix

# capture, further arguments, sentences that are there, and such that would claim too much or be false
ROWS = [
    ("handmade/one-direction-requests.pcapng", (),
     ["1 call got a refusal or redirect that is not in the capture", "is not known", "capture where both directions pass"],
     ["Nothing to mend"]),
    ("plain-call.pcapng", (), ["Nothing to mend"], ["is not in the capture"]),
    # that all went well does not hide a server that is out, a detour at each call, or another server for the same address
    ("cases/k08-broadworks-302-second-server-answers.pcap", ("--codes", "302"),
     ["Another place had refused before: 198.51.100.31:5060, with 503 (frame 7)."], []),
    ("cases/x30-freeswitch-x-redirect-server.pcap", ("--codes", "302"),
     ["went on for the address that was asked", "The request of frame 6 goes to 198.51.100.40:5060."], ["new address"]),
    # who hears that all went well finds the call, and what took it, by its frames
    ("cases/u26-ring-group-one-forwards-answered.pcap", ("--codes", "302"),
     ["INVITE in frame 4, 302 in frame 6, followed in frame 8, 200 in frame 10; frame 8 goes to 198.51.100.30: 192.0.2.102 answers 302 to"
      " INVITE of 192.0.2.20 for sip:102@192.0.2.102:5060."], ["The request of frame 8", "nothing to write down"]),
    ("handmade/421-retried.pcapng", (),
     ["INVITE in frame 1, 421 in frame 2, sent again in frame 4, 200 in frame 8: 198.51.100.20 answers 421, Require: 100rel, to INVITE of"
      " 203.0.113.5 for sip:bob@pbx1.example.net."], ["asked another one"]),
    ("cases/36-audiocodes-database-url-302.pcap", ("--codes", "302"),
     ["sip:T~&R_1@192.0.2.49:5060 is at 192.0.2.49 itself, and a 302 is for one call only: nothing to write down."], []),
    ("cases/w38-422-then-second-gateway.pcap", ("--codes", "422"),
     ["Nothing to change. To have 198.51.100.30 take such requests too, 1800 s or more must be asked for. INVITE in frame 2, 422 in frame 3:",
      "192.0.2.20 asked another one, 198.51.100.40, which took it: 200 in frame 6."], ["another branch", "see also"]),
    ("cases/t12-chan-sip-forward-to-local-extension.pcap", (),
     ["the 301 names 192.0.2.30, which can send this call on itself; frame 6 asks for"
      " sip:102@192.0.2.32:5060"], ["used it"]),
    # a way that was refused is none that was taken
    ("cases/y05b-ring-group-trunk-404-other-answers.pcap", ("--codes", "302"),
     ["another way tried in frame 9, 404 in frame 10; another place, before it,"], []),
    # what the messages themselves tell is not asked of people: whether a PRACK fits, and whether credentials are there
    ("cases/p12-prack-does-not-fit.pcap", (), ["RAck of its PRACK: 1 1 INVITE -> 901 2 INVITE"], ["does the RAck", "OR"]),
    ("cases/m01-423-heeded-then-401.pcap", ("--codes", "423"), ["but left its credentials out, and was asked for them: 401 in frame 6"],
     ["does it have a user name and password"]),
    # a PBX knows its telephone by the user in From; who offers outbound registers otherwise too
    ("cases/421-fpbx.pcap", (), ["call 8801@198.51.100.13 -> 8802@198.51.100.13",
     "the endpoint of 192.0.2.183 (likely 8801, the user in From)"], ["registration_custom_post"]),
    ("cases/s26-kamailio-outbound-required.pcap", (), ["Supported: path and Contact: +sip.instance, reg-id"], []),
    # an address that the element serves itself is looked up there, and any other gets the line that does without a registrar
    ("cases/s01-kamailio-topoh-masks-target.pcap", (),
     ['!lookup("location")) t_reply("404", "Not Found"); else t_relay(); exit; }', 'modparam("topoh", "mask_mode", 1)', "It is new in 5.7"],
     ["lookup_branches", "drop;", 'get_redirects("3:1")', "}}"]),
    ("cases/39-kamailio-block3xx-302.pcap", (),
     ['!lookup("location")) t_reply("404", "Not Found"); else t_relay(); exit; }'], ["lookup_branches", 'get_redirects("3:1")']),
    ("handmade/extension.not-first-hop.pcapng", (), ["for which it must offer sec-agree itself"], ["Yes: that rule can serve no such call: let"]),
    # a day without a packet proves no silence, and what shows the caller is a frame; who rings for minutes is told so
    ("handmade/long-gap.pcapng", (),
     ["It likely cost 1 call.", "shows what 203.0.113.5 sends elsewhere (frame 6)", "no SIP is in it for 24 h before frame 6", "340 s after the INVITE",
      "after 20 to 30 s, not 340", "see also frame 2 and frame 6"], ["take that forwarding out"]),
    ("cases/s23-baresip-redirect-only-reported.pcap", (), ["It cost 1 call.", "see also frame 5", "or no answer comes at all: change nothing"], ["stopped"]),
    # several new addresses: in the order of their q, or whichever is free; none that rang with others is the one
    ("handmade/301-all-targets-at-once.pcapng", (),
     ["These rang at the same time: sip:bob@pbx2.example.net (frame 6), sip:bob@pbx3.example.net (frame 7).",
      "whichever is free, as sip:bob@pbx2.example.net (frame 6), sip:bob@pbx3.example.net (frame 7) rang at once: have", "None of them for good"], ["in that order"]),
    ("handmade/contacts-everywhere.pcapng", (), ["All of them in that order, the next where one fails (q from 0.9 down to 0.5): change nothing"],
     ["whichever is free", "none of the new addresses"]),
    # a list of gateways of which the first reached the number, and that was busy
    ("cases/t03-oracle-list-of-gateways-first-busy.pcap", (),
     ["Nothing to change.", "lists the places that reach sip:15552000@192.0.2.91", "as the telephone network's cause in its 486 says (frame 9)",
      "CHANGE Nothing."], ["to improve", "FIRST", "takes the place"]),
    # what came again is no silence, whatever it was refused with
    ("cases/p14-439-the-sbc-adds-no-path.pcap", ("--codes", "439"),
     ["REGISTER in frame 5, 439 in frame 6, and a new REGISTER followed in frame 9"], ["no new REGISTER"]),
    # what only another method is for is not said of this one
    ("cases/q53-423-to-a-sign-off.pcap", ("--codes", "423"), ["that ends what was there before. It asks for no lifetime"], ["one report"]),
    # a word that is no tag either is mended by no clean-up
    ("handmade/hostile-bidi.pcapng", (), ["it is \"100relx\", which is no extension's name that is known, either. The nearest is 100rel.",
     "write 100rel in place of 100\\u{200b}relx if it can do that, and else take the word out"], ["take out of"]),
    # of several broken entries each is named
    ("handmade/moved.contact-malformed.pcapng", (), ["So does \"Eve\" <sip:eve@pbx2.example.net (no closing >).", "And correct \"Eve\""], []),
    # what was not captured may be asked for
    ("handmade/cut-contact.pcapng", (), ["Ask whoever runs 198.51.100.20, and show frame 2, or capture once more with full packet length"], []),
    ("handmade/interval.session-too-small.pcapng", (), ["Who asks at once for the interval that a 422 names (Min-SE) is not sent back."], []),
    ("handmade/interval.session-too-small.pcapng", ("--codes", "422"),
     ["198.51.100.20 takes 1800 s or more, and 90 s were asked for at first."], []),
    ("cases/s07-spa9000-fork-one-moved.pcap", (),
     ["So nobody needed the new address: sip:937683104@192.0.2.101:6060 (forwarding: forwards all calls)"], []),
    ("handmade/every-warning.pcapng", (), ["15 requests were refused with other answers"], ["Nothing to mend"]),
    ("handmade/extension.deadlock.pcapng", (),
     ["192.0.2.10 passed the first request on to 198.51.100.20, as a proxy does", "for Proxy-Require only",
      "CHANGE At 192.0.2.10: pass on what requires 100rel", "Supported and Require -> Supported alone"],
     ["in no problem above", "Require -> Supported (", "not served", "Beside these"]),
    ("handmade/302-and-420.pcapng", (),
     ["420 for 100rel (end unknown)", "Below stand 2 whose end is not known, and what to change.",
      "CHANGE At 203.0.113.5 (example-phone/1.0): only offer 100rel, do not require it"], ["not served", "above"]),
    # what the 494 asks for may have been done in the TLS that follows, which nobody can read
    ("cases/q51-494-then-the-tls-that-was-agreed.pcap", (), ["Who answered, what happened, and what to change, is told by"], ["CHANGE"]),
    # no 301 and no 421, and nothing is known to be lost: who answered, and what to change, is told all the same
    ("handmade/outbound.first-hop.pcapng", (),
     ["Below stands one whose end is not known, and what to change.", "UNKNOWN 439 to REGISTER: 1 registration, end not known",
      "CHANGE At the first proxy (proxy.example.net): switch outbound (RFC 5626) on"], ["LOST", "not served"]),
    # a look-up that was used is as it is meant to be
    ("cases/25-corex-asr-tgrp.pcap", (), ["Nothing to change.", "1 FINE", "CHANGE Nothing."], ["SLOWER", "302", "to improve"]),
    # what a test tool does stands in its scenario
    ("cases/421-sipp-26-calls.pcap", (), ["the scenario file that it runs", "it sends BYE (frame 6) in the place of the ACK",
                                              "It does not always insist: 127.0.0.1 took 10 calls that did not list 100rel either",
                                              "And what tells those that it takes from those that it refuses?"],
     ["setting \"100rel\""]),
    # one measure of the time that is left, whatever the code and the method
    ("handmade/agreement.incomplete-verify.pcapng", (), ["2 REGISTERs got 494 for tls, digest (end unknown)"], ["not served"]),
    # the end of the call is one thing, what it was for another
    ("handmade/moved.history-lost.pcapng", (), ["1 UNKNOWN", "What followed got 486."], ["LOST", "cost", "does not show how the call ended"]),
    ("cases/k10-transfer-replaces-dropped-on-redirect.pcap", (),
     ["What was asked for was not done, though no call was lost.", "what it was for was not done", "lacks Replaces and Referred-By"],
     ["Nothing was lost", "quiet hour"]),
    ("handmade/extension.forgot-in-dialog.pcapng", (), ["What the INVITE asked for was not done", "a BYE came 5 s later, frame 7"],
     ["goes on as it was", "Nothing was lost", "timer runs out"]),
    ("cases/u17-update-422-in-call.pcap", ("--codes", "all"), ["which went on. Nothing to change"], ["without what was asked for"]),
    ("handmade/agreement.incomplete.pcapng", (), ["198.51.100.40 most likely refuses as if"], ["So 198.51.100.40 refuses"]),
    # the old address is written where it was asked for
    ("handmade/answer.via-kept.pcapng", (),
     ["write at 203.0.113.5 sip:bob@pbx2.example.net in place of sip:bob@pbx1.example.net", "last in frame 11, 3.5 s after"], []),
    ("handmade/icmp-quotes.pcapng", (),
     ['("port unreachable", as its host says)', "198.51.100.99:5060 was reached", "have it started there", "have the firewall of that host let 203.0.113.5 in",
      "reached 203.0.113.5 no more (ICMP error, frame 7)"],
     ["does not know the user,", "mend the server", "cannot be reached", "(unreachable)"]),
    # what a request said that was refused; what was asked, where only the request as it was passed on is there
    ("cases/q41-forward-by-trunk-refused-403.pcap", ("--codes", "302"), ["7001", "as frame 11 says", "Diversion: "], ["codecs"]),
    ("cases/s12b-begins-between-the-hops.pcap", (), ["as it was passed on, it asked for sip:111@", "(frame 2)"], ["what was asked is unknown", "or nearer"]),
    ("handmade/icmp-of-router.pcapng", (), ["sip:bob@198.51.100.99 (unreachable)", "sip:bob@198.51.100.98 (unreachable)"],
     ["nothing listens", "was reached"]),
    ("cases/301-retried-at-old-address-answered.pcap", (), ["asked the old one again: it was answered in frame 7"],
     ["voicemail", "sends the call on"]),
    ("handmade/moved.to-server.pcapng", (), ["as for voicemail or another line"], []),
    ("handmade/moved.silent-target.pcapng", (), ["The call waited that long", "go to sip:bob@198.51.100.99 (q=0.9), or to"], ["Every call"]),
    # whose answer it is, though another one passed it on, of circles too
    ("handmade/moved.self-not-hops.pcapng", (),
     ["198.51.100.20 answers 301 to INVITE of 203.0.113.5 (example-phone/1.0), by way of 192.0.2.10."], ["192.0.2.10 answers"]),
    # what a judgment stands on is shown, whole
    ("handmade/extension.should-be-494.pcapng", (),
     ["sent Require: sec-agree answered 421, Require: sec-agree", "spi-c=3333; spi-s=4444", "may go on all the same, by the Security-Server",
      "a client that has none may take another"], ["and it gives up"]),
    ("handmade/hostile-markdown.pcapng", (), ["100rel misspelt in Require", "with 4 signs too many", '"|" may stand in no such word'],
     ["a sign too many"]),
    ("handmade/extension.malformed-list-no-tag.pcapng", (), [], ["sign too many"]),
    ("handmade/hostile-html.pcapng", (), ["Show frame 8 to whoever looks after the security", "Show frame 2 to whoever looks after"], []),
    ("handmade/hostile-csv.pcapng", (), ["or spreadsheets act on", "Show frame 2 to whoever looks after the security"], []),
    ("cases/v11-sixty-phones-registrar-move.pcap", (), ["sends them on to another address"], ["another registrar."]),
    ("cases/s03-jambonz-public-address-challenged.pcap", (), ["The call went where the 301 said"], ["The redirect is right"]),
    ("cases/k17-prack-to-a-private-contact.pcap", (),
     ["whose Contact names sip:4711@10.0.0.8:5060", "went to 10.0.0.8, and was never answered", "in place of 10.0.0.8",
      "sip:4711@10.0.0.8:5060 -> an address of 198.51.100.10 that 203.0.113.5 reaches"],
     ["for another reason", "they came"]),
    ("handmade/extension.stripped-not-sec-agree.pcapng", (),
     ["FIRST Ask whoever runs 198.51.100.20: does it ask for sec-agree", "it asks for sec-agree itself already, frame 1",
      "192.0.2.10 took that out of the request, and answered no 494 to it"], ["must offer sec-agree itself"]),
    ("cases/s27-pjsua-insists-chan-sip-cannot.pcap", (), ["192.0.2.46, as it runs now, cannot do 100rel"], []),
    ("cases/k20-name-in-dns-by-tls-unreadable.pcap", (), ["It may be in the encrypted packets: give --keylog FILE"], ["show it. Ask at the caller what became of it, or"]),
    ("cases/s30-ims-register-other-pcscf-ipv6.pcap", (), ["inside IPsec", "4 packets inside IPsec"], ["show it. Ask at the caller what became of it, or"]),
    ("cases/s12b-begins-between-the-hops.pcap", (), ["sip:111@198.51.100.74"], ["and 1 more"]),
    ("handmade/contacts-everywhere.pcapng", (), [], ["and 2 more"]),
    ("cases/k07-captured-in-one-direction-421-then-200.pcap", (), [], ["Nothing was lost"]),
    ("cases/26-linphone-old-server-302.pcap", ("--codes", "302"), [], ["went on to the new address"]),
    ("handmade/moved.masked.pcapng", (), ["likely cost 1 call"], []),
    ("cases/p11-connection-closed-without-an-ack.pcap", (),
     ["203.0.113.5 ends the connection in place of an ACK", "it sent no byte in between", "see also frame 6", "an answer is not sent again"],
     ["FIRST", "firewall", "does not reach"]),
    # a server that is out of order is no server that does not allow the call, where another one took it
    ("cases/y16-sipp-two-nodes-one-503.pcap", (),
     ["198.51.100.30, named for the same address at another time, took a call of 203.0.113.10 (frame 8)",
      "name 198.51.100.40 to nobody until it is mended"], ["It does not allow the call", "codecs"]),
    ("cases/q44-forward-by-trunk-all-lines-taken.pcap", (), [], ["to nobody until it is mended"]),
    # what was looked up for a call nobody can dial on trial; who cannot follow has a server that can
    ("handmade/moved.number-routing-not-followed.pcapng", (),
     ["CHANGE (at 198.51.100.20)", "OR (at 203.0.113.5)", "send the call on to sip:+493055501000;rn=+49191234;npdi@pbx2.example.net;user=phone itself"],
     ["Try one call", "foreign domains"]),
    # a number that holds in one domain alone is none of the telephone network
    ("handmade/moved.tel.pcapng", (),
     ["tel:+493055501000 leaves by the usual way into the telephone network",
      "tel:5501;phone-context=pbx2.example.net is a number of pbx2.example.net alone", "busy, or rings and nobody answers: that tells nothing"],
     ["It then leaves", "Nobody answers there"]),
    ("handmade/moved.tel-within.pcapng", (),
     ["once from inside pbx2.example.net", "is a number of pbx2.example.net alone", "busy there, or rings and nobody answers: that tells nothing"],
     ["leaves by the usual way", "or nobody:"]),
    ("handmade/answer.not-acked.pcapng", (), ["203.0.113.5 acknowledges no 301", "Whether it follows redirects at all, this does not show"],
     ["Redirect not followed", "follow redirects\""]),
    ("handmade/301-same-call-id-later.pcapng", (),
     ["No trial is needed: 203.0.113.5 called sip:bob@pbx2.example.net in frame 4", "with the Call-ID of this one",
      "198.51.100.30 answered in frame 7", "1 Call-ID (", "1 of 2 calls"], ["Try one call", "2 Call-IDs"]),
    ("cases/s04-pjsua-sends-to-the-old-place.pcap", (),
     ["Versions before 1.10.1, as this is one,", "CHANGE At 203.0.113.31 (PJSUA v1.10.0): the software: a version before 1.10.1"],
     ["Is it one of them", "outbound proxy", "FIRST"]),
    ("handmade/421-dialled-at-two.pcapng", (),
     ["1 FINE 1 call, answered at another place", "Another place was asked before the 421 came, likely for the same call, and answered",
      "another place asked before it in frame 2, 200 in frame 8"], ["SLOWER", "another way"]),
    ("handmade/answer.not-acked-elsewhere.pcapng", (), ["1 FINE 1 call, answered", "sent 2 times, last in frame 11"], ["SLOWER", "+1 ms"]),
    ("handmade/moved.followed-new-call-id.pcapng", (),
     ["1 FINE 1 call, answered", "by a detour that nobody notices (1 ms)", "until then each such call needs the 301 of 198.51.100.20"], ["SLOWER", "switched off"]),
    ("cases/y05b-ring-group-trunk-404-other-answers.pcap", ("--codes", "302"),
     ["1 FINE 1 call, answered at another place",
      "sip:602@203.0.113.11 had been called as well (frame 4), before the 302 came, and took the call (frame 12): nothing was held up",
      "another place, before it, asked in frame 4, 200 in frame 12; the caller that it asked for got 200 in frame 13"],
     ["SLOWER", "got through, by another way"]),
    ("cases/y05e-ring-group-begins-between-the-legs.pcap", ("--codes", "302"), ["1 FINE", "called as well (frame 2)", "took the call (frame 10)"], ["SLOWER"]),
    # an end that is not known has a cause
    ("handmade/other-ports.pcapng", (), ["the end is not known, as the capture ends with its last message. Ask at the caller"], []),
    ("handmade/answer-before-request.pcapng", (), ["2 calls: the end is not known, as the capture ends 0.4 ms after the last of these answers"], []),
    ("cases/s16-pbx-deflects-to-provider.pcap", (),
     ["though the capture goes on for 37 s after its last message. The new address is at 203.0.113.10 itself, which had asked",
      "Ask whoever runs 203.0.113.10 what became of it"], ["Ask at the caller", "capture there"]),
    ("cases/v11-sixty-phones-registrar-move.pcap", (),
     ["though the capture goes on for 45 s after the last of these answers. Ask first at the callers whether they are signed on now"], []),
    ("cases/p15-late-200-after-a-421.pcap", (), ["1 FINE 1 call, answered"], ["SLOWER"]),
    ("cases/q24-kamailio-421-then-voicemail.pcap", (), ["1 SLOWER 1 call", "not by the place that refused it"], []),
    ("handmade/answer.not-taken.pcapng", (),
     ["203.0.113.5 went on asking after the 301", "does not arrive: CHANGE", "1 OPTIONS request, likely", "After frame 12 it stopped",
      "likely it took that 301, or gave up", "CHANGE On the way from the place of this capture, where the 301 comes by, to 203.0.113.5"],
     ["Another address", "had not reached", "of this trunk", "for an address that has moved"]),
    ("handmade/moved.number-routing-not-changed.pcapng", (), ['Its Reason says "number changed" (Q.850), and the number in the 301 is the same'], []),
    ("handmade/moved.number-routing.pcapng", (), [], ["Its Reason says \"number changed\""]),
    ("handmade/moved.private-target.pcapng", (), ["New address of an inner network", "480 Temporarily Unavailable", "have 198.51.100.20 send the call on there itself"],
     ["cannot be reached", "404"]),
    ("cases/q15-friendly-scanner-301-to-127.pcap", (), ["New address is each machine's own"], ["inner network"]),
    ("cases/y01-proxy-sends-new-address-to-old-server.pcap", (),
     ['That got 403 "Not relaying".', "have 198.51.100.152 pass what is for 198.51.100.154 on to there",
      "first try one call there), once 198.51.100.7 sends it the right way"], ["serve the new address"]),
    ("cases/m13-looked-up-number-looked-up-again.pcap", (), ["by the answer (rn=+12025550000)", "name in it the host of the carrier"],
     ["tgrp", "that they name"]),
    ("cases/v10-sixty-numbers-404.pcap", (), ["new addresses in the 301: sip:493055500NN@198.51.100.2 ->"], ["301: sip:49305550000@"]),
    ("cases/v1e-ims-421-esp.pcap", (), ["it went on inside IPsec, which only these two can read"], ["nobody can read", "at the caller"]),
    ("handmade/extension.malformed-list-no-tag.pcapng", (), ['may hold (":", a blank)'], []),
    ("handmade/extension.no-require.pcapng", (), ["Such an answer tells no caller how to get on", "where RFC 3261 has it named"], ["is certain"]),
    ("handmade/301-302-silent.pcapng", (), ["that place takes calls now"], ["out of reach for a while"]),
    ("cases/s06-img-maps-301-to-410.pcap", (), ['its messages do not say (their Call-ID ends in "IMG-192.0.2.60"): ask'], []),
    ("handmade/moved.permanently-options.pcapng", (), ["change nothing at 203.0.113.5, for a 301 is an answer too"], []),
    ("cases/q54-422-to-a-hold-and-the-holder-falls-silent.pcap", ("--codes", "422"),
     ["FIRST Ask whoever looks after 192.0.2.61: does it still run", "no ACK, though the 422 was sent 11 times",
      "no answer to the BYE (frame 18, sent 7 times)", "Update to 2.8 or later"],
     ["costs work", "Once is harmless", "or no such line (120)"]),
    ("handmade/answer.silent.pcapng", (), ["FIRST Ask whoever looks after 203.0.113.5: does it still run", "CHANGE (at 198.51.100.20), and report that to whoever runs 203.0.113.5"],
     ["acknowledges no", "as after an answer that arrived"]),
    ("cases/301-to-reinvite-call-goes-on.pcap", (), ["No session was lost", "speaks of a forwarding (Diversion)", "frame 16 shows beside frame 12"],
     ["nothing is missing", "Nothing was lost"]),
    ("cases/y15-private-target-by-the-proxy-478.pcap", (), ["192.0.2.20 finds no way to that address"],
     ["know the user.", "know the user)", "mend the server of that address"]),
    ("cases/x17-sbc-hands-422-on-carrier-comes-back.pcap", ("--codes", "422"), ["came back with enough"], ["what was asked for"]),
    ("cases/w38-422-then-second-gateway.pcap", ("--codes", "422"),
     ["198.51.100.30 takes 1800 s or more, and 600 s were asked for"], ["went as it should"]),
    ("cases/m01-423-heeded-then-401.pcap", ("--codes", "423"), ["It brought none in the 32 s that followed"],
     ["What came of that"]),
    ("handmade/301-301-silent.pcapng", (), [], ["asked at 198.51.100.20"]),
    ("cases/s08-baresip-421-and-goes-on-ringing.pcap", (), ["ALSO Update 198.51.100.61 (baresip v4.7.0)", "a 180 in frame 3, and a 200 in frame 5"], ["take out the rule"]),
    ("handmade/answer.after-final.pcapng", (), ["take out"], ["Update 1", "a 200"]),
    ("cases/40-freeswitch-fork-redirect-local.pcap", (), ["let the dial plan there call sip:1010@192.0.2.61 too"], []),
    ("cases/w37b-begins-between-the-legs.pcap", (), ["whether that caller offers 100rel, the capture does not show"], ["telephone that lists", "No telephone"]),
    ("cases/v4-sixty-numbers-one-move.pcap", (), ["changes only where all of them have moved"], ["stays as it is"]),
    # of a fragment what can be read is told, and its call is no riddle then
    ("handmade/ip-fragment-missing.pcapng", (),
     ["the first part is there (301 to INVITE, Call-ID 62b75ca20d@203.0.113.5), and the rest is not", "capture where all packets pass"],
     ["in the capture", "refused or redirected by an answer"]),
    ("cases/30-spa504g-forward-asterisk-trunk-302.pcap", ("--codes", "302"),
     ["In frame 6, From does not tell who calls: sip:Anonymous@192.0.2.20.", "The Diversion of the 302, which tells who forwards, is not in frame 6"], []),
    ("handmade/every-option-tag.pcapng", (), ["about extensions that 198.51.100.20 insists on. Ask there once."], []),
    # a transfer that met one is told of by NOTIFY, the short way too
    *[("handmade/body-sipfrag.pcapng", way,
       ["No 301 and no 421 in 6 SIP messages; but 2 NOTIFYs tell of a transferred call that got one.", "capture where that call goes",
        "the filter sipfrag finds them"], ["Nothing to mend"]) for way in ((), ("--all-frames",))],
    # where an answer is there whole and has no Contact, no address is half there
    ("handmade/moved.no-contact.pcapng", (), ["answered 301, and no new address to go to"], ["whole address"]),
    ("handmade/extension.malformed-list-byte.pcapng", (), ["and names no extension that can be read."], ["nobody finds"]),
    ("handmade/extension.malformed-list-no-tag.pcapng", (),
     ["list of what 198.51.100.20 requires of callers: see: manual! -> none"], ["Require header of the 421: see: manual! -> none"]),
    ("handmade/moved.tel.pcapng", (), ["names no server: 203.0.113.5 needs an outbound proxy"], ["telephone network only"]),
    ("cases/q04-tel-cic-back-by-the-route-400.pcap", ("--codes", "302"),
     ["The new request (frame 4) goes there by its Route, <sip:8005550177@192.0.2.20;lr>",
      # whoever made the number left out where it holds, and that may be a cause of its own
      "Report to whoever runs 192.0.2.20, or its maker: its number is not whole, perhaps why the new INVITE got 400 (frame 5): "
      "8005550177 has no + and country code, nor a phone-context; rn=18005550177 has no +, nor rn-context; cic=0222 has no +"],
     ["only 192.0.2.20 knows"]),
    # a 183 that asks for PRACK is no ringing, and a 504 for want of one is no other server's
    ("cases/p12-prack-does-not-fit.pcap", (),
     ["sent 183 (frame 5)", "183 came again and again", "504 Server Time-out, as RFC 3262 has it where no PRACK comes that fits",
      "RAck = the header that says which answer a request confirms"], ['sent "ringing"', "next server"]),
    # proxies that name each other are a circle of servers, whatever the call is for
    ("handmade/305-circle.pcapng", ("--codes", "305"),
     ["Redirects in a circle.", "The circle: 203.0.113.40 -> 203.0.113.41 -> sip:203.0.113.40;lr.",
      "INVITE in frame 7, 305 in frame 8 (and from 198.51.100.20, frame 2), asked again in frame 10"], ["passed on", "another order"]),
    ("handmade/305-chain.pcapng", ("--codes", "305"), ["One redirect after the other."], ["circle"]),
    # one link of a chain is not made by the next
    ("handmade/moved.loop.pcapng", (), ["INVITE in frame 4, 301 in frame 5 (and from 198.51.100.20, frame 8), followed in frame 7"], ["passed on"]),
    # a subscription whose refresh was refused is over where the server says so
    *[("handmade/421-subscription-ended.pcapng", way,
       ["LOST 1 subscription, likely", "was to refresh ended with the NOTIFY in frame 7, for want of it"], ["session went on"])
      for way in ((), ("--all-frames",), ("--anonymize",))],
    ("handmade/421-subscription-goes-on.pcapng", (), ["session went on"], ["LOST"]),
    # who took the first one without is asked why not the next
    ("handmade/421-subscription-ended.pcapng", (),
     ["FIRST Ask whoever runs 198.51.100.20: does it insist on eventlist on purpose (a rule, a contract)? The first request "
      "(frame 1) did not list it in Supported either", "CHANGE At 198.51.100.20", "see also frame 1"], ["can it do eventlist?"]),
    ("cases/v14c-same-seen-at-phone-only-ast.pcap", (), ["Diversion: sip:207@192.0.2.20 (unconditional)"], []),
]


# By TCP the numbers tell whether an ACK can have been lost
CLOSED = "cases/p11-connection-closed-without-an-ack.pcap"
FIN = 0x01


def with_gap(capture, more):
    """The bytes of a pcap in which the first FIN stands so many bytes further on, as where the capture lacks what was sent before."""
    data = bytearray(capture)
    at = 24
    while at < len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        tcp = at + 16 + 14 + 20
        if data[tcp + 13] & FIN:
            struct.pack_into(">I", data, tcp + 4, struct.unpack_from(">I", data, tcp + 4)[0] + more)
            return bytes(data)
        at += 16 + length
    raise AssertionError("no FIN")


class Shown(unittest.TestCase):
    def test_rows(self):
        for name, arguments, said, unsaid in ROWS:
            with self.subTest(name):
                text = " ".join(sipfix("analyze", "--verbose", *arguments, SOURCE / "captures" / name).stdout.split())
                for words in said:
                    self.assertIn(words, text)
                for words in unsaid:
                    self.assertNotIn(words, text)

    def test_a_byte_that_the_capture_lacks_may_have_been_the_ack(self):
        with tempfile.TemporaryDirectory() as folder:
            changed = pathlib.Path(folder) / "gap.pcap"
            changed.write_bytes(with_gap((SOURCE / "captures" / CLOSED).read_bytes(), 300))
            text = " ".join(sipfix("analyze", changed).stdout.split())
        self.assertIn("does an ACK leave?", text)
        self.assertNotIn("no byte in between", text)


if __name__ == "__main__":
    unittest.main()
