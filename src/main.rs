//! The `idp-docs` command; everything is in the library.

fn main() -> std::process::ExitCode {
    idp_docs::cli::main()
}
