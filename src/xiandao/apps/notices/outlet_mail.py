"""Hands letters to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from xiandao.apps.notices.delivery import Letter, NotHandedOver, kept_answer
from xiandao.apps.notices.outlets import Mail, secret_of

HEADER = "X-Xiandao-Message"
LASTING = 500
"""SMTP codes from here on are refusals for good."""


def mail_hand_over(mail: Mail, letter: Letter, data: Path) -> str:
    """Hands *letter* to the server, and returns what it answered.

    Raises:
        NotHandedOver: It did not take it.
    """
    word = ""
    try:
        word = secret_of(mail.password_file, data)
        with _connected(mail) as server:
            if mail.username:
                server.login(mail.username, word)
            return kept_answer(_said(server, mail, letter), letter.to, word)
    except smtplib.SMTPAuthenticationError as refused:
        raise NotHandedOver("sign-in", str(refused.smtp_code)) from None  # its words may repeat what was sent
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _refused(code, said, letter, word) from None
    except smtplib.SMTPResponseException as refused:
        raise _refused(refused.smtp_code, refused.smtp_error, letter, word) from None
    except UnicodeError:
        raise NotHandedOver("refused", is_final=True) from None
    except (OSError, smtplib.SMTPException) as broken:
        raise NotHandedOver("unreachable", kept_answer(type(broken).__name__)) from None


def _refused(code: int, said: bytes | str, letter: Letter, word: str) -> NotHandedOver:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return NotHandedOver("refused", kept_answer(f"{code} {words}", letter.to, word), is_final=code >= LASTING)


def _connected(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout, context=ssl.create_default_context())
    server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)
    if mail.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _said(server: smtplib.SMTP, mail: Mail, letter: Letter) -> str:
    """Sends it in the three steps of the protocol, so that the answer to the last of them can be kept."""
    code, said = server.mail(mail.sender)
    if code >= 400:
        raise smtplib.SMTPResponseException(code, said)
    code, said = server.rcpt(letter.to)
    if code >= 400:
        raise smtplib.SMTPResponseException(code, said)
    code, said = server.data(mail_of(mail, letter).as_bytes())
    if code >= 400:
        raise smtplib.SMTPResponseException(code, said)
    return f"{code} {said.decode('utf-8', 'replace')}"


def mail_of(mail: Mail, letter: Letter) -> EmailMessage:
    """The letter as a mail: plain words, and the same as a page; its name in two headers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, letter.to, letter.title
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.token}@xiandao>"
    message[HEADER] = letter.token
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    return message
