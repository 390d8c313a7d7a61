"""Which pages there are; leases and buckets change too often to be looked at one by one."""

from django.contrib import admin

from coterie.ai.models import AiUsage
from coterie.analytics.models import SessionAnalytics
from coterie.console.participants import ParticipantAdmin
from coterie.console.rooms import RoomAdmin
from coterie.console.usage import AiUsageAdmin, RealtimeNodeAdmin, SessionAnalyticsAdmin
from coterie.presence.models import RealtimeNode
from coterie.rooms.models import Room, RoomUser

admin.site.register(Room, RoomAdmin)
admin.site.register(RoomUser, ParticipantAdmin)
admin.site.register(SessionAnalytics, SessionAnalyticsAdmin)
admin.site.register(AiUsage, AiUsageAdmin)
admin.site.register(RealtimeNode, RealtimeNodeAdmin)
