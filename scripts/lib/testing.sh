# shellcheck shell=bash
# Running the package's tests. Sourced after lib/say.sh, not run.
#
#   run_tests ARGUMENT…    "swift test" of what is built, with these arguments; prints at the end which tests were skipped and why,
#                          and how many passed, failed and were skipped; the status is that of "swift test"

run_tests() {
    local log status
    log=$(mktemp) || return 1
    # Every test is a swift-testing one, those of shell and whole-tool kind included, so its summary counts all.
    swift test --skip-build --disable-xctest "$@" </dev/null 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    summary_of "$log"
    rm -f "$log"
    return "$status"
}

# summary_of LOG: what a run of the tests printed, in a few lines.
summary_of() {
    local all failed skipped
    all=$(sed -nE 's/^.*Test run with ([0-9]+) tests?\b.*$/\1/p' "$1" | tail -n 1)
    [ -n "$all" ] || return 0
    # A test of many cases is one test here, as it is for "swift test".
    failed=$(grep -cE '^.{0,8}Test .* failed after [0-9.]+ seconds' "$1")
    skipped=$(sed -nE 's/^.{0,8}Test (.*) skipped(: (.*))?$/\1: \3/p' "$1" | sort)
    if [ -n "$skipped" ]; then
        printf 'Skipped:\n'
        printf '%s\n' "$skipped" | sed 's/^/  /'
    fi
    skipped=$(grep -c . <<<"$skipped")
    printf '%d passed, %d failed, %d skipped\n' "$((all - failed - skipped))" "$failed" "$skipped"
}
