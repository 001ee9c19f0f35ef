# shellcheck shell=bash
# The program that ships, for scripts that use it. Sourced after lib/say.sh, not run.
#
#   need_program       has scripts/build make it, where that is not done yet, and prints its path
#
# NMFENCE_TEST_PROGRAM   another program, in place of that

need_program() {
    if [ -n "${NMFENCE_TEST_PROGRAM:-}" ]; then printf '%s\n' "$NMFENCE_TEST_PROGRAM"; return; fi
    # shellcheck disable=SC2154  # of the script that sources this
    "$scripts/build" || return 1
    readlink -f "$scripts/../.build/release-files/program"
}
