#!/usr/bin/env bash
# Publishes the jar and the template to a bucket in each region, and renews the README's launch buttons.
set -euo pipefail

readonly STACK=AWSLambdaKinesisPrewarming
# The recommended interval; the template's default is another.
readonly MINUTES=4
# What the filters of the examples let through: {"canary":true}
readonly PROTOTYPE=%7B%22canary%22%3Atrue%7D
# Consumers learn of canaries first, so nothing runs until the schedule is switched on.
readonly FILLED_IN="&param_ScheduleState=DISABLED&param_MessageFrequency=$MINUTES&param_MessagePrototype=$PROTOTYPE"
# What some places do not know, and refuse a whole template for, whatever its conditions: the names that it begins with.
readonly API='PrewarmingApi|ApiUrl'
readonly SAVED_QUERY='ConsumersQuery'
readonly BUTTON=https://s3.amazonaws.com/cloudformation-examples/cloudformation-launch-stack.png
readonly BEGIN='<!-- launch-stack:begin -->'
readonly END='<!-- launch-stack:end -->'

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
readme=$root/README.md
prefix=awslabs-code
dry_run=false
repository_only=false
owner=()
regions=()
default_regions=(
  ap-south-1 eu-west-2 eu-west-1 ap-northeast-2 ap-northeast-1 sa-east-1 ca-central-1
  ap-southeast-1 ap-southeast-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2
)

usage() {
  cat <<USAGE
Usage: publish.sh [--bucket-prefix PREFIX] [--expected-bucket-owner ACCOUNT] [--region R]...
                  [--readme FILE] [--dry-run]
       publish.sh --serverlessrepo

Copies the jar that 'mvn package' left, and deploy.yaml pointing to it, into the bucket PREFIX-R of each
region R, under KinesisLambdaPrewarming/VERSION/, the version being that of pom.xml. Then renews the table
of launch buttons in the README: one for each of these regions, and no others. The buckets must exist, each
in its own region (a function's code must lie in the function's region), and let those who press a button
read what lies there.

  --bucket-prefix PREFIX           the buckets' names up to the region (default: awslabs-code)
  --expected-bucket-owner ACCOUNT  publish only into buckets of this account, a number of 12 digits
  --region R                       a region; may be repeated (default: those below)
  --readme FILE                    the file that holds the table (default: README.md of this project)
  --dry-run                        check everything, say what would be done, and change nothing
  --serverlessrepo                 only write target/serverlessrepo.yaml, the template for 'sam package' and
                                   'sam publish': without the saved query, a type that the Serverless
                                   Application Repository may refuse (untried)
  --help                           show this text

Default regions: ${default_regions[*]:0:7}
                 ${default_regions[*]:7}

The template for ap-east-2 and ap-southeast-6 goes without the HTTP API, which does not exist there.

AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_S3 points it to another S3, as it does the AWS CLI.
USAGE
}

main() {
  read_options "$@"
  check_files
  if $repository_only; then
    write_for_repository
    return
  fi
  for region in "${regions[@]}"; do check_bucket "$region"; done
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  for region in "${regions[@]}"; do publish "$region"; done
  renew_table
}

