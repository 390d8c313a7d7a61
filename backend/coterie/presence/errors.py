"""What is refused here.

NotFound
└── InviteNotFound   404
Forbidden
├── RoomFull         403
├── RoomLocked       403
├── LinkClosed       403
├── PasswordRequired 403
├── PasswordWrong    403
└── NotYourself      403
Conflict
├── OwnerStays       409
└── TooManyInvites   409
TooMany
└── PasswordTries    429
"""

from coterie.config.errors import Conflict, Forbidden, NotFound, TooMany


class InviteNotFound(NotFound):
    code = "link-not-found"
    detail = "This room has no such link."


class RoomFull(Forbidden):
    code = "room-full"
    detail = "As many people as this room admits are in it."


class RoomLocked(Forbidden):
    code = "room-locked"
    detail = "The owner lets nobody new in just now."


class LinkClosed(Forbidden):
    code = "link-closed"
    detail = "This link no longer lets anybody in; ask for the new one."


class PasswordRequired(Forbidden):
    code = "password-required"
    detail = "This room has a password."


class PasswordWrong(Forbidden):
    code = "password-wrong"
    detail = "This is not the password of this room."


class NotYourself(Forbidden):
    code = "not-yourself"
    detail = "A room token lets only its own participant leave."


class OwnerStays(Conflict):
    code = "owner-stays"
    detail = "The owner can be neither removed nor given another role."


class TooManyInvites(Conflict):
    code = "too-many-links"
    detail = "A room has at most 20 links besides its own; revoke one first."


class PasswordTries(TooMany):
    code = "too-many-tries"
    detail = "Too many wrong passwords; try again later."
