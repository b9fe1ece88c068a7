# Makes cases.json: every estimator of part 1 on small invented data (CC0), by R itself.
#   Rscript make.R > cases.json
# Needs R with nlme, survey and jsonlite. Where base R has no function, the definition is written
# out with R's own quantiles, roots and integrals, and the case says so.
suppressMessages({library(jsonlite); library(nlme); library(survey)})
cases <- list()
add <- function(id, call, args, expected, software, tol = 1e-7)
  cases[[length(cases) + 1]] <<- list(id = id, call = call, args = args, expected = expected,
                                      software = software, tol = tol)

a <- c(12, 15, 9, 17, 14, 20, 11, 16, 13, 18); b <- c(10, 9, 14, 8, 12, 11, 7, 13, 10)
w <- t.test(a, b)
add("welch", "mean_difference", list(treated = a, comparison = b),
    list(value = mean(a) - mean(b), low = w$conf.int[1], high = w$conf.int[2],
         se = w$stderr, df = unname(w$parameter), sd_treated = sd(a), sd_comparison = sd(b)),
    "stats::t.test")

J <- function(v) exp(lgamma(v/2) - lgamma((v - 1)/2)) / sqrt(v/2)
v <- length(a) + length(b) - 2; h <- sqrt(1/length(a) + 1/length(b))
sp <- sqrt(((length(a) - 1)*var(a) + (length(b) - 1)*var(b)) / v)
d <- (mean(a) - mean(b)) / sp
nc <- function(p) uniroot(function(x) pt(d/h, v, ncp = x) - p, c(-10, 15), tol = 1e-12)$root
g <- J(v)*d
add("hedges_g", "hedges_g", list(treated = a, comparison = b),
    list(value = g, low = J(v)*h*nc(.975), high = J(v)*h*nc(.025), d = d, sd_pooled = sp,
         variance = 1/length(a) + 1/length(b) + g^2/(2*(length(a) + length(b)))),
    "stats::pt(ncp), uniroot, lgamma", 1e-6)

x <- c(31, 42, 28, 39, 45, 36, 33, 48, 40, 37, 29, 44); y <- c(35, 47, 30, 40, 52, 39, 41, 50, 45, 44, 30, 51)
p <- t.test(y, x, paired = TRUE)
add("paired", "mean_change", list(before = x, after = y),
    list(value = unname(p$estimate), low = p$conf.int[1], high = p$conf.int[2], se = p$stderr,
         r = cor(x, y), sd_before = sd(x), sd_after = sd(y), sd_change = sd(y - x)), "stats::t.test")
n <- length(x); D <- y - x; S2 <- (var(x) + var(y))/2; dav <- mean(D)/sqrt(S2); r <- cor(x, y)
se <- sqrt(dav^2*(var(x)^2 + var(y)^2 + 2*r^2*var(x)*var(y))/(8*(n - 1)*S2^2) +
           (var(x) + var(y) - 2*r*sd(x)*sd(y))/((n - 1)*S2))
gpre <- J(n - 1)*mean(D)/sd(x)
add("d_av", "standardised_change", list(before = x, after = y),
    list(value = dav, low = dav - qnorm(.975)*se, high = dav + qnorm(.975)*se, se = se,
         d_z = mean(D)/sd(D), g_z = J(n - 1)*mean(D)/sd(D), g_pre_sd = gpre,
         d_av_adjusted = dav*sqrt((n - 2)/(n - 1)), variance_g_pre_sd = 2*(1 - r)/n + gpre^2/(2*n)),
    "formula of Bonett (2008) in plain R")

pre <- c(31, 42, 28, 39, 45, 36, 33, 48, 40, 37, 29, 44, 35, 41, 30, 38, 46, 34)
post <- c(36, 49, 30, 45, 50, 42, 36, 55, 47, 39, 31, 44, 38, 40, 33, 37, 49, 34)
tr <- rep(c(1, 0), each = 9)
m <- lm(post ~ pre + tr); ci <- confint(m)["tr", ]
s <- sqrt((8*var(post[tr == 1]) + 8*var(post[tr == 0]))/16)
spre <- sqrt((8*var(pre[tr == 1]) + 8*var(pre[tr == 0]))/16)
gain <- t.test((post - pre)[tr == 1], (post - pre)[tr == 0], var.equal = TRUE)
add("ancova", "adjusted_effect", list(before = pre, after = post, treated = tr),
    list(value = unname(coef(m)["tr"])/s, low = unname(ci[1])/s, high = unname(ci[2])/s, sd = s,
         adjusted_difference = unname(coef(m)["tr"]), adjusted_se = summary(m)$coef["tr", 2],
         df = m$df.residual, slope = unname(coef(m)["pre"]), g = J(16)*unname(coef(m)["tr"])/s,
         baseline_g = J(16)*(mean(pre[tr == 1]) - mean(pre[tr == 0]))/spre,
         gain_difference = unname(gain$estimate[1] - gain$estimate[2]), gain_se = gain$stderr),
    "stats::lm, confint, t.test")

