//! What a season's target is visited for 訪問目的.
//!
//! Source: plan FY2023 names, beside the usual proposals: members who want to leave; members whose
//! representative changed; new members who applied on the web alone; members of 50, 60 or 70 years. How the
//! years are counted is confirmed by the office before plates are ordered; here they are membership years.

use super::membership::membership_year;
use crate::model::{Day, JoinSource, Member, Purpose, Reason, SeasonKind};

const PLATE_YEARS: [u32; 3] = [50, 60, 70];
/// A web joiner is new in the year of joining and the next.
const NEW_UNTIL_YEAR: u32 = 1;

/// The most pressing one; the office may choose another.
pub fn purpose(kind: SeasonKind, member: &Member, reasons: &[Reason], today: Day) -> Purpose {
    let year = membership_year(member.joined_on, today);
    let is_new_from_web = member.joined_via == Some(JoinSource::Web) && year <= NEW_UNTIL_YEAR;
    match kind {
        SeasonKind::Recruitment => Purpose::Recruiting,
        SeasonKind::Retention if reasons.contains(&Reason::Wavering) => Purpose::Retention,
        SeasonKind::Retention if reasons.contains(&Reason::RepresentativeChanged) => {
            Purpose::RepresentativeChange
        }
        SeasonKind::Retention if is_new_from_web => Purpose::WebJoinFollowUp,
        SeasonKind::Retention if PLATE_YEARS.contains(&year) => Purpose::CommemorativePlate,
        SeasonKind::Retention => Purpose::UsageProposal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{day, member};

    #[test]
    fn what_presses_most_is_the_purpose() {
        let today = day("2023-10-02");
        let of = |member: &Member, reasons: &[Reason]| {
            purpose(SeasonKind::Retention, member, reasons, today)
        };
        let usual = member();
        assert_eq!(of(&usual, &[Reason::NeverUsed]), Purpose::UsageProposal);
        let changed = [Reason::NeverUsed, Reason::RepresentativeChanged];
        assert_eq!(of(&usual, &changed), Purpose::RepresentativeChange);
        let wavers = [Reason::Wavering, Reason::RepresentativeChanged];
        assert_eq!(of(&usual, &wavers), Purpose::Retention);
        let mut web = member();
        web.joined_via = Some(JoinSource::Web);
        assert_eq!(of(&web, &[Reason::WebJoined]), Purpose::UsageProposal);
        web.joined_on = day("2023-06-01");
        assert_eq!(of(&web, &[Reason::WebJoined]), Purpose::WebJoinFollowUp);
        let mut old = member();
        for (joined_on, expected) in [
            ("1973-06-01", Purpose::CommemorativePlate),
            ("1963-06-01", Purpose::CommemorativePlate),
            ("1972-06-01", Purpose::UsageProposal),
        ] {
            old.joined_on = day(joined_on);
            assert_eq!(of(&old, &[]), expected, "{joined_on}");
        }
        let recruiting = purpose(SeasonKind::Recruitment, &usual, &changed, today);
        assert_eq!(recruiting, Purpose::Recruiting);
    }
}
