"""The other side of the proof: a name server, a mail server that wants STARTTLS and a login, and a web server.

Names end in .proof.test and lead to this machine. What arrives is put into FOLDER/mail and FOLDER/hooks. Arguments: FOLDER
PASSWORD.
"""
import http.server, os, socket, ssl, sys, threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

folder, password = sys.argv[1:]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(folder + "/server.pem", folder + "/server.key")


def keep(kind, content):
    os.makedirs(f"{folder}/{kind}", exist_ok=True)
    name = f"{folder}/{kind}/{len(os.listdir(f'{folder}/{kind}'))}"
    with open(name + ".part", "wb") as file:
        file.write(content)
    os.rename(name + ".part", name)


def answer_names():
    """Says that every name under proof.test is 127.0.0.1, and that nothing else is there (RFC 1035)."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        query, asker = server.recvfrom(512)
        end = 12
        while query[end]:
            end += query[end] + 1
        question = query[12:end + 5]
        known, is_a = question[:end - 12].lower().endswith(b"\x05proof\x04test"), question[-4:-2] == b"\0\1"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + bytes([127, 0, 0, 1]) if known and is_a else b""
        flags = b"\x85\x80" if known else b"\x85\x83"
        server.sendto(query[:2] + flags + b"\0\1" + (b"\0\1" if answer else b"\0\0") + b"\0\0\0\0" + question + answer, asker)


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        keep("mail", f"TLS: {session.ssl is not None}, login: {session.auth_data}\n".encode() + envelope.content)
        return "250 kept"


def log_in(server, session, envelope, mechanism, data):
    if isinstance(data, LoginPassword) and data.password.decode() == password:
        return AuthResult(success=True, auth_data=data.login.decode())
    return AuthResult(success=False, handled=False)


class Hooks(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        keep("hooks", str(self.headers).encode() + b"\n" + body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


threading.Thread(target=answer_names, daemon=True).start()
Controller(
    Mailbox(), hostname="127.0.0.1", port=587, authenticator=log_in, auth_required=True, auth_require_tls=True,
    require_starttls=True, tls_context=tls).start()
web = http.server.ThreadingHTTPServer(("127.0.0.1", 8443), Hooks)
web.socket = tls.wrap_socket(web.socket, server_side=True)
open(folder + "/up", "w").close()
web.serve_forever()
