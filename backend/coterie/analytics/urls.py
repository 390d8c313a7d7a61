"""The address of a room's analytics."""

from django.urls import path

from coterie.analytics.views import RoomAnalyticsView

urlpatterns = [path("rooms/<str:room_id>/analytics/", RoomAnalyticsView.as_view())]
