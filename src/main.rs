//! The `jorye` program.

/// What one thread makes another one lets go: the workers of `serve` and of
/// `audit verify` would wait for each other in the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    jorye::command::main()
}
