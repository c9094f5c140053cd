"""What is signed stays as it is: even the owner of the tables is refused to change or delete it, or to add to it."""

from django.db import migrations

FORWARD = """
create function snapshots_refuse_signed() returns trigger language plpgsql as $$
begin
    if old.state = 'signed' then
        raise exception 'what is signed stays as it is';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create function snapshots_refuse_under_signed() returns trigger language plpgsql as $$
-- the arguments: the table of what is signed, and the column of this row that leads to it
declare
    above bigint;
    is_signed boolean;
begin
    if tg_op <> 'INSERT' then
        execute format('select ($1).%I', tg_argv[1]) into above using old;
        execute format('select exists (select from %I where id = $1 and state = ''signed'')', tg_argv[0])
            into is_signed using above;
        if is_signed then raise exception 'what is signed stays as it is'; end if;
    end if;
    if tg_op = 'DELETE' then return old; end if;
    execute format('select ($1).%I', tg_argv[1]) into above using new;
    execute format('select exists (select from %I where id = $1 and state = ''signed'')', tg_argv[0])
        into is_signed using above;
    if is_signed then raise exception 'what is signed stays as it is'; end if;
    return new;
end $$;
create trigger snapshot_stays before update or delete on snapshots_snapshot
    for each row execute function snapshots_refuse_signed();
create trigger line_stays before insert or update or delete on snapshots_snapshotline
    for each row execute function snapshots_refuse_under_signed('snapshots_snapshot', 'snapshot_id');
create trigger rows_stay before insert or update or delete on snapshots_frozenrows
    for each row execute function snapshots_refuse_under_signed('snapshots_snapshot', 'snapshot_id');
"""
BACKWARD = """
drop trigger snapshot_stays on snapshots_snapshot;
drop trigger line_stays on snapshots_snapshotline;
drop trigger rows_stay on snapshots_frozenrows;
drop function snapshots_refuse_signed();
drop function snapshots_refuse_under_signed();
"""


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
