"""Rules that only the assembled house can tell: relations between tables, questions and answers, powers, cores."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from gongqiao.kernel import contracts
from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.access.powers import POST_KINDS, every_power
from gongqiao.kernel.cases.flow import faults_of
from gongqiao.kernel.cases.kinds import every_kind
from tests.architecture.house import SRC


def stray_relations(configs) -> list[str]:
    """Foreign keys that lead from one service into another, or that hang a name on a model of a lower floor."""
    found = []
    for config in configs:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if not field.is_relation or field.auto_created:
                    continue
                there = field.related_model._meta.app_config
                if there is config or there.label == config.label:
                    continue
                if there.name.startswith("gongqiao.services."):
                    found.append(f"{field} points into {there.name}")
                elif not field.remote_field.hidden:
                    found.append(f"{field} needs related_name='+'")
    return found


def unanswered(questions, answers) -> list[str]:
    """Questions without an answer."""
    return sorted(question.__name__ for question in questions if question not in answers)


def ours():
    return [config for config in apps.get_app_configs() if config.name.startswith("gongqiao.")]


class TestRelations:
    def test_foreign_keys_stay_inside_the_service_or_go_down_to_the_kernel(self):
        assert stray_relations(ours()) == []

    @isolate_apps("gongqiao.services.talent", "gongqiao.services.enterprise_service")
    def test_a_planted_foreign_key_into_another_service_is_found(self):
        class Team(models.Model):
            class Meta:
                app_label = "talent"

        class Planted(models.Model):
            team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "enterprise_service"

        assert "points into gongqiao.services.talent" in stray_relations([Planted._meta.app_config])[0]

    @isolate_apps("gongqiao.kernel.org", "gongqiao.services.talent")
    def test_a_planted_name_on_a_lower_floor_is_found(self):
        class Union(models.Model):
            class Meta:
                app_label = "org"

        class Planted(models.Model):
            union = models.ForeignKey(Union, on_delete=models.CASCADE, related_name="teams")

            class Meta:
                app_label = "talent"

        assert "needs related_name='+'" in stray_relations([Planted._meta.app_config])[0]


class TestQuestions:
    def test_every_question_has_one_answer(self):
        assert unanswered(contracts.every_question(), contracts._answers) == []

    def test_a_question_without_an_answer_is_found(self):
        class NobodyKnows(contracts.Question[int]):
            pass

        try:
            assert unanswered({NobodyKnows}, contracts._answers) == ["NobodyKnows"]
        finally:
            del NobodyKnows

    def test_a_second_answer_is_refused(self):
        taken = next(iter(contracts._answers))
        with pytest.raises(RuntimeError, match="already has an answer"):
            contracts.answers(taken)(lambda question: None)


class TestPowers:
    def test_every_holder_is_of_a_known_ground(self):
        for power in every_power():
            assert power.held_by, f"nobody holds {power.code}"
            for holder in power.held_by:
                ground, _, which = holder.partition(":")
                assert ground in {"post", "contact", "principal", "self", "share", "job"}, holder
                assert ground != "post" or which in POST_KINDS, holder

    def test_readers_hold_no_power_that_changes(self):
        changing = [p.code for p in every_power() if not p.code.partition(".")[2].startswith("read")]
        held = [p.code for p in every_power() if {"post:head", "post:auditor"} & set(p.held_by)]
        assert not set(changing) & set(held)

    def test_a_job_holds_only_what_names_it(self):
        held = [power.code for power in every_power() if the_job("nobody").may_anywhere(power)]
        assert held == []


class TestFlows:
    @pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.flow.name)
    def test_every_flow_is_sound(self, kind):
        assert faults_of(kind.flow) == []


class TestCores:
    CORES = tuple(path.name for path in sorted((SRC / "cores").iterdir()) if (path / "__init__.py").exists())

    @staticmethod
    def run_without_django(code: str):
        blocked = "import sys; sys.modules['django'] = None; sys.modules['psycopg'] = None; "
        return subprocess.run([sys.executable, "-c", blocked + code], cwd=SRC.parent, capture_output=True, text=True)

    @pytest.mark.parametrize("core", CORES)
    def test_a_core_runs_where_there_is_no_django(self, core):
        done = self.run_without_django(f"import gongqiao.cores.{core}, gongqiao.kernel.contracts")
        assert done.returncode == 0, done.stderr

    def test_importing_django_fails_there(self):
        assert "ModuleNotFoundError" in self.run_without_django("import gongqiao.kernel.base.models").stderr
