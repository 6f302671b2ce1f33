//! The shipped library, compiled in: the project's model ordinance and its
//! first procedures.

use super::Files;

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../", $name)))),*]
    };
}

/// Every file, by name.
const FILES: &[(&str, &str)] = shipped! {
    "ordinance/bodies.toml"
    "ordinance/lawmaking.en.md"
    "ordinance/lawmaking.md"
    "ordinance/seoul_compact.en.md"
    "ordinance/seoul_compact.md"
    "workflows/council.rhai"
    "workflows/membership.lock"
    "workflows/membership.scenarios.toml"
    "workflows/membership.toml"
    "workflows/monitoring.lock"
    "workflows/monitoring.scenarios.toml"
    "workflows/monitoring.toml"
    "workflows/proposal.lock"
    "workflows/proposal.scenarios.toml"
    "workflows/proposal.toml"
};

/// The shipped library.
pub fn shipped() -> Files {
    let mut files = Files::default();
    for (name, text) in FILES {
        files.insert(*name, *text);
    }
    files
}
