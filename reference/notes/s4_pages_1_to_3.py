"""S4, pages 1 to 3: backprop, one hidden layer, examples as rows, biases absorbed.

theta(l, i) is theta_l^(i), v the index of a variable (the notes write n for it and for the number
of variables), k an example, l and j a unit; with absorbed biases x(0) and a(0) are the ones.
"""

from reference.notes.formula import Formula, section

ROWS = "rows, absorbed biases"
SIGMOIDS = "rows, absorbed biases, sigmoids"
HUNDRED = "rows: 100 examples, 3 units of sigmoids"

# fmt: off
FORMULAS = (
    *section("Architecture", ROWS,
        Formula("S4-01", "12", "forward",
            r"a_j = \sigma_1 \left( \sum_{i=1}^m \theta_j^{i,j} x_i \right) = \sigma_1(z_j),"
            r" \quad x_i \in \mathbb{R}^m",
            "a_j = sigma1(sum(theta(j, i) * x(i) for i in range(1, m + 1))); a_j = sigma1(z_j)",
            "a_j = sigma1(sum(theta(j, i) * x(i) for i in range(0, n + 1))); a_j = sigma1(z_j)",
            r"a_j = \sigma_1 \left( \sum_{i=0}^n \theta_j^{(i)} x_i \right) = \sigma_1(z_j)",
            "index range", "the superscript i,j is read as (i)"),
        Formula("S4-02", "12", "definition",
            r"\sigma_1(z) = \tanh(z) \text{ or } \sigma_1(z) = \frac{1}{1+e^{-z}}",
            "A = tanh(Z) if hidden == 'tanh' else 1 / (1 + np.exp(-Z))"),
        Formula("S4-03", "14", "definition", r"a_0 = x_0 = 1", "a_0 = x_0; a_0 = 1; x_0 = 1"),
        Formula("S4-04", "16", "forward", r"p = \sigma_2 \left( \sum_{j=0}^g a_j \beta_j \right)",
            "p = sigma2(sum(a(j) * beta[j] for j in range(0, q + 1)))", reading="g is read as q"),
        Formula("S4-05", "16", "forward",
            r"= \sigma_2 \left( \sum_{j=0}^g \beta_j \sigma_1 \left("
            r" \sum_{i=1}^m \theta_j^{i,j} x_i \right) \right)",
            "p = sigma2(sum(beta[j] * sigma1(sum(theta(j, i) * x(i) for i in range(1, m + 1)))"
            " for j in range(0, q + 1)))",
            "p = sigma2(beta[0] + sum(beta[j] * sigma1(sum(theta(j, i) * x(i)"
            " for i in range(0, n + 1))) for j in range(1, q + 1)))",
            r"= \sigma_2 \left( \beta_0 + \sum_{j=1}^q \beta_j \sigma_1 \left("
            r" \sum_{i=0}^n \theta_j^{(i)} x_i \right) \right)", "index range",
            "g is read as q; a_0 = 1 is not sigma_1 of anything: there is no theta_0"),
        Formula("S4-06", "18", "definition",
            r"\sigma_2(z) = \frac{1}{1+e^{-z}} = (1+e^{-z})^{-1} = \frac{e^z}{1+e^z}",
            "p = 1 / (1 + np.exp(-w)); p = (1 + np.exp(-w)) ** -1.0;"
            "p = np.exp(w) / (1 + np.exp(w))"),
        Formula("S4-07", "20", "forward",
            r"p = \sigma_2(w) = \sigma_2 \left( \sum_{j=0}^g a_j \beta_j \right)",
            "p = sigma2(w); p = sigma2(sum(a(j) * beta[j] for j in range(0, q + 1)))",
            reading="g is read as q"),
        Formula("S4-08", "20", "loss",
            r"w = (y-1) \log(1-\sigma_2(w)) - y \log(\sigma_2(w))",
            "w = (y - 1) * np.log(1 - sigma2(w)) - y * np.log(sigma2(w))",
            "losses = (y - 1) * np.log(1 - sigma2(w)) - y * np.log(sigma2(w));"
            "w = sum(a(j) * beta[j] for j in range(0, q + 1))",
            r"l = (y-1) \log(1-\sigma_2(w)) - y \log(\sigma_2(w)),"
            r" \quad w = \sum_{j=0}^q a_j \beta_j", "wrong variable"),
    ),
    *section("Distance loss, and what we want", ROWS,
        Formula("S4-09", "22", "loss",
            r"l_k(\hat y_k, y_k) = -(y_k \log(\hat y_k) + (1-y_k) \log(1-\hat y_k)) = *",
            "loss_k = -(y_k * np.log(p_k) + (1 - y_k) * np.log(1 - p_k))",
            reading="= * is a mark, not an equation"),
        Formula("S4-10", "24", "loss",
            r"J(\theta, \alpha) = \frac{1}{m} \sum_{k=1}^m l_k(\hat y_k, y_k)",
            "J = cost(Theta, alpha); J = sum(L(p[k], y[k]) for k in range(m)) / m",
            "J = cost(Theta, beta); J = sum(L(p[k], y[k]) for k in range(m)) / m",
            r"J(\theta, \beta) = \frac{1}{m} \sum_{k=1}^m l_k(\hat y_k, y_k)", "symbol reused",
            "alpha, later the activation, is read as beta: it stands among the parameters"),
        Formula("S4-11", "26", "loss",
            r"\frac{\partial J}{\partial \theta_j^{i,j}} \text{ and } \frac{\partial J}{\partial"
            r" \beta_j} = l_k(\hat y_k, y_k) = (y-1) \log(1-p) - y \log(p)",
            "dbeta_j = loss_k; dbeta_j = (y_k - 1) * np.log(1 - p_k) - y_k * np.log(p_k)",
            "loss_k = (y_k - 1) * np.log(1 - p_k) - y_k * np.log(p_k)",
            r"\frac{\partial J}{\partial \theta_j^{(i)}} \text{ and } \frac{\partial J}{\partial"
            r" \beta_j}; \quad l_k = (y_k-1) \log(1-p_k) - y_k \log(p_k)", "merged text"),
        Formula("S4-12", "28", "gradient",
            r"\frac{\partial J}{\partial \theta_j^{i,j}}"
            r" = \frac{\partial J}{\partial p} \frac{\partial p}{\partial w}"
            r" = \left[ \frac{y-1}{1-p} - \frac{y}{p} \right] \sigma_2'(w)"
            r" \left[ \sum_{j=0}^g a_j \beta_j \right]",
            "dTheta_lvk = dl_dp_k * dp_dw_k;"
            "dTheta_lvk = ((y_k - 1) / (1 - p_k) - y_k / p_k) * sigma2_prime(w_k)"
            " * sum(a(j)[k - 1] * beta[j] for j in range(0, q + 1))",
            "dbeta_jk = dl_dp_k * dp_dw_k * dw_dbeta_jk;"
            "dbeta_jk = ((1 - y_k) / (1 - p_k) - y_k / p_k) * sigma2_prime(w_k) * a_jk",
            r"\frac{\partial l}{\partial \beta_j} = \frac{\partial l}{\partial p}"
            r" \frac{\partial p}{\partial w} \frac{\partial w}{\partial \beta_j}"
            r" = \left[ \frac{1-y}{1-p} - \frac{y}{p} \right] \sigma_2'(w)\, a_j", "sign",
            "theta for beta, and dw/dbeta_j = a_j printed as w, as well; tried for one example"),
        Formula("S4-13", "30", "gradient",
            r"\sigma_2'(w) = -(1+e^w)^{-2} (-e^w) = \frac{e^{-w}}{(1+e^{-w})^2}"
            r" = \sigma_2(w) (1-\sigma_2(w)) = p_k(1-p_k)",
            "dp_dw = -((1 + np.exp(w)) ** -2.0) * (-np.exp(w));"
            "dp_dw = np.exp(-w) / (1 + np.exp(-w)) ** 2;"
            "dp_dw = sigma2(w) * (1 - sigma2(w)); dp_dw = p * (1 - p)"),
        Formula("S4-14", "32", "gradient",
            r"\frac{\partial p_k}{\partial \beta_j} = \left[ \frac{1-y_k}{1-p_k}"
            r" - \frac{y_k}{p_k} \right] p_k(1-p_k) \alpha_k"
            r" = \frac{(p_k - y_k)(1-p_k)}{(1-p_k)(p_k)} \alpha_k = (p_k - y_k) \alpha_k",
            "dp_dbeta_jk = ((1 - y_k) / (1 - p_k) - y_k / p_k) * p_k * (1 - p_k) * a_jk;"
            "dp_dbeta_jk = (p_k - y_k) * (1 - p_k) / ((1 - p_k) * p_k) * a_jk;"
            "dp_dbeta_jk = (p_k - y_k) * a_jk",
            "dbeta_jk = ((1 - y_k) / (1 - p_k) - y_k / p_k) * p_k * (1 - p_k) * a_jk;"
            "dbeta_jk = (p_k - y_k) * (1 - p_k) * p_k / ((1 - p_k) * p_k) * a_jk;"
            "dbeta_jk = (p_k - y_k) * a_jk",
            r"\frac{\partial l_k}{\partial \beta_j} = \left[ \frac{1-y_k}{1-p_k}"
            r" - \frac{y_k}{p_k} \right] p_k(1-p_k) a_{jk}"
            r" = \frac{(p_k - y_k)(1-p_k)p_k}{(1-p_k)p_k} a_{jk} = (p_k - y_k) a_{jk}",
            "wrong variable",
            "p for l, and a missing factor p_k; alpha_k is read as a_j of example k"),
        Formula("S4-15", "34", "gradient",
            r"\frac{\partial J}{\partial \beta_j} = \frac{1}{m} \sum_{k=1}^m (p_k - y_k) \alpha_k",
            ("dbeta_j = sum((p[k - 1] - y[k - 1]) * a(j)[k - 1] for k in range(1, m + 1)) / m",
             "dbeta_j = sum((p[k - 1] - y[k - 1]) * a(k)[k - 1] for k in range(1, m + 1)) / m"),
            "dbeta_j = sum((p[k - 1] - y[k - 1]) * a(j)[k - 1] for k in range(1, m + 1)) / m",
            r"\frac{\partial J}{\partial \beta_j} = \frac{1}{m} \sum_{k=1}^m (p_k - y_k) a_{jk}",
            "subscript lost",
            "alpha_k is read as a_j of example k: with unit k there would be no j on the right"),
        Formula("S4-16", "34", "forward",
            r"\alpha_k = \sigma_1 \left( \sum_{i=1}^m \theta_j^{i,j} x_i \right),"
            r" x_i \in \mathbb{R}^m",
            "a_jk = sigma1(sum(theta(j, i) * x(i)[k - 1] for i in range(1, m + 1)))",
            "a_jk = sigma1(sum(theta(j, i) * x(i)[k - 1] for i in range(0, n + 1)))",
            r"a_{jk} = \sigma_1 \left( \sum_{i=0}^n \theta_j^{(i)} x_{ik} \right)", "index range",
            "alpha_k is read as a_j of example k"),
    ),
    *section("Page 2, the chain to Theta", SIGMOIDS,
        Formula("S4-17", "38", "gradient",
            r"\frac{\partial L_k}{\partial \Theta_k^{(l)}} = \frac{\partial L_k}{\partial P_k}"
            r" \frac{\partial P_k}{\partial w_k} \frac{\partial w_k}{\partial z_k}"
            r" \frac{\partial z_k}{\partial \Theta_k^{(l)}}",
            ("dTheta_lvk = dl_dp_k * dp_dw_k * dw_dz[k - 1, k - 1] * x(l)[k - 1]",
             "dTheta_lvk = dl_dp_k * dp_dw_k * dw_dz[k - 1, l - 1] * x(v)[k - 1]"),
            "dTheta_lvk = dl_dp_k * dp_dw_k * dw_dz[k - 1, l - 1] * x(v)[k - 1]",
            r"\frac{\partial L_k}{\partial \Theta_l^{(n)}} = \frac{\partial L_k}{\partial P_k}"
            r" \frac{\partial P_k}{\partial w_k} \frac{\partial w_k}{\partial z_{lk}}"
            r" \frac{\partial z_{lk}}{\partial \Theta_l^{(n)}}", "symbol reused",
            "k is read as the example and l as the unit, as on page 5: printed, k is the unit as"
            " well and l the variable", setting=ROWS),
        Formula("S4-18", "40", "gradient",
            r"= \left[ \frac{P_k - y_k}{(1 - P_k)P_k} \right] \left[ P_k(1 - P_k) \right]"
            r" \left[ \beta_l \right] \left[ \sigma'_k(z_k) \right] X_{nk}",
            ("dTheta_lvk = (p_k - y_k) / ((1 - p_k) * p_k) * (p_k * (1 - p_k)) * beta[l]"
             " * slope_lk * X1[k - 1, v]",
             "dTheta_lvk = (p_k - y_k) / ((1 - p_k) * p_k) * (p_k * (1 - p_k)) * beta[l]"
             " * slope_lk * X1[v, k - 1]"),
            "dTheta_lvk = (p_k - y_k) / ((1 - p_k) * p_k) * (p_k * (1 - p_k)) * beta[l]"
            " * slope_lk * X1[k - 1, v]",
            r"= \left[ \frac{P_k - y_k}{(1 - P_k)P_k} \right] \left[ P_k(1 - P_k) \right]"
            r" \beta_l\, \sigma_1'(z_{lk})\, X_{kn}", "index order",
            "X_nk is read as variable n of example k: with X of shape (m, n) it would be variable k"
            " of example n", setting=ROWS),
        Formula("S4-19", "42", "gradient",
            r"= (P_k - y_k) [\beta_l] [\sigma_k(z_k)] [(1 - \sigma_k(z_k))] X_{nk}",
            ("dTheta_lvk = (p_k - y_k) * beta[l] * a_lk * (1 - a_lk) * X1[k - 1, v]",
             "dTheta_lvk = (p_k - y_k) * beta[l] * a_lk * (1 - a_lk) * X1[v, k - 1]"),
            "dTheta_lvk = (p_k - y_k) * beta[l] * a_lk * (1 - a_lk) * X1[k - 1, v]",
            r"= (P_k - y_k)\, \beta_l\, a_{lk} (1 - a_{lk})\, X_{kn}", "index order",
            "as in S4-18; for sigmoids, not for tanh"),
        Formula("S4-20", "44-45", "definition",
            r"\sigma_k(z_k) = \frac{1}{1 + e^{-z_k}},"
            r" \quad \sigma'_k(z_k) = \sigma_k(z_k)(1 - \sigma_k(z_k))",
            "a_lk = 1 / (1 + np.exp(-z_lk)); slope_lk = sigma(z_lk) * (1 - sigma(z_lk))"),
        Formula("S4-21", "47", "gradient",
            r"\frac{\partial L}{\partial \Theta_k^{(l)}} = \frac{1}{n} \sum_{k=1}^n \left["
            r" (P_k - y_k) [\beta_l] [\sigma_k(z_k)] [(1 - \sigma_k(z_k))] X_{nk} \right]",
            "dTheta_lv = sum((p[k - 1] - y[k - 1]) * beta[l] * A[k - 1, l - 1]"
            " * (1 - A[k - 1, l - 1]) * X1[k - 1, v] for k in range(1, n + 1)) / n",
            "dTheta_lv = sum((p[k - 1] - y[k - 1]) * beta[l] * A[k - 1, l - 1]"
            " * (1 - A[k - 1, l - 1]) * X1[k - 1, v] for k in range(1, m + 1)) / m",
            r"\frac{\partial J}{\partial \Theta_l^{(n)}} = \frac{1}{m} \sum_{k=1}^m"
            r" (P_k - y_k)\, \beta_l\, a_{lk} (1 - a_{lk})\, x_n^{(k)}", "index range",
            "n is the number of variables, m that of examples"),
        Formula("S4-22", "49-51", "definition",
            r"n = 1, 2, \dots, n; \quad l = 1, 2, \dots, l; \quad k = 1, 2, \dots, m",
            "dTheta = gathered(range(1, q + 1), range(1, n + 1))",
            "dTheta = gathered(range(1, q + 1), range(0, n + 1))",
            r"n = 0, 1, \dots, n_x; \quad l = 1, 2, \dots, q; \quad k = 1, 2, \dots, m",
            "index range",
            "what is tried is whether all derivatives by Theta are gathered; l ends at q"),
        Formula("S4-23", "53", "gradient",
            r"Z_k = \sum_{i=0}^{r_k} \Theta_k^{(i)} X_{ik} \Rightarrow"
            r" \frac{\partial Z_k}{\partial \Theta_k^{(l)}} = X_{lk}",
            "z_lk = sum(theta(k, i) * x(i)[k - 1] for i in range(0, r_k + 1));"
            "dz_dTheta_lvk = x(l)[k - 1]",
            "z_lk = sum(theta(l, i) * x(i)[k - 1] for i in range(0, n + 1));"
            "dz_dTheta_lvk = x(v)[k - 1]",
            r"z_l^{(k)} = \sum_{i=0}^{n} \theta_l^{(i)} x_i^{(k)} \Rightarrow"
            r" \frac{\partial z_l^{(k)}}{\partial \theta_l^{(n)}} = x_n^{(k)}", "symbol reused",
            "r_k is read as n, which it has to be; k is the example, l the unit"),
        Formula("S4-24", "55", "definition", r"A \in \mathbb{R}^{100 \times 3}",
            "A = np.reshape(A, (100, 3))", setting=HUNDRED),
        Formula("S4-26", "61", "gradient",
            r"\frac{\partial L_k}{\partial \Theta_k^{(l)}} = \underbrace{(P - y)}_{100 \times 1}"
            r" \underbrace{\beta_l}_{1 \times 1} \underbrace{A_{l,l}}_{100 \times 1}"
            r" \underbrace{(1 - A_{l,l})}_{100 \times 1} \underbrace{X_0}_{100 \times 1}",
            "dTheta_lv_each = (p - y) * beta[l] * A[l - 1, l - 1] * (1 - A[l - 1, l - 1]) * x(0)",
            "dTheta_lv_each = (p - y) * beta[l] * A[:, l - 1] * (1 - A[:, l - 1]) * x(v)",
            r"\frac{\partial L}{\partial \Theta_l^{(n)}}"
            r" = (P - y) * \beta_l * A_{:,l} * (1 - A_{:,l}) * X_{:,n}", "wrong subscript",
            setting=HUNDRED),
    ),
    *section("Page 3, data", ROWS,
        Formula("S4-27", "63", "definition",
            r"X = \begin{bmatrix} x_1^{(1)} & \dots & x_n^{(1)} \\ \vdots & \ddots & \vdots \\"
            r" x_1^{(m)} & \dots & x_n^{(m)} \end{bmatrix} \in \mathbb{R}^{m \times n}",
            "X = np.stack([[x(i)[k - 1] for i in range(1, n + 1)] for k in range(1, m + 1)])"),
        Formula("S4-28", "66-67", "definition",
            r"m = \text{number of training examples}, \quad n = \text{number of variables}",
            "m = X.shape[0]; n = X.shape[1]"),
        Formula("S4-29", "69-73", "definition",
            r"x_i = \begin{bmatrix} x_1 \\ x_2 \\ \vdots \\ x_n \end{bmatrix} \in \mathbb{R}^n",
            ("x_i = np.stack([x(i)[k - 1] for i in range(1, n + 1)])",
             "x_k = np.stack([x(i)[k - 1] for i in range(1, n + 1)])"),
            "x_k = np.stack([x(i)[k - 1] for i in range(1, n + 1)])",
            r"x^{(k)} = \begin{bmatrix} x_1 \\ x_2 \\ \vdots \\ x_n \end{bmatrix}"
            r" \in \mathbb{R}^n", "symbol reused",
            "x_i is read as one example; in S4-01 and S4-16 it is one variable, in R^m"),
        Formula("S4-30", "71", "definition",
            r"\begin{bmatrix} 1 & 1 & \dots & 1 \\ x_1 & x_2 & \dots & x_n \end{bmatrix}"
            r" = \begin{bmatrix} 1 & x_1^{(1)} & \dots & x_n^{(1)} \\ \vdots & \vdots & \ddots &"
            r" \vdots \\ 1 & x_1^{(m)} & \dots & x_n^{(m)} \end{bmatrix}",
            "X1 = np.stack([np.ones(n), x_k])",
            "X1 = np.concatenate([np.ones((m, 1)), X], axis=1)",
            r"\bar X = \begin{bmatrix} 1 & X \end{bmatrix} \in \mathbb{R}^{m \times (n+1)}",
            "wrong shape", "what is tried is the left side, as a value of the right one"),
        Formula("S4-31", "74", "definition", r"x = \frac{1}{n}", "",
            reading="beside the ones of S4-30; nothing is known that it could be"),
        Formula("S4-32", "76", "definition",
            r"y = \begin{bmatrix} y^{(1)} \\ \vdots \\ y^{(m)} \end{bmatrix} \in \{0, 1\}^m",
            "y = np.reshape(np.where(y == 0, 0, 1), (m,))"),
    ),
)
# fmt: on
