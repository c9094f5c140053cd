"""What happens on a clock, what takes long, and the loop of the worker that drives both.

A clock job is a sweep: it looks for what is due and does it, so that a run that was missed is made up by the next
one and two workers never do a thing twice (the write path locks). Long *work* that a person began is done in steps,
each a transaction of its own, so that nothing else waits for it and nothing of it is done twice.
"""

from gongqiao.kernel.jobs.clock import ClockJob, every, every_job

__all__ = ["ClockJob", "every", "every_job"]
