/* SPDX-License-Identifier: ISC */
#include <float.h>
#include <math.h>

#include "cmd/cm-stats/special.h"

#define HALF_LOG_2PI 0.918938533204672741780329736406
#define TWO_PI 6.283185307179586476925286766559
#define SQRT2 1.41421356237309504880168872420969808

/* Above this the fractions would take long, and approximations are exact to
 * more digits than anyone can use. */
#define LARGE 1e10

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

double
special_normal(double z)
{
	return 0.5 * erfc(-z / SQRT2);
}

/* The polynomial c[0] + c[1] x + ... of 8 coefficients. */
static double
poly(const double c[8], double x)
{
	double s = c[7];
	int k;

	for (k = 6; k >= 0; k--)
		s = s * x + c[k];
	return s;
}

double
special_normal_quantile(double p)
{
	static const double a[8] = {3.3871328727963666080e0,
	    1.3314166789178437745e+2, 1.9715909503065514427e+3,
	    1.3731693765509461125e+4, 4.5921953931549871457e+4,
	    6.7265770927008700853e+4, 3.3430575583588128105e+4,
	    2.5090809287301226727e+3};
	static const double b[8] = {1, 4.2313330701600911252e+1,
	    6.8718700749205790830e+2, 5.3941960214247511077e+3,
	    2.1213794301586595867e+4, 3.9307895800092710610e+4,
	    2.8729085735721942674e+4, 5.2264952788528545610e+3};
	static const double c[8] = {1.42343711074968357734e0,
	    4.63033784615654529590e0, 5.76949722146069140550e0,
	    3.64784832476320460504e0, 1.27045825245236838258e0,
	    2.41780725177450611770e-1, 2.27238449892691845833e-2,
	    7.74545014278341407640e-4};
	static const double d[8] = {1, 2.05319162663775882187e0,
	    1.67638483018380384940e0, 6.89767334985100004550e-1,
	    1.48103976427480074590e-1, 1.51986665636164571966e-2,
	    5.47593808499534494600e-4, 1.05075007164441684324e-9};
	static const double e[8] = {6.65790464350110377720e0,
	    5.46378491116411436990e0, 1.78482653991729133580e0,
	    2.96560571828504891230e-1, 2.65321895265761230930e-2,
	    1.24266094738807843860e-3, 2.71155556874348757815e-5,
	    2.01033439929228813265e-7};
	static const double f[8] = {1, 5.99832206555887937690e-1,
	    1.36929880922735805310e-1, 1.48753612908506148525e-2,
	    7.86869131145613259100e-4, 1.84631831751005468180e-5,
	    1.42151175831644588870e-7, 2.04426310338993978564e-15};
	double q = p - 0.5, r, z;

	if (!(p > 0 && p < 1))
		return NAN;
	if (fabs(q) <= 0.425) {
		r = 0.180625 - q * q;
		return q * poly(a, r) / poly(b, r);
	}
	r = sqrt(-log(q < 0 ? p : 1 - p));
	z = r <= 5 ? poly(c, r - 1.6) / poly(d, r - 1.6)
		   : poly(e, r - 5) / poly(f, r - 5);
	return q < 0 ? -z : z;
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

/* I_x(a, b), or what is left of 1; y is 1 - x. */
static double
beta_both(double x, double y, double a, double b, int upper)
{
	if (!(a > 0 && b > 0 && x >= 0 && y >= 0) || isinf(a) || isinf(b))
		return NAN;
	if (x == 0 || y == 0)
		return (x == 0) == upper;
	if (a + b > LARGE && a > 1 && b > 1)
		return upper ? beta_normal(y, x, b, a)
			     : beta_normal(x, y, a, b);
	if (x <= (a + 1) / (a + b + 2)) {
		x = beta_lower(x, y, a, b);
		return upper ? 1 - x : x;
	}
	x = beta_lower(y, x, b, a);
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

	if (!(p >= 0 && p <= 1 && a > 0 && b > 0))
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

	if (!(a > 0 && x >= 0))
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

	if (!(p >= 0 && p < 1 && a > 0) || isinf(a))
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

double
special_t(double t, double df)
{
	double x, tail;

	if (!(df > 0) || isnan(t))
		return NAN;
	if (df > LARGE)
		return special_normal(t);
	if (isinf(t))
		return t > 0;
	x = df / (df + t * t);
	tail = 0.5 * beta_both(x, t * t / (df + t * t), df / 2, 0.5, 0);
	return t > 0 ? 1 - tail : tail;
}

double
special_t_quantile(double p, double df)
{
	double tail = p < 0.5 ? p : 1 - p, x, t;

	if (!(p > 0 && p < 1 && df > 0))
		return NAN;
	if (p == 0.5)
		return 0;
	if (df > LARGE)
		return special_normal_quantile(p);
	x = special_beta_quantile(2 * tail, df / 2, 0.5);
	if (x < 0.5)
		t = sqrt(df * (1 - x) / x);
	else {
		/* 1 - x, with all its digits. */
		x = special_beta_quantile(1 - 2 * tail, 0.5, df / 2);
		t = sqrt(df * x / (1 - x));
	}
	return p < 0.5 ? -t : t;
}

double
special_binomial(uint64_t k, uint64_t n, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (k >= n)
		return 1;
	return beta_both(p, 1 - p, (double)k + 1, (double)(n - k), 1);
}

double
special_binomial_upper(uint64_t k, uint64_t n, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (k == 0)
		return 1;
	if (k > n)
		return 0;
	return beta_both(p, 1 - p, (double)k, (double)(n - k) + 1, 0);
}

double
special_poisson(uint64_t k, double mean)
{
	return gamma_both((double)k + 1, mean, 1);
}

double
special_poisson_upper(uint64_t k, double mean)
{
	if (!(mean >= 0))
		return NAN;
	return k == 0 ? 1 : gamma_both((double)k, mean, 0);
}

/* P(X <= k), k a whole number. */
static double
negbin(double k, double mean, double variance)
{
	double over = variance - mean;

	if (over <= mean * 1e-9)
		return gamma_both(k + 1, mean, 1);
	return beta_both(
	    mean / variance, over / variance, mean * mean / over, k + 1, 0);
}

double
special_negbin_quantile(double p, double mean, double variance)
{
	double low = -1, high = ceil(mean) + 1, k;

	if (!(p > 0 && p < 1 && mean >= 0 && variance >= 0) || isinf(mean) ||
	    isinf(variance))
		return NAN;
	if (mean == 0)
		return 0;
	while (negbin(high, mean, variance) < p) {
		low = high;
		high *= 2;
	}
	/* From here on a whole number may have no double of its own. */
	while (high - low > 1 && high < 1e15) {
		k = floor((low + high) / 2);
		if (negbin(k, mean, variance) < p)
			low = k;
		else
			high = k;
	}
	return high;
}
