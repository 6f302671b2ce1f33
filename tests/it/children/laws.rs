//! What holds of all trees of cases.
