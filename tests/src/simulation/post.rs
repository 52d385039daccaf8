//! The way between phones and office. Every message travels as its JSON text; each can get lost,
//! come twice, come late, be cut, or meet a hotel's sign-in page.

use shared::model::{PhotoId, UserId};
use shared::sync::{Event, Failure, PersistFailure, Ticket};
use shared::wire::sync::{PhotoStored, PullReply, PullRequest, PushReply, PushRequest, Witness};

use super::app::App;
use super::chance::Dice;
use super::mutant::Mutant;
use super::office::Office;
use super::record::UNWELCOME;
use super::rule::Held;
use super::world::World;

const PORTAL: &str = "<!doctype html><title>Wi-Fi</title><h1>ようこそ</h1>";

/// Something on its way.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub number: u64,
    pub at: Address,
    pub cargo: Cargo,
}

/// One engine in one tab; when it is gone, so is what was meant for it.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    pub phone: usize,
    pub tab: u64,
}

#[derive(Clone, Debug)]
pub enum Cargo {
    /// With the session that the browser had when it was sent.
    Push {
        user: UserId,
        text: String,
    },
    Pull {
        user: UserId,
        text: String,
    },
    /// Arrived by a detour, long after its sender gave up; nobody waits for the answer.
    LatePush {
        user: UserId,
        text: String,
    },
    Photo {
        user: UserId,
        /// Whose picture the phone says that it is.
        of: UserId,
        photo: PhotoId,
        seen: Option<Witness>,
    },
    PhotoSent(PhotoId, Answer),
    Pushed(Answer),
    Pulled(Answer),
    /// The disk has done a transaction, or refused it.
    Persisted(Ticket, Result<(), PersistFailure>),
    /// Another tab wrote.
    Notice,
}

#[derive(Clone, Debug)]
pub enum Answer {
    /// A body with status 200, and the history of the server that wrote it.
    Body(String, u64),
    Failure(Failure),
}

enum OnTheWayThere {
    Arrives,
    Lost,
    Twice,
    AndLate,
    Portal,
    ServerDiesFirst,
    ServerDiesAfter,
    DiskFull(u32),
    Throttled,
}

impl World {
    pub(super) fn address(&self, phone: usize, place: usize) -> Address {
        Address {
            phone,
            tab: self.phones[phone].tabs[place].number,
        }
    }

    pub(super) fn post(&mut self, cargo: Cargo, at: Address) {
        let number = self.number();
        self.parcels.push(Parcel { number, at, cargo });
    }

    pub(super) fn send_push(&mut self, phone: usize, from: Address, mut request: PushRequest) {
        if let Some(mutant) = self.mutant {
            mutant.spoil_push(&mut request);
        }
        self.tell(|| format!("phone {phone} sends {} facts", request.muts.len()));
        let text = serde_json::to_string(&request).expect("a request serialises");
        let user = self.phones[phone].person();
        self.post(Cargo::Push { user, text }, from);
    }

    pub(super) fn send_pull(&mut self, phone: usize, from: Address, mut request: PullRequest) {
        if let Some(mutant) = self.mutant {
            mutant.spoil_pull(&mut request);
        }
        self.tell(|| format!("phone {phone} asks for what came after {}", request.cursor));
        let text = serde_json::to_string(&request).expect("a request serialises");
        let user = self.phones[phone].person();
        self.post(Cargo::Pull { user, text }, from);
    }

    pub(super) fn send_photo(
        &mut self,
        phone: usize,
        from: Address,
        (photo, of): (PhotoId, UserId),
        seen: Option<Witness>,
    ) {
        self.tell(|| format!("phone {phone} sends the picture {photo}"));
        let user = self.phones[phone].person();
        let cargo = Cargo::Photo {
            user,
            of,
            photo,
            seen,
        };
        self.post(cargo, from);
    }

