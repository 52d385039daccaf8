//! The scheduler: which kinds of things happen, in which order. A schedule is made before anything
//! runs, and any part of it is a schedule too.

use super::chance::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody saves a record.
    Record,
    /// Somebody types; nothing is promised yet.
    Draft,
    /// A tab does the next thing that its engine asked for.
    Work,
    /// Something on its way arrives, or doesn't.
    Deliver,
    /// A timer goes off.
    Timer,
    /// The app is looked at, or the network is back.
    Wake,
    /// 今すぐ送信
    Ask,
    /// A refused record is sent once more by hand.
    OfferAgain,
    /// Somebody has noted that a refused record counts nowhere.
    PutAway,
    /// The rows on a phone's disk are folded.
    Fold,
    /// The office gives a member to somebody, or takes it back.
    Assign,
    /// The office deals out half of its members anew.
    Storm,
    /// The office changes a member's data.
    Change,
    /// The office puts a visitor's day in order.
    Publish,
    /// The office gives a lead to somebody, or says how far it has come.
    Lead,
    /// A visitor gets another card.
    Card,
    /// The office decides about a record that waits in 要確認.
    Decide,
    /// Somebody has read which of their values didn't stand.
    See,
    /// The app is killed and opened again.
    Kill,
    /// The phone's battery dies: what wasn't flushed is gone.
    PowerCut,
    /// A second tab, or one less.
    Tab,
    /// Somebody else signs in on a phone.
    Lend,
    /// A session ends, or begins again.
    Session,
    /// A phone's clock jumps by up to two days.
    Clock,
    /// A phone's storage is full, or has room again.
    Storage,
    /// A phone gets the newest app.
    Update,
    /// The server stops speaking to old apps, or speaks to them again.
    Demand,
    /// A verified backup.
    BackUp,
    /// The server's disk breaks: back to the last verified backup.
    Restore,
    /// The server is killed and started again.
    ServerDies,
    /// Months pass at the office: tombs older than a year are pruned.
    MonthsPass,
    /// The membership system has one more member.
    Join,
    /// The server's clock jumps by up to two days.
    ServerClock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: What,
    pub dice: u64,
}

/// How often each thing happens beside the others; in which bad luck it counts as bad luck.
const WEIGHTS: [(What, u64, bool); 33] = [
    (What::Record, 90, false),
    (What::Draft, 15, false),
    (What::Work, 330, false),
    (What::Deliver, 330, false),
    (What::Timer, 40, false),
    (What::Wake, 20, false),
    (What::Ask, 8, false),
    (What::OfferAgain, 5, false),
    (What::PutAway, 3, false),
    (What::Fold, 8, false),
    (What::Assign, 40, false),
    (What::Storm, 2, true),
    (What::Change, 15, false),
    (What::Publish, 6, false),
    (What::Lead, 8, false),
    (What::Card, 2, false),
    (What::Decide, 6, false),
    (What::See, 6, false),
    (What::Kill, 14, true),
    (What::PowerCut, 8, true),
    (What::Tab, 10, true),
    (What::Lend, 6, true),
    (What::Session, 6, true),
    (What::Clock, 6, true),
    (What::Storage, 6, true),
    (What::Update, 6, true),
    (What::Demand, 3, true),
    (What::BackUp, 5, true),
    (What::Restore, 3, true),
    (What::ServerDies, 4, true),
    (What::MonthsPass, 4, true),
    (What::Join, 3, false),
    (What::ServerClock, 3, true),
];

/// What this seed has in store. Each seed leaves some kinds of bad luck out and has more of
/// others, so that one doesn't always hide another.
pub fn schedule(seed: u64, steps: u32) -> Vec<Step> {
    let mut dice = Dice::new(seed ^ 0x5eed);
    let weights: Vec<(What, u64)> = WEIGHTS
        .iter()
        .map(|(what, weight, bad)| {
            let often = match dice.below(4) {
                0 if *bad => 0,
                1 if *bad => 3,
                _ => 1,
            };
            (*what, weight * often)
        })
        .collect();
    let total = weights.iter().map(|(_, weight)| weight).sum();
    (0..steps)
        .map(|_| {
            let mut place = dice.below(total);
            let (what, _) = weights
                .iter()
                .find(|(_, weight)| {
                    let here = place < *weight;
                    place = place.saturating_sub(*weight);
                    here
                })
                .unwrap_or(&weights[0]);
            Step {
                what: *what,
                dice: dice.number(),
            }
        })
        .collect()
}
