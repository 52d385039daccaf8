//! Legal forms of businesses (法人格), which members write in full, shortened, in front of the
//! name or behind it, or not at all.

/// A legal form with the spellings it is met in.
#[derive(Debug, PartialEq, Eq)]
pub struct LegalForm {
    /// As the register writes it: 株式会社.
    pub full: &'static str,
    /// The usual one-character sign, where Unicode has one: ㈱.
    pub sign: Option<char>,
    /// What stands between brackets in the short form: 株 in (株), カ in a bank's (カ).
    pub short: &'static [&'static str],
    /// The reading, in the spelling that [`fold`](super::fold::fold) leaves.
    pub kana: &'static [&'static str],
}

const fn form(
    full: &'static str,
    sign: Option<char>,
    short: &'static [&'static str],
    kana: &'static [&'static str],
) -> LegalForm {
    LegalForm {
        full,
        sign,
        short,
        kana,
    }
}

/// Sources: Companies Act (会社法) art. 2 for the companies, and the act that kept limited
/// companies (有限会社); Act on General Incorporated Associations and Foundations; Medical Care
/// Act; Social Welfare Act; Private Schools Act; Religious Corporations Act; Act on Promotion of
/// Specified Non-profit Activities; the brackets are those of the banks' transfer format
/// (全銀フォーマット) and of common letterheads.
///
/// Professional corporations (税理士法人 and the like) and cooperatives (協同組合) are left out:
/// their form says the trade, and people search by it. A form that contains another stands
/// before it.
pub static LEGAL_FORMS: &[LegalForm] = &[
    form(
        "株式会社",
        Some('㈱'),
        &["株", "カ", "ｶ"],
        &["カブシキガイシヤ", "カブシキカイシヤ"],
    ),
    form(
        "有限会社",
        Some('㈲'),
        &["有", "ユ", "ﾕ"],
        &["ユウゲンガイシヤ"],
    ),
    form("合同会社", None, &["同", "ド", "ﾄﾞ"], &["ゴウドウガイシヤ"]),
    form(
        "合資会社",
        Some('㈾'),
        &["資", "シ", "ｼ"],
        &["ゴウシガイシヤ"],
    ),
    form(
        "合名会社",
        Some('㈴'),
        &["名", "メ", "ﾒ"],
        &["ゴウメイガイシヤ"],
    ),
    form("相互会社", None, &["相"], &[]),
    form("一般社団法人", None, &["一社"], &[]),
    form("一般財団法人", None, &["一財"], &[]),
    form("公益社団法人", None, &["公社"], &[]),
    form("公益財団法人", None, &["公財"], &[]),
    form("医療法人社団", None, &["医社"], &[]),
    form("医療法人財団", None, &["医財"], &[]),
    form("社会医療法人", None, &[], &[]),
    form("医療法人", None, &["医"], &[]),
    form("社会福祉法人", None, &["福"], &[]),
    form("学校法人", Some('㈻'), &["学"], &[]),
    form("宗教法人", None, &["宗"], &[]),
    form("認定特定非営利活動法人", None, &["認特"], &[]),
    form("特定非営利活動法人", Some('㈵'), &["特非", "特"], &[]),
    form("認定npo法人", None, &[], &[]),
    form("npo法人", None, &["npo"], &[]),
    form("社団法人", Some('㈳'), &["社"], &[]),
    form("財団法人", Some('㈶'), &["財"], &[]),
];

/// A business name taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessName<'a> {
    /// The form found in front of the name or behind it.
    pub form: Option<&'static LegalForm>,
    /// The name without it and without the spaces around it; never empty unless the text is blank.
    pub core: &'a str,
}

/// Takes the legal form off a business name, in front or else behind, for display and for
/// sorting. Two names are the same business name when their folds are equal; that needs no
/// splitting.
///
/// A text that is nothing but a legal form is returned whole.
pub fn split_legal_form(name: &str) -> BusinessName<'_> {
    let name = name.trim();
    for form in LEGAL_FORMS {
        let core = without_front(name, form).or_else(|| without_back(name, form));
        if let Some(core) = core.map(str::trim).filter(|core| !core.is_empty()) {
            return BusinessName {
                form: Some(form),
                core,
            };
        }
    }
    BusinessName {
        form: None,
        core: name,
    }
}

