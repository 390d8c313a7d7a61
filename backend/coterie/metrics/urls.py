from django.urls import path

from coterie.metrics.views import metrics

urlpatterns = [path("metrics", metrics)]
