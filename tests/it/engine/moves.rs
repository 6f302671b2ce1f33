//! A revision that changes nothing moves cases without changing anything.

use jorye::engine::revise::{MoveError, Obstacle, Passage, again, obstacles, revised};
use jorye::engine::{Act, Case, Content, Decision, Definition, Outside, World, apply, decide};
use jorye::workflow::Transitional;

use super::under;

/// Moving by the identity map and then acting comes to what staying comes to,
/// up to the manifest and the revision.
pub(super) fn moving_is_staying(
    definition: Definition<'_>,
    world: &World,
    case: &Case,
    act: &Act,
    stayed: &Decision,
) {
    let mut later = definition.workflow.clone();
    later.revision += 1;
    later.transitional = Some((Transitional::Move, Vec::new()));
    assert_eq!(obstacles(definition.workflow, &later), []);
    let passage = Passage {
        old: definition,
        new: under(&later, [9; 32]),
    };
    let outside = Outside {
        children: &world.children,
        register: &world.register,
    };
    let via = "walk".into();
    let moved = match revised(passage, world.recorded, outside, &via, case) {
        Ok(moved) => moved,
        // Where nothing can happen any more, there is nothing to move for.
        Err(MoveError::NoPlace { obstacles, .. }) => {
            let stuck = |it: &Obstacle| matches!(it, Obstacle::DeadEnd { .. });
            assert!(obstacles.iter().all(stuck), "{obstacles:#?}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let (last, owed) = moved.entries.split_last().unwrap();
    let stood = owed.iter().fold(case.clone(), |case, entry| {
        apply(Some(case), entry).unwrap()
    });
    let Content::Moved(told) = &last.content else {
        assert!(moved.after.outcome.is_some(), "the clock has ended it");
        return;
    };
    again(passage, &stood, last).unwrap();
    // What waits for a day may follow of itself as soon as somebody looks.
    if !told.steps.is_empty() {
        return;
    }
    assert_eq!(told.renamed, Default::default());
    assert!(told.left.is_empty() && told.entered.is_empty() && told.effects.is_empty());
    let same = Case {
        manifest: stood.manifest,
        revision: stood.revision,
        version: stood.version,
        seq: stood.seq,
        recorded: stood.recorded,
        ..moved.after.clone()
    };
    if last.deadlines.is_empty() {
        assert_eq!(same, stood);
        let then = decide(passage.new, world, &moved.after, act.clone()).unwrap();
        assert_eq!(then.entry.content, stayed.entry.content);
        assert_eq!(then.entry.deadlines, stayed.entry.deadlines);
    }
}
