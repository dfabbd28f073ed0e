//! The one integration-test binary.
#![expect(clippy::expect_used, reason = "a test fails by panicking, and says why")]

mod cache;
mod cases;
mod cli;
mod context;
mod external;
mod fuzz;
mod incremental;
mod neighbours;
mod pages;
mod rejected;
mod tidy;
