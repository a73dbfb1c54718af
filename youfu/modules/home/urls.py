from django.urls import path

from youfu.modules.home import pages

urlpatterns = [
    path("", pages.Workbench.as_view(), name="workbench"),
    path("sign-in", pages.SignIn.as_view(), name="sign-in"),
    path("sign-out", pages.sign_out, name="sign-out"),
    path("password", pages.ChangePassword.as_view(), name="change-password"),
    path("language", pages.language, name="language"),
    path("size", pages.size, name="size"),
    path("healthz", pages.healthz, name="healthz"),
]
