#!/bin/sh
# Whether this machine can hold a cluster: we are root, and may make
# namespaces of processes, mounts and networks. Says why not.
[ "$(id -u)" -eq 0 ] || {
	echo 'only root can make a cluster here'
	exit 1
}
unshare --net --mount --pid --fork --kill-child --mount-proc \
	mount -t tmpfs tmpfs /mnt >/dev/null 2>&1 || {
	echo 'no namespaces can be made here'
	exit 1
}
