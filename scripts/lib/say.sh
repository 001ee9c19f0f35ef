# shellcheck shell=bash
# Messages of the scripts, and the repository's own folder. Sourced, not run.
#
#   say MESSAGE…    progress, on standard error
#   die MESSAGE…    one sentence on what is wrong and what to do, then exit with status 1

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# Prints the comment block at the head of a script: it is the script's manual.
usage_of() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }
