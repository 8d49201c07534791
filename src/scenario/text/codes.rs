//! The codes of diagnostics that are no rule of the product. `docs/diagnostics.md` says what each
//! means; a test compares.

/// Every code but those of rules, which begin with `E-` and are listed in `scenarios/rules.md`.
/// Scripts rely on codes: one that was released keeps its meaning.
pub const CODES: [&str; 50] = [
    "bad-distribution",
    "bad-name",
    "bad-value",
    "clock-change",
    "conflict",
    "csv",
    "cycle",
    "dead-rule",
    "duplicate",
    "duplicate-name",
    "empty",
    "file",
    "filled",
    "guessed",
    "history",
    "kind",
    "license-cover",
    "lint-budget",
    "long-day",
    "missing-key",
    "more",
    "needs",
    "never",
    "never-holds",
    "never-on-duty",
    "no-arrivals",
    "no-effect",
    "no-share",
    "no-steady-state",
    "one-of",
    "out-of-range",
    "override",
    "plan",
    "refuses-everybody",
    "renamed",
    "share",
    "skipped",
    "toml",
    "too-long",
    "too-many",
    "transfer-cycle",
    "unknown-key",
    "unknown-name",
    "unknown-word",
    "unreached-group",
    "unsaid",
    "unserved",
    "unused-group",
    "utf-8",
    "wrong-order",
];

/// Whether a code is listed here or names a rule of the product.
pub(super) fn is_known(code: &str) -> bool {
    code.starts_with("E-") || CODES.contains(&code)
}
