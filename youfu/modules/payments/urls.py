from django.urls import path

from youfu.modules.payments import pages

urlpatterns = [
    path("one-offs", pages.OneOffs.as_view(), name="one-offs"),
    path("one-offs/<int:pk>/reverse", pages.ReverseOneOff.as_view(), name="one-off-reverse"),
    path("in-debt", pages.InDebt.as_view(), name="in-debt"),
    path("rolls", pages.Rolls.as_view(), name="rolls"),
    path("rolls/compute", pages.Compute.as_view(), name="roll-compute"),
    path("rolls/<int:pk>", pages.RollPage.as_view(), name="roll"),
    path("rolls/<int:pk>/approve", pages.Approve.as_view(), name="roll-approve"),
    path("rolls/<int:pk>/discard", pages.Discard.as_view(), name="roll-discard"),
    path("rolls/<int:pk>/bank-file", pages.BankFilePage.as_view(), name="roll-bank-file"),
]
