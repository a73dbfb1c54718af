from django.urls import path

from youfu.modules.administration import pages

urlpatterns = [
    path("users", pages.Users.as_view(), name="users"),
    path("users/open", pages.OpenAccount.as_view(), name="user-open"),
    path("users/<int:pk>", pages.UserPage.as_view(), name="user"),
    path("users/<int:pk>/close", pages.CloseAccount.as_view(), name="user-close"),
    path("users/<int:pk>/password", pages.ResetPassword.as_view(), name="user-password"),
    path("users/<int:pk>/grant", pages.GiveGrant.as_view(), name="user-grant"),
    path("grants/<int:pk>/withdraw", pages.WithdrawGrant.as_view(), name="grant-withdraw"),
    path("regions", pages.Regions.as_view(), name="regions"),
    path("regions/<str:pk>", pages.RegionPage.as_view(), name="region"),
    path("regions/<str:pk>/rename", pages.RenameRegion.as_view(), name="region-rename"),
    path("regions/<str:pk>/merge", pages.MergeRegion.as_view(), name="region-merge"),
    path("locality", pages.EditLocality.as_view(), name="locality"),
    path("calendar", pages.Calendar.as_view(), name="calendar"),
    path("calendar/day", pages.ChangeDay.as_view(), name="calendar-day"),
    path("calendar/year", pages.Announce.as_view(), name="calendar-announce"),
    path("trail", pages.Trail.as_view(), name="trail"),
    path("trail/denials", pages.Denials.as_view(), name="denials"),
    path("jobs", pages.Jobs.as_view(), name="jobs"),
    path("jobs/<int:pk>", pages.Job.as_view(), name="job"),
    path("verify", pages.Verify.as_view(), name="verify"),
]
