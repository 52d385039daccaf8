//! What a search is matched against. Folded here once, so that a phone only compares.

use shared::model::Member;
use shared::text::{fold, telephone_digits};
use unicode_normalization::UnicodeNormalization;

/// The folds of everything that one searches by. A space stands between them, which no fold contains:
/// a word is never found across two of them.
pub fn search_key(member: &Member) -> String {
    let telephone = telephone_digits(&member.telephone);
    let parts = [
        member.name.as_str(),
        member.shop_name(),
        &member.kana,
        &member.representative.name,
        &member.representative.kana,
        &member.address,
        &member.building,
        member.visit_address(),
    ];
    let mut key = String::with_capacity(200);
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        key.push_str(&folded(part));
        key.push(' ');
    }
    key.push_str(&telephone);
    key.push(' ');
    key.push_str(&member.number.as_str().to_lowercase());
    key
}

/// Compatibility forms (㍿, ﾃﾞ, composed and decomposed kana) become one before folding.
pub fn folded(text: &str) -> String {
    let composed: String = text.nfkc().collect();
    fold(&composed)
}
