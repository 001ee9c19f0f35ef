#define _GNU_SOURCE
#include "CStaticProgram.h"

// In a debug build, which is dynamic, the C library's own stay.
#ifdef NMFENCE_STATIC_PROGRAM

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <iconv.h>
#include <netdb.h>
#include <pwd.h>
#include <stddef.h>

#pragma clang diagnostic ignored "-Wunused-parameter"

// Names of hosts and services: getaddrinfo(3). libdbus asks for those of addresses that begin with "tcp:", which are numbers here.

int getaddrinfo(
    const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
    struct addrinfo **restrict result) {
    return EAI_FAIL;
}

void freeaddrinfo(struct addrinfo *result) {}

const char *gai_strerror(int error) { return "this program asks no name service"; }

int getnameinfo(
    const struct sockaddr *restrict address, socklen_t size, char *restrict host, socklen_t host_size,
    char *restrict service, socklen_t service_size, int flags) {
    return EAI_FAIL;
}

// Users and groups: getpwnam(3), getgrnam(3). Not found is no error.

int getpwnam_r(
    const char *restrict name, struct passwd *restrict entry, char *restrict buffer, size_t size,
    struct passwd **restrict result) {
    *result = NULL;
    return 0;
}

int getpwuid_r(
    uid_t user, struct passwd *restrict entry, char *restrict buffer, size_t size, struct passwd **restrict result) {
    *result = NULL;
    return 0;
}

struct passwd *getpwuid(uid_t user) { return NULL; }

int getgrnam_r(
    const char *restrict name, struct group *restrict entry, char *restrict buffer, size_t size,
    struct group **restrict result) {
    *result = NULL;
    return 0;
}

int getgrgid_r(
    gid_t group, struct group *restrict entry, char *restrict buffer, size_t size, struct group **restrict result) {
    *result = NULL;
    return 0;
}

int getgrouplist(const char *user, gid_t group, gid_t *groups, int *count) {
    *count = 0;
    return -1;
}

// Libraries: dlopen(3). Swift's runtime opens one that its environment names.

void *dlopen(const char *file, int flags) { return NULL; }

void *dlsym(void *restrict handle, const char *restrict name) { return NULL; }

char *dlerror(void) { return "this program loads no libraries"; }

// Character sets: iconv(3). GLib converts messages for terminals that are not UTF-8.

iconv_t iconv_open(const char *to, const char *from) {
    errno = EINVAL;
    return (iconv_t)-1;
}

size_t iconv(
    iconv_t converter, char **restrict input, size_t *restrict input_left, char **restrict output,
    size_t *restrict output_left) {
    errno = EBADF;
    return (size_t)-1;
}

int iconv_close(iconv_t converter) {
    errno = EBADF;
    return -1;
}

#endif
