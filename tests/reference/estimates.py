#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The statistics of cm-stats once more, with numpy and scipy.

Prints what tests/unit/estimates.c compares: a line a case, the function, its
arguments, "=" and the values. tests/reference/estimates.txt holds the output,
so that the comparison needs no Python:

    python3 estimates.py > estimates.txt

Sources of the formulas are in the headers of cmd/cm-stats. Where scipy has a
function of its own, that one is used and not the formula.
"""
import math

import numpy as np
from scipy import optimize, special, stats

nan = math.nan
rng = np.random.default_rng(20261116)


def words(x):
    if isinstance(x, (list, tuple, np.ndarray)):
        return "[" + ",".join(words(v) for v in x) + "]"
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return repr(int(x)) if x == int(x) and abs(x) < 1e15 else repr(x)


def case(name, args, *values):
    print(name, *[words(a) for a in args], "=", *[words(v) for v in values])


def z_of(level):
    return stats.norm.ppf((1 + level) / 2)


def t_of(level, df):
    return stats.t.isf((1 - level) / 2, df)


# --- distributions


def distributions():
    for z in (-9, -1.96, -0.3, 0, 0.1, 2.5, 6):
        case("special_normal", [z], stats.norm.cdf(z))
    for p in (1e-20, 1e-6, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999999):
        case("special_normal_quantile", [p], stats.norm.ppf(p))
    for df in (1, 2, 3.7, 10, 30, 1000, 1e6):
        for p in (0.0005, 0.025, 0.4, 0.5, 0.9, 0.975):
            case("special_t_quantile", [p, df], stats.t.ppf(p, df))
        for t in (-4, -0.1, 0.7, 3):
            case("special_t", [t, df], stats.t.cdf(t, df))
    for x in (0.001, 0.5, 1, 1.7, 2, 9.99, 10, 55.5, 1e6):
        case("special_lgamma", [x], special.gammaln(x))
    for a, b in ((0.2, 0.3), (1, 1), (0.5, 40), (7, 3), (300, 12), (2e3, 5e3)):
        for p in (1e-6, 0.025, 0.5, 0.975):
            x = stats.beta.ppf(p, a, b)
            case("special_beta_quantile", [p, a, b], x)
            case("special_beta", [x, a, b], special.betainc(a, b, x))
            case("special_beta_upper", [x, a, b], stats.beta.sf(x, a, b))
    for a in (0.2, 1, 3.5, 40, 900):
        for p in (1e-4, 0.025, 0.5, 0.975):
            x = stats.gamma.ppf(p, a)
            case("special_gamma_quantile", [p, a], x)
            case("special_gamma", [a, x], special.gammainc(a, x))
            case("special_gamma_upper", [a, x], special.gammaincc(a, x))
    for k, n, p in ((0, 6, 0.5), (3, 10, 0.2), (9, 10, 0.9), (10, 10, 0.4),
                    (480, 1000, 0.5), (3, 100000, 1e-5)):
        case("special_binomial", [k, n, p], stats.binom.cdf(k, n, p))
        case("special_binomial_upper", [k, n, p], stats.binom.sf(k - 1, n, p))
    for m, v in ((3, 10), (0.2, 0.3), (500, 9000), (40, 40)):
        for p in (0.025, 0.5, 0.975):
            want = (stats.nbinom.ppf(p, m * m / (v - m), m / v) if v > m
                    else stats.poisson.ppf(p, m))
            case("special_negbin_quantile", [p, m, v], want)


# --- intervals


def shares():
    for k, n in ((0, 1), (1, 1), (0, 20), (3, 10), (50, 100), (999, 1000),
                 (12345, 100000)):
        for level in (0.8, 0.95):
            ci = stats.binomtest(k, n).proportion_ci(level, "wilson")
            case("interval_share", [k, n, level], 0, k / n, ci.low, ci.high)
    case("interval_share", [0, 0, 0.95], 3, nan, nan, nan)
    case("interval_share", [2, 1, 0.95], 4, nan, nan, nan)
    case("interval_share", [1, 2, 95], 4, nan, nan, nan)


def sums(x):
    x = np.asarray(x, dtype=float)
    return [len(x), math.fsum(x), math.fsum(x * x)]


def means():
    samples = [[1, 2], [3, 4, 10, 22], rng.normal(1e6, 3, 40).round(3),
               np.exp(rng.normal(3, 1, 200)).round(4), [0, 0, 0, 1]]
    for x in samples:
        low, high = stats.t.interval(0.95, len(x) - 1, np.mean(x),
                                     stats.sem(x))
        case("interval_mean", [sums(x), 0.95], 0, np.mean(x), low, high)
    case("interval_mean", [[0, 0, 0], 0.95], 1, nan, nan, nan)
    case("interval_mean", [[1, 7, 49], 0.95], 1, 7, nan, nan)
    case("interval_mean", [[3, 15, 75], 0.95], 2, 5, nan, nan)


def ranks(n, q, level):
    tail = (1 - level) / 2
    low = max([k for k in range(1, n + 1)
               if stats.binom.cdf(k - 1, n, q) <= tail], default=0)
    high = min([k for k in range(1, n + 1)
                if stats.binom.sf(k - 1, n, q) <= tail], default=n + 1)
    return (1 if low == 0 or high == n + 1 else 0), low, high


def quantiles():
    for n in (1, 2, 5, 6, 7, 20, 71, 72, 73, 400):
        for q in (0.5, 0.9, 0.95):
            case("interval_ranks", [n, q, 0.95], *ranks(n, q, 0.95))
    case("interval_ranks", [0, 0.5, 0.95], 1, 0, 1)
    for n in (1, 5, 9, 80):
        x = np.sort(rng.lognormal(2, 1, n).round(3))
        for q in (0.5, 0.95):
            status, low, high = ranks(n, q, 0.95)
            case("interval_quantile", [x, q, 0.95], status, np.quantile(x, q),
                 x[low - 1] if low else nan, x[high - 1] if high <= n else nan)


def rates():
    for k, t in ((0, 3), (1, 1), (17, 4.5), (90000, 1e6)):
        low = stats.chi2.ppf(0.025, 2 * k) / 2 / t if k else 0
        case("interval_rate", [k, t, 0.95], 0, k / t, low,
             stats.chi2.ppf(0.975, 2 * k + 2) / 2 / t)
    case("interval_rate", [3, 0, 0.95], 3, nan, nan, nan)
    for a, t, b, u in ((5, 1, 5, 1), (12, 7, 3, 28), (0, 7, 4, 7),
                       (9, 7, 0, 7), (1000, 50, 900, 50)):
        n, c = a + b, t / (t + u)
        ci = stats.binomtest(a, n).proportion_ci(0.95, "exact")
        p = min(1, 2 * min(stats.binom.cdf(a, n, c), stats.binom.sf(a - 1, n, c)))
        case("interval_rate_ratio", [a, t, b, u, 0.95], 0 if b else 3,
             (a / t) / (b / u) if b else nan, ci.low / (1 - ci.low) * u / t,
             ci.high / (1 - ci.high) * u / t if b else nan, p)
    case("interval_rate_ratio", [0, 1, 0, 1, 0.95], 1, nan, nan, nan, nan)


def ratios():
    for n in (2, 8, 300):
        b = rng.lognormal(6, 1, n).round(0)
        a = np.round(b * rng.beta(2, 40, n))
        r = a.sum() / b.sum()
        h = (b * b).sum() / b.sum() ** 2
        error = math.sqrt(np.sum((a - r * b) ** 2) / (1 - h)) / b.sum()
        s = [n, a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum()]
        half = t_of(0.95, max(1, 1 / h - 1)) * error
        case("interval_ratio", [s, 0.95], 0, r, r - half, r + half)
        case("interval_ratio_log", [s, 0.95], 0, r, r * math.exp(-half / r),
             r * math.exp(half / r))
    case("interval_ratio", [[0, 0, 0, 0, 0, 0], 0.95], 1, nan, nan, nan)
    case("interval_ratio", [[1, 3, 6, 9, 18, 36], 0.95], 1, 0.5, nan, nan)
    case("interval_ratio", [[2, 3, 6, 5, 10, 20], 0.95], 2, 0.5, nan, nan)
    case("interval_ratio", [[2, 3, 0, 5, 0, 0], 0.95], 3, nan, nan, nan)
    case("interval_ratio", [[2, 3, 6, 5, 6, 36], 0.95], 1, 0.5, nan, nan)
    case("interval_ratio_log", [[2, 0, 6, 0, 0, 20], 0.95], 2, 0, nan, nan)


def adjusted():
    for p in ([0.01], [0.01, 0.04, 0.03, 0.005], [0.5, nan, 0.001, 0.9, 0.001],
              list(rng.uniform(0, 0.3, 12).round(4))):
        p = np.array(p, float)
        known = np.flatnonzero(~np.isnan(p))
        order = known[np.argsort(p[known], kind="stable")]
        m = len(order)
        q = p[order] * m / np.arange(1, m + 1)
        out = p.copy()
        out[order] = np.minimum(1, np.minimum.accumulate(q[::-1])[::-1])
        case("interval_adjust", [p], *out)


# --- shrinkage


def spread(y, v):
    def q(between):
        w = 1 / (v + between)
        m = (w * y).sum() / w.sum()
        return (w * (y - m) ** 2).sum() - (len(y) - 1)

    between = 0.0
    if q(0) > 0:
        between = optimize.brentq(q, 0, (y.max() - y.min()) ** 2, xtol=1e-15,
                                  rtol=1e-14)
    w = 1 / (v + between)
    return ((w * y).sum() / w.sum(), between, w.sum(), (w * v).sum() / w.sum())


def shrinkage():
    z = z_of(0.95)
    for k, tau in ((4, 1), (12, 0.4), (30, 0), (168, 0.1)):
        v = rng.gamma(2, 0.3, k).round(6) + 0.001
        y = (0.5 + tau * rng.normal(size=k) + np.sqrt(v) * rng.normal(size=k)).round(6)
        mean, between, weight, within = spread(y, v)
        case("shrink_spread", [y, v], 0, mean, between, weight, within)
        for i in range(0, k, max(1, k // 4)):
            share = (k - 3) / (k - 1) * v[i] / (v[i] + between)
            w = 1 / (v[i] + between) / weight
            var = (v[i] * (1 - (1 - w) * share) + 2 / (k - 3) * share ** 2 *
                   (y[i] - mean) ** 2 * (within + between) / (v[i] + between))
            est = (1 - share) * y[i] + share * mean
            case("shrink_normal", [y, v, i, 0.95], 0, est,
                 est - z * math.sqrt(var), est + z * math.sqrt(var))
        half = z * math.sqrt(between + 1 / weight)
        case("shrink_unseen", [y, v, 0.95], 0, mean, mean - half, mean + half)
    case("shrink_normal", [[1, 2, 3], [1, 1, 1], 0, 0.95], 1, nan, nan, nan)
    case("shrink_spread", [[1], [1]], 1, nan, nan, nan, nan)


# --- forecasts


def total(kind, h, done, first, rest, level):
    h = np.array(h, float)
    n, p = len(h), 7 if len(h) >= 21 else 1
    mean = np.array([h[w::p].mean() for w in range(p)])
    days = np.array([len(h[w::p]) for w in range(p)])
    m = mean[np.arange(n) % p]
    if kind == 2:
        phi = ((h - m) ** 2).sum() / (n - p)
    else:
        ok = m > 0
        phi = ((h[ok] - m[ok]) ** 2 / m[ok]).sum() / (n - p)
        phi = max(phi, 1) if kind == 0 else phi
    c, own = np.zeros(p), np.zeros(p)
    c[n % p] += first
    own[n % p] += first * first if kind == 2 else first
    for k in range(rest):
        c[(n + 1 + k) % p] += 1
        own[(n + 1 + k) % p] += 1
    unit = phi * (1 if kind == 2 else mean)
    f, var = (c * mean).sum(), (unit * (own + c * c / days)).sum()
    var *= (t_of(level, n - p) / z_of(level)) ** 2
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if kind == 0:
        q = (stats.nbinom.ppf(tails, f * f / (var - f), f / var) if var > f
             else stats.poisson.ppf(tails, f))
    elif kind == 1:
        q = stats.gamma.ppf(tails, f * f / var, scale=var / f)
    else:
        q = f + math.sqrt(var) * stats.norm.ppf(tails)
    return done + f, done + q[0], done + q[1]


def forecasts():
    week = np.array([9, 12, 10, 14, 11, 3, 2])
    for kind in (0, 1, 2):
        for n, first, rest in ((7, 0, 10), (20, 0.25, 4), (21, 0.5, 9),
                               (60, 0, 1), (60, 0.9, 0)):
            h = rng.poisson(np.tile(week, 10)[:n] * rng.gamma(4, 0.25, n))
            h = h if kind == 0 else h * 1.25 if kind == 1 else h - 6
            case("forecast_total", [kind, h, 100, first, rest, 0.95], 0,
                 *total(kind, h, 100, first, rest, 0.95))
    case("forecast_total", [0, [1, 2, 3, 4, 5, 6], 10, 0, 3, 0.95], 1, nan, nan, nan)
    case("forecast_total", [0, [1, 2], 10, 0, 0, 0.95], 0, 10, 10, 10)
    case("forecast_total", [0, [0] * 9, 10, 0, 3, 0.95], 2, 10, nan, nan)
    case("forecast_total", [1, [2] * 9, 10, 0, 3, 0.95], 2, 16, nan, nan)
    case("forecast_total", [0, [1, -1, 3, 4, 5, 6, 7], 10, 0, 3, 0.95], 4, nan, nan, nan)
    for n, after in ((4, 2), (15, 30)):
        t = np.cumsum(rng.choice([1, 1, 1, 2, 5], n)).astype(float)
        y = 1000 + np.cumsum(rng.normal(5, 4, n)).round()
        dt, dy = np.diff(t), np.diff(y)
        span = t[-1] - t[0]
        drift = (y[-1] - y[0]) / span
        s2 = ((dy - drift * dt) ** 2 / dt).sum() / (n - 2)
        v = y[-1] + drift * after
        half = t_of(0.95, n - 2) * math.sqrt(s2 * (after + after ** 2 / span))
        case("forecast_level", [t, y, after, 0.95], 0, v, v - half, v + half)
    case("forecast_level", [[1, 2, 3], [5, 6, 8], 1, 0.95], 1, nan, nan, nan)
    case("forecast_level", [[1, 2, 3, 5], [5, 6, 7, 9], 1, 0.95], 2, 10, nan, nan)
    case("forecast_level", [[1, 2, 2, 5], [5, 6, 7, 9], 1, 0.95], 4, nan, nan, nan)


for part in (distributions, shares, means, quantiles, rates, ratios, adjusted,
             shrinkage, forecasts):
    part()
