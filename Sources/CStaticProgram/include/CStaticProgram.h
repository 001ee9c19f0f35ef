#pragma once

// The functions of the C library that would load files of the node into the process: name services (NSS), libraries and converters of
// character sets. A static program carries its own C library, and what it loaded would have been built for another one. In the
// release they are here in place of the C library's, fail as their manual pages let them, and keep what they would bring in out of
// the file. Nothing of ours calls them; libdbus, GLib, Swift's runtime and Foundation name them, for what is not used here.

#include "BuildRecord.h"
