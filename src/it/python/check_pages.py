"""Checks what the pages name, what the templates must say, and what GitHub runs; takes no network.

Run it by itself: python3 src/it/python/check_pages.py
It ends with 0 if all is well, 1 if not, and 77 if a module that it needs is missing.
"""

import base64
import difflib
import functools
import html
import json
import re
import unittest

import support

support.start("what pages, templates and workflows say", modules=["samtranslator", "yaml"])

import yaml  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

ROOT = support.REPOSITORY
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / ".github").rglob("*.md"))]
WORKFLOWS = sorted((ROOT / ".github/workflows").iterdir())
SOURCES = [file for file in (ROOT / "src").rglob("*") if file.suffix in (".java", ".yaml", ".sh", ".py", ".mjs", ".cs")]
ACTION = r"\b(?:kinesis|kms|logs):(?!ViaService|EncryptionContext)[A-Z]\w+"
# The sample of a typo.
MEANT_SO = {"messagePrototyp"}


@functools.cache
def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@functools.cache
def template():
    return yaml_parse(read("deploy.yaml"))


def code(text):
    """What a page has as code, in blocks and in sentences."""
    return re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL) + re.findall(r"`([^`\n]+)`", text)


class Commands(unittest.TestCase):
    def test_profiles_and_tests_of_maven_are_there(self):
        profiles = re.findall(r"<profile>\s*<id>([\w-]+)</id>", read("pom.xml"))
        classes = {file.stem for file in SOURCES}
        for file in [*PAGES, *WORKFLOWS, ROOT / ".ci/run", ROOT / "pom.xml"]:
            text = read(file)
            for named in re.findall(r"mvn[^\n`]* -P ?([\w,]+)|\bon_jdk[^\n]* -P([\w,]+)", text):
                for profile in "".join(named).split(","):
                    self.assertIn(profile, profiles, f"{file} names a profile that pom.xml lacks")
            for test in re.findall(r"-D(?:it\.)?test=(\w+)", text):
                self.assertIn(test, classes, f"{file} names a test that is not there")

    def test_queries_are_those_of_the_template(self):
        queries = {query["Text"] for query in template()["Mappings"]["Queries"].values()}
        blocks = [" ".join(block.split()) for page in PAGES for block in code(read(page))]
        shown = {block for block in blocks if block.startswith("filter") and "Init Duration" in block}
        self.assertEqual(queries, shown, "the queries of deploy.yaml, and those in the pages' code blocks")

    def test_other_queries_ask_for_what_the_consumers_log(self):
        consumer = read("src/it/consumers/python/consumer.py") + read("docs/deploying.md")
        for page in PAGES:
            for name in re.findall(r"\bwait\w*Millis\b", read(page)):
                self.assertIn(f'"{name}"', consumer, f"{page} asks for {name}")
        page = read("docs/deploying.md")
        for percent in re.findall(r"`waited`, p(\d+)", page):
            self.assertIn(f"pct(waited, {percent})", page, "docs/deploying.md: the query, and the table below it")


class Names(unittest.TestCase):
    def ours(self):
        """Parameters, outputs and resources; classes, the environment's variables, fields, the keys' beginning."""
        for part in ("Parameters", "Outputs", "Resources"):
            yield from template()[part]
        for file in SOURCES:
            if "src/main/java" in str(file):
                yield file.stem
                yield from re.findall(r"AWS_[A-Z_]+|kinesis-prewarming-|\b[a-z]+[A-Z][A-Za-z]+(?=\")", read(file))

    def test_none_is_nearly_right(self):
        word = re.compile(r"\b[A-Za-z][\w-]{6,}")
        ours = {name for name in self.ours() if len(name) >= 8}
        self.assertLess(60, len(ours))
        known = ours | MEANT_SO | set(word.findall(" ".join(map(read, ["deploy.yaml", "pom.xml", *SOURCES]))))
        for page in PAGES:
            if page.name != "CHANGELOG.md":
                for name in set(word.findall("\n".join(code(read(page))))) - known:
                    meant = difflib.get_close_matches(name, [each for each in ours if each[0] == name[0]], 1, 0.88)
                    with self.subTest(page=page.name, name=name):
                        self.assertFalse(meant, f"{page} says {name}; is {meant} meant?")


