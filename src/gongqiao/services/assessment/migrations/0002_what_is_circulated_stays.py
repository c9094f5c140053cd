"""What was circulated stays as it is: the database refuses to change it, to add to it or to delete it."""

from django.db import migrations

FORWARD = """
create function assessment_refuse_under_signed() returns trigger language plpgsql as $$
begin
    if exists (
        select from assessment_criterion c join assessment_assessment a on a.id = c.assessment_id
        where a.state = 'signed' and (
            (tg_op <> 'INSERT' and c.id = old.criterion_id) or (tg_op <> 'DELETE' and c.id = new.criterion_id)
        )
    ) then
        raise exception 'what is signed stays as it is';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger assessment_stays before update or delete on assessment_assessment
    for each row execute function snapshots_refuse_signed();
create trigger criterion_stays before insert or update or delete on assessment_criterion
    for each row execute function snapshots_refuse_under_signed('assessment_assessment', 'assessment_id');
create trigger score_stays before insert or update or delete on assessment_score
    for each row execute function assessment_refuse_under_signed();
"""
BACKWARD = """
drop trigger assessment_stays on assessment_assessment;
drop trigger criterion_stays on assessment_criterion;
drop trigger score_stays on assessment_score;
drop function assessment_refuse_under_signed();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("snapshots", "0002_what_is_signed_stays")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
