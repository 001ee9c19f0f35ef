#ifndef NMFENCE_ETHTOOL_H
#define NMFENCE_ETHTOOL_H

/// Whether a feature of an interface, by the kernel's name for it, such as `tx-checksum-ip-generic`, is switched on: 1 or 0.
///
/// -1 with errno where it cannot be asked; ENOENT where the interface has no such feature. ethtool(8), `-k`.
int nmfence_has_feature(const char *interface, const char *feature);

#endif