set.seed(1411)
cl <- rep(1:12, c(8, 6, 7, 9, 5, 8, 6, 7, 8, 9, 6, 5)); arm <- as.numeric(cl %% 2)
cx <- round(rnorm(length(cl), 50, 9)); u <- rnorm(12, 0, 3)
cy <- round(.6*cx + 20 + 3*arm + u[cl] + rnorm(length(cl), 0, 6))
f <- lme(cy ~ cx + arm, random = ~1 | cl, method = "REML",
         control = lmeControl(opt = "nlminb", msTol = 1e-12, tolerance = 1e-12))
f0 <- lme(cy ~ 1, random = ~1 | cl, method = "REML",
          control = lmeControl(msTol = 1e-12, tolerance = 1e-12))
vb <- as.numeric(VarCorr(f0)[1, 1]); vw <- f0$sigma^2; est <- fixef(f)["arm"]; sea <- sqrt(vcov(f)["arm", "arm"])
sdT <- sqrt(vb + vw); tq <- qt(.975, 10)
add("mixed_12", "clustered_effect", list(after = cy, treated = arm, cluster = cl, before = cx),
    list(value = unname(est)/sdT, low = unname(est - tq*sea)/sdT, high = unname(est + tq*sea)/sdT,
         adjusted_difference = unname(est), df = 10, clusters = 12, icc = vb/(vb + vw),
         variance_between = vb, variance_within = vw), "nlme::lme (REML)", 1e-4)
cm <- aggregate(cy, list(cl), mean)$x; ca <- aggregate(arm, list(cl), mean)$x
tt <- t.test(cm[ca == 1], cm[ca == 0], var.equal = TRUE)
add("class_means", "cluster_mean_difference", list(after = cy, treated = arm, cluster = cl),
    list(value = unname(tt$estimate[1] - tt$estimate[2]), low = tt$conf.int[1],
         high = tt$conf.int[2], se = tt$stderr, df = 10, clusters = 12), "aggregate, stats::t.test")
av <- summary(aov(cy ~ factor(cl)))[[1]][["Mean Sq"]]; nj <- as.numeric(table(cl))
n0 <- (sum(nj) - sum(nj^2)/sum(nj))/(length(nj) - 1)
add("icc", "intraclass_correlation", list(values = cy, cluster = cl),
    list(value = max(0, (av[1] - av[2])/(av[1] + (n0 - 1)*av[2])),
         raw = (av[1] - av[2])/(av[1] + (n0 - 1)*av[2])), "stats::aov")

ht <- function(dT, ICC, mt, mc) { # Hedges (2007), unequal clusters, S_T = 1
  nu <- function(z) (sum(z)^2 - sum(z^2))/(sum(z)*(length(z) - 1)); Nt <- sum(mt); Nc <- sum(mc); N <- Nt + Nc
  d <- dT*sqrt(1 - ICC*((N - nu(mt)*length(mt) - nu(mc)*length(mc)) + nu(mt) + nu(mc) - 2)/(N - 2))
  nt <- Nc*sum(mt^2)/(Nt*N) + Nt*sum(mc^2)/(Nc*N); B <- nu(mt)*(length(mt) - 1) + nu(mc)*(length(mc) - 1)
  Ax <- function(z) (sum(z)^2*sum(z^2) + sum(z^2)^2 - 2*sum(z)*sum(z^3))/sum(z)^2; A <- Ax(mt) + Ax(mc)
  V <- N/(Nt*Nc)*(1 + (nt - 1)*ICC) + ((N - 2)*(1 - ICC)^2 + A*ICC^2 + 2*B*ICC*(1 - ICC))*d^2 /
    (2*(N - 2)*((N - 2) - ICC*(N - 2 - B)))
  c(d, d - qnorm(.975)*sqrt(V), d + qnorm(.975)*sqrt(V)) }
q <- ht(4.2/9.5, .12, c(20, 25, 18, 22), c(24, 19, 26))
add("hedges_2007", "hedges_total_effect", list(4.2, 9.5, .12, c(20, 25, 18, 22), c(24, 19, 26)),
    list(value = q[1], low = q[2], high = q[3]), "formula of Hedges (2007) in plain R")

