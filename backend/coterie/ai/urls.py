"""The addresses of AI."""

from django.urls import path

from coterie.ai.views import AiAcceptedView, AiSuggestView, AiSummarizeView

urlpatterns = [
    path("suggest/", AiSuggestView.as_view()),
    path("summarize/", AiSummarizeView.as_view()),
    path("accepted/", AiAcceptedView.as_view()),
]
