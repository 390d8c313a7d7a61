"""What is refused here.

Forbidden
├── RoomFull    403
├── LinkClosed  403
└── NotYourself 403
Conflict
└── OwnerStays  409
"""

from coterie.config.errors import Conflict, Forbidden


class RoomFull(Forbidden):
    code = "room-full"
    detail = "As many people as this room admits are in it."


class LinkClosed(Forbidden):
    code = "link-closed"
    detail = "This link no longer lets anybody in; ask for the new one."


class NotYourself(Forbidden):
    code = "not-yourself"
    detail = "A room token lets only its own participant leave."


class OwnerStays(Conflict):
    code = "owner-stays"
    detail = "The owner can be neither removed nor given another role."
