"""Checks publish.sh against moto's S3 on this machine; takes no network.

Run it by itself: python3 src/it/python/check_publish.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import logging
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import support

support.start(
    "publish.sh against moto's S3",
    modules=["boto3", "flask", "flask_cors", "moto"],
    commands=["aws", "bash"],
)

import boto3  # noqa: E402
import botocore.loaders  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

SCRIPT = "src/main/scripts/publish.sh"
JAR = support.jar()
VERSION = re.search(r"\d+\.\d+\.\d+", JAR)[0]
FOLDER = f"KinesisLambdaPrewarming/{VERSION}"
README = """# A README

<!-- launch-stack:begin -->
an old table
<!-- launch-stack:end -->

The rest, with & and \\ in it.
"""
DEFAULT_REGIONS = (
    "ap-south-1 eu-west-2 eu-west-1 ap-northeast-2 ap-northeast-1 sa-east-1 ca-central-1 ap-southeast-1 "
    "ap-southeast-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2"
).split()
LOADER = botocore.loaders.create_loader()
# What AWS itself calls the regions.
PLACES = LOADER.load_data("endpoints")["partitions"][0]["regions"]
PARTITIONS = {partition["id"]: partition for partition in LOADER.load_data("partitions")["partitions"]}


class Publishing(unittest.TestCase):
    TO_IRELAND = ("--bucket-prefix", "ours", "--region", "eu-west-1")

    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        cls.addClassCleanup(server.stop)
        cls.endpoint = "http://%s:%d" % server.get_host_and_port()

    def setUp(self):
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        urllib.request.urlopen(reset).close()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "a project"
        for name in (SCRIPT, "pom.xml", "deploy.yaml"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(support.REPOSITORY / name, self.root / name)
        (self.root / "target").mkdir()
        (self.root / "target" / JAR).write_bytes(b"the jar")
        self.readme = self.root / "README.md"
        self.readme.write_text(README)

    def s3(self, region):
        return boto3.client("s3", region_name=region, endpoint_url=self.endpoint)

    def create_buckets(self, *regions, prefix="ours"):
        for region in regions:
            where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            self.s3(region).create_bucket(Bucket=f"{prefix}-{region}", **where)

    def publish(self, *options, path=os.environ["PATH"]):
        return subprocess.run(
            ["bash", self.root / SCRIPT, *options],
            env={**os.environ, "AWS_ENDPOINT_URL": self.endpoint, "PATH": path},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
        )

    def published(self, *regions, path=os.environ["PATH"]):
        options = [option for region in regions for option in ("--region", region)]
        done = self.publish("--bucket-prefix", "ours", *options, path=path)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def refused(self, message, *options, code=1, path=os.environ["PATH"]):
        done = self.publish(*options, path=path)
        self.assertEqual(code, done.returncode, done.stdout)
        self.assertIn(message, done.stderr)
        self.assertEqual(README, self.readme.read_text())

    def path_with_aws_that_fails(self, pattern):
        """A PATH on which the AWS CLI refuses the commands that match; moto's S3 knows no owners."""
        return self.path_with_aws(f'case "$*" in {pattern}) exit 1 ;; esac\nexec "{shutil.which("aws")}" "$@"')

    def path_with_aws(self, script):
        tools = Path(tempfile.mkdtemp(dir=self.root))
        (tools / "aws").write_text(f"#!/bin/sh\n{script}\n")
        (tools / "aws").chmod(0o755)
        return f"{tools}:{os.environ['PATH']}"

    def objects(self):
        s3 = self.s3("us-east-1")
        return {
            f"{bucket['Name']}/{entry['Key']}": s3.get_object(Bucket=bucket["Name"], Key=entry["Key"])["Body"].read()
            for bucket in s3.list_buckets()["Buckets"]
            for entry in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", [])
        }

    def test_puts_the_jar_and_a_template_pointing_to_it_into_each_region(self):
        self.create_buckets("eu-west-1", "us-east-1")
        self.published("eu-west-1", "us-east-1")
        template = (self.root / "deploy.yaml").read_text()
        expected = {}
        for bucket in ("ours-eu-west-1", "ours-us-east-1"):
            jar = f"{bucket}/{FOLDER}/{JAR}"
            expected[jar] = b"the jar"
            moved = template.replace(f"CodeUri: target/{JAR}", f"CodeUri: s3://{jar}")
            self.assertNotEqual(template, moved)
            expected[f"{bucket}/{FOLDER}/deploy.yaml"] = moved.encode()
        self.assertEqual(expected, self.objects())

    def test_renews_the_table_between_the_markers_alone(self):
        self.create_buckets("eu-west-1", "cn-north-1")
        self.published("eu-west-1", "cn-north-1")
        before, rest = README.split("an old table\n")
        text = self.readme.read_text()
        self.assertTrue(text.startswith(before) and text.endswith(rest), text)

        def address(region, suffix):
            return f"https://ours-{region}.s3.{region}.amazonaws.{suffix}/{FOLDER}/deploy.yaml"

        self.assertEqual(
            [
                ("Europe (Ireland)", "eu-west-1", "console.aws.amazon.com", address("eu-west-1", "com")),
                ("cn-north-1", "cn-north-1", "console.amazonaws.cn", address("cn-north-1", "com.cn")),
            ],
            buttons(text),
        )

    def test_links_lead_to_the_console_and_the_s3_of_each_partition(self):
        template = (self.root / "deploy.yaml").read_text()
        consoles = dict(re.findall(r"^    (aws\S*): { Host: (\S+) }$", template, re.MULTILINE))
        self.assertEqual(set(PARTITIONS), set(consoles), "the template's Consoles")
        regions = {
            name: next(region for region in partition["regions"] if not region.endswith("-global"))
            for name, partition in PARTITIONS.items()
        }
        options = [option for region in regions.values() for option in ("--region", region)]
        # An AWS CLI that says yes to every bucket.
        done = self.publish("--bucket-prefix", "ours", "--dry-run", *options, path=self.path_with_aws("exit 0"))
        self.assertEqual(0, done.returncode, done.stderr)
        expected = set()
        for name, region in regions.items():
            bucket = f"ours-{region}.s3.{region}.{PARTITIONS[name]['outputs']['dnsSuffix']}"
            expected.add((region, consoles[name], f"https://{bucket}/{FOLDER}/deploy.yaml"))
        self.assertEqual(expected, {row[1:] for row in buttons(done.stdout)})

    def test_regions_without_http_apis_get_a_template_without_one(self):
        self.create_buckets("ap-east-2", "ap-southeast-6")
        self.published("ap-east-2", "ap-southeast-6")
        self.has_no_api("ap-east-2")
        self.has_no_api("ap-southeast-6")

    def has_no_api(self, region):
        template = self.objects()[f"ours-{region}/{FOLDER}/deploy.yaml"].decode()
        whole = (self.root / "deploy.yaml").read_text()
        for api in ("AWS::Serverless::HttpApi", "${PrewarmingApi}", "PrewarmingApiLogGroup:", "  ApiUrl:"):
            self.assertIn(api, whole)
            self.assertNotIn(api, template)
        code = f"CodeUri: s3://ours-{region}/{FOLDER}/{JAR}"
        self.assertIn(f"{code}\n", template)
        self.assertLessEqual(set(template.replace(code, f"CodeUri: target/{JAR}").split("\n")), set(whole.split("\n")))

    def test_the_repositorys_template_lacks_the_saved_query_alone(self):
        done = self.publish("--serverlessrepo")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        template = (self.root / "target" / "serverlessrepo.yaml").read_text()
        left_out = set((self.root / "deploy.yaml").read_text().splitlines()) - set(template.splitlines())
        self.assertIn("    Type: AWS::Logs::QueryDefinition", left_out)
        self.assertIn("  Dashboard:", template)
        for path in re.findall(r"(?:CodeUri|LicenseUrl|ReadmeUrl): (\S+)", template):
            expected = support.REPOSITORY / path.removeprefix("../")
            self.assertTrue(path == JAR or path.startswith("../") and expected.is_file(), path)
        self.assertEqual({}, self.objects())

    def test_a_second_run_changes_nothing(self):
        self.create_buckets("eu-west-1")
        self.published("eu-west-1")
        first = (self.objects(), self.readme.read_text())
        self.assertIn("up to date", self.published("eu-west-1"))
        dry = self.publish(*self.TO_IRELAND, "--dry-run").stdout
        self.assertIn("up to date", dry)
        self.assertEqual(buttons(self.readme.read_text()), buttons(dry))
        self.assertEqual(first, (self.objects(), self.readme.read_text()))

    def test_a_missing_bucket_stops_it_before_anything_is_published(self):
        self.create_buckets("eu-west-1")
        self.refused(
            "eu-west-2: the bucket ours-eu-west-2 is not there",
            *self.TO_IRELAND, "--region", "eu-west-2",
        )
        self.assertEqual({}, self.objects())

    def test_a_bucket_in_another_region_stops_it(self):
        self.s3("eu-west-2").create_bucket(
            Bucket="ours-eu-west-1", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
        )
        message = "eu-west-1: the bucket ours-eu-west-1 lies in eu-west-2"
        self.refused(message, *self.TO_IRELAND)
        self.assertEqual({}, self.objects())

    def test_a_refused_upload_names_its_region(self):
        self.create_buckets("eu-west-1", "eu-west-2")
        self.refused(
            f"eu-west-2: could not put s3://ours-eu-west-2/{FOLDER}/{JAR}",
            *self.TO_IRELAND, "--region", "eu-west-2",
            path=self.path_with_aws_that_fails("*put-object*eu-west-2*"),
        )

    def test_a_dry_run_changes_nothing(self):
        # An AWS CLI that says yes to every bucket, and is asked for nothing else.
        done = self.publish("--dry-run", path=self.path_with_aws('test "$2" = head-bucket'))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(({}, README), (self.objects(), self.readme.read_text()))
        for region in DEFAULT_REGIONS:
            for name in (JAR, "deploy.yaml"):
                self.assertIn(f"would put s3://awslabs-code-{region}/{FOLDER}/{name}\n", done.stdout)
        rows = [(place, region) for place, region, _, _ in buttons(done.stdout)]
        self.assertEqual(sorted((PLACES[region]["description"], region) for region in DEFAULT_REGIONS), rows)

    def test_asks_for_the_expected_owner_before_anything_is_published(self):
        self.create_buckets("eu-west-1")
        self.refused(
            "eu-west-1: the bucket ours-eu-west-1 is not there, not yours to use, or another owner's",
            *self.TO_IRELAND, "--expected-bucket-owner", "111122223333",
            path=self.path_with_aws_that_fails("*head-bucket*--expected-bucket-owner\\ 111122223333*"),
        )
        self.assertEqual({}, self.objects())

    def test_asks_for_the_expected_owner_at_each_upload(self):
        self.create_buckets("eu-west-1")
        for name in (JAR, "deploy.yaml"):
            self.refused(
                f"eu-west-1: could not put s3://ours-eu-west-1/{FOLDER}/{name}",
                *self.TO_IRELAND, "--expected-bucket-owner", "111122223333",
                path=self.path_with_aws_that_fails(f"*put-object*{name}*--expected-bucket-owner\\ 111122223333*"),
            )

    def test_publishes_into_buckets_of_the_expected_owner(self):
        self.create_buckets("eu-west-1")
        done = self.publish(*self.TO_IRELAND, "--expected-bucket-owner", DEFAULT_ACCOUNT_ID)
        self.assertEqual((0, 2), (done.returncode, len(self.objects())), done.stderr)

    def test_never_writes_where_the_stacks_of_2017_read(self):
        self.create_buckets("eu-west-1")
        self.published("eu-west-1")
        for old in ("deploy.yaml", "kinesis-prewarming-1.0.0.jar"):
            self.assertNotIn(f"ours-eu-west-1/KinesisLambdaPrewarming/{old}", self.objects())

    def test_a_pom_without_a_version_stops_it(self):
        self.create_buckets("eu-west-1")
        pom = self.root / "pom.xml"
        pom.write_text(pom.read_text().replace(f"  <version>{VERSION}</version>\n", "  <version></version>\n", 1))
        self.refused("pom.xml has no version", *self.TO_IRELAND)

    def test_the_readme_of_this_project_has_a_table_to_renew(self):
        text = (support.REPOSITORY / "README.md").read_text(encoding="utf-8")
        _, _, rest = text.partition("<!-- launch-stack:begin -->\n")
        table, end, _ = rest.partition("<!-- launch-stack:end -->\n")
        self.assertTrue(end, "README.md lacks the markers of the launch buttons")
        self.assertTrue(buttons(table), "README.md has no launch buttons between its markers")
        addresses = [address for _, _, _, address in buttons(table)]
        # Not this version: until it is published, the links are those of the last one.
        versioned = r"/KinesisLambdaPrewarming/\d+\.\d+\.\d+/deploy\.yaml$"
        self.assertEqual([], [each for each in addresses if not re.search(versioned, each)])

    def test_another_readme_can_hold_the_table(self):
        self.create_buckets("eu-west-1")
        other = self.root / "other.md"
        shutil.copy(self.readme, other)
        done = self.publish(*self.TO_IRELAND, "--readme", other)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(1, len(buttons(other.read_text())))
        self.assertEqual(README, self.readme.read_text())

    def test_a_missing_jar_stops_it(self):
        self.create_buckets("eu-west-1")
        (self.root / "target" / JAR).unlink()
        self.refused(f"target/{JAR} is missing", *self.TO_IRELAND)
        self.assertEqual({}, self.objects())

    def test_a_template_for_another_jar_stops_it(self):
        self.create_buckets("eu-west-1")
        template = self.root / "deploy.yaml"
        template.write_text(template.read_text().replace(JAR, "kinesis-prewarming-0.9.0.jar"))
        self.refused(f"deploy.yaml must have one line 'CodeUri: target/{JAR}'", *self.TO_IRELAND)
        self.assertEqual({}, self.objects())

    def test_a_readme_without_both_markers_in_order_stops_it(self):
        self.create_buckets("eu-west-1")
        marker = "<!-- launch-stack:%s -->\n"
        for place in ("", marker % "begin", marker % "end" + marker % "begin", marker % "begin" * 2 + marker % "end"):
            with self.subTest(place=place):
                self.readme.write_text(place)
                done = self.publish(*self.TO_IRELAND)
                self.assertEqual((1, {}, place), (done.returncode, self.objects(), self.readme.read_text()))
                self.assertIn("README.md must have one line", done.stderr)

    def test_a_missing_cli_is_told(self):
        tools = self.root / "tools"
        tools.mkdir()
        for tool in ("bash", "dirname", "sed", "grep", "head"):
            (tools / tool).symlink_to(shutil.which(tool))
        self.refused("the AWS CLI is missing", path=str(tools))

    def test_misuse_is_told(self):
        self.refused("unknown option --regions", "--regions", "eu-west-1", code=2)
        self.refused("--region needs a value", "--region", code=2)
        self.refused("not a region: evil.example/", "--region", "evil.example/", code=2)
        self.refused("not the 12 digits of an account: 1", "--expected-bucket-owner", "1", code=2)
        self.refused("no bucket can be called Ours-R", "--bucket-prefix", "Ours", code=2)


def buttons(text):
    """Place, region, the console's host and the template's address of each row of the table."""
    rows = re.findall(
        r"^\| (.+) \| (\S+) \| \[!\[Launch stack\]\(https://\S+\.png\)\]\((\S+)\) \|$", text, re.MULTILINE
    )
    return [(place, region, *target(region, link)) for place, region, link in rows]


def target(region, link):
    url = urllib.parse.urlsplit(link)
    page, _, query = url.fragment.partition("?")
    fields = urllib.parse.parse_qs(query)
    assert (url.scheme, url.path, url.query) == ("https", "/cloudformation/home", f"region={region}"), link
    assert (page, fields["stackName"]) == ("/stacks/create/review", ["AWSLambdaKinesisPrewarming"]), link
    filled_in = {name: value for name, (value,) in fields.items() if name.startswith("param_")}
    # The schedule stays off until the consumers know canaries.
    assert filled_in == {
        "param_ScheduleState": "DISABLED", "param_MessageFrequency": "4", "param_MessagePrototype": '{"canary":true}',
    }, link  # fmt: skip
    return url.netloc, *fields["templateURL"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
