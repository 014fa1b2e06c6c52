/* SPDX-License-Identifier: ISC */
/*
 * The incomplete beta and gamma functions, behind which most distributions
 * are; see special.h.
 */
#include <float.h>
#include <math.h>

#include "cmd/cm-stats/special.h"

#define HALF_LOG_2PI 0.918938533204672741780329736406
#define TWO_PI 6.283185307179586476925286766559

/* Above this the fractions would take long, and approximations are exact to
 * more digits than anyone can use. */
#define LARGE 1e10

/* A distribution with less than that is far from a normal one. */
#define SKEWED 1e5

/* Below this they overflow. */
#define SMALL 1e-100

enum { STEPS = 2000000, FIND_STEPS = 400 };

/* What Stirling's formula for ln x! lacks; x > 0. */
static double
stirling_rest(double x)
{
	double y;

	if (x < 10)
		return special_lgamma(x + 1) - (x + 0.5) * log(x) + x -
		    HALF_LOG_2PI;
	y = 1 / (x * x);
	return (1.0 / 12 +
		   y *
		       (-1.0 / 360 +
			   y *
			       (1.0 / 1260 +
				   y *
				       (-1.0 / 1680 +
					   y *
					       (1.0 / 1188 +
						   y *
						       (-691.0 / 360360 +
							   y / 156)))))) /
	    x;
}

double
special_lgamma(double x)
{
	double product = 1;

	if (!(x > 0))
		return NAN;
	if (isinf(x))
		return x;
	for (; x < 10; x++)
		product *= x;
	return (x - 0.5) * log(x) - x + HALF_LOG_2PI + stirling_rest(x) -
	    log(product);
}

/* x ln(x / m) + m - x, without losing digits where x is near m. */
static double
deviance(double x, double m)
{
	double v, s, term, next;
	int k;

	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	v = (x - m) / (x + m);
	s = (x - m) * v;
	term = 2 * x * v;
	for (k = 1; k < 1000; k++) {
		term *= v * v;
		next = s + term / (2 * k + 1);
		if (next == s)
			break;
		s = next;
	}
	return s;
}

/* m^x e^-m / x!; x any number >= 0. */
static double
poisson_density(double x, double m)
{
	if (m == 0)
		return x == 0;
	if (x == 0)
		return exp(-m);
	return exp(-stirling_rest(x) - deviance(x, m)) / sqrt(TWO_PI * x);
}

/* n! / x! / (n - x)! p^x q^(n - x); 0 < x < n, any numbers. */
static double
binomial_density(double x, double n, double p, double q)
{
	double y = n - x;

	if (p <= 0 || q <= 0)
		return 0;
	return exp(stirling_rest(n) - stirling_rest(x) - stirling_rest(y) -
		   deviance(x, n * p) - deviance(y, n * q)) *
	    sqrt(n / (TWO_PI * x * y));
}

/* f = b0 + a1 / (b1 + a2 / (b2 + ...)) by Lentz's method: it is f so far. */
struct lentz {
	double f, c, d;
};

static void
lentz_start(struct lentz *l, double b0)
{
	l->f = l->c = b0;
	l->d = 0;
}

/* Returns whether it has converged. */
static int
lentz_step(struct lentz *l, double a, double b)
{
	l->d = b + a * l->d;
	l->c = b + a / l->c;
	if (fabs(l->d) < DBL_MIN)
		l->d = DBL_MIN;
	if (fabs(l->c) < DBL_MIN)
		l->c = DBL_MIN;
	l->d = 1 / l->d;
	l->f *= l->c * l->d;
	return fabs(l->c * l->d - 1) <= DBL_EPSILON;
}

/* x^a y^b / B(a, b), where y is 1 - x. */
static double
beta_power(double x, double y, double a, double b)
{
	return a * b / (a + b) * binomial_density(a, a + b, x, y);
}

/*
 * I_x(a, b) for x up to about the mean: the continued fraction of A. R.
 * Didonato and A. H. Morris (Algorithm 708, 1992), which is the even part of
 * DLMF 8.17.22 and does not cancel where x is next to 1.
 */
static double
beta_lower(double x, double y, double a, double b)
{
	struct lentz l;
	double power = beta_power(x, y, a, b), rest, s, n;

	if (power == 0)
		return 0;
	rest = 1 + (a > b ? (a + b) * y - b : a - (a + b) * x);
	lentz_start(&l, a * rest / (a + 1));
	for (n = 1; n < STEPS; n++) {
		s = a + 2 * n - 1;
		if (lentz_step(&l,
			(a + n - 1) / s * ((a + b + n - 1) / s) * n * (b - n) *
			    x * x,
			n + n * (b - n) * x / s +
			    (a + n) / (s + 2) * (rest + n * (1 + y))))
			break;
	}
	return power / l.f;
}

/* Peizer and Pratt, as in Johnson, Kotz and Balakrishnan (1995), 25.8. */
static double
beta_normal(double x, double y, double a, double b)
{
	double n = a + b - 1, m = a - 0.5, k = b - 0.5, s, d;

	if (x <= 0 || y <= 0)
		return x <= 0 ? 0 : 1;
	d = b - 1.0 / 3 - (n + 1.0 / 3) * y +
	    0.02 * (y / b - x / a + (y - 0.5) / (a + b));
	s = deviance(k, n * y) + deviance(m, n * x);
	if (k - n * y == 0)
		return special_normal(d / sqrt((n + 1.0 / 6) * x * y));
	return special_normal(
	    d / fabs(k - n * y) * sqrt(2 * s / (1 + 1 / (6 * n))));
}

