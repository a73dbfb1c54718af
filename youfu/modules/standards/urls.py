from django.urls import path

from youfu.modules.standards import pages

urlpatterns = [
    path("standards", pages.Standards.as_view(), name="standards"),
    path("standards/<int:pk>", pages.Standard.as_view(), name="standard"),
    path("standards/<int:pk>/end", pages.EndRate.as_view(), name="standard-end"),
    path("standards/load", pages.LoadStandards.as_view(), name="standards-load"),
    path("standards/parameters", pages.Parameters.as_view(), name="parameters"),
    path("standards/exclusions", pages.Exclusions.as_view(), name="exclusions"),
    path("standards/figures", pages.Figures.as_view(), name="figures"),
    path("standards/figures/set", pages.SetFigure.as_view(), name="figure-set"),
    path("standards/limits", pages.Limits.as_view(), name="limits"),
    path("standards/limits/set", pages.SetLimit.as_view(), name="limit-set"),
    path("standards/documents", pages.Documents.as_view(), name="policy-documents"),
    path("standards/documents/<int:pk>", pages.PolicyPage.as_view(), name="policy-document"),
    path(
        "standards/documents/<int:pk>/describe",
        pages.DescribePolicy.as_view(),
        name="policy-document-describe",
    ),
    path("standards/documents/<int:pk>/repeal", pages.RepealPolicy.as_view(), name="policy-document-repeal"),
    path(
        "standards/documents/<int:pk>/restore", pages.RestorePolicy.as_view(), name="policy-document-restore"
    ),
]