read_options() {
  while (($#)); do
    case $1 in
      --help) usage && exit 0 ;;
      --dry-run) dry_run=true && shift && continue ;;
      --serverlessrepo) repository_only=true && shift && continue ;;
      --bucket-prefix | --expected-bucket-owner | --region | --readme) (($# > 1)) || misuse "$1 needs a value" ;;
      *) misuse "unknown option $1" ;;
    esac
    case $1 in
      --bucket-prefix) prefix=$2 ;;
      --expected-bucket-owner)
        [[ $2 =~ ^[0-9]{12}$ ]] || misuse "not the 12 digits of an account: $2"
        owner=(--expected-bucket-owner "$2")
        ;;
      --region) regions+=("$2") ;;
      --readme) readme=$2 ;;
    esac
    shift 2
  done
  ((${#regions[@]})) || regions=("${default_regions[@]}")
  [[ $prefix =~ ^[a-z0-9][a-z0-9.-]*$ ]] || misuse "no bucket can be called $prefix-R"
  for region in "${regions[@]}"; do
    [[ $region =~ ^[a-z]{2,8}(-[a-z]{1,16}){1,4}-[0-9]{1,2}$ ]] || misuse "not a region: $region"
  done
}

# Reads what the project's own files say, and stops where they do not fit together.
check_files() {
  command -v aws >/dev/null || fail "the AWS CLI is missing: install it, and sign in to the account of the buckets"
  [[ -f $root/pom.xml ]] || fail "pom.xml is missing"
  version=$(of_project version)
  # No key without a version: those of 2017 had none, and old stacks still read them.
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[A-Za-z0-9.]+)?$ ]] || fail "pom.xml has no version such as 2.0.0"
  folder=KinesisLambdaPrewarming/$version
  jar=$(of_project artifactId)-$version.jar
  [[ -f $root/target/$jar ]] || fail "target/$jar is missing: run 'mvn package' first"
  [[ -f $root/deploy.yaml ]] || fail "deploy.yaml is missing"
  [[ $(grep -cE "^ *CodeUri: target/${jar//./\\.}\$" "$root/deploy.yaml") == 1 ]] ||
    fail "deploy.yaml must have one line 'CodeUri: target/$jar'"
  [[ -f $readme ]] || fail "$readme is missing"
  [[ $(grep -xF -e "$BEGIN" -e "$END" "$readme") == "$BEGIN"$'\n'"$END" ]] ||
    fail "$readme must have one line '$BEGIN' and after it one line '$END'"
}

# The first such element of the pom that is not its parent's.
of_project() {
  sed -n '/<parent>/,/<\/parent>/d; s|^ *<'"$1"'>\(.*\)</'"$1"'> *$|\1|p' "$root/pom.xml" | head -n 1
}

# Paths as from target/, where sam reads them.
write_for_repository() {
  local template=$root/target/serverlessrepo.yaml
  without "$SAVED_QUERY" |
    sed -E 's|^( *CodeUri: )target/|\1|; s#^( *(LicenseUrl|ReadmeUrl): )#\1../#' >"$template"
  echo "Wrote $template."
}

# The template without the blocks, between empty lines, whose names begin so.
without() {
  awk -v RS= -v ORS='\n\n' -v names="(^|\n)  ($1)[A-Za-z]*:" '$0 !~ names' "$root/deploy.yaml"
}

check_bucket() {
  local region=$1 bucket=$prefix-$1 found
  echo "$region: looking for the bucket $bucket"
  found=$(aws s3api head-bucket --bucket "$bucket" --region "$region" \
    ${owner[@]+"${owner[@]}"} --query BucketRegion --output text) ||
    fail "$region: the bucket $bucket is not there, not yours to use, or another owner's; nothing was published"
  # An older CLI does not tell the region.
  [[ $found == "$region" || $found == None || -z $found ]] ||
    fail "$region: the bucket $bucket lies in $found; nothing was published"
}

publish() {
  local region=$1 bucket=$prefix-$1 template
  template=$work/$region.yaml
  template_for "$region" | sed -E "s|^( *CodeUri: ).*|\1s3://$bucket/$folder/$jar|" >"$template"
  # The jar first: a template never points to what is not there yet.
  upload "$region" "$root/target/$jar" "$folder/$jar"
  upload "$region" "$template" "$folder/deploy.yaml"
}

template_for() {
  case $1 in
    ap-east-2 | ap-southeast-6) without "$API" ;;
    *) cat "$root/deploy.yaml" ;;
  esac
}

