#pragma once

/// Starts a program for a test: with every signal as it is by default and none blocked, and without any open file but its first three.
///
/// In C, because glibc shows what closes the other files, and what changes the folder, to GNU programs only.
/// - folder: where it runs; NULL for where the tests run.
/// - files: what it has as standard input, output and errors.
/// Returns the process, or -1 and errno.
int nmfence_test_spawn(
    const char *program, char *const arguments[], char *const environment[], const char *folder, const int files[3]);
