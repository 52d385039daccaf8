//! The simulation's disk goes through the steps that the browser's store goes through.

use super::Disk;
use crate::simulation::disk_steps::{Answer, Seen, Step, line, steps};
use shared::sync::PersistFailure;

fn take(disk: &mut Disk, step: Step) -> Answer {
    let done = |done: bool| match done {
        true => Answer::Done,
        false => Answer::Refused,
    };
    match step {
        Step::SignIn(person) => {
            disk.set_person(person);
            Answer::Done
        }
        Step::Draft(user, id) => done(disk.put_draft(id, user)),
        Step::Photo(photo) => done(disk.put_photo(photo)),
        Step::Finish(entry, pictures) => {
            assert!(pictures.iter().all(|id| disk.photo(*id).is_some()));
            done(disk.finish(entry).is_some())
        }
        Step::PutAway(user, fact) => done(disk.put_away(user, fact)),
        Step::Persist(batch) => match disk.persist(&batch) {
            Ok(()) => Answer::Done,
            Err(PersistFailure::Changed) => Answer::Changed,
            Err(PersistFailure::Failed) => panic!("there is room"),
        },
        Step::Fold(position) => match disk.fold(&position, &disk.rows()) {
            Some(_) => Answer::Done,
            None => Answer::Changed,
        },
        Step::Sweep(now) => {
            disk.sweep(now);
            Answer::Done
        }
    }
}

#[test]
fn the_disk_behaves_like_the_browsers_store() {
    let mut disk = Disk::default();
    for (n, (step, answer, then)) in steps().enumerate() {
        assert_eq!(take(&mut disk, step), answer, "step {n}");
        let (position, rows, outbox) = disk.load();
        let drafts = disk.person.map(|person| disk.drafts(person).collect());
        let seen = line(&Seen {
            person: disk.person,
            position,
            rows: &rows,
            outbox,
            photos: disk.photos().cloned().collect(),
            drafts: drafts.unwrap_or_default(),
        });
        assert_eq!(seen, then, "step {n}");
    }
}
