#pragma once

// What was built from what: lines of a name, a space and a value. Empty in a program that scripts/build did not make.
const char *nmfence_build_record(void);
