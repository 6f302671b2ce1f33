//! The service over HTTP.
//!
//! Handlers are thin over [`Cases`](super::Cases) and [`Log`](super::Log). One
//! table (`routes`) gives the router and the OpenAPI document; everything that
//! is the same for every request (who calls, limits, problem details, the line
//! in the log) stands around the handlers in `around`. What is refused is told
//! as problem details (RFC 9457) in the language of the caller, and in both.

mod around;
pub mod body;
mod call;
mod cases;
mod children;
mod fault;
mod headers;
mod health;
mod listen;
mod log;
mod openapi;
mod page;
mod problem;
mod reply;
mod routes;
mod schema;
mod state;
mod upkeep;

pub use around::router;
pub use fault::{Fault, Malformed, Part};
pub use listen::{ServeError, serve};
pub use log::{LogForm, start_log};
pub use openapi::document;
pub use state::{Files, Limits, Options, Service};
