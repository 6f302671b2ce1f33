//! The picture as a Mermaid state diagram (`stateDiagram-v2`).
//!
//! Tracks of a parallel state are concurrent regions (`--`). Arrows stand after
//! all states, outside of every block, where Mermaid leaves each state in the
//! block in which it was declared.

use std::fmt::Write;

use super::label::{arrow, shown};
use super::outline::{arrows, top};
use crate::diagnostic::Lang;
use crate::ordinance::Texts;
use crate::workflow::{StateId, StateKind, Workflow};

/// Draws a workflow.
pub fn render(workflow: &Workflow, _texts: &Texts, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = draw(&mut out, workflow, lang);
    out
}

fn draw(out: &mut String, workflow: &Workflow, lang: Lang) -> std::fmt::Result {
    writeln!(out, "stateDiagram-v2")?;
    writeln!(out, "    direction TB")?;
    for id in top(workflow) {
        draw_state(out, workflow, id, lang, 1)?;
    }
    for arrow_of in arrows(workflow) {
        let lines = arrow(workflow, arrow_of.transition, arrow_of.branch, lang);
        writeln!(
            out,
            "    {} --> {} : {}",
            node(workflow, arrow_of.from),
            node(workflow, arrow_of.to),
            lines
                .iter()
                .map(|line| escaped(line))
                .collect::<Vec<_>>()
                .join("<br/>")
        )?;
    }
    Ok(())
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
    let indent = "    ".repeat(depth);
    let name = node(workflow, id);
    write!(
        out,
        "{indent}state \"{}\" as {name}",
        escaped(&shown(state, lang))
    )?;
    match &state.kind {
        StateKind::Simple | StateKind::End { .. } => writeln!(out)?,
        StateKind::Compound { .. } => {
            writeln!(out, " {{")?;
            for &child in &state.children {
                draw_state(out, workflow, child, lang, depth + 1)?;
            }
            writeln!(out, "{indent}}}")?;
        }
        StateKind::Parallel => {
            writeln!(out, " {{")?;
            for (at, &track) in state.children.iter().enumerate() {
                if at > 0 {
                    writeln!(out, "{indent}    --")?;
                }
                draw_state(out, workflow, track, lang, depth + 1)?;
            }
            writeln!(out, "{indent}}}")?;
        }
    }
    if state.initial {
        writeln!(out, "{indent}[*] --> {name}")?;
    }
    if matches!(state.kind, StateKind::End { .. }) {
        writeln!(out, "{indent}{name} --> [*]")?;
    }
    Ok(())
}

/// The name of a state. Mermaid reserves words such as `end` and `state`.
fn node(workflow: &Workflow, id: StateId) -> String {
    workflow
        .states
        .get(id.0)
        .map(|state| format!("s_{}", state.element.id))
        .unwrap_or_default()
}

/// A label: what Mermaid would read as syntax stands as an entity.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '#' | ':' | ';' | '"' | '<' | '>' | '&' | '{' | '}' | '[' | ']' | '`' | '\\' | '%' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_cannot_become_syntax() {
        assert_eq!(escaped("가: \"나\";\n"), "가#58; #34;나#34;#59; ");
    }
}