wil <- function(x, n) as.numeric(prop.test(x, n, correct = FALSE)$conf.int)
for (q in list(c(7, 12), c(0, 9), c(15, 15))) suppressWarnings({
  ci <- wil(q[1], q[2])
  add(paste0("wilson_", q[1], "_", q[2]), "proportion", list(successes = q[1], n = q[2]),
      list(value = q[1]/q[2], low = ci[1], high = ci[2]), "stats::prop.test(correct = FALSE)") })
new <- function(x1, n1, x2, n2) suppressWarnings({
  p1 <- x1/n1; p2 <- x2/n2; c1 <- wil(x1, n1); c2 <- wil(x2, n2)
  c(p1 - p2, p1 - p2 - sqrt((p1 - c1[1])^2 + (c2[2] - p2)^2),
    p1 - p2 + sqrt((c1[2] - p1)^2 + (p2 - c2[1])^2)) })
nd <- new(14, 20, 9, 24)
add("newcombe", "proportion_difference", list(x1 = 14, n1 = 20, x2 = 9, n2 = 24),
    list(value = nd[1], low = nd[2], high = nd[3]), "stats::prop.test limits, squared and added")
nl <- new(6, 30, 3, 28)
add("attrition", "attrition", list(started_treated = 30, followed_treated = 24,
    started_comparison = 28, followed_comparison = 25),
    list(value = nl[1], low = nl[2], high = nl[3], lost_overall = 9/58), "as newcombe")
score <- function(R, x1 = 14, n1 = 20, x2 = 9, n2 = 24) { # Koopman: constrained p2 by the quadratic
  A <- (n1 + n2)*R; B <- -((n1 + x2)*R + x1 + n2); C <- x1 + x2
  p2 <- (-B - sqrt(B^2 - 4*A*C))/(2*A); p1 <- R*p2
  (x1 - n1*p1)^2/(n1*p1*(1 - p1)) + (x2 - n2*p2)^2/(n2*p2*(1 - p2)) - qchisq(.95, 1) }
rr <- (14/20)/(9/24)
add("koopman", "risk_ratio", list(x1 = 14, n1 = 20, x2 = 9, n2 = 24),
    list(value = rr, low = uniroot(score, c(.3, rr), tol = 1e-12)$root,
         high = uniroot(score, c(rr, 9), tol = 1e-12)$root), "score equation by uniroot", 1e-5)
bp <- function(u, d, n) { p1 <- (u + 1)/(n + 2); p2 <- (d + 1)/(n + 2)
  s <- sqrt((p1 + p2 - (p1 - p2)^2)/(n + 2)); c((u - d)/n, p1 - p2 - qnorm(.975)*s, p1 - p2 + qnorm(.975)*s, p1 - p2) }
q <- bp(9, 3, 26)
add("bonett_price", "paired_proportion_change", list(gained = 9, lost = 3, n = 26),
    list(value = q[1], low = q[2], high = q[3], estimate_adjusted = q[4]), "formula in plain R")
q <- bp(17, 6, 40)
add("net_agreement", "net_agreement", list(agree = 17, disagree = 6, n = 40),
    list(value = q[1], low = q[2], high = q[3]), "formula in plain R")
nb <- c(3, 2, 4, 3, 1, 5, 2, 3, 4, 2, 3, 4); na <- c(4, 2, 5, 2, 3, 4, 3, 3, 5, 3, 4, 3)
up <- sum(na > nb); dn <- sum(na < nb); q <- bp(up, dn, 12)
add("net_change", "net_change", list(before = nb, after = na),
    list(value = q[1], low = q[2], high = q[3], improved = up, worsened = dn), "formula in plain R")

l1 <- c(4, 5, 3, 4, 2, 5, 4, 3, 5, 4); l2 <- c(3, 2, 4, 3, 1, 3, 2, 4, 3, 2, 3)
M <- sign(outer(l1, l2, "-")); dl <- mean(M); n1 <- length(l1); n2 <- length(l2)
S <- (n2^2*sum((rowMeans(M) - dl)^2) + n1^2*sum((colMeans(M) - dl)^2) - sum((M - dl)^2)) /
  (n1*n2*(n1 - 1)*(n2 - 1)); tq <- qt(.975, n1 + n2 - 2)
