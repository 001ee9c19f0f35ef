#pragma once

// libkmod, as far as it is used, loaded by the first kmod_new() and not when the program starts: it brings libcrypto with it,
// and the two together would be half of what starting costs, for the many runs that ask nothing about kernel modules.

#include <libkmod.h>

/// Calls `each` for every module that loading this one would bring into the kernel, in their order: what it needs, what softdeps
/// wish for, and itself. Nothing is loaded. Gives what kmod_module_probe_insert_module() gives.
int nmfence_kmod_forecast(
    struct kmod_module *module, unsigned int flags, void (*each)(const char *name, void *context), void *context);