# By put-object, as 'aws s3 cp' knows no expected owner.
upload() {
  local region=$1 bucket=$prefix-$1 file=$2 key=$3
  if $dry_run; then
    echo "$region: would put s3://$bucket/$key"
    return
  fi
  echo "$region: putting s3://$bucket/$key"
  aws s3api put-object --region "$region" --bucket "$bucket" --key "$key" --body "$file" \
    ${owner[@]+"${owner[@]}"} >/dev/null ||
    fail "$region: could not put s3://$bucket/$key; regions before this one are published, and a new run repeats all"
}

renew_table() {
  table >"$work/table"
  awk -v begin="$BEGIN" -v end="$END" -v table="$work/table" '
    $0 == end { inside = 0 }
    !inside { print }
    $0 == begin { inside = 1; while ((getline line < table) > 0) print line }
  ' "$readme" >"$work/readme"
  if cmp -s "$work/readme" "$readme"; then
    echo "The launch buttons in $readme are up to date."
  elif $dry_run; then
    echo "Would renew the launch buttons in $readme."
  else
    cat "$work/readme" >"$readme"
    echo "Renewed the launch buttons in $readme."
  fi
  if $dry_run; then cat "$work/table"; fi
}

table() {
  printf '\n<details>\n<summary>Launch buttons, one for each region</summary>\n\n'
  printf '| Place | Region | Launch |\n| --- | --- | --- |\n'
  for region in "${regions[@]}"; do row "$region"; done | LC_ALL=C sort
  printf '\n</details>\n\n'
}

row() {
  local region=$1 console=console.aws.amazon.com suffix=amazonaws.com
  # Those of the template's Consoles, and AWS::URLSuffix.
  case $region in
    cn-*) console=console.amazonaws.cn suffix=amazonaws.com.cn ;;
    eusc-*) console=console.amazonaws-eusc.eu suffix=amazonaws.eu ;;
    us-gov-*) console=console.amazonaws-us-gov.com ;;
    us-iso-*) console=console.c2shome.ic.gov suffix=c2s.ic.gov ;;
    us-isob-*) console=console.sc2shome.sgov.gov suffix=sc2s.sgov.gov ;;
    eu-isoe-*) console=console.csphome.adc-e.uk suffix=cloud.adc-e.uk ;;
    us-isof-*) console=console.csphome.hci.ic.gov suffix=csp.hci.ic.gov ;;
  esac
  printf '| %s | %s | [![Launch stack](%s)](%s?region=%s#/stacks/create/review?templateURL=%s&stackName=%s%s) |\n' \
    "$(place "$region")" "$region" "$BUTTON" "https://$console/cloudformation/home" "$region" \
    "https://$prefix-$region.s3.$region.$suffix/$folder/deploy.yaml" "$STACK" "$FILLED_IN"
}

# A region as the console calls it; one that is not among the default regions, by its code.
place() {
  case $1 in
    ap-northeast-1) echo "Asia Pacific (Tokyo)" ;;
    ap-northeast-2) echo "Asia Pacific (Seoul)" ;;
    ap-south-1) echo "Asia Pacific (Mumbai)" ;;
    ap-southeast-1) echo "Asia Pacific (Singapore)" ;;
    ap-southeast-2) echo "Asia Pacific (Sydney)" ;;
    ca-central-1) echo "Canada (Central)" ;;
    eu-central-1) echo "Europe (Frankfurt)" ;;
    eu-west-1) echo "Europe (Ireland)" ;;
    eu-west-2) echo "Europe (London)" ;;
    sa-east-1) echo "South America (Sao Paulo)" ;;
    us-east-1) echo "US East (N. Virginia)" ;;
    us-east-2) echo "US East (Ohio)" ;;
    us-west-1) echo "US West (N. California)" ;;
    us-west-2) echo "US West (Oregon)" ;;
    *) echo "$1" ;;
  esac
}

misuse() {
  echo "publish.sh: $1 (see --help)" >&2
  exit 2
}

fail() {
  echo "publish.sh: $1" >&2
  exit 1
}

main "$@"
