"""The password that nobody learns."""

from __future__ import annotations

from writeback.cloud.canary import CLASSES, LENGTH, _new_password


def test_the_new_password_has_every_class_of_characters_and_is_never_the_same() -> None:
    passwords = {_new_password().reveal() for _number in range(200)}
    assert len(passwords) == 200
    assert all(len(one) == LENGTH for one in passwords)
    assert all(set(one) & set(kind) for one in passwords for kind in CLASSES)


def test_the_new_password_does_not_show_itself() -> None:
    password = _new_password()
    assert password.reveal() not in f"{password} {password!r}"
