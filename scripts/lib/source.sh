# shellcheck shell=bash
# Which sources these are, so that the same ones give the same bytes wherever and whenever. Sourced in the repository's own folder.
#
#   source_commit    prints the commit, and whether files of it are changed; "unknown" outside of a repository
#   source_epoch     prints the time of the sources, in seconds since 1970
#
# NMFENCE_COMMIT      the commit, where the sources are no repository
# SOURCE_DATE_EPOCH   the time (that of the commit, or of the change log)

source_commit() {
    local commit
    if [ -n "${NMFENCE_COMMIT:-}" ]; then printf '%s\n' "$NMFENCE_COMMIT"; return; fi
    commit=$(git rev-parse --verify -q HEAD 2>/dev/null) || { echo unknown; return; }
    git diff --quiet HEAD -- Sources Package.swift conf.d-templates 2>/dev/null || commit="$commit, with changes"
    printf '%s\n' "$commit"
}

source_epoch() {
    if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then printf '%s\n' "$SOURCE_DATE_EPOCH"; return; fi
    git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md
}
