#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CLinux.h"

// Where the Swift runtime looks for the folder it belongs to, and for its printer of backtraces. In a static program it finds that
// folder through /proc, and ends the process where there is none; with a name in the environment it does not look. The name is
// of no folder that can exist, so that nothing in the environment of a root process chooses a program to run when it crashes.
static const char *const settings[][2] = {{"SWIFT_ROOT", "/dev/null"}, {"SWIFT_BACKTRACE", "enable=no"}};

// Variables that are for developers of the runtime: one names a library to load, others have it talk on standard error.
static void forget_variables_of_the_runtime(void) {
    char **kept = environ;
    if (kept == NULL) return;
    for (char **each = environ; *each != NULL; each++) {
        if (strncmp(*each, "SWIFT_", strlen("SWIFT_")) != 0) *kept++ = *each;
    }
    *kept = NULL;
}

// Before the runtime's own constructors, which have no priority.
__attribute__((constructor(101))) static void settle_swift_runtime(void) {
    forget_variables_of_the_runtime();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) setenv(settings[i][0], settings[i][1], 1);
}

void nmfence_forget_runtime_settings(void) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) unsetenv(settings[i][0]);
}
