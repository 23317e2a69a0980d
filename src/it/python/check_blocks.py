"""Runs the shell blocks of the pages, with every program but bash replaced by a note of what it was to do; the notes
that say `aws` go to an AWS CLI that takes every word and sends nothing. Takes no network.

Run it by itself: python3 src/it/python/check_blocks.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import contextlib
import functools
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import textwrap
import unittest
from pathlib import Path
from unittest import mock

import support

support.start(
    "the shell blocks of the pages, with the AWS CLI",
    modules=["awscli", "boto3", "moto", "samtranslator"],
    commands=["bash"],
)

import awscli.clidriver  # noqa: E402
import botocore.session  # noqa: E402
import jmespath  # noqa: E402
from awscli.customizations.commands import BasicCommand  # noqa: E402
from botocore.endpoint import Endpoint  # noqa: E402
from deployment import CONSUMER, PREWARMING  # noqa: E402
from moto.kinesis.models import KinesisBackend  # noqa: E402

PAGES = [support.REPOSITORY / "README.md", *sorted((support.REPOSITORY / "docs").rglob("*.md"))]
# Of version 2 of the CLI, which the pages ask for and PyPI does not have; with the options that they have there.
SINCE_VERSION_2 = {("logs", "tail"): {"--since", "--follow", "--filter-pattern"}, ("configure", "export-credentials"): {"--format"}}
# What IAM calls otherwise than the API does, or has beside it.
ACTIONS_OF_THEIR_OWN = {"lambda:InvokeFunction", "iam:PassRole", "s3:ListBucket", "events:ListTagsForResource"}
# What makes, changes and deletes each type of resource that the template has.
NEEDED = {
    "AWS::ApiGatewayV2::Api": "apigateway:POST apigateway:PUT apigateway:DELETE",
    "AWS::ApiGatewayV2::Stage": "apigateway:POST apigateway:PATCH apigateway:DELETE",
    "AWS::CloudWatch::Alarm": "cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms",
    "AWS::CloudWatch::Dashboard": "cloudwatch:PutDashboard cloudwatch:DeleteDashboards",
    "AWS::Events::Rule": "events:PutRule events:PutTargets events:RemoveTargets events:DeleteRule",
    "AWS::IAM::Role": "iam:CreateRole iam:PassRole iam:PutRolePolicy iam:DeleteRolePolicy iam:DeleteRole",
    "AWS::Lambda::EventInvokeConfig": "lambda:PutFunctionEventInvokeConfig lambda:DeleteFunctionEventInvokeConfig",
    "AWS::Lambda::Function": "lambda:CreateFunction lambda:UpdateFunctionCode lambda:DeleteFunction",
    "AWS::Lambda::Permission": "lambda:AddPermission lambda:RemovePermission",
    "AWS::Logs::LogGroup": "logs:CreateLogGroup logs:PutRetentionPolicy logs:DeleteLogGroup",
    "AWS::Logs::QueryDefinition": "logs:PutQueryDefinition logs:DeleteQueryDefinition",
}
# What a page runs is nothing but bash itself and `cat`: each other program only adds its words to the file CALLS.
CALL = """call() {
  printf '%s\\0' "$#" "$@" >>"$CALLS"
  case "$*" in
    aws\\ configure*) ;;
    *describe-stacks*UsePreviousValue*) echo ParameterKey=StreamName,UsePreviousValue=true ;;
    *) echo OUTPUT ;;
  esac
}
"""
HARMLESS = f"""{CALL}
command_not_found_handle() {{ call "$@"; }}
output() {{ call output "$@"; }}
set -e
"""


def blocks(page, language):
    """What the page's code blocks in a language hold."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found]


@functools.cache
def command_line():
    return awscli.clidriver.create_clidriver()


class Sent(BaseException):
    """The CLI would have sent a request, or begun a command of its own: so it took all its words."""


def sends(*_, **__):
    raise Sent


