//! How Japanese office text is compared, read and written: search keys, telephone numbers,
//! dates in both calendars, legal forms of businesses.

pub mod dates;
pub mod floor;
pub mod fold;
pub mod legal_form;
pub mod telephone;
mod variant;
pub mod wareki;
mod width;

pub use dates::{DateProblem, parse_date};
pub use floor::{split_floor, split_floor_of_building};
pub use fold::{find_folded, fold, fold_query};
pub use legal_form::{LegalForm, split_legal_form};
pub use telephone::{
    find_digits, format_telephone, is_telephone, telephone_digits, telephone_query,
};
pub use wareki::{fiscal_year_ja, wareki, wareki_year};
