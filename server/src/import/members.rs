//! Rows of a membership export → members.

use std::collections::HashMap;

use shared::model::{Day, JoinSource, Member, MemberNumber, Representative};
use shared::wire::import::{BadRow, ColumnMeaning as M, Counts, RowProblem};

use super::field::Fields;
use super::search_key::{folded, search_key};
use super::{Effect, Mapping, Table};

/// What the file would do to the members stored.
#[derive(Debug, Default)]
pub struct MembersRead {
    /// New and changed ones, as they are to be stored.
    pub to_store: Vec<Member>,
    pub counts: Counts,
    pub bad_rows: Vec<BadRow>,
}

/// `stored` are all members, by number, without their usages. The first usable row with a number counts.
pub fn read(
    table: &Table,
    mapping: &Mapping,
    stored: &HashMap<MemberNumber, Member>,
    today: Day,
) -> MembersRead {
    let mut read = MembersRead::default();
    let mut first_lines: HashMap<MemberNumber, u64> = HashMap::with_capacity(table.records.len());
    for record in &table.records {
        let fields = Fields::of(mapping, record);
        let row = member(fields, stored, today).and_then(|(member, effect)| {
            match first_lines.get(&member.number) {
                Some(first_line) => Err(RowProblem::NumberTwice {
                    first_line: *first_line,
                }),
                None => Ok((member, effect)),
            }
        });
        read.counts.rows += 1;
        match row {
            Ok((member, effect)) => {
                first_lines.insert(member.number.clone(), record.line);
                effect.count_in(&mut read.counts);
                if effect != Effect::Unchanged {
                    read.to_store.push(member);
                }
            }
            Err(reason) => {
                read.counts.bad += 1;
                read.bad_rows.push(BadRow {
                    line: record.line,
                    label: fields.label(),
                    reason,
                });
            }
        }
    }
    read
}

fn member(
    fields: Fields<'_>,
    stored: &HashMap<MemberNumber, Member>,
    today: Day,
) -> Result<(Member, Effect), RowProblem> {
    fields.check_shape()?;
    let number = fields.number()?;
    let name = fields.required_text(M::Name)?;
    if name.is_empty() {
        return Err(RowProblem::NameMissing);
    }
    let joined_on = fields.required_date(M::JoinedOn)?;
    let before = stored.get(&number);
    let mut member = match before {
        Some(before) => before.clone(),
        None => blank(number, joined_on),
    };
    member.name = name.to_owned();
    member.joined_on = joined_on;
    for (column, place) in [
        (M::Kana, &mut member.kana),
        (M::RepresentativeTitle, &mut member.representative.title),
        (M::RepresentativeName, &mut member.representative.name),
        (M::RepresentativeKana, &mut member.representative.kana),
        (M::Industry, &mut member.industry),
        (M::Section, &mut member.section),
        (M::Branch, &mut member.branch),
        (M::PostalCode, &mut member.postal_code),
        (M::Address, &mut member.address),
        (M::Building, &mut member.building),
        (M::Telephone, &mut member.telephone),
        (M::CorporateNumber, &mut member.corporate_number),
    ] {
        if let Some(text) = fields.text(column)? {
            text.clone_into(place);
        }
    }
    if let Some(word) = fields.text(M::JoinedVia)? {
        member.joined_via = JoinSource::from_export(word);
    }
    if let Some(employees) = fields.count(M::Employees)? {
        member.employees = employees;
    }
    if let Some(fee_units) = fields.count(M::FeeUnits)? {
        member.fee_units = fee_units;
    }
    if let Some(withdrawn_on) = fields.date(M::WithdrawnOn)? {
        member.withdrawn_on = withdrawn_on;
    }
    read_place(fields, &mut member)?;
    if let Some(before) = before
        && is_another_person(&before.representative, &member.representative)
    {
        member.representative_changed_on = Some(today);
        member.former_representative = before.representative.title_and_name();
    }
    if before == Some(&member) {
        return Ok((member, Effect::Unchanged));
    }
    member.search_key = search_key(&member);
    let effect = match before {
        None => Effect::New,
        Some(_) => Effect::Changed,
    };
    Ok((member, effect))
}

/// What the list says of the door; most lists say nothing.
fn read_place(fields: Fields<'_>, member: &mut Member) -> Result<(), RowProblem> {
    let mut place = member.place.as_deref().cloned().unwrap_or_default();
    for (column, text) in [
        (M::ShopName, &mut place.shop_name),
        (M::VisitAddress, &mut place.visit_address),
        (M::Entrance, &mut place.entrance),
        (M::ClosedOn, &mut place.closed_on),
        (M::GoodHours, &mut place.good_hours),
    ] {
        if let Some(listed) = fields.text(column)? {
            listed.clone_into(text);
        }
    }
    if let Some(spot) = fields.spot()? {
        place.spot = spot;
    }
    member.change_place(|before| *before = place);
    Ok(())
}

/// Another spelling of the same name, or a name learned or lost, is nobody new.
pub(crate) fn is_another_person(before: &Representative, after: &Representative) -> bool {
    let (before, after) = (folded(&before.name), folded(&after.name));
    !before.is_empty() && !after.is_empty() && before != after
}

fn blank(number: MemberNumber, joined_on: Day) -> Member {
    Member {
        number,
        name: String::new(),
        kana: String::new(),
        representative: Representative::default(),
        industry: String::new(),
        section: String::new(),
        branch: String::new(),
        joined_on,
        joined_via: None,
        postal_code: String::new(),
        address: String::new(),
        building: String::new(),
        telephone: String::new(),
        employees: None,
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        former_representative: String::new(),
        do_not_contact: false,
        place: None,
        usages: Vec::new(),
        search_key: String::new(),
    }
}
