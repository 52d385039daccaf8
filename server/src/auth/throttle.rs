//! Slows down guessing of passwords, per login and per address, in bounded memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use shared::model::Moment;

/// Wrong passwords of one login before one has to wait.
const FREE_PER_LOGIN: u32 = 5;
/// An office shares one address, so an address gets more tries than a login.
const FREE_PER_ADDRESS: u32 = 20;
/// The wait doubles from one second up to this.
const LONGEST_WAIT_S: u32 = 300;
/// A counter that rested for so long is forgotten.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60 * 1_000;
/// Counters kept; beyond it the one that rested longest goes.
const MOST_COUNTERS: usize = 10_000;

#[derive(Debug, Default)]
pub struct Throttle {
    counters: Mutex<HashMap<Key, Counter>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Login(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    wrong: u32,
    last_ms: i64,
}

impl Throttle {
    /// Counts a try as wrong before it is judged, so that many at once get no further than one
    /// by one. The error is the seconds to wait.
    pub fn begin(&self, login: &str, address: IpAddr, now: Moment) -> Result<(), u32> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        // No login is longer; a stranger's text mustn't fill the memory.
        let login: String = login.chars().take(40).collect();
        let keys = [
            (Key::Login(login), FREE_PER_LOGIN),
            (Key::Address(address), FREE_PER_ADDRESS),
        ];
        let wait = keys
            .iter()
            .filter_map(|(key, free)| counters.get(key)?.wait_s(*free, now))
            .max();
        if let Some(seconds) = wait {
            return Err(seconds);
        }
        for (key, _) in keys {
            let counter = counters.entry(key).or_insert(Counter {
                wrong: 0,
                last_ms: now.utc_ms,
            });
            counter.wrong = counter.wrong.saturating_add(1);
            counter.last_ms = now.utc_ms;
        }
        stay_small(&mut counters, now);
        Ok(())
    }

    /// The password was right: the login starts afresh, the address loses this try.
    pub fn succeeded(&self, login: &str, address: IpAddr) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.remove(&Key::Login(login.to_owned()));
        if let Some(counter) = counters.get_mut(&Key::Address(address)) {
            counter.wrong = counter.wrong.saturating_sub(1);
        }
    }
}

impl Counter {
    fn wait_s(self, free: u32, now: Moment) -> Option<u32> {
        let over = self.wrong.checked_sub(free)?;
        let wait_s = 1_u32
            .checked_shl(over)
            .unwrap_or(LONGEST_WAIT_S)
            .min(LONGEST_WAIT_S);
        let until = self.last_ms + i64::from(wait_s) * 1_000;
        let left_ms = u32::try_from(until - now.utc_ms).ok()?;
        (left_ms > 0).then(|| left_ms.div_ceil(1_000))
    }
}

fn stay_small(counters: &mut HashMap<Key, Counter>, now: Moment) {
    if counters.len() <= MOST_COUNTERS {
        return;
    }
    counters.retain(|_, counter| now.utc_ms - counter.last_ms < FORGOTTEN_AFTER_MS);
    while counters.len() > MOST_COUNTERS {
        let oldest = counters
            .iter()
            .min_by_key(|(_, counter)| counter.last_ms)
            .map(|(key, _)| key.clone());
        match oldest {
            Some(key) => counters.remove(&key),
            None => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn at(seconds: i64) -> Moment {
        Moment::from_utc_ms(seconds * 1_000)
    }

    #[test]
    fn the_sixth_wrong_password_has_to_wait_and_each_further_one_longer() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("sato", HOME, at(0)), Ok(()));
        }
        assert_eq!(throttle.begin("sato", HOME, at(0)), Err(1));
        assert_eq!(throttle.begin("suzuki", HOME, at(0)), Ok(()));
        assert_eq!(throttle.begin("sato", HOME, at(1)), Ok(()));
        assert_eq!(throttle.begin("sato", HOME, at(2)), Err(1));
        assert_eq!(throttle.begin("sato", HOME, at(3)), Ok(()));
        assert_eq!(throttle.begin("sato", HOME, at(3)), Err(4));
    }

    #[test]
    fn the_right_password_clears_the_login() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("sato", HOME, at(0)), Ok(()));
        }
        throttle.succeeded("sato", HOME);
        assert_eq!(throttle.begin("sato", HOME, at(0)), Ok(()));
    }

    #[test]
    fn one_address_that_tries_many_logins_has_to_wait_too() {
        let throttle = Throttle::default();
        for n in 0..20 {
            assert_eq!(throttle.begin(&format!("u{n}"), HOME, at(0)), Ok(()));
        }
        assert_eq!(throttle.begin("another", HOME, at(0)), Err(1));
        let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        assert_eq!(throttle.begin("another", elsewhere, at(0)), Ok(()));
    }

    #[test]
    fn memory_stays_bounded() {
        let throttle = Throttle::default();
        for n in 0..u32::try_from(MOST_COUNTERS).expect("small") + 50 {
            let address = IpAddr::V4(Ipv4Addr::from(n));
            assert_eq!(
                throttle.begin("sato2", address, at(i64::from(n) * 400)),
                Ok(())
            );
        }
        let kept = throttle.counters.lock().expect("nobody panicked").len();
        assert!(kept <= MOST_COUNTERS, "{kept}");
    }
}
