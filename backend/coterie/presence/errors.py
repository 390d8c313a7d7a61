"""What is refused here.

Forbidden
├── RoomFull    403
└── NotYourself 403
"""

from coterie.config.errors import Forbidden


class RoomFull(Forbidden):
    code = "room-full"
    detail = "As many people as this room admits are in it."


class NotYourself(Forbidden):
    code = "not-yourself"
    detail = "A room token lets only its own participant leave."
