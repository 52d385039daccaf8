//! What a push and a pull cost while the server's tables grow from a thousand rows to a million, nearly all
//! of them other people's: members, their targets, visits to them. Each size has a new visitor with a
//! hundred members, so that what is measured stays the same. One JSON object a line, for `cargo xtask bench`.

use std::time::Instant;

use shared::model::{Outcome, Role};
use shared::wire::Fact;
use tests::facts::{visit, visited};
use tests::figures::{median, print};
use tests::{Phone, Season, TestServer};

const SIZES: [u128; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Rows of each other member: itself, its target, a visit.
const ROWS_OF_A_MEMBER: u128 = 3;
const OTHERS: usize = 20;
/// Members of the visitor who is measured.
const OWN: u128 = 100;
/// Visits in a push that is measured, and how often it is.
const VISITS: u128 = 20;
const PUSHES: usize = 31;
const PULLS: usize = 101;
/// Visits in a push that fills the tables.
const AT_ONCE: usize = 100;
/// How much dearer a million rows may be than a thousand.
const FLAT: f64 = 2.0;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Milliseconds, as medians.
struct Cost {
    push: f64,
    news: f64,
    nothing: f64,
    first: f64,
}

struct Server<'a> {
    server: &'a TestServer,
    season: Season<'a>,
    others: Vec<Phone>,
    members: u128,
    facts: u128,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let mut filling = Server {
        server: &server,
        season: Season::new(&server, office, 0),
        others: Vec::new(),
        members: 0,
        facts: 0,
    };
    for n in 0..OTHERS {
        let other = server.newcomer(Role::Visitor, &format!("other{n}")).await;
        filling.others.push(Phone::new(other));
    }
    let mut costs = Vec::new();
    for size in SIZES {
        filling.grow_to(size).await;
        costs.push(filling.measure(size).await);
    }
    print_curve("push of 20 visits", &costs, |cost| cost.push)?;
    print_curve("pull of the 20 rows that it made", &costs, |cost| cost.news)?;
    print_curve("pull of nothing new", &costs, |cost| cost.nothing)?;
    print_curve("first sync of 100 members", &costs, |cost| cost.first)?;
    Ok(())
}

impl Server<'_> {
    /// Fills the tables as the office and the phones do.
    async fn grow_to(&mut self, rows: u128) {
        let (from, to) = (self.members, rows / ROWS_OF_A_MEMBER);
        self.season.add(from..to);
        for (n, other) in self.others.iter_mut().enumerate() {
            let theirs: Vec<u128> = (from..to)
                .filter(|member| *member as usize % OTHERS == n)
                .collect();
            let visitor = other.browser.user.expect("it signed in");
            self.season.give(theirs.iter().copied(), visitor);
            for some in theirs.chunks(AT_ONCE) {
                let facts: Vec<Fact> = some
                    .iter()
                    .map(|member| {
                        self.facts += 1;
                        visited(self.facts, visit(*member, Outcome::MetContact))
                    })
                    .collect();
                other.push(&facts).await;
            }
        }
        self.members = to;
    }

    async fn measure(&mut self, size: u128) -> Cost {
        let own = self.members..self.members + OWN;
        self.members += OWN;
        self.season.add(own.clone());
        let visitor = self
            .server
            .newcomer(Role::Visitor, &format!("visitor{size}"))
            .await;
        let mut phone = Phone::new(visitor);
        let user = phone.browser.user.expect("it signed in");
        self.season.give(own.clone(), user);
        let mut first = Vec::new();
        for _ in 0..PUSHES {
            let mut new = Phone::new(phone.browser.clone());
            first.push(timed(new.pull()).await);
        }
        phone.pull().await;
        let (mut push, mut news) = (Vec::new(), Vec::new());
        for _ in 0..PUSHES {
            let facts: Vec<Fact> = (0..VISITS)
                .map(|n| {
                    self.facts += 1;
                    visited(self.facts, visit(own.start + n, Outcome::MetContact))
                })
                .collect();
            push.push(timed(phone.push(&facts)).await);
            news.push(timed(phone.pull()).await);
        }
        let mut nothing = Vec::new();
        for _ in 0..PULLS {
            nothing.push(timed(phone.pull()).await);
        }
        Cost {
            push: median(&mut push),
            news: median(&mut news),
            nothing: median(&mut nothing),
            first: median(&mut first),
        }
    }
}

async fn timed<T>(work: impl Future<Output = T>) -> f64 {
    let began = Instant::now();
    work.await;
    began.elapsed().as_secs_f64() * 1_000.0
}

fn print_curve(what: &str, costs: &[Cost], of: fn(&Cost) -> f64) -> Result<()> {
    for (size, cost) in SIZES.iter().zip(costs) {
        print(&format!("{what}, {size} rows stored"), None, of(cost), "ms")?;
    }
    if let [first, .., last] = costs {
        let name = format!("{what}: a million rows beside a thousand");
        print(&name, Some(FLAT), of(last) / of(first), "x")?;
    }
    Ok(())
}