half <- tq*sqrt(S)*sqrt((1 - dl^2)^2 + tq^2*S)
add("cliff", "cliffs_delta", list(treated = l1, comparison = l2),
    list(value = dl, low = (dl - dl^3 - half)/(1 - dl^2 + tq^2*S),
         high = (dl - dl^3 + half)/(1 - dl^2 + tq^2*S), variance = S,
         u = unname(suppressWarnings(wilcox.test(l1, l2))$statistic)),
    "outer(), stats::wilcox.test")

at <- c(180, 171, 188, 150, 190, 176, 95, 182, 187, 169, 178, 184, 120, 189)
po <- c(190, 190, 190, 186, 190, 190, 190, 190, 188, 190, 190, 190, 190, 190)
ar <- rep(c(1, 0), 7); one <- function(i) { q <- svyratio(~at, ~po, svydesign(ids = ~1, weights = ~1,
  data = data.frame(at = at[i], po = po[i]))); c(as.numeric(coef(q)), as.numeric(SE(q))) }
q1 <- one(1:14); qt1 <- one(ar == 1); qt0 <- one(ar == 0)
add("attendance", "attendance_rate", list(attended = at, possible = po),
    list(value = q1[1], se = q1[2]), "survey::svyratio")
sd2 <- sqrt(qt1[2]^2 + qt0[2]^2); gp <- qt1[1] - qt0[1]
add("attendance_gap", "attendance_difference", list(attended = at, possible = po, treated = ar),
    list(value = gp, se = sd2, low = gp - qt(.975, 6)*sd2, high = gp + qt(.975, 6)*sd2), "survey::svyratio")

inc <- c(0, 2, 1, 0, 5, 3, 0, 1, 7, 2, 0, 4, 1, 0, 9, 3); ex <- c(60, 58, 60, 55, 60, 60, 59, 60, 60, 57, 60, 60, 60, 60, 54, 60)
ti <- rep(c(1, 0), each = 8)
gl <- glm(inc ~ ti + offset(log(ex)), family = quasipoisson, control = glm.control(epsilon = 1e-14))
cf <- summary(gl)$coef["ti", ]
add("quasi_poisson", "rate_ratio", list(counts = inc, treated = ti, exposure = ex),
    list(value = exp(unname(cf[1])), se = unname(cf[2]), low = exp(unname(cf[1] - qt(.975, 14)*cf[2])),
         high = exp(unname(cf[1] + qt(.975, 14)*cf[2])), dispersion = summary(gl)$dispersion),
    "stats::glm(quasipoisson)", 1e-6)
pt2 <- poisson.test(c(23, 41), c(470, 465))
add("totals", "rate_ratio_from_totals", list(23, 470, 41, 465),
    list(value = unname(pt2$estimate), low = pt2$conf.int[1], high = pt2$conf.int[2]), "stats::poisson.test")

k1 <- c(1, 2, 2, 3, 1, 2, 3, 3, 2, 1, 2, 3); k2 <- c(1, 2, 3, 3, 1, 2, 3, 2, 2, 1, 1, 3)
tab <- table(factor(k1, 1:3), factor(k2, 1:3))/12; ex2 <- outer(rowSums(tab), colSums(tab))
kap <- function(W) 1 - sum(W*tab)/sum(W*ex2)
W0 <- 1 - diag(3); W1 <- abs(outer(1:3, 1:3, "-")); W2 <- W1^2
for (q in list(list("kappa", NULL, W0), list("kappa_linear", "linear", W1), list("kappa_quadratic", "quadratic", W2)))
  add(q[[1]], "cohens_kappa", c(list(first = k1, second = k2), if (is.null(q[[2]])) list() else list(weights = q[[2]])),
      list(value = kap(q[[3]])), "table(), definition in plain R")
pe <- (1/2)*sum(((rowSums(tab) + colSums(tab))/2)*(1 - (rowSums(tab) + colSums(tab))/2)); pa <- sum(diag(tab))
add("gwet", "gwet_ac1", list(first = k1, second = k2), list(value = (pa - pe)/(1 - pe)), "definition in plain R")
R3 <- cbind(k1, k2, c(1, 2, 2, 3, 2, 2, 3, 3, 2, 1, 2, 3)); dimnames(R3) <- NULL
cnt <- t(apply(R3, 1, function(z) tabulate(z, 3))); pj <- colSums(cnt)/sum(cnt)
Pi <- rowSums(cnt*(cnt - 1))/6; add("fleiss", "fleiss_kappa", list(ratings = R3),
    list(value = (mean(Pi) - sum(pj^2))/(1 - sum(pj^2))), "definition in plain R")
pc <- suppressWarnings(prop.test(sum(apply(cnt, 1, max) == 3), 12, correct = FALSE))
add("all_agree", "percent_agreement", list(ratings = R3),
    list(value = unname(pc$estimate), low = pc$conf.int[1], high = pc$conf.int[2]), "stats::prop.test")
