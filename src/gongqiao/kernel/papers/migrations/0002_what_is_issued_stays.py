"""What is issued stays as it is: even the owner of the tables is refused to change or delete it."""

from django.db import migrations

FORWARD = """
create function papers_refuse_issued() returns trigger language plpgsql as $$
begin
    raise exception 'what is issued stays as it is';
end $$;
create trigger issued_stays before update or delete on papers_issuedpaper
    for each row execute function papers_refuse_issued();
"""
BACKWARD = """
drop trigger issued_stays on papers_issuedpaper;
drop function papers_refuse_issued();
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
