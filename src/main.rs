//! The `jorye` program.

fn main() -> std::process::ExitCode {
    jorye::command::main()
}
