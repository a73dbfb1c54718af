from django.urls import path

from youfu.modules.reports import pages

urlpatterns = [path("reports", pages.Reports.as_view(), name="reports")]
