//! The log of the service: one line a request, on standard error.
//!
//! A line names the request by its id, the route by its pattern, the principal
//! and the id of its key. It never holds a value, a body, a query or a key.

use tracing::level_filters::LevelFilter;

/// The form of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogForm {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
    /// Nothing but errors, for people.
    Errors,
}

/// Starts the log of the whole process. Where one was started before, that one
/// stays.
pub fn start_log(form: LogForm) {
    let builder = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false);
    let _ = match form {
        LogForm::Text => builder.with_max_level(LevelFilter::INFO).try_init(),
        LogForm::Errors => builder.with_max_level(LevelFilter::ERROR).try_init(),
        LogForm::Json => builder
            .with_max_level(LevelFilter::INFO)
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init(),
    };
}
