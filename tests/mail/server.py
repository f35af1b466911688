"""A mail server (aiosmtpd) for one test. Options are one JSON object in argv[1]:

tls: "implicit", "starttls" or "off"; cert, key: PEM files; user, password: the one login, which is then asked for;
logins: the mechanisms that are offered; size: the largest letter; say: what it answers to RCPT of an address.

It prints {"port": …} when it listens, then one object for each letter that it took. It ends with its standard input.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])


def tell(what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        said = options.get("say", {}).get(address)
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tell(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "options": envelope.mail_options,
                "hello": session.host_name,
                "tls": session.ssl is not None or options["tls"] == "implicit",
                "login": bool(session.authenticated),
                "letter": envelope.content.decode("latin-1"),
            }
        )
        return "250 2.0.0 taken"


def login(server, session, envelope, mechanism, data):
    known = (data.login.decode(), data.password.decode()) == (options["user"], options["password"])
    return AuthResult(success=known, handled=False if not known else True)


context = None
if options["tls"] != "off":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["cert"], options["key"])


def session():
    known = {"PLAIN", "LOGIN"}
    return SMTP(
        Handler(),
        hostname="sink.example",
        data_size_limit=options.get("size", 33554432),
        enable_SMTPUTF8=True,
        tls_context=context if options["tls"] == "starttls" else None,
        authenticator=login if "user" in options else None,
        auth_required="user" in options,
        auth_require_tls=options["tls"] == "starttls",
        auth_exclude_mechanism=known - set(options.get("logins", known)),
    )


async def serve():
    loop = asyncio.get_running_loop()
    implicit = context if options["tls"] == "implicit" else None
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=implicit)
    tell({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