class Permissions(unittest.TestCase):
    def test_the_page_gives_the_role_what_the_template_gives_it(self):
        text = read("docs/operating.md")
        granted = set(re.findall(ACTION, re.sub(r"^ *#.*", "", read("deploy.yaml"), flags=re.MULTILINE)))
        _, _, section = text.partition("### What the function may do")
        told = set(re.findall(f"`({ACTION})`", section.partition("It is invoked by")[0]))
        self.assertEqual(granted, told, "what deploy.yaml allows, and what docs/operating.md says it does")
        for block in re.findall(r"^ *```json\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
            policy = json.loads(block)
            self.assertLessEqual({policy["Action"]}, granted, "docs/operating.md grants what nothing needs")
            condition = policy["Condition"]["StringEquals"]
            self.assertEqual(["kms:EncryptionContext:aws:kinesis:arn", "kms:ViaService"], sorted(condition))
            self.assertRegex(condition["kms:ViaService"], r"^kinesis\.[a-z0-9-]+\.amazonaws\.com$")


class Filter(unittest.TestCase):
    def test_lets_the_documented_canary_through_by_its_data_alone(self):
        filters = json.loads(read("src/it/consumers/mapping-filter.json"))["Filters"]
        patterns = [json.loads(each["Pattern"]) for each in filters]
        canary = json.loads(re.search(r"`(?:MessagePrototype=)?(\{.*?\})`", read("docs/consumers.md"))[1])
        self.assertEqual([["data"]] * len(patterns), [list(each) for each in patterns])
        passing = [each for each in patterns if all(canary.get(k) in v for k, v in each["data"].items())]
        self.assertEqual(1, len(passing), f"a mapping's filter and {canary}, the canary of docs/consumers.md")


class Samples(unittest.TestCase):
    def test_event_and_answer_have_the_fields_of_the_code(self):
        blocks = re.findall(r"^```json\n(.*?)^```$", read("docs/how-it-works.md"), re.MULTILINE | re.DOTALL)
        event, answer = map(json.loads, blocks)
        main = "src/main/java/com/amazonaws/services/lambda/kinesis/prewarming"
        (fields,) = re.findall(r"FIELDS = Set.of\((.*?)\)", read(f"{main}/PrewarmRequest.java"))
        self.assertEqual(set(re.findall(r"\w+", fields)), set(event), "docs/how-it-works.md, the event")
        puts = re.findall(r'object\.put\("(\w+)"', read(f"{main}/PrewarmReport.java"))
        self.assertEqual([name for name in puts if name != "throttledShards"], [*answer, *answer["canaries"][0]])
        self.assertEqual(len(answer["canaries"]), answer["openShards"])


class ByText(unittest.TestCase):
    def test_the_expression_in_python_knows_the_canary_and_no_other(self):
        (expression,) = re.findall(r"^\| Python \| `(.*)` \|$", read("docs/consumers.md"), re.MULTILINE)
        for data, known in (("eyJjYW5hcnkiOnRydWV9", True), ("eyJpZCI6MX0=", False)):
            record = {"kinesis": {"data": data}}
            canary = '{"canary":true}'
            names = {"base64": base64, "record": record, "canary_text": canary, "CANARY_TEXT": canary}
            self.assertIs(known, eval(expression, names), "docs/consumers.md")


class Templates(unittest.TestCase):
    """What a user would miss only when it counts, and no deployment into an emulator shows."""

    CONSUMER = "src/it/consumers/consumer.yaml"
    STREAM = "Resources.Consumer.Properties.Events.Stream.Properties"

    def test_each_of_these_is_as_it_must_be(self):
        for file, path, value in [
            ("deploy.yaml", "Resources.ErrorsAlarm.Properties.Period", 300),
            ("deploy.yaml", "Resources.ErrorsAlarm.Properties.EvaluationPeriods", 1),
            ("deploy.yaml", "Resources.MissedRunsAlarm.Properties.Period", 120),
            ("deploy.yaml", "Resources.PrewarmingLogGroup.DeletionPolicy", "Delete"),
            ("deploy.yaml", "Resources.PrewarmingApiLogGroup.DeletionPolicy", "Delete"),
            (self.CONSUMER, "Resources.GivenUpAlarm.Properties.Period", 300),
            (self.CONSUMER, f"{self.STREAM}.StartingPosition", "LATEST"),
            (self.CONSUMER, f"{self.STREAM}.BisectBatchOnFunctionError", True),
            (self.CONSUMER, "Resources.FailedRecords.Properties.MessageRetentionPeriod", 14 * 24 * 3600),
            (self.CONSUMER, "Resources.FailedRecords.Properties.SqsManagedSseEnabled", True),
            (self.CONSUMER, "Resources.ConsumerLogGroup.Properties.RetentionInDays", 30),
        ]:
            found = functools.reduce(lambda node, name: node[name], path.split("."), yaml_parse(read(file)))
            self.assertEqual(value, found, f"{file} has another {path}")

    def test_arns_of_every_partition_are_taken(self):
        samples = {
            "OtherStreamArns": "kinesis:xx-place-1:123456789012:stream/orders_1.a-b",
            "StreamArn": "kinesis:xx-place-1:123456789012:stream/orders_1.a-b",
            "StreamKmsKeyArn": "kms:xx-place-1:123456789012:key/mrk-1234abcd",
            "OtherStreamKmsKeyArns": "kms:xx-place-1:123456789012:key/1234abcd-12ab",
            "AlarmTopicArn": "sns:xx-place-1:123456789012:alarms_1-a",
            "PermissionsBoundaryArn": "iam::123456789012:policy/a/path/b",
        }
        for file in ("deploy.yaml", self.CONSUMER):
            for name, parameter in yaml_parse(read(file))["Parameters"].items():
                if re.search("Arns?$", name):
                    for partition in ("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-b"):
                        arn = f"arn:{partition}:{samples[name]}"
                        self.assertRegex(arn, parameter["AllowedPattern"], f"{file}: {name}")
        parameters = template()["Parameters"]
        alias = "arn:aws:kms:eu-west-1:123456789012:alias/orders"
        self.assertNotRegex(alias, parameters["StreamKmsKeyArn"]["AllowedPattern"])
        own = "arn:aws:iam::aws:policy/PowerUserAccess"
        self.assertRegex(own, parameters["PermissionsBoundaryArn"]["AllowedPattern"])


class Consoles(unittest.TestCase):
    def test_launch_links_lead_where_the_dashboards_link_leads(self):
        console = r"\bconsole\.[a-z0-9.-]+[a-z]"
        template, script = (
            set(re.findall(console, read(name))) for name in ("deploy.yaml", "src/main/scripts/publish.sh")
        )
        self.assertEqual(template, script, "the hosts of consoles in deploy.yaml, and in publish.sh")
        self.assertIn("console.amazonaws-us-gov.com", script)


class Pictures(unittest.TestCase):
    def test_each_drawing_has_the_words_of_its_source(self):
        for source in (ROOT / "docs/images").glob("*.pikchr"):
            words = set(re.findall(r'"([^"\n]+)"', re.sub("^#.*", "", read(source), flags=re.MULTILINE)))
            shown = {html.unescape(w) for w in re.findall(r"<text[^>]*>([^<]+)", read(source.with_suffix(".svg")))}
            self.assertEqual(words, {w.replace("\xa0", " ") for w in shown}, f"{source}: run docs/images/render.mjs")


class Dashboard(unittest.TestCase):
    def test_shows_each_metric_by_the_statistic_that_says_something(self):
        body = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"][0]
        widgets = re.findall(r'"stat": "(\w+)".*?"metrics": (\[.*?\]\])', body, re.DOTALL)
        metric = re.compile(r'\["AWS/\w+", "([\w.]+)"')
        shown = {name: stat for stat, metrics in widgets for name in metric.findall(metrics)}
        expected = {"Invocations": "Sum", "Errors": "Sum", "Duration": "Maximum", "IncomingRecords": "Sum"}
        self.assertEqual({**expected, "GetRecords.IteratorAgeMilliseconds": "Maximum"}, shown)


class OnGitHub(unittest.TestCase):
    def test_every_action_is_pinned_by_its_commit(self):
        for file in WORKFLOWS:
            actions = re.findall(r"uses: *(.*)", read(file))
            self.assertTrue(actions, f"{file} uses no action")
            for action in actions:
                self.assertRegex(action, r"^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", f"{file}: name@SHA # v1.2.3")

    def test_every_module_of_the_checks_is_pinned(self):
        for line in read(".github/requirements.txt").splitlines():
            self.assertRegex(line, r"^#|^[\w.[\]-]+==[\d.]+$", ".github/requirements.txt: name==1.2.3")

    def test_no_checkout_leaves_its_token(self):
        for file in WORKFLOWS:
            self.assertEqual(read(file).count("actions/checkout@"), read(file).count("persist-credentials: false"), file)

    def test_no_workflow_may_write_but_where_a_job_says_so(self):
        for file in WORKFLOWS:
            self.assertEqual({"contents": "read"}, yaml.safe_load(read(file))["permissions"], file)
            # It would run a stranger's code with the rights of this repository.
            self.assertNotIn("pull_request_target", read(file), file)
        told = [job["permissions"] for file in WORKFLOWS for job in yaml.safe_load(read(file))["jobs"].values()
                if "permissions" in job]  # fmt: skip
        release = {"contents": "write", "id-token": "write", "attestations": "write"}
        self.assertEqual([{"contents": "read", "security-events": "write"}, release], told, "what jobs may write")

    def test_each_push_is_checked_and_a_release_is_built_twice(self):
        for file in ("ci.yml", "codeql.yml"):
            pushed = "  push:\n    branches: [main]\n  pull_request:\n"
            self.assertIn(pushed, read(f".github/workflows/{file}"), file)
        self.assertIn("- run: diff -r build-one build-two\n", read(".github/workflows/release.yml"))

    def test_dependabot_looks_where_something_is(self):
        manifests = {"maven": "pom.xml", "npm": "package.json", "pip": "requirements.txt"}
        for update in yaml.safe_load(read(".github/dependabot.yml"))["updates"]:
            manifest = manifests.get(update["package-ecosystem"], ".github/workflows")
            place = ROOT / update["directory"].lstrip("/") / manifest
            self.assertTrue(place.exists(), f".github/dependabot.yml: no {place}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
