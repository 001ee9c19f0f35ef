#pragma once

#include <glib.h>

/// Matches with a compiled pattern through the function that every GLib has: the newer name (2.70) is missing on the
/// oldest supported distributions, and the older one warns where it is deprecated.
static inline gboolean nmfence_glob_matches(GPatternSpec *pattern, const char *text, gsize length) {
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    return g_pattern_match(pattern, (guint) length, text, NULL);
    G_GNUC_END_IGNORE_DEPRECATIONS
}
