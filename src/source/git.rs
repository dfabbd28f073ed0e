//! Reads a checkout's remote and branch.
