from django.urls import path

from youfu.modules.people import pages

urlpatterns = [
    path("people", pages.People.as_view(), name="people"),
    path("people/register", pages.RegisterPerson.as_view(), name="person-register"),
    path("people/<int:pk>", pages.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/reveal", pages.Reveal.as_view(), name="person-reveal"),
    path("people/<int:pk>/account", pages.ChangeAccount.as_view(), name="person-account"),
    path("people/<int:pk>/death", pages.RecordDeath.as_view(), name="person-death"),
    path("people/<int:pk>/correct", pages.UpdatePerson.as_view(), name="person-correct"),
]
