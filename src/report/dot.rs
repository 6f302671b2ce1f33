//! The picture in Graphviz's DOT language.
//!
//! States with states in them are clusters; an arrow to or from one is drawn to
//! a state inside and cut at its border (`compound=true`, `lhead`, `ltail`).

use std::fmt::Write;

use super::label;
use super::label::{arrow, title, word};
use super::outline::{Arrow, arrows, composite, innermost, top, within};
use crate::diagnostic::Lang;
use crate::ordinance::Texts;
use crate::workflow::{By, StateId, StateKind, Workflow};

/// Draws a workflow.
pub fn render(workflow: &Workflow, _texts: &Texts, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = draw(&mut out, workflow, lang);
    out
}

fn draw(out: &mut String, workflow: &Workflow, lang: Lang) -> std::fmt::Result {
    writeln!(out, "digraph {} {{", quoted(&workflow.element.id))?;
    writeln!(out, "  compound=true;")?;
    writeln!(out, "  rankdir=TB;")?;
    writeln!(out, "  fontname=\"sans-serif\";")?;
    writeln!(out, "  label={};", quoted(title(&workflow.element, lang)))?;
    writeln!(out, "  labelloc=t;")?;
    writeln!(
        out,
        "  node [shape=box, style=rounded, fontname=\"sans-serif\"];"
    )?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for state in top(workflow) {
        draw_state(out, workflow, state, lang, 1)?;
    }
    if let Some(initial) =
        top(workflow).find(|id| workflow.states.get(id.0).is_some_and(|state| state.initial))
    {
        draw_beginning(out, workflow, "start", initial, "  ")?;
    }
    for arrow in arrows(workflow) {
        draw_arrow(out, workflow, &arrow, lang)?;
    }
    writeln!(out, "}}")
}

// As deep as the states lie in each other, which the loader bounds.
fn draw_state(
    out: &mut String,
    workflow: &Workflow,
    id: StateId,
    lang: Lang,
    depth: usize,
) -> std::fmt::Result {
    let Some(state) = workflow.states.get(id.0) else {
        return Ok(());
    };
    let indent = "  ".repeat(depth);
    let name = &state.element.id;
    let shown = quoted(&label::shown(state, lang));
    match &state.kind {
        StateKind::Simple => {
            let style = if state.may_rest {
                ", style=\"rounded,dashed\""
            } else {
                ""
            };
            writeln!(out, "{indent}{} [label={shown}{style}];", quoted(name))
        }
        StateKind::End { .. } => {
            writeln!(
                out,
                "{indent}{} [label={shown}, peripheries=2];",
                quoted(name)
            )
        }
        kind @ (StateKind::Compound { .. } | StateKind::Parallel) => {
            writeln!(out, "{indent}subgraph {} {{", quoted(&cluster(name)))?;
            let parallel = matches!(kind, StateKind::Parallel);
            let note = if parallel {
                let note = format!(
                    "{} {}",
                    title(&state.element, lang),
                    word(lang, "(나란히)", "(side by side)")
                );
                quoted(&note)
            } else {
                shown
            };
            writeln!(out, "{indent}  label={note};")?;
            let style = if in_parallel(workflow, id) {
                "\"rounded,dashed\""
            } else {
                "rounded"
            };
            writeln!(out, "{indent}  style={style};")?;
            for &child in &state.children {
                draw_state(out, workflow, child, lang, depth + 1)?;
            }
            if let StateKind::Compound { initial } = kind {
                let inner = format!("{indent}  ");
                draw_beginning(out, workflow, &format!("start {name}"), *initial, &inner)?;
            }
            writeln!(out, "{indent}}}")
        }
    }
}

/// Whether a state is a track.
fn in_parallel(workflow: &Workflow, id: StateId) -> bool {
    workflow
        .states
        .get(id.0)
        .and_then(|state| workflow.states.get(state.parent?.0))
        .is_some_and(|parent| parent.kind == StateKind::Parallel)
}

/// The dot from which a level begins.
fn draw_beginning(
    out: &mut String,
    workflow: &Workflow,
    name: &str,
    initial: StateId,
    indent: &str,
) -> std::fmt::Result {
    let name = quoted(name);
    writeln!(out, "{indent}{name} [shape=point, width=0.12, label=\"\"];")?;
    let head = node(workflow, innermost(workflow, initial));
    let cut = if composite(workflow, initial) {
        format!(
            " [lhead={}]",
            quoted(&cluster(&state_id(workflow, initial)))
        )
    } else {
        String::new()
    };
    writeln!(out, "{indent}{name} -> {head}{cut};")
}

fn draw_arrow(
    out: &mut String,
    workflow: &Workflow,
    drawn: &Arrow<'_>,
    lang: Lang,
) -> std::fmt::Result {
    let tail = innermost(workflow, drawn.from);
    let head = innermost(workflow, drawn.to);
    let lines = arrow(workflow, drawn.transition, drawn.branch, lang);
    let mut attributes = vec![format!("label={}", quoted(&lines.join("\n")))];
    if drawn.internal || drawn.transition.by == By::Engine {
        attributes.push("style=dashed".to_owned());
    }
    // An arrow is not cut at the border of a cluster that holds its other end.
    if composite(workflow, drawn.from) && !within(workflow, head, drawn.from) {
        let name = cluster(&state_id(workflow, drawn.from));
        attributes.push(format!("ltail={}", quoted(&name)));
    }
    if composite(workflow, drawn.to) && !within(workflow, tail, drawn.to) {
        let name = cluster(&state_id(workflow, drawn.to));
        attributes.push(format!("lhead={}", quoted(&name)));
    }
    writeln!(
        out,
        "  {} -> {} [{}];",
        node(workflow, tail),
        node(workflow, head),
        attributes.join(", ")
    )
}

fn state_id(workflow: &Workflow, id: StateId) -> String {
    workflow
        .states
        .get(id.0)
        .map(|state| state.element.id.to_string())
        .unwrap_or_default()
}

fn node(workflow: &Workflow, id: StateId) -> String {
    quoted(&state_id(workflow, id))
}

fn cluster(name: &str) -> String {
    format!("cluster_{name}")
}

/// A quoted string of the DOT language: quotes and backslashes escaped, line
/// ends as `\n`.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            // Graphviz reads HTML entities in labels.
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_title_cannot_leave_its_string() {
        assert_eq!(
            quoted("\"가\" \\ & 나\n다\t"),
            "\"\\\"가\\\" \\\\ &amp; 나\\n다 \""
        );
    }
}
