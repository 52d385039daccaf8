//! What to propose to this member 今日すすめること.
//!
//! Source: plan FY2023: propose services that fit that member; product rule: by industry, size and what
//! they never used, at most three, each with its why.

use crate::model::{Day, Member, Service, moment::months_between};
use crate::order::sort_by_key;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion<'a> {
    pub service: &'a Service,
    /// Never empty.
    pub why: Vec<Why>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The service is made for this industry, among others.
    FitsIndustry,
    /// The service is made for businesses of this size.
    FitsSize,
    /// The member has never used this service.
    NeverUsed,
    /// Whole years since the member last used it, at least one.
    UsedLongAgo { years: u32 },
    /// For who isn't a member: made for businesses of every industry.
    ForEveryIndustry,
    /// For who isn't a member: made for the industries that the service names.
    ForSomeIndustries,
}

pub const MOST_SUGGESTIONS: usize = 3;
/// What was used within so many months needs no proposal.
const STILL_IN_USE_MONTHS: u32 = 12;

/// At most three, the best fit first.
pub fn suggestions<'a>(
    member: &Member,
    services: &'a [Service],
    today: Day,
) -> Vec<Suggestion<'a>> {
    let mut best = offers(member, services, today);
    best.truncate(MOST_SUGGESTIONS);
    best
}

/// Every service that fits and isn't in use, the best fit first: industry before size, then the catalogue's
/// weight, then what was never used, then the catalogue's order. A service made for others is never proposed;
/// a member whose size isn't known fits every size, but then size is no reason.
pub fn offers<'a>(member: &Member, services: &'a [Service], today: Day) -> Vec<Suggestion<'a>> {
    let mut fitting: Vec<Suggestion<'a>> = services
        .iter()
        .filter_map(|service| suggestion(member, service, today))
        .collect();
    sort_by_key(&mut fitting, |suggestion| {
        let has = |why| suggestion.why.contains(&why);
        std::cmp::Reverse((
            has(Why::FitsIndustry),
            has(Why::FitsSize),
            suggestion.service.fit.weight,
            has(Why::NeverUsed),
        ))
    });
    fitting
}

/// What a business gets once it has joined. Nobody knows its industry yet: what suits every one comes first, then what
/// is made for some, each by the catalogue's weight and order.
pub fn offers_to_lead(services: &[Service]) -> Vec<Suggestion<'_>> {
    let offer = |service| Suggestion {
        service,
        why: vec![match service.fit.industries.is_empty() {
            true => Why::ForEveryIndustry,
            false => Why::ForSomeIndustries,
        }],
    };
    let mut offers: Vec<Suggestion> = services.iter().map(offer).collect();
    sort_by_key(&mut offers, |offer| {
        let for_some = offer.why.contains(&Why::ForSomeIndustries);
        (for_some, std::cmp::Reverse(offer.service.fit.weight))
    });
    offers
}

fn suggestion<'a>(member: &Member, service: &'a Service, today: Day) -> Option<Suggestion<'a>> {
    let why = [
        fits_industry(member, service)?,
        fits_size(member, service)?,
        Some(used(member, service, today)?),
    ];
    Some(Suggestion {
        service,
        why: why.into_iter().flatten().collect(),
    })
}

/// Outer `None`: made for other industries. Inner `None`: made for everybody.
fn fits_industry(member: &Member, service: &Service) -> Option<Option<Why>> {
    let industries = &service.fit.industries;
    if industries.is_empty() {
        return Some(None);
    }
    industries
        .contains(&member.industry)
        .then_some(Some(Why::FitsIndustry))
}

/// Outer `None`: made for another size. Inner `None`: made for every size, or the size isn't known.
fn fits_size(member: &Member, service: &Service) -> Option<Option<Why>> {
    let (least, most) = (service.fit.least_employees, service.fit.most_employees);
    let (Some(employees), true) = (member.employees, least.is_some() || most.is_some()) else {
        return Some(None);
    };
    let fits =
        least.is_none_or(|least| employees >= least) && most.is_none_or(|most| employees <= most);
    fits.then_some(Some(Why::FitsSize))
}

/// `None` while the service is in use.
fn used(member: &Member, service: &Service, today: Day) -> Option<Why> {
    let last_used_on = member
        .usages
        .iter()
        .filter(|usage| usage.service == service.id)
        .map(|usage| usage.last_used_on)
        .max();
    match last_used_on.map(|on| months_between(on, today)) {
        None => Some(Why::NeverUsed),
        Some(0..STILL_IN_USE_MONTHS) => None,
        Some(months) => Some(Why::UsedLongAgo { years: months / 12 }),
    }
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
