"""Checks pages and templates for errors that a deployment into an emulator does not show; uses no network.

Run it by itself: python3 src/it/python/check_pages.py
It ends with 0 if all is well, 1 if not, and 77 if a module that it needs is missing.
"""

import json
import re
import unittest

import support

support.start("pages and templates", modules=["samtranslator"])

from samtranslator.yaml_helper import yaml_parse  # noqa: E402

ROOT = support.REPOSITORY
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / ".github").rglob("*.md"))]
OURS = [ROOT / "deploy.yaml", *sorted((ROOT / "src/main/templates").iterdir())]
TEMPLATES = [*OURS, ROOT / "src/it/consumers/consumer.yaml"]
# For each parameter that takes an ARN, what follows the partition.
ARNS = {
    "StreamArn": "kinesis:xx-place-1:123456789012:stream/orders_1.a-b",
    "StreamKmsKeyArn": "kms:xx-place-1:123456789012:key/mrk-1234abcd",
    "AlarmTopicArn": "sns:xx-place-1:123456789012:alarms_1-a",
    "PermissionsBoundaryArn": "iam::123456789012:policy/a/path/b",
}
PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-b")


def read(file):
    return file.read_text(encoding="utf-8")


def actions(node):
    """The actions that the IAM policies in a template allow."""
    if isinstance(node, dict):
        if node.get("Effect") == "Allow" and "sts:AssumeRole" not in node["Action"]:
            yield from [node["Action"]] if isinstance(node["Action"], str) else node["Action"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from actions(child)


class Templates(unittest.TestCase):
    def test_arns_of_every_partition_are_accepted_but_no_alias(self):
        found = set()
        for file in TEMPLATES:
            for name, parameter in yaml_parse(read(file))["Parameters"].items():
                if name.endswith("Arn"):
                    found.add(name)
                    for partition in PARTITIONS:
                        self.assertRegex(f"arn:{partition}:{ARNS[name]}", parameter["AllowedPattern"], file)
                    alias = "arn:aws:kms:eu-west-1:123456789012:alias/orders"
                    self.assertNotRegex(alias, parameter["AllowedPattern"], file)
        self.assertEqual(set(ARNS), found)

    def test_filter_of_the_sample_consumer_accepts_the_canary_of_the_launch_links(self):
        canary = {"canary": True}
        self.assertIn("%7B%22canary%22%3Atrue%7D", read(ROOT / "src/main/scripts/publish.sh"))
        filters = json.loads(read(ROOT / "src/it/consumers/mapping-filter.json"))["Filters"]
        patterns = [json.loads(each["Pattern"])["data"] for each in filters]
        accepting = [each for each in patterns if all(canary.get(name) in values for name, values in each.items())]
        self.assertEqual(1, len(accepting), patterns)


class Pages(unittest.TestCase):
    def test_every_permission_of_the_function_is_explained(self):
        granted = {action for file in OURS for action in actions(yaml_parse(read(file)))}
        self.assertIn("kinesis:PutRecords", granted)
        page = read(ROOT / "docs/operating.md")
        self.assertEqual([], sorted(each for each in granted if f"`{each}`" not in page), "docs/operating.md lacks these")

    def test_cron_expressions_name_days_of_the_month_or_of_the_week(self):
        for file in [*PAGES, *OURS]:
            for expression in re.findall(r"cron\((.*?)\)", read(file)):
                with self.subTest(file=file.name, expression=expression):
                    _, _, day, _, weekday, _ = expression.split()
                    self.assertEqual(1, [day, weekday].count("?"), "EventBridge rejects the expression")

    def test_profiles_of_maven_are_there(self):
        profiles = set(re.findall(r"<profile>\s*<id>([\w-]+)</id>", read(ROOT / "pom.xml")))
        for file in [*PAGES, ROOT / ".ci/run"]:
            named = ",".join(re.findall(r"(?:mvn|on_jdk)[^\n`]* -P ?([\w,]+)", read(file))).split(",")
            self.assertEqual(set(), set(named) - profiles - {""}, f"{file} names profiles that pom.xml lacks")


if __name__ == "__main__":
    unittest.main(verbosity=2)
