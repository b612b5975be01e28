"""S2: deeplearning.ai, basics of neural network programming: logistic regression, m examples."""

from reference.notes.formula import Formula, Note, section

TWO_FEATURES = "logistic regression, two features"

# fmt: off
FORMULAS = (
    *section("Logistic regression recap", TWO_FEATURES,
        Formula("S2-01", "17", "forward", r"z = w^T x + b", "z_i = w.T @ x_i + b"),
        Formula("S2-02", "20-21", "definition",
            r"x \text{ has } x_1, x_2 \Rightarrow w \text{ has } w_1, w_2",
            "x_i = np.stack([x1_i, x2_i]); w = np.stack([w1, w2])"),
        Formula("S2-03", "23", "forward", r"\hat y = a = \sigma(z)",
            "yhat_i = a_i; yhat_i = sigma(z_i)"),
        Formula("S2-04", "25", "loss",
            r"\mathcal{L}(a, y) = -(y \log(a) + (1 - y) \log(1 - a))",
            "loss_i = -(y_i * np.log(a_i) + (1 - y_i) * np.log(1 - a_i))"),
        Formula("S2-05", "27", "forward",
            r"z = w_1 x_1 + w_2 x_2 + b \Rightarrow \hat y = a = \sigma(z)",
            "z_i = w1 * x1_i + w2 * x2_i + b; yhat_i = a_i; yhat_i = sigma(z_i)"),
    ),
    *section("Logistic regression on m examples", TWO_FEATURES,
        Formula("S2-07", "46", "loss",
            r"J(w, b) = \frac{1}{m} \sum_{i=1}^m L(a^{(i)}, y^{(i)})",
            "J = sum(L(a(i), y(i)) for i in range(1, m + 1)) / m"),
        Formula("S2-08", "50", "forward",
            r"a^{(i)} = \hat y^{(i)} = \sigma(z^{(i)}) = \sigma(w^T x^{(i)} + b)",
            "a_i = yhat_i; a_i = sigma(z_i); a_i = sigma(w.T @ x_i + b)"),
        Formula("S2-10", "57-61", "definition",
            r"(x^{(i)}, y^{(i)}) \rightarrow x \rightarrow x_1, x_2;"
            r" \quad dw_1^{(i)}, dw_2^{(i)}, db^{(i)}",
            "x_i = np.stack([x1_i, x2_i]);"
            "dw1_i = dL_dw1(i); dw2_i = dL_dw2(i); db_i = dL_db(i)",
            reading="the derivatives of example i's loss, whose formulas were on a lost slide"),
        Formula("S2-12", "67", "update",
            r"w_1 := w_1 - \alpha \cdot \frac{\partial J}{\partial w_1}",
            "w1_new = w1 - alpha * dJ_dw1"),
        Formula("S2-13", "74", "gradient",
            r"\frac{\partial J(w, b)}{\partial w_1} = \frac{1}{m} \sum_{i=1}^m"
            r" \frac{\partial L(a^{(i)}, y^{(i)})}{\partial w_1}",
            "dJ_dw1 = sum(dL_dw1(i) for i in range(1, m + 1)) / m"),
        Formula("S2-14", "76", "gradient",
            r"\frac{\partial J(w, b)}{\partial w_2} = \frac{1}{m} \sum_{i=1}^m"
            r" \frac{\partial L(a^{(i)}, y^{(i)})}{\partial w_2}",
            "dJ_dw2 = sum(dL_dw2(i) for i in range(1, m + 1)) / m"),
        Formula("S2-15", "78", "gradient",
            r"\frac{\partial J(w, b)}{\partial b} = \frac{1}{m} \sum_{i=1}^m"
            r" \frac{\partial L(a^{(i)}, y^{(i)})}{\partial b}",
            "dJ_db = sum(dL_db(i) for i in range(1, m + 1)) / m"),
        Formula("S2-16", "80", "update",
            r"w_1 := w_1 - \alpha \cdot \frac{\partial J}{\partial w_1}",
            "w1_new = w1 - alpha * dJ_dw1"),
        Formula("S2-17", "82", "update",
            r"w_2 := w_2 - \alpha \cdot \frac{\partial J}{\partial w_2}",
            "w2_new = w2 - alpha * dJ_dw2"),
        Formula("S2-18", "84", "update", r"b = b - \alpha \cdot \frac{\partial J}{\partial b}",
            "b_new = b - alpha * dJ_db"),
    ),
    *section("The loop: at its start", TWO_FEATURES,
        Formula("S2-20", "90", "definition", r"J=0, dw_1=0, dw_2=0, db=0",
            "J_start = 0; dw1_start = 0; dw2_start = 0; db_start = 0"),
    ),
    *section("The loop: for example i", TWO_FEATURES,
        Formula("S2-22", "94", "forward", r"z^{(i)} = w^T x^{(i)} + b", "z_i = w.T @ x_i + b"),
        Formula("S2-23", "96", "forward", r"a^{(i)} = \sigma(z^{(i)})", "a_i = sigma(z_i)"),
        Formula("S2-24", "98", "loss",
            r"J+ = - \left[ y^{(i)} \cdot \log a^{(i)} + (1-y^{(i)}) \cdot \log(1-a^{(i)}) \right]",
            "J_after = J_before - (y_i * np.log(a_i) + (1 - y_i) * np.log(1 - a_i))",
            reading="J+ = is read as +=: what J is after the example, from what it was before"),
        Formula("S2-25", "102", "gradient", r"dz^{(i)} = a^{(i)} - y^{(i)}", "dz_i = a_i - y_i"),
        Formula("S2-26", "104", "gradient", r"dw_1+ = x_1^{(i)} \cdot dz^{(i)}",
            "dw1_after = dw1_before + x1_i * dz_i", reading="as in S2-24"),
        Formula("S2-27", "106", "gradient", r"dw_2+ = x_2^{(i)} \cdot dz^{(i)}",
            "dw2_after = dw2_before + x2_i * dz_i", reading="as in S2-24"),
        Formula("S2-28", "108", "gradient", r"db = dz^{(i)}", "db_after = dz_i",
            "db_after = db_before + dz_i", r"db \mathrel{+}= dz^{(i)}", "missing accumulation"),
    ),
    *section("The loop: behind its end", TWO_FEATURES,
        Formula("S2-30", "118", "loss", r"J = J/m", "J = J_total / m"),
        Formula("S2-31", "120", "gradient", r"dw_1 = dw_1/m", "dw1 = dw1_total / m"),
        Formula("S2-32", "122", "gradient", r"dw_2 = dw_2/m", "dw2 = dw2_total / m"),
        Formula("S2-33", "124", "gradient", r"db = db/m", "db = db_total / m"),
        Formula("S2-34", "132", "update", r"w_1 = w_1 - \alpha \cdot dw_1",
            "w1_new = w1 - alpha * dw1"),
        Formula("S2-35", "134", "update", r"w_2 = w_2 - \alpha \cdot dw_2",
            "w2_new = w2 - alpha * dw2"),
        Formula("S2-36", "136", "update", r"b = b - \alpha \cdot db", "b_new = b - alpha * db"),
    ),
    *section("Notes in the margin", TWO_FEATURES,
        Formula("S2-38", "145-147", "gradient",
            r"\frac{1}{m} \sum \frac{\partial L}{\partial w_1},"
            r" \frac{1}{m} \sum \frac{\partial L}{\partial w_2},"
            r" \frac{1}{m} \sum \frac{\partial L}{\partial b}",
            "dw1 = sum(dL_dw1(i) for i in range(1, m + 1)) / m;"
            "dw2 = sum(dL_dw2(i) for i in range(1, m + 1)) / m;"
            "db = sum(dL_db(i) for i in range(1, m + 1)) / m",
            reading="what the divisions by m compute"),
    ),
)
# fmt: on

S2 = Note("S2", "Basics of neural network programming: logistic regression", FORMULAS)