class Pages(unittest.TestCase):
    """Runs each page's shell blocks in a folder of its own, with every program but bash replaced by a note of it."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "cat").symlink_to(shutil.which("cat"))
        script = self.folder / "src/main/scripts/publish.sh"
        script.parent.mkdir(parents=True)
        script.write_text(f'#!{shutil.which("bash")}\n{CALL}call publish.sh "$@"\n')
        script.chmod(0o755)

    def calls(self, script):
        """The programs that a script runs, each with its words."""
        calls = self.folder / "calls"
        calls.write_bytes(b"")
        environment = {"PATH": str(self.folder / "bin"), "CALLS": str(calls), "HOME": str(self.folder)}
        done = subprocess.run(
            [shutil.which("bash"), "-c", HARMLESS + script],
            env=environment, cwd=self.folder, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        self.assertEqual(0, done.returncode, done.stderr)
        words = calls.read_text().split("\0")[:-1]
        while words:
            count = int(words[0])
            yield words[1 : 1 + count]
            words = words[1 + count :]

    def test_shell_blocks_run(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                for words in self.calls("\n".join(blocks(page, "sh"))):
                    with self.subTest(command=shlex.join(words)[:80]):
                        self.check(words)

    def test_commands_in_sentences_are_known(self):
        for page in PAGES:
            prose = re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            for command in re.findall(r"`((?:aws [a-z0-9-]+|output) [A-Za-z0-9-]+[^`]*)`", prose):
                with self.subTest(page=page.name, command=command):
                    for words in self.calls(command):
                        self.check(words, whole=" --" in command)

    def check(self, words, whole=True):
        program, *rest = words
        if program == "aws":
            self.check_aws(rest, whole)
            self.check_parameters(rest)
            if rest[:2] == ["lambda", "add-permission"]:
                granted = {(p["Action"], p["Principal"]) for p in self.permissions()}
                self.assertIn(tuple(rest[rest.index(each) + 1] for each in ("--action", "--principal")), granted, rest)
            if "update-stack" in rest:
                self.assertIn("CAPABILITY_AUTO_EXPAND", rest, "or CloudFormation refuses a template with a transform")
        elif program == "sam":
            self.check_parameters(rest)
        elif program == "output":
            self.assertIn(rest[0], PREWARMING.read()["Outputs"], "deploy.yaml has no such output")
        elif program == "curl":
            self.assertRegex(rest[rest.index("--aws-sigv4") + 1], "^aws:amz:.*:execute-api$")
        elif program == "publish.sh":
            script = (support.REPOSITORY / "src/main/scripts/publish.sh").read_text(encoding="utf-8")
            unknown = [word for word in rest if word.startswith("--") and f"  {word}" not in script]
            self.assertEqual([], unknown, f"publish.sh does not know what the page gives it: {words}")
        else:
            known = ("mvn", "curl", "sudo", "git", "npx", "cdk", "terraform")
            self.assertIn(program, known, f"no such program: {words}")

    def permissions(self):
        """What SAM lets a schedule and the API do with the function."""
        return [each["Properties"] for each in self.resources() if each["Type"] == "AWS::Lambda::Permission"]

    def resources(self, **parameters):
        return PREWARMING.translate("eu-west-1", {**PREWARMING.required, **parameters})["Resources"].values()

    def check_aws(self, words, whole):
        for query in [after for word, after in zip(words, words[1:]) if word == "--query"]:
            asked = set(fields(jmespath.compile(query).parsed))
            self.assertEqual(set(), asked - set(members(answer(*words[:2]))), f"no answer of {words[:2]} has these")
            named = re.findall(r"OutputKey=='(\w+)'", query)
            self.assertLessEqual(set(named), set(PREWARMING.read()["Outputs"]), "deploy.yaml has no such output")
        if tuple(words[:2]) in SINCE_VERSION_2:
            options = {word for word in words if word.startswith("--")}
            self.assertLessEqual(options, SINCE_VERSION_2[tuple(words[:2])], words)
            return
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.chdir(self.folder), self.cli_that_sends_nothing():
            try:
                command_line().main(["--region", "eu-west-1", *words])
            except Sent:
                return
            except SystemExit:
                pass  # what it said is looked at below
        if whole or "arguments are required" not in said.getvalue():
            self.fail(f"the AWS CLI refuses: aws {shlex.join(words)}\n{said.getvalue().strip()[-500:]}")

    @contextlib.contextmanager
    def cli_that_sends_nothing(self):
        customs = [kind for kind in descendants(BasicCommand) if "_run_main" in vars(kind)]
        with contextlib.ExitStack() as stack:
            # support.start has forgotten what awscli set when it was imported.
            data = str(Path(awscli.__file__).parent / "data")
            stack.enter_context(mock.patch.dict(os.environ, AWS_DATA_PATH=data))
            stack.enter_context(mock.patch.object(Endpoint, "make_request", sends))
            for kind in customs:
                stack.enter_context(mock.patch.object(kind, "_run_main", sends))
            yield

    def check_parameters(self, words):
        """That the form takes the values that a command gives; what is all capitals stands for one of the reader's."""
        template = CONSUMER if any("consumer" in word for word in words) else PREWARMING
        for name, value in given(words):
            self.assertIn(name, template.read()["Parameters"], f"no such parameter in {template.file.name}: {name}")
            parameter = template.read()["Parameters"][name]
            if not re.fullmatch(r"[A-Z]+-[A-Z,-]+", value):
                self.assertTrue(allows(parameter, value), f"{template.file.name} refuses {name}={value}")

    def test_cron_expressions_name_days_of_the_month_or_of_the_week(self):
        for page in PAGES:
            for expression in re.findall(r"cron\(.*?\)", page.read_text(encoding="utf-8")):
                _, _, day, _, weekday, _ = expression.split()
                self.assertEqual(1, [day, weekday].count("?"), f"{page}: EventBridge refuses {expression}")

    def test_endpoint_of_a_vpc_has_the_name_that_aws_gives_it(self):
        (name,) = re.findall(r"interface endpoint for `([\w-]+)`", self.page("operating.md"))
        (service,) = KinesisBackend.default_vpc_endpoint_service("eu-west-1", ["eu-west-1a"])
        self.assertEqual(f"com.amazonaws.eu-west-1.{name}", service["ServiceName"], "docs/operating.md")

    def test_json_blocks_are_json(self):
        for page in PAGES:
            for block in blocks(page, "json"):
                with self.subTest(page=page.name):
                    json.loads(block)

    def test_targets_of_further_rules_carry_requests(self):
        list(self.calls("\n".join(blocks(support.REPOSITORY / "docs/deploying.md", "sh"))))
        targets = json.loads((self.folder / "targets.json").read_text())
        for target in targets:
            request = json.loads(target["Input"])
            self.assertEqual(["streamName", "regionName", "messagePrototype"], list(request), target)
            self.assertEqual({"canary": True}, request["messagePrototype"], target)
            self.assertLessEqual(set(target["RetryPolicy"]), {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"})

    def test_removing_takes_what_the_pages_made(self):
        pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
        removing = self.page("deploying.md").partition("## Removing")[2]
        prefixes = set(re.findall(r"--s3-prefix ([\w-]+)", pages))
        self.assertEqual(prefixes, set(re.findall(r"s3://YOUR-BUCKET/([\w-]+)/", removing)), "docs/deploying.md")
        self.assertEqual(re.findall(r'"Id": "(\w+)"', pages), re.findall(r"--ids (\w+)", removing), "docs/deploying.md")
        rules = set(re.findall(r"put-rule --name ([\w-]+)", pages))
        self.assertEqual(set(), {rule for rule in rules if rule not in removing}, "docs/deploying.md removes not")

    def test_log_filter_finds_failures_alone(self):
        (pattern,) = re.findall(r"--filter-pattern[ \\\n]+'(.*)'", self.page("operating.md"))
        events = [
            ({"level": "ERROR", "message": "streamName is missing"}, True),
            ({"level": "INFO", "message": "prewarmed stream orders"}, False),
            ({"level": "WARN", "message": "no canary in a"}, False),
            ({"type": "platform.report", "record": {"status": "timeout"}}, True),
            ({"type": "platform.report", "record": {"status": "error"}}, True),
            ({"type": "platform.report", "record": {"status": "success"}}, False),
            ({"type": "platform.start", "record": {}}, False),
        ]
        for event, found in events:
            self.assertEqual(found, matches(pattern, event), (pattern, event))

    def test_actions_of_whoever_deploys_are_there(self):
        statements = json.loads(self.page("deployer-policy.json"))["Statement"]
        named = [each["Action"] for each in statements]
        actions = {action for each in named for action in ([each] if isinstance(each, str) else each)}
        self.assertLess(50, len(actions))
        types = {each["Type"] for each in self.resources(EnableApi="true")}
        self.assertEqual(set(NEEDED), types, "deploy.yaml's types; say in NEEDED what a new one takes")
        missing = set(" ".join(NEEDED.values()).split()) - actions
        self.assertEqual(set(), missing, "docs/deployer-policy.json lacks these")
        (passed,) = [each["Condition"] for each in statements if each["Action"] == "iam:PassRole"]
        trust = PREWARMING.read()["Resources"]["PrewarmingRole"]["Properties"]["AssumeRolePolicyDocument"]
        expected = {"StringEquals": {"iam:PassedToService": trust["Statement"][0]["Principal"]["Service"]}}
        self.assertEqual(expected, passed, "docs/deployer-policy.json")
        for service, action in (each.split(":") for each in actions - ACTIONS_OF_THEIR_OWN):
            # API Gateway has the methods of HTTP instead, and who lets logs be delivered is told by IAM alone.
            if service != "apigateway" and "LogDeliver" not in action:
                known = botocore.session.get_session().get_service_model(service).operation_names
                self.assertIn(action, known, f"docs/deployer-policy.json: {service} has no such action")

    def page(self, name):
        return (support.REPOSITORY / "docs" / name).read_text(encoding="utf-8")


def descendants(kind):
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def answer(service, command):
    """The shape of what a command answers."""
    model = botocore.session.get_session().get_service_model(service)
    (operation,) = [name for name in model.operation_names if botocore.xform_name(name, "-") == command]
    return model.operation_model(operation).output_shape


def members(shape):
    """The names in a shape, and in all that it holds."""
    if shape.type_name == "list":
        yield from members(shape.member)
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            yield name
            yield from members(member)


def fields(query):
    """The names that a parsed query asks for."""
    if query["type"] == "field":
        yield query["value"]
    for child in query["children"]:
        if isinstance(child, dict):
            yield from fields(child)


def given(words):
    """The parameters of a stack that a command gives, in one of the three ways in which commands take them."""
    overrides = words[words.index("--parameter-overrides") + 1 :] if "--parameter-overrides" in words else []
    end = next((i for i, word in enumerate(overrides) if word.startswith("--")), None)
    yield from (each.removeprefix("Name=").replace(",Value=", "=").split("=", 1) for each in overrides[:end])
    yield from re.findall(r"ParameterKey=(\w+),ParameterValue=\"?([^\"\s]*)", " ".join(words))


def allows(parameter, value):
    """Whether the form takes a value, as CloudFormation checks it."""
    if parameter["Type"] == "Number":
        return parameter.get("MinValue", 0) <= int(value) <= parameter.get("MaxValue", int(value))
    one_by_one = value.split(",") if parameter["Type"] == "CommaDelimitedList" else [value]
    return value in parameter.get("AllowedValues", [value]) and all(
        re.fullmatch(parameter.get("AllowedPattern", ".*"), each) for each in one_by_one
    )


def matches(pattern, event):
    """What CloudWatch Logs makes of a pattern of equalities, joined by && and ||."""
    condition = pattern.strip("{} ").replace("&&", "and").replace("||", "or")
    condition = re.sub(r"\$\.([\w.]+) (=|!=) (\"[^\"]*\")", r"compare('\1', '\2', \3)", condition)

    def compare(path, operator, value):
        here = event
        for name in path.split("."):
            here = here.get(name) if isinstance(here, dict) else None
        return here is not None and (here == value) == (operator == "=")

    return eval(condition, {"compare": compare})


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
