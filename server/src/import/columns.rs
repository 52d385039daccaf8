//! What each column means: guessed from the header, changed by the coordinator.

use std::sync::LazyLock;

use shared::text::fold;
use shared::wire::import::{ColumnMeaning, FileProblem, ImportKind};

use ColumnMeaning as M;

/// Header words of several membership systems; compared folded, so width, spaces and brackets don't matter.
const WORDS: &[(M, &[&str])] = &[
    (
        M::Number,
        &[
            "会員番号",
            "会員No",
            "会員コード",
            "会員ID",
            "会員CD",
            "事業所番号",
            "事業所コード",
            "Member number",
            "Member No",
        ],
    ),
    (
        M::Name,
        &[
            "事業所名",
            "事業所名称",
            "会社名",
            "企業名",
            "名称",
            "商号",
            "会員名",
            "会員名称",
            "法人名",
            "Name",
            "Company",
        ],
    ),
    (
        M::Kana,
        &[
            "事業所名カナ",
            "事業所カナ",
            "事業所名フリガナ",
            "会社名カナ",
            "会社名フリガナ",
            "名称カナ",
            "カナ",
            "フリガナ",
            "カナ名称",
            "会員名カナ",
            "商号カナ",
            "企業名カナ",
            "Kana",
        ],
    ),
    (
        M::RepresentativeTitle,
        &[
            "代表者役職",
            "代表者役職名",
            "役職",
            "役職名",
            "代表者肩書",
            "Title",
        ],
    ),
    (
        M::RepresentativeName,
        &["代表者名", "代表者", "代表者氏名", "氏名", "Representative"],
    ),
    (
        M::RepresentativeKana,
        &[
            "代表者名カナ",
            "代表者カナ",
            "代表者氏名カナ",
            "代表者名フリガナ",
            "代表者フリガナ",
            "氏名カナ",
        ],
    ),
    (M::Industry, &["業種", "業種名", "業態", "Industry"]),
    (M::Section, &["所属部会", "部会", "部会名", "Section"]),
    (M::Branch, &["所属支部", "支部", "支部名", "地区", "Branch"]),
    (
        M::JoinedOn,
        &[
            "加入年月日",
            "加入日",
            "入会日",
            "入会年月日",
            "加入月日",
            "Joined on",
            "Joined",
        ],
    ),
    (
        M::JoinedVia,
        &[
            "加入経路",
            "入会経路",
            "加入区分",
            "入会区分",
            "紹介区分",
            "Joined via",
        ],
    ),
    (M::PostalCode, &["郵便番号", "〒", "郵便No", "Postal code"]),
    (
        M::Address,
        &[
            "所在地",
            "住所",
            "住所1",
            "所在地1",
            "事業所所在地",
            "事業所住所",
            "Address",
        ],
    ),
    (
        M::Building,
        &[
            "ビル名等",
            "ビル名",
            "建物名",
            "建物",
            "建物名等",
            "方書",
            "住所2",
            "所在地2",
            "Building",
        ],
    ),
    (
        M::Telephone,
        &[
            "電話番号",
            "電話",
            "TEL",
            "TEL番号",
            "電話番号1",
            "TEL1",
            "代表電話",
            "Telephone",
            "Phone",
        ],
    ),
    (
        M::Employees,
        &["従業員数", "従業員", "社員数", "従業員人数", "Employees"],
    ),
    (M::FeeUnits, &["会費口数", "口数", "会費口", "Fee units"]),
    (
        M::CorporateNumber,
        &["法人番号", "法人No", "Corporate number"],
    ),
    (
        M::WithdrawnOn,
        &[
            "退会年月日",
            "退会日",
            "脱会日",
            "脱会年月日",
            "Withdrawn on",
        ],
    ),
    (
        M::ShopName,
        &["屋号", "屋号名", "店名", "店舗名", "通称", "Shop name"],
    ),
    (
        M::VisitAddress,
        &[
            "訪問先住所",
            "訪問先所在地",
            "訪問先",
            "店舗住所",
            "店舗所在地",
            "送付先住所",
            "Visit address",
        ],
    ),
    (M::Entrance, &["入口", "入り口", "入口案内", "Entrance"]),
    (
        M::ClosedOn,
        &["定休日", "定休", "休業日", "休日", "Closed on"],
    ),
    (
        M::GoodHours,
        &[
            "都合のよい時間",
            "訪問希望時間",
            "連絡可能時間",
            "在席時間",
            "Good hours",
        ],
    ),
    (M::Latitude, &["緯度", "lat", "Latitude"]),
    (M::Longitude, &["経度", "lng", "lon", "Longitude"]),
    (
        M::Service,
        &[
            "利用事業",
            "事業名",
            "利用事業名",
            "サービス",
            "サービス名",
            "利用サービス",
            "事業",
            "事業・サービス",
            "Service",
        ],
    ),
    (
        M::LastUsedOn,
        &[
            "最終利用日",
            "利用日",
            "最終利用年月日",
            "利用年月日",
            "直近利用日",
            "Last used on",
        ],
    ),
    (M::Times, &["利用回数", "回数", "利用件数", "件数", "Times"]),
];

