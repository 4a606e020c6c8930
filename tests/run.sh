# shellcheck shell=bash disable=SC2154
# ./ledger test: builds everything, starts fresh private servers, runs every test project, stops the servers, sums up.
# Sourced by ../ledger, whose functions and variables it uses.

test_home=$root/.ledger/test
test_child=
passed=0 failed=0 skipped=0
failures=()

run_tests() {
  local filter=
  while (($#)); do
    case $1 in
      --filter)
        [[ -n ${2:-} ]] || fail 2 "--filter needs a text"
        filter=$2
        shift 2
        ;;
      --filter=?*)
        filter=${1#--filter=}
        shift
        ;;
      *) fail 2 "unknown option of 'test': $1; there is --filter TEXT" ;;
    esac
  done

  mkdir -p "$root/.ledger"
  exec 9>"$root/.ledger/test.lock"
  flock -n 9 || fail 1 "another './ledger test' runs in this checkout"
  ensure_servers
  ensure_test_tools
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
  trap stop_test_servers EXIT

  say "building"
  find_sdk
  local code=0
  in_root "$dotnet" msbuild Ledger.sln -restore -property:Configuration=Release -verbosity:quiet -nologo -terminalLogger:off >&2 || fail 1 "the build failed"
  if [[ -z $filter ]]; then
    say "checking the format"
    # White space, and the order of imports, which comes with the rule about those that are not needed; all other rules fail the build itself.
    in_root "$dotnet" format whitespace Ledger.sln --verify-no-changes --no-restore >&2 \
      && in_root "$dotnet" format style Ledger.sln --diagnostics IDE0005 --verify-no-changes --no-restore >&2 \
      || { code=1 && failures+=("the format is not as .editorconfig wants it: run dotnet format"); }
  fi

  start_test_servers
  local name
  for name in Fast Architecture Simulation Storage Acceptance Faults; do
    run_project "$name" "$filter" || code=1
  done
  stop_test_servers
  trap - EXIT
  if ((passed + failed + skipped == 0)); then
    say "no test has a full name that contains '$filter'"
    code=2
  fi
  if ((code == 1 && failed == 0 && ${#failures[@]} == 0)); then say "failed, although no single test did: see above"; fi
  ((${#failures[@]} == 0)) || printf 'failed: %s\n' "${failures[@]}"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  exit "$code"
}

# In the background, so that a signal is answered at once and not when the command has ended.
in_root() {
  (cd -- "$root" && exec "$@") </dev/null 9>&- &
  test_child=$!
  local code=0
  wait "$test_child" || code=$?
  test_child=
  return "$code"
}

interrupted() {
  trap '' INT TERM HUP
  say "interrupted: stopping"
  if [[ -n $test_child ]]; then
    kill -TERM "$test_child" 2>/dev/null || true
    for _ in {1..50}; do
      kill -0 "$test_child" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$test_child" 2>/dev/null || true
  fi
  exit "$1"
}

start_test_servers() {
  stop_test_servers # Whatever a killed run has left.
  local settings name value
  if [[ -f $LEDGER_HOME/containers ]]; then
    settings="LEDGER_TEST_POSTGRES=$LEDGER_POSTGRES
LEDGER_TEST_RABBITMQ=$LEDGER_RABBITMQ
LEDGER_TEST_RABBITMQ_API=http://127.0.0.1:$LEDGER_RABBITMQ_API_PORT"
  else
    say "starting fresh servers in $test_home"
    settings=$("$dotnet" "$cli" test-servers start "$test_home" 9>&-) || fail 4 "the test servers did not start"
  fi
  while IFS='=' read -r name value; do export "$name=$value"; done <<<"$settings"
  # The tests start stacks of their own; nothing they do may reach a configured or running one.
  unset LEDGER_POSTGRES LEDGER_RABBITMQ LEDGER_SECRETS LEDGER_ARCHIVE_KEYS LEDGER_ARCHIVE_KEYS_TEXT LEDGER_GATEWAY_URL LEDGER_WORKER_URL LEDGER_POSTGRES_JOURNAL LEDGER_POSTGRES_EVIDENCE LEDGER_POSTGRES_INVENTORY LEDGER_POSTGRES_ERP LEDGER_ERP LEDGER_ERP_TARGETS LEDGER_ERP_TOKEN_KEY LEDGER_HOME
}

# Stops and deletes everything that tests have started: the servers, and stacks of their own beside them.
stop_test_servers() {
  local folder
  for folder in "$test_home" "$test_home"-*; do
    if [[ -d $folder && -f $cli ]]; then
      "$dotnet" "$cli" test-servers stop "$folder" 9>&- || say "not everything below $folder could be stopped"
    fi
  done
}

# Runs one test project and adds up what its report says.
run_project() {
  local name=$1 filter=$2 report=$artifacts/test-reports/$1.xml code=0
  local options=(--no-progress --report-xunit --report-xunit-filename "$name.xml" --results-directory "$artifacts/test-reports")
  # These wait most of the time, for processes, servers and deadlines: one thread more than cores.
  [[ $name != Acceptance ]] || options+=(--max-threads "$(($(nproc) + 1))")
  [[ -z $filter ]] || options+=(--filter-method "*$filter*" --ignore-exit-code 8)
  say "running $name.Tests"
  rm -f "$report"
  in_root "$artifacts/bin/$name.Tests/release/Ledger.$name.Tests" "${options[@]}" || code=$?
  if [[ ! -f $report ]]; then
    say "$name.Tests ended with exit code $code and without a report"
    failed=$((failed + 1))
    return 1
  fi
  local errors each
  while IFS= read -r each; do failures+=("$each"); done < <(failed_tests "$report")
  errors=$(attribute "$report" errors)
  passed=$((passed + $(attribute "$report" passed)))
  failed=$((failed + $(attribute "$report" failed) + errors))
  skipped=$((skipped + $(attribute "$report" skipped) + $(attribute "$report" not-run)))
  return "$code"
}

# Names of the tests that an xUnit report calls failed.
failed_tests() {
  { grep -o '<test [^>]*result="Fail"[^>]*' "$1" || true; } | sed -n 's/.* name="\([^"]*\)".*/\1/p'
}

# Sum of an attribute over the <assembly> elements of an xUnit report; 0 when there is none.
attribute() {
  { grep -o '<assembly [^>]*' "$1" || true; } | { grep -o " $2=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}