/* Wilson and Hilferty: the cube root is nearly normal. */
static double
gamma_normal(double a, double x)
{
	return (cbrt(x / a) - 1 + 1 / (9 * a)) * 3 * sqrt(a);
}

static double
gamma_both(double a, double x, int upper)
{
	struct lentz l;
	double density, term, sum;
	int k;

	if (!(a >= SMALL && x >= 0) || isinf(a))
		return NAN;
	if (x == 0 || isinf(x))
		return (x == 0) == upper;
	if (a > LARGE)
		return special_normal((upper ? -1 : 1) * gamma_normal(a, x));
	density = poisson_density(a, x);
	if (x < a + 1) {
		sum = term = 1;
		for (k = 1; k < STEPS && term > sum * DBL_EPSILON / 4; k++) {
			term *= x / (a + k);
			sum += term;
		}
		sum *= density;
		return upper ? 1 - sum : sum;
	}
	if (density == 0)
		return !upper;
	lentz_start(&l, x + 1 - a);
	for (k = 1; k < STEPS; k++)
		if (lentz_step(&l, -k * (k - a), x + 1 - a + 2 * k))
			break;
	sum = density * a / l.f;
	return upper ? sum : 1 - sum;
}

/* Where b is large and a is not, I_x(a, b) is nearly P(a, this) (N. M. Temme,
 * Special functions, 1996, 11.3). */
static double
beta_exponent(double x, double y, double a, double b)
{
	return -(b + (a - 1) / 2) * (x < 0.5 ? log1p(-x) : log(y));
}

/* I_x(a, b), or what is left of 1; y is 1 - x. */
static double
beta_both(double x, double y, double a, double b, int upper)
{
	if (!(a >= SMALL && b >= SMALL && x >= 0 && y >= 0) || isinf(a) ||
	    isinf(b))
		return NAN;
	if (x == 0 || y == 0)
		return (x == 0) == upper;
	if (a + b > LARGE) {
		if (a < b && a < SKEWED)
			return gamma_both(a, beta_exponent(x, y, a, b), upper);
		if (b < SKEWED)
			return gamma_both(b, beta_exponent(y, x, b, a), !upper);
		return upper ? beta_normal(y, x, b, a)
			     : beta_normal(x, y, a, b);
	}
	if (x <= (a + 1) / (a + b + 2)) {
		x = fmin(beta_lower(x, y, a, b), 1);
		return upper ? 1 - x : x;
	}
	x = fmin(beta_lower(y, x, b, a), 1);
	return upper ? x : 1 - x;
}

double
special_beta(double x, double a, double b)
{
	return beta_both(x, 1 - x, a, b, 0);
}

double
special_beta_upper(double x, double a, double b)
{
	return beta_both(x, 1 - x, a, b, 1);
}

/* Between two bounds, also where they differ by many powers of ten. */
static double
middle(double low, double high)
{
	if (low == 0)
		return high > 1e-3 ? high / 2 : high * 1e-3;
	return high / low > 4 ? sqrt(low) * sqrt(high) : (low + high) / 2;
}

double
special_beta_quantile(double p, double a, double b)
{
	double low = 0, high = 1, x, gap, slope, next;
	int k, upper = p > 0.5;

	if (!(p >= 0 && p <= 1 && a >= SMALL && b >= SMALL) || isinf(a) ||
	    isinf(b))
		return NAN;
	if (p == 0 || p == 1)
		return p;
	x = a / (a + b);
	for (k = 0; k < FIND_STEPS; k++) {
		gap = upper ? 1 - p - beta_both(x, 1 - x, a, b, 1)
			    : beta_both(x, 1 - x, a, b, 0) - p;
		if (gap == 0)
			break;
		if (gap > 0)
			high = x;
		else
			low = x;
		slope = beta_power(x, 1 - x, a, b) / (x * (1 - x));
		next = x - gap / slope;
		if (!(next > low && next < high))
			next = middle(low, high);
		if (fabs(next - x) <= 2 * DBL_EPSILON * x ||
		    high - low <= DBL_EPSILON * low)
			return next;
		x = next;
	}
	return x;
}

double
special_gamma(double a, double x)
{
	return gamma_both(a, x, 0);
}

double
special_gamma_upper(double a, double x)
{
	return gamma_both(a, x, 1);
}

double
special_gamma_quantile(double p, double a)
{
	double low = 0, high = DBL_MAX, x, gap, next;
	int k, upper = p > 0.5;

	if (!(p >= 0 && p < 1 && a >= SMALL) || isinf(a))
		return NAN;
	if (p == 0)
		return 0;
	next = 1 - 1 / (9 * a) + special_normal_quantile(p) / (3 * sqrt(a));
	x = next > 0.1 ? a * next * next * next : a / 1000;
	for (k = 0; k < FIND_STEPS; k++) {
		gap = upper ? 1 - p - gamma_both(a, x, 1)
			    : gamma_both(a, x, 0) - p;
		if (gap == 0)
			break;
		if (gap > 0)
			high = x;
		else
			low = x;
		next = x - gap * x / (a * poisson_density(a, x));
		if (!(next > low && next < high))
			next = high == DBL_MAX ? 2 * x : middle(low, high);
		if (fabs(next - x) <= 2 * DBL_EPSILON * x ||
		    high - low <= DBL_EPSILON * low)
			return next;
		x = next;
	}
	return x;
}
