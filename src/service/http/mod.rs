//! The service over HTTP.
//!
//! Handlers are thin over [`Cases`](super::Cases) and [`Log`](super::Log). One
//! table (`routes`) gives the router and the OpenAPI document; everything that is
//! the same for every request (who calls, limits, problem details, the line in the
//! log) stands around the handlers in `around`. What is refused is told as problem
//! details (RFC 9457) in the language of the caller, and in both. `docs/http.md` is
//! for those who call.
//!
//! - [`Service`]: cases in a store, a library, and who may call; made of [`Files`]
//!   and [`Options`].
//! - [`serve`] runs it until the process is told to stop; [`router()`] is the same
//!   for a server of your own.
//! - [`document`]: the OpenAPI document; [`body`]: how requests are read.
//!
//! ```no_run
//! use std::net::TcpListener;
//! use std::path::Path;
//! use std::sync::Arc;
//! use jorye::library::{Files as Folder, Library, Machine};
//! use jorye::service::KeyFile;
//! use jorye::service::access::KeysFile;
//! use jorye::service::http::{Files, Options, Service, serve};
//! use jorye::store::{SqliteOptions, SqliteStore};
//!
//! let path = Path::new("jorye.db");
//! let store = SqliteStore::open(path, &SqliteOptions::default())?;
//! let library = Library::of(&Folder::read(Path::new("."))?);
//! let files = Files {
//!     log_key: KeyFile::beside(path),
//!     api_keys: KeysFile::beside(path),
//!     principals: "principals.toml".into(),
//! };
//! let (service, odd) = Service::new(
//!     Arc::new(store), Arc::new(Machine), library, files, Options::default(),
//! )?;
//! assert!(odd.is_empty(), "the file of principals names what the library does not have");
//! let listener = TcpListener::bind("127.0.0.1:8787")?;
//! serve(&Arc::new(service), listener, |address| println!("http://{address}"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adoption;
mod around;
mod bodies;
pub mod body;
mod call;
mod cases;
mod children;
mod export;
mod fault;
mod headers;
mod health;
mod listen;
mod log;
mod openapi;
mod orders;
mod page;
mod problem;
mod reply;
mod revisions;
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
