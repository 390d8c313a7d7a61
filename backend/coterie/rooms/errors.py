"""What is refused here.

NotFound         ├── RoomNotFound        404
                 └── ParticipantNotFound 404
Gone             └── RoomDeleted         410
Unauthenticated  ├── OwnerKeyInvalid     401
                 └── RoomTokenInvalid    401
Forbidden        ├── OwnerOnly           403
                 ├── RoleTooLow          403
                 ├── ParticipantRemoved  403
                 └── TransferInvalid     403
TooMany          └── OwnerKeyTries       429
"""

from coterie.config.errors import Forbidden, Gone, NotFound, TooMany, Unauthenticated


class RoomNotFound(NotFound):
    code = "room-not-found"
    detail = "There is no such room."


class ParticipantNotFound(NotFound):
    code = "participant-not-found"
    detail = "Nobody of this id is in this room."


class RoomDeleted(Gone):
    code = "room-deleted"
    detail = "This room was deleted."


class OwnerKeyInvalid(Unauthenticated):
    code = "owner-key-invalid"
    detail = "This is not the owner key of this room."


class RoomTokenInvalid(Unauthenticated):
    code = "room-token-invalid"
    detail = "The room token is not valid."


class OwnerOnly(Forbidden):
    code = "owner-only"
    detail = "Only the owner may do this, with the owner key."


class RoleTooLow(Forbidden):
    code = "role-too-low"
    detail = "Viewers cannot do this."


class ParticipantRemoved(Forbidden):
    code = "removed"
    detail = "The owner removed you from this room."


class TransferInvalid(Forbidden):
    code = "transfer-invalid"
    detail = "This link no longer hands the room over; its owner can make another one."


class OwnerKeyTries(TooMany):
    code = "too-many-keys"
    detail = "Too many wrong owner keys; try again later."