fn without_front<'a>(name: &'a str, form: &LegalForm) -> Option<&'a str> {
    strip_prefix_any_case(name, form.full)
        .or_else(|| form.sign.and_then(|sign| name.strip_prefix(sign)))
        .or_else(|| {
            let inside = name.strip_prefix(OPENING)?;
            short_forms(form).find_map(|short| {
                strip_prefix_any_case(inside.trim_start(), short)?
                    .trim_start()
                    .strip_prefix(CLOSING)
            })
        })
}

fn without_back<'a>(name: &'a str, form: &LegalForm) -> Option<&'a str> {
    strip_suffix_any_case(name, form.full)
        .or_else(|| form.sign.and_then(|sign| name.strip_suffix(sign)))
        .or_else(|| {
            let inside = name.strip_suffix(CLOSING).unwrap_or(name);
            short_forms(form).find_map(|short| {
                strip_suffix_any_case(inside.trim_end(), short)?
                    .trim_end()
                    .strip_suffix(OPENING)
            })
        })
}

/// The full form too may stand in brackets: (株式会社).
fn short_forms(form: &LegalForm) -> impl Iterator<Item = &'static str> {
    form.short.iter().copied().chain([form.full])
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (front, rest) = text.split_at_checked(prefix.len())?;
    front.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix_any_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, back) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    back.eq_ignore_ascii_case(suffix).then_some(rest)
}

/// Half-width and full-width brackets.
pub(super) const OPENING: [char; 2] = ['(', '（'];
pub(super) const CLOSING: [char; 2] = [')', '）'];

/// Whether one of the CP932 signs such as ㈱ stands for a legal form.
pub(super) fn is_sign(character: char) -> bool {
    matches!(character, '\u{3220}'..='\u{3243}' | '㊑' | '㊒' | '㍿')
        && (matches!(character, '㊑' | '㊒' | '㍿')
            || LEGAL_FORMS.iter().any(|form| form.sign == Some(character)))
}

/// Length in bytes of a short form with its closing bracket at the start of `inside`, the text
/// after an opening bracket. A bank's form at the very end of a name lacks the closing one.
pub(super) fn bracketed_length(inside: &str, may_end_open: bool) -> Option<usize> {
    let text = inside.trim_start();
    LEGAL_FORMS
        .iter()
        .flat_map(|form| form.short)
        .find_map(|short| {
            let rest = strip_prefix_any_case(text, short)?.trim_start();
            match rest.strip_prefix(CLOSING) {
                Some(after) => Some(inside.len() - after.len()),
                None => (may_end_open && rest.is_empty()).then_some(inside.len()),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(name: &str) -> (Option<&'static str>, &str) {
        let parts = split_legal_form(name);
        (parts.form.map(|form| form.full), parts.core)
    }

    #[test]
    fn front_back_full_short_and_sign() {
        let stock = Some("株式会社");
        assert_eq!(split("株式会社 山田商店"), (stock, "山田商店"));
        assert_eq!(split("山田商店　㈱"), (stock, "山田商店"));
        assert_eq!(split("（株）山田商店"), (stock, "山田商店"));
        assert_eq!(split("山田商店(株)"), (stock, "山田商店"));
        assert_eq!(split("ﾔﾏﾀﾞ(ｶ"), (stock, "ﾔﾏﾀﾞ"));
        assert_eq!(
            split("医療法人社団 白山会"),
            (Some("医療法人社団"), "白山会")
        );
        assert_eq!(split("NPO法人みどり"), (Some("npo法人"), "みどり"));
        assert_eq!(
            split("一般社団法人港の会"),
            (Some("一般社団法人"), "港の会")
        );
    }

    #[test]
    fn names_without_a_form_stay_whole() {
        assert_eq!(split("潮風理容"), (None, "潮風理容"));
        assert_eq!(split("株式会社"), (None, "株式会社"));
        assert_eq!(split(""), (None, ""));
        assert_eq!(split("税理士法人港"), (None, "税理士法人港"));
    }

    #[test]
    fn every_form_folds_to_nothing() {
        for form in LEGAL_FORMS {
            let mut spellings = vec![form.full.to_string()];
            spellings.extend(form.sign.map(String::from));
            spellings.extend(form.short.iter().map(|short| format!("（{short}）")));
            spellings.extend(form.kana.iter().map(|kana| kana.to_string()));
            for spelling in spellings {
                assert_eq!(super::super::fold::fold(&spelling), "", "{spelling}");
            }
        }
    }
}