    fn photo_arrives(
        &mut self,
        at: Address,
        user: UserId,
        (photo, seen): (PhotoId, Option<Witness>),
        dice: &mut Dice,
    ) -> Result<Answer, super::rule::Violation> {
        if let Some(refusal) = self.refused_at_the_door(at) {
            return Ok(Answer::Failure(refusal));
        }
        self.only_ones_own_picture(at.phone, user, photo)?;
        let offline = Answer::Failure(Failure::Offline);
        Ok(match self.fate_there(dice) {
            OnTheWayThere::Lost => offline,
            OnTheWayThere::Portal => Answer::Body(PORTAL.to_owned(), self.office.history),
            OnTheWayThere::Throttled => Answer::Failure(Failure::Trouble { retry_s: 5 }),
            OnTheWayThere::ServerDiesFirst => {
                self.server_dies();
                offline
            }
            OnTheWayThere::ServerDiesAfter => {
                self.serve_photo(user, photo, seen);
                self.server_dies();
                offline
            }
            OnTheWayThere::Twice | OnTheWayThere::AndLate => {
                self.serve_photo(user, photo, seen);
                self.serve_photo(user, photo, seen)
            }
            OnTheWayThere::DiskFull(pages) => {
                let now = self.now;
                let work = |office: &Office| office.photo(user, photo, seen, now);
                match self.office.while_full(pages, work) {
                    Ok(reply) => answer(&reply, self.office.history),
                    Err(failure) => Answer::Failure(failure),
                }
            }
            OnTheWayThere::Arrives => self.serve_photo(user, photo, seen),
        })
    }

    fn serve_photo(&mut self, user: UserId, photo: PhotoId, seen: Option<Witness>) -> Answer {
        let reply = self.office.photo(user, photo, seen, self.now);
        self.tell(|| format!("the server says of the picture {photo}: {reply:?}"));
        match reply {
            Ok(reply) => {
                self.figures.photos += 1;
                answer(&reply, self.office.history)
            }
            Err(failure) => Answer::Failure(failure),
        }
    }

    pub(super) fn deliver(&mut self, n: usize, dice: &mut Dice) -> Held {
        let Parcel { at, cargo, .. } = self.parcels.remove(n);
        match cargo {
            Cargo::Push { user, text } => {
                let answer = self.push_arrives(at, user, &text, dice)?;
                self.post(Cargo::Pushed(answer), at);
            }
            Cargo::LatePush { user, text } => {
                if let Ok(request) = serde_json::from_str(&text) {
                    self.serve_push(at, user, &request, dice)?;
                }
            }
            Cargo::Pull { user, text } => {
                let answer = self.pull_arrives(at, user, &text, dice);
                self.post(Cargo::Pulled(answer), at);
            }
            Cargo::Photo {
                user, of, photo, ..
            } if user != of => {
                let answer = Answer::Failure(Failure::SignedOut);
                self.post(Cargo::PhotoSent(photo, answer), at);
            }
            Cargo::Photo {
                user, photo, seen, ..
            } => {
                let answer = self.photo_arrives(at, user, (photo, seen), dice)?;
                self.post(Cargo::PhotoSent(photo, answer), at);
            }
            Cargo::PhotoSent(photo, answer) => {
                // What its page came from is another matter.
                let (reply, _) = self.read::<PhotoStored>(at, answer, dice);
                self.hear(at, Event::PhotoReplied(photo, reply), None);
            }
            Cargo::Pushed(answer) => {
                let (reply, history) = self.read::<PushReply>(at, answer, dice);
                self.hear(at, Event::PushReplied(reply), history);
            }
            Cargo::Pulled(answer) => {
                let (reply, history) = self.read::<PullReply>(at, answer, dice);
                self.hear(at, Event::PullReplied(reply), history);
            }
            Cargo::Persisted(ticket, result) => {
                self.hear(at, Event::Persisted(ticket, result), None);
            }
            Cargo::Notice => {
                let phone = &mut self.phones[at.phone];
                if let Some(place) = phone.place_of(at.tab) {
                    phone.tabs[place].others_wrote = true;
                    self.read_what_others_wrote(at.phone, place);
                }
            }
        }
        Ok(())
    }

    fn hear(&mut self, at: Address, event: Event, history: Option<u64>) {
        let phone = &mut self.phones[at.phone];
        if let Some(place) = phone.place_of(at.tab) {
            if let Some(history) = history {
                phone.tabs[place].history = history;
            }
            phone.send(place, event, self.now);
            self.read_what_others_wrote(at.phone, place);
        }
    }

