#pragma once

// libkmod, as far as it is used, loaded by the first kmod_new() and not when the program starts: it brings libcrypto with it,
// and the two together would be half of what starting costs, for the many runs that ask nothing about kernel modules.

#include <libkmod.h>
