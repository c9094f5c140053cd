"""The addresses of the kernel's own pages."""

from __future__ import annotations

from django.urls import path, register_converter

from gongqiao.web.pages import cases, dialogs, figures, files, home, paper_templates, sheets, sign_in, today, works
from gongqiao.web.reading import IdConverter, NumberConverter

register_converter(IdConverter, "id")
register_converter(NumberConverter, "number")

urlpatterns = [
    path("", home.home, name="home"),
    path("services", home.services, name="services"),
    path("mine", home.mine, name="mine"),
    path("messages", home.messages_page, name="messages"),
    path("messages/<id:pk>", home.open_message, name="message"),
    path("me", home.me, name="me"),
    path("me/password", sign_in.change_password, name="password"),
    path("me/tokens", home.tokens, name="tokens"),
    path("me/tokens/<id:pk>/revoke", home.revoke_token, name="revoke_token"),
    path("me/passkeys/options", home.passkey_options, name="passkey_options"),
    path("me/passkeys", home.add_passkey, name="add_passkey"),
    path("look", home.look, name="look"),
    path("sign-in", sign_in.ask_code, name="sign_in"),
    path("sign-in/code", sign_in.enter_code, name="code"),
    path("sign-in/staff", sign_in.enter_password, name="staff"),
    path("sign-in/second", sign_in.enter_second, name="second"),
    path("sign-in/enrol", sign_in.enrol, name="enrol"),
    path("sign-in/passkey/options", sign_in.passkey_options, name="entering_options"),
    path("sign-in/passkey", sign_in.enter_passkey, name="enter_passkey"),
    path("sign-in/demo/<slug:role>", sign_in.enter_demo, name="demo"),
    path("sign-out", sign_in.leave, name="sign_out"),
    path("cases/<number:number>", cases.phone_case, name="case"),
    path("cases/<number:number>/do/<slug:name>", dialogs.do, {"face": "phone"}, name="do"),
    path("files/<uuid:pk>", files.attachment, name="file"),
    path("files/<uuid:pk>/pages", files.attachment_pages, name="file_pages"),
    path("pages/<str:token>/<id:number>", files.page_picture, name="page_picture"),
    path("drafts/<uuid:pk>", files.keep_draft, name="draft"),
    path("drafts/<uuid:draft>/files/<uuid:pk>/drop", files.drop, name="drop_file"),
    path("desk", today.today, name="today"),
    path("desk/cases", cases.every_case, name="cases"),
    path("desk/figures/<str:name>", figures.rows, name="figure_rows"),
    path("desk/search", cases.search, name="search"),
    path("desk/cases/<number:number>", cases.desk_case, name="desk_case"),
    path("desk/cases/<number:number>/do/<slug:name>", dialogs.do, {"face": "desk"}, name="desk_do"),
    path("desk/cases/<number:number>/due/<id:task_id>", dialogs.deadline, name="deadline"),
    path("desk/sheets", sheets.every_batch, name="batches"),
    path("desk/sheets/<slug:name>/new", sheets.new_batch, name="new_batch"),
    path("desk/sheets/<slug:name>/template.xlsx", sheets.template_file, name="template_file"),
    path("desk/sheets/batches/<id:pk>", sheets.one_batch, name="batch"),
    path("desk/sheets/batches/<id:pk>/take", sheets.take_batch, name="take_batch"),
    path("desk/sheets/batches/<id:pk>/mend", sheets.mend_batch, name="mend_batch"),
    path("desk/sheets/batches/<id:pk>/undo", sheets.undo_batch, name="undo_batch"),
    path("desk/sheets/batches/<id:pk>/drop", sheets.drop_batch, name="drop_batch"),
    path("desk/sheets/batches/<id:pk>/failed.xlsx", sheets.failed_file, name="failed_file"),
    path("desk/exports", works.every_export, name="exports"),
    path("desk/exports/<id:pk>", works.one_export, name="export"),
    path("desk/exports/<id:pk>/file", works.export_file, name="export_file"),
    path("desk/work/<id:pk>", works.progress, name="work_progress"),
    path("desk/work/<id:pk>/cancel", works.cancel, name="cancel_work"),
    path("desk/work/<id:pk>/again", works.again, name="work_again"),
    path("desk/papers", paper_templates.shelves, name="papers"),
    path("desk/papers/<str:name>", paper_templates.one_kind, name="paper_kind"),
    path("desk/papers/<str:name>/trial", paper_templates.trial, name="paper_trial"),
    path("desk/papers/<str:name>/versions/<id:number>", paper_templates.show_version, name="paper_version"),
    path("desk/papers/<str:name>/versions/<id:number>.docx", paper_templates.take_template, name="take_template"),
    path("desk/papers/<str:name>/versions/<id:number>/again", paper_templates.again, name="paper_again"),
]
