"""A name server (dnslib) for one test. argv[1] is its zone: a JSON object of names, each an object of record types and
lists of values: {"feedback.example": {"MX": ["10 mail.feedback.example"], "TXT": ["v=spf1 -all"]}}.

What is not in the zone does not exist. It prints {"port": …} when it listens, then one object for each question that it
was asked, and ends with its standard input. Over UDP it gives no more than 512 bytes, as servers do: the rest is for TCP.
"""

import json
import sys

from dnslib import MX, PTR, QTYPE, RCODE, RR, TXT, A, AAAA, CNAME
from dnslib.server import BaseResolver, DNSHandler, DNSServer

zone = {name.lower(): records for name, records in json.loads(sys.argv[1]).items()}


def tell(what):
    print(json.dumps(what), flush=True)


def rdata(kind, value):
    if kind == "MX":
        preference, name = value.split()
        return MX(name, int(preference))
    if kind == "TXT":
        return TXT([value[i : i + 255] for i in range(0, len(value), 255)])
    return {"A": A, "AAAA": AAAA, "PTR": PTR, "CNAME": CNAME}[kind](value)


class Zone(BaseResolver):
    def resolve(self, request, handler):
        reply = request.reply()
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        tell({"name": name, "type": kind, "over": handler.protocol})
        records = zone.get(name)
        if records is None:
            reply.header.rcode = RCODE.NXDOMAIN
        elif records.get("fails"):
            reply.header.rcode = RCODE.SERVFAIL
        else:
            for found in [kind] if kind in records else ["CNAME"] if "CNAME" in records else []:
                for value in records[found]:
                    reply.add_answer(RR(request.q.qname, getattr(QTYPE, found), rdata=rdata(found, value), ttl=60))
        return reply


class Short(DNSHandler):
    udplen = 512


class Quiet:
    def __getattr__(self, _):
        return lambda *_: None


def both():
    """A server for each way on one port. A port that is free for one may be taken for the other."""
    for _ in range(50):
        udp = DNSServer(Zone(), address="127.0.0.1", port=0, handler=Short, logger=Quiet())
        port = udp.server.server_address[1]
        try:
            return udp, DNSServer(Zone(), address="127.0.0.1", port=port, tcp=True, logger=Quiet()), port
        except OSError:
            udp.server.server_close()
    raise OSError("no port was free for both UDP and TCP")


udp, tcp, port = both()
udp.start_thread()
tcp.start_thread()
tell({"port": port})
sys.stdin.read()
