"""Passwords: argon2id hashes, encrypted secrets in ``__Auth`` (contract 7.5, design 6.16).

Reads of ``__Auth`` name one row; nothing lists them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

from frappe.config import update_site_config
from frappe.context import local
from frappe.exceptions import AuthenticationError, ValidationError
from frappe.messages import _

_HASHERS: dict[str, PasswordHasher] = {}


def hasher() -> PasswordHasher:
    """Return the hasher; ``password_hash_profile: small`` is for tests and small machines (19 MiB)."""
    profile = local.conf.get("password_hash_profile") or "standard"
    if profile not in _HASHERS:
        small = profile == "small"
        _HASHERS[profile] = PasswordHasher(2, 19_456, 1) if small else PasswordHasher(3, 65_536, 2)
    return _HASHERS[profile]


def update_password(
    user: str, pwd: str, doctype: str = "User", fieldname: str = "password", logout_all_sessions: bool = False
) -> None:
    """Store the hash of a new password."""
    _write(doctype, user, fieldname, hasher().hash(pwd), 0)
    if logout_all_sessions:
        local.db.connection.execute("delete from `tabSessions` where `user` = ?", (user,))


def check_password(user: str, pwd: str, doctype: str = "User", fieldname: str = "password", **_options: Any) -> str:
    """Return the user when the password is right; an imported pbkdf2 hash is replaced by our own.

    Raises:
        AuthenticationError: the password is wrong or there is none; the time taken is the same.
    """
    stored = _read(doctype, user, fieldname)
    if stored is None:
        hasher().hash(pwd)
        raise AuthenticationError(_("Incorrect User or Password"))
    if stored.startswith("$pbkdf2-sha256$"):
        if not _verify_pbkdf2(stored, pwd):
            raise AuthenticationError(_("Incorrect User or Password"))
        update_password(user, pwd, doctype, fieldname)
        return user
    try:
        hasher().verify(stored, pwd)
    except (VerificationError, InvalidHashError) as error:
        raise AuthenticationError(_("Incorrect User or Password")) from error
    if hasher().check_needs_rehash(stored):
        update_password(user, pwd, doctype, fieldname)
    return user


def is_same_password(stored_hash: str, pwd: str) -> bool:
    """Tell whether a hash is that of a password."""
    try:
        return hasher().verify(stored_hash, pwd)
    except (VerificationError, InvalidHashError):
        return False


def stored_hash(user: str) -> str | None:
    return _read("User", user, "password")


def _verify_pbkdf2(stored: str, pwd: str) -> bool:
    _empty, _scheme, rounds, salt, digest = stored.split("$")
    derived = hashlib.pbkdf2_hmac("sha256", pwd.encode(), _ab64(salt), int(rounds))
    return hmac.compare_digest(derived, _ab64(digest))


def _ab64(text: str) -> bytes:
    padded = text.replace(".", "+")
    return base64.b64decode(padded + "=" * (-len(padded) % 4))


# -- encrypted secrets


def get_encryption_key() -> str:
    """Return the site's key, made at first use."""
    if not local.conf.encryption_key:
        update_site_config("encryption_key", Fernet.generate_key().decode())
    return str(local.conf.encryption_key)


def encrypt(txt: str, encryption_key: str | None = None) -> str:
    return Fernet((encryption_key or get_encryption_key()).encode()).encrypt(txt.encode()).decode()


def decrypt(txt: str, encryption_key: str | None = None, key: str | None = None) -> str:
    """Return an encrypted text.

    Raises:
        ValidationError: the site's encryption key is not the one it was made with.
    """
    try:
        return Fernet((encryption_key or get_encryption_key()).encode()).decrypt(txt.encode()).decode()
    except InvalidToken as error:
        raise ValidationError(_("Encryption key is invalid! Please check site_config.json")) from error


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
    _write(doctype, name, fieldname, encrypt(pwd), 1)


def get_decrypted_password(
    doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
    """Return a stored secret.

    Raises:
        AuthenticationError: there is none and ``raise_exception``.
    """
    stored = _read(doctype, name, fieldname)
    if stored is not None:
        return decrypt(stored)
    if raise_exception:
        raise AuthenticationError(_("Password not found for {0} {1} {2}").format(doctype, name, fieldname))
    return None


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
    local.db.connection.execute(
        "delete from `__Auth` where `doctype` = ? and `name` = ? and `fieldname` = ?", (doctype, str(name), fieldname)
    )


def delete_all_passwords_for(doctype: str, name: str) -> None:
    local.db.connection.execute("delete from `__Auth` where `doctype` = ? and `name` = ?", (doctype, str(name)))


def _read(doctype: str, name: str, fieldname: str) -> str | None:
    rows = local.db.connection.query(
        "select `password` from `__Auth` where `doctype` = ? and `name` = ? and `fieldname` = ?",
        (doctype, str(name), fieldname),
    )
    return str(rows[0][0]) if rows else None


def _write(doctype: str, name: str, fieldname: str, value: str, encrypted: int) -> None:
    remove_encrypted_password(doctype, name, fieldname)
    local.db.connection.execute(
        "insert into `__Auth` (`doctype`, `name`, `fieldname`, `password`, `encrypted`) values (?, ?, ?, ?, ?)",
        (doctype, str(name), fieldname, value, encrypted),
    )
