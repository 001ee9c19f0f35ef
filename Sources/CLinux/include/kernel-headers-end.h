// Takes back what kernel-headers-begin.h defined for the preprocessor.
#undef _LINUX_IN_H
#undef _LINUX_IN6_H
#undef _LINUX_IF_H
#undef in_addr
#undef in6_addr
#undef IFNAMSIZ
