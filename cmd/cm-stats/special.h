/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SPECIAL_H
#define CM_STATS_SPECIAL_H

#include <stdint.h>

/*
 * Distributions, to some 11 digits or more. Outside of
 * their domain all return NaN.
 *
 * Densities of the binomial and the Poisson distribution by saddle-point
 * expansion (C. Loader, Fast and accurate computation of binomial
 * probabilities, 2000), which loses no digits for large counts; their sums by
 * continued fractions (Algorithm 708 and DLMF 8.9.2, with the method of W. J.
 * Lentz, 1976) and the series DLMF 8.7.1.
 */

/* The logarithm of the gamma function, x > 0, by Stirling's series. */
double special_lgamma(double x);

/* Normal distribution: P(Z <= z); and the z of a probability, 0 < p < 1 (M.
 * J. Wichura, Algorithm AS 241, 1988). */
double special_normal(double z);
double special_normal_quantile(double p);

/*
 * Regularised incomplete beta function I_x(a, b), which is P(X <= x) of the
 * beta distribution: 0 <= x <= 1, a and b >= 1e-100; and what is left of 1. Above
 * a + b = 1e10 by the approximations of N. M. Temme (1996) where one of them
 * is below 1e5, else of Peizer and Pratt (1968).
 */
double special_beta(double x, double a, double b);
double special_beta_upper(double x, double a, double b);

/* The x of P(X <= x) = p, 0 <= p <= 1. */
double special_beta_quantile(double p, double a, double b);

/*
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P: a >=
 * 1e-100, x >= 0. Above a = 1e10 by the approximation of Wilson and Hilferty (1931).
 */
double special_gamma(double a, double x);
double special_gamma_upper(double a, double x);

/* The x of P(a, x) = p, 0 <= p < 1. */
double special_gamma_quantile(double p, double a);

/* Student's t with df degrees of freedom (any number > 0). */
double special_t(double t, double df);
double special_t_quantile(double p, double df);

/* P(X <= k) and P(X >= k) of n trials with probability p each. */
double special_binomial(uint64_t k, uint64_t n, double p);
double special_binomial_upper(uint64_t k, uint64_t n, double p);

/*
 * The smallest k with P(X <= k) >= p of a negative binomial distribution
 * (gamma-Poisson) with that mean and variance > mean > 0. A variance of at
 * most the mean is taken as a Poisson distribution. 0 < p < 1.
 */
double special_negbin_quantile(double p, double mean, double variance);

#endif
