"""Days that differ from plain weekdays; periods for which a person is taken."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value


class CalendarDay(models.Model):
    """One day of the official calendar. ``is_official`` is false while a year is only known by rule."""

    on = models.DateField(primary_key=True)
    is_off = models.BooleanField()
    name = models.CharField(max_length=20, default="", blank=True)
    is_official = models.BooleanField(default=True)


class Booking(models.Model):
    """A person is taken for a period. ``thing``/``thing_id`` say for what; released by deleting the row."""

    person_id = models.BigIntegerField()
    during = DateTimeRangeField()
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    label = models.CharField(max_length=120)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["thing", "thing_id"], name="booking_thing")]
        constraints = [
            # The wheel's PostgreSQL has no btree_gist: a one-element range stands for the equality.
            ExclusionConstraint(
                name="nobody_is_booked_twice_at_once",
                expressions=[
                    (
                        Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"),
                        RangeOperators.EQUAL,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