    fn fate_there(&self, dice: &mut Dice) -> OnTheWayThere {
        if !self.bad_luck {
            return OnTheWayThere::Arrives;
        }
        match dice.below(100) {
            0..8 => OnTheWayThere::Lost,
            8..13 => OnTheWayThere::Twice,
            13..17 => OnTheWayThere::AndLate,
            17..21 => OnTheWayThere::Portal,
            21..22 => OnTheWayThere::ServerDiesFirst,
            22..24 => OnTheWayThere::ServerDiesAfter,
            24..27 => OnTheWayThere::DiskFull(u32::try_from(dice.below(12)).unwrap_or(0)),
            27..29 => OnTheWayThere::Throttled,
            _ => OnTheWayThere::Arrives,
        }
    }

    fn push_arrives(
        &mut self,
        at: Address,
        user: UserId,
        text: &str,
        dice: &mut Dice,
    ) -> Result<Answer, super::rule::Violation> {
        if let Some(refusal) = self.refused_at_the_door(at) {
            return Ok(Answer::Failure(refusal));
        }
        let request: PushRequest = serde_json::from_str(text).expect("our own request");
        if request.user != user {
            return Ok(Answer::Failure(Failure::SignedOut));
        }
        if request
            .muts
            .iter()
            .any(|fact| fact.get().contains(UNWELCOME))
        {
            return Ok(match self.mutant {
                Some(Mutant::RefusedBatchFalls) => {
                    answer(&Mutant::all_refused(&request), self.office.history)
                }
                _ => Answer::Failure(Failure::Refused),
            });
        }
        let offline = Answer::Failure(Failure::Offline);
        Ok(match self.fate_there(dice) {
            OnTheWayThere::Lost => offline,
            OnTheWayThere::Portal if self.mutant == Some(Mutant::PortalCountsAsReply) => {
                answer(&Mutant::portal_as_reply(&request), self.office.history)
            }
            OnTheWayThere::Portal => Answer::Body(PORTAL.to_owned(), self.office.history),
            OnTheWayThere::Throttled => Answer::Failure(Failure::Trouble { retry_s: 5 }),
            OnTheWayThere::ServerDiesFirst => {
                self.server_dies();
                offline
            }
            OnTheWayThere::ServerDiesAfter => {
                self.serve_push(at, user, &request, dice)?;
                self.server_dies();
                offline
            }
            OnTheWayThere::Twice => {
                self.serve_push(at, user, &request, dice)?;
                self.serve_push(at, user, &request, dice)?
            }
            OnTheWayThere::AndLate => {
                let text = text.to_owned();
                self.post(Cargo::LatePush { user, text }, at);
                self.serve_push(at, user, &request, dice)?
            }
            OnTheWayThere::DiskFull(pages) => {
                let now = self.now;
                let reply = self
                    .office
                    .while_full(pages, |office| office.push(user, &request, now));
                match reply {
                    Ok(reply) => answer(&reply, self.office.history),
                    Err(failure) => Answer::Failure(failure),
                }
            }
            OnTheWayThere::Arrives => self.serve_push(at, user, &request, dice)?,
        })
    }

    /// The server takes the batch, and what it says of each fact is held against the ledger.
    fn serve_push(
        &mut self,
        at: Address,
        user: UserId,
        request: &PushRequest,
        dice: &mut Dice,
    ) -> Result<Answer, super::rule::Violation> {
        self.figures.pushes += 1;
        self.only_saved_bytes_of_ones_own(at.phone, user, request)?;
        self.urgent_first(at.phone, request)?;
        let forgetful = (self.mutant == Some(Mutant::RepliesBeforeTheCommit) && dice.percent(10))
            .then(|| self.office.snapshot());
        let reply = self.office.push(user, request, self.now);
        if let Some(before) = forgetful {
            self.office.go_on_with(before);
        }
        if self.mutant == Some(Mutant::SkipsAReceipt) && dice.percent(30) {
            let tampered = self.office.tamper().execute("DELETE FROM receipts", []);
            tampered.expect("the receipts can be deleted");
        }
        if self.mutant == Some(Mutant::ForgetsRefusals) {
            let tampered = self.office.tamper().execute("DELETE FROM attention", []);
            tampered.expect("the refusals can be deleted");
        }
        if self.mutant == Some(Mutant::ContactCountsTwice) && dice.percent(30) {
            self.office.count_contacts_twice();
        }
        let history = self.office.history;
        match reply {
            Ok(mut reply) => {
                self.tell(|| told(request, &reply));
                self.poison_stayed_alone(request, &reply)?;
                if let Some(mutant) = self.mutant {
                    mutant.spoil_pushed(&mut reply);
                }
                Ok(answer(&reply, history))
            }
            Err(failure) => {
                self.tell(|| format!("the server takes nothing: {failure:?}"));
                Ok(Answer::Failure(failure))
            }
        }
    }

