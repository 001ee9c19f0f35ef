#pragma once

// What a static libdbus asks of libsystemd: the sockets that systemd hands to a server. It names these two functions, and a program
// that is no server of the bus calls neither; libsystemd itself, with the libraries for compression and encryption that it
// brings, then has no business in a program that runs as root.

/// As in sd_listen_fds(3): how many sockets were passed to this process, which is none.
int sd_listen_fds(int unset_environment);

/// As in sd_is_socket(3): whether a descriptor is such a socket, which none is.
int sd_is_socket(int descriptor, int family, int type, int listening);
