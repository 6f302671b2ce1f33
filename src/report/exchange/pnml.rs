//! The control flow of a workflow as a net in PNML (ISO/IEC 15909-2), for
//! programs that check the conformance of an event log.
//!
//! The final marking stands in `finalmarkings`, which is not of the standard but
//! is what ProM and pm4py write and read.

use std::collections::BTreeSet;

use super::net::{Net, Spot};
use super::xml::Xml;
use crate::guard::Name;
use crate::workflow::Workflow;

/// The place-transition nets of ISO/IEC 15909-2.
const TYPE: &str = "http://www.pnml.org/version-2009/grammar/ptnet";

/// The net of a workflow whose cases may begin in these states besides its own
/// beginning: where other workflows open them.
pub fn render(workflow: &Workflow, begins_at: &BTreeSet<Name>) -> String {
    let net = Net::of(workflow, begins_at);
    let mut xml = Xml::document();
    xml.comment(
        "The control flow of the procedure. Conditions on facts, deadlines and who may act are \
         left out: the net allows every way that the procedure allows, and more.",
    );
    if net.cut {
        xml.comment(
            "There are more configurations of its tracks than are written here: some ways are \
             missing.",
        );
    }
    xml.open(
        "pnml",
        &[("xmlns", "http://www.pnml.org/version-2009/grammar/pnml")],
    );
    let id = workflow.id();
    xml.open("net", &[("id", id), ("type", TYPE)]);
    name(&mut xml, id);
    xml.open("page", &[("id", "page")]);
    for place in &net.places {
        xml.open("place", &[("id", &place_id(workflow, place))]);
        name(&mut xml, &place_name(workflow, place));
        if *place == Spot::Start {
            xml.open("initialMarking", &[]);
            xml.text("text", &[], "1");
            xml.close();
        }
        xml.close();
    }
    for (number, one) in net.moves.iter().enumerate() {
        let id = format!("t{number}");
        xml.open("transition", &[("id", &id)]);
        name(&mut xml, &one.label);
        xml.close();
    }
    for (number, one) in net.moves.iter().enumerate() {
        let id = format!("t{number}");
        for place in &one.takes {
            let place = place_id(workflow, place);
            let arc = format!("{place}-{id}");
            xml.empty("arc", &[("id", &arc), ("source", &place), ("target", &id)]);
        }
        for place in &one.gives {
            let place = place_id(workflow, place);
            let arc = format!("{id}-{place}");
            xml.empty("arc", &[("id", &arc), ("source", &id), ("target", &place)]);
        }
    }
    xml.close();
    xml.open("finalmarkings", &[]);
    xml.open("marking", &[]);
    xml.open("place", &[("idref", &place_id(workflow, &Spot::End))]);
    xml.text("text", &[], "1");
    xml.finish()
}

fn name(xml: &mut Xml, text: &str) {
    xml.open("name", &[]);
    xml.text("text", &[], text);
    xml.close();
}

fn place_id(workflow: &Workflow, place: &Spot) -> String {
    match place {
        Spot::Start => "start".to_owned(),
        Spot::End => "end".to_owned(),
        // No state is named as one of the two.
        Spot::State(_) => format!("state.{}", place_name(workflow, place)),
    }
}

fn place_name(workflow: &Workflow, place: &Spot) -> String {
    match place {
        Spot::Start => "start".to_owned(),
        Spot::End => "end".to_owned(),
        Spot::State(id) => workflow
            .tree()
            .get(*id)
            .map_or_else(String::new, |state| state.element.id.to_string()),
    }
}