/// The same, folded once.
static FOLDED: LazyLock<Vec<(M, Vec<String>)>> = LazyLock::new(|| {
    let fold_all = |words: &[&str]| words.iter().map(|word| folded(word)).collect();
    WORDS
        .iter()
        .map(|(meaning, words)| (*meaning, fold_all(words)))
        .collect()
});

/// The meanings that a header suggests; the first of two columns with one meaning gets it.
pub fn guess(kind: ImportKind, header: &[String]) -> Vec<Option<M>> {
    let mut given = Vec::new();
    header
        .iter()
        .map(|name| {
            let meaning = meaning_of(kind, name).filter(|meaning| !given.contains(meaning));
            given.extend(meaning);
            meaning
        })
        .collect()
}

fn meaning_of(kind: ImportKind, name: &str) -> Option<M> {
    let spellings = [
        name,
        name.split(['(', '(', '【', '[']).next().unwrap_or(name),
    ]
    .map(folded);
    spellings.iter().find_map(|spelling| {
        FOLDED
            .iter()
            .filter(|(meaning, _)| kind.meanings().contains(meaning))
            .find(|(_, words)| words.contains(spelling))
            .map(|(meaning, _)| *meaning)
    })
}

/// A sign such as 〒 folds to nothing, and so compares as it is.
fn folded(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() {
        name.trim().to_owned()
    } else {
        folded
    }
}

/// Which column holds what; every required meaning is there, none twice.
#[derive(Clone, Debug)]
pub struct Mapping {
    columns: Vec<Option<M>>,
}

impl Mapping {
    pub fn of(kind: ImportKind, columns: &[Option<M>]) -> Result<Self, FileProblem> {
        let twice = columns
            .iter()
            .enumerate()
            .find_map(|(at, meaning)| meaning.filter(|_| columns[..at].contains(meaning)));
        if let Some(meaning) = twice {
            return Err(FileProblem::ColumnTwice { meaning });
        }
        match missing(kind, columns) {
            missing if missing.is_empty() => Ok(Self {
                columns: columns.to_vec(),
            }),
            missing => Err(FileProblem::ColumnsMissing { missing }),
        }
    }

    pub fn columns(&self) -> u64 {
        self.columns.len() as u64
    }

    /// The field with that meaning, trimmed; `None` when the file has no such column.
    pub fn text<'r>(&self, fields: &'r csv::StringRecord, meaning: M) -> Option<&'r str> {
        let at = self
            .columns
            .iter()
            .position(|column| *column == Some(meaning))?;
        fields.get(at).map(str::trim)
    }
}

/// Required meanings that no column has.
pub fn missing(kind: ImportKind, columns: &[Option<M>]) -> Vec<M> {
    kind.meanings()
        .iter()
        .copied()
        .filter(|meaning| meaning.is_required(kind) && !columns.contains(&Some(*meaning)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(kind: ImportKind, header: &str) -> Vec<Option<M>> {
        guess(
            kind,
            &header.split(',').map(str::to_owned).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn three_layouts_are_recognised() {
        for header in [
            "会員番号,事業所名,事業所名カナ,代表者名,加入年月日,所在地,電話番号,退会年月日",
            "会員No.,会社名,フリガナ,代表者氏名,入会日,住所1,TEL,退会日",
            "会員コード,名 称,ﾌﾘｶﾞﾅ,代表者,入会年月日,住所,電話番号(代表),脱会日",
        ] {
            assert_eq!(
                guessed(ImportKind::Members, header),
                [
                    M::Number,
                    M::Name,
                    M::Kana,
                    M::RepresentativeName,
                    M::JoinedOn,
                    M::Address,
                    M::Telephone,
                    M::WithdrawnOn
                ]
                .map(Some),
                "{header}"
            );
        }
    }

    #[test]
    fn every_meaning_has_words_and_no_word_two_meanings() {
        for kind in [ImportKind::Members, ImportKind::Usages] {
            for meaning in kind.meanings() {
                let (_, words) = WORDS.iter().find(|(m, _)| m == meaning).expect("has words");
                for word in *words {
                    assert_eq!(meaning_of(kind, word), Some(*meaning), "{word}");
                }
            }
        }
    }

    #[test]
    fn a_meaning_is_guessed_once_and_unknown_headers_mean_nothing() {
        assert_eq!(
            guessed(ImportKind::Members, "会員番号,会員コード,備考,事業所名"),
            [Some(M::Number), None, None, Some(M::Name)]
        );
        assert_eq!(
            guessed(ImportKind::Usages, "会員番号,所在地"),
            [Some(M::Number), None]
        );
    }

    #[test]
    fn a_mapping_is_whole_and_unambiguous() {
        let of = |columns: &[Option<M>]| Mapping::of(ImportKind::Members, columns);
        assert_eq!(
            of(&[Some(M::Number), None]).expect_err("incomplete"),
            FileProblem::ColumnsMissing {
                missing: vec![M::Name, M::JoinedOn]
            }
        );
        assert_eq!(
            of(&[Some(M::Name), Some(M::Name)]).expect_err("ambiguous"),
            FileProblem::ColumnTwice { meaning: M::Name }
        );
    }
}
