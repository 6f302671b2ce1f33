//! Time as the law counts it: dates, calendars, periods, and the rules by which
//! a period is counted.
//!
//! A [`Calendar`] is dated data: which days are rest days, under which name and
//! by which provision, and for which years it can say so. [`due`] counts a
//! [`Period`] by a [`Rule`] and tells every step with its provision; [`due_at`]
//! gives the same answer without the steps. Nothing here reads a clock.
//!
//! ```
//! use jorye::calendar::{Calendar, Count, Point, Rule, due};
//! use jorye::diagnostic::Lang;
//!
//! let kr = Calendar::builtin("kr").ok_or("not there")?;
//! let from: Point = "2026-09-04".parse()?;
//! let found = due(&Count::new(Rule::Civil, &kr, from, "20 days".parse()?))?;
//! // Day 20 is the eve of Chuseok.
//! assert_eq!(found.at.to_string(), "2026-09-28");
//! let last = found.steps.last().ok_or("no steps")?;
//! assert_eq!(last.citation.as_deref(), Some("민법 제161조"));
//! assert!(last.says(Lang::En).contains("Monday"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builtin;
mod codes;
mod count;
mod day;
mod error;
mod file;
mod holidays;
mod period;
mod point;
mod rule;
mod step;
mod years;

pub use count::{Count, Due, FirstDay, Pause, Window, due, due_at};
pub use error::{CalendarError, CountError, Unusable};
pub use file::{Calendars, read};
pub use holidays::{Calendar, Day, Holiday, OutOfRange, Shift};
pub use period::{Period, PeriodError, Unit};
pub use point::{Point, PointError};
pub use rule::{Rule, RuleError};
pub use step::{Ground, StepTold, Told};
