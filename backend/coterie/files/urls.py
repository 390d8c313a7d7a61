"""The address of exports."""

from django.urls import path

from coterie.files.views import RoomExportView

urlpatterns = [path("rooms/<str:room_id>/export/", RoomExportView.as_view())]