    fn pull_arrives(&mut self, at: Address, user: UserId, text: &str, dice: &mut Dice) -> Answer {
        if let Some(refusal) = self.refused_at_the_door(at) {
            return Answer::Failure(refusal);
        }
        let request: PullRequest = serde_json::from_str(text).expect("our own request");
        if request.user != user {
            return Answer::Failure(Failure::SignedOut);
        }
        match self.fate_there(dice) {
            OnTheWayThere::Lost => return Answer::Failure(Failure::Offline),
            OnTheWayThere::Portal => {
                return Answer::Body(PORTAL.to_owned(), self.office.history);
            }
            OnTheWayThere::Throttled => {
                return Answer::Failure(Failure::Trouble { retry_s: 5 });
            }
            OnTheWayThere::ServerDiesFirst | OnTheWayThere::ServerDiesAfter => {
                self.server_dies();
                return Answer::Failure(Failure::Offline);
            }
            OnTheWayThere::Twice
            | OnTheWayThere::AndLate
            | OnTheWayThere::DiskFull(_)
            | OnTheWayThere::Arrives => {}
        }
        self.figures.pulls += 1;
        let mut reply = self.office.pull(user, &request, self.now);
        self.tell(|| {
            format!(
                "the server answers {:?} up to {} of {}: {} changes",
                reply.mode,
                reply.next,
                reply.head.seq,
                reply.changes.len()
            )
        });
        if let Some(mutant) = self.mutant {
            mutant.spoil_pulled(&mut reply);
        }
        answer(&reply, self.office.history)
    }

    fn refused_at_the_door(&self, at: Address) -> Option<Failure> {
        let phone = &self.phones[at.phone];
        if phone.app != App::NEWEST && self.demands_update {
            Some(Failure::UpdateNeeded)
        } else if phone.signed_in {
            None
        } else {
            Some(Failure::SignedOut)
        }
    }

    /// What the phone makes of an answer, as `frontend/api` does: what isn't ours counts as offline.
    fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        at: Address,
        answer: Answer,
        dice: &mut Dice,
    ) -> (Result<T, Failure>, Option<u64>) {
        let (text, history) = match answer {
            Answer::Failure(failure) => return (Err(failure), None),
            Answer::Body(text, history) => (self.phones[at.phone].app.hears(text), history),
        };
        let fate = if self.bad_luck { dice.below(100) } else { 100 };
        let text = match fate {
            0..8 => {
                self.tell(|| format!("phone {} hears no answer", at.phone));
                return (Err(Failure::Offline), None);
            }
            8..14 => {
                let mut end = dice.below(text.len() as u64) as usize;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text[..end].to_owned()
            }
            14..17 => PORTAL.to_owned(),
            _ => text,
        };
        let reply = serde_json::from_str(&text).map_err(|_| Failure::Offline);
        (reply, Some(history))
    }
}

fn answer(reply: &impl serde::Serialize, history: u64) -> Answer {
    let text = serde_json::to_string(reply).expect("a reply serialises");
    Answer::Body(text, history)
}

fn told(request: &PushRequest, reply: &PushReply) -> String {
    let results: Vec<String> = reply
        .results
        .iter()
        .map(|one| {
            let id = one.id.map_or("?".to_owned(), super::world::short);
            format!("{id} {:?}", one.result)
        })
        .collect();
    let _ = request;
    format!("the server answers: {}", results.join(", "))
}
