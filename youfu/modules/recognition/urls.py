from django.urls import path

from youfu.modules.recognition import pages
from youfu.modules.recognition.pages.boards import notices

urlpatterns = [
    path("import", pages.Import.as_view(), name="import"),
    path("import/template", pages.Template.as_view(), name="import-template"),
    path("import/<int:pk>", pages.ImportRun.as_view(), name="import-run"),
    path("import/<int:pk>/refused", pages.RefusedRows.as_view(), name="import-refused"),
    path("notices", notices.notices, name="notices"),
    path("notices/<int:pk>", notices.notice, name="notice"),
    path("people/<int:pk>/grant", pages.Grant.as_view(), name="entitlement-grant"),
    path("entitlements/<int:pk>/suspend", pages.Suspend.as_view(), name="entitlement-suspend"),
    path("entitlements/<int:pk>/resume", pages.Resume.as_view(), name="entitlement-resume"),
    path("entitlements/<int:pk>/end", pages.EndEntitlement.as_view(), name="entitlement-end"),
]
