from django.urls import path

from youfu.modules.recognition import pages
from youfu.modules.recognition.pages import applications, archive, letters, papers
from youfu.modules.recognition.pages.boards import catalogue, notices, publicity, supervision

urlpatterns = [
    path("import", pages.Import.as_view(), name="import"),
    path("import/template", pages.Template.as_view(), name="import-template"),
    path("import/<int:pk>", pages.ImportRun.as_view(), name="import-run"),
    path("import/<int:pk>/refused", pages.RefusedRows.as_view(), name="import-refused"),
    path("application-types", catalogue.ApplicationTypes.as_view(), name="application-types"),
    path("notices", notices.notices, name="notices"),
    path("notices/<int:pk>", notices.notice, name="notice"),
    path("notices/<int:pk>/object", publicity.RegisterObjection.as_view(), name="notice-object"),
    path("objections/<int:pk>/answer", publicity.AnswerObjection.as_view(), name="objection-answer"),
    path("applications/<int:pk>/notice/days", publicity.LayDown.as_view(), name="notice-lay-down"),
    path("applications/<int:pk>/notice/conclude", publicity.Conclude.as_view(), name="notice-conclude"),
    path("supervision", supervision.Supervision.as_view(), name="supervision"),
    path("supervision/<int:pk>/remind", supervision.Remind.as_view(), name="supervision-remind"),
    path("applications/<int:pk>/evidence", papers.AddEvidence.as_view(), name="evidence-add"),
    path("applications/<int:pk>/letters", letters.MakeLetter.as_view(), name="letter-make"),
    path("evidence/<int:pk>", papers.Evidence.as_view(), name="evidence"),
    path("evidence/<int:pk>/remove", papers.RemoveEvidence.as_view(), name="evidence-remove"),
    path("letters/<int:pk>", letters.LetterPage.as_view(), name="letter"),
    path("letters/<int:pk>/docx", letters.LetterFile.as_view(), name="letter-docx"),
    path("people/<int:pk>/archive", archive.Archive.as_view(), name="archive"),
    path("applications", applications.Applications.as_view(), name="applications"),
    path("applications/batch", applications.Batch.as_view(), name="application-batch"),
    path("applications/<int:pk>", applications.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/edit", applications.EditApplication.as_view(), name="application-edit"),
    path("applications/<int:pk>/submit", applications.Submit.as_view(), name="application-submit"),
    path("applications/<int:pk>/decide", applications.Decide.as_view(), name="application-decide"),
    path("applications/<int:pk>/pause", applications.PauseClock.as_view(), name="application-pause"),
    path("applications/<int:pk>/resume", applications.ResumeClock.as_view(), name="application-resume"),
    path("applications/<int:pk>/withdraw", applications.Withdraw.as_view(), name="application-withdraw"),
    path("applications/<int:pk>/remind", applications.Remind.as_view(), name="application-remind"),
    path("counter", applications.Counter.as_view(), name="counter"),
    path("people/<int:pk>/apply/<slug:kind>", applications.NewApplication.as_view(), name="application-new"),
    path("people/<int:pk>/grant", pages.Grant.as_view(), name="entitlement-grant"),
    path("entitlements/<int:pk>/suspend", pages.Suspend.as_view(), name="entitlement-suspend"),
    path("entitlements/<int:pk>/resume", pages.Resume.as_view(), name="entitlement-resume"),
    path("entitlements/<int:pk>/end", pages.EndEntitlement.as_view(), name="entitlement-end"),
]
