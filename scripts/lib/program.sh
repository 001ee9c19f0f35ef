# shellcheck shell=bash
# The program that ships, for scripts that use it. Sourced after lib/say.sh, in the repository's folder, not run.
#
#   release_flags      the array of what "swift build" is given for it
#   release_program    prints the path of what scripts/build made last

# -static-pie, because a program of root that parses foreign files should not lie where everybody knows; without the RUNPATH $ORIGIN that
# the package manager adds to every program, since the C library's start ends in an assertion where a program that relocates
# itself has one. The folder of the build is in no byte of it, nor of its debug symbols.
release_flags=(
    -c release --disable-local-rpath
    -Xswiftc -Xclang-linker -Xswiftc -static-pie
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=." -Xswiftc -file-compilation-dir -Xswiftc .
    -Xcc "-ffile-prefix-map=$PWD=." -Xcc -ffile-compilation-dir=.
)

release_program() {
    local program=.build/release-files/program
    [ -x "$program" ] || die "there is no program yet: run scripts/build"
    readlink -f "$program"
}
