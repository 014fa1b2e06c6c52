/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/outbox.h"
#include "lib/clock.h"

static void
read_boot(char *to, size_t room)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd != -1 ? read(fd, to, room - 1) : -1;

	to[n > 0 ? n : 0] = '\0';
	to[strcspn(to, "\n")] = '\0';
	if (fd != -1)
		close(fd);
}

void
stamp_now(struct stamp *s)
{
	char boot[64];

	read_boot(boot, sizeof(boot));
	s->wall = cm_clock_now();
	s->mono = lane_now();
	free(s->boot);
	s->boot = cm_strdup(boot);
}

/*
 * Within one boot the steady clock tells. Else at most the time since the
 * machine was started, and at most what the wall clock says, which may have
 * been put forward: the less of both. One that was put back tells nothing.
 */
int64_t
stamp_age(const struct stamp *s, int *fresh)
{
	int64_t mono = lane_now(), wall = (cm_clock_now() - s->wall - 1) * 1000;
	char boot[64];
	int same;

	*fresh = 0;
	read_boot(boot, sizeof(boot));
	same = boot[0] != '\0' && s->boot != NULL && strcmp(boot, s->boot) == 0;
	if (same && mono >= s->mono)
		return mono - s->mono;
	/* Where boots have no name it may be this one. */
	if (boot[0] == '\0' && mono >= s->mono)
		mono -= s->mono;
	if (same || wall < -1000) {
		*fresh = 1;
		return 0;
	}
	wall = wall < mono ? wall : mono;
	return wall > 0 ? wall : 0;
}
