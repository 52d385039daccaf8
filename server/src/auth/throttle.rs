//! Slows down guessing of passwords in bounded memory. The long waits are those of a login from one
//! address, and of an address: a stranger elsewhere can't lock anybody out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use shared::model::Moment;

/// Wrong passwords that cost no wait; then the wait doubles from one second up to the longest.
#[derive(Clone, Copy, Debug)]
struct Limit {
    free: u32,
    longest_wait_s: u32,
}

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
    /// A login from one address.
    LoginFrom(String, IpAddr),
    /// A login from anywhere: guessing from many addresses is slowed down, and hardly its owner.
    Login(String),
    /// An office shares one address, so it gets more tries than a login.
    Address(IpAddr),
}

impl Key {
    fn of(login: &str, address: IpAddr) -> [Self; 3] {
        // No login is longer; a stranger's text mustn't fill the memory.
        let login: String = login.chars().take(40).collect();
        [
            Self::LoginFrom(login.clone(), address),
            Self::Login(login),
            Self::Address(address),
        ]
    }

    fn limit(&self) -> Limit {
        let (free, longest_wait_s) = match self {
            Self::LoginFrom(..) => (5, 300),
            Self::Login(_) => (100, 10),
            Self::Address(_) => (20, 300),
        };
        Limit {
            free,
            longest_wait_s,
        }
    }
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
        let keys = Key::of(login, address);
        for key in &keys {
            if counters.get(key).is_some_and(|counter| counter.rested(now)) {
                counters.remove(key);
            }
        }
        let wait = keys
            .iter()
            .filter_map(|key| counters.get(key)?.wait_s(key.limit(), now))
            .max();
        if let Some(seconds) = wait {
            return Err(seconds);
        }
        for key in keys {
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

    /// The password was right: the login starts afresh, and half of the address's wrong tries are
    /// forgiven, so that colleagues behind it needn't wait for long.
    pub fn succeeded(&self, login: &str, address: IpAddr) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        for key in Key::of(login, address) {
            match (&key, counters.get_mut(&key)) {
                (Key::Address(_), Some(counter)) => counter.wrong /= 2,
                _ => {
                    counters.remove(&key);
                }
            }
        }
    }
}

impl Counter {
    fn rested(self, now: Moment) -> bool {
        now.utc_ms - self.last_ms >= FORGOTTEN_AFTER_MS
    }

    fn wait_s(self, limit: Limit, now: Moment) -> Option<u32> {
        let over = self.wrong.checked_sub(limit.free)?;
        let wait_s = 1_u32
            .checked_shl(over)
            .unwrap_or(limit.longest_wait_s)
            .min(limit.longest_wait_s);
        let until = self.last_ms + i64::from(wait_s) * 1_000;
        let left_ms = u32::try_from(until - now.utc_ms).ok()?;
        (left_ms > 0).then(|| left_ms.div_ceil(1_000))
    }
}

fn stay_small(counters: &mut HashMap<Key, Counter>, now: Moment) {
    if counters.len() <= MOST_COUNTERS {
        return;
    }
    counters.retain(|_, counter| !counter.rested(now));
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
    fn a_stranger_elsewhere_locks_nobody_out() {
        let throttle = Throttle::default();
        for n in 0..10 {
            let stranger = IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
            for _ in 0..5 {
                assert_eq!(throttle.begin("sato", stranger, at(0)), Ok(()));
            }
            assert!(throttle.begin("sato", stranger, at(0)).is_err());
        }
        assert_eq!(throttle.begin("sato", HOME, at(0)), Ok(()));
        // Many more addresses slow everybody down a little, and never for long.
        for n in 0..u32::try_from(MOST_COUNTERS).expect("small") {
            let stranger = IpAddr::V4(Ipv4Addr::from(n));
            if let Err(wait_s) = throttle.begin("sato", stranger, at(0)) {
                assert!(wait_s <= 10, "{wait_s}");
            }
        }
        assert_eq!(throttle.begin("sato", HOME, at(10)), Ok(()));
    }

    #[test]
    fn what_rested_for_an_hour_is_forgotten() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("sato", HOME, at(0)), Ok(()));
        }
        // One slip a month later isn't the sixth.
        for _ in 0..5 {
            assert_eq!(throttle.begin("sato", HOME, at(3_600)), Ok(()));
        }
        assert!(throttle.begin("sato", HOME, at(3_600)).is_err());
    }

    #[test]
    fn one_right_password_opens_the_address_for_the_colleagues() {
        let throttle = Throttle::default();
        for n in 0..20 {
            assert_eq!(throttle.begin(&format!("u{n}"), HOME, at(0)), Ok(()));
        }
        assert_eq!(throttle.begin("sato", HOME, at(2)), Ok(()));
        throttle.succeeded("sato", HOME);
        assert_eq!(throttle.begin("suzuki", HOME, at(2)), Ok(()));
    }

    #[test]
    fn memory_stays_bounded() {
        let throttle = Throttle::default();
        for n in 0..u32::try_from(MOST_COUNTERS / 3).expect("small") + 50 {
            let address = IpAddr::V4(Ipv4Addr::from(n));
            assert_eq!(throttle.begin(&format!("u{n}"), address, at(0)), Ok(()));
        }
        let kept = throttle.counters.lock().expect("nobody panicked").len();
        assert!(kept <= MOST_COUNTERS, "{kept}");
    }
}
