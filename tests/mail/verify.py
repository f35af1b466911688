"""Verifies a mail from standard input as dkimpy and authheaders do. argv[1] is a JSON object of names and their TXT records,
argv[2] the address that it came from, argv[3] its sender's domain, argv[4] the domain of its From.

Prints {"dkimpy": bool, "results": the Authentication-Results of authheaders}.
"""

import json
import sys

import authheaders
import dkim
import spf

zone = json.loads(sys.argv[1])
ip, sender, author = sys.argv[2:5]
mail = sys.stdin.buffer.read()


def txt(name, timeout=5):
    # dkimpy asks in bytes and is answered so, authheaders in text.
    if isinstance(name, bytes):
        found = txt(name.decode())
        return found.encode() if found else None
    return zone.get(name.rstrip("."))


# pyspf asks through this one function; names of the zone are all that there is.
def lookup(name, kind, tcpfallback=True, timeout=20):
    found = zone.get(str(name).rstrip("."))
    return [((str(name), kind), (found.encode(),))] if kind == "TXT" and found else []


spf.DNSLookup = lookup

try:
    results = authheaders.authenticate_message(
        mail,
        "receiver.example",
        ip=ip,
        mail_from=f"b@{sender}",
        helo=sender,
        dnsfunc=txt,
        spf=True,
        dkim=True,
        dmarc=True,
        arc=False,
    )
except Exception as error:
    # What it cannot write down it does not let pass: two senders in From, for instance.
    results = f"nothing: {error}"
print(json.dumps({"dkimpy": dkim.verify(mail, dnsfunc=txt), "results": results}))
