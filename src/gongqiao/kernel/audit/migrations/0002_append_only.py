"""The book is only added to: even the owner of the tables is refused to change or delete a line."""

from django.db import migrations

FORWARD = """
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the book is append-only';
end $$;
create trigger audit_entry_append_only before update or delete on audit_entry
    for each row execute function audit_refuse_change();
create trigger audit_entry_not_truncated before truncate on audit_entry
    for each statement execute function audit_refuse_change();
"""
BACKWARD = """
drop trigger audit_entry_append_only on audit_entry;
drop trigger audit_entry_not_truncated on audit_entry;
drop function audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
