"""S4, pages 4 and 5: the forward pass once more, the loss, and both gradients."""

from reference.notes.formula import Formula, section

SIGMOIDS = "rows, absorbed biases, sigmoids"

# fmt: off
FORMULAS = (
    *section("Page 4, forward", SIGMOIDS,
        Formula("S4-33", "80", "definition",
            r"\Theta = \begin{bmatrix} \theta_1^{(1)} & \dots & \theta_1^{(n)} \\ \vdots & &"
            r" \vdots \\ \theta_q^{(1)} & \dots & \theta_q^{(n)} \end{bmatrix}",
            ("Theta = np.stack([[theta(l, i) for i in range(1, n + 1)] for l in range(1, q + 1)])",
             "Theta = np.stack([[theta(l, i) for i in range(0, n + 1)] for l in range(1, q + 1)])"),
            "Theta = np.stack([[theta(l, i) for i in range(0, n + 1)] for l in range(1, q + 1)])",
            r"\Theta = \begin{bmatrix} \theta_1^{(0)} & \theta_1^{(1)} & \dots & \theta_1^{(n)} \\"
            r" \vdots & & & \vdots \\ \theta_q^{(0)} & \theta_q^{(1)} & \dots & \theta_q^{(n)}"
            r" \end{bmatrix}", "bias column",
            "the column of the biases is read into it: with x_0 = 1 they are absorbed"),
        Formula("S4-34", "82", "forward", r"z_1^{(1)} = \sum_{i=1}^n \theta_1^{(1)} x_i^{(1)}",
            "z_11 = sum(theta(1, 1) * x(i)[0] for i in range(1, n + 1))",
            "z_11 = sum(theta(1, i) * x(i)[0] for i in range(0, n + 1))",
            r"z_1^{(1)} = \sum_{i=0}^n \theta_1^{(i)} x_i^{(1)}", "wrong superscript"),
        Formula("S4-35", "84", "forward", r"a_1^{(1)} = \sigma(z_1^{(1)})",
            "a_11 = sigma(z_11)"),
        Formula("S4-36", "86", "forward",
            r"\mathbb{R}^m \rightarrow \mathbb{Q}_0 = \sigma \left("
            r" \sum_{i=1}^n \theta_1^{(1)} x_i^{(1)} \right) = \sigma(z_1^{(1)})",
            "a_h = sigma(sum(theta(1, 1) * x(i)[0] for i in range(1, n + 1))); a_h = sigma(z_11)",
            "a_h = sigma(sum(theta(2, i) * x(i) for i in range(0, n + 1))); a_h = sigma(z_2)",
            r"\mathbb{R}^m \ni a_h = \sigma \left( \sum_{i=0}^n \theta_h^{(i)} x_i \right)"
            r" = \sigma(z_h)", "wrong superscript", "Q_0 is read as a_h; tried for h = 2"),
        Formula("S4-37", "88", "definition", r"h = 1, \dots, q",
            "A = np.stack([sigma(Z[:, h - 1]) for h in range(1, q + 1)], axis=1)",
            reading="what is tried is whether these are all units"),
        Formula("S4-38", "90", "forward", r"z_2 = \sum_{i=1}^n \theta_2^{(1)} x_i^{(1)}",
            "z_2 = sum(theta(2, 1) * x(i)[0] for i in range(1, n + 1))",
            "z_2 = sum(theta(2, i) * x(i) for i in range(0, n + 1))",
            r"z_2 = \sum_{i=0}^n \theta_2^{(i)} x_i", "wrong superscript"),
        Formula("S4-39", "91", "definition", r"\sigma(w) = \frac{1}{1 + e^{-w}}",
            "p = 1 / (1 + np.exp(-w))"),
        Formula("S4-40", "93-95", "forward",
            r"\mathbb{R}^m \rightarrow \hat p = \sigma \left( \sum_{i=1}^q \beta_i a_i^{(i)}"
            r" \right) = \sigma(w), \quad \beta_i \in \mathbb{R}",
            "p = sigma(sum(beta[i] * a(i)[i - 1] for i in range(1, q + 1))); p = sigma(w)",
            "p = sigma(sum(beta[i] * a(i) for i in range(0, q + 1))); p = sigma(w)",
            r"\hat p = \sigma \left( \sum_{i=0}^q \beta_i a_i \right) = \sigma(w)",
            "wrong superscript", "a_i^(i) is unit i of example i; beta_0 is left out as well"),
        Formula("S4-41", "97-98", "forward", r"w = \sum_{i=1}^q \beta_i a_i^{(i)}",
            "w = sum(beta[i] * a(i)[i - 1] for i in range(1, q + 1))",
            "w = sum(beta[i] * a(i) for i in range(0, q + 1))",
            r"w = \sum_{i=0}^q \beta_i a_i", "wrong superscript", "as in S4-40; printed twice"),
        Formula("S4-42", "99", "forward", r"\hat p = \sigma(w)", "p = sigma(w)"),
    ),
    *section("Page 4, loss function", SIGMOIDS,
        Formula("S4-43", "101", "loss",
            r"\mathcal{L}(\Theta, \beta) = -(y \log(\hat p) + (1-y) \log(1-\hat p))",
            "losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))"),
        Formula("S4-44", "103", "loss",
            r"\mathcal{L}(\Theta, \beta) = \text{mean}(\mathcal{L}(\Theta, \beta))",
            ("losses = np.mean(losses)", "J = np.mean(losses)"), "J = np.mean(losses)",
            r"J(\Theta, \beta) = \text{mean}(\mathcal{L}(\Theta, \beta))", "symbol reused",
            "the left side is read as J: a loss for each example is not its own mean"),
        Formula("S4-45", "105", "loss",
            r"\mathcal{L}_k(\Theta, \beta)"
            r" = -(y^{(k)} \log(\hat p_k) + (1-y^{(k)}) \log(1-\hat p_k))",
            "loss_k = -(y_k * np.log(p_k) + (1 - y_k) * np.log(1 - p_k))"),
        Formula("S4-46", "107", "gradient",
            r"\frac{\partial \mathcal{L}}{\partial \beta_k}"
            r" = \frac{\partial \mathcal{L}}{\partial \hat p_k}"
            r" \frac{\partial \hat p_k}{\partial w_k} \frac{\partial w_k}{\partial \beta_k}"
            r" = \left[ \frac{1-y^{(k)}}{1-\hat p_k} - \frac{y^{(k)}}{\hat p_k} \right]"
            r" \left[ \frac{\sigma(w_k)(1-\sigma(w_k))}{\hat p_k} \right] \left[ a_k^{(k)} \right]",
            "dbeta_jk = dl_dp_k * dp_dw_k * dw_dbeta_jk;"
            "dbeta_jk = ((1 - y_k) / (1 - p_k) - y_k / p_k)"
            " * (sigma(w_k) * (1 - sigma(w_k)) / p_k) * a(k)[k - 1]",
            "dbeta_jk = dl_dp_k * dp_dw_k * dw_dbeta_jk;"
            "dbeta_jk = ((1 - y_k) / (1 - p_k) - y_k / p_k)"
            " * (sigma(w_k) * (1 - sigma(w_k))) * a(j)[k - 1]",
            r"\frac{\partial \mathcal{L}_k}{\partial \beta_j} = \left["
            r" \frac{1-y^{(k)}}{1-\hat p_k} - \frac{y^{(k)}}{\hat p_k} \right]"
            r" \sigma(w_k)(1-\sigma(w_k))\, a_j^{(k)}", "spurious factor",
            "and a_k for a_j"),
        Formula("S4-47", "109", "gradient",
            r"= \left[ \frac{\hat p_k - y^{(k)}}{(1-\hat p_k)\hat p_k} \right] a_k^{(k)}"
            r" = (\hat p_k - y^{(k)}) a_k^{(k)}",
            "dbeta_jk = (p_k - y_k) / ((1 - p_k) * p_k) * a(k)[k - 1];"
            "dbeta_jk = (p_k - y_k) * a(k)[k - 1]",
            "dbeta_jk = (p_k - y_k) / ((1 - p_k) * p_k) * p_k * (1 - p_k) * a(j)[k - 1];"
            "dbeta_jk = (p_k - y_k) * a(j)[k - 1]",
            r"= \frac{\hat p_k - y^{(k)}}{(1-\hat p_k)\hat p_k}\, \hat p_k(1-\hat p_k)\, a_j^{(k)}"
            r" = (\hat p_k - y^{(k)}) a_j^{(k)}", "missing factor", "and a_k for a_j"),
        Formula("S4-48", "111-113", "gradient",
            r"\frac{\partial \mathcal{L}}{\partial \beta} = (\hat p - y) a \in \mathbb{R}^m",
            ("dbeta_j_each = (p - y) * a_j", "dbeta_j_each = (p - y) @ a_j"),
            "dbeta_j_each = (p - y) * a_j",
            r"\frac{\partial \mathcal{L}}{\partial \beta_j} = (\hat p - y) * a_j \in \mathbb{R}^m",
            "product",
            "read as elementwise, for it is said to be in R^m; the mean over the examples is left"
            " to the reader"),
    ),
    *section("Page 5, the gradient by Theta", SIGMOIDS,
        Formula("S4-49", "117", "gradient",
            r"\frac{\partial l}{\partial \Theta_l^{(n)}} = \frac{\partial l}{\partial p}"
            r" \frac{\partial p}{\partial w} \frac{\partial w}{\partial z_l^{(n)}}"
            r" \frac{\partial a_l^{(k)}}{\partial z_l^{(k)}}"
            r" \frac{\partial z_l^{(k)}}{\partial \Theta_l^{(n)}}",
            "dTheta_lvk = dl_dp_k * dp_dw_k * dw_dz_lk * slope_lk * dz_dTheta_lvk",
            "dTheta_lvk = dl_dp_k * dp_dw_k * dw_da_lk * slope_lk * dz_dTheta_lvk",
            r"\frac{\partial l}{\partial \Theta_l^{(n)}} = \frac{\partial l}{\partial p}"
            r" \frac{\partial p}{\partial w} \frac{\partial w}{\partial a_l^{(k)}}"
            r" \frac{\partial a_l^{(k)}}{\partial z_l^{(k)}}"
            r" \frac{\partial z_l^{(k)}}{\partial \Theta_l^{(n)}}", "wrong variable"),
        Formula("S4-50", "119", "gradient",
            r"= [\hat p - y] [\beta_l] \left[ \frac{\sigma(z_l^{(k)})}{\sigma_l^{(k)}}"
            r" (1 - \sigma(z_l^{(k)})) \right] x_n^{(k)}",
            "dTheta_lvk = (p_k - y_k) * beta[l] * (sigma(z_lk) / a_lk * (1 - sigma(z_lk)))"
            " * x(v)[k - 1]",
            "dTheta_lvk = (p_k - y_k) * beta[l] * (sigma(z_lk) * (1 - sigma(z_lk)))"
            " * x(v)[k - 1]",
            r"= [\hat p - y]\, \beta_l \left[ \sigma(z_l^{(k)}) (1 - \sigma(z_l^{(k)})) \right]"
            r" x_n^{(k)}", "spurious factor"),
        Formula("S4-51", "121-123", "definition",
            r"l = 1, \dots, q; \quad n = 1, \dots, n; \quad k = 1, \dots, m",
            ("dTheta = gathered(range(1, q + 1), range(1, n + 1))",
             "dTheta = gathered(range(1, q + 1), range(0, n + 1))"),
            "dTheta = gathered(range(1, q + 1), range(0, n + 1))",
            r"l = 1, \dots, q; \quad n = 0, \dots, n_x; \quad k = 1, \dots, m", "bias column",
            "n is read as counting the column of the biases as well; tried as in S4-22"),
        Formula("S4-52", "125", "gradient",
            r"\frac{\partial l}{\partial \Theta_l^{(n)}} = \underbrace{(\hat p - y)}_{\mathbb{R}^m}"
            r" \underbrace{\beta_l}_{\mathbb{R}} \underbrace{[a_l (1 - a_l)]}_{\mathbb{R}^m}"
            r" \underbrace{x_n}_{\mathbb{R}^m}",
            "dTheta_lv_each = (p - y) * beta[l] * (a_l * (1 - a_l)) * x_v"),
        Formula("S4-53", "127", "definition", r"n \times q \times m \text{ elements}",
            ("elements = n * q * m", "elements = (n + 1) * q * m"),
            "elements = (n + 1) * q * m", r"(n+1) \times q \times m \text{ elements}",
            "bias column", "n is read as counting the column of the biases as well"),
        Formula("S4-54", "129", "gradient",
            r"\text{temp} = (\hat p - y) \beta_l [a_l (1 - a_l)] \in \mathbb{R}^m",
            "temp = (p - y) * beta[l] * (a_l * (1 - a_l))"),
        Formula("S4-55", "129", "gradient",
            r"\frac{\partial l}{\partial \Theta_l^{(n)}} = \frac{\text{temp}}{\mathbb{R}^m} \cdot"
            r" \frac{x_n}{\mathbb{R}^m} \in \mathbb{R}^m",
            ("dTheta_lv_each = temp * x_v", "dTheta_lv_each = temp @ x_v"),
            "dTheta_lv_each = temp * x_v",
            r"\frac{\partial l}{\partial \Theta_l^{(n)}} = \text{temp} * x_n \in \mathbb{R}^m",
            "product",
            "the fractions are read as braces under temp and x_n, the dot as elementwise, for it is"
            " said to be in R^m"),
        Formula("S4-56", "131", "definition",
            r"T_l = \begin{bmatrix} \text{temp} & \dots & \text{temp} \end{bmatrix}"
            r" \in \mathbb{R}^{m \times n}",
            "T_l = np.stack([temp for i in range(1, n + 1)], axis=1)"),
        Formula("S4-57", "133-137", "gradient",
            r"\underbrace{T_l}_{m \times n} * \underbrace{\overline{X}}_{m \times n}",
            "dTheta_l_each = np.stack([temp for i in range(1, n + 1)], axis=1) * X1",
            "dTheta_l_each = np.stack([temp for i in range(0, n + 1)], axis=1) * X1",
            r"\underbrace{T_l}_{m \times (n+1)} * \underbrace{\overline{X}}_{m \times (n+1)}",
            "wrong shape", "the mean over the examples is left to the reader"),
    ),
)
# fmt: on
