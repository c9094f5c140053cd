"""What happens on a clock, and the loop of the worker that drives it.

A clock job is a sweep: it looks for what is due and does it, so that a run that was missed is made up by the next
one and two workers never do a thing twice (the write path locks). Long jobs of people's own get a queue later.
"""

from gongqiao.kernel.jobs.clock import ClockJob, every, every_job

__all__ = ["ClockJob", "every", "every_job"]
