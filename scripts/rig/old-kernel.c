// Runs a command as if the kernel were Linux 3.10: see old-kernel, which compiles this.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define MACHINE AUDIT_ARCH_AARCH64
#else
#error "the table of system calls is that of x86-64 or aarch64"
#endif

// The last call of Linux 3.10 on both machines. The calls of the x32 ABI are above it, too.
#define LAST_CALL SYS_finit_module
// The last option of prctl(2): PR_GET_TID_ADDRESS. Those that are letters, not numbers, are newer but for Yama's.
#define LAST_PRCTL 40
#define YAMA 0x59616d61
// The last options of sockets: SO_SELECT_ERR_QUEUE and NETLINK_TX_RING.
#define LAST_SOCKET_OPTION 45
#define LAST_NETLINK_OPTION 7

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ARGUMENT(number) FIELD(args[number])  // Its lower half; both machines are little-endian.
#define SKIP_UNLESS(test, value, count) BPF_JUMP(BPF_JMP | BPF_##test | BPF_K, value, 0, count)
#define SKIP_IF(test, value, count) BPF_JUMP(BPF_JMP | BPF_##test | BPF_K, value, count, 0)
#define ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static int filter(int newer_calls) {
    struct sock_filter steps[] = {
        FIELD(arch), SKIP_IF(JEQ, MACHINE, 1), ANSWER(ENOSYS),
        FIELD(nr), SKIP_UNLESS(JGT, LAST_CALL, 1), ANSWER(newer_calls),
        SKIP_UNLESS(JEQ, SYS_prctl, 5),
        ARGUMENT(0), SKIP_UNLESS(JGT, LAST_PRCTL, 2), SKIP_IF(JEQ, YAMA, 1), ANSWER(EINVAL), ALLOW,
        SKIP_IF(JEQ, SYS_setsockopt, 1), SKIP_UNLESS(JEQ, SYS_getsockopt, 9),
        ARGUMENT(1), SKIP_UNLESS(JEQ, SOL_SOCKET, 3),
        ARGUMENT(2), SKIP_UNLESS(JGT, LAST_SOCKET_OPTION, 5), ANSWER(ENOPROTOOPT),
        SKIP_UNLESS(JEQ, SOL_NETLINK, 3),
        ARGUMENT(2), SKIP_UNLESS(JGT, LAST_NETLINK_OPTION, 1), ANSWER(ENOPROTOOPT),
        // O_TMPFILE: of its two bits an older kernel knows one, and it takes the file for a directory.
        SKIP_UNLESS(JEQ, SYS_openat, 3),
        ARGUMENT(2), SKIP_UNLESS(JSET, O_TMPFILE & ~O_DIRECTORY, 1), ANSWER(EISDIR),
        ALLOW,
    };
    struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0) return 0;
    // Without CAP_SYS_ADMIN a filter is for those who can gain no rights.
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int main(int count, char **words) {
    if (count < 3) return 125;
    if (filter(strcmp(words[1], "EPERM") == 0 ? EPERM : ENOSYS) != 0) {
        perror("old-kernel: the kernel takes no filter");
        return 125;
    }
    execvp(words[2], words + 2);
    fprintf(stderr, "old-kernel: cannot run %s: %s\n", words[2], strerror(errno));
    return 127;
}