Do <- mean(1 - rowSums(cnt*(cnt - 1))/6); N <- sum(cnt); De <- 1 - sum(colSums(cnt)*(colSums(cnt) - 1))/(N*(N - 1))
add("alpha_nominal", "krippendorff_alpha", list(ratings = R3, resamples = 20), list(value = 1 - Do/De), "coincidences in plain R")
sc <- cbind(c(7, 5, 8, 6, 9, 4, 7, 6), c(8, 5, 9, 5, 9, 5, 6, 7), c(6, 4, 8, 6, 8, 3, 7, 5))
long <- data.frame(y = c(sc), s = factor(rep(1:8, 3)), r = factor(rep(1:3, each = 8)))
ms <- summary(aov(y ~ s + r, long))[[1]][["Mean Sq"]]
add("icc_2_1", "icc_agreement", list(ratings = sc),
    list(value = (ms[1] - ms[3])/(ms[1] + 2*ms[3] + 3*(ms[2] - ms[3])/8)), "stats::aov (Shrout & Fleiss)")
add("cronbach", "cronbach_alpha", list(items = sc),
    list(value = 3/2*(1 - sum(apply(sc, 2, var))/var(rowSums(sc)))), "stats::var")

add("mdes_two", "mdes_two_groups", list(n1 = 25),
    list(value = power.t.test(n = 25, power = .8, strict = TRUE, tol = 1e-12)$delta), "stats::power.t.test", 1e-5)
add("mdes_paired", "mdes_paired", list(n = 18),
    list(value = power.t.test(n = 18, power = .8, type = "paired", strict = TRUE, tol = 1e-12)$delta), "stats::power.t.test", 1e-5)
M <- function(v) qt(.975, v) + qt(.8, v)
add("mdes_pupils", "mdes_pupils", list(n = 90, share = .4, r2 = .5, covariates = 1),
    list(value = M(87)*sqrt(.5/(.4*.6*90)), df = 87), "stats::qt")
add("mdes_clusters", "mdes_clusters", list(clusters = 14, per_cluster = 22, icc = .15, r2_between = .4, r2_within = .5, covariates = 1),
    list(value = M(11)*sqrt(.15*.6/(.25*14) + .85*.5/(.25*14*22)), df = 11), "stats::qt")

cut <- 90; full <- integrate(function(z) z*dnorm(z), -Inf, (cut - 100)/15, rel.tol = 1e-12)$value/pnorm((cut - 100)/15)
add("rtm", "regression_to_the_mean", list(mean = 100, sd = 15, reliability = .8, cutoff = cut),
    list(value = -(1 - .8)*15*full, share_selected = pnorm(-10/15)), "stats::integrate")
top <- c(20, 18, 20, 15, 20, 11, 20, 17, 19, 9); ci <- suppressWarnings(wil(4, 10))
add("ceiling", "ceiling_and_floor", list(values = top, minimum = 0, maximum = 20),
    list(value = .4, low = ci[1], high = ci[2]), "stats::prop.test")

ef <- c(.12, .45, -.08, .61, .2, .33, .9); va <- c(.06, .03, .05, .04, .02, .07, .05); k <- length(ef)
Q <- function(t) { w <- 1/(va + t); m <- sum(w*ef)/sum(w); sum(w*(ef - m)^2) }
root <- function(q) if (Q(0) <= q) 0 else uniroot(function(t) Q(t) - q, c(0, 50), tol = 1e-14)$root
t2 <- root(k - 1); w <- 1/(va + t2); mu <- sum(w*ef)/sum(w); hk <- sqrt(Q(t2)/(k - 1)/sum(w)); wd <- 1/sqrt(sum(w))
half <- max(qt(.975, k - 1)*hk, qnorm(.975)*wd)
add("paule_mandel", "pool", list(effects = ef, variances = va),
    list(mean = mu, low = mu - half, high = mu + half, tau2 = t2, tau2_low = root(qchisq(.975, k - 1)),
         tau2_high = root(qchisq(.025, k - 1)), q = Q(0), i2 = max(0, (Q(0) - (k - 1))/Q(0)),
         hk_low = mu - qt(.975, k - 1)*hk, wald_low = mu - qnorm(.975)*wd), "estimating equation by uniroot", 1e-6)

cat(toJSON(list(about = paste("Made by make.R on invented data (CC0), with", R.version.string),
                cases = cases), auto_unbox = TRUE, digits = 15, pretty = TRUE), "\n")
