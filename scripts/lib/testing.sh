# shellcheck shell=bash
# Running the package's tests. Sourced after lib/say.sh, not run.
#
#   run_tests ARGUMENT…    "swift test" of what is built, with these arguments; prints at the end which tests were skipped and why,
#                          and how many passed, failed and were skipped; the status is that of "swift test"

#   build_tests            builds them, and fails where the compiler warns of anything in the package's own sources

# NMFENCE_TEST_PROGRAM   the nmfence to test, where that is not the one that is built with the tests

# A flag that turns warnings into errors would do so for whoever builds with a newer compiler, too.
build_tests() {
    local log status
    log=$(mktemp) || return 1
    swift build --build-tests </dev/null 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    if grep -Eq "^$PWD/(Sources|Tests)/.*: warning: |^$PWD/Package.swift.*: warning: " "$log"; then
        say "the compiler warns"
        status=1
    fi
    rm -f "$log"
    return "$status"
}

run_tests() {
    local log status
    if [ -n "${NMFENCE_TEST_PROGRAM:-}" ]; then
        [ -x "$NMFENCE_TEST_PROGRAM" ] || { say "NMFENCE_TEST_PROGRAM: $NMFENCE_TEST_PROGRAM cannot be run"; return 1; }
        say "the program under test is $NMFENCE_TEST_PROGRAM"
    fi
    log=$(mktemp) || return 1
    # Every test is a swift-testing one, those of shell and whole-tool kind included, so its summary counts all.
    swift test --skip-build --disable-xctest "$@" </dev/null 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    summary_of "$log"
    rm -f "$log"
    return "$status"
}

# summary_of LOG: what a run of the tests printed, in a few lines. A test of many cases is one test, as it is for "swift test".
summary_of() {
    awk '
        { sub(/^[^ ]+ +/, "") }
        /^Test run with [0-9]+ tests? / { all = $4; next }
        /^Test case / { next }
        /^Test .* failed after [0-9.]+ seconds/ { failed++ }
        /^Test .* skipped(: .*)?\.?$/ {
            name = $0; sub(/^Test /, "", name)
            reason = "no reason is given"
            if (match(name, / skipped: /)) { reason = substr(name, RSTART + RLENGTH); name = substr(name, 1, RSTART - 1) }
            else sub(/ skipped\.?$/, "", name)
            if (!skipped++) print "Skipped:"
            print "  " name ": " reason
        }
        END { if (all) printf "%d passed, %d failed, %d skipped\n", all - failed - skipped, failed, skipped }' "$1"
}
