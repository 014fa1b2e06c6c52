/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/special.h"

#define SQRT2 1.41421356237309504880168872420969808

/* With more degrees of freedom t is normal to all digits. */
#define LARGE 1e10

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

double
special_t(double t, double df)
{
	double tail;

	if (!(df > 0) || isnan(t))
		return NAN;
	if (df > LARGE)
		return special_normal(t);
	if (isinf(t))
		return t > 0;
	/* What is near 0, not what is near 1, keeps its digits. */
	if (t * t < df)
		tail = special_beta_upper(t * t / (df + t * t), 0.5, df / 2);
	else
		tail = special_beta(df / (df + t * t), df / 2, 0.5);
	tail /= 2;
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
	return special_beta_upper(p, (double)k + 1, (double)(n - k));
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
	return special_beta(p, (double)k, (double)(n - k) + 1);
}

/* P(X <= k), k a whole number. */
static double
negbin(double k, double mean, double variance)
{
	double over = variance - mean;

	if (over <= mean * 1e-9)
		return special_gamma_upper(k + 1, mean);
	return special_beta(mean / variance, mean * mean / over, k + 1);
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
