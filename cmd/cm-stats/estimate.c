/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stddef.h>

#include "cmd/cm-stats/estimate.h"

const char *
estimate_why(enum est status)
{
	switch (status) {
	case EST_OK:
		return NULL;
	case EST_FEW:
		return "too few values";
	case EST_EQUAL:
		return "all values are equal";
	case EST_ZERO:
		return "divided by 0";
	case EST_DOMAIN:
		return "not defined";
	case EST_RANGE:
		break;
	}
	return "beyond what can be computed";
}

enum est
estimate_none(struct estimate *e, enum est status)
{
	e->v = e->low = e->high = NAN;
	return status;
}
